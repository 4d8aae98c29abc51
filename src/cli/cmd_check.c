/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright check TARGET… */
#include <string.h>

#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/targets.h"
#include "cli/rule_options.h"
#include "cli/world_options.h"
#include "linkwright/check.h"

struct check {
	struct cli_options options;
	struct cli_place place;
	struct lw_targets *targets;
	struct lw_report *report;
	struct lw_check_opts rules;
	enum lw_level fail_on;
	int sys; /* of standard output */
	int status;
};

/* What cannot be looked at is told; of a target that is one file, it is all there is to tell. */
static bool troubles(struct check *c, const struct lw_check_result *result, bool *only, struct lw_error *err) {
	for (uint32_t i = 0; i < result->n_troubles; i++) {
		cli_complain_file(result->troubles[i].file, result->troubles[i].error);
		cli_worsen(&c->status, CLI_FAILED);
	}
	*only = result->n_troubles != 0 && result->target->kind == LW_TARGET_FILE;
	return !*only || lw_report_failure(c->report, result->target->word, result->troubles[0].error, err);
}

/* False: the output cannot be written, or memory has run out. */
static bool one(struct check *c, const struct lw_check_result *result, struct lw_error *err) {
	const char *word = result->target->word;
	bool only;
	if (result->error != NULL) {
		cli_complain_file(word, result->error);
		cli_worsen(&c->status, CLI_FAILED);
		return lw_report_failure(c->report, word, result->error, err);
	}
	LW_TRY(troubles(c, result, &only, err));
	for (uint32_t i = 0; i < result->n_findings; i++)
		if (result->findings[i].level >= c->fail_on)
			cli_worsen(&c->status, CLI_FOUND);
	return only || lw_report_check(c->report, result, err);
}

static bool fail_on(const char *word, enum lw_level *out, struct lw_error *err) {
	*out = LW_LEVEL_WARNING;
	for (int level = LW_LEVEL_NOTE; word != NULL && level <= LW_LEVEL_ERROR; level++)
		if (strcmp(word, lw_level_name((enum lw_level)level)) == 0) {
			*out = (enum lw_level)level;
			return true;
		}
	return word == NULL ||
		lw_fail(err, LW_E_USAGE, "option '--fail-on' takes note, warning or error, not '%s'", word);
}

static bool prepare(struct check *c, struct lw_report_opts *r, struct lw_error *err) {
	const struct cli_options *o = &c->options;
	if (o->files.n == 0)
		return lw_fail(err, LW_E_USAGE, "check needs a TARGET to look at: linkwright check /bin/ls");
	*r = (struct lw_report_opts){.sz = sizeof *r,
				     .schema = "check",
				     .quiet = o->quiet,
				     .n_files = o->files.n,
				     .write = cli_write,
				     .ctx = &c->sys};
	const bool sarif = o->format != NULL && strcmp(o->format, "sarif") == 0;
	r->format = LW_REPORT_SARIF;
	if (!sarif && o->format != NULL && strcmp(o->format, "text") != 0 && strcmp(o->format, "json") != 0)
		return lw_fail(err, LW_E_USAGE, "option '--format' takes text, json or sarif, not '%s'", o->format);
	return (sarif || cli_format(o->format, false, &r->format, err)) && cli_color(o->color, &r->color, err) &&
		cli_rules_from(o, &c->rules, err) && fail_on(o->fail_on, &c->fail_on, err) &&
		cli_world_from(&c->options, &c->place, err);
}

static bool all(struct check *c, const struct lw_report_opts *r, struct lw_error *err) {
	const struct lw_check_result *results;
	LW_TRY(lw_report_new(r, &c->report, err));
	LW_TRY(lw_check_targets(c->targets, &c->place.world, &c->rules, &results, err));
	for (uint32_t i = 0; i < c->options.files.n; i++)
		LW_TRY(one(c, &results[i], err));
	return lw_report_end(c->report, err);
}

static int run_parsed(struct check *c, struct lw_error *err) {
	struct lw_report_opts r;
	if (c->options.help)
		return cli_print(cli_help_text("check"));
	if (!prepare(c, &r, err) || !cli_targets_new(c->options.root, &c->place, &c->options.files, &c->targets, err)) {
		cli_complain(err);
		return CLI_FAILED;
	}
	if (all(c, &r, err))
		return c->status;
	cli_complain_output(c->sys, err);
	return CLI_FAILED;
}

static int run(const struct cli_call *call) {
	struct check c = {.status = CLI_OK};
	struct lw_error err = {0};
	int status = CLI_FAILED;
	if (cli_options_parse(&c.options, CLI_WORLD | CLI_CHECK, "check", call, &err))
		status = run_parsed(&c, &err);
	else
		cli_complain(&err);
	lw_report_free(c.report);
	lw_targets_free(c.targets);
	cli_options_free(&c.options);
	return status;
}

const struct cli_command cli_cmd_check = {"check", "prove what is claimed of a program, or list what breaks it", false,
					  run};
