/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that a module imports: a library and what it imports itself, before the next one; then the functions, of which
 * one that is forwarded loads another library (ntdll, LdrpWalkImportDescriptor, LdrpSnapThunk; Wine dlls/ntdll/loader.c
 * fixup_imports).
 */
#include <string.h>

#include "base/fail.h"
#include "loader/windows.h"

struct frame {
	struct wi_module *m;
	bool delay; /* its delay imports are served */
	bool asked; /* for dlls[k] */
	uint32_t k;
	size_t import; /* the next one to be bound */
};

struct walk {
	struct wi_process *p;
	LW_VEC(struct frame) stack;
};

/* A library's own manifest counts while it is asked what it imports; without one that of who asked for it. */
static bool enter(struct wi_process *p, struct wi_module *m, struct lw_error *err) {
	if (m->targets != NULL)
		return true;
	const struct wi_context *own;
	m->targets = lw_alloc(p->a, (size_t)m->img->pe->n_dlls + 1, sizeof(struct wi_module *), err);
	if (m->targets == NULL || m->img->kind == LW_IMAGE_PROGRAM)
		return m->targets != NULL;
	LW_TRY(lw_wi_context_of(p, m->file, 2, &own, err));
	if (own != NULL)
		m->context = own;
	return lw_wi_check_context(p, own, m, err);
}

/* A program that another file imports from is mapped, and what it imports is not loaded (Microsoft's page "LoadLibraryW
 * function"; so measured with Wine). */
static bool is_only_mapped(const struct wi_process *p, const struct wi_module *m) {
	return m->img->kind == LW_IMAGE_PROGRAM && m != p->main && m != p->host;
}

static bool push(struct walk *w, struct wi_module *m, bool delay, struct lw_error *err) {
	if (is_only_mapped(w->p, m))
		return true;
	struct frame *f = lw_vec_add(w->p->a, &w->stack, err);
	if (f == NULL)
		return false;
	*f = (struct frame){.m = m, .delay = delay};
	return enter(w->p, m, err);
}

/* *fresh: it was not loaded before. */
static bool ask(struct wi_process *p, struct wi_module *from, const struct lw_need *need, enum lw_edge_kind kind,
		bool delay, struct wi_module **out, bool *fresh, struct lw_error *err) {
	const uint32_t before = p->modules.n;
	struct wi_request rq;
	LW_TRY(lw_wi_request(p, from, need->name, delay, &rq, err));
	struct lw_edge *e = lw_build_edge(&p->b, from->id, kind, err);
	if (e == NULL)
		return false;
	e->name = rq.name;
	e->raw_name = need->name;
	e->off = need->off;
	LW_TRY(lw_wi_load(p, &rq, e->id, out, err));
	*fresh = p->modules.n > before && *out != NULL && (*out)->img != NULL;
	return true;
}

static bool no_such_export(struct wi_process *p, const struct wi_module *from, const struct wi_module *in,
			   const struct wi_wanted *w, struct lw_error *err) {
	if (p->b.out.stopped != NULL)
		return true;
	const char *text = w->name != NULL
		? lw_sprintf(p->a, err,
			     "The procedure entry point %s could not be located in the dynamic link library %s "
			     "(0xC0000139)",
			     w->name, in->path)
		: lw_sprintf(p->a, err,
			     "The ordinal %u could not be located in the dynamic link library %s (0xC0000138)",
			     (unsigned)w->ordinal, in->path);
	return text != NULL && lw_build_stop(&p->b, from->path, text, err);
}

/* The module that a forwarder of `at` names; asked for once. */
static bool forwarded(struct wi_process *p, struct wi_module *at, const struct lw_pe_export *x, const char *module,
		      bool delay, struct wi_module **out, bool *fresh, struct lw_error *err) {
	struct wi_forward *known;
	LW_TRY(lw_wi_forward(p, at, module, &known, err));
	*fresh = false;
	if (!known->asked) {
		const char *name = lw_strdup(p->a, module, err);
		const struct lw_need need = {.name = name, .kind = LW_NEED_FORWARD, .off = x->off};
		LW_TRY(name != NULL);
		LW_TRY(ask(p, at, &need, LW_EDGE_FORWARD, delay, &known->to, fresh, err));
		known->asked = true;
	}
	*out = known->to;
	return true;
}

