/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a loader would do with a file: which objects it would map, who asked for each, which rule found it and
 * every place that was tried. A graph is data; it is built once and only lw_graph_alone adds to it. It belongs to the
 * session.
 */
#ifndef LINKWRIGHT_GRAPH_H
#define LINKWRIGHT_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "linkwright/error.h"
#include "linkwright/session.h"
#include "linkwright/world.h"

#define LW_NO_ID UINT32_MAX

struct lw_loader_ops;

/* Where a name was found: (code, name in JSON and world files, words for people). */
#define LW_RULES(X) \
	X(NONE, "none", "not searched") \
	X(RPATH, "rpath", "DT_RPATH") \
	X(ENV, "env", "LD_LIBRARY_PATH") \
	X(RUNPATH, "runpath", "DT_RUNPATH") \
	X(CACHE, "cache", "ld.so.cache") \
	X(DEFAULT, "default", "trusted directory") \
	X(SLASH, "slash", "the name is a path") \
	X(PRELOAD, "preload", "preloaded") \
	X(LOADER, "loader", "the loader itself") \
	X(PATH_FILE, "path-file", "path file of musl") \
	X(LC_RPATH, "lc-rpath", "LC_RPATH") \
	X(LOADER_PATH, "loader-path", "@loader_path") \
	X(EXECUTABLE_PATH, "executable-path", "@executable_path") \
	X(DYLD_ENV, "dyld-env", "DYLD_LIBRARY_PATH or DYLD_FRAMEWORK_PATH") \
	X(FALLBACK, "fallback", "fallback directory of dyld") \
	X(SHARED_CACHE, "shared-cache", "the system's shared cache") \
	X(LOCAL, "local", ".local redirection") \
	X(API_SET, "api-set", "API set") \
	X(SIDE_BY_SIDE, "side-by-side", "side-by-side assembly") \
	X(KNOWN_DLL, "known-dll", "known DLL") \
	X(APP_DIR, "app-dir", "the program's directory") \
	X(LOAD_DIR, "load-dir", "directory of the library that was asked for") \
	X(USER_DIR, "user-dir", "AddDllDirectory") \
	X(DLL_DIRECTORY, "dll-directory", "SetDllDirectory") \
	X(SYSTEM_DIR, "system-dir", "system directory") \
	X(SYSTEM_16, "system-16", "16-bit system directory") \
	X(WINDOWS_DIR, "windows-dir", "Windows directory") \
	X(CURRENT_DIR, "current-dir", "current directory") \
	X(PATH, "path", "PATH")

enum lw_rule {
#define X(code, name, words) LW_RULE_##code,
	LW_RULES(X)
#undef X
		LW_N_RULES
};

/* How a request was met. */
#define LW_HOWS(X) \
	X(SEARCH, "search", "searched for") \
	X(LOADED_NAME, "loaded-name", "already loaded under this name") \
	X(LOADED_SONAME, "loaded-soname", "already loaded: it is the soname of that file") \
	X(LOADED_INODE, "loaded-inode", "searched for; the file is already loaded under another name") \
	X(MISSING, "missing", "not found") \
	X(FATAL, "fatal", "the loader gives up") \
	X(IGNORED, "ignored", "could not be had, and the loader goes on without it") \
	X(UNREACHED, "unreached", "not asked for any more")

enum lw_how {
#define X(code, name, words) LW_HOW_##code,
	LW_HOWS(X)
#undef X
		LW_N_HOWS
};

enum lw_role {
	LW_ROLE_PROGRAM, /* the file that was asked about, also when it is a library */
	LW_ROLE_LIBRARY,
	LW_ROLE_PRELOAD,
	LW_ROLE_AUDIT,  /* an audit module or what it needs; lives in a name space of its own */
	LW_ROLE_LOADER, /* the interpreter */
};

/* What asks: (code, name in JSON, the entry that asks, a word beside the rule for what is no ordinary need or NULL). */
#define LW_EDGE_KINDS(X) \
	X(NEEDED, "needed", "DT_NEEDED", NULL) \
	X(AUXILIARY, "auxiliary", "DT_AUXILIARY", "auxiliary") \
	X(FILTER, "filter", "DT_FILTER", "filter") \
	X(PRELOAD, "preload", "preload", "preloaded") \
	X(AUDIT, "audit", "audit", "audit module") \
	X(DYLIB, "dylib", "LC_LOAD_DYLIB", NULL) \
	X(WEAK, "weak", "LC_LOAD_WEAK_DYLIB", "weak") \
	X(REEXPORT, "reexport", "LC_REEXPORT_DYLIB", "re-exported") \
	X(UPWARD, "upward", "LC_LOAD_UPWARD_DYLIB", "upward") \
	X(LAZY, "lazy", "LC_LAZY_LOAD_DYLIB", "lazy") \
	X(IMPORT, "import", "import", NULL) \
	X(DELAY, "delay-import", "delay import", "delay-loaded") \
	X(FORWARD, "forward", "forwarded export", "by a forwarder") \
	X(HOST, "host", "started before", "loaded before")

