/* SPDX-License-Identifier: Apache-2.0 */
/* Elements of the file's own search path that bring nothing. */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"
#include "linkwright/macho.h"

struct element {
	const struct lw_rpath_element *e;
	const char *dir;  /* it stands for this; NULL: not told */
	const char *real; /* with every link followed; NULL: there is none */
	int sys;          /* why not */
};

/* Which requests may look into the list: DT_RPATH and LC_RPATH serve also those of the libraries that come with it. */
static bool serves(const struct lw_checking *c, const struct lw_edge *e, const char **name) {
	const bool inherited = c->g->image->macho != NULL || c->g->image->runpath.text == NULL;
	const struct lw_object *from = e->from < c->g->n_objects ? &c->g->objects[e->from] : NULL;
	static const char at_rpath[] = "@rpath/";
	*name = e->name;
	if (from == NULL || (!inherited && from->role != LW_ROLE_PROGRAM))
		return false;
	if (c->g->image->macho == NULL)
		return strchr(e->name, '/') == NULL;
	*name = e->raw_name != NULL ? e->raw_name : e->name;
	if (strncmp(*name, at_rpath, sizeof at_rpath - 1) != 0)
		return false;
	*name += sizeof at_rpath - 1;
	return true;
}

static bool is_there(struct lw_checking *c, const char *dir, const char *sub, const char *name, bool *out,
		     struct lw_error *err) {
	const char *path = lw_sprintf(c->a, err, "%s/%s%s", dir, sub, name);
	bool is_dir;
	int sys = 0;
	LW_TRY(path != NULL && lw_session_stat(c->s, path, &is_dir, &sys, err));
	*out = *out || sys == 0;
	return true;
}

static bool holds_any(struct lw_checking *c, const char *dir, bool *out, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	*out = false;
	for (uint32_t i = 0; i < g->n_edges && !*out; i++) {
		const char *name;
		if (!serves(c, &g->edges[i], &name))
			continue;
		LW_TRY(is_there(c, dir, "", name, out, err));
		for (uint32_t k = 0; k < g->loader.n_hwcaps && !*out; k++)
			LW_TRY(is_there(c, dir, g->loader.hwcaps[k], name, out, err));
	}
	return true;
}

static bool is_trusted(struct lw_checking *c, const char *real, bool *out, struct lw_error *err) {
	*out = false;
	for (uint32_t i = 0; i < c->g->loader.n_dirs && c->g->image->elf != NULL && !*out; i++) {
		const char *dir;
		int sys;
		LW_TRY(lw_session_realpath(c->s, c->g->loader.dirs[i], &dir, &sys, err));
		*out = dir != NULL && strcmp(dir, real) == 0;
	}
	return true;
}

/* Why it is of no use; *why is NULL if it may be of some. */
static bool judge(struct lw_checking *c, const struct element *all, uint32_t i, const char **why,
		  struct lw_error *err) {
	const struct element *x = &all[i];
	bool yes;
	*why = NULL;
	/* Where macOS' files are looked at on another system, only what comes with the program can be told. */
	if (x->dir == NULL || (c->g->image->macho != NULL && x->e->text[0] != '@'))
		return true;
	if (x->real == NULL) {
		*why = x->sys == ENOENT || x->sys == ENOTDIR ? "does not exist" : NULL;
		return true;
	}
	for (uint32_t k = 0; k < i; k++)
		if (all[k].real != NULL && strcmp(all[k].real, x->real) == 0) {
			*why = "is the directory of an element before it";
			return true;
		}
	LW_TRY(is_trusted(c, x->real, &yes, err));
	if (yes) {
		*why = "is a directory that the loader searches anyway";
		return true;
	}
	LW_TRY(holds_any(c, x->real, &yes, err));
	if (!yes)
		*why = "holds none of the libraries that are asked for: it could only serve what is opened at run time";
	return true;
}

static bool twice(const struct lw_rpath_elements *list, uint32_t i) {
	for (uint32_t k = 0; k < i; k++)
		if (strcmp(list->at[k].text, list->at[i].text) == 0)
			return true;
	return false;
}

bool lw_rule_useless_rpath(struct lw_checking *c, struct lw_error *err) {
	struct lw_rpath_elements list;
	if (c->g->image->pe != NULL || c->g->is_static || c->g->loader.kind == NULL)
		return true;
	LW_TRY(lw_rpath_split(c, c->g->image, &list, err));
	struct element *all = lw_alloc(c->a, list.n, sizeof *all, err);
	if (all == NULL)
		return false;
	for (uint32_t i = 0; i < list.n; i++) {
		const struct lw_spot at = {.off = list.at[i].off, .level = LW_LEVEL_OF_RULE};
		const char *why;
		all[i].e = &list.at[i];
		LW_TRY(lw_rpath_directory(c, &list.at[i], &all[i].dir, err));
		if (all[i].dir != NULL)
			LW_TRY(lw_session_realpath(c->s, all[i].dir, &all[i].real, &all[i].sys, err));
		LW_TRY(judge(c, all, i, &why, err));
		/* The same text twice in a Mach-O file is more than useless: LW303. */
		if (why != NULL && !(c->g->image->macho != NULL && twice(&list, i)))
			LW_TRY(lw_found(c, at, err, "%s of %s %s", list.at[i].text, list.at[i].entry, why));
	}
	return true;
}
