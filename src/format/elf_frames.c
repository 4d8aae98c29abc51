/* SPDX-License-Identifier: Apache-2.0 */
#include "format/elf_frames.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "format/elf_space.h"

#define FORMAT_BITS 0x0fu /* of an encoding: how many bytes, and */
#define SIGNED 0x08u      /* whether they have a sign */
#define RELATIVE_TO 0x70u /* what it counts from */
#define ALIGNED 0x50u     /* this and what is above it is not a number of bytes to skip */
#define EXTENDED UINT64_C(0xffffffff)
#define LONGEST_CIE 128u /* of what is looked at */
#define MOST_FRAMES 4000000u

unsigned lw_elf_frame_pointer_size(unsigned encoding, bool is64) {
	static const uint8_t sizes[8] = {0, 0, 2, 4, 8, 0, 0, 0}; /* 1 is LEB128 */
	if (encoding == LW_PE_OMIT)
		return 0;
	return (encoding & 7) == 0 ? (is64 ? 8 : 4) : sizes[encoding & 7];
}

bool lw_elf_frame_at(const struct lw_elf_frames *f, uint64_t off, struct lw_elf_frame *out) {
	bool ok = true;
	uint64_t at = off + 4, len = lw_span_uint(f->bytes, off, 4, f->big, &ok);
	*out = (struct lw_elf_frame){.kind = LW_ELF_FRAME_END, .off = off, .end = at, .body = at};
	if (!ok || len == 0)
		return ok;
	if (len == EXTENDED) {
		len = lw_span_uint(f->bytes, at, 8, f->big, &ok);
		at += 8;
	}
	if (!ok || len < 4 || !lw_range_fits(at, len, f->bytes.len))
		return false;
	const uint64_t id = lw_span_uint(f->bytes, at, 4, f->big, &ok);
	out->kind = id == 0 ? LW_ELF_FRAME_CIE : LW_ELF_FRAME_FDE;
	out->end = at + len;
	out->body = at + 4;
	out->cie = at - id;
	return id <= at;
}

/* Moves *at behind what a CIE's fixed part has between its augmentation's name and the augmentation itself: alignments
 * of code and data, return register, length. libgcc's get_cie_encoding. */
static bool skip_fixed(struct lw_span s, unsigned version, uint64_t *at) {
	uint64_t skip;
	if (!lw_span_uleb(s, at, &skip) || !lw_span_uleb(s, at, &skip))
		return false;
	if (version == 1)
		++*at;
	else
		LW_TRY(lw_span_uleb(s, at, &skip));
	return lw_span_uleb(s, at, &skip);
}

/* The value of R in the augmentation that name describes and at leads to. */
static unsigned told_encoding(const struct lw_elf_frames *f, struct lw_span s, const char *name, uint64_t at) {
	bool ok = true;
	for (; *name != '\0'; name++) {
		const bool has_byte = *name == 'R' || *name == 'L' || *name == 'P';
		const unsigned value = has_byte ? (unsigned)lw_span_uint(s, at++, 1, false, &ok) : 0;
		if (!ok || (!has_byte && strchr("SBG", *name) == NULL)) /* signal frame, AArch64's key B, its tags */
			return LW_PE_OMIT;
		if (*name == 'R')
			return value;
		if (*name == 'P') {
			const unsigned size = lw_elf_frame_pointer_size(value, f->is64);
			if (size == 0 || (value & RELATIVE_TO) >= ALIGNED)
				return LW_PE_OMIT;
			at += size;
		}
	}
	return 0;
}

