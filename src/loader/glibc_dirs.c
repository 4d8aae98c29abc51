/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of search directories (glibc elf/dl-load.c fillin_rpath, decompose_rpath, cache_rpath). */
#include "loader/glibc.h"

#include <string.h>

#include "base/fail.h"

static struct gl_dir *known_dir(struct gl_process *p, const char *name, size_t n, struct lw_error *err) {
	struct gl_dir *d = lw_map_get(&p->dirs, name, n);
	if (d != NULL)
		return d;
	d = lw_alloc(p->a, 1, sizeof *d, err);
	char *kept = lw_strndup(p->a, name, n, err);
	if (d == NULL || kept == NULL)
		return NULL;
	d->name = kept;
	d->status = lw_alloc(p->a, p->n_hwcaps, 1, err);
	if (d->status == NULL)
		return NULL;
	/* The current directory may change: a relative one is never written off. */
	memset(d->status, kept[0] == '/' ? GL_DIR_UNKNOWN : GL_DIR_EXISTING, p->n_hwcaps);
	return lw_map_put(&p->dirs, p->a, kept, n, d, err) ? d : NULL;
}

bool lw_gl_dirs_add(struct gl_process *p, struct gl_dirs *out, const char *name, size_t n, struct lw_error *err) {
	struct gl_dir *d = known_dir(p, name, n, err);
	if (d == NULL)
		return false;
	/* Within a list each spelling counts once. A list is made in one go, so its last taker tells. */
	if (d->listed_in == out)
		return true;
	d->listed_in = out;
	struct gl_dir **slot = lw_vec_add(p->a, &out->list, err);
	if (slot == NULL)
		return false;
	*slot = d;
	out->state = GL_DIRS_SET;
	return true;
}

static bool add_element(struct gl_process *p, struct gl_map *l, const char *element, struct gl_dirs *out,
			struct lw_error *err) {
	if (*element == '\0') {
		const char *here = lw_gl_has(p->minor, GL_DOT_FOR_EMPTY) ? "./" : "";
		return lw_gl_dirs_add(p, out, here, strlen(here), err);
	}
	const char *text;
	LW_TRY(lw_gl_tokens_expand(p, l, element, &text, err));
	if (text == NULL || *text == '\0')
		return true;
	size_t n = strlen(text);
	while (n > 1 && text[n - 1] == '/')
		n--;
	char *with = lw_alloc(p->a, n + 2, 1, err);
	if (with == NULL)
		return false;
	memcpy(with, text, n);
	if (with[n - 1] != '/')
		with[n++] = '/';
	return lw_gl_dirs_add(p, out, with, n, err);
}

bool lw_gl_dirs_split(struct gl_process *p, struct gl_map *l, const char *list, const char *separators,
		      struct gl_dirs *out, struct lw_error *err) {
	*out = (struct gl_dirs){.state = GL_DIRS_NONE};
	if (*list == '\0')
		return true;
	for (const char *at = list;; at++) {
		size_t n = strcspn(at, separators);
		const char *element = lw_strndup(p->a, at, n, err);
		if (element == NULL)
			return false;
		LW_TRY(add_element(p, l, element, out, err));
		at += n;
		if (*at == '\0')
			return true;
	}
}

bool lw_gl_dirs_of(struct gl_process *p, struct gl_map *l, bool runpath, struct gl_dirs **out, struct lw_error *err) {
	struct gl_dirs *d = runpath ? &l->runpath_dirs : &l->rpath_dirs;
	const char *text = runpath ? l->runpath : l->rpath;
	*out = d;
	if (d->state != GL_DIRS_UNSET)
		return true;
	d->state = GL_DIRS_NONE;
	return text == NULL || lw_gl_dirs_split(p, l, text, ":", d, err);
}
