/* SPDX-License-Identifier: Apache-2.0 */
/* Inside a report: one row of functions for each format. A renderer writes to r->out; nothing is in r->arena at the
 * start of each result. */
#ifndef LW_REPORT_RENDER_H
#define LW_REPORT_RENDER_H

#include "base/arena.h"
#include "base/heap.h"
#include "base/path.h"
#include "graph/ask.h"
#include "linkwright/elf.h"
#include "linkwright/report.h"
#include "report/out.h"

/* What could not be looked at, for a format that tells it at its end. */
struct lw_report_trouble {
	const char *file, *text;
	struct lw_report_trouble *next;
};

struct lw_report {
	struct lw_report_opts opts;
	const struct lw_renderer *renderer;
	unsigned index;   /* of the result that comes next, from 0 */
	unsigned n_shown; /* results that wrote something */
	struct lw_arena arena;
	struct lw_out out;
	/* Of a part: what it wrote for the result at hand, and what has to stand before it. */
	bool is_part;
	const char *before_first, *before_later;
	struct lw_bytes kept;
	struct lw_report_trouble *troubles,
		**last_trouble; /* in the arena; last_trouble: NULL or where the next goes */
};

/* A result begins: writes what stands before the first that is shown, or before a later one. */
void lw_report_separate(struct lw_report *r, const char *before_first, const char *before_later);

/* NULL members stand for "nothing to write". Errors of each: NOMEM. */
struct lw_renderer {
	bool (*begin)(struct lw_report *r, struct lw_error *err);
	bool (*tree)(struct lw_report *r, const struct lw_graph *g, const struct lw_graph *without,
		     struct lw_error *err);
	bool (*why)(struct lw_report *r, const struct lw_graph *g, const struct lw_why *why, struct lw_error *err);
	bool (*failure)(struct lw_report *r, const char *file, const struct lw_error *what, struct lw_error *err);
	bool (*end)(struct lw_report *r, struct lw_error *err);
	bool (*check)(struct lw_report *r, const struct lw_check_result *result, struct lw_error *err);
	bool (*floor)(struct lw_report *r, const char *file, const struct lw_floor *floor, struct lw_error *err);
	bool (*process)(struct lw_report *r, const struct lw_process *p, struct lw_error *err);
	bool (*plan)(struct lw_report *r, const struct lw_report_plan *shown, struct lw_error *err);
	bool (*fuse)(struct lw_report *r, const struct lw_report_fuse *shown, struct lw_error *err);
	bool (*fused)(struct lw_report *r, const struct lw_report_fused *shown, struct lw_error *err);
	bool (*policy)(struct lw_report *r, const struct lw_policy *p, struct lw_error *err);
	bool (*distro)(struct lw_report *r, const char *word, struct lw_error *err);
};

extern const struct lw_renderer lw_render_text, lw_render_json, lw_render_dot, lw_render_ldd, lw_render_lddtree,
	lw_render_sarif, lw_render_otool, lw_render_gdb;

/* text_tree.c, text_why.c: rows of lw_render_text. */
bool lw_text_tree(struct lw_report *r, const struct lw_graph *g, const struct lw_graph *without, struct lw_error *err);
/* floor_text.c, floor_json.c */
bool lw_text_floor(struct lw_report *r, const char *file, const struct lw_floor *f, struct lw_error *err);
bool lw_json_floor(struct lw_report *r, const char *file, const struct lw_floor *f, struct lw_error *err);
/* ps_text.c, ps_json.c */
bool lw_text_process(struct lw_report *r, const struct lw_process *p, struct lw_error *err);
bool lw_json_process(struct lw_report *r, const struct lw_process *p, struct lw_error *err);
/* plan_text.c, plan_json.c */
bool lw_text_plan(struct lw_report *r, const struct lw_report_plan *shown, struct lw_error *err);
/* fuse_text.c, fuse_json.c */
bool lw_text_fuse(struct lw_report *r, const struct lw_report_fuse *shown, struct lw_error *err);
bool lw_json_fuse(struct lw_report *r, const struct lw_report_fuse *shown, struct lw_error *err);
/* fused_text.c, fused_json.c; fused_gdb.c is all of lw_render_gdb */
bool lw_text_fused(struct lw_report *r, const struct lw_report_fused *shown, struct lw_error *err);
bool lw_json_fused(struct lw_report *r, const struct lw_report_fused *shown, struct lw_error *err);
bool lw_json_plan(struct lw_report *r, const struct lw_report_plan *shown, struct lw_error *err);
/* policy_text.c, policy_json.c */
bool lw_text_policy(struct lw_report *r, const struct lw_policy *p, struct lw_error *err);
bool lw_text_distro(struct lw_report *r, const char *word, struct lw_error *err);
bool lw_json_policy(struct lw_report *r, const struct lw_policy *p, struct lw_error *err);
bool lw_json_distro(struct lw_report *r, const char *word, struct lw_error *err);
/* check_text.c, check_json.c */
bool lw_text_check(struct lw_report *r, const struct lw_check_result *result, struct lw_error *err);
bool lw_json_check(struct lw_report *r, const struct lw_check_result *result, struct lw_error *err);
bool lw_text_why(struct lw_report *r, const struct lw_graph *g, const struct lw_why *why, struct lw_error *err);

/* words.c: what the formats say alike. */
/* Names for codes, as in JSON; never NULL. */
const char *lw_role_name(enum lw_role role);
const char *lw_kind_name(enum lw_image_kind kind);
const char *lw_edge_kind_name(enum lw_edge_kind kind);
/* The dynamic tag or variable that asks. */
const char *lw_edge_kind_words(enum lw_edge_kind kind);
/* "system", "bundled"; for people NULL where nothing is told. */
const char *lw_origin_name(enum lw_origin origin);
const char *lw_origin_words(enum lw_origin origin);
/* A word beside the rule; NULL for an ordinary need. */
const char *lw_edge_kind_tag(enum lw_edge_kind kind);
/* Its machine, as its format's world calls it: "x86_64", "arm64e"; "unknown" for one without a name. */
const char *lw_image_machine(const struct lw_image *img);
/* What of its file is loaded; NULL: it is missing, or no file. */
const struct lw_image *lw_object_image(const struct lw_object *o);
const char *lw_op_name(enum lw_op op);
const char *lw_verdict_name(enum lw_verdict verdict);
/* How many are mapped besides the program. */
uint32_t lw_n_libraries(const struct lw_graph *g);

#endif
