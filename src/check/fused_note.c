/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a fused file still tells what is in it (docs/fusing-note.md). */
#include "base/fail.h"
#include "check/rule.h"
#include "linkwright/elf.h"
#include "linkwright/fuse.h"

static bool within(struct lw_checking *c, const struct lw_elf *elf, uint64_t size, struct lw_error *err) {
	const struct lw_spot at = {.off = elf->fused_off, .level = LW_LEVEL_OF_RULE};
	for (uint32_t i = 0; i < elf->fused->n_files; i++) {
		const struct lw_fused_file *f = &elf->fused->files[i];
		if (f->off > size || f->len > size - f->off)
			return lw_found(c, at, err,
					"the note of what was fused into it says that %s ends at %#llx, past the end "
					"of the file "
					"(%#llx): the file was cut or the note is not its own",
					f->path, (unsigned long long)f->off + (unsigned long long)f->len,
					(unsigned long long)size);
	}
	return true;
}

bool lw_rule_fused_note(struct lw_checking *c, struct lw_error *err) {
	const struct lw_elf *elf = c->g->image->elf;
	if (elf == NULL || !elf->has_fused)
		return true;
	const struct lw_file *own = lw_checked_file(c);
	const struct lw_spot at = {.off = elf->fused_off, .level = LW_LEVEL_OF_RULE};
	if (elf->fused_error != NULL)
		return lw_found(
			c, at, err,
			"libraries were fused into it, and which ones cannot be told, nor can that be undone: %s",
			elf->fused_error->text);
	return own == NULL || within(c, elf, own->size, err);
}
