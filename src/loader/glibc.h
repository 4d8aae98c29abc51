/* SPDX-License-Identifier: Apache-2.0 */
/*
 * glibc's ld.so, followed step by step (docs/loaders/glibc.md). A gl_process is what the loader would hold in memory:
 * link maps, search directories and what it knows of them, the cache. It lives in the session's memory as long as the
 * graph that it fills. Functions give false only for errors of linkwright itself (NOMEM, LIMIT); what the loader meets
 * is a result.
 */
#ifndef LW_LOADER_GLIBC_H
#define LW_LOADER_GLIBC_H

#include "base/map.h"
#include "base/vec.h"
#include "format/ldcache.h"
#include "graph/build.h"
#include "linkwright/elf.h"
#include "loader/glibc_rules.h"
#include "loader/machine.h"
#include "session/session.h"

enum gl_dir_status { GL_DIR_UNKNOWN, GL_DIR_EXISTING, GL_DIR_NONEXISTING };

/* A search directory, one for each spelling in the whole process (dl_all_dirs). */
struct gl_dir {
	const char *name;      /* with a slash at the end; "" is the current directory */
	uint8_t *status;       /* one for each hwcaps subdirectory */
	const void *listed_in; /* the list that took it last */
};

struct gl_dirs {
	enum { GL_DIRS_UNSET, GL_DIRS_NONE, GL_DIRS_SET } state;
	LW_VEC(struct gl_dir *) list;
};

/* A link map. */
struct gl_map {
	uint32_t id, ns;
	const struct lw_file *file; /* NULL: faked, it stands for something missing */
	const struct lw_image *img; /* NULL: faked */
	struct gl_map *loader;      /* who asked first (l_loader) */
	struct gl_map *next, *prev; /* the loader's own list (l_next) */
	uint64_t place;             /* grows along that list */
	bool unreachable;           /* before the first of its list: nothing that goes through the list comes to it */
	const char *l_name;         /* the path as the loader spells it; "" for the program */
	LW_VEC(const char *) names; /* l_libname */
	struct lw_map many_names;   /* the same, once they are more than a few */
	bool faked, executable, has_id;
	bool mirror;                 /* of the loader, in an audit name space */
	const char *rpath, *runpath; /* as the loader sees them: with both, there is no rpath */
	struct gl_dirs rpath_dirs, runpath_dirs;
	bool origin_known;
	const char *origin; /* NULL when known: it cannot be told */
	bool defines_known;
	struct lw_map defines; /* hash and version */
};

/* A name space. */
struct gl_ns {
	struct gl_map *first, *last;
	struct lw_map aliases, sonames; /* name -> gl_bearers (glibc_maps.c) */
	struct lw_map inodes;
};

#define GL_MOST_NS 16 /* the program's and 15 for audit modules (DL_NNS) */

struct gl_process {
	struct lw_session *s;
	struct lw_arena *a;
	const struct lw_world *w;
	const char *cwd;
	const struct lw_machine *m;
	uint16_t minor;
	struct lw_graph_builder b;
	bool record;        /* probes go into the graph */
	uint32_t edge;      /* the request that is served, for probes */
	struct lw_map dirs; /* name -> gl_dir */
	struct gl_dirs system, env;
	const char *const *hwcaps; /* the last is "" */
	uint32_t n_hwcaps;
	uint32_t n_tries;       /* paths that were opened or asked about, what-if questions too */
	uint64_t n_path_bytes;  /* of those paths */
	uint32_t n_moved_names; /* of maps that filters moved */
	const char *stop_words; /* why the walk was given up, without the name it is about */
	uint8_t isa_bits;       /* x86 levels that the CPU has, as bits */
	bool debian;            /* Debian's and Ubuntu's loaders pass over more (their patch ldso-machine-mismatch) */
	struct gl_map *main, *rtld;
	LW_VEC(struct gl_map *) maps; /* by object id */
	struct gl_ns ns[GL_MOST_NS];
	uint32_t n_ns;
	enum { GL_CACHE_UNREAD, GL_CACHE_NONE, GL_CACHE_READ } cache_state;
	struct lw_ldcache cache;
	struct lw_map cache_memo;       /* where the binary search ended -> what the cache said */
	const uint32_t *cache_priority; /* of each hwcaps name in the cache; 0: not usable */
	struct lw_map alone_memo;
};

