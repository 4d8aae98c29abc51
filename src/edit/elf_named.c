/* SPDX-License-Identifier: Apache-2.0 */
#include "edit/elf_named.h"

#include <string.h>

#include "base/fail.h"

#define MOST_GAPS 65536

bool lw_elf_named_open(struct lw_elf_named *n, uint64_t size, struct lw_arena *a, struct lw_error *err) {
	*n = (struct lw_elf_named){.size = size};
	n->bits = lw_alloc(a, (size_t)(size / 64 + 1), sizeof *n->bits, err);
	return n->bits != NULL;
}

void lw_elf_named_set(struct lw_elf_named *n, uint64_t off) {
	if (off < n->size)
		n->bits[off / 64] |= (uint64_t)1 << off % 64;
}

uint64_t lw_elf_named_in(const struct lw_elf_named *n, uint64_t from, uint64_t to) {
	while (from < to) {
		uint64_t word = n->bits[from / 64] >> from % 64;
		if (word == 0) {
			from += 64 - from % 64;
			continue;
		}
		for (; (word & 1) == 0; word >>= 1)
			from++;
		break;
	}
	return from < to ? from : to;
}

static bool add(struct lw_elf_ranges *list, uint64_t from, uint64_t to, struct lw_arena *a, struct lw_error *err) {
	struct lw_elf_range *last = list->n == 0 ? NULL : &list->at[list->n - 1];
	if (from == to)
		return true;
	if (last != NULL && last->off + last->len == from) {
		last->len += to - from;
		return true;
	}
	if (list->n == MOST_GAPS)
		return true;
	struct lw_elf_range *r = lw_vec_add(a, list, err);
	if (r != NULL)
		*r = (struct lw_elf_range){from, to - from};
	return r != NULL;
}

bool lw_elf_gaps_find(struct lw_elf_named *n, struct lw_span table, struct lw_arena *a, struct lw_error *err) {
	for (uint64_t at = 0, next; at < n->size; at = next) {
		const uint8_t *nul = memchr(table.ptr + at, 0, (size_t)(n->size - at));
		next = nul == NULL ? n->size : (uint64_t)(nul - table.ptr) + 1;
		LW_TRY(add(&n->gaps, at, lw_elf_named_in(n, at, next), a, err));
	}
	return true;
}

bool lw_elf_gap_of(const struct lw_elf_named *n, uint64_t len, uint64_t *at) {
	for (uint32_t i = 0; i < n->gaps.n; i++)
		if (n->gaps.at[i].len >= len) {
			*at = n->gaps.at[i].off;
			return true;
		}
	return false;
}

bool lw_elf_gap_take(struct lw_elf_named *n, uint64_t off, uint64_t len, struct lw_arena *a, struct lw_error *err) {
	for (uint32_t i = 0; i < n->gaps.n; i++) {
		struct lw_elf_range *g = &n->gaps.at[i];
		const uint64_t end = g->off + g->len, to = off + len;
		if (off >= end || to <= g->off)
			continue;
		g->len = off > g->off ? off - g->off : 0;
		if (to >= end)
			continue;
		/* What is left behind it; the list stays in order. */
		if (lw_vec_add(a, &n->gaps, err) == NULL)
			return false;
		for (uint32_t k = n->gaps.n - 1; k > i + 1; k--)
			n->gaps.at[k] = n->gaps.at[k - 1];
		n->gaps.at[i + 1] = (struct lw_elf_range){to, end - to};
		break;
	}
	return true;
}
