/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes how a binary finds its libraries. Any number of edits make one plan; a plan is laid out and proved before a
 * byte is written, and is written as a new file that takes the place of the old one in one step.
 */
#ifndef LINKWRIGHT_EDIT_H
#define LINKWRIGHT_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "linkwright/error.h"

/* What an edit is told besides its name. */
enum lw_edit_arg {
	LW_EDIT_NOTHING,
	LW_EDIT_TEXT, /* what */
	LW_EDIT_PAIR, /* what=to */
};

/*
 * (code, word, argument). The word is the option of `linkwright edit`. Which formats take an edit, and what it means
 * there, is in linkwright-edit(1); a format that cannot do it refuses the plan with UNSUPPORTED.
 */
#define LW_EDITS(X) \
	X(SET_INTERPRETER, "set-interpreter", TEXT) \
	X(SET_SONAME, "set-soname", TEXT) /* DT_SONAME, LC_ID_DYLIB, the name in PE's export directory */ \
	X(SET_RPATH, "set-rpath", TEXT)   /* a list with colons */ \
	X(ADD_RPATH, "add-rpath", TEXT)   /* behind the others, unless it is there */ \
	X(PREPEND_RPATH, "prepend-rpath", TEXT) \
	X(REMOVE_RPATH, "remove-rpath", TEXT) /* that one directory */ \
	X(REPLACE_RPATH, "replace-rpath", PAIR) \
	X(CLEAR_RPATH, "clear-rpath", NOTHING) \
	X(SHRINK_RPATH, "shrink-rpath", NOTHING) \
	X(ALLOW_RPATH, "allowed-rpath-prefix", TEXT) /* entries with no such prefix go when the rpath is shrunk */ \
	X(RPATH_KIND, "rpath-kind", TEXT)            /* rpath, runpath */ \
	X(ADD_NEEDED, "add-needed", TEXT)            /* behind the others, unless it is there */ \
	X(PREPEND_NEEDED, "prepend-needed", TEXT) \
	X(REMOVE_NEEDED, "remove-needed", TEXT) \
	X(REPLACE_NEEDED, "replace-needed", PAIR) /* also in version needs, forwarded exports, delayed imports */ \
	X(ORDER_NEEDED, "order-needed", TEXT)     /* a list with colons: these first, in this order */ \
	X(WEAKEN_VERSION, "weaken-version", TEXT) /* VERSION or FILE:VERSION */ \
	X(REMOVE_VERSION, "remove-version", TEXT) \
	X(REPLACE_VERSION, "replace-version", PAIR) \
	X(CLEAR_SYMBOL_VERSION, "clear-symbol-version", TEXT) \
	X(RENAME_SYMBOL, "rename-symbol", PAIR) \
	X(SET_FLAG, "set-flag", TEXT) /* now, nodeflib, nodelete … (names of DF_ and DF_1_ in small letters) */ \
	X(CLEAR_FLAG, "clear-flag", TEXT) \
	X(NODEFAULTLIB, "nodefaultlib", NOTHING) \
	X(BIND_NOW, "bind-now", NOTHING) \
	X(EXECSTACK, "execstack", TEXT) /* on, off */ \
	X(ADD_DEBUG_TAG, "add-debug-tag", NOTHING) \
	X(SET_OS_ABI, "set-os-abi", TEXT)           /* a name of EI_OSABI */ \
	X(SET_VERSION, "set-version", TEXT)         /* Mach-O: CURRENT[:COMPATIBLE] of the install name */ \
	X(NEEDED_VERSION, "needed-version", PAIR)   /* Mach-O: NAME=CURRENT[:COMPATIBLE] */ \
	X(DEPENDENT_LOAD_FLAGS, "load-flags", TEXT) /* PE: a number */

enum lw_edit_kind {
#define X(code, word, arg) LW_EDIT_##code,
	LW_EDITS(X)
#undef X
		LW_N_EDIT_KINDS
};

