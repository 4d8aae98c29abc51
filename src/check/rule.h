/* SPDX-License-Identifier: Apache-2.0 */
/* What a rule sees: one finished graph, and where it puts what it finds. Rules decide nothing about order or output. */
#ifndef LW_CHECK_RULE_H
#define LW_CHECK_RULE_H

#include "base/map.h"
#include "base/vec.h"
#include "graph/ask.h"
#include "graph/command.h"
#include "check/set.h"
#include "linkwright/bind.h"
#include "session/session.h"

struct lw_checking {
	struct lw_session *s;
	struct lw_arena *a;
	const struct lw_graph *g, *without; /* without: or NULL; both NULL for a rule over a set */
	const struct lw_set *set;           /* or NULL */
	const struct lw_rule_row *rule;     /* the one that runs */
	const struct lw_bindings *bindings; /* NULL: nobody has asked yet (lw_checking_bindings) */
	const char *claim;                  /* that it runs for, as it was told; NULL: none */
	LW_VEC(struct lw_finding) findings;
};

/* claims.c: is the word a claim that a rule of this row's claim serves? "manylinux_X_Y" stands for all of its kind. */
bool lw_claim_serves(const char *of_row, const char *word);

typedef bool lw_rule_fn(struct lw_checking *c, struct lw_error *err);

/* The place of a finding; level: that of the rule where it is left LW_LEVEL_OF_RULE. */
#define LW_LEVEL_OF_RULE ((enum lw_level)(-1))
struct lw_spot {
	const char *file;
	uint64_t off;
	enum lw_level level;
	const char *fix;
	const char *asked; /* or NULL */
	const struct lw_file *asker;
};

/* Adds a finding. Errors: NOMEM, LIMIT. */
bool lw_found(struct lw_checking *c, struct lw_spot at, struct lw_error *err, const char *fmt, ...) LW_USE
	LW_PRINTF(4, 5);

/* The file that was asked about; NULL: it is none that could be read. */
static inline const struct lw_file *lw_checked_file(const struct lw_checking *c) {
	return c->g->n_objects != 0 && c->g->objects[0].role == LW_ROLE_PROGRAM ? c->g->objects[0].file : NULL;
}

/* Each element of the file's own rpath or runpath (of Mach-O: each LC_RPATH), as it is written. */
struct lw_rpath_element {
	const char *text;
	const char *entry; /* "DT_RUNPATH", "DT_RPATH", "LC_RPATH" */
	uint64_t off;      /* of the entry */
};
struct lw_rpath_elements {
	struct lw_rpath_element *at;
	uint32_t n, cap;
};
bool lw_rpath_split(struct lw_checking *c, const struct lw_image *img, struct lw_rpath_elements *out,
		    struct lw_error *err) LW_USE;
/* The directory that an element stands for, absolute; *dir is NULL where that cannot be told (relative to the current
 * directory, or to a program that is not known). Nothing is folded. Errors: NOMEM, LIMIT. */
bool lw_rpath_directory(struct lw_checking *c, const struct lw_rpath_element *e, const char **dir,
			struct lw_error *err) LW_USE;

/* Every symbol of the graph, bound once for all rules. Errors: NOMEM, LIMIT. */
bool lw_checking_bindings(struct lw_checking *c, const struct lw_bindings **out, struct lw_error *err) LW_USE;

/* "linkwright edit FILE --in-place --OPTION VALUE" (mending.c). NULL with NOMEM. */
const char *lw_mending_edit(struct lw_arena *a, const char *file, const char *option, const char *value,
			    struct lw_error *err) LW_USE;
/* Is it such a command? */
bool lw_mending_edits(const char *fix);

/* A few names of many. */
struct lw_some {
	uint32_t n;
	const char *first[3];
};
void lw_some_add(struct lw_some *s, const char *name);
/* "a, b and 3 more". NULL with NOMEM. */
const char *lw_some_words(struct lw_arena *a, const struct lw_some *s, struct lw_error *err) LW_USE;

/* The rules over a set of binaries: those that are told to and not ignored. */
bool lw_check_set(const struct lw_set *set, const struct lw_check_opts *opts, const struct lw_finding **out,
		  uint32_t *n, struct lw_error *err) LW_USE;

#define X(function, id, name, level, claim, summary) lw_rule_fn lw_rule_##function;
#define S(function, id, name, level, claim, summary) lw_rule_fn lw_rule_##function;
#define B(function, id, name, level, claim, summary) lw_rule_fn lw_rule_##function;
#define T(function, id, name, level, claim, summary) lw_rule_fn lw_rule_##function;
#include "check/rules.def"
#undef X
#undef S
#undef B
#undef T

#endif
