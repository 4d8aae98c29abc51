/* SPDX-License-Identifier: Apache-2.0 */
/* Help, made from the manual pages (tools/genhelp.py). */
#ifndef LW_CLI_HELP_TEXT_H
#define LW_CLI_HELP_TEXT_H

/* "" is linkwright itself; NULL for a command that there is not. */
const char *cli_help_text(const char *command);

#endif
