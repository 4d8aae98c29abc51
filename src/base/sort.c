/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sort.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define BITS 11
#define VALUES ((size_t)1 << BITS)
#define DIGITS ((64 + BITS - 1) / BITS)

static uint64_t number(const unsigned char *record, size_t at) {
	uint64_t x;
	memcpy(&x, record + at, sizeof x);
	return x;
}

static size_t digit(uint64_t x, unsigned which) {
	return x >> (which * BITS) & (VALUES - 1);
}

/* How often each value stands in each digit. */
static void count(const unsigned char *list, size_t n, size_t size, size_t at, size_t counts[DIGITS][VALUES]) {
	for (size_t i = 0; i < n; i++) {
		const uint64_t x = number(list + i * size, at);
		for (unsigned d = 0; d < DIGITS; d++)
			counts[d][digit(x, d)]++;
	}
}

/* Where the first record of each value goes. False: all have the same, and nothing moves. */
static bool begins(size_t counts[VALUES], size_t n) {
	size_t sum = 0;
	for (size_t v = 0; v < VALUES; v++) {
		const size_t these = counts[v];
		if (these == n)
			return false;
		counts[v] = sum;
		sum += these;
	}
	return true;
}

static void deal(const unsigned char *from, unsigned char *to, size_t n, size_t size, size_t at, unsigned d,
		 size_t next[VALUES]) {
	for (size_t i = 0; i < n; i++)
		memcpy(to + next[digit(number(from + i * size, at), d)]++ * size, from + i * size, size);
}

void lw_sort_by_number(void *list, void *room, size_t n, size_t size, size_t at) {
	size_t counts[DIGITS][VALUES] = {{0}};
	unsigned char *from = list, *to = room;
	count(from, n, size, at, counts);
	for (unsigned d = 0; d < DIGITS; d++) {
		if (n == 0 || !begins(counts[d], n))
			continue;
		deal(from, to, n, size, at, d, counts[d]);
		unsigned char *const dealt = to;
		to = from;
		from = dealt;
	}
	if (from != list)
		memcpy(list, from, n * size);
}
