/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules look things up with. */
#include "edit/elf_sounding.h"

#include <string.h>

#include "base/fail.h"
#include "names/elf_names.h"

#define LONGEST_NAME 512
#define MOST_NAME_BYTES ((uint64_t)64 << 20)

bool lw_sound_fits(const struct lw_sounding *s, uint64_t off, uint64_t len) {
	return len <= LW_SOUND_MOST && lw_range_fits(off, len, s->r.src->size);
}

bool lw_sound_view(struct lw_sounding *s, uint64_t off, uint64_t len, struct lw_span *out, struct lw_error *err) {
	return lw_source_view(s->r.src, off, len, s->r.a, out, err);
}

uint64_t lw_sound_phdr_off(const struct lw_sounding *s, uint32_t i) {
	return s->r.elf->ehdr.e_phoff + i * lw_record_size(&lw_rec_phdr, s->r.is64);
}

uint64_t lw_sound_shdr_off(const struct lw_sounding *s, uint32_t i) {
	return s->r.elf->ehdr.e_shoff + i * lw_record_size(&lw_rec_shdr, s->r.is64);
}

const char *lw_sound_phdr_name(const struct lw_sounding *s, uint32_t i) {
	const char *name = lw_elf_segment_name(s->r.elf->phdrs[i].p_type);
	return name == NULL ? "a segment of an unknown type" : name;
}

static bool within(uint64_t addr, uint64_t len, uint64_t start, uint64_t size) {
	return addr >= start && lw_range_fits(addr - start, len, size);
}

const struct lw_phdr *lw_sound_load(const struct lw_sounding *s, uint64_t addr, uint64_t len) {
	for (uint32_t i = 0; i < s->n_loads; i++)
		if (within(addr, len, s->loads[i].p_vaddr, s->loads[i].p_memsz))
			return &s->loads[i];
	return NULL;
}

const struct lw_phdr *lw_sound_file_load(const struct lw_sounding *s, uint64_t addr, uint64_t len) {
	for (uint32_t i = 0; i < s->n_loads; i++)
		if (s->loads[i].p_filesz != 0 && within(addr, len, s->loads[i].p_vaddr, s->loads[i].p_filesz))
			return &s->loads[i];
	return NULL;
}

const struct lw_phdr *lw_sound_load_of_bytes(const struct lw_sounding *s, uint64_t off, uint64_t len) {
	for (uint32_t i = 0; i < s->n_loads; i++)
		if (s->loads[i].p_filesz != 0 && within(off, len, s->loads[i].p_offset, s->loads[i].p_filesz))
			return &s->loads[i];
	return NULL;
}

const struct lw_phdr *lw_sound_phdr(const struct lw_sounding *s, uint64_t type) {
	for (uint32_t i = 0; i < s->r.elf->n_phdrs; i++)
		if (s->r.elf->phdrs[i].p_type == type)
			return &s->r.elf->phdrs[i];
	return NULL;
}

const char *lw_sound_section_name(const struct lw_sounding *s, uint32_t i) {
	const uint64_t at = s->sections[i].sh_name, len = s->section_names.len;
	const uint64_t rest = at < len ? len - at : 0;
	struct lw_span name;
	if (rest == 0 || !lw_span_cut(s->section_names, at, rest < LONGEST_NAME ? rest : LONGEST_NAME, &name))
		return "";
	const char *text = lw_span_cstr(name, 0);
	return text == NULL ? "" : text;
}

const struct lw_shdr *lw_sound_section(const struct lw_sounding *s, uint64_t type, const char *name) {
	for (uint32_t i = 0; i < s->n_sections; i++)
		if (s->sections[i].sh_type == type && (name == NULL || strcmp(lw_sound_section_name(s, i), name) == 0))
			return &s->sections[i];
	return NULL;
}

bool lw_sound_over(const struct lw_sounding *s) {
	return s->n_name_bytes > MOST_NAME_BYTES + 32 * s->strings.len;
}

const char *lw_sound_string(const struct lw_sounding *s, uint64_t off) {
	struct lw_span text;
	if (off >= s->strings_end || !lw_span_cut(s->strings, off, s->strings_end - off, &text))
		return NULL;
	return (const char *)text.ptr;
}

bool lw_sound_is_found(const struct lw_sym *y) {
	return y->st_shndx != SHN_UNDEF && y->st_info >> 4 != STB_LOCAL;
}

void lw_sound_symbol(const struct lw_sounding *s, uint64_t i, struct lw_sym *out) {
	const uint64_t size = lw_record_size(&lw_rec_sym, s->r.is64);
	if (!lw_record_get(&lw_rec_sym, s->symbols, i * size, s->r.is64, s->r.big, out))
		*out = (struct lw_sym){0};
}

bool lw_sound_tag(const struct lw_sounding *s, uint64_t tag, uint64_t *value) {
	const struct lw_dyn *d = lw_elf_dyn(s->r.elf, tag);
	if (d != NULL)
		*value = d->d_val;
	return d != NULL;
}

uint32_t lw_sound_elf_hash(struct lw_sounding *s, const char *name) {
	const bool over = lw_sound_over(s);
	uint32_t h = 0;
	const char *at = name;
	for (; !over && *at != '\0'; at++) {
		h = (h << 4) + (uint8_t)*at;
		h ^= (h >> 24) & 0xf0;
		h &= 0x0fffffff;
	}
	s->n_name_bytes += (uint64_t)(at - name);
	return h;
}

