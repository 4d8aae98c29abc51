/* SPDX-License-Identifier: Apache-2.0 */
/*
 * .dynstr: each text once, in the order of their coming (gABI chapter 4, "String Table"). A text may share the bytes of
 * one that ends with it, but names of symbols hardly ever do (of inkscape's 5.5 MB they would save 10 KB), and to find
 * those took longer than the rest of the tables. Nearly all texts are names that the GNU hash table finds: its order
 * brings equal ones together, so that they need no map.
 */
#include <string.h>

#include "base/fail.h"
#include "base/soon.h"
#include "fuse/tables_own.h"

/* So many symbols of a bucket are compared at most: a hostile file has thousands with one hash, of which some may be
 * there twice. */
#define MOST_LOOKED_AT 64

static bool fits(const struct lw_fuse_making *m, size_t len, struct lw_error *err) {
	return len < UINT32_MAX - m->n_dynstr ||
		lw_fail(err, LW_E_LIMIT, "its dynamic symbols' names would take more than 4 GiB");
}

/* The symbol before the one of that number (both from that of the first that the GNU table finds) with the same name,
 * or NULL. */
static const struct lw_fuse_symbol *same_before(const struct lw_fuse_making *m, uint32_t i) {
	struct lw_fuse_symbol *const *list = m->t->order + m->first_hashed;
	const uint32_t h = m->hashes[i], b = h % m->n_buckets, end = i > MOST_LOOKED_AT ? i - MOST_LOOKED_AT : 0;
	for (uint32_t k = i; k > end && (m->hashes[k - 1] == h || m->hashes[k - 1] % m->n_buckets == b); k--)
		if (m->hashes[k - 1] == h && m->lens[k - 1] == m->lens[i] &&
		    memcmp(list[k - 1]->name, list[i]->name, m->lens[i]) == 0)
			return list[k - 1];
	return NULL;
}

bool lw_fuse_strings_of_hashed(struct lw_fuse_making *m, struct lw_error *err) {
	const uint32_t n = m->t->n_symbols - m->first_hashed;
	for (uint32_t i = 0; i < n; i++) {
		struct lw_fuse_symbol *s = m->t->order[m->first_hashed + i];
		const struct lw_fuse_symbol *same = m->lens[i] == 0 ? NULL : same_before(m, i);
		s->str = same != NULL ? same->str : m->lens[i] == 0 ? 0 : m->n_dynstr;
		if (same != NULL || m->lens[i] == 0)
			continue;
		LW_TRY(fits(m, m->lens[i], err));
		m->n_dynstr += m->lens[i] + 1;
	}
	return true;
}

/* The first that the GNU table finds in the text's bucket or one behind it, counted from the first that it finds. */
static uint32_t bucket_begin(const struct lw_fuse_making *m, uint32_t bucket) {
	uint32_t low = 0, high = m->t->n_symbols - m->first_hashed;
	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;
		if (m->hashes[middle] % m->n_buckets < bucket)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Its offset, if it is a name that the GNU table finds; else 0. */
static uint32_t hashed(const struct lw_fuse_making *m, const char *text, size_t len) {
	const uint32_t n = m->t->n_symbols - m->first_hashed, h = lw_elf_gnu_hash(text), b = h % m->n_buckets;
	uint32_t i = bucket_begin(m, b);
	for (uint32_t k = 0; k < MOST_LOOKED_AT && i < n && m->hashes[i] % m->n_buckets == b; i++, k++)
		if (m->hashes[i] == h && m->lens[i] == len &&
		    memcmp(m->t->order[m->first_hashed + i]->name, text, len) == 0)
			return m->t->order[m->first_hashed + i]->str;
	return 0;
}

static struct lw_fuse_string *add(struct lw_fuse_making *m, const char *text, size_t len, struct lw_error *err) {
	struct lw_fuse_tables *t = m->t;
	struct lw_fuse_string *s = fits(m, len, err) ? lw_alloc_raw(t->a, 1, sizeof *s, err) : NULL, **slot = NULL;
	if (s == NULL || !lw_map_put(&t->strings, t->a, text, len, s, err))
		return NULL;
	*s = (struct lw_fuse_string){text, (uint32_t)len, hashed(m, text, len)};
	if (s->off != 0)
		return s;
	if ((slot = lw_vec_add(t->a, &m->strings, err)) == NULL)
		return NULL;
	s->off = m->n_dynstr;
	*slot = s;
	m->n_dynstr += (uint32_t)len + 1;
	return s;
}

bool lw_fuse_string_add(struct lw_fuse_making *m, const char *text, uint32_t *off, struct lw_error *err) {
	const size_t len = strlen(text);
	*off = 0;
	if (len == 0)
		return true;
	const struct lw_fuse_string *s = lw_map_get(&m->t->strings, text, len);
	if (s == NULL && (s = add(m, text, len, err)) == NULL)
		return false;
	*off = s->off;
	return true;
}

bool lw_fuse_strings_write(struct lw_fuse_making *m, struct lw_error *err) {
	uint8_t *bytes = lw_fuse_table_room(m, m->n_dynstr, &m->t->dynstr, err);
	const uint32_t n = m->t->n_symbols - m->first_hashed;
	uint32_t end = 1; /* of what has been written of the names, which lie in their order */
	for (uint32_t i = 0; bytes != NULL && i < n; i++) {
		const struct lw_fuse_symbol *s = m->t->order[m->first_hashed + i];
		if (i + LW_SOON < n)
			lw_soon(m->t->order[m->first_hashed + i + LW_SOON]->name);
		if (s->str < end)
			continue;
		memcpy(bytes + s->str, s->name, m->lens[i]);
		end = s->str + m->lens[i] + 1;
	}
	for (uint32_t i = 0; bytes != NULL && i < m->strings.n; i++)
		memcpy(bytes + m->strings.at[i]->off, m->strings.at[i]->text, m->strings.at[i]->len);
	return bytes != NULL;
}

uint32_t lw_fuse_string_at(const struct lw_fuse_tables *t, const char *text) {
	return (uint32_t)lw_fuse_tables_text(t, text);
}
