/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A place for what has grown, and for what gets out of the way of the program headers: behind the end of a segment that
 * has room there in file and memory, or in a new segment above all others. Nothing that stays is ever shifted. What is
 * only read goes where nothing is written, what ld.so writes to goes where it may; never both writable and executable.
 */
#include <string.h>

#include "base/fail.h"
#include "edit/elf_places.h"
#include "names/elf_numbers.h"

#define MOST_DISTANCE (UINT64_C(16) << 20)

/* How long a unit has to be for what is put into it. */
static uint64_t size_for(const struct lw_elf_work *w, const struct lw_elf_unit *u) {
	switch (u->kind) {
	case LW_UNIT_DYNSTR:
		return w->str.n > u->size ? w->str.n : u->size;
	case LW_UNIT_DYNAMIC:
		return lw_elf_tags_size(w) > u->size ? lw_elf_tags_size(w) : u->size;
	case LW_UNIT_INTERP:
		return w->new_interp ? strlen(w->interp) + 1 : u->size;
	default:
		return u->size;
	}
}

/* Which tables have outgrown their place? */
static bool find_grown(struct lw_elf_work *w, struct lw_error *err) {
	for (uint32_t i = 0; i < w->units.n; i++) {
		struct lw_elf_unit *u = &w->units.at[i];
		bool room = true;
		u->to_size = size_for(w, u);
		if (u->to_size > u->size)
			LW_TRY(lw_elf_gap_behind(w, u, u->to_size - u->size, &room, err));
		u->moves = !room;
	}
	return true;
}

/* What a table had that is made read-only once it has been relocated. */
static bool warn_of_relro(struct lw_elf_work *w, struct lw_error *err) {
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_DYNAMIC);
	for (uint32_t i = 0; u != NULL && u->moves && i < w->elf->n_phdrs; i++) {
		const struct lw_phdr *p = &w->elf->phdrs[i];
		if (p->p_type == PT_GNU_RELRO && u->addr >= p->p_vaddr && u->addr - p->p_vaddr < p->p_memsz)
			return lw_editing_warn(
				w->e, err,
				"the dynamic section has no room to grow where it is and leaves the part that is "
				"read-only once it is relocated (RELRO)");
	}
	return true;
}

/* Symbols that no hash table counts end where the strings begin. */
static bool take_symbols_along(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_elf_unit *str = lw_elf_unit(w, LW_UNIT_DYNSTR), *sym = lw_elf_unit(w, LW_UNIT_DYNSYM);
	bool counts = true;
	if (str == NULL || sym == NULL || str->moves == sym->moves)
		return true;
	LW_TRY(lw_elf_hash_counts(&w->r, &counts, err));
	sym->moves |= !counts;
	str->moves |= !counts;
	return true;
}

/* UINT64_MAX where a segment wraps around. */
static uint64_t memory_end(const struct lw_elf_work *w) {
	uint64_t end = 0;
	for (uint32_t i = 0; i < w->phdrs.n; i++) {
		const struct lw_phdr *p = &w->phdrs.at[i];
		if (p->p_type == PT_LOAD && p->p_memsz > UINT64_MAX - p->p_vaddr)
			return UINT64_MAX;
		if (p->p_type == PT_LOAD && p->p_vaddr + p->p_memsz > end)
			end = p->p_vaddr + p->p_memsz;
	}
	return end;
}

static bool refuse_address(const struct lw_elf_work *w, struct lw_error *err) {
	return lw_fail(err, LW_E_UNSUPPORTED, "its segments reach up to %#llx, and no other fits above them",
		       (unsigned long long)memory_end(w));
}

static bool drop_null(struct lw_elf_work *w) {
	for (uint32_t i = 0; i < w->phdrs.n; i++) {
		if (w->phdrs.at[i].p_type != PT_NULL)
			continue;
		for (; i + 1 < w->phdrs.n; i++)
			w->phdrs.at[i] = w->phdrs.at[i + 1];
		w->phdrs.n--;
		return true;
	}
	return false;
}

/* A PT_NULL gives up its place. */
static bool insert_header(struct lw_elf_work *w, struct lw_phdr p, struct lw_error *err) {
	uint32_t at = 0;
	(void)drop_null(w);
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

/*
 * How far what is only read stays away from what is written to. eu-elflint takes a relocation for one of every segment
 * that its slot and the size of its symbol reach (elfutils, src/elflint.c, check_one_reloc). It costs addresses, no
 * bytes.
 */
static bool distance(struct lw_elf_work *w, bool written, uint64_t *out, struct lw_error *err) {
	const uint64_t most = w->is64 ? MOST_DISTANCE : MOST_DISTANCE / 16;
	*out = 0;
	const uint64_t size = lw_record_size(&lw_rec_sym, w->is64);
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_DYNSYM);
	struct lw_span s;
	struct lw_sym sym;
	if (written || u == NULL)
		return true;
	LW_TRY(lw_elf_unit_view(w, u, &s, err));
	for (uint64_t i = 0; i < s.len / size; i++)
		if (lw_record_get(&lw_rec_sym, s, i * size, w->is64, w->big, &sym) && sym.st_size > *out)
			*out = sym.st_size < most ? sym.st_size : most;
	return true;
}

