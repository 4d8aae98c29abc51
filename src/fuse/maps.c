/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The PT_LOAD of the parts. Linux before 6.17 starts no program whose headers take more than a page of 4096 bytes
 * (fs/binfmt_elf.c, load_elf_phdrs), and four for each library soon do. So what a library only reads may be mapped with
 * its code, and many libraries may be mapped as one; the stub then gives each page the protection that it had.
 */
#include <sys/mman.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

#define OLD_KERNEL 4096 /* bytes of headers */
#define AROUND 120      /* of them not used: the file header before them and the build-id behind are in the same page */
#define OTHERS 11 /* headers that are neither a PT_LOAD of a part nor kept from the target, at most: see headers.c */

static bool is_writable(const struct lw_phdr *p) {
	return (p->p_flags & PF_W) != 0;
}

/* May the second be mapped with the first? Their pages follow each other, in memory as in the file. */
static bool joins(const struct lw_fuse_part *p, const struct lw_phdr *a, const struct lw_phdr *b) {
	const uint64_t end = lw_round_up(a->p_vaddr + a->p_memsz, p->page);
	return !is_writable(a) && !is_writable(b) && a->p_filesz == a->p_memsz &&
		b->p_vaddr - b->p_offset == a->p_vaddr - a->p_offset && (b->p_vaddr & ~(p->page - 1)) == end;
}

static uint32_t count(const struct lw_fuse_part *p, bool merged) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < p->segments.n; i++)
		n += i == 0 || !merged || !joins(p, &p->segments.at[i - 1].p, &p->segments.at[i].p);
	return n;
}

static uint32_t others(const struct lw_fusing *f) {
	const struct lw_elf *t = f->parts.at[0].elf;
	uint32_t n = OTHERS + (f->properties.len != 0 ? 2 : 0);
	for (uint32_t i = 0; i < t->n_phdrs && n < 2 * OTHERS; i++)
		n += lw_fuse_keeps(f, &t->phdrs[i]);
	return n;
}

/* As many headers as fit behind the file header, if merging helps so far; else as many as kernels take. */
static uint32_t wanted(struct lw_fusing *f, uint32_t most) {
	const uint32_t front = lw_fuse_front_most(f), other = others(f);
	uint32_t least = other;
	for (uint32_t i = 0; i < f->parts.n; i++)
		least += count(&f->parts.at[i], i != 0);
	return least <= front && front - other < most ? front - other : most;
}

/* Which parts have to be merged, and which packed, the last ones first. */
void lw_fuse_choose_maps(struct lw_fusing *f) {
	const uint32_t all = (uint32_t)((OLD_KERNEL - AROUND) / lw_record_size(&lw_rec_phdr, f->is64)),
		       most = all - others(f), few = wanted(f, most);
	uint32_t n = 0;
	for (uint32_t i = 0; i < f->parts.n; i++)
		n += count(&f->parts.at[i], false);
	for (uint32_t i = f->parts.n; f->is_program && n > few && i-- > 1;) {
		f->parts.at[i].merged = true;
		n -= count(&f->parts.at[i], false) - count(&f->parts.at[i], true);
	}
	const bool pack = n > most;
	for (uint32_t i = f->parts.n; f->is_program && pack && n + 1 > most && i-- > 1;) {
		f->parts.at[i].packed = true;
		n -= count(&f->parts.at[i], true);
	}
}

static bool load(struct lw_fusing *f, struct lw_phdr p, struct lw_error *err) {
	struct lw_phdr *slot = lw_vec_add(f->a, &f->loads, err);
	if (slot != NULL)
		*slot = p;
	return slot != NULL;
}

static bool extent(struct lw_fusing *f, const struct lw_fuse_part *p, uint64_t off, uint64_t from, uint64_t len,
		   struct lw_error *err) {
	struct lw_fuse_extent *e = len == 0 ? NULL : lw_vec_add(f->a, &f->extents, err);
	if (e != NULL)
		*e = (struct lw_fuse_extent){off, len, p, from};
	return len == 0 || e != NULL;
}

