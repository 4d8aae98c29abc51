/* SPDX-License-Identifier: Apache-2.0 */
/* Section headers: the table itself, and each header alone. */
#include "edit/elf_sounding.h"

#include "base/fail.h"

#define ULL(x) ((unsigned long long)(x))

static bool has_bytes(const struct lw_shdr *h) {
	return h->sh_type != SHT_NOBITS && h->sh_size != 0;
}

static bool table(struct lw_sounding *s, struct lw_error *err) {
	const struct lw_ehdr *e = &s->r.elf->ehdr;
	if (e->e_shoff == 0 && e->e_shnum == 0)
		return true;
	if (s->n_sections == 0)
		return lw_sound_add(
			s, LW_SOUND_SHDR_TABLE, 0, err,
			"the section header table (%llu entries of %#llx bytes at %#llx) is not in the file",
			ULL(e->e_shnum), ULL(e->e_shentsize), ULL(e->e_shoff));
	if (s->section_names.len == 0)
		return lw_sound_add(s, LW_SOUND_SHDR_TABLE, 0, err,
				    "there is no section with the names of sections: e_shstrndx is %llu",
				    ULL(e->e_shstrndx));
	return true;
}

static bool name(struct lw_sounding *s, uint32_t i, struct lw_error *err) {
	const struct lw_span *names = &s->section_names;
	if (names->len == 0 || (s->sections[i].sh_name < names->len && names->ptr[names->len - 1] == 0))
		return true;
	return lw_sound_add(s, LW_SOUND_SECTION_NAME, lw_sound_shdr_off(s, i), err,
			    "section %lu has its name at %#llx, which does not begin and end in the names of sections",
			    (unsigned long)i, ULL(s->sections[i].sh_name));
}

static bool place(struct lw_sounding *s, uint32_t i, struct lw_error *err) {
	const struct lw_shdr *h = &s->sections[i];
	if (has_bytes(h) && !lw_range_fits(h->sh_offset, h->sh_size, s->r.src->size))
		LW_TRY(lw_sound_add(s, LW_SOUND_SECTION_FILE, lw_sound_shdr_off(s, i), err,
				    "the section %.100s (%#llx bytes at %#llx) is not in the file",
				    lw_sound_section_name(s, i), ULL(h->sh_size), ULL(h->sh_offset)));
	if ((h->sh_addralign & (h->sh_addralign - 1)) != 0)
		return lw_sound_add(s, LW_SOUND_SECTION_ALIGN, lw_sound_shdr_off(s, i), err,
				    "the section %.100s has the alignment %#llx, which is no power of two",
				    lw_sound_section_name(s, i), ULL(h->sh_addralign));
	if (s->loadable && (h->sh_flags & SHF_ALLOC) != 0 && h->sh_addralign > 1 && h->sh_addr % h->sh_addralign != 0)
		LW_TRY(lw_sound_add(s, LW_SOUND_SECTION_ALIGN, lw_sound_shdr_off(s, i), err,
				    "the section %.100s is at %#llx, which is no multiple of its alignment %#llx",
				    lw_sound_section_name(s, i), ULL(h->sh_addr), ULL(h->sh_addralign)));
	return true;
}

bool lw_sound_sections(struct lw_sounding *s, struct lw_error *err) {
	LW_TRY(table(s, err));
	for (uint32_t i = 1; i < s->n_sections; i++)
		LW_TRY(name(s, i, err) && place(s, i, err));
	return true;
}
