/* SPDX-License-Identifier: Apache-2.0 */
/* No two sections have the same bytes, in the file or in memory; nor have two things that a loader looks at. */
#include "edit/elf_sounding.h"

#include <stdlib.h>

#include "base/fail.h"
#include "names/elf_names.h"

#define ULL(x) ((unsigned long long)(x))

/* What may have bytes in common: DT_JMPREL is the end of DT_RELA with some linkers, and PT_GNU_PROPERTY a note. The
 * program headers may be a section of their own, which keeps tools from taking them for a gap. */
enum group { ALONE, NOTES, RELOCATIONS, PHDRS };

/* [start, end) of a section, or of something that has a name of its own. */
struct range {
	uint64_t start, end;
	uint32_t section;
	const char *name; /* NULL: the section's */
	enum group group;
	uint64_t told_at; /* where it is told of in the file; 0: in the section's header */
};

struct ranges {
	LW_VEC(struct range) list;
};

static int by_start(const void *x, const void *y) {
	const struct range *a = x, *b = y;
	return a->start != b->start ? (a->start < b->start ? -1 : 1) : (a->end > b->end) - (a->end < b->end);
}

static bool add(struct lw_sounding *s, struct ranges *r, struct range one, struct lw_error *err) {
	if (one.start >= one.end)
		return true;
	struct range *to = lw_vec_add(s->r.a, &r->list, err);
	if (to != NULL)
		*to = one;
	return to != NULL;
}

static const char *name_of(const struct lw_sounding *s, const struct range *r) {
	return r->name != NULL ? r->name : lw_sound_section_name(s, r->section);
}

static uint64_t told_at(const struct lw_sounding *s, const struct range *r) {
	return r->told_at != 0 ? r->told_at : lw_sound_shdr_off(s, r->name == NULL ? r->section : 0);
}

static bool may_share(const struct range *x, const struct range *y) {
	if (x->group == PHDRS || y->group == PHDRS)
		return x->start == y->start && x->end == y->end;
	return x->group != ALONE && x->group == y->group;
}

static bool overlaps(struct lw_sounding *s, struct ranges *r, enum lw_sound what, struct lw_error *err) {
	if (r->list.n == 0)
		return true;
	qsort(r->list.at, r->list.n, sizeof *r->list.at, by_start);
	const struct range *last = &r->list.at[0];
	for (uint32_t i = 1; i < r->list.n; i++) {
		const struct range *x = &r->list.at[i];
		if (x->start < last->end && !may_share(x, last))
			LW_TRY(lw_sound_add(s, what, told_at(s, x), err,
					    "%.100s (%#llx to %#llx) and %.100s (%#llx to %#llx) overlap in %s",
					    name_of(s, last), ULL(last->start), ULL(last->end), name_of(s, x),
					    ULL(x->start), ULL(x->end),
					    what == LW_SOUND_SECTION_MEMORY ? "memory" : "the file"));
		if (x->end > last->end)
			last = x;
	}
	return true;
}

static bool headers(struct lw_sounding *s, struct ranges *r, struct lw_error *err) {
	const uint64_t at = s->r.elf->ehdr.e_phoff, size = s->r.elf->n_phdrs * lw_record_size(&lw_rec_phdr, s->r.is64);
	return add(s, r, (struct range){0, lw_record_size(&lw_rec_ehdr, s->r.is64), 0, "the file header", ALONE, 0},
		   err) &&
		add(s, r, (struct range){at, at + size, 0, "the program headers", PHDRS, at}, err);
}

/* Notes, the interpreter's name and the dynamic section. */
static bool segments(struct lw_sounding *s, struct ranges *r, struct lw_error *err) {
	for (uint32_t i = 0; i < s->r.elf->n_phdrs; i++) {
		const struct lw_phdr *p = &s->r.elf->phdrs[i];
		const bool note = p->p_type == PT_NOTE || p->p_type == LW_PT_GNU_PROPERTY;
		if ((!note && p->p_type != PT_INTERP && p->p_type != PT_DYNAMIC) ||
		    !lw_sound_fits(s, p->p_offset, p->p_filesz))
			continue;
		LW_TRY(add(s, r,
			   (struct range){p->p_offset, p->p_offset + p->p_filesz, 0, lw_sound_phdr_name(s, i),
					  note ? NOTES : ALONE, lw_sound_phdr_off(s, i)},
			   err));
	}
	return true;
}

