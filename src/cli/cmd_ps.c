/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright ps PID… */
#include <stdio.h>

#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "linkwright/process.h"

struct call {
	struct cli_options options;
	struct lw_report *report;
	int sys; /* of standard output */
	int status;
};

/* Decimal digits only, and no more than a pid can have. */
static bool pid_of(const char *word, uint32_t *out, struct lw_error *err) {
	uint32_t pid = 0;
	unsigned n = 0;
	for (; word[n] >= '0' && word[n] <= '9' && n < 9; n++)
		pid = pid * 10 + (uint32_t)(word[n] - '0');
	*out = pid;
	return (n != 0 && word[n] == '\0' && pid != 0) ||
		lw_fail(err, LW_E_USAGE, "ps takes the number of a process, not '%.200s'", word);
}

/* False: the output cannot be written, or memory has run out. */
static bool one(struct call *c, const char *word, struct lw_error *err) {
	const struct lw_process *p = NULL;
	struct lw_session *s = NULL;
	struct lw_error bad = {0};
	uint32_t pid;
	bool ok;
	if (pid_of(word, &pid, &bad) && lw_process_session(pid, &s, &bad) && lw_process_read(s, pid, &p, &bad)) {
		if (lw_process_is_wrong(p))
			cli_worsen(&c->status, CLI_FOUND);
		ok = lw_report_process(c->report, p, err);
	} else {
		cli_worsen(&c->status, CLI_FAILED);
		cli_complain_file(word, &bad);
		ok = lw_report_failure(c->report, word, &bad, err);
	}
	lw_session_free(s);
	return ok;
}

static bool all(struct call *c, struct lw_error *err) {
	const struct cli_options *o = &c->options;
	struct lw_report_opts r = {.sz = sizeof r,
				   .schema = "ps",
				   .quiet = o->quiet,
				   .n_files = o->files.n,
				   .write = cli_write,
				   .ctx = &c->sys};
	LW_TRY(cli_format(o->format, false, &r.format, err) && cli_color(o->color, &r.color, err));
	LW_TRY(lw_report_new(&r, &c->report, err));
	for (uint32_t i = 0; i < o->files.n; i++)
		LW_TRY(one(c, o->files.at[i], err));
	return lw_report_end(c->report, err);
}

static int run_parsed(struct call *c, struct lw_error *err) {
	if (c->options.help)
		return cli_print(cli_help_text("ps"));
	if (c->options.files.n == 0) {
		(void)lw_fail(err, LW_E_USAGE, "ps needs the number of a process: linkwright ps 1");
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
	if (cli_options_parse(&c.options, CLI_PS, "ps", call, &err))
		status = run_parsed(&c, &err);
	else
		cli_complain(&err);
	lw_report_free(c.report);
	cli_options_free(&c.options);
	return status;
}

const struct cli_command cli_cmd_ps = {"ps", "show the libraries of a running process", false, run};
