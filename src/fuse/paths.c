/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A library finds what it needs, and what it opens later, by its own search path. What stays outside would not be found
 * that way any more, so such directories go behind the target's own; not where another file of one of the names would
 * then be found first. glibc elf/dl-load.c, decompose_rpath, fillin_rpath.
 */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "fuse/fusing.h"

struct joining {
	struct lw_fusing *f;
	const char
		*home; /* the target's directory; NULL: what is asked of the loader there is not where the file lies */
	const char *text; /* so far */
	bool more;        /* than the target's own */
};

static bool needs_path(const struct lw_fusing *f, const struct lw_fuse_part *p) {
	if (lw_fuse_asks(p, "dlopen") || lw_fuse_asks(p, "dlmopen"))
		return true;
	for (uint32_t i = 0; i < f->g->n_objects; i++)
		if (f->g->objects[i].rule_object == p->o->id && f->part_of[i] == 0)
			return true;
	return false;
}

/* Without the ".." of words like $ORIGIN/../lib, where it is there at all. */
static const char *as_it_is(const struct joining *j, const char *dir, struct lw_error *err) {
	const char *real = NULL;
	int sys = 0;
	if (dir == NULL || !lw_session_realpath(j->f->s, dir, &real, &sys, err))
		return NULL;
	return sys == 0 ? real : dir;
}

static bool has_origin(const char *list) {
	return list != NULL && (strstr(list, "$ORIGIN") != NULL || strstr(list, "${ORIGIN}") != NULL);
}

/* Was the part found from where the target lies, so that all of them may be moved together? */
static bool moves_along(const struct joining *j, const struct lw_fuse_part *p) {
	const struct lw_graph *g = j->f->g;
	uint32_t id = p->o->id;
	for (uint32_t n = 0; n < g->n_objects && g->objects[id].rule_object != LW_NO_ID; n++) {
		const uint32_t part = j->f->part_of[id = g->objects[id].rule_object];
		const struct lw_image *img = part == 0 ? NULL : j->f->parts.at[part - 1].img;
		if (img == NULL || (!has_origin(img->runpath.text) && !has_origin(img->rpath.text)))
			return false;
		if (part == 1)
			return true;
	}
	return false;
}

/* As seen from the target where both may be moved together. */
static const char *from_home(const struct joining *j, const struct lw_fuse_part *p, const char *dir,
			     struct lw_error *err) {
	if (j->home == NULL || !moves_along(j, p))
		return dir;
	const char *way = lw_path_between(j->f->a, j->home, dir, err);
	return way == NULL ? NULL : lw_sprintf(j->f->a, err, "$ORIGIN%s%s", *way == '\0' ? "" : "/", way);
}

/* $ORIGIN is the directory of the library, which the target's is not. */
static const char *with_origin(const struct joining *j, const struct lw_fuse_part *p, const char *dir, size_t n,
			       struct lw_error *err) {
	static const char *const words[] = {"$ORIGIN", "${ORIGIN}"};
	const char *slash = strrchr(p->o->path, '/');
	const int len = slash == NULL ? 0 : (int)(slash - p->o->path);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		const size_t k = strlen(words[i]);
		if (n >= k && memcmp(dir, words[i], k) == 0 && (n == k || dir[k] == '/'))
			return as_it_is(j, lw_sprintf(j->f->a, err, "%.*s%.*s", len, p->o->path, (int)(n - k), dir + k),
					err);
	}
	return lw_strndup(j->f->a, dir, n, err);
}

static bool is_in(const char *list, const char *dir) {
	const size_t n = strlen(dir);
	for (const char *at = list; at != NULL; at = strchr(at, ':'), at = at == NULL ? NULL : at + 1)
		if (strncmp(at, dir, n) == 0 && (at[n] == '\0' || at[n] == ':'))
			return true;
	return false;
}

/* Would another file be found there? */
static bool check(const struct joining *j, const struct lw_fuse_part *p, const char *dir, struct lw_error *err) {
	const struct lw_graph *g = j->f->g;
	for (uint32_t i = 0; i < g->n_objects; i++) {
		const struct lw_object *o = &g->objects[i];
		const struct lw_fs *fs = j->f->s->fs;
		struct lw_stat st;
		if (j->f->part_of[i] != 0 || o->role == LW_ROLE_PROGRAM || o->file == NULL || o->name == NULL ||
		    strchr(o->name, '/') != NULL || dir[0] == '$')
			continue;
		const char *path = lw_sprintf(j->f->a, err, "%s/%s", dir, o->name);
		if (path == NULL)
			return false;
		if (fs->ops->stat(fs, path, &st) == 0 && (st.dev != o->file->dev || st.ino != o->file->ino))
			return lw_fuse_refuse(
				p, LW_FUSE_RULE_SEARCH, err,
				"has the search path %s, where another %s lies than the one that is loaded", dir,
				o->name);
	}
	return true;
}

/* word: as the library has it; real: the directory that it means. */
static bool add(struct joining *j, const struct lw_fuse_part *p, const char *word, const char *real,
		struct lw_error *err) {
	const char *dir = word[0] == '$' ? from_home(j, p, real, err) : real;
	if (dir == NULL || is_in(j->text, dir))
		return dir != NULL;
	LW_TRY(check(j, p, real, err));
	j->text = j->text == NULL ? dir : lw_sprintf(j->f->a, err, "%s:%s", j->text, dir);
	j->more = true;
	return j->text != NULL &&
		lw_fuse_warn(j->f, LW_FUSE_RULE_PATHS, err, "%s looks in %s (RUNPATH), and so does the whole file now",
			     p->o->path, dir);
}

static bool add_part(struct joining *j, const struct lw_fuse_part *p, struct lw_error *err) {
	const char *list = p->img->runpath.text != NULL ? p->img->runpath.text : p->img->rpath.text;
	if (list == NULL || !needs_path(j->f, p))
		return true;
	for (const char *at = list;;) {
		const size_t n = strcspn(at, ":");
		const char *dir = n == 0 ? NULL : with_origin(j, p, at, n, err);
		LW_TRY(n == 0 || (dir != NULL && add(j, p, at, dir, err)));
		if (at[n] == '\0')
			return true;
		at += n + 1;
	}
}

/* Links to directories are not followed in the path of a library, and the kernel follows all for a program. */
static bool find_home(struct joining *j, struct lw_error *err) {
	const struct lw_fusing *f = j->f;
	const char *path = f->parts.at[0].o->path, *real = NULL;
	int sys = 0;
	LW_TRY(lw_session_realpath(f->s, path, &real, &sys, err));
	if (sys != 0 || real[0] != '/' || (!f->is_program && strcmp(real, path) != 0))
		return true;
	const size_t n = (size_t)(strrchr(real, '/') - real);
	j->home = lw_strndup(f->a, real, n == 0 ? 1 : n, err);
	return j->home != NULL;
}

bool lw_fuse_paths(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_image *t = f->parts.at[0].img;
	const bool old = t->rpath.text != NULL && t->runpath.text == NULL;
	struct joining j = {.f = f, .text = old ? t->rpath.text : t->runpath.text};
	LW_TRY(find_home(&j, err));
	for (uint32_t i = 1; i < f->parts.n; i++)
		LW_TRY(add_part(&j, &f->parts.at[i], err));
	f->rpath = old ? j.text : t->rpath.text;
	f->runpath = old ? NULL : j.text;
	return true;
}
