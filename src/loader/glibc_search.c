/* SPDX-License-Identifier: Apache-2.0 */
/* Where a name is looked for, in order (glibc elf/dl-load.c _dl_map_object, open_path, open_verify). */
#include "loader/glibc.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"

#define SET_UID 04000u
#define MOST_TRIES 4000000u
#define MOST_PATH_BYTES ((uint64_t)512 << 20)

static bool count_try(struct gl_process *p, const char *path, struct lw_error *err) {
	p->n_path_bytes += strlen(path);
	if (p->n_path_bytes > MOST_PATH_BYTES)
		return lw_fail(err, LW_E_LIMIT, "the paths that would be tried have more than %u MiB together",
			       (unsigned)(MOST_PATH_BYTES >> 20));
	return ++p->n_tries <= MOST_TRIES || lw_fail(err, LW_E_LIMIT, "more than %u paths would be tried", MOST_TRIES);
}

bool lw_gl_open(struct gl_process *p, const char *path, const struct lw_file **out, int *sys, struct lw_error *err) {
	*out = NULL;
	*sys = ENOENT;
	LW_TRY(count_try(p, path, err));
	if (*path == '\0')
		return true;
	const char *abs = lw_path_absolute(p->a, p->cwd, path, err);
	return abs != NULL && lw_session_load(p->s, abs, out, sys, err);
}

const char *lw_gl_strerror(int sys, struct lw_errno_buf *buf) {
	switch (sys) {
	case EPERM:
	case ENOENT:
	case EIO:
	case ENOMEM:
	case EACCES:
	case EINVAL:
		return lw_errno_words(sys, buf);
	default:
		snprintf(buf->text, sizeof buf->text, "Error %d", sys);
		return buf->text;
	}
}

const char *lw_gl_why_not(const struct gl_process *p, const struct gl_found *f) {
	if (f->end == GL_FATAL)
		return f->words;
	if (!f->other_class)
		return "cannot open shared object file";
	return p->m->bits == 64 ? "wrong ELF class: ELFCLASS32" : "wrong ELF class: ELFCLASS64";
}

static bool record(struct gl_process *p, struct lw_probe probe, struct lw_error *err) {
	if (!p->record)
		return true;
	probe.edge = p->edge;
	return lw_build_probe(&p->b, probe, err);
}

/* "PATH: words", with the errno in the loader's own words where it adds one. */
static const char *sentence(struct gl_process *p, const char *path, const struct gl_refusal *no, struct lw_error *err) {
	struct lw_errno_buf buf;
	if (no->sys == 0)
		return lw_sprintf(p->a, err, "%s: %s", path, no->words);
	return lw_sprintf(p->a, err, "%s: %s: %s", path, no->words, lw_gl_strerror(no->sys, &buf));
}

bool lw_gl_try(struct gl_process *p, const char *path, enum lw_rule rule, uint32_t object, struct gl_found *out,
	       struct lw_error *err) {
	struct lw_probe probe = {.op = LW_OP_OPEN, .rule = rule, .path = path, .object = object};
	const struct lw_file *file = NULL;
	LW_TRY(lw_gl_open(p, path, &file, &probe.sys, err));
	out->end = GL_NOT_FOUND;
	if (probe.sys != 0) {
		out->sys = probe.sys;
		return record(p, probe, err);
	}
	struct gl_refusal no = {.other_class = out->other_class};
	const enum gl_judgement j = lw_gl_judge_candidate(p, file, &no);
	out->other_class = no.other_class;
	probe.reason = no.words;
	switch (j) {
	case GL_ACCEPT:
		probe.verdict = LW_VERDICT_TAKEN;
		out->end = GL_FOUND;
		out->path = path;
		out->file = file;
		out->rule = rule;
		out->rule_object = object;
		break;
	case GL_SKIP:
		probe.verdict = LW_VERDICT_REFUSED;
		out->sys = ENOENT;
		break;
	case GL_REJECT:
		probe.verdict = LW_VERDICT_FATAL;
		out->end = GL_FATAL;
		out->reason_path = path;
		out->words = no.words;
		out->reason = sentence(p, path, &no, err);
		if (out->reason == NULL)
			return false;
		break;
	}
	return record(p, probe, err);
}

