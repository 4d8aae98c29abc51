/* SPDX-License-Identifier: Apache-2.0 */
#include "report/escape.h"

#include "linkwright/report.h"

static bool continues(const char *text, size_t n) {
	for (size_t i = 1; i <= n; i++)
		if (((unsigned char)text[i] & 0xc0u) != 0x80)
			return false;
	return true;
}

size_t lw_utf8_next(const char *text, uint32_t *point) {
	static const struct {
		unsigned char mask, lead;
		uint32_t least;
	} forms[] = {{0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
	const unsigned char first = (unsigned char)text[0];
	for (size_t more = 0; more < 4; more++) {
		if ((first & forms[more].mask) != forms[more].lead)
			continue;
		if (!continues(text, more))
			return 0;
		uint32_t p = (uint32_t)first & (uint32_t)(unsigned char)~forms[more].mask;
		for (size_t i = 1; i <= more; i++)
			p = p << 6 | ((unsigned char)text[i] & 0x3fu);
		/* Overlong forms, surrogates and what lies beyond Unicode are no characters (RFC 3629). */
		if (p < forms[more].least || (p >= 0xd800 && p <= 0xdfff) || p > 0x10ffff)
			return 0;
		*point = p;
		return more + 1;
	}
	return 0;
}

bool lw_utf8_valid(const char *text) {
	uint32_t point;
	for (size_t n; *text != '\0'; text += n)
		if ((n = lw_utf8_next(text, &point)) == 0)
			return false;
	return true;
}

bool lw_is_plain(const char *text) {
	while (*text >= ' ' && *text < 0x7f)
		text++;
	return *text == '\0';
}

size_t lw_utf8_columns(const char *text) {
	size_t columns = 0;
	for (; *text != '\0'; text++)
		columns += ((unsigned char)*text & 0xc0u) != 0x80;
	return columns;
}

/* Characters that steer a terminal or make text look like other text. */
static bool is_unsafe(uint32_t p) {
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{0x00, 0x1f},     {0x7f, 0x9f},     /* C0, DEL, C1 */
		{0x61c, 0x61c},   {0x200b, 0x200f}, /* marks without width, directions */
		{0x2028, 0x202e}, {0x2060, 0x2069}, /* separators, embeddings, isolates */
		{0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
	};
	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
		if (p >= ranges[i].first && p <= ranges[i].last)
			return true;
	return false;
}

static char *put_hex(char *out, unsigned char byte) {
	static const char digits[] = "0123456789abcdef";
	*out++ = '\\';
	*out++ = 'x';
	*out++ = digits[byte >> 4];
	*out++ = digits[byte & 15];
	return out;
}

void lw_escape(const char *text, char *out) {
	while (*text != '\0') {
		uint32_t point = 0;
		const size_t n = lw_utf8_next(text, &point);
		const bool hex = n == 0 || is_unsafe(point);
		for (size_t i = 0; i < (n == 0 ? 1 : n); i++, text++) {
			if (hex)
				out = put_hex(out, (unsigned char)*text);
			else
				*out++ = *text;
		}
	}
	*out = '\0';
}
