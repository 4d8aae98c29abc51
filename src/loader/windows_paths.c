/* SPDX-License-Identifier: Apache-2.0 */
/* Windows' paths and those of the tree (Microsoft's page "Naming Files, Paths, and Namespaces"). */
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "base/fold.h"
#include "base/path.h"
#include "loader/windows.h"

#define LONGEST_PATH 32768 /* of Windows, in characters */

static bool is_letter(char c) {
	return lw_ascii_lower(c) >= 'a' && lw_ascii_lower(c) <= 'z';
}

static bool is_slash(char c) {
	return c == '/' || c == '\\';
}

/* "\\?\" and "\\.\" stand before a path that is taken as it is. */
static const char *without_mark(const char *text) {
	const bool mark =
		is_slash(text[0]) && is_slash(text[1]) && (text[2] == '?' || text[2] == '.') && is_slash(text[3]);
	return mark ? text + 4 : text;
}

bool lw_wi_has_path(const char *name) {
	return strpbrk(name, "/\\:") != NULL;
}

bool lw_wi_is_absolute(const char *name) {
	return is_slash(name[0]) || (is_letter(name[0]) && name[1] == ':');
}

const char *lw_wi_base(const char *path) {
	const char *base = path;
	for (const char *at = path; *at != '\0'; at++)
		if (is_slash(*at) || (*at == ':' && at == path + 1))
			base = at + 1;
	return base;
}

const char *lw_wi_dir(struct wi_process *p, const char *path, struct lw_error *err) {
	const char *slash = strrchr(path, '/');
	return slash == NULL || slash == path ? "/" : lw_strndup(p->a, path, (size_t)(slash - path), err);
}

const char *lw_wi_join(struct wi_process *p, const char *dir, const char *name, struct lw_error *err) {
	const char *text = lw_sprintf(p->a, err, "%s%s%s", dir, dir[strlen(dir) - 1] == '/' ? "" : "/", name);
	return text;
}

/* The path is out[0..n); a part goes behind it, blanks and dots at its end away. */
static size_t add_part(char *out, size_t n, size_t floor, const char *part, size_t len) {
	if (len == 2 && part[0] == '.' && part[1] == '.') {
		while (n > floor && out[n - 1] != '/')
			n--;
		return n > floor ? n - 1 : n;
	}
	while (len > 0 && (part[len - 1] == '.' || part[len - 1] == ' '))
		len--;
	if (len == 0)
		return n;
	out[n] = '/';
	memcpy(out + n + 1, part, len);
	return n + 1 + len;
}

static size_t add_parts(char *out, size_t n, size_t floor, const char *text) {
	while (*text != '\0') {
		const size_t len = strcspn(text, "/\\");
		n = add_part(out, n, floor, text, len);
		text += len + (text[len] != '\0');
	}
	return n;
}

/* "/C" for "c": the tree's own spelling; NULL: no such drive. */
static bool drive(struct wi_process *p, char letter, const char **out, struct lw_error *err) {
	const char plain[] = {'/', letter, '\0'}, colon[] = {'/', letter, ':', '\0'};
	if (!p->drives) {
		*out = lw_ascii_lower(letter) == 'c' ? "" : NULL;
		return true;
	}
	LW_TRY(lw_session_spell(p->s, plain, out, err));
	return *out != NULL || lw_session_spell(p->s, colon, out, err);
}

/* How long the part of a tree's path is that names its drive. */
static size_t drive_part(const struct wi_process *p, const char *path) {
	return !p->drives || path[0] != '/' ? 0 : 1 + strcspn(path + 1, "/");
}

static bool build(struct wi_process *p, const char *start, size_t floor, const char *text, const char **out,
		  struct lw_error *err) {
	const size_t n = strlen(start) + strlen(text) + 2;
	if (n > LONGEST_PATH)
		return true;
	char *to = lw_alloc(p->a, n, 1, err);
	if (to == NULL)
		return false;
	size_t len = add_parts(to, 0, 0, start);
	len = add_parts(to, len, floor < len ? floor : len, text);
	if (len == 0)
		to[len++] = '/';
	to[len] = '\0';
	*out = to;
	return true;
}

