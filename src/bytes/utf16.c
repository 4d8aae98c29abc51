/* SPDX-License-Identifier: Apache-2.0 */
#include "bytes/utf16.h"

#define REPLACEMENT 0xfffd
#define MOST_PER_UNIT 3 /* bytes of UTF-8 for one unit of UTF-16; a pair has four for two */

static bool is_high(uint32_t c) {
	return c >= 0xd800 && c < 0xdc00;
}

static bool is_low(uint32_t c) {
	return c >= 0xdc00 && c < 0xe000;
}

static char *put(char *p, uint32_t c) {
	if (c < 0x80) {
		*p++ = (char)c;
		return p;
	}
	if (c < 0x800) {
		*p++ = (char)(0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*p++ = (char)(0xe0 | c >> 12);
		} else {
			*p++ = (char)(0xf0 | c >> 18);
			*p++ = (char)(0x80 | (c >> 12 & 0x3f));
		}
		*p++ = (char)(0x80 | (c >> 6 & 0x3f));
	}
	*p++ = (char)(0x80 | (c & 0x3f));
	return p;
}

char *lw_utf16_text(struct lw_arena *a, struct lw_span utf16, bool big_endian, struct lw_error *err) {
	const uint64_t n = utf16.len / 2;
	char *out = lw_alloc(a, (size_t)n + 1, MOST_PER_UNIT, err), *p = out;
	bool ok = true;
	for (uint64_t i = 0; out != NULL && i < n; i++) {
		uint32_t c = (uint32_t)lw_span_uint(utf16, 2 * i, 2, big_endian, &ok), low = 0;
		if (is_high(c) && i + 1 < n)
			low = (uint32_t)lw_span_uint(utf16, 2 * i + 2, 2, big_endian, &ok);
		if (is_low(low)) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i++;
		} else if (c == 0 || is_high(c) || is_low(c)) {
			c = REPLACEMENT;
		}
		p = put(p, c);
	}
	return out;
}
