/* SPDX-License-Identifier: Apache-2.0 */
#include "loader/libc.h"

#include <string.h>

#include "base/fail.h"

/* find_sym: a definition with a value, whose version is not hidden. */
static bool defines(const struct lw_symbol *s, const char *name) {
	return s->raw.st_shndx != 0 && s->raw.st_value != 0 && !s->hidden && strcmp(s->name, name) == 0;
}

static bool look(struct lw_session *s, const struct lw_file *f, bool *yes, struct lw_error *err) {
	const struct lw_symbol *syms;
	struct lw_arena scratch = {0};
	struct lw_error what;
	size_t n = 0;
	bool start = false, in = false;
	lw_error_clear(&what);
	const bool read = lw_session_symbols_in(s, f, &scratch, &syms, &n, &what);
	for (size_t i = 0; read && i < n; i++) {
		start |= defines(&syms[i], "__libc_start_main");
		in |= defines(&syms[i], "stdin");
	}
	lw_arena_free(&scratch);
	*yes = start && in;
	if (what.code == LW_E_NOMEM)
		*err = what;
	return what.code != LW_E_NOMEM;
}

bool lw_is_libc(struct lw_session *s, const struct lw_file *f, bool *yes, struct lw_error *err) {
	bool *known;
	*yes = false;
	if (f->image == NULL)
		return true;
	LW_TRY(lw_session_recall(s, "libc", f->path, &known, err));
	if (known == NULL) {
		known = lw_alloc(&s->arena, 1, sizeof *known, err);
		if (known == NULL || !look(s, f, known, err) || !lw_session_remember(s, "libc", f->path, known, err))
			return false;
	}
	*yes = *known;
	return true;
}
