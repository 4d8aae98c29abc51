/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The symbols of the new file: what its parts still ask of others, and what others may find in it. All parts together
 * stand where the first of them stood in the loader's scope, so a definition that another object had before is not
 * shown. A look-up by name alone ends at one part, and only what that shows by name alone is shown so: what the others
 * have is hidden, for those who ask for its version. glibc elf/dl-lookup.c, check_match: an unversioned definition
 * serves every version.
 */
#include <string.h>

#include "base/fail.h"
#include "base/soon.h"
#include "fuse/names.h"
#include "graph/ask.h"
#include "names/elf_numbers.h"

static bool key_of(struct lw_fusing *f, const char *name, const char *version, const char *file, struct lw_span *out,
		   struct lw_error *err) {
	const char *const texts[] = {name, version == NULL ? "" : version, file == NULL ? "" : file};
	const size_t lens[] = {strlen(texts[0]), strlen(texts[1]), strlen(texts[2])};
	uint8_t *key = lw_alloc_raw(f->a, lens[0] + lens[1] + lens[2] + 3, 1, err), *to = key;
	for (size_t i = 0; key != NULL && i < 3; i++) {
		memcpy(to, texts[i], lens[i]);
		to += lens[i];
		*to++ = '\n';
	}
	*out = (struct lw_span){key, (uint64_t)(to - key)};
	return key != NULL;
}

/* *out: its number, from 1; named: look-ups come to it, or NULL. */
static bool add(struct lw_fusing *f, struct lw_fuse_named *named, struct lw_fuse_symbol y, struct lw_fuse_def from,
		uint32_t *out, struct lw_error *err) {
	struct lw_fuse_symbol *slot = lw_vec_add(f->a, &f->symbols, err);
	struct lw_fuse_def *origin = slot == NULL ? NULL : lw_vec_add(f->a, &f->origins, err);
	if (origin == NULL)
		return false;
	*slot = y;
	*origin = from;
	*out = f->symbols.n;
	return named == NULL || lw_fuse_named_add(f, named, *out, err);
}

static bool remember_import(struct lw_fusing *f, struct lw_span key, uint32_t number, struct lw_error *err) {
	uint32_t *kept = lw_alloc(f->a, 1, sizeof *kept, err);
	if (kept == NULL)
		return false;
	*kept = number;
	return lw_map_put(&f->imports, f->a, key.ptr, key.len, kept, err);
}

/* The file that an object outside is asked for as, if it is that one's version. */
static const char *outside_file(const struct lw_fusing *f, const char *file) {
	return file == NULL || lw_map_get(&f->part_names, file, strlen(file)) != NULL ? NULL : file;
}

static bool is_weak_need(const struct lw_fuse_part *p, uint16_t index) {
	for (uint32_t i = 0; i < p->elf->n_verneeds; i++)
		if (p->elf->verneeds[i].index == index)
			return p->elf->verneeds[i].weak;
	return false;
}

/* The entry of the object outside that it is bound to, or NULL. */
static bool provider_of(const struct lw_fusing *f, const struct lw_fuse_part *p, uint32_t symbol,
			const struct lw_object **o, const struct lw_elf_entry **out, struct lw_error *err) {
	const struct lw_fuse_def *defs[] = {&p->call[symbol - 1], &p->data[symbol - 1], &p->copy[symbol - 1]};
	const struct lw_elf_table *t;
	size_t i = 0;
	*out = NULL;
	while (i < sizeof defs / sizeof defs[0] && defs[i]->where != LW_FUSE_OUTSIDE)
		i++;
	*o = i == sizeof defs / sizeof defs[0] ? NULL : lw_object_at(f->g, defs[i]->part);
	if (*o == NULL || (*o)->file == NULL)
		return true;
	LW_TRY(lw_session_elf_symbols(f->s, (*o)->file, &t, err));
	if (defs[i]->symbol != 0 && defs[i]->symbol <= t->n)
		*out = &t->at[defs[i]->symbol - 1];
	return true;
}

/* Of a version of the part's own, or of a file that goes in, the object that it was found in has to be asked. */
bool lw_fuse_import_version(const struct lw_fusing *f, const struct lw_fuse_part *p, uint32_t symbol,
			    const char **version, const char **file, struct lw_error *err) {
	const struct lw_symbol *y = lw_fuse_symbol(p, symbol);
	const struct lw_object *o;
	const struct lw_elf_entry *e;
	*file = y->raw.st_shndx == 0 ? outside_file(f, y->version_file) : NULL;
	*version = *file == NULL ? NULL : y->version;
	if (*file != NULL || y->version == NULL)
		return true;
	LW_TRY(provider_of(f, p, symbol, &o, &e, err));
	if (e == NULL || e->version == NULL || e->version_file != NULL || f->needs[o->id] == NULL ||
	    strcmp(e->version, y->version) != 0)
		return true;
	*version = y->version;
	*file = f->needs[o->id];
	return true;
}

