/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In which order constructors and destructors run. Those of the parts have one turn together: the loader begins what
 * stays outside before the new file, and ends it behind it. A library that is the target may be opened by dlopen or be
 * needed by a program, for which glibc has two orders of destructors; the first is taken, and what differs in the other
 * one is told. Sources: glibc elf/dl-init.c, elf/dl-fini.c, elf/dl-close.c.
 */
#include "base/fail.h"
#include "fuse/fusing.h"
#include "graph/ask.h"
#include "loader/glibc_order.h"
#include "names/elf_numbers.h"

struct tying {
	struct lw_fusing *f;
	LW_VEC(struct lw_glibc_tie) ties;
	uint32_t
		*first; /* by object id: its first row of the bindings, from 1; those of one object follow each other */
	uint32_t *seen[2]; /* by object id: whom it was tied to last, plus 1; [1]: by a unique symbol */
	/* Of the object that is looked at, by symbol without the null one: the row of the bindings, from 1, for what
	 * calls and for data. */
	uint32_t *call, *data;
};

static const struct lw_elf *elf_of(const struct lw_object *o) {
	return o->file == NULL || o->file->image == NULL ? NULL : o->file->image->elf;
}

static bool has_functions(const struct lw_object *o, uint64_t single, uint64_t table_size) {
	const struct lw_elf *e = elf_of(o);
	return e != NULL && (lw_elf_dyn(e, single) != NULL || lw_elf_dyn_value(e, table_size) != 0);
}

static bool has_constructors(const struct lw_object *o) {
	return has_functions(o, DT_INIT, DT_INIT_ARRAYSZ);
}

static bool has_destructors(const struct lw_object *o) {
	return has_functions(o, DT_FINI, DT_FINI_ARRAYSZ);
}

/* Those of a list that count: with functions, and none of the C library's. Where the target stands, all parts of
 * `inside` come in their order. */
struct turns {
	const struct lw_object **at;
	uint32_t n;
};

static void take(struct turns *t, const struct lw_object *o, bool (*has)(const struct lw_object *)) {
	if (has(o) && !lw_fuse_is_libc(o))
		t->at[t->n++] = o;
}

static bool turns(const struct lw_fusing *f, const uint32_t *order, uint32_t n, const uint32_t *inside,
		  uint32_t n_inside, bool (*has)(const struct lw_object *), struct turns *out, struct lw_error *err) {
	out->n = 0;
	out->at = lw_alloc(f->a, (size_t)n + n_inside, sizeof(const struct lw_object *), err);
	if (out->at == NULL)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		if (inside == NULL || f->part_of[order[i]] != 1)
			take(out, &f->g->objects[order[i]], has);
		for (uint32_t k = 0; f->part_of[order[i]] == 1 && k < n_inside; k++)
			if (f->part_of[inside[k]] != 0)
				take(out, &f->g->objects[inside[k]], has);
	}
	return true;
}

static const char *where(const struct lw_fusing *f, const struct lw_object *o) {
	return f->part_of[o->id] == 0 ? ", which stays outside," : "";
}

/* Compares the order of all objects with that of the new file and what stays outside. */
static bool tell(struct lw_fusing *f, const char *what, const struct turns *was, const struct turns *now,
		 struct lw_error *err) {
	for (uint32_t i = 0; i < was->n && i < now->n; i++)
		if (was->at[i] != now->at[i])
			return lw_fuse_warn(f, LW_FUSE_RULE_ORDER, err,
					    "the %s of %s%s run before those of %s%s now, and ran after them", what,
					    now->at[i]->path, where(f, now->at[i]), was->at[i]->path,
					    where(f, was->at[i]));
	return true;
}

/* The graph of the new file: what is in it is not loaded any more. */
static bool after(const struct lw_fusing *f, struct lw_graph *out, struct lw_error *err) {
	uint32_t *order = lw_alloc(f->a, f->g->n_order, sizeof *order, err), n = 0;
	if (order == NULL)
		return false;
	for (uint32_t i = 0; i < f->g->n_order; i++)
		if (f->part_of[f->g->order[i]] == 0)
			order[n++] = f->g->order[i];
	*out = *f->g;
	out->order = order;
	out->n_order = n;
	return true;
}

static bool tell_begin(struct lw_fusing *f, const struct lw_graph *g, struct lw_error *err) {
	const uint32_t *order;
	struct turns was, now;
	uint32_t n;
	LW_TRY(lw_glibc_init_order(g, f->a, &order, &n, err));
	LW_TRY(turns(f, f->begin_order, f->n_begin, NULL, 0, has_constructors, &was, err) &&
	       turns(f, order, n, f->begin_order, f->n_begin, has_constructors, &now, err));
	return tell(f, "constructors", &was, &now, err);
}

