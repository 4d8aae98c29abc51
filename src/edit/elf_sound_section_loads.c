/* SPDX-License-Identifier: Apache-2.0 */
/* Sections and the PT_LOAD that they lie in: what strip and objcopy lay a file out again by. */
#include "edit/elf_sounding.h"

#include "base/fail.h"

#define ULL(x) ((unsigned long long)(x))

static bool counts(const struct lw_shdr *h) {
	return (h->sh_flags & SHF_ALLOC) != 0 && h->sh_size != 0;
}

static bool is_tls_zeros(const struct lw_shdr *h) {
	return h->sh_type == SHT_NOBITS && (h->sh_flags & SHF_TLS) != 0;
}

static bool holds(const struct lw_phdr *p, const struct lw_shdr *h) {
	const uint64_t size = h->sh_type == SHT_NOBITS ? p->p_memsz : p->p_filesz;
	return h->sh_addr >= p->p_vaddr && lw_range_fits(h->sh_addr - p->p_vaddr, h->sh_size, size);
}

/* protects: the file itself gives its code the protection that it needs, as fused ones with many libraries do. */
static bool flags(struct lw_sounding *s, uint32_t i, const struct lw_phdr *p, bool protects, struct lw_error *err) {
	const struct lw_shdr *h = &s->sections[i];
	const bool write = (h->sh_flags & SHF_WRITE) != 0 && (p->p_flags & PF_W) == 0;
	const bool code = (h->sh_flags & SHF_EXECINSTR) != 0 && (p->p_flags & PF_X) == 0 && !protects;
	if (!write && !code)
		return true;
	return lw_sound_add(s, LW_SOUND_SECTION_FLAGS, lw_sound_shdr_off(s, i), err,
			    "the section %.100s is %s, and the PT_LOAD that it lies in is not",
			    lw_sound_section_name(s, i), write ? "writable" : "executable");
}

static bool loaded(struct lw_sounding *s, uint32_t i, bool protects, struct lw_error *err) {
	const struct lw_shdr *h = &s->sections[i];
	const struct lw_phdr *in = NULL;
	uint32_t n = 0;
	for (uint32_t k = 0; k < s->n_loads; k++)
		if (holds(&s->loads[k], h)) {
			in = &s->loads[k];
			n++;
		}
	if (n != 1)
		return lw_sound_add(s, LW_SOUND_SECTION_LOAD, lw_sound_shdr_off(s, i), err,
				    "the section %.100s (%#llx bytes at the address %#llx) lies in %lu PT_LOAD",
				    lw_sound_section_name(s, i), ULL(h->sh_size), ULL(h->sh_addr), (unsigned long)n);
	if (h->sh_type != SHT_NOBITS && h->sh_addr - in->p_vaddr != h->sh_offset - in->p_offset)
		return lw_sound_add(s, LW_SOUND_SECTION_LOAD, lw_sound_shdr_off(s, i), err,
				    "the section %.100s lies at %#llx in the file, and other bytes are mapped to its "
				    "address %#llx",
				    lw_sound_section_name(s, i), ULL(h->sh_offset), ULL(h->sh_addr));
	return flags(s, i, in, protects, err);
}

static bool order(struct lw_sounding *s, struct lw_error *err) {
	uint64_t last = 0;
	for (uint32_t i = 1; i < s->n_sections; i++) {
		const struct lw_shdr *h = &s->sections[i];
		if (!counts(h) || is_tls_zeros(h))
			continue;
		if (h->sh_addr < last)
			LW_TRY(lw_sound_add(s, LW_SOUND_SECTION_ORDER, lw_sound_shdr_off(s, i), err,
					    "the section %.100s at %#llx comes behind one at %#llx",
					    lw_sound_section_name(s, i), ULL(h->sh_addr), ULL(last)));
		last = h->sh_addr;
	}
	return true;
}

static bool has_writable(const struct lw_sounding *s, const struct lw_phdr *p) {
	for (uint32_t i = 1; i < s->n_sections; i++) {
		const struct lw_shdr *h = &s->sections[i];
		if (counts(h) && (h->sh_flags & SHF_WRITE) != 0 && (is_tls_zeros(h) || holds(p, h)))
			return true;
	}
	return false;
}

static bool has_use(struct lw_sounding *s, struct lw_error *err) {
	for (uint32_t k = 0; k < s->n_loads; k++) {
		const struct lw_phdr *p = &s->loads[k];
		if ((p->p_flags & PF_W) != 0 && p->p_memsz != 0 && !has_writable(s, p))
			LW_TRY(lw_sound_add(s, LW_SOUND_LOAD_EMPTY_FLAG, s->r.elf->ehdr.e_phoff, err,
					    "the PT_LOAD at %#llx is writable and has no writable section",
					    ULL(p->p_vaddr)));
	}
	return true;
}

bool lw_sound_section_loads(struct lw_sounding *s, struct lw_error *err) {
	const bool protects = lw_sound_section(s, SHT_PROGBITS, ".linkwright.first") != NULL;
	for (uint32_t i = 1; i < s->n_sections; i++)
		if (counts(&s->sections[i]) && !is_tls_zeros(&s->sections[i]))
			LW_TRY(loaded(s, i, protects, err));
	return order(s, err) && has_use(s, err);
}
