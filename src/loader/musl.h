/* SPDX-License-Identifier: Apache-2.0 */
/*
 * musl's loader, followed step by step (docs/loaders/musl.md; musl ldso/dynlink.c 1.2.3). A mu_process is what it would
 * hold in memory; it lives in the session's memory as long as the graph that it fills. Functions give false only for
 * errors of linkwright itself (NOMEM, LIMIT); what the loader meets is a result.
 */
#ifndef LW_LOADER_MUSL_H
#define LW_LOADER_MUSL_H

#include "base/map.h"
#include "base/vec.h"
#include "graph/build.h"
#include "linkwright/elf.h"
#include "loader/kind.h"
#include "loader/machine.h"
#include "session/session.h"

#define MU_LONGEST_NAME 255                       /* NAME_MAX */
#define MU_LONGEST_PATH (2 * MU_LONGEST_NAME + 2) /* load_library's buffer: a longer candidate is not tried */

/* struct dso of dynlink.c. */
struct mu_dso {
	uint32_t id;
	const struct lw_file *file; /* NULL: faked, it stands for something missing, which musl has no dso for */
	const struct lw_image *img;
	const char *name;      /* as it was opened */
	const char *shortname; /* NULL: it was opened by a path only */
	struct mu_dso *needed_by, *next;
	const char *rpath_orig;
	const char *rpath;                                                    /* NULL: none, or not usable */
	enum { MU_RPATH_UNKNOWN, MU_RPATH_KNOWN, MU_RPATH_ENDS } rpath_state; /* ENDS: $ORIGIN fails, no more search */
	bool kernel_mapped;
	uint64_t lo, hi; /* where a program that is not position independent has to lie; 0 and 0 for others */
};

struct mu_process {
	struct lw_session *s;
	struct lw_arena *a;
	const struct lw_world *w;
	const struct lw_machine *m;
	struct lw_graph_builder b;
	bool record;      /* probes go into the graph */
	uint32_t edge;    /* the request that is served, for probes */
	uint32_t n_tries; /* paths that were opened, what-if questions too */
	struct mu_dso *main, *self, *tail;
	bool self_listed;
	LW_VEC(struct mu_dso *) dsos; /* by object id */
	struct lw_map shortnames, inodes;
	LW_VEC(struct mu_dso *) fixed; /* those with lo and hi */
	const char *env_path;          /* NULL: not set, or secure */
	const char *arch;              /* of the path file's name */
	enum { MU_SYS_UNREAD, MU_SYS_DEFAULT, MU_SYS_FILE } sys_state;
	const char *sys_path;
	int sys; /* errno as it stands */
};

/* How a search ended. */
struct mu_found {
	const struct lw_file *file; /* NULL: there is none */
	const char *path;
	enum lw_rule rule;
	uint32_t rule_object;
	const char *words; /* why the file, or the search, was not taken; NULL: errno's words */
};

/* A list of directories that is gone through for a name. */
struct mu_stage {
	enum lw_rule rule;
	uint32_t object;
	const char *list;
};

/* musl_paths.c: the next directory of a list, split at ':' and newlines; *n is 0 at the end. */
const char *lw_mu_next_dir(const char **list, size_t *n);
/* The object's rpath with $ORIGIN put in (fixup_rpath). */
bool lw_mu_rpath(struct mu_process *p, struct mu_dso *d, struct lw_error *err) LW_USE;
/* The path file or the built-in list, read when it is first asked for. */
bool lw_mu_sys_path(struct mu_process *p, struct lw_error *err) LW_USE;
/* musl_facts.c: version and architecture from the loader's own bytes. */
bool lw_mu_facts_read(struct mu_process *p, const struct lw_file *loader, struct lw_error *err) LW_USE;
/* musl_search.c */
bool lw_mu_is_reserved(const struct mu_process *p, const char *name);
bool lw_mu_open(struct mu_process *p, const char *path, enum lw_rule rule, uint32_t object, const struct lw_file **out,
		struct lw_error *err) LW_USE;
/* Opens name as load_library does; needed_by: NULL for a preload. */
bool lw_mu_search(struct mu_process *p, const char *name, struct mu_dso *needed_by, struct mu_found *out,
		  struct lw_error *err) LW_USE;
/* errno in musl's words (musl src/errno/__strerror.h), where they are not glibc's. */
const char *lw_mu_strerror(int sys, struct lw_errno_buf *buf);
/* Does errno let path_open go on to the next directory? */
bool lw_mu_goes_on(int sys);
/* Where img has to lie, to whole pages; 0 and 0 if it may lie anywhere. */
void lw_mu_fixed_range(const struct lw_image *img, uint64_t *lo, uint64_t *hi);
/* map_library: the image as musl reads it, or why it cannot be mapped: errno and its words. */
struct mu_judgement {
	const struct lw_image *img;
	int sys;
	const char *words;
};
bool lw_mu_judge(struct mu_process *p, const struct lw_file *f, struct mu_judgement *out, struct lw_error *err) LW_USE;
/* musl_load.c: serves one request and fills its edge. */
bool lw_mu_load(struct mu_process *p, uint32_t edge, struct lw_error *err) LW_USE;
/* file and img: NULL for something missing. */
struct mu_dso *lw_mu_dso_new(struct mu_process *p, const char *name, const struct lw_file *file,
			     const struct lw_image *img, enum lw_role role, struct lw_error *err);
void lw_mu_append(struct mu_process *p, struct mu_dso *d);
/* musl_places.c: what-if questions on a finished process (loader/kind.h). */
bool lw_mu_alone(void *state, struct lw_edge *edge, struct lw_error *err) LW_USE;
bool lw_mu_places(void *state, const struct lw_edge *edge, const struct lw_place **out, uint32_t *n,
		  struct lw_error *err) LW_USE;
/* musl.c */
bool lw_mu_run(struct lw_session *s, const struct lw_world *w, const struct lw_machine *m, const char *path,
	       const struct lw_file *file, const struct lw_graph **out, struct lw_error *err) LW_USE;

#endif
