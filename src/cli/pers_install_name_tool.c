/* SPDX-License-Identifier: Apache-2.0 */
/* install_name_tool: its options, messages and exit status (LLVM's llvm-install-name-tool 14; cctools
 * misc/install_name_tool.c where that has none). */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/edits.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/world_options.h"
#include "linkwright/macho.h"

struct pair {
	const char *old, *new;
};

struct pairs {
	LW_VEC(struct pair) list;
};

struct tool {
	struct cli_options options; /* its arena, and the FILE */
	struct cli_place place;
	struct cli_list added, prepended, removed;
	struct pairs rpaths, names;
	const char *id, *unknown;
	bool clear, help, version;
	struct lw_session *session;
	struct cli_edits edits;
};

static bool push(struct tool *t, struct cli_list *list, const char *word, struct lw_error *err) {
	const char **slot = lw_vec_add(&t->options.arena, list, err);
	if (slot != NULL)
		*slot = word;
	return slot != NULL;
}

static bool has(const struct cli_list *list, const char *word) {
	uint32_t i = 0;
	while (i < list->n && strcmp(list->at[i], word) != 0)
		i++;
	return i < list->n;
}

static bool is_of(const struct pair *p, const char *word) {
	return strcmp(p->old, word) == 0 || strcmp(p->new, word) == 0;
}

/* One that stands in both lists; NULL: none. */
static const char *one_of(const struct cli_list *list, const struct pair *p) {
	for (uint32_t i = 0; i < list->n; i++)
		if (is_of(p, list->at[i]))
			return list->at[i];
	return NULL;
}

/* For one name two things may not be asked. */
static bool check_removed(const struct tool *t, const char *rpath, struct lw_error *err) {
	if (has(&t->added, rpath))
		return lw_fail(err, LW_E_USAGE, "cannot specify both -add_rpath '%s' and -delete_rpath '%s'", rpath,
			       rpath);
	if (has(&t->prepended, rpath))
		return lw_fail(err, LW_E_USAGE, "cannot specify both -prepend_rpath '%s' and -delete_rpath '%s'", rpath,
			       rpath);
	return true;
}

static bool check_renamed(const struct tool *t, uint32_t n, struct lw_error *err) {
	const struct pair *p = &t->rpaths.list.at[n];
	const struct {
		const char *option, *rpath;
	} rows[] = {{"-delete_rpath", one_of(&t->removed, p)},
		    {"-add_rpath", one_of(&t->added, p)},
		    {"-prepend_rpath", one_of(&t->prepended, p)}};
	for (uint32_t i = 0; i < n; i++) {
		const struct pair *q = &t->rpaths.list.at[i];
		if (is_of(p, q->old) || is_of(p, q->new))
			return lw_fail(err, LW_E_USAGE, "cannot specify both -rpath '%s' '%s' and -rpath '%s' '%s'",
				       q->old, q->new, p->old, p->new);
	}
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].rpath != NULL)
			return lw_fail(err, LW_E_USAGE, "cannot specify both %s '%s' and -rpath '%s' '%s'",
				       rows[i].option, rows[i].rpath, p->old, p->new);
	return true;
}

/* In the order in which llvm-install-name-tool finds fault. */
static bool check(const struct tool *t, struct lw_error *err) {
	for (uint32_t i = 0; i < t->removed.n; i++)
		LW_TRY(check_removed(t, t->removed.at[i], err));
	for (uint32_t i = 0; i < t->rpaths.list.n; i++)
		LW_TRY(check_renamed(t, i, err));
	if (t->id != NULL && t->id[0] == '\0')
		return lw_fail(err, LW_E_USAGE, "cannot specify an empty id");
	if (t->unknown != NULL)
		return lw_fail(err, LW_E_USAGE, "unknown argument '%.200s'", t->unknown);
	if (t->options.files.n == 0)
		return lw_fail(err, LW_E_USAGE, "no input file specified");
	return t->options.files.n == 1 || lw_fail(err, LW_E_USAGE, "install_name_tool expects a single input file");
}

/* Where an option's values go: how many there are. */
struct option {
	const char *name;
	unsigned n;
	struct cli_list *list;
	struct pairs *pairs;
	const char **text;
	bool *flag;
};

static bool take(struct tool *t, const struct option *o, char **values, struct lw_error *err) {
	if (o->flag != NULL)
		return *o->flag = true;
	if (o->text != NULL) {
		*o->text = values[0];
		return true;
	}
	if (o->list != NULL)
		return push(t, o->list, values[0], err);
	struct pair *slot = lw_vec_add(&t->options.arena, &o->pairs->list, err);
	if (slot != NULL)
		*slot = (struct pair){values[0], values[1]};
	return slot != NULL;
}

