/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright tree FILE… Each worker has a session of its own; results are shown in the order of the FILEs. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/record.h"
#include "cli/world_options.h"
#include "linkwright/jobs.h"

struct result {
	struct lw_report_text *text;
	int status;
	struct lw_error bad; /* code OK: it could be looked at */
};

struct tree {
	struct cli_options options;
	struct cli_place place;
	const char **paths; /* of the files, absolute */
	unsigned workers;
	struct worker {
		struct lw_session *session;
		struct lw_report *part;
	} of[LW_MOST_WORKERS];
	struct lw_report *report;
	struct result *results;
	int sys; /* of standard output */
	int status;
};

/* False: this FILE could not be looked at. */
static bool build(const struct tree *t, struct lw_session *s, size_t i, struct lw_graph *g,
		  const struct lw_graph **without, struct result *r, struct lw_error *err) {
	const struct lw_graph *built;
	LW_TRY(lw_graph_build(s, &t->place.world, t->paths[i], &built, err));
	if (t->options.record != NULL && !cli_record(s, built, NULL, t->options.record))
		cli_worsen(&r->status, CLI_FAILED);
	LW_TRY(t->options.quiet || lw_graph_alone(s, built, err));
	LW_TRY(!t->options.verbose || lw_graph_signatures(s, built, err));
	LW_TRY(t->options.quiet || cli_graph_without(&t->place, s, t->paths[i], without, err));
	/* It is shown as the caller calls it. */
	*g = *built;
	g->file = t->options.files.at[i];
	return true;
}

static bool look_at(struct tree *t, const struct worker *w, size_t i, struct lw_error *err) {
	struct result *r = &t->results[i];
	struct lw_graph g;
	const struct lw_graph *without = NULL;
	if (!build(t, w->session, i, &g, &without, r, &r->bad)) {
		cli_worsen(&r->status, CLI_FAILED);
		return lw_report_failure(w->part, t->options.files.at[i], &r->bad, err);
	}
	if (lw_graph_is_wrong(&g) || g.n_damaged != 0)
		cli_worsen(&r->status, CLI_FOUND);
	return lw_report_tree(w->part, &g, without, err);
}

static bool work(void *ctx, unsigned worker, size_t i, struct lw_error *err) {
	struct tree *t = ctx;
	struct worker *w = &t->of[worker];
	LW_TRY(w->session != NULL || cli_session_new(&t->options, &w->session, err));
	LW_TRY(w->part != NULL || lw_report_part(t->report, &w->part, err));
	lw_report_start(w->part, (unsigned)i);
	const bool ok = look_at(t, w, i, err);
	lw_session_forget(w->session);
	return ok && lw_report_take(w->part, &t->results[i].text, err);
}

static bool deliver(void *ctx, size_t i, struct lw_error *err) {
	struct tree *t = ctx;
	struct result *r = &t->results[i];
	if (r->bad.code != LW_E_OK)
		cli_complain_file(t->options.files.at[i], &r->bad);
	cli_worsen(&t->status, r->status);
	const bool ok = lw_report_add(t->report, r->text, err);
	lw_report_text_free(r->text);
	r->text = NULL;
	return ok;
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
		cli_workers(o->jobs, o->files.n, &t->workers, err) && cli_world_from(&t->options, &t->place, err);
}

static bool prepare(struct tree *t, struct lw_error *err) {
	struct cli_options *o = &t->options;
	t->paths = lw_alloc(&o->arena, o->files.n, sizeof *t->paths, err);
	t->results = lw_alloc(&o->arena, o->files.n, sizeof *t->results, err);
	if (t->paths == NULL || t->results == NULL)
		return false;
	for (uint32_t i = 0; i < o->files.n; i++)
		if ((t->paths[i] = cli_absolute(o, &t->place, o->files.at[i], err)) == NULL)
			return false;
	/* What is wrong with the root is said once. */
	return cli_session_new(o, &t->of[0].session, err);
}

static bool show(struct tree *t, const struct lw_report_opts *r, struct lw_error *err) {
	LW_TRY(prepare(t, err));
	LW_TRY(lw_report_new(r, &t->report, err));
	const struct lw_jobs jobs = {.sz = sizeof jobs,
				     .n = t->options.files.n,
				     .workers = t->workers,
				     .ctx = t,
				     .work = work,
				     .deliver = deliver};
	return lw_jobs_run(&jobs, err) && lw_report_end(t->report, err);
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

static void release(struct tree *t) {
	for (uint32_t i = 0; t->results != NULL && i < t->options.files.n; i++)
		lw_report_text_free(t->results[i].text);
	for (unsigned i = 0; i < LW_MOST_WORKERS; i++) {
		lw_report_free(t->of[i].part);
		lw_session_free(t->of[i].session);
	}
	lw_report_free(t->report);
	cli_options_free(&t->options);
}

static int run(const struct cli_call *call) {
	struct tree t = {0};
	struct lw_error err = {0};
	int status = CLI_FAILED;
	if (cli_options_parse(&t.options, CLI_WORLD | CLI_OUTPUT | CLI_TREE | CLI_JOBS, "tree", call, &err))
		status = run_parsed(&t, &err);
	else
		cli_complain(&err);
	release(&t);
	return status;
}

const struct cli_command cli_cmd_tree = {"tree", "show the libraries that a program loads, and why", false, run};
