/* SPDX-License-Identifier: Apache-2.0 */
#include "fuse/frames.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/fail.h"
#include "format/elf_frames.h"

#define MOST_FRAMES 4000000u
#define FIXED_SIZE 12u /* version, three encodings, pointer, count: as they are written */
#define ENTRY_SIZE 8u
#define TABLE_ENCODING (LW_PE_DATAREL | LW_PE_SDATA4)
#define POINTER_ENCODING (LW_PE_PCREL | LW_PE_SDATA4)

/* A table that can be taken over: where it lies in the header. */
struct table {
	uint64_t off, n;
};

struct reading {
	const struct lw_fuse_frames_part *p;
	struct lw_elf_frames frames;
	struct lw_arena *a;
	struct lw_fuse_frames *out;
};

static bool add(struct reading *r, uint64_t pc, uint64_t fde, uint64_t rank, struct lw_error *err) {
	if (r->out->entries.n >= MOST_FRAMES)
		return lw_fail(err, LW_E_LIMIT, "there are more than %u functions to unwind", MOST_FRAMES);
	struct lw_fuse_frame *e = lw_vec_add(r->a, &r->out->entries, err);
	if (e == NULL)
		return false;
	*e = (struct lw_fuse_frame){pc, fde, rank};
	return true;
}

/* Has the header a table as linkers write it? One of no entries, too: nothing is found in it. */
static bool find_table(const struct lw_fuse_frames_part *p, struct table *out) {
	bool ok = true;
	const unsigned version = (unsigned)lw_span_uint(p->hdr, 0, 1, false, &ok);
	const unsigned pointer = (unsigned)lw_span_uint(p->hdr, 1, 1, false, &ok);
	const unsigned count = (unsigned)lw_span_uint(p->hdr, 2, 1, false, &ok);
	const unsigned table = (unsigned)lw_span_uint(p->hdr, 3, 1, false, &ok);
	const unsigned size = lw_elf_frame_pointer_size(pointer, p->is64);
	if (!ok || version != 1 || count != LW_PE_UDATA4 || table != TABLE_ENCODING ||
	    (size == 0 && pointer != LW_PE_OMIT))
		return false;
	out->n = lw_span_uint(p->hdr, 4 + size, 4, p->big, &ok);
	out->off = 4 + size + 4;
	return ok && ((p->hdr_addr + out->off) & 3) == 0;
}

static uint64_t datarel(const struct lw_fuse_frames_part *p, uint64_t off) {
	bool ok = true;
	const uint64_t v = lw_span_uint(p->hdr, off, 4, p->big, &ok);
	const uint64_t addr = p->hdr_addr + (v >> 31 != 0 ? v | UINT64_MAX << 32 : v);
	return p->is64 ? addr : addr & UINT32_MAX;
}

/* Does an FDE lie there? */
static bool is_fde(const struct reading *r, uint64_t addr) {
	struct lw_elf_frame fde, cie;
	if (r->p->high != 0)
		return addr >= r->p->low && addr < r->p->high;
	return addr >= r->p->frames_addr && lw_elf_frame_at(&r->frames, addr - r->p->frames_addr, &fde) &&
		fde.kind == LW_ELF_FRAME_FDE && lw_elf_frame_at(&r->frames, fde.cie, &cie) &&
		cie.kind == LW_ELF_FRAME_CIE;
}

static bool take_table(struct reading *r, const struct table *t, struct lw_error *err) {
	const struct lw_fuse_frames_part *p = r->p;
	if (t->n > (p->hdr.len - t->off) / ENTRY_SIZE)
		return lw_fail_at(err, LW_E_MALFORMED, t->off - 4,
				  ".eh_frame_hdr tells of %" PRIu64 " functions, and its %" PRIu64
				  " bytes have room for %" PRIu64,
				  t->n, p->hdr.len, (p->hdr.len - t->off) / ENTRY_SIZE);
	for (uint64_t i = 0; i < t->n; i++) {
		const uint64_t off = t->off + i * ENTRY_SIZE, pc = datarel(p, off), fde = datarel(p, off + 4);
		if (!is_fde(r, fde))
			return lw_fail_at(err, LW_E_MALFORMED, off,
					  "entry %" PRIu64 " of .eh_frame_hdr, for %#" PRIx64
					  ", names no FDE of .eh_frame: %#" PRIx64,
					  i, pc, fde);
		LW_TRY(add(r, pc, fde, i, err));
	}
	return true;
}

/* A record runs out of .eh_frame, or leads out of it. */
static bool broken(uint64_t off, uint64_t len, struct lw_error *err) {
	return lw_fail_at(err, LW_E_MALFORMED, off,
			  "the record at %#" PRIx64
			  " of .eh_frame, or the CIE it names, does not lie within its %#" PRIx64 " bytes",
			  off, len);
}

