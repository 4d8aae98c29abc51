/* SPDX-License-Identifier: Apache-2.0 */
/* The editor of Mach-O files. */
#include "edit/macho.h"

#include "base/fail.h"
#include "names/macho_numbers.h"

/* Others have no padding, no libraries, or parts that count from elsewhere. */
static bool check_type(const struct mo_slice *s, struct lw_error *err) {
	switch (s->img->macho->header.filetype) {
	case MH_EXECUTE:
	case MH_DYLIB:
	case MH_BUNDLE:
	case MH_DYLINKER:
		return true;
	default:
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "%sis no program, dylib or bundle, and only those tell how libraries are found", s->who);
	}
}

static bool open_slices(struct mo_file *f, struct lw_error *err) {
	f->n = f->e->images.n;
	f->slices = lw_alloc(f->e->a, f->n, sizeof *f->slices, err);
	if (f->slices == NULL)
		return false;
	for (uint32_t i = 0; i < f->n; i++)
		LW_TRY(lw_mo_slice_init(&f->slices[i], f->e, f->e->images.at[i], err) &&
		       check_type(&f->slices[i], err));
	return true;
}

/* Warnings of what is not there stand before those of what was done, which may be undone. */
static void to_front(struct mo_file *f) {
	const char **at = f->e->warnings.at, *last = at[f->e->warnings.n - 1];
	for (uint32_t i = f->e->warnings.n - 1; i > f->n_missing; i--)
		at[i] = at[i - 1];
	at[f->n_missing++] = last;
}

/* An edit about what only some slices have is done in those. */
static bool edit_all(struct mo_file *f, struct lw_error *err) {
	for (size_t k = 0; k < f->e->n_edits; k++) {
		const struct lw_edit *edit = &f->e->edits[k];
		bool hit = false;
		for (uint32_t i = 0; i < f->n; i++)
			LW_TRY(lw_mo_edit(&f->slices[i], edit, &hit, err));
		if (hit || f->e->opts.lenient)
			continue;
		LW_TRY(lw_mo_not_found(f->e, edit, err));
		to_front(f);
	}
	return true;
}

/* Edits may undo each other: then the old bytes stay. */
static bool is_changed(const struct mo_slice *s) {
	const struct lw_macho *m = s->img->macho;
	bool same = s->commands.n == m->n_commands;
	for (uint32_t i = 0; same && i < s->commands.n; i++) {
		const struct lw_span c = s->commands.at[i].bytes;
		same = s->commands.at[i].cmd == m->commands[i].cmd && c.len == m->commands[i].size;
		for (uint64_t k = 0; same && c.ptr != m->commands[i].bytes && k < c.len; k++)
			same = c.ptr[k] == m->commands[i].bytes[k];
	}
	return !same;
}

static bool lay_slice(struct mo_slice *s, struct lw_error *err) {
	s->changed = s->changed && is_changed(s);
	if (!s->changed)
		return true;
	return lw_mo_find_content(s, err) && lw_mo_renumber(s, err) && lw_mo_sign_prepare(s, err) &&
		lw_mo_lay_head(s, err) && lw_mo_sign(s, err);
}

static bool lay(struct lw_editing *e, struct lw_error *err) {
	struct mo_file *f = lw_alloc(e->a, 1, sizeof *f, err);
	if (f == NULL)
		return false;
	f->e = e;
	e->work = f;
	LW_TRY(open_slices(f, err) && edit_all(f, err));
	bool any = false;
	for (uint32_t i = 0; i < f->n; i++) {
		LW_TRY(lay_slice(&f->slices[i], err));
		any |= f->slices[i].changed;
	}
	if (any)
		return lw_mo_lay_file(f, err);
	e->changes.n = 0; /* what one edit did another undid */
	e->warnings.n = f->n_missing;
	return true;
}

const struct lw_editor lw_editor_macho = {LW_FORMAT_MACHO, lay, lw_mo_verify};
