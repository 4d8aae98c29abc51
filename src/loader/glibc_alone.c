/* SPDX-License-Identifier: Apache-2.0 */
/* What a request that was met by an object already loaded would have found by itself. */
#include "loader/glibc.h"

#include <string.h>

#include "base/fail.h"
#include "loader/places.h"

/* Nothing of its own decides its search: every such object finds the same file for a name. */
static bool plain(const struct gl_process *p, const struct gl_map *l) {
	if (l->runpath != NULL || l->img->elf->flags_1 != 0)
		return false;
	for (; l != NULL; l = l->loader)
		if (l->rpath != NULL)
			return false;
	return p->main->rpath == NULL;
}

static bool search(struct gl_process *p, const struct lw_edge *e, struct gl_found **out, struct lw_error *err) {
	const struct gl_request rq = lw_gl_request_of(p, e);
	const bool ordinary = rq.loader != NULL && !rq.audit && !rq.secure_preload;
	const bool memo = strchr(e->name, '/') == NULL && ordinary && plain(p, rq.loader);
	struct gl_found *f = memo ? lw_map_get(&p->alone_memo, e->name, strlen(e->name)) : NULL;
	if (f == NULL) {
		f = lw_alloc(p->a, 1, sizeof *f, err);
		if (f == NULL || !lw_gl_search(p, &rq, f, err))
			return false;
		if (memo)
			LW_TRY(lw_map_put(&p->alone_memo, p->a, e->name, strlen(e->name), f, err));
	}
	*out = f;
	return true;
}

bool lw_gl_alone(void *state, struct lw_edge *e, struct lw_error *err) {
	struct gl_process *p = state;
	const struct gl_map *to = p->maps.at[e->to];
	p->record = false;
	if (to == p->main || to->mirror)
		return true;
	struct gl_found *f;
	LW_TRY(search(p, e, &f, err));
	if (f->end != GL_FOUND) {
		e->alone = LW_ALONE_MISSING;
		return true;
	}
	const bool same = lw_file_is_same(f->file, to->file);
	e->alone = same ? LW_ALONE_SAME : LW_ALONE_OTHER;
	e->alone_rule = f->rule;
	e->alone_path = f->path;
	return true;
}
