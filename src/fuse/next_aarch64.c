/* SPDX-License-Identifier: Apache-2.0 */
/* Arm Architecture Reference Manual, "A64 Base Instruction Descriptions"; the PLT as binutils and lld write it. */
#include "fuse/next_code.h"

#define BTI_C 0xd503245f

static uint64_t word(struct lw_span s, uint64_t i) {
	bool ok = true;
	const uint64_t w = lw_span_uint(s, i, 4, false, &ok);
	return ok ? w : 0;
}

static uint64_t sign(uint64_t x, unsigned bits) {
	const uint64_t top = (uint64_t)1 << (bits - 1);
	return (x ^ top) - top;
}

/* adrp xN, page: the page and N. */
static bool page(uint64_t w, uint64_t addr, uint64_t *to, unsigned *n) {
	if ((w & 0x9f000000) != 0x90000000)
		return false;
	*to = (addr & ~(uint64_t)0xfff) + (sign((w >> 5 & 0x7ffff) << 2 | (w >> 29 & 3), 21) << 12);
	*n = w & 31;
	return true;
}

/* adrp xN, page; ldr xM, [xN, offset] */
static bool loads_slot(const struct lw_fuse_next_look *k, struct lw_span s, uint64_t i, uint64_t addr) {
	uint64_t at;
	unsigned n;
	const uint64_t load = word(s, i + 4);
	return page(word(s, i), addr + i, &at, &n) && (load & 0xffc00000) == 0xf9400000 && (load >> 5 & 31) == n &&
		lw_fuse_next_slot(k, at + (load >> 10 & 0xfff) * 8);
}

/* Does an entry of the PLT at this address jump through such a slot? [bti c] adrp x16; ldr x17 */
static bool is_stub(const struct lw_fuse_next_look *k, uint64_t addr) {
	struct lw_elf_place at;
	struct lw_span s;
	struct lw_error none = {0};
	if (!lw_elf_map(k->r, addr, &at) || at.len < 12 || !lw_elf_bytes(k->r, at.off, 12, &s, &none))
		return false;
	return loads_slot(k, s, word(s, 0) == BTI_C ? 4 : 0, addr);
}

/* bl stub; or what loads its address */
static bool calls(const struct lw_fuse_next_look *k, struct lw_span s, uint64_t i, uint64_t addr) {
	const uint64_t w = word(s, i);
	if ((w & 0xfc000000) == 0x94000000)
		return is_stub(k, addr + i + (sign(w & 0x3ffffff, 26) << 2));
	return loads_slot(k, s, i, addr);
}

/* adrp x1, page; add x1, x1, offset */
static bool second(struct lw_span s, uint64_t i, uint64_t addr, uint64_t *to) {
	unsigned n;
	const uint64_t add = word(s, i + 4);
	if (!page(word(s, i), addr + i, to, &n) || n != 1 || (add & 0xffc003ff) != 0x91000021)
		return false;
	*to += add >> 10 & 0xfff;
	return true;
}

/* mov x0, -1 */
const struct lw_fuse_next_code lw_fuse_next_aarch64 = {
	.first = {{"\x00\x00\x80\x92", 4}, {"", 0}},
	.step = 4,
	.calls = calls,
	.second = second,
};
