/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Room for more program headers. The table stays where it is: kernels before 5.18 tell a program its address as that of
 * the first segment plus e_phoff (fs/binfmt_elf.c, create_elf_tables), FreeBSD wants it in the first page, and core
 * dumps keep that page only. What lies behind it gets out of the way instead, as far as it is known what it is; a note
 * with the build-id stays in that page.
 */
#include "base/fail.h"
#include "edit/elf_work.h"
#include "names/elf_numbers.h"

static bool meets(uint64_t off, uint64_t len, uint64_t from, uint64_t to) {
	return len != 0 && off < to && off + len > from;
}

/* A section that is no part of a unit cannot move. */
static bool sections_free(const struct lw_elf_work *w, uint64_t from, uint64_t to) {
	for (uint32_t i = 1; i < w->space.sections.n; i++) {
		const struct lw_shdr *s = &w->space.sections.at[i].raw;
		if (s->sh_type != SHT_NOBITS && meets(s->sh_offset, s->sh_size, from, to) &&
		    lw_elf_unit_holding(w, s->sh_offset, s->sh_size) == NULL)
			return false;
	}
	return true;
}

/* A segment that begins there is of another kind of memory. */
static bool segments_free(const struct lw_elf_work *w, uint64_t from, uint64_t to) {
	for (uint32_t i = 0; i < w->elf->n_phdrs; i++) {
		const struct lw_phdr *p = &w->elf->phdrs[i];
		if (p->p_type == PT_LOAD && p->p_filesz != 0 && p->p_offset > from && p->p_offset < to)
			return false;
		/* The table has to stay mapped whole where it was. */
		if (p->p_type == PT_LOAD && p->p_offset < from && p->p_offset + p->p_filesz >= from &&
		    p->p_offset + p->p_filesz < to)
			return false;
	}
	return true;
}

/* What nobody reads, where sections say who does: zeros, and what patchelf writes over what it has moved. */
static bool is_fill(const struct lw_elf_work *w, uint8_t byte) {
	return byte == 0 || (w->space.sections.n != 0 && (byte == 'X' || byte == 'Z'));
}

/* Nothing but units that may move, and what nobody reads. */
static bool is_free(struct lw_elf_work *w, uint64_t from, uint64_t to, bool *out, struct lw_error *err) {
	struct lw_span s;
	*out = lw_range_fits(from, to - from, w->e->src->size) && sections_free(w, from, to) &&
		segments_free(w, from, to);
	if (!*out)
		return true;
	LW_TRY(lw_source_view(w->e->src, from, to - from, w->e->a, &s, err));
	for (uint64_t i = 0; i < s.len && *out; i++) {
		const struct lw_elf_unit *u = lw_elf_unit_holding(w, from + i, 1);
		*out = u == NULL ? is_fill(w, s.ptr[i]) : !u->fixed && u->kind != LW_UNIT_DYNAMIC;
	}
	return true;
}

static struct lw_elf_unit *build_id_in(struct lw_elf_work *w, uint64_t from, uint64_t to) {
	for (uint32_t i = 0; i < w->units.n; i++)
		if (w->units.at[i].build_id && meets(w->units.at[i].off, w->units.at[i].size, from, to))
			return &w->units.at[i];
	return NULL;
}

static void get_out(struct lw_elf_work *w, uint64_t from, uint64_t to) {
	for (uint32_t i = 0; i < w->units.n; i++)
		if (meets(w->units.at[i].off, w->units.at[i].size, from, to))
			w->units.at[i].moves = w->units.at[i].leaves = true;
}

/* The note goes right behind the table; what lies there gets out of its way too. */
static bool keep_note(struct lw_elf_work *w, struct lw_elf_unit *note, uint64_t behind, bool *can,
		      struct lw_error *err) {
	const uint64_t align = note->align < 4 ? 4 : note->align, delta = note->addr - note->off;
	const uint64_t at = lw_round_up(behind, align), end = at + note->size;
	*can = note->off >= LW_ELF_FIRST_PAGE || end <= LW_ELF_FIRST_PAGE;
	if (*can)
		LW_TRY(is_free(w, behind, end, can, err));
	if (!*can)
		return true;
	get_out(w, behind, end);
	note->moves = note->placed = true;
	note->to_off = at;
	note->to_addr = at + delta;
	return true;
}

/* What has moved away leaves zeros in the first page: the table may grow again. */
static bool blank(struct lw_elf_work *w, uint64_t from, const struct lw_elf_unit *u, struct lw_error *err) {
	uint64_t end = u->off + u->size < LW_ELF_FIRST_PAGE ? u->off + u->size : LW_ELF_FIRST_PAGE;
	if (from < u->off)
		from = u->off;
	for (uint32_t i = 0; i < w->units.n; i++) {
		const struct lw_elf_unit *v = &w->units.at[i];
		if (!v->placed || v->to_off >= end || v->to_off + v->to_size <= from)
			continue;
		from = v->to_off + v->to_size; /* a note that went to the front */
	}
	if (from >= end)
		return true;
	uint8_t *zeros = lw_alloc(w->e->a, (size_t)(end - from), 1, err);
	return zeros != NULL &&
		lw_patches_add(w->e, &w->patches,
			       (struct lw_patch){.off = from,
						 .bytes = {zeros, end - from},
						 .what = "room behind the program headers",
						 .why = "what lay there has moved"},
			       err);
}

