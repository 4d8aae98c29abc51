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
#include "package/python.h"

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

/* What a Python file of the target does with its own hands (package/python.h). */
struct lw_py_call {
	enum lw_py_act act; /* LOAD or DLL_DIRECTORY */
	enum lw_py_mode mode;
	enum lw_py_base base;
	bool certain;
	uint32_t line;
	const char *file;  /* in the session */
	const char *shown; /* as people know it */
	const char *call, *pattern;
};

/* A library of the target that is loaded so. */
struct lw_preload {
	const struct lw_subject *library;
	const struct lw_py_call *call;
	uint32_t n_served;         /* requests of others that find nothing but it */
	const struct lw_file *who; /* the first of those */
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
	struct lw_set *all;               /* those of all targets, this one too */
	uint32_t n_all;
	struct lw_arena *a;
	struct lw_set_memo *memo;
	LW_VEC(struct lw_subject) subjects;
	LW_VEC(struct lw_finding) findings;
	LW_VEC(struct lw_py_call) calls; /* of wheels and site-packages */
	LW_VEC(struct lw_preload) preloads;
	struct lw_map met;  /* requests that some graph meets, by who asks and the name */
	struct lw_map told; /* findings that are there already */
};

/* preloads.c: reads the target's Python files: fills in calls. What cannot be read is left. Errors: NOMEM, IO, LIMIT.
 */
bool lw_set_read_python(struct lw_set *set, struct lw_error *err) LW_USE;
/* Which of the subjects the calls load: fills in preloads. Errors: NOMEM. */
bool lw_set_match_preloads(struct lw_set *set, struct lw_error *err) LW_USE;
/* The directory that a call adds; *out is NULL for one that adds none or none that is known. Errors: NOMEM. */
bool lw_set_dll_dir(const struct lw_set *set, const struct lw_py_call *l, const char **out,
		    struct lw_error *err) LW_USE;

#endif
