/* SPDX-License-Identifier: Apache-2.0 */
/* The places of a request, in order (Microsoft's page "Dynamic-link library search order"). */
#include <string.h>

#include "base/fail.h"
#include "base/fold.h"
#include "loader/windows.h"
#include "names/windows_dlls.h"

static bool at_place(struct wi_walk *w, const char *path, enum lw_rule rule, bool assumed, struct lw_error *err) {
	const char *real = path == NULL || assumed ? path : lw_wi_redirected(w->p, path, err);
	const struct wi_place at = {.path = real, .rule = rule, .assumed = assumed};
	return real != NULL && w->visit(w, &at, err);
}

static bool in_dir(struct wi_walk *w, const char *dir, const char *name, enum lw_rule rule, struct lw_error *err) {
	const char *path;
	if (w->stop || dir == NULL)
		return true;
	if (!lw_wi_has_path(name))
		return at_place(w, lw_wi_join(w->p, dir, name, err), rule, false, err);
	LW_TRY(lw_wi_path(w->p, dir, name, &path, err));
	return path == NULL || at_place(w, path, rule, false, err);
}

static bool nothing(struct wi_walk *w, enum lw_rule rule, const char *note, struct lw_error *err) {
	const struct wi_place at = {.rule = rule, .note = note};
	return w->visit(w, &at, err);
}

/* What Windows has, where the tree has no system directory: in the words of Windows. */
static bool in_windows(struct wi_walk *w, const char *dir, const char *name, enum lw_rule rule, struct lw_error *err) {
	const char *path = lw_sprintf(w->p->a, err, "%s\\%s%s", w->p->windows_words, dir, name);
	return at_place(w, path, rule, true, err);
}

static bool in_system(struct wi_walk *w, const char *name, enum lw_rule rule, struct lw_error *err) {
	return w->p->assumed ? in_windows(w, "System32\\", name, rule, err)
			     : in_dir(w, w->p->system_dir, name, rule, err);
}

/* The host of a contract lies in the system directory, and nowhere else. */
static bool api_set(struct wi_walk *w, bool *over, struct lw_error *err) {
	const struct wi_process *p = w->p;
	*over = true;
	if (p->apiset == NULL)
		return at_place(w, w->rq->name, LW_RULE_API_SET, true, err);
	const struct lw_apiset_contract *c = lw_apiset_find(p->apiset, w->rq->name);
	*over = c != NULL;
	if (c == NULL)
		return true;
	const char *host = lw_apiset_host(c, w->rq->from == NULL ? NULL : w->rq->from->base);
	if (host == NULL || *host == '\0')
		return nothing(w, LW_RULE_API_SET, "the API set is known, and this Windows has nothing for it", err);
	return in_system(w, host, LW_RULE_API_SET, err);
}

static const struct wi_redirect *redirect_in(const struct wi_context *c, const char *name) {
	for (uint32_t i = 0; c != NULL && i < c->redirects.n; i++)
		if (lw_fold_same(c->redirects.at[i].name, name))
			return &c->redirects.at[i];
	return NULL;
}

/* A library's own manifest counts before the program's. */
static bool side_by_side(struct wi_walk *w, bool *over, struct lw_error *err) {
	const struct wi_module *from = w->rq->from;
	const struct wi_redirect *r = redirect_in(from == NULL ? NULL : from->context, w->rq->name);
	if (r == NULL)
		r = redirect_in(w->p->context, w->rq->name);
	*over = r != NULL;
	if (r != NULL && r->path == NULL)
		return nothing(w, LW_RULE_SIDE_BY_SIDE, "the manifest names a drive that the tree does not have", err);
	return r == NULL || at_place(w, r->path, LW_RULE_SIDE_BY_SIDE, r->assumed, err);
}

static bool current_dir(struct wi_walk *w, struct lw_error *err) {
	return w->p->no_cwd || in_dir(w, w->p->cwd, w->rq->name, LW_RULE_CURRENT_DIR, err);
}

/* Without a system directory in the tree only what every Windows has is there. */
static bool from_system(struct wi_walk *w, struct lw_error *err) {
	if (w->stop)
		return true;
	if (w->p->assumed && !lw_windows_has(w->rq->name))
		return nothing(w, LW_RULE_SYSTEM_DIR, "Windows brings no such library along", err);
	return in_system(w, w->rq->name, LW_RULE_SYSTEM_DIR, err);
}

