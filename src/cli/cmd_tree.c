/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright tree FILE… */
#include <string.h>

#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/record.h"
#include "cli/world_options.h"

struct tree {
	struct cli_options options;
	struct cli_place place;
	struct lw_session *session;
	struct lw_report *report;
	int sys; /* of standard output */
	int status;
};

/* 2 beats 1 beats 0. */
static void worsen(struct tree *t, int status) {
	if (status > t->status)
		t->status = status;
}

static bool is_wrong(const struct lw_graph *g) {
	for (uint32_t i = 0; i < g->n_gaps; i++)
		if (!g->gaps[i].weak && !g->gaps[i].unversioned)
			return true;
	return g->n_missing != 0 || g->n_damaged != 0 || g->stopped != NULL;
}

/* The same file in a clean environment, if the environment is not clean. */
static bool build_without(struct tree *t, const char *path, const struct lw_graph **out, struct lw_error *err) {
	struct lw_world clean = t->place.world;
	*out = NULL;
	if (clean.n_env == 0 || t->options.quiet)
		return true;
	clean.n_env = 0;
	return lw_graph_build(t->session, &clean, path, out, err);
}

/* False: this FILE could not be looked at. */
static bool build(struct tree *t, const char *file, struct lw_graph *g, const struct lw_graph **without,
		  struct lw_error *err) {
	const struct lw_graph *built;
	const char *path = cli_absolute(&t->options, &t->place, file, err);
	if (path == NULL || !lw_graph_build(t->session, &t->place.world, path, &built, err))
		return false;
	if (t->options.record != NULL && !cli_record(t->session, built, NULL, t->options.record))
		worsen(t, CLI_FAILED);
	LW_TRY(t->options.quiet || lw_graph_alone(t->session, built, err));
	LW_TRY(build_without(t, path, without, err));
	/* It is shown as the caller calls it. */
	*g = *built;
	g->file = file;
	return true;
}

static bool one(struct tree *t, const char *file, struct lw_error *err) {
	struct lw_graph g;
	const struct lw_graph *without = NULL;
	struct lw_error bad = {0};
	if (!build(t, file, &g, &without, &bad)) {
		cli_complain_file(file, &bad);
		worsen(t, CLI_FAILED);
		return lw_report_failure(t->report, file, &bad, err);
	}
	if (is_wrong(&g))
		worsen(t, CLI_FOUND);
	return lw_report_tree(t->report, &g, without, err);
}

static bool check(struct tree *t, struct lw_report_opts *r, struct lw_error *err) {
	const struct cli_options *o = &t->options;
	if (o->files.n == 0)
		return lw_fail(err, LW_E_USAGE, "tree needs a FILE to look at: linkwright tree /bin/ls");
	if (o->record != NULL && o->files.n != 1)
		return lw_fail(err, LW_E_USAGE, "option '--record' takes one FILE to look at, and there are %u",
			       (unsigned)o->files.n);
	*r = (struct lw_report_opts){.sz = sizeof *r,
				     .schema = "tree",
				     .probes = o->probes,
				     .all = o->all,
				     .verbose = o->verbose,
				     .quiet = o->quiet,
				     .n_files = o->files.n,
				     .write = cli_write,
				     .ctx = &t->sys};
	return cli_format(o->format, true, &r->format, err) && cli_color(o->color, &r->color, err) &&
		cli_world_from(&t->options, &t->place, err);
}

static bool show(struct tree *t, const struct lw_report_opts *r, struct lw_error *err) {
	LW_TRY(cli_session_new(&t->options, &t->session, err));
	LW_TRY(lw_report_new(r, &t->report, err));
	for (uint32_t i = 0; i < t->options.files.n; i++)
		LW_TRY(one(t, t->options.files.at[i], err));
	return lw_report_end(t->report, err);
}

static int run_parsed(struct tree *t, struct lw_error *err) {
	struct lw_report_opts r;
	if (t->options.help)
		return cli_print(cli_help_text("tree"));
	if (!check(t, &r, err)) {
		cli_complain(err);
		return CLI_FAILED;
	}
	if (show(t, &r, err))
		return t->status;
	cli_complain_output(t->sys, err);
	return CLI_FAILED;
}

static int run(const struct cli_call *call) {
	struct tree t = {0};
	struct lw_error err = {0};
	int status = CLI_FAILED;
	if (cli_options_parse(&t.options, CLI_WORLD | CLI_OUTPUT | CLI_TREE, "tree", call, &err))
		status = run_parsed(&t, &err);
	else
		cli_complain(&err);
	lw_report_free(t.report);
	lw_session_free(t.session);
	cli_options_free(&t.options);
	return status;
}

const struct cli_command cli_cmd_tree = {"tree", "show the libraries that a program loads, and why", false, run};