/* Four letters at a time: each step of the plain loop waits for the one before. */
uint32_t lw_sound_gnu_hash_of(struct lw_sounding *s, const char *name) {
	const size_t n = lw_sound_over(s) ? 0 : strlen(name);
	const uint8_t *c = (const uint8_t *)name;
	uint32_t h = 5381;
	size_t i = 0;
	for (; i + 4 <= n; i += 4)
		h = h * (33u * 33 * 33 * 33) + c[i] * (33u * 33 * 33) + c[i + 1] * (33u * 33) + c[i + 2] * 33u +
			c[i + 3];
	for (; i < n; i++)
		h = h * 33 + c[i];
	s->n_name_bytes += n;
	return h;
}

/* With too many of them the number stands in section header 0 (gABI chapter 4, e_shnum and e_shstrndx). */
static bool count_sections(struct lw_sounding *s, uint64_t *n, uint64_t *names, struct lw_error *err) {
	const struct lw_ehdr *e = &s->r.elf->ehdr;
	struct lw_shdr first;
	*n = e->e_shnum;
	*names = e->e_shstrndx;
	if (*n != 0 && *names != SHN_XINDEX)
		return true;
	LW_TRY(lw_elf_record(&s->r, &lw_rec_shdr, e->e_shoff, &first, err));
	*n = *n == 0 ? first.sh_size : *n;
	*names = *names == SHN_XINDEX ? first.sh_link : *names;
	return true;
}

static bool read_names(struct lw_sounding *s, uint64_t which, struct lw_error *err) {
	if (which >= s->n_sections)
		return true;
	const struct lw_shdr *h = &s->sections[which];
	if (h->sh_type == SHT_NOBITS || !lw_sound_fits(s, h->sh_offset, h->sh_size))
		return true;
	return lw_sound_view(s, h->sh_offset, h->sh_size, &s->section_names, err);
}

bool lw_sound_read_sections(struct lw_sounding *s, struct lw_error *err) {
	const struct lw_ehdr *e = &s->r.elf->ehdr;
	const uint64_t size = lw_record_size(&lw_rec_shdr, s->r.is64);
	uint64_t n, names;
	struct lw_span table;
	if (e->e_shoff == 0 || e->e_shentsize != size || !lw_range_fits(e->e_shoff, size, s->r.src->size))
		return true;
	LW_TRY(count_sections(s, &n, &names, err));
	if (n == 0 || n > LW_SOUND_MOST / size || !lw_sound_fits(s, e->e_shoff, n * size))
		return true;
	LW_TRY(lw_sound_view(s, e->e_shoff, n * size, &table, err));
	struct lw_shdr *sections = lw_alloc(s->r.a, (size_t)n, sizeof *sections, err);
	if (sections == NULL)
		return false;
	for (uint64_t i = 0; i < n; i++) {
		LW_TRY(lw_record_get(&lw_rec_shdr, table, i * size, s->r.is64, s->r.big, &sections[i]));
		/* "Other members of the section header have undefined values" (gABI chapter 4, SHT_NULL). */
		if (i != 0 && sections[i].sh_type == SHT_NULL)
			sections[i] = (struct lw_shdr){.sh_name = sections[i].sh_name};
	}
	s->sections = sections;
	s->n_sections = (uint32_t)n;
	return read_names(s, names, err);
}

/* Section headers know it best, if they tell of the null symbol at least; hash tables may leave out what nobody looks
 * up. */
static bool count_symbols(struct lw_sounding *s, uint64_t addr, uint64_t *n, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_sym, s->r.is64);
	const struct lw_shdr *h = lw_sound_section(s, SHT_DYNSYM, NULL);
	struct lw_error what = {0};
	*n = 0;
	if (h != NULL && h->sh_addr == addr && h->sh_size >= size) {
		*n = h->sh_size / size;
		return true;
	}
	if (lw_elf_count_symbols(&s->r, n, &what) || what.code != LW_E_IO)
		return true;
	*err = what;
	return false;
}

bool lw_sound_read_dynamic(struct lw_sounding *s, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_sym, s->r.is64);
	uint64_t addr, len, n = 0;
	struct lw_elf_place at;
	if (lw_sound_tag(s, DT_STRTAB, &addr) && lw_sound_tag(s, DT_STRSZ, &len) && lw_elf_map(&s->r, addr, &at)) {
		len = len < at.len ? len : at.len;
		if (len <= LW_SOUND_MOST)
			LW_TRY(lw_sound_view(s, at.off, len, &s->strings, err));
		for (s->strings_end = s->strings.len; s->strings_end != 0; s->strings_end--)
			if (s->strings.ptr[s->strings_end - 1] == 0)
				break;
	}
	if (!lw_sound_tag(s, DT_SYMTAB, &addr) || !lw_elf_map(&s->r, addr, &at))
		return true;
	LW_TRY(count_symbols(s, addr, &n, err));
	if (n > at.len / size || n > LW_SOUND_MOST / size)
		return true;
	s->n_symbols = n;
	return lw_sound_view(s, at.off, n * size, &s->symbols, err);
}
