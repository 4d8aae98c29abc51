/* SPDX-License-Identifier: Apache-2.0 */
/* An edit in all its steps, and what it comes to as text (edit_elf_fixture.h). */
#include "unit.h"

#include "edit_elf_fixture.h"

#include <string.h>

#include "edit/elf_sound.h"
#include "format/formats.h"

static bool start(struct lw_editing *e, const struct lw_source *src, struct lw_arena *a, struct lw_error *err) {
	*e = (struct lw_editing){.path = "/nowhere/lib.so", .src = src, .a = a};
	e->pieces = (struct lw_pieces){.old = src, .a = a};
	return lw_format_parse(src, a, &e->images, err) && e->images.n == 1 && e->images.at[0]->damage == NULL;
}

/* Nothing is wrong with what was made. */
static void expect_sound(struct ex_edited *x, const struct lw_source *src, const struct lw_image *img) {
	struct lw_elf_defects list = {0};
	assert_true(lw_elf_defects_of(src, img, &x->a, &list, &x->err));
	for (uint32_t i = 0; i < list.n; i++)
		if (!list.at[i].advice)
			fail_msg("%s: %s", list.at[i].id, list.at[i].text);
}

static void prove(struct ex_edited *x) {
	struct lw_editing again;
	lw_pieces_source(&x->e.pieces, &x->after);
	if (!lw_format_parse(&x->after, &x->a, &x->now, &x->err) ||
	    !lw_editor_elf.verify(&x->e, &x->after, &x->now, &x->err))
		fail_msg("does not pass: %s", x->err.text);
	x->img = x->now.at[0];
	expect_sound(x, &x->after, x->img);
	assert_true(lw_source_view(&x->after, 0, x->after.size, &x->a, &x->bytes, &x->err));
	assert_true(start(&again, &x->after, &x->a, &x->err));
	again.edits = x->e.edits;
	again.n_edits = x->e.n_edits;
	again.opts = x->e.opts;
	again.opts.lenient = true;
	assert_true(lw_editor_elf.lay(&again, &x->err));
	assert_int_equal(again.pieces.list.n, 0);
}

static void lay(struct lw_span bytes, const struct lw_edit *edits, size_t n, struct lw_edit_opts opts, bool sound,
		struct ex_edited *x) {
	memset(x, 0, sizeof *x);
	lw_source_of_memory(&x->src, bytes);
	if (!start(&x->e, &x->src, &x->a, &x->err))
		fail_msg("cannot be read: %s", x->err.text);
	x->img = x->e.images.at[0];
	x->bytes = bytes;
	if (sound)
		expect_sound(x, &x->src, x->img);
	x->e.edits = edits;
	x->e.n_edits = n;
	x->e.opts = opts;
	x->ok = lw_editor_elf.lay(&x->e, &x->err);
	assert_int_equal(x->ok, x->err.code == LW_E_OK);
}

void ex_lay(const struct fx *f, const struct lw_edit *edits, size_t n, struct lw_edit_opts opts, struct ex_edited *x) {
	lay((struct lw_span){f->bytes, f->n}, edits, n, opts, false, x);
}

void ex_edit_bytes(struct lw_span bytes, const struct lw_edit *edits, size_t n, struct lw_edit_opts opts,
		   struct ex_edited *x) {
	lay(bytes, edits, n, opts, true, x);
	if (x->ok && x->e.pieces.list.n != 0)
		prove(x);
}

void ex_edit(const struct fx *f, const struct lw_edit *edits, size_t n, struct lw_edit_opts opts, struct ex_edited *x) {
	ex_edit_bytes((struct lw_span){f->bytes, f->n}, edits, n, opts, x);
}

void ex_done(struct ex_edited *x) {
	lw_arena_free(&x->a);
}

void ex_edit_made(struct ex_opts o, const struct lw_edit *edits, size_t n, struct lw_edit_opts opts, struct fx *f,
		  struct ex_edited *x) {
	ex_make(f, &o);
	ex_edit(f, edits, n, opts, x);
}

void ex_end(struct fx *f, struct ex_edited *x) {
	ex_done(x);
	fx_free(f);
}

uint64_t ex_find(struct lw_span bytes, const char *text) {
	uint64_t at = 0;
	return lw_span_find(bytes, 0, text, strlen(text) + 1, &at) ? at : UINT64_MAX;
}

uint64_t ex_tag(const struct ex_edited *x, uint64_t tag) {
	for (uint32_t i = 0; i < x->img->elf->n_dyns; i++)
		if (x->img->elf->dyns[i].d_tag == tag)
			return x->img->elf->dyns[i].d_val;
	return UINT64_MAX;
}

/* One more word of a list. */
static const char *word(struct ex_edited *x, const char *list, const char *a, const char *b, const char *c) {
	const char *text = lw_sprintf(&x->a, &x->err, "%s%s%s%s%s", list, list[0] == '\0' ? "" : " ", a, b, c);
	assert_non_null(text);
	return text;
}

const char *ex_needs(struct ex_edited *x) {
	const char *list = "";
	for (uint32_t i = 0; i < x->img->n_needs; i++)
		list = word(x, list, x->img->needs[i].name, "", "");
	return list;
}

const char *ex_asks(struct ex_edited *x) {
	const char *list = "";
	for (uint32_t i = 0; i < x->img->elf->n_verneeds; i++) {
		const struct lw_verneed *v = &x->img->elf->verneeds[i];
		list = word(x, list, v->file, ":", v->version);
		if (v->weak)
			list = lw_sprintf(&x->a, &x->err, "%s*", list);
	}
	return list;
}

const char *ex_symbols(struct ex_edited *x) {
	const struct lw_symbol *at = NULL;
	size_t n = 0;
	const char *list = "";
	struct lw_source *src = x->e.pieces.list.n == 0 ? &x->src : &x->after;
	assert_true(lw_elf_symbols(src, x->img, &x->a, &at, &n, &x->err));
	for (size_t i = 0; i < n; i++)
		list = word(x, list, at[i].name, at[i].version == NULL ? "" : "@",
			    at[i].version == NULL ? "" : at[i].version);
	return list;
}

uint32_t ex_count(const struct lw_image *img, uint64_t type) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < img->elf->n_phdrs; i++)
		n += img->elf->phdrs[i].p_type == type;
	return n;
}
