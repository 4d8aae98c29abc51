/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/fail.h"
#include "worldfile/pe_build.h"
#include "worldfile/record_pe.h"

#define MOST_ORDINALS 65535u

struct telling {
	struct wi_process *p;
	struct lw_arena *a;
	struct lw_told_module *of;
};

static const char *word_of(struct lw_arena *a, const struct wi_wanted *w, struct lw_error *err) {
	return w->name != NULL ? w->name : lw_sprintf(a, err, "@%u", (unsigned)w->ordinal);
}

static bool is_f(const struct wi_wanted *w) {
	return w->name != NULL && strcmp(w->name, "f") == 0;
}

static bool offer(struct telling *t, const struct wi_module *at, const struct wi_wanted *want, const char *forward,
		  struct lw_error *err) {
	struct lw_told_module *m = &t->of[at->id];
	const char *name = word_of(t->a, want, err);
	if (name == NULL || lw_map_get(&m->offered, name, strlen(name)) != NULL)
		return name != NULL;
	struct lw_told_offer *o = lw_vec_add(t->a, &m->offers, err);
	if (o == NULL)
		return false;
	*o = (struct lw_told_offer){name, forward};
	m->f_is_taken |= forward != NULL && is_f(want);
	return lw_map_put(&m->offered, t->a, name, strlen(name), t, err);
}

static void asked(struct telling *t, const struct wi_module *at, const struct wi_wanted *want) {
	if (want->name == NULL && want->ordinal > t->of[at->id].last)
		t->of[at->id].last = want->ordinal;
}

/* The way of one import as it was bound. *decides: a forwarder is on it, or its end is missing. */
static bool follow(struct telling *t, struct wi_module *at, const struct lw_pe_import *import, bool delay,
		   bool *decides, struct lw_error *err) {
	struct wi_wanted want = {.name = import->name, .ordinal = import->hint}, next;
	*decides = false;
	for (unsigned hops = 0; hops < WI_MOST_HOPS && at != NULL && at->img != NULL; hops++) {
		const struct lw_pe_symbols *s;
		struct wi_forward *known;
		char name[WI_LONGEST_MODULE];
		const char *module = NULL;
		LW_TRY(lw_wi_symbols(t->p, at, &s, err));
		const struct lw_pe_export *x = lw_wi_export(s, &want);
		const bool blind = !s->has_exports && at->img->pe->has_exports;
		if (x == NULL && !blind) {
			*decides |= !delay;
			t->of[at->id].f_is_taken |= is_f(&want);
			asked(t, at, &want);
			return true;
		}
		if (!blind && x->forward != NULL && lw_wi_split(x->forward, name, &next))
			module = name;
		if (module == NULL && hops == 0)
			return true;
		asked(t, at, &want);
		if (module == NULL)
			return offer(t, at, &want, NULL, err);
		*decides = true;
		LW_TRY(offer(t, at, &want, x->forward, err));
		LW_TRY(lw_wi_forward(t->p, at, module, &known, err));
		at = known->to;
		want = next;
	}
	return true;
}

/* Where the dll of an import was found; NULL: it is no file here, or was never asked for. */
static struct wi_module *target_of(const struct wi_module *m, uint32_t dll) {
	struct wi_module *to = m->targets == NULL ? NULL : m->targets[dll];
	return to == NULL || to->img == NULL ? NULL : to;
}

static bool wish(struct telling *t, const struct wi_module *m, const struct lw_pe_import *import,
		 struct lw_error *err) {
	const struct lw_pe_import **slot = lw_vec_add(t->a, &t->of[m->id].wishes, err);
	if (slot != NULL)
		*slot = import;
	return slot != NULL;
}

static bool decisive(struct telling *t, struct wi_module *m, struct lw_error *err) {
	const struct lw_pe_symbols *s;
	if (m->targets == NULL)
		return true;
	LW_TRY(lw_wi_symbols(t->p, m, &s, err));
	for (size_t i = 0; i < s->n_imports; i++) {
		const struct lw_pe_import *import = &s->imports[i];
		struct wi_module *to = target_of(m, import->dll);
		bool decides = false;
		if (to != NULL)
			LW_TRY(follow(t, to, import, m->img->pe->dlls[import->dll].delay, &decides, err));
		LW_TRY(!decides || wish(t, m, import, err));
	}
	return true;
}

static bool has_wish(const struct lw_told_module *t, uint32_t dll) {
	for (uint32_t i = 0; i < t->wishes.n; i++)
		if (t->wishes.at[i]->dll == dll)
			return true;
	return false;
}

