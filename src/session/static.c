/* SPDX-License-Identifier: Apache-2.0 */
#include "linkwright/static.h"

#include "base/fail.h"
#include "format/elf_space.h"
#include "session/session.h"

static bool read_now(struct lw_session *s, const struct lw_file *file, struct lw_static *out, struct lw_error *err) {
	struct lw_stat st;
	struct lw_source src;
	*out = (struct lw_static){0};
	if (file->image == NULL || s->fs->ops->open(s->fs, file->path, &src, &st) != 0 || st.kind != LW_KIND_FILE) {
		for (unsigned i = 0; i < LW_N_WAYS; i++)
			out->ways[i].sure = LW_SURE_POSSIBLE;
		return true;
	}
	const bool ok = lw_elf_static(&src, file->image, &s->arena, out, err);
	lw_source_close(&src);
	return ok;
}

bool lw_static_of(struct lw_session *s, const struct lw_file *file, const struct lw_static **out,
		  struct lw_error *err) {
	struct lw_static *known;
	LW_TRY(lw_session_recall(s, "static", file->path, &known, err));
	if (known == NULL) {
		known = lw_alloc(&s->arena, 1, sizeof *known, err);
		if (known == NULL || !read_now(s, file, known, err))
			return false;
		LW_TRY(lw_session_remember(s, "static", file->path, known, err));
	}
	*out = known;
	return true;
}
