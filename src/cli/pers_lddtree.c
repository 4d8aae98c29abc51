/* SPDX-License-Identifier: Apache-2.0 */
/* lddtree: its options, messages and exit status (pax-utils 1.3.7, lddtree.py). */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/pattern.h"
#include "cli/world_options.h"

struct lddtree {
	struct cli_options options;
	struct cli_place place;
	struct lw_session *session;
	struct lw_report *report;
	int sys, status;
};

static void warn(struct lddtree *l, const char *file, const char *what) {
	struct lw_error err = {0};
	const char *text = lw_sprintf(&l->options.arena, &err, "%s: %s", file, what);
	cli_say("lddtree: warning", text == NULL ? what : text);
	l->status = 1;
}

static bool one(struct lddtree *l, const char *file, struct lw_error *err) {
	const struct lw_graph *built;
	struct lw_error bad = {0};
	const char *path = cli_absolute(&l->options, &l->place, file, err);
	if (path == NULL)
		return false;
	if (!lw_graph_build(l->session, &l->place.world, path, &built, &bad)) {
		if (bad.code == LW_E_NOMEM)
			return lw_fail(err, bad.code, "%s", bad.text);
		warn(l, file, bad.code == LW_E_UNKNOWN_FORMAT ? "Magic number does not match" : bad.text);
		return true;
	}
	if (built->image->format != LW_FORMAT_ELF) {
		warn(l, file, "Magic number does not match");
		return true;
	}
	struct lw_graph g = *built;
	g.file = file;
	const bool ok = lw_report_tree(l->report, &g, NULL, err);
	lw_session_forget(l->session);
	return ok;
}

/* A FILE may be a pattern, but for one inside another root. */
static bool each(struct lddtree *l, const char *pattern, struct lw_error *err) {
	struct cli_list found;
	struct stat st;
	if (l->options.root != NULL || stat(pattern, &st) == 0)
		return one(l, pattern, err);
	LW_TRY(cli_pattern(&l->options.arena, pattern, &found, err));
	if (found.n == 0)
		warn(l, pattern, "did not match any paths");
	for (uint32_t i = 0; i < found.n; i++)
		LW_TRY(one(l, found.at[i], err));
	return true;
}

static bool show(struct lddtree *l, struct lw_error *err) {
	const struct lw_report_opts r = {.sz = sizeof r,
					 .format = LW_REPORT_LDDTREE,
					 .lddtree_list = l->options.list,
					 .lddtree_all = l->options.all,
					 .n_files = l->options.files.n,
					 .write = cli_write,
					 .ctx = &l->sys};
	LW_TRY(cli_world_of_caller(&l->options, &l->place, err));
	LW_TRY(cli_session_new(&l->options, &l->session, err));
	LW_TRY(lw_report_new(&r, &l->report, err));
	for (uint32_t i = 0; i < l->options.files.n; i++)
		LW_TRY(each(l, l->options.files.at[i], err));
	return lw_report_end(l->report, err);
}

static int run_parsed(struct lddtree *l, struct lw_error *err) {
	if (l->options.help)
		return cli_print(cli_help_text("lddtree"));
	if (l->options.version)
		return cli_print("lddtree (linkwright) " LW_VERSION "\n");
	if (l->options.files.n == 0)
		lw_fail(err, LW_E_USAGE, "the following arguments are required: path");
	if (err->code != LW_E_OK) {
		cli_say("lddtree: error", err->text);
		return CLI_FAILED;
	}
	if (show(l, err))
		return l->status;
	cli_complain_output(l->sys, err);
	return CLI_FAILED;
}

static int run(const struct cli_call *call) {
	struct lddtree l = {0};
	struct lw_error err = {0};
	int status = CLI_FAILED;
	if (cli_options_parse(&l.options, CLI_LDDTREE, "lddtree", call, &err))
		status = run_parsed(&l, &err);
	else
		cli_say("lddtree: error", err.text);
	lw_report_free(l.report);
	lw_session_free(l.session);
	cli_options_free(&l.options);
	return status;
}

const struct cli_command cli_cmd_lddtree = {"lddtree", "answer as lddtree does", true, run};
