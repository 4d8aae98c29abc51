/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of lw_process_read share. Each fills in some of the result; memory is that of the session's graphs. */
#ifndef LW_PROCESS_READING_H
#define LW_PROCESS_READING_H

#include "linkwright/process.h"
#include "os/proc.h"
#include "process/linkmap.h"
#include "process/maps.h"
#include "process/overlay.h"

struct lw_process_auxv {
	uint64_t phdr, phent, phnum, base, entry, secure;
};

struct lw_process_objects {
	struct lw_mapped *at;
	uint32_t n, cap;
};

struct lw_process_reading {
	struct lw_session *s;
	struct lw_arena *a;
	struct lw_process_fs *fs;
	struct lw_proc proc;
	struct lw_process *p;
	struct lw_mappings maps;
	struct lw_process_auxv auxv;
	struct lw_layout layout;
	const struct lw_image *exe; /* NULL: it could not be read */
	const struct lw_file *exe_file;
	uint64_t exe_dev, exe_ino;
	struct lw_links links;
	struct lw_process_objects objects;
	uint32_t n_compared; /* names, in since.c */
	LW_VEC(const char *) notes;
};

/* Adds a sentence to the notes. Errors: NOMEM. */
bool lw_process_note(struct lw_process_reading *r, struct lw_error *err, const char *fmt, ...) LW_USE LW_PRINTF(3, 4);

/* rdebug.c: the loader's own list, where it can be read. */
bool lw_process_links(struct lw_process_reading *r, struct lw_error *err) LW_USE;
/* objects.c: what is loaded, in the order of the list. */
bool lw_process_list(struct lw_process_reading *r, struct lw_error *err) LW_USE;
/* since.c: what came at the start and what later, and what the names give today. */
bool lw_process_compare(struct lw_process_reading *r, struct lw_error *err) LW_USE;
/* copies.c: two copies of one library. */
bool lw_process_copies(struct lw_process_reading *r, struct lw_error *err) LW_USE;

/* A path as the process sees it: the kernel names it as this process would, with the root of the other before it. */
const char *lw_process_path(const struct lw_process_reading *r, const char *path);

#endif
