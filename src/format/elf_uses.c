/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who uses an address: every byte of the code is taken as the possible begin of an instruction that holds one of the
 * addresses. That finds all of those forms, and a wrong hit needs four bytes that are the right distance by chance.
 */
#include <stdlib.h>

#include "base/fail.h"
#include "format/elf_space.h"
#include "names/elf_numbers.h"

#define EM_X86_64 62
#define EM_AARCH64 183
#define MOST_USES 100000u
/* As many instructions may lie between adrp and its add. */
#define ADRP_REACH 16u

struct seeking {
	const struct lw_elf_space *sp;
	const struct lw_elf_addrs *targets; /* ascending */
	struct lw_elf_uses *out;
	struct lw_error *err;
};

bool lw_elf_can_use(const struct lw_elf_space *sp) {
	const uint16_t m = sp->img->machine;
	return sp->img->bits == 64 && !sp->img->big_endian && (m == EM_X86_64 || m == EM_AARCH64);
}

static int ascending(const void *x, const void *y) {
	const uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
	return a < b ? -1 : a > b;
}

static bool is_target(const struct lw_elf_addrs *t, uint64_t addr) {
	if (addr < t->at[0] || addr > t->at[t->n - 1])
		return false;
	return bsearch(&addr, t->at, t->n, sizeof addr, ascending) != NULL;
}

static bool take(const struct seeking *k, uint64_t from, uint64_t target, bool data) {
	if (!is_target(k->targets, target) || k->out->n >= MOST_USES)
		return true;
	struct lw_elf_use *u = lw_vec_add(k->sp->a, k->out, k->err);
	if (u == NULL)
		return false;
	*u = (struct lw_elf_use){from, target, data};
	return true;
}

/* How far behind its first byte the four bytes lie that an instruction of x86-64 ends in; 0: it is none of those.
 * relative: to its end; else they are the address (mov and push, only of programs at fixed addresses). */
static unsigned x86_form(const uint8_t b[2], bool fixed, bool *relative) {
	*relative = true;
	if (b[0] == 0xe8 || b[0] == 0xe9) /* call, jmp */
		return 1;
	if ((b[0] == 0x0f && (b[1] & 0xf0) == 0x80) || /* jcc */
	    (b[0] == 0x8d && (b[1] & 0xc7) == 0x05))   /* lea register, [rip + n] */
		return 2;
	*relative = false;
	if (fixed && ((b[0] & 0xf8) == 0xb8 || b[0] == 0x68)) /* mov register, n; push n */
		return 1;
	return fixed && b[0] == 0xc7 && (b[1] & 0xf8) == 0xc0 ? 2 : 0;
}

static bool scan_x86(const struct seeking *k, const struct lw_elf_part *p) {
	const bool fixed = k->sp->img->elf->ehdr.e_type == ET_EXEC;
	for (uint64_t i = 0; i + 6 <= p->bytes.len; i++) {
		bool relative, ok = true;
		const uint8_t b[2] = {(uint8_t)lw_span_uint(p->bytes, i, 1, false, &ok),
				      (uint8_t)lw_span_uint(p->bytes, i + 1, 1, false, &ok)};
		const unsigned skip = x86_form(b, fixed, &relative);
		if (skip == 0)
			continue;
		const uint64_t v = lw_span_uint(p->bytes, i + skip, 4, false, &ok);
		const uint64_t end = p->addr + i + skip + 4, far = (uint64_t)(int64_t)(int32_t)(uint32_t)v;
		LW_TRY(take(k, p->addr + i, relative ? end + far : v, false));
	}
	return true;
}

/* The lowest bits of v as a signed number. */
static uint64_t signed_bits(uint64_t v, unsigned bits) {
	const uint64_t sign = (uint64_t)1 << (bits - 1);
	return ((v & (2 * sign - 1)) ^ sign) - sign;
}

struct page {
	uint64_t addr, at; /* at: where the adrp is; 0: none */
};

static bool scan_aarch64(const struct seeking *k, const struct lw_elf_part *p) {
	struct page pages[32] = {{0, 0}};
	for (uint64_t i = (4 - p->addr % 4) % 4; i + 4 <= p->bytes.len; i += 4) {
		bool ok = true;
		const uint64_t w = lw_span_uint(p->bytes, i, 4, false, &ok), at = p->addr + i;
		const struct page *page = &pages[w >> 5 & 31];
		if ((w & 0x7c000000) == 0x14000000) { /* b, bl */
			LW_TRY(take(k, at, at + 4 * signed_bits(w, 26), false));
		} else if ((w & 0x1f000000) == 0x10000000) { /* adr, adrp */
			const uint64_t imm = signed_bits((w >> 5 & 0x7ffff) << 2 | (w >> 29 & 3), 21);
			if ((w & 0x80000000) != 0)
				pages[w & 31] = (struct page){(at & ~(uint64_t)0xfff) + (imm << 12), at};
			else
				LW_TRY(take(k, at, at + imm, false));
		} else if ((w & 0xffc00000) == 0x91000000 && page->at != 0 && at - page->at <= 4 * ADRP_REACH) {
			LW_TRY(take(k, at, page->addr + (w >> 10 & 0xfff), false)); /* add register, register, n */
		}
	}
	return true;
}

static bool scan_data(const struct seeking *k, const struct lw_elf_part *p) {
	for (uint64_t i = (8 - p->addr % 8) % 8; i + 8 <= p->bytes.len; i += 8) {
		bool ok = true;
		LW_TRY(take(k, p->addr + i, lw_span_uint(p->bytes, i, 8, false, &ok), true));
	}
	return true;
}

bool lw_elf_find_uses(const struct lw_elf_space *sp, struct lw_elf_addrs *targets, struct lw_elf_uses *out,
		      struct lw_error *err) {
	const struct seeking k = {sp, targets, out, err};
	if (targets->n == 0 || !lw_elf_can_use(sp))
		return true;
	qsort(targets->at, targets->n, sizeof targets->at[0], ascending);
	for (uint32_t i = 0; i < sp->parts.n; i++) {
		const struct lw_elf_part *p = &sp->parts.at[i];
		LW_TRY(scan_data(&k, p)); /* in code too: linkers may put constants beside it */
		if (p->code)
			LW_TRY(sp->img->machine == EM_X86_64 ? scan_x86(&k, p) : scan_aarch64(&k, p));
	}
	return true;
}