/* The program's own PLT entry is the function's address for everybody. */
static bool has_address(const struct lw_fusing *f, const struct lw_fuse_part *p, const struct lw_symbol *y) {
	return p->is_target && f->is_program && y->raw.st_shndx == 0 && y->raw.st_value != 0;
}

/* Can the loader do without it? What is only bound when it is called was missed by nobody before, and is bound at once
 * now. */
static bool may_be_missing(const struct lw_fuse_part *p, uint32_t symbol, bool at_once) {
	return lw_fuse_symbol(p, symbol)->raw.st_info >> 4 == STB_WEAK ||
		(!at_once && p->call[symbol - 1].where == LW_FUSE_NOWHERE &&
		 p->data[symbol - 1].where == LW_FUSE_NOWHERE);
}

bool lw_fuse_import(struct lw_fusing *f, const struct lw_fuse_part *p, uint32_t symbol, bool at_once, uint32_t *out,
		    struct lw_error *err) {
	const struct lw_symbol *y = lw_fuse_symbol(p, symbol);
	const char *file, *version;
	const bool weak = may_be_missing(p, symbol, at_once);
	struct lw_span key;
	LW_TRY(lw_fuse_import_version(f, p, symbol, &version, &file, err) &&
	       key_of(f, y->name, version, file, &key, err));
	const uint32_t *known = lw_map_get(&f->imports, key.ptr, key.len);
	if (known != NULL) {
		struct lw_fuse_symbol *was = &f->symbols.at[*known - 1];
		if (!weak)
			was->info = (uint8_t)(STB_GLOBAL << 4 | (was->info & 15));
		*out = *known;
		return true;
	}
	struct lw_fuse_named *named = NULL;
	struct lw_fuse_symbol s = {.name = y->name, .version = version, .version_file = file};
	s.info = (uint8_t)((weak ? STB_WEAK << 4 : STB_GLOBAL << 4) | (int)(y->raw.st_info & 15));
	s.version_weak = is_weak_need(p, y->index);
	/* The program's address of another's function counts for all (x86-64 psABI, "Function Addresses"). */
	if (has_address(f, p, y)) {
		LW_TRY((named = lw_fuse_name(f, y->name, err)) != NULL);
		s.found = true;
		s.hidden = !lw_fuse_named_is_open(named, 1);
		s.value = y->raw.st_value + p->delta;
	}
	return add(f, named, s, (struct lw_fuse_def){LW_FUSE_OUTSIDE, 0, symbol}, out, err) &&
		remember_import(f, key, *out, err);
}

static bool is_shown(const struct lw_symbol *y) {
	const uint64_t bind = y->raw.st_info >> 4, visibility = y->raw.st_other & 3;
	return y->name != NULL && y->name[0] != '\0' && (visibility == 0 || visibility == 3) &&
		(bind == STB_GLOBAL || bind == STB_WEAK || bind == STB_GNU_UNIQUE);
}

/* How a symbol of a part is shown. */
enum way {
	NOT_AT_ALL,
	OUTSIDE,   /* by the name alone that counts, the file asks for it itself: the address of a function */
	BY_NAME,   /* if nobody before it is found by the name alone */
	BY_VERSION /* someone outside is */
};

/* The symbols of what stays outside, in the order of the loader's scope. */
struct outside {
	struct {
		uint32_t turn; /* its place in the order of all objects */
		const struct lw_elf_table *symbols;
	} * at;
	uint32_t n;
};

static bool read_outside(struct lw_fusing *f, struct outside *out, struct lw_error *err) {
	out->n = 0;
	out->at = lw_alloc(f->a, f->g->n_order, sizeof *out->at, err);
	if (out->at == NULL)
		return f->g->n_order == 0;
	for (uint32_t i = 0; i < f->g->n_order; i++) {
		const struct lw_object *o = &f->g->objects[f->g->order[i]];
		if (f->part_of[o->id] != 0 || o->file == NULL || o->file->image == NULL)
			continue;
		LW_TRY(lw_session_elf_symbols(f->s, o->file, &out->at[out->n].symbols, err));
		out->at[out->n++].turn = i;
	}
	return true;
}

/* The parts of the file that shows symbols, one after the other. */
struct showing {
	struct lw_fusing *f;
	struct outside outside;
	struct lw_fuse_part *p;
	uint32_t part; /* its number, from 1 */
	uint32_t turn; /* its place in the order of all objects */
};

