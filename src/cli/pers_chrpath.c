/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chrpath: its options, messages and exit status (those of chrpath 0.16, as they come). A new path may be longer than
 * the old one, which chrpath refuses.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/edits.h"
#include "cli/help_text.h"
#include "cli/output.h"
#include "cli/world_options.h"

/* What chrpath's own statuses say; several FILEs with -k give them all at once. */
enum { FAILED = 1, NO_TAG = 2 };

struct chrpath {
	const struct cli_call *call;
	struct cli_options options; /* its arena, and the FILEs */
	struct cli_place place;
	const char *path; /* of -r; NULL: it is not given */
	bool remove, convert, keep_going, help, version;
	struct lw_session *session; /* of one FILE */
};

static const struct option {
	const char *name;
	char letter;
} options[] = {
#define OPT(name, letter) \
	{ name, letter }
	OPT("convert", 'c'), OPT("delete", 'd'),  OPT("help", 'h'),    OPT("keepgoing", 'k'),
	OPT("list", 'l'),    OPT("replace", 'r'), OPT("version", 'v'),
#undef OPT
};

#define N_OPTIONS (sizeof options / sizeof options[0])

/* As far as it goes: no two begin with the same letter. 0: there is none. */
static char letter_of(const char *word, size_t n) {
	for (size_t i = 0; i < N_OPTIONS && n != 0; i++)
		if (strncmp(options[i].name, word, n) == 0 && n <= strlen(options[i].name))
			return options[i].letter;
	return 0;
}

static bool flag(struct chrpath *c, char letter) {
	switch (letter) {
	case 'c':
		return c->convert = true;
	case 'd':
		return c->remove = true;
	case 'h':
		return c->help = true;
	case 'k':
		return c->keep_going = true;
	case 'l':
		return true; /* what is done without other options */
	case 'v':
		return c->version = true;
	default:
		return false;
	}
}

static bool path_of(struct chrpath *c, int *at, const char *value, const char *word, struct lw_error *err) {
	if (value == NULL && *at + 1 == c->call->argc)
		return lw_fail(err, LW_E_USAGE, "option '%.60s' requires an argument", word);
	c->path = value != NULL ? value : c->call->argv[++*at];
	return true;
}

static bool long_word(struct chrpath *c, int *at, struct lw_error *err) {
	const char *word = c->call->argv[*at], *eq = strchr(word, '=');
	const size_t n = (eq == NULL ? strlen(word) : (size_t)(eq - word)) - 2;
	const char letter = letter_of(word + 2, n);
	if (letter == 'r')
		return path_of(c, at, eq == NULL ? NULL : eq + 1, word, err);
	if (letter != 0 && eq != NULL)
		return lw_fail(err, LW_E_USAGE, "option '%.60s' doesn't allow an argument", word);
	return flag(c, letter) || lw_fail(err, LW_E_USAGE, "unrecognized option '%.60s'", word);
}

/* Letters may stand together; what stands behind r is its path. */
static bool letters(struct chrpath *c, int *at, struct lw_error *err) {
	const char *word = c->call->argv[*at];
	for (const char *l = word + 1; *l != '\0'; l++) {
		if (*l == 'r')
			return path_of(c, at, l[1] == '\0' ? NULL : l + 1, "-r", err);
		if (!flag(c, *l))
			return lw_fail(err, LW_E_USAGE, "invalid option -- '%c'", *l < ' ' || *l > '~' ? '?' : *l);
	}
	return true;
}

static bool add_file(struct chrpath *c, const char *word, struct lw_error *err) {
	const char **slot = lw_vec_add(&c->options.arena, &c->options.files, err);
	if (slot != NULL)
		*slot = word;
	return slot != NULL;
}

static bool read_words(struct chrpath *c, struct lw_error *err) {
	bool rest = false;
	for (int i = 0; i < c->call->argc && !c->help && !c->version; i++) {
		const char *word = c->call->argv[i];
		if (rest || word[0] != '-' || word[1] == '\0')
			LW_TRY(add_file(c, word, err));
		else if (strcmp(word, "--") == 0)
			rest = true;
		else
			LW_TRY(word[1] == '-' ? long_word(c, &i, err) : letters(c, &i, err));
	}
	return true;
}

static int fail(const char *file, const struct lw_error *bad) {
	cli_complain_file(file, bad);
	return FAILED;
}

/* A name of the caller or of the file, safe to show. NULL with NOMEM. */
static const char *safe(struct chrpath *c, const char *text, struct lw_error *err) {
	char *out = lw_alloc(&c->options.arena, strlen(text) + 1, 4, err);
	if (out != NULL)
		lw_escape(text, out);
	return out;
}

/* As chrpath says that there is no ELF file to look at. */
static int not_there(struct chrpath *c, const char *file, const struct lw_file *f, int sys) {
	struct lw_error none = {0};
	const char *name = safe(c, file, &none);
	if (sys != 0)
		fprintf(stderr, "open: %s\nelf_open: Invalid argument\n", strerror(sys));
	else if (f->kind == LW_FILE_DIRECTORY)
		fprintf(stderr, "%s: Is a directory\nelf_open: Invalid argument\n",
			c->path != NULL || c->remove || c->convert ? "open" : "reading header (e_ident)");
	else
		fprintf(stderr, "`%s' probably isn't an ELF file.\nelf_open: Exec format error\n",
			name == NULL ? "?" : name);
	return FAILED;
}

