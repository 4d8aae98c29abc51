/* SPDX-License-Identifier: Apache-2.0 */
/* The version needs as a list, and back (LSB core, "Symbol Versioning"). What is taken out leaves room; nothing here
 * ever grows. */
#include <string.h>

#include "base/fail.h"
#include "edit/elf_chains.h"
#include "names/elf_numbers.h"

#define INDEX_BITS 0x7fff

/* No linker makes so many; they are compared each with each. */
#define MOST_ASKED 4096

static bool take(void *ctx, const struct lw_elf_link *link, struct lw_error *err) {
	struct lw_elf_work *w = ctx;
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_VERNEED);
	if (w->asked.n == MOST_ASKED)
		return lw_fail_at(err, LW_E_LIMIT, u->off,
				  "more than %d versions are asked of libraries, and no more can be edited",
				  MOST_ASKED);
	struct lw_elf_asked *a = lw_vec_add(w->e->a, &w->asked, err);
	if (a == NULL)
		return false;
	*a = (struct lw_elf_asked){.file_str = link->file_str,
				   .version_str = link->str,
				   .flags = link->flags,
				   .index = (uint16_t)link->index};
	return lw_elf_name(&w->r, (struct lw_elf_ref){"a version need", u->off + link->head, link->file_str}, &a->file,
			   err) &&
		lw_elf_name(&w->r, (struct lw_elf_ref){"a needed version", u->off + link->part, link->str}, &a->version,
			    err);
}

bool lw_elf_asked_read(struct lw_elf_work *w, struct lw_error *err) {
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_VERNEED);
	return u == NULL || lw_elf_chain_each(w, true, u->off, u->size, take, w, err);
}

bool lw_elf_asked_any(const struct lw_elf_work *w, const char *file) {
	for (uint32_t i = 0; i < w->asked.n; i++)
		if (!w->asked.at[i].gone && strcmp(w->asked.at[i].file, file) == 0)
			return true;
	return false;
}

const struct lw_elf_asked *lw_elf_asked_of(const struct lw_elf_work *w, uint16_t index) {
	for (uint32_t i = 0; i < w->asked.n; i++)
		if (!w->asked.at[i].gone && w->asked.at[i].index == (index & INDEX_BITS))
			return &w->asked.at[i];
	return NULL;
}

/* Symbols with one version index get another. */
static bool reindex(struct lw_elf_work *w, uint16_t from, uint16_t to, struct lw_error *err) {
	LW_TRY(lw_elf_work_symbols(w, err));
	if (w->n_symbols == 0 && lw_elf_tag(w, DT_VERSYM) != NULL)
		return lw_fail(
			err, LW_E_UNSUPPORTED,
			"nothing tells how many dynamic symbols it has, and their versions cannot be changed without");
	for (size_t i = 0; w->versym != NULL && i < w->n_symbols + 1; i++)
		if ((w->versym[i] & INDEX_BITS) == from) {
			w->versym[i] = to;
			w->new_versym = true;
		}
	return true;
}

uint16_t lw_elf_no_version(const struct lw_elf_work *w) {
	for (uint32_t i = 0; i < w->elf->n_verdefs; i++)
		if (w->elf->verdefs[i].index == VER_NDX_GLOBAL && !w->elf->verdefs[i].base)
			return VER_NDX_LOCAL;
	return VER_NDX_GLOBAL;
}

bool lw_elf_asked_drop(struct lw_elf_work *w, uint32_t at, struct lw_error *err) {
	w->asked.at[at].gone = w->new_asked = true;
	return reindex(w, w->asked.at[at].index, lw_elf_no_version(w), err);
}

bool lw_elf_asked_merge(struct lw_elf_work *w, struct lw_error *err) {
	for (uint32_t i = 0; i < w->asked.n; i++)
		for (uint32_t k = i + 1; k < w->asked.n; k++) {
			struct lw_elf_asked *a = &w->asked.at[i], *b = &w->asked.at[k];
			if (a->gone || b->gone || strcmp(a->file, b->file) != 0 || strcmp(a->version, b->version) != 0)
				continue;
			b->gone = w->new_asked = true;
			a->flags &= b->flags | ~(uint64_t)VER_FLG_WEAK; /* weak only where both are */
			LW_TRY(reindex(w, b->index, a->index, err));
		}
	return true;
}

