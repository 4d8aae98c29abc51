/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a word on the command line stands for: a file, a directory, an archive, an image or a process. Several targets
 * are looked at as one world: archives are laid over the system where their content would lie once it is installed, and
 * are read in place. Where that is:
 *
 *   a wheel                    LW_SITE_PACKAGES, together with all other wheels
 *   a conda package            LW_CONDA_PREFIX, together with all other conda packages
 *   a .deb                     over the root of the system, as installed
 *   a tarball                  /NAME, NAME being the file's without its endings
 *   an image of a container    the root itself: nothing of this system shows through
 *
 * A target set owns a session; everything that it gives out lives until lw_targets_free.
 */
#ifndef LINKWRIGHT_TARGET_H
#define LINKWRIGHT_TARGET_H

#include "linkwright/graph.h"

#define LW_SITE_PACKAGES "/site-packages"
#define LW_CONDA_PREFIX "/conda-prefix"

/* (code, name in JSON, words for people) */
#define LW_TARGET_KINDS(X) \
	X(FILE, "file", "file") \
	X(DIRECTORY, "directory", "directory") \
	X(SITE, "site-packages", "site-packages") /* a directory of installed Python packages */ \
	X(WHEEL, "wheel", "wheel") \
	X(CONDA, "conda", "conda package") \
	X(TARBALL, "tarball", "tarball") \
	X(DEB, "deb", "Debian package") \
	X(IMAGE, "image", "container image") \
	X(PROCESS, "process", "process")

enum lw_target_kind {
#define X(code, name, words) LW_TARGET_##code,
	LW_TARGET_KINDS(X)
#undef X
		LW_N_TARGET_KINDS
};

struct lw_target {
	const char *word; /* as it was told */
	enum lw_target_kind kind;
	const char
		*top; /* the file, or the directory below which it lies, in the session's file system; "/" at least */
	const char *prefix; /* what is left out of the paths in it when they are shown: top and a slash, or "" */
	uint32_t pid;       /* of a process */
	const struct lw_error *error; /* it cannot be read: why; else NULL */
};

struct lw_targets;

struct lw_targets_opts {
	size_t sz;
	const char *root;    /* NULL: this system */
	const char *cwd;     /* absolute; words are told from here */
	const char *outside; /* the caller's own directory: archives that are not found below root are told from here;
				NULL: they are not looked for there */
	uint64_t most_bytes; /* of one archive once unpacked; 0: a default that no real package reaches */
};

/* Looks at each word and opens what is an archive; one that cannot be read is there with its error. Owner of *out: the
 * caller. Errors: USAGE (an image together with other targets), IO (the root), NOMEM. */
LW_API LW_USE bool lw_targets_new(const struct lw_targets_opts *o, const char *const *words, uint32_t n,
				  struct lw_targets **out, struct lw_error *err);
/* NULL is allowed. */
LW_API void lw_targets_free(struct lw_targets *t);

LW_API const struct lw_target *lw_targets_at(const struct lw_targets *t, uint32_t *n);
/* The session over the file system that all targets are in. Not for a caller to free. */
LW_API struct lw_session *lw_targets_session(struct lw_targets *t);

/*
 * The native binaries (ELF with dynamic or static programs and libraries, Mach-O, PE) in a target, as paths of the
 * session, in the order of their bytes; relocatable objects and separate debug files are left out. A link to a file is
 * not listed where the file is. Errors: IO, LIMIT, NOMEM.
 */
LW_API LW_USE bool lw_targets_files(struct lw_targets *t, uint32_t target, const char *const **paths, uint32_t *n,
				    struct lw_error *err);

/* A file or directory in a target that could not be read, so that nobody knows whether it is a binary. */
struct lw_unread {
	uint32_t target;
	const char *file; /* as people know it */
	const struct lw_error *error;
};

/* Those that lw_targets_files came across. */
LW_API const struct lw_unread *lw_targets_unread(const struct lw_targets *t, uint32_t *n);

/* A path of the session as people know it: "x.whl/pkg/_ext.so" in the target x.whl, or itself where it is in none.
 * *which is the target's number, or LW_NO_ID. Errors: NOMEM. */
LW_API LW_USE bool lw_targets_show(struct lw_targets *t, const char *path, const char **shown, uint32_t *which,
				   struct lw_error *err);

LW_API const char *lw_target_kind_name(enum lw_target_kind kind);
LW_API const char *lw_target_kind_words(enum lw_target_kind kind);

#endif
