/* SPDX-License-Identifier: Apache-2.0 */
/* .gnu.version_r: which versions of which files are asked for (LSB core, "Version Requirements"). The same name asked
 * of two files is two versions. */
#include <string.h>

#include "base/fail.h"
#include "fuse/tables_own.h"
#include "names/elf_numbers.h"

static struct lw_fuse_file *file_of(struct lw_fuse_making *m, const char *name, struct lw_error *err) {
	struct lw_fuse_file *f = lw_map_get(&m->by_file, name, strlen(name));
	if (f != NULL)
		return f;
	struct lw_fuse_file **slot = lw_vec_add(m->t->a, &m->files, err);
	f = slot == NULL ? NULL : lw_alloc(m->t->a, 1, sizeof *f, err);
	if (f == NULL)
		return NULL;
	f->name = name;
	*slot = f;
	return lw_map_put(&m->by_file, m->t->a, name, strlen(name), f, err) ? f : NULL;
}

static bool ask(struct lw_fuse_making *m, const struct lw_fuse_version_need *need, struct lw_error *err) {
	struct lw_arena *a = m->t->a;
	struct lw_fuse_file *f = file_of(m, need->file, err);
	if (f == NULL)
		return false;
	struct lw_fuse_asked *v = lw_map_get(&f->by_version, need->version, strlen(need->version));
	if (v != NULL) {
		v->weak = v->weak && need->weak;
		return true;
	}
	struct lw_fuse_asked **slot = lw_vec_add(a, &f->asked, err);
	v = slot == NULL ? NULL : lw_alloc(a, 1, sizeof *v, err);
	if (v == NULL)
		return false;
	*v = (struct lw_fuse_asked){.version = need->version, .weak = need->weak};
	*slot = v;
	m->n_asked++;
	return lw_map_put(&f->by_version, a, need->version, strlen(need->version), v, err);
}

bool lw_fuse_needs_gather(struct lw_fuse_making *m, struct lw_error *err) {
	const struct lw_fuse_tables *t = m->t;
	for (uint32_t i = 0; i < t->n; i++) {
		const struct lw_fuse_symbol *s = &t->symbols[i];
		const struct lw_fuse_version_need need = {s->version_file, s->version, s->version_weak};
		if (s->version != NULL && s->version_file != NULL)
			LW_TRY(ask(m, &need, err));
	}
	for (uint32_t i = 0; i < t->n_more; i++)
		LW_TRY(ask(m, &t->more[i], err));
	return true;
}

void lw_fuse_needs_number(struct lw_fuse_making *m, uint32_t first) {
	for (uint32_t i = 0; i < m->files.n; i++)
		for (uint32_t k = 0; k < m->files.at[i]->asked.n; k++)
			m->files.at[i]->asked.at[k]->index = first++;
}

uint32_t lw_fuse_need_index(const struct lw_fuse_making *m, const char *file, const char *version) {
	const struct lw_fuse_file *f = lw_map_get(&m->by_file, file, strlen(file));
	const struct lw_fuse_asked *v = f == NULL ? NULL : lw_map_get(&f->by_version, version, strlen(version));
	return v == NULL ? VER_NDX_GLOBAL : v->index;
}

/* One file's record with its versions behind it; gives where the next begins. */
static uint64_t put_file(const struct lw_fuse_tables *t, uint8_t *bytes, uint64_t at, const struct lw_fuse_file *f,
			 bool last) {
	const uint64_t head = lw_record_size(&lw_rec_verneed, t->is64), part = lw_record_size(&lw_rec_vernaux, t->is64);
	const uint64_t size = head + f->asked.n * part;
	const struct lw_raw_verneed x = {.vn_version = 1,
					 .vn_cnt = f->asked.n,
					 .vn_file = lw_fuse_string_at(t, f->name),
					 .vn_aux = head,
					 .vn_next = last ? 0 : size};
	lw_record_put(&lw_rec_verneed, bytes + at, t->is64, t->big, &x);
	for (uint32_t i = 0; i < f->asked.n; i++) {
		const struct lw_fuse_asked *v = f->asked.at[i];
		const struct lw_raw_vernaux y = {.vna_hash = lw_elf_hash(v->version),
						 .vna_flags = v->weak ? VER_FLG_WEAK : 0,
						 .vna_other = v->index,
						 .vna_name = lw_fuse_string_at(t, v->version),
						 .vna_next = i + 1 == f->asked.n ? 0 : part};
		lw_record_put(&lw_rec_vernaux, bytes + at + head + i * part, t->is64, t->big, &y);
	}
	return at + size;
}

bool lw_fuse_needs_write(struct lw_fuse_making *m, struct lw_error *err) {
	struct lw_fuse_tables *t = m->t;
	uint64_t at = 0;
	t->n_verneed = m->files.n;
	if (m->files.n == 0)
		return true;
	uint8_t *bytes = lw_fuse_table_room(m,
					    m->files.n * lw_record_size(&lw_rec_verneed, t->is64) +
						    m->n_asked * lw_record_size(&lw_rec_vernaux, t->is64),
					    &t->verneed, err);
	for (uint32_t i = 0; bytes != NULL && i < m->files.n; i++)
		at = put_file(t, bytes, at, m->files.at[i], i + 1 == m->files.n);
	return bytes != NULL;
}
