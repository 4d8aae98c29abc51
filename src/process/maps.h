/* SPDX-License-Identifier: Apache-2.0 */
/* The text of /proc/PID/maps (proc(5); Linux fs/proc/task_mmu.c, show_map_vma). */
#ifndef LW_PROCESS_MAPS_H
#define LW_PROCESS_MAPS_H

#include "base/vec.h"
#include "bytes/span.h"

struct lw_mapping {
	uint64_t start, end, off, dev, ino; /* dev as stat(2) has it on Linux */
	bool read, write, exec;
	const char *path; /* "" for memory without a name; "[stack]", "[vdso]"; a newline is put back for "\012" */
	bool gone;        /* the kernel says that no path leads there: "(deleted)" is cut off */
};

struct lw_mappings {
	struct lw_mapping *at;
	uint32_t n, cap;
};

/* In the order of the text; strings are the arena's. Errors: MALFORMED with the offset of the line; LIMIT, NOMEM. */
bool lw_maps_parse(struct lw_span text, struct lw_arena *a, struct lw_mappings *out, struct lw_error *err) LW_USE;

/* The mapping that holds an address; NULL: none does. */
const struct lw_mapping *lw_maps_find(const struct lw_mappings *m, uint64_t addr);

#endif
