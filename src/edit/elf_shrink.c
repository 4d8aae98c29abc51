/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A search path without the directories that serve nothing: an entry stays where it is the first to hold a library that
 * is needed, for the same machine. DT_RPATH also serves what the libraries need that are found (glibc elf/dl-load.c
 * goes up the chain of loaders), DT_RUNPATH only the file itself. Entries whose meaning depends on what is not known
 * here (the current directory, $PLATFORM) stay.
 */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "edit/elf_work.h"
#include "names/elf_numbers.h"
#include "session/session.h"

#define MOST_NAMES 4096
#define MOST_DIRS 1024

struct sought {
	const char *name;
	bool found;
};

struct shrinking {
	struct lw_elf_work *w;
	struct lw_session *s;
	const char *origin;
	bool inherited; /* DT_RPATH */
	LW_VEC(struct sought) names;
	struct lw_elf_dirs dirs;
	bool *used; /* by directory */
};

static bool seek(struct shrinking *k, const char *name, struct lw_error *err) {
	if (strchr(name, '/') != NULL || k->names.n == MOST_NAMES)
		return true;
	for (uint32_t i = 0; i < k->names.n; i++)
		if (strcmp(k->names.at[i].name, name) == 0)
			return true;
	struct sought *s = lw_vec_add(k->w->e->a, &k->names, err);
	if (s != NULL)
		*s = (struct sought){name, false};
	return s != NULL;
}

static bool has_prefix(const char *text, const char *prefix) {
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* "$ORIGIN/x", "${ORIGIN}/x": what stands behind the token; NULL: no such token at the start. */
static const char *behind(const char *dir, const char *token) {
	const size_t n = strlen(token);
	if (dir[0] != '$')
		return NULL;
	if (dir[1] == '{' && strncmp(dir + 2, token, n) == 0 && dir[2 + n] == '}')
		return dir + 3 + n;
	return strncmp(dir + 1, token, n) == 0 && (dir[1 + n] == '/' || dir[1 + n] == '\0') ? dir + 1 + n : NULL;
}

/* The places that an entry may stand for: $LIB is one of three, depending on the system. NULL: not known. */
static const char *place(struct shrinking *k, const char *dir, unsigned which, struct lw_error *err) {
	static const char *const libs[] = {"lib", "lib64", "lib/x86_64-linux-gnu"};
	struct lw_arena *a = k->w->e->a;
	const char *rest = behind(dir, "ORIGIN"), *lib;
	if (rest != NULL)
		dir = lw_strcat2(a, k->origin, rest, err);
	if (dir == NULL || dir[0] != '/')
		return NULL;
	lib = strstr(dir, "/$LIB") != NULL ? strstr(dir, "/$LIB") : strstr(dir, "/${LIB}");
	if (lib == NULL)
		return which == 0 && strchr(dir, '$') == NULL ? dir : NULL;
	if (which >= sizeof libs / sizeof libs[0])
		return NULL;
	const char *tail = lib + (lib[2] == '{' ? 7 : 5);
	const char *front = lw_strndup(a, dir, (size_t)(lib - dir), err);
	return front == NULL ? NULL : lw_sprintf(a, err, "%s/%s%s", front, libs[which], tail);
}

static bool is_kept(const char *dir) {
	return (dir[0] != '/' && behind(dir, "ORIGIN") == NULL) || strstr(dir, "$PLATFORM") != NULL ||
		strstr(dir, "${PLATFORM}") != NULL;
}

static bool is_ours(const struct shrinking *k, const struct lw_file *f) {
	const struct lw_image *x = f->image, *y = k->w->img;
	return x != NULL && x->machine == y->machine && x->bits == y->bits && x->big_endian == y->big_endian;
}

static bool try_file(struct shrinking *k, const char *path, bool *found, struct lw_error *err) {
	const struct lw_file *f = NULL;
	int sys = 0;
	LW_TRY(lw_session_load(k->s, path, &f, &sys, err));
	*found = sys == 0 && f->kind == LW_FILE_REGULAR && is_ours(k, f);
	/* A library with a DT_RUNPATH of its own inherits nothing. */
	for (uint32_t i = 0; *found && k->inherited && f->image->runpath.text == NULL && i < f->image->n_needs; i++)
		LW_TRY(seek(k, f->image->needs[i].name, err));
	return true;
}

static bool try_dir(struct shrinking *k, uint32_t d, struct lw_error *err) {
	for (unsigned which = 0; which < 3; which++) {
		const char *dir = place(k, k->dirs.at[d], which, err);
		if (err->code != LW_E_OK)
			return false;
		for (uint32_t i = 0; dir != NULL && i < k->names.n; i++) {
			if (k->names.at[i].found)
				continue;
			const char *path = lw_sprintf(k->w->e->a, err, "%s/%s", dir, k->names.at[i].name);
			if (path == NULL || !try_file(k, path, &k->names.at[i].found, err))
				return false;
			k->used[d] |= k->names.at[i].found;
		}
	}
	return true;
}

/* What a library brings along is sought from the first directory on. */
static bool try_dirs(struct shrinking *k, struct lw_error *err) {
	uint32_t n;
	do {
		n = k->names.n;
		for (uint32_t d = 0; d < k->dirs.n; d++)
			LW_TRY(is_kept(k->dirs.at[d]) || try_dir(k, d, err));
	} while (k->names.n != n);
	return true;
}

/* With prefixes given, only directories that begin with one may stay. */
static bool is_allowed(const struct shrinking *k, const char *dir) {
	bool any = false;
	for (size_t i = 0; i < k->w->e->n_edits; i++) {
		const struct lw_edit *edit = &k->w->e->edits[i];
		if (edit->kind == LW_EDIT_ALLOW_RPATH && has_prefix(dir, edit->what))
			return true;
		any |= edit->kind == LW_EDIT_ALLOW_RPATH;
	}
	return !any;
}

static bool drop_unallowed(struct shrinking *k) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < k->dirs.n; i++)
		if (is_allowed(k, k->dirs.at[i]))
			k->dirs.at[n++] = k->dirs.at[i];
	k->dirs.n = n;
	return true;
}

