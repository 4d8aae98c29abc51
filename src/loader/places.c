/* SPDX-License-Identifier: Apache-2.0 */
#include "loader/places.h"

bool lw_file_is_same(const struct lw_file *x, const struct lw_file *y) {
	return x != NULL && y != NULL && x->dev == y->dev && x->ino == y->ino;
}

void lw_places_settle(struct lw_edge *e, const struct lw_file *to, const struct lw_place *at, uint32_t n,
		      const struct lw_file *winner) {
	e->alone = LW_ALONE_MISSING;
	for (uint32_t i = 0; i < n; i++) {
		if (at[i].verdict != LW_VERDICT_TAKEN)
			continue;
		const bool same = to == winner || lw_file_is_same(to, winner);
		e->alone = same ? LW_ALONE_SAME : LW_ALONE_OTHER;
		e->alone_rule = at[i].rule;
		e->alone_path = at[i].path;
		return;
	}
}

bool lw_places_tell_foreign(struct lw_graph_builder *b, const char *system, const char *computer,
			    struct lw_error *err) {
	uint32_t n = 0;
	const char *first = NULL;
	for (uint32_t i = 0; i < b->objects.n; i++) {
		const struct lw_object *o = &b->objects.at[i];
		n += o->origin == LW_ORIGIN_FOREIGN;
		if (first == NULL && o->origin == LW_ORIGIN_FOREIGN)
			first = o->path;
	}
	return n == 0 ||
		lw_build_note(b, err,
			      "%u %s neither part of %s nor beside the program, %s first: a %s without %s cannot start "
			      "it",
			      (unsigned)n, n == 1 ? "library is" : "libraries are", system, first, computer,
			      n == 1 ? "it" : "them");
}
