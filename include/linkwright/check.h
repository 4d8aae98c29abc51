/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules over what a loader would do. A rule has a permanent identifier; what it finds is data: where it is, what is
 * wrong, and the command that mends or shows it. Findings belong to the session, as the graph does that they are about.
 */
#ifndef LINKWRIGHT_CHECK_H
#define LINKWRIGHT_CHECK_H

#include "linkwright/graph.h"
#include "linkwright/target.h"

enum lw_level { LW_LEVEL_NOTE, LW_LEVEL_WARNING, LW_LEVEL_ERROR };

#define LW_NO_OFFSET UINT64_MAX

struct lw_rule_row {
	const char *id;      /* "LW101" */
	const char *name;    /* "not-found" */
	enum lw_level level; /* of its findings, unless one says otherwise */
	const char *claim;   /* it only runs for this claim; or NULL */
	const char *summary; /* one sentence */
	bool symbols;        /* it reads every symbol of all that is loaded */
};

struct lw_finding {
	const struct lw_rule_row *rule;
	enum lw_level level;
	const char *file;            /* the file that it is about, as the loader names it */
	uint64_t off;                /* of the entry in that file, or LW_NO_OFFSET */
	const char *message;         /* what is wrong, one sentence */
	const char *fix;             /* a command that mends it, or shows more; or NULL */
	const char *asked;           /* a request that another program could meet, or NULL; */
	const struct lw_file *asker; /* and whose it is */
};

struct lw_check_opts {
	size_t sz;
	const char *const *claims;
	uint32_t n_claims;
	/* The rules that read every symbol: for files and packages, and with symbols_everywhere also for directories,
	 * roots and images. Those that `only` names run in any case. */
	bool symbols, symbols_everywhere;
	const char *const *only; /* identifiers or names; none: all rules */
	uint32_t n_only;
	const char *const *ignore;
	uint32_t n_ignore;
};

/* All rules in the order of their identifiers; static. */
LW_API const struct lw_rule_row *lw_rules(uint32_t *n);
/* By identifier or name; NULL: there is none. */
LW_API const struct lw_rule_row *lw_rule_find(const char *word);
/* Whether a rule serves this claim. */
LW_API bool lw_claim_known(const char *claim);
/* The same, with a sentence that says what is wrong with it. Errors: USAGE. */
LW_API LW_USE bool lw_claim_check(const char *claim, struct lw_error *err);
/* "note", "warning", "error". */
LW_API const char *lw_level_name(enum lw_level level);

/*
 * What the rules find in the program or library that g is about. without: the same file in a clean environment, or NULL
 * if the environment is clean. In the order of the rules. *out is owned by the session (until lw_session_forget).
 * Errors: NOMEM, LIMIT.
 */
LW_API LW_USE bool lw_check(struct lw_session *s, const struct lw_graph *g, const struct lw_graph *without,
			    const struct lw_check_opts *opts, const struct lw_finding **out, uint32_t *n,
			    struct lw_error *err);

/* A binary of a target that cannot be looked at. */
struct lw_check_trouble {
	const char *file;
	const struct lw_error *error;
};

struct lw_check_result {
	const struct lw_target *target;
	const struct lw_error *error;      /* it cannot be looked at at all; else NULL */
	const struct lw_finding *findings; /* file by file, in the order of the rules; then those about several */
	uint32_t n_findings;
	const struct lw_check_trouble *troubles;
	uint32_t n_troubles, n_files; /* n_files: binaries that were looked at */
};

/*
 * What the rules find in each target: in each of its binaries, in all of them together, and with the other targets
 * beside it. A finding that several binaries bring up is told once, and a library that one of the target's own programs
 * finds for another is not missing. *out has a result for each target and lives until lw_targets_free. Errors: NOMEM.
 */
LW_API LW_USE bool lw_check_targets(struct lw_targets *t, const struct lw_world *world,
				    const struct lw_check_opts *opts, const struct lw_check_result **out,
				    struct lw_error *err);

#endif
