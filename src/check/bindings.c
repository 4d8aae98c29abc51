/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules over symbols share. */
#include "base/fail.h"
#include "check/rule.h"

bool lw_checking_bindings(struct lw_checking *c, const struct lw_bindings **out, struct lw_error *err) {
	if (c->bindings == NULL)
		LW_TRY(lw_bind_graph(c->s, c->g, &c->bindings, err));
	*out = c->bindings;
	return true;
}

void lw_some_add(struct lw_some *s, const char *name) {
	if (s->n < sizeof s->first / sizeof s->first[0])
		s->first[s->n] = name;
	s->n++;
}

const char *lw_some_words(struct lw_arena *a, const struct lw_some *s, struct lw_error *err) {
	switch (s->n) {
	case 0:
		return "";
	case 1:
		return s->first[0];
	case 2:
		return lw_sprintf(a, err, "%s and %s", s->first[0], s->first[1]);
	case 3:
		return lw_sprintf(a, err, "%s, %s and %s", s->first[0], s->first[1], s->first[2]);
	default:
		return lw_sprintf(a, err, "%s, %s, %s and %u more", s->first[0], s->first[1], s->first[2],
				  (unsigned)(s->n - 3));
	}
}
