/* SPDX-License-Identifier: Apache-2.0 */
/* Sections that the dynamic section tells of too. */
#include "edit/elf_sounding.h"

#include "base/fail.h"
#include "names/elf_names.h"

#define ULL(x) ((unsigned long long)(x))

/* size: the tag that has the section's size; count: the one that has its sh_info. 0: none. */
static const struct row {
	uint64_t type, tag, size, count;
} rows[] = {
	{SHT_DYNSYM, DT_SYMTAB, 0, 0},
	{SHT_HASH, DT_HASH, 0, 0},
	{SHT_GNU_HASH, DT_GNU_HASH, 0, 0},
	{SHT_GNU_versym, DT_VERSYM, 0, 0},
	{SHT_GNU_verdef, DT_VERDEF, 0, DT_VERDEFNUM},
	{SHT_GNU_verneed, DT_VERNEED, 0, DT_VERNEEDNUM},
	{SHT_RELR, DT_RELR, DT_RELRSZ, 0},
	{SHT_INIT_ARRAY, DT_INIT_ARRAY, DT_INIT_ARRAYSZ, 0},
	{SHT_FINI_ARRAY, DT_FINI_ARRAY, DT_FINI_ARRAYSZ, 0},
	{SHT_PREINIT_ARRAY, DT_PREINIT_ARRAY, DT_PREINIT_ARRAYSZ, 0},
};

static bool differs(struct lw_sounding *s, const struct lw_shdr *h, const char *what, uint64_t tag, uint64_t has,
		    uint64_t said, struct lw_error *err) {
	const uint32_t i = (uint32_t)(h - s->sections);
	return lw_sound_add(s, LW_SOUND_SECTION_TAG, lw_sound_shdr_off(s, i), err,
			    "%s of the section %.100s is %#llx, and %s is %#llx", what, lw_sound_section_name(s, i),
			    ULL(has), lw_elf_dyn_name(tag) == NULL ? "its tag" : lw_elf_dyn_name(tag), ULL(said));
}

static bool same(struct lw_sounding *s, const struct row *r, const struct lw_shdr *h, struct lw_error *err) {
	uint64_t v;
	const uint32_t i = (uint32_t)(h - s->sections);
	if (lw_sound_tag(s, r->tag, &v) && v != h->sh_addr)
		LW_TRY(differs(s, h, "the address", r->tag, h->sh_addr, v, err));
	if (r->size == 0 && h->sh_size < lw_sound_tag_bytes(s, r->tag))
		LW_TRY(lw_sound_add(s, LW_SOUND_SECTION_TAG, lw_sound_shdr_off(s, i), err,
				    "the section %.100s has %#llx bytes, fewer than any table that %s may lead to",
				    lw_sound_section_name(s, i), ULL(h->sh_size), lw_elf_dyn_name(r->tag)));
	if (r->size != 0 && lw_sound_tag(s, r->size, &v) && v != h->sh_size)
		LW_TRY(differs(s, h, "the size", r->size, h->sh_size, v, err));
	if (r->count != 0 && lw_sound_tag(s, r->count, &v) && v != h->sh_info)
		LW_TRY(differs(s, h, "sh_info", r->count, h->sh_info, v, err));
	return true;
}

/* The string table is the one that the symbols name. */
static bool strings(struct lw_sounding *s, struct lw_error *err) {
	static const struct row row = {SHT_STRTAB, DT_STRTAB, DT_STRSZ, 0};
	static const uint64_t types[] = {SHT_DYNSYM, SHT_DYNAMIC, SHT_GNU_verdef, SHT_GNU_verneed};
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		const struct lw_shdr *h = lw_sound_section(s, types[i], NULL);
		if (h != NULL && h->sh_link < s->n_sections && s->sections[h->sh_link].sh_type == SHT_STRTAB)
			return same(s, &row, &s->sections[h->sh_link], err);
	}
	return true;
}

/* gABI chapter 4: sh_info of a symbol table is the first that is not local; versym has a number for each symbol. */
static bool symbols(struct lw_sounding *s, struct lw_error *err) {
	const struct lw_shdr *h = lw_sound_section(s, SHT_DYNSYM, NULL), *v = lw_sound_section(s, SHT_GNU_versym, NULL);
	struct lw_sym y;
	if (h == NULL || h->sh_size / lw_record_size(&lw_rec_sym, s->r.is64) != s->n_symbols)
		return true;
	const uint32_t i = (uint32_t)(h - s->sections);
	for (uint64_t k = 1; k < s->n_symbols; k++) {
		lw_sound_symbol(s, k, &y);
		if ((k < h->sh_info) != (y.st_info >> 4 == STB_LOCAL))
			return lw_sound_add(
				s, LW_SOUND_SECTION_LINK, lw_sound_shdr_off(s, i), err,
				"sh_info of the section %.100s is %llu, and symbol %llu is on the wrong side",
				lw_sound_section_name(s, i), ULL(h->sh_info), ULL(k));
	}
	if (v == NULL || v->sh_size == 2 * s->n_symbols)
		return true;
	return lw_sound_add(s, LW_SOUND_SECTION_TAG, lw_sound_shdr_off(s, (uint32_t)(v - s->sections)), err,
			    "the section with version indices has %#llx bytes for %llu symbols", ULL(v->sh_size),
			    ULL(s->n_symbols));
}

bool lw_sound_section_tags(struct lw_sounding *s, struct lw_error *err) {
	if (!s->r.elf->has_dynamic)
		return true;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct lw_shdr *h = lw_sound_section(s, rows[i].type, NULL);
		if (h != NULL)
			LW_TRY(same(s, &rows[i], h, err));
	}
	return strings(s, err) && symbols(s, err);
}
