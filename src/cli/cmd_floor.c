/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright floor TARGET… */
#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/targets.h"
#include "cli/world_options.h"
#include "linkwright/floor.h"
#include "linkwright/target.h"

struct call {
	struct cli_options options;
	struct cli_place place;
	struct lw_targets *targets;
	struct lw_report *report;
	int sys; /* of standard output */
	int status;
};

/* What a search finds beside the file counts as the file does. */
static bool of_file(struct call *c, const struct lw_target *t, const struct lw_floor **out, struct lw_error *err) {
	struct lw_session *s = lw_targets_session(c->targets);
	const struct lw_graph *built;
	LW_TRY(lw_graph_build(s, &c->place.world, t->top, &built, err));
	/* It is shown as the caller calls it. */
	struct lw_graph g = *built;
	g.file = t->word;
	return lw_floor_of_graph(s, &g, out, err);
}

/* A file that cannot be looked at is told, and the others count. */
static bool is_sound(struct call *c, const char *path, const char *shown, bool *yes, struct lw_error *err) {
	const struct lw_file *file;
	int sys;
	LW_TRY(lw_session_load(lw_targets_session(c->targets), path, &file, &sys, err));
	const struct lw_error *bad = file == NULL ? NULL : file->error;
	if (file != NULL && file->image != NULL && bad == NULL)
		bad = file->image->damage;
	if (bad != NULL) {
		cli_complain_file(shown, bad);
		cli_worsen(&c->status, CLI_FAILED);
	}
	*yes = file != NULL && bad == NULL;
	return true;
}

static bool of_all(struct call *c, uint32_t target, const struct lw_floor **out, struct lw_error *err) {
	const char *const *paths;
	uint32_t n, which, kept = 0;
	LW_TRY(lw_targets_files(c->targets, target, &paths, &n, err));
	const char **sound = lw_alloc(&c->options.arena, n + 1, sizeof *sound, err);
	const char **shown = sound == NULL ? NULL : lw_alloc(&c->options.arena, n + 1, sizeof *shown, err);
	LW_TRY(shown != NULL);
	for (uint32_t i = 0; i < n; i++) {
		bool yes;
		LW_TRY(lw_targets_show(c->targets, paths[i], &shown[kept], &which, err) &&
		       is_sound(c, paths[i], shown[kept], &yes, err));
		sound[kept] = paths[i];
		kept += yes;
	}
	return lw_floor_of_files(lw_targets_session(c->targets), sound, shown, kept, out, err);
}

/* False: the output cannot be written, or memory has run out. */
static bool one(struct call *c, const struct lw_target *t, uint32_t target, struct lw_error *err) {
	const struct lw_floor *floor;
	struct lw_error bad = {0};
	bool ok;
	if (t->kind == LW_TARGET_FILE ? of_file(c, t, &floor, &bad) : of_all(c, target, &floor, &bad)) {
		ok = lw_report_floor(c->report, t->word, floor, err);
	} else {
		cli_worsen(&c->status, CLI_FAILED);
		cli_complain_file(t->word, &bad);
		ok = lw_report_failure(c->report, t->word, &bad, err);
	}
	lw_session_forget(lw_targets_session(c->targets));
	return ok;
}

static bool all(struct call *c, const struct lw_report_opts *r, struct lw_error *err) {
	uint32_t n;
	const struct lw_target *list = lw_targets_at(c->targets, &n);
	LW_TRY(lw_report_new(r, &c->report, err));
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(one(c, &list[i], i, err));
	const struct lw_unread *unread = lw_targets_unread(c->targets, &n);
	for (uint32_t i = 0; i < n; i++) {
		cli_complain_file(unread[i].file, unread[i].error);
		cli_worsen(&c->status, CLI_FAILED);
	}
	return lw_report_end(c->report, err);
}

static int run_parsed(struct call *c, struct lw_error *err) {
	const struct cli_options *o = &c->options;
	struct lw_report_opts r = {
		.sz = sizeof r, .schema = "floor", .n_files = o->files.n, .write = cli_write, .ctx = &c->sys};
	if (o->help)
		return cli_print(cli_help_text("floor"));
	if (o->files.n == 0)
		(void)lw_fail(err, LW_E_USAGE, "floor needs a TARGET to look at: linkwright floor /bin/ls");
	if (o->files.n == 0 || !cli_format(o->format, false, &r.format, err) || !cli_color(o->color, &r.color, err) ||
	    !cli_world_from(&c->options, &c->place, err) ||
	    !cli_targets_new(c->options.root, &c->place, &c->options.files, &c->targets, err)) {
		cli_complain(err);
		return CLI_FAILED;
	}
	if (all(c, &r, err))
		return c->status;
	cli_complain_output(c->sys, err);
	return CLI_FAILED;
}

static int run(const struct cli_call *call) {
	struct call c = {.status = CLI_OK};
	struct lw_error err = {0};
	int status = CLI_FAILED;
	if (cli_options_parse(&c.options, CLI_FLOOR, "floor", call, &err))
		status = run_parsed(&c, &err);
	else
		cli_complain(&err);
	lw_report_free(c.report);
	lw_targets_free(c.targets);
	cli_options_free(&c.options);
	return status;
}

const struct cli_command cli_cmd_floor = {"floor", "tell the oldest system that a program runs on", false, run};
