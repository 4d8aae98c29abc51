/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "report/escape.h"
#include "report/text.h"

/* The right column begins here at the latest, and longer lines run into it: one long path must not push all others
 * away. */
#define WIDEST 96

const char *lw_text_safe(struct lw_arena *a, const char *text, struct lw_error *err) {
	if (lw_is_plain(text))
		return text;
	char *safe = lw_alloc(a, 4 * strlen(text) + 1, 1, err);
	if (safe != NULL)
		lw_escape(text, safe);
	return safe;
}

static size_t columns(const char *text) {
	return text == NULL ? 0 : lw_utf8_columns(text);
}

static size_t left_columns(const struct lw_row *row) {
	const size_t arrow = row->name != NULL && row->path != NULL ? 4 : 0;
	return columns(row->prefix) + columns(row->name) + arrow + columns(row->path);
}

static size_t digits(uint32_t n) {
	size_t count = 1;
	while (n >= 10) {
		n /= 10;
		count++;
	}
	return count;
}

struct widths {
	size_t number, left;
};

static struct widths measure(const struct lw_rows *rows) {
	struct widths w = {0};
	for (uint32_t i = 0; i < rows->n; i++) {
		const struct lw_row *row = &rows->at[i];
		const size_t left = left_columns(row);
		if (row->number != 0 && digits(row->number) > w.number)
			w.number = digits(row->number);
		if (row->right != NULL && left > w.left && left <= WIDEST)
			w.left = left;
	}
	return w;
}

static void write_number(struct lw_out *o, uint32_t number, size_t width) {
	lw_out_spaces(o, 2);
	lw_out_spaces(o, number == 0 ? width : width - digits(number));
	if (number != 0) {
		lw_out_style(o, LW_STYLE_DIM);
		lw_out_fmt(o, "%u", (unsigned)number);
		lw_out_style(o, LW_STYLE_PLAIN);
	}
	lw_out_spaces(o, 2);
}

static void write_part(struct lw_out *o, enum lw_style style, const char *text) {
	if (text == NULL)
		return;
	if (style == LW_STYLE_PLAIN)
		lw_out_text(o, text);
	else
		lw_out_styled(o, style, text);
}

static void write_row(struct lw_out *o, const struct lw_row *row, struct widths w) {
	if (w.number != 0)
		write_number(o, row->number, w.number);
	else
		lw_out_spaces(o, 2);
	write_part(o, LW_STYLE_DIM, row->prefix);
	write_part(o, row->name_style, row->name);
	if (row->name != NULL && row->path != NULL)
		lw_out_text(o, " => ");
	write_part(o, row->path_style, row->path);
	if (row->right != NULL) {
		const size_t left = left_columns(row);
		lw_out_spaces(o, 2 + (left < w.left ? w.left - left : 0));
		write_part(o, row->right_style, row->right);
	}
	lw_out_text(o, "\n");
}

void lw_rows_write(struct lw_out *o, const struct lw_rows *rows) {
	const struct widths w = measure(rows);
	for (uint32_t i = 0; i < rows->n; i++)
		write_row(o, &rows->at[i], w);
}