static bool standard(struct wi_walk *w, struct lw_error *err) {
	const struct wi_process *p = w->p;
	const char *name = w->rq->name, *load = w->rq->mode.load_dir;
	const bool late = !p->w->windows.unsafe_search;
	LW_TRY(load != NULL ? in_dir(w, load, name, LW_RULE_LOAD_DIR, err)
			    : in_dir(w, p->app_dir, name, LW_RULE_APP_DIR, err));
	LW_TRY(in_dir(w, p->dll_directory, name, LW_RULE_DLL_DIRECTORY, err));
	LW_TRY(late || current_dir(w, err));
	LW_TRY(from_system(w, err));
	LW_TRY(in_dir(w, p->system_16, name, LW_RULE_SYSTEM_16, err));
	LW_TRY(in_dir(w, p->windows_dir, name, LW_RULE_WINDOWS_DIR, err));
	LW_TRY(!late || current_dir(w, err));
	for (uint32_t i = 0; i < p->path.n; i++)
		LW_TRY(in_dir(w, p->path.at[i], name, LW_RULE_PATH, err));
	return true;
}

/* LOAD_LIBRARY_SEARCH_*, in Microsoft's order; neither PATH nor the current directory counts. */
static bool by_flags(struct wi_walk *w, uint32_t flags, struct lw_error *err) {
	const struct wi_process *p = w->p;
	const char *name = w->rq->name;
	if ((flags & WI_SEARCH_DEFAULT_DIRS) != 0)
		flags |= WI_SEARCH_APPLICATION_DIR | WI_SEARCH_USER_DIRS | WI_SEARCH_SYSTEM32;
	if ((flags & WI_SEARCH_DLL_LOAD_DIR) != 0)
		LW_TRY(in_dir(w, w->rq->mode.load_dir, name, LW_RULE_LOAD_DIR, err));
	if ((flags & WI_SEARCH_APPLICATION_DIR) != 0)
		LW_TRY(in_dir(w, p->app_dir, name, LW_RULE_APP_DIR, err));
	if ((flags & WI_SEARCH_USER_DIRS) != 0) {
		LW_TRY(in_dir(w, p->dll_directory, name, LW_RULE_DLL_DIRECTORY, err));
		/* Microsoft leaves their order open; the last one comes first with Wine, and as conda's Python tells
		 * it. */
		for (uint32_t i = p->user_dirs.n; i-- > 0;)
			LW_TRY(in_dir(w, p->user_dirs.at[i], name, LW_RULE_USER_DIR, err));
	}
	return (flags & WI_SEARCH_SYSTEM32) == 0 || from_system(w, err);
}

static bool known_dll(struct wi_walk *w, struct lw_error *err) {
	return w->stop || !lw_windows_is_known_dll(w->rq->name) || in_system(w, w->rq->name, LW_RULE_KNOWN_DLL, err);
}

/* What takes the name elsewhere before it is looked for. */
static bool redirected(struct wi_walk *w, bool *over, struct lw_error *err) {
	*over = false;
	LW_TRY(in_dir(w, w->p->local_dir, lw_wi_base(w->rq->name), LW_RULE_LOCAL, err));
	if (!w->stop && !w->rq->by_path && lw_apiset_is_contract(w->rq->name))
		LW_TRY(api_set(w, over, err));
	return w->stop || *over || w->rq->by_path || side_by_side(w, over, err);
}

bool lw_wi_each_place(struct wi_walk *w, struct lw_error *err) {
	const char *path;
	bool over;
	LW_TRY(redirected(w, &over, err));
	if (w->stop || over)
		return true;
	/* "sub\x.dll" is looked for below each directory of the search; so measured with Wine. */
	if (w->rq->by_path && lw_wi_is_absolute(w->rq->name)) {
		LW_TRY(lw_wi_path(w->p, w->p->cwd, w->rq->name, &path, err));
		return path == NULL ? nothing(w, LW_RULE_SLASH, "the tree has no such drive", err)
				    : at_place(w, path, LW_RULE_SLASH, false, err);
	}
	if (w->loaded != NULL && !w->rq->by_path)
		LW_TRY(w->loaded(w, err));
	if (!w->rq->by_path)
		LW_TRY(known_dll(w, err));
	if (w->stop)
		return true;
	const uint32_t flags = w->rq->mode.flags & WI_SEARCH_ANY;
	return flags != 0 ? by_flags(w, flags, err) : standard(w, err);
}