static uint64_t as_prot(uint64_t flags) {
	return ((flags & PF_R) != 0 ? PROT_READ : 0u) | ((flags & PF_W) != 0 ? PROT_WRITE : 0u) |
		((flags & PF_X) != 0 ? PROT_EXEC : 0u);
}

/* Whole pages of a segment get the protection that it has: all that are mapped with the smallest pages, and with larger
 * ones the stub and the kernel take in the rest. */
static bool protect(struct lw_fusing *f, struct lw_fuse_ops *list, const struct lw_fuse_part *p,
		    const struct lw_phdr *h, struct lw_error *err) {
	const uint64_t page = f->machine->least_page, from = (h->p_vaddr + p->delta) & ~(page - 1),
		       to = lw_round_up(h->p_vaddr + p->delta + h->p_memsz, page);
	return lw_fuse_op(f, list, (struct lw_fuse_op){LW_FUSE_PROTECT, from, to - from, as_prot(h->p_flags)}, err);
}

static struct lw_phdr moved(const struct lw_fuse_part *p, const struct lw_fuse_segment *s) {
	struct lw_phdr h = s->p;
	h.p_offset = s->off;
	h.p_vaddr += p->delta;
	h.p_paddr = h.p_vaddr;
	return h;
}

static bool map_apart(struct lw_fusing *f, struct lw_fuse_part *p, struct lw_error *err) {
	for (uint32_t i = 0; i < p->segments.n; i++) {
		const struct lw_phdr h = moved(p, &p->segments.at[i]), *own = &p->segments.at[i].p;
		const bool joined = p->merged && i > 0 && joins(p, &p->segments.at[i - 1].p, own);
		if (!joined) {
			LW_TRY(load(f, h, err));
			continue;
		}
		struct lw_phdr *last = &f->loads.at[f->loads.n - 1];
		last->p_filesz = last->p_memsz = h.p_vaddr + h.p_memsz - last->p_vaddr;
		last->p_flags |= h.p_flags;
	}
	for (uint32_t i = 0; p->merged && i < p->segments.n; i++) {
		const struct lw_phdr *own = &p->segments.at[i].p;
		const bool with = (i > 0 && joins(p, &p->segments.at[i - 1].p, own)) ||
			(i + 1 < p->segments.n && joins(p, own, &p->segments.at[i + 1].p));
		if (with && (own->p_flags & PF_X) == 0)
			LW_TRY(protect(f, &f->maps, p, own, err));
	}
	return extent(f, p, p->base_off, p->file_begin, p->file_end - p->file_begin, err);
}

/* All packed parts have one segment, which their memory fills as it will be. */
static bool map_packed(struct lw_fusing *f, struct lw_fuse_part *p, struct lw_error *err) {
	struct lw_phdr *last = &f->loads.at[f->loads.n - 1];
	const uint64_t high = p->high + p->delta;
	last->p_filesz = last->p_memsz = high - last->p_vaddr;
	last->p_align = p->align > last->p_align ? p->align : last->p_align;
	for (uint32_t i = 0; i < p->segments.n; i++) {
		struct lw_fuse_segment *s = &p->segments.at[i];
		LW_TRY(extent(f, p, s->off, s->p.p_offset, s->p.p_filesz, err));
		if (!is_writable(&s->p))
			LW_TRY(protect(f, &f->first, p, &s->p, err));
	}
	return true;
}

static bool begin_pack(struct lw_fusing *f, const struct lw_fuse_part *p, struct lw_error *err) {
	const uint64_t low = lw_fuse_low(p) + p->delta;
	return load(f,
		    (struct lw_phdr){.p_type = PT_LOAD,
				     .p_flags = PF_R | PF_W,
				     .p_offset = p->base_off,
				     .p_vaddr = low,
				     .p_paddr = low,
				     .p_align = f->page},
		    err);
}

bool lw_fuse_maps(struct lw_fusing *f, struct lw_error *err) {
	bool packing = false;
	for (uint32_t i = 0; i < f->parts.n; i++) {
		struct lw_fuse_part *p = &f->parts.at[i];
		if (!p->packed) {
			LW_TRY(map_apart(f, p, err));
			continue;
		}
		LW_TRY(packing || begin_pack(f, p, err));
		packing = true;
		LW_TRY(map_packed(f, p, err));
	}
	return true;
}
