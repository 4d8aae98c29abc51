/* SPDX-License-Identifier: Apache-2.0 */
/* Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2; the PLT as binutils and lld write it. */
#include <string.h>

#include "fuse/next_code.h"

static uint64_t distance(struct lw_span s, uint64_t at) {
	bool ok = true;
	return (uint64_t)(int64_t)(int32_t)(uint32_t)lw_span_uint(s, at, 4, false, &ok);
}

/* Does an entry of the PLT at this address jump through such a slot? [endbr64] [bnd] jmp [rip + n] */
static bool is_stub(const struct lw_fuse_next_look *k, uint64_t addr) {
	static const uint8_t endbr[] = {0xf3, 0x0f, 0x1e, 0xfa};
	struct lw_elf_place at;
	struct lw_span s;
	struct lw_error none = {0};
	uint64_t i = 0;
	if (!lw_elf_map(k->r, addr, &at) || at.len < 16 || !lw_elf_bytes(k->r, at.off, 16, &s, &none))
		return false;
	if (memcmp(s.ptr, endbr, sizeof endbr) == 0)
		i = sizeof endbr;
	i += s.ptr[i] == 0xf2;
	return s.ptr[i] == 0xff && s.ptr[i + 1] == 0x25 && lw_fuse_next_slot(k, addr + i + 6 + distance(s, i + 2));
}

/* call stub; call [rip + n] */
static bool calls(const struct lw_fuse_next_look *k, struct lw_span s, uint64_t i, uint64_t addr) {
	if (!lw_range_fits(i, 6, s.len))
		return false;
	if (s.ptr[i] == 0xe8)
		return is_stub(k, addr + i + 5 + distance(s, i + 1));
	return s.ptr[i] == 0xff && s.ptr[i + 1] == 0x15 && lw_fuse_next_slot(k, addr + i + 6 + distance(s, i + 2));
}

/* lea rsi, [rip + n] */
static bool second(struct lw_span s, uint64_t i, uint64_t addr, uint64_t *to) {
	if (!lw_range_fits(i, 7, s.len) || s.ptr[i] != 0x48 || s.ptr[i + 1] != 0x8d || s.ptr[i + 2] != 0x35)
		return false;
	*to = addr + i + 7 + distance(s, i + 3);
	return true;
}

/* mov rdi, -1; or rdi, -1 */
const struct lw_fuse_next_code lw_fuse_next_x86_64 = {
	.first = {{"\x48\xc7\xc7\xff\xff\xff\xff", 7}, {"\x48\x83\xcf\xff", 4}},
	.step = 1,
	.calls = calls,
	.second = second,
};
