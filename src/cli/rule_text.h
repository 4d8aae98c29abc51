/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_CLI_RULE_TEXT_H
#define LW_CLI_RULE_TEXT_H

/* The page of a rule, docs/rules/ID.md, as it stands there; made by tools/genrules.py. */
const char *cli_rule_text(const char *id);

#endif
