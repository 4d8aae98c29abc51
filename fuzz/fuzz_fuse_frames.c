/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as the headers and records of two parts that are fused. What comes is sorted, each pc once, each FDE within
 * its part; the table that is written reads back as the same.
 *
 * The input: flags (1: 64 bits, 2: big-endian, 4: the second part has no header), the lengths of the first part's
 * header and records and of the second part's header with two little-endian bytes each, and then their bytes.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuse/frames.h"

#define FIRST_HDR 0x2000u
#define FIRST_FRAMES 0x13000u
#define SECOND_HDR 0x402000u
#define SECOND_FRAMES 0x413000u
#define AT 0x800000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The next n bytes, or what is left. */
static struct lw_span next(struct lw_span *rest, uint64_t n) {
	struct lw_span s, after;
	if (n > rest->len)
		n = rest->len;
	if (!lw_span_cut(*rest, 0, n, &s) || !lw_span_cut(*rest, n, rest->len - n, &after))
		abort();
	*rest = after;
	return s;
}

static bool within(const struct lw_fuse_frames_part *p, uint64_t addr) {
	return addr >= p->frames_addr && addr - p->frames_addr < p->frames.len;
}

static void read_again(const struct lw_fuse_frames *f, const struct lw_fuse_frames_part *parts, uint8_t *bytes,
		       uint64_t n, struct lw_arena *a) {
	struct lw_error err = {0};
	struct lw_fuse_frames again;
	struct lw_fuse_frames_part all = parts[0];
	all.hdr = (struct lw_span){bytes, n};
	all.hdr_addr = AT;
	for (uint32_t i = 0; i < f->entries.n; i++)
		if (!within(&all, f->entries.at[i].fde))
			return; /* those of the second part are not in this one */
	if (all.frames.len == 0)
		return;
	if (!lw_fuse_frames_read(&all, 1, a, &again, &err) || again.entries.n != f->entries.n)
		abort();
	for (uint32_t i = 0; i < f->entries.n; i++)
		if (again.entries.at[i].pc != f->entries.at[i].pc || again.entries.at[i].fde != f->entries.at[i].fde)
			abort();
}

static void look_at(const struct lw_fuse_frames *f, const struct lw_fuse_frames_part *parts, struct lw_arena *a) {
	struct lw_error err = {0};
	const uint64_t n = lw_fuse_frames_size(f);
	uint8_t *bytes = lw_alloc(a, (size_t)n, 1, &err);
	for (uint32_t i = 0; i < f->entries.n; i++)
		if ((!within(&parts[0], f->entries.at[i].fde) && !within(&parts[1], f->entries.at[i].fde)) ||
		    (i != 0 && f->entries.at[i - 1].pc >= f->entries.at[i].pc))
			abort();
	if (bytes == NULL)
		abort();
	if (lw_fuse_frames_write(f, AT, parts[0].big, bytes, &err))
		read_again(f, parts, bytes, n, a);
	else if (err.code != LW_E_UNSUPPORTED)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct lw_span rest = {data, size};
	struct lw_fuse_frames_part parts[2] = {{.hdr_addr = FIRST_HDR, .frames_addr = FIRST_FRAMES},
					       {.hdr_addr = SECOND_HDR, .frames_addr = SECOND_FRAMES, .name = "two"}};
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_fuse_frames f;
	uint64_t lengths[3];
	bool ok = true;
	const struct lw_span head = next(&rest, 7);
	const unsigned flags = (unsigned)lw_span_uint(head, 0, 1, false, &ok);
	for (unsigned i = 0; i < 3; i++)
		lengths[i] = lw_span_uint(head, 1 + 2 * i, 2, false, &ok);
	parts[0].hdr = next(&rest, lengths[0]);
	parts[0].frames = next(&rest, lengths[1]);
	parts[1].hdr = next(&rest, (flags & 4) != 0 ? 0 : lengths[2]);
	parts[1].frames = rest;
	for (unsigned i = 0; i < 2; i++) {
		parts[i].is64 = (flags & 1) != 0;
		parts[i].big = (flags & 2) != 0;
	}
	ok = lw_fuse_frames_read(parts, 2, &a, &f, &err);
	if (ok != (err.code == LW_E_OK) || err.code == LW_E_INTERNAL)
		abort();
	if (ok)
		look_at(&f, parts, &a);
	lw_arena_free(&a);
	return 0;
}
