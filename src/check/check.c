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
#include "check/rules.def"
#undef X
#undef S
#undef B
};

/* One of the two, for each row. */
static const struct {
	lw_rule_fn *graph, *set;
} functions[] = {
#define X(function, id, name, level, claim, summary) {lw_rule_##function, NULL},
#define S(function, id, name, level, claim, summary) {NULL, lw_rule_##function},
#define B X
#include "check/rules.def"
#undef X
#undef S
#undef B
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
		if (rows[i].claim != NULL && strcmp(rows[i].claim, claim) == 0)
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

static bool applies(const struct lw_rule_row *row, const struct lw_check_opts *o) {
	if (is_named(row, o->ignore, o->n_ignore) || (o->n_only != 0 && !is_named(row, o->only, o->n_only)))
		return false;
	if (row->symbols && !o->symbols && o->n_only == 0)
		return false;
	for (uint32_t i = 0; row->claim != NULL && i < o->n_claims; i++)
		if (strcmp(row->claim, o->claims[i]) == 0)
			return true;
	return row->claim == NULL;
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

bool lw_check(struct lw_session *s, const struct lw_graph *g, const struct lw_graph *without,
	      const struct lw_check_opts *opts, const struct lw_finding **out, uint32_t *n, struct lw_error *err) {
	struct lw_checking c = {.s = s, .a = &s->graphs, .g = g, .without = without};
	for (size_t i = 0; i < N_RULES; i++) {
		c.rule = &rows[i];
		if (functions[i].graph == NULL || !applies(c.rule, opts) || functions[i].graph(&c, err))
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
		if (functions[i].set != NULL && applies(c.rule, opts))
			LW_TRY(functions[i].set(&c, err));
	}
	*out = c.findings.at;
	*n = c.findings.n;
	return true;
}
