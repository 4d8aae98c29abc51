/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results as text, JSON or dot. A report is one document for one call: begin, any number of results, end. Renderers
 * look at results only; they search and decide nothing. No control character of a file name or of a file reaches the
 * output.
 */
#ifndef LINKWRIGHT_REPORT_H
#define LINKWRIGHT_REPORT_H

#include "linkwright/check.h"
#include "linkwright/floor.h"
#include "linkwright/fuse.h"
#include "linkwright/graph.h"
#include "linkwright/lock.h"
#include "linkwright/edit.h"
#include "linkwright/process.h"

struct lw_report;

enum lw_report_format {
	LW_REPORT_TEXT,
	LW_REPORT_JSON,
	LW_REPORT_DOT,
	LW_REPORT_LDD,
	LW_REPORT_LDDTREE,
	LW_REPORT_SARIF,
	LW_REPORT_OTOOL,
	LW_REPORT_GDB /* of lw_report_fused only */
};

struct lw_report_opts {
	size_t sz;
	enum lw_report_format format;
	const char *schema; /* "tree" or "why" */
	bool color;
	bool probes; /* every path that was tried */
	bool all;    /* text: repeated subtrees in full */
	bool verbose, quiet;
	bool version_info;                                          /* ldd -v */
	bool lddtree_list, lddtree_all;                             /* lddtree -l, -a */
	bool otool_libraries, otool_id, otool_commands, otool_bare; /* otool -L, -D, -l, -X */
	unsigned n_files; /* how many results will come: ldd and others head each one when there are several */
	/* Takes n bytes; false on a write error. */
	bool (*write)(void *ctx, const char *bytes, size_t n);
	void *ctx;
};

/* Owner: the caller, lw_report_free. opts is copied. Errors: NOMEM. */
LW_API LW_USE bool lw_report_new(const struct lw_report_opts *opts, struct lw_report **out, struct lw_error *err);
LW_API void lw_report_free(struct lw_report *r);

/* One result of `tree`. without: the same file with a clean environment, or NULL; what differs is marked. Errors:
 * NOMEM, IO. */
LW_API LW_USE bool lw_report_tree(struct lw_report *r, const struct lw_graph *g, const struct lw_graph *without,
				  struct lw_error *err);

/* What `why` found for one library. */
struct lw_why_request {
	uint32_t edge;
	const struct lw_place *places;
	uint32_t n_places;
};
/* A file that has the library in it, so that nobody has to ask for it. */
struct lw_why_fused {
	uint32_t object;
	const char *from; /* where it was found when it was fused */
};

struct lw_why {
	const char *library;                   /* as it was asked about */
	uint32_t object;                       /* LW_NO_ID: not loaded */
	const struct lw_why_request *requests; /* every edge that asks for it, in order */
	uint32_t n_requests;
	const struct lw_why_fused *fused;
	uint32_t n_fused;
};

/* Who asks for library in g (by name, soname, file name or path of what serves it) and how each request is met.
 * n_requests is 0 where nothing does. Owned by the session. Errors: NOMEM, LIMIT. */
LW_API LW_USE bool lw_graph_why(struct lw_session *s, const struct lw_graph *g, const char *library,
				const struct lw_why **out, struct lw_error *err);
LW_API LW_USE bool lw_report_why(struct lw_report *r, const struct lw_graph *g, const struct lw_why *why,
				 struct lw_error *err);

/* What the rules found in one target. Errors: NOMEM, IO. */
LW_API LW_USE bool lw_report_check(struct lw_report *r, const struct lw_check_result *result, struct lw_error *err);

/* One result of `floor`. Errors: NOMEM, IO. */
LW_API LW_USE bool lw_report_floor(struct lw_report *r, const char *file, const struct lw_floor *floor,
				   struct lw_error *err);

