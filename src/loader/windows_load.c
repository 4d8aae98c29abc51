/* SPDX-License-Identifier: Apache-2.0 */
/* How one request is served (ntdll, LdrpLoadDll). */
#include <errno.h>
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "base/fold.h"
#include "loader/windows.h"

/* Places that are looked at for all requests together. */
#define MOST_TRIES (4u << 20)

struct inode_key {
	uint64_t dev, ino;
};

struct search {
	struct wi_walk walk; /* first, so that a visit finds the rest */
	struct wi_found *out;
};

static struct wi_module *by_name(struct wi_process *p, const struct lw_map *map, const char *name, bool *ok,
				 struct lw_error *err) {
	const char *key = lw_fold_copy(p->a, name, err);
	*ok = key != NULL;
	return key == NULL ? NULL : lw_map_get(map, key, strlen(key));
}

/* The first module of a name counts. */
static bool remember(struct wi_process *p, struct lw_map *map, const char *name, struct wi_module *m,
		     struct lw_error *err) {
	const char *key = lw_fold_copy(p->a, name, err);
	return key != NULL &&
		(lw_map_get(map, key, strlen(key)) != NULL || lw_map_put(map, p->a, key, strlen(key), m, err));
}

static bool remember_inode(struct wi_process *p, struct wi_module *m, struct lw_error *err) {
	struct inode_key *key = lw_alloc(p->a, 1, sizeof *key, err);
	if (key == NULL)
		return false;
	*key = (struct inode_key){m->file->dev, m->file->ino};
	return lw_map_get(&p->inodes, key, sizeof *key) != NULL ||
		lw_map_put(&p->inodes, p->a, key, sizeof *key, m, err);
}

static bool below(const char *path, const char *dir) {
	const size_t n = dir == NULL ? 0 : strlen(dir);
	return n > 1 && strncmp(path, dir, n) == 0 && path[n] == '/';
}

/* What comes with Windows, with the program or its environment, or from elsewhere. */
static enum lw_origin origin_of(const struct wi_process *p, const struct wi_module *m) {
	if (m->file == NULL || below(m->path, p->windows_dir))
		return LW_ORIGIN_SYSTEM;
	const bool own = below(m->path, p->app_dir) || below(m->path, p->prefix) ||
		(p->main != NULL && below(m->path, p->main->dir)) ||
		(p->app_dir != NULL && strcmp(m->dir, p->app_dir) == 0);
	return own ? LW_ORIGIN_BUNDLED : LW_ORIGIN_FOREIGN;
}

static bool fill(struct wi_process *p, struct wi_module *m, const struct wi_found *from, struct lw_error *err) {
	m->path = from->path;
	m->base = lw_wi_base(m->path);
	m->dir = m->file == NULL ? NULL : lw_wi_dir(p, m->path, err);
	LW_TRY(m->file == NULL || m->dir != NULL);
	LW_TRY(remember(p, &p->bases, m->base, m, err) && remember(p, &p->paths, m->path, m, err));
	if (m->file == NULL)
		return true;
	return remember_inode(p, m, err);
}

struct wi_module *lw_wi_module_new(struct wi_process *p, const char *name, const struct wi_found *from,
				   enum lw_role role, struct lw_error *err) {
	struct wi_module *m = lw_alloc(p->a, 1, sizeof *m, err);
	struct lw_object *o = m == NULL ? NULL : lw_build_object(&p->b, role, err);
	struct wi_module **slot = o == NULL ? NULL : lw_vec_add(p->a, &p->modules, err);
	if (slot == NULL)
		return NULL;
	*slot = m;
	m->id = o->id;
	m->file = o->file = from->file;
	m->img = o->image = from->img;
	m->base = name;
	o->name = name;
	o->found = from->file != NULL || from->assumed;
	o->in_cache = o->assumed = from->assumed;
	if (!o->found)
		return remember(p, &p->missing, name, m, err) ? m : NULL;
	if (!fill(p, m, from, err))
		return NULL;
	o->path = m->path;
	o->soname = m->img == NULL ? NULL : m->img->soname.text;
	if (role != LW_ROLE_PROGRAM)
		o->origin = origin_of(p, m);
	return m;
}

static bool probe(struct wi_process *p, const struct wi_place *at, int sys, struct lw_error *err) {
	return !p->record ||
		lw_build_probe(&p->b,
			       (struct lw_probe){.op = LW_OP_STAT,
						 .rule = at->rule,
						 .sys = sys,
						 .path = at->path,
						 .object = LW_NO_ID,
						 .edge = p->edge},
			       err);
}

bool lw_wi_config(struct wi_process *p, enum lw_op op, const char *path, enum lw_rule rule, int sys,
		  struct lw_error *err) {
	return !p->record ||
		lw_build_probe(&p->b,
			       (struct lw_probe){.op = op,
						 .rule = rule,
						 .verdict = LW_VERDICT_CONFIG,
						 .sys = sys,
						 .path = path,
						 .object = LW_NO_ID,
						 .edge = LW_NO_ID},
			       err);
}

