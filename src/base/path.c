/* SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"

#include <string.h>

const char *lw_path_absolute(struct lw_arena *a, const char *dir, const char *path, struct lw_error *err) {
	if (path[0] == '/')
		return path;
	const size_t n = strlen(dir);
	return lw_sprintf(a, err, "%s%s%s", dir, n > 0 && dir[n - 1] == '/' ? "" : "/", path);
}