/* One result of `ps`. Errors: NOMEM, IO. */
LW_API LW_USE bool lw_report_process(struct lw_report *r, const struct lw_process *p, struct lw_error *err);
/* One result of `edit`; of a dry run the text shows the steps. notes, which the plan's commit gave, may be NULL.
 * Errors: NOMEM, IO. */
struct lw_report_plan {
	const struct lw_plan *plan;
	const char *to; /* where it went; NULL: in place */
	bool dry_run, written;
	const char *const *notes;
	uint32_t n_notes;
};
LW_API LW_USE bool lw_report_plan(struct lw_report *r, const struct lw_report_plan *shown, struct lw_error *err);
/* What `fuse` makes. Errors: NOMEM, IO. */
struct lw_report_fuse {
	const struct lw_fuse_plan *plan;
	const char *to;
	bool dry_run;
	const char *const *notes;
	uint32_t n_notes;
};
LW_API LW_USE bool lw_report_fuse(struct lw_report *r, const struct lw_report_fuse *shown, struct lw_error *err);
/* What was fused into a file; to: where it was undone to, or NULL. As LW_REPORT_GDB: a script for gdb that loads the
 * symbols of each part at its place. Errors: NOMEM, IO. */
struct lw_report_fused {
	const struct lw_fused *fused;
	const char *to;
	const char *const *notes;
	uint32_t n_notes;
};
LW_API LW_USE bool lw_report_fused(struct lw_report *r, const struct lw_report_fused *shown, struct lw_error *err);
/* All that a policy allows; what the releases of a distribution offer that a word names, one for each machine that
 * there is a table for. Errors: NOMEM, IO. */
LW_API LW_USE bool lw_report_policy(struct lw_report *r, const struct lw_policy *p, struct lw_error *err);
LW_API LW_USE bool lw_report_distro(struct lw_report *r, const char *word, struct lw_error *err);
/* A lock as its file has it: only JSON. Errors: NOMEM, IO, UNSUPPORTED. */
LW_API LW_USE bool lw_report_lock(struct lw_report *r, const struct lw_lockfile *lock, struct lw_error *err);
/* What differs between two locks or targets; schema is "verify" or "diff". Errors: NOMEM, IO, UNSUPPORTED. */
LW_API LW_USE bool lw_report_drifts(struct lw_report *r, const struct lw_drifts *drifts, struct lw_error *err);

/* A FILE that could not be looked at, where it stands in the document. In text it is not printed (the caller says it on
 * stderr). Errors: NOMEM, IO. */
LW_API LW_USE bool lw_report_failure(struct lw_report *r, const char *file, const struct lw_error *what,
				     struct lw_error *err);

/*
 * Results that are made side by side, by one thread each: a part is a report of the same shape that keeps one result at
 * a time in memory. lw_report_start tells its place among all, from 0; then comes one lw_report_tree, _why or _failure;
 * then lw_report_take gives what was written, and the part is ready for the next. Owner of both: the caller
 * (lw_report_free, lw_report_text_free). Errors: NOMEM.
 */
struct lw_report_text;
LW_API LW_USE bool lw_report_part(const struct lw_report *whole, struct lw_report **out, struct lw_error *err);
LW_API void lw_report_start(struct lw_report *part, unsigned index);
LW_API LW_USE bool lw_report_take(struct lw_report *part, struct lw_report_text **out, struct lw_error *err);
LW_API void lw_report_text_free(struct lw_report_text *text);
/* Writes text as the next result of r; results are added in their order. Errors: IO. */
LW_API LW_USE bool lw_report_add(struct lw_report *r, const struct lw_report_text *text, struct lw_error *err);

/* Closes the document. Errors: NOMEM, IO. */
LW_API LW_USE bool lw_report_end(struct lw_report *r, struct lw_error *err);

/* text with every control character and every byte that is not UTF-8 written as \xNN, into out (which takes 4 * strlen
 * + 1 bytes). */
LW_API void lw_escape(const char *text, char *out);

#endif
