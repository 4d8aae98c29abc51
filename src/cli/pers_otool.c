/* SPDX-License-Identifier: Apache-2.0 */
/* otool: its options, messages and exit status (LLVM's llvm-otool; cctools otool/main.c). */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/fail.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/world_options.h"
#include "linkwright/otool.h"

struct otool {
	struct lw_report_opts show;
	struct cli_options options; /* its arena, and the FILEs */
	struct cli_place place;
	struct cli_list archs;
	bool all; /* -arch all */
	bool help, version;
	struct lw_session *session;
	struct lw_report *report;
	int sys, status;
};

static void say(struct otool *t, const char *text) {
	cli_say("otool: error", text);
	t->status = 1;
}

static bool complain(struct otool *t, struct lw_error *err, const char *fmt, const char *x, const char *y) {
	const char *text = lw_sprintf(&t->options.arena, err, fmt, x, y);
	if (text != NULL)
		say(t, text);
	return text != NULL;
}

static bool push(struct otool *t, struct cli_list *list, const char *word, struct lw_error *err) {
	const char **slot = lw_vec_add(&t->options.arena, list, err);
	if (slot != NULL)
		*slot = word;
	return slot != NULL;
}

/* Letters may stand together. */
static bool letters(struct otool *t, const char *word, struct lw_error *err) {
	for (const char *at = word + 1; *at != '\0'; at++)
		switch (*at) {
		case 'L':
			t->show.otool_libraries = true;
			break;
		case 'D':
			t->show.otool_id = true;
			break;
		case 'l':
			t->show.otool_commands = true;
			break;
		case 'X':
			t->show.otool_bare = true;
			break;
		default:
			return lw_fail(err, LW_E_USAGE,
				       "there is no '%c' in option '%.100s' here: -L, -D, -l and -X are",
				       *at < ' ' || *at > '~' ? '?' : *at, word);
		}
	return true;
}

static bool arch(struct otool *t, const char *name, struct lw_error *err) {
	if (name == NULL)
		return lw_fail(err, LW_E_USAGE, "missing argument(s) to -arch option");
	if (strcmp(name, "all") == 0)
		return t->all = true;
	if (!lw_macho_is_arch(name))
		return lw_fail(err, LW_E_USAGE, "unknown architecture specification flag: -arch %.100s", name);
	return push(t, &t->archs, name, err);
}

static bool read_words(struct otool *t, const struct cli_call *call, struct lw_error *err) {
	bool rest = false;
	for (int i = 0; i < call->argc; i++) {
		const char *word = call->argv[i];
		if (rest || word[0] != '-')
			LW_TRY(push(t, &t->options.files, word, err));
		else if (strcmp(word, "-") == 0 || strcmp(word, "--") == 0)
			rest = true;
		else if (strcmp(word, "--help") == 0)
			t->help = true;
		else if (strcmp(word, "--version") == 0)
			t->version = true;
		else if (strcmp(word, "-arch") == 0)
			LW_TRY(arch(t, i + 1 < call->argc ? call->argv[++i] : NULL, err));
		else
			LW_TRY(letters(t, word, err));
	}
	return true;
}

/* What the file has for this machine; NULL: nothing. */
static const struct lw_image *slice(const struct lw_file *f, const char *name) {
	for (uint32_t i = 0; i < f->n_images; i++)
		if (strcmp(lw_macho_arch(f->images[i]), name) == 0)
			return f->images[i];
	return NULL;
}

static const struct lw_image *slice_of_host(const struct lw_file *f) {
	struct utsname u;
	if (uname(&u) != 0)
		return NULL;
	return slice(f, strcmp(u.machine, "aarch64") == 0 ? "arm64" : u.machine);
}

static bool show(struct otool *t, const char *file, const struct lw_image *img, bool name_it, struct lw_error *err) {
	const struct lw_macho_told *told = NULL;
	if (t->show.otool_commands)
		LW_TRY(lw_session_commands(t->session, img, &told, err));
	LW_TRY(lw_report_otool(t->report, file, name_it ? lw_macho_arch(img) : NULL, img, told, err));
	if (img->damage != NULL) {
		cli_complain_file(file, img->damage);
		t->status = 1;
	}
	return true;
}

