/* SPDX-License-Identifier: Apache-2.0 */
/* .gnu.version_d: the versions that the file defines, with its own name as the base before them (LSB core, "Version
 * Definitions"). */
#include <string.h>

#include "base/fail.h"
#include "fuse/tables_own.h"
#include "names/elf_numbers.h"

/* vd_cnt has 16 bits. */
#define MOST_PARENTS 0xfffeu

static bool define(struct lw_fuse_making *m, const struct lw_fuse_version_def *as, struct lw_error *err) {
	struct lw_arena *a = m->t->a;
	const size_t len = strlen(as->name);
	if (lw_map_get(&m->by_def, as->name, len) != NULL)
		return true;
	if (as->n_parents > MOST_PARENTS)
		return lw_fail(err, LW_E_LIMIT, "the version %s would follow %u others, more than the %u that fit",
			       as->name, as->n_parents, MOST_PARENTS);
	struct lw_fuse_def **slot = lw_vec_add(a, &m->defs, err), *d = NULL;
	d = slot == NULL ? NULL : lw_alloc(a, 1, sizeof *d, err);
	if (d == NULL)
		return false;
	*d = (struct lw_fuse_def){*as, m->before + m->defs.n};
	*slot = d;
	return lw_map_put(&m->by_def, a, as->name, len, d, err);
}

bool lw_fuse_defs_gather(struct lw_fuse_making *m, struct lw_error *err) {
	const struct lw_fuse_tables *t = m->t;
	for (uint32_t i = 0; i < t->n_defs; i++)
		LW_TRY(define(m, &t->defs[i], err));
	for (uint32_t i = 0; i < t->n; i++) {
		const struct lw_fuse_symbol *s = &t->symbols[i];
		const struct lw_fuse_version_def as = {.name = s->version};
		if (s->version != NULL && s->version_file == NULL)
			LW_TRY(define(m, &as, err));
	}
	return true;
}

uint32_t lw_fuse_def_index(const struct lw_fuse_making *m, const char *version) {
	const struct lw_fuse_def *d = lw_map_get(&m->by_def, version, strlen(version));
	return d == NULL ? VER_NDX_GLOBAL : d->index;
}

static uint64_t size_of(const struct lw_fuse_tables *t, const struct lw_fuse_version_def *d) {
	return lw_record_size(&lw_rec_verdef, t->is64) +
		(1 + (uint64_t)d->n_parents) * lw_record_size(&lw_rec_verdaux, t->is64);
}

/* One definition with its names behind it; gives where the next begins. */
static uint64_t put_def(const struct lw_fuse_tables *t, uint8_t *bytes, uint64_t at, const struct lw_fuse_def *d,
			uint64_t flags, bool last) {
	const uint64_t head = lw_record_size(&lw_rec_verdef, t->is64), part = lw_record_size(&lw_rec_verdaux, t->is64);
	const struct lw_raw_verdef x = {.vd_version = 1,
					.vd_flags = flags | (d->as.weak ? VER_FLG_WEAK : 0),
					.vd_ndx = d->index,
					.vd_cnt = 1 + (uint64_t)d->as.n_parents,
					.vd_hash = lw_elf_hash(d->as.name),
					.vd_aux = head,
					.vd_next = last ? 0 : size_of(t, &d->as)};
	lw_record_put(&lw_rec_verdef, bytes + at, t->is64, t->big, &x);
	for (uint32_t i = 0; i <= d->as.n_parents; i++) {
		const char *name = i == 0 ? d->as.name : d->as.parents[i - 1];
		const struct lw_raw_verdaux y = {.vda_name = lw_fuse_string_at(t, name),
						 .vda_next = i == d->as.n_parents ? 0 : part};
		lw_record_put(&lw_rec_verdaux, bytes + at + head + i * part, t->is64, t->big, &y);
	}
	return at + size_of(t, &d->as);
}

bool lw_fuse_defs_write(struct lw_fuse_making *m, struct lw_error *err) {
	struct lw_fuse_tables *t = m->t;
	if (m->defs.n == 0)
		return true;
	const struct lw_fuse_def base = {.as = {.name = t->base}, .index = VER_NDX_GLOBAL};
	uint64_t size = size_of(t, &base.as);
	for (uint32_t i = 0; i < m->defs.n; i++)
		size += size_of(t, &m->defs.at[i]->as);
	uint8_t *bytes = lw_fuse_table_room(m, size, &t->verdef, err);
	if (bytes == NULL)
		return false;
	uint64_t at = put_def(t, bytes, 0, &base, VER_FLG_BASE, false);
	for (uint32_t i = 0; i < m->defs.n; i++)
		at = put_def(t, bytes, at, m->defs.at[i], 0, i + 1 == m->defs.n);
	t->n_verdef = 1 + m->defs.n;
	return true;
}
