/* SPDX-License-Identifier: Apache-2.0 */
/* Which object is bound to which. Sources: glibc elf/dl-lookup.c (add_dependency), elf/dl-reloc.c. */
#include "fuse/ties.h"

#include <stdlib.h>

#include "base/fail.h"
#include "graph/ask.h"

struct tying {
	struct lw_fusing *f;
	struct lw_fuse_ties *out;
	uint32_t
		*first; /* by object id: its first row of the bindings, from 1; those of one object follow each other */
	uint32_t *seen[2]; /* by object id: whom it was tied to last, plus 1; [1]: by a unique symbol */
};

static bool add_tie(struct tying *t, uint32_t row, struct lw_error *err) {
	const struct lw_binding *b = &t->f->bindings->list[row - 1];
	const struct lw_object *to = b->state != LW_BIND_FOUND ? NULL : lw_object_at(t->f->g, b->provider);
	bool unique;
	if (to == NULL || lw_fuse_is_libc(to))
		return true;
	LW_TRY(lw_fuse_is_unique(t->f, b, &unique, err));
	if ((b->provider == b->object && !unique) || t->seen[unique][b->provider] == b->object + 1)
		return true;
	t->seen[unique][b->provider] = b->object + 1;
	struct lw_glibc_tie *slot = lw_vec_add(t->f->a, t->out, err);
	if (slot != NULL)
		*slot = (struct lw_glibc_tie){b->object, b->provider, unique};
	return slot != NULL;
}

struct turn {
	uint32_t at, row;
};

static int by_turn(const void *x, const void *y) {
	const struct turn *a = x, *b = y;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (a->row > b->row) - (a->row < b->row);
}

/* What an object is bound to, in the order of its relocations. */
static bool tie_object(struct tying *t, uint32_t id, struct lw_error *err) {
	const struct lw_bindings *b = t->f->bindings;
	const struct lw_file *file = t->f->g->objects[id].file;
	const struct lw_elf_table *symbols;
	const uint32_t first = t->first[id];
	uint32_t n = 0;
	if (first == 0 || file == NULL)
		return true;
	while (first + n <= b->n && b->list[first + n - 1].object == id)
		n++;
	struct turn *list = lw_alloc(t->f->a, n, sizeof *list, err);
	LW_TRY(list != NULL && lw_session_elf_symbols(t->f->s, file, &symbols, err));
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t symbol = b->list[first + i - 1].symbol;
		list[i].row = first + i;
		list[i].at = symbol == 0 || symbol > symbols->n ? 0 : symbols->at[symbol - 1].turn;
	}
	qsort(list, n, sizeof *list, by_turn);
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(add_tie(t, list[i].row, err));
	return true;
}

static bool by_object(struct tying *t, uint32_t **out, struct lw_error *err) {
	*out = lw_alloc(t->f->a, t->f->g->n_objects, sizeof **out, err);
	return *out != NULL;
}

bool lw_fuse_tie(struct lw_fusing *f, struct lw_fuse_ties *out, struct lw_error *err) {
	struct tying t = {.f = f, .out = out};
	LW_TRY(by_object(&t, &t.first, err) && by_object(&t, &t.seen[0], err) && by_object(&t, &t.seen[1], err));
	for (uint32_t i = f->bindings->n; i > 0; i--)
		t.first[f->bindings->list[i - 1].object] = i;
	for (uint32_t i = 0; i < f->n_begin; i++)
		LW_TRY(tie_object(&t, f->begin_order[i], err));
	return true;
}

bool lw_fuse_tie_new(const struct lw_fusing *f, const struct lw_fuse_ties *was, struct lw_fuse_ties *out,
		     struct lw_error *err) {
	const uint32_t target = f->parts.at[0].o->id;
	for (uint32_t i = 0; i <= was->n; i++) {
		struct lw_glibc_tie *x = lw_vec_add(f->a, out, err);
		if (x == NULL)
			return false;
		*x = i == 0 ? (struct lw_glibc_tie){target, target, lw_fuse_is_kept(f)} : was->at[i - 1];
		x->from = f->part_of[x->from] == 0 ? x->from : target;
		x->to = f->part_of[x->to] == 0 ? x->to : target;
	}
	return true;
}
