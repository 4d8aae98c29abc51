/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who uses an address: every byte of the code is taken as the possible begin of an instruction that holds one of the
 * addresses. That finds all of those forms, and a wrong hit needs four bytes that are the right distance by chance.
 * Code may also load the address from a slot, as from the global offset table: what loads the slot then uses it.
 */
#include <stdlib.h>

#include "base/fail.h"
#include "base/order.h"
#include "format/elf_space.h"
#include "names/elf_numbers.h"

#define EM_X86_64 62
#define EM_AARCH64 183
#define MOST_USES 100000u
#define MOST_SLOTS 512u
/* As many instructions may lie between adrp and its add. */
#define ADRP_REACH 16u

struct seeking {
	const struct lw_elf_space *sp;
	struct lw_elf_addrs *targets; /* ascending */
	struct lw_elf_uses *out;
	bool loads; /* only instructions that load what lies at the address; else only those that compute it */
	struct lw_error *err;
};

bool lw_elf_can_use(const struct lw_elf_space *sp) {
	const uint16_t m = sp->img->machine;
	return sp->img->bits == 64 && !sp->img->big_endian && (m == EM_X86_64 || m == EM_AARCH64);
}

static bool is_target(const struct lw_elf_addrs *t, uint64_t addr) {
	if (addr < t->at[0] || addr > t->at[t->n - 1])
		return false;
	return bsearch(&addr, t->at, t->n, sizeof addr, lw_by_uint64) != NULL;
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
static unsigned x86_form(const uint8_t b[2], bool fixed, bool loads, bool *relative) {
	*relative = true;
	if (loads) /* call [rip + n], jmp [rip + n]; mov register, [rip + n] */
		return (b[0] == 0xff && (b[1] == 0x15 || b[1] == 0x25)) || (b[0] == 0x8b && (b[1] & 0xc7) == 0x05) ? 2
														   : 0;
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
		const unsigned skip = x86_form(b, fixed, k->loads, &relative);
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

/* Of adr and adrp. */
static uint64_t pc_offset(uint64_t w) {
	return signed_bits((w >> 5 & 0x7ffff) << 2 | (w >> 29 & 3), 21);
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
		const bool near = page->at != 0 && at - page->at <= 4 * ADRP_REACH;
		if ((w & 0x9f000000) == 0x90000000) /* adrp */
			pages[w & 31] = (struct page){(at & ~(uint64_t)0xfff) + (pc_offset(w) << 12), at};
		else if (k->loads && (w & 0xffc00000) == 0xf9400000 && near) /* ldr register, [register, n] */
			LW_TRY(take(k, at, page->addr + 8 * (w >> 10 & 0xfff), false));
		else if (k->loads)
			continue;
		else if ((w & 0x7c000000) == 0x14000000) /* b, bl */
			LW_TRY(take(k, at, at + 4 * signed_bits(w, 26), false));
		else if ((w & 0x9f000000) == 0x10000000) /* adr */
			LW_TRY(take(k, at, at + pc_offset(w), false));
		else if ((w & 0xffc00000) == 0x91000000 && near) /* add register, register, n */
			LW_TRY(take(k, at, page->addr + (w >> 10 & 0xfff), false));
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

static bool scan_all(const struct seeking *k) {
	if (k->targets->n == 0)
		return true;
	qsort(k->targets->at, k->targets->n, sizeof k->targets->at[0], lw_by_uint64);
	for (uint32_t i = 0; i < k->sp->parts.n; i++) {
		const struct lw_elf_part *p = &k->sp->parts.at[i];
		if (!k->loads)
			LW_TRY(scan_data(k, p)); /* in code too: linkers may put constants beside it */
		if (p->code)
			LW_TRY(k->sp->img->machine == EM_X86_64 ? scan_x86(k, p) : scan_aarch64(k, p));
	}
	return true;
}

static uint64_t word_at(const struct lw_elf_space *sp, uint64_t addr) {
	bool ok = true;
	for (uint32_t i = 0; i < sp->parts.n; i++) {
		const struct lw_elf_part *p = &sp->parts.at[i];
		if (addr >= p->addr && lw_range_fits(addr - p->addr, 8, p->bytes.len))
			return lw_span_uint(p->bytes, addr - p->addr, 8, false, &ok);
	}
	return 0;
}

/* Where a pointer comes to lie: where it is, or where the relocation says whose addend it is (R_X86_64_RELATIVE,
 * R_AARCH64_RELATIVE: place, kind, addend). */
static uint64_t slot_of(const struct lw_elf_space *sp, uint64_t at) {
	const uint64_t relative = sp->img->machine == EM_X86_64 ? 8 : 1027;
	return at >= 16 && word_at(sp, at - 8) == relative ? word_at(sp, at - 16) : at;
}

/* Who loads the slot of each pointer. */
static bool find_loads(const struct lw_elf_space *sp, const struct lw_elf_uses *list, struct lw_elf_uses *loads,
		       struct lw_error *err) {
	struct lw_elf_addrs slots = {0};
	const struct seeking k = {sp, &slots, loads, true, err};
	for (uint32_t i = 0; i < list->n && slots.n < MOST_SLOTS; i++) {
		uint64_t *slot = list->at[i].data ? lw_vec_add(sp->a, &slots, err) : NULL;
		if (slot == NULL && list->at[i].data)
			return false;
		if (slot != NULL)
			*slot = slot_of(sp, list->at[i].from);
	}
	return scan_all(&k);
}

static const struct lw_elf_use *load_of(const struct lw_elf_uses *loads, uint64_t slot) {
	for (uint32_t i = 0; i < loads->n; i++)
		if (loads->at[i].target == slot)
			return &loads->at[i];
	return NULL;
}

/* A pointer that is loaded counts as used by the code that does. Where another pointer to the same address is in a
 * table, whose slots nobody names, all stay pointers. */
static void resolve(const struct lw_elf_space *sp, struct lw_elf_uses *list, const struct lw_elf_uses *loads) {
	for (uint32_t i = 0; i < list->n; i++) {
		const uint64_t target = list->at[i].target;
		bool all = list->at[i].data;
		for (uint32_t j = 0; j < list->n && all; j++)
			all = list->at[j].target != target || !list->at[j].data ||
				load_of(loads, slot_of(sp, list->at[j].from)) != NULL;
		for (uint32_t j = i; j < list->n && all; j++) {
			if (list->at[j].target != target || !list->at[j].data)
				continue;
			list->at[j].from = load_of(loads, slot_of(sp, list->at[j].from))->from;
			list->at[j].data = false;
		}
	}
}

bool lw_elf_find_uses(const struct lw_elf_space *sp, struct lw_elf_addrs *targets, struct lw_elf_uses *out,
		      struct lw_error *err) {
	struct lw_elf_uses loads = {0};
	const struct seeking k = {sp, targets, out, false, err};
	if (!lw_elf_can_use(sp))
		return true;
	LW_TRY(scan_all(&k) && find_loads(sp, out, &loads, err));
	if (out->n <= MOST_SLOTS && loads.n <= MOST_SLOTS)
		resolve(sp, out, &loads);
	return true;
}
