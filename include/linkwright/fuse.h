/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Static linking after the fact: one file that holds a program or library and libraries that it needs, bound to each
 * other. Nothing is run, and no instruction is changed.
 */
#ifndef LINKWRIGHT_FUSE_H
#define LINKWRIGHT_FUSE_H

#include "linkwright/edit.h"
#include "linkwright/graph.h"
#include "linkwright/owner.h"

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
	bool bindings;    /* tell what binds to what; else the plan has none */
	bool dependents;  /* what needs something that goes in goes in, too, but for what is kept */
};

/* A file that goes into the new one. */
struct lw_fuse_member {
	const char *name, *path; /* as it was asked for (the target: NULL); where it was found */
	const char *soname;      /* or NULL */
	const uint8_t *build_id;
	uint32_t n_build_id;
	uint64_t size;     /* of its file */
	uint64_t off, len; /* where its loaded part is in the new file */
	uint64_t delta;    /* is added to its addresses */
	struct lw_owner owner;
	uint64_t n_bound, n_outside, n_nowhere; /* references that became addresses; that stay for the loader */
};

/* A symbol that a file refers to, and what it is bound to: a member, what stays outside, or nothing. */
struct lw_fuse_binding {
	const char *name, *version; /* version: that is asked for, or NULL */
	uint32_t from, to;          /* members; LW_NO_ID: it is none of them */
	const char *from_path;      /* of either: of what stays outside, too */
	const char *to_path;        /* NULL: nobody has it */
	bool weak;                  /* and it may be so */
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
	const char *const *notes; /* what the licenses of the members ask for, as sentences */
	uint32_t n_notes;
	/* In the order of their members, then those of what stays outside to a member. Empty where nobody asked. */
	const struct lw_fuse_binding *bindings;
	uint32_t n_bindings;
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

/* One of the files that a fused file is made of, as its note tells (docs/fusing-note.md). */
struct lw_fused_file {
	const char *path;        /* where it was found */
	const char *soname;      /* or NULL */
	const uint8_t *build_id; /* or NULL */
	uint32_t n_build_id;
	uint8_t sha256[32]; /* of the file */
	uint64_t size;      /* of the file, in bytes */
	uint64_t off, len;  /* where its loaded part is in the fused file */
	uint64_t delta;     /* is added to its addresses, modulo 2^64 */
	uint64_t begin;     /* the offset in its own file of the first byte that is there; in_memory: its address */
	bool in_memory;     /* its bytes are apart as in memory; else as in its file */
	uint32_t in;        /* it was already fused into that one of the files when this one was made; LW_NO_ID: no */
	struct lw_owner owner; /* at the time of fusing */
};

/* What a fused file tells of itself. */
struct lw_fused {
	const char *path;        /* of the fused file; NULL where a reader was given bytes */
	const uint8_t *build_id; /* of the fused file, or NULL */
	uint32_t n_build_id;
	uint64_t version; /* of the note's format */
	const char *const *options;
	uint32_t n_options;
	const struct lw_fused_file *files; /* the target first, then in the loader's order, then what was in these */
	uint32_t n_files;
	bool is_program, is_fixed;   /* it has an interpreter; it lies at the addresses that it tells */
	uint64_t low;                /* the lowest of those, rounded down to a page of 4096 bytes */
	uint64_t undo_off, undo_len; /* where what undoing needs was written; tools may have moved or dropped it */
};

/*
 * Reads the note of a fused file. *out is freed with lw_fused_free. Errors: NOT_FOUND (it has none: nothing was fused
 * into it), MALFORMED, LIMIT, UNSUPPORTED (a format of a later version), those of the readers, NOMEM.
 */
LW_API LW_USE bool lw_fused_read(const char *path, const struct lw_fused **out, struct lw_error *err);
/*
 * Writes the target as it was before anything was fused into it, to the path to, whole or not at all: only what has the
 * SHA-256 that the note tells is written. out, which may be NULL, is good until lw_fused_free. Errors: NOT_FOUND (what
 * undoing needs is gone), MALFORMED (it is damaged, or the file was changed otherwise), LIMIT, those of lw_plan_commit.
 */
LW_API LW_USE bool lw_fused_undo(const struct lw_fused *fused, const char *to, struct lw_committed *out,
				 struct lw_error *err);
/* NULL is allowed. */
LW_API void lw_fused_free(const struct lw_fused *fused);

#endif
