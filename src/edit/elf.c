/* SPDX-License-Identifier: Apache-2.0 */
/* The editor of ELF files: read, do, place, emit; then look at what came of it. */
#include <string.h>

#include "base/fail.h"
#include "edit/elf_sound.h"
#include "edit/elf_work.h"
#include "names/elf_numbers.h"

static bool lay(struct lw_editing *e, struct lw_error *err) {
	struct lw_elf_work *w = lw_alloc(e->a, 1, sizeof *w, err);
	e->work = w;
	if (w == NULL)
		return false;
	LW_TRY(lw_elf_work_open(w, e, err));
	/* Where the table of symbols was not found, reading them tells why. */
	LW_TRY(lw_elf_unit(w, LW_UNIT_DYNSYM) != NULL || lw_elf_tag(w, DT_SYMTAB) == NULL ||
	       lw_elf_work_symbols(w, err));
	LW_TRY(lw_elf_do(w, err));
	lw_editing_takes(e, LW_STRATEGY_IN_PLACE);
	return lw_elf_asked_count(w, err) && lw_elf_strings_plan(w, err) && lw_elf_place(w, err) && lw_elf_emit(w, err);
}

/* Only eu-elflint complains of a writable segment that no section tells of: where the dynamic section leaves one whose
 * other sections are not told as they are, the file works as before. */
static void drop_mild(struct lw_elf_defects *list) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < list->n; i++)
		if (strcmp(list->at[i].id, "load-flags") != 0)
			list->at[n++] = list->at[i];
	list->n = n;
}

static bool any_grave(const struct lw_elf_defects *list) {
	for (uint32_t i = 0; i < list->n; i++)
		if (!list->at[i].advice)
			return true;
	return false;
}

/* A defect that the file had before is its own; a new one is ours. */
static bool is_sound(struct lw_editing *e, const struct lw_source *after, const struct lw_image *now,
		     struct lw_error *err) {
	struct lw_elf_defects was = {0}, is = {0};
	LW_TRY(lw_elf_defects_of(after, now, e->a, &is, err));
	drop_mild(&is);
	if (!any_grave(&is))
		return true;
	LW_TRY(lw_elf_defects_of(e->src, e->images.at[0], e->a, &was, err));
	const struct lw_elf_defect *d = lw_elf_defects_new(&was, &is);
	return d == NULL || lw_fail_at(err, LW_E_INTERNAL, d->off, "%s (%s)", d->text, d->id);
}

static bool verify(struct lw_editing *e, const struct lw_source *after, const struct lw_images *now,
		   struct lw_error *err) {
	return lw_elf_shows(e->work, after, now->at[0], err) && is_sound(e, after, now->at[0], err);
}

const struct lw_editor lw_editor_elf = {LW_FORMAT_ELF, lay, verify};
