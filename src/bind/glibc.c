/* SPDX-License-Identifier: Apache-2.0 */
/* glibc's look-up of symbols: elf/dl-lookup.c (_dl_lookup_symbol_x, do_lookup_x, check_match, do_lookup_unique) as the
 * relocations ask for it (RESOLVE_MAP of elf/dl-reloc.c). LD_DYNAMIC_WEAK is not followed. */
#include <elf.h>
#include <string.h>

#include "base/fail.h"
#include "base/soon.h"
#include "bind/bind.h"
#include "loader/glibc_order.h"

struct wanted {
	const struct bind_object *from;
	const struct lw_elf_entry *ref;
	const struct bind_object *file; /* the object whose version it is; NULL: no version, or it is not loaded */
	bool function;                  /* only a definition will do: ELF_RTYPE_CLASS_PLT, and thread-local variables */
	bool strict;                    /* that object has to have it */
	bool copy;                      /* ELF_RTYPE_CLASS_COPY: not the program's own */
};

struct definition {
	const struct bind_object *in;
	const struct lw_elf_entry *e;
	bool not_in_file, abort;
};

static bool is_local(const struct lw_elf_entry *e) {
	return e->visibility == STV_HIDDEN || e->visibility == STV_INTERNAL;
}

static bool same_version(const struct lw_elf_entry *x, const struct lw_elf_entry *y) {
	return x->version == y->version ||
		(x->version != NULL && y->version != NULL && strcmp(x->version, y->version) == 0);
}

static bool is_definition(const struct lw_elf_entry *e, const struct wanted *w) {
	static const unsigned allowed = 1u << STT_NOTYPE | 1u << STT_OBJECT | 1u << STT_FUNC | 1u << STT_COMMON |
		1u << STT_TLS | 1u << STT_GNU_IFUNC;
	if (!e->has_value && e->shndx != SHN_ABS && e->type != STT_TLS)
		return false;
	if (e->shndx == SHN_UNDEF && (w->function || w->copy))
		return false;
	return (allowed >> e->type & 1) != 0;
}

/* What check_match makes of one symbol of the right name. *versioned: one that may serve if it stays the only one. */
static bool matches(const struct bind_object *o, const struct lw_elf_entry *e, const struct wanted *w,
		    struct definition *out, const struct lw_elf_entry **versioned, unsigned *n_versioned) {
	if (!is_definition(e, w))
		return false;
	if (w->ref->version == NULL) {
		if (!o->elf->has_versions || e->index < 3)
			return true;
		if (!e->hidden && (*n_versioned)++ == 0)
			*versioned = e;
		return false;
	}
	if (!o->elf->has_versions) {
		out->abort = w->file == o;
		return true;
	}
	return same_version(e, w->ref) || (e->version == NULL && !e->hidden);
}

/* True: the search ends here. */
static bool look_into(const struct bind_object *o, const struct wanted *w, struct definition *out) {
	const struct lw_elf_entry *e = NULL, *versioned = NULL;
	unsigned n_versioned = 0;
	if (w->copy && o->o->role == LW_ROLE_PROGRAM)
		return false;
	if (o->elf->n_chains == 0)
		return false;
	while ((e = lw_elf_table_find(o->elf, w->ref->name, w->ref->hash, e)) != NULL)
		if (matches(o, e, w, out, &versioned, &n_versioned))
			break;
	const bool met = e != NULL;
	if (e == NULL && n_versioned == 1)
		e = versioned;
	if (e != NULL && !is_local(e) && (e->bind == STB_GLOBAL || e->bind == STB_WEAK || e->bind == STB_GNU_UNIQUE)) {
		out->in = o;
		out->e = e;
		return true;
	}
	/* Until 2.30 a symbol could not move to another library (bug 24741). */
	out->not_in_file = !met && w->file == o && w->strict;
	return out->not_in_file;
}

/* Whoever is asked to have it (until 2.29) may lack the name altogether: then all are asked. */
static uint32_t next_of(const struct binder *b, const struct wanted *w, uint32_t from) {
	return w->strict ? from : lw_bind_next_having(b, w->ref->hash, from);
}

static struct definition look_up(const struct binder *b, const struct wanted *w) {
	struct definition d = {0};
	if (w->from->symbolic && look_into(w->from, w, &d))
		return d;
	for (uint32_t i = next_of(b, w, 0); i < b->n_scope && !look_into(&b->scope[i], w, &d); i = next_of(b, w, i + 1))
		;
	return d;
}

/* The first one of a name that is found is that of the whole process (do_lookup_unique). */
static bool settle_unique(struct binder *b, const struct wanted *w, struct definition *d, struct lw_error *err) {
	if (d->e == NULL || d->e->bind != STB_GNU_UNIQUE || w->copy)
		return true;
	const struct definition *known = lw_map_get(&b->uniques, w->ref->name, strlen(w->ref->name));
	if (known != NULL) {
		*d = *known;
		return true;
	}
	struct definition *kept = lw_alloc(b->a, 1, sizeof *kept, err);
	if (kept == NULL)
		return false;
	*kept = *d;
	return lw_map_put(&b->uniques, b->a, w->ref->name, strlen(w->ref->name), kept, err);
}

