/* SPDX-License-Identifier: Apache-2.0 */
/* What a program with the libraries that come with it asks of the system: files that are its own, and the versions that
 * they ask of libraries that are not. */
#ifndef LW_CHECK_USES_H
#define LW_CHECK_USES_H

#include "base/map.h"
#include "base/vec.h"
#include "graph/ask.h"
#include "linkwright/policy.h"
#include "session/session.h"

/*
 * Does this object come with the program, so that what it asks for counts as the program's own need? The program does;
 * a library does that an rpath or a path gives, unless it lies in a directory of the loader's own or is a libc.
 */
bool lw_is_own(const struct lw_graph *g, const struct lw_object *o);
/* For the place of a finding: NULL stands for the file that the graph is about. */
const char *lw_own_label(const struct lw_graph *g, const struct lw_object *o);
/* Who serves which request, found once for a graph: zero but for g and a. */
struct lw_servers {
	const struct lw_graph *g;
	struct lw_arena *a;
	struct lw_map by_name; /* of edges: by who asks and the name, and by the name alone */
	bool ready;
};

/* Does the system have to bring the library along that object o needs under this name? It does where no request of o's,
 * or else no other of that name, is met by what is its own. Errors: NOMEM. */
bool lw_is_left_to_system(struct lw_servers *s, const struct lw_object *o, const char *name, bool *yes,
			  struct lw_error *err) LW_USE;

/* One version that a file asks of a library. */
#define LW_USE_SYMBOLS 3
struct lw_version_use {
	const char *provider, *version;
	const char *symbols[LW_USE_SYMBOLS]; /* the first of those that need it */
	uint32_t n_symbols;                  /* 0: it is asked for as a whole (GLIBC_ABI_DT_RELR) */
	bool weak;
	uint64_t off;
};

struct lw_version_uses {
	struct lw_version_use *at;
	uint32_t n, cap;
};

/* In the file's order. Errors: NOMEM, LIMIT, those of the reader of symbols. */
bool lw_version_uses_of(struct lw_session *s, struct lw_arena *a, const struct lw_file *file,
			struct lw_version_uses *out, struct lw_error *err) LW_USE;
/* "pthread_create, f and 3 more symbols"; "" where none is. NULL with NOMEM. */
const char *lw_use_symbols(struct lw_arena *a, const struct lw_version_use *u, struct lw_error *err) LW_USE;
/*
 * DT_RELR, which glibc reads from 2.36 on, without a version that says so. From then on glibc refuses such a file if it
 * asks for versions and needs libc.so (elf/dl-version.c); older ones leave those relocations out.
 */
enum lw_relr {
	LW_RELR_FINE,    /* none, or it says so */
	LW_RELR_UNSAID,  /* 2.36 and later load it */
	LW_RELR_REFUSED, /* no glibc runs it */
};
enum lw_relr lw_relr_of(const struct lw_image *img);

/* 1 to 4 for x86-64-v1 to v4, by the file's note; 0: it says nothing. */
unsigned lw_x86_level(const struct lw_image *img);
/* The release that people still meet whose libraries lack a version, the newest of them, and the oldest that has it;
 * NULL: there is none, or no table. */
const struct lw_distro *lw_newest_without(const struct lw_image *img, const char *version);
const struct lw_distro *lw_oldest_with(const struct lw_image *img, const char *version);
/* The rows of the image's machine; of x86-64 where there are none for it, or img is NULL. */
const struct lw_distro *lw_distros_of(const struct lw_image *img, uint32_t *n);
/* A release of those distributions that a floor is told by, and no moving one. */
bool lw_is_common(const struct lw_distro *d);
/* As policies call it; NULL: they do not know it. */
const char *lw_image_python_machine(const struct lw_image *img);
/* "libc.so.6", "libc.musl-x86_64.so.1", "libc.so": which libc a need of this name means: "glibc", "musl", NULL. */
const char *lw_libc_of_name(const char *library);

#endif