static void amend(struct wi_process *p, enum lw_verdict verdict, const char *reason) {
	if (!p->record)
		return;
	p->b.probes.at[p->b.probes.n - 1].verdict = verdict;
	p->b.probes.at[p->b.probes.n - 1].reason = reason;
}

static void won(struct search *x, const struct wi_place *at, const char *path, struct wi_found f) {
	const struct wi_found before = *x->out;
	*x->out = f;
	x->out->path = path;
	x->out->rule = at->rule;
	x->out->bad_path = before.bad_path;
	x->out->bad_status = before.bad_status;
	x->walk.stop = true;
}

/* A file is there: is it loaded already, and if not, can it be? */
static bool file_at(struct search *x, const struct wi_place *at, const char *path, const struct lw_file *f,
		    struct lw_error *err) {
	struct wi_process *p = x->walk.p;
	const struct inode_key key = {f->dev, f->ino};
	struct wi_module *same = lw_map_get(&p->inodes, &key, sizeof key);
	const struct lw_image *img;
	struct wi_refusal no;
	if (same != NULL) {
		amend(p, LW_VERDICT_SAME, NULL);
		won(x, at, path, (struct wi_found){.how = LW_HOW_LOADED_INODE, .module = same});
		return true;
	}
	LW_TRY(lw_wi_judge(p, f, &img, &no, err));
	amend(p, img != NULL ? LW_VERDICT_TAKEN : no.over ? LW_VERDICT_FATAL : LW_VERDICT_REFUSED, no.why);
	if (img != NULL) {
		won(x, at, path, (struct wi_found){.how = LW_HOW_SEARCH, .file = f, .img = img});
	} else if (x->out->bad_path == NULL || no.over) {
		x->out->bad_path = path;
		x->out->bad_status = no.status;
	}
	x->walk.stop = x->walk.stop || no.over;
	return true;
}

static bool assumed_at(struct search *x, const struct wi_place *at, struct lw_error *err) {
	bool ok;
	struct wi_module *same = by_name(x->walk.p, &x->walk.p->paths, at->path, &ok, err);
	if (same != NULL)
		won(x, at, at->path, (struct wi_found){.how = LW_HOW_LOADED_NAME, .module = same});
	else
		won(x, at, at->path, (struct wi_found){.how = LW_HOW_SEARCH, .assumed = true});
	return ok;
}

static bool visit(struct wi_walk *w, const struct wi_place *at, struct lw_error *err) {
	struct search *x = (struct search *)(void *)w;
	struct wi_process *p = w->p;
	const struct lw_file *f = NULL;
	const char *path;
	int sys = ENOENT;
	bool ok;
	if (at->path == NULL)
		return true;
	if (at->assumed)
		return assumed_at(x, at, err);
	if (++p->n_tries > MOST_TRIES)
		return lw_fail(err, LW_E_LIMIT, "more than %u paths would be looked at", MOST_TRIES);
	LW_TRY(lw_session_spell(p->s, at->path, &path, err));
	struct wi_module *same = path == NULL ? NULL : by_name(p, &p->paths, path, &ok, err);
	if (same != NULL) {
		won(x, at, path, (struct wi_found){.how = LW_HOW_LOADED_NAME, .module = same});
		return true;
	}
	if (path != NULL)
		LW_TRY(lw_session_load(p->s, path, &f, &sys, err));
	LW_TRY(probe(p, at, sys, err));
	return f == NULL || file_at(x, at, path, f, err);
}

static bool loaded(struct wi_walk *w, struct lw_error *err) {
	struct search *x = (struct search *)(void *)w;
	const struct wi_place at = {.rule = LW_RULE_NONE};
	bool ok;
	struct wi_module *same = by_name(w->p, &w->p->bases, w->rq->name, &ok, err);
	if (same != NULL)
		won(x, &at, same->path, (struct wi_found){.how = LW_HOW_LOADED_NAME, .module = same});
	return ok;
}

static bool search(struct wi_process *p, const struct wi_request *rq, struct wi_found *out, struct lw_error *err) {
	struct search x = {.walk = {.p = p, .rq = rq, .visit = visit, .loaded = loaded}, .out = out};
	*out = (struct wi_found){.how = LW_HOW_MISSING};
	return lw_wi_each_place(&x.walk, err);
}

static void met(struct wi_process *p, uint32_t edge, const struct wi_found *f, const struct wi_module *to) {
	struct lw_edge *e = &p->b.edges.at[edge];
	e->how = f->how;
	e->to = to == NULL ? LW_NO_ID : to->id;
	e->rule = f->rule;
	e->n_probes = p->b.probes.n - e->first_probe;
}

