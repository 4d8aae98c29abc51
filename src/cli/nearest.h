/* SPDX-License-Identifier: Apache-2.0 */
/* Which of some words was meant: the one with the fewest letters to change, if they are few. */
#ifndef LW_CLI_NEAREST_H
#define LW_CLI_NEAREST_H

#include <stddef.h>

struct cli_nearest {
	const char *word;
	const char *best; /* NULL: none is near */
	size_t distance;
};

struct cli_nearest cli_nearest_to(const char *word);
void cli_nearest_offer(struct cli_nearest *n, const char *candidate);

#endif
