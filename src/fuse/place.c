/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where each part goes: the target stays at its own addresses (with --fixed a PIE is shifted as a whole), libraries
 * follow above it, each as far from its own addresses as their alignment allows. In the file they follow each other in
 * the same way, so that what lies together in a part stays together.
 */
#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

#define FIXED_BASE 0x400000 /* as linkers have it */

/* Packed parts lie in the file as they do in memory. */
static void place_packed(struct lw_fuse_part *p, uint64_t *addr, uint64_t *off) {
	const uint64_t low = lw_fuse_low(p), from = *addr;
	p->delta = lw_round_up(from, p->align) - low;
	p->base_off = *off + (low + p->delta - from);
	for (uint32_t i = 0; i < p->segments.n; i++)
		p->segments.at[i].off = p->base_off + (p->segments.at[i].p.p_vaddr - low);
	*addr = p->high + p->delta;
	*off += *addr - from;
}

static void place_apart(struct lw_fuse_part *p, uint64_t *addr, uint64_t *off) {
	p->delta = lw_round_up(*addr, p->align) - lw_fuse_low(p);
	p->base_off = lw_round_up(*off, p->align) + p->file_begin % p->align;
	*addr = p->high + p->delta;
	*off = p->base_off + (p->file_end - p->file_begin);
	for (uint32_t i = 0; i < p->segments.n; i++)
		p->segments.at[i].off = p->base_off + (p->segments.at[i].p.p_offset - p->file_begin);
}

static bool place_part(struct lw_fuse_part *p, uint64_t *addr, uint64_t *off, uint64_t top, struct lw_error *err) {
	(p->packed ? place_packed : place_apart)(p, addr, off);
	return (*addr <= top && *off <= top) ||
		lw_fuse_refuse(p, LW_FUSE_RULE_ROOM, err, "does not fit below %#llx with the others",
			       (unsigned long long)top);
}

/* As they have one segment, they have one alignment too. */
static void before_packed(const struct lw_fusing *f, uint64_t *addr, uint64_t *off) {
	uint64_t align = f->page;
	for (uint32_t i = 0; i < f->parts.n; i++)
		if (f->parts.at[i].packed && f->parts.at[i].align > align)
			align = f->parts.at[i].align;
	*addr = lw_round_up(*addr, align);
	*off = lw_round_up(*off, align);
}

bool lw_fuse_place(struct lw_fusing *f, struct lw_error *err) {
	struct lw_fuse_part *t = &f->parts.at[0];
	const uint64_t top = f->is64 ? (uint64_t)1 << 46 : (uint64_t)1 << 31;
	f->is_fixed = t->elf->ehdr.e_type == ET_EXEC || f->opts.fixed;
	if (f->opts.fixed && !f->is_program)
		return lw_fail(err, LW_E_USAGE, "is a library, which has no fixed address: leave --fixed out");
	t->delta = f->opts.fixed && t->elf->ehdr.e_type != ET_EXEC ? lw_round_up(FIXED_BASE, t->align) : 0;
	for (uint32_t i = 0; i < t->segments.n; i++)
		t->segments.at[i].off = t->segments.at[i].p.p_offset;
	uint64_t addr = t->high + t->delta, off = t->file_end;
	LW_TRY(lw_fuse_find_id(f, err));
	lw_fuse_choose_maps(f);
	for (uint32_t i = 1; i < f->parts.n; i++) {
		struct lw_fuse_part *p = &f->parts.at[i];
		if (p->packed && !f->parts.at[i - 1].packed)
			before_packed(f, &addr, &off);
		LW_TRY(place_part(p, &addr, &off, top, err));
	}
	f->next_addr = addr;
	f->next_off = off;
	return lw_fuse_maps(f, err);
}

uint64_t lw_fuse_image_begin(const struct lw_fuse_part *p) {
	return p->packed ? lw_fuse_low(p) : p->file_begin;
}

uint64_t lw_fuse_image_len(const struct lw_fuse_part *p) {
	return p->packed ? p->high - lw_fuse_image_begin(p) : p->file_end - p->file_begin;
}

struct lw_fuse_place lw_fuse_placed(const struct lw_fuse_part *p, uint64_t place) {
	if (p->tls != NULL && place >= p->tls->p_vaddr && place - p->tls->p_vaddr < p->tls->p_filesz)
		return (struct lw_fuse_place){p->tls_at + (place - p->tls->p_vaddr), true};
	return (struct lw_fuse_place){place + p->delta, false};
}

static struct lw_fuse_segment *segment_of(struct lw_fuse_part *p, uint64_t place, unsigned size) {
	for (uint32_t i = 0; i < p->segments.n; i++) {
		struct lw_fuse_segment *s = &p->segments.at[i];
		if (place >= s->p.p_vaddr && lw_range_fits(place - s->p.p_vaddr, size, s->p.p_filesz))
			return s;
	}
	return NULL;
}

bool lw_fuse_has_bytes(struct lw_fuse_part *p, uint64_t place, unsigned size) {
	return segment_of(p, place, size) != NULL;
}

/* The segment's bytes, to be changed. */
static bool load(struct lw_fusing *f, struct lw_fuse_part *p, struct lw_fuse_segment *s, struct lw_error *err) {
	if (s->bytes != NULL)
		return true;
	uint64_t got = 0;
	s->bytes = lw_alloc_raw(f->a, (size_t)s->p.p_filesz, 1, err);
	LW_TRY(s->bytes != NULL && lw_source_read(&p->disk, s->p.p_offset, s->bytes, s->p.p_filesz, &got, err));
	return got == s->p.p_filesz || lw_fail(err, LW_E_TRUNCATED, "%s was cut short while it was read", p->o->path);
}

bool lw_fuse_put(struct lw_fusing *f, struct lw_fuse_part *p, uint64_t place, unsigned size, uint64_t value,
		 struct lw_error *err) {
	const struct lw_fuse_place to = lw_fuse_placed(p, place);
	if (to.in_tls) {
		if (!lw_range_fits(to.at, size, f->tls_filled))
			return lw_fuse_refuse(p, LW_FUSE_RULE_RELOC, err,
					      "relocates thread-local variables that its file has no bytes for");
		lw_store_uint(f->tls_image + to.at, size, f->big, value);
		return true;
	}
	struct lw_fuse_segment *s = segment_of(p, place, size);
	if (s == NULL)
		return lw_fuse_refuse(p, LW_FUSE_RULE_RELOC, err, "relocates %#llx, which its file has no bytes for",
				      (unsigned long long)place);
	LW_TRY(load(f, p, s, err));
	lw_store_uint(s->bytes + (place - s->p.p_vaddr), size, f->big, value);
	return true;
}
