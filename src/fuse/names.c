/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a look-up by name finds in the new file, and whether that is what it found before. A reference without a version
 * takes the oldest one: glibc takes an entry whose version has an index below 3 at once, and else the only default
 * version (elf/dl-lookup.c, check_match). The first version that a file defines has index 2, and in the new file that
 * can be a version of only one name. dlsym asks for the newest, and has no such rule.
 */
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "fuse/names.h"
#include "graph/ask.h"
#include "names/elf_numbers.h"

static struct lw_fuse_named *named(const struct lw_fusing *f, const char *name) {
	return lw_map_get(&f->shown, name, strlen(name));
}

static struct lw_fuse_named *named_in(struct lw_fusing *f, void **slot, struct lw_error *err) {
	if (slot != NULL && *slot == NULL)
		*slot = lw_alloc(f->a, 1, sizeof(struct lw_fuse_named), err);
	return slot == NULL ? NULL : *slot;
}

struct lw_fuse_named *lw_fuse_name(struct lw_fusing *f, const char *name, struct lw_error *err) {
	return named_in(f, lw_map_slot(&f->shown, f->a, name, strlen(name), err), err);
}

struct lw_fuse_named *lw_fuse_name_of(struct lw_fusing *f, const char *name, size_t len, uint32_t hash,
				      struct lw_error *err) {
	return named_in(f, lw_map_slot_of(&f->shown, f->a, name, len, hash, err), err);
}

static void close_count(struct lw_fuse_named *x) {
	if (x->open == 0 && (x->plain || x->n_defaults == 1))
		x->open = x->part;
}

void lw_fuse_named_count(struct lw_fuse_named *x, const struct lw_symbol *y, uint32_t part) {
	if (x->part != part) {
		close_count(x);
		x->part = part;
		x->n_defaults = 0;
		x->plain = false;
	}
	x->plain |= y->index < 2;
	x->n_defaults += !y->hidden;
}

bool lw_fuse_named_is_open(struct lw_fuse_named *x, uint32_t part) {
	close_count(x);
	return x->open == part;
}

/* Nearly all names have one version, and a hostile file has one with thousands. */
#define FIRST_FEW 8

static struct lw_span version_key(const char *version) {
	return version == NULL ? (struct lw_span){(const uint8_t *)"", 0}
			       : (struct lw_span){(const uint8_t *)version, strlen(version) + 1};
}

bool lw_fuse_named_add(struct lw_fusing *f, struct lw_fuse_named *x, uint32_t symbol, struct lw_error *err) {
	const struct lw_fuse_symbol *s = &f->symbols.at[symbol - 1];
	const struct lw_span key = version_key(s->version);
	uint32_t *slot = lw_vec_add(f->a, &x->symbols, err);
	if (slot == NULL)
		return false;
	*slot = symbol;
	if (x->symbols.n <= FIRST_FEW || !s->defined || lw_map_get(&x->by_version, key.ptr, key.len) != NULL)
		return true;
	return lw_map_put(&x->by_version, f->a, key.ptr, key.len, (void *)(uintptr_t)symbol, err);
}

uint32_t lw_fuse_named_defined(const struct lw_fusing *f, const struct lw_fuse_named *x, const char *version) {
	for (uint32_t i = 0; i < x->symbols.n && i < FIRST_FEW; i++) {
		const struct lw_fuse_symbol *s = &f->symbols.at[x->symbols.at[i] - 1];
		if (s->defined && lw_same_text(s->version, version))
			return x->symbols.at[i];
	}
	if (x->symbols.n <= FIRST_FEW)
		return 0;
	const struct lw_span key = version_key(version);
	return (uint32_t)(uintptr_t)lw_map_get(&x->by_version, key.ptr, key.len);
}

/* As check_match: at once. */
static bool matches(const struct lw_fusing *f, const struct lw_fuse_symbol *s, const char *version) {
	if (version != NULL)
		return lw_both_text(s->version, version) || (s->version == NULL && !s->hidden);
	return s->version == NULL || (s->version_file == NULL && lw_both_text(s->version, f->second));
}

static bool serves(const struct lw_fuse_symbol *s, bool function) {
	return (s->defined && s->shndx != 0) || (s->found && !function);
}

