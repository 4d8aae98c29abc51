/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright diff OLD NEW */
#include <string.h>

#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/targets.h"
#include "cli/rule_options.h"
#include "cli/world_options.h"
#include "linkwright/lock.h"

struct side {
	const char *word, *root; /* root: NULL where it is looked at on this system */
	struct cli_place place;
	struct lw_targets *targets;
	struct lw_lockfile *lock;
};

struct call {
	struct cli_options options;
	struct side side[2];
	const char *notes[2];
	struct lw_drifts drifts;
	struct lw_check_opts rules;
	struct lw_report *report;
	int sys; /* of standard output */
};

static bool note(struct call *c, const char *word, struct lw_error *err) {
	const char *text = lw_sprintf(&c->options.arena, err,
				      "%s is looked at as the root of a system: its own loader and paths decide", word);
	c->notes[c->drifts.n_notes++] = text;
	return text != NULL;
}

/* A directory that is a root holds programs that would run chrooted there. */
static bool choose_root(struct call *c, struct side *s, struct lw_error *err) {
	const struct cli_options *o = &c->options;
	s->root = cli_is_root(o->root) ? NULL : o->root;
	if (o->root != NULL || cli_is_root(s->word) || !(o->roots || lw_directory_is_root(s->word)))
		return true;
	s->root = s->word;
	return o->roots || note(c, s->word, err);
}

static bool open_side(struct call *c, struct side *s, struct lw_error *err) {
	struct cli_options *o = &c->options;
	const char *given = o->root;
	LW_TRY(choose_root(c, s, err));
	const bool own = s->root == s->word;
	const char *word = own ? "/" : s->word;
	o->root = s->root;
	bool ok = cli_world_from(o, &s->place, err);
	const struct cli_list words = {.at = &word, .n = 1};
	ok = ok && cli_targets_new(s->root, &s->place, &words, &s->targets, err);
	o->root = given;
	if (!ok && err->code == LW_E_IO)
		lw_error_subject(err, s->word);
	return ok;
}

static bool compare_targets(struct call *c, struct lw_error *err) {
	LW_TRY(open_side(c, &c->side[0], err) && open_side(c, &c->side[1], err));
	const struct lw_side a = {c->side[0].targets, 0, &c->side[0].place.world},
			     b = {c->side[1].targets, 0, &c->side[1].place.world};
	const uint32_t n_notes = c->drifts.n_notes;
	LW_TRY(lw_diff(&a, &b, &c->rules, &c->side[0].lock, &c->side[1].lock, &c->drifts, err));
	c->drifts.notes = c->notes;
	c->drifts.n_notes = n_notes;
	return true;
}

static bool compare_locks(struct call *c, struct lw_error *err) {
	for (int i = 0; i < 2; i++) {
		struct side *s = &c->side[i];
		if (!lw_lockfile_read(s->word, &s->lock, err)) {
			lw_error_subject(err, s->word);
			return false;
		}
	}
	return lw_lockfile_compare(c->side[0].lock, c->side[1].lock, LW_MATCH_LOOSE, &c->drifts, err);
}

/* A side that is one file has nothing to compare when it cannot be looked at. */
static bool readable(const struct side *s, struct lw_error *err) {
	const struct lw_lockfile *l = s->lock;
	if (l->n_binaries != 1 || l->binaries[0].error == NULL ||
	    strcmp(l->kind, lw_target_kind_name(LW_TARGET_FILE)) != 0)
		return true;
	lw_error_subject(err, s->word);
	return lw_fail(err, LW_E_IO, "%s", l->binaries[0].error);
}

static bool compare(struct call *c, struct lw_error *err) {
	const bool a = lw_lockfile_is_one(c->side[0].word), b = lw_lockfile_is_one(c->side[1].word);
	if (a != b)
		return lw_fail(err, LW_E_USAGE,
			       "%.100s is a lock and %.100s is none: linkwright verify holds a target against a lock",
			       c->side[a ? 0 : 1].word, c->side[a ? 1 : 0].word);
	LW_TRY(a ? compare_locks(c, err) : compare_targets(c, err));
	c->drifts.was = c->side[0].word;
	c->drifts.now = c->side[1].word;
	return readable(&c->side[0], err) && readable(&c->side[1], err);
}

static bool report(struct call *c, const struct lw_report_opts *r, struct lw_error *err) {
	return lw_report_new(r, &c->report, err) && lw_report_drifts(c->report, &c->drifts, err) &&
		lw_report_end(c->report, err);
}

static bool prepare(struct call *c, struct lw_report_opts *r, struct lw_error *err) {
	const struct cli_options *o = &c->options;
	if (o->files.n != 2)
		return lw_fail(err, LW_E_USAGE, "diff needs two targets: linkwright diff old new");
	*r = (struct lw_report_opts){
		.sz = sizeof *r, .schema = "diff", .quiet = o->quiet, .n_files = 1, .write = cli_write, .ctx = &c->sys};
	c->side[0].word = o->files.at[0];
	c->side[1].word = o->files.at[1];
	return cli_format(o->format, false, &r->format, err) && cli_color(o->color, &r->color, err) &&
		cli_rules_from(o, &c->rules, err);
}

static int run_parsed(struct call *c, struct lw_error *err) {
	struct lw_report_opts r;
	if (c->options.help)
		return cli_print(cli_help_text("diff"));
	if (!prepare(c, &r, err) || !compare(c, err)) {
		if (err->subject[0] != '\0')
			cli_complain_file(err->subject, err);
		else
			cli_complain(err);
		return CLI_FAILED;
	}
	if (report(c, &r, err))
		return c->drifts.n == 0 ? CLI_OK : CLI_FOUND;
	cli_complain_output(c->sys, err);
	return CLI_FAILED;
}

static int run(const struct cli_call *call) {
	struct call c = {.sys = 0};
	struct lw_error err = {0};
	int status = CLI_FAILED;
	if (cli_options_parse(&c.options, CLI_WORLD | CLI_DIFF, "diff", call, &err))
		status = run_parsed(&c, &err);
	else
		cli_complain(&err);
	lw_report_free(c.report);
	for (int i = 0; i < 2; i++) {
		lw_lockfile_free(c.side[i].lock);
		lw_targets_free(c.side[i].targets);
	}
	cli_options_free(&c.options);
	return status;
}

const struct cli_command cli_cmd_diff = {"diff", "compare what two targets load", false, run};
