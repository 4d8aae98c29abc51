/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/fail.h"
#include "format/pe_parse.h"
#include "session/session.h"

/* Of two exports with one name the loader's search may give either; the first is taken. */
static bool index_exports(struct lw_pe_symbols *p, struct lw_arena *a, struct lw_error *err) {
	for (uint32_t i = 0; i < p->exports.n; i++) {
		const struct lw_pe_export *e = &p->exports.list[i];
		const size_t n = e->name == NULL ? 0 : strlen(e->name);
		if (e->name != NULL && lw_map_get(&p->by_name, e->name, n) == NULL)
			LW_TRY(lw_map_put(&p->by_name, a, e->name, n, (void *)e, err));
		if (lw_map_get(&p->by_ordinal, &e->ordinal, sizeof e->ordinal) == NULL)
			LW_TRY(lw_map_put(&p->by_ordinal, a, &e->ordinal, sizeof e->ordinal, (void *)e, err));
	}
	return true;
}

static bool memory_lasts(struct lw_error *what, struct lw_error *err) {
	if (what->code == LW_E_NOMEM)
		*err = *what;
	const bool ok = what->code != LW_E_NOMEM;
	lw_error_clear(what);
	return ok;
}

static bool read_symbols(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a,
			 struct lw_pe_symbols *p, struct lw_error *err) {
	struct lw_error what;
	lw_error_clear(&what);
	if (!lw_pe_imports(src, img, a, &p->imports, &p->n_imports, &what)) {
		p->n_imports = 0;
		LW_TRY(memory_lasts(&what, err));
	}
	p->has_exports = img->pe->has_exports && lw_pe_exports(src, img, a, &p->exports, &what);
	return memory_lasts(&what, err) && (!p->has_exports || index_exports(p, a, err));
}

bool lw_session_pe_symbols(struct lw_session *s, const struct lw_file *file, const struct lw_image *img,
			   const struct lw_pe_symbols **out, struct lw_error *err) {
	struct lw_pe_symbols *p;
	struct lw_stat st;
	struct lw_source src;
	LW_TRY(lw_session_recall(s, "pe", file->path, &p, err));
	*out = p;
	if (p != NULL)
		return true;
	if ((p = lw_alloc(&s->arena, 1, sizeof *p, err)) == NULL)
		return false;
	if (s->fs->ops->open(s->fs, file->path, &src, &st) == 0 && st.kind == LW_KIND_FILE) {
		const bool ok = read_symbols(&src, img, &s->arena, p, err);
		lw_source_close(&src);
		LW_TRY(ok);
	}
	*out = p;
	return lw_session_remember(s, "pe", file->path, p, err);
}
