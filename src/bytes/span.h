/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only pointer arithmetic on bytes that come from a file. A span is borrowed from what it was cut from.
 */
#ifndef LW_BYTES_SPAN_H
#define LW_BYTES_SPAN_H

#include <stddef.h>
#include <stdint.h>

#include "linkwright/error.h"

struct lw_span {
	const uint8_t *ptr;
	uint64_t len;
};

/* off and len lie within total; cannot wrap. */
static inline bool lw_range_fits(uint64_t off, uint64_t len, uint64_t total) {
	return off <= total && len <= total - off;
}

/* The first multiple of to, a power of two, from n on, modulo 2^64; 0 for to 0. */
static inline uint64_t lw_round_up(uint64_t n, uint64_t to) {
	return (n + to - 1) & ~(to - 1);
}

/* The part [off, off + len); an empty span and false if it does not lie within s. */
bool lw_span_cut(struct lw_span s, uint64_t off, uint64_t len, struct lw_span *out) LW_USE;

/* The NUL-terminated string at off; NULL if off lies outside or no NUL follows. */
const char *lw_span_cstr(struct lw_span s, uint64_t off);

/* Where the text of n bytes next begins at from or behind it. False if it does not. */
bool lw_span_find(struct lw_span s, uint64_t from, const char *text, size_t n, uint64_t *at) LW_USE;

/* The unsigned LEB128 number (DWARF 5, section 7.6) at *at, which moves behind it. False if it does not end within s,
 * or has more than 64 bits. */
bool lw_span_uleb(struct lw_span s, uint64_t *at, uint64_t *out) LW_USE;

/* An unsigned number of size bytes at p. Compilers make one load of each case. */
static inline uint64_t lw_load_uint(const uint8_t *p, unsigned size, bool big_endian) {
	uint64_t v = 0;
	switch (big_endian ? 0 : size) {
	case 4:
		return (uint64_t)p[3] << 24 | (uint64_t)p[2] << 16 | (uint64_t)p[1] << 8 | p[0];
	case 8:
		return (uint64_t)p[7] << 56 | (uint64_t)p[6] << 48 | (uint64_t)p[5] << 40 | (uint64_t)p[4] << 32 |
			(uint64_t)p[3] << 24 | (uint64_t)p[2] << 16 | (uint64_t)p[1] << 8 | p[0];
	default:
		for (unsigned i = 0; i < size; i++)
			v = v << 8 | p[big_endian ? i : size - 1 - i];
		return v;
	}
}

/* An unsigned number of 1, 2, 4 or 8 bytes at off; 0 and *ok = false if it does not lie within s. *ok is never set to
 * true. */
static inline uint64_t lw_span_uint(struct lw_span s, uint64_t off, unsigned size, bool big_endian, bool *ok) {
	if (lw_range_fits(off, size, s.len))
		return lw_load_uint(s.ptr + off, size, big_endian);
	*ok = false;
	return 0;
}

/* Writes one; size bytes at p. Compilers make one store, or two, of the usual cases. */
void lw_store_uint(uint8_t *p, unsigned size, bool big_endian, uint64_t value);

#endif
