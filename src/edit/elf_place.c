/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A place for what has grown, and for what gets out of the way of the program headers: behind the end of a segment that
 * has room there in file and memory, or in a new segment above all others. Nothing that stays is ever shifted. What is
 * only read goes where nothing is written, what ld.so writes to goes where it may; never both writable and executable.
 */
#include <string.h>

#include "base/fail.h"
#include "edit/elf_work.h"
#include "names/elf_numbers.h"

/* Of a table that moves: so much more than it takes, for later edits. With what else is added it stays below a page. */
#define SPARE_STRINGS 3800
#define SPARE_TAGS 8
#define MOST_ROOM 8192
/* Old kernels want the program headers at the same distance as the first segment; a file may get this much longer for
 * it. */
#define MOST_HOLE 65536

static uint64_t round_up(uint64_t n, uint64_t to) {
	return (n + to - 1) / to * to;
}

/* What has to be in a segment that is written to. */
static bool is_written(const struct lw_elf_unit *u) {
	return u->kind == LW_UNIT_DYNAMIC && u->writable;
}

static bool is_open(const struct lw_elf_unit *u, bool written) {
	return u->moves && !u->placed && u->kind != LW_UNIT_SHDRS && is_written(u) == written;
}

/* Which tables have outgrown their place? */
static void find_grown(struct lw_elf_work *w, uint64_t interp_size) {
	for (uint32_t i = 0; i < w->units.n; i++) {
		struct lw_elf_unit *u = &w->units.at[i];
		if (u->kind == LW_UNIT_DYNSTR && w->str.n > u->size)
			u->to_size = w->str.n;
		else if (u->kind == LW_UNIT_DYNAMIC && lw_elf_tags_size(w) > u->size)
			u->to_size = lw_elf_tags_size(w);
		else if (u->kind == LW_UNIT_INTERP && w->new_interp)
			u->to_size = interp_size;
		else
			continue;
		u->moves = u->to_size > u->size;
	}
}

static uint64_t spare_of(const struct lw_elf_work *w, const struct lw_elf_unit *u) {
	return u->kind == LW_UNIT_DYNSTR     ? SPARE_STRINGS
		: u->kind == LW_UNIT_DYNAMIC ? SPARE_TAGS * lw_record_size(&lw_rec_dyn, w->is64)
					     : 0;
}

/* Symbols that no hash table counts end where the strings begin. */
static bool take_symbols_along(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_elf_unit *str = lw_elf_unit(w, LW_UNIT_DYNSTR), *sym = lw_elf_unit(w, LW_UNIT_DYNSYM);
	bool counts = true;
	if (str == NULL || sym == NULL || !str->moves)
		return true;
	LW_TRY(lw_elf_hash_counts(&w->r, &counts, err));
	sym->moves |= !counts;
	return true;
}

/* What comes first, what comes last: symbols right before strings, and those at the end, where they may grow. */
static unsigned pass_of(const struct lw_elf_unit *u) {
	return u->kind == LW_UNIT_DYNSTR ? 2 : u->kind == LW_UNIT_DYNSYM ? 1 : 0;
}

