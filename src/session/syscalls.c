/* SPDX-License-Identifier: Apache-2.0 */
#include "session/syscalls.h"

#include "base/fail.h"
#include "format/syscalls.h"
#include "session/session.h"

bool lw_session_syscalls(struct lw_session *s, const struct lw_file *file, const struct lw_image *img, uint64_t *n,
			 uint64_t *first, const char **instruction, struct lw_error *err) {
	struct lw_stat st;
	struct lw_source src;
	struct lw_syscalls found = {0};
	*n = *first = 0;
	*instruction = "";
	if (s->fs->ops->open(s->fs, file->path, &src, &st) != 0 || st.kind != LW_KIND_FILE)
		return true;
	const bool ok = lw_find_syscalls(&src, img, &found, err);
	lw_source_close(&src);
	*n = found.n;
	*first = found.first;
	*instruction = found.instruction;
	return ok;
}
