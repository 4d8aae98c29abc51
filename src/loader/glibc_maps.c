/* SPDX-License-Identifier: Apache-2.0 */
/* Link maps: their names, the list, and how one request is served (glibc elf/dl-load.c _dl_map_object,
 * _dl_map_object_from_fd; dl-object.c). */
#include "loader/glibc.h"

#include <string.h>

#include "base/fail.h"

struct inode_key {
	uint64_t dev, ino;
};

/* Most objects have one name or two. */
#define FEW_NAMES 8

static bool has_name(const struct gl_map *l, const char *name) {
	if (l->names.n > FEW_NAMES)
		return lw_map_get(&l->many_names, name, strlen(name)) != NULL;
	for (uint32_t i = 0; i < l->names.n; i++)
		if (strcmp(l->names.at[i], name) == 0)
			return true;
	return false;
}

static bool keep_name(struct gl_process *p, struct gl_map *l, const char *name, struct lw_error *err) {
	const char **slot = lw_vec_add(p->a, &l->names, err);
	if (slot == NULL)
		return false;
	*slot = name;
	for (uint32_t i = l->names.n == FEW_NAMES + 1 ? 0 : l->names.n - 1; l->names.n > FEW_NAMES && i < l->names.n;
	     i++)
		LW_TRY(lw_map_put(&l->many_names, p->a, l->names.at[i], strlen(l->names.at[i]), l, err));
	return true;
}

bool lw_gl_name_matches(const struct gl_map *l, const char *name) {
	return strcmp(l->l_name, name) == 0 || has_name(l, name);
}

/* Who has a name. Of several maps the loader, which goes through its list, finds the first. */
struct gl_bearers {
	struct gl_map *first, *last_told;
	uint32_t n;
};

static bool index_name(struct gl_process *p, struct lw_map *index, const char *name, struct gl_map *l,
		       struct lw_error *err) {
	const size_t n = strlen(name);
	struct gl_bearers *b = lw_map_get(index, name, n);
	if (b == NULL) {
		b = lw_alloc(p->a, 1, sizeof *b, err);
		if (b == NULL || !lw_map_put(index, p->a, name, n, b, err))
			return false;
	}
	b->n += b->last_told != l;
	b->last_told = l;
	if (b->first == NULL || (b->n == 1 && b->first == l) || (!b->first->unreachable && l->place < b->first->place))
		b->first = l;
	return true;
}

static bool has_soname(const struct gl_map *l, const char *name) {
	return !l->mirror && l->img->soname.text != NULL && strcmp(l->img->soname.text, name) == 0;
}

/* The first that can be reached; the list itself is gone through only where the one that was known cannot be any more
 * and there are others. */
static struct gl_map *first_bearer(struct gl_process *p, uint32_t ns, const char *name, bool soname) {
	struct gl_bearers *b = lw_map_get(soname ? &p->ns[ns].sonames : &p->ns[ns].aliases, name, strlen(name));
	if (b == NULL || b->first == NULL || !b->first->unreachable)
		return b == NULL ? NULL : b->first;
	b->first = NULL;
	for (struct gl_map *l = b->n > 1 ? p->ns[ns].first : NULL; l != NULL && b->first == NULL; l = l->next)
		if (!l->faked && (soname ? has_soname(l, name) : lw_gl_name_matches(l, name)))
			b->first = l;
	return b->first;
}

bool lw_gl_map_add_name(struct gl_process *p, struct gl_map *l, const char *name, struct lw_error *err) {
	if (has_name(l, name))
		return true;
	LW_TRY(keep_name(p, l, name, err));
	return l->faked || index_name(p, &p->ns[l->ns].aliases, name, l, err);
}

/* What the loader reads from the dynamic section when it makes a map (get-dynamic-info.h: with both there is no rpath).
 */
static void take_paths(struct gl_map *l) {
	l->runpath = l->img->runpath.text;
	l->rpath = l->runpath == NULL ? l->img->rpath.text : NULL;
}

