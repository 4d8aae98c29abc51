/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of text for people that `tree` and `why` share. */
#ifndef LW_REPORT_TEXT_H
#define LW_REPORT_TEXT_H

#include "base/vec.h"
#include "graph/changes.h"
#include "report/render.h"

/* A line of a table: number, tree lines, name => path, and a column at the right. Texts are escaped; any may be NULL.
 */
struct lw_row {
	uint32_t number; /* 0: none */
	const char *prefix, *name, *path, *right;
	enum lw_style name_style, path_style, right_style;
};

struct lw_rows {
	struct lw_row *at;
	uint32_t n, cap;
};

/* text, or a copy of it, that is safe to show. */
const char *lw_text_safe(struct lw_arena *a, const char *text, struct lw_error *err);
/* Writes the rows with their columns aligned. */
void lw_rows_write(struct lw_out *o, const struct lw_rows *rows);

/* "DT_RUNPATH of libfoo.so", "ld.so.cache" …; escaped, in the arena. */
const char *lw_text_rule(struct lw_arena *a, const struct lw_graph *g, enum lw_rule rule, uint32_t rule_object,
			 struct lw_error *err);
/* What came of a system call, in a few words; escaped, in the arena. style is for the terminal. */
const char *lw_text_result(struct lw_arena *a, enum lw_op op, int sys, enum lw_verdict verdict, const char *reason,
			   enum lw_style *style, struct lw_error *err);
/* The lines under the file's name: loader, environment, CPU. */
void lw_text_head(struct lw_report *r, const struct lw_graph *g);
/* A line with the package and its license, where they are known. */
struct lw_owner;
void lw_text_owner(struct lw_out *o, const struct lw_owner *owner);
/* "1 library", "3 libraries". */
void lw_text_count(struct lw_out *o, uint32_t n, const char *one, const char *many);

/* text_end.c: what stands below the tree; changes may be NULL. Errors: NOMEM. */
bool lw_text_end(struct lw_report *r, const struct lw_graph *g, const struct lw_changes *changes,
		 struct lw_error *err) LW_USE;

/* Who asks where no object does. */
const char *lw_text_nobody(enum lw_edge_kind kind);

#endif
