/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "check/rule.h"

bool lw_rule_version_missing(struct lw_checking *c, struct lw_error *err) {
	for (uint32_t i = 0; i < c->g->n_gaps; i++) {
		const struct lw_version_gap *gap = &c->g->gaps[i];
		const bool fatal = lw_gap_is_fatal(gap);
		const struct lw_spot at = {.file = lw_object_label(c->g, gap->object),
					   .off = LW_NO_OFFSET,
					   .level = fatal ? LW_LEVEL_ERROR : LW_LEVEL_NOTE};
		LW_TRY(lw_found(c, at, err, "needs version %s of %s, which %s", gap->version,
				lw_object_label(c->g, gap->provider),
				gap->unversioned    ? "has no versions at all: the loader only warns"
					: gap->weak ? "does not have it; the need is weak, so the loader only warns"
						    : "does not have it"));
	}
	return true;
}