uint32_t lw_fuse_found(const struct lw_fusing *f, const char *name, const char *version, bool function) {
	const struct lw_fuse_named *x = named(f, name);
	uint32_t only = 0, n = 0;
	for (uint32_t i = 0; x != NULL && i < x->symbols.n; i++) {
		const struct lw_fuse_symbol *s = &f->symbols.at[x->symbols.at[i] - 1];
		if (!serves(s, function))
			continue;
		if (matches(f, s, version))
			return x->symbols.at[i];
		if (version == NULL && !s->hidden && n++ == 0)
			only = x->symbols.at[i];
	}
	return n == 1 ? only : 0;
}

bool lw_fuse_is_symbolic(const struct lw_elf *e) {
	return (e->flags & DF_SYMBOLIC) != 0 || lw_elf_dyn(e, DT_SYMBOLIC) != NULL;
}

/* A symbol that is looked for in the object itself first, or only there. */
static bool is_own(struct lw_fusing *f, const struct lw_binding *b, bool *yes, struct lw_error *err) {
	const struct lw_object *o = lw_object_at(f->g, b->object);
	const struct lw_elf_table *t;
	*yes = false;
	if (b->state != LW_BIND_FOUND || b->provider != b->object || o->file->image->elf == NULL)
		return true;
	LW_TRY(lw_session_elf_symbols(f->s, o->file, &t, err));
	*yes = lw_fuse_is_symbolic(o->file->image->elf) ||
		(b->symbol != 0 && b->symbol <= t->n && t->at[b->symbol - 1].visibility == STV_PROTECTED);
	return true;
}

/* Is the symbol what the reference was bound to? Called, an address of a function within does the same as that. */
static bool is_bound_to(const struct lw_fusing *f, const struct lw_binding *b, uint32_t symbol, bool called) {
	const uint32_t part = b->state != LW_BIND_FOUND ? 0 : f->part_of[b->provider];
	if (symbol == 0 || part == 0)
		return symbol == 0 && part == 0;
	const struct lw_fuse_def *d = &f->origins.at[symbol - 1];
	if (d->part == part - 1 && d->symbol == b->provider_symbol)
		return true;
	const struct lw_fuse_part *p = &f->parts.at[d->part];
	const struct lw_fuse_def *real = &p->call[d->symbol - 1];
	return called && d->where == LW_FUSE_WITHIN && lw_fuse_symbol(p, d->symbol)->raw.st_shndx == 0 &&
		real->where == LW_FUSE_WITHIN && real->part == part - 1 && real->symbol == b->provider_symbol;
}

/* What a reference without a version finds in an object outside. */
static const struct lw_elf_entry *find_plain(const struct lw_elf_table *t, const char *name, uint32_t hash) {
	const struct lw_elf_entry *e = NULL, *only = NULL;
	unsigned n = 0;
	while ((e = lw_elf_table_find(t, name, hash, e)) != NULL) {
		if (e->shndx == 0 || e->visibility == STV_HIDDEN || e->visibility == STV_INTERNAL)
			continue;
		if (!t->has_versions || e->index < 3)
			return e;
		if (!e->hidden && n++ == 0)
			only = e;
	}
	return n == 1 ? only : NULL;
}

/* Does a reference that has lost its version come to another object than before? */
static bool loses_provider(struct lw_fusing *f, const struct lw_binding *b, bool *yes, struct lw_error *err) {
	const uint32_t hash = lw_session_symbol_hash(f->s, b->name);
	for (uint32_t i = 0; i < f->g->n_order && b->state == LW_BIND_FOUND; i++) {
		const struct lw_object *o = &f->g->objects[f->g->order[i]];
		const struct lw_elf_table *t;
		if (f->part_of[o->id] != 0 || o->file == NULL || o->file->image == NULL)
			continue;
		LW_TRY(lw_session_elf_symbols(f->s, o->file, &t, err));
		const struct lw_elf_entry *e = find_plain(t, b->name, hash);
		if (e == NULL)
			continue;
		*yes |= o->id != b->provider || (uint32_t)(e - t->at) + 1 != b->provider_symbol;
		return true;
	}
	*yes |= b->state == LW_BIND_FOUND;
	return true;
}

