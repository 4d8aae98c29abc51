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
	uint32_t next; /* the first that is not laid yet */
};

static bool over(struct emitting *e, uint64_t off, const uint8_t *bytes, uint64_t len, struct lw_error *err) {
	if (len == 0)
		return true;
	struct over *o = lw_vec_add(e->f->a, &e->overs, err);
	if (o != NULL)
		*o = (struct over){off, {bytes, len}};
	return o != NULL;
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
	h.e_shoff = h.e_shnum = h.e_shstrndx = 0;
	lw_record_put(&lw_rec_ehdr, bytes, f->is64, f->big, &h);
	memcpy(bytes, t->elf->ident, sizeof t->elf->ident);
	/* Static objects of an indirect kind need an ABI that says so, also where the target had none (EI_OSABI). */
	if (f->irelative.n != 0 && bytes[EI_OSABI] == 0)
		bytes[EI_OSABI] = t->elf->ident[EI_OSABI];
	return over(e, 0, bytes, size, err);
}

static int by_off(const void *x, const void *y) {
	const struct over *a = x, *b = y;
	return (a->off > b->off) - (a->off < b->off);
}

static bool gather(struct emitting *e, struct lw_error *err) {
	struct lw_fusing *f = e->f;
	LW_TRY(file_header(e, err));
	for (uint32_t i = 0; i < f->parts.n; i++)
		for (uint32_t k = 0; k < f->parts.at[i].segments.n; k++) {
			const struct lw_fuse_segment *s = &f->parts.at[i].segments.at[k];
			if (s->bytes != NULL)
				LW_TRY(over(e, s->off, s->bytes, s->p.p_filesz, err));
		}
	for (unsigned i = 0; i < LW_FUSE_N_BLOCKS; i++)
		if (f->blocks[i].bytes != NULL)
			LW_TRY(over(e, f->blocks[i].off, f->blocks[i].bytes, f->blocks[i].size, err));
	qsort(e->overs.at, e->overs.n, sizeof e->overs.at[0], by_off);
	return true;
}

/* The part whose bytes lie at off; NULL: none, and *next is where the next one's begin. */
static struct lw_fuse_part *part_at(struct lw_fusing *f, uint64_t off, uint64_t *next) {
	*next = f->size;
	for (uint32_t i = 0; i < f->parts.n; i++) {
		struct lw_fuse_part *p = &f->parts.at[i];
		if (off >= p->base_off && off - p->base_off < p->file_end) {
			*next = p->base_off + p->file_end;
			return p;
		}
		if (p->base_off > off && p->base_off < *next)
			*next = p->base_off;
	}
	return NULL;
}

/* What the parts have from the end of the pieces on, up to to; zeros between them. */
static bool fill(struct lw_fusing *f, uint64_t to, struct lw_error *err) {
	while (f->pieces.size < to) {
		uint64_t next;
		const uint64_t off = f->pieces.size;
		struct lw_fuse_part *p = part_at(f, off, &next);
		const uint64_t len = (next < to ? next : to) - off;
		LW_TRY(p == NULL ? lw_pieces_zero(&f->pieces, len, err)
				 : lw_pieces_take(&f->pieces, &p->src, off - p->base_off, len, err));
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
		LW_TRY(fill(f, o->off, err) && lw_pieces_put(&f->pieces, rest, err));
	}
	return fill(f, f->size, err);
}