/* The word stands for an option, with one dash or two; else it is the FILE or unknown. *used: how many words. */
static bool read_word(struct tool *t, const struct option *options, size_t n, const struct cli_call *call, int at,
		      int *used, struct lw_error *err) {
	const char *word = call->argv[at], *name = word + 1 + (word[0] == '-' && word[1] == '-');
	*used = 1;
	if (word[0] != '-' || word[1] == '\0')
		return push(t, &t->options.files, word, err);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(options[i].name, name) != 0)
			continue;
		if (call->argc - at - 1 < (int)options[i].n)
			return lw_fail(err, LW_E_USAGE, "missing argument to %s option", word);
		*used += (int)options[i].n;
		return take(t, &options[i], call->argv + at + 1, err);
	}
	if (t->unknown == NULL)
		t->unknown = word;
	return true;
}

static bool read_words(struct tool *t, const struct cli_call *call, struct lw_error *err) {
	const struct option options[] = {
		{"add_rpath", 1, &t->added, NULL, NULL, NULL},
		{"prepend_rpath", 1, &t->prepended, NULL, NULL, NULL},
		{"delete_rpath", 1, &t->removed, NULL, NULL, NULL},
		{"delete_all_rpaths", 0, NULL, NULL, NULL, &t->clear},
		{"rpath", 2, NULL, &t->rpaths, NULL, NULL},
		{"change", 2, NULL, &t->names, NULL, NULL},
		{"id", 1, NULL, NULL, &t->id, NULL},
		{"help", 0, NULL, NULL, NULL, &t->help},
		{"h", 0, NULL, NULL, NULL, &t->help},
		{"version", 0, NULL, NULL, NULL, &t->version},
		{"V", 0, NULL, NULL, NULL, &t->version},
	};
	for (int i = 0, used = 1; i < call->argc; i += used)
		LW_TRY(read_word(t, options, sizeof options / sizeof options[0], call, i, &used, err));
	return true;
}

static bool no_rpath(const char *rpath, struct lw_error *err) {
	return lw_fail(err, LW_E_NOT_FOUND, "no LC_RPATH load command with path: %s", rpath);
}

static bool duplicate(const char *rpath, struct lw_error *err) {
	return lw_fail(err, LW_E_USAGE, "rpath '%s' would create a duplicate load command", rpath);
}

/* The rpaths that are left when those to be deleted are gone, the first of each. */
static bool left_of(struct tool *t, const struct lw_macho *m, struct cli_list *left, struct lw_error *err) {
	for (uint32_t i = 0; i < t->removed.n; i++) {
		bool there = false;
		for (uint32_t k = 0; k < m->n_rpaths; k++)
			there |= strcmp(m->rpaths[k].text, t->removed.at[i]) == 0;
		if (!there)
			return no_rpath(t->removed.at[i], err);
	}
	for (uint32_t i = 0; i < m->n_rpaths && !t->clear; i++) {
		bool again = false;
		for (uint32_t k = 0; k < i; k++)
			again |= strcmp(m->rpaths[k].text, m->rpaths[i].text) == 0;
		if (again || !has(&t->removed, m->rpaths[i].text))
			LW_TRY(push(t, left, m->rpaths[i].text, err));
	}
	return true;
}

/* What the original refuses, of each slice. */
static bool check_slice(struct tool *t, const struct lw_image *img, struct lw_error *err) {
	struct cli_list left = {0};
	LW_TRY(left_of(t, img->macho, &left, err));
	for (uint32_t i = 0; i < t->rpaths.list.n; i++) {
		if (!has(&left, t->rpaths.list.at[i].old))
			return no_rpath(t->rpaths.list.at[i].old, err);
		if (has(&left, t->rpaths.list.at[i].new))
			return duplicate(t->rpaths.list.at[i].new, err);
	}
	const struct cli_list *const lists[] = {&t->added, &t->prepended};
	for (size_t k = 0; k < 2; k++)
		for (uint32_t i = 0; i < lists[k]->n; i++) {
			if (has(&left, lists[k]->at[i]))
				return duplicate(lists[k]->at[i], err);
			LW_TRY(push(t, &left, lists[k]->at[i], err));
		}
	return true;
}

static bool each_of(struct tool *t, const struct cli_list *list, enum lw_edit_kind kind, struct lw_error *err) {
	for (uint32_t i = 0; i < list->n; i++)
		LW_TRY(cli_edits_add(&t->options.arena, &t->edits, kind, list->at[i], NULL, err));
	return true;
}

/* Names change all at once, so that one may take another's place: through words that no file has. */
static bool change_names(struct tool *t, struct lw_error *err) {
	for (unsigned back = 0; back < 2; back++)
		for (uint32_t i = 0; i < t->names.list.n; i++) {
			const struct pair *p = &t->names.list.at[i];
			const char *between = lw_sprintf(&t->options.arena, err, "//change/%lu", (unsigned long)i);
			LW_TRY(between != NULL);
			if (p->new[0] != '\0') /* which the original takes for none */
				LW_TRY(cli_edits_add(&t->options.arena, &t->edits, LW_EDIT_REPLACE_NEEDED,
						     back ? between : p->old, back ? p->new : between, err));
		}
	return true;
}

