/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright why FILE LIBRARY */
#include <string.h>

#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/record.h"
#include "cli/targets.h"
#include "cli/world_options.h"

struct why {
	struct cli_options options;
	struct cli_place place;
	struct lw_targets *targets; /* FILE; it may lie in an archive */
	struct lw_session *session; /* theirs */
	struct lw_report *report;
	int sys; /* of standard output */
};

static bool build(struct why *w, struct lw_graph *g, const struct lw_why **why, int *status, struct lw_error *err) {
	const char *file = w->options.files.at[0], *library = w->options.files.at[1];
	const struct lw_graph *built;
	uint32_t n;
	const struct lw_target *target = lw_targets_at(w->targets, &n);
	const char *path = target->top;
	if (target->error != NULL) {
		*err = *target->error;
		return false;
	}
	if (target->kind != LW_TARGET_FILE && target->kind != LW_TARGET_DIRECTORY && target->kind != LW_TARGET_SITE)
		return lw_fail(err, LW_E_USAGE, "is a %s: name one binary in it, as %s/DIRECTORY/FILE",
			       lw_target_kind_words(target->kind), file);
	LW_TRY(lw_graph_build(w->session, &w->place.world, path, &built, err));
	LW_TRY(lw_graph_alone(w->session, built, err));
	if (w->options.record != NULL && !cli_record(w->session, built, library, w->options.record))
		*status = CLI_FAILED;
	*g = *built;
	g->file = file;
	return lw_graph_why(w->session, built, library, why, err);
}

static bool show(struct why *w, int *status, struct lw_error *err) {
	struct lw_graph g;
	const struct lw_why *why;
	struct lw_error bad = {0};
	if (!build(w, &g, &why, status, &bad)) {
		cli_complain_file(w->options.files.at[0], &bad);
		*status = CLI_FAILED;
		return lw_report_failure(w->report, w->options.files.at[0], &bad, err);
	}
	const bool loaded = why->object != LW_NO_ID && g.objects[why->object].found;
	if (!loaded && *status == CLI_OK)
		*status = CLI_FOUND;
	return lw_report_why(w->report, &g, why, err);
}

static bool check(struct why *w, struct lw_report_opts *r, struct lw_error *err) {
	const struct cli_options *o = &w->options;
	if (o->files.n != 2)
		return lw_fail(err, LW_E_USAGE,
			       "why takes a FILE and a LIBRARY, as in: linkwright why /bin/ls libc.so.6");
	*r = (struct lw_report_opts){.sz = sizeof *r,
				     .schema = "why",
				     .verbose = o->verbose,
				     .n_files = 1,
				     .write = cli_write,
				     .ctx = &w->sys};
	return cli_format(o->format, false, &r->format, err) && cli_color(o->color, &r->color, err) &&
		cli_world_from(&w->options, &w->place, err);
}

static bool open_file(struct why *w, struct lw_error *err) {
	const struct cli_list file = {.at = w->options.files.at, .n = 1};
	LW_TRY(cli_targets_new(w->options.root, &w->place, &file, &w->targets, err));
	w->session = lw_targets_session(w->targets);
	return true;
}

static int run_parsed(struct why *w, struct lw_error *err) {
	struct lw_report_opts r;
	int status = CLI_OK;
	if (w->options.help)
		return cli_print(cli_help_text("why"));
	if (!check(w, &r, err)) {
		cli_complain(err);
		return CLI_FAILED;
	}
	if (open_file(w, err) && lw_report_new(&r, &w->report, err) && show(w, &status, err) &&
	    lw_report_end(w->report, err))
		return status;
	cli_complain_output(w->sys, err);
	return CLI_FAILED;
}

static int run(const struct cli_call *call) {
	struct why w = {0};
	struct lw_error err = {0};
	int status = CLI_FAILED;
	if (cli_options_parse(&w.options, CLI_WORLD | CLI_OUTPUT, "why", call, &err))
		status = run_parsed(&w, &err);
	else
		cli_complain(&err);
	lw_report_free(w.report);
	lw_targets_free(w.targets);
	cli_options_free(&w.options);
	return status;
}

const struct cli_command cli_cmd_why = {"why", "show who asks for a library and how it is found", false, run};