static bool is_tree_path(struct wi_process *p, const char *text, struct lw_error *err, bool *yes) {
	const char *name = NULL;
	const size_t n = strcspn(text + 1, "/");
	*yes = text[0] == '/' && !p->drives;
	if (*yes || text[0] != '/' || n == 0 || n > 2 || !is_letter(text[1]) || (n == 2 && text[2] != ':'))
		return true;
	LW_TRY(drive(p, text[1], &name, err));
	*yes = name != NULL;
	return true;
}

bool lw_wi_path(struct wi_process *p, const char *dir, const char *text, const char **out, struct lw_error *err) {
	const char *at = lw_path_is_windows(text) ? without_mark(text) : text, *start = dir;
	bool tree;
	*out = NULL;
	LW_TRY(is_tree_path(p, at, err, &tree));
	if (tree)
		return build(p, "", drive_part(p, at), at, out, err);
	if (is_letter(at[0]) && at[1] == ':') {
		LW_TRY(drive(p, at[0], &start, err));
		return start == NULL || build(p, start, strlen(start), at + 2, out, err);
	}
	if (is_slash(at[0]) && is_slash(at[1]))
		return true; /* another computer's */
	const size_t n = drive_part(p, dir);
	if (is_slash(at[0]) && (start = lw_strndup(p->a, dir, n, err)) == NULL)
		return false;
	return build(p, start, n, at, out, err);
}

/* Folders that are the same for both (Microsoft's page "File System Redirector"). */
static bool is_exempt(const char *below) {
	static const char *const folders[] = {"/catroot/",     "/catroot2/", "/driverstore/",
					      "/drivers/etc/", "/logfiles/", "/spool/"};
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		if (lw_ascii_begins(below, folders[i]))
			return true;
	return false;
}

const char *lw_wi_redirected(struct wi_process *p, const char *path, struct lw_error *err) {
	static const char tail[] = "/system32";
	const size_t n = p->wow64 ? strlen(p->windows_dir) : 0, all = n + sizeof tail - 1;
	if (!p->wow64 || strlen(path) < all || (path[all] != '/' && path[all] != '\0') || is_exempt(path + all))
		return path;
	const char *head = lw_strndup(p->a, path, all, err), *old = lw_strcat2(p->a, p->windows_dir, tail, err);
	if (head == NULL || old == NULL)
		return NULL;
	return lw_fold_same(head, old) ? lw_strcat2(p->a, p->system_dir, path + all, err) : path;
}

bool lw_wi_find(struct wi_process *p, const char *dir, const char *name, const char **out, struct lw_error *err) {
	const char *path = lw_wi_join(p, dir, name, err);
	return path != NULL && lw_session_spell(p->s, path, out, err);
}

bool lw_wi_on_drive(const char *path) {
	const size_t n = path[0] == '/' ? strcspn(path + 1, "/") : 0;
	return path[0] == '/' && is_letter(path[1]) && (n == 1 || (n == 2 && path[2] == ':'));
}

bool lw_wi_subject(struct lw_session *s, const char *text, const char **out, struct lw_error *err) {
	const char *found = NULL;
	*out = text;
	if (!lw_path_is_windows(text))
		return true;
	struct wi_process on = {.s = s, .a = &s->graphs, .drives = true}, plain = {.s = s, .a = &s->graphs};
	const char *there = NULL, *here = NULL;
	LW_TRY(lw_wi_path(&on, "/", text, &there, err) && lw_wi_path(&plain, "/", text, &here, err));
	if (there != NULL)
		LW_TRY(lw_session_spell(s, there, &found, err));
	if (found == NULL && here != NULL)
		LW_TRY(lw_session_spell(s, here, &found, err));
	*out = found != NULL ? found : here != NULL ? here : there != NULL ? there : text;
	return true;
}
