/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/rule_options.h"

#include "base/fail.h"

bool cli_rules_from(const struct cli_options *o, struct lw_check_opts *out, struct lw_error *err) {
	const struct cli_list *const words[] = {&o->rule, &o->ignore};
	for (unsigned k = 0; k < 2; k++)
		for (uint32_t i = 0; i < words[k]->n; i++)
			if (lw_rule_find(words[k]->at[i]) == NULL)
				return lw_fail(err, LW_E_USAGE, "there is no rule '%s'; linkwright explain lists them",
					       words[k]->at[i]);
	for (uint32_t i = 0; i < o->claim.n; i++)
		LW_TRY(lw_claim_check(o->claim.at[i], err));
	*out = (struct lw_check_opts){.sz = sizeof *out,
				      .symbols = true,
				      .symbols_everywhere = o->symbols,
				      .claims = o->claim.at,
				      .n_claims = o->claim.n,
				      .only = o->rule.at,
				      .n_only = o->rule.n,
				      .ignore = o->ignore.at,
				      .n_ignore = o->ignore.n};
	return true;
}