static bool index_names(struct gl_process *p, struct gl_map *l, struct lw_error *err) {
	struct gl_ns *ns = &p->ns[l->ns];
	LW_TRY(index_name(p, &ns->aliases, l->l_name, l, err));
	return l->mirror || l->img->soname.text == NULL || index_name(p, &ns->sonames, l->img->soname.text, l, err);
}

static bool index_inode(struct gl_process *p, struct gl_map *l, struct lw_error *err) {
	struct gl_ns *ns = &p->ns[l->ns];
	if (!l->has_id)
		return true;
	struct inode_key *key = lw_alloc(p->a, 1, sizeof *key, err);
	if (key == NULL)
		return false;
	*key = (struct inode_key){l->file->dev, l->file->ino};
	const struct gl_map *known = lw_map_get(&ns->inodes, key, sizeof *key);
	return (known != NULL && !known->unreachable) || lw_map_put(&ns->inodes, p->a, key, sizeof *key, l, err);
}

/* The loader checks less than linkwright does, so it may load what is damaged; whether that goes well cannot be told.
 */
static bool tell_damage(struct gl_process *p, const char *path, const struct lw_error *damage, struct lw_error *err) {
	if (damage == NULL)
		return true;
	p->b.out.n_damaged++;
	return lw_build_warning(
		&p->b, err,
		"%s is damaged (%s, at 0x%llx): the loader may load it all the same, but not what lies there", path,
		damage->text, (unsigned long long)damage->off);
}

struct gl_map *lw_gl_map_new(struct gl_process *p, const struct gl_request *rq, const char *path,
			     const struct lw_file *file, enum lw_role role, struct lw_error *err) {
	struct gl_map *l = lw_alloc(p->a, 1, sizeof *l, err);
	struct lw_object *o = l == NULL ? NULL : lw_build_object(&p->b, role, err);
	struct gl_map **slot = o == NULL ? NULL : lw_vec_add(p->a, &p->maps, err);
	if (slot == NULL)
		return NULL;
	*slot = l;
	l->id = o->id;
	l->ns = o->ns = rq->ns;
	l->file = o->file = file;
	l->faked = file == NULL;
	l->loader = rq->callmap ? NULL : rq->loader;
	l->l_name = role == LW_ROLE_PROGRAM ? "" : path == NULL ? rq->name : path;
	l->executable = role == LW_ROLE_PROGRAM;
	l->has_id = !l->faked && role != LW_ROLE_LOADER &&
		(role != LW_ROLE_PROGRAM ||
		 (file->image->kind != LW_IMAGE_PROGRAM && lw_gl_has(p->minor, GL_EXPLICIT_MAIN_HAS_ID)));
	o->name = rq->name;
	o->path = path;
	o->found = file != NULL;
	if (!l->faked && !tell_damage(p, path, file->image->damage, err))
		return NULL;
	if (!l->faked) {
		l->img = file->image;
		o->soname = l->img->soname.text;
		take_paths(l);
	}
	return l;
}

#define PLACE_STEP (UINT64_C(1) << 40)

bool lw_gl_map_append(struct gl_process *p, struct gl_map *l, const char *name, struct lw_error *err) {
	struct gl_ns *ns = &p->ns[l->ns];
	l->prev = ns->last;
	l->next = NULL;
	l->place = PLACE_STEP + (l->prev != NULL ? l->prev->place : 0);
	if (ns->last != NULL)
		ns->last->next = l;
	else
		ns->first = l;
	ns->last = l;
	if (!l->faked)
		LW_TRY(index_names(p, l, err) && index_inode(p, l, err));
	return lw_gl_map_add_name(p, l, name, err);
}

/* Room between two places is halved by each map that comes between; used up, the whole list gets new ones. */
static void spread(struct gl_ns *ns) {
	uint64_t place = 0;
	for (struct gl_map *l = ns->first; l != NULL; l = l->next)
		l->place = place += PLACE_STEP;
}