/* How a search or a request ended. */
enum gl_end { GL_NOT_FOUND, GL_FOUND, GL_FATAL };

struct gl_found {
	enum gl_end end;
	const char *path; /* as the loader spells it */
	const struct lw_file *file;
	enum lw_rule rule;
	uint32_t rule_object;
	int sys; /* errno as it stands */
	bool other_class;
	const char *reason; /* FATAL: the loader's sentence, "NAME: words" */
	const char *words;  /* FATAL: the same without the name */
	const char *reason_path;
};

struct gl_request {
	struct gl_map *loader; /* NULL for nobody */
	const char *name;
	uint32_t ns;
	bool trace;          /* a missing one is faked */
	bool secure_preload; /* __RTLD_SECURE */
	bool audit;          /* __RTLD_AUDIT */
	bool callmap;        /* __RTLD_CALLMAP: loader lends its rpath only */
};

/* glibc_facts.c: version, trusted directories, $LIB from the loader's own bytes. */
bool lw_gl_facts_read(struct gl_process *p, const struct lw_file *loader, struct lw_error *err) LW_USE;
/* glibc_hwcaps.c: the subdirectories in their order. */
bool lw_gl_hwcaps_set(struct gl_process *p, struct lw_error *err) LW_USE;
/* glibc_tokens.c */
bool lw_gl_tokens_any(const char *text);
/* Puts tokens in; *out is NULL where a token has no value or is not trusted. */
bool lw_gl_tokens_expand(struct gl_process *p, struct gl_map *l, const char *text, const char **out,
			 struct lw_error *err) LW_USE;
bool lw_gl_origin(struct gl_process *p, struct gl_map *l, struct lw_error *err) LW_USE;
/* glibc_dirs.c */
bool lw_gl_dirs_split(struct gl_process *p, struct gl_map *l, const char *list, const char *separators,
		      struct gl_dirs *out, struct lw_error *err) LW_USE;
bool lw_gl_dirs_add(struct gl_process *p, struct gl_dirs *out, const char *name, size_t n, struct lw_error *err) LW_USE;
/* The directories of l's rpath or runpath, read once. */
bool lw_gl_dirs_of(struct gl_process *p, struct gl_map *l, bool runpath, struct gl_dirs **out,
		   struct lw_error *err) LW_USE;
/* glibc_cache.c: the one path that the cache gives for name, or NULL. Reads the cache at the first call. */
bool lw_gl_cache_lookup(struct gl_process *p, const char *name, const char **out, struct lw_error *err) LW_USE;
/* glibc_judge.c */
enum gl_judgement { GL_ACCEPT, GL_SKIP, GL_REJECT };
/* Why a candidate is not taken: the loader's words, and the errno that it adds to them (0: none). */
struct gl_refusal {
	bool other_class;
	const char *words;
	int sys;
};
/* open_verify: is this candidate a library for this process? other_class is only ever set to true. */
enum gl_judgement lw_gl_judge_candidate(const struct gl_process *p, const struct lw_file *f, struct gl_refusal *out);
/* _dl_map_object_from_fd: can the accepted file be mapped? NULL, or the loader's sentence. */
const char *lw_gl_judge_mapping(const struct gl_process *p, const struct lw_file *f);
/* glibc_search.c */
/* The request that an edge stands for, as it was first made: name, who lends its paths, and in which way. */
struct gl_request lw_gl_request_of(const struct gl_process *p, const struct lw_edge *e);
bool lw_gl_search(struct gl_process *p, const struct gl_request *rq, struct gl_found *out, struct lw_error *err) LW_USE;
/* Opens one path as open_verify does. */
bool lw_gl_try(struct gl_process *p, const char *path, enum lw_rule rule, uint32_t object, struct gl_found *out,
	       struct lw_error *err) LW_USE;
