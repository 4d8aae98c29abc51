/* SPDX-License-Identifier: Apache-2.0 */
/* Which package brought a file, by the lists of the system that it lies in. */
#include <string.h>

#include "base/fail.h"
#include "owner/owner.h"

/* Where /lib and its like are links into /usr, lists have one path or the other (file-hierarchy(7), usrmerge). */
static const char *const merged[] = {"/lib/", "/lib64/", "/lib32/", "/libx32/", "/bin/", "/sbin/"};

#define N_MERGED (sizeof merged / sizeof merged[0])

static size_t length(size_t n) {
	return n < LW_OWNED_LENGTHS ? n : LW_OWNED_LENGTHS - 1;
}

static bool want(struct lw_owning *o, const char *path, struct lw_owned_file *f, struct lw_error *err) {
	o->lengths[length(strlen(path))] = true;
	return lw_map_get(&o->wanted, path, strlen(path)) != NULL ||
		lw_map_put(&o->wanted, o->a, path, strlen(path), f, err);
}

static bool want_file(struct lw_owning *o, struct lw_owned_file *f, struct lw_error *err) {
	if (f->real == NULL || f->real[0] != '/')
		return true;
	o->n_left++;
	LW_TRY(want(o, f->real, f, err));
	const bool in_usr = strncmp(f->real, "/usr/", 5) == 0;
	const char *rest = in_usr ? f->real + 4 : f->real;
	for (size_t i = 0; i < N_MERGED; i++) {
		if (strncmp(rest, merged[i], strlen(merged[i])) != 0)
			continue;
		const char *alias = in_usr ? rest : lw_strcat2(o->a, "/usr", rest, err);
		return alias != NULL && want(o, alias, f, err);
	}
	return true;
}

static const char *kept(struct lw_owning *o, const char *text, struct lw_error *err) {
	return text == NULL ? NULL : lw_strdup(o->a, text, err);
}

/* Files that are one by their links share what the list says. */
static void share(struct lw_owning *o, const char *real, struct lw_owner owner) {
	for (uint32_t i = 0; i < o->n_files; i++) {
		struct lw_owned_file *f = &o->files[i];
		if (f->real == NULL || f->owner.manager != NULL || strcmp(f->real, real) != 0)
			continue;
		f->owner = owner;
		o->n_left--;
	}
}

bool lw_owner_may_want(const struct lw_owning *o, size_t n) {
	return o->lengths[length(n)];
}

/* The file of that path that no list has named yet; NULL: nobody asks for it. */
static const struct lw_owned_file *wanted(const struct lw_owning *o, const char *path, size_t n) {
	const struct lw_owned_file *f = lw_owner_may_want(o, n) ? lw_map_get(&o->wanted, path, n) : NULL;
	return f != NULL && lw_owner_is_left(f) ? f : NULL;
}

bool lw_owner_wants(const struct lw_owning *o, const char *path, size_t n) {
	return wanted(o, path, n) != NULL;
}

/* Each directory above a file, once. */
static bool above(struct lw_owning *o, struct lw_map *seen, const char *path, lw_owners_of_dir *look,
		  struct lw_error *err) {
	for (size_t n = strlen(path); n > 0; n--) {
		if (path[n - 1] != '/')
			continue;
		if (lw_map_get(seen, path, n) != NULL)
			return true;
		LW_TRY(lw_map_put(seen, o->a, path, n, o, err));
		const char *dir = lw_strndup(o->a, path, n, err);
		LW_TRY(dir != NULL && look(o, dir, err));
	}
	return true;
}

bool lw_owners_above(struct lw_owning *o, lw_owners_of_dir *look, struct lw_error *err) {
	struct lw_map seen = {0};
	for (uint32_t i = 0; i < o->n_files; i++)
		if (lw_owner_is_left(&o->files[i]))
			LW_TRY(above(o, &seen, o->files[i].real, look, err));
	return true;
}

bool lw_owner_note(struct lw_owning *o, const char *path, size_t n, const struct lw_owner *owner,
		   struct lw_error *err) {
	const struct lw_owned_file *f = wanted(o, path, n);
	if (f == NULL)
		return true;
	const struct lw_owner own = {owner->manager, kept(o, owner->package, err), kept(o, owner->version, err),
				     kept(o, owner->license, err)};
	if (own.package == NULL || (owner->version != NULL && own.version == NULL) ||
	    (owner->license != NULL && own.license == NULL))
		return false;
	share(o, f->real, own);
	return true;
}

bool lw_owners_find(struct lw_session *s, struct lw_arena *a, struct lw_owned_file *files, uint32_t n,
		    struct lw_error *err) {
	struct lw_owning o = {.s = s, .a = a, .files = files, .n_files = n};
	bool ok = true;
	for (uint32_t i = 0; ok && i < n; i++)
		ok = want_file(&o, &files[i], err);
	ok = ok && lw_owners_conda(&o, err) && lw_owners_dpkg(&o, err) && lw_owners_apk(&o, err) &&
		lw_owners_python(&o, err);
	lw_arena_free(&o.scratch);
	return ok;
}