/* The next one behind at that stays, or w->asked.n. */
static uint32_t next(const struct lw_elf_work *w, uint32_t at) {
	while (at < w->asked.n && w->asked.at[at].gone)
		at++;
	return at;
}

/* Does the record of one file end with this version? */
static bool is_last(const struct lw_elf_work *w, uint32_t at) {
	const uint32_t behind = next(w, at + 1);
	return behind == w->asked.n || strcmp(w->asked.at[behind].file, w->asked.at[at].file) != 0;
}

bool lw_elf_asked_count(struct lw_elf_work *w, struct lw_error *err) {
	uint64_t n = 0;
	if (!w->new_asked)
		return true;
	for (uint32_t i = next(w, 0); i < w->asked.n; i = next(w, i + 1))
		n += is_last(w, i);
	if (n != 0)
		return lw_elf_tag_set(w, DT_VERNEEDNUM, n, err);
	for (uint32_t i = w->tags.n; i-- > 0;)
		if (w->tags.at[i].tag == DT_VERNEED || w->tags.at[i].tag == DT_VERNEEDNUM)
			LW_TRY(lw_elf_tag_remove(w, i, err));
	return true;
}

struct building {
	struct lw_elf_work *w;
	uint8_t *bytes;
	uint64_t at, size;
};

static uint64_t str_of(const struct lw_elf_work *w, uint64_t str, const char *text) {
	return str != LW_ELF_NO_STRING ? str : lw_elf_strings_offset(w, text);
}

static void put_part(struct building *b, const struct lw_elf_asked *a, bool last) {
	const uint64_t size = lw_record_size(&lw_rec_vernaux, b->w->is64);
	const struct lw_raw_vernaux x = {.vna_hash = lw_elf_hash(a->version),
					 .vna_flags = a->flags,
					 .vna_other = a->index,
					 .vna_name = str_of(b->w, a->version_str, a->version),
					 .vna_next = last ? 0 : size};
	lw_record_put(&lw_rec_vernaux, b->bytes + b->at, b->w->is64, b->w->big, &x);
	b->at += size;
}

/* All versions of one file, from index i on; gives where the next file begins. */
static bool put_file(struct building *b, uint32_t *i, struct lw_error *err) {
	const struct lw_elf_work *w = b->w;
	const struct lw_elf_asked *first = &w->asked.at[*i];
	const uint64_t head = b->at, size = lw_record_size(&lw_rec_verneed, w->is64);
	uint32_t last = *i, n = 1;
	for (; !is_last(w, last); n++)
		last = next(w, last + 1);
	if (!lw_range_fits(head, size + n * lw_record_size(&lw_rec_vernaux, w->is64), b->size))
		return lw_fail(err, LW_E_UNSUPPORTED, "its version needs would grow, and there is no room for that");
	b->at += size;
	for (uint32_t k = *i; k <= last; k = next(w, k + 1))
		put_part(b, &w->asked.at[k], k == last);
	*i = next(w, last + 1);
	const struct lw_raw_verneed x = {.vn_version = 1,
					 .vn_cnt = n,
					 .vn_file = str_of(w, first->file_str, first->file),
					 .vn_aux = size,
					 .vn_next = *i < w->asked.n ? b->at - head : 0};
	lw_record_put(&lw_rec_verneed, b->bytes + head, w->is64, w->big, &x);
	return true;
}

bool lw_elf_asked_build(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_VERNEED);
	if (!w->new_asked || u == NULL)
		return true;
	struct building b = {.w = w, .size = u->size, .bytes = lw_alloc(w->e->a, (size_t)u->size, 1, err)};
	if (b.bytes == NULL)
		return false;
	for (uint32_t i = next(w, 0); i < w->asked.n;)
		LW_TRY(put_file(&b, &i, err));
	u->bytes = (struct lw_span){b.bytes, u->size};
	u->to_size = b.at;
	return true;
}

bool lw_elf_versym_build(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_VERSYM);
	uint8_t *bytes = NULL;
	if (!w->new_versym || u == NULL)
		return true;
	LW_TRY(lw_elf_unit_read(w, u, &bytes, err));
	for (size_t i = 0; i < w->n_symbols + 1 && 2 * i + 2 <= u->size; i++)
		lw_store_uint(bytes + 2 * i, 2, w->big, w->placed_versym != NULL ? w->placed_versym[i] : w->versym[i]);
	u->bytes = (struct lw_span){bytes, u->size};
	return true;
}