enum lw_edge_kind {
#define X(code, name, words, tag) LW_EDGE_##code,
	LW_EDGE_KINDS(X)
#undef X
		LW_N_EDGE_KINDS
};

enum lw_op { LW_OP_OPEN, LW_OP_STAT, LW_OP_ACCESS };

enum lw_verdict {
	LW_VERDICT_NONE, /* not an open of a library, or it failed */
	LW_VERDICT_TAKEN,
	LW_VERDICT_SAME,    /* a file that is already loaded */
	LW_VERDICT_REFUSED, /* the search goes on; reason says why */
	LW_VERDICT_FATAL,   /* the loader gives up; reason says why */
	LW_VERDICT_CONFIG,  /* a file that the loader reads: cache, preload file */
};

/* One system call that the loader makes while it searches. */
struct lw_probe {
	enum lw_op op;
	enum lw_rule rule;
	enum lw_verdict verdict;
	int sys; /* 0, or its errno */
	const char *path;
	const char *reason; /* for REFUSED and FATAL, in the loader's words */
	uint32_t object;    /* whose rpath or runpath names the directory; LW_NO_ID: nobody's */
	uint32_t edge;      /* the request that it serves; LW_NO_ID: none */
};

/* Where a library of a Mach-O or PE program comes from: (code, name in JSON, words for people). */
#define LW_ORIGINS(X) \
	X(UNKNOWN, "unknown", NULL)      /* not told apart */ \
	X(SYSTEM, "system", "system")    /* part of the operating system */ \
	X(BUNDLED, "bundled", "bundled") /* comes with the program: below its own directory or bundle */ \
	X(FOREIGN, "foreign", "FOREIGN") /* neither: it has to be installed where the program runs */

enum lw_origin {
#define X(code, name, words) LW_ORIGIN_##code,
	LW_ORIGINS(X)
#undef X
};

/* The code signature of a Mach-O image against its bytes. */
enum lw_signature {
	LW_SIGNATURE_UNKNOWN, /* not looked at, or of a kind that is not computed */
	LW_SIGNATURE_NONE,
	LW_SIGNATURE_VALID,
	LW_SIGNATURE_WRONG, /* the file was changed after it was signed: macOS does not run it */
};

/* Something that is mapped, or that was asked for and is missing. */
struct lw_object {
	enum lw_role role;
	enum lw_rule rule;
	bool found;
	uint32_t id, ns;            /* ns: 0 is the program's name space */
	uint32_t asked_by;          /* object; LW_NO_ID: nobody (program, loader) */
	uint32_t first_edge;        /* the request that brought it; LW_NO_ID */
	uint32_t rule_object;       /* whose rpath or runpath it was; LW_NO_ID */
	const char *name;           /* as it was first asked for */
	const char *path;           /* as the loader names it; NULL if missing */
	const char *soname;         /* or NULL */
	const struct lw_file *file; /* NULL if missing, or in the shared cache */
	const struct lw_image
		*image;        /* the part of file that is loaded; NULL likewise, and for ELF, whose files have one */
	bool in_cache;         /* it is the system's and no file: in its shared cache, or taken to be there */
	bool assumed;          /* only its name speaks for it: no system was there to look into */
	enum lw_origin origin; /* of Mach-O and PE only */
	enum lw_signature signature; /* lw_graph_signatures fills it in */
	uint64_t wrong_page;         /* of a wrong one: offset of the first page that differs */
};

enum lw_alone {
	LW_ALONE_UNKNOWN, /* not looked at */
	LW_ALONE_SAME,    /* its own search gives the same file */
	LW_ALONE_MISSING, /* it would not be found if another had not loaded it */
	LW_ALONE_OTHER,   /* its own search gives another file */
};

/* One request: object `from` asks for `name`. */
struct lw_edge {
	enum lw_edge_kind kind;
	enum lw_how how;
	enum lw_rule rule;     /* of the file that serves it; NONE where it was not searched for */
	uint32_t id, from, to; /* to: LW_NO_ID for IGNORED, FATAL, UNREACHED */
	uint32_t rule_object;
	const char *name;     /* after dynamic string tokens were put in */
	const char *raw_name; /* as the file has it */
	uint64_t off;         /* of the entry in the file of `from`; 0: not from a file */
	uint32_t first_probe, n_probes;
	enum lw_alone alone; /* only for how == LOADED_* */
	enum lw_rule alone_rule;
	const char *alone_path;
};

/* A version that `object` requires of `provider` and that is not there. */
struct lw_version_gap {
	uint32_t object, provider;
	const char *version;
	bool weak;        /* only a warning */
	bool unversioned; /* the provider defines no versions at all: only a warning */
};

