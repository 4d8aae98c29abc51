/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sections of the parts. GNU strip and objcopy write what sections have and nothing else of a segment (binutils
 * bfd/elf.c, rewrite_elf_program_header), so every byte of every segment is in one: what no section had, and the tables
 * that nobody reads any more, are plain ones with an own name.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "fuse/sections.h"
#include "names/elf_numbers.h"

#define UNUSED ".linkwright.old"

struct covering {
	struct lw_fuse_sectioning *s;
	uint32_t part; /* from 1 */
	struct lw_fuse_part *p;
	const struct lw_fuse_segment *seg;
	const char *suffix;
	bool bare;     /* the part has no sections at all */
	uint64_t done; /* address in the part up to which there are sections */
};

const char *lw_fuse_part_name(const struct lw_fuse_part *p) {
	return p->o->soname != NULL ? p->o->soname : lw_path_base(p->o->path);
}

static bool is_tls(const struct lw_shdr *h) {
	return (h->sh_flags & SHF_TLS) != 0;
}

static bool is_kept_note(const struct lw_fusing *f, const struct lw_shdr *h) {
	const struct lw_fuse_part *p = &f->parts.at[0];
	for (uint32_t i = 0; i < p->elf->n_phdrs; i++) {
		const struct lw_phdr *n = &p->elf->phdrs[i];
		if (n->p_type == PT_NOTE && lw_fuse_keeps(f, n) && h->sh_offset >= n->p_offset &&
		    lw_range_fits(h->sh_offset - n->p_offset, h->sh_size, n->p_filesz))
			return true;
	}
	return false;
}

/* Does it stay a section of its own? Tables of the loader do not. */
static bool stays(const struct lw_fusing *f, const struct lw_fuse_part *p, const struct lw_elf_section *s) {
	const struct lw_shdr *h = &s->raw;
	if ((h->sh_flags & SHF_ALLOC) == 0 || h->sh_size == 0 || is_tls(h) || strcmp(s->name, ".eh_frame_hdr") == 0)
		return false;
	if (strcmp(s->name, ".interp") == 0)
		return p->is_target && f->is_program;
	switch (h->sh_type) {
	case SHT_PROGBITS:
	case SHT_NOBITS:
	case SHT_INIT_ARRAY:
	case SHT_FINI_ARRAY:
	case SHT_PREINIT_ARRAY:
		return true;
	case SHT_NOTE:
		return p->is_target && is_kept_note(f, h);
	default:
		return h->sh_type == 0x70000001; /* of x86-64: SHT_X86_64_UNWIND, .eh_frame as LLVM marks it */
	}
}

/* A table of functions is one for the loader only where DT_INIT_ARRAY and the like still name it. */
static uint64_t type_of(const struct lw_fusing *f, const struct lw_fuse_part *p, uint64_t type) {
	const bool own = p->is_target && f->is_program && type != SHT_FINI_ARRAY;
	return type >= SHT_INIT_ARRAY && type <= SHT_PREINIT_ARRAY && !own ? SHT_PROGBITS : type;
}

static uint64_t align_of(uint64_t addr, uint64_t align) {
	return align > 1 && (align & (align - 1)) == 0 && addr % align == 0 ? align : 1;
}

static uint64_t flags_of(uint64_t segment, bool code) {
	return SHF_ALLOC | ((segment & PF_W) != 0 ? SHF_WRITE : 0u) |
		(code && (segment & PF_X) != 0 ? SHF_EXECINSTR : 0u);
}

/* One section, at an address of the part. */
static struct lw_fuse_section *put(struct covering *c, const char *name, struct lw_shdr h, struct lw_error *err) {
	const struct lw_phdr *p = &c->seg->p;
	const uint64_t in = h.sh_addr - p->p_vaddr,
		       distance = lw_fuse_moved(c->s->f, c->p->is_target ? h.sh_offset : 0);
	if (in + h.sh_size <= p->p_filesz || c->p->packed) {
		if (h.sh_type == SHT_NOBITS)
			h.sh_type = SHT_PROGBITS;
	} else
		h.sh_type = SHT_NOBITS;
	/* Linkers give what has no bytes the place where those of its segment end. */
	h.sh_offset = c->seg->off + distance + (h.sh_type == SHT_NOBITS && in > p->p_filesz ? p->p_filesz : in);
	h.sh_addr += c->p->delta + distance;
	h.sh_addralign = align_of(h.sh_addr, h.sh_addralign);
	struct lw_fuse_section *x = lw_fuse_section_add(c->s, name, c->suffix, h, err);
	if (x != NULL)
		x->part = c->part;
	return x;
}

