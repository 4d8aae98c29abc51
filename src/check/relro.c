/* SPDX-License-Identifier: Apache-2.0 */
/* PT_GNU_RELRO and when symbols are bound (ld(1), -z relro and -z now; glibc elf/dl-reloc.c, _dl_protect_relro). */
#include "base/fail.h"
#include "check/rule.h"

#define PT_GNU_RELRO 0x6474e552
#define DT_PLTRELSZ 2

static bool has_relro(const struct lw_elf *e) {
	for (uint32_t i = 0; i < e->n_phdrs; i++)
		if (e->phdrs[i].p_type == PT_GNU_RELRO)
			return true;
	return false;
}

/* Without functions that are bound at their first call nothing has to stay writable for that. */
static bool binds_later(const struct lw_elf *e) {
	bool lazy = false;
	for (uint32_t i = 0; i < e->n_dyns; i++)
		lazy = lazy || (e->dyns[i].d_tag == DT_PLTRELSZ && e->dyns[i].d_val != 0);
	return lazy && !e->binds_now;
}

bool lw_rule_no_relro(struct lw_checking *c, struct lw_error *err) {
	const struct lw_elf *e = c->g->image->elf;
	struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	if (e == NULL || !e->has_phdrs || !e->has_dynamic || c->g->image->kind == LW_IMAGE_OTHER)
		return true;
	if (!has_relro(e))
		return lw_found(
			c, at, err,
			"has no PT_GNU_RELRO: what the loader has filled in stays writable while the program runs");
	at.level = LW_LEVEL_NOTE;
	/* A static-pie has such relocations too (IRELATIVE), and does all of them before main. */
	return c->g->image->kind == LW_IMAGE_STATIC_PIE || !binds_later(e) ||
		lw_found(c, at, err,
			 "is not bound at its start (-z now): the addresses of called functions stay writable");
}