static bool tell_missing(struct wi_process *p, const struct wi_request *rq, const struct wi_found *f,
			 struct lw_error *err) {
	const char *text = f->bad_path != NULL
		? lw_sprintf(p->a, err, "%s is either not designed to run on Windows or it contains an error (0x%08X)",
			     f->bad_path, (unsigned)f->bad_status)
		: lw_sprintf(p->a, err, "The code execution cannot proceed because %s was not found (0xC0000135)",
			     rq->name);
	return text != NULL && lw_build_stop(&p->b, rq->from == NULL ? NULL : rq->from->path, text, err);
}

static bool add(struct wi_process *p, const struct wi_request *rq, uint32_t edge, const struct wi_found *f,
		struct wi_module **out, struct lw_error *err) {
	struct wi_module *m = lw_wi_module_new(p, rq->name, f, LW_ROLE_LIBRARY, err);
	uint32_t *slot = m == NULL ? NULL : lw_vec_add(p->a, &p->b.order, err);
	if (slot == NULL)
		return false;
	*slot = m->id;
	m->mode = rq->below;
	if (rq->from != NULL && (rq->from->context == NULL || !rq->from->context->no_inherit))
		m->context = rq->from->context;
	struct lw_object *o = &p->b.objects.at[m->id];
	o->rule = f->rule;
	o->first_edge = edge;
	o->asked_by = p->b.edges.at[edge].from;
	met(p, edge, f, m);
	*out = m;
	if (f->assumed && f->rule == LW_RULE_API_SET && p->apiset == NULL) {
		p->n_contracts++;
	} else if (f->assumed) {
		p->first_assumed = p->n_assumed++ == 0 ? rq->name : p->first_assumed;
	}
	return true;
}

/* A delay import of a program is one of whoever loads the file: a plug-in's. */
static bool is_program_name(const char *name) {
	const size_t n = strlen(name);
	return n > 4 && lw_ascii_same(name + n - 4, ".exe");
}

/* A delay-loaded library that is not there is only missed at the first call. */
static bool miss(struct wi_process *p, const struct wi_request *rq, uint32_t edge, struct wi_found *f,
		 struct wi_module **out, struct lw_error *err) {
	bool ok;
	if (rq->delay) {
		f->how = LW_HOW_IGNORED;
		if (is_program_name(rq->name))
			p->first_program = p->first_program != NULL ? p->first_program : rq->name;
		else
			p->first_delayed = p->n_delayed_missing++ == 0 ? rq->name : p->first_delayed;
		met(p, edge, f, NULL);
		return true;
	}
	LW_TRY(tell_missing(p, rq, f, err));
	*out = by_name(p, &p->missing, rq->name, &ok, err);
	if (*out == NULL)
		return ok && add(p, rq, edge, f, out, err);
	met(p, edge, f, *out);
	return true;
}

bool lw_wi_load(struct wi_process *p, const struct wi_request *rq, uint32_t edge, struct wi_module **out,
		struct lw_error *err) {
	struct wi_found f;
	*out = NULL;
	p->edge = edge;
	LW_TRY(search(p, rq, &f, err));
	if (f.how == LW_HOW_MISSING)
		return miss(p, rq, edge, &f, out, err);
	if (f.module == NULL)
		return add(p, rq, edge, &f, out, err);
	*out = f.module;
	met(p, edge, &f, f.module);
	return true;
}

/* "x" is "x.dll", and "x." is "x" (Microsoft's page on LoadLibrary); blanks at the end are none of a name ("Naming
 * Files, Paths, and Namespaces"). */
static const char *with_extension(struct wi_process *p, const char *name, struct lw_error *err) {
	size_t n = strlen(name);
	while (n > 1 && name[n - 1] == ' ')
		n--;
	if (name[n] != '\0' && (name = lw_strndup(p->a, name, n, err)) == NULL)
		return NULL;
	const char *base = lw_wi_base(name);
	if (strchr(base, '.') == NULL)
		return lw_strcat2(p->a, name, ".dll", err);
	return name[n - 1] == '.' ? lw_strndup(p->a, name, n - 1, err) : name;
}

bool lw_wi_request(struct wi_process *p, struct wi_module *from, const char *name, bool delay, struct wi_request *out,
		   struct lw_error *err) {
	const uint32_t own = from->img == NULL || from->img->pe == NULL
		? 0
		: (uint32_t)from->img->pe->dependent_load_flags & WI_SEARCH_ANY;
	*out = (struct wi_request){.name = with_extension(p, name, err), .from = from, .delay = delay};
	out->below = delay ? (struct wi_mode){0, NULL} : from->mode;
	out->mode = own != 0 && !delay ? (struct wi_mode){own, from->dir} : out->below;
	out->by_path = lw_wi_has_path(name);
	return out->name != NULL;
}