/* [from, to) has no section of its own. */
static bool plain(struct covering *c, uint64_t from, uint64_t to, struct lw_error *err) {
	static const char *const names[] = {".rodata", ".data", ".text", ".text"};
	const struct lw_phdr *p = &c->seg->p;
	const uint64_t filled = p->p_vaddr + (c->p->packed ? p->p_memsz : p->p_filesz);
	const char *name = !c->bare ? UNUSED
		: from >= filled    ? ".bss"
				    : names[((p->p_flags & PF_W) != 0) + 2 * ((p->p_flags & PF_X) != 0)];
	if (from >= to)
		return true;
	if (from < filled && to > filled)
		return plain(c, from, filled, err) && plain(c, filled, to, err);
	const struct lw_shdr h = {.sh_type = SHT_PROGBITS,
				  .sh_flags = flags_of(p->p_flags, c->bare),
				  .sh_addr = from,
				  .sh_size = to - from,
				  .sh_addralign = c->bare ? 16 : 1};
	return put(c, name, h, err) != NULL;
}

struct range {
	uint64_t from, to;
};

/* What no section may have: the file header, and the program headers; as addresses of the segment. */
static void headers_of(const struct covering *c, struct range out[2]) {
	const struct lw_fusing *f = c->s->f;
	const uint64_t base = c->seg->p.p_vaddr - c->seg->p.p_offset, phdr = lw_record_size(&lw_rec_phdr, f->is64);
	out[0] = (struct range){base, base + lw_record_size(&lw_rec_ehdr, f->is64)};
	out[1] = (struct range){base + f->headers_off, base + f->headers_off + f->phdrs.n * phdr};
}

static bool is_in_headers(const struct covering *c, uint64_t from, uint64_t len) {
	struct range no[2];
	headers_of(c, no);
	for (unsigned i = 0; c->p->is_target && i < 2; i++)
		if (from < no[i].to && from + len > no[i].from)
			return true;
	return false;
}

static bool gap(struct covering *c, uint64_t to, struct lw_error *err) {
	struct range no[2];
	headers_of(c, no);
	for (unsigned i = 0; c->p->is_target && i < 2; i++) {
		if (no[i].to <= c->done || no[i].from >= to)
			continue;
		LW_TRY(plain(c, c->done, no[i].from, err));
		c->done = no[i].to;
	}
	LW_TRY(plain(c, c->done, to, err));
	c->done = to > c->done ? to : c->done;
	return true;
}

static const char *renamed(const struct lw_fusing *f, const struct lw_fuse_part *p, const struct lw_elf_section *x) {
	if (type_of(f, p, x->raw.sh_type) == x->raw.sh_type)
		return x->name;
	/* binutils give the old type to all that is called .fini_array.* */
	return x->raw.sh_type == SHT_FINI_ARRAY ? ".linkwright.fini_array" : ".linkwright.init_array";
}

static bool one(struct covering *c, uint32_t i, struct lw_error *err) {
	const struct lw_elf_section *x = &c->p->space.sections.at[i];
	const struct lw_phdr *p = &c->seg->p;
	struct lw_shdr h = x->raw;
	const uint64_t filled = p->p_vaddr + (c->p->packed ? p->p_memsz : p->p_filesz),
		       at = h.sh_addr + lw_fuse_moved(c->s->f, c->p->is_target ? h.sh_offset : 0);
	/* What is damaged has no section, and is covered all the same. */
	if (at < c->done || (at < filled && at + h.sh_size > filled) || is_in_headers(c, at, h.sh_size))
		return true;
	/* Padding up to its alignment needs none. */
	const uint64_t limit = at < filled ? at : filled;
	if (lw_round_up(c->done, align_of(at, h.sh_addralign)) != at)
		LW_TRY(gap(c, limit, err));
	h.sh_type = type_of(c->s->f, c->p, h.sh_type);
	h.sh_flags &= SHF_ALLOC | SHF_WRITE | SHF_EXECINSTR | SHF_MERGE | SHF_STRINGS;
	if ((p->p_flags & PF_W) == 0)
		h.sh_flags &= ~(uint64_t)SHF_WRITE;
	if ((p->p_flags & PF_X) == 0)
		h.sh_flags &= ~(uint64_t)SHF_EXECINSTR;
	if (h.sh_entsize == 0)
		h.sh_flags &= ~(uint64_t)(SHF_MERGE | SHF_STRINGS);
	h.sh_link = h.sh_info = 0;
	struct lw_fuse_section *y = put(c, renamed(c->s->f, c->p, x), h, err);
	if (y == NULL)
		return false;
	y->old = i;
	c->done = at + h.sh_size;
	return true;
}

