/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A loader's own list of what it has loaded, as debuggers read it: struct r_debug, its chain of struct link_map, and
 * since glibc 2.35 one r_debug_extended for each name space that dlmopen made (glibc elf/link.h; musl
 * ldso/dynlink.c, struct debug and the first members of struct dso). The memory belongs to a process that goes on
 * running: whatever does not fit is an end of the list, told by `cut`, and nothing is believed without a limit.
 */
#ifndef LW_PROCESS_LINKMAP_H
#define LW_PROCESS_LINKMAP_H

#include "base/vec.h"
#include "bytes/record.h"
#include "os/source.h"

struct lw_link {
	uint64_t addr, ld; /* l_addr: what is added to the file's addresses; l_ld: where its dynamic section is */
	const char *name;  /* l_name; "" for the program */
	uint32_t ns;
};

struct lw_links {
	struct lw_link *at;
	uint32_t n, cap;
	uint32_t n_ns;
	bool knows_namespaces; /* r_version 2 or later; else only the first is listed */
	bool busy;             /* the loader was at work on the list (r_state) */
	bool cut;              /* a part could not be read, or did not fit together */
};

/* How the process lays out numbers. */
struct lw_layout {
	bool is64, big;
};

/* From the address of struct r_debug in memory (a source whose offsets are addresses). Errors: NOMEM, LIMIT. */
bool lw_links_read(const struct lw_source *memory, uint64_t r_debug, struct lw_layout layout, struct lw_arena *a,
		   struct lw_links *out, struct lw_error *err) LW_USE;

/* The records of it, and an entry of the vector that the kernel gives to a program (getauxval(3)). */
struct lw_raw_debug {
	uint64_t r_version, r_map, r_state, r_next;
};
struct lw_raw_link {
	uint64_t l_addr, l_name, l_ld, l_next, l_prev;
};
struct lw_raw_aux {
	uint64_t a_type, a_val;
};
extern const struct lw_record lw_rec_debug, lw_rec_debug_extended, lw_rec_link, lw_rec_aux;

/* A string of the process of at most 4095 bytes, in the arena; *out is NULL where it cannot be read. Errors: NOMEM. */
bool lw_memory_text(const struct lw_source *memory, uint64_t addr, struct lw_arena *a, const char **out,
		    struct lw_error *err) LW_USE;
/* n bytes at an address; false: not all of them can be read. */
bool lw_memory_read(const struct lw_source *memory, uint64_t addr, void *buf, uint64_t n);

#endif
