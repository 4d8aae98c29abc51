/* SPDX-License-Identifier: Apache-2.0 */
/* Sections that have a segment of their own: both must tell the same. */
#include "edit/elf_sounding.h"

#include "base/fail.h"

#define ULL(x) ((unsigned long long)(x))
#define MOST_PHDRS 4096
#define MOST_NOTES 256

static const struct row {
	uint64_t segment, type;
	const char *name; /* NULL: the type is enough */
} rows[] = {
	{PT_INTERP, SHT_PROGBITS, ".interp"},
	{PT_DYNAMIC, SHT_DYNAMIC, NULL},
	{PT_GNU_EH_FRAME, SHT_PROGBITS, ".eh_frame_hdr"},
};

static bool same(struct lw_sounding *s, const struct row *r, struct lw_error *err) {
	const struct lw_phdr *p = lw_sound_phdr(s, r->segment);
	const struct lw_shdr *h = lw_sound_section(s, r->type, r->name);
	if (p == NULL || h == NULL)
		return true;
	const uint32_t i = (uint32_t)(h - s->sections);
	if ((h->sh_flags & SHF_ALLOC) == 0)
		return lw_sound_add(s, LW_SOUND_SECTION_SEGMENT, lw_sound_shdr_off(s, i), err,
				    "the section %.100s is not allocated, and %s is", lw_sound_section_name(s, i),
				    lw_sound_phdr_name(s, (uint32_t)(p - s->r.elf->phdrs)));
	if (h->sh_offset == p->p_offset && h->sh_addr == p->p_vaddr && h->sh_size == p->p_filesz)
		return true;
	return lw_sound_add(s, LW_SOUND_SECTION_SEGMENT, lw_sound_shdr_off(s, i), err,
			    "the section %.100s has %#llx bytes at %#llx, and %s %#llx at %#llx",
			    lw_sound_section_name(s, i), ULL(h->sh_size), ULL(h->sh_offset),
			    lw_sound_phdr_name(s, (uint32_t)(p - s->r.elf->phdrs)), ULL(p->p_filesz), ULL(p->p_offset));
}

/* Each note of memory lies in a PT_NOTE as a whole. */
static bool note(struct lw_sounding *s, uint32_t i, struct lw_error *err) {
	const struct lw_shdr *h = &s->sections[i];
	for (uint32_t k = 0; k < s->r.elf->n_phdrs; k++) {
		const struct lw_phdr *p = &s->r.elf->phdrs[k];
		if (p->p_type == PT_NOTE && h->sh_offset >= p->p_offset &&
		    lw_range_fits(h->sh_offset - p->p_offset, h->sh_size, p->p_filesz))
			return true;
	}
	return lw_sound_add(s, LW_SOUND_SECTION_SEGMENT, lw_sound_shdr_off(s, i), err,
			    "the section %.100s with notes lies in no PT_NOTE as a whole", lw_sound_section_name(s, i));
}

bool lw_sound_section_segments(struct lw_sounding *s, struct lw_error *err) {
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		LW_TRY(same(s, &rows[i], err));
	if (lw_sound_phdr(s, PT_NOTE) == NULL || s->r.elf->n_phdrs > MOST_PHDRS)
		return true;
	uint32_t n = 0;
	for (uint32_t i = 1; i < s->n_sections && n < MOST_NOTES; i++) {
		if (s->sections[i].sh_type != SHT_NOTE || (s->sections[i].sh_flags & SHF_ALLOC) == 0)
			continue;
		n++;
		LW_TRY(note(s, i, err));
	}
	return true;
}
