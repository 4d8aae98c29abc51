/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a target's binaries load, kept while the graphs themselves come and go: for rules about several files together.
 */
#ifndef LW_CHECK_SET_H
#define LW_CHECK_SET_H

#include "base/map.h"
#include "base/vec.h"
#include "linkwright/check.h"
#include "linkwright/process.h"

struct lw_wheel_audit;

/* A file that is loaded for a subject. */
struct lw_load {
	const struct lw_file *file;
	const struct lw_image *image;
	const char *name; /* as it was first asked for */
	const char *path; /* in the session */
	const char *from; /* the path of who asked */
	enum lw_rule rule;
};

/* One binary of a target. */
struct lw_subject {
	const char *path;  /* in the session */
	const char *shown; /* as people know it */
	const struct lw_file *file;
	const struct lw_image *image;
	const struct lw_load *loads; /* what comes with it, itself left out */
	uint32_t n_loads;
	const struct lw_error *error; /* it cannot be looked at */
};

/* A library of the target that a Python file loads with its own hands. */
struct lw_preload {
	const struct lw_subject *library;
	const char *shown; /* the Python file */
	const char *call;  /* "ctypes.CDLL" */
	uint32_t line;
	bool global, mode_known, certain;
};

/* What several rules over a set ask for: it costs a reading of the whole package. */
struct lw_set_memo {
	const struct lw_wheel_audit *wheel; /* NULL: nobody has asked yet */
};

struct lw_set {
	struct lw_targets *targets;
	uint32_t target;
	struct lw_session *s;
	const struct lw_process *process; /* or NULL */
	const struct lw_error *error;     /* the target itself cannot be looked at */
	const struct lw_set *all;         /* those of all targets, this one too */
	uint32_t n_all;
	struct lw_arena *a;
	struct lw_set_memo *memo;
	LW_VEC(struct lw_subject) subjects;
	LW_VEC(struct lw_finding) findings;
	LW_VEC(struct lw_preload) preloads; /* of wheels and site-packages */
	struct lw_map met;                  /* requests that some graph meets, by who asks and the name */
	struct lw_map told;                 /* findings that are there already */
};

/* Reads the target's Python files: fills in preloads. What cannot be read is left. Errors: NOMEM, IO. */
bool lw_set_preloads(struct lw_set *set, struct lw_error *err) LW_USE;

#endif
