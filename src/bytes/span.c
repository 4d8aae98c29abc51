/* SPDX-License-Identifier: Apache-2.0 */
#include "bytes/span.h"

#include <string.h>

bool lw_span_cut(struct lw_span s, uint64_t off, uint64_t len, struct lw_span *out) {
	if (!lw_range_fits(off, len, s.len)) {
		*out = (struct lw_span){NULL, 0};
		return false;
	}
	*out = (struct lw_span){s.ptr + off, len};
	return true;
}

const char *lw_span_cstr(struct lw_span s, uint64_t off) {
	if (off >= s.len)
		return NULL;
	const uint8_t *p = s.ptr + off;
	return memchr(p, 0, (size_t)(s.len - off)) == NULL ? NULL : (const char *)p;
}

void lw_store_uint(uint8_t *p, unsigned size, bool big_endian, uint64_t value) {
	for (unsigned i = 0; i < size; i++)
		p[big_endian ? size - 1 - i : i] = (uint8_t)(value >> 8 * i);
}
