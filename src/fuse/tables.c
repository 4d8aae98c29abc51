/* SPDX-License-Identifier: Apache-2.0 */
#include "fuse/tables.h"

#include <string.h>

#include "base/fail.h"
#include "fuse/tables_own.h"
#include "names/elf_numbers.h"

uint8_t *lw_fuse_table_room(struct lw_fuse_making *m, uint64_t size, struct lw_span *out, struct lw_error *err) {
	uint8_t *bytes = lw_alloc(m->t->a, (size_t)size, 1, err);
	if (bytes != NULL)
		*out = (struct lw_span){bytes, size};
	return bytes;
}

static bool look_at(const struct lw_fuse_tables *t, struct lw_error *err) {
	if (t->n >= LW_FUSE_MOST_SYMBOLS)
		return lw_fail(err, LW_E_LIMIT, "would have %u dynamic symbols, and no more than %u can be numbered",
			       t->n, LW_FUSE_MOST_SYMBOLS - 1);
	for (uint32_t i = 0; i < t->n; i++) {
		const struct lw_fuse_symbol *s = &t->symbols[i];
		if (!s->defined && s->version != NULL && s->version_file == NULL)
			return lw_fail(err, LW_E_INTERNAL, "the symbol %s wants the version %s of no file", s->name,
				       s->version);
	}
	return true;
}

/* The versions, with their indices: 1 is the base or nobody. */
static bool number_versions(struct lw_fuse_making *m, struct lw_error *err) {
	LW_TRY(lw_fuse_defs_gather(m, err) && lw_fuse_needs_gather(m, err));
	if (m->defs.n != 0 && m->t->base == NULL)
		return lw_fail(err, LW_E_INTERNAL, "defines versions without a name of its own");
	const uint64_t last = m->before + (uint64_t)m->defs.n + m->n_asked;
	if (last > LW_FUSE_MOST_VERSIONS)
		return lw_fail(
			err, LW_E_LIMIT,
			"would have %u versions of its own and ask for %u, more than the %u that can be numbered",
			m->defs.n, m->n_asked, LW_FUSE_MOST_VERSIONS - m->before);
	lw_fuse_needs_number(m, m->before + 1 + m->defs.n);
	return true;
}

/* In the order of .dynsym, so that what is looked for together lies together: first what others look for. */
static bool gather_strings(struct lw_fuse_making *m, struct lw_error *err) {
	const struct lw_fuse_tables *t = m->t;
	uint32_t off;
	LW_TRY(lw_fuse_strings_of_hashed(m, err));
	for (uint32_t i = 1; i < m->first_hashed; i++)
		LW_TRY(lw_fuse_string_add(m, t->order[i]->name, &t->order[i]->str, err));
	for (uint32_t i = 0; i < m->files.n; i++) {
		LW_TRY(lw_fuse_string_add(m, m->files.at[i]->name, &off, err));
		for (uint32_t k = 0; k < m->files.at[i]->asked.n; k++)
			LW_TRY(lw_fuse_string_add(m, m->files.at[i]->asked.at[k]->version, &off, err));
	}
	if (m->defs.n != 0)
		LW_TRY(lw_fuse_string_add(m, t->base, &off, err));
	for (uint32_t i = 0; i < m->defs.n; i++) {
		const struct lw_fuse_version_def *d = &m->defs.at[i]->as;
		LW_TRY(lw_fuse_string_add(m, d->name, &off, err));
		for (uint32_t k = 0; k < d->n_parents; k++)
			LW_TRY(lw_fuse_string_add(m, d->parents[k], &off, err));
	}
	for (uint32_t i = 0; i < t->n_texts; i++)
		LW_TRY(lw_fuse_string_add(m, t->texts[i], &off, err));
	return true;
}

bool lw_fuse_tables_build(struct lw_fuse_tables *t, struct lw_error *err) {
	struct lw_fuse_making m = {.t = t, .before = VER_NDX_GLOBAL + t->no_second, .n_dynstr = 1};
	return look_at(t, err) && number_versions(&m, err) && lw_fuse_symbols_order(&m, err) &&
		gather_strings(&m, err) && lw_fuse_strings_write(&m, err) && lw_fuse_symbols_room(&m, err) &&
		lw_fuse_gnu_hash_write(&m, err) && lw_fuse_hash_write(&m, err) && lw_fuse_versym_write(&m, err) &&
		lw_fuse_needs_write(&m, err) && lw_fuse_defs_write(&m, err);
}

uint64_t lw_fuse_tables_text(const struct lw_fuse_tables *t, const char *text) {
	if (*text == '\0')
		return 0;
	const struct lw_fuse_string *s = lw_map_get(&t->strings, text, strlen(text));
	return s == NULL ? LW_FUSE_NO_TEXT : s->off;
}