static bool show_all(struct otool *t, const char *file, const struct lw_file *f, struct lw_error *err) {
	for (uint32_t i = 0; i < f->n_images; i++)
		LW_TRY(show(t, file, f->images[i], f->n_images > 1, err));
	return true;
}

static bool show_named(struct otool *t, const char *file, const struct lw_file *f, struct lw_error *err) {
	for (uint32_t i = 0; i < t->archs.n; i++) {
		const struct lw_image *img = slice(f, t->archs.at[i]);
		if (img == NULL)
			return complain(t, err, "file: %s does not contain architecture: %s", file, t->archs.at[i]);
		LW_TRY(show(t, file, img, t->archs.n > 1 && f->n_images > 1, err));
	}
	return true;
}

static bool show_file(struct otool *t, const char *file, const struct lw_file *f, struct lw_error *err) {
	if (f->kind != LW_FILE_REGULAR)
		return complain(t, err, "'%s': %s", file,
				f->kind == LW_FILE_DIRECTORY ? "Is a directory" : "not a file");
	if (f->n_images == 0 || f->images[0]->format != LW_FORMAT_MACHO)
		return lw_report_otool(t->report, file, NULL, NULL, NULL, err);
	if (t->all || t->archs.n == 0) {
		const struct lw_image *img = t->all ? NULL : slice_of_host(f);
		return img != NULL ? show(t, file, img, false, err) : show_all(t, file, f, err);
	}
	return show_named(t, file, f, err);
}

static bool one(struct otool *t, const char *file, struct lw_error *err) {
	const struct lw_file *f;
	int sys;
	const char *path = cli_absolute(&t->options, &t->place, file, err);
	LW_TRY(path != NULL && lw_session_load(t->session, path, &f, &sys, err));
	if (f == NULL)
		return complain(t, err, "'%s': %s", file, strerror(sys));
	LW_TRY(show_file(t, file, f, err));
	lw_session_forget(t->session);
	return true;
}

static bool show_files(struct otool *t, struct lw_error *err) {
	t->show.sz = sizeof t->show;
	t->show.format = LW_REPORT_OTOOL;
	t->show.write = cli_write;
	t->show.ctx = &t->sys;
	LW_TRY(cli_world_of_caller(&t->options, &t->place, err));
	LW_TRY(cli_session_new(&t->options, &t->session, err));
	LW_TRY(lw_report_new(&t->show, &t->report, err));
	for (uint32_t i = 0; i < t->options.files.n; i++)
		LW_TRY(one(t, t->options.files.at[i], err));
	return lw_report_end(t->report, err);
}

static bool check(const struct otool *t, struct lw_error *err) {
	if (!t->show.otool_libraries && !t->show.otool_id && !t->show.otool_commands)
		return lw_fail(err, LW_E_USAGE, "one of -L, -D or -l must be specified");
	return t->options.files.n != 0 || lw_fail(err, LW_E_USAGE, "at least one file must be specified");
}

/* Called by name, the status is that of otool; called as a command, that of linkwright. */
static int misused(const struct cli_call *call, const struct lw_error *err) {
	cli_say("otool: error", err->text);
	return call->by_name ? 1 : CLI_FAILED;
}

static int run_parsed(struct otool *t, const struct cli_call *call) {
	struct lw_error err = {0};
	if (!read_words(t, call, &err))
		return misused(call, &err);
	if (t->help)
		return cli_print(cli_help_text("otool"));
	if (t->version)
		return cli_print("otool (linkwright) " LW_VERSION "\n");
	if (!check(t, &err))
		return misused(call, &err);
	if (show_files(t, &err))
		return t->status;
	cli_complain_output(t->sys, &err);
	return CLI_FAILED;
}

static int run(const struct cli_call *call) {
	struct otool t = {0};
	const int status = run_parsed(&t, call);
	lw_report_free(t.report);
	lw_session_free(t.session);
	cli_options_free(&t.options);
	return status;
}

const struct cli_command cli_cmd_otool = {"otool", "answer as otool -L, -D and -l do", true, run};
