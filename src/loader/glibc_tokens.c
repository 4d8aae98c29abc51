/* SPDX-License-Identifier: Apache-2.0 */
/* Dynamic string tokens: $ORIGIN, $PLATFORM, $LIB (glibc elf/dl-load.c is_dst, _dl_dst_substitute; dl-object.c for the
 * origin; dl-origin.c). */
#include "loader/glibc.h"

#include <string.h>

#include "base/fail.h"
#include "base/path.h"

#define LONGEST_EXPANDED (1 << 20)

static bool in_identifier(char c) {
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* How many characters behind the '$' are this token; 0 if they are another. */
static size_t token(const char *text, const char *name) {
	bool curly = text[0] == '{';
	const char *at = text + curly;
	size_t n = strlen(name);
	if (strncmp(at, name, n) != 0 || (curly && at[n] != '}') || in_identifier(at[n]))
		return 0;
	return curly ? n + 2 : n;
}

static size_t any_token(const char *text) {
	size_t n = token(text, "ORIGIN");
	if (n == 0)
		n = token(text, "PLATFORM");
	return n != 0 ? n : token(text, "LIB");
}

bool lw_gl_tokens_any(const char *text) {
	for (const char *at = strchr(text, '$'); at != NULL; at = strchr(at + 1, '$'))
		if (any_token(at + 1) != 0)
			return true;
	return false;
}

/* The directory of path, made absolute with the current directory; links are not followed (dl-object.c). */
static const char *directory_of(struct gl_process *p, const char *path, struct lw_error *err) {
	const char *full = lw_path_absolute(p->a, p->cwd, path, err);
	if (full == NULL)
		return NULL;
	size_t n = (size_t)(strrchr(full, '/') - full);
	return lw_strndup(p->a, full, n == 0 ? 1 : n, err);
}

/* The program's own origin is what /proc/self/exe leads to; LD_ORIGIN_PATH counts only where that fails. */
static bool origin_of_main(struct gl_process *p, struct gl_map *l, struct lw_error *err) {
	const char *abs = lw_path_absolute(p->a, p->cwd, p->b.objects.at[l->id].path, err);
	if (abs == NULL)
		return false;
	const char *real;
	int sys;
	LW_TRY(lw_session_realpath(p->s, abs, &real, &sys, err));
	if (real == NULL) {
		l->origin = p->w->secure ? NULL : lw_world_getenv(p->w, "LD_ORIGIN_PATH");
		return true;
	}
	l->origin = directory_of(p, real, err);
	return l->origin != NULL;
}

bool lw_gl_origin(struct gl_process *p, struct gl_map *l, struct lw_error *err) {
	if (l->origin_known)
		return true;
	l->origin_known = true;
	if (l == p->rtld) {
		LW_TRY(lw_gl_origin(p, p->main, err));
		l->origin = p->main->origin;
		return true;
	}
	if (l == p->main && (l->img->kind == LW_IMAGE_PROGRAM || lw_gl_has(p->minor, GL_EXPLICIT_ORIGIN_RESOLVED)))
		return origin_of_main(p, l, err);
	const char *path = l == p->main ? p->b.objects.at[l->id].path : l->l_name;
	l->origin = directory_of(p, path, err);
	return l->origin != NULL;
}

/* Does the path, with "." and ".." folded by its letters alone, lie in a trusted directory? (is_trusted_path_normalize)
 */
static bool trusted(const struct gl_process *p, const char *path, char *room) {
	size_t n = 0;
	for (const char *at = path; *at != '\0';) {
		if (at[0] == '/' && at[1] == '.' && at[2] == '.' && (at[3] == '/' || at[3] == '\0')) {
			while (n > 0 && room[--n] != '/')
				;
			at += 3;
			continue;
		}
		if (at[0] == '/' && at[1] == '.' && (at[2] == '/' || at[2] == '\0')) {
			at += 2;
			continue;
		}
		if (at[0] == '/' && n > 0 && room[n - 1] == '/') {
			at++;
			continue;
		}
		room[n++] = *at++;
	}
	if (n == 0 || room[n - 1] != '/')
		room[n++] = '/';
	for (uint32_t i = 0; i < p->system.list.n; i++) {
		size_t k = strlen(p->system.list.at[i]->name);
		if (n >= k && memcmp(room, p->system.list.at[i]->name, k) == 0)
			return true;
	}
	return false;
}

/* What the token at `at` (behind its '$') stands for; *n is its length, 0 if it is none. *value NULL: it has none. */
static bool value_of(struct gl_process *p, struct gl_map *l, const char *text, const char *at, size_t *n,
		     const char **value, bool *check, struct lw_error *err) {
	*value = NULL;
	if ((*n = token(at, "ORIGIN")) != 0) {
		*check = p->w->secure && l->executable;
		if (p->w->secure && !(at == text + 1 && (at[*n] == '\0' || at[*n] == '/')))
			return true;
		LW_TRY(lw_gl_origin(p, l, err));
		*value = l->origin;
	} else if ((*n = token(at, "PLATFORM")) != 0) {
		*value = p->b.out.loader.platform;
	} else if ((*n = token(at, "LIB")) != 0) {
		*value = p->b.out.loader.lib;
	}
	return true;
}

bool lw_gl_tokens_expand(struct gl_process *p, struct gl_map *l, const char *text, const char **out,
			 struct lw_error *err) {
	if (!lw_gl_tokens_any(text)) {
		*out = text;
		return true;
	}
	*out = NULL;
	LW_VEC(char) made = {0};
	bool check = false;
	for (const char *at = text; *at != '\0';) {
		const char *value = NULL;
		size_t n = 0;
		if (*at == '$')
			LW_TRY(value_of(p, l, text, at + 1, &n, &value, &check, err));
		if (n != 0 && value == NULL)
			return true;
		const char *piece = n == 0 ? at : value;
		size_t n_piece = n == 0 ? 1 : strlen(value);
		if (made.n + n_piece > LONGEST_EXPANDED)
			return lw_fail(err, LW_E_LIMIT,
				       "a search path is longer than %d bytes once its tokens are replaced",
				       LONGEST_EXPANDED);
		for (size_t i = 0; i < n_piece; i++) {
			char *c = lw_vec_add(p->a, &made, err);
			if (c == NULL)
				return false;
			*c = piece[i];
		}
		at += n == 0 ? 1 : n + 1;
	}
	char *done = lw_strndup(p->a, made.n == 0 ? "" : made.at, made.n, err);
	char *room = lw_alloc(p->a, (size_t)made.n + 2, 1, err);
	if (done == NULL || room == NULL)
		return false;
	if (*done == '\0' || (check && !trusted(p, done, room)))
		return true;
	*out = check && lw_gl_has(p->minor, GL_SECURE_ORIGIN_FOLDED) ? room : done;
	return true;
}
