/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Mach-O file of any bytes, and edits by the bytes at its end: what is laid out has to pass the editor's own proof.
 * The last byte is the number of bytes before it that choose edits, three for each.
 */
#include "edit_prove.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST_ASKED 8

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

static size_t read_edits(const uint8_t *at, size_t n, struct lw_edit *out, struct lw_edit_opts *opts) {
	const size_t n_texts = sizeof texts / sizeof texts[0], n_kinds = sizeof kinds / sizeof kinds[0];
	size_t k = 0;
	*opts = (struct lw_edit_opts){.sz = sizeof *opts};
	for (; k < MOST_ASKED && 3 * (k + 1) <= n; k++) {
		const uint8_t *b = at + 3 * k;
		out[k] = (struct lw_edit){kinds[b[0] % n_kinds], texts[b[1] % n_texts], texts[b[2] % n_texts]};
		opts->force_resign |= (b[0] & 0x80) != 0;
		opts->lenient |= (b[0] & 0x40) != 0;
	}
	return k;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct lw_edit edits[MOST_ASKED];
	struct lw_edit_opts opts;
	struct lw_source src;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_editing e;
	if (size < 1)
		return 0;
	const size_t last = data[size - 1], n_choice = last < size - 1 ? last : size - 1, n_file = size - 1 - n_choice;
	const size_t n = read_edits(data + n_file, n_choice, edits, &opts);
	lw_source_of_memory(&src, (struct lw_span){data, n_file});
	if (start(&e, LW_FORMAT_MACHO, &src, &a, &err)) {
		e.edits = edits;
		e.n_edits = n;
		e.opts = opts;
		lay_and_prove(&lw_editor_macho, &e, NULL);
	}
	lw_arena_free(&a);
	return 0;
}
