/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text on its way to the caller. Buffered; after a write has failed nothing more is written and lw_out_flush says so.
 * Colour is only there if it was asked for.
 */
#ifndef LW_REPORT_OUT_H
#define LW_REPORT_OUT_H

#include <stddef.h>

#include "linkwright/error.h"

enum lw_style {
	LW_STYLE_PLAIN,
	LW_STYLE_TITLE, /* bold */
	LW_STYLE_DIM,
	LW_STYLE_GOOD,
	LW_STYLE_WARN,
	LW_STYLE_BAD, /* red and bold */
};

struct lw_out {
	bool (*write)(void *ctx, const char *bytes, size_t n);
	void *ctx;
	bool color, failed;
	size_t n;
	char bytes[8192];
};

void lw_out_init(struct lw_out *o, bool (*write)(void *ctx, const char *bytes, size_t n), void *ctx, bool color);
void lw_out_bytes(struct lw_out *o, const char *bytes, size_t n);
/* Text of our own. */
void lw_out_text(struct lw_out *o, const char *text);
/* Text from a file, or a file's name: escaped. */
void lw_out_name(struct lw_out *o, const char *name);
/* Numbers and text of our own; at most 255 bytes. */
void lw_out_fmt(struct lw_out *o, const char *fmt, ...) LW_PRINTF(2, 3);
void lw_out_spaces(struct lw_out *o, size_t n);
/* Begins a style; LW_STYLE_PLAIN ends it. */
void lw_out_style(struct lw_out *o, enum lw_style style);
void lw_out_styled(struct lw_out *o, enum lw_style style, const char *text);
/* Errors: IO. */
bool lw_out_flush(struct lw_out *o, struct lw_error *err) LW_USE;

#endif