/* How the FDEs of the CIE write their pointers; LW_PE_OMIT: it is none, or has what is not known. */
static unsigned encoding_of(const struct lw_elf_frames *f, uint64_t off) {
	struct lw_elf_frame cie;
	struct lw_span s;
	bool ok = true;
	if (!lw_elf_frame_at(f, off, &cie) || cie.kind != LW_ELF_FRAME_CIE)
		return LW_PE_OMIT;
	const uint64_t n = cie.end - cie.body;
	const char *name =
		lw_span_cut(f->bytes, cie.body, n < LONGEST_CIE ? n : LONGEST_CIE, &s) ? lw_span_cstr(s, 1) : NULL;
	const unsigned version = (unsigned)lw_span_uint(s, 0, 1, false, &ok);
	if (name == NULL || (version != 1 && version != 3 && version != 4))
		return LW_PE_OMIT;
	uint64_t at = 1 + strlen(name) + 1;
	if (version == 4) { /* the size of an address, and that of a segment's selector */
		const uint64_t address = lw_span_uint(s, at, 1, false, &ok);
		if (address != (f->is64 ? 8 : 4) || lw_span_uint(s, at + 1, 1, false, &ok) != 0 || !ok)
			return LW_PE_OMIT;
		at += 2;
	}
	if (name[0] != 'z')
		return 0;
	return skip_fixed(s, version, &at) ? told_encoding(f, s, name + 1, at) : LW_PE_OMIT;
}

/* The pointer at off, of which the record has all bytes. */
static uint64_t pointer_at(const struct lw_elf_frames *f, unsigned encoding, unsigned size, uint64_t off) {
	bool ok = true;
	uint64_t v = lw_span_uint(f->bytes, off, size, f->big, &ok);
	if ((encoding & SIGNED) != 0 && size < 8 && v >> (size * 8 - 1) != 0)
		v |= UINT64_MAX << (size * 8);
	if (v != 0 && (encoding & RELATIVE_TO) == LW_PE_PCREL)
		v += f->addr + off;
	return f->is64 ? v : v & UINT32_MAX;
}

bool lw_elf_frame_range(struct lw_elf_frames *f, const struct lw_elf_frame *fde, uint64_t *start, uint64_t *size) {
	if (!f->has_cie || f->cie != fde->cie) {
		f->has_cie = true;
		f->cie = fde->cie;
		f->encoding = encoding_of(f, fde->cie);
	}
	const unsigned n = lw_elf_frame_pointer_size(f->encoding, f->is64), from = f->encoding & ~FORMAT_BITS;
	if (n == 0 || (from != 0 && from != LW_PE_PCREL) || fde->end - fde->body < 2 * n)
		return false;
	*start = pointer_at(f, f->encoding, n, fde->body);
	*size = pointer_at(f, 0, n, fde->body + n);
	return true;
}

static bool add_function(struct lw_elf_space *sp, uint64_t start, uint64_t size, struct lw_error *err) {
	if (start == 0 || size == 0 || sp->functions.n >= MOST_FRAMES)
		return true;
	struct lw_elf_function *fn = lw_vec_add(sp->a, &sp->functions, err);
	if (fn == NULL)
		return false;
	*fn = (struct lw_elf_function){start, start + size, NULL};
	return true;
}

/* An end is one of crtend.o, and other objects may lie behind it. */
static bool read_records(struct lw_elf_space *sp, struct lw_elf_frames *f, struct lw_error *err) {
	struct lw_elf_frame r;
	uint64_t start, size;
	for (uint64_t off = 0; lw_elf_frame_at(f, off, &r); off = r.end)
		if (r.kind == LW_ELF_FRAME_FDE && lw_elf_frame_range(f, &r, &start, &size))
			LW_TRY(add_function(sp, start, size, err));
	return true;
}

static int by_start(const void *x, const void *y) {
	const struct lw_elf_function *f = x, *g = y;
	return f->start < g->start ? -1 : f->start > g->start;
}

bool lw_elf_read_frames(struct lw_elf_space *sp, struct lw_error *err) {
	const struct lw_elf_section *s = lw_elf_section(sp, ".eh_frame");
	struct lw_elf_frames f = {.is64 = sp->img->bits == 64, .big = sp->img->big_endian};
	if (s == NULL)
		return true;
	f.addr = s->raw.sh_addr;
	for (uint32_t i = 0; i < sp->parts.n; i++) {
		const struct lw_elf_part *p = &sp->parts.at[i];
		f.has_cie = false;
		if (f.addr >= p->addr && lw_span_cut(p->bytes, f.addr - p->addr, s->raw.sh_size, &f.bytes))
			LW_TRY(read_records(sp, &f, err));
	}
	if (sp->functions.n != 0)
		qsort(sp->functions.at, sp->functions.n, sizeof *sp->functions.at, by_start);
	return true;
}
