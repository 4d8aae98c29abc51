/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One table of unwinding for all parts of a fused file. An unwinder finds a function's FDE by the table that
 * PT_GNU_EH_FRAME names, of which a file has one only: LSB core, ".eh_frame_hdr section"; libgcc's
 * unwind-dw2-fde-dip.c; glibc's elf/dl-find_object.c. The records themselves stay where they are. In two phases, since
 * the table's size is needed before its place is known.
 */
#ifndef LW_FUSE_FRAMES_H
#define LW_FUSE_FRAMES_H

#include "base/vec.h"
#include "bytes/span.h"

/* All addresses are those of the new file. Pointers in .eh_frame that are not relative to their place are read as they
 * stand in the bytes: where a relocation fills them in, the caller has done so. */
struct lw_fuse_frames_part {
	struct lw_span hdr; /* what PT_GNU_EH_FRAME names; of length 0: there is none */
	uint64_t hdr_addr;
	struct lw_span frames; /* .eh_frame; of length 0: there is none */
	uint64_t frames_addr;
	/* Of a file that was fused before: its table leads to the frames of several parts, all between these; else 0.
	 */
	uint64_t low, high;
	bool big, is64;
	const char *name; /* of the file, for messages; may be NULL */
};

struct lw_fuse_frame {
	uint64_t pc, fde;
	uint64_t rank; /* of those of one pc in one part, the highest is kept */
};

struct lw_fuse_frames {
	LW_VEC(struct lw_fuse_frame) entries; /* by their pc, each pc once */
	uint64_t frames_addr;                 /* .eh_frame of the first part that has one */
	bool has_frames;                      /* some part has one */
};

/* Reads the entries of all parts. A part without a header, or whose table is written in another way than linkers do, or
 * that has none, gets them from its .eh_frame up to a terminator. An entry for a pc that is there already is what a
 * search would not find: of a table's, the last one stays, else the one of the longest function. out lives in the
 * arena. Errors: MALFORMED: a table or a record does not lie where it should; UNSUPPORTED: pointers in .eh_frame that
 * are not understood; LIMIT; NOMEM. */
bool lw_fuse_frames_read(const struct lw_fuse_frames_part *parts, uint32_t n, struct lw_arena *a,
			 struct lw_fuse_frames *out, struct lw_error *err) LW_USE;

/* How many bytes lw_fuse_frames_write writes; 0: no part has .eh_frame, and no header is wanted. */
uint64_t lw_fuse_frames_size(const struct lw_fuse_frames *f);

/* Writes .eh_frame_hdr for the address at, a multiple of four. Errors: UNSUPPORTED: something lies further from it than
 * 31 bits can tell; INTERNAL: at is no multiple of four, with which libgcc would not look at the table. */
bool lw_fuse_frames_write(const struct lw_fuse_frames *f, uint64_t at, bool big, uint8_t *to,
			  struct lw_error *err) LW_USE;

#endif
