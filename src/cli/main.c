/* SPDX-License-Identifier: Apache-2.0 */
/* The command: finds out what it is called and hands over. */
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "base/fail.h"
#include "cli/command.h"
#include "cli/help_text.h"
#include "cli/output.h"

static int run_help(void) {
	const struct cli_call none = {0};
	return cli_cmd_help.run(&none);
}

static int unknown(const char *word) {
	struct lw_error err = {0};
	const struct cli_command *near = cli_command_nearest(word);
	if (word[0] == '-')
		lw_fail(&err, LW_E_USAGE,
			"there is no option '%s' before a command; all commands and options: linkwright --help", word);
	else if (near != NULL)
		lw_fail(&err, LW_E_USAGE, "there is no command '%s'; did you mean '%s'?", word, near->name);
	else
		lw_fail(&err, LW_E_USAGE, "there is no command '%s'; all commands: linkwright help", word);
	cli_complain(&err);
	return CLI_FAILED;
}

/* The file's own name counts: a link called ldd makes an ldd, one called llvm-otool an otool. LLVM spells one tool in
 * another way. */
static const struct cli_command *by_name(const char *argv0) {
	static const char llvm[] = "llvm-";
	const char *slash = argv0 == NULL ? NULL : strrchr(argv0, '/'), *name = slash == NULL ? argv0 : slash + 1;
	if (name != NULL && strncmp(name, llvm, sizeof llvm - 1) == 0)
		name += sizeof llvm - 1;
	if (name != NULL && strcmp(name, "install-name-tool") == 0)
		name = "install_name_tool";
	const struct cli_command *c = name == NULL ? NULL : cli_command_find(name);
	return c != NULL && c->personality ? c : NULL;
}

int main(int argc, char **argv) {
	/* A reader that goes away is a failed write and an exit status, not a signal. */
	signal(SIGPIPE, SIG_IGN);
	const struct cli_command *c = by_name(argv[0]);
	if (c != NULL)
		return c->run(&(struct cli_call){argc - 1, argv + 1, true});
	if (argc < 2) {
		struct lw_error err = {0};
		lw_fail(&err, LW_E_USAGE,
			"a command is needed, as in: linkwright tree FILE (all commands: linkwright help)");
		cli_complain(&err);
		return CLI_FAILED;
	}
	if (strcmp(argv[1], "--help") == 0)
		return run_help();
	if (strcmp(argv[1], "--version") == 0)
		return cli_cmd_version.run(&(struct cli_call){0});
	c = cli_command_find(argv[1]);
	return c == NULL ? unknown(argv[1]) : c->run(&(struct cli_call){argc - 2, argv + 2, false});
}
