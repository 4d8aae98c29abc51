/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Apple's loader, followed step by step (docs/loaders/dyld.md; dyld Loader.cpp, JustInTimeLoader.cpp,
 * DyldProcessConfig.cpp). A dy_process is what it would hold in memory; it lives in the session's memory as long as the
 * graph that it fills. Functions give false only for errors of linkwright itself (NOMEM, LIMIT); what the loader meets
 * is a result.
 */
#ifndef LW_LOADER_DYLD_H
#define LW_LOADER_DYLD_H

#include "base/map.h"
#include "base/vec.h"
#include "graph/build.h"
#include "linkwright/macho.h"
#include "loader/kind.h"
#include "session/session.h"

/* As in LC_BUILD_VERSION. */
#define DY_VERSION(a, b) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8)

#define DY_LONGEST_PATH 1024 /* PATH_MAX of macOS; a longer candidate is not tried */

/* Loader and JustInTimeLoader of dyld. */
struct dy_image {
	uint32_t id;
	const struct lw_file *file; /* NULL: it lives in the shared cache, or is missing */
	const struct lw_image *img; /* NULL likewise */
	const char *path;           /* its real path; of one in the cache, its install name */
	struct dy_image *before;    /* the chain of rpaths goes on there; NULL at its end */
	struct dy_image **needs;    /* what its requests gave; NULL for a weak one that is not there */
	uint32_t n_needs;
};

/* What the kernel lets a process do (ProcessConfig::Security). */
struct dy_security {
	bool at_paths, env, classic_fallbacks;
	const char *pruned; /* why DYLD_* does not count, or NULL */
};

struct dy_lists {
	const char *env, *program; /* the variable, then LC_DYLD_ENVIRONMENT; colon lists or NULL */
};

/* A library that takes the place of the one with that install name. */
struct dy_override {
	const char *name, *path;
	uint32_t version;
};

/* What tells which libraries live in the shared cache. */
enum dy_evidence { DY_BY_NAME, DY_BY_SDK, DY_BY_CACHE };

struct dy_process {
	struct lw_session *s;
	struct lw_arena *a;
	const struct lw_world *w;
	struct lw_graph_builder b;
	bool record;      /* probes go into the graph */
	uint32_t edge;    /* the request that is served, for probes */
	uint32_t n_tries; /* paths that were looked at */
	uint32_t os[2];   /* macOS A.B whose rules hold */
	struct dy_security security;
	struct dy_lists library_path, framework_path, fallback_library, fallback_framework, versioned_library,
		versioned_framework;
	LW_VEC(struct dy_override) overrides;
	uint32_t n_versioned; /* files that were looked at for them */
	const char *insert, *suffix;
	struct dy_image *main;
	LW_VEC(struct dy_image *) images; /* by object id */
	struct lw_map paths, names, inodes;
	enum dy_evidence evidence;
	const char *cache_file; /* DY_BY_CACHE */
	struct lw_map *cache_names;
	bool cache_asked;          /* a library was taken to be in the shared cache, by that evidence */
	const char *cache_unknown; /* the first path of the system's that was taken not to be in it, or NULL */
};

struct dy_request {
	const char *name;
	struct dy_image *from; /* whose rpaths come first */
	bool weak, inserted;
};

/* How a request ended. */
struct dy_found {
	enum lw_how how;
	struct dy_image *image;     /* loaded already */
	const struct lw_file *file; /* to be loaded from */
	const struct lw_image *img;
	const char *path; /* the candidate that won */
	bool cached;      /* it is in the shared cache */
	enum lw_rule rule;
	uint32_t rule_object;
};

/* Goes through the paths of a request in dyld's order until stop. */
struct dy_walk {
	struct dy_process *p;
	const struct dy_request *rq;
	bool stop;
	bool (*visit)(struct dy_walk *w, const char *path, enum lw_rule rule, uint32_t object, struct lw_error *err);
};

/* dyld_paths.c: the variants of a name, each expanded (forEachPathVariant, forEachResolvedAtPathVar). */
bool lw_dy_each_path(struct dy_walk *w, struct lw_error *err) LW_USE;
/* dyld_expand.c: one path or @-path in all its forms. */
bool lw_dy_expand(struct dy_walk *w, const char *path, enum lw_rule rule, struct lw_error *err) LW_USE;
/* dyld_security.c: what the process may do, and its variables. */
bool lw_dy_configure(struct dy_process *p, struct lw_error *err) LW_USE;
/* dyld_system.c: whose cache serves a machine first ("arm64e" for arm64); NULL: none. */
const char *lw_dy_cache_arch(const char *arch);
/* dyld_cache.c: does a library of that name live in the shared cache? */
bool lw_dy_in_cache(struct dy_process *p, const struct dy_request *rq, const char *path, enum lw_rule rule, bool *yes,
		    struct lw_error *err) LW_USE;
/* Is path one of macOS's own places? */
bool lw_dy_is_system(const char *path);
/* dyld_system.c: chooses the evidence; what each of the two kinds of file says. */
bool lw_dy_find_evidence(struct dy_process *p, struct lw_error *err) LW_USE;
bool lw_dy_cache_has(struct dy_process *p, const char *path, bool *yes, struct lw_error *err) LW_USE;
bool lw_dy_sdk_has(struct dy_process *p, const char *path, bool *yes, struct lw_error *err) LW_USE;
/* dyld_versioned.c: gathers the overrides; the one of that name, or NULL. */
bool lw_dy_find_versioned(struct dy_process *p, struct lw_error *err) LW_USE;
const char *lw_dy_versioned(const struct dy_process *p, const char *name);
/* dyld_judge.c: the slice of f that can be loaded, or why there is none, in dyld's words. */
bool lw_dy_judge(struct dy_process *p, const struct lw_file *f, const struct lw_image **out, const char **why,
		 struct lw_error *err) LW_USE;
/* "arm64"; the SDK that it was built with, 0: not told. */
const char *lw_dy_arch(const struct lw_image *img);
uint32_t lw_dy_sdk(const struct lw_image *img);
/* The slice of a file that is started; NULL: it is no Mach-O file. */
const struct lw_image *lw_dy_main_slice(const struct lw_file *f, const char *arch);
/* dyld_load.c: serves one request and fills its edge; *out is NULL for what is not there. */
bool lw_dy_load(struct dy_process *p, const struct dy_request *rq, uint32_t edge, struct dy_image **out,
		struct lw_error *err) LW_USE;
struct dy_image *lw_dy_image_new(struct dy_process *p, const char *name, const struct dy_found *from, enum lw_role role,
				 struct lw_error *err);
bool lw_dy_search(struct dy_process *p, const struct dy_request *rq, struct dy_found *out, struct lw_error *err) LW_USE;
/* dyld_places.c: what-if questions on a finished process (loader/kind.h). */
bool lw_dy_alone(void *state, struct lw_edge *edge, struct lw_error *err) LW_USE;
bool lw_dy_places(void *state, const struct lw_edge *edge, const struct lw_place **out, uint32_t *n,
		  struct lw_error *err) LW_USE;
/* dyld.c */
bool lw_dy_run(struct lw_session *s, const struct lw_world *w, const struct lw_machine *m, const char *path,
	       const struct lw_file *file, const struct lw_graph **out, struct lw_error *err) LW_USE;

#endif
