/* SPDX-License-Identifier: Apache-2.0 */
/* libz3.so -> libz3.so.4 -> libz3.so.4.12 in a zip, which made three files of them. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/hex.h"
#include "base/path.h"
#include "base/text.h"
#include "base/vec.h"
#include "os/digest.h"
#include "package/read.h"
#include "package/wheel.h"

struct candidate {
	const char *path, *key; /* the path without the version in its name */
	uint64_t size, ino;
	bool hashed;
	uint8_t sum[32];
};

static bool is_version(const char *from, const char *end) {
	if (from == end)
		return true;
	if (*from != '.')
		return false;
	for (const char *p = from; p < end; p++)
		if ((*p < '0' || *p > '9') && (*p != '.' || p + 1 == end || p[1] == '.'))
			return false;
	return true;
}

/* "lib/libz3.so" of "lib/libz3.so.4.12", "lib/libz3.dylib" of "lib/libz3.4.12.dylib"; NULL: it is no such name. */
static const char *key_of(const char *path, struct lw_arena *a, struct lw_error *err) {
	const char *name = lw_path_base(path), *end = path + strlen(path);
	const char *so = strstr(name, ".so");
	if (so != NULL && so > name && is_version(so + 3, end))
		return lw_strndup(a, path, (size_t)(so + 3 - path), err);
	if (!lw_ends_with(name, ".dylib"))
		return NULL;
	const char *dylib = end - strlen(".dylib"), *from = dylib;
	for (const char *p = dylib; p > name; p--)
		if (*p == '.' && p > name && is_version(p, dylib))
			from = p;
		else if (*p != '.' && (*p < '0' || *p > '9'))
			break;
	return lw_sprintf(a, err, "%.*s.dylib", (int)(from - path), path);
}

/* A link is called otherwise than what it leads to. */
static bool is_link(const struct lw_fs *fs, const char *path, bool *link, struct lw_error *err) {
	char real[4096];
	const int sys = fs->ops->realpath(fs, path, real, sizeof real);
	*link = sys != 0 || strcmp(lw_path_base(real), lw_path_base(path)) != 0;
	return lw_package_absent(sys, path, err);
}

static int by_key(const void *p, const void *q) {
	const struct candidate *x = p, *y = q;
	const int order = strcmp(x->key, y->key);
	if (order != 0 || x->size != y->size)
		return order != 0 ? order : x->size < y->size ? -1 : 1;
	const int sums = memcmp(x->sum, y->sum, sizeof x->sum);
	return sums != 0 ? sums : strcmp(x->path, y->path);
}

static bool alike(const struct candidate *x, const struct candidate *y) {
	return strcmp(x->key, y->key) == 0 && x->size == y->size;
}

struct candidates {
	LW_VEC(struct candidate) list;
};

static bool collect(const struct lw_fs *fs, const char *top, struct lw_arena *a, struct candidates *out,
		    struct lw_error *err) {
	const struct lw_package_file *files;
	uint32_t n;
	LW_TRY(lw_package_files(fs, top, a, &files, &n, err));
	for (uint32_t i = 0; i < n; i++) {
		const char *key = files[i].size == 0 ? NULL : key_of(files[i].path, a, err);
		const char *path = key == NULL ? NULL : lw_package_path(a, top, files[i].path, err);
		struct lw_stat st;
		bool link = true;
		LW_TRY(err->code == LW_E_OK && (path == NULL || is_link(fs, path, &link, err)));
		if (link || fs->ops->stat(fs, path, &st) != 0)
			continue;
		struct candidate *c = lw_vec_add(a, &out->list, err);
		LW_TRY(c != NULL);
		*c = (struct candidate){.path = files[i].path, .key = key, .size = files[i].size, .ino = st.ino};
	}
	return true;
}

/* Only those that another one is as large as. */
static bool hash_alike(const struct lw_fs *fs, const char *top, struct lw_arena *a, struct candidate *c, uint32_t n,
		       struct lw_error *err) {
	for (uint32_t i = 0; i < n; i++) {
		const bool other = (i > 0 && alike(&c[i - 1], &c[i])) || (i + 1 < n && alike(&c[i], &c[i + 1]));
		uint8_t sum[LW_DIGEST_LONGEST];
		if (!other)
			continue;
		const char *path = lw_package_path(a, top, c[i].path, err);
		LW_TRY(path != NULL && lw_digest_file(fs, path, LW_DIGEST_SHA256, sum, err));
		memcpy(c[i].sum, sum, sizeof c[i].sum);
		c[i].hashed = true;
	}
	return true;
}

static bool same_file(const struct candidate *x, const struct candidate *y) {
	return x->hashed && y->hashed && alike(x, y) && memcmp(x->sum, y->sum, sizeof x->sum) == 0 &&
		(x->ino == 0 || x->ino != y->ino);
}

static bool group(const struct candidate *c, uint32_t n, struct lw_arena *a, struct lw_flattened *out,
		  struct lw_error *err) {
	const char **paths = lw_alloc(a, n, sizeof *paths, err);
	const char *sum = lw_hex(a, c->sum, sizeof c->sum, err);
	LW_TRY(paths != NULL && sum != NULL);
	for (uint32_t i = 0; i < n; i++)
		paths[i] = c[i].path;
	*out = (struct lw_flattened){paths, n, c->size, sum};
	return true;
}

bool lw_package_flattened(const struct lw_fs *fs, const char *top, struct lw_arena *a,
			  const struct lw_flattened **groups, uint32_t *n, struct lw_error *err) {
	struct candidates all = {0};
	LW_VEC(struct lw_flattened) out = {0};
	LW_TRY(collect(fs, top, a, &all, err));
	struct candidate *c = all.list.at;
	if (all.list.n > 1)
		qsort(c, all.list.n, sizeof *c, by_key);
	LW_TRY(hash_alike(fs, top, a, c, all.list.n, err));
	if (all.list.n > 1)
		qsort(c, all.list.n, sizeof *c, by_key);
	for (uint32_t i = 0, end; i < all.list.n; i = end) {
		for (end = i + 1; end < all.list.n && same_file(&c[end - 1], &c[end]);)
			end++;
		struct lw_flattened *g = end - i < 2 ? NULL : lw_vec_add(a, &out, err);
		LW_TRY(end - i < 2 || (g != NULL && group(c + i, end - i, a, g, err)));
	}
	*groups = out.at;
	*n = out.n;
	return true;
}