static bool make_edits(struct tool *t, struct lw_error *err) {
	struct lw_arena *a = &t->options.arena;
	if (t->clear)
		LW_TRY(cli_edits_add(a, &t->edits, LW_EDIT_CLEAR_RPATH, NULL, NULL, err));
	LW_TRY(each_of(t, &t->removed, LW_EDIT_REMOVE_RPATH, err));
	for (uint32_t i = 0; i < t->rpaths.list.n; i++)
		if (t->rpaths.list.at[i].new[0] != '\0')
			LW_TRY(cli_edits_add(a, &t->edits, LW_EDIT_REPLACE_RPATH, t->rpaths.list.at[i].old,
					     t->rpaths.list.at[i].new, err));
	if (t->id != NULL)
		LW_TRY(cli_edits_add(a, &t->edits, LW_EDIT_SET_SONAME, t->id, NULL, err));
	return change_names(t, err) && each_of(t, &t->added, LW_EDIT_ADD_RPATH, err) &&
		each_of(t, &t->prepended, LW_EDIT_PREPEND_RPATH, err);
}

/* The original goes on where a certificate stands for the file, and says so. */
static bool edit(struct tool *t, const char *file, bool is_signed, struct lw_error *err) {
	const struct lw_edit_opts opts = {.sz = sizeof opts, .lenient = true, .force_resign = is_signed};
	const struct lw_plan *plan = NULL;
	struct lw_committed done = {0};
	const bool ok = make_edits(t, err) && lw_plan_new(file, t->edits.at, t->edits.n, &opts, &plan, err) &&
		lw_plan_commit(plan, NULL, &done, err);
	if (ok)
		cli_say_edited("install_name_tool", plan, &done);
	lw_plan_free(plan);
	return ok;
}

static bool look(struct tool *t, const struct lw_file *f, int sys, bool *is_signed, struct lw_error *err) {
	if (f == NULL)
		return lw_fail(err, LW_E_IO, "%s", strerror(sys));
	if (f->kind != LW_FILE_REGULAR)
		return lw_fail(err, LW_E_IO, "%s", f->kind == LW_FILE_DIRECTORY ? "Is a directory" : "not a file");
	if (f->n_images == 0 || f->images[0]->format != LW_FORMAT_MACHO)
		return lw_fail(err, LW_E_UNKNOWN_FORMAT, "The file was not recognized as a valid object file");
	for (uint32_t i = 0; i < f->n_images; i++) {
		*is_signed |= f->images[i]->macho->signature.kind == LW_MACHO_SIGNED;
		LW_TRY(f->images[i]->damage != NULL || check_slice(t, f->images[i], err));
	}
	return true;
}

static bool do_file(struct tool *t, const char *file, struct lw_error *err) {
	const struct lw_file *f;
	bool is_signed = false;
	int sys;
	LW_TRY(cli_world_of_caller(&t->options, &t->place, err) && cli_session_new(&t->options, &t->session, err));
	const char *path = cli_absolute(&t->options, &t->place, file, err);
	return path != NULL && lw_session_load(t->session, path, &f, &sys, err) && look(t, f, sys, &is_signed, err) &&
		edit(t, file, is_signed, err);
}

/* Called by name, the status is the original's; called as a command, that of linkwright. */
static int misused(const struct cli_call *call, const struct lw_error *err) {
	cli_say("install_name_tool: error", err->text);
	return call->by_name ? 1 : CLI_FAILED;
}

static int failed(struct tool *t, const char *file, const struct lw_error *err) {
	struct lw_error none = {0};
	const char *text = lw_sprintf(&t->options.arena, &none, "'%s': %s", file, err->text);
	cli_say("install_name_tool: error", text == NULL ? none.text : text);
	return 1;
}

static int run_parsed(struct tool *t, const struct cli_call *call) {
	struct lw_error err = {0};
	if (call->argc == 0) {
		fputs(cli_help_text("install_name_tool"), stderr);
		return call->by_name ? 1 : CLI_FAILED;
	}
	if (!read_words(t, call, &err))
		return misused(call, &err);
	if (t->help)
		return cli_print(cli_help_text("install_name_tool"));
	if (t->version)
		return cli_print("install_name_tool (linkwright) " LW_VERSION "\n");
	if (!check(t, &err))
		return misused(call, &err);
	return do_file(t, t->options.files.at[0], &err) ? CLI_OK : failed(t, t->options.files.at[0], &err);
}

static int run(const struct cli_call *call) {
	struct tool t = {0};
	const int status = run_parsed(&t, call);
	lw_session_free(t.session);
	cli_options_free(&t.options);
	return status;
}

const struct cli_command cli_cmd_install_name_tool = {"install_name_tool",
						      "edit Mach-O files as install_name_tool does", true, run};
