/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In which order constructors and destructors run. Those of the parts have one turn together: the loader begins what
 * stays outside before the new file, and ends it behind it. A library that is the target may be opened by dlopen or be
 * needed by a program, for which glibc has two orders of destructors; the first is taken, and what differs in the other
 * one is told. Sources: glibc elf/dl-init.c, elf/dl-fini.c, elf/dl-close.c.
 */
#include "base/fail.h"
#include "fuse/ties.h"
#include "graph/ask.h"
#include "names/elf_numbers.h"

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

/* Those of a list that count: with functions, and none that stays outside in any case: those look at nobody else. Where
 * the target stands, all parts of `inside` come in their order. */
struct turns {
	const struct lw_object **at;
	uint32_t n;
};

static void take(const struct lw_fusing *f, struct turns *t, const struct lw_object *o,
		 bool (*has)(const struct lw_object *)) {
	if (has(o) && !lw_fuse_stays(f, o))
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
			take(f, out, &f->g->objects[order[i]], has);
		for (uint32_t k = 0; f->part_of[order[i]] == 1 && k < n_inside; k++)
			if (f->part_of[inside[k]] != 0)
				take(f, out, &f->g->objects[inside[k]], has);
	}
	return true;
}

static const char *where(const struct lw_fusing *f, const struct lw_object *o) {
	return f->part_of[o->id] == 0 ? ", which stays outside," : "";
}

/* Who has the first turn that was another one's, and whose it was. */
struct swap {
	const struct lw_object *now, *was;
};

static bool differ(const struct turns *was, const struct turns *now, struct swap *out) {
	uint32_t i = 0;
	while (i < was->n && i < now->n && was->at[i] == now->at[i])
		i++;
	if (i == was->n || i == now->n)
		return false;
	*out = (struct swap){now->at[i], was->at[i]};
	return true;
}

