/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program headers. Linux before 5.18 tells a program that they lie as far behind the first segment's address as
 * they do in the file, so they have to be in that segment: where the target had its dynamic symbols and relocations,
 * which nobody looks at any more. fs/binfmt_elf.c, create_elf_tables.
 */
#include <stdlib.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

#define FIRST_PAGE 4096 /* of a mapped file; a core dump has no more of it */

static int by_from(const void *x, const void *y) {
	const struct lw_fuse_range *a = x, *b = y;
	return (a->from > b->from) - (a->from < b->from);
}

/* What the target does not need any more, by its place. */
static void find_dead(const struct lw_fusing *f, struct lw_fuse_dead *d) {
	lw_fuse_find_dead(&f->parts.at[0], d);
	qsort(d->at, d->n, sizeof d->at[0], by_from);
	/* Where the build-id goes is taken, which is the begin of one. */
	for (unsigned i = 0; f->id_new && i < d->n; i++)
		if (d->at[i].from < f->id_off + LW_FUSE_ID_NOTE && d->at[i].to > f->id_off)
			d->at[i].from =
				f->id_off + LW_FUSE_ID_NOTE < d->at[i].to ? f->id_off + LW_FUSE_ID_NOTE : d->at[i].to;
}

static const struct lw_phdr *first_load(const struct lw_fuse_part *t) {
	const struct lw_phdr *first = NULL;
	for (uint32_t i = 0; i < t->segments.n; i++)
		if (first == NULL || t->segments.at[i].p.p_vaddr < first->p_vaddr)
			first = &t->segments.at[i].p;
	return first;
}

bool lw_fuse_id_room(const struct lw_fusing *f, uint64_t *off) {
	const struct lw_phdr *first = first_load(&f->parts.at[0]);
	struct lw_fuse_dead d;
	find_dead(f, &d);
	for (unsigned i = 0; i < d.n; i++) {
		const uint64_t from = lw_round_up(d.at[i].from, 4);
		if (from + LW_FUSE_ID_NOTE <= d.at[i].to && from + LW_FUSE_ID_NOTE <= FIRST_PAGE &&
		    from >= first->p_offset &&
		    lw_range_fits(from - first->p_offset, LW_FUSE_ID_NOTE, first->p_filesz)) {
			*off = from;
			return true;
		}
	}
	return false;
}

bool lw_fuse_headers_room(const struct lw_fusing *f, uint32_t n, uint64_t *off) {
	const struct lw_phdr *first = first_load(&f->parts.at[0]);
	const uint64_t size = n * lw_record_size(&lw_rec_phdr, f->is64);
	struct lw_fuse_dead d;
	find_dead(f, &d);
	for (unsigned i = 0; i < d.n; i++) {
		uint64_t end = d.at[i].to;
		/* What follows within a few bytes of padding is one with it. */
		for (unsigned k = i + 1; k < d.n && d.at[k].from <= end + 7; k++)
			end = d.at[k].to > end ? d.at[k].to : end;
		const uint64_t from = lw_round_up(d.at[i].from, 8);
		if (from + size <= end && from >= first->p_offset &&
		    lw_range_fits(from - first->p_offset, size, first->p_filesz)) {
			*off = from;
			return true;
		}
	}
	return false;
}

static bool header(struct lw_fusing *f, struct lw_phdr p, struct lw_error *err) {
	struct lw_phdr *slot = lw_vec_add(f->a, &f->phdrs, err);
	if (slot != NULL)
		*slot = p;
	return slot != NULL;
}

static bool of_range(struct lw_fusing *f, uint64_t type, uint64_t flags, uint64_t off, uint64_t addr, uint64_t size,
		     uint64_t align, struct lw_error *err) {
	return header(f,
		      (struct lw_phdr){.p_type = type,
				       .p_flags = flags,
				       .p_offset = off,
				       .p_vaddr = addr,
				       .p_paddr = addr,
				       .p_filesz = size,
				       .p_memsz = size,
				       .p_align = align},
		      err);
}

static bool of_block(struct lw_fusing *f, uint64_t type, uint64_t flags, enum lw_fuse_block_kind kind, uint64_t align,
		     struct lw_error *err) {
	const struct lw_fuse_block *b = &f->blocks[kind];
	return b->size == 0 || of_range(f, type, flags, b->off, b->addr, b->size, align, err);
}

static bool loads(struct lw_fusing *f, struct lw_error *err) {
	static const uint64_t flags[] = {PF_R, PF_R | PF_X, PF_R | PF_W};
	for (uint32_t i = 0; i < f->loads.n; i++)
		LW_TRY(header(f, f->loads.at[i], err));
	for (unsigned i = 0; i < LW_FUSE_N_SEGMENTS; i++)
		LW_TRY(of_range(f, PT_LOAD, flags[i], f->segments[i].off, f->segments[i].addr, f->segments[i].size,
				f->page, err));
	return true;
}