/* Why a search did not end well, in the loader's words without the name. */
const char *lw_gl_why_not(const struct gl_process *p, const struct gl_found *f);
/* errno in the words of the loader itself, which knows few while it starts (elf/dl-minimal.c). */
const char *lw_gl_strerror(int sys, struct lw_errno_buf *buf);
/* Opens a path as the loader would, from its current directory. *sys is 0 and *out set, or an errno. */
bool lw_gl_open(struct gl_process *p, const char *path, const struct lw_file **out, int *sys,
		struct lw_error *err) LW_USE;
/* Is DF_1_NODEFLIB set: no trusted directory serves l? */
bool lw_gl_has_nodeflib(const struct gl_map *l);
/* Does DF_1_NODEFLIB of l forbid this path from the cache? */
bool lw_gl_nodeflib_forbids(const struct gl_process *p, const struct gl_map *l, const char *path);
/* glibc_maps.c */
/* A map that is in no list yet. */
struct gl_map *lw_gl_map_new(struct gl_process *p, const struct gl_request *rq, const char *path,
			     const struct lw_file *file, enum lw_role role, struct lw_error *err);
/* Puts a new map at the end of its name space's list, where it can be found by this name and its own. */
bool lw_gl_map_append(struct gl_process *p, struct gl_map *l, const char *name, struct lw_error *err) LW_USE;
/* Filters: l, which stands elsewhere in the list, goes in front of another. Errors: NOMEM, LIMIT. */
bool lw_gl_map_move(struct gl_process *p, struct gl_map *l, struct gl_map *before, struct lw_error *err) LW_USE;
bool lw_gl_map_add_name(struct gl_process *p, struct gl_map *l, const char *name, struct lw_error *err) LW_USE;
bool lw_gl_name_matches(const struct gl_map *l, const char *name);
/* By l_name, alias or soname, not faked; NULL if none. */
struct gl_map *lw_gl_map_by_name(struct gl_process *p, uint32_t ns, const char *name);
/* _dl_map_object: serves one request and fills its edge. *out is NULL unless the end is FOUND, or the request is faked.
 */
bool lw_gl_map_object(struct gl_process *p, const struct gl_request *rq, uint32_t edge, struct gl_map **out,
		      struct gl_found *found, struct lw_error *err) LW_USE;
/* glibc_deps.c: everything that map needs, breadth first. searchlist gets the scope in order. */
struct gl_list {
	struct gl_map *map;
	struct gl_list *next, *prev;
	bool done;        /* what it asks for was served */
	bool passed;      /* the walk is behind it for good */
	uint32_t put_for; /* which visit put it before its object, from 1; 0: none did */
};
bool lw_gl_map_deps(struct gl_process *p, struct gl_map *map, struct gl_map *const *preloads, uint32_t n_preloads,
		    bool trace, struct gl_list **searchlist, struct lw_error *err) LW_USE;
/* glibc_preload.c */
bool lw_gl_preload(struct gl_process *p, struct gl_map ***out, uint32_t *n, struct lw_error *err) LW_USE;
/* glibc_audit.c */
bool lw_gl_audit(struct gl_process *p, struct lw_error *err) LW_USE;
/* glibc_versions.c: version needs, DT_RELR, ISA level. */
bool lw_gl_check_versions(struct gl_process *p, struct lw_error *err) LW_USE;
bool lw_gl_check_isa(struct gl_process *p, const struct gl_list *searchlist, struct lw_error *err) LW_USE;
/* glibc_alone.c, glibc_places.c: what-if questions on a finished process (loader/kind.h). */
bool lw_gl_alone(void *state, struct lw_edge *edge, struct lw_error *err) LW_USE;
bool lw_gl_places(void *state, const struct lw_edge *edge, const struct lw_place **out, uint32_t *n,
		  struct lw_error *err) LW_USE;
/* glibc.c */
bool lw_gl_run(struct lw_session *s, const struct lw_world *w, const struct lw_machine *m, const char *path,
	       const struct lw_file *file, const struct lw_graph **out, struct lw_error *err) LW_USE;

#endif
