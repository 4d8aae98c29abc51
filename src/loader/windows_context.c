/* SPDX-License-Identifier: Apache-2.0 */
/* Activation contexts: which libraries come from side-by-side assemblies (Microsoft's pages "Activation Contexts",
 * "Application Manifests", "Assembly Searching Sequence"; Wine dlls/ntdll/actctx.c). */
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "loader/windows.h"

#define DEEPEST 32 /* assemblies that need assemblies */
#define MOST_REDIRECTS 10000u

/* "%SystemRoot%\…" of an attribute loadFrom; other variables are not followed. */
static bool load_from(struct wi_process *p, const struct lw_manifest_file *f, const char *dir, const char **out,
		      struct lw_error *err) {
	static const char *const windows[] = {"%windir%", "%systemroot%"};
	const char *text = f->load_from;
	for (size_t i = 0; i < 2; i++) {
		if (lw_ascii_begins(text, windows[i]) &&
		    (text = lw_strcat2(p->a, p->windows_words, text + strlen(windows[i]), err)) == NULL)
			return false;
	}
	const size_t n = strlen(text);
	if (n != 0 && (text[n - 1] == '\\' || text[n - 1] == '/') &&
	    (text = lw_strcat2(p->a, text, f->name, err)) == NULL)
		return false;
	return lw_wi_path(p, dir, text, out, err);
}

static bool take_file(struct wi_process *p, struct wi_context *c, const struct lw_manifest_file *f, const char *dir,
		      struct lw_error *err) {
	const char *path = NULL;
	if (f->name == NULL || *f->name == '\0')
		return true;
	LW_TRY(f->load_from != NULL ? load_from(p, f, dir, &path, err) : lw_wi_path(p, dir, f->name, &path, err));
	if (c->redirects.n >= MOST_REDIRECTS)
		return lw_fail(err, LW_E_LIMIT, "manifests name more than %u files", MOST_REDIRECTS);
	struct wi_redirect *r = lw_vec_add(p->a, &c->redirects, err);
	if (r != NULL)
		*r = (struct wi_redirect){.name = lw_wi_base(f->name), .path = path};
	return r != NULL;
}

bool lw_wi_take_manifest(struct wi_process *p, struct wi_context *c, const struct lw_manifest *m, const char *dir,
			 unsigned depth, struct lw_error *err) {
	if (depth > DEEPEST)
		return lw_fail(err, LW_E_LIMIT, "assemblies need assemblies more than %d deep", DEEPEST);
	for (uint32_t i = 0; i < m->n_files; i++)
		LW_TRY(take_file(p, c, &m->files[i], dir, err));
	for (uint32_t i = 0; i < m->n_dependencies && c->missing == NULL; i++)
		LW_TRY(lw_wi_assembly(p, c, &m->dependencies[i], depth + 1, err));
	return true;
}

bool lw_wi_check_context(struct wi_process *p, const struct wi_context *c, const struct wi_module *m,
			 struct lw_error *err) {
	if (c == NULL || c->missing == NULL || p->b.out.stopped != NULL)
		return true;
	const char *text = lw_sprintf(p->a, err,
				      "The application has failed to start because its side-by-side configuration is "
				      "incorrect (0xC0150002): %s",
				      c->missing);
	return text != NULL && lw_build_stop(&p->b, m->path, text, err);
}

/* From its resource id, or a program's from the file beside it; *out is NULL if it has none. */
static bool manifest_of(struct wi_process *p, const struct lw_file *f, uint32_t id, const struct wi_manifest **out,
			struct lw_error *err) {
	const char *found;
	LW_TRY(lw_wi_manifest_in(p, f, id, out, err));
	if (*out != NULL || id != 1)
		return true;
	const char *path = lw_strcat2(p->a, f->path, ".manifest", err);
	LW_TRY(path != NULL && lw_session_spell(p->s, path, &found, err));
	return found == NULL || lw_wi_manifest_file(p, found, out, err);
}

bool lw_wi_context_of(struct wi_process *p, const struct lw_file *f, uint32_t id, const struct wi_context **out,
		      struct lw_error *err) {
	const struct wi_manifest *m;
	*out = NULL;
	LW_TRY(manifest_of(p, f, id, &m, err));
	if (m == NULL)
		return true;
	struct wi_context *c = lw_alloc(p->a, 1, sizeof *c, err);
	const char *dir = c == NULL ? NULL : lw_wi_dir(p, f->path, err);
	if (dir == NULL)
		return false;
	*out = c;
	if (m->m != NULL) {
		c->no_inherit = m->m->no_inherit;
		return lw_wi_take_manifest(p, c, m->m, dir, 0, err);
	}
	c->missing = lw_sprintf(p->a, err, "the manifest %s %s", m->path, m->bad);
	return c->missing != NULL;
}