/* Is it the note of properties, and nothing else? There is a new one for all parts. */
static bool is_property(const struct lw_fusing *f, const struct lw_phdr *h) {
	const struct lw_elf *t = f->parts.at[0].elf;
	for (uint32_t i = 0; i < t->n_phdrs; i++)
		if (t->phdrs[i].p_type == PT_GNU_PROPERTY && t->phdrs[i].p_offset == h->p_offset)
			return true;
	return t->property_len != 0 && t->property_off - h->p_offset <= h->p_filesz &&
		h->p_filesz < t->property_len + 2 * LW_FUSE_PROPERTY_HEAD;
}

bool lw_fuse_keeps(const struct lw_fusing *f, const struct lw_phdr *h) {
	if (!lw_range_fits(h->p_offset, h->p_filesz, f->parts.at[0].file_end))
		return false; /* not loaded, and not in the new file */
	return h->p_type == PT_GNU_RELRO || (h->p_type == PT_NOTE && !is_property(f, h));
}

/* Those of the target that stay as they are, at its own addresses. */
static bool kept(struct lw_fusing *f, uint64_t type, struct lw_error *err) {
	const struct lw_fuse_part *t = &f->parts.at[0];
	for (uint32_t i = 0; i < t->elf->n_phdrs; i++) {
		struct lw_phdr h = t->elf->phdrs[i];
		if (h.p_type != type || (type != PT_INTERP && !lw_fuse_keeps(f, &h)))
			continue;
		const uint64_t distance = type == PT_GNU_RELRO ? 0 : lw_fuse_moved(f, h.p_offset);
		h.p_offset += distance;
		if (h.p_memsz != 0)
			h.p_vaddr = h.p_paddr = h.p_vaddr + t->delta + distance;
		LW_TRY(header(f, h, err));
	}
	return true;
}

/* Of what lies in the target's first segment, or as far behind it as in the file. */
static uint64_t address(const struct lw_fusing *f, uint64_t off) {
	const struct lw_phdr *first = first_load(&f->parts.at[0]);
	return off - first->p_offset + first->p_vaddr + f->parts.at[0].delta;
}

static bool table(struct lw_fusing *f, uint64_t size, struct lw_error *err) {
	return of_range(f, PT_PHDR, PF_R, f->headers_off, address(f, f->headers_off), size, 8, err);
}

/* What was fused, the new build-id, and then the target's own. */
static bool notes(struct lw_fusing *f, struct lw_error *err) {
	LW_TRY(of_block(f, PT_NOTE, PF_R, LW_FUSE_B_NOTE, 4, err));
	if (f->id_new)
		LW_TRY(of_range(f, PT_NOTE, PF_R, f->id_off, address(f, f->id_off), LW_FUSE_ID_NOTE, 4, err));
	return of_block(f, PT_NOTE, PF_R, LW_FUSE_B_PROPERTY, 8, err) && kept(f, PT_NOTE, err);
}

static bool tls(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_fuse_block *b = &f->blocks[LW_FUSE_B_TLS];
	if (f->tls_size == 0)
		return true;
	return header(f,
		      (struct lw_phdr){.p_type = PT_TLS,
				       .p_flags = PF_R,
				       .p_offset = b->off,
				       .p_vaddr = b->addr,
				       .p_paddr = b->addr,
				       .p_filesz = f->tls_filled,
				       .p_memsz = f->tls_size,
				       .p_align = f->tls_align},
		      err);
}

static bool stack(struct lw_fusing *f, struct lw_error *err) {
	return header(f, (struct lw_phdr){.p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W, .p_align = 16}, err);
}

static bool build(struct lw_fusing *f, uint64_t size, struct lw_error *err) {
	f->phdrs.n = 0;
	LW_TRY(!f->is_program || (table(f, size, err) && kept(f, PT_INTERP, err)));
	LW_TRY(loads(f, err) && of_block(f, PT_DYNAMIC, PF_R | PF_W, LW_FUSE_B_DYNAMIC, 8, err) && notes(f, err) &&
	       tls(f, err) && of_block(f, PT_GNU_EH_FRAME, PF_R, LW_FUSE_B_FRAMES, 4, err));
	/* The last: glibc goes through them from the end, and then looks into no PT_NOTE (elf/dl-load.c, dl-prop.h). */
	return stack(f, err) && kept(f, PT_GNU_RELRO, err) &&
		of_block(f, PT_GNU_PROPERTY, PF_R, LW_FUSE_B_PROPERTY, 8, err);
}

bool lw_fuse_headers_count(struct lw_fusing *f, uint32_t *n, struct lw_error *err) {
	LW_TRY(build(f, 0, err));
	*n = f->phdrs.n + (f->blocks[LW_FUSE_B_FRAMES].size == 0) + (f->blocks[LW_FUSE_B_DYNAMIC].size == 0);
	return true;
}

bool lw_fuse_headers(struct lw_fusing *f, struct lw_error *err) {
	LW_TRY(build(f, 0, err));
	return build(f, f->phdrs.n * lw_record_size(&lw_rec_phdr, f->is64), err);
}