static bool tell_end(struct lw_fusing *f, const uint32_t *order, uint32_t n, struct lw_error *err) {
	struct turns was, now;
	LW_TRY(turns(f, f->end_order, f->n_end, NULL, 0, has_destructors, &was, err) &&
	       turns(f, order, n, f->end_order, f->n_end, has_destructors, &now, err));
	return tell(f, "destructors", &was, &now, err);
}

static bool add_tie(struct tying *t, uint32_t row, struct lw_error *err) {
	const struct lw_binding *b = row == 0 ? NULL : &t->f->bindings->list[row - 1];
	const struct lw_object *to = b == NULL || b->state != LW_BIND_FOUND ? NULL : lw_object_at(t->f->g, b->provider);
	if (to == NULL || lw_fuse_is_libc(to) || (b->provider == b->object && !b->unique) ||
	    t->seen[b->unique][b->provider] == b->object + 1)
		return true;
	t->seen[b->unique][b->provider] = b->object + 1;
	struct lw_glibc_tie *slot = lw_vec_add(t->f->a, &t->ties, err);
	if (slot != NULL)
		*slot = (struct lw_glibc_tie){b->object, b->provider, b->unique};
	return slot != NULL;
}

static bool is_call(enum lw_fuse_kind kind) {
	return kind == LW_FUSE_R_CALL || kind == LW_FUSE_R_MODULE || kind == LW_FUSE_R_OFFSET || kind == LW_FUSE_R_TP ||
		kind == LW_FUSE_R_DESC;
}

static bool is_row_of(const struct tying *t, uint32_t row, uint32_t id) {
	return row <= t->f->bindings->n && t->f->bindings->list[row - 1].object == id;
}

/* Its rows by symbol and kind of reference. */
static bool sort_rows(struct tying *t, const struct lw_fuse_part *p, struct lw_error *err) {
	t->call = lw_alloc(t->f->a, p->n_symbols + 1, sizeof *t->call, err);
	t->data = lw_alloc(t->f->a, p->n_symbols + 1, sizeof *t->data, err);
	if (t->call == NULL || t->data == NULL)
		return false;
	for (uint32_t row = t->first[p->o->id]; row != 0 && is_row_of(t, row, p->o->id); row++) {
		const struct lw_binding *b = &t->f->bindings->list[row - 1];
		if (b->symbol == 0 || b->symbol > p->n_symbols)
			continue;
		if ((b->refs & (LW_REF_CALL | LW_REF_TLS)) != 0)
			t->call[b->symbol - 1] = row;
		if ((b->refs & LW_REF_DATA) != 0)
			t->data[b->symbol - 1] = row;
	}
	return true;
}

/* In the order of its relocations. */
static bool tie_part(struct tying *t, const struct lw_fuse_part *p, struct lw_error *err) {
	const struct lw_fuse_type *type;
	LW_TRY(sort_rows(t, p, err));
	for (uint32_t i = 0; i < p->rels.n; i++) {
		const struct lw_fuse_rel *r = &p->rels.at[i];
		if (r->symbol == 0)
			continue;
		const uint32_t *rows = is_call(lw_fuse_kind_of(t->f->machine, r->type, &type)) ? t->call : t->data;
		LW_TRY(add_tie(t, rows[r->symbol - 1], err));
	}
	return true;
}

/* Of what stays outside only the references are known, not their order. */
static bool tie_object(struct tying *t, uint32_t id, struct lw_error *err) {
	if (t->f->part_of[id] != 0)
		return tie_part(t, &t->f->parts.at[t->f->part_of[id] - 1], err);
	for (uint32_t row = t->first[id]; row != 0 && is_row_of(t, row, id); row++)
		LW_TRY(add_tie(t, row, err));
	return true;
}

static bool tie_all(struct tying *t, struct lw_error *err) {
	const struct lw_fusing *f = t->f;
	t->first = lw_alloc(f->a, f->g->n_objects, sizeof *t->first, err);
	t->seen[0] = lw_alloc(f->a, f->g->n_objects, sizeof *t->seen[0], err);
	t->seen[1] = lw_alloc(f->a, f->g->n_objects, sizeof *t->seen[1], err);
	if (t->first == NULL || t->seen[0] == NULL || t->seen[1] == NULL)
		return false;
	for (uint32_t i = f->bindings->n; i > 0; i--)
		t->first[f->bindings->list[i - 1].object] = i;
	for (uint32_t i = 0; i < f->n_begin; i++)
		LW_TRY(tie_object(t, f->begin_order[i], err));
	return true;
}

