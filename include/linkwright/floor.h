/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The oldest system that files run on: the newest symbol versions that they ask for, which file and symbol is to blame,
 * and who has them. What comes with a program counts as the program does; the system's own libraries do not.
 */
#ifndef LINKWRIGHT_FLOOR_H
#define LINKWRIGHT_FLOOR_H

#include "linkwright/graph.h"
#include "linkwright/policy.h"

/* The newest version of one family that is asked of one library. */
struct lw_floor_need {
	const char *provider; /* "libc.so.6" */
	const char *version;  /* "GLIBC_2.34" */
	const char *family;   /* "GLIBC" */
	const char *number;   /* "2.34"; NULL: it has none, as GLIBC_PRIVATE */
	const char *symbol;   /* one that needs it; NULL: none does, it is asked for as a whole (GLIBC_ABI_DT_RELR) */
	uint32_t n_symbols;
	const char *const *files; /* each that asks for it */
	uint32_t n_files;
	const char *gcc; /* the release of GCC that this version of libstdc++ came with; NULL: not known */
};

/* Another thing than versions that a file needs: the newest of each kind. */
struct lw_floor_system {
	const char *name;    /* "Linux", "CPU", "musl", "macOS" and other systems of Apple's, "Windows" */
	const char *version; /* "3.2.0", "x86-64-v3", "1.2.3", "11.0", "6.1" */
	const char *words;   /* for people, "Windows 7"; NULL: name and version do */
	const char *symbol;  /* to blame; NULL: the file says it as a whole */
	const char *file;
};

struct lw_floor {
	const struct lw_floor_need *needs; /* in the files' order of libraries */
	uint32_t n_needs;
	const struct lw_floor_system *systems;
	uint32_t n_systems;
	const char *const *files; /* that were looked at */
	uint32_t n_files;
	const char *const *others; /* libraries that the system has to have, and of which no table tells */
	uint32_t n_others;
	uint16_t glibc_minor;           /* the glibc that it needs; 0: none is told by versions */
	const char *relr;               /* a file with DT_RELR that does not say so by a version; or NULL */
	bool refused;                   /* and which glibc 2.36 and later therefore do not load */
	const struct lw_distro *newest; /* the newest release that lacks something; NULL: none that is known */
	const struct lw_distro *oldest; /* the oldest one that has everything; NULL likewise */
	/* Of each distribution the release from which on it has everything, others left aside; none where is_private.
	 */
	const struct lw_distro *const *runs_on;
	uint32_t n_runs_on;
	bool is_private; /* it asks for GLIBC_PRIVATE, which only the same build of glibc has */
};

/* Of the program or library that g is about, with what comes with it. *out lives until lw_session_forget. Errors:
 * NOMEM, LIMIT, UNSUPPORTED (a damaged file), those of the readers of symbols. */
LW_API LW_USE bool lw_floor_of_graph(struct lw_session *s, const struct lw_graph *g, const struct lw_floor **out,
				     struct lw_error *err);
/* Of several files that are brought along together, as those of a wheel: what one of them provides, by soname or file
 * name, is not asked of the system. shown: what the files are called in *out; NULL: by their paths. Errors: the same;
 * NOT_FOUND, IO. */
LW_API LW_USE bool lw_floor_of_files(struct lw_session *s, const char *const *paths, const char *const *shown,
				     uint32_t n, const struct lw_floor **out, struct lw_error *err);

#endif
