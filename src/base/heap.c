/* SPDX-License-Identifier: Apache-2.0 */
#include "base/heap.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

bool lw_bytes_add(struct lw_bytes *b, const void *bytes, size_t n, struct lw_error *err) {
	if (n > b->cap - b->n) {
		const size_t cap = 2 * b->cap + n;
		char *more = realloc(b->at, cap);
		if (more == NULL)
			return lw_fail(err, LW_E_NOMEM, "out of memory");
		b->at = more;
		b->cap = cap;
	}
	if (n != 0)
		memcpy(b->at + b->n, bytes, n);
	b->n += n;
	return true;
}

bool lw_bytes_keep(void *ctx, const char *bytes, size_t n) {
	struct lw_error none = {0};
	return lw_bytes_add(ctx, bytes, n, &none);
}
