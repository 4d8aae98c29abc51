/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Room for the program headers right behind the file header. GNU strip and objcopy put them there, wherever they were
 * (binutils bfd/elf.c, assign_file_positions_for_load_sections). What lies there are the interpreter's name and notes,
 * which can move, and then, as linkers lay files out, the tables of dynamic symbols, which nobody looks at any more.
 * The notes stay close, since core dumps keep the first page only.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

#define FIRST_PAGE 4096
#define MOST_RANGES 64
#define MOST_PADDING 31 /* between two tables */

struct range {
	uint64_t from, to;
	bool moves; /* else it is dead */
};

struct front {
	struct range at[MOST_RANGES];
	unsigned n;
};

static void add(struct front *r, uint64_t from, uint64_t len, bool moves) {
	if (r->n < MOST_RANGES && len != 0)
		r->at[r->n++] = (struct range){from, from + len, moves};
}

static int by_from(const void *x, const void *y) {
	const struct range *a = x, *b = y;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return (a->to > b->to) - (a->to < b->to);
}

static void add_table(const struct lw_fuse_part *t, struct front *r, uint64_t tag, uint64_t size) {
	const struct lw_dyn *d = lw_elf_dyn(t->elf, tag);
	struct lw_elf_place at;
	if (d != NULL && lw_elf_map(&t->r, d->d_val, &at) && size <= at.len)
		add(r, at.off, size, false);
}

/* Tables whose size only their section tells, which has to be where the tag says. */
static uint64_t section_size(const struct lw_fuse_part *t, uint64_t type, uint64_t tag) {
	for (uint32_t i = 0; i < t->space.sections.n; i++) {
		const struct lw_shdr *h = &t->space.sections.at[i].raw;
		if (h->sh_type == type && (h->sh_flags & SHF_ALLOC) != 0 && h->sh_addr == lw_elf_dyn_value(t->elf, tag))
			return h->sh_size;
	}
	return 0;
}

static void find(const struct lw_fusing *f, struct front *r) {
	static const struct {
		uint64_t type, tag;
	} tables[] = {{SHT_GNU_HASH, DT_GNU_HASH},
		      {SHT_HASH, DT_HASH},
		      {SHT_GNU_verneed, DT_VERNEED},
		      {SHT_GNU_verdef, DT_VERDEF}};
	const struct lw_fuse_part *t = &f->parts.at[0];
	struct lw_fuse_dead dead;
	add(r, t->elf->ehdr.e_phoff, t->elf->n_phdrs * lw_record_size(&lw_rec_phdr, f->is64), false);
	for (uint32_t i = 0; i < t->elf->n_phdrs; i++) {
		const struct lw_phdr *h = &t->elf->phdrs[i];
		if (h->p_type == PT_GNU_EH_FRAME) /* there is one for all parts */
			add(r, h->p_offset, h->p_filesz, false);
		if ((h->p_type == PT_INTERP || h->p_type == PT_NOTE) && h->p_filesz <= f->page)
			add(r, h->p_offset, h->p_filesz, h->p_type == PT_INTERP || lw_fuse_keeps(f, h));
	}
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
		add_table(t, r, tables[i].tag, section_size(t, tables[i].type, tables[i].tag));
	lw_fuse_find_dead(t, &dead);
	for (unsigned i = 0; i < dead.n; i++)
		add(r, dead.at[i].from, dead.at[i].to - dead.at[i].from, false);
	if (r->n != 0)
		qsort(r->at, r->n, sizeof r->at[0], by_from);
}

/* The segment with the file header. */
static struct lw_fuse_segment *first_of(struct lw_fuse_part *t) {
	for (uint32_t i = 0; i < t->segments.n; i++)
		if (t->segments.at[i].p.p_offset == 0 && t->segments.at[i].p.p_filesz != 0)
			return &t->segments.at[i];
	return NULL;
}

/* Up to where the segment may grow: its last page is mapped as a whole, and has nothing else. */
static uint64_t most_of(const struct lw_fusing *f, const struct lw_fuse_segment *s) {
	const struct lw_fuse_part *t = &f->parts.at[0];
	const uint64_t end = s->p.p_filesz, most = lw_round_up(end, 4096);
	if (s->bytes != NULL || s->p.p_memsz != end || (s->p.p_flags & PF_W) != 0 || most > t->file_end)
		return end;
	for (uint32_t i = 0; i < t->segments.n; i++) {
		const struct lw_phdr *o = &t->segments.at[i].p;
		if (&t->segments.at[i] != s && (o->p_offset < most || o->p_vaddr < s->p.p_vaddr + most))
			return end;
	}
	return most;
}

/* Something small that no table tells of may lie between them. */
static uint64_t first_other(const struct lw_fusing *f) {
	const struct lw_fuse_part *t = &f->parts.at[0];
	uint64_t first = UINT64_MAX;
	for (uint32_t i = 0; i < t->space.sections.n; i++) {
		const struct lw_elf_section *s = &t->space.sections.at[i];
		const bool other = s->raw.sh_type >= SHT_INIT_ARRAY && s->raw.sh_type <= SHT_PREINIT_ARRAY;
		if (((s->raw.sh_type == SHT_PROGBITS && strcmp(s->name, ".interp") != 0 &&
		      strcmp(s->name, ".eh_frame_hdr") != 0) ||
		     other) &&
		    (s->raw.sh_flags & SHF_ALLOC) != 0 && s->raw.sh_size != 0 && s->raw.sh_offset < first)
			first = s->raw.sh_offset;
	}
	return first;
}