/* After a miss: is there such a directory at all? If not it is never looked into again. */
static bool look_at_dir(struct gl_process *p, const char *dir, size_t n, enum lw_rule rule, uint32_t object,
			uint8_t *status, int *sys, struct lw_error *err) {
	/* Bug 30435: before 2.38 the slash at the end was cut off, and "/" became an empty name. */
	size_t keep = lw_gl_has(p->minor, GL_ROOT_STAT_BUG) ? n - 1 : n;
	const char *path = lw_strndup(p->a, dir, keep, err);
	if (path == NULL)
		return false;
	struct lw_probe probe = {.op = LW_OP_STAT, .rule = rule, .path = path, .object = object};
	bool is_dir = false;
	if (*path == '\0')
		probe.sys = ENOENT;
	else
		LW_TRY(lw_session_stat(p->s, path, &is_dir, &probe.sys, err));
	if (probe.sys != 0)
		*sys = probe.sys;
	*status = is_dir ? GL_DIR_EXISTING : GL_DIR_NONEXISTING;
	return record(p, probe, err);
}

struct stage {
	const struct gl_request *rq;
	enum lw_rule rule;
	uint32_t object;
	bool permanent; /* the list is kept even if none of its directories exists */
};

static bool try_in_dir(struct gl_process *p, const struct stage *st, struct gl_dir *d, bool *here_any,
		       struct gl_found *out, struct lw_error *err) {
	for (uint32_t i = 0; i < p->n_hwcaps; i++) {
		if (d->status[i] == GL_DIR_NONEXISTING)
			continue;
		const char *path = lw_sprintf(p->a, err, "%s%s%s", d->name, p->hwcaps[i], st->rq->name);
		if (path == NULL)
			return false;
		LW_TRY(lw_gl_try(p, path, st->rule, st->object, out, err));
		if (out->end == GL_FATAL)
			return true;
		if (d->status[i] == GL_DIR_UNKNOWN && out->end == GL_FOUND)
			d->status[i] = GL_DIR_EXISTING;
		else if (d->status[i] == GL_DIR_UNKNOWN)
			LW_TRY(look_at_dir(p, path, strlen(path) - strlen(st->rq->name), st->rule, st->object,
					   &d->status[i], &out->sys, err));
		*here_any |= d->status[i] != GL_DIR_NONEXISTING;
		if (out->end == GL_FOUND && st->rq->secure_preload && p->w->secure &&
		    (out->file->mode & SET_UID) == 0) {
			out->end = GL_NOT_FOUND;
			out->sys = ENOENT;
		}
		if (out->end == GL_FOUND)
			return true;
	}
	return true;
}

static bool goes_on(const struct gl_process *p, int sys) {
	return sys == ENOENT || sys == EACCES || (sys == ENOTDIR && lw_gl_has(p->minor, GL_ENOTDIR_GOES_ON));
}

/* open_path. out->end stays NOT_FOUND when the list has nothing or was given up. */
static bool try_dirs(struct gl_process *p, const struct stage *st, struct gl_dirs *dirs, struct gl_found *out,
		     struct lw_error *err) {
	bool any = false;
	for (uint32_t i = 0; i < dirs->list.n; i++) {
		bool here_any = false;
		LW_TRY(try_in_dir(p, st, dirs->list.at[i], &here_any, out, err));
		if (out->end != GL_NOT_FOUND)
			return true;
		if (here_any && !goes_on(p, out->sys))
			return true;
		any |= here_any;
	}
	if (!any && !st->permanent)
		dirs->state = GL_DIRS_NONE;
	return true;
}

static bool try_rpath_of(struct gl_process *p, const struct gl_request *rq, struct gl_map *l, bool *did_main,
			 struct gl_found *out, struct lw_error *err) {
	struct gl_dirs *dirs;
	LW_TRY(lw_gl_dirs_of(p, l, false, &dirs, err));
	if (dirs->state != GL_DIRS_SET)
		return true;
	struct stage st = {rq, LW_RULE_RPATH, l->id, false};
	LW_TRY(try_dirs(p, &st, dirs, out, err));
	*did_main |= l == p->main;
	return true;
}

