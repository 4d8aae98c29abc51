/* SPDX-License-Identifier: Apache-2.0 */
/* Units laid one behind the other, and the room that segments have at their ends, in file and memory. */
#include "edit/elf_places.h"

#include "base/fail.h"
#include "names/elf_numbers.h"

/* Entries of a dynamic section that moves. */
#define SPARE_TAGS 8
#define MOST_ROOM 8192

/* What has to be in a segment that is written to. */
static bool is_written(const struct lw_elf_unit *u) {
	return u->kind == LW_UNIT_DYNAMIC && u->writable;
}

bool lw_elf_is_open(const struct lw_elf_unit *u, bool written) {
	return u->moves && !u->placed && u->kind != LW_UNIT_SHDRS && is_written(u) == written;
}

static uint64_t spare_of(const struct lw_elf_work *w, const struct lw_elf_unit *u) {
	return u->kind == LW_UNIT_DYNSTR     ? LW_ELF_SPARE_STRINGS
		: u->kind == LW_UNIT_DYNAMIC ? SPARE_TAGS * lw_record_size(&lw_rec_dyn, w->is64)
					     : 0;
}

/* What comes first, what comes last: symbols right before strings, and those at the end, where they may grow. */
static unsigned pass_of(const struct lw_elf_unit *u) {
	return u->kind == LW_UNIT_DYNSTR ? 2 : u->kind == LW_UNIT_DYNSYM ? 1 : 0;
}

uint64_t lw_elf_lay_units(struct lw_elf_work *w, bool written, uint64_t off, uint64_t delta, bool place,
			  uint64_t room) {
	for (unsigned pass = 0; pass < 3; pass++)
		for (uint32_t i = 0; i < w->units.n; i++) {
			struct lw_elf_unit *u = &w->units.at[i];
			if (!lw_elf_is_open(u, written) || pass_of(u) != pass)
				continue;
			const uint64_t at = lw_round_up(off, u->align);
			off = at + u->to_size;
			if (!place)
				continue;
			const uint64_t spare = spare_of(w, u);
			u->to_off = at;
			u->to_addr = at + delta;
			u->to_size += spare < room ? spare : room;
			room -= spare < room ? spare : room;
			off = at + u->to_size;
			u->placed = true;
		}
	return off;
}

bool lw_elf_any_open(const struct lw_elf_work *w, bool written) {
	for (uint32_t i = 0; i < w->units.n; i++)
		if (lw_elf_is_open(&w->units.at[i], written))
			return true;
	return false;
}

/* A thing that begins at off or behind it, or before and reaches beyond. */
static void begins(uint64_t *next, uint64_t off, uint64_t at, uint64_t len) {
	const uint64_t from = at < off ? off : at;
	if (len != 0 && from < *next && (at >= off || off - at < len))
		*next = from;
}

/* Where the next thing of the file begins behind off; UINT64_MAX: the file ends there and may grow. */
static uint64_t next_in_file(const struct lw_elf_work *w, uint64_t off) {
	uint64_t next = UINT64_MAX;
	for (uint32_t i = 0; i < w->phdrs.n; i++)
		begins(&next, off, w->phdrs.at[i].p_offset, w->phdrs.at[i].p_filesz);
	for (uint32_t i = 1; i < w->space.sections.n; i++) {
		const struct lw_shdr *s = &w->space.sections.at[i].raw;
		if (s->sh_type != SHT_NOBITS)
			begins(&next, off, s->sh_offset, s->sh_size);
	}
	if (w->space.sections.n != 0)
		begins(&next, off, w->ehdr.e_shoff, w->space.sections.n * lw_record_size(&lw_rec_shdr, w->is64));
	begins(&next, off, w->ehdr.e_phoff, w->elf->n_phdrs * lw_record_size(&lw_rec_phdr, w->is64));
	if (next == UINT64_MAX && (w->has_overlay || off < w->end))
		next = w->end;
	return next;
}

static uint64_t next_in_memory(const struct lw_elf_work *w, const struct lw_phdr *load) {
	uint64_t next = UINT64_MAX;
	for (uint32_t i = 0; i < w->phdrs.n; i++) {
		const struct lw_phdr *p = &w->phdrs.at[i];
		if (p->p_type == PT_LOAD && p != load && p->p_vaddr >= load->p_vaddr && p->p_vaddr < next)
			next = p->p_vaddr;
	}
	return next == UINT64_MAX ? next : next & ~(w->page - 1);
}

/* How many bytes a segment can grow at its end without moving anything. */
static uint64_t tail_room(const struct lw_elf_work *w, const struct lw_phdr *load) {
	const uint64_t file_end = load->p_offset + load->p_filesz, end = load->p_vaddr + load->p_memsz;
	if (load->p_filesz != load->p_memsz)
		return 0;
	const uint64_t in_file = next_in_file(w, file_end);
	uint64_t in_memory = next_in_memory(w, load);
	if (file_end < load->p_offset || end < load->p_vaddr || in_file < file_end)
		return 0;
	if (in_memory > lw_elf_top(w))
		in_memory = lw_elf_top(w);
	const uint64_t file_room = in_file - file_end, room = in_memory <= end ? 0 : in_memory - end;
	const uint64_t least = file_room < room ? file_room : room;
	return least < MOST_ROOM ? least : MOST_ROOM;
}

/* Are the bytes there zero, so that nobody keeps anything in them? */
static bool is_blank(struct lw_elf_work *w, uint64_t off, uint64_t len, bool *out, struct lw_error *err) {
	struct lw_span s;
	*out = true;
	if (off >= w->e->src->size)
		return true;
	if (len > w->e->src->size - off)
		len = w->e->src->size - off;
	LW_TRY(lw_source_view(w->e->src, off, len, w->e->a, &s, err));
	for (uint64_t i = 0; i < s.len && *out; i++)
		*out = s.ptr[i] == 0;
	return true;
}

