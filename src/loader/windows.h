/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loader of Windows, followed step by step (docs/loaders/windows.md; Microsoft's page "Dynamic-link library search
 * order"). A wi_process is what it would hold in memory; it lives in the session's memory as long as the graph that it
 * fills. All paths are those of the tree: "/C/Windows" or, where the tree is drive C: itself, "/Windows". Functions
 * give false only for errors of linkwright itself (NOMEM, LIMIT); what the loader meets is a result.
 */
#ifndef LW_LOADER_WINDOWS_H
#define LW_LOADER_WINDOWS_H

#include "base/map.h"
#include "base/vec.h"
#include "format/apiset.h"
#include "format/manifest.h"
#include "graph/build.h"
#include "linkwright/pe.h"
#include "loader/kind.h"
#include "session/session.h"

/* LoadLibraryExW's flags, as DependentLoadFlags has them too. */
enum {
	WI_SEARCH_DLL_LOAD_DIR = 0x100,
	WI_SEARCH_APPLICATION_DIR = 0x200,
	WI_SEARCH_USER_DIRS = 0x400,
	WI_SEARCH_SYSTEM32 = 0x800,
	WI_SEARCH_DEFAULT_DIRS = 0x1000,
	WI_SEARCH_ANY = 0x1f00,
};

/* Where the requests of one load are searched for. */
struct wi_mode {
	uint32_t flags;       /* of WI_SEARCH_ANY; 0: the standard order */
	const char *load_dir; /* LOAD_WITH_ALTERED_SEARCH_PATH's, or DLL_LOAD_DIR's; or NULL */
};

/* One library that an assembly brings along. */
struct wi_redirect {
	const char *name; /* as its manifest writes it */
	const char *path; /* where it lies; NULL: on a drive that the tree does not have */
	bool assumed;     /* it is no file here: Windows has it */
};

/* An activation context: what the manifests of a program or a library say. */
struct wi_context {
	LW_VEC(struct wi_redirect) redirects;
	struct lw_map seen;  /* names of assemblies */
	const char *missing; /* the first thing that is wrong, as a sentence; or NULL */
	bool no_inherit;     /* what is loaded for it does not share it */
};

/* A manifest that was read: what it says, or why it says nothing. */
struct wi_manifest {
	const char *path;
	const struct lw_manifest *m;
	const char *bad;
};

struct wi_module {
	uint32_t id;
	const struct lw_file *file;          /* NULL: missing, or taken to be part of Windows */
	const struct lw_image *img;          /* NULL likewise */
	const char *path, *dir;              /* NULL likewise */
	const char *base;                    /* name of its file */
	const struct wi_context *context;    /* of its own manifest, or of who asked for it; NULL: the process's */
	struct wi_mode mode;                 /* of what it imports */
	struct wi_module **targets;          /* by import; NULL where there is none */
	const struct lw_pe_symbols *symbols; /* read when they are first needed */
};

/* Which export an import or a forwarder names. */
struct wi_wanted {
	const char *name; /* NULL: by ordinal */
	uint32_t ordinal;
};

/* Where the forwarders of one module to another lead. */
struct wi_forward {
	bool asked;
	struct wi_module *to; /* NULL: not there */
};

#define WI_MOST_HOPS 32 /* from one forwarder to the next */

struct wi_process {
	struct lw_session *s;
	struct lw_arena *a;
	const struct lw_world *w;
	struct lw_graph_builder b;
	bool record;         /* probes go into the graph */
	uint32_t edge;       /* the request that is served, for probes */
	uint32_t n_tries;    /* paths that were looked at */
	uint64_t n_compared; /* names of assemblies that were */
	bool drives;         /* the tree's top folders are drives */
	bool assumed;        /* no system directory is in the tree: Windows' own libraries are taken to be there */
	bool side_by_side;   /* the tree has a WinSxS */
	bool wow64;          /* a 32-bit program on a tree that has a SysWOW64 */
	const char *windows_words; /* the directory of Windows in its own words: "C:\\Windows" */
	const char *windows_dir, *system_dir, *system_16, *app_dir, *cwd, *prefix; /* app_dir, prefix: or NULL */
	LW_VEC(const char *) path, user_dirs;
	const char *dll_directory; /* or NULL */
	bool no_cwd;
	const char *local_dir; /* .local sends each name there; or NULL */
	const struct lw_apiset *apiset;
	const struct wi_context *context;
	struct wi_module *main, *host;      /* host: the interpreter that loads main; or NULL */
	LW_VEC(struct wi_module *) modules; /* by object id */
	struct lw_map bases, paths, inodes, missing, forwards;
	uint32_t n_assumed, n_contracts, n_delayed_missing;
	const char *first_assumed, *first_delayed, *first_program; /* names */
};

struct wi_request {
	const char *name;       /* with its extension */
	struct wi_module *from; /* who asks; its context counts */
	struct wi_mode mode;
	struct wi_mode below; /* of what it imports itself: DependentLoadFlags of an importer count for its own only */
	bool by_path;         /* the name is a path */
	bool delay;
};

/* One place of a search. */
struct wi_place {
	const char *path; /* NULL: the stage holds nothing, and note says why */
	enum lw_rule rule;
	bool assumed; /* not a file of the tree: Windows has it */
	const char *note;
};

/* Goes through the places of a request in Windows' order until stop. */
struct wi_walk {
	struct wi_process *p;
	const struct wi_request *rq;
	bool stop;
	bool (*visit)(struct wi_walk *w, const struct wi_place *at, struct lw_error *err);
	bool (*loaded)(struct wi_walk *w, struct lw_error *err); /* asks for a module of that base name; or NULL */
};

/* How a request ended. */
struct wi_found {
	enum lw_how how;
	struct wi_module *module;   /* loaded already */
	const struct lw_file *file; /* to be loaded from */
	const struct lw_image *img;
	const char *path;
	enum lw_rule rule;
	bool assumed;
	const char *bad_path; /* the first candidate that was refused, or NULL */
	uint32_t bad_status;  /* with which NTSTATUS */
};

/* windows_paths.c: a path of Windows or of the tree, relative to dir, as one of the tree, "." and ".." folded; *out is
 * NULL where there is no such drive. */
bool lw_wi_path(struct wi_process *p, const char *dir, const char *text, const char **out, struct lw_error *err) LW_USE;
/* Does the name hold a path? */
bool lw_wi_has_path(const char *name);
/* Does it begin with a drive or a slash? */
bool lw_wi_is_absolute(const char *name);
const char *lw_wi_base(const char *path);
const char *lw_wi_dir(struct wi_process *p, const char *path, struct lw_error *err);
const char *lw_wi_join(struct wi_process *p, const char *dir, const char *name, struct lw_error *err);
/* Where the path leads in a 32-bit process of a 64-bit Windows: System32 is SysWOW64 there. NULL with NOMEM. */
const char *lw_wi_redirected(struct wi_process *p, const char *path, struct lw_error *err);
/* Is it there? *out is its path as the tree spells it, or NULL. */
bool lw_wi_find(struct wi_process *p, const char *dir, const char *name, const char **out, struct lw_error *err) LW_USE;
/* Is the path's top folder a drive ("/C", "/c:")? */
bool lw_wi_on_drive(const char *path);
/* The path of the tree that "C:\x" stands for before anything is known of the tree; *out is text itself if it is none.
 */
bool lw_wi_subject(struct lw_session *s, const char *text, const char **out, struct lw_error *err) LW_USE;

/* windows_setup.c: directories, variables, API sets, .local; p->main or p->host is known. */
bool lw_wi_configure(struct wi_process *p, const struct lw_file *file, const char *path, struct lw_error *err) LW_USE;
/* windows_host.c: how the file is started; fills app_dir, prefix, user directories and the mode of main. */
bool lw_wi_start(struct wi_process *p, const char *path, const struct lw_image *img, struct wi_mode *out,
		 const char **host, struct lw_error *err) LW_USE;
/* windows_order.c: the places of a request, in order. */
bool lw_wi_each_place(struct wi_walk *w, struct lw_error *err) LW_USE;
/* windows_judge.c: can a process of main's machine take it? *out is its image, or NULL and *no tells why not. */
struct wi_refusal {
	const char *why;
	bool over;       /* the search ends there */
	uint32_t status; /* NTSTATUS */
};
bool lw_wi_judge(struct wi_process *p, const struct lw_file *f, const struct lw_image **out, struct wi_refusal *no,
		 struct lw_error *err) LW_USE;
/* windows_manifest.c: a file of its own; the resource id of a file (*out is NULL: it has none). */
bool lw_wi_manifest_file(struct wi_process *p, const char *path, const struct wi_manifest **out,
			 struct lw_error *err) LW_USE;
bool lw_wi_manifest_in(struct wi_process *p, const struct lw_file *f, uint32_t id, const struct wi_manifest **out,
		       struct lw_error *err) LW_USE;
/* windows_assembly.c, windows_context.c */
bool lw_wi_context_of(struct wi_process *p, const struct lw_file *f, uint32_t id, const struct wi_context **out,
		      struct lw_error *err) LW_USE;
/* Gives up if an assembly is not there. */
bool lw_wi_check_context(struct wi_process *p, const struct wi_context *c, const struct wi_module *m,
			 struct lw_error *err) LW_USE;
bool lw_wi_assembly(struct wi_process *p, struct wi_context *c, const struct lw_manifest_dependency *d, unsigned depth,
		    struct lw_error *err) LW_USE;
bool lw_wi_take_manifest(struct wi_process *p, struct wi_context *c, const struct lw_manifest *m, const char *dir,
			 unsigned depth, struct lw_error *err) LW_USE;
/* windows_load.c */
struct wi_module *lw_wi_module_new(struct wi_process *p, const char *name, const struct wi_found *from,
				   enum lw_role role, struct lw_error *err);
bool lw_wi_load(struct wi_process *p, const struct wi_request *rq, uint32_t edge, struct wi_module **out,
		struct lw_error *err) LW_USE;
/* A probe of a file that is read and is no library. */
bool lw_wi_config(struct wi_process *p, enum lw_op op, const char *path, enum lw_rule rule, int sys,
		  struct lw_error *err) LW_USE;
bool lw_wi_request(struct wi_process *p, struct wi_module *from, const char *name, bool delay, struct wi_request *out,
		   struct lw_error *err) LW_USE;
/* windows_exports.c: of a sound module, read once; NULL: it has no such export. */
bool lw_wi_symbols(struct wi_process *p, struct wi_module *m, const struct lw_pe_symbols **out,
		   struct lw_error *err) LW_USE;
const struct lw_pe_export *lw_wi_export(const struct lw_pe_symbols *s, const struct wi_wanted *w);
/* "MODULE.name" or "MODULE.#12"; the last dot divides. False: it is neither. */
#define WI_LONGEST_MODULE 300
bool lw_wi_split(const char *forward, char module[WI_LONGEST_MODULE], struct wi_wanted *out);
bool lw_wi_forward(struct wi_process *p, const struct wi_module *at, const char *module, struct wi_forward **out,
		   struct lw_error *err) LW_USE;
/* windows_walk.c: all imports below a module, and its delay imports. */
bool lw_wi_walk(struct wi_process *p, struct wi_module *m, bool delay, struct lw_error *err) LW_USE;
/* windows_tell.c: what was assumed, and what cannot be known. */
bool lw_wi_tell(struct wi_process *p, struct lw_error *err) LW_USE;
/* windows_places.c: what-if questions on a finished process (loader/kind.h). */
bool lw_wi_alone(void *state, struct lw_edge *edge, struct lw_error *err) LW_USE;
bool lw_wi_places(void *state, const struct lw_edge *edge, const struct lw_place **out, uint32_t *n,
		  struct lw_error *err) LW_USE;
/* windows.c */
bool lw_wi_run(struct lw_session *s, const struct lw_world *w, const struct lw_machine *m, const char *path,
	       const struct lw_file *file, const struct lw_graph **out, struct lw_error *err) LW_USE;

#endif
