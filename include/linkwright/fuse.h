/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Static linking after the fact: one file that holds a program or library and libraries that it needs, bound to each
 * other. Nothing is run, and no instruction is changed.
 */
#ifndef LINKWRIGHT_FUSE_H
#define LINKWRIGHT_FUSE_H

#include "linkwright/edit.h"
#include "linkwright/graph.h"

struct lw_fuse_opts {
	size_t sz;               /* sizeof (struct lw_fuse_opts) */
	const char *const *libs; /* sonames or paths of what goes in */
	uint32_t n_libs;
	const char *const *keep; /* sonames or paths of what stays outside although all go in */
	uint32_t n_keep;
	const char *root; /* NULL: this system's */
	bool all;         /* every library that is loaded at the start … */
	bool keep_libc;   /* … but those that make up the C library */
	bool fixed;       /* a PIE becomes a program at a fixed address, with its relocations applied */
	bool visible;     /* of a library: what goes into it stays visible to others; else it is private */
};

/* A file that goes into the new one. */
struct lw_fuse_member {
	const char *name, *path; /* as it was asked for (the target: NULL); where it was found */
	const char *soname;      /* or NULL */
	const uint8_t *build_id;
	uint32_t n_build_id;
	uint64_t size;                          /* of its file */
	uint64_t off, len;                      /* where its loaded part is in the new file */
	uint64_t delta;                         /* is added to its addresses */
	uint64_t n_bound, n_outside, n_nowhere; /* references that became addresses; that stay for the loader */
};

struct lw_fuse_plan {
	const char *path;                     /* of the target */
	const struct lw_fuse_member *members; /* the target first */
	uint32_t n_members;
	const char *const *outside; /* what stays outside, in the loader's order */
	uint32_t n_outside;
	uint64_t size_before, size_after; /* of the target, of the new file */
	uint64_t n_relative, n_symbolic;  /* relocations that the loader still has to do */
	uint32_t n_headers;               /* program headers */
	const char *const *warnings;
	uint32_t n_warnings;
};

/*
 * Follows the loader, binds, lays out and proves; nothing is written. world as for lw_graph_build. *out is freed with
 * lw_fuse_free. Errors: USAGE, NOT_FOUND (no such library), UNSUPPORTED (a refusal: the sentence says which file, what
 * of it, and what helps), those of the readers, INTERNAL (the result would not be sound), NOMEM.
 */
LW_API LW_USE bool lw_fuse_new(const struct lw_world *world, const char *path, const struct lw_fuse_opts *opts,
			       const struct lw_fuse_plan **out, struct lw_error *err);
/* Writes it to the path to, whole or not at all. Errors: those of lw_plan_commit. */
LW_API LW_USE bool lw_fuse_commit(const struct lw_fuse_plan *plan, const char *to, struct lw_committed *out,
				  struct lw_error *err);
/* NULL is allowed. */
LW_API void lw_fuse_free(const struct lw_fuse_plan *plan);

#endif
