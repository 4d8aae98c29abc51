/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright explain [RULE|POLICY|DISTRO] */
#include <stdio.h>

#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/rule_text.h"
#include "linkwright/check.h"

struct call {
	struct cli_options options;
	struct lw_report *report;
	int sys; /* of standard output */
};

static int list(void) {
	uint32_t n;
	const struct lw_rule_row *rows = lw_rules(&n);
	char line[256];
	for (uint32_t i = 0; i < n; i++) {
		snprintf(line, sizeof line, "%s  %-22s %-8s %s\n", rows[i].id, rows[i].name,
			 lw_level_name(rows[i].level), rows[i].summary);
		const int status = cli_print(line);
		if (status != CLI_OK)
			return status;
	}
	return CLI_OK;
}

static bool is_distro(const char *word) {
	return lw_distro_find(word, "x86_64") != NULL || lw_distro_find(word, "aarch64") != NULL;
}

static bool table(struct call *c, const char *word, struct lw_error *err) {
	struct lw_report_opts r = {
		.sz = sizeof r, .schema = "policy", .n_files = 1, .write = cli_write, .ctx = &c->sys};
	const struct lw_policy *policy = lw_policy_find(word);
	LW_TRY(cli_format(c->options.format, false, &r.format, err) && cli_color(c->options.color, &r.color, err) &&
	       lw_report_new(&r, &c->report, err));
	LW_TRY(policy != NULL ? lw_report_policy(c->report, policy, err) : lw_report_distro(c->report, word, err));
	return lw_report_end(c->report, err);
}

static int explain(struct call *c, const char *word) {
	const struct lw_rule_row *row = lw_rule_find(word);
	struct lw_error err = {0};
	if (row != NULL && c->options.format == NULL)
		return cli_print(cli_rule_text(row->id));
	if (row != NULL)
		(void)lw_fail(&err, LW_E_USAGE, "option '--format' is for policies and distributions; a rule is text");
	else if (lw_policy_find(word) == NULL && !is_distro(word))
		(void)lw_fail(&err, LW_E_USAGE,
			      "there is no rule, policy or distribution '%.60s'; linkwright explain lists the rules",
			      word);
	else if (table(c, word, &err))
		return CLI_OK;
	cli_complain_output(c->sys, &err);
	return CLI_FAILED;
}

static int run_parsed(struct call *c) {
	struct lw_error err = {0};
	if (c->options.help)
		return cli_print(cli_help_text("explain"));
	if (c->options.files.n < 2)
		return c->options.files.n == 0 ? list() : explain(c, c->options.files.at[0]);
	(void)lw_fail(&err, LW_E_USAGE, "explain takes one RULE, as in: linkwright explain LW101");
	cli_complain(&err);
	return CLI_FAILED;
}

static int run(const struct cli_call *call) {
	struct call c = {.sys = 0};
	struct lw_error err = {0};
	int status = CLI_FAILED;
	if (cli_options_parse(&c.options, CLI_EXPLAIN, "explain", call, &err))
		status = run_parsed(&c);
	else
		cli_complain(&err);
	lw_report_free(c.report);
	cli_options_free(&c.options);
	return status;
}

const struct cli_command cli_cmd_explain = {"explain", "explain a rule of check, a policy or a distribution", false,
					    run};
