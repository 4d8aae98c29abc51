/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What undoing needs: all of the target that the new file has not, or not as it was. That is what lies behind what is
 * loaded, what the parts' new words and tables lie over, and what tools write anew that look at the new file: its
 * headers, and bytes that no segment covers.
 */
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "fuse/undo_data.h"

#define PIECE 65536

struct undoing {
	struct lw_fusing *f;
	const struct lw_fuse_part *t;
	struct lw_undo_ranges ranges;
};

/* Of the target's loaded part, as far as it is there. */
static bool range(struct undoing *u, uint64_t off, uint64_t len, struct lw_error *err) {
	if (off >= u->t->file_end || len == 0)
		return true;
	struct lw_undo_range *x = lw_vec_add(u->f->a, &u->ranges, err);
	if (x != NULL)
		*x = (struct lw_undo_range){off, len < u->t->file_end - off ? len : u->t->file_end - off};
	return x != NULL;
}

static bool headers(struct undoing *u, struct lw_error *err) {
	struct lw_fusing *f = u->f;
	const struct lw_ehdr *h = &u->t->elf->ehdr;
	LW_TRY(range(u, 0, lw_record_size(&lw_rec_ehdr, f->is64), err));
	LW_TRY(range(u, h->e_phoff, u->t->elf->n_phdrs * lw_record_size(&lw_rec_phdr, f->is64), err));
	return range(u, f->headers_off, f->phdrs.n * lw_record_size(&lw_rec_phdr, f->is64), err);
}

/* A segment whose words were changed: those that are. */
static bool changed(struct undoing *u, const struct lw_fuse_segment *s, uint8_t *old, struct lw_error *err) {
	for (uint64_t done = 0, got = 0; done < s->p.p_filesz; done += got) {
		const uint64_t n = s->p.p_filesz - done < PIECE ? s->p.p_filesz - done : PIECE,
			       off = s->p.p_offset + done;
		LW_TRY(lw_source_read(&u->t->disk, off, old, n, &got, err));
		if (got == 0)
			return lw_fail(err, LW_E_TRUNCATED, "was cut short while it was read");
		for (uint64_t i = 0; i < got;) {
			uint64_t same = i;
			while (same < got && old[same] == s->bytes[done + same])
				same++;
			uint64_t end = same;
			while (end < got && old[end] != s->bytes[done + end])
				end++;
			LW_TRY(range(u, off + same, end - same, err));
			i = end;
		}
	}
	return true;
}

static bool segments(struct undoing *u, struct lw_error *err) {
	uint8_t *old = lw_alloc_raw(u->f->a, PIECE, 1, err);
	if (old == NULL)
		return false;
	for (uint32_t i = 0; i < u->t->segments.n; i++)
		if (u->t->segments.at[i].bytes != NULL)
			LW_TRY(changed(u, &u->t->segments.at[i], old, err));
	return true;
}

/* Up to the next segment from there on. */
static uint64_t covered_until(const struct lw_fuse_part *t, uint64_t off, uint64_t *next) {
	uint64_t end = off;
	*next = t->file_end;
	for (uint32_t i = 0; i < t->segments.n; i++) {
		const struct lw_phdr *p = &t->segments.at[i].p;
		if (p->p_offset <= off && p->p_offset + p->p_filesz > end)
			end = p->p_offset + p->p_filesz;
		if (p->p_offset > off && p->p_filesz != 0 && p->p_offset < *next)
			*next = p->p_offset;
	}
	return end;
}

static bool gaps(struct undoing *u, struct lw_error *err) {
	for (uint64_t off = 0; off < u->t->file_end;) {
		uint64_t next = 0;
		const uint64_t end = covered_until(u->t, off, &next);
		if (end == off)
			LW_TRY(range(u, off, next - off, err));
		off = end == off ? next : end;
	}
	return true;
}

/* Behind what is loaded: all of it. */
static bool rest(struct undoing *u, struct lw_error *err) {
	if (u->t->disk.size <= u->t->file_end)
		return true;
	struct lw_undo_range *x = lw_vec_add(u->f->a, &u->ranges, err);
	if (x != NULL)
		*x = (struct lw_undo_range){u->t->file_end, u->t->disk.size - u->t->file_end};
	return x != NULL;
}

static bool tail(struct lw_fusing *f, struct lw_span bytes, struct lw_error *err) {
	struct lw_fuse_tail *x = bytes.len == 0 ? NULL : lw_vec_add(f->a, &f->tails, err);
	if (x != NULL)
		*x = (struct lw_fuse_tail){f->undo_off + f->undo_len, bytes};
	f->undo_len += bytes.len;
	return bytes.len == 0 || x != NULL;
}

bool lw_fuse_undo_data(struct lw_fusing *f, struct lw_error *err) {
	struct undoing u = {.f = f, .t = &f->parts.at[0]};
	struct lw_undo_chunks packed = {0};
	LW_TRY(headers(&u, err) && segments(&u, err) && gaps(&u, err) && rest(&u, err));
	LW_TRY(range(&u, f->id_off, f->id_new ? LW_FUSE_ID_NOTE : f->id_len, err));
	for (uint32_t i = 0; i < f->moves.n; i++)
		LW_TRY(range(&u, f->moves.at[i].to, f->moves.at[i].len, err));
	lw_undo_merge(&u.ranges);
	LW_TRY(lw_undo_pack(&u.t->disk, &u.ranges, f->a, &packed, err));
	f->undo_off = lw_round_up(f->size, 8);
	f->undo_len = 0;
	for (uint32_t i = 0; i < packed.n; i++)
		LW_TRY(tail(f, packed.at[i], err));
	return true;
}