/* What a program needs from its start on ends in another order: told where that would be another one for the parts. */
static bool tell_needed(struct lw_fusing *f, struct lw_error *err) {
	const uint32_t *order;
	uint32_t n, k = 0;
	LW_TRY(lw_glibc_fini_order(f->g, f->a, &order, &n, err));
	for (uint32_t i = 0; i < n; i++) {
		const struct lw_object *o = &f->g->objects[order[i]];
		if (f->part_of[o->id] == 0 || !has_destructors(o))
			continue;
		while (k < f->n_end &&
		       (f->part_of[f->end_order[k]] == 0 || !has_destructors(&f->g->objects[f->end_order[k]])))
			k++;
		if (k < f->n_end && f->end_order[k] != o->id)
			return lw_fuse_warn(f, LW_FUSE_RULE_ORDER, err,
					    "the destructors of %s run before those of %s, as when it is opened "
					    "(dlopen); for a program that needs it they ran after them",
					    f->g->objects[f->end_order[k]].path, o->path);
		k++;
	}
	return true;
}

/* One file is unloaded as a whole or not at all. */
static bool tell_kept(struct lw_fusing *f, const bool *kept, struct lw_error *err) {
	const struct lw_object *stays = NULL, *goes = NULL;
	for (uint32_t i = 0; i < f->n_end; i++) {
		const struct lw_object *o = &f->g->objects[f->end_order[i]];
		if (kept[o->id] && f->part_of[o->id] != 0)
			stays = o;
		if (!kept[o->id] && has_destructors(o) && !lw_fuse_is_libc(o) && goes == NULL)
			goes = o;
	}
	return stays == NULL || goes == NULL ||
		lw_fuse_warn(
			f, LW_FUSE_RULE_ORDER, err,
			"the destructors of %s ran when it was closed (dlclose), and run at the end of the process "
			"now, since %s is never unloaded",
			goes->path, stays->path);
}

/* What was bound to a part is bound to the new file. */
static void join_ties(const struct tying *t) {
	const struct lw_fusing *f = t->f;
	for (uint32_t i = 0; i < t->ties.n; i++) {
		struct lw_glibc_tie *x = &t->ties.at[i];
		x->from = f->part_of[x->from] == 0 ? x->from : f->parts.at[0].o->id;
		x->to = f->part_of[x->to] == 0 ? x->to : f->parts.at[0].o->id;
	}
}

static bool end_of_library(struct lw_fusing *f, const struct lw_graph *g, struct lw_error *err) {
	struct tying t = {.f = f};
	struct lw_glibc_closing end;
	LW_TRY(tie_all(&t, err) && lw_glibc_close_order(f->g, t.ties.at, t.ties.n, f->a, &end, err));
	f->end_order = end.order;
	f->n_end = end.n;
	LW_TRY(tell_needed(f, err) && tell_kept(f, end.kept, err));
	join_ties(&t);
	LW_TRY(lw_glibc_close_order(g, t.ties.at, t.ties.n, f->a, &end, err));
	return tell_end(f, end.order, end.n, err);
}

/* What a program opens that it has from the start is put in another order at the end. */
static bool tell_opened(struct lw_fusing *f, struct lw_error *err) {
	struct turns was, now;
	const uint32_t *order;
	uint32_t n, opens = 0;
	while (opens < f->parts.n && !lw_fuse_asks(&f->parts.at[opens], "dlopen"))
		opens++;
	if (opens == f->parts.n)
		return true;
	LW_TRY(lw_glibc_reopened_order(f->g, f->a, &order, &n, err));
	LW_TRY(turns(f, order, n, NULL, 0, has_destructors, &was, err) &&
	       turns(f, f->end_order, f->n_end, NULL, 0, has_destructors, &now, err));
	for (uint32_t i = 0; i < was.n && i < now.n; i++)
		if (was.at[i] != now.at[i])
			return lw_fuse_warn(
				f, LW_FUSE_RULE_ORDER, err,
				"the destructors of %s run before those of %s, and ran after them where one "
				"that it starts with was opened (dlopen) while it ran",
				now.at[i]->path, was.at[i]->path);
	return true;
}

static bool end_of_program(struct lw_fusing *f, const struct lw_graph *g, struct lw_error *err) {
	const uint32_t *order;
	uint32_t n;
	LW_TRY(lw_glibc_fini_order(f->g, f->a, &f->end_order, &f->n_end, err) &&
	       lw_glibc_fini_order(g, f->a, &order, &n, err));
	return tell_end(f, order, n, err) && tell_opened(f, err);
}

bool lw_fuse_order(struct lw_fusing *f, struct lw_error *err) {
	struct lw_graph g;
	LW_TRY(lw_glibc_init_order(f->g, f->a, &f->begin_order, &f->n_begin, err));
	LW_TRY(after(f, &g, err) && tell_begin(f, &g, err));
	return f->is_program ? end_of_program(f, &g, err) : end_of_library(f, &g, err);
}
