/* SPDX-License-Identifier: Apache-2.0 */
/* The table of the rules, and the run over it. */
#include <stdarg.h>
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"

#define MOST_FINDINGS 100000u

static const struct lw_rule_row rows[] = {
#define X(function, id, name, level, claim, summary) {id, name, LW_LEVEL_##level, claim, summary, false},
#define S X
#define B(function, id, name, level, claim, summary) {id, name, LW_LEVEL_##level, claim, summary, true},
#define T B
#include "check/rules.def"
#undef X
#undef S
#undef B
#undef T
};

/* One of the two, for each row. */
static const struct {
	lw_rule_fn *graph, *set;
} functions[] = {
#define X(function, id, name, level, claim, summary) {lw_rule_##function, NULL},
#define S(function, id, name, level, claim, summary) {NULL, lw_rule_##function},
#define B X
#define T S
#include "check/rules.def"
#undef X
#undef S
#undef B
#undef T
};

#define N_RULES (sizeof rows / sizeof rows[0])

const struct lw_rule_row *lw_rules(uint32_t *n) {
	*n = N_RULES;
	return rows;
}

const struct lw_rule_row *lw_rule_find(const char *word) {
	for (size_t i = 0; i < N_RULES; i++)
		if (strcmp(rows[i].id, word) == 0 || strcmp(rows[i].name, word) == 0)
			return &rows[i];
	return NULL;
}

bool lw_claim_known(const char *claim) {
	for (size_t i = 0; i < N_RULES; i++)
		if (lw_claim_serves(rows[i].claim, claim))
			return true;
	return false;
}

const char *lw_level_name(enum lw_level level) {
	static const char *const names[] = {"note", "warning", "error"};
	return names[level];
}

static bool is_named(const struct lw_rule_row *row, const char *const *words, uint32_t n) {
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(words[i], row->id) == 0 || strcmp(words[i], row->name) == 0)
			return true;
	return false;
}

static bool is_wanted(const struct lw_rule_row *row, const struct lw_check_opts *o) {
	if (row->symbols && !o->symbols && o->n_only == 0)
		return false;
	return !is_named(row, o->ignore, o->n_ignore) && (o->n_only == 0 || is_named(row, o->only, o->n_only));
}

bool lw_found(struct lw_checking *c, struct lw_spot at, struct lw_error *err, const char *fmt, ...) {
	va_list ap;
	if (c->findings.n >= MOST_FINDINGS)
		return lw_fail(err, LW_E_LIMIT, "more than %u things are wrong", MOST_FINDINGS);
	va_start(ap, fmt);
	const char *text = lw_vsprintf(c->a, err, fmt, ap);
	va_end(ap);
	struct lw_finding *f = text == NULL ? NULL : lw_vec_add(c->a, &c->findings, err);
	if (f == NULL)
		return false;
	*f = (struct lw_finding){.rule = c->rule,
				 .level = at.level == LW_LEVEL_OF_RULE ? c->rule->level : at.level,
				 .file = at.file == NULL ? c->g->file : at.file,
				 .off = at.off,
				 .message = text,
				 .fix = at.fix,
				 .asked = at.asked,
				 .asker = at.asker};
	return true;
}

/* Once for each claim that it serves; once if it serves none. */
static bool run(struct lw_checking *c, lw_rule_fn *rule, const struct lw_check_opts *o, struct lw_error *err) {
	c->claim = NULL;
	if (c->rule->claim == NULL)
		return rule(c, err);
	for (uint32_t i = 0; i < o->n_claims; i++) {
		c->claim = o->claims[i];
		if (lw_claim_serves(c->rule->claim, c->claim))
			LW_TRY(rule(c, err));
	}
	return true;
}

bool lw_check(struct lw_session *s, const struct lw_graph *g, const struct lw_graph *without,
	      const struct lw_check_opts *opts, const struct lw_finding **out, uint32_t *n, struct lw_error *err) {
	struct lw_checking c = {.s = s, .a = &s->graphs, .g = g, .without = without};
	for (size_t i = 0; i < N_RULES; i++) {
		c.rule = &rows[i];
		if (functions[i].graph == NULL || !is_wanted(c.rule, opts) || run(&c, functions[i].graph, opts, err))
			continue;
		lw_error_subject(err, g->file);
		return false;
	}
	*out = c.findings.at;
	*n = c.findings.n;
	return true;
}

bool lw_check_set(const struct lw_set *set, const struct lw_check_opts *opts, const struct lw_finding **out,
		  uint32_t *n, struct lw_error *err) {
	struct lw_checking c = {.s = set->s, .a = &set->s->graphs, .set = set};
	for (size_t i = 0; i < N_RULES; i++) {
		c.rule = &rows[i];
		if (functions[i].set != NULL && is_wanted(c.rule, opts))
			LW_TRY(run(&c, functions[i].set, opts, err));
	}
	*out = c.findings.at;
	*n = c.findings.n;
	return true;
}
