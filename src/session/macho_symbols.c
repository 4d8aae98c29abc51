/* SPDX-License-Identifier: Apache-2.0 */
/* What a Mach-O image takes and gives, made once for a session. */
#include <string.h>

#include "base/fail.h"
#include "format/macho_parse.h"
#include "os/errno_names.h"
#include "session/session.h"

static bool index_exports(struct lw_arena *a, struct lw_macho_table *t, struct lw_error *err) {
	for (size_t i = 0; i < t->n; i++) {
		const struct lw_macho_symbol *m = &t->at[i];
		if (!m->undefined)
			LW_TRY(lw_map_put(&t->exports, a, m->name, strlen(m->name), (void *)m, err));
	}
	return true;
}

static bool read_symbols(struct lw_session *s, const struct lw_file *file, const struct lw_image *img,
			 struct lw_macho_table *t, struct lw_error *err) {
	struct lw_errno_buf words;
	struct lw_source src;
	struct lw_stat st;
	const int sys = s->fs->ops->open(s->fs, file->path, &src, &st);
	if (sys != 0 || st.kind != LW_KIND_FILE)
		return lw_fail(err, LW_E_IO, "cannot be opened: %s", lw_errno_words(sys, &words));
	const bool ok = lw_macho_symbols(&src, img, &s->arena, &t->at, &t->n, err);
	lw_source_close(&src);
	return ok && index_exports(&s->arena, t, err);
}

static bool read_table(struct lw_session *s, const struct lw_file *file, const struct lw_image *img,
		       struct lw_macho_table *t, struct lw_error *err) {
	struct lw_error what = {0};
	if (read_symbols(s, file, img, t, &what))
		return true;
	struct lw_error *kept = lw_alloc(&s->arena, 1, sizeof *kept, err);
	if (what.code == LW_E_NOMEM)
		*err = what;
	if (what.code == LW_E_NOMEM || kept == NULL)
		return false;
	lw_error_subject(&what, file->path);
	*kept = what;
	*t = (struct lw_macho_table){.error = kept};
	return true;
}

bool lw_session_macho_symbols(struct lw_session *s, const struct lw_file *file, const struct lw_image *img,
			      const struct lw_macho_table **out, struct lw_error *err) {
	struct lw_macho_table *t;
	const char *name = lw_sprintf(&s->graphs, err, "%llu %s", (unsigned long long)img->slice_off, file->path);
	LW_TRY(name != NULL && lw_session_recall(s, "macho-symbols", name, &t, err));
	*out = t;
	if (t != NULL)
		return true;
	if ((t = lw_alloc(&s->arena, 1, sizeof *t, err)) == NULL)
		return false;
	*out = t;
	return read_table(s, file, img, t, err) && lw_session_remember(s, "macho-symbols", name, t, err);
}
