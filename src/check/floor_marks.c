/* SPDX-License-Identifier: Apache-2.0 */
/* What a file says about the system that it needs and that no claim has to be made for. */
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"
#include "check/uses.h"

/* glibc's own programs and libraries belong to their build: they are what has GLIBC_PRIVATE, or lie beside it. */
static bool is_of_glibc(const struct lw_image *img) {
	bool yes = false;
	for (uint32_t i = 0; img->elf != NULL && i < img->elf->n_verdefs; i++)
		yes = yes || strcmp(img->elf->verdefs[i].version, "GLIBC_PRIVATE") == 0;
	return yes;
}

bool lw_rule_floor_private(struct lw_checking *c, struct lw_error *err) {
	struct lw_version_uses uses = {NULL, 0, 0};
	if (c->g->image->elf != NULL && !is_of_glibc(c->g->image))
		LW_TRY(lw_version_uses_of(c->s, c->a, c->g->subject, &uses, err));
	for (uint32_t i = 0; i < uses.n; i++) {
		const struct lw_spot at = {.off = uses.at[i].off, .level = LW_LEVEL_OF_RULE};
		const char *symbols = lw_use_symbols(c->a, &uses.at[i], err);
		LW_TRY(symbols != NULL &&
		       (strcmp(uses.at[i].version, "GLIBC_PRIVATE") != 0 ||
			lw_found(
				c, at, err,
				"needs GLIBC_PRIVATE of %s%s%s%s: another glibc than that which it was linked with may "
				"have none of it",
				uses.at[i].provider, *symbols == '\0' ? "" : " (", symbols,
				*symbols == '\0' ? "" : ")")));
	}
	return true;
}

bool lw_rule_cpu_level(struct lw_checking *c, struct lw_error *err) {
	const unsigned level = c->g->image->elf == NULL ? 0 : lw_x86_level(c->g->image);
	const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	return level < 2 ||
		lw_found(c, at, err,
			 "says that it needs a CPU of level x86-64-v%u: glibc 2.33 and later refuse it on others",
			 level);
}
