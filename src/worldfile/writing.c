/* SPDX-License-Identifier: Apache-2.0 */
#include "worldfile/writing.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "os/errno_names.h"
#include "session/session.h"
#include "worldfile/worldfile.h"

#define LARGEST_TEXT ((uint64_t)1 << 20)

bool lw_writing_put(struct lw_writing *w, const char *text, struct lw_error *err) {
	for (; *text != '\0'; text++) {
		char *c = lw_vec_add(w->a, &w->text, err);
		if (c == NULL)
			return false;
		*c = *text;
	}
	return true;
}

bool lw_writing_word(struct lw_writing *w, const char *word, struct lw_error *err) {
	const char *quoted = lw_worldfile_quote(w->a, word, err);
	return quoted != NULL && lw_writing_put(w, " ", err) && lw_writing_put(w, quoted, err);
}

bool lw_writing_line(struct lw_writing *w, struct lw_error *err, const char *first, ...) {
	va_list ap;
	bool ok = lw_writing_put(w, first, err);
	va_start(ap, first);
	for (const char *word; ok && (word = va_arg(ap, const char *)) != NULL;)
		ok = lw_writing_word(w, word, err);
	va_end(ap);
	return ok && lw_writing_put(w, "\n", err);
}

bool lw_writing_number(struct lw_writing *w, const char *word, uint64_t v, struct lw_error *err) {
	char text[32];
	snprintf(text, sizeof text, "0x%llx", (unsigned long long)v);
	return lw_writing_line(w, err, word, text, NULL);
}

