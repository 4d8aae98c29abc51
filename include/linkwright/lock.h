/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which file each library name of a target resolves to, told so that it can be kept and compared: a lock is plain data
 * with no session behind it. It belongs to whoever made or read it, lw_lockfile_free. Paths without a slash before them
 * are within the target, others are those of the system that it is looked at on.
 */
#ifndef LINKWRIGHT_LOCK_H
#define LINKWRIGHT_LOCK_H

#include "linkwright/check.h"
#include "linkwright/graph.h"
#include "linkwright/owner.h"
#include "linkwright/target.h"

struct lw_locked_file {
	const char *path;
	const char *soname;   /* or NULL */
	const char *build_id; /* hexadecimal digits, or NULL */
	const char *sha256;   /* hexadecimal digits; NULL: its bytes are not there to be read */
	uint64_t size;
	struct lw_owner owner;
};

/* A name that a binary or one of its libraries asks for. */
struct lw_locked_name {
	const char *name;
	enum lw_how how;   /* SEARCH where it is met, whatever met it; else MISSING, IGNORED, FATAL, UNREACHED */
	enum lw_rule rule; /* that found the file; NONE where there is none */
	uint32_t file;     /* place in lw_lockfile.files, or LW_NO_ID */
};

/* One of the files that a fused file is made of, as its note tells (fuse.h). */
struct lw_locked_fused {
	uint32_t into;              /* place in lw_lockfile.files */
	bool is_target;             /* what that file was before it was fused; else a library */
	const char *within;         /* the path of the one among them into which it had been fused before; or NULL */
	struct lw_locked_file file; /* as it was then, and as the note tells; with its sha256 */
	uint64_t offset, length;    /* where its loaded part is in the fused file */
};

/* The newest version of one family that is asked of one library (floor.h); not in the file of a lock. */
struct lw_locked_need {
	const char *provider, *family, *version;
};

struct lw_locked_binary {
	uint32_t file;                      /* place in lw_lockfile.files */
	const struct lw_locked_name *names; /* in the order of their bytes */
	uint32_t n_names;
	const struct lw_locked_need *needs;
	uint32_t n_needs;
	const char *error;   /* why it cannot be looked at, or NULL */
	const char *stopped; /* the message with which the loader gives up, or NULL */
};

struct lw_lockfile {
	const char *target;        /* as it was told */
	const char *kind;          /* as lw_target_kind_name */
	const char *const *beside; /* other targets that make one world with it, as they were told */
	uint32_t n_beside;
	const char *const *options;
	uint32_t n_options;
	const struct lw_locked_file *files; /* in the order of their paths' bytes */
	uint32_t n_files;
	const struct lw_locked_fused *fused; /* by into, and then in the order of the note */
	uint32_t n_fused;
	const struct lw_locked_binary *binaries; /* likewise */
	uint32_t n_binaries;
};

struct lw_lockfile_opts {
	size_t sz;
	const char *const *options; /* of the command line that made the world: kept in the lock; borrowed */
	uint32_t n_options;
	bool needs; /* fill in the needs of binaries */
};

/* Looks at every binary of a target. Owner of *out: the caller. A binary that cannot be looked at is there with its
 * error. Errors: IO (the target), LIMIT, NOMEM. */
LW_API LW_USE bool lw_lockfile_target(struct lw_targets *t, uint32_t target, const struct lw_world *world,
				      const struct lw_lockfile_opts *opts, struct lw_lockfile **out,
				      struct lw_error *err);

/* Reads a lock that lw_report_lock wrote. Owner of *out: the caller. Errors: MALFORMED, LIMIT, NOMEM. */
LW_API LW_USE bool lw_lockfile_parse(const char *bytes, size_t n, struct lw_lockfile **out, struct lw_error *err);
/* The same, of a file of the caller's own. Errors: IO besides. */
LW_API LW_USE bool lw_lockfile_read(const char *path, struct lw_lockfile **out, struct lw_error *err);
/* Does the file at path begin as a lock does? */
LW_API bool lw_lockfile_is_one(const char *path);
/* NULL is allowed. */
LW_API void lw_lockfile_free(struct lw_lockfile *lock);