/* A part asks what stays outside: the new file, in which it is looked for first, must not have it. */
static bool part_differs(struct lw_fusing *f, const struct lw_binding *b, bool function, bool *yes,
			 struct lw_error *err) {
	const struct lw_fuse_part *p = &f->parts.at[f->part_of[b->object] - 1];
	const char *version, *file;
	if (b->symbol == 0 || (b->refs & LW_REF_COPY) != 0)
		return true;
	LW_TRY(lw_fuse_import_version(f, p, b->symbol, &version, &file, err));
	*yes |= lw_fuse_found(f, b->name, version, function) != 0;
	return version != NULL || b->version == NULL || loses_provider(f, b, yes, err);
}

/* *yes is set where a look-up would find something else in the new file, or something where it had not. */
static bool differs(struct lw_fusing *f, const struct lw_binding *b, bool *yes, struct lw_error *err) {
	const bool function = (b->refs & (LW_REF_CALL | LW_REF_TLS)) != 0, from = f->part_of[b->object] != 0;
	const bool to = b->state == LW_BIND_FOUND && f->part_of[b->provider] != 0;
	const bool private = to && !f->is_program && !f->opts.visible && f->part_of[b->provider] > 1;
	bool own;
	if (private) /* bind.c has judged it */
		return true;
	if (b->state == LW_BIND_UNKNOWN || (from && to) || (named(f, b->name) == NULL && !to && !from))
		return true;
	if (from)
		return part_differs(f, b, function, yes, err);
	const bool called = (b->refs & ~(LW_REF_CALL | LW_REF_TLS)) == 0;
	if (is_bound_to(f, b, lw_fuse_found(f, b->name, b->version, function), called))
		return true;
	LW_TRY(is_own(f, b, &own, err));
	*yes |= !own;
	return true;
}

static bool all_found(struct lw_fusing *f, bool *yes, struct lw_error *err) {
	bool other = false;
	for (uint32_t i = 0; i < f->bindings->n && !other; i++)
		if (f->bindings->list[i].version == NULL || f->part_of[f->bindings->list[i].object] != 0)
			LW_TRY(differs(f, &f->bindings->list[i], &other, err));
	*yes = !other;
	return true;
}

/* The first version that a part defines, if others find a symbol of it. */
static const char *first_version(const struct lw_fusing *f, const struct lw_fuse_part *p) {
	for (uint32_t i = 0; i < p->n_symbols; i++)
		if (p->shown[i] != 0 && p->symbols[i].index == 2 && f->symbols.at[p->shown[i] - 1].version_file == NULL)
			return p->symbols[i].version;
	return NULL;
}

bool lw_fuse_choose_second(struct lw_fusing *f, struct lw_error *err) {
	struct lw_map tried = {0};
	bool good = false;
	for (uint32_t i = 0; i < f->parts.n && !good; i++) {
		const char *version = first_version(f, &f->parts.at[i]);
		if (version == NULL || lw_map_get(&tried, version, strlen(version)) != NULL)
			continue;
		LW_TRY(lw_map_put(&tried, f->a, version, strlen(version), &f->parts.at[i], err));
		f->second = version;
		LW_TRY(all_found(f, &good, err));
	}
	if (!good)
		f->second = NULL;
	return true;
}

bool lw_fuse_check_found(struct lw_fusing *f, struct lw_error *err) {
	for (uint32_t i = 0; i < f->bindings->n; i++) {
		const struct lw_binding *b = &f->bindings->list[i];
		bool other = false;
		LW_TRY(differs(f, b, &other, err));
		if (other && f->part_of[b->object] != 0)
			return lw_fuse_refuse(&f->parts.at[f->part_of[b->object] - 1], LW_FUSE_RULE_CLOSURE, err,
					      "asks what stays outside for %s, and would find another one than it does "
					      "now: take in all that have it (--lib)",
					      b->name);
		if (other)
			return lw_fuse_refuse(NULL, LW_FUSE_RULE_CLOSURE, err,
					      "%s stays outside and asks for %s%s%s, and would find another one than "
					      "it does now: take it in too (--lib)",
					      lw_object_at(f->g, b->object)->path, b->name,
					      b->version == NULL ? " without a version" : " of version ",
					      b->version == NULL ? "" : b->version);
	}
	return true;
}
