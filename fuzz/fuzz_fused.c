/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is read of a fused file: its note, and what undoing needs. The first byte of the input tells what the rest is:
 * 0 the description of a note, 1 an ELF file, 2 what undoing needs for a file of 4096 bytes.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "format/elf_fused.h"
#include "format/elf_parse.h"
#include "fuse/undo_data.h"

#define SIZE 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(const struct lw_fused *f) {
	if (f->n_files == 0 || f->version != LW_NOTE_VERSION)
		abort();
	for (uint32_t i = 0; i < f->n_files; i++) {
		const struct lw_fused_file *x = &f->files[i];
		if (x->path == NULL || (int64_t)x->size < 0 || (int64_t)x->off < 0 || (int64_t)x->len < 0 ||
		    (x->build_id == NULL && x->n_build_id != 0))
			abort();
	}
	for (uint32_t i = 0; i < f->n_options; i++)
		if (strlen(f->options[i]) > LW_ARENA_MOST)
			abort();
}

static bool note(struct lw_span s, struct lw_arena *a, struct lw_error *err) {
	struct lw_fused *f = NULL;
	LW_TRY(lw_elf_fused_parse(s, a, &f, err));
	look(f);
	return true;
}

static bool file(struct lw_span s, struct lw_arena *a, struct lw_error *err) {
	struct lw_source src;
	struct lw_image *img;
	const struct lw_fused *f = NULL;
	lw_source_of_memory(&src, s);
	LW_TRY(lw_elf_parse(&src, a, &img, err) && lw_elf_fused(img, &f, err));
	if (f != NULL)
		look(f);
	return true;
}

static bool undo(struct lw_span s, struct lw_arena *a, struct lw_error *err) {
	struct lw_source src;
	struct lw_undo_ranges list = {0};
	struct lw_span bytes;
	uint64_t end = 0, sum = 0;
	lw_source_of_memory(&src, s);
	LW_TRY(lw_undo_unpack(&src, 0, SIZE, a, &list, &bytes, err));
	for (uint32_t i = 0; i < list.n; i++) {
		if (list.at[i].off < end || !lw_range_fits(list.at[i].off, list.at[i].len, SIZE))
			abort();
		end = list.at[i].off + list.at[i].len;
		sum += list.at[i].len;
	}
	if (sum != bytes.len)
		abort();
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	static bool (*const kinds[])(struct lw_span s, struct lw_arena * a, struct lw_error * err) = {note, file, undo};
	const struct lw_span all = {data, size};
	struct lw_span rest;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	bool ok = true;
	const uint64_t kind = lw_span_uint(all, 0, 1, false, &ok);
	if (!ok || kind > 2 || !lw_span_cut(all, 1, size - 1, &rest))
		return 0;
	ok = kinds[kind](rest, &a, &err);
	if (ok != (err.code == LW_E_OK) || err.code == LW_E_INTERNAL)
		abort();
	lw_arena_free(&a);
	return 0;
}
