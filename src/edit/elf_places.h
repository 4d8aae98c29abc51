/* SPDX-License-Identifier: Apache-2.0 */
/* Where units can go. An open unit has to move and has no place yet. */
#ifndef LW_EDIT_ELF_PLACES_H
#define LW_EDIT_ELF_PLACES_H

#include "edit/elf_work.h"

/* Of a string table that moves: so much more than it takes, for later edits. With what else is added to a file that
 * stays below a page. */
#define LW_ELF_SPARE_STRINGS 3800

/* The highest address. */
static inline uint64_t lw_elf_top(const struct lw_elf_work *w) {
	return w->is64 ? UINT64_MAX >> 1 : UINT32_MAX;
}

/* Is there an open unit that has to be where is written to, or of those that are only read? */
bool lw_elf_is_open(const struct lw_elf_unit *u, bool written);
bool lw_elf_any_open(const struct lw_elf_work *w, bool written);

/* Are there so many bytes of nothing right behind a unit, in its segment, that it may grow where it is? */
bool lw_elf_gap_behind(struct lw_elf_work *w, const struct lw_elf_unit *u, uint64_t len, bool *out,
		       struct lw_error *err) LW_USE;

/* Lays the open units one behind the other from off of the file on, where addresses are delta more; gives the end.
 * place: gives them that place, and up to room bytes more for later edits. */
uint64_t lw_elf_lay_units(struct lw_elf_work *w, bool written, uint64_t off, uint64_t delta, bool place, uint64_t room);

/* The end of a segment, with the open units behind it. */
struct lw_elf_tail {
	struct lw_elf_unit *only; /* the one that is there already, if that is all */
	uint64_t from, end, room; /* offsets; how much the segment can grow */
	bool fits;
};

/* The segment that the open units fit behind, or NULL. Errors: IO, NOMEM. */
bool lw_elf_find_tail(struct lw_elf_work *w, bool written, struct lw_phdr **load, struct lw_elf_tail *t,
		      struct lw_error *err) LW_USE;
void lw_elf_use_tail(struct lw_elf_work *w, struct lw_phdr *load, bool written, const struct lw_elf_tail *t);

/* elf_vacate.c: segments that hold nothing but units, of which one has to move, are given up: all their units move, and
 * the header is free. Errors: IO, NOMEM. */
bool lw_elf_vacate(struct lw_elf_work *w, bool written, struct lw_error *err) LW_USE;

#endif