/* Compares the order of all objects with that of the new file and what stays outside. */
static bool tell(struct lw_fusing *f, const char *what, const struct turns *was, const struct turns *now,
		 struct lw_error *err) {
	struct swap x;
	return !differ(was, now, &x) ||
		lw_fuse_warn(f, LW_FUSE_RULE_ORDER, err,
			     "the %s of %s%s run before those of %s%s now, and ran after them", what, x.now->path,
			     where(f, x.now), x.was->path, where(f, x.was));
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

/* What a program needs from its start on ends in another order: told where the new file does not have that. */
static bool tell_needed(struct lw_fusing *f, const struct lw_graph *g, struct lw_error *err) {
	const uint32_t *before, *behind;
	struct turns was, now;
	struct swap x;
	uint32_t n_before, n_behind;
	LW_TRY(lw_glibc_fini_order(f->g, f->a, &before, &n_before, err) &&
	       lw_glibc_fini_order(g, f->a, &behind, &n_behind, err));
	LW_TRY(turns(f, before, n_before, NULL, 0, has_destructors, &was, err) &&
	       turns(f, behind, n_behind, f->end_order, f->n_end, has_destructors, &now, err));
	return !differ(&was, &now, &x) ||
		lw_fuse_warn(f, LW_FUSE_RULE_ORDER, err,
			     "the destructors of %s%s run before those of %s%s, as when it is opened (dlopen); for a "
			     "program that needs it they ran after them",
			     x.now->path, where(f, x.now), x.was->path, where(f, x.was));
}

/* One file is unloaded as a whole or not at all. */
static bool tell_kept(struct lw_fusing *f, const bool *kept, struct lw_error *err) {
	const struct lw_object *stays = NULL, *goes = NULL;
	for (uint32_t i = 0; i < f->n_end; i++) {
		const struct lw_object *o = &f->g->objects[f->end_order[i]];
		if (kept[o->id] && f->part_of[o->id] != 0)
			stays = o;
		if (!kept[o->id] && has_destructors(o) && !lw_fuse_stays(f, o) && goes == NULL)
			goes = o;
	}
	return stays == NULL || goes == NULL ||
		lw_fuse_warn(
			f, LW_FUSE_RULE_ORDER, err,
			"the destructors of %s ran when it was closed (dlclose), and run at the end of the process "
			"now, since %s is never unloaded",
			goes->path, stays->path);
}

bool lw_fuse_is_kept(const struct lw_fusing *f) {
	bool yes = f->has_unique;
	for (uint32_t i = 0; i < f->parts.n && !yes; i++)
		yes = (f->parts.at[i].elf->flags_1 & DF_1_NODELETE) != 0;
	return yes;
}

static bool end_of_library(struct lw_fusing *f, const struct lw_graph *g, struct lw_error *err) {
	struct lw_fuse_ties was = {0}, now = {0};
	struct lw_glibc_closing end;
	LW_TRY(lw_fuse_tie(f, &was, err) && lw_glibc_close_order(f->g, was.at, was.n, f->a, &end, err));
	f->end_order = end.order;
	f->n_end = end.n;
	LW_TRY(tell_needed(f, g, err) && tell_kept(f, end.kept, err));
	LW_TRY(lw_fuse_tie_new(f, &was, &now, err) && lw_glibc_close_order(g, now.at, now.n, f->a, &end, err));
	return tell_end(f, end.order, end.n, err);
}

/* What a program opens that it has from the start is put in another order at the end. */
static bool tell_opened(struct lw_fusing *f, struct lw_error *err) {
	struct turns was, now;
	struct swap x;
	const uint32_t *order;
	uint32_t n, opens = 0;
	while (opens < f->parts.n && !lw_fuse_asks(&f->parts.at[opens], "dlopen"))
		opens++;
	if (opens == f->parts.n)
		return true;
	LW_TRY(lw_glibc_reopened_order(f->g, f->a, &order, &n, err));
	LW_TRY(turns(f, order, n, NULL, 0, has_destructors, &was, err) &&
	       turns(f, f->end_order, f->n_end, NULL, 0, has_destructors, &now, err));
	return !differ(&was, &now, &x) ||
		lw_fuse_warn(f, LW_FUSE_RULE_ORDER, err,
			     "the destructors of %s run before those of %s, and ran after them where one that it "
			     "starts with was opened (dlopen) while it ran",
			     x.now->path, x.was->path);
}

static bool end_of_program(struct lw_fusing *f, const struct lw_graph *g, struct lw_error *err) {
	const uint32_t *order;
	uint32_t n;
	LW_TRY(lw_glibc_fini_order(f->g, f->a, &f->end_order, &f->n_end, err) &&
	       lw_glibc_fini_order(g, f->a, &order, &n, err));
	return tell_end(f, order, n, err) && tell_opened(f, err);
}

/* The program's copies of variables are filled when the stub has its turn, behind the constructors of what stays
 * outside. */
static bool check_copies(const struct lw_fusing *f, struct lw_error *err) {
	const struct lw_fuse_part *t = &f->parts.at[0];
	for (uint32_t i = 0; i < f->bindings->n; i++) {
		const struct lw_binding *b = &f->bindings->list[i];
		const struct lw_object *o = lw_object_at(f->g, b->object);
		if (b->state != LW_BIND_FOUND || b->provider != t->o->id || b->provider_symbol == 0 ||
		    f->part_of[b->object] != 0 || lw_fuse_is_libc(o) || !has_constructors(o))
			continue;
		const struct lw_fuse_def *d = &t->copy[b->provider_symbol - 1];
		if (d->where == LW_FUSE_WITHIN && d->part != 0)
			return lw_fuse_refuse(
				NULL, LW_FUSE_RULE_COPY, err,
				"has a copy of %s, which %s uses: that stays outside, and its constructors "
				"would run before the copy is filled (take it in too: --lib)",
				b->name, o->path);
	}
	return true;
}

bool lw_fuse_order(struct lw_fusing *f, struct lw_error *err) {
	struct lw_graph g;
	LW_TRY(lw_glibc_init_order(f->g, f->a, &f->begin_order, &f->n_begin, err));
	LW_TRY(check_copies(f, err) && after(f, &g, err) && tell_begin(f, &g, err));
	return f->is_program ? end_of_program(f, &g, err) : end_of_library(f, &g, err);
}
