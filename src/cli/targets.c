/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/targets.h"

bool cli_targets_new(const char *root, const struct cli_place *place, const struct cli_list *words,
		     struct lw_targets **out, struct lw_error *err) {
	const struct lw_targets_opts how = {.sz = sizeof how,
					    .root = cli_is_root(root) ? NULL : root,
					    .cwd = place->cwd,
					    .outside = place->own_cwd};
	return lw_targets_new(&how, words->at, words->n, out, err);
}
