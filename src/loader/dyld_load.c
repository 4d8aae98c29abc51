/* SPDX-License-Identifier: Apache-2.0 */
/* How one request is served (dyld Loader.cpp, getLoader). */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "loader/dyld.h"

/* Candidates that are looked at for all requests together. */
#define MOST_TRIES (4u << 20)

struct inode_key {
	uint64_t dev, ino;
};

struct search {
	struct dy_walk walk; /* first, so that a visit finds the rest */
	struct dy_found *out;
};

/* matchesPath: by its path, or by its install name where that is another. The first loaded one counts. */
static struct dy_image *loaded_as(const struct dy_process *p, const char *path) {
	struct dy_image *x = lw_map_get(&p->paths, path, strlen(path)), *y = lw_map_get(&p->names, path, strlen(path));
	return x == NULL || (y != NULL && y->id < x->id) ? y : x;
}

static bool remember(struct dy_process *p, struct lw_map *map, const char *key, struct dy_image *i,
		     struct lw_error *err) {
	return key == NULL || lw_map_get(map, key, strlen(key)) != NULL ||
		lw_map_put(map, p->a, key, strlen(key), i, err);
}

static bool index_image(struct dy_process *p, struct dy_image *i, struct lw_error *err) {
	LW_TRY(remember(p, &p->paths, i->path, i, err));
	if (i->img != NULL && i->img->kind == LW_IMAGE_LIBRARY)
		LW_TRY(remember(p, &p->names, i->img->soname.text, i, err));
	if (i->file == NULL)
		return true;
	struct inode_key *key = lw_alloc(p->a, 1, sizeof *key, err);
	if (key == NULL)
		return false;
	*key = (struct inode_key){i->file->dev, i->file->ino};
	return lw_map_get(&p->inodes, key, sizeof *key) != NULL ||
		lw_map_put(&p->inodes, p->a, key, sizeof *key, i, err);
}

/* An image is known by its real path. */
static bool real_path(struct dy_process *p, const struct dy_found *f, const char **out, struct lw_error *err) {
	int sys;
	*out = f->path;
	if (f->file == NULL)
		return true;
	const char *abs = lw_path_absolute(p->a, p->w->cwd, f->path, err), *real = NULL;
	LW_TRY(abs != NULL && lw_session_realpath(p->s, abs, &real, &sys, err));
	*out = real != NULL ? real : abs;
	return true;
}

/* The directory that belongs to the program: of its bundle where it lies in one, else its own; for DIR/bin/program,
 * DIR. How many bytes of its path. */
static size_t own_length(const char *path) {
	const char *bundle = strstr(path, ".app/Contents/"), *slash = strrchr(path, '/');
	if (bundle != NULL)
		return (size_t)(bundle - path) + 4;
	const size_t n = slash == NULL ? 0 : (size_t)(slash - path);
	return n > 4 && strncmp(path + n - 4, "/bin", 4) == 0 ? n - 4 : n;
}

/* A program in the top directory or in the system's own places has nothing of its own there. */
static bool is_bundled(const struct dy_process *p, const char *path) {
	static const char *const shared[] = {"/usr", "/usr/local", "/opt/local", "/opt/homebrew", ""};
	const size_t n = own_length(p->main->path);
	for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++)
		if (strlen(shared[i]) == n && strncmp(shared[i], p->main->path, n) == 0)
			return false;
	return strncmp(path, p->main->path, n) == 0 && path[n] == '/';
}

static enum lw_origin origin_of(struct dy_process *p, const struct dy_image *i, bool cached) {
	if (cached || lw_dy_is_system(i->path))
		return LW_ORIGIN_SYSTEM;
	return p->main == NULL || is_bundled(p, i->path) ? LW_ORIGIN_BUNDLED : LW_ORIGIN_FOREIGN;
}