/* The rules that were followed. */
struct lw_loader_facts {
	const char *kind;         /* "glibc" or "musl" */
	const char *path;         /* of the loader; NULL: none found */
	const char *version;      /* as text, "2.36"; NULL: not told */
	uint16_t minor;           /* of glibc: 36 */
	const char *version_from; /* where the version was read, as words */
	bool version_assumed;
	const char *const *dirs; /* trusted directories, with a slash at the end */
	uint32_t n_dirs;
	const char *dirs_from;     /* as words */
	const char *const *hwcaps; /* subdirectories in their order, with a slash at the end; the last is "" */
	uint32_t n_hwcaps;
	const char *cache_path;
	const char *lib;      /* what $LIB stands for */
	const char *platform; /* what $PLATFORM stands for; NULL: nothing */
};

struct lw_graph {
	const char *file;              /* as it was asked about */
	const struct lw_file *subject; /* the file itself */
	const char *root;              /* the tree that all paths are in: "/", or as the session was given it */
	const struct lw_image *image;
	bool is_static; /* no loader has a say: nothing below is filled */
	struct lw_loader_facts loader;
	const struct lw_world *world; /* a copy in the session */
	const struct lw_object *objects;
	uint32_t n_objects;
	const uint32_t *order; /* the loader's own list: object ids without the program and other name spaces */
	uint32_t n_order;
	const struct lw_edge *edges; /* in the order in which they were asked */
	uint32_t n_edges;
	const struct lw_probe *probes;
	uint32_t n_probes;
	const struct lw_version_gap *gaps;
	uint32_t n_gaps;
	const char *const *warnings; /* what the loader ignores with a message */
	uint32_t n_warnings;
	const char *const *notes; /* what linkwright assumed or cannot know */
	uint32_t n_notes;
	const char *stopped;                    /* NULL; or the message with which the loader gives up */
	const char *stopped_path;               /* the file it is about, or NULL */
	bool stopped_only_at_start;             /* trace mode (ldd) goes on */
	uint32_t n_missing;                     /* objects that are not found */
	uint32_t n_wasted;                      /* probes that failed */
	uint32_t n_latent;                      /* edges with alone == MISSING */
	bool alone;                             /* lw_graph_alone has looked */
	uint32_t n_damaged;                     /* objects of which a part cannot be read; each has a warning */
	const struct lw_loader_ops *loader_ops; /* whose rules they were; the loader's own, as is its state */
	void *loader_state;
};

/*
 * Follows what the loader would do for the program or library at path. *out is owned by the session. An unsound or
 * missing dependency is a result. Errors: IO, TRUNCATED, UNKNOWN_FORMAT, MALFORMED, UNSUPPORTED if path itself cannot
 * be looked at; LIMIT; NOMEM.
 */
LW_API LW_USE bool lw_graph_build(struct lw_session *s, const struct lw_world *world, const char *path,
				  const struct lw_graph **out, struct lw_error *err);

/* For every request that was met by what another had loaded, what its own search would have given: fills in
 * lw_edge.alone and lw_graph.n_latent of a graph of this session. A second call does nothing. Errors: NOMEM, LIMIT. */
LW_API LW_USE bool lw_graph_alone(struct lw_session *s, const struct lw_graph *g, struct lw_error *err);

/* Reads every Mach-O file of the graph and compares it with its code signature: fills in lw_object.signature. Errors:
 * NOMEM. */
LW_API LW_USE bool lw_graph_signatures(struct lw_session *s, const struct lw_graph *g, struct lw_error *err);

/* One place in the order of a search. */
struct lw_place {
	enum lw_rule rule;
	const char *path; /* of the candidate; NULL for a stage that holds nothing */
	const char *note; /* why the stage holds nothing, or NULL */
	int sys;
	enum lw_verdict verdict; /* TAKEN: this one wins; SAME: the same file as the winner, in a later place; NONE with
				    sys 0: another file of that name, shadowed */
	const char *reason;
	uint32_t object; /* whose rpath or runpath */
};

/* Every place that a search for this edge's name looks at, also after the one that wins. Owned by the session. Errors:
 * NOMEM, LIMIT. */
LW_API LW_USE bool lw_graph_places(struct lw_session *s, const struct lw_graph *g, uint32_t edge,
				   const struct lw_place **out, uint32_t *n, struct lw_error *err);

/* Would something go wrong: a library is missing, a version is, a signature does not fit, or the loader gives up? */
LW_API bool lw_graph_is_wrong(const struct lw_graph *g);

/* Names for codes; never NULL. */
LW_API const char *lw_rule_name(enum lw_rule rule);
LW_API const char *lw_rule_words(enum lw_rule rule);
LW_API const char *lw_how_name(enum lw_how how);
LW_API const char *lw_how_words(enum lw_how how);
/* "ENOENT" and the like; a number in words for one that has no name. The buffer is the caller's. */
struct lw_errno_buf {
	char text[24];
};
LW_API const char *lw_errno_name(int sys, struct lw_errno_buf *buf);
LW_API const char *lw_errno_words(int sys, struct lw_errno_buf *buf);

#endif
