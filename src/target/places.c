/* SPDX-License-Identifier: Apache-2.0 */
/* Where the files of a site-packages directory lie beside it: what editable installs and .pth files lead to. */
#include <string.h>

#include "base/fail.h"
#include "package/site.h"
#include "target/targets.h"

struct places {
	struct lw_targets *t;
	const char *top;
	LW_VEC(const char *) list;
};

static bool is_below(const char *path, const char *dir) {
	const size_t n = strlen(dir);
	return strncmp(path, dir, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

/* A directory once, and none below another. */
static bool add(struct places *p, const char *path, struct lw_error *err) {
	if (path[0] != '/' || is_below(path, p->top))
		return true;
	for (uint32_t i = 0; i < p->list.n; i++) {
		if (is_below(path, p->list.at[i]))
			return true;
		if (is_below(p->list.at[i], path)) {
			p->list.at[i] = path;
			return true;
		}
	}
	const char **at = lw_vec_add(&p->t->arena, &p->list, err);
	if (at != NULL)
		*at = path;
	return at != NULL;
}

static bool add_all(struct places *p, const struct lw_site_place *list, uint32_t n, struct lw_error *err) {
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(add(p, list[i].path, err));
	return true;
}

bool lw_target_places(struct lw_targets *t, uint32_t target, const char *const **out, uint32_t *n,
		      struct lw_error *err) {
	const struct lw_target *at = &t->list.at[target];
	struct places p = {.t = t, .top = at->top};
	struct lw_site site;
	*out = NULL;
	*n = 0;
	if (at->kind != LW_TARGET_SITE)
		return true;
	LW_TRY(lw_site_read(t->base, at->top, &t->arena, &site, err));
	LW_TRY(add_all(&p, site.paths, site.n_paths, err));
	for (uint32_t i = 0; i < site.n_dists; i++) {
		LW_TRY(add_all(&p, site.dists[i].places, site.dists[i].n_places, err));
		if (site.dists[i].build != NULL)
			LW_TRY(add(&p, site.dists[i].build, err));
	}
	*out = p.list.at;
	*n = p.list.n;
	return true;
}