/* A protected symbol is its own, unless only the program's copy or address stands before it. */
static void settle_protected(const struct binder *b, const struct wanted *w, struct definition *d) {
	struct definition other = *d;
	if (w->ref->visibility != STV_PROTECTED || d->e == NULL)
		return;
	if (!w->function) {
		struct wanted again = *w;
		again.function = true;
		other = look_up(b, &again);
	}
	if (other.e != NULL && other.in != w->from)
		*d = (struct definition){.in = w->from, .e = w->ref};
}

static enum lw_bind_state state_of(const struct definition *d, const struct lw_elf_entry *ref) {
	if (d->abort)
		return LW_BIND_ABORT;
	if (d->not_in_file)
		return LW_BIND_NOT_IN_FILE;
	if (d->e != NULL)
		return LW_BIND_FOUND;
	return ref->bind == STB_WEAK ? LW_BIND_ABSENT : LW_BIND_NOWHERE;
}

static void fill(struct lw_binding *x, const struct definition *d, const struct lw_elf_entry *ref) {
	x->state = state_of(d, ref);
	if (d->e == NULL)
		return;
	x->provider = d->in->id;
	x->provider_symbol = (uint32_t)(d->e - d->in->elf->at) + 1;
	x->provider_size = d->e->size;
	x->weak_provider = d->e->bind == STB_WEAK;
	x->unique = x->unique || d->e->bind == STB_GNU_UNIQUE;
	x->stub = d->e->shndx == SHN_UNDEF;
}

/* The references of one kind; they share the row of `before` if that has the same definition. */
static bool bind_class(struct binder *b, const struct wanted *w, uint8_t refs, uint32_t before, struct lw_error *err) {
	struct definition d = look_up(b, w);
	struct lw_binding row = {0};
	LW_TRY(settle_unique(b, w, &d, err));
	settle_protected(b, w, &d);
	fill(&row, &d, w->ref);
	for (uint32_t i = before; i < b->list.n; i++)
		if (b->list.at[i].provider == row.provider && b->list.at[i].state == row.state &&
		    b->list.at[i].provider_symbol == row.provider_symbol) {
			b->list.at[i].refs |= refs;
			return true;
		}
	struct lw_binding *x = lw_bind_add(b, w->from, w->ref, refs, err);
	if (x == NULL)
		return false;
	fill(x, &d, w->ref);
	return true;
}

static bool bind_symbol(struct binder *b, const struct bind_object *o, const struct lw_elf_entry *e,
			struct lw_error *err) {
	static const uint8_t functions = LW_REF_CALL | LW_REF_TLS;
	const uint32_t before = b->list.n;
	const uint16_t minor = b->g->loader.minor;
	struct wanted w = {.from = o, .ref = e, .strict = minor != 0 && minor < 30};
	if (e->bind == STB_LOCAL || is_local(e))
		return true;
	if (e->version_file != NULL)
		w.file = lw_map_get(&b->by_name, e->version_file, strlen(e->version_file));
	if ((e->refs & functions) != 0) {
		w.function = true;
		LW_TRY(bind_class(b, &w, e->refs & functions, before, err));
	}
	w.function = false;
	if ((e->refs & LW_REF_DATA) != 0)
		LW_TRY(bind_class(b, &w, LW_REF_DATA, before, err));
	w.copy = true;
	return (e->refs & LW_REF_COPY) == 0 || bind_class(b, &w, LW_REF_COPY, before, err);
}

static bool bind_object(struct binder *b, const struct bind_object *o, struct lw_error *err) {
	if (o->o->role == LW_ROLE_LOADER) /* it has bound its own symbols before */
		return true;
	for (uint32_t k = 0; k < o->elf->n; k++) {
		if (k + LW_SOON < o->elf->n && o->elf->at[k + LW_SOON].refs != 0)
			lw_bind_having_soon(b, o->elf->at[k + LW_SOON].hash);
		if (o->elf->at[k].refs != 0)
			LW_TRY(bind_symbol(b, o, &o->elf->at[k], err));
	}
	return true;
}

/* When each object is relocated: which of two unique symbols is found first counts for all. By object id, from 1; 0 for
 * those that are not in the order, which is empty where the sort would take too long. */
static bool turns(struct binder *b, uint32_t **out, uint32_t *n, struct lw_error *err) {
	const uint32_t *order = NULL;
	*n = 0;
	*out = lw_alloc(b->a, (size_t)b->g->n_objects + 1, sizeof **out, err);
	if (*out == NULL)
		return false;
	if (!lw_glibc_relocation_order(b->g, b->a, &order, n, err)) {
		*n = 0;
		return err->code == LW_E_LIMIT || err->code == LW_E_UNSUPPORTED;
	}
	for (uint32_t i = 0; i < *n; i++)
		(*out)[order[i]] = i + 1;
	return true;
}

bool lw_bind_glibc(struct binder *b, struct lw_error *err) {
	uint32_t *turn, n;
	LW_TRY(turns(b, &turn, &n, err));
	const struct bind_object **at = lw_alloc(b->a, (size_t)n + 1, sizeof *at, err);
	if (at == NULL)
		return false;
	for (uint32_t i = b->n_scope; i > 0; i--) {
		const struct bind_object *o = &b->scope[i - 1];
		if (turn[o->id] == 0)
			LW_TRY(bind_object(b, o, err));
		else
			at[turn[o->id] - 1] = o;
	}
	for (uint32_t i = 0; i < n; i++)
		if (at[i] != NULL)
			LW_TRY(bind_object(b, at[i], err));
	return true;
}