#define MOST_MOVED_NAMES 20000000u

/* The loader does not tell its list of a new head, so what goes before the first is not in it any more, for whoever
 * goes through it from the first on (glibc elf/dl-deps.c; _ns_loaded stays). */
static void leave_list(struct gl_map *l, struct gl_map *first) {
	l->unreachable = true;
	l->prev = first->prev;
	l->next = first;
	first->prev = l;
	if (l->prev != NULL)
		l->prev->next = l;
}

static bool reindex(struct gl_process *p, struct gl_map *l, struct lw_error *err) {
	LW_TRY(index_names(p, l, err));
	for (uint32_t i = 0; i < l->names.n; i++)
		LW_TRY(index_name(p, &p->ns[l->ns].aliases, l->names.at[i], l, err));
	return true;
}

bool lw_gl_map_move(struct gl_process *p, struct gl_map *l, struct gl_map *before, struct lw_error *err) {
	struct gl_ns *ns = &p->ns[l->ns];
	p->n_moved_names += l->names.n + 1;
	if (p->n_moved_names > MOST_MOVED_NAMES)
		return lw_fail(err, LW_E_LIMIT, "filters would move libraries with more than %u names",
			       MOST_MOVED_NAMES);
	if (l->prev != NULL)
		l->prev->next = l->next;
	if (l->next != NULL)
		l->next->prev = l->prev;
	else
		ns->last = l->prev;
	if (before == ns->first || before->unreachable) {
		leave_list(l, before);
		return true;
	}
	l->prev = before->prev;
	l->next = before;
	before->prev = l;
	l->prev->next = l;
	const uint64_t low = l->prev->place;
	l->place = low + (before->place - low) / 2;
	if (l->place == low)
		spread(ns);
	return l->faked || reindex(p, l, err);
}

static struct gl_map *earlier(struct gl_map *x, struct gl_map *y) {
	if (x == NULL || y == NULL)
		return x == NULL ? y : x;
	return x->place < y->place ? x : y;
}

struct gl_map *lw_gl_map_by_name(struct gl_process *p, uint32_t ns, const char *name) {
	return earlier(first_bearer(p, ns, name, false), first_bearer(p, ns, name, true));
}

static void met(struct gl_process *p, uint32_t edge, enum lw_how how, const struct gl_map *l,
		const struct gl_found *found) {
	if (edge == LW_NO_ID)
		return;
	struct lw_edge *e = &p->b.edges.at[edge];
	/* The loader is there from the start; who first asks for it gives it its name. */
	if (l != NULL && l == p->rtld && p->b.objects.at[l->id].first_edge == LW_NO_ID) {
		struct lw_object *o = &p->b.objects.at[l->id];
		o->first_edge = edge;
		o->asked_by = e->from;
		if (e->kind == LW_EDGE_NEEDED)
			o->name = e->name;
	}
	e->how = how;
	e->to = l == NULL ? LW_NO_ID : l->id;
	e->rule = found->rule;
	e->rule_object = found->rule_object;
	e->n_probes = p->b.probes.n - e->first_probe;
}

static void brought_by(struct gl_process *p, struct gl_map *l, uint32_t edge, const struct gl_found *found) {
	struct lw_object *o = &p->b.objects.at[l->id];
	o->rule = found->rule;
	o->rule_object = found->rule_object;
	if (edge == LW_NO_ID)
		return;
	o->first_edge = edge;
	o->asked_by = p->b.edges.at[edge].from;
	if (p->b.edges.at[edge].kind == LW_EDGE_PRELOAD)
		o->rule = LW_RULE_PRELOAD;
}

static bool fake(struct gl_process *p, const struct gl_request *rq, uint32_t edge, struct gl_map **out,
		 const struct gl_found *found, struct lw_error *err) {
	struct gl_map *l = lw_gl_map_new(p, rq, NULL, NULL, LW_ROLE_LIBRARY, err);
	if (l == NULL || !lw_gl_map_append(p, l, rq->name, err))
		return false;
	brought_by(p, l, edge, found);
	met(p, edge, LW_HOW_MISSING, l, found);
	*out = l;
	return true;
}

