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
