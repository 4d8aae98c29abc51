/* SPDX-License-Identifier: Apache-2.0 */
/* The table of commands. */
#include <stddef.h>
#include <string.h>

#include "cli/command.h"
#include "cli/nearest.h"

static const struct cli_command *const commands[] = {
#define X(name) &cli_cmd_##name,
#include "cli/commands.def"
#undef X
};

#define N_COMMANDS (sizeof commands / sizeof commands[0])

const struct cli_command *cli_command_find(const char *name) {
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

const struct cli_command *cli_command_nearest(const char *name) {
	struct cli_nearest nearest = cli_nearest_to(name);
	for (size_t i = 0; i < N_COMMANDS; i++)
		cli_nearest_offer(&nearest, commands[i]->name);
	return nearest.best == NULL ? NULL : cli_command_find(nearest.best);
}
