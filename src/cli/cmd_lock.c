/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright lock TARGET [OTHER…] */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/heap.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/targets.h"
#include "cli/world_options.h"
#include "linkwright/lock.h"
#include "linkwright/write.h"

struct call {
	struct cli_options options;
	struct cli_place place;
	struct lw_targets *targets;
	struct lw_lockfile *lock;
	struct lw_report *report;
	int sys;              /* of standard output */
	struct lw_bytes text; /* for a file */
};

static bool lock(struct call *c, struct lw_error *err) {
	struct cli_options *o = &c->options;
	struct cli_list words = {0};
	LW_TRY(cli_options_words(o, CLI_WORLD, &words, err));
	const struct lw_lockfile_opts opts = {.sz = sizeof opts, .options = words.at, .n_options = words.n};
	return cli_targets_new(o->root, &c->place, &o->files, &c->targets, err) &&
		lw_lockfile_target(c->targets, 0, &c->place.world, &opts, &c->lock, err);
}

/* Of a target that is one file, what it says is all that there is to say. */
static bool is_one_file(const struct lw_lockfile *l) {
	return strcmp(l->kind, lw_target_kind_name(LW_TARGET_FILE)) == 0;
}

static int troubles(const struct call *c) {
	int status = CLI_OK;
	for (uint32_t i = 0; i < c->lock->n_binaries; i++) {
		const struct lw_locked_binary *b = &c->lock->binaries[i];
		if (b->error == NULL)
			continue;
		struct lw_error what = {0};
		(void)lw_fail(&what, LW_E_IO, "%s", b->error);
		cli_complain_file(is_one_file(c->lock) ? c->lock->target : c->lock->files[b->file].path, &what);
		status = is_one_file(c->lock) ? CLI_FAILED : CLI_FOUND;
	}
	return status;
}

static bool render(struct call *c, bool to_file, struct lw_error *err) {
	const struct lw_report_opts r = {.sz = sizeof r,
					 .schema = "lock",
					 .format = LW_REPORT_JSON,
					 .n_files = 1,
					 .write = to_file ? lw_bytes_keep : cli_write,
					 .ctx = to_file ? (void *)&c->text : &c->sys};
	return lw_report_new(&r, &c->report, err) && lw_report_lock(c->report, c->lock, err) &&
		lw_report_end(c->report, err);
}

static int write_out(struct call *c, int status, struct lw_error *err) {
	const char *file = c->options.output;
	const bool to_file = file != NULL && strcmp(file, "-") != 0;
	if (!render(c, to_file, err)) {
		cli_complain_output(c->sys, err);
		return CLI_FAILED;
	}
	if (!to_file || lw_write_file(file, c->text.at, c->text.n, err))
		return status;
	cli_complain_file(file, err);
	return CLI_FAILED;
}

static int run_parsed(struct call *c, struct lw_error *err) {
	if (c->options.help)
		return cli_print(cli_help_text("lock"));
	if (c->options.files.n == 0)
		(void)lw_fail(err, LW_E_USAGE, "lock needs a TARGET: linkwright lock -o app.lock app");
	if (c->options.files.n == 0 || !cli_world_from(&c->options, &c->place, err)) {
		cli_complain(err);
		return CLI_FAILED;
	}
	if (!lock(c, err)) {
		cli_complain_file(err->subject[0] != '\0' ? err->subject : c->options.files.at[0], err);
		return CLI_FAILED;
	}
	const int status = troubles(c);
	return status == CLI_FAILED ? CLI_FAILED : write_out(c, status, err);
}

static int run(const struct cli_call *call) {
	struct call c = {.sys = 0};
	struct lw_error err = {0};
	int status = CLI_FAILED;
	if (cli_options_parse(&c.options, CLI_WORLD | CLI_LOCK, "lock", call, &err))
		status = run_parsed(&c, &err);
	else
		cli_complain(&err);
	lw_report_free(c.report);
	lw_lockfile_free(c.lock);
	lw_targets_free(c.targets);
	cli_options_free(&c.options);
	free(c.text.at);
	return status;
}

const struct cli_command cli_cmd_lock = {"lock", "write down which file each library name resolves to", false, run};