/* What can differ between two locks: (code, name in JSON, words for people). */
#define LW_DRIFTS(X) \
	X(BINARY_GONE, "binary-gone", "is gone") \
	X(BINARY_NEW, "binary-new", "is new") \
	X(UNREADABLE, "unreadable", "cannot be looked at") \
	X(READABLE, "readable", "could not be looked at, and can now") \
	X(STOPS, "stops", "the loader gives up") \
	X(STARTS, "starts", "the loader gave up, and goes on now") \
	X(CONTENT, "content", "other bytes") \
	X(BUILD_ID, "build-id", "other build") \
	X(SONAME, "soname", "other soname") \
	X(PACKAGE, "package", "other package") \
	X(PATH, "path", "another file") \
	X(RULE, "rule", "found by another rule") \
	X(MISSING, "missing", "not found any more") \
	X(FOUND, "found", "was not found, and is now") \
	X(NAME_GONE, "name-gone", "not asked for any more") \
	X(NAME_NEW, "name-new", "newly asked for") \
	X(VERSION, "version", "other symbol version") \
	X(FUSED, "fused", "another build is fused in") \
	X(FUSED_GONE, "fused-gone", "not fused in any more") \
	X(FUSED_NEW, "fused-new", "newly fused in") \
	X(FINDING_GONE, "finding-gone", "finding only before") \
	X(FINDING_NEW, "finding-new", "finding only after")

enum lw_drift_kind {
#define X(code, name, words) LW_DRIFT_##code,
	LW_DRIFTS(X)
#undef X
		LW_N_DRIFTS
};

struct lw_drift {
	enum lw_drift_kind kind;
	const char *subject;             /* the path of the binary or file that it is about */
	const char *other;               /* how the second lock calls it, where it differs; else NULL */
	const char *name;                /* the library's name as it is asked for; of VERSION the library;
					    of findings the rule; or NULL */
	const char *was, *now;           /* paths, versions, digests, sentences; or NULL */
	enum lw_rule was_rule, now_rule; /* of PATH, RULE, MISSING, FOUND, NAME_… */
	const struct lw_locked_file *was_file, *now_file; /* what the name resolves to; of files themselves; or NULL */
};

/* Every difference, subject by subject. */
struct lw_drifts {
	const char *was, *now; /* what is compared, as it was told */
	const struct lw_drift *at;
	uint32_t n;
	uint32_t n_same;          /* binaries of which nothing is told */
	uint32_t n_was, n_now;    /* binaries */
	const char *const *notes; /* what was assumed, as sentences */
	uint32_t n_notes;
};

/* How paths of the two are brought together. */
enum lw_match {
	LW_MATCH_EXACT, /* verify: the same path is the same file */
	LW_MATCH_LOOSE  /* diff: or the same last parts, as pkg/_x.so, the name without a "-HASH" as bundlers add it */
};

/* What is different in now. Strings and pointers lead into both locks and into the arena of now, which must live as
 * long as *out. Errors: NOMEM, LIMIT. */
LW_API LW_USE bool lw_lockfile_compare(const struct lw_lockfile *was, struct lw_lockfile *now, enum lw_match match,
				       struct lw_drifts *out, struct lw_error *err);

/* One side of a comparison. */
struct lw_side {
	struct lw_targets *targets;
	uint32_t target;
	const struct lw_world *world;
};

/* Both looked at and compared, findings of the rules and symbol versions among them; of a binary that only one side has
 * no findings are told. *was and *now become the caller's
 * (lw_lockfile_free); *out lives as long as *now and both sets of targets. Errors: IO, LIMIT, NOMEM. */
LW_API LW_USE bool lw_diff(const struct lw_side *a, const struct lw_side *b, const struct lw_check_opts *rules,
			   struct lw_lockfile **was, struct lw_lockfile **now, struct lw_drifts *out,
			   struct lw_error *err);

/* Does this directory of the disk look like the root of a Linux system: does it have a loader or its configuration
 * where only a root has them? */
LW_API bool lw_directory_is_root(const char *path);

/* Names for codes; never NULL. */
LW_API const char *lw_drift_name(enum lw_drift_kind kind);
LW_API const char *lw_drift_words(enum lw_drift_kind kind);

#endif