/* One import of f->m, bound to what target exports. *pushed: a library was loaded for it, whose imports come first. */
static bool bind(struct walk *w, const struct frame *f, struct wi_module *target, const struct lw_pe_import *import,
		 bool *pushed, struct lw_error *err) {
	struct wi_process *p = w->p;
	struct wi_module *at = target, *from = f->m;
	struct wi_wanted want = {.name = import->name, .ordinal = import->hint};
	const bool delay = f->delay;
	for (unsigned hops = 0; hops < WI_MOST_HOPS && at != NULL && at->img != NULL; hops++) {
		const struct lw_pe_symbols *s;
		char module[WI_LONGEST_MODULE];
		LW_TRY(lw_wi_symbols(p, at, &s, err));
		if (!s->has_exports && at->img->pe->has_exports)
			return true;
		const struct lw_pe_export *x = lw_wi_export(s, &want);
		if (x == NULL)
			return delay || no_such_export(p, from, at, &want, err);
		if (x->forward == NULL)
			return true;
		if (!lw_wi_split(x->forward, module, &want))
			return true;
		LW_TRY(forwarded(p, at, x, module, delay, &at, pushed, err));
		if (*pushed)
			return push(w, at, false, err);
	}
	return true;
}

/* The functions that come from dlls[k]. */
static bool bind_all(struct walk *w, struct wi_module *target, bool *pushed, struct lw_error *err) {
	struct frame *f = &w->stack.at[w->stack.n - 1];
	const struct lw_pe_symbols *s;
	LW_TRY(lw_wi_symbols(w->p, f->m, &s, err));
	while (f->import < s->n_imports && s->imports[f->import].dll <= f->k) {
		if (s->imports[f->import].dll == f->k)
			LW_TRY(bind(w, f, target, &s->imports[f->import], pushed, err));
		if (*pushed)
			return true;
		f->import++;
	}
	return true;
}

/* One step of the topmost module; *done: there is nothing left of it. */
static bool step(struct walk *w, bool *done, struct lw_error *err) {
	struct frame *f = &w->stack.at[w->stack.n - 1];
	const struct lw_image *img = f->m->img;
	*done = f->k >= img->pe->n_dlls;
	if (*done)
		return true;
	const struct lw_pe_dll *d = &img->pe->dlls[f->k];
	bool pushed = false;
	if (d->delay != f->delay || (d->unused && !d->delay)) {
		f->k++;
		return true;
	}
	if (!f->asked) {
		const enum lw_edge_kind kind = d->delay ? LW_EDGE_DELAY : LW_EDGE_IMPORT;
		struct wi_module *got;
		f->asked = true;
		LW_TRY(ask(w->p, f->m, &img->needs[f->k], kind, d->delay, &got, &pushed, err));
		f->m->targets[f->k] = got;
		return !pushed || push(w, got, false, err);
	}
	struct wi_module *target = f->m->targets[f->k];
	if (target != NULL && target->img != NULL)
		LW_TRY(bind_all(w, target, &pushed, err));
	if (pushed)
		return true;
	f->k++;
	f->asked = false;
	return true;
}

bool lw_wi_walk(struct wi_process *p, struct wi_module *m, bool delay, struct lw_error *err) {
	struct walk w = {.p = p};
	bool done;
	if (m->img == NULL || m->img->pe == NULL)
		return true;
	LW_TRY(push(&w, m, delay, err));
	while (w.stack.n > 0) {
		LW_TRY(step(&w, &done, err));
		if (done)
			w.stack.n--;
	}
	return true;
}
