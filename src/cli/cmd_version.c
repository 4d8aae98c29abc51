/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright version */
#include "cli/command.h"
#include "cli/output.h"

static int run(const struct cli_call *call) {
	(void)call;
	return cli_print("linkwright " LW_VERSION "\n");
}

const struct cli_command cli_cmd_version = {"version", "show the version", false, run};
