/* SPDX-License-Identifier: Apache-2.0 */
/* DT_RUNPATH serves the file's own needs, DT_RPATH also those of its libraries (ld.so(8)). */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "check/rule.h"

/* The directory of an element of o's runpath; NULL where it has a token that is not followed here. */
static const char *directory(struct lw_checking *c, const struct lw_object *o, const char *element, size_t n,
			     struct lw_error *err) {
	static const char *const tokens[] = {"${ORIGIN}", "$ORIGIN"};
	const char *path = lw_path_absolute(c->a, c->g->world->cwd, o->path, err), *rest = element;
	const char *slash = path == NULL ? NULL : strrchr(path, '/');
	size_t dir = 0;
	for (unsigned i = 0; i < 2 && slash != NULL && rest == element; i++)
		if (n >= strlen(tokens[i]) && strncmp(element, tokens[i], strlen(tokens[i])) == 0) {
			rest += strlen(tokens[i]);
			dir = (size_t)(slash - path);
		}
	n -= (size_t)(rest - element);
	return path == NULL ? NULL : lw_sprintf(c->a, err, "%.*s%.*s", (int)dir, path, (int)n, rest);
}

/* Does a library of that name lie in a directory of o's runpath? *out is the element, or NULL. */
static bool would_have(struct lw_checking *c, const struct lw_object *o, const char *name, const char **out,
		       struct lw_error *err) {
	const char *list = o->file == NULL || o->file->image == NULL ? NULL : o->file->image->runpath.text;
	*out = NULL;
	for (const char *at = list; at != NULL && *out == NULL;) {
		const size_t n = strcspn(at, ":");
		const struct lw_file *f = NULL;
		int sys = 0;
		const char *dir = directory(c, o, at, n, err);
		const char *path = dir == NULL ? NULL : lw_sprintf(c->a, err, "%s/%s", dir, name);
		LW_TRY(path != NULL);
		if (path[0] == '/' && strchr(dir, '$') == NULL)
			LW_TRY(lw_session_load(c->s, path, &f, &sys, err));
		if (f != NULL)
			*out = dir;
		at = at[n] == ':' ? at + n + 1 : NULL;
	}
	return true;
}

bool lw_rule_transitivity(struct lw_checking *c, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	if (g->image->format != LW_FORMAT_ELF || g->loader.kind == NULL || strcmp(g->loader.kind, "glibc") != 0)
		return true;
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_edge *e = &g->edges[i];
		if (e->how != LW_HOW_MISSING || strchr(e->name, '/') != NULL || e->from >= g->n_objects)
			continue;
		for (uint32_t id = g->objects[e->from].asked_by; id < g->n_objects; id = g->objects[id].asked_by) {
			const char *dir;
			LW_TRY(would_have(c, &g->objects[id], e->name, &dir, err));
			const struct lw_spot at = {.file = lw_object_label(c->g, id),
						   .off = LW_NO_OFFSET,
						   .level = LW_LEVEL_OF_RULE,
						   .fix = dir == NULL ? NULL
								      : lw_why_command(c->a, c->g, e->name, err)};
			LW_TRY(dir == NULL ||
			       (at.fix != NULL &&
				lw_found(c, at, err,
					 "its DT_RUNPATH names %s, where %s lies, and does not count for %s, which "
					 "asks for it: "
					 "a DT_RPATH would",
					 dir, e->name, lw_object_label(c->g, e->from))));
			if (dir != NULL)
				break;
		}
	}
	return true;
}