static bool may_hold(const struct lw_phdr *p, bool written, bool executable) {
	return p->p_type == PT_LOAD && p->p_filesz != 0 && ((p->p_flags & PF_W) != 0) == written &&
		((p->p_flags & PF_X) != 0) == executable && (p->p_flags & PF_R) != 0;
}

/* Was the string table executable too, so that nothing is lost if it is again? */
static bool was_executable(struct lw_elf_work *w) {
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_DYNSTR);
	for (uint32_t i = 0; u != NULL && i < w->elf->n_phdrs; i++) {
		const struct lw_phdr *p = &w->elf->phdrs[i];
		if (p->p_type == PT_LOAD && u->off >= p->p_offset && u->off - p->p_offset < p->p_filesz)
			return (p->p_flags & PF_X) != 0;
	}
	return false;
}

static bool is_taken(const struct lw_elf_work *w, uint64_t from, uint64_t to) {
	for (uint32_t i = 0; i < w->units.n; i++)
		if (w->units.at[i].off < to && w->units.at[i].off + w->units.at[i].size > from)
			return true;
	if (w->ehdr.e_phoff < to && w->ehdr.e_phoff + w->elf->n_phdrs * lw_record_size(&lw_rec_phdr, w->is64) > from)
		return true;
	for (uint32_t i = 1; i < w->space.sections.n; i++) {
		const struct lw_shdr *s = &w->space.sections.at[i].raw;
		if (s->sh_type != SHT_NOBITS && s->sh_size != 0 && s->sh_offset < to &&
		    s->sh_offset + s->sh_size > from)
			return true;
	}
	return false;
}

/* Without section headers nobody tells what lies between the tables; zeros alone prove nothing there. */
bool lw_elf_gap_behind(struct lw_elf_work *w, const struct lw_elf_unit *u, uint64_t len, bool *out,
		       struct lw_error *err) {
	const uint64_t from = u->off + u->size;
	*out = false;
	if (w->space.sections.n == 0 || u->fixed || is_taken(w, from, from + len))
		return true;
	for (uint32_t i = 0; i < w->phdrs.n; i++) {
		const struct lw_phdr *p = &w->phdrs.at[i];
		if (p->p_type == PT_LOAD && u->off >= p->p_offset &&
		    lw_range_fits(from + len - p->p_offset, 0, p->p_filesz))
			return is_blank(w, from, len, out, err);
	}
	return true;
}

/* The only open unit is the last thing of this segment: then it grows where it is. */
static struct lw_elf_unit *at_its_end(struct lw_elf_work *w, const struct lw_phdr *load, bool written) {
	struct lw_elf_unit *only = NULL;
	uint32_t n = 0;
	for (uint32_t i = 0; i < w->units.n; i++)
		if (lw_elf_is_open(&w->units.at[i], written)) {
			only = &w->units.at[i];
			n++;
		}
	return n == 1 && !only->fixed && !only->leaves && only->off + only->size == load->p_offset + load->p_filesz
		? only
		: NULL;
}

static void grow_load(struct lw_elf_work *w, struct lw_phdr *load, uint64_t end) {
	load->p_filesz = load->p_memsz = end - load->p_offset;
	lw_editing_takes(w->e, end > w->e->src->size ? LW_STRATEGY_OWN_SEGMENT : LW_STRATEGY_SPARE_ROOM);
	if (end > w->new_end)
		w->new_end = end;
}

static bool look_at_tail(struct lw_elf_work *w, const struct lw_phdr *load, bool written, struct lw_elf_tail *t,
			 struct lw_error *err) {
	const uint64_t delta = load->p_vaddr - load->p_offset;
	t->from = load->p_offset + load->p_filesz;
	t->room = tail_room(w, load);
	t->only = at_its_end(w, load, written);
	t->end = t->only != NULL ? t->only->off + t->only->to_size
				 : lw_elf_lay_units(w, written, t->from, delta, false, 0);
	t->fits = t->end - t->from <= t->room;
	return !t->fits || is_blank(w, t->from, t->room, &t->fits, err);
}

void lw_elf_use_tail(struct lw_elf_work *w, struct lw_phdr *load, bool written, const struct lw_elf_tail *t) {
	const uint64_t left = t->room - (t->end - t->from), delta = load->p_vaddr - load->p_offset;
	if (t->only == NULL) {
		grow_load(w, load, lw_elf_lay_units(w, written, t->from, delta, true, left));
		return;
	}
	const uint64_t spare = spare_of(w, t->only);
	t->only->to_size += spare < left ? spare : left;
	t->only->moves = false;
	grow_load(w, load, t->only->off + t->only->to_size);
}

/* The segments that may hold such units, the better ones first: not executable, unless the strings were so before. */
bool lw_elf_find_tail(struct lw_elf_work *w, bool written, struct lw_phdr **load, struct lw_elf_tail *t,
		      struct lw_error *err) {
	*load = NULL;
	for (unsigned executable = 0; executable <= 1; executable++)
		for (uint32_t i = 0; i < w->phdrs.n; i++) {
			struct lw_phdr *p = &w->phdrs.at[i];
			if (!may_hold(p, written, executable != 0) ||
			    (executable != 0 && (written || !was_executable(w))))
				continue;
			LW_TRY(look_at_tail(w, p, written, t, err));
			if (!t->fits)
				continue;
			*load = p;
			return true;
		}
	return true;
}
