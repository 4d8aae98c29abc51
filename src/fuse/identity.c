/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A build-id of its own for the new file, so that no tool takes it for the target: made of the checksums of all files
 * that went in and of all that is new, so that the same input gives the same. It takes the place of the target's, which
 * is in the first page, where what reads core dumps looks; a new one goes nowhere else.
 */
#include <string.h>

#include "base/fail.h"
#include "format/elf_fused.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"
#include "os/digest.h"

#define SUM 32    /* bytes of SHA-256 */
#define NEW_ID 20 /* bytes, as linkers have it */

_Static_assert(LW_FUSE_ID_NOTE == 12 + 4 + NEW_ID, "a whole note");

bool lw_fuse_find_id(struct lw_fusing *f, struct lw_error *err) {
	struct lw_fuse_part *t = &f->parts.at[0];
	struct lw_elf_place at = {0, 0};
	bool found = false;
	LW_TRY(lw_elf_find_note(&t->r, t->elf, "GNU", NT_GNU_BUILD_ID, &found, &at, err));
	const bool there = found && at.len != 0 && lw_range_fits(at.off, at.len, t->file_end);
	f->id_off = at.off;
	f->id_len = at.len;
	f->id_new = !there && lw_fuse_id_room(f, &f->id_off);
	if (!there)
		f->id_len = f->id_new ? NEW_ID : 0;
	return true;
}

static bool sum_of(struct lw_span s, uint8_t *out, struct lw_error *err) {
	uint8_t sum[LW_DIGEST_LONGEST];
	struct lw_source src;
	lw_source_of_memory(&src, s);
	LW_TRY(lw_digest_source(&src, LW_DIGEST_SHA256, sum, err));
	memcpy(out, sum, SUM);
	return true;
}

/* The build-id: as many bytes as it has to have, each 32 made of those before. */
static bool stretch(uint8_t *sum, uint8_t *id, uint64_t n, struct lw_error *err) {
	for (uint64_t done = 0; done < n; done += SUM) {
		memcpy(id + done, sum, (size_t)(n - done < SUM ? n - done : SUM));
		LW_TRY(sum_of((struct lw_span){sum, SUM}, sum, err));
	}
	return true;
}

/* Of each part its checksum and the checksum of its name, of each block its checksum. */
static bool make_id(struct lw_fusing *f, uint8_t *id, struct lw_error *err) {
	uint8_t *sums = lw_alloc(f->a, 2 * (size_t)f->parts.n + LW_FUSE_N_BLOCKS, SUM, err), *to = sums;
	if (sums == NULL)
		return false;
	for (uint32_t i = 0; i < f->parts.n; i++, to += 2 * SUM) {
		const char *name = f->parts.at[i].img->soname.text;
		memcpy(to, f->parts.at[i].sha256, SUM);
		if (name != NULL)
			LW_TRY(sum_of((struct lw_span){(const uint8_t *)name, strlen(name)}, to + SUM, err));
	}
	for (unsigned i = 0; i < LW_FUSE_N_BLOCKS; i++, to += SUM)
		if (i != LW_FUSE_B_NOTE && f->blocks[i].bytes != NULL)
			LW_TRY(sum_of((struct lw_span){f->blocks[i].bytes, f->blocks[i].size}, to, err));
	uint8_t sum[SUM];
	return sum_of((struct lw_span){sums, (uint64_t)(to - sums)}, sum, err) && stretch(sum, id, f->id_len, err);
}

/* Over what the target has there, or over the bytes of it that have moved. */
static bool patch(struct lw_fusing *f, uint64_t off, const uint8_t *bytes, uint64_t n, struct lw_error *err) {
	for (uint32_t i = 0; !f->id_new && i < f->moves.n; i++) {
		struct lw_fuse_move *m = &f->moves.at[i];
		if (off < m->from || !lw_range_fits(off - m->from, n, m->len))
			continue;
		uint8_t *copy = lw_alloc_raw(f->a, (size_t)m->len, 1, err);
		if (copy == NULL)
			return false;
		memcpy(copy, m->bytes, (size_t)m->len);
		memcpy(copy + (off - m->from), bytes, (size_t)n);
		m->bytes = copy;
		return true;
	}
	struct lw_fuse_tail *p = lw_vec_add(f->a, &f->patches, err);
	if (p != NULL)
		*p = (struct lw_fuse_tail){off, {bytes, n}};
	return p != NULL;
}

static bool new_note(struct lw_fusing *f, const uint8_t *id, struct lw_error *err) {
	static const struct lw_raw_nhdr h = {sizeof "GNU", NEW_ID, NT_GNU_BUILD_ID};
	uint8_t *note = lw_alloc(f->a, LW_FUSE_ID_NOTE, 1, err);
	if (note == NULL)
		return false;
	lw_record_put(&lw_rec_nhdr, note, f->is64, f->big, &h);
	memcpy(note + 12, "GNU", sizeof "GNU");
	memcpy(note + 12 + sizeof "GNU", id, NEW_ID);
	return patch(f, f->id_off, note, LW_FUSE_ID_NOTE, err);
}

bool lw_fuse_identify(struct lw_fusing *f, struct lw_error *err) {
	uint8_t *id = lw_alloc(f->a, (size_t)f->id_len, 1, err);
	LW_TRY(id != NULL && make_id(f, id, err));
	if (f->id_len == 0)
		return true;
	return f->id_new ? new_note(f, id, err) : patch(f, f->id_off, id, f->id_len, err);
}

bool lw_fuse_put_notes(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_fuse_block *b = &f->blocks[LW_FUSE_B_NOTE];
	struct lw_span note;
	LW_TRY(lw_fuse_note(f, &note, err));
	if (note.len > b->size)
		return lw_fail(err, LW_E_INTERNAL, "the note of what was fused has no room");
	memcpy(b->own, note.ptr, (size_t)note.len);
	return true;
}