/*
 * Bytes before the first unit. A segment of one unit must not begin where its PT_LOAD does, which comes behind it in
 * the table: llvm-strip lays the one out first, as the parent of the other, and does not align it (lib/ObjCopy/ELF,
 * setParentSegment).
 */
static uint64_t lead(const struct lw_elf_work *w, bool written) {
	for (uint32_t i = 0; i < w->units.n; i++) {
		const struct lw_elf_unit *u = &w->units.at[i];
		if (lw_elf_is_open(u, written) &&
		    (u->kind == LW_UNIT_INTERP || u->kind == LW_UNIT_NOTE || u->kind == LW_UNIT_MARK))
			return 16;
	}
	return 0;
}

/* A new segment above all others; its place in the file is behind all else. */
static bool new_segment(struct lw_elf_work *w, bool written, struct lw_error *err) {
	uint64_t away = 0;
	if (!lw_elf_any_open(w, written))
		return true;
	LW_TRY(distance(w, written, &away, err));
	const uint64_t top = lw_elf_top(w);
	if (memory_end(w) > top - away - 2 * w->page)
		return refuse_address(w, err);
	const uint64_t off = lw_round_up(w->new_end, 16),
		       base = lw_round_up(memory_end(w) + away, w->page) + off % w->page;
	const uint64_t end =
		lw_elf_lay_units(w, written, off + lead(w, written), base - off, true, LW_ELF_SPARE_STRINGS);
	if (base > top || end - off > top - base)
		return refuse_address(w, err);
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
	struct lw_phdr *load = NULL;
	struct lw_elf_tail t;
	*n = w->phdrs.n > w->elf->n_phdrs ? w->phdrs.n - w->elf->n_phdrs : 0;
	for (unsigned written = 0; written <= 1; written++) {
		if (!lw_elf_any_open(w, written != 0))
			continue;
		LW_TRY(lw_elf_find_tail(w, written != 0, &load, &t, err));
		if (load == NULL)
			LW_TRY(lw_elf_vacate(w, written != 0, err));
		*n += load == NULL;
	}
	const uint32_t nulls = n_nulls(w);
	*n = *n > nulls ? *n - nulls : 0;
	return true;
}

/* The headers may have to get room, and what gets out of their way a segment of its own. */
static bool make_room_for_headers(struct lw_elf_work *w, uint32_t *room, struct lw_error *err) {
	uint32_t n = 0, has = 0;
	bool can = true;
	*room = w->elf->n_phdrs;
	LW_TRY(count_headers(w, &n, err));
	while (n > has) {
		has = n;
		LW_TRY(lw_elf_phdrs_room(w, n, &can, err));
		if (!can)
			return lw_elf_phdrs_move(w, n, room, err);
		*room = w->elf->n_phdrs + n;
		LW_TRY(take_symbols_along(w, err));
		LW_TRY(count_headers(w, &n, err));
	}
	return true;
}

static bool place_shdrs(struct lw_elf_work *w) {
	struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_SHDRS);
	if (u == NULL || !u->moves)
		return true;
	u->to_off = lw_round_up(w->new_end, 8);
	u->placed = true;
	w->new_end = u->to_off + u->size;
	w->ehdr.e_shoff = u->to_off;
	return true;
}

static bool place_in_tail(struct lw_elf_work *w, bool written, struct lw_error *err) {
	struct lw_phdr *load = NULL;
	struct lw_elf_tail t;
	if (!lw_elf_any_open(w, written))
		return true;
	LW_TRY(lw_elf_find_tail(w, written, &load, &t, err));
	if (load != NULL)
		lw_elf_use_tail(w, load, written, &t);
	return true;
}

/* Spare room first: where the file ends there is some until a new segment comes there. */
static bool place_units(struct lw_elf_work *w, struct lw_error *err) {
	return place_in_tail(w, false, err) && place_in_tail(w, true, err) && new_segment(w, false, err) &&
		new_segment(w, true, err);
}

/* The headers fit where room was made for them. */
static bool check_headers(struct lw_elf_work *w, uint32_t room, struct lw_error *err) {
	/* Those count for headers that were put in before there was a PT_NULL. */
	while (w->phdrs.n > room && drop_null(w))
		;
	return w->phdrs.n <= room ||
		lw_fail(err, LW_E_UNSUPPORTED,
			"has segments that share their bytes, and their headers cannot be added to");
}

bool lw_elf_place(struct lw_elf_work *w, struct lw_error *err) {
	w->new_end = w->keep_end = w->e->src->size;
	LW_TRY(find_grown(w, err) && take_symbols_along(w, err));
	if (!lw_elf_any_open(w, false) && !lw_elf_any_open(w, true) && w->phdrs.n <= w->elf->n_phdrs)
		return true;
	uint32_t room = 0;
	LW_TRY(make_room_for_headers(w, &room, err) && place_units(w, err) && check_headers(w, room, err));
	LW_TRY(warn_of_relro(w, err) && place_shdrs(w));
	if (w->new_end > (w->is64 ? UINT64_MAX >> 1 : UINT32_MAX))
		return lw_fail(err, LW_E_UNSUPPORTED, "would end at %#llx, which a 32-bit file cannot tell of",
			       (unsigned long long)w->new_end);
	return w->new_end <= w->e->src->size || !w->has_overlay || refuse_overlay(w, err);
}
