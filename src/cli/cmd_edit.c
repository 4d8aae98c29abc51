/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright edit FILE… */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "cli/edits.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"

struct call {
	struct cli_options options;
	struct lw_edit_opts opts;
	struct cli_edits edits;
	struct lw_report *report;
	int sys; /* of standard output */
};

/* What becomes of the result: a dry run writes nothing, so it needs no place. */
static bool check_place(const struct cli_options *o, struct lw_error *err) {
	if (o->files.n == 0)
		return lw_fail(err, LW_E_USAGE,
			       "edit needs a FILE: linkwright edit libx.so --set-rpath '$ORIGIN' "
			       "--in-place");
	if (o->output != NULL && o->in_place)
		return lw_fail(err, LW_E_USAGE, "--in-place and -o name two places; give one of them");
	if (o->output != NULL && o->files.n > 1)
		return lw_fail(err, LW_E_USAGE, "-o takes one FILE, and there are %lu; --in-place takes several",
			       (unsigned long)o->files.n);
	if (o->output == NULL && !o->in_place && !o->dry_run)
		return lw_fail(err, LW_E_USAGE,
			       "edit has to know where the result goes: --in-place, -o OUT, or "
			       "--dry-run to see what it would do");
	return true;
}

static bool warn_each(struct call *c, const char *path, const char *const *at, uint32_t n, struct lw_error *err) {
	for (uint32_t i = 0; i < n; i++) {
		const char *text = lw_sprintf(&c->options.arena, err, "%s: warning: %s", path, at[i]);
		LW_TRY(text != NULL);
		cli_say("linkwright", text);
	}
	return true;
}

/* --quiet shows only what is wrong: what is weaker in the new file, and what was lost of the old one. */
static bool warn(struct call *c, const struct lw_plan *plan, const struct lw_committed *done, struct lw_error *err) {
	return warn_each(c, plan->path, plan->warnings, plan->n_warnings, err) &&
		warn_each(c, plan->path, done->notes, done->n_lost, err);
}

/* The result went to standard output: nothing else may. */
static bool is_standard_output(const char *to) {
	struct stat out, file;
	return to != NULL && fstat(STDOUT_FILENO, &out) == 0 && stat(to, &file) == 0 && out.st_dev == file.st_dev &&
		out.st_ino == file.st_ino;
}

static bool show(struct call *c, const struct lw_plan *plan, const struct lw_committed *done, struct lw_error *err) {
	const struct cli_options *o = &c->options;
	if (o->quiet)
		return warn(c, plan, done, err);
	const struct lw_report_plan shown = {
		.plan = plan,
		.to = o->output,
		.dry_run = o->dry_run,
		.written = !o->dry_run && (o->output != NULL || plan->strategy != LW_STRATEGY_NOTHING),
		.notes = done->notes,
		.n_notes = done->n_notes,
	};
	return lw_report_plan(c->report, &shown, err);
}

static int edit_one(struct call *c, const char *file) {
	const struct lw_plan *plan = NULL;
	struct lw_committed done = {0};
	struct lw_error err = {0};
	bool ok = lw_plan_new(file, c->edits.at, c->edits.n, &c->opts, &plan, &err) &&
		(c->options.dry_run || lw_plan_commit(plan, c->options.output, &done, &err));
	if (!ok) {
		cli_complain_file(err.subject[0] != '\0' ? err.subject : file, &err);
		struct lw_error none = {0};
		if (!c->options.quiet && !lw_report_failure(c->report, file, &err, &none))
			cli_complain_output(c->sys, &none);
	} else if (!show(c, plan, &done, &err)) {
		cli_complain_output(c->sys, &err);
		ok = false;
	}
	lw_plan_free(plan);
	return ok ? CLI_OK : CLI_FAILED;
}

static bool open_report(struct call *c, struct lw_error *err) {
	const struct cli_options *o = &c->options;
	struct lw_report_opts r = {
		.sz = sizeof r, .schema = "edit", .n_files = o->files.n, .write = cli_write, .ctx = &c->sys};
	return cli_format(o->format, false, &r.format, err) && cli_color(o->color, &r.color, err) &&
		lw_report_new(&r, &c->report, err);
}

static int run_parsed(struct call *c, struct lw_error *err) {
	struct cli_options *o = &c->options;
	int status = CLI_OK;
	if (o->output != NULL && strcmp(o->output, "-") == 0)
		o->output = "/dev/stdout";
	o->quiet |= !o->dry_run && is_standard_output(o->output);
	if (o->help)
		return cli_print(cli_help_text("edit"));
	if (!check_place(o, err) || !cli_edits_from(o, &c->edits, &c->opts, err) || !open_report(c, err)) {
		cli_complain(err);
		return CLI_FAILED;
	}
	for (uint32_t i = 0; i < o->files.n; i++)
		cli_worsen(&status, edit_one(c, o->files.at[i]));
	if (!o->quiet && !lw_report_end(c->report, err)) {
		cli_complain_output(c->sys, err);
		return CLI_FAILED;
	}
	return status;
}

static int run(const struct cli_call *call) {
	struct call c = {.sys = 0};
	struct lw_error err = {0};
	int status = CLI_FAILED;
	if (cli_options_parse(&c.options, CLI_EDIT, "edit", call, &err))
		status = run_parsed(&c, &err);
	else
		cli_complain(&err);
	lw_report_free(c.report);
	cli_options_free(&c.options);
	return status;
}

const struct cli_command cli_cmd_edit = {"edit", "change how a file finds its libraries", false, run};