static bool parse(struct reading *r, struct lw_error *err) {
	const struct lw_span s = r->frames.bytes;
	struct lw_elf_frame f;
	uint64_t start, size;
	for (uint64_t off = 0; off < s.len; off = f.end) {
		if (!lw_elf_frame_at(&r->frames, off, &f))
			return broken(off, s.len, err);
		if (f.kind == LW_ELF_FRAME_END)
			break;
		if (f.kind == LW_ELF_FRAME_CIE)
			continue;
		if (!lw_elf_frame_range(&r->frames, &f, &start, &size))
			return lw_fail_at(err, LW_E_UNSUPPORTED, off,
					  "the FDE at %#" PRIx64 " of .eh_frame belongs to a CIE at %#" PRIx64
					  " with pointers that are not understood",
					  off, f.cie);
		if (start != 0)
			LW_TRY(add(r, start, r->frames.addr + off, size, err));
	}
	return true;
}

static bool read_part(struct reading *r, struct lw_error *err) {
	const struct lw_fuse_frames_part *p = r->p;
	struct table t;
	r->frames = (struct lw_elf_frames){.bytes = p->frames, .addr = p->frames_addr, .is64 = p->is64, .big = p->big};
	if (p->frames.len != 0 && !r->out->has_frames) {
		r->out->has_frames = true;
		r->out->frames_addr = p->frames_addr;
	}
	return p->hdr.len != 0 && find_table(p, &t) ? take_table(r, &t, err) : parse(r, err);
}

static int by_pc(const void *x, const void *y) {
	const struct lw_fuse_frame *e = x, *f = y;
	if (e->pc != f->pc)
		return e->pc < f->pc ? -1 : 1;
	if (e->rank != f->rank)
		return e->rank < f->rank ? -1 : 1;
	return e->fde < f->fde ? -1 : e->fde > f->fde;
}

/* Sorts, and keeps the last of each pc. */
static void settle(struct lw_fuse_frames *f) {
	uint32_t n = 0;
	bool sorted = true;
	for (uint32_t i = 1; i < f->entries.n && sorted; i++)
		sorted = by_pc(&f->entries.at[i - 1], &f->entries.at[i]) <= 0;
	if (!sorted)
		qsort(f->entries.at, f->entries.n, sizeof *f->entries.at, by_pc);
	for (uint32_t i = 0; i < f->entries.n; i++)
		if (i + 1 == f->entries.n || f->entries.at[i].pc != f->entries.at[i + 1].pc)
			f->entries.at[n++] = f->entries.at[i];
	f->entries.n = n;
}

bool lw_fuse_frames_read(const struct lw_fuse_frames_part *parts, uint32_t n, struct lw_arena *a,
			 struct lw_fuse_frames *out, struct lw_error *err) {
	struct reading r = {.a = a, .out = out};
	*out = (struct lw_fuse_frames){0};
	for (uint32_t i = 0; i < n; i++) {
		r.p = &parts[i];
		if (read_part(&r, err))
			continue;
		if (r.p->name != NULL)
			lw_error_subject(err, r.p->name);
		return false;
	}
	settle(out);
	return true;
}

uint64_t lw_fuse_frames_size(const struct lw_fuse_frames *f) {
	return f->has_frames ? FIXED_SIZE + (uint64_t)f->entries.n * ENTRY_SIZE : 0;
}

/* The distance as four signed bytes. */
static bool put_distance(uint64_t to, uint64_t from, bool big, uint8_t *p, struct lw_error *err) {
	const uint64_t d = to - from;
	if (d + 0x80000000u > UINT32_MAX)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       ".eh_frame_hdr at %#" PRIx64 " cannot name %#" PRIx64
			       ": it lies further away than 31 bits can tell",
			       from, to);
	lw_store_uint(p, 4, big, d & UINT32_MAX);
	return true;
}

bool lw_fuse_frames_write(const struct lw_fuse_frames *f, uint64_t at, bool big, uint8_t *to, struct lw_error *err) {
	if (!f->has_frames)
		return true;
	if ((at & 3) != 0)
		return lw_fail(err, LW_E_INTERNAL, ".eh_frame_hdr was to lie at %#" PRIx64 ", no multiple of four", at);
	to[0] = 1;
	to[1] = POINTER_ENCODING;
	to[2] = LW_PE_UDATA4;
	to[3] = TABLE_ENCODING;
	LW_TRY(put_distance(f->frames_addr, at + 4, big, to + 4, err));
	lw_store_uint(to + 8, 4, big, f->entries.n);
	for (uint32_t i = 0; i < f->entries.n; i++) {
		uint8_t *p = to + FIXED_SIZE + (size_t)i * ENTRY_SIZE;
		LW_TRY(put_distance(f->entries.at[i].pc, at, big, p, err));
		LW_TRY(put_distance(f->entries.at[i].fde, at, big, p + 4, err));
	}
	return true;
}
