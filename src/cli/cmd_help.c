/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright help [COMMAND] */
#include <stddef.h>
#include <string.h>

#include "base/fail.h"
#include "cli/command.h"
#include "cli/help_text.h"
#include "cli/output.h"

static int run(const struct cli_call *call) {
	struct lw_error err = {0};
	const bool itself =
		call->argc != 0 && (strcmp(call->argv[0], "--help") == 0 || strcmp(call->argv[0], "-h") == 0);
	const char *text = cli_help_text(call->argc == 0 || itself ? "" : call->argv[0]);
	if (text != NULL)
		return cli_print(text);
	const struct cli_command *near = cli_command_nearest(call->argv[0]);
	if (near != NULL)
		lw_fail(&err, LW_E_USAGE, "there is no command '%s'; did you mean '%s'?", call->argv[0], near->name);
	else
		lw_fail(&err, LW_E_USAGE, "there is no command '%s'; all commands: linkwright help", call->argv[0]);
	cli_complain(&err);
	return CLI_FAILED;
}

const struct cli_command cli_cmd_help = {"help", "show help", false, run};