/* The end of what follows the file header without a gap. */
static uint64_t run_of(const struct lw_fusing *f, const struct front *r, const struct lw_fuse_segment *s) {
	const uint64_t other = first_other(f);
	uint64_t end = lw_record_size(&lw_rec_ehdr, f->is64);
	for (unsigned i = 0; i < r->n && r->at[i].from <= end + MOST_PADDING && r->at[i].to <= other; i++)
		end = r->at[i].to > end ? r->at[i].to : end;
	if (end > s->p.p_filesz)
		end = s->p.p_filesz;
	return end + MOST_PADDING >= s->p.p_filesz ? most_of(f, s) : end;
}

/* Notes are aligned to 4 or 8. */
static bool move(struct lw_fusing *f, struct range r, struct lw_span was, uint64_t *at, struct lw_error *err) {
	const uint64_t to = *at + ((r.from - *at) & 7);
	struct lw_fuse_move *m = lw_vec_add(f->a, &f->moves, err);
	uint8_t *bytes = m == NULL ? NULL : lw_alloc_raw(f->a, (size_t)was.len, 1, err);
	if (bytes == NULL)
		return false;
	memcpy(bytes, was.ptr, (size_t)was.len);
	*m = (struct lw_fuse_move){r.from, to, was.len, bytes};
	*at = to + was.len;
	return true;
}

/* What moves, each by itself unless they overlap; the rest of r is gone. */
static void join(struct front *r) {
	unsigned n = 0;
	for (unsigned i = 0; i < r->n; i++) {
		const struct range one = r->at[i];
		if (!one.moves)
			continue;
		if (n != 0 && one.from < r->at[n - 1].to)
			r->at[n - 1].to = one.to > r->at[n - 1].to ? one.to : r->at[n - 1].to;
		else
			r->at[n++] = one;
	}
	r->n = n;
}

static bool has_build_id(const struct lw_fusing *f, struct range r) {
	return !f->id_new && f->id_len != 0 && f->id_off >= r.from && f->id_off < r.to;
}

/* The build-id first: of a mapped file, core dumps have its first page (Linux fs/coredump.c, vma_dump_size). */
static bool move_all(struct lw_fusing *f, struct front *r, uint64_t end, uint64_t *at, struct lw_error *err) {
	join(r);
	for (unsigned pass = 0; pass < 2; pass++)
		for (unsigned i = 0; i < r->n && r->at[i].from < end; i++) {
			struct lw_span was;
			LW_TRY(lw_source_view(&f->parts.at[0].src, r->at[i].from, r->at[i].to - r->at[i].from, f->a,
					      &was, err));
			if (has_build_id(f, r->at[i]) == (pass == 0))
				LW_TRY(move(f, r->at[i], was, at, err));
		}
	return true;
}

uint32_t lw_fuse_front_most(struct lw_fusing *f) {
	const struct lw_fuse_segment *s = first_of(&f->parts.at[0]);
	struct front r = {.n = 0};
	if (s == NULL)
		return 0;
	find(f, &r);
	uint64_t room = run_of(f, &r, s),
		 used = lw_record_size(&lw_rec_ehdr, f->is64) + (f->id_new ? LW_FUSE_ID_NOTE : 0);
	join(&r);
	for (unsigned i = 0; i < r.n && r.at[i].from < room; i++)
		used += r.at[i].to - r.at[i].from + 7;
	return used >= room ? 0 : (uint32_t)((room - used) / lw_record_size(&lw_rec_phdr, f->is64));
}

static void grow(struct lw_fusing *f, struct lw_fuse_segment *s, uint64_t end) {
	if (end <= s->p.p_filesz)
		return;
	for (uint32_t i = 0; i < f->loads.n; i++)
		if (f->loads.at[i].p_offset == s->off && f->loads.at[i].p_filesz == s->p.p_filesz)
			f->loads.at[i].p_filesz = f->loads.at[i].p_memsz = end;
	s->p.p_filesz = s->p.p_memsz = end;
}

/* A library may have more headers than the first page has room for, and the build-id has to stay in that. */
static bool loses_id(const struct lw_fusing *f, uint64_t new_off) {
	const uint64_t was = f->id_off + f->id_len, now = was + lw_fuse_moved(f, f->id_off);
	return f->id_new ? new_off + LW_FUSE_ID_NOTE > FIRST_PAGE
			 : f->id_len != 0 && was <= FIRST_PAGE && now > FIRST_PAGE;
}

bool lw_fuse_front(struct lw_fusing *f, uint32_t n, bool *fits, struct lw_error *err) {
	const uint64_t begin = lw_record_size(&lw_rec_ehdr, f->is64);
	struct lw_fuse_segment *s = first_of(&f->parts.at[0]);
	struct front r = {.n = 0};
	*fits = false;
	if (s == NULL)
		return true;
	find(f, &r);
	const uint64_t end = run_of(f, &r, s);
	const uint64_t id_off = begin + n * lw_record_size(&lw_rec_phdr, f->is64);
	uint64_t at = id_off + (f->id_new ? LW_FUSE_ID_NOTE : 0);
	LW_TRY(move_all(f, &r, end, &at, err));
	if (at > end || loses_id(f, id_off)) {
		f->moves.n = 0;
		return true;
	}
	grow(f, s, at);
	f->headers_off = begin;
	if (f->id_new)
		f->id_off = id_off;
	*fits = true;
	return true;
}

uint64_t lw_fuse_moved(const struct lw_fusing *f, uint64_t off) {
	for (uint32_t i = 0; i < f->moves.n; i++)
		if (off >= f->moves.at[i].from && off - f->moves.at[i].from < f->moves.at[i].len)
			return f->moves.at[i].to - f->moves.at[i].from;
	return 0;
}