/* An object outside that stands before the part, and has the name: what it serves is found there. */
static enum way beside(enum way way, const struct lw_elf_table *t, const struct lw_elf_entry *e,
		       const struct lw_symbol *y) {
	if (e->shndx == 0 || e->visibility == STV_HIDDEN || e->visibility == STV_INTERNAL)
		return way;
	if (!t->has_versions || y->version == NULL || (e->version == NULL && !e->hidden) ||
	    (e->version != NULL && strcmp(e->version, y->version) == 0))
		return NOT_AT_ALL;
	return e->hidden ? way : BY_VERSION;
}

static enum way look_before(const struct showing *x, const struct lw_symbol *y) {
	enum way way = BY_NAME;
	if (x->p->is_target)
		return way;
	const uint32_t hash = lw_session_symbol_hash(x->f->s, y->name);
	for (uint32_t i = 0; i < x->outside.n && x->outside.at[i].turn < x->turn && way != NOT_AT_ALL; i++) {
		const struct lw_elf_table *t = x->outside.at[i].symbols;
		const struct lw_elf_entry *e = NULL;
		while (way != NOT_AT_ALL && (e = lw_elf_table_find(t, y->name, hash, e)) != NULL)
			way = beside(way, t, e, y);
	}
	if (way == NOT_AT_ALL && y->version != NULL)
		x->f->lost_version = y;
	return way;
}

/* The version of a symbol that is defined: a definition of the part's own, or (of a copied variable) what it asks of
 * another's. */
static const char *need_of(const struct lw_fusing *f, const struct lw_fuse_part *p, const struct lw_symbol *y) {
	for (uint32_t i = 0; y->version != NULL && i < p->elf->n_verneeds; i++)
		if (p->elf->verneeds[i].index == y->index)
			return outside_file(f, p->elf->verneeds[i].file);
	return NULL;
}

static uint64_t value_of(const struct lw_fuse_part *p, const struct lw_symbol *y) {
	if ((y->raw.st_info & 15) == STT_TLS)
		return y->raw.st_value + p->tls_at;
	return y->raw.st_shndx == SHN_ABS ? y->raw.st_value : y->raw.st_value + p->delta;
}

/* Linkers give names to what is not loaded, too. */
static bool is_loaded(const struct lw_fuse_part *p, const struct lw_symbol *y) {
	if ((y->raw.st_info & 15) == STT_TLS || y->raw.st_shndx == SHN_ABS)
		return true;
	for (uint32_t i = 0; i < p->segments.n; i++) {
		const struct lw_phdr *h = &p->segments.at[i].p;
		if (y->raw.st_value >= h->p_vaddr && y->raw.st_value - h->p_vaddr <= h->p_memsz)
			return true;
	}
	return false;
}

static enum way way_of(const struct showing *x, uint32_t number) {
	const struct lw_symbol *y = lw_fuse_symbol(x->p, number);
	if (!is_shown(y) || !is_loaded(x->p, y) || (y->raw.st_shndx == 0 && !has_address(x->f, x->p, y)))
		return NOT_AT_ALL;
	if (y->raw.st_shndx != 0 || x->p->call[number - 1].where == LW_FUSE_WITHIN)
		return look_before(x, y);
	return x->p->call[number - 1].where == LW_FUSE_OUTSIDE ? OUTSIDE : NOT_AT_ALL;
}

static bool show(struct showing *x, uint32_t number, enum way way, struct lw_fuse_named *named, struct lw_error *err) {
	struct lw_fusing *f = x->f;
	const struct lw_symbol *y = lw_fuse_symbol(x->p, number);
	const bool open = way == BY_NAME && lw_fuse_named_is_open(named, x->part);
	if (!open && y->version == NULL)
		return true;
	const uint32_t known = lw_fuse_named_defined(f, named, y->version);
	if (known != 0 && (!open || y->hidden || !f->symbols.at[known - 1].hidden))
		return true;
	const struct lw_fuse_symbol s = {.name = y->name,
					 .version = y->version,
					 .version_file = need_of(f, x->p, y),
					 .defined = true,
					 .hidden = y->hidden || !open,
					 .info = (uint8_t)y->raw.st_info,
					 .other = (uint8_t)y->raw.st_other,
					 .value = value_of(x->p, y),
					 .size = y->raw.st_size,
					 .shndx = y->raw.st_shndx == SHN_ABS ? SHN_ABS : 1};
	return add(f, named, s, (struct lw_fuse_def){LW_FUSE_WITHIN, x->part - 1, number}, &x->p->shown[number - 1],
		   err);
}

