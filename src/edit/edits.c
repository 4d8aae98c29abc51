/* SPDX-License-Identifier: Apache-2.0 */
/* The words of edits, and what every format's editor says in the same way. */
#include <stdarg.h>
#include <string.h>

#include "base/fail.h"
#include "edit/editing.h"

static const struct {
	const char *word;
	enum lw_edit_arg arg;
} edits[] = {
#define X(code, word, arg) {word, LW_EDIT_##arg},
	LW_EDITS(X)
#undef X
};

const char *lw_edit_word(enum lw_edit_kind kind) {
	return kind < LW_N_EDIT_KINDS ? edits[kind].word : "?";
}

enum lw_edit_arg lw_edit_arg(enum lw_edit_kind kind) {
	return kind < LW_N_EDIT_KINDS ? edits[kind].arg : LW_EDIT_NOTHING;
}

enum lw_edit_kind lw_edit_kind_of(const char *word) {
	unsigned i = 0;
	while (i < LW_N_EDIT_KINDS && strcmp(edits[i].word, word) != 0)
		i++;
	return (enum lw_edit_kind)i;
}

const char *lw_strategy_words(enum lw_strategy strategy) {
	static const char *const words[] = {
#define X(code, words) words,
		LW_STRATEGIES(X)
#undef X
	};
	return strategy < LW_N_STRATEGIES ? words[strategy] : "?";
}

/* slot: of a new line, or NULL. */
static LW_PRINTF(4, 0) bool put_line(struct lw_editing *e, const char **slot, struct lw_error *err, const char *fmt,
				     va_list ap) {
	const char *line = slot == NULL ? NULL : lw_vsprintf(e->a, err, fmt, ap);
	if (line != NULL)
		*slot = line;
	return line != NULL;
}

bool lw_editing_change(struct lw_editing *e, struct lw_error *err, const char *fmt, ...) {
	va_list ap;
	va_start(ap, fmt);
	const bool ok = put_line(e, lw_vec_add(e->a, &e->changes, err), err, fmt, ap);
	va_end(ap);
	return ok;
}

bool lw_editing_warn(struct lw_editing *e, struct lw_error *err, const char *fmt, ...) {
	va_list ap;
	va_start(ap, fmt);
	const bool ok = put_line(e, lw_vec_add(e->a, &e->warnings, err), err, fmt, ap);
	va_end(ap);
	return ok;
}

void lw_editing_takes(struct lw_editing *e, enum lw_strategy strategy) {
	if (strategy > e->strategy)
		e->strategy = strategy;
}

bool lw_editing_refuse(const struct lw_edit *edit, const char *format, struct lw_error *err) {
	return lw_fail(err, LW_E_UNSUPPORTED, "--%s has no meaning for %s file", lw_edit_word(edit->kind), format);
}
