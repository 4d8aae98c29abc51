/* SPDX-License-Identifier: Apache-2.0 */
/*
 * System call instructions in the code of Mach-O and PE files. Code cannot be told from constants in between, so only
 * those count that stand as compilers and assemblers write a whole call: the instruction behind the one that loads its
 * number. On arm64, where instructions lie at multiples of four, `svc #0x80` is one word that nothing else is.
 */
#ifndef LW_FORMAT_SYSCALLS_H
#define LW_FORMAT_SYSCALLS_H

#include "base/arena.h"
#include "linkwright/image.h"
#include "os/source.h"

struct lw_syscalls {
	uint64_t n;
	uint64_t first;          /* offset of the first instruction in the file */
	const char *instruction; /* of the first: "svc #0x80" */
};

/* In all sections with code. What is damaged, or larger than 1 GiB, has none. Errors: NOMEM, IO. */
bool lw_find_syscalls(const struct lw_source *src, const struct lw_image *img, struct lw_syscalls *out,
		      struct lw_error *err) LW_USE;

#endif
