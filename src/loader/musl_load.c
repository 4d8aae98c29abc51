/* SPDX-License-Identifier: Apache-2.0 */
/* How one request is served (dynlink.c load_library): the names of libc itself, what is loaded already, the search. */
#include "loader/libc.h"
#include "loader/musl.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "os/errno_names.h"

struct inode_key {
	uint64_t dev, ino;
};

struct mu_dso *lw_mu_dso_new(struct mu_process *p, const char *name, const struct lw_file *file,
			     const struct lw_image *img, enum lw_role role, struct lw_error *err) {
	struct mu_dso *d = lw_alloc(p->a, 1, sizeof *d, err);
	struct lw_object *o = d == NULL ? NULL : lw_build_object(&p->b, role, err);
	struct mu_dso **slot = o == NULL ? NULL : lw_vec_add(p->a, &p->dsos, err);
	if (slot == NULL)
		return NULL;
	*slot = d;
	d->id = o->id;
	d->file = o->file = file;
	d->name = o->name = name;
	o->found = file != NULL;
	if (file == NULL)
		return d;
	o->path = name;
	d->img = img;
	o->soname = d->img->soname.text;
	d->rpath_orig = d->img->runpath.text != NULL ? d->img->runpath.text : d->img->rpath.text;
	lw_mu_fixed_range(d->img, &d->lo, &d->hi);
	struct mu_dso **fixed = d->lo == 0 ? NULL : lw_vec_add(p->a, &p->fixed, err);
	if (d->lo != 0 && fixed == NULL)
		return NULL;
	if (fixed != NULL)
		*fixed = d;
	return d;
}

void lw_mu_append(struct mu_process *p, struct mu_dso *d) {
	p->tail->next = d;
	p->tail = d;
}

static bool list(struct mu_process *p, uint32_t id, struct lw_error *err) {
	uint32_t *slot = lw_vec_add(p->a, &p->b.order, err);
	if (slot != NULL)
		*slot = id;
	return slot != NULL;
}

static void met(struct mu_process *p, uint32_t edge, enum lw_how how, const struct mu_dso *d,
		const struct mu_found *found) {
	struct lw_edge *e = &p->b.edges.at[edge];
	e->how = how;
	e->to = d == NULL ? LW_NO_ID : d->id;
	e->rule = found->rule;
	e->rule_object = found->rule_object;
	e->n_probes = p->b.probes.n - e->first_probe;
}

static void brought_by(struct mu_process *p, const struct mu_dso *d, uint32_t edge, const struct mu_found *found) {
	struct lw_object *o = &p->b.objects.at[d->id];
	const struct lw_edge *e = &p->b.edges.at[edge];
	o->rule = e->kind == LW_EDGE_PRELOAD ? LW_RULE_PRELOAD : found->rule;
	o->rule_object = found->rule_object;
	o->first_edge = edge;
	o->asked_by = e->from;
	o->name = e->name;
}

/* Whoever asks for libc, by whatever name, gets the loader. */
static bool serve_self(struct mu_process *p, uint32_t edge, struct lw_error *err) {
	const struct mu_found found = {.rule = LW_RULE_LOADER, .rule_object = LW_NO_ID};
	if (p->self == NULL) {
		met(p, edge, LW_HOW_IGNORED, NULL, &found);
		return true;
	}
	if (!p->self_listed) {
		p->self_listed = true;
		lw_mu_append(p, p->self);
		brought_by(p, p->self, edge, &found);
		p->b.objects.at[p->self->id].rule = LW_RULE_LOADER;
		LW_TRY(list(p, p->self->id, err));
	}
	met(p, edge, LW_HOW_LOADED_NAME, p->self, &(struct mu_found){.rule_object = LW_NO_ID});
	return true;
}

static void amend_probe(struct mu_process *p, enum lw_verdict verdict, const char *reason) {
	if (!p->record || p->b.probes.n == 0)
		return;
	struct lw_probe *probe = &p->b.probes.at[p->b.probes.n - 1];
	probe->verdict = verdict;
	probe->reason = reason;
}

/* musl goes on, tells of all that it lacks, and does not start the program. */
static bool missing(struct mu_process *p, uint32_t edge, const struct mu_found *found, const char *words,
		    struct lw_error *err) {
	const struct lw_edge *e = &p->b.edges.at[edge];
	if (e->kind == LW_EDGE_PRELOAD) {
		met(p, edge, LW_HOW_IGNORED, NULL, found);
		return true;
	}
	const uint32_t from = e->from;
	const char *name = e->name;
	struct mu_dso *d = lw_mu_dso_new(p, name, NULL, NULL, LW_ROLE_LIBRARY, err);
	if (d == NULL || !list(p, d->id, err))
		return false;
	const struct mu_found nothing = {.rule_object = LW_NO_ID};
	brought_by(p, d, edge, &nothing);
	met(p, edge, LW_HOW_MISSING, d, &nothing);
	return lw_build_warning(&p->b, err, "Error loading shared library %s: %s (needed by %s)", name, words,
				p->b.objects.at[from].path);
}