static bool shrink(struct shrinking *k, struct lw_error *err) {
	struct lw_elf_dirs kept = {0};
	for (uint32_t i = 0; i < k->w->tags.n; i++)
		if (k->w->tags.at[i].tag == DT_NEEDED)
			LW_TRY(seek(k, k->w->tags.at[i].text, err));
	k->used = lw_alloc(k->w->e->a, k->dirs.n + 1, sizeof *k->used, err);
	if (k->used == NULL || !try_dirs(k, err))
		return false;
	for (uint32_t d = 0; d < k->dirs.n; d++) {
		if (!k->used[d] && !is_kept(k->dirs.at[d]))
			continue;
		const char **slot = lw_vec_add(k->w->e->a, &kept, err);
		if (slot == NULL)
			return false;
		*slot = k->dirs.at[d];
	}
	return lw_elf_path_set_dirs(k->w, &kept, err);
}

/* The directory of the file itself, without links: what $ORIGIN means. */
static const char *origin_of(struct lw_elf_work *w, struct lw_error *err) {
	const struct lw_fs *fs = lw_fs_disk();
	char buf[4096];
	if (fs->ops->realpath(fs, w->e->path, buf, sizeof buf) != 0)
		return lw_strdup(w->e->a, "/", err);
	const char *base = lw_path_base(buf);
	return lw_strndup(w->e->a, buf, base > buf + 1 ? (size_t)(base - buf) - 1 : 1, err);
}

bool lw_elf_do_shrink(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	(void)edit;
	struct shrinking k = {.w = w, .inherited = lw_elf_tag(w, DT_RUNPATH) == NULL, .origin = origin_of(w, err)};
	if (k.origin == NULL || !lw_elf_path_dirs(w, &k.dirs, err) || !drop_unallowed(&k) || !lw_session_new(&k.s, err))
		return false;
	const bool ok = k.dirs.n <= MOST_DIRS
		? shrink(&k, err)
		: lw_fail(err, LW_E_LIMIT,
			  "its search path has %lu directories, and files are sought in up "
			  "to %d",
			  (unsigned long)k.dirs.n, MOST_DIRS);
	lw_session_free(k.s);
	return ok;
}
