/* SPDX-License-Identifier: Apache-2.0 */
/* The global scope of an ELF program: what is looked through for each symbol, in order. */
#include <elf.h>
#include <string.h>

#include "base/fail.h"
#include "bind/bind.h"

/* glibc keeps its own map in the list whether anybody needs it or not, but only puts it into the scope for those who do
 * (elf/rtld.c, rtld_multiple_ref). */
static bool is_asked_for(const struct lw_graph *g, const struct lw_object *o) {
	if (o->role != LW_ROLE_LOADER)
		return true;
	for (uint32_t i = 0; i < g->n_edges; i++)
		if (g->edges[i].to == o->id && g->edges[i].kind != LW_EDGE_AUDIT)
			return true;
	return false;
}

static bool has_symbolic(const struct lw_elf *e) {
	bool yes = (e->flags & DF_SYMBOLIC) != 0;
	for (uint32_t i = 0; i < e->n_dyns && !yes; i++)
		yes = e->dyns[i].d_tag == DT_SYMBOLIC;
	return yes;
}

static bool add(struct binder *b, uint32_t id, struct lw_error *err) {
	const struct lw_object *o = lw_object_at(b->g, id);
	if (o == NULL || o->ns != 0 || o->file == NULL || o->file->image == NULL || !is_asked_for(b->g, o))
		return true;
	struct bind_object *x = &b->scope[b->n_scope++];
	*x = (struct bind_object){.id = id, .o = o, .img = o->file->image};
	/* The program itself is first in any case (glibc elf/dl-load.c leaves it out too). */
	x->symbolic = o->role != LW_ROLE_PROGRAM && has_symbolic(x->img->elf);
	LW_TRY(lw_session_elf_symbols(b->s, o->file, &x->elf, err));
	if (x->elf->error == NULL)
		return true;
	b->out.n_unreadable++;
	if (b->out.unreadable == NULL)
		b->out.unreadable = x->elf->error;
	return true;
}

/* By which names an object is known: those it was asked for by, and its path (_dl_name_match_p). */
static bool note_name(struct binder *b, const char *name, uint32_t id, struct lw_error *err) {
	if (name == NULL || lw_map_get(&b->by_name, name, strlen(name)) != NULL)
		return true;
	for (uint32_t i = 0; i < b->n_scope; i++)
		if (b->scope[i].id == id)
			return lw_map_put(&b->by_name, b->a, name, strlen(name), &b->scope[i], err);
	return true;
}

static bool note_names(struct binder *b, struct lw_error *err) {
	const struct lw_graph *g = b->g;
	for (uint32_t i = 0; i < g->n_edges; i++)
		LW_TRY(note_name(b, g->edges[i].name, g->edges[i].to, err));
	for (uint32_t i = 0; i < b->n_scope; i++) {
		const struct lw_object *o = b->scope[i].o;
		if (o->role != LW_ROLE_PROGRAM)
			LW_TRY(note_name(b, o->path, o->id, err));
		if (o->role == LW_ROLE_LOADER)
			LW_TRY(note_name(b, o->soname, o->id, err));
	}
	return true;
}

bool lw_bind_scope(struct binder *b, struct lw_error *err) {
	const struct lw_graph *g = b->g;
	b->scope = lw_alloc(b->a, (size_t)g->n_order + 2, sizeof *b->scope, err);
	if (b->scope == NULL)
		return false;
	for (uint32_t i = 0; i < g->n_objects; i++)
		if (g->objects[i].role == LW_ROLE_PROGRAM)
			LW_TRY(add(b, i, err));
	for (uint32_t i = 0; i < g->n_order; i++)
		LW_TRY(add(b, g->order[i], err));
	return note_names(b, err) && lw_bind_note_having(b, err);
}

struct lw_binding *lw_bind_add(struct binder *b, const struct bind_object *o, const struct lw_elf_entry *e,
			       uint8_t refs, struct lw_error *err) {
	struct lw_binding *x = lw_vec_add(b->a, &b->list, err);
	if (x == NULL)
		return NULL;
	*x = (struct lw_binding){
		.name = e->name,
		.version = e->version,
		.version_file = e->shndx == SHN_UNDEF ? e->version_file : NULL,
		.object = o->id,
		.provider = LW_NO_ID,
		.state = e->bind == STB_WEAK ? LW_BIND_ABSENT : LW_BIND_NOWHERE,
		.refs = refs,
		.weak = e->bind == STB_WEAK,
		.defined = e->shndx != SHN_UNDEF,
		.unique = e->bind == STB_GNU_UNIQUE,
		.type = e->type,
		.size = e->size,
		.symbol = (uint32_t)(e - o->elf->at) + 1,
	};
	return x;
}
