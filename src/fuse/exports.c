/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The symbols of the new file: what its parts still ask of others, and what others may find in it. All parts together
 * stand where the first of them stood in the loader's scope, so a definition that another object had before is not
 * shown. glibc elf/dl-lookup.c, check_match: an unversioned definition serves every version.
 */
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"
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

/* *out: its number, from 1. */
static bool add(struct lw_fusing *f, struct lw_fuse_symbol y, uint32_t *out, struct lw_error *err) {
	struct lw_fuse_symbol *slot = lw_vec_add(f->a, &f->symbols, err);
	if (slot == NULL)
		return false;
	*slot = y;
	*out = f->symbols.n;
	return true;
}

static bool remember(struct lw_fusing *f, struct lw_map *map, struct lw_span key, uint32_t number,
		     struct lw_error *err) {
	uint32_t *kept = lw_alloc(f->a, 1, sizeof *kept, err);
	if (kept == NULL)
		return false;
	*kept = number;
	return lw_map_put(map, f->a, key.ptr, key.len, kept, err);
}

/* The file that an object outside is asked for as, if it is that one's version. */
static const char *outside_file(const struct lw_fusing *f, const char *file) {
	for (uint32_t i = 0; file != NULL && i < f->parts.n; i++) {
		const struct lw_object *o = f->parts.at[i].o;
		if ((o->soname != NULL && strcmp(o->soname, file) == 0) ||
		    (o->name != NULL && strcmp(o->name, file) == 0))
			return NULL;
	}
	return file;
}

static bool is_weak_need(const struct lw_fuse_part *p, uint16_t index) {
	for (uint32_t i = 0; i < p->elf->n_verneeds; i++)
		if (p->elf->verneeds[i].index == index)
			return p->elf->verneeds[i].weak;
	return false;
}

bool lw_fuse_import(struct lw_fusing *f, const struct lw_fuse_part *p, uint32_t symbol, uint32_t *out,
		    struct lw_error *err) {
	const struct lw_symbol *y = lw_fuse_symbol(p, symbol);
	const char *file = y->raw.st_shndx == 0 ? outside_file(f, y->version_file) : NULL;
	const char *version = file == NULL ? NULL : y->version;
	const struct lw_fuse_def *c = &p->call[symbol - 1], *d = &p->data[symbol - 1];
	const bool nowhere = c->where == LW_FUSE_NOWHERE && d->where == LW_FUSE_NOWHERE;
	const bool weak = nowhere || y->raw.st_info >> 4 == STB_WEAK;
	struct lw_span key;
	LW_TRY(key_of(f, y->name, version, file, &key, err));
	const uint32_t *known = lw_map_get(&f->imports, key.ptr, key.len);
	if (known != NULL) {
		struct lw_fuse_symbol *was = &f->symbols.at[*known - 1];
		if (!weak)
			was->info = (uint8_t)(STB_GLOBAL << 4 | (was->info & 15));
		*out = *known;
		return true;
	}
	struct lw_fuse_symbol s = {.name = y->name, .version = version, .version_file = file};
	s.info = (uint8_t)((weak ? STB_WEAK << 4 : STB_GLOBAL << 4) | (int)(y->raw.st_info & 15));
	s.version_weak = is_weak_need(p, y->index);
	/* The program's address of another's function counts for all (x86-64 psABI, "Function Addresses"). */
	if (p->is_target && f->is_program && y->raw.st_shndx == 0 && y->raw.st_value != 0) {
		s.found = true;
		s.value = y->raw.st_value + p->delta;
	}
	return add(f, s, out, err) && remember(f, &f->imports, key, *out, err);
}

static bool is_shown(const struct lw_symbol *y) {
	const uint64_t bind = y->raw.st_info >> 4, visibility = y->raw.st_other & 3;
	return y->name != NULL && y->name[0] != '\0' && (visibility == 0 || visibility == 3) &&
		(bind == STB_GLOBAL || bind == STB_WEAK || bind == STB_GNU_UNIQUE);
}

