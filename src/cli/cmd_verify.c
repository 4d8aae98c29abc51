/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright verify LOCK [TARGET [OTHER…]] */
#include <string.h>

#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/targets.h"
#include "cli/world_options.h"
#include "linkwright/lock.h"

struct call {
	struct cli_options options, world; /* world: those that the lock was made with */
	struct cli_place place;
	struct lw_targets *targets;
	struct lw_lockfile *was, *now;
	struct lw_drifts drifts;
	struct lw_report *report;
	int sys; /* of standard output */
};

/* The options of the lock are words of a command line; a root that is given here comes before its own. */
static bool recorded(struct call *c, struct lw_error *err) {
	const struct lw_lockfile *lock = c->was;
	char **words = lw_alloc(&c->options.arena, lock->n_options, sizeof *words, err);
	if (words == NULL)
		return false;
	for (uint32_t i = 0; i < lock->n_options; i++)
		if ((words[i] = lw_strdup(&c->options.arena, lock->options[i], err)) == NULL)
			return false;
	const struct cli_call call = {.argc = (int)lock->n_options, .argv = words};
	LW_TRY(cli_options_parse(&c->world, CLI_WORLD, "a lock", &call, err));
	if (c->world.help || c->world.files.n != 0)
		return lw_fail(err, LW_E_MALFORMED, "is no lock of linkwright: its options are none of lock");
	if (c->options.root != NULL)
		c->world.root = c->options.root;
	return cli_world_from(&c->world, &c->place, err);
}

/* Those of the command line, or those of the lock. */
static bool targets(struct call *c, struct cli_list *out, struct lw_error *err) {
	const struct cli_list *given = &c->options.files;
	const struct lw_lockfile *lock = c->was;
	const uint32_t n = given->n > 1 ? given->n - 1 : 1 + lock->n_beside;
	for (uint32_t i = 0; i < n; i++) {
		const char **slot = lw_vec_add(&c->options.arena, out, err);
		if (slot == NULL)
			return false;
		*slot = given->n > 1 ? given->at[1 + i] : i == 0 ? lock->target : lock->beside[i - 1];
	}
	return true;
}

static bool lock_again(struct call *c, struct lw_error *err) {
	struct cli_list words = {0};
	const struct lw_lockfile_opts opts = {.sz = sizeof opts};
	LW_TRY(targets(c, &words, err));
	if (cli_targets_new(c->world.root, &c->place, &words, &c->targets, err) &&
	    lw_lockfile_target(c->targets, 0, &c->place.world, &opts, &c->now, err))
		return true;
	lw_error_subject(err, words.at[0]);
	return false;
}

/* A folder that is not there any more is nothing to hold a lock against. */
static bool is_there(const struct call *c, struct lw_error *err) {
	const struct lw_lockfile *now = c->now;
	if (now->n_binaries != 1 || now->binaries[0].error == NULL ||
	    strcmp(now->kind, lw_target_kind_name(LW_TARGET_FILE)) != 0)
		return true;
	lw_error_subject(err, now->target);
	return lw_fail(err, LW_E_IO, "%s", now->binaries[0].error);
}

static bool report(struct call *c, struct lw_error *err) {
	const struct cli_options *o = &c->options;
	struct lw_report_opts r = {.sz = sizeof r,
				   .schema = "verify",
				   .quiet = o->quiet,
				   .n_files = 1,
				   .write = cli_write,
				   .ctx = &c->sys};
	return cli_format(o->format, false, &r.format, err) && cli_color(o->color, &r.color, err) &&
		lw_report_new(&r, &c->report, err) && lw_report_drifts(c->report, &c->drifts, err) &&
		lw_report_end(c->report, err);
}

static bool usage(const struct call *c, struct lw_error *err) {
	const struct cli_options *o = &c->options;
	enum lw_report_format format;
	bool color;
	if (o->files.n == 0)
		return lw_fail(err, LW_E_USAGE, "verify needs a LOCK to hold against: linkwright verify app.lock");
	return cli_format(o->format, false, &format, err) && cli_color(o->color, &color, err);
}

static int run_parsed(struct call *c, struct lw_error *err) {
	if (c->options.help)
		return cli_print(cli_help_text("verify"));
	if (!usage(c, err)) {
		cli_complain(err);
		return CLI_FAILED;
	}
	const char *file = c->options.files.at[0];
	if (!lw_lockfile_read(file, &c->was, err) || !recorded(c, err) || !lock_again(c, err) || !is_there(c, err) ||
	    !lw_lockfile_compare(c->was, c->now, LW_MATCH_EXACT, &c->drifts, err)) {
		cli_complain_file(err->subject[0] != '\0' ? err->subject : file, err);
		return CLI_FAILED;
	}
	if (report(c, err))
		return c->drifts.n == 0 ? CLI_OK : CLI_FOUND;
	cli_complain_output(c->sys, err);
	return CLI_FAILED;
}

static int run(const struct cli_call *call) {
	struct call c = {.sys = 0};
	struct lw_error err = {0};
	int status = CLI_FAILED;
	if (cli_options_parse(&c.options, CLI_VERIFY, "verify", call, &err))
		status = run_parsed(&c, &err);
	else
		cli_complain(&err);
	lw_report_free(c.report);
	lw_lockfile_free(c.was);
	lw_lockfile_free(c.now);
	lw_targets_free(c.targets);
	cli_options_free(&c.world);
	cli_options_free(&c.options);
	return status;
}

const struct cli_command cli_cmd_verify = {"verify", "tell what has drifted since a lock was written", false, run};
