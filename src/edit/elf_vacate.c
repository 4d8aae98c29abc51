/* SPDX-License-Identifier: Apache-2.0 */
/* Segments that an earlier edit made, of this program or another: nothing lies in them but units. */
#include "base/fail.h"
#include "edit/elf_places.h"
#include "names/elf_numbers.h"

/* Bytes between and behind the units, which have to be zero. */
#define MOST_GAPS 65536

static bool within(const struct lw_phdr *p, uint64_t off, uint64_t len) {
	return off >= p->p_offset && lw_range_fits(off - p->p_offset, len, p->p_filesz);
}

static bool has_open(const struct lw_elf_work *w, const struct lw_phdr *p, bool written) {
	for (uint32_t i = 0; i < w->units.n; i++)
		if (lw_elf_is_open(&w->units.at[i], written) && within(p, w->units.at[i].off, w->units.at[i].size))
			return true;
	return false;
}

/* Of that segment alone, up to the end of its last page: what is made read-only there is given up with it. A linker
 * makes one for nothing but the dynamic section (lld, where there is no .got and no .init_array). */
static bool is_its_relro(const struct lw_elf_work *w, const struct lw_phdr *load, const struct lw_phdr *p) {
	const uint64_t start = load->p_vaddr, size = lw_round_up(start + load->p_memsz, w->page) - start;
	return p->p_type == PT_GNU_RELRO && p->p_vaddr >= start && lw_range_fits(p->p_vaddr - start, p->p_memsz, size);
}

/* Every other header that points into it follows a unit. */
static bool headers_follow(const struct lw_elf_work *w, const struct lw_phdr *load) {
	for (uint32_t i = 0; i < w->phdrs.n; i++) {
		const struct lw_phdr *p = &w->phdrs.at[i];
		bool follows = p == load || p->p_type == PT_LOAD || p->p_memsz == 0 || is_its_relro(w, load, p) ||
			p->p_vaddr + p->p_memsz <= load->p_vaddr || p->p_vaddr >= load->p_vaddr + load->p_memsz;
		for (uint32_t k = 0; k < w->units.n && !follows; k++)
			follows = p->p_offset == w->units.at[k].off && p->p_filesz == w->units.at[k].size &&
				w->units.at[k].kind != LW_UNIT_SHDRS &&
				(p->p_type == PT_DYNAMIC || p->p_type == PT_INTERP || p->p_type == PT_NOTE ||
				 p->p_type == PT_GNU_PROPERTY);
		if (!follows)
			return false;
	}
	return true;
}

/* No other segment has any of its bytes. */
static bool is_alone(const struct lw_elf_work *w, const struct lw_phdr *load) {
	for (uint32_t i = 0; i < w->phdrs.n; i++) {
		const struct lw_phdr *p = &w->phdrs.at[i];
		if (p != load && p->p_type == PT_LOAD && p->p_filesz != 0 &&
		    p->p_offset < load->p_offset + load->p_filesz && p->p_offset + p->p_filesz > load->p_offset)
			return false;
	}
	return true;
}

static bool sections_follow(const struct lw_elf_work *w, const struct lw_phdr *load) {
	for (uint32_t i = 1; i < w->space.sections.n; i++) {
		const struct lw_shdr *s = &w->space.sections.at[i].raw;
		const bool follows = s->sh_size == 0 || s->sh_type == SHT_NOBITS ||
			s->sh_offset >= load->p_offset + load->p_filesz ||
			s->sh_offset + s->sh_size <= load->p_offset ||
			lw_elf_unit_holding(w, s->sh_offset, s->sh_size) != NULL;
		if (!follows)
			return false;
	}
	return true;
}

/* The unit that holds a byte of it, or NULL. */
static const struct lw_elf_unit *unit_at(const struct lw_elf_work *w, uint64_t off) {
	for (uint32_t i = 0; i < w->units.n; i++) {
		const struct lw_elf_unit *u = &w->units.at[i];
		if (!u->fixed && u->mapped && off >= u->off && off - u->off < u->size)
			return u;
	}
	return NULL;
}

static uint64_t next_unit(const struct lw_elf_work *w, uint64_t off, uint64_t end) {
	for (uint32_t i = 0; i < w->units.n; i++)
		if (w->units.at[i].off > off && w->units.at[i].off < end)
			end = w->units.at[i].off;
	return end;
}

/* What is not a unit is zero. */
static bool only_units(struct lw_elf_work *w, const struct lw_phdr *p, bool *out, struct lw_error *err) {
	const uint64_t end = p->p_offset + p->p_filesz;
	uint64_t gaps = 0;
	*out = true;
	for (uint64_t at = p->p_offset; at < end && *out;) {
		const struct lw_elf_unit *u = unit_at(w, at);
		const uint64_t next = u != NULL ? u->off + u->size : next_unit(w, at, end);
		struct lw_span s = {NULL, 0};
		gaps += u == NULL ? next - at : 0;
		*out = gaps <= MOST_GAPS;
		if (u == NULL && *out)
			LW_TRY(lw_source_view(w->e->src, at, next - at, w->e->a, &s, err));
		for (uint64_t i = 0; i < s.len && *out; i++)
			*out = s.ptr[i] == 0;
		at = next;
	}
	return true;
}

static bool is_first(const struct lw_elf_work *w, const struct lw_phdr *load) {
	for (uint32_t i = 0; i < w->phdrs.n; i++)
		if (w->phdrs.at[i].p_type == PT_LOAD && w->phdrs.at[i].p_vaddr < load->p_vaddr)
			return false;
	return true;
}

/* The header is there for another. */
static bool free_header(struct lw_elf_work *w, struct lw_phdr *p, struct lw_error *err) {
	uint64_t *slot = lw_vec_add(w->e->a, &w->vacated, err);
	if (slot == NULL)
		return false;
	*slot = p->p_vaddr;
	*p = (struct lw_phdr){.p_type = PT_NULL};
	return true;
}

static bool give_up(struct lw_elf_work *w, struct lw_phdr *p, struct lw_error *err) {
	for (uint32_t i = 0; i < w->phdrs.n; i++)
		if (is_its_relro(w, p, &w->phdrs.at[i]))
			LW_TRY(free_header(w, &w->phdrs.at[i], err));
	for (uint32_t i = 0; i < w->units.n; i++)
		if (w->units.at[i].mapped && within(p, w->units.at[i].off, w->units.at[i].size))
			w->units.at[i].moves = true;
	/* At the end of the file its bytes are free too. */
	if (p->p_offset + p->p_filesz == w->new_end) {
		w->new_end = p->p_offset;
		w->keep_end = p->p_offset;
	}
	lw_editing_takes(w->e, LW_STRATEGY_OWN_SEGMENT);
	return free_header(w, p, err);
}

bool lw_elf_vacate(struct lw_elf_work *w, bool written, struct lw_error *err) {
	for (uint32_t i = 0; i < w->phdrs.n; i++) {
		struct lw_phdr *p = &w->phdrs.at[i];
		bool only = p->p_type == PT_LOAD && (p->p_flags & PF_X) == 0 && ((p->p_flags & PF_W) != 0) == written &&
			p->p_filesz == p->p_memsz && has_open(w, p, written) && !is_first(w, p) && is_alone(w, p) &&
			headers_follow(w, p) && sections_follow(w, p);
		if (only)
			LW_TRY(only_units(w, p, &only, err));
		if (only)
			LW_TRY(give_up(w, p, err));
	}
	return true;
}
