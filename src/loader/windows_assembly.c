/* SPDX-License-Identifier: Apache-2.0 */
/* Where an assembly lies: in WinSxS, then with the program (Microsoft's page "Assembly Searching Sequence"). */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "base/fold.h"
#include "loader/windows.h"
#include "names/pe_names.h"

/* Names in WinSxS that are looked at for all assemblies together. */
#define MOST_COMPARED (16u << 20)

/* Assemblies that come with Windows, and what they bring, where the tree has no WinSxS to look into. */
static const struct {
	const char *name, *file; /* file: NULL, not known */
} of_windows[] = {
	{"Microsoft.Windows.Common-Controls", "comctl32.dll"},
	{"Microsoft.Windows.GdiPlus", "gdiplus.dll"},
	{"Microsoft.Windows.SystemCompatible", NULL},
	{"Microsoft.Windows.IsolationAutomation", NULL},
	{"Microsoft.Windows.WinHTTP", NULL},
};

static bool assume(struct wi_process *p, struct wi_context *c, const char *name, bool *yes, struct lw_error *err) {
	*yes = false;
	for (size_t i = 0; !p->side_by_side && i < sizeof of_windows / sizeof of_windows[0]; i++) {
		if (!lw_ascii_same(of_windows[i].name, name))
			continue;
		*yes = true;
		const char *file = of_windows[i].file;
		struct wi_redirect *r = file == NULL ? NULL : lw_vec_add(p->a, &c->redirects, err);
		if (file == NULL)
			return true;
		const char *path =
			lw_sprintf(p->a, err, "%s\\WinSxS\\%s\\%s", p->windows_words, of_windows[i].name, file);
		if (r == NULL || path == NULL)
			return false;
		*r = (struct wi_redirect){.name = file, .path = path, .assumed = true};
	}
	return true;
}

/* The one that is looked for, and what has come of it. */
struct looking {
	struct wi_process *p;
	struct wi_context *c;
	const struct lw_manifest_identity *wanted;
	unsigned depth;
	bool found; /* the search is over */
};

static bool wrong(struct looking *l, const char *path, const char *what, struct lw_error *err) {
	l->c->missing = lw_sprintf(l->p->a, err, "%s %s", path, what);
	return l->c->missing != NULL;
}

static bool is_given(const char *text) {
	return text != NULL && *text != '\0' && strcmp(text, "*") != 0 && !lw_ascii_same(text, "neutral");
}

static bool agree(const char *x, const char *y) {
	return !is_given(x) || !is_given(y) || lw_ascii_same(x, y);
}

/* An assembly is what was asked for by each part of its identity (Microsoft's page "Application Manifests"). */
static bool is_wanted(const struct looking *l, const struct lw_manifest *m) {
	const struct lw_manifest_identity *i = &m->identity, *w = l->wanted;
	return !m->has_identity ||
		(agree(i->name, w->name) && agree(i->version, w->version) &&
		 agree(i->processor_architecture, w->processor_architecture) &&
		 agree(i->public_key_token, w->public_key_token));
}

/* Whose manifest lies at dir/name; its files lie in files, or beside it. */
struct candidate {
	const char *dir, *name, *files;
	bool is_dll, exact;
};

static bool take(struct looking *l, const struct candidate *x, const struct wi_manifest *m, struct lw_error *err) {
	const char *files = x->files;
	l->found = true;
	if (m->m == NULL)
		return wrong(l, m->path, m->bad, err);
	if (x->exact && !is_wanted(l, m->m))
		return wrong(l, m->path,
			     "is of another assembly, or of another version, than the one that is asked for", err);
	return (files != NULL || (files = lw_wi_dir(l->p, m->path, err)) != NULL) &&
		lw_wi_take_manifest(l->p, l->c, m->m, files, l->depth, err);
}

/* A library of the assembly's name without a manifest is passed over (so does Windows, by its own traces; Microsoft's
 * page "Assembly Searching Sequence" says that it ends the search). */
static bool try_manifest(struct looking *l, const struct candidate *x, struct lw_error *err) {
	const struct wi_manifest *m = NULL;
	const struct lw_file *f = NULL;
	const char *path;
	int sys;
	LW_TRY(lw_wi_find(l->p, x->dir, x->name, &path, err));
	if (path == NULL)
		return true;
	if (!x->is_dll) {
		LW_TRY(lw_wi_manifest_file(l->p, path, &m, err));
		return take(l, x, m, err);
	}
	LW_TRY(lw_session_load(l->p->s, path, &f, &sys, err));
	LW_TRY(lw_wi_config(l->p, LW_OP_OPEN, path, LW_RULE_SIDE_BY_SIDE, sys, err));
	if (f != NULL)
		LW_TRY(lw_wi_manifest_in(l->p, f, 1, &m, err));
	return m == NULL || take(l, x, m, err);
}

/* name.dll, name.manifest, then the same in a directory of that name (Microsoft's page "Assembly Searching Sequence").
 */
static bool private_in(struct looking *l, const char *dir, struct lw_error *err) {
	const char *name = l->wanted->name, *below = lw_wi_join(l->p, dir, name, err);
	const char *dll = lw_strcat2(l->p->a, name, ".dll", err),
		   *manifest = lw_strcat2(l->p->a, name, ".manifest", err);
	if (below == NULL || dll == NULL || manifest == NULL)
		return false;
	for (unsigned i = 0; i < 4 && !l->found; i++) {
		const struct candidate x = {.dir = i < 2 ? dir : below,
					    .name = i % 2 == 0 ? dll : manifest,
					    .is_dll = i % 2 == 0,
					    .exact = true};
		LW_TRY(try_manifest(l, &x, err));
	}
	return true;
}

