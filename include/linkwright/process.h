/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a live Linux process has mapped, as the kernel shows it below /proc/PID and as its own loader lists it. The
 * process is only read: it is not stopped, traced or changed, and goes on while it is looked at.
 *
 * Two witnesses are asked. The memory map tells which file each mapping is of, also where no path leads to that file
 * any more. The loader's list (struct r_debug and its chain of link maps, in the memory of the process) tells what was
 * loaded, in which order, by which name and into which name space; reading it takes the right to trace the process.
 * What only one of them tells is marked, and what neither tells is a note.
 *
 * What has come at the start and what later is not recorded anywhere. It is found by comparing with the graph of the
 * program in the environment and directory that the process was started in: what that graph holds is taken to have come
 * at the start, and of the rest each first one in the loader's order is taken to be opened by name (dlopen), together
 * with what its own graph holds. By which call and with which scope (RTLD_LOCAL or RTLD_GLOBAL) something was opened
 * cannot be told from outside.
 */
#ifndef LINKWRIGHT_PROCESS_H
#define LINKWRIGHT_PROCESS_H

#include "linkwright/graph.h"
#include "linkwright/session.h"

/* (code, name in JSON, words) */
#define LW_MAPPED_KINDS(X) \
	X(PROGRAM, "program", "program") \
	X(LIBRARY, "library", "library") \
	X(LOADER, "loader", "loader") \
	X(VDSO, "vdso", "part of the kernel")

enum lw_mapped_kind {
#define X(code, name, words) LW_MAPPED_##code,
	LW_MAPPED_KINDS(X)
#undef X
};

#define LW_SINCES(X) \
	X(UNKNOWN, "unknown", "when is not known") \
	X(START, "start", "there at the start") \
	X(OPENED, "opened", "opened later") \
	X(OPENED_WITH, "opened-with", "came with what was opened later")

enum lw_since {
#define X(code, name, words) LW_SINCE_##code,
	LW_SINCES(X)
#undef X
};

/* What its name would give if it were asked for now. */
#define LW_TODAYS(X) \
	X(UNKNOWN, "unknown", "not known") /* nothing tells by which name, or it may not be looked at */ \
	X(SAME, "same", "the same file") \
	X(OTHER, "other", "another file") \
	X(MISSING, "missing", "nothing")

enum lw_today {
#define X(code, name, words) LW_TODAY_##code,
	LW_TODAYS(X)
#undef X
};

/* One file that is loaded; a file that is loaded into two name spaces is there twice. */
struct lw_mapped {
	enum lw_mapped_kind kind;
	uint32_t id;          /* its place in the list */
	uint32_t ns;          /* 0: the program's; LW_NO_ID: the loader's list does not have it, or could not be read */
	bool listed;          /* the loader's list has it */
	const char *path;     /* as the kernel names it, in the root of the process; "[vdso]" */
	const char *name;     /* as the loader names it; NULL: not told */
	const char *soname;   /* or NULL */
	const char *build_id; /* hexadecimal, or NULL */
	const struct lw_file *file;   /* what is mapped, also where it is gone; NULL: it could not be read. Its own path
					then leads to it in the session only */
	const struct lw_image *image; /* of file, or NULL */
	bool from_memory;             /* the file could not be opened: it was read out of the process */
	uint64_t dev, ino;            /* of the mapped file */
	uint64_t base;                /* address of its first mapping */
	uint32_t n_mappings;
	bool executable;
	bool gone;  /* no path leads to the file any more: it was deleted, or another took its place */
	bool memfd; /* it never had a path (memfd_create) */
	enum lw_since since;
	uint32_t opened_with; /* for OPENED_WITH: the object whose opening brought it; else LW_NO_ID */
	enum lw_today today;
	const char *today_path; /* for OTHER */
	bool today_same_build;  /* for OTHER: it has the same build-id */
};

/* Why two of them are one library: a set of these. (bit, name in JSON, words) */
#define LW_COPY_REASONS(X) \
	X(FILE, 1, "file", "the same file") \
	X(BUILD_ID, 2, "build-id", "the same build-id") \
	X(SONAME, 4, "soname", "the same soname") \
	X(NAME, 8, "name", "the same name")

enum lw_copy_reason {
#define X(code, bit, name, words) LW_COPY_##code = (bit),
	LW_COPY_REASONS(X)
#undef X
};

/* Two copies of one library, as ids; first was loaded before second. */
struct lw_mapped_copy {
	uint32_t first, second;
	unsigned reasons;
	bool apart; /* in different name spaces (dlmopen), which is what these are for */
};

struct lw_process {
	uint32_t pid;
	const char *root;       /* "/", or the root directory as the kernel names it */
	bool elsewhere;         /* its root or mount name space is another than this process's */
	const char *exe;        /* path of the program, in its root */
	const char *command;    /* the first word of its command line; "" where it has none */
	const char *cwd;        /* in its root; NULL: not told */
	const char *const *env; /* as it was when the program was started */
	uint32_t n_env;
	bool has_env;   /* it could be read */
	bool secure;    /* AT_SECURE */
	bool has_list;  /* the loader's list was read: objects are in its order, else by their address from above */
	bool is_static; /* the program has no loader */
	uint32_t n_namespaces;
	const struct lw_mapped *objects;
	uint32_t n_objects;
	const struct lw_mapped_copy *copies;
	uint32_t n_copies;
	const struct lw_graph *graph; /* what a start of the program would give now; NULL: not told */
	const char *const *notes;
	uint32_t n_notes;
};

/*
 * A session for one process: on its root, which another mount name space or chroot makes another than "/". Mapped files
 * that no path leads to are in it as well. Owner: the caller, lw_session_free. Errors: NOT_FOUND (there is no such
 * process), IO (its root may not be entered), NOMEM.
 */
LW_API LW_USE bool lw_process_session(uint32_t pid, struct lw_session **out, struct lw_error *err);

/*
 * Reads the process that the session was made for. *out is owned by the session, until lw_session_forget. Errors:
 * NOT_FOUND (it has ended), IO (its memory map may not be read), UNSUPPORTED (a kernel thread, a process that has ended
 * and is waited for, a session made otherwise), MALFORMED, LIMIT, NOMEM.
 */
LW_API LW_USE bool lw_process_read(struct lw_session *s, uint32_t pid, const struct lw_process **out,
				   struct lw_error *err);

/* Something that `ps` tells as wrong: a library that is gone or would be another now, or two copies in one name
 * space. */
LW_API bool lw_process_is_wrong(const struct lw_process *p);
LW_API bool lw_mapped_is_wrong(const struct lw_mapped *m);

LW_API const char *lw_mapped_kind_name(enum lw_mapped_kind kind);
LW_API const char *lw_since_name(enum lw_since since);
LW_API const char *lw_today_name(enum lw_today today);

#endif
