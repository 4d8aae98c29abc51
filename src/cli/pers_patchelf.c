/* SPDX-License-Identifier: Apache-2.0 */
/* patchelf: its options, messages and exit status (patchelf.cc of 0.18.0), over one plan for each FILE. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/output.h"
#include "cli/pers_patchelf.h"
#include "cli/world_options.h"

/* gABI, chapter 4, "ELF Header". */
enum { ET_EXEC = 2, ET_DYN = 3 };

struct patchelf {
	struct cli_options options; /* its arena */
	struct cli_place place;
	struct patchelf_asked asked;
	struct lw_session *session;
};

/* What patchelf wants of a file before it does anything with it. */
static bool check_file(const char *file, const struct lw_file *f, int sys, struct lw_error *err) {
	if (sys != 0)
		return lw_fail(err, LW_E_IO, "getting info about '%.200s': %s", file, strerror(sys));
	if (f->kind == LW_FILE_DIRECTORY)
		return lw_fail(err, LW_E_IO, "reading '%.200s': Is a directory", file);
	if (f->error != NULL && f->error->code == LW_E_IO)
		return lw_fail(err, LW_E_IO, "reading '%.200s': %.100s", file, f->error->text);
	if (f->image == NULL || f->image->elf == NULL)
		return lw_fail(err, LW_E_UNKNOWN_FORMAT, f->size < 52 ? "missing ELF header" : "not an ELF executable");
	if (f->image->damage != NULL)
		return lw_fail(err, f->image->damage->code, "%.120s: %.180s", file, f->image->damage->text);
	if (f->image->elf->ehdr.e_type != ET_EXEC && f->image->elf->ehdr.e_type != ET_DYN)
		return lw_fail(err, LW_E_UNSUPPORTED, "wrong ELF type");
	return true;
}

static bool load(struct patchelf *p, const char *file, const struct lw_image **out, struct lw_error *err) {
	const struct lw_file *f = NULL;
	int sys = 0;
	const char *path = cli_absolute(&p->options, &p->place, file, err);
	LW_TRY(path != NULL && lw_session_load(p->session, path, &f, &sys, err));
	LW_TRY(check_file(file, f, sys, err));
	*out = f->image;
	return true;
}

/* An error of a plan names its file, as patchelf's own do not. */
static bool fail_plan(const char *file, const struct lw_error *bad, struct lw_error *err) {
	const char *subject = bad->subject[0] != '\0' ? bad->subject : file;
	if (bad->has_off)
		return lw_fail_at(err, bad->code, bad->off, "%.100s: %.200s (at 0x%llx)", subject, bad->text,
				  (unsigned long long)bad->off);
	return lw_fail(err, bad->code, "%.100s: %.210s", subject, bad->text);
}

static bool write_plan(struct patchelf *p, const char *file, const struct cli_edits *edits, struct lw_error *err) {
	const struct patchelf_asked *asked = &p->asked;
	/* patchelf leaves versions of a library that goes, and the loader gives up on that. */
	const struct lw_edit_opts opts = {
		.sz = sizeof opts, .drop_versions = true, .lenient = true, .page_size = asked->page};
	const struct lw_plan *plan = NULL;
	struct lw_committed done = {0};
	struct lw_error bad = {0};
	const char *to = asked->output != NULL && *asked->output != '\0' ? asked->output : NULL;
	const bool good =
		lw_plan_new(file, edits->at, edits->n, &opts, &plan, &bad) && lw_plan_commit(plan, to, &done, &bad);
	for (uint32_t i = 0; good && asked->debug && i < plan->n_changes; i++)
		cli_say("patchelf", plan->changes[i]);
	if (good)
		cli_say_edited("patchelf", plan, &done);
	lw_plan_free(plan);
	return good || fail_plan(file, &bad, err);
}

/* Each FILE is read anew: the one before may have changed it. */
static bool one(struct patchelf *p, const char *file, struct lw_error *err) {
	const struct lw_image *img = NULL;
	struct cli_edits edits = {0};
	lw_session_free(p->session);
	p->session = NULL;
	LW_TRY(cli_session_new(&p->options, &p->session, err));
	LW_TRY(load(p, file, &img, err));
	LW_TRY(patchelf_print(&p->asked, img, &p->options.arena, err));
	LW_TRY(patchelf_edits(&p->asked, img, p->session, &p->options.arena, &edits, err));
	return (edits.n == 0 && p->asked.output == NULL) || write_plan(p, file, &edits, err);
}

static bool all(struct patchelf *p, struct lw_error *err) {
	LW_TRY(cli_world_of_caller(&p->options, &p->place, err));
	for (uint32_t i = 0; i < p->asked.files.n; i++)
		LW_TRY(one(p, p->asked.files.at[i], err));
	return true;
}

/* Called by name, the status is that of patchelf; called as a command, that of linkwright. */
static int run_call(struct patchelf *p, const struct cli_call *call) {
	const int failed = call->by_name ? 1 : CLI_FAILED;
	struct lw_error err = {0};
	if (call->argc == 0) {
		fputs(cli_help_text("patchelf"), stderr);
		return failed;
	}
	if (!patchelf_words(call, &p->options.arena, &p->asked, &err)) {
		cli_say("patchelf", err.text);
		return failed;
	}
	if (p->asked.help)
		return cli_print(cli_help_text("patchelf"));
	if (p->asked.version)
		return cli_print("patchelf 0.18.0\n");
	if (all(p, &err))
		return CLI_OK;
	cli_say("patchelf", err.text);
	return failed;
}

static int run(const struct cli_call *call) {
	struct patchelf p = {.session = NULL};
	const int status = run_call(&p, call);
	lw_session_free(p.session);
	cli_options_free(&p.options);
	return status;
}

const struct cli_command cli_cmd_patchelf = {"patchelf", "change ELF files as patchelf does", true, run};