bool lw_elf_phdrs_blank(struct lw_elf_work *w, struct lw_error *err) {
	const uint64_t end = w->ehdr.e_phoff + w->phdrs.n * lw_record_size(&lw_rec_phdr, w->is64);
	for (uint32_t i = 0; i < w->units.n; i++)
		if (w->units.at[i].moves && !w->units.at[i].fixed && w->units.at[i].kind != LW_UNIT_DYNAMIC)
			LW_TRY(blank(w, end, &w->units.at[i], err));
	return true;
}

bool lw_elf_phdrs_room(struct lw_elf_work *w, uint64_t n, bool *can, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_phdr, w->is64);
	const uint64_t from = w->ehdr.e_phoff + w->elf->n_phdrs * size, to = from + n * size;
	LW_TRY(is_free(w, from, to, can, err));
	if (!*can)
		return true;
	struct lw_elf_unit *note = build_id_in(w, from, to);
	if (note != NULL)
		LW_TRY(keep_note(w, note, to, can, err));
	if (*can)
		get_out(w, from, to);
	return true;
}

/* Since GNU properties have a header of their own, a PT_NOTE of the same range only repeats it (glibc elf/dl-load.c
 * takes PT_GNU_PROPERTY where it is there). */
static bool give_up_repeated(struct lw_elf_work *w) {
	for (uint32_t i = 0; i < w->phdrs.n; i++)
		for (uint32_t k = 0; k < w->phdrs.n; k++) {
			const struct lw_phdr *note = &w->phdrs.at[i], *property = &w->phdrs.at[k];
			if (note->p_type != PT_NOTE || property->p_type != PT_GNU_PROPERTY ||
			    note->p_offset != property->p_offset || note->p_filesz != property->p_filesz)
				continue;
			w->phdrs.at[i] = (struct lw_phdr){.p_type = PT_NULL};
			return true;
		}
	return false;
}

/* A kernel hands the table to a program, and to what will be one: by its kind, or by the flag of a PIE. Where PT_PHDR
 * tells its place, the program or its loader looks for it there. */
static bool is_looked_for(struct lw_elf_work *w) {
	const struct lw_elf_tag *flags = lw_elf_tag(w, DT_FLAGS_1);
	return w->img->kind != LW_IMAGE_LIBRARY || (flags != NULL && (flags->val & DF_1_PIE) != 0) ||
		lw_elf_header(w, PT_PHDR) != NULL;
}

bool lw_elf_phdrs_found(const struct lw_elf_work *w) {
	const uint64_t at = w->elf->ehdr.e_phoff, size = w->elf->n_phdrs * lw_record_size(&lw_rec_phdr, w->is64);
	const struct lw_phdr *first = NULL;
	for (uint32_t i = 0; i < w->elf->n_phdrs; i++) {
		const struct lw_phdr *p = &w->elf->phdrs[i];
		if (p->p_type != PT_LOAD)
			continue;
		first = first == NULL ? p : first;
		if (at >= p->p_offset && lw_range_fits(at - p->p_offset, size, p->p_filesz))
			return p->p_vaddr - p->p_offset == first->p_vaddr - first->p_offset;
	}
	return true;
}

bool lw_elf_phdrs_move(struct lw_elf_work *w, uint32_t n, uint32_t *room, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_phdr, w->is64);
	if (n == 1 && give_up_repeated(w))
		return lw_editing_warn(w->e, err,
				       "the PT_NOTE that repeats PT_GNU_PROPERTY gives its place to the new segment");
	if (is_looked_for(w))
		return lw_fail_at(
			err, LW_E_UNSUPPORTED, w->ehdr.e_phoff + w->elf->n_phdrs * size,
			"%llu more program headers are needed, and what lies behind the others cannot be moved; a "
			"program's have to stay where kernels look for them",
			(unsigned long long)n);
	LW_TRY(lw_editing_warn(
		w->e, err,
		"the program headers move to the end of the file, because what lies behind them cannot; strip and "
		"objcopy put them back and ruin such a file: use those before this edit, not behind it"));
	struct lw_elf_unit *u = lw_vec_add(w->e->a, &w->units, err);
	if (u == NULL)
		return false;
	*room = w->phdrs.n + n + 1;
	/* One more for the segment that they make necessary. */
	*u = (struct lw_elf_unit){.kind = LW_UNIT_PHDRS,
				  .what = "program headers",
				  .off = w->ehdr.e_phoff,
				  .size = w->elf->n_phdrs * size,
				  .to_size = *room * size,
				  .align = 8,
				  .fixed = true,
				  .moves = true};
	return true;
}
