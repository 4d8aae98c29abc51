/* SPDX-License-Identifier: Apache-2.0 */
/* Which names a file defines for others, and how many two files have in common: two copies of one library show by it.
 */
#include <elf.h>
#include <string.h>

#include "base/fail.h"
#include "linkwright/bind.h"
#include "linkwright/elf.h"
#include "session/session.h"

/* What linkers and start files put into any file (GNU ld's default scripts; gABI "_init" and "_fini"; crtstuff). */
static const char *const everywhere[] = {
	"_init",        "_fini",      "_start",         "__bss_start",  "__bss_start__",
	"__bss_end__",  "_bss_end__", "_edata",         "edata",        "_end",
	"end",          "__end__",    "_etext",         "etext",        "main",
	"__data_start", "data_start", "_IO_stdin_used", "__dso_handle", "_GLOBAL_OFFSET_TABLE_",
};

bool lw_bind_is_everywhere(const char *name) {
	for (size_t i = 0; i < sizeof everywhere / sizeof everywhere[0]; i++)
		if (strcmp(everywhere[i], name) == 0)
			return true;
	return false;
}

static bool counts(const struct lw_elf_entry *e) {
	return e->shndx != SHN_UNDEF && e->shndx != SHN_ABS && e->bind == STB_GLOBAL && !e->hidden && e->has_value &&
		(e->type == STT_FUNC || e->type == STT_OBJECT || e->type == STT_GNU_IFUNC) &&
		(e->visibility == STV_DEFAULT || e->visibility == STV_PROTECTED) && !lw_bind_is_everywhere(e->name);
}

static bool table_of(struct lw_session *s, const struct lw_file *file, const struct lw_elf_table **out,
		     struct lw_error *err) {
	static const struct lw_elf_table none = {0};
	*out = &none;
	return file->image == NULL || lw_session_elf_symbols(s, file, out, err);
}

bool lw_bind_exports(struct lw_session *s, const struct lw_file *file, const char *const **out, uint32_t *n,
		     struct lw_error *err) {
	const struct lw_elf_table *t;
	LW_TRY(table_of(s, file, &t, err));
	const char **list = lw_alloc(&s->graphs, t->n, sizeof *list, err);
	if (list == NULL)
		return false;
	*n = 0;
	for (uint32_t i = 0; i < t->n; i++)
		if (counts(&t->at[i]))
			list[(*n)++] = t->at[i].name;
	*out = list;
	return true;
}

bool lw_bind_defines(struct lw_session *s, const struct lw_file *file, const char *name, bool *yes,
		     struct lw_error *err) {
	const struct lw_elf_table *t;
	const struct lw_elf_entry *e = NULL;
	LW_TRY(table_of(s, file, &t, err));
	while ((e = lw_elf_table_find(t, name, lw_session_symbol_hash(s, name), e)) != NULL)
		if (e->shndx != SHN_UNDEF && e->bind != STB_LOCAL &&
		    (e->visibility == STV_DEFAULT || e->visibility == STV_PROTECTED))
			break;
	*yes = e != NULL;
	return true;
}

bool lw_bind_overlap(struct lw_session *s, const struct lw_file *x, const struct lw_file *y, uint32_t *n_common,
		     uint32_t *n_x, uint32_t *n_y, struct lw_error *err) {
	const struct lw_elf_table *a, *b;
	LW_TRY(table_of(s, x, &a, err) && table_of(s, y, &b, err));
	*n_common = *n_x = *n_y = 0;
	for (uint32_t i = 0; i < b->n; i++)
		*n_y += counts(&b->at[i]);
	for (uint32_t i = 0; i < a->n; i++) {
		const struct lw_elf_entry *e = NULL;
		if (!counts(&a->at[i]))
			continue;
		++*n_x;
		while ((e = lw_elf_table_find(b, a->at[i].name, a->at[i].hash, e)) != NULL && !counts(e))
			;
		*n_common += e != NULL;
	}
	return true;
}