/* Does an object outside stand before the part and have that name? Then its definition is the one that is found. */
static bool is_shadowed(struct lw_fusing *f, const struct lw_fuse_part *p, const char *name, bool *yes,
			struct lw_error *err) {
	*yes = false;
	if (p->is_target)
		return true;
	const uint32_t hash = lw_session_symbol_hash(f->s, name);
	for (uint32_t i = 0; i < f->g->n_order && f->g->order[i] != p->o->id && !*yes; i++) {
		const struct lw_object *o = &f->g->objects[f->g->order[i]];
		const struct lw_elf_table *t;
		if (f->part_of[o->id] != 0 || o->file == NULL || o->file->image == NULL)
			continue;
		LW_TRY(lw_session_elf_symbols(f->s, o->file, &t, err));
		const struct lw_elf_entry *e = NULL;
		while (!*yes && (e = lw_elf_table_find(t, name, hash, e)) != NULL)
			*yes = e->shndx != 0;
	}
	return true;
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

/* A function that the target takes the address of by its own PLT entry: if it is within, that entry is the definition
 * for everybody else. */
static bool is_address(const struct lw_fusing *f, const struct lw_fuse_part *p, uint32_t number) {
	const struct lw_symbol *y = lw_fuse_symbol(p, number);
	return p->is_target && f->is_program && y->raw.st_shndx == 0 && y->raw.st_value != 0 &&
		p->call[number - 1].where == LW_FUSE_WITHIN;
}

struct shown {
	uint32_t part; /* that had the name first, from 1 */
};

/* May the name be shown once more, for another version? */
static bool again(struct lw_fusing *f, const char *name, const char *version, uint32_t part, bool *yes, bool *hidden,
		  struct lw_error *err) {
	struct shown *s = lw_map_get(&f->shown, name, strlen(name));
	*yes = true;
	if (s == NULL) {
		s = lw_alloc(f->a, 1, sizeof *s, err);
		if (s == NULL || !lw_map_put(&f->shown, f->a, name, strlen(name), s, err))
			return false;
		*s = (struct shown){part};
		return true;
	}
	if (s->part == part)
		return true;
	*yes = version != NULL; /* behind an unversioned one it is found by those who ask for just it: dlvsym */
	*hidden = true;
	return true;
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

/* A program's own copy of a variable, and its address of a function, are of the version that the library has. */
static bool is_hidden(const struct lw_fusing *f, const struct lw_fuse_part *p, uint32_t number) {
	const struct lw_symbol *y = lw_fuse_symbol(p, number);
	const struct lw_fuse_def *defs[] = {&p->copy[number - 1], &p->call[number - 1]};
	for (size_t i = 0; p->is_target && i < sizeof defs / sizeof defs[0]; i++)
		if (defs[i]->where == LW_FUSE_WITHIN && defs[i]->part != 0)
			return lw_fuse_symbol(&f->parts.at[defs[i]->part], defs[i]->symbol)->hidden;
	return y->hidden;
}

static bool show(struct lw_fusing *f, struct lw_fuse_part *p, uint32_t part, uint32_t number, struct lw_error *err) {
	const struct lw_symbol *y = lw_fuse_symbol(p, number);
	const char *file = need_of(f, p, y);
	struct lw_span key;
	bool shadowed, yes, later = false;
	uint32_t at = 0;
	if (!is_shown(y) || !is_loaded(p, y) || (y->raw.st_shndx == 0 && !is_address(f, p, number)))
		return true;
	LW_TRY(is_shadowed(f, p, y->name, &shadowed, err) && key_of(f, y->name, y->version, NULL, &key, err));
	if (shadowed || lw_map_get(&f->exports, key.ptr, key.len) != NULL)
		return true;
	LW_TRY(again(f, y->name, y->version, part, &yes, &later, err));
	if (!yes)
		return true;
	const struct lw_fuse_symbol s = {.name = y->name,
					 .version = y->version,
					 .version_file = file,
					 .defined = true,
					 .hidden = later || is_hidden(f, p, number),
					 .info = (uint8_t)y->raw.st_info,
					 .other = (uint8_t)y->raw.st_other,
					 .value = value_of(p, y),
					 .size = y->raw.st_size,
					 .shndx = y->raw.st_shndx == SHN_ABS ? SHN_ABS : 1};
	LW_TRY(add(f, s, &at, err) && remember(f, &f->exports, key, at, err));
	/* Whoever asks for the name alone finds the first one. */
	if (!later)
		p->shown[number - 1] = at;
	return true;
}

bool lw_fuse_exports(struct lw_fusing *f, struct lw_error *err) {
	for (uint32_t i = 0; i < f->parts.n; i++) {
		struct lw_fuse_part *p = &f->parts.at[i];
		p->shown = lw_alloc(f->a, p->n_symbols + 1, sizeof *p->shown, err);
		LW_TRY(p->shown != NULL);
		if (!p->is_target && !f->is_program && !f->opts.visible)
			continue;
		for (uint32_t k = 1; k <= p->n_symbols; k++)
			LW_TRY(show(f, p, i + 1, k, err));
	}
	return true;
}

uint32_t lw_fuse_exported(const struct lw_fuse_part *p, uint32_t symbol) {
	return p->shown[symbol - 1];
}