/* Tables, as far as the dynamic section tells how long they are. */
static bool tables(struct lw_sounding *s, struct ranges *r, struct lw_error *err) {
	static const struct {
		uint64_t tag;
		enum group group;
	} known[] = {{DT_STRTAB, ALONE},    {DT_SYMTAB, ALONE},       {DT_HASH, ALONE},       {DT_GNU_HASH, ALONE},
		     {DT_VERSYM, ALONE},    {DT_VERDEF, ALONE},       {DT_VERNEED, ALONE},    {DT_RELA, RELOCATIONS},
		     {DT_REL, RELOCATIONS}, {DT_JMPREL, RELOCATIONS}, {DT_RELR, RELOCATIONS}, {DT_INIT_ARRAY, ALONE},
		     {DT_FINI_ARRAY, ALONE}};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		const struct lw_dyn *d = lw_elf_dyn(s->r.elf, known[i].tag);
		const uint64_t n = lw_sound_tag_bytes(s, known[i].tag);
		const struct lw_phdr *load = d == NULL ? NULL : lw_sound_file_load(s, d->d_val, n);
		if (load == NULL)
			continue;
		const uint64_t off = d->d_val - load->p_vaddr + load->p_offset;
		LW_TRY(add(s, r,
			   (struct range){off, off + n, 0, lw_elf_dyn_name(known[i].tag), known[i].group,
					  lw_elf_dyn_off(&s->r, d)},
			   err));
	}
	return true;
}

static bool in_file(struct lw_sounding *s, struct lw_error *err) {
	struct ranges r = {0};
	const struct lw_ehdr *e = &s->r.elf->ehdr;
	const uint64_t shdrs = s->n_sections * lw_record_size(&lw_rec_shdr, s->r.is64);
	LW_TRY(headers(s, &r, err));
	LW_TRY(add(s, &r, (struct range){e->e_shoff, e->e_shoff + shdrs, 0, "the section headers", ALONE, 0}, err));
	for (uint32_t i = 1; i < s->n_sections; i++) {
		const struct lw_shdr *h = &s->sections[i];
		if (h->sh_type != SHT_NOBITS)
			LW_TRY(add(s, &r, (struct range){h->sh_offset, h->sh_offset + h->sh_size, i, NULL, ALONE, 0},
				   err));
	}
	return overlaps(s, &r, LW_SOUND_SECTION_OVERLAP, err);
}

/* Thread-local zeros take no memory of their own. */
static bool in_memory(struct lw_sounding *s, struct lw_error *err) {
	struct ranges r = {0};
	for (uint32_t i = 1; i < s->n_sections; i++) {
		const struct lw_shdr *h = &s->sections[i];
		const bool zeros = h->sh_type == SHT_NOBITS && (h->sh_flags & SHF_TLS) != 0;
		if ((h->sh_flags & SHF_ALLOC) != 0 && !zeros)
			LW_TRY(add(s, &r, (struct range){h->sh_addr, h->sh_addr + h->sh_size, i, NULL, ALONE, 0}, err));
	}
	return overlaps(s, &r, LW_SOUND_SECTION_MEMORY, err);
}

bool lw_sound_section_overlaps(struct lw_sounding *s, struct lw_error *err) {
	return in_file(s, err) && (!s->loadable || in_memory(s, err));
}

bool lw_sound_overlaps(struct lw_sounding *s, struct lw_error *err) {
	struct ranges r = {0};
	return headers(s, &r, err) && segments(s, &r, err) && tables(s, &r, err) &&
		overlaps(s, &r, LW_SOUND_LOADER_OVERLAP, err);
}
