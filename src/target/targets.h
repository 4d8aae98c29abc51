/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a set of targets: the file systems that make its world, and the session over them. */
#ifndef LW_TARGET_TARGETS_H
#define LW_TARGET_TARGETS_H

#include "archive/archive.h"
#include "linkwright/target.h"
#include "os/fs_mount.h"
#include "os/fs_root.h"
#include "os/walk.h"
#include "session/session.h"

/* An opened archive, and where its content lies. */
struct lw_opened {
	struct lw_archive *archive;
	enum lw_target_kind kind;
	const char *word;  /* as it was told, without what follows in it */
	const char *inner; /* "/pkg/x.so": only this member is the target; NULL: all is */
	const char *prefix;
	uint32_t target;
};

struct lw_targets {
	struct lw_arena arena;
	struct lw_root_fs root; /* its dir is -1 where the base is this system */
	const struct lw_fs *base;
	struct lw_mount_fs mounts; /* its owners are numbers of targets */
	struct lw_session *session;
	LW_VEC(struct lw_session *) processes; /* of targets that are processes; freed with the rest */
	const char *cwd;
	const char *outside; /* a directory of this system, where the base is another one; or NULL */
	uint64_t most_bytes;
	LW_VEC(struct lw_opened) archives;
	LW_VEC(struct lw_unread) unread;
	LW_VEC(struct lw_target) list;
};

/* file.c: what a word stands for that is a path of the base. Errors: as lw_targets_new. */
bool lw_target_of_path(struct lw_targets *t, const char *word, struct lw_target *out, struct lw_error *err) LW_USE;

/* archive.c: the archive that src is, if it is one: *is tells; src is taken over then. word is its own name, inner what
 * follows it in the target's, or NULL. Errors: those of its reader. */
bool lw_target_of_archive(struct lw_targets *t, struct lw_source *src, const char *word, const char *inner,
			  struct lw_target *out, bool *is, struct lw_error *err) LW_USE;
/* Lays all archives over the base: after every target is known. Errors: USAGE, NOMEM. */
bool lw_target_mount_all(struct lw_targets *t, struct lw_error *err) LW_USE;
/* files.c: each regular file below a directory of the base (os/walk.h), on one thread. Errors: IO, and the calls'. */
typedef bool lw_target_file_fn(void *ctx, unsigned worker, int dir, const char *path, const char *name,
			       struct lw_walk_out *out, struct lw_error *err);
typedef bool lw_target_rows_fn(void *ctx, const struct lw_walk_out *out, struct lw_error *err);
bool lw_target_walk(struct lw_targets *t, const char *dir, lw_target_file_fn *file, lw_target_rows_fn *rows, void *ctx,
		    struct lw_error *err) LW_USE;
/* files.c: the same of a directory target and its places. */
bool lw_target_walk_all(struct lw_targets *t, uint32_t target, lw_target_file_fn *file, lw_target_rows_fn *rows,
			void *ctx, struct lw_error *err) LW_USE;
/* archive_files.c: each file in the target's archive that may be a binary by its first bytes, as a path of the session.
 */
typedef bool lw_target_path_fn(void *ctx, const char *path, struct lw_error *err);
bool lw_target_archive_files(struct lw_targets *t, uint32_t target, lw_target_path_fn *each, void *ctx,
			     struct lw_error *err) LW_USE;
/* places.c: directories (or single files) outside a site-packages directory where its packages really lie. Errors: IO,
 * NOMEM, LIMIT. */
bool lw_target_places(struct lw_targets *t, uint32_t target, const char *const **out, uint32_t *n,
		      struct lw_error *err) LW_USE;
/* python_files.c: each Python file of the target, as a path of the session. */
bool lw_target_python_files(struct lw_targets *t, uint32_t target, lw_target_path_fn *each, void *ctx,
			    struct lw_error *err) LW_USE;
/* Where a member of the target's archive lies in the session. NULL with NOMEM. */
const char *lw_target_member_path(struct lw_targets *t, uint32_t target, const char *member, struct lw_error *err);
/* The archive of a target that is one, or NULL. */
const struct lw_archive *lw_target_archive(const struct lw_targets *t, uint32_t target);
/* The same, also where the target is only a member of it; NULL: neither. */
const struct lw_opened *lw_target_opened(const struct lw_targets *t, uint32_t target);

#endif
