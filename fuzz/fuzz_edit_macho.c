/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Mach-O file of any bytes, and edits by the bytes at its end: what is laid out has to pass the editor's own proof.
 * The last byte is the number of bytes before it that choose edits, three for each.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "edit/editing.h"
#include "format/macho_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST_EDITS 8

static const char *const texts[] = {
	"@rpath/libseed.dylib",
	"@rpath/lib0.dylib",
	"@rpath/lib1.dylib",
	"@rpath/lib2.dylib",
	"libuse.dylib",
	"@loader_path/..",
	"/opt",
	"a:b:/opt",
	"1.2.3:4",
	"x",
	"",
	"/a/much/longer/name/than/any/of/the/others/in/the/seeds",
};

static const enum lw_edit_kind kinds[] = {
	LW_EDIT_SET_SONAME,     LW_EDIT_SET_VERSION,  LW_EDIT_SET_RPATH,     LW_EDIT_ADD_RPATH,
	LW_EDIT_PREPEND_RPATH,  LW_EDIT_REMOVE_RPATH, LW_EDIT_REPLACE_RPATH, LW_EDIT_CLEAR_RPATH,
	LW_EDIT_SHRINK_RPATH,   LW_EDIT_ADD_NEEDED,   LW_EDIT_REMOVE_NEEDED, LW_EDIT_REPLACE_NEEDED,
	LW_EDIT_NEEDED_VERSION, LW_EDIT_ORDER_NEEDED, LW_EDIT_ALLOW_RPATH,   LW_EDIT_SET_FLAG,
};

static size_t choose(const uint8_t *at, size_t n, struct lw_edit *out, struct lw_edit_opts *opts) {
	const size_t n_texts = sizeof texts / sizeof texts[0], n_kinds = sizeof kinds / sizeof kinds[0];
	size_t k = 0;
	*opts = (struct lw_edit_opts){.sz = sizeof *opts};
	for (; k < MOST_EDITS && 3 * (k + 1) <= n; k++) {
		const uint8_t *b = at + 3 * k;
		out[k] = (struct lw_edit){kinds[b[0] % n_kinds], texts[b[1] % n_texts], texts[b[2] % n_texts]};
		opts->force_resign |= (b[0] & 0x80) != 0;
		opts->lenient |= (b[0] & 0x40) != 0;
	}
	return k;
}

static void must(bool ok, const struct lw_error *err) {
	if (!ok && err->code != LW_E_NOMEM)
		abort();
}

static bool sound(const struct lw_images *all) {
	for (uint32_t i = 0; i < all->n; i++)
		if (all->at[i]->damage != NULL)
			return false;
	return all->n != 0;
}

static void start(struct lw_editing *e, const struct lw_source *src, const struct lw_edit *edits, size_t n,
		  const struct lw_edit_opts *opts, struct lw_arena *a) {
	*e = (struct lw_editing){.path = "dir/seed", .src = src, .edits = edits, .n_edits = n, .opts = *opts, .a = a};
	e->pieces = (struct lw_pieces){.old = src, .a = a};
}

/* The same edit of the new file changes nothing. */
static void again(const struct lw_editing *e, const struct lw_source *after) {
	struct lw_arena a = {0};
	struct lw_editing next;
	struct lw_error err = {0};
	start(&next, after, e->edits, e->n_edits, &e->opts, &a);
	must(lw_macho_parse(after, &a, &next.images, &err), &err);
	if (lw_editor_macho.lay(&next, &err) ? next.pieces.list.n != 0 : err.code != LW_E_NOT_FOUND)
		abort();
	lw_arena_free(&a);
}

static void prove(struct lw_editing *e) {
	struct lw_source after;
	struct lw_images now;
	struct lw_error err = {0};
	lw_pieces_source(&e->pieces, &after);
	must(lw_macho_parse(&after, e->a, &now, &err), &err);
	must(sound(&now), &err);
	must(lw_editor_macho.verify(e, &after, &now, &err), &err);
	if (e->n_edits == 1)
		again(e, &after);
}

static void edit(const struct lw_source *src, const struct lw_edit *edits, size_t n, const struct lw_edit_opts *opts) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_editing e;
	start(&e, src, edits, n, opts, &a);
	if (lw_macho_parse(src, &a, &e.images, &err) && sound(&e.images)) {
		const bool ok = lw_editor_macho.lay(&e, &err);
		if (ok != (err.code == LW_E_OK) || err.code == LW_E_INTERNAL)
			abort();
		if (ok && e.pieces.list.n != 0)
			prove(&e);
	}
	lw_arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct lw_edit edits[MOST_EDITS];
	struct lw_edit_opts opts;
	struct lw_source src;
	if (size < 1)
		return 0;
	const size_t last = data[size - 1], n_choice = last < size - 1 ? last : size - 1, n_file = size - 1 - n_choice;
	const size_t n = choose(data + n_file, n_choice, edits, &opts);
	lw_source_of_memory(&src, (struct lw_span){data, n_file});
	edit(&src, edits, n, &opts);
	return 0;
}
