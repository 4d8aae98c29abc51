/* SPDX-License-Identifier: Apache-2.0 */
/* What a command is. Each one is a file with a const struct at its end and a row in commands.def. */
#ifndef LW_CLI_COMMAND_H
#define LW_CLI_COMMAND_H

#include <stdbool.h>

/* Exit status. */
enum cli_status {
	CLI_OK,
	CLI_FOUND,  /* it ran and found something wrong */
	CLI_FAILED, /* it could not do what was asked */
};

/* Of several FILEs the worst counts. */
static inline void cli_worsen(int *status, int more) {
	if (more > *status)
		*status = more;
}

/* How a command was called; the words behind its name. */
struct cli_call {
	int argc;
	char **argv;
	bool by_name; /* through a link of this name, not as `linkwright NAME` */
};

struct cli_command {
	const char *name, *summary;
	bool personality; /* also answers when linkwright is called by this name */
	int (*run)(const struct cli_call *call);
};

/* NULL if there is no such command. */
const struct cli_command *cli_command_find(const char *name);
/* The command whose name is most like this one, or NULL if none is. */
const struct cli_command *cli_command_nearest(const char *name);

#define X(name) extern const struct cli_command cli_cmd_##name;
#include "cli/commands.def"
#undef X

#endif
