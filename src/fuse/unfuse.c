/* SPDX-License-Identifier: Apache-2.0 */
/* What a fused file tells of itself, and the target as it was. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "format/elf_fused.h"
#include "format/elf_space.h"
#include "format/formats.h"
#include "fuse/undo_data.h"
#include "linkwright/fuse.h"
#include "names/elf_numbers.h"
#include "os/digest.h"
#include "os/errno_names.h"
#include "os/replace.h"

/* The public part comes first. */
struct reading {
	struct lw_fused fused;
	struct lw_arena arena;
	struct lw_source disk;
	struct lw_stat was;
	bool open;
	const struct lw_image *img;
};

static bool open_file(struct reading *x, const char *path, struct lw_error *err) {
	const struct lw_fs *fs = lw_fs_disk();
	struct lw_errno_buf words;
	const int sys = fs->ops->open(fs, path, &x->disk, &x->was);
	if (sys != 0)
		return lw_fail(err, LW_E_IO, "cannot be opened: %s", lw_errno_words(sys, &words));
	if (x->was.kind != LW_KIND_FILE)
		return lw_fail(err, LW_E_UNSUPPORTED, "is no plain file");
	x->open = true;
	return true;
}

static bool read_file(struct reading *x, const char *path, struct lw_error *err) {
	struct lw_images images;
	const struct lw_fused *told = NULL;
	LW_TRY(open_file(x, path, err) && lw_format_parse(&x->disk, &x->arena, &images, err));
	x->img = images.n == 1 ? images.at[0] : NULL;
	if (x->img == NULL || x->img->format != LW_FORMAT_ELF)
		return lw_fail(err, LW_E_UNSUPPORTED, "is no ELF file, and into others nothing is fused");
	LW_TRY(lw_elf_fused(x->img, &told, err));
	if (told == NULL)
		return lw_fail(err, LW_E_NOT_FOUND, "has no note of what was fused into it, so nothing was");
	x->fused = *told;
	x->fused.path = lw_strdup(&x->arena, path, err);
	return x->fused.path != NULL;
}

bool lw_fused_read(const char *path, const struct lw_fused **out, struct lw_error *err) {
	struct reading *x = calloc(1, sizeof *x);
	if (x == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	if (!read_file(x, path, err)) {
		lw_error_subject(err, path);
		lw_fused_free(&x->fused);
		return false;
	}
	*out = &x->fused;
	return true;
}

/* They are handed out const, and only made here. */
static struct reading *inside(const struct lw_fused *fused) {
	union {
		const struct lw_fused *in;
		struct reading *out;
	} x = {fused};
	return x.out;
}

/* Where it was written, or where a tool has moved it with its section. */
static bool find(struct reading *x, uint64_t *off, struct lw_error *err) {
	struct lw_elf_space space = {.img = x->img, .src = &x->disk, .a = &x->arena};
	bool yes = false;
	uint64_t len = 0;
	*off = x->fused.undo_off;
	LW_TRY(lw_undo_is_at(&x->disk, *off, &yes, &len, err));
	if (yes && len == x->fused.undo_len)
		return true;
	LW_TRY(lw_elf_read_sections(&space, err));
	const struct lw_elf_section *s = lw_elf_section(&space, LW_UNDO_SECTION);
	yes = false;
	if (s != NULL) {
		*off = s->raw.sh_offset;
		LW_TRY(lw_undo_is_at(&x->disk, *off, &yes, &len, err));
	}
	return yes ||
		lw_fail(err, LW_E_NOT_FOUND,
			"has lost what undoing needs: strip or another tool dropped the section %s, or the file was "
			"cut",
			LW_UNDO_SECTION);
}

static bool put_together(struct reading *x, uint64_t off, struct lw_pieces *p, struct lw_error *err) {
	const uint64_t size = x->fused.files[0].size;
	struct lw_undo_ranges list = {0};
	struct lw_span bytes, s;
	uint64_t from = 0;
	LW_TRY(lw_undo_unpack(&x->disk, off, size, &x->arena, &list, &bytes, err));
	for (uint32_t i = 0; i <= list.n; i++) {
		const uint64_t to = i < list.n ? list.at[i].off : size;
		if (to != p->size && to > x->disk.size)
			return lw_fail(err, LW_E_MALFORMED, "ends before what undoing would take from it");
		LW_TRY(to == p->size || lw_pieces_keep(p, p->size, to - p->size, err));
		if (i == list.n)
			break;
		LW_TRY(lw_span_cut(bytes, from, list.at[i].len, &s) && lw_pieces_put(p, s, err));
		from += s.len;
	}
	return true;
}

static bool prove(const struct reading *x, const struct lw_pieces *p, struct lw_error *err) {
	uint8_t sum[LW_DIGEST_LONGEST];
	struct lw_source made;
	lw_pieces_source(p, &made);
	LW_TRY(lw_digest_source(&made, LW_DIGEST_SHA256, sum, err));
	return memcmp(sum, x->fused.files[0].sha256, sizeof x->fused.files[0].sha256) == 0 ||
		lw_fail(err, LW_E_MALFORMED,
			"was changed since it was fused: undoing would not give back what its note tells (SHA-256), so "
			"nothing was written");
}

static bool undo(struct reading *x, const char *to, struct lw_committed *out, struct lw_error *err) {
	struct lw_pieces pieces = {.old = &x->disk, .was = x->was, .a = &x->arena};
	const struct lw_replacing what = {.pieces = &pieces, .path = x->fused.path, .to = to};
	struct lw_replaced done = {0};
	uint64_t off = 0;
	if (!find(x, &off, err) || !put_together(x, off, &pieces, err) || !prove(x, &pieces, err)) {
		lw_error_subject(err, x->fused.path);
		return false;
	}
	if (!lw_replace(&what, &x->arena, &done, err)) {
		lw_error_subject(err, to);
		return false;
	}
	if (out != NULL)
		*out = (struct lw_committed){done.notes.at, done.notes.n, done.notes.n};
	return true;
}

bool lw_fused_undo(const struct lw_fused *fused, const char *to, struct lw_committed *out, struct lw_error *err) {
	return undo(inside(fused), to, out, err);
}

void lw_fused_free(const struct lw_fused *fused) {
	if (fused == NULL)
		return;
	struct reading *x = inside(fused);
	if (x->open)
		lw_source_close(&x->disk);
	lw_arena_free(&x->arena);
	free(x);
}