struct dy_image *lw_dy_image_new(struct dy_process *p, const char *name, const struct dy_found *from, enum lw_role role,
				 struct lw_error *err) {
	struct dy_image *i = lw_alloc(p->a, 1, sizeof *i, err);
	struct lw_object *o = i == NULL ? NULL : lw_build_object(&p->b, role, err);
	struct dy_image **slot = o == NULL ? NULL : lw_vec_add(p->a, &p->images, err);
	if (slot == NULL)
		return NULL;
	*slot = i;
	i->id = o->id;
	i->file = o->file = from->file;
	i->img = o->image = from->img;
	o->name = name;
	o->found = from->file != NULL || from->cached;
	o->in_cache = from->cached;
	if (!o->found)
		return i;
	if (!real_path(p, from, &i->path, err))
		return NULL;
	o->path = i->path;
	if (role != LW_ROLE_PROGRAM)
		o->origin = origin_of(p, i, from->cached);
	o->soname = i->img == NULL ? NULL : i->img->soname.text;
	return index_image(p, i, err) ? i : NULL;
}

static bool probe(struct dy_process *p, const char *path, enum lw_rule rule, uint32_t object, int sys,
		  struct lw_error *err) {
	return !p->record ||
		lw_build_probe(&p->b,
			       (struct lw_probe){.op = LW_OP_STAT,
						 .rule = rule,
						 .sys = sys,
						 .path = path,
						 .object = object,
						 .edge = p->edge},
			       err);
}

static void amend(struct dy_process *p, enum lw_verdict verdict, const char *reason) {
	if (!p->record)
		return;
	p->b.probes.at[p->b.probes.n - 1].verdict = verdict;
	p->b.probes.at[p->b.probes.n - 1].reason = reason;
}

static bool won(struct search *x, const char *path, enum lw_rule rule, uint32_t object, struct dy_found f) {
	*x->out = f;
	x->out->path = path;
	x->out->rule = rule;
	x->out->rule_object = object;
	x->walk.stop = true;
	return true;
}

/* A file is there: is it loaded already, and if not, can it be? */
static bool file_at(struct search *x, const char *path, enum lw_rule rule, uint32_t object, const struct lw_file *f,
		    struct lw_error *err) {
	struct dy_process *p = x->walk.p;
	const struct inode_key key = {f->dev, f->ino};
	struct dy_image *same = lw_map_get(&p->inodes, &key, sizeof key);
	const struct lw_image *img;
	const char *why;
	if (same != NULL) {
		amend(p, LW_VERDICT_SAME, NULL);
		return won(x, path, rule, object, (struct dy_found){.how = LW_HOW_LOADED_INODE, .image = same});
	}
	LW_TRY(lw_dy_judge(p, f, &img, &why, err));
	amend(p, img != NULL ? LW_VERDICT_TAKEN : LW_VERDICT_REFUSED, why);
	return img == NULL ||
		won(x, path, rule, object, (struct dy_found){.how = LW_HOW_SEARCH, .file = f, .img = img});
}

static bool visit(struct dy_walk *w, const char *path, enum lw_rule rule, uint32_t object, struct lw_error *err) {
	struct search *x = (struct search *)(void *)w;
	struct dy_process *p = w->p;
	struct dy_image *same = loaded_as(p, path);
	if (same != NULL)
		return won(x, path, rule, object, (struct dy_found){.how = LW_HOW_LOADED_NAME, .image = same});
	if (++p->n_tries > MOST_TRIES)
		return lw_fail(err, LW_E_LIMIT, "more than %u paths would be looked at", MOST_TRIES);
	if (strlen(path) >= DY_LONGEST_PATH)
		return probe(p, path, rule, object, ENAMETOOLONG, err);
	if (path[0] != '/' && !p->security.env)
		return probe(p, path, rule, object, EPERM, err);
	const char *abs = lw_path_absolute(p->a, p->w->cwd, path, err);
	const struct lw_file *f;
	int sys;
	LW_TRY(abs != NULL && lw_session_load(p->s, abs, &f, &sys, err));
	bool cached = false;
	LW_TRY(f != NULL || lw_dy_in_cache(p, x->walk.rq, path, rule, &cached, err));
	if (cached)
		return won(x, path, LW_RULE_SHARED_CACHE, LW_NO_ID,
			   (struct dy_found){.how = LW_HOW_SEARCH, .cached = true});
	LW_TRY(probe(p, path, rule, object, sys, err));
	return f == NULL || file_at(x, path, rule, object, f, err);
}