struct order {
	uint64_t addr, size;
	uint32_t number;
};

static int by_addr(const void *x, const void *y) {
	const struct order *a = x, *b = y;
	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static bool lies_in(const struct lw_shdr *h, const struct lw_phdr *p) {
	return h->sh_addr >= p->p_vaddr && lw_range_fits(h->sh_addr - p->p_vaddr, h->sh_size, p->p_memsz) &&
		(h->sh_type == SHT_NOBITS || h->sh_offset - p->p_offset == h->sh_addr - p->p_vaddr);
}

static bool segment(struct covering *c, struct order *list, struct lw_error *err) {
	const struct lw_phdr *p = &c->seg->p;
	const struct lw_fusing *f = c->s->f;
	uint32_t n = 0;
	for (uint32_t i = 1; !c->bare && i < c->p->space.sections.n; i++) {
		const struct lw_elf_section *x = &c->p->space.sections.at[i];
		if (stays(f, c->p, x) && lies_in(&x->raw, p))
			list[n++] = (struct order){x->raw.sh_addr +
							   lw_fuse_moved(f, c->p->is_target ? x->raw.sh_offset : 0),
						   x->raw.sh_size, i};
	}
	if (n != 0)
		qsort(list, n, sizeof *list, by_addr);
	c->done = p->p_vaddr;
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(one(c, list[i].number, err));
	return gap(c, p->p_vaddr + (c->bare || c->p->packed ? p->p_memsz : p->p_filesz), err);
}

bool lw_fuse_sections_of_parts(struct lw_fuse_sectioning *s, struct lw_error *err) {
	struct lw_fusing *f = s->f;
	for (uint32_t i = 0; i < f->parts.n; i++) {
		struct lw_fuse_part *p = &f->parts.at[i];
		struct covering c = {.s = s, .part = i + 1, .p = p};
		c.bare = p->space.sections.n == 0 || (s->plain && !p->is_target);
		c.suffix = p->is_target ? "" : lw_sprintf(f->a, err, ".%s", lw_fuse_part_name(p));
		struct order *list = lw_alloc_raw(f->a, p->space.sections.n + 1, sizeof *list, err);
		LW_TRY(c.suffix != NULL && list != NULL);
		for (uint32_t k = 0; k < p->segments.n; k++) {
			c.seg = &p->segments.at[k];
			LW_TRY(segment(&c, list, err));
		}
	}
	return true;
}

/* Comments and what debuggers read; tables of symbols are made anew, and other relocations are of no use. */
static bool is_kept_beside(const struct lw_fusing *f, const struct lw_elf_section *x) {
	const struct lw_shdr *h = &x->raw;
	const bool kind = h->sh_type == SHT_PROGBITS || h->sh_type == SHT_NOTE;
	return kind && (h->sh_flags & SHF_ALLOC) == 0 && h->sh_size != 0 && strcmp(x->name, ".shstrtab") != 0 &&
		lw_range_fits(h->sh_offset, h->sh_size, f->parts.at[0].src.size);
}

/* Addresses in it are those of the target's file, so it must not have been shifted. */
bool lw_fuse_sections_beside(struct lw_fuse_sectioning *s, struct lw_error *err) {
	struct lw_fusing *f = s->f;
	const struct lw_fuse_part *t = &f->parts.at[0];
	for (uint32_t i = 1; t->delta == 0 && i < t->space.sections.n; i++) {
		const struct lw_elf_section *x = &t->space.sections.at[i];
		struct lw_shdr h = x->raw;
		if (!is_kept_beside(f, x))
			continue;
		h.sh_link = h.sh_info = h.sh_addr = 0;
		h.sh_flags &= SHF_MERGE | SHF_STRINGS | SHF_COMPRESSED;
		h.sh_addralign = align_of(0, h.sh_addralign > f->page ? 1 : h.sh_addralign);
		h.sh_offset = lw_round_up(s->end, h.sh_addralign);
		struct lw_fuse_extent *e = lw_vec_add(f->a, &f->extents, err);
		LW_TRY(e != NULL && lw_fuse_section_add(s, x->name, "", h, err) != NULL);
		*e = (struct lw_fuse_extent){h.sh_offset, h.sh_size, t, x->raw.sh_offset};
		s->end = h.sh_offset + h.sh_size;
	}
	return true;
}
