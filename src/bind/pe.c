/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Imports of Windows: each names the library and, in it, a name or an ordinal (Microsoft, "PE Format", import and
 * export tables); an export may lead on to another library. What the system has built in and is no file here cannot be
 * asked.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/fold.h"
#include "bind/targets.h"
#include "linkwright/pe.h"

#define MOST_HOPS 16

struct wanted {
	const char *name; /* NULL: by ordinal */
	uint32_t ordinal;
};

static const struct lw_pe_export *export_of(const struct lw_pe_symbols *s, const struct wanted *w) {
	return w->name != NULL ? lw_map_get(&s->by_name, w->name, strlen(w->name))
			       : lw_map_get(&s->by_ordinal, &w->ordinal, sizeof w->ordinal);
}

/* "MODULE.name": the object that MODULE stands for to this one, or LW_NO_ID. */
static bool forwarded(const struct binder *b, uint32_t id, const char *forward, struct wanted *w, uint32_t *out,
		      struct lw_error *err) {
	const char *dot = strrchr(forward, '.');
	const struct lw_graph *g = b->g;
	const char *module = lw_strndup(b->a, forward, dot == NULL ? 0 : (size_t)(dot - forward), err);
	*out = LW_NO_ID;
	if (module == NULL || dot == NULL)
		return module != NULL;
	*w = (struct wanted){.name = dot + 1};
	if (dot[1] == '#')
		*w = (struct wanted){.ordinal = (uint32_t)strtoul(dot + 2, NULL, 10)};
	for (uint32_t i = b->first_edge[id]; i != 0 && *out == LW_NO_ID; i = b->next_edge[i - 1]) {
		const struct lw_edge *e = &g->edges[i - 1];
		if (e->kind == LW_EDGE_FORWARD && lw_fold_same(e->raw_name, module))
			*out = e->to;
	}
	return true;
}

/* The object that has it at last; LW_NO_ID with *unknown or without. */
static bool find(struct binder *b, uint32_t id, struct wanted w, uint32_t *out, bool *unknown, struct lw_error *err) {
	*out = LW_NO_ID;
	*unknown = true;
	for (unsigned hops = 0; hops < MOST_HOPS; hops++) {
		const struct lw_object *o = lw_object_at(b->g, id);
		const struct lw_pe_symbols *s;
		if (o == NULL || o->file == NULL || o->image == NULL || o->image->pe == NULL)
			return true;
		LW_TRY(lw_session_pe_symbols(b->s, o->file, o->image, &s, err));
		if (!s->has_exports && o->image->pe->has_exports)
			return true;
		const struct lw_pe_export *x = export_of(s, &w);
		*unknown = x != NULL && x->forward != NULL;
		if (x != NULL && x->forward == NULL)
			*out = id;
		if (!*unknown)
			return true;
		LW_TRY(forwarded(b, id, x->forward, &w, &id, err));
	}
	return true;
}

static bool bind(struct binder *b, uint32_t id, const struct bind_targets *t, const struct lw_pe_import *im,
		 struct lw_error *err) {
	const struct lw_pe_dll *dll = &b->g->objects[id].image->pe->dlls[im->dll];
	uint32_t provider;
	bool unknown;
	const uint32_t target = im->dll < t->n ? t->at[im->dll] : LW_NO_ID;
	LW_TRY(find(b, target, (struct wanted){im->name, im->hint}, &provider, &unknown, err));
	const char *name = im->name != NULL ? im->name : lw_sprintf(b->a, err, "#%u", (unsigned)im->hint);
	struct lw_binding *x = name == NULL ? NULL : lw_vec_add(b->a, &b->list, err);
	if (x == NULL)
		return false;
	*x = (struct lw_binding){
		.name = name,
		.version_file = dll->name,
		.object = id,
		.provider = provider,
		.refs = dll->delay ? LW_REF_CALL : LW_REF_DATA,
		.state = provider != LW_NO_ID ? LW_BIND_FOUND
			: unknown             ? LW_BIND_UNKNOWN
					      : LW_BIND_NOWHERE,
	};
	return true;
}

static bool bind_object(struct binder *b, uint32_t id, struct lw_error *err) {
	const struct lw_object *o = &b->g->objects[id];
	const struct lw_pe_symbols *s;
	struct bind_targets t;
	if (o->file == NULL || o->image == NULL || o->image->pe == NULL)
		return true;
	LW_TRY(lw_session_pe_symbols(b->s, o->file, o->image, &s, err));
	LW_TRY(lw_bind_targets(b, o->image, id, &t, err));
	for (size_t i = 0; i < s->n_imports; i++)
		if (s->imports[i].dll < o->image->pe->n_dlls)
			LW_TRY(bind(b, id, &t, &s->imports[i], err));
	return true;
}

bool lw_bind_pe(struct binder *b, struct lw_error *err) {
	for (uint32_t i = b->g->n_objects; i > 0; i--)
		LW_TRY(bind_object(b, i - 1, err));
	return true;
}
