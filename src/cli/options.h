/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Options of the command line, by one table (options.def). The same idea has the same name in each command. Letters
 * count for lddtree, and -j everywhere. Strings are borrowed from argv.
 */
#ifndef LW_CLI_OPTIONS_H
#define LW_CLI_OPTIONS_H

#include "base/arena.h"
#include "base/vec.h"
#include "cli/command.h"

enum cli_group {
	CLI_WORLD = 1,
	CLI_OUTPUT = 2,
	CLI_TREE = 4,
	CLI_LDDTREE = 8,
	CLI_JOBS = 16,
	CLI_SCAN = 32,
	CLI_CHECK = 64,
	CLI_EXPLAIN = 128,
	CLI_FLOOR = 256,
	CLI_PS = 1 << 16,
	CLI_LOCK = 1 << 17,
	CLI_VERIFY = 1 << 18,
	CLI_DIFF = 1 << 19,
	CLI_EDIT = 1 << 20,
	CLI_FUSE = 1 << 21,
	CLI_ALL = (63 << 16) | 511,
};

struct cli_list {
	const char **at;
	uint32_t n, cap;
};

/* An option that stands in an order with others, as it was given; value is NULL for a flag. */
struct cli_pair {
	const char *name, *value;
};

struct cli_options {
	struct lw_arena arena; /* of the lists, and whatever else lives as long */
	bool help, version, symbols, env_inherit, secure, verbose, probes, quiet, all, list, roots, in_place, dry_run,
		drop_versions, force_resign, keep_libc, fixed, exported, undo, with_dependents;
	const char *cwd, *cpu, *loader, *kernel, *format, *color, *record, *root, *jobs, *as, *fail_on, *output,
		*page_size, *gdb_script;
	struct cli_list env, windows, claim, rule, ignore, lib, keep, files;
	struct {
		struct cli_pair *at;
		uint32_t n, cap;
	} edits;
};

/*
 * Options may stand anywhere; `--` ends them. groups: what the command takes; command: its name for messages. Owner of
 * *o: the caller, cli_options_free, also after a failure. Errors: USAGE, NOMEM.
 */
bool cli_options_parse(struct cli_options *o, unsigned groups, const char *command, const struct cli_call *call,
		       struct lw_error *err) LW_USE;
/* The options of these groups that were given, as words that would give them again. Errors: NOMEM. */
bool cli_options_words(struct cli_options *o, unsigned groups, struct cli_list *out, struct lw_error *err) LW_USE;
void cli_options_free(struct cli_options *o);

#endif
