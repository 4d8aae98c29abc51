/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright floor FILE… */
#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/world_options.h"
#include "linkwright/floor.h"

struct call {
	struct cli_options options;
	struct cli_place place;
	struct lw_session *session;
	struct lw_report *report;
	int sys; /* of standard output */
	int status;
};

static bool find(struct call *c, const char *file, const char *path, const struct lw_floor **out,
		 struct lw_error *err) {
	const struct lw_graph *built;
	LW_TRY(lw_graph_build(c->session, &c->place.world, path, &built, err));
	/* It is shown as the caller calls it. */
	struct lw_graph g = *built;
	g.file = file;
	return lw_floor_of_graph(c->session, &g, out, err);
}

/* False: the output cannot be written, or memory has run out. */
static bool one(struct call *c, const char *file, struct lw_error *err) {
	const char *path = cli_absolute(&c->options, &c->place, file, err);
	const struct lw_floor *floor;
	struct lw_error bad = {0};
	bool ok;
	if (path == NULL)
		return false;
	if (find(c, file, path, &floor, &bad)) {
		ok = lw_report_floor(c->report, file, floor, err);
	} else {
		c->status = CLI_FAILED;
		cli_complain_file(file, &bad);
		ok = lw_report_failure(c->report, file, &bad, err);
	}
	lw_session_forget(c->session);
	return ok;
}

static bool all(struct call *c, struct lw_error *err) {
	const struct cli_options *o = &c->options;
	struct lw_report_opts r = {
		.sz = sizeof r, .schema = "floor", .n_files = o->files.n, .write = cli_write, .ctx = &c->sys};
	LW_TRY(cli_format(o->format, false, &r.format, err) && cli_color(o->color, &r.color, err));
	LW_TRY(cli_session_new(o, &c->session, err) && lw_report_new(&r, &c->report, err));
	for (uint32_t i = 0; i < o->files.n; i++)
		LW_TRY(one(c, o->files.at[i], err));
	return lw_report_end(c->report, err);
}

static int run_parsed(struct call *c, struct lw_error *err) {
	if (c->options.help)
		return cli_print(cli_help_text("floor"));
	if (c->options.files.n == 0)
		(void)lw_fail(err, LW_E_USAGE, "floor needs a FILE to look at: linkwright floor /bin/ls");
	if (c->options.files.n == 0 || !cli_world_from(&c->options, &c->place, err)) {
		cli_complain(err);
		return CLI_FAILED;
	}
	if (all(c, err))
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
	lw_session_free(c.session);
	cli_options_free(&c.options);
	return status;
}

const struct cli_command cli_cmd_floor = {"floor", "tell the oldest system that a program runs on", false, run};
