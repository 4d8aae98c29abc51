/* SPDX-License-Identifier: Apache-2.0 */
/*
 * .dynstr: each text once, in the order of their coming (gABI chapter 4, "String Table"). A text may share the bytes of
 * one that ends with it, but names of symbols hardly ever do (of inkscape's 5.5 MB they would save 10 KB), and to find
 * those took longer than the rest of the tables.
 */
#include <string.h>

#include "base/fail.h"
#include "fuse/tables_own.h"

static struct lw_fuse_string *add(struct lw_fuse_making *m, const char *text, size_t len, struct lw_error *err) {
	struct lw_fuse_tables *t = m->t;
	if (len >= UINT32_MAX - m->n_dynstr) {
		lw_fail(err, LW_E_LIMIT, "its dynamic symbols' names would take more than 4 GiB");
		return NULL;
	}
	struct lw_fuse_string *s = lw_alloc_raw(t->a, 1, sizeof *s, err),
			      **slot = s == NULL ? NULL : lw_vec_add(t->a, &m->strings, err);
	if (slot == NULL || !lw_map_put(&t->strings, t->a, text, len, s, err))
		return NULL;
	*s = (struct lw_fuse_string){text, (uint32_t)len, m->n_dynstr};
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
	for (uint32_t i = 0; bytes != NULL && i < m->strings.n; i++)
		memcpy(bytes + m->strings.at[i]->off, m->strings.at[i]->text, m->strings.at[i]->len);
	return bytes != NULL;
}

uint32_t lw_fuse_string_at(const struct lw_fuse_tables *t, const char *text) {
	return (uint32_t)lw_fuse_tables_text(t, text);
}
