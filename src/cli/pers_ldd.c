/* SPDX-License-Identifier: Apache-2.0 */
/* ldd: its options, messages and exit status (glibc elf/ldd.bash.in). */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/world_options.h"

enum action { TO_SHOW, TO_HELP, TO_TELL_VERSION, TO_FAIL };

struct ldd {
	const struct cli_call *call;
	struct cli_options options;
	struct cli_place place;
	struct lw_session *session;
	struct lw_report *report;
	bool verbose;
	int first; /* FILE */
	int sys, status;
};

enum meaning { VERSION, HELP, VERBOSE, RELOCATE };

static const struct {
	const char *name, *letter;
	size_t least; /* letters that ldd wants at least */
	enum meaning meaning;
} options[] = {
	{"--version", "", 6, VERSION},
	{"--help", "", 3, HELP},
	{"--verbose", "-v", 6, VERBOSE},
	{"--data-relocs", "-d", 3, RELOCATE},
	{"--function-relocs", "-r", 3, RELOCATE},
	{"--unused", "-u", 3, RELOCATE},
};

#define N_OPTIONS (sizeof options / sizeof options[0])

static size_t find_option(const char *word) {
	const size_t n = strlen(word);
	for (size_t i = 0; i < N_OPTIONS; i++)
		if (strcmp(word, options[i].letter) == 0 ||
		    (n >= options[i].least && strncmp(options[i].name, word, n) == 0))
			return i;
	return N_OPTIONS;
}

/* Do several options begin with these letters? */
static bool is_ambiguous(const char *word) {
	const size_t n = strlen(word);
	size_t begun = 0;
	for (size_t i = 0; n > 2 && i < N_OPTIONS; i++)
		begun += strncmp(options[i].name, word, n) == 0;
	return begun > 1;
}

/* Called by name, the status is that of ldd; called as a command, that of linkwright. */
static enum action usage(struct ldd *l, const char *before, const char *word, const char *after, bool hint) {
	char text[320];
	snprintf(text, sizeof text, "%s%.200s%s", before, word, after);
	cli_say("ldd", text);
	if (hint)
		fputs("Try `ldd --help' for more information.\n", stderr);
	l->status = l->call->by_name ? 1 : CLI_FAILED;
	return TO_FAIL;
}

static enum action read_options(struct ldd *l) {
	for (; l->first < l->call->argc; l->first++) {
		const char *word = l->call->argv[l->first];
		if (word[0] != '-')
			return TO_SHOW;
		if (strcmp(word, "--") == 0) {
			l->first++;
			return TO_SHOW;
		}
		const size_t i = find_option(word);
		if (i == N_OPTIONS && is_ambiguous(word))
			return usage(l, "option `", word, "' is ambiguous", false);
		if (i == N_OPTIONS)
			return usage(l, "unrecognized option `", word, "'", true);
		if (options[i].meaning == HELP)
			return TO_HELP;
		if (options[i].meaning == VERSION)
			return TO_TELL_VERSION;
		if (options[i].meaning == RELOCATE) {
			usage(l, "option `", word,
			      "' needs the libraries to be relocated, which linkwright does not do", false);
			l->status = CLI_FAILED;
			return TO_FAIL;
		}
		l->verbose = true;
	}
	return TO_SHOW;
}

/* ldd puts ./ before a plain name. */
static void complain(const char *file, const char *before, const char *after) {
	const size_t n = strlen(file) + 1;
	struct lw_error err = {0};
	char *safe = NULL;
	struct lw_arena a = {0};
	if ((safe = lw_alloc(&a, 4 * n, 1, &err)) != NULL) {
		lw_escape(file, safe);
		fprintf(stderr, "ldd: %s%s%s%s\n", before, strchr(file, '/') == NULL ? "./" : "", safe, after);
	}
	lw_arena_free(&a);
}

/* What ldd looks at before it asks the loader. */
static bool is_readable(const char *file) {
	struct stat st;
	if (stat(*file == '\0' ? "./" : file, &st) != 0)
		complain(file, "", ": No such file or directory");
	else if (!S_ISREG(st.st_mode))
		complain(file, "", ": not regular file");
	else if (access(file, R_OK) != 0)
		complain(file, "error: you do not have read permission for `", "'");
	else
		return true;
	return false;
}

static void not_dynamic(const struct lw_error *why) {
	fputs("\tnot a dynamic executable\n", stderr);
	if (why->code == LW_E_MALFORMED || why->code == LW_E_TRUNCATED)
		cli_complain_file("", why);
}

/* 0 or 1, as the loader's own status is for ldd. */
static int status_of(const struct lw_graph *g) {
	if (g->image->kind == LW_IMAGE_STATIC) {
		const struct lw_error none = {0};
		not_dynamic(&none);
		return 1;
	}
	return g->stopped != NULL && !g->stopped_only_at_start;
}

static bool one(struct ldd *l, const char *file, struct lw_error *err) {
	const struct lw_graph *built;
	struct lw_error bad = {0};
	if (!is_readable(file)) {
		l->status = 1;
		return lw_report_failure(l->report, file, &bad, err);
	}
	const char *path = cli_absolute(&l->options, &l->place, file, err);
	if (path == NULL)
		return false;
	if (!lw_graph_build(l->session, &l->place.world, path, &built, &bad)) {
		if (bad.code == LW_E_NOMEM)
			return lw_fail(err, bad.code, "%s", bad.text);
		l->status = 1;
		LW_TRY(lw_report_failure(l->report, file, &bad, err));
		not_dynamic(&bad);
		return true;
	}
	if (built->image->format != LW_FORMAT_ELF) {
		l->status = 1;
		LW_TRY(lw_report_failure(l->report, file, &bad, err));
		not_dynamic(&bad);
		return true;
	}
	struct lw_graph g = *built;
	g.file = file;
	LW_TRY(lw_report_tree(l->report, &g, NULL, err));
	l->status |= status_of(&g);
	lw_session_forget(l->session);
	return true;
}

static bool show(struct ldd *l, struct lw_error *err) {
	const struct lw_report_opts r = {.sz = sizeof r,
					 .format = LW_REPORT_LDD,
					 .version_info = l->verbose,
					 .n_files = (unsigned)(l->call->argc - l->first),
					 .write = cli_write,
					 .ctx = &l->sys};
	LW_TRY(cli_world_of_caller(&l->options, &l->place, err));
	LW_TRY(cli_session_new(&l->options, &l->session, err));
	LW_TRY(lw_report_new(&r, &l->report, err));
	for (int i = l->first; i < l->call->argc; i++)
		LW_TRY(one(l, l->call->argv[i], err));
	return lw_report_end(l->report, err);
}

static int run_action(struct ldd *l, enum action action) {
	struct lw_error err = {0};
	if (action == TO_HELP)
		return cli_print(cli_help_text("ldd"));
	if (action == TO_TELL_VERSION)
		return cli_print("ldd (linkwright) " LW_VERSION "\n");
	if (action == TO_SHOW && l->first == l->call->argc)
		usage(l, "missing file arguments", "", "", true);
	else if (action == TO_SHOW && !show(l, &err)) {
		cli_complain_output(l->sys, &err);
		l->status = CLI_FAILED;
	}
	return l->status;
}

static int run(const struct cli_call *call) {
	struct ldd l = {.call = call};
	const int status = run_action(&l, read_options(&l));
	lw_report_free(l.report);
	lw_session_free(l.session);
	cli_options_free(&l.options);
	return status;
}

const struct cli_command cli_cmd_ldd = {"ldd", "answer as ldd does, without running anything", true, run};
