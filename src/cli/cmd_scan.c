/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright scan PATH… */
#include <string.h>

#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/world_options.h"
#include "linkwright/jobs.h"
#include "linkwright/scan.h"

struct call {
	struct cli_options options;
	struct lw_scan_opts scan;
	int sys; /* of standard output */
	int status;
};

static bool write_rows(void *ctx, const char *bytes, size_t n) {
	struct call *c = ctx;
	return cli_write(&c->sys, bytes, n);
}

static void trouble(void *ctx, const char *path, const char *text) {
	struct call *c = ctx;
	struct lw_error what = {0};
	c->status = CLI_FAILED;
	(void)lw_fail(&what, LW_E_IO, "%s", text);
	cli_complain_file(path, &what);
}

static bool format(const char *name, enum lw_scan_format *out, struct lw_error *err) {
	*out = name != NULL && strcmp(name, "ndjson") == 0 ? LW_SCAN_NDJSON : LW_SCAN_TEXT;
	return name == NULL || *out == LW_SCAN_NDJSON || strcmp(name, "text") == 0 ||
		lw_fail(err, LW_E_USAGE, "option '--format' takes text or ndjson, not '%s'", name);
}

/* What is wrong with the root is said once; "/" is none. */
static bool check_root(struct call *c, struct lw_error *err) {
	struct lw_session *s = NULL;
	LW_TRY(cli_session_new(&c->options, &s, err));
	lw_session_free(s);
	if (cli_is_root(c->options.root))
		c->scan.root = NULL;
	return true;
}

static bool check(struct call *c, struct lw_error *err) {
	const struct cli_options *o = &c->options;
	c->scan = (struct lw_scan_opts){
		.sz = sizeof c->scan, .root = o->root, .write = write_rows, .trouble = trouble, .ctx = c};
	if (o->files.n == 0)
		return lw_fail(err, LW_E_USAGE, "scan needs a PATH to look below: linkwright scan /usr/lib");
	return check_root(c, err) && format(o->format, &c->scan.format, err) &&
		cli_workers(o->jobs, LW_MOST_WORKERS, &c->scan.workers, err);
}

/* False: the output cannot be written, or memory has run out. */
static bool one(struct call *c, const char *path, struct lw_error *err) {
	struct lw_scan_counts counts = {0};
	struct lw_error bad = {0};
	if (lw_scan(&c->scan, path, &counts, &bad))
		return true;
	if (c->sys != 0 || bad.code == LW_E_NOMEM) {
		*err = bad;
		return false;
	}
	bad.subject[0] = '\0';
	cli_complain_file(path, &bad);
	c->status = CLI_FAILED;
	return true;
}

static int run_parsed(struct call *c, struct lw_error *err) {
	if (c->options.help)
		return cli_print(cli_help_text("scan"));
	if (!check(c, err)) {
		cli_complain(err);
		return CLI_FAILED;
	}
	for (uint32_t i = 0; i < c->options.files.n; i++)
		if (!one(c, c->options.files.at[i], err)) {
			cli_complain_output(c->sys, err);
			return CLI_FAILED;
		}
	return c->status;
}

static int run(const struct cli_call *call) {
	struct call c = {.status = CLI_OK};
	struct lw_error err = {0};
	int status = CLI_FAILED;
	if (cli_options_parse(&c.options, CLI_SCAN | CLI_JOBS, "scan", call, &err))
		status = run_parsed(&c, &err);
	else
		cli_complain(&err);
	cli_options_free(&c.options);
	return status;
}

const struct cli_command cli_cmd_scan = {"scan", "list every binary below a directory with what it needs", false, run};