static bool say(struct chrpath *c, const char *file, const char *before, const char *tag, const char *after,
		const char *text, struct lw_error *err) {
	int sys = 0;
	const char *name = safe(c, file, err), *shown = safe(c, text, err);
	LW_TRY(name != NULL && shown != NULL);
	const char *line = lw_sprintf(&c->options.arena, err, "%s: %s%s%s%s\n", name, before, tag, after, shown);
	LW_TRY(line != NULL);
	return cli_write(&sys, line, strlen(line)) ||
		lw_fail(err, LW_E_IO, "standard output cannot be written: %s", strerror(sys));
}

static bool commit(const char *file, const struct cli_edits *edits, struct lw_error *err) {
	const struct lw_edit_opts opts = {.sz = sizeof opts, .lenient = true};
	const struct lw_plan *plan = NULL;
	struct lw_committed done = {0};
	const bool good =
		lw_plan_new(file, edits->at, edits->n, &opts, &plan, err) && lw_plan_commit(plan, NULL, &done, err);
	if (good)
		cli_say_edited("chrpath", plan, &done);
	lw_plan_free(plan);
	return good;
}

/* The edits, and the lines that chrpath says to them. The first tag counts where there are both. */
static bool change(struct chrpath *c, const char *file, const struct lw_image *img, struct lw_error *err) {
	struct cli_edits edits = {0};
	const bool is_rpath =
		img->runpath.text == NULL || (img->rpath.text != NULL && img->rpath.off < img->runpath.off);
	const bool converts = is_rpath && c->convert;
	const char *tag = is_rpath && !converts ? "RPATH" : "RUNPATH";
	if (converts)
		LW_TRY(cli_edits_add(&c->options.arena, &edits, LW_EDIT_RPATH_KIND, "runpath", NULL, err));
	if (c->path != NULL)
		LW_TRY(cli_edits_add(&c->options.arena, &edits, LW_EDIT_SET_RPATH, c->path, NULL, err));
	LW_TRY(edits.n == 0 || commit(file, &edits, err));
	LW_TRY(!converts || say(c, file, "RPATH converted to RUNPATH", "", "", "", err));
	LW_TRY(say(c, file, "", tag, "=", is_rpath ? img->rpath.text : img->runpath.text, err));
	return c->path == NULL || say(c, file, "new ", tag, ": ", c->path, err);
}

/* -d says nothing, also where there is nothing to delete. */
static bool delete_tag(struct chrpath *c, const char *file, struct lw_error *err) {
	struct cli_edits edits = {0};
	return cli_edits_add(&c->options.arena, &edits, LW_EDIT_CLEAR_RPATH, NULL, NULL, err) &&
		commit(file, &edits, err);
}

static int with_image(struct chrpath *c, const char *file, const struct lw_image *img) {
	struct lw_error err = {0};
	const bool has = img->rpath.text != NULL || img->runpath.text != NULL;
	if (img->damage != NULL)
		return fail(file, img->damage);
	if (!has && !c->remove)
		return say(c, file, "no rpath or runpath tag found.", "", "", "", &err) ? NO_TAG : fail(file, &err);
	if (!has)
		return 0;
	return (c->remove ? delete_tag(c, file, &err) : change(c, file, img, &err)) ? 0 : fail(file, &err);
}

static int one(struct chrpath *c, const char *file) {
	const struct lw_file *f = NULL;
	struct lw_error err = {0};
	int sys = 0;
	const char *path = cli_absolute(&c->options, &c->place, file, &err);
	if (path == NULL || !cli_session_new(&c->options, &c->session, &err) ||
	    !lw_session_load(c->session, path, &f, &sys, &err))
		return fail(file, &err);
	if (sys == 0 && f->error != NULL && f->error->code == LW_E_IO)
		return fail(file, f->error);
	if (sys != 0 || f->image == NULL || f->image->elf == NULL)
		return not_there(c, file, f, sys);
	return with_image(c, file, f->image);
}

static int all(struct chrpath *c) {
	int status = 0;
	struct lw_error err = {0};
	if (!cli_world_of_caller(&c->options, &c->place, &err))
		return fail("", &err);
	for (uint32_t i = 0; i < c->options.files.n && (status == 0 || c->keep_going); i++) {
		status |= one(c, c->options.files.at[i]);
		lw_session_free(c->session);
		c->session = NULL;
	}
	return status;
}

static int run_call(struct chrpath *c) {
	struct lw_error err = {0};
	if (!read_words(c, &err)) {
		cli_say("chrpath", err.text);
		return FAILED;
	}
	if (c->help)
		return cli_print(cli_help_text("chrpath"));
	if (c->version)
		return cli_print("chrpath version 0.16\n");
	if (c->call->argc != 0)
		return all(c);
	(void)!cli_print(cli_help_text("chrpath"));
	return FAILED;
}

/* Called by name, the status is that of chrpath; called as a command, that of linkwright. */
static int status_of(const struct chrpath *c, int status) {
	if (c->call->by_name || status == 0)
		return status;
	return (status & FAILED) != 0 ? CLI_FAILED : CLI_FOUND;
}

static int run(const struct cli_call *call) {
	struct chrpath c = {.call = call};
	const int status = status_of(&c, run_call(&c));
	cli_options_free(&c.options);
	return status;
}

const struct cli_command cli_cmd_chrpath = {"chrpath", "change the search path of ELF files as chrpath does", true,
					    run};