/* Lays the open units one behind the other from off on; gives the end. place: set it; room: for spare room. */
static uint64_t lay_units(struct lw_elf_work *w, bool written, uint64_t off, uint64_t delta, bool place,
			  uint64_t room) {
	for (unsigned pass = 0; pass < 3; pass++)
		for (uint32_t i = 0; i < w->units.n; i++) {
			struct lw_elf_unit *u = &w->units.at[i];
			if (!is_open(u, written) || pass_of(u) != pass)
				continue;
			const uint64_t at = round_up(off, u->align);
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

static bool any_open(const struct lw_elf_work *w, bool written) {
	for (uint32_t i = 0; i < w->units.n; i++)
		if (is_open(&w->units.at[i], written))
			return true;
	return false;
}

/* Where the next thing of the file begins behind off; UINT64_MAX: the file ends there and may grow. */
static uint64_t next_in_file(const struct lw_elf_work *w, uint64_t off) {
	uint64_t next = UINT64_MAX;
	for (uint32_t i = 0; i < w->phdrs.n; i++) {
		const struct lw_phdr *p = &w->phdrs.at[i];
		if (p->p_filesz != 0 && p->p_offset >= off && p->p_offset < next)
			next = p->p_offset;
	}
	for (uint32_t i = 1; i < w->space.sections.n; i++) {
		const struct lw_shdr *s = &w->space.sections.at[i].raw;
		if (s->sh_type != SHT_NOBITS && s->sh_size != 0 && s->sh_offset >= off && s->sh_offset < next)
			next = s->sh_offset;
	}
	if (w->space.sections.n != 0 && w->ehdr.e_shoff >= off && w->ehdr.e_shoff < next)
		next = w->ehdr.e_shoff;
	if (w->ehdr.e_phoff >= off && w->ehdr.e_phoff < next)
		next = w->ehdr.e_phoff;
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
	const uint64_t in_file = next_in_file(w, file_end), in_memory = next_in_memory(w, load);
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

static bool may_hold(const struct lw_elf_work *w, const struct lw_phdr *p, bool written, bool executable) {
	(void)w;
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

/* The only open unit is the last thing of this segment: then it grows where it is. */
static struct lw_elf_unit *at_its_end(struct lw_elf_work *w, const struct lw_phdr *load, bool written) {
	struct lw_elf_unit *only = NULL;
	uint32_t n = 0;
	for (uint32_t i = 0; i < w->units.n; i++)
		if (is_open(&w->units.at[i], written)) {
			only = &w->units.at[i];
			n++;
		}
	return n == 1 && !only->fixed && only->off + only->size == load->p_offset + load->p_filesz ? only : NULL;
}

/* Where the segment would end if the open units went to its end. */
static uint64_t tail_end(struct lw_elf_work *w, const struct lw_phdr *load, bool written) {
	const struct lw_elf_unit *only = at_its_end(w, load, written);
	return only != NULL ? only->off + only->to_size
			    : lay_units(w, written, load->p_offset + load->p_filesz, 0, false, 0);
}

static bool grow_load(struct lw_elf_work *w, struct lw_phdr *load, uint64_t end) {
	load->p_filesz = load->p_memsz = end - load->p_offset;
	lw_editing_takes(w->e, end > w->e->src->size ? LW_STRATEGY_OWN_SEGMENT : LW_STRATEGY_SPARE_ROOM);
	if (end > w->new_end)
		w->new_end = end;
	return true;
}

/* Tries the end of one segment. */
static bool try_tail(struct lw_elf_work *w, struct lw_phdr *load, bool written, bool *done, struct lw_error *err) {
	const uint64_t from = load->p_offset + load->p_filesz, room = tail_room(w, load),
		       delta = load->p_vaddr - load->p_offset;
	struct lw_elf_unit *only = at_its_end(w, load, written);
	const uint64_t end = tail_end(w, load, written);
	if (end - from > room)
		return true;
	LW_TRY(is_blank(w, from, room, done, err));
	if (!*done)
		return true;
	if (only == NULL)
		return grow_load(w, load, lay_units(w, written, from, delta, true, room - (end - from)));
	const uint64_t spare = spare_of(w, only), left = room - (end - from);
	only->to_size += spare < left ? spare : left;
	only->moves = false;
	return grow_load(w, load, only->off + only->to_size);
}

static bool use_spare_room(struct lw_elf_work *w, bool written, bool *done, struct lw_error *err) {
	*done = !any_open(w, written);
	for (unsigned executable = 0; executable <= 1u && !*done; executable++)
		for (uint32_t i = 0; i < w->phdrs.n && !*done; i++)
			if (may_hold(w, &w->phdrs.at[i], written, executable != 0) &&
			    (executable == 0 || (!written && was_executable(w))))
				LW_TRY(try_tail(w, &w->phdrs.at[i], written, done, err));
	return true;
}

static uint64_t memory_end(const struct lw_elf_work *w) {
	uint64_t end = 0;
	for (uint32_t i = 0; i < w->phdrs.n; i++) {
		const struct lw_phdr *p = &w->phdrs.at[i];
		if (p->p_type == PT_LOAD && p->p_vaddr + p->p_memsz > end)
			end = p->p_vaddr + p->p_memsz;
	}
	return end;
}

/* A PT_NULL gives up its place. */
static bool insert_header(struct lw_elf_work *w, struct lw_phdr p, struct lw_error *err) {
	uint32_t at = 0;
	for (uint32_t i = 0; i < w->phdrs.n; i++)
		if (w->phdrs.at[i].p_type == PT_NULL) {
			for (; i + 1 < w->phdrs.n; i++)
				w->phdrs.at[i] = w->phdrs.at[i + 1];
			w->phdrs.n--;
		}
	if (lw_vec_add(w->e->a, &w->phdrs, err) == NULL)
		return false;
	for (uint32_t i = 0; i + 1 < w->phdrs.n; i++)
		if (w->phdrs.at[i].p_type == PT_LOAD)
			at = i + 1;
	for (uint32_t i = w->phdrs.n - 1; i > at; i--)
		w->phdrs.at[i] = w->phdrs.at[i - 1];
	w->phdrs.at[at] = p;
	return true;
}

/* A new segment above all others; its place in the file is behind all else. */
static bool new_segment(struct lw_elf_work *w, bool written, struct lw_error *err) {
	if (!any_open(w, written))
		return true;
	const uint64_t off = round_up(w->new_end, 16), base = round_up(memory_end(w), w->page) + off % w->page;
	const uint64_t end = lay_units(w, written, off, base - off, true, SPARE_STRINGS);
	const uint64_t top = w->is64 ? UINT64_MAX >> 1 : UINT32_MAX;
	if (base > top || end - off > top - base)
		return lw_fail(err, LW_E_UNSUPPORTED, "its segments reach up to %#llx, and no other fits above them",
			       (unsigned long long)memory_end(w));
	const struct lw_phdr p = {.p_type = PT_LOAD,
				  .p_flags = PF_R | (written ? PF_W : 0u),
				  .p_offset = off,
				  .p_vaddr = base,
				  .p_paddr = base,
				  .p_filesz = end - off,
				  .p_memsz = end - off,
				  .p_align = w->page};
	w->new_end = end;
	lw_editing_takes(w->e, LW_STRATEGY_APPEND);
	return insert_header(w, p, err);
}

static uint32_t n_nulls(const struct lw_elf_work *w) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < w->phdrs.n; i++)
		n += w->phdrs.at[i].p_type == PT_NULL;
	return n;
}

static bool refuse_overlay(const struct lw_elf_work *w, struct lw_error *err) {
	return lw_fail_at(err, LW_E_UNSUPPORTED, w->end,
			  "has %llu bytes behind its end (a self-extractor, a bundled script, an AppImage …) that find "
			  "themselves by their place, and this edit does not fit into the room that is there",
			  (unsigned long long)(w->e->src->size - w->end));
}

/* How many headers have to be added: what does not fit into spare room takes segments. */
static bool count_headers(struct lw_elf_work *w, uint32_t *n, struct lw_error *err) {
	bool fits = false;
	*n = w->phdrs.n > w->elf->n_phdrs ? w->phdrs.n - w->elf->n_phdrs : 0;
	for (unsigned written = 0; written <= 1; written++) {
		fits = !any_open(w, written != 0);
		for (uint32_t i = 0; !fits && i < w->phdrs.n; i++) {
			const struct lw_phdr *p = &w->phdrs.at[i];
			const uint64_t from = p->p_offset + p->p_filesz;
			if (!may_hold(w, p, written != 0, false) &&
			    !(written == 0 && was_executable(w) && may_hold(w, p, false, true)))
				continue;
			if (tail_end(w, p, written != 0) - from > tail_room(w, p))
				continue;
			LW_TRY(is_blank(w, from, tail_room(w, p), &fits, err));
		}
		*n += !fits;
	}
	const uint32_t nulls = n_nulls(w);
	*n = *n > nulls ? *n - nulls : 0;
	return true;
}

/* The headers may have to get room, and what gets out of their way a segment of its own. */
static bool make_room_for_headers(struct lw_elf_work *w, struct lw_error *err) {
	uint32_t n = 0, has = 0;
	bool can = true;
	LW_TRY(count_headers(w, &n, err));
	while (n > has) {
		has = n;
		LW_TRY(lw_elf_phdrs_room(w, n, &can, err));
		if (!can)
			return lw_elf_phdrs_move(w, n, err);
		LW_TRY(count_headers(w, &n, err));
	}
	return true;
}

static bool place_shdrs(struct lw_elf_work *w) {
	struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_SHDRS);
	if (u == NULL || !u->moves)
		return true;
	u->to_off = round_up(w->new_end, 8);
	u->placed = true;
	w->new_end = u->to_off + u->size;
	w->ehdr.e_shoff = u->to_off;
	return true;
}

bool lw_elf_place(struct lw_elf_work *w, struct lw_error *err) {
	bool done = false;
	w->new_end = w->e->src->size;
	find_grown(w, w->new_interp ? strlen(w->interp) + 1 : 0);
	LW_TRY(take_symbols_along(w, err));
	if (!any_open(w, false) && !any_open(w, true) && w->phdrs.n <= w->elf->n_phdrs)
		return true;
	LW_TRY(make_room_for_headers(w, err));
	for (unsigned written = 0; written <= 1; written++) {
		LW_TRY(use_spare_room(w, written != 0, &done, err));
		if (!done)
			LW_TRY(new_segment(w, written != 0, err));
	}
	LW_TRY(place_shdrs(w));
	return w->new_end == w->e->src->size || !w->has_overlay || refuse_overlay(w, err);
}
