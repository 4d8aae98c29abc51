/* SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"

#include <string.h>

#include "base/ascii.h"

const char *lw_path_absolute(struct lw_arena *a, const char *dir, const char *path, struct lw_error *err) {
	if (path[0] == '/')
		return path;
	const size_t n = strlen(dir);
	return lw_sprintf(a, err, "%s%s%s", dir, n > 0 && dir[n - 1] == '/' ? "" : "/", path);
}

bool lw_path_is_windows(const char *path) {
	const char *at = strncmp(path, "\\\\?\\", 4) == 0 || strncmp(path, "\\\\.\\", 4) == 0 ? path + 4 : path;
	const char letter = lw_ascii_lower(at[0]);
	return letter >= 'a' && letter <= 'z' && at[1] == ':' && (at[2] == '\\' || at[2] == '/');
}

const char *lw_path_base(const char *path) {
	const char *slash = strrchr(path, lw_path_is_windows(path) ? '\\' : '/');
	return slash == NULL ? path : slash + 1;
}

/* How much of both is the same, in whole directories. */
static size_t common(const char *x, const char *y) {
	size_t n = 0;
	for (size_t i = 0;; i++) {
		const bool end = (x[i] == '/' || x[i] == '\0') && (y[i] == '/' || y[i] == '\0');
		if (end)
			n = i;
		if (x[i] != y[i] || x[i] == '\0')
			return n;
	}
}

const char *lw_path_between(struct lw_arena *a, const char *from, const char *to, struct lw_error *err) {
	const size_t n = common(from, to);
	const char *down = to + n + strspn(to + n, "/"), *way = "";
	for (const char *at = from + n; way != NULL && *(at += strspn(at, "/")) != '\0'; at += strcspn(at, "/"))
		way = lw_sprintf(a, err, "%s../", way);
	if (way == NULL || *down != '\0' || *way == '\0')
		return way == NULL ? NULL : lw_sprintf(a, err, "%s%s", way, down);
	return lw_strndup(a, way, strlen(way) - 1, err);
}

bool lw_path_fold(const char *path, char *out, size_t n_out) {
	size_t n = 0;
	while (*path != '\0') {
		path += strspn(path, "/");
		const size_t k = strcspn(path, "/");
		if (k == 2 && memcmp(path, "..", 2) == 0) {
			while (n > 0 && out[--n] != '/')
				;
		} else if (k != 0 && !(k == 1 && *path == '.')) {
			if (n + k + 2 > n_out)
				return false;
			out[n++] = '/';
			memcpy(out + n, path, k);
			n += k;
		}
		path += k;
	}
	out[n] = '\0';
	return true;
}
