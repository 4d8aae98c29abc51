/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file system of a process's session: its root, and in it the files that it has mapped and that no path leads to,
 * below the path that Linux itself has for them, /proc/PID/map_files/START-END. Opening one takes a privilege
 * (CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE); without it the file is put together from the memory of the process.
 */
#ifndef LW_PROCESS_OVERLAY_H
#define LW_PROCESS_OVERLAY_H

#include "process/mapped_source.h"
#include "session/session.h"

struct lw_process_fs {
	struct lw_fs fs; /* give &p->fs to the session */
	const struct lw_fs *under;
	struct lw_arena *arena;
	uint32_t pid;
	struct lw_map parts; /* path -> struct part */
};

/* Lays it over the session's file system; memory is the session's. Errors: NOMEM. */
bool lw_process_fs_lay(struct lw_session *s, uint32_t pid, struct lw_error *err) LW_USE;
/* That of a session; NULL: it has another. */
struct lw_process_fs *lw_process_fs_of(const struct lw_session *s);

/* Adds the file of which m[0…n) are mappings at one base, bias the difference between its addresses and those of the
 * file; gives its path in the session and whether it can only be read from memory. Errors: NOMEM. */
struct lw_mapped_part {
	const struct lw_mapping *first;
	uint64_t dev, ino;
};
bool lw_process_fs_add(struct lw_process_fs *p, const struct lw_proc *proc, const struct lw_mappings *maps,
		       const struct lw_mapped_part *part, const char **path, bool *from_memory,
		       struct lw_error *err) LW_USE;

#endif
