/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "check/rule.h"

bool lw_rule_no_build_id(struct lw_checking *c, struct lw_error *err) {
	const struct lw_image *img = c->g->image;
	const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	return img->elf == NULL || !img->elf->has_phdrs || img->damage != NULL || img->n_build_id != 0 ||
		lw_found(c, at, err,
			 "has no build-id in its PT_NOTE segments: nothing ties a running one to its debug information "
			 "or tells two builds apart");
}
