/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dyld's two-level name space: each import names the library by the number of its load command, and that library, or
 * one that it re-exports, has to export it (mach-o/loader.h, "LC_REEXPORT_DYLIB"; dyld Loader::hasExportedSymbol). A
 * library that is only in the system's shared cache cannot be asked here.
 */
#include <string.h>

#include "base/fail.h"
#include "bind/targets.h"
#include "linkwright/macho.h"
#include "names/macho_numbers.h"

struct image {
	const struct lw_macho_table *table; /* NULL: nothing is known */
	struct bind_targets targets;
	uint32_t asked; /* number of the question that came by last */
};

struct world {
	struct binder *b;
	struct image *at; /* by object id */
	uint32_t question;
	bool unknown; /* something on the way could not be looked into */
};

static bool add(struct world *w, uint32_t id, struct lw_error *err) {
	const struct lw_object *o = &w->b->g->objects[id];
	struct image *x = &w->at[id];
	if (o->file == NULL || o->image == NULL || o->image->macho == NULL)
		return true;
	LW_TRY(lw_session_macho_symbols(w->b->s, o->file, o->image, &x->table, err));
	LW_TRY(lw_bind_targets(w->b, o->image, id, &x->targets, err));
	if (x->table->error == NULL)
		return true;
	if (w->b->out.n_unreadable++ == 0)
		w->b->out.unreadable = x->table->error;
	x->table = NULL;
	return true;
}

static bool is_reexported(const struct lw_macho *m, uint32_t need) {
	return m->dylibs[need].reexport;
}

/* Each image is asked once: re-exports may go in circles. A stack would be as deep as the graph, so it is kept short.
 */
static uint32_t provider_of(struct world *w, uint32_t id, const char *name, unsigned depth) {
	const struct image *x = id < w->b->g->n_objects ? &w->at[id] : NULL;
	if (x == NULL || x->table == NULL || depth > 32) {
		w->unknown = true;
		return LW_NO_ID;
	}
	if (x->asked == w->question)
		return LW_NO_ID;
	w->at[id].asked = w->question;
	if (lw_map_get(&x->table->exports, name, strlen(name)) != NULL)
		return id;
	const struct lw_macho *m = w->b->g->objects[id].image->macho;
	w->unknown = w->unknown || m->n_sub_libraries != 0 || m->n_sub_umbrellas != 0;
	uint32_t found = LW_NO_ID;
	for (uint32_t i = 0; i < x->targets.n && found == LW_NO_ID; i++)
		if (is_reexported(m, i))
			found = provider_of(w, x->targets.at[i], name, depth + 1);
	return found;
}

/* The flat name space: whoever was loaded first. */
static uint32_t provider_anywhere(struct world *w, const char *name) {
	const struct lw_graph *g = w->b->g;
	for (uint32_t i = 0; i < g->n_objects; i++) {
		if (w->at[i].table == NULL)
			w->unknown = true;
		else if (lw_map_get(&w->at[i].table->exports, name, strlen(name)) != NULL)
			return i;
	}
	return LW_NO_ID;
}

static uint32_t program_of(const struct lw_graph *g) {
	for (uint32_t i = 0; i < g->n_objects; i++)
		if (g->objects[i].role == LW_ROLE_PROGRAM && g->image->kind == LW_IMAGE_PROGRAM)
			return i;
	return LW_NO_ID;
}

static uint32_t look_up(struct world *w, uint32_t id, const struct lw_macho_symbol *s) {
	const struct image *x = &w->at[id];
	w->question++;
	w->unknown = false;
	if (s->ordinal == LW_MACHO_SELF)
		return provider_of(w, id, s->name, 0);
	if (s->ordinal == LW_MACHO_MAIN)
		return provider_of(w, program_of(w->b->g), s->name, 0);
	if (s->ordinal > 0) {
		const uint32_t need = (uint32_t)s->ordinal - 1;
		return provider_of(w, need < x->targets.n ? x->targets.at[need] : LW_NO_ID, s->name, 0);
	}
	const uint32_t found = provider_anywhere(w, s->name);
	/* What is merged may also stay with what the image has itself. */
	w->unknown = w->unknown || s->ordinal == LW_MACHO_WEAK || w->b->g->image->kind != LW_IMAGE_PROGRAM;
	return found;
}

static bool bind(struct world *w, uint32_t id, const struct lw_macho_symbol *s, struct lw_error *err) {
	const uint32_t provider = look_up(w, id, s);
	const struct lw_image *img = w->b->g->objects[id].image;
	const bool named = s->ordinal > 0 && (uint32_t)s->ordinal <= img->n_needs;
	struct lw_binding *x = lw_vec_add(w->b->a, &w->b->list, err);
	if (x == NULL)
		return false;
	*x = (struct lw_binding){
		.name = s->name,
		.version_file = named ? img->needs[s->ordinal - 1].name : NULL,
		.object = id,
		.provider = provider,
		.weak = s->weak,
		.state = provider != LW_NO_ID ? LW_BIND_FOUND
			: w->unknown          ? LW_BIND_UNKNOWN
			: s->weak             ? LW_BIND_ABSENT
					      : LW_BIND_NOWHERE,
	};
	return true;
}

/* With LC_DYLD_INFO or chained fixups dyld binds by those alone, and what the symbol table calls undefined is for
 * people (mach-o/loader.h, "the information dyld needs to load the image"); without any of them it goes by the table.
 */
static bool binds_nothing(const struct lw_macho *m) {
	if ((m->binds.size | m->lazy_binds.size | m->weak_binds.size | m->chained.size) != 0)
		return false;
	for (uint32_t i = 0; i < m->n_commands; i++)
		if (m->commands[i].cmd == LC_DYLD_INFO || m->commands[i].cmd == LC_DYLD_INFO_ONLY ||
		    m->commands[i].cmd == LC_DYLD_CHAINED_FIXUPS)
			return true;
	return false;
}

bool lw_bind_macho(struct binder *b, struct lw_error *err) {
	const struct lw_graph *g = b->g;
	struct world w = {.b = b, .at = lw_alloc(b->a, g->n_objects, sizeof *w.at, err)};
	if (w.at == NULL)
		return false;
	for (uint32_t i = 0; i < g->n_objects; i++)
		LW_TRY(add(&w, i, err));
	for (uint32_t i = g->n_objects; i > 0; i--) {
		const struct lw_macho_table *t = w.at[i - 1].table;
		if (t == NULL || binds_nothing(g->objects[i - 1].image->macho))
			continue;
		for (size_t k = 0; k < t->n; k++)
			if (t->at[k].undefined)
				LW_TRY(bind(&w, i - 1, &t->at[k], err));
	}
	return true;
}
