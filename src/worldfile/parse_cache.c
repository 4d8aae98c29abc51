/* SPDX-License-Identifier: Apache-2.0 */
/* An ld.so.cache in a world: entries are put in the order in which ldconfig writes them (glibc elf/cache.c compare). */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "format/ldcache.h"
#include "loader/machine.h"
#include "worldfile/parse.h"

static bool entry(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	const struct lw_machine *m = lw_machine_of_name(r->w->machine);
	if (w->n < 4 || strcmp(w->at[2], "=>") != 0)
		return lw_fail(err, LW_E_MALFORMED, "an entry is written: entry NAME => PATH");
	struct lw_cache_row *row = lw_vec_add(r->a, &r->rows, err);
	if (row == NULL)
		return false;
	uint64_t flags = m == NULL ? 3 : m->cache_id, osversion = 0;
	const char *text = lw_words_value(w, "flags");
	if (text != NULL)
		LW_TRY(lw_world_number(text, UINT32_MAX, &flags, err));
	text = lw_words_value(w, "osversion");
	if (text != NULL)
		LW_TRY(lw_world_number(text, UINT32_MAX, &osversion, err));
	*row = (struct lw_cache_row){.name = w->at[1],
				     .path = w->at[3],
				     .flags = (uint32_t)flags,
				     .osversion = (uint32_t)osversion,
				     .line = r->rows.n};
	text = lw_words_value(w, "hwcap");
	if (text == NULL)
		return true;
	if (text[0] == '0')
		return lw_world_number(text, UINT64_MAX, &row->hwcap, err);
	row->hwcap_name = text;
	return true;
}

bool lw_world_cache_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	if (strcmp(w->at[0], "entry") == 0)
		return entry(r, w, err);
	if (w->n < 2)
		return lw_fail(err, LW_E_MALFORMED, "%s lacks its value", w->at[0]);
	if (strcmp(w->at[0], "format") == 0) {
		r->cache_format = strcmp(w->at[1], "old") == 0 ? LW_LDCACHE_OLD
			: strcmp(w->at[1], "compat") == 0      ? LW_LDCACHE_COMPAT
							       : LW_LDCACHE_NEW;
		return true;
	}
	if (strcmp(w->at[0], "cut") == 0) {
		r->cut = true;
		return lw_world_number(w->at[1], UINT32_MAX, &r->n_cut, err);
	}
	if (strcmp(w->at[0], "poke") == 0 && w->n > 2) {
		struct lw_elf_poke *p = lw_vec_add(r->a, &r->pokes, err);
		return p != NULL && lw_world_number(w->at[1], UINT32_MAX, &p->off, err) &&
			lw_world_hex(r->a, w, 2, &p->bytes, err);
	}
	return lw_fail(err, LW_E_MALFORMED, "%s is no line about a cache", w->at[0]);
}

/* Names descending, then flags, then those with hwcaps first. */
static int by_ldconfig(const void *x, const void *y) {
	const struct lw_cache_row *a = x, *b = y;
	int c = lw_ldcache_compare(b->name, a->name);
	if (c != 0)
		return c;
	if (a->flags != b->flags)
		return a->flags < b->flags ? 1 : -1;
	const bool na = a->hwcap_name != NULL || a->hwcap != 0, nb = b->hwcap_name != NULL || b->hwcap != 0;
	if (na != nb)
		return na ? -1 : 1;
	if (a->hwcap_name != NULL && b->hwcap_name != NULL && strcmp(a->hwcap_name, b->hwcap_name) != 0)
		return strcmp(a->hwcap_name, b->hwcap_name);
	return a->line < b->line ? -1 : 1;
}

static int by_text(const void *x, const void *y) {
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* The names of hwcaps, each once, ascending: the loader merges them with its own sorted list. */
static bool names_of(struct lw_world_reading *r, const char ***out, uint32_t *n, struct lw_error *err) {
	const char **names = lw_alloc(r->a, r->rows.n, sizeof *names, err);
	if (names == NULL)
		return false;
	*n = 0;
	for (uint32_t i = 0; i < r->rows.n; i++) {
		bool known = r->rows.at[i].hwcap_name == NULL;
		for (uint32_t k = 0; !known && k < *n; k++)
			known = strcmp(names[k], r->rows.at[i].hwcap_name) == 0;
		if (!known)
			names[(*n)++] = r->rows.at[i].hwcap_name;
	}
	qsort(names, *n, sizeof *names, by_text);
	*out = names;
	return true;
}

static uint64_t hwcap_of(const struct lw_cache_row *row, const char *const *names, uint32_t n) {
	for (uint32_t i = 0; row->hwcap_name != NULL && i < n; i++)
		if (strcmp(names[i], row->hwcap_name) == 0)
			return LW_LDCACHE_EXTENSION | i;
	return row->hwcap;
}

static bool damage(struct lw_world_reading *r, struct lw_span *bytes, struct lw_error *err) {
	uint8_t *copy = lw_alloc(r->a, (size_t)bytes->len, 1, err);
	if (copy == NULL)
		return false;
	memcpy(copy, bytes->ptr, (size_t)bytes->len);
	for (uint32_t i = 0; i < r->pokes.n; i++) {
		if (!lw_range_fits(r->pokes.at[i].off, r->pokes.at[i].bytes.len, bytes->len))
			return lw_fail(err, LW_E_MALFORMED, "a poke lies outside of the cache");
		memcpy(copy + r->pokes.at[i].off, r->pokes.at[i].bytes.ptr, (size_t)r->pokes.at[i].bytes.len);
	}
	*bytes = (struct lw_span){copy, r->cut && r->n_cut < bytes->len ? r->n_cut : bytes->len};
	return true;
}

bool lw_world_cache_end(struct lw_world_reading *r, struct lw_error *err) {
	const char **names;
	uint32_t n;
	LW_TRY(names_of(r, &names, &n, err));
	struct lw_ldcache_entry *entries = lw_alloc(r->a, r->rows.n, sizeof *entries, err);
	if (entries == NULL)
		return false;
	if (r->rows.n != 0)
		qsort(r->rows.at, r->rows.n, sizeof *r->rows.at, by_ldconfig);
	for (uint32_t i = 0; i < r->rows.n; i++) {
		const struct lw_cache_row *row = &r->rows.at[i];
		entries[i] = (struct lw_ldcache_entry){row->flags, row->name, row->path, row->osversion,
						       hwcap_of(row, names, n)};
	}
	const struct lw_ldcache cache = {.is_new = r->cache_format != LW_LDCACHE_OLD,
					 .entries = entries,
					 .n_entries = r->rows.n,
					 .hwcaps = names,
					 .n_hwcaps = n,
					 .generator = "ldconfig"};
	LW_TRY(lw_ldcache_encode(&cache, r->cache_format, r->big_endian, r->a, &r->node->bytes, err));
	return damage(r, &r->node->bytes, err);
}