/* A line without a symbol asks for `f`; where that is taken, a real one stands for all. */
static bool stand_ins(struct telling *t, struct wi_module *m, struct lw_error *err) {
	const struct lw_pe_symbols *s, *theirs;
	if (m->targets == NULL)
		return true;
	LW_TRY(lw_wi_symbols(t->p, m, &s, err));
	for (size_t i = 0; i < s->n_imports; i++) {
		const struct lw_pe_import *import = &s->imports[i];
		struct wi_module *to = target_of(m, import->dll);
		const struct wi_wanted want = {.name = import->name, .ordinal = import->hint};
		const bool first = i == 0 || s->imports[i - 1].dll != import->dll;
		if (!first || to == NULL || has_wish(&t->of[m->id], import->dll))
			continue;
		t->of[to->id].f_is_asked = true;
		if (!t->of[to->id].f_is_taken)
			continue;
		asked(t, to, &want);
		LW_TRY(wish(t, m, import, err) && lw_wi_symbols(t->p, to, &theirs, err));
		/* What is delay-loaded may lack it. */
		if (lw_wi_export(theirs, &want) != NULL)
			LW_TRY(offer(t, to, &want, NULL, err));
	}
	return true;
}

bool lw_told_symbols(struct wi_process *p, struct lw_arena *a, struct lw_told_module **out, struct lw_error *err) {
	struct telling t = {p, a, lw_alloc(a, p->modules.n, sizeof *t.of, err)};
	*out = t.of;
	LW_TRY(t.of != NULL);
	for (uint32_t i = 0; i < p->modules.n; i++)
		LW_TRY(decisive(&t, p->modules.at[i], err));
	for (uint32_t i = 0; i < p->modules.n; i++)
		LW_TRY(stand_ins(&t, p->modules.at[i], err));
	return true;
}

/* What is imported of a library that the loader does not load is no matter. */
bool lw_told_imports(struct lw_writing *w, const struct wi_module *m, const struct lw_told_module *t,
		     struct lw_error *err) {
	const struct lw_pe *pe = m->img->pe;
	for (uint32_t k = 0; k < pe->n_dlls; k++) {
		if (pe->dlls[k].unused && !pe->dlls[k].delay)
			continue;
		LW_TRY(lw_writing_put(w, pe->dlls[k].delay ? "\tdelay" : "\timport", err));
		LW_TRY(lw_writing_word(w, m->img->needs[k].name, err));
		for (uint32_t i = 0; i < t->wishes.n; i++) {
			const struct lw_pe_import *import = t->wishes.at[i];
			const struct wi_wanted want = {.name = import->name, .ordinal = import->hint};
			const char *word = import->dll == k ? word_of(w->a, &want, err) : "";
			LW_TRY(word != NULL && (import->dll != k || lw_writing_word(w, word, err)));
		}
		LW_TRY(lw_writing_put(w, "\n", err));
	}
	return true;
}

static bool one(struct lw_writing *w, const struct lw_told_offer *o, struct lw_error *err) {
	return o->forward != NULL ? lw_writing_line(w, err, "\tforward", o->name, o->forward, NULL)
				  : lw_writing_line(w, err, "\texport", o->name, NULL);
}

/* Those that have an ordinal come first; names are counted behind all ordinals that are asked for. */
bool lw_told_exports(struct lw_writing *w, const struct wi_module *m, const struct lw_told_module *t,
		     struct lw_error *err) {
	const bool program = m->img->kind == LW_IMAGE_PROGRAM;
	const bool wants_f = !t->f_is_taken && t->f_is_asked && lw_map_get(&t->offered, "f", 1) == NULL;
	if (t->offers.n == 0 && !t->f_is_taken && t->last == 0)
		return !program || !t->f_is_asked || lw_writing_line(w, err, "\texport", "f", NULL);
	for (uint32_t i = 0; i < t->offers.n; i++)
		if (lw_pe_is_ordinal(t->offers.at[i].name))
			LW_TRY(one(w, &t->offers.at[i], err));
	const bool is_less = t->last < MOST_ORDINALS - t->offers.n - 2;
	const char *behind =
		lw_sprintf(w->a, err, "@%u", is_less ? (unsigned)t->last + 1 : MOST_ORDINALS - t->offers.n - 2);
	if (behind == NULL)
		return false;
	if (t->last != 0 || t->offers.n == 0)
		LW_TRY(lw_writing_line(w, err, "\texport", behind, NULL));
	for (uint32_t i = 0; i < t->offers.n; i++)
		if (!lw_pe_is_ordinal(t->offers.at[i].name))
			LW_TRY(one(w, &t->offers.at[i], err));
	return !wants_f || lw_writing_line(w, err, "\texport", "f", NULL);
}
