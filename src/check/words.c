/* SPDX-License-Identifier: Apache-2.0 */
/* What several rules say or take apart. */
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"
#include "linkwright/macho.h"

const char *lw_object_called(const struct lw_checking *c, uint32_t id) {
	const struct lw_graph *g = c->g;
	if (id >= g->n_objects || g->objects[id].role == LW_ROLE_PROGRAM)
		return c->name;
	const struct lw_object *o = &g->objects[id];
	return o->path != NULL ? o->path : o->name != NULL ? o->name : "";
}

/* In single quotes unless every character is harmless (POSIX.1-2017, XCU 2.2). */
static const char *quoted(struct lw_checking *c, const char *text, struct lw_error *err) {
	static const char harmless[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+=:@%,";
	if (*text != '\0' && text[strspn(text, harmless)] == '\0')
		return text;
	char *out = lw_alloc(c->a, 4 * strlen(text) + 3, 1, err), *to = out;
	if (out == NULL)
		return NULL;
	*to++ = '\'';
	for (; *text != '\0'; text++) {
		if (*text == '\'') {
			memcpy(to, "'\\''", 4);
			to += 4;
		} else {
			*to++ = *text;
		}
	}
	*to = '\'';
	return out;
}

const char *lw_why_command(struct lw_checking *c, const char *name, struct lw_error *err) {
	const bool elsewhere = c->g->root != NULL && strcmp(c->g->root, "/") != 0;
	const char *file = quoted(c, lw_subject(c), err), *root = elsewhere ? quoted(c, c->g->root, err) : "";
	const char *library = quoted(c, name, err);
	if (file == NULL || root == NULL || library == NULL)
		return NULL;
	return lw_sprintf(c->a, err, "linkwright why %s%s%s%s %s", elsewhere ? "--root " : "", root,
			  elsewhere ? " " : "", file, library);
}

static bool add(struct lw_checking *c, struct lw_rpath_elements *out, const char *text, size_t n, const char *entry,
		uint64_t off, struct lw_error *err) {
	const char *kept = lw_strndup(c->a, text, n, err);
	struct lw_rpath_element *e = kept == NULL ? NULL : lw_vec_add(c->a, out, err);
	if (e != NULL)
		*e = (struct lw_rpath_element){kept, entry, off};
	return e != NULL;
}

static bool split_list(struct lw_checking *c, struct lw_rpath_elements *out, const struct lw_entry_text *t,
		       const char *entry, struct lw_error *err) {
	for (const char *at = t->text; at != NULL && *t->text != '\0';) {
		const size_t n = strcspn(at, ":");
		LW_TRY(add(c, out, at, n, entry, t->off, err));
		at = at[n] == ':' ? at + n + 1 : NULL;
	}
	return true;
}

bool lw_rpath_split(struct lw_checking *c, const struct lw_image *img, struct lw_rpath_elements *out,
		    struct lw_error *err) {
	*out = (struct lw_rpath_elements){NULL, 0, 0};
	if (img->macho != NULL) {
		for (uint32_t i = 0; i < img->macho->n_rpaths; i++) {
			const struct lw_entry_text *t = &img->macho->rpaths[i];
			if (t->text != NULL)
				LW_TRY(add(c, out, t->text, strlen(t->text), "LC_RPATH", t->off, err));
		}
		return true;
	}
	/* DT_RPATH counts for nothing where DT_RUNPATH stands beside it (gABI, chapter 5). */
	return img->runpath.text != NULL ? split_list(c, out, &img->runpath, "DT_RUNPATH", err)
					 : split_list(c, out, &img->rpath, "DT_RPATH", err);
}
