/* SPDX-License-Identifier: Apache-2.0 */
/* What section headers say of each other: sh_link, sh_info, sh_entsize (gABI chapter 4, figure 4-14; LSB core). */
#include "edit/elf_sounding.h"

#include "base/fail.h"

#define ULL(x) ((unsigned long long)(x))

/* What sh_link names; the size of records, where it is fixed. */
static const struct link {
	uint64_t type, to;          /* to: SHT_NULL: not looked at */
	const struct lw_record *of; /* or NULL */
} links[] = {
	{SHT_DYNAMIC, SHT_STRTAB, &lw_rec_dyn}, {SHT_SYMTAB, SHT_STRTAB, &lw_rec_sym},
	{SHT_DYNSYM, SHT_STRTAB, &lw_rec_sym},  {SHT_HASH, SHT_DYNSYM, NULL},
	{SHT_GNU_HASH, SHT_DYNSYM, NULL},       {SHT_GNU_versym, SHT_DYNSYM, NULL},
	{SHT_GNU_verdef, SHT_STRTAB, NULL},     {SHT_GNU_verneed, SHT_STRTAB, NULL},
	{SHT_RELA, SHT_NULL, &lw_rec_rela},     {SHT_REL, SHT_NULL, &lw_rec_rel},
};

static const struct link *find(uint64_t type) {
	for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
		if (links[i].type == type)
			return &links[i];
	return NULL;
}

static bool target(struct lw_sounding *s, uint32_t i, const struct link *l, struct lw_error *err) {
	const struct lw_shdr *h = &s->sections[i];
	const bool is_info = (h->sh_flags & SHF_INFO_LINK) != 0;
	if (h->sh_link >= s->n_sections || (is_info && h->sh_info >= s->n_sections))
		return lw_sound_add(
			s, LW_SOUND_SECTION_LINK, lw_sound_shdr_off(s, i), err,
			"the section %.100s names section %llu, and there are %lu", lw_sound_section_name(s, i),
			ULL(h->sh_link >= s->n_sections ? h->sh_link : h->sh_info), (unsigned long)s->n_sections);
	if (l == NULL || l->to == SHT_NULL || s->sections[h->sh_link].sh_type == l->to)
		return true;
	return lw_sound_add(s, LW_SOUND_SECTION_LINK, lw_sound_shdr_off(s, i), err,
			    "the section %.100s names section %llu, which is of the wrong type",
			    lw_sound_section_name(s, i), ULL(h->sh_link));
}

static bool size(struct lw_sounding *s, uint32_t i, const struct link *l, struct lw_error *err) {
	const struct lw_shdr *h = &s->sections[i];
	if (l == NULL || l->of == NULL || h->sh_size == 0)
		return true;
	const uint64_t want = lw_record_size(l->of, s->r.is64);
	if (h->sh_entsize == want && h->sh_size % want == 0)
		return true;
	return lw_sound_add(s, LW_SOUND_SECTION_ENTSIZE, lw_sound_shdr_off(s, i), err,
			    "the section %.100s has %#llx bytes in records of %#llx, which have %#llx",
			    lw_sound_section_name(s, i), ULL(h->sh_size), ULL(h->sh_entsize), ULL(want));
}

bool lw_sound_links(struct lw_sounding *s, struct lw_error *err) {
	const uint64_t type = s->r.elf->ehdr.e_type;
	if (!s->loadable && type != ET_REL) /* separate debug files have tables without bytes */
		return true;
	for (uint32_t i = 1; i < s->n_sections; i++) {
		const struct link *l = find(s->sections[i].sh_type);
		LW_TRY(target(s, i, l, err) && size(s, i, l, err));
	}
	return true;
}
