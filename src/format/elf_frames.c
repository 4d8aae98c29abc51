/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where functions begin and end, as .eh_frame tells: it stays in stripped files. LSB core, "Exception Frames": records
 * of a length and an identifier, which is 0 for a CIE and else the way back to it. Only the pointer encoding that
 * compilers write is read, DW_EH_PE_pcrel with four signed bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "format/elf_space.h"

#define PCREL_SDATA4 0x1b
#define LONGEST_CIE 64u /* of what is looked at */
#define MOST_FRAMES 4000000u

struct frames {
	struct lw_span s;
	uint64_t addr; /* of its first byte */
	bool big;
};

/* The encoding of the pointers of a CIE at off: the byte behind its return register if its augmentation begins "zR",
 * and behind a personality's or a language's data before it. 0: not told or not read. */
static unsigned encoding_of(const struct frames *f, uint64_t off) {
	struct lw_span s;
	bool ok = true;
	const uint64_t rest = off < f->s.len ? f->s.len - off : 0;
	const char *aug =
		lw_span_cut(f->s, off, rest < LONGEST_CIE ? rest : LONGEST_CIE, &s) ? lw_span_cstr(s, 9) : NULL;
	uint64_t at, skip;
	if (aug == NULL || aug[0] != 'z')
		return 0;
	at = 9 + strlen(aug) + 1;
	for (unsigned i = 0; i < 4; i++) /* code and data alignment, return register, length of what follows */
		if (!lw_span_uleb(s, &at, &skip))
			return 0;
	for (const char *c = aug + 1; *c != '\0' && ok; c++) {
		const unsigned value =
			*c == 'R' || *c == 'L' || *c == 'P' ? (unsigned)lw_span_uint(s, at++, 1, false, &ok) : 0;
		if (*c == 'R')
			return ok ? value : 0;
		if (*c == 'P') /* its pointer: four bytes, or eight where it is told so */
			at += (value & 7) == 3 ? 4 : (value & 7) == 4 || (value & 7) == 0 ? 8 : 2;
	}
	return 0;
}

static bool add_frame(struct lw_elf_space *sp, const struct frames *f, uint64_t off, struct lw_error *err) {
	bool ok = true;
	const uint64_t place = f->addr + off + 8;
	const int32_t begin = (int32_t)(uint32_t)lw_span_uint(f->s, off + 8, 4, f->big, &ok);
	const uint64_t size = lw_span_uint(f->s, off + 12, 4, f->big, &ok), start = place + (uint64_t)(int64_t)begin;
	if (!ok || size == 0 || sp->functions.n >= MOST_FRAMES)
		return true;
	struct lw_elf_function *fn = lw_vec_add(sp->a, &sp->functions, err);
	if (fn == NULL)
		return false;
	*fn = (struct lw_elf_function){start, start + size, NULL};
	return true;
}

static bool read_records(struct lw_elf_space *sp, const struct frames *f, struct lw_error *err) {
	uint64_t cie = UINT64_MAX;
	unsigned encoding = 0;
	for (uint64_t off = 0, len = 0; lw_range_fits(off, 8, f->s.len); off += 4 + len) {
		bool ok = true;
		len = lw_span_uint(f->s, off, 4, f->big, &ok);
		const uint64_t id = lw_span_uint(f->s, off + 4, 4, f->big, &ok);
		if (len == 0) /* an end; with crtend.o, and other objects behind it */
			continue;
		if (len < 4 || !lw_range_fits(off + 4, len, f->s.len))
			return true;
		if (id == 0 || id > off + 4)
			continue;
		if (off + 4 - id != cie) {
			cie = off + 4 - id;
			encoding = encoding_of(f, cie);
		}
		if (encoding == PCREL_SDATA4)
			LW_TRY(add_frame(sp, f, off, err));
	}
	return true;
}

static int by_start(const void *x, const void *y) {
	const struct lw_elf_function *f = x, *g = y;
	return f->start < g->start ? -1 : f->start > g->start;
}

bool lw_elf_read_frames(struct lw_elf_space *sp, struct lw_error *err) {
	const struct lw_elf_section *s = lw_elf_section(sp, ".eh_frame");
	struct frames f = {.big = sp->img->big_endian};
	if (s == NULL)
		return true;
	f.addr = s->raw.sh_addr;
	for (uint32_t i = 0; i < sp->parts.n; i++) {
		const struct lw_elf_part *p = &sp->parts.at[i];
		if (f.addr >= p->addr && lw_span_cut(p->bytes, f.addr - p->addr, s->raw.sh_size, &f.s))
			LW_TRY(read_records(sp, &f, err));
	}
	if (sp->functions.n != 0)
		qsort(sp->functions.at, sp->functions.n, sizeof *sp->functions.at, by_start);
	return true;
}