static bool show_part(struct showing *x, struct lw_error *err) {
	const uint32_t n = (uint32_t)x->p->n_symbols;
	struct {
		enum way way;
		uint32_t hash;
		size_t len;
		struct lw_fuse_named *named;
	} *const all = lw_alloc_raw(x->f->a, n + (size_t)1, sizeof *all, err);
	if (all == NULL)
		return false;
	for (uint32_t i = 1; i <= n; i++) {
		const struct lw_symbol *y = lw_fuse_symbol(x->p, i);
		if (i + LW_SOON <= n)
			lw_soon(lw_fuse_symbol(x->p, i + LW_SOON)->name);
		all[i].way = way_of(x, i);
		if (all[i].way == NOT_AT_ALL)
			continue;
		all[i].len = strlen(y->name);
		all[i].hash = lw_map_soon(&x->f->shown, y->name, all[i].len);
	}
	for (uint32_t i = 1; i <= n; i++) {
		const struct lw_symbol *y = lw_fuse_symbol(x->p, i);
		if (all[i].way == NOT_AT_ALL)
			continue;
		all[i].named = lw_fuse_name_of(x->f, y->name, all[i].len, all[i].hash, err);
		LW_TRY(all[i].named != NULL);
		if (all[i].way == BY_NAME || all[i].way == OUTSIDE)
			lw_fuse_named_count(all[i].named, y, x->part);
	}
	for (uint32_t i = 1; i <= n; i++)
		if (all[i].way == BY_NAME || all[i].way == BY_VERSION)
			LW_TRY(show(x, i, all[i].way, all[i].named, err));
	return true;
}

/* A part without any versions serves all that are asked for, in glibc even by dlvsym, and shows its names in a file
 * that has versions. */
static bool loses_versions(const struct lw_fusing *f) {
	bool some = false, none = false;
	for (uint32_t i = 0; i < f->parts.n; i++) {
		const bool shows = i == 0 || f->is_program || f->opts.visible;
		some |= lw_elf_dyn(f->parts.at[i].elf, DT_VERSYM) != NULL;
		none |= shows && lw_elf_dyn(f->parts.at[i].elf, DT_VERSYM) == NULL;
	}
	return some && none;
}

/* A look-up for just one version (dlvsym) passes over an unversioned definition, and other look-ups do not. */
static bool tell_lost(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_fuse_part *asks = NULL;
	for (uint32_t i = 0; i < f->parts.n && asks == NULL; i++)
		if (lw_fuse_asks(&f->parts.at[i], "dlvsym"))
			asks = &f->parts.at[i];
	if (asks == NULL)
		return true;
	if (f->lost_version != NULL)
		return lw_fuse_warn(
			f, LW_FUSE_RULE_DLVSYM, err,
			"%s asks for symbols by version (dlvsym), and finds no version %s of %s: what stays "
			"outside has that name, too, and is found first by all others",
			asks->o->path, f->lost_version->version, f->lost_version->name);
	return !loses_versions(f) ||
		lw_fuse_warn(f, LW_FUSE_RULE_DLVSYM, err,
			     "%s asks for symbols by version (dlvsym), and finds none of what had no versions at all, "
			     "and served each",
			     asks->o->path);
}

/* For as many names as there can be. */
static bool room(struct lw_fusing *f, struct lw_error *err) {
	size_t n = 0;
	for (uint32_t i = 0; i < f->parts.n && (i == 0 || f->is_program || f->opts.visible); i++)
		n += f->parts.at[i].n_symbols;
	return lw_map_reserve(&f->shown, f->a, n, err);
}

bool lw_fuse_exports(struct lw_fusing *f, struct lw_error *err) {
	struct showing x = {.f = f};
	LW_TRY(read_outside(f, &x.outside, err) && room(f, err));
	for (uint32_t i = 0; i < f->parts.n; i++) {
		x.p = &f->parts.at[i];
		x.part = i + 1;
		for (x.turn = 0; x.turn < f->g->n_order && f->g->order[x.turn] != x.p->o->id;)
			x.turn++;
		x.p->shown = lw_alloc(f->a, x.p->n_symbols + 1, sizeof *x.p->shown, err);
		LW_TRY(x.p->shown != NULL);
		if (x.p->is_target || f->is_program || f->opts.visible)
			LW_TRY(show_part(&x, err));
	}
	return tell_lost(f, err);
}

uint32_t lw_fuse_exported(const struct lw_fuse_part *p, uint32_t symbol) {
	return p->shown[symbol - 1];
}