/* The last probe was this file's open: it turned out not to be a new library. */
static void amend_probe(struct gl_process *p, enum lw_verdict verdict, const char *reason) {
	for (uint32_t i = p->b.probes.n; p->record && i-- > 0;) {
		struct lw_probe *probe = &p->b.probes.at[i];
		if (probe->verdict != LW_VERDICT_TAKEN)
			continue;
		probe->verdict = verdict;
		probe->reason = reason;
		return;
	}
}

static bool refuse(struct gl_process *p, const struct gl_request *rq, uint32_t edge, const char *reason,
		   struct gl_found *found, struct lw_error *err) {
	amend_probe(p, LW_VERDICT_FATAL, reason);
	found->end = GL_FATAL;
	found->reason_path = found->path;
	found->words = reason;
	found->reason = lw_sprintf(p->a, err, "%s: %s", rq->name, reason);
	met(p, edge, LW_HOW_FATAL, NULL, found);
	return found->reason != NULL;
}

static bool map_found(struct gl_process *p, const struct gl_request *rq, uint32_t edge, struct gl_map **out,
		      struct gl_found *found, struct lw_error *err) {
	struct inode_key key = {found->file->dev, found->file->ino};
	struct gl_map *l = lw_map_get(&p->ns[rq->ns].inodes, &key, sizeof key);
	if (l != NULL && !l->unreachable) {
		amend_probe(p, LW_VERDICT_SAME, NULL);
		met(p, edge, LW_HOW_LOADED_INODE, l, found);
		*out = l;
		return lw_gl_map_add_name(p, l, rq->name, err);
	}
	const bool is_rtld = rq->ns != 0 && p->rtld != NULL && lw_gl_name_matches(p->rtld, rq->name);
	const char *reason = is_rtld ? NULL : lw_gl_judge_mapping(p, found->file);
	if (reason != NULL)
		return refuse(p, rq, edge, reason, found, err);
	enum lw_role role = rq->ns != 0                                           ? LW_ROLE_AUDIT
		: edge != LW_NO_ID && p->b.edges.at[edge].kind == LW_EDGE_PRELOAD ? LW_ROLE_PRELOAD
										  : LW_ROLE_LIBRARY;
	l = lw_gl_map_new(p, rq, found->path, found->file, role, err);
	if (l == NULL)
		return false;
	l->mirror = is_rtld;
	LW_TRY(lw_gl_map_append(p, l, rq->name, err));
	brought_by(p, l, edge, found);
	met(p, edge, LW_HOW_SEARCH, l, found);
	*out = l;
	return true;
}

bool lw_gl_map_object(struct gl_process *p, const struct gl_request *rq, uint32_t edge, struct gl_map **out,
		      struct gl_found *found, struct lw_error *err) {
	*found = (struct gl_found){.end = GL_FOUND, .rule_object = LW_NO_ID};
	*out = lw_gl_map_by_name(p, rq->ns, rq->name);
	if (*out != NULL) {
		met(p, edge, lw_gl_name_matches(*out, rq->name) ? LW_HOW_LOADED_NAME : LW_HOW_LOADED_SONAME, *out,
		    found);
		return lw_gl_map_add_name(p, *out, rq->name, err);
	}
	p->edge = edge;
	LW_TRY(lw_gl_search(p, rq, found, err));
	if (found->end == GL_FOUND)
		return map_found(p, rq, edge, out, found, err);
	if (found->end == GL_NOT_FOUND && rq->trace)
		return fake(p, rq, edge, out, found, err);
	if (found->end == GL_NOT_FOUND)
		met(p, edge, LW_HOW_IGNORED, NULL, found);
	else
		met(p, edge, LW_HOW_FATAL, NULL, found);
	return true;
}
