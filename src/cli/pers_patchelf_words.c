/* SPDX-License-Identifier: Apache-2.0 */
/* patchelf's command line. What is no option is a FILE, as there. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "cli/pers_patchelf.h"

enum kind {
	FLAG,
	END,  /* a flag that nothing behind it counts */
	WORD, /* as it stands */
	TEXT, /* "@FILE" is what FILE holds */
	SET,  /* TEXTs, each once */
	PAIR, /* two WORDs */
	MAP,  /* a file of pairs */
};

static const struct option {
	const char *name;
	enum kind kind;
	size_t member;
} options[] = {
#define X(name, kind, member) \
	{ name, kind, offsetof(struct patchelf_asked, member) }
	X("--set-interpreter", TEXT, interpreter),
	X("--interpreter", TEXT, interpreter),
	X("--page-size", WORD, page_size),
	X("--print-interpreter", FLAG, print_interpreter),
	X("--print-os-abi", FLAG, print_os_abi),
	X("--set-os-abi", TEXT, os_abi),
	X("--print-soname", FLAG, print_soname),
	X("--set-soname", TEXT, soname),
	X("--remove-rpath", FLAG, remove_rpath),
	X("--shrink-rpath", FLAG, shrink_rpath),
	X("--allowed-rpath-prefixes", WORD, prefixes),
	X("--set-rpath", TEXT, set_rpath),
	X("--add-rpath", TEXT, add_rpath),
	X("--print-rpath", FLAG, print_rpath),
	X("--force-rpath", FLAG, force_rpath),
	X("--print-needed", FLAG, print_needed),
	X("--no-sort", FLAG, no_sort),
	X("--add-needed", SET, add_needed),
	X("--remove-needed", SET, remove_needed),
	X("--replace-needed", PAIR, replace_needed),
	X("--clear-symbol-version", SET, clear_version),
	X("--print-execstack", FLAG, print_execstack),
	X("--clear-execstack", FLAG, clear_execstack),
	X("--set-execstack", FLAG, set_execstack),
	X("--output", TEXT, output),
	X("--debug", FLAG, debug),
	X("--no-default-lib", FLAG, no_default_lib),
	X("--add-debug-tag", FLAG, add_debug_tag),
	X("--rename-dynamic-symbols", MAP, rename),
	X("--help", END, help),
	X("-h", END, help),
	X("--version", END, version),
#undef X
};

#define N_OPTIONS (sizeof options / sizeof options[0])

struct words {
	const struct cli_call *call;
	int at; /* the word behind the last one that was taken */
	struct lw_arena *a;
	struct patchelf_asked *out;
};

static const struct option *find(const char *word) {
	for (size_t i = 0; i < N_OPTIONS; i++)
		if (strcmp(options[i].name, word) == 0)
			return &options[i];
	return NULL;
}

static bool next(struct words *w, const char **out, const char *missing, struct lw_error *err) {
	if (w->at == w->call->argc)
		return lw_fail(err, LW_E_USAGE, "%s", missing);
	*out = w->call->argv[w->at++];
	return true;
}

static bool text(struct words *w, const char **out, struct lw_error *err) {
	LW_TRY(next(w, out, "missing argument", err));
	return **out != '@' || patchelf_read(w->a, *out + 1, out, err);
}

static bool add_text(struct words *w, struct cli_list *list, struct lw_error *err) {
	const char *name = NULL;
	return text(w, &name, err) && patchelf_list_add(w->a, list, name, err);
}

static bool add_pair(struct words *w, struct patchelf_names *names, struct lw_error *err) {
	static const char missing[] = "missing argument(s)";
	const char *from = NULL, *to = NULL;
	return next(w, &from, missing, err) && next(w, &to, missing, err) &&
		patchelf_names_add(w->a, names, from, to, err);
}

static bool add_map(struct words *w, struct patchelf_names *names, struct lw_error *err) {
	return next(w, &w->out->map_file, "missing argument", err) && patchelf_map(w->a, w->out->map_file, names, err);
}

static bool take(struct words *w, const struct option *o, struct lw_error *err) {
	void *member = (char *)w->out + o->member;
	switch (o->kind) {
	case FLAG:
	case END:
		*(bool *)member = true;
		return true;
	case WORD:
		return next(w, (const char **)member, "missing argument", err);
	case TEXT:
		return text(w, (const char **)member, err);
	case SET:
		return add_text(w, member, err);
	case PAIR:
		return add_pair(w, member, err);
	case MAP:
		return add_map(w, member, err);
	}
	return lw_fail(err, LW_E_INTERNAL, "option '%s' is of no kind", o->name);
}

/* patchelf takes any number; what no machine has as its page would only give files that do not load. */
static bool page(struct patchelf_asked *out, struct lw_error *err) {
	char *end;
	errno = 0;
	const unsigned long long n = strtoull(out->page_size, &end, 10);
	if (errno != 0 || out->page_size[0] == '-' || n < 4096 || n > ((uint64_t)1 << 26) || (n & (n - 1)) != 0)
		return lw_fail(err, LW_E_USAGE, "invalid argument to --page-size");
	out->page = n;
	return true;
}

static bool add_file(struct words *w, const char *word, struct lw_error *err) {
	const char **slot = lw_vec_add(w->a, &w->out->files, err);
	if (slot != NULL)
		*slot = word;
	return slot != NULL;
}

static bool check(const struct patchelf_asked *asked, struct lw_error *err) {
	if (asked->files.n == 0)
		return lw_fail(err, LW_E_USAGE, "missing filename");
	if (asked->output != NULL && *asked->output != '\0' && asked->files.n != 1)
		return lw_fail(err, LW_E_USAGE, "--output option only allowed with single input file");
	if (asked->set_rpath != NULL && asked->add_rpath != NULL)
		return lw_fail(err, LW_E_USAGE, "--set-rpath option not allowed with --add-rpath");
	return true;
}

bool patchelf_words(const struct cli_call *call, struct lw_arena *a, struct patchelf_asked *out, struct lw_error *err) {
	struct words w = {.call = call, .a = a, .out = out};
	out->debug = getenv("PATCHELF_DEBUG") != NULL;
	while (w.at < call->argc) {
		const char *word = call->argv[w.at++];
		const struct option *o = find(word);
		LW_TRY(o == NULL ? add_file(&w, word, err) : take(&w, o, err));
		if (o != NULL && o->kind == END)
			return true;
		if (o != NULL && o->member == offsetof(struct patchelf_asked, page_size))
			LW_TRY(page(out, err));
	}
	return check(out, err);
}
