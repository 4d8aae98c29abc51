/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about the file itself that one entry of it decides. */
#include "base/fail.h"
#include "check/rule.h"

#define PT_GNU_STACK 0x6474e551
#define PF_X 1
#define DT_TEXTREL 22
#define DF_TEXTREL 4

/* Without PT_GNU_STACK the kernel's default counts, which is an executable stack on most machines. */
bool lw_rule_executable_stack(struct lw_checking *c, struct lw_error *err) {
	const struct lw_elf *e = c->g->image->elf;
	const struct lw_phdr *stack = NULL;
	for (uint32_t i = 0; e != NULL && i < e->n_phdrs; i++)
		if (e->phdrs[i].p_type == PT_GNU_STACK)
			stack = &e->phdrs[i];
	if (e == NULL || !e->has_phdrs || (stack != NULL && (stack->p_flags & PF_X) == 0))
		return true;
	const struct lw_spot at = {.off = LW_NO_OFFSET, .level = stack == NULL ? LW_LEVEL_NOTE : LW_LEVEL_OF_RULE};
	return lw_found(c, at, err,
			stack == NULL ? "has no PT_GNU_STACK: the stack may become executable"
				      : "PT_GNU_STACK asks for an executable stack");
}

bool lw_rule_text_relocations(struct lw_checking *c, struct lw_error *err) {
	const struct lw_elf *e = c->g->image->elf;
	bool yes = e != NULL && (e->flags & DF_TEXTREL) != 0;
	for (uint32_t i = 0; e != NULL && i < e->n_dyns; i++)
		yes = yes || e->dyns[i].d_tag == DT_TEXTREL;
	const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	return !yes ||
		lw_found(c, at, err, "DT_TEXTREL: code is written to when the file is loaded, and is not shared");
}
