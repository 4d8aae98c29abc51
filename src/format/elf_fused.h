/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The note that a fused file carries (docs/fusing-note.md), and notes by owner and type. A note is found through the
 * program headers alone.
 */
#ifndef LW_FORMAT_ELF_FUSED_H
#define LW_FORMAT_ELF_FUSED_H

#include "format/elf_reader.h"
#include "linkwright/fuse.h"

#define LW_NOTE_OWNER "linkwright"
#define LW_NOTE_FUSED 0x4c570001 /* its type */
#define LW_NOTE_VERSION 1
#define LW_FUSED_MOST_FILES 4096
#define LW_UNDO_SECTION ".linkwright.undo"

/* Where the description of the first note of that owner and type is; false in *found: there is none. What is damaged is
 * passed over. Errors: IO. */
bool lw_elf_find_note(struct lw_elf_reader *r, const struct lw_elf *elf, const char *owner, uint64_t type, bool *found,
		      struct lw_elf_place *out, struct lw_error *err) LW_USE;

/* The description of such a note. All of it is in the arena. Errors: MALFORMED, UNSUPPORTED (a later version), NOMEM.
 */
bool lw_elf_fused_parse(struct lw_span desc, struct lw_arena *a, struct lw_fused **out, struct lw_error *err) LW_USE;

/* What an image tells of what was fused into it; NULL in *out: it has no such note. Errors: MALFORMED, TRUNCATED,
 * LIMIT, UNSUPPORTED, all as they were when the image was read. */
bool lw_elf_fused(const struct lw_image *img, const struct lw_fused **out, struct lw_error *err) LW_USE;

#endif