const char *lw_writing_hex(struct lw_writing *w, const uint8_t *bytes, size_t n, struct lw_error *err) {
	char *out = lw_alloc(w->a, n * 2 + 1, 1, err);
	for (size_t i = 0; out != NULL && i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
	return out;
}

bool lw_writing_knows(const struct lw_writing *w, const char *path) {
	return lw_map_get(&w->written, path, strlen(path)) != NULL;
}

/* The directories above a file come with it. */
bool lw_writing_remember(struct lw_writing *w, const char *path, struct lw_error *err) {
	while (!lw_writing_knows(w, path)) {
		LW_TRY(lw_map_put(&w->written, w->a, path, strlen(path), w, err));
		const char *slash = strrchr(path, '/');
		if (slash == NULL)
			return true;
		path = slash == path ? "/" : lw_strndup(w->a, path, (size_t)(slash - path), err);
		LW_TRY(path != NULL);
	}
	return true;
}

bool lw_writing_dir(struct lw_writing *w, const char *path, struct lw_error *err) {
	return lw_writing_knows(w, path) ||
		(lw_writing_remember(w, path, err) && lw_writing_line(w, err, "dir", path, NULL));
}

bool lw_writing_errno(struct lw_writing *w, const char *path, int sys, struct lw_error *err) {
	struct lw_errno_buf buf;
	return lw_writing_knows(w, path) ||
		(lw_writing_remember(w, path, err) && lw_writing_line(w, err, "text", path, NULL) &&
		 lw_writing_line(w, err, "\terrno", lw_errno_name(sys, &buf), NULL));
}

bool lw_writing_text(struct lw_writing *w, const char *path, const char *file, struct lw_error *err) {
	struct lw_span bytes = {NULL, 0};
	int sys;
	if (lw_writing_knows(w, path))
		return true;
	LW_TRY(lw_session_slurp(w->s, file, LARGEST_TEXT, w->a, &bytes, &sys, err));
	if (sys != 0)
		return lw_writing_errno(w, path, sys, err);
	const size_t n = (size_t)bytes.len;
	const bool plain = n == 0 || memchr(bytes.ptr, '\0', n) == NULL;
	const char *text = n == 0 ? ""
		: plain           ? lw_strndup(w->a, (const char *)bytes.ptr, n, err)
				  : lw_writing_hex(w, bytes.ptr, n, err);
	return text != NULL && lw_writing_remember(w, path, err) &&
		lw_writing_line(w, err, plain ? "text" : "raw", path, text, NULL);
}

/* A second name for a file that was told before; *yes is false if it was not, and it is known from now on. */
static bool second_name(struct lw_writing *w, const char *path, const struct lw_file *f, bool *yes,
			struct lw_error *err) {
	uint64_t *id = lw_alloc(w->a, 2, sizeof *id, err);
	if (id == NULL)
		return false;
	id[0] = f->dev;
	id[1] = f->ino;
	const char *other = lw_map_get(&w->inodes, id, 2 * sizeof *id);
	*yes = other != NULL;
	if (other != NULL)
		return lw_writing_line(w, err, "hard", path, "->", other, NULL);
	return lw_map_put(&w->inodes, w->a, id, 2 * sizeof *id, (void *)(uintptr_t)path, err);
}

bool lw_writing_file(struct lw_writing *w, const char *path, const struct lw_file *f, struct lw_error *err) {
	bool told = false;
	if (lw_writing_knows(w, path))
		return true;
	/* A device or a pipe is no file for a loader either. */
	if (f->kind != LW_FILE_REGULAR)
		return lw_writing_dir(w, path, err);
	LW_TRY(lw_writing_remember(w, path, err));
	LW_TRY(second_name(w, path, f, &told, err));
	if (!told)
		LW_TRY(w->lines(w, path, f, &told, err));
	if (told)
		return true;
	const char *head = lw_writing_hex(w, f->head, f->n_head, err);
	return head != NULL && lw_writing_line(w, err, "raw", path, head, NULL);
}

static const char *above(struct lw_writing *w, const char *dir, struct lw_error *err) {
	const char *slash = strrchr(dir, '/');
	return slash == dir ? "/" : lw_strndup(w->a, dir, (size_t)(slash - dir), err);
}

/* Where the next part of a path leads from dir; *out is NULL if it leads nowhere. */
static bool enter(struct lw_writing *w, const char *dir, const char *part, size_t n, const char **out,
		  struct lw_error *err) {
	int sys;
	bool is_dir;
	*out = dir;
	if (n == 1 && part[0] == '.')
		return true;
	if (n == 2 && part[0] == '.' && part[1] == '.') {
		LW_TRY(lw_session_stat(w->s, dir, &is_dir, &sys, err));
		*out = sys == 0 && is_dir ? above(w, dir, err) : NULL;
		return sys != 0 || !is_dir || (*out != NULL && lw_writing_dir(w, dir, err));
	}
	const char *next = lw_sprintf(w->a, err, "%s/%.*s", dir[1] == '\0' ? "" : dir, (int)n, part);
	LW_TRY(next != NULL && lw_session_realpath(w->s, next, out, &sys, err));
	if (*out == NULL || strcmp(*out, next) == 0 || lw_writing_knows(w, next))
		return true;
	return lw_writing_remember(w, next, err) && lw_writing_line(w, err, "link", next, "->", *out, NULL);
}

bool lw_writing_place(struct lw_writing *w, const char *path, const char **out, const char **rest,
		      struct lw_error *err) {
	*out = "/";
	for (*rest = path + strspn(path, "/"); **rest != '\0';) {
		const size_t n = strcspn(*rest, "/");
		const char *next;
		LW_TRY(enter(w, *out, *rest, n, &next, err));
		if (next == NULL)
			return true;
		*out = next;
		*rest += n;
		*rest += strspn(*rest, "/");
	}
	return true;
}

bool lw_writing_look(struct lw_writing *w, const char *path, int sys, struct lw_error *err) {
	const struct lw_file *f;
	const char *at, *rest;
	if (sys == lw_errno_of_name("ENOENT"))
		return true;
	LW_TRY(lw_writing_place(w, path, &at, &rest, err));
	const bool there = *rest == '\0', blocked = sys == lw_errno_of_name("ENOTDIR");
	if (sys == 0 || blocked) {
		/* A file stands where the path has a directory. */
		LW_TRY(lw_session_load(w->s, at, &f, &sys, err));
		return f == NULL || there == blocked || lw_writing_file(w, at, f, err);
	}
	if (!there && strstr(rest, "..") != NULL)
		return true;
	const char *full = there ? at : lw_sprintf(w->a, err, "%s/%s", at[1] == '\0' ? "" : at, rest);
	return full != NULL && lw_writing_errno(w, full, sys, err);
}
