/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fold.h"

#include <stdint.h>
#include <string.h>

/* Small letters from first to last, each step-th of them, have their capital `up` before them (Unicode,
 * UnicodeData.txt, Simple_Uppercase_Mapping). All take two bytes. */
static const struct {
	uint16_t first, last;
	uint8_t step;
	int16_t up;
} ranges[] = {
	{0xe0, 0xf6, 1, 32},   {0xf8, 0xfe, 1, 32},   {0xff, 0xff, 1, -121}, {0x101, 0x12f, 2, 1},
	{0x133, 0x137, 2, 1},  {0x13a, 0x148, 2, 1},  {0x14b, 0x177, 2, 1},  {0x17a, 0x17e, 2, 1},
	{0x3ac, 0x3ac, 1, 38}, {0x3ad, 0x3af, 1, 37}, {0x3b1, 0x3c1, 1, 32}, {0x3c3, 0x3cb, 1, 32},
	{0x3cc, 0x3cc, 1, 64}, {0x3cd, 0x3ce, 1, 63}, {0x430, 0x44f, 1, 32}, {0x450, 0x45f, 1, 80},
	{0x461, 0x481, 2, 1},  {0x48b, 0x4bf, 2, 1},  {0x4d1, 0x52f, 2, 1},
};

static uint16_t capital(uint16_t c) {
	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
		if (c >= ranges[i].first && c <= ranges[i].last && (c - ranges[i].first) % ranges[i].step == 0)
			return (uint16_t)(c - ranges[i].up);
	return c;
}

static bool is_pair(const unsigned char *at, size_t left) {
	return left >= 2 && at[0] >= 0xc3 && at[0] <= 0xdf && (at[1] & 0xc0) == 0x80;
}

void lw_fold_n(const char *text, size_t n, char *out) {
	for (size_t i = 0; i < n; i++) {
		const unsigned char *at = (const unsigned char *)text + i;
		if (is_pair(at, n - i)) {
			const uint16_t c = capital((uint16_t)((at[0] & 0x1f) << 6 | (at[1] & 0x3f)));
			out[i++] = (char)(0xc0 | c >> 6);
			out[i] = (char)(0x80 | (c & 0x3f));
			continue;
		}
		out[i] = (char)(*at >= 'a' && *at <= 'z' ? *at - ('a' - 'A') : *at);
	}
}

void lw_fold(const char *text, char *out) {
	const size_t n = strlen(text);
	lw_fold_n(text, n, out);
	out[n] = '\0';
}

char *lw_fold_copy(struct lw_arena *a, const char *text, struct lw_error *err) {
	char *copy = lw_alloc_raw(a, strlen(text) + 1, 1, err);
	if (copy != NULL)
		lw_fold(text, copy);
	return copy;
}

bool lw_fold_same(const char *x, const char *y) {
	const size_t n = strlen(x);
	char a[2], b[2];
	if (strlen(y) != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		const size_t k =
			is_pair((const unsigned char *)x + i, n - i) && is_pair((const unsigned char *)y + i, n - i)
			? 2
			: 1;
		lw_fold_n(x + i, k, a);
		lw_fold_n(y + i, k, b);
		if (memcmp(a, b, k) != 0)
			return false;
		i += k - 1;
	}
	return true;
}
