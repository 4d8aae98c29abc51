/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/nearest.h"

#include <stdint.h>
#include <string.h>

#define LONGEST 31

static size_t least(size_t x, size_t y) {
	return x < y ? x : y;
}

/* Letters to add, drop or change. */
static size_t distance(const char *x, size_t nx, const char *y, size_t ny) {
	size_t row[LONGEST + 1];
	for (size_t k = 0; k <= ny; k++)
		row[k] = k;
	for (size_t i = 1; i <= nx; i++) {
		size_t corner = row[0];
		row[0] = i;
		for (size_t k = 1; k <= ny; k++) {
			const size_t changed = corner + (x[i - 1] != y[k - 1]);
			corner = row[k];
			row[k] = least(changed, least(row[k], row[k - 1]) + 1);
		}
	}
	return row[ny];
}

struct cli_nearest cli_nearest_to(const char *word) {
	return (struct cli_nearest){word, NULL, SIZE_MAX};
}

void cli_nearest_offer(struct cli_nearest *n, const char *candidate) {
	const size_t nx = strlen(n->word), ny = strlen(candidate);
	if (nx > LONGEST || ny > LONGEST)
		return;
	/* The beginning of a word is as good as one wrong letter. */
	const size_t d = nx > 2 && strncmp(candidate, n->word, nx) == 0 ? 1 : distance(n->word, nx, candidate, ny);
	if (d >= n->distance || d > 3 || d * 2 > ny)
		return;
	n->distance = d;
	n->best = candidate;
}
