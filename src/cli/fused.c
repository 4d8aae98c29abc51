/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/fused.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/heap.h"
#include "cli/output.h"
#include "linkwright/fuse.h"
#include "linkwright/write.h"

struct call {
	const struct cli_options *o;
	const struct lw_fused *fused;
	struct lw_report *report;
	int sys;              /* of standard output */
	struct lw_bytes text; /* for a file */
};

bool cli_fused_asked(const struct cli_options *o) {
	return o->list || o->undo || o->gdb_script != NULL;
}

static bool check(const struct cli_options *o, struct lw_error *err) {
	const char *what = o->undo ? "--undo" : o->list ? "--list" : "--gdb-script";
	if (o->list + o->undo + (o->gdb_script != NULL) != 1)
		return lw_fail(err, LW_E_USAGE, "--list, --undo and --gdb-script are asked for one at a time");
	if (o->lib.n != 0 || o->keep.n != 0 || o->all || o->keep_libc || o->fixed || o->exported || o->dry_run ||
	    o->verbose || o->with_dependents)
		return lw_fail(err, LW_E_USAGE, "%s looks at a file that is fused already, and fuses nothing", what);
	if (o->files.n != 1)
		return lw_fail(err, LW_E_USAGE, "fuse %s takes one FILE", what);
	if (o->undo && o->output == NULL)
		return lw_fail(err, LW_E_USAGE, "fuse --undo has to know where the result goes: -o OUT");
	return o->undo || o->output == NULL || lw_fail(err, LW_E_USAGE, "fuse %s takes no -o", what);
}

static bool open_report(struct call *c, bool to_file, struct lw_error *err) {
	const struct cli_options *o = c->o;
	struct lw_report_opts r = {.sz = sizeof r,
				   .schema = "fused",
				   .n_files = 1,
				   .write = to_file ? lw_bytes_keep : cli_write,
				   .ctx = to_file ? (void *)&c->text : &c->sys};
	LW_TRY(cli_format(o->format, false, &r.format, err) && cli_color(o->color, &r.color, err));
	if (o->gdb_script != NULL)
		r.format = LW_REPORT_GDB;
	return lw_report_new(&r, &c->report, err);
}

static bool show(struct call *c, const struct lw_committed *done, struct lw_error *err) {
	const struct lw_report_fused shown = {.fused = c->fused,
					      .to = c->o->undo ? c->o->output : NULL,
					      .notes = done->notes,
					      .n_notes = done->n_notes};
	return (c->o->undo && c->o->quiet) ||
		(lw_report_fused(c->report, &shown, err) && lw_report_end(c->report, err));
}

static int refuse(struct call *c, const struct lw_error *why) {
	struct lw_error err = {0};
	const char *file = c->o->files.at[0];
	cli_complain_file(why->subject[0] != '\0' ? why->subject : file, why);
	if (!c->o->quiet && c->o->gdb_script == NULL &&
	    !(lw_report_failure(c->report, file, why, &err) && lw_report_end(c->report, &err)))
		cli_complain_output(c->sys, &err);
	return CLI_FAILED;
}

static int work(struct call *c, bool to_file, struct lw_error *err) {
	struct lw_committed done = {0};
	if (!lw_fused_read(c->o->files.at[0], &c->fused, err) ||
	    (c->o->undo && !lw_fused_undo(c->fused, c->o->output, &done, err)))
		return refuse(c, err);
	if (!show(c, &done, err)) {
		cli_complain_output(c->sys, err);
		return CLI_FAILED;
	}
	if (!to_file || lw_write_file(c->o->gdb_script, c->text.at, c->text.n, err))
		return CLI_OK;
	cli_complain_file(c->o->gdb_script, err);
	return CLI_FAILED;
}

int cli_fused(const struct cli_options *o) {
	struct call c = {.o = o};
	struct lw_error err = {0};
	const bool to_file = o->gdb_script != NULL && strcmp(o->gdb_script, "-") != 0;
	int status = CLI_FAILED;
	if (check(o, &err) && open_report(&c, to_file, &err))
		status = work(&c, to_file, &err);
	else
		cli_complain(&err);
	lw_report_free(c.report);
	lw_fused_free(c.fused);
	free(c.text.at);
	return status;
}