static bool try_rpaths(struct gl_process *p, const struct gl_request *rq, struct gl_found *out, struct lw_error *err) {
	bool did_main = false;
	if (rq->loader != NULL && rq->loader->runpath != NULL)
		return true;
	for (struct gl_map *l = rq->loader; l != NULL && out->end == GL_NOT_FOUND; l = l->loader)
		LW_TRY(try_rpath_of(p, rq, l, &did_main, out, err));
	if (out->end == GL_NOT_FOUND && !did_main)
		LW_TRY(try_rpath_of(p, rq, p->main, &did_main, out, err));
	if (out->end == GL_NOT_FOUND && !did_main && rq->audit && lw_gl_has(p->minor, GL_AUDIT_RUNPATH)) {
		struct gl_dirs *dirs;
		LW_TRY(lw_gl_dirs_of(p, p->main, true, &dirs, err));
		struct stage st = {rq, LW_RULE_RUNPATH, p->main->id, true};
		if (dirs->state == GL_DIRS_SET)
			LW_TRY(try_dirs(p, &st, dirs, out, err));
	}
	return true;
}

bool lw_gl_has_nodeflib(const struct gl_map *l) {
	return (l->img->elf->flags_1 & 0x800u) != 0;
}

bool lw_gl_nodeflib_forbids(const struct gl_process *p, const struct gl_map *l, const char *path) {
	if (!lw_gl_has_nodeflib(l))
		return false;
	for (uint32_t i = 0; i < p->system.list.n; i++)
		if (strncmp(path, p->system.list.at[i]->name, strlen(p->system.list.at[i]->name)) == 0)
			return true;
	return false;
}

struct gl_request lw_gl_request_of(const struct gl_process *p, const struct lw_edge *e) {
	struct gl_request rq = {.loader = p->maps.at[e->from], .name = e->name};
	rq.ns = rq.loader->ns;
	rq.audit = rq.ns != 0;
	if (e->kind == LW_EDGE_PRELOAD) {
		rq.secure_preload = true;
	} else if (e->kind == LW_EDGE_AUDIT) {
		/* The loader itself makes the call, so it is the loader's map that lends its paths: it has none. */
		const bool lends = strchr(e->name, '/') == NULL || strchr(e->name, '$') != NULL;
		rq.loader = lends ? p->rtld : NULL;
		rq.ns = p->n_ns - 1;
		rq.audit = rq.callmap = true;
	}
	return rq;
}

static bool try_cache(struct gl_process *p, const struct gl_request *rq, const struct gl_map *who, struct gl_found *out,
		      struct lw_error *err) {
	if (rq->secure_preload && p->w->secure)
		return true;
	const char *path;
	LW_TRY(lw_gl_cache_lookup(p, rq->name, &path, err));
	if (path == NULL || lw_gl_nodeflib_forbids(p, who, path))
		return true;
	return lw_gl_try(p, path, LW_RULE_CACHE, LW_NO_ID, out, err);
}

bool lw_gl_search(struct gl_process *p, const struct gl_request *rq, struct gl_found *out, struct lw_error *err) {
	const struct gl_map *who = rq->loader != NULL ? rq->loader : p->main;
	*out = (struct gl_found){.rule_object = LW_NO_ID, .sys = ENOENT};
	if (strchr(rq->name, '/') != NULL) {
		const char *path = rq->name;
		if (rq->loader != NULL)
			LW_TRY(lw_gl_tokens_expand(p, rq->loader, rq->name, &path, err));
		return lw_gl_try(p, path == NULL ? "" : path, LW_RULE_SLASH, LW_NO_ID, out, err);
	}
	LW_TRY(try_rpaths(p, rq, out, err));
	struct stage env = {rq, LW_RULE_ENV, LW_NO_ID, true};
	if (out->end == GL_NOT_FOUND && p->env.state == GL_DIRS_SET)
		LW_TRY(try_dirs(p, &env, &p->env, out, err));
	if (out->end == GL_NOT_FOUND && rq->loader != NULL) {
		struct gl_dirs *dirs;
		LW_TRY(lw_gl_dirs_of(p, rq->loader, true, &dirs, err));
		struct stage run = {rq, LW_RULE_RUNPATH, rq->loader->id, false};
		if (dirs->state == GL_DIRS_SET)
			LW_TRY(try_dirs(p, &run, dirs, out, err));
	}
	if (out->end == GL_NOT_FOUND)
		LW_TRY(try_cache(p, rq, who, out, err));
	struct stage def = {rq, LW_RULE_DEFAULT, LW_NO_ID, true};
	if (out->end == GL_NOT_FOUND && !lw_gl_has_nodeflib(who))
		LW_TRY(try_dirs(p, &def, &p->system, out, err));
	return true;
}
