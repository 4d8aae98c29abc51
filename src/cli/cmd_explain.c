/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright explain [RULE] */
#include <stdio.h>

#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/rule_text.h"
#include "linkwright/check.h"

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

static int explain(const char *word) {
	const struct lw_rule_row *row = lw_rule_find(word);
	struct lw_error err = {0};
	if (row != NULL)
		return cli_print(cli_rule_text(row->id));
	(void)lw_fail(&err, LW_E_USAGE, "there is no rule '%.60s'; linkwright explain lists them", word);
	cli_complain(&err);
	return CLI_FAILED;
}

static int run_parsed(const struct cli_options *o) {
	struct lw_error err = {0};
	if (o->help)
		return cli_print(cli_help_text("explain"));
	if (o->files.n < 2)
		return o->files.n == 0 ? list() : explain(o->files.at[0]);
	(void)lw_fail(&err, LW_E_USAGE, "explain takes one RULE, as in: linkwright explain LW101");
	cli_complain(&err);
	return CLI_FAILED;
}

static int run(const struct cli_call *call) {
	struct cli_options o = {0};
	struct lw_error err = {0};
	int status = CLI_FAILED;
	if (cli_options_parse(&o, CLI_EXPLAIN, "explain", call, &err))
		status = run_parsed(&o);
	else
		cli_complain(&err);
	cli_options_free(&o);
	return status;
}

const struct cli_command cli_cmd_explain = {"explain", "explain a rule of check", false, run};