static bool tell_oddities(struct mu_process *p, const char *path, const struct lw_image *img, struct lw_error *err) {
	if (img->machine != p->m->number)
		LW_TRY(lw_build_note(&p->b, err, "%s is for another machine: musl maps it all the same", path));
	if (img->damage == NULL)
		return true;
	p->b.out.n_damaged++;
	return lw_build_warning(&p->b, err,
				"%s is damaged (%s, at 0x%llx): the loader may load it all the same, but not what lies "
				"there",
				path, img->damage->text, (unsigned long long)img->damage->off);
}

static bool remember_name(struct mu_process *p, struct mu_dso *d, struct lw_error *err) {
	d->shortname = strrchr(d->name, '/') + 1;
	const size_t n = strlen(d->shortname);
	const struct mu_dso *known = lw_map_get(&p->shortnames, d->shortname, n);
	/* The first in the list counts, also if it got this name later. */
	return (known != NULL && known->id < d->id) || lw_map_put(&p->shortnames, p->a, d->shortname, n, d, err);
}

static bool map(struct mu_process *p, uint32_t edge, const struct mu_found *found, const struct lw_image *img,
		struct lw_error *err) {
	const struct lw_edge *e = &p->b.edges.at[edge];
	const bool by_path = found->path == e->name, preload = e->kind == LW_EDGE_PRELOAD;
	struct mu_dso *needed_by = preload ? NULL : p->dsos.at[e->from];
	struct inode_key *key = lw_alloc(p->a, 1, sizeof *key, err);
	struct mu_dso *d = key == NULL
		? NULL
		: lw_mu_dso_new(p, found->path, found->file, img, preload ? LW_ROLE_PRELOAD : LW_ROLE_LIBRARY, err);
	if (d == NULL || !list(p, d->id, err))
		return false;
	*key = (struct inode_key){found->file->dev, found->file->ino};
	d->needed_by = needed_by;
	lw_mu_append(p, d);
	brought_by(p, d, edge, found);
	met(p, edge, LW_HOW_SEARCH, d, found);
	LW_TRY(by_path || remember_name(p, d, err));
	LW_TRY(lw_map_put(&p->inodes, p->a, key, sizeof *key, d, err));
	return tell_oddities(p, d->name, d->img, err);
}

static bool take(struct mu_process *p, uint32_t edge, const struct mu_found *found, struct lw_error *err) {
	const struct inode_key key = {found->file->dev, found->file->ino};
	struct mu_dso *d = lw_map_get(&p->inodes, &key, sizeof key);
	if (d != NULL) {
		amend_probe(p, LW_VERDICT_SAME, NULL);
		met(p, edge, LW_HOW_LOADED_INODE, d, found);
		return d->shortname != NULL || found->path == p->b.edges.at[edge].name || remember_name(p, d, err);
	}
	struct mu_judgement j;
	bool libc = false;
	LW_TRY(lw_mu_judge(p, found->file, &j, err));
	if (j.img == NULL) {
		p->sys = j.sys;
		amend_probe(p, LW_VERDICT_FATAL, j.words);
		return missing(p, edge, found, j.words, err);
	}
	/* A library that is a libc itself is not taken: the loader stands for it. */
	LW_TRY(lw_is_libc(p->s, found->file, &libc, err));
	if (!libc)
		return map(p, edge, found, j.img, err);
	amend_probe(p, LW_VERDICT_REFUSED, "is a libc itself: the loader stands for it");
	return serve_self(p, edge, err);
}

bool lw_mu_load(struct mu_process *p, uint32_t edge, struct lw_error *err) {
	const struct lw_edge *e = &p->b.edges.at[edge];
	const char *name = e->name;
	struct mu_found found = {.rule_object = LW_NO_ID};
	struct lw_errno_buf words;
	p->edge = edge;
	if (*name == '\0') {
		p->sys = EINVAL;
		return missing(p, edge, &found, lw_mu_strerror(EINVAL, &words), err);
	}
	if (lw_mu_is_reserved(p, name))
		return serve_self(p, edge, err);
	struct mu_dso *d = strchr(name, '/') != NULL ? NULL : lw_map_get(&p->shortnames, name, strlen(name));
	if (d != NULL) {
		met(p, edge, LW_HOW_LOADED_NAME, d, &found);
		return true;
	}
	LW_TRY(lw_mu_search(p, name, e->kind == LW_EDGE_PRELOAD ? NULL : p->dsos.at[e->from], &found, err));
	if (found.file != NULL)
		return take(p, edge, &found, err);
	return missing(p, edge, &found, lw_mu_strerror(p->sys, &words), err);
}
