/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/edits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

bool cli_edits_add(struct lw_arena *a, struct cli_edits *edits, enum lw_edit_kind kind, const char *what,
		   const char *to, struct lw_error *err) {
	struct lw_edit *e = lw_vec_add(a, edits, err);
	if (e != NULL)
		*e = (struct lw_edit){kind, what, to};
	return e != NULL;
}

bool cli_edits_split(struct lw_arena *a, const char *name, const char *value, const char **old, const char **to,
		     struct lw_error *err) {
	const char *eq = strchr(value, '=');
	if (eq == NULL || eq == value || eq[1] == '\0')
		return lw_fail(err, LW_E_USAGE, "option '--%s' takes OLD=NEW, not '%s'", name, value);
	*old = lw_strndup(a, value, (size_t)(eq - value), err);
	*to = eq + 1;
	return *old != NULL;
}

static bool take(struct cli_options *o, const struct cli_pair *pair, struct cli_edits *edits, struct lw_error *err) {
	/* Mach-O calls a library's own name its id. */
	const char *word = strcmp(pair->name, "set-id") == 0 ? lw_edit_word(LW_EDIT_SET_SONAME) : pair->name;
	const enum lw_edit_kind kind = lw_edit_kind_of(word);
	const char *what = pair->value, *to = NULL;
	if (kind == LW_N_EDIT_KINDS)
		return lw_fail(err, LW_E_INTERNAL, "option '--%s' is no edit", pair->name);
	if (lw_edit_arg(kind) == LW_EDIT_PAIR)
		LW_TRY(cli_edits_split(&o->arena, pair->name, pair->value, &what, &to, err));
	return cli_edits_add(&o->arena, edits, kind, what, to, err);
}

static bool page_size(const char *text, uint64_t *out, struct lw_error *err) {
	char *end;
	errno = 0;
	const unsigned long long n = strtoull(text, &end, 0);
	if (errno != 0 || *end != '\0' || text[0] == '-' || n < 4096 || n > ((uint64_t)1 << 26) || (n & (n - 1)) != 0)
		return lw_fail(err, LW_E_USAGE, "--page-size is a power of two from 4096 on, not '%s'", text);
	*out = n;
	return true;
}

bool cli_edits_from(struct cli_options *o, struct cli_edits *edits, struct lw_edit_opts *opts, struct lw_error *err) {
	*opts = (struct lw_edit_opts){
		.sz = sizeof *opts, .drop_versions = o->drop_versions, .force_resign = o->force_resign};
	LW_TRY(o->page_size == NULL || page_size(o->page_size, &opts->page_size, err));
	for (uint32_t i = 0; i < o->edits.n; i++)
		LW_TRY(take(o, &o->edits.at[i], edits, err));
	return edits->n != 0 ||
		lw_fail(err, LW_E_USAGE,
			"edit needs to know what to change, for example --set-rpath "
			"'$ORIGIN/../lib'; all edits: linkwright edit --help");
}
