/* SPDX-License-Identifier: Apache-2.0 */
/* The directory that an element of the file's own search path stands for. */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "check/rule.h"

/* The directory of the file, without a slash: of a program the true one, of a library that of its path (ld.so(8),
 * $ORIGIN; dyld(1), @loader_path). */
static const char *origin(struct lw_checking *c, struct lw_error *err) {
	const char *path = c->g->subject->path;
	const char *real;
	int sys;
	path = lw_path_absolute(c->a, c->g->world->cwd == NULL ? "/" : c->g->world->cwd, path, err);
	if (path == NULL)
		return NULL;
	if (c->g->image->kind == LW_IMAGE_PROGRAM) {
		if (!lw_session_realpath(c->s, path, &real, &sys, err))
			return NULL;
		path = real == NULL ? path : real;
	}
	return lw_strndup(c->a, path, (size_t)(strrchr(path, '/') - path), err);
}

struct token {
	const char *text, *value; /* value NULL: it cannot be told */
};

/* *rest is what lies behind the token; NULL: none stands there. */
static const struct token *token_at(const struct token *all, unsigned n, const char *at, const char **rest) {
	for (unsigned i = 0; i < n; i++) {
		const size_t k = strlen(all[i].text);
		const bool curly = at[0] == '$' && at[1] == '{';
		if (!curly && strncmp(at, all[i].text, k) == 0 &&
		    (at[0] == '@' ? at[k] == '/' || at[k] == '\0' : true)) {
			*rest = at + k;
			return &all[i];
		}
		if (curly && strncmp(at + 2, all[i].text + 1, k - 1) == 0 && at[1 + k] == '}') {
			*rest = at + k + 2;
			return &all[i];
		}
	}
	return NULL;
}

static bool expand(struct lw_checking *c, const char *text, const struct token *all, unsigned n, const char **out,
		   struct lw_error *err) {
	const char *done = "";
	*out = NULL;
	while (*text != '\0') {
		const char *rest;
		const struct token *t = token_at(all, n, text, &rest);
		if (t != NULL && t->value == NULL)
			return true;
		if (t == NULL)
			rest = text + 1 + strcspn(text + 1, "$@");
		done = t != NULL ? lw_strcat2(c->a, done, t->value, err)
				 : lw_sprintf(c->a, err, "%s%.*s", done, (int)(rest - text), text);
		if (done == NULL)
			return false;
		text = rest;
	}
	*out = done;
	return true;
}

bool lw_rpath_directory(struct lw_checking *c, const struct lw_rpath_element *e, const char **dir,
			struct lw_error *err) {
	const struct lw_graph *g = c->g;
	const char *own = origin(c, err);
	const char *program = g->image->kind == LW_IMAGE_PROGRAM ? own : NULL;
	const struct token elf[] = {{"$ORIGIN", own}, {"$LIB", g->loader.lib}, {"$PLATFORM", g->loader.platform}};
	const struct token macho[] = {{"@loader_path", own}, {"@executable_path", program}};
	*dir = NULL;
	if (own == NULL)
		return false;
	LW_TRY(g->image->macho != NULL ? expand(c, e->text, macho, 2, dir, err) : expand(c, e->text, elf, 3, dir, err));
	if (*dir != NULL && (*dir)[0] != '/')
		*dir = NULL; /* relative, or a token that no loader knows */
	return true;
}
