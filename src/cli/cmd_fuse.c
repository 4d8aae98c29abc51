/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright fuse FILE */
#include <string.h>

#include "base/fail.h"
#include "cli/fused.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/world_options.h"
#include "linkwright/fuse.h"

struct call {
	struct cli_options options;
	struct cli_place place;
	struct lw_report *report;
	const struct lw_fuse_plan *plan;
	int sys; /* of standard output */
};

static bool check(const struct cli_options *o, struct lw_error *err) {
	if (o->files.n != 1)
		return lw_fail(err, LW_E_USAGE,
			       "fuse takes one FILE: linkwright fuse app --all --keep-libc -o app-fused");
	if (o->lib.n == 0 && !o->all)
		return lw_fail(err, LW_E_USAGE,
			       "fuse has to know what goes into the file: --lib NAME, or --all --keep-libc");
	if (o->output == NULL && !o->dry_run)
		return lw_fail(err, LW_E_USAGE,
			       "fuse has to know where the result goes: -o OUT, or --dry-run to see what it would do");
	return true;
}

static bool open_report(struct call *c, struct lw_error *err) {
	const struct cli_options *o = &c->options;
	struct lw_report_opts r = {.sz = sizeof r,
				   .schema = "fuse",
				   .n_files = 1,
				   .verbose = o->verbose,
				   .write = cli_write,
				   .ctx = &c->sys};
	return cli_format(o->format, false, &r.format, err) && cli_color(o->color, &r.color, err) &&
		lw_report_new(&r, &c->report, err);
}

/* Says so, and in a document too. */
static int refused(struct call *c, const struct lw_error *err) {
	const struct cli_options *o = &c->options;
	struct lw_error none = {0};
	cli_complain_file(err->subject[0] != '\0' ? err->subject : o->files.at[0], err);
	if (!o->quiet &&
	    (!lw_report_failure(c->report, o->files.at[0], err, &none) || !lw_report_end(c->report, &none)))
		cli_complain_output(c->sys, &none);
	return CLI_FAILED;
}

static int fuse(struct call *c, struct lw_error *err) {
	const struct cli_options *o = &c->options;
	const struct lw_fuse_opts opts = {.sz = sizeof opts,
					  .libs = o->lib.at,
					  .n_libs = o->lib.n,
					  .keep = o->keep.at,
					  .n_keep = o->keep.n,
					  .root = o->root,
					  .all = o->all,
					  .dependents = o->with_dependents,
					  .keep_libc = o->keep_libc,
					  .fixed = o->fixed,
					  .visible = o->exported,
					  .bindings = o->verbose};
	struct lw_committed done = {0};
	if (!lw_fuse_new(&c->place.world, o->files.at[0], &opts, &c->plan, err) ||
	    (!o->dry_run && !lw_fuse_commit(c->plan, o->output, &done, err)))
		return refused(c, err);
	const struct lw_report_fuse shown = {
		.plan = c->plan, .to = o->output, .dry_run = o->dry_run, .notes = done.notes, .n_notes = done.n_notes};
	if (o->quiet || (lw_report_fuse(c->report, &shown, err) && lw_report_end(c->report, err)))
		return CLI_OK;
	cli_complain_output(c->sys, err);
	return CLI_FAILED;
}

static int run_parsed(struct call *c, struct lw_error *err) {
	if (c->options.help)
		return cli_print(cli_help_text("fuse"));
	if (cli_fused_asked(&c->options))
		return cli_fused(&c->options);
	if (!check(&c->options, err) || !cli_world_from(&c->options, &c->place, err) || !open_report(c, err)) {
		cli_complain(err);
		return CLI_FAILED;
	}
	return fuse(c, err);
}

static int run(const struct cli_call *call) {
	struct call c = {.sys = 0};
	struct lw_error err = {0};
	int status = CLI_FAILED;
	if (cli_options_parse(&c.options, CLI_WORLD | CLI_FUSE, "fuse", call, &err))
		status = run_parsed(&c, &err);
	else
		cli_complain(&err);
	lw_report_free(c.report);
	lw_fuse_free(c.plan);
	cli_options_free(&c.options);
	return status;
}

const struct cli_command cli_cmd_fuse = {"fuse", "make a file and its libraries one file", false, run};
