/* SPDX-License-Identifier: Apache-2.0 */
#include "report/out.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "linkwright/report.h"

void lw_out_init(struct lw_out *o, bool (*write)(void *ctx, const char *bytes, size_t n), void *ctx, bool color) {
	o->write = write;
	o->ctx = ctx;
	o->color = color;
	o->failed = false;
	o->n = 0;
}

static void drain(struct lw_out *o) {
	if (o->n != 0 && !o->failed && !o->write(o->ctx, o->bytes, o->n))
		o->failed = true;
	o->n = 0;
}

void lw_out_bytes(struct lw_out *o, const char *bytes, size_t n) {
	while (n != 0) {
		if (o->n == sizeof o->bytes)
			drain(o);
		const size_t room = sizeof o->bytes - o->n, part = n < room ? n : room;
		memcpy(o->bytes + o->n, bytes, part);
		o->n += part;
		bytes += part;
		n -= part;
	}
}

void lw_out_text(struct lw_out *o, const char *text) {
	lw_out_bytes(o, text, strlen(text));
}

/* In pieces, so that no name is too long. A piece never ends inside a character. */
static void put_name(struct lw_out *o, const char *name, size_t n) {
	char piece[64 + 4], safe[4 * sizeof piece + 1];
	while (n != 0) {
		size_t part = n < 64 ? n : 64;
		for (int i = 0; i < 3 && part < n && ((unsigned char)name[part] & 0xc0u) == 0x80; i++)
			part++;
		memcpy(piece, name, part);
		piece[part] = '\0';
		lw_escape(piece, safe);
		lw_out_text(o, safe);
		name += part;
		n -= part;
	}
}

void lw_out_name(struct lw_out *o, const char *name) {
	put_name(o, name, strlen(name));
}

void lw_out_fmt(struct lw_out *o, const char *fmt, ...) {
	char text[256];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	lw_out_text(o, text);
}

void lw_out_spaces(struct lw_out *o, size_t n) {
	static const char blanks[] = "                ";
	for (; n > sizeof blanks - 1; n -= sizeof blanks - 1)
		lw_out_bytes(o, blanks, sizeof blanks - 1);
	lw_out_bytes(o, blanks, n);
}

void lw_out_style(struct lw_out *o, enum lw_style style) {
	static const char *const codes[] = {
		[LW_STYLE_PLAIN] = "\033[0m", [LW_STYLE_TITLE] = "\033[1m", [LW_STYLE_DIM] = "\033[2m",
		[LW_STYLE_GOOD] = "\033[32m", [LW_STYLE_WARN] = "\033[33m", [LW_STYLE_BAD] = "\033[1;31m",
	};
	if (o->color)
		lw_out_text(o, codes[style]);
}

void lw_out_styled(struct lw_out *o, enum lw_style style, const char *text) {
	lw_out_style(o, style);
	lw_out_text(o, text);
	lw_out_style(o, LW_STYLE_PLAIN);
}

bool lw_out_flush(struct lw_out *o, struct lw_error *err) {
	drain(o);
	return !o->failed || lw_fail(err, LW_E_IO, "the output could not be written");
}
