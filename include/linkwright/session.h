/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A session owns the memory of everything that is looked at together: files, images, graphs. It is used by
 * one thread at a time. lw_session_free ends the life of all that it gave out, lw_session_forget that of graphs.
 */
#ifndef LINKWRIGHT_SESSION_H
#define LINKWRIGHT_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "linkwright/error.h"
#include "linkwright/elf.h"
#include "linkwright/image.h"

struct lw_session;
struct lw_fs;

/* A file as it was found: identity and, if it is a binary, its image. */
struct lw_file {
	const char *path; /* the first path it was reached by */
	uint64_t dev, ino, size;
	uint32_t mode; /* permission bits and set-id bits */
	enum lw_file_kind {
		LW_FILE_REGULAR,
		LW_FILE_DIRECTORY,
		LW_FILE_SPECIAL, /* device, FIFO, socket: never opened */
	} kind;
	uint32_t n_head; /* how many of the bytes below there are */
	uint8_t head[64];
	const struct lw_image *image;         /* of an ELF file; NULL: it is none */
	const struct lw_image *const *images; /* every image of any format; a universal Mach-O file has several */
	uint32_t n_images;
	const struct lw_error *error; /* NULL; or why it could not be read at all */
};

/* Owner: the caller, who gives it back with lw_session_free. Errors: NOMEM. */
LW_API LW_USE bool lw_session_new(struct lw_session **out, struct lw_error *err);
/*
 * The same, on another system's tree: every path is one inside root, as if chrooted there, and no link leads out of it.
 * root is told as for open(2) and opened once; no privilege is needed. Errors: IO (it is no directory that can be
 * entered), NOMEM.
 */
LW_API LW_USE bool lw_session_new_root(const char *root, struct lw_session **out, struct lw_error *err);
/* Ends the life of every graph of this session and of what was asked of it. The files that were read stay. */
LW_API void lw_session_forget(struct lw_session *s);
/* NULL is allowed. */
LW_API void lw_session_free(struct lw_session *s);

/*
 * Opens and parses path, or answers from memory if this path or this inode was loaded before. *sys is 0 and *out
 * set, or *sys the errno of open(2). *out is owned by the session. Errors: NOMEM only; a file that
 * is damaged is an answer.
 */
LW_API LW_USE bool lw_session_load(struct lw_session *s, const char *path, const struct lw_file **out, int *sys,
				   struct lw_error *err);

/* All dynamic symbols of a loaded file with their versions, in the table's order without the null one. They live until
 * lw_session_forget. Errors: those of the format's reader. */
LW_API LW_USE bool lw_session_symbols(struct lw_session *s, const struct lw_file *file, const struct lw_symbol **out,
				      size_t *n, struct lw_error *err);

#endif
