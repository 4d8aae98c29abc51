/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one walk over .eh_frame: where functions begin and end, for those who look at code, and what unwinders find, for
 * those who make their table anew. LSB core, "Exception Frames": records of a length and an identifier, which is 0 for
 * a CIE and else the way back to it. With an extended length the identifier still has four bytes. Damage is told by
 * false and is the caller's to judge.
 *
 *	for (uint64_t off = 0; lw_elf_frame_at(&f, off, &r); off = r.end)
 */
#ifndef LW_FORMAT_ELF_FRAMES_H
#define LW_FORMAT_ELF_FRAMES_H

#include "bytes/span.h"

/* How pointers are written: DW_EH_PE_* of LSB core, "DWARF Exception Header Encoding". */
#define LW_PE_UDATA4 0x03u
#define LW_PE_SDATA4 0x0bu
#define LW_PE_PCREL 0x10u
#define LW_PE_DATAREL 0x30u
#define LW_PE_OMIT 0xffu

/* .eh_frame of a file; what comes behind big is of the reader, and zero at the start. */
struct lw_elf_frames {
	struct lw_span bytes;
	uint64_t addr; /* of the first byte */
	bool is64, big;
	bool has_cie; /* cie and encoding are those of the CIE that was used last */
	uint64_t cie;
	unsigned encoding;
};

enum lw_elf_frame_kind { LW_ELF_FRAME_END, LW_ELF_FRAME_CIE, LW_ELF_FRAME_FDE };

/* A record; all are offsets into the bytes. */
struct lw_elf_frame {
	enum lw_elf_frame_kind kind; /* END: a length of zero */
	uint64_t off, end;
	uint64_t body; /* behind the identifier */
	uint64_t cie;  /* of an FDE: where its CIE begins */
};

/* The record at off. False: the bytes end there, it does not lie within them, or an FDE's way back does not. */
bool lw_elf_frame_at(const struct lw_elf_frames *f, uint64_t off, struct lw_elf_frame *out) LW_USE;

/* What an FDE speaks of, [*start, *start + *size). *start is 0 where the pointer is: of a function that the linker
 * left out. A pointer that is not relative to its place is taken as it stands. False: its CIE is none or has what is
 * not known, its pointers are written in another way than absolute or relative to their place with two, four or eight
 * bytes, or do not lie within the record. */
bool lw_elf_frame_range(struct lw_elf_frames *f, const struct lw_elf_frame *fde, uint64_t *start,
			uint64_t *size) LW_USE;

/* How many bytes a pointer of the encoding has; 0: none, or a number of them that is not fixed. */
unsigned lw_elf_frame_pointer_size(unsigned encoding, bool is64);

#endif
