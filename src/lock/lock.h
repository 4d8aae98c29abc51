/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a lock, and what its makers share. */
#ifndef LW_LOCK_LOCK_H
#define LW_LOCK_LOCK_H

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "linkwright/lock.h"
#include "session/session.h"

#define LW_LOCK_MOST_FILES (1u << 20)

/* A lock is the first member of what is really allocated. */
struct lw_lockfile_box {
	struct lw_lockfile lock;
	struct lw_arena arena;
};

/* NULL with NOMEM. */
struct lw_lockfile_box *lw_lockfile_new(struct lw_error *err) LW_USE;

/* A file on its way into a lock. */
struct lw_locking_file {
	struct lw_locked_file f;
	const char *path;             /* in the session */
	const char *real;             /* likewise, with every link followed; NULL: it is no file */
	uint32_t at;                  /* its place once all are sorted */
	const struct lw_fused *fused; /* or NULL */
};

/* files.c: the table of files while it grows. */
struct lw_locking_files {
	struct lw_targets *targets;
	uint32_t target;
	struct lw_arena *a;
	const char *real_top; /* of the target, with a slash; or NULL */
	LW_VEC(struct lw_locking_file *) list;
	struct lw_map by_path; /* as the loader calls it */
	struct lw_map by_shown;
};

/* What a loader names, added once; strings are copied. file and image: NULL where its bytes are not there. Errors:
 * NOMEM, LIMIT. */
bool lw_locking_file(struct lw_locking_files *files, const char *path, const struct lw_file *file,
		     const struct lw_image *image, const char *soname, struct lw_locking_file **out,
		     struct lw_error *err) LW_USE;
/* All in the order of their paths; at is filled in. Errors: NOMEM. */
bool lw_locking_sort(struct lw_locking_files *files, struct lw_lockfile *out, struct lw_error *err) LW_USE;

/* fused.c: what was fused into them, once they are sorted. Errors: NOMEM, LIMIT. */
bool lw_locking_fused(struct lw_locking_files *files, struct lw_lockfile *out, struct lw_error *err) LW_USE;
/* Fills in the owner of each file that some list of the system names. Errors: NOMEM, LIMIT. */
bool lw_locking_owners(struct lw_locking_files *files, struct lw_error *err) LW_USE;

/* pair.c: which path of y each path of x stands for, as places in y, or LW_NO_ID. Errors: NOMEM. */
struct lw_paths {
	const char *const *at;
	uint32_t n;
};
bool lw_paths_pair(struct lw_arena *a, struct lw_paths x, struct lw_paths y, enum lw_match match, uint32_t **out,
		   struct lw_error *err) LW_USE;

/* Differences while they are found. */
struct lw_drifting {
	const struct lw_lockfile *was, *now;
	struct lw_arena *a; /* of now */
	enum lw_match match;
	const struct lw_check_opts *rules; /* of a comparison of targets; or NULL */
	uint32_t *files, *binaries;        /* places in now for those of was, or LW_NO_ID */
	struct {
		struct lw_drift *at;
		uint32_t n, cap;
	} list;
};
/* compare.c: one more, zeroed but for what it is and is about. NULL with NOMEM or LIMIT. */
struct lw_drift *lw_drift_add(struct lw_drifting *d, enum lw_drift_kind kind, const char *subject,
			      struct lw_error *err) LW_USE;
/* Differences of files, binaries and names. Errors: NOMEM, LIMIT. */
bool lw_drifts_collect(struct lw_drifting *d, struct lw_error *err) LW_USE;
/* fused_drifts.c: what is fused into was, and into now, which is the same file. Errors: NOMEM, LIMIT. */
bool lw_drifts_fused(struct lw_drifting *d, uint32_t was, uint32_t now, struct lw_error *err) LW_USE;
/* Puts them in order, subject by subject, and counts what is the same. Errors: NOMEM. */
bool lw_drifts_end(struct lw_drifting *d, struct lw_drifts *out, struct lw_error *err) LW_USE;

#endif