/* One edit. Strings are borrowed. Edits are done in their order. */
struct lw_edit {
	enum lw_edit_kind kind;
	const char *what, *to; /* NULL where the edit has none */
};

/* The word of an edit, what it is told; the edit of a word, or LW_N_EDIT_KINDS. */
LW_API const char *lw_edit_word(enum lw_edit_kind kind);
LW_API enum lw_edit_arg lw_edit_arg(enum lw_edit_kind kind);
LW_API enum lw_edit_kind lw_edit_kind_of(const char *word);

struct lw_edit_opts {
	size_t sz; /* sizeof this struct */
	/* ELF: what a removed library's versions still bind is bound without a version. Without it such a removal is
	 * refused, with the symbols. */
	bool drop_versions;
	/* Mach-O: also where a signature is lost that cannot be made again. */
	bool force_resign;
	/* As patchelf and install_name_tool do: what is not there to be changed is no error. */
	bool lenient;
	/* ELF: the page size that a new segment is for; 0: the largest that the machine may have. */
	uint64_t page_size;
};

/* How a plan's result is made, cheapest first: (code, words). */
#define LW_STRATEGIES(X) \
	X(NOTHING, "nothing to change") \
	X(IN_PLACE, "in place") \
	X(SPARE_ROOM, "in spare room") \
	X(OWN_SEGMENT, "in the segment of an earlier edit") \
	X(APPEND, "one appended segment") \
	X(REBUILD, "rebuilt")

enum lw_strategy {
#define X(code, words) LW_STRATEGY_##code,
	LW_STRATEGIES(X)
#undef X
		LW_N_STRATEGIES
};
LW_API const char *lw_strategy_words(enum lw_strategy strategy);

/* A range of the new file that differs from the old one, or moved. */
struct lw_step {
	uint64_t off, len;
	bool moved; /* old bytes in a new place: from */
	uint64_t from;
	const char *what; /* "dynamic string table", "program headers", "code directory" … */
	const char *why;  /* a clause, or NULL */
};

/* What a plan will do. All is owned by the plan. */
struct lw_plan {
	const char *path;
	enum lw_strategy strategy; /* the costliest of what it takes */
	uint64_t size_before, size_after;
	const struct lw_step *steps; /* by their place in the new file */
	uint32_t n_steps;
	const char *const *changes; /* what the edits come to, a line each: "soname: libx.so.1 -> libx.so.2" */
	uint32_t n_changes;
	const char *const *warnings; /* what is lost or weaker after it, a sentence each */
	uint32_t n_warnings;
};

/*
 * Reads the file at path, does n edits, lays the result out and verifies it: it is parsed again, must be sound and show
 * what was asked and nothing else. Nothing is written. Owner of *out: the caller, lw_plan_free. Errors: UNSUPPORTED
 * (the format or this file cannot take an edit), NOT_FOUND (what an edit is about is not there), USAGE, those of the
 * readers, INTERNAL (the result did not pass), IO, NOMEM.
 */
LW_API LW_USE bool lw_plan_new(const char *path, const struct lw_edit *edits, size_t n, const struct lw_edit_opts *opts,
			       const struct lw_plan **out, struct lw_error *err);

/* What became of the old file's attributes: sentences for people; owned by the plan. */
struct lw_committed {
	const char *const *notes;
	uint32_t n_notes;
	uint32_t n_lost; /* so many of the first tell of what was lost; the rest of what was kept */
};

/*
 * Writes the result to the file at to, or takes the place of the plan's file where to is NULL; a plan without changes
 * leaves that one as it is. The new file is written beside the old one, synced, read and compared, and renamed. After
 * any failure what was there is untouched. committed may be NULL. Errors: IO, NOMEM, INTERNAL (what was read back is
 * not what was written), LIMIT (the old file has been changed since).
 */
LW_API LW_USE bool lw_plan_commit(const struct lw_plan *plan, const char *to, struct lw_committed *committed,
				  struct lw_error *err);

/* NULL is allowed. */
LW_API void lw_plan_free(const struct lw_plan *plan);

#endif
