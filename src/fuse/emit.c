/* SPDX-License-Identifier: Apache-2.0 */
/* The new file as pieces: what the parts have, and over it what is new. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

/* Bytes that lie over those of the parts. */
struct over {
	uint64_t off;
	struct lw_span bytes;
};

struct emitting {
	struct lw_fusing *f;
	LW_VEC(struct over) overs;
	uint32_t next; /* extent that has not ended yet */
};

/* Into the bytes of a segment of the target, where those are new as a whole. */
static bool within(struct lw_fusing *f, uint64_t off, const uint8_t *bytes, uint64_t len) {
	struct lw_fuse_part *t = &f->parts.at[0];
	bool any = false;
	for (uint32_t i = 0; i < t->segments.n; i++) {
		struct lw_fuse_segment *s = &t->segments.at[i];
		if (s->bytes == NULL || off < s->off || !lw_range_fits(off - s->off, len, s->p.p_filesz))
			continue;
		memcpy(s->bytes + (off - s->off), bytes, (size_t)len);
		any = true;
	}
	return any;
}

static bool add(struct emitting *e, uint64_t off, const uint8_t *bytes, uint64_t len, struct lw_error *err) {
	struct over *o = len == 0 ? NULL : lw_vec_add(e->f->a, &e->overs, err);
	if (o != NULL)
		*o = (struct over){off, {bytes, len}};
	return len == 0 || o != NULL;
}

static bool over(struct emitting *e, uint64_t off, const uint8_t *bytes, uint64_t len, struct lw_error *err) {
	return within(e->f, off, bytes, len) || add(e, off, bytes, len, err);
}

static bool file_header(struct emitting *e, struct lw_error *err) {
	struct lw_fusing *f = e->f;
	const struct lw_fuse_part *t = &f->parts.at[0];
	const uint64_t size = lw_record_size(&lw_rec_ehdr, f->is64);
	struct lw_ehdr h = t->elf->ehdr;
	uint8_t *bytes = lw_alloc(f->a, 1, (size_t)size, err);
	if (bytes == NULL)
		return false;
	if (f->is_fixed)
		h.e_type = ET_EXEC;
	h.e_entry = f->is_program ? f->blocks[LW_FUSE_B_STUB].addr + f->machine->enter
		: h.e_entry == 0  ? 0
				  : h.e_entry + t->delta;
	h.e_phoff = f->headers_off;
	h.e_phnum = f->phdrs.n;
	h.e_shoff = f->shoff;
	h.e_shnum = f->shnum;
	h.e_shstrndx = f->shstrndx;
	lw_record_put(&lw_rec_ehdr, bytes, f->is64, f->big, &h);
	memcpy(bytes, t->elf->ident, sizeof t->elf->ident);
	if (bytes[EI_OSABI] == ELFOSABI_NONE && f->has_gnu_symbols)
		bytes[EI_OSABI] = ELFOSABI_GNU;
	return over(e, 0, bytes, size, err);
}

static int by_off(const void *x, const void *y) {
	const struct over *a = x, *b = y;
	return (a->off > b->off) - (a->off < b->off);
}

static bool gather(struct emitting *e, struct lw_error *err) {
	struct lw_fusing *f = e->f;
	for (uint32_t i = 0; i < f->parts.n; i++)
		for (uint32_t k = 0; k < f->parts.at[i].segments.n; k++) {
			const struct lw_fuse_segment *s = &f->parts.at[i].segments.at[k];
			if (s->bytes != NULL)
				LW_TRY(add(e, s->off, s->bytes, s->p.p_filesz, err));
		}
	LW_TRY(file_header(e, err));
	for (uint32_t i = 0; i < f->patches.n; i++)
		LW_TRY(over(e, f->patches.at[i].off, f->patches.at[i].bytes.ptr, f->patches.at[i].bytes.len, err));
	for (uint32_t i = 0; i < f->moves.n; i++)
		LW_TRY(over(e, f->moves.at[i].to, f->moves.at[i].bytes, f->moves.at[i].len, err));
	for (unsigned i = 0; i < LW_FUSE_N_BLOCKS; i++)
		if (f->blocks[i].bytes != NULL)
			LW_TRY(over(e, f->blocks[i].off, f->blocks[i].bytes, f->blocks[i].size, err));
	for (uint32_t i = 0; i < f->tails.n; i++)
		LW_TRY(over(e, f->tails.at[i].off, f->tails.at[i].bytes.ptr, f->tails.at[i].bytes.len, err));
	qsort(e->overs.at, e->overs.n, sizeof e->overs.at[0], by_off);
	return true;
}

/* What the parts have from the end of the pieces on, up to to; zeros between them. */
static bool fill(struct emitting *e, uint64_t to, struct lw_error *err) {
	struct lw_fusing *f = e->f;
	while (f->pieces.size < to) {
		const uint64_t off = f->pieces.size;
		while (e->next < f->extents.n && f->extents.at[e->next].off + f->extents.at[e->next].len <= off)
			e->next++;
		const struct lw_fuse_extent *x = e->next < f->extents.n ? &f->extents.at[e->next] : NULL;
		if (x == NULL || x->off > off) {
			const uint64_t end = x == NULL || x->off > to ? to : x->off;
			LW_TRY(lw_pieces_zero(&f->pieces, end - off, err));
			continue;
		}
		const uint64_t end = x->off + x->len < to ? x->off + x->len : to;
		LW_TRY(lw_pieces_take(&f->pieces, &x->of->src, x->from + (off - x->off), end - off, err));
	}
	return true;
}

bool lw_fuse_emit(struct lw_fusing *f, struct lw_error *err) {
	struct emitting e = {.f = f};
	f->pieces = (struct lw_pieces){.old = &f->parts.at[0].src, .was = f->was, .a = f->a};
	LW_TRY(gather(&e, err));
	for (uint32_t i = 0; i < e.overs.n; i++) {
		const struct over *o = &e.overs.at[i];
		/* Segments may share a page of the file, and the one that is changed counts. */
		const uint64_t skip = o->off < f->pieces.size ? f->pieces.size - o->off : 0;
		struct lw_span rest;
		if (skip >= o->bytes.len)
			continue;
		LW_TRY(lw_span_cut(o->bytes, skip, o->bytes.len - skip, &rest));
		LW_TRY(fill(&e, o->off, err) && lw_pieces_put(&f->pieces, rest, err));
	}
	return fill(&e, f->size, err);
}