static bool private_assembly(struct looking *l, struct lw_error *err) {
	const char *app = l->p->app_dir;
	if (app == NULL)
		return true;
	if (is_given(l->wanted->language)) {
		const char *dir = lw_wi_join(l->p, app, l->wanted->language, err);
		LW_TRY(dir != NULL && private_in(l, dir, err));
	}
	return l->found || private_in(l, app, err);
}

struct version {
	unsigned long part[4];
};

static bool read_version(const char *text, size_t n, struct version *out) {
	char buf[48], *at = buf;
	if (text == NULL || n >= sizeof buf)
		return false;
	memcpy(buf, text, n);
	buf[n] = '\0';
	for (unsigned i = 0; i < 4; i++) {
		char *end;
		out->part[i] = strtoul(at, &end, 10);
		if (end == at || (*end != (i == 3 ? '\0' : '.')))
			return false;
		at = end + 1;
	}
	return true;
}

/* Of x and y, with their first parts alike: is x newer, or as new? */
static bool is_newer(const struct version *x, const struct version *y, bool or_same) {
	for (unsigned i = 2; i < 4; i++)
		if (x->part[i] != y->part[i])
			return x->part[i] > y->part[i];
	return or_same;
}

/* "amd64_name_token_6.0.1.2_lang_hash.manifest": the version of one that begins with prefix. */
static bool version_of(const char *file, const char *prefix, struct version *out) {
	const size_t n = strlen(prefix), all = strlen(file);
	char head[512];
	if (all < n + 10 || n >= sizeof head || lw_ascii_lower(file[0]) != lw_ascii_lower(prefix[0]) ||
	    file[n - 1] != '_' || !lw_ascii_same(file + all - 9, ".manifest"))
		return false;
	memcpy(head, file, n);
	head[n] = '\0';
	return lw_fold_same(head, prefix) && read_version(file + n, strcspn(file + n, "_"), out);
}

/* The newest with the major and minor version that is asked for, if it is no older than that. */
static bool best_in(struct wi_process *p, const char *dir, const char *prefix, const struct version *wanted,
		    const char **out, struct lw_error *err) {
	const struct lw_dir_names *names;
	struct version best = {{0}}, x;
	*out = NULL;
	LW_TRY(lw_session_names(p->s, dir, &names, err));
	p->n_compared += names->list.n;
	if (p->n_compared > MOST_COMPARED)
		return lw_fail(err, LW_E_LIMIT, "more than %u names of assemblies would have to be compared",
			       MOST_COMPARED);
	for (uint32_t i = 0; i < names->list.n; i++) {
		const char *name = names->list.at[i];
		if (!version_of(name, prefix, &x) || x.part[0] != wanted->part[0] || x.part[1] != wanted->part[1] ||
		    !is_newer(&x, wanted, true) || (*out != NULL && !is_newer(&x, &best, false)))
			continue;
		best = x;
		*out = name;
	}
	return true;
}

/* WinSxS\Manifests\X.manifest, and the files in WinSxS\X. */
static bool shared_assembly(struct looking *l, struct lw_error *err) {
	struct wi_process *p = l->p;
	const struct lw_manifest_identity *i = l->wanted;
	struct version wanted;
	const char *sxs, *manifests, *name, *arch = i->processor_architecture;
	if (p->windows_dir == NULL || !is_given(i->public_key_token) || i->version == NULL ||
	    !read_version(i->version, strlen(i->version), &wanted))
		return true;
	LW_TRY(lw_wi_find(p, p->windows_dir, "WinSxS", &sxs, err));
	if (sxs == NULL)
		return true;
	LW_TRY(lw_wi_find(p, sxs, "Manifests", &manifests, err));
	if (manifests == NULL)
		return true;
	if (!is_given(arch))
		arch = lw_pe_machine_name(p->b.out.image->machine);
	const char *prefix =
		lw_sprintf(p->a, err, "%s_%s_%s_", arch == NULL ? "x86" : arch, i->name, i->public_key_token);
	LW_TRY(prefix != NULL && best_in(p, manifests, prefix, &wanted, &name, err));
	if (name == NULL)
		return true;
	const char *bare = lw_strndup(p->a, name, strlen(name) - 9, err);
	const struct candidate x = {
		.dir = manifests, .name = name, .files = bare == NULL ? NULL : lw_wi_join(p, sxs, bare, err)};
	return x.files != NULL && try_manifest(l, &x, err);
}

bool lw_wi_assembly(struct wi_process *p, struct wi_context *c, const struct lw_manifest_dependency *d, unsigned depth,
		    struct lw_error *err) {
	const struct lw_manifest_identity *i = &d->identity;
	struct looking l = {.p = p, .c = c, .wanted = i, .depth = depth};
	if (i->name == NULL || lw_wi_has_path(i->name))
		return true;
	char *key = lw_fold_copy(p->a, i->name, err);
	if (key == NULL || lw_map_get(&c->seen, key, strlen(key)) != NULL)
		return key != NULL;
	LW_TRY(lw_map_put(&c->seen, p->a, key, strlen(key), key, err));
	LW_TRY(shared_assembly(&l, err));
	if (!l.found)
		LW_TRY(private_assembly(&l, err));
	if (!l.found)
		LW_TRY(assume(p, c, i->name, &l.found, err));
	if (l.found || d->optional || c->missing != NULL)
		return true;
	c->missing = lw_sprintf(p->a, err, "the assembly %s, version %s, is not found", i->name,
				i->version == NULL ? "?" : i->version);
	return c->missing != NULL;
}
