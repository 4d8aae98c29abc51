/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a library's file name says of the library. Repaired wheels put a hash of 8 hexadecimal digits (auditwheel) or 32
 * (delvewheel) behind the name: "libz3-1a2b3c4d.so.4".
 */
#include <string.h>

#include "base/ascii.h"
#include "base/fold.h"
#include "base/path.h"
#include "check/copies.h"

#define SHORTEST_HASH 8

static bool is_hex(char c) {
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* Where the ending begins: of "x.so.4", "x.4.dylib" (the version counts as ending), "x.dll". */
static size_t ending(const char *name) {
	const char *so = strstr(name, ".so");
	if (so != NULL && (so[3] == '\0' || so[3] == '.'))
		return (size_t)(so - name);
	const size_t n = strlen(name);
	size_t end = n;
	if (n > 6 && strcmp(name + n - 6, ".dylib") == 0)
		end = n - 6;
	else if (n > 4 && lw_ascii_same(name + n - 4, ".dll"))
		return n - 4;
	while (end != n && end > 2 && name[end - 1] >= '0' && name[end - 1] <= '9') {
		size_t k = end;
		while (k > 0 && name[k - 1] >= '0' && name[k - 1] <= '9')
			k--;
		if (k < 2 || name[k - 1] != '.')
			break;
		end = k - 1;
	}
	return end;
}

/* Where the hash begins in the first n bytes; n: there is none. */
static size_t hash(const char *name, size_t n) {
	size_t at = n, digits = 0;
	while (at > 0 && is_hex(name[at - 1])) {
		at--;
		digits++;
	}
	return digits >= SHORTEST_HASH && at > 1 && name[at - 1] == '-' ? at - 1 : n;
}

bool lw_copy_has_hash(const char *path) {
	const char *name = lw_path_base(path);
	const size_t n = ending(name);
	return hash(name, n) != n;
}

const char *lw_copy_stem(struct lw_arena *a, const char *path, bool fold, struct lw_error *err) {
	const char *name = lw_path_base(path);
	const char *stem = lw_strndup(a, name, hash(name, ending(name)), err);
	return stem == NULL || !fold ? stem : lw_fold_copy(a, stem, err);
}
