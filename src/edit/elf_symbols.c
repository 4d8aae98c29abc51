/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "edit/elf_work.h"

const struct lw_elf_rename *lw_elf_renamed(const struct lw_elf_work *w, uint64_t symbol) {
	for (uint32_t i = 0; i < w->renames.n; i++)
		if (w->renames.at[i].symbol == symbol)
			return &w->renames.at[i];
	return NULL;
}

bool lw_elf_do_rename_symbol(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	(void)w;
	return lw_editing_refuse(edit, "an ELF", err);
}

bool lw_elf_symbols_build(struct lw_elf_work *w, struct lw_error *err) {
	(void)w, (void)err;
	return true;
}
