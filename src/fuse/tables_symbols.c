/* SPDX-License-Identifier: Apache-2.0 */
/* .dynsym and .gnu.version: the order of symbols, and what stands at each place. */
#include <string.h>

#include "base/fail.h"
#include "base/soon.h"
#include "fuse/tables_own.h"
#include "names/elf_numbers.h"

#define HIDDEN 0x8000

/* Local symbols come first (gABI chapter 4, sh_info of SHT_DYNSYM); those of the GNU table last, by bucket. */
enum class { LOCAL, IMPORT, HASHED };

struct placed {
	struct lw_fuse_symbol *s;
	uint32_t hash, bucket, len; /* len: of its name */
	enum class class;
};

static bool is_local(const struct lw_fuse_symbol *s) {
	return s->info >> 4 == STB_LOCAL;
}

static enum class class_of(const struct lw_fuse_symbol *s) {
	return is_local(s)               ? LOCAL
		: s->defined || s->found ? HASHED
					 : IMPORT;
}

/* All of a group, in the order in which they were given, behind those of the groups before: local symbols, imports,
 * then a group for each bucket. */
static uint32_t group_of(const struct placed *p) {
	return p->class == LOCAL ? 0 : p->class == IMPORT ? 1 : 2 + p->bucket;
}

static struct placed *grouped(struct lw_arena *a, const struct placed *list, uint32_t n, uint32_t n_buckets,
			      struct lw_error *err) {
	struct placed *out = lw_alloc_raw(a, n, sizeof *out, err);
	uint32_t *at = out == NULL ? NULL : lw_alloc(a, (size_t)n_buckets + 3, sizeof *at, err);
	if (at == NULL)
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		at[group_of(&list[i]) + 1]++;
	for (uint32_t i = 0; i < n_buckets + 2; i++)
		at[i + 1] += at[i];
	for (uint32_t i = 0; i < n; i++)
		out[at[group_of(&list[i])]++] = list[i];
	return out;
}

static struct placed *sorted(struct lw_fuse_making *m, struct lw_error *err) {
	struct lw_fuse_tables *t = m->t;
	struct placed *list = lw_alloc(t->a, t->n, sizeof *list, err);
	uint32_t n[3] = {0};
	if (list == NULL)
		return NULL;
	for (uint32_t i = 0; i < t->n; i++) {
		list[i] = (struct placed){.s = &t->symbols[i], .class = class_of(&t->symbols[i])};
		n[list[i].class]++;
	}
	t->n_local = 1 + n[LOCAL];
	m->first_hashed = t->n_local + n[IMPORT];
	m->n_buckets = lw_fuse_gnu_hash_buckets(n[HASHED]);
	for (uint32_t i = 0; i < t->n; i++) {
		if (i + LW_SOON < t->n)
			lw_soon(list[i + LW_SOON].s->name);
		if (list[i].class == HASHED) {
			const size_t len = strlen(list[i].s->name);
			list[i].len = len < UINT32_MAX ? (uint32_t)len : UINT32_MAX;
			list[i].hash = lw_elf_gnu_hash(list[i].s->name);
			list[i].bucket = list[i].hash % m->n_buckets;
		}
	}
	return grouped(t->a, list, t->n, m->n_buckets, err);
}

bool lw_fuse_symbols_order(struct lw_fuse_making *m, struct lw_error *err) {
	struct lw_fuse_tables *t = m->t;
	const struct placed *list = sorted(m, err);
	if (list == NULL)
		return false;
	t->n_symbols = t->n + 1;
	t->order = lw_alloc(t->a, t->n_symbols, sizeof(struct lw_fuse_symbol *), err);
	m->hashes = lw_alloc_raw(t->a, t->n_symbols - m->first_hashed, sizeof *m->hashes, err);
	m->lens = lw_alloc_raw(t->a, t->n_symbols - m->first_hashed, sizeof *m->lens, err);
	if (t->order == NULL || m->hashes == NULL || m->lens == NULL)
		return false;
	for (uint32_t i = 1; i < t->n_symbols; i++) {
		t->order[i] = list[i - 1].s;
		t->order[i]->index = i;
		if (i < m->first_hashed)
			continue;
		m->hashes[i - m->first_hashed] = list[i - 1].hash;
		m->lens[i - m->first_hashed] = list[i - 1].len;
	}
	return true;
}

bool lw_fuse_symbols_room(struct lw_fuse_making *m, struct lw_error *err) {
	struct lw_fuse_tables *t = m->t;
	const uint64_t size = t->n_symbols * lw_record_size(&lw_rec_sym, t->is64);
	t->dynsym_bytes = lw_fuse_table_room(m, size, &t->dynsym, err);
	return t->dynsym_bytes != NULL;
}

bool lw_fuse_tables_place(struct lw_fuse_tables *t, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_sym, t->is64);
	for (uint32_t i = 1; i < t->n_symbols; i++) {
		const struct lw_fuse_symbol *s = t->order[i];
		if (i + LW_SOON < t->n_symbols)
			lw_soon(t->order[i + LW_SOON]);
		if (!t->is64 && (s->value > UINT32_MAX || s->size > UINT32_MAX))
			return lw_fail(err, LW_E_LIMIT, "the symbol %s would lie at %#llx, beyond 32 bits", s->name,
				       (unsigned long long)(s->value + s->size));
		const struct lw_sym raw = {.st_name = s->str,
					   .st_value = s->value,
					   .st_size = s->size,
					   .st_info = s->info,
					   .st_other = s->other,
					   .st_shndx = s->shndx};
		lw_record_put(&lw_rec_sym, t->dynsym_bytes + i * size, t->is64, t->big, &raw);
	}
	return true;
}

/* As GNU ld from 2.35 on and lld: an import without a version has index 1, too. */
static uint32_t index_of(const struct lw_fuse_making *m, const struct lw_fuse_symbol *s) {
	if (is_local(s))
		return VER_NDX_LOCAL;
	const uint32_t index = s->version == NULL ? VER_NDX_GLOBAL
		: s->version_file != NULL         ? lw_fuse_need_index(m, s->version_file, s->version)
						  : lw_fuse_def_index(m, s->version);
	return index | (s->hidden ? HIDDEN : 0);
}

bool lw_fuse_versym_write(struct lw_fuse_making *m, struct lw_error *err) {
	struct lw_fuse_tables *t = m->t;
	if (m->defs.n == 0 && m->files.n == 0)
		return true;
	uint8_t *bytes = lw_fuse_table_room(m, 2 * (uint64_t)t->n_symbols, &t->versym, err);
	for (uint32_t i = 1; bytes != NULL && i < t->n_symbols; i++)
		lw_store_uint(bytes + 2 * (uint64_t)i, 2, t->big, index_of(m, t->order[i]));
	return bytes != NULL;
}
