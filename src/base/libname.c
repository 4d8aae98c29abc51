/* SPDX-License-Identifier: Apache-2.0 */
#include "base/libname.h"

#include <string.h>

#include "base/ascii.h"
#include "base/fold.h"
#include "base/path.h"

#define FEWEST_DIGITS 8

/* How long the hash is that begins here, with its hyphen; 0: none does. */
static size_t hash_at(const char *text) {
	const size_t n = text[0] == '-' ? strspn(text + 1, "0123456789abcdef") : 0;
	return n >= FEWEST_DIGITS && (text[n + 1] == '.' || text[n + 1] == '\0') ? n + 1 : 0;
}

static const char *find_hash(const char *name) {
	for (const char *at = name + (*name != '\0'); *at != '\0'; at++)
		if (hash_at(at) != 0)
			return at;
	return NULL;
}

bool lw_lib_has_hash(const char *path) {
	return find_hash(lw_path_base(path)) != NULL;
}

char *lw_lib_without_hash(struct lw_arena *a, const char *path, struct lw_error *err) {
	const char *name = lw_path_base(path), *hash = find_hash(name);
	const size_t n = hash == NULL ? strlen(name) : (size_t)(hash - name);
	return lw_sprintf(a, err, "%.*s%s", (int)n, name, hash == NULL ? "" : hash + hash_at(hash));
}

/* Where the ending begins: of "x.so.4", "x.4.dylib" (the version counts as ending), "x.dll". */
static size_t ending(const char *name) {
	const char *so = strstr(name, ".so");
	if (so != NULL && (so[3] == '\0' || so[3] == '.'))
		return (size_t)(so - name);
	const size_t n = strlen(name);
	if (n > 4 && lw_ascii_same(name + n - 4, ".dll"))
		return n - 4;
	if (n <= 6 || strcmp(name + n - 6, ".dylib") != 0)
		return n;
	size_t end = n - 6;
	while (end > 2 && name[end - 1] >= '0' && name[end - 1] <= '9') {
		size_t k = end;
		while (k > 0 && name[k - 1] >= '0' && name[k - 1] <= '9')
			k--;
		if (k < 2 || name[k - 1] != '.')
			break;
		end = k - 1;
	}
	return end;
}

const char *lw_lib_stem(struct lw_arena *a, const char *path, bool fold, struct lw_error *err) {
	char *name = lw_lib_without_hash(a, path, err);
	/* A wheel that was repaired twice has two. */
	while (name != NULL && lw_lib_has_hash(name))
		name = lw_lib_without_hash(a, name, err);
	if (name == NULL)
		return NULL;
	name[ending(name)] = '\0';
	return fold ? lw_fold_copy(a, name, err) : name;
}
