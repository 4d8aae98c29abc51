/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What patchelf 0.18 is asked, and its parts: the words of the command line, what is printed, and how it all becomes
 * one plan. The order of things and the messages are those of its source (patchelf.cc of 0.18.0).
 */
#ifndef LW_CLI_PERS_PATCHELF_H
#define LW_CLI_PERS_PATCHELF_H

#include "base/map.h"
#include "cli/edits.h"
#include "cli/options.h"
#include "linkwright/session.h"

struct patchelf_name {
	const char *from, *to;
};

struct patchelf_names {
	struct patchelf_name *at;
	uint32_t n, cap;
	struct lw_map places; /* of the first names: each an uint32_t, the index in at */
};

/* Strings are borrowed from argv or lie in the arena. */
struct patchelf_asked {
	bool print_interpreter, print_os_abi, print_soname, print_rpath, print_execstack, print_needed;
	bool shrink_rpath, remove_rpath, force_rpath, no_default_lib, add_debug_tag, clear_execstack, set_execstack;
	bool no_sort, debug, help, version;
	const char *interpreter, *os_abi, *soname, *set_rpath, *add_rpath, *prefixes, *output;
	const char *page_size, *map_file;
	/* Each name once, in the order of their bytes, as patchelf's sets have them. */
	struct cli_list add_needed, remove_needed, clear_version;
	struct patchelf_names replace_needed, rename;
	uint64_t page;
	struct cli_list files;
};

/* The words of a call. --help and --version end it, as in patchelf. Errors: USAGE and IO with patchelf's words, NOMEM.
 */
bool patchelf_words(const struct cli_call *call, struct lw_arena *a, struct patchelf_asked *out,
		    struct lw_error *err) LW_USE;

/* Adds a name, or a pair of them, where it belongs; a pair whose first name is there gets the new second one. Errors:
 * NOMEM. */
bool patchelf_list_add(struct lw_arena *a, struct cli_list *list, const char *name, struct lw_error *err) LW_USE;
bool patchelf_names_add(struct lw_arena *a, struct patchelf_names *names, const char *from, const char *to,
			struct lw_error *err) LW_USE;

/* A whole file, with a NUL behind it. Errors: IO with patchelf's words, LIMIT, USAGE (it holds a NUL), NOMEM. */
bool patchelf_read(struct lw_arena *a, const char *path, const char **out, struct lw_error *err) LW_USE;
/* The lines of a file of --rename-dynamic-symbols. Errors: USAGE and IO with patchelf's words, NOMEM. */
bool patchelf_map(struct lw_arena *a, const char *path, struct patchelf_names *out, struct lw_error *err) LW_USE;

/* Prints what is asked of img. Errors: NOT_FOUND with patchelf's words, IO (standard output), NOMEM. */
bool patchelf_print(const struct patchelf_asked *asked, const struct lw_image *img, struct lw_arena *a,
		    struct lw_error *err) LW_USE;

/* All that is asked of img, as edits in patchelf's order. s looks into directories for --shrink-rpath. Errors: USAGE
 * and NOT_FOUND with patchelf's words, NOMEM. */
bool patchelf_edits(const struct patchelf_asked *asked, const struct lw_image *img, struct lw_session *s,
		    struct lw_arena *a, struct cli_edits *out, struct lw_error *err) LW_USE;
/* The edits that --set-rpath, --add-rpath, --remove-rpath and --shrink-rpath come to. Errors: NOMEM. */
bool patchelf_rpath(const struct patchelf_asked *asked, const struct lw_image *img, struct lw_session *s,
		    struct lw_arena *a, struct cli_edits *out, struct lw_error *err) LW_USE;

/* Gives false: patchelf's words for a file without that section. */
bool patchelf_no_section(const char *name, struct lw_error *err);

/* What `edit --set-os-abi` calls what a word of patchelf's --set-os-abi stands for, or NULL. */
const char *patchelf_abi(const char *word);

#endif
