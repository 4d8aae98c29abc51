/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hex.h"

char *lw_hex(struct lw_arena *a, const uint8_t *bytes, size_t n, struct lw_error *err) {
	static const char digits[] = "0123456789abcdef";
	char *out = lw_alloc(a, 2 * n + 1, 1, err);
	for (size_t i = 0; out != NULL && i < n; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	return out;
}
