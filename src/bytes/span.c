/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
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

bool lw_span_find(struct lw_span s, uint64_t from, const char *text, size_t n, uint64_t *at) {
	const uint8_t *p = from < s.len ? memmem(s.ptr + from, (size_t)(s.len - from), text, n) : NULL;
	*at = p == NULL ? 0 : (uint64_t)(p - s.ptr);
	return p != NULL;
}

bool lw_span_uleb(struct lw_span s, uint64_t *at, uint64_t *out) {
	uint64_t v = 0;
	*out = 0;
	for (unsigned shift = 0; shift < 64 && *at < s.len; shift += 7) {
		const uint8_t b = s.ptr[(*at)++];
		if (shift == 63 && (b & 0x7e) != 0)
			return false;
		v |= (uint64_t)(b & 0x7f) << shift;
		if ((b & 0x80) == 0) {
			*out = v;
			return true;
		}
	}
	return false;
}

static void store_32(uint8_t *p, uint64_t v) {
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
	p[2] = (uint8_t)(v >> 16);
	p[3] = (uint8_t)(v >> 24);
}

void lw_store_uint(uint8_t *p, unsigned size, bool big_endian, uint64_t value) {
	switch (big_endian ? 0 : size) {
	case 4:
		store_32(p, value);
		break;
	case 8:
		store_32(p, value);
		store_32(p + 4, value >> 32);
		break;
	default:
		for (unsigned i = 0; i < size; i++)
			p[big_endian ? size - 1 - i : i] = (uint8_t)(value >> 8 * i);
		break;
	}
}
