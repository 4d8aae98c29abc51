/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_CLI_RULE_OPTIONS_H
#define LW_CLI_RULE_OPTIONS_H

#include "cli/options.h"
#include "linkwright/check.h"

/* --rule, --ignore, --claim and --symbols: which rules run. *out borrows from the options. Errors: USAGE. */
bool cli_rules_from(const struct cli_options *o, struct lw_check_opts *out, struct lw_error *err) LW_USE;

#endif
