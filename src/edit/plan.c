/* SPDX-License-Identifier: Apache-2.0 */
/* Plan, layout, proof, write: the same for every format. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "edit/editing.h"
#include "format/formats.h"
#include "os/errno_names.h"
#include "os/fs.h"
#include "os/held.h"
#include "os/replace.h"

/* The public part comes first. */
struct planning {
	struct lw_plan plan;
	struct lw_arena arena;
	struct lw_source disk, src, after; /* src: disk, with what was read of it */
	struct lw_held held;
	bool open;
	struct lw_editing editing;
};

static const struct lw_editor *editor_of(enum lw_format format) {
	static const struct lw_editor *const editors[] = {&lw_editor_elf, &lw_editor_macho, &lw_editor_pe};
	for (size_t i = 0; i < sizeof editors / sizeof editors[0]; i++)
		if (editors[i]->format == format)
			return editors[i];
	return NULL;
}

static bool open_file(struct planning *p, const char *path, struct lw_error *err) {
	const struct lw_fs *fs = lw_fs_disk();
	struct lw_errno_buf words;
	struct lw_stat st;
	const int sys = fs->ops->open(fs, path, &p->disk, &st);
	if (sys != 0)
		return lw_fail(err, LW_E_IO, "cannot be opened: %s", lw_errno_words(sys, &words));
	if (st.kind != LW_KIND_FILE)
		return lw_fail(err, LW_E_UNSUPPORTED, "is no plain file, and only those can be edited");
	p->open = true;
	lw_held_source(&p->held, &p->disk, &p->arena, &p->src);
	p->editing.pieces.was = st;
	return true;
}

/* What is damaged cannot be changed without a guess. */
static bool sound(const struct lw_images *images, struct lw_error *err) {
	for (uint32_t i = 0; i < images->n; i++)
		if (images->at[i]->damage != NULL) {
			*err = *images->at[i]->damage;
			return false;
		}
	return images->n != 0 || lw_fail(err, LW_E_UNKNOWN_FORMAT, "holds no binary");
}

static bool verify(struct planning *p, const struct lw_source *after, struct lw_error *err) {
	struct lw_editing *e = &p->editing;
	const struct lw_editor *editor = editor_of(e->images.at[0]->format);
	struct lw_images now;
	struct lw_error bad = {0};
	if (lw_format_parse(after, e->a, &now, &bad) && sound(&now, &bad) && editor->verify(e, after, &now, &bad))
		return true;
	if (bad.code == LW_E_NOMEM || bad.code == LW_E_IO) {
		*err = bad;
		return false;
	}
	return lw_fail(err, LW_E_INTERNAL, "the result would not be sound, and nothing was written: %s", bad.text);
}

static void tell(struct planning *p) {
	const struct lw_editing *e = &p->editing;
	const bool same = e->pieces.list.n == 0;
	p->plan.path = e->path;
	p->plan.strategy = same ? LW_STRATEGY_NOTHING : e->strategy;
	p->plan.size_before = e->src->size;
	p->plan.size_after = same ? e->src->size : e->pieces.size;
	p->plan.steps = e->steps.at;
	p->plan.n_steps = e->steps.n;
	p->plan.changes = e->changes.at;
	p->plan.n_changes = e->changes.n;
	p->plan.warnings = e->warnings.at;
	p->plan.n_warnings = e->warnings.n;
}

static bool make(struct planning *p, const char *path, const struct lw_edit *edits, size_t n,
		 const struct lw_edit_opts *opts, struct lw_error *err) {
	struct lw_editing *e = &p->editing;
	*e = (struct lw_editing){.src = &p->src, .edits = edits, .n_edits = n, .a = &p->arena};
	if (opts != NULL)
		memcpy(&e->opts, opts, opts->sz < sizeof e->opts ? opts->sz : sizeof e->opts);
	e->pieces.old = &p->src;
	e->pieces.a = &p->arena;
	e->path = lw_strdup(&p->arena, path, err);
	LW_TRY(e->path != NULL && open_file(p, path, err));
	LW_TRY(lw_format_parse(&p->src, &p->arena, &e->images, err) && sound(&e->images, err));
	const struct lw_editor *editor = editor_of(e->images.at[0]->format);
	LW_TRY(editor->lay(e, err));
	lw_pieces_source(&e->pieces, &p->after);
	LW_TRY(e->pieces.list.n == 0 || verify(p, &p->after, err));
	tell(p);
	return true;
}

bool lw_plan_new(const char *path, const struct lw_edit *edits, size_t n, const struct lw_edit_opts *opts,
		 const struct lw_plan **out, struct lw_error *err) {
	struct planning *p = calloc(1, sizeof *p);
	if (p == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	if (!make(p, path, edits, n, opts, err)) {
		lw_error_subject(err, path);
		lw_plan_free(&p->plan);
		return false;
	}
	*out = &p->plan;
	return true;
}

/* Plans are handed out const, and only made here. */
static struct planning *inside(const struct lw_plan *plan) {
	union {
		const struct lw_plan *in;
		struct planning *out;
	} p = {plan};
	return p.out;
}

/* What was planned has been proved, and what is written was compared with it: that it can be read is what remains. */
static bool read_written(void *ctx, const struct lw_source *written, struct lw_error *err) {
	struct planning *p = ctx;
	struct lw_images now;
	return lw_format_parse(written, &p->arena, &now, err) && sound(&now, err);
}

/* What was kept comes last. */
static bool tell_done(struct planning *p, struct lw_replaced *done, struct lw_committed *out, struct lw_error *err) {
	const uint32_t n_lost = done->notes.n;
	if (done->kept != NULL) {
		const char **slot = lw_vec_add(&p->arena, &done->notes, err);
		if (slot == NULL || (*slot = lw_sprintf(&p->arena, err, "kept: %s", done->kept)) == NULL)
			return false;
	}
	*out = (struct lw_committed){done->notes.at, done->notes.n, n_lost};
	return true;
}

bool lw_plan_commit(const struct lw_plan *plan, const char *to, struct lw_committed *committed, struct lw_error *err) {
	struct planning *p = inside(plan);
	struct lw_pieces *pieces = &p->editing.pieces;
	struct lw_replaced done = {0};
	if (pieces->list.n == 0 && to == NULL)
		return true;
	const struct lw_replacing what = {.pieces = pieces,
					  .path = p->plan.path,
					  .to = to,
					  .check = pieces->list.n == 0 ? NULL : read_written,
					  .ctx = p};
	if (pieces->list.n == 0 && !lw_pieces_keep(pieces, 0, p->src.size, err))
		return false;
	if (!lw_replace(&what, &p->arena, &done, err)) {
		lw_error_subject(err, to == NULL ? p->plan.path : to);
		return false;
	}
	return committed == NULL || tell_done(p, &done, committed, err);
}

void lw_plan_free(const struct lw_plan *plan) {
	if (plan == NULL)
		return;
	struct planning *p = inside(plan);
	if (p->open)
		lw_source_close(&p->disk);
	lw_arena_free(&p->arena);
	free(p);
}