/* The last resort: where the name really leads (a link, "//" or ".." in it). */
static bool by_real_path(struct search *x, struct lw_error *err) {
	struct dy_process *p = x->walk.p;
	const char *name = x->walk.rq->name, *real;
	int sys;
	if (name[0] == '@' || (name[0] != '/' && !p->security.env))
		return true;
	const char *abs = lw_path_absolute(p->a, p->w->cwd, name, err);
	LW_TRY(abs != NULL && lw_session_realpath(p->s, abs, &real, &sys, err));
	return real == NULL || strncmp(name, real, strlen(real)) == 0 ||
		visit(&x->walk, real, LW_RULE_SLASH, LW_NO_ID, err);
}

bool lw_dy_search(struct dy_process *p, const struct dy_request *rq, struct dy_found *out, struct lw_error *err) {
	struct search x = {.walk = {.p = p, .rq = rq, .visit = visit}, .out = out};
	*out = (struct dy_found){.how = LW_HOW_MISSING, .rule_object = LW_NO_ID};
	const bool by_name = rq->name[0] == '/' || strncmp(rq->name, "@rpath/", 7) == 0;
	struct dy_image *same = by_name ? loaded_as(p, rq->name) : NULL;
	if (same != NULL) {
		*out = (struct dy_found){.how = LW_HOW_LOADED_NAME, .image = same, .rule_object = LW_NO_ID};
		return true;
	}
	LW_TRY(lw_dy_each_path(&x.walk, err));
	return x.walk.stop || by_real_path(&x, err);
}

static void met(struct dy_process *p, uint32_t edge, const struct dy_found *f, const struct dy_image *to) {
	struct lw_edge *e = &p->b.edges.at[edge];
	e->how = f->how;
	e->to = to == NULL ? LW_NO_ID : to->id;
	e->rule = f->rule;
	e->rule_object = f->rule_object;
	e->n_probes = p->b.probes.n - e->first_probe;
}

static bool list(struct dy_process *p, uint32_t id, struct lw_error *err) {
	uint32_t *slot = lw_vec_add(p->a, &p->b.order, err);
	if (slot != NULL)
		*slot = id;
	return slot != NULL;
}

static bool add(struct dy_process *p, const struct dy_request *rq, uint32_t edge, const struct dy_found *f,
		struct dy_image **out, struct lw_error *err) {
	struct dy_image *i = lw_dy_image_new(p, rq->name, f, rq->inserted ? LW_ROLE_PRELOAD : LW_ROLE_LIBRARY, err);
	if (i == NULL || !list(p, i->id, err))
		return false;
	struct lw_object *o = &p->b.objects.at[i->id];
	o->rule = rq->inserted ? LW_RULE_PRELOAD : f->rule;
	o->rule_object = f->rule_object;
	o->first_edge = edge;
	o->asked_by = p->b.edges.at[edge].from;
	i->before = rq->from;
	met(p, edge, f, i);
	*out = i;
	return true;
}

bool lw_dy_load(struct dy_process *p, const struct dy_request *rq, uint32_t edge, struct dy_image **out,
		struct lw_error *err) {
	struct dy_found f;
	*out = NULL;
	p->edge = edge;
	LW_TRY(lw_dy_search(p, rq, &f, err));
	if (f.image != NULL) {
		*out = f.image;
		met(p, edge, &f, f.image);
		return true;
	}
	if (f.how == LW_HOW_MISSING && rq->weak) {
		f.how = LW_HOW_IGNORED;
		met(p, edge, &f, NULL);
		return true;
	}
	return add(p, rq, edge, &f, out, err);
}
