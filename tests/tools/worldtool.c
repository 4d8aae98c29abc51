/* SPDX-License-Identifier: Apache-2.0 */
#include "worldtool.h"

#include <stdio.h>

#include "os/fs.h"

void worldtool_say(const char *path, const struct lw_error *err) {
	fprintf(stderr, "%s: %s\n", path, err->text);
}

struct lw_worldfile *worldtool_read(const char *path, struct lw_arena *a) {
	const struct lw_fs *fs = lw_fs_disk();
	struct lw_source src;
	struct lw_stat st;
	struct lw_error err;
	lw_error_clear(&err);
	if (fs->ops->open(fs, path, &src, &st) != 0 || st.kind != LW_KIND_FILE) {
		fprintf(stderr, "%s: cannot be opened\n", path);
		return NULL;
	}
	struct lw_span text;
	struct lw_worldfile *w = NULL;
	bool ok = lw_source_view(&src, 0, st.size, a, &text, &err);
	lw_source_close(&src);
	if (ok)
		ok = lw_worldfile_parse((const char *)text.ptr, (size_t)text.len, path, a, &w, &err);
	if (!ok)
		worldtool_say(path, &err);
	return ok ? w : NULL;
}
