/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "edit/elf_work.h"

bool lw_elf_do_shrink(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	(void)w;
	return lw_editing_refuse(edit, "an ELF", err);
}
