/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file that is read back out of the memory of a process that has it loaded. What its program headers let the loader
 * map is there; the rest reads as zeros. The addresses that glibc writes into the dynamic section
 * (elf/get-dynamic-info.h) are turned back into those of the file. Data that the program has changed is as it is now.
 */
#ifndef LW_PROCESS_MAPPED_SOURCE_H
#define LW_PROCESS_MAPPED_SOURCE_H

#include "os/proc.h"
#include "process/maps.h"

struct lw_extent {
	uint64_t off, len, addr;
};

struct lw_mapped_file {
	uint32_t pid;
	const struct lw_extent *extents;
	uint32_t n_extents;
	uint64_t size;        /* up to the end of the last extent */
	uint64_t dynamic_off; /* of what was turned back */
	struct lw_span dynamic;
};

/* From the mappings of one file, beginning with `first` of maps, which has its offset 0. Memory is the arena's. False
 * with *sys set: the memory cannot be read, or is no ELF file. Errors: NOMEM (sys is 0). */
bool lw_mapped_file_of(const struct lw_proc *proc, const struct lw_mappings *maps, const struct lw_mapping *first,
		       struct lw_arena *a, struct lw_mapped_file *out, int *sys, struct lw_error *err) LW_USE;
/* The same from any memory; pid is left as it is. *is_elf: else nothing is filled in. Errors: NOMEM, LIMIT. */
bool lw_mapped_file_lay(const struct lw_source *memory, const struct lw_mappings *maps, const struct lw_mapping *first,
			struct lw_arena *a, struct lw_mapped_file *out, bool *is_elf, struct lw_error *err) LW_USE;
/* 0 or an errno; the caller closes it. file is borrowed. */
int lw_mapped_file_open(const struct lw_mapped_file *file, struct lw_source *src);

#endif
