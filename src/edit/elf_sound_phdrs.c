/* SPDX-License-Identifier: Apache-2.0 */
/* The program header table as the kernel hands it on, and the interpreter's name. */
#include "edit/elf_sounding.h"

#include "base/fail.h"

#define ULL(x) ((unsigned long long)(x))
#define FIRST_PAGE 0x1000

static bool once(struct lw_sounding *s, struct lw_error *err) {
	static const uint64_t types[] = {PT_PHDR, PT_INTERP, PT_DYNAMIC, PT_TLS, PT_GNU_RELRO};
	uint32_t counts[sizeof types / sizeof types[0]] = {0};
	for (uint32_t i = 0; i < s->r.elf->n_phdrs; i++)
		for (size_t k = 0; k < sizeof types / sizeof types[0]; k++)
			if (s->r.elf->phdrs[i].p_type == types[k] && ++counts[k] == 2)
				LW_TRY(lw_sound_add(s, LW_SOUND_PHDR_ONCE, lw_sound_phdr_off(s, i), err,
						    "there is more than one %s", lw_sound_phdr_name(s, i)));
	return true;
}

static bool first(struct lw_sounding *s, struct lw_error *err) {
	bool load = false;
	for (uint32_t i = 0; i < s->r.elf->n_phdrs; i++) {
		const uint64_t type = s->r.elf->phdrs[i].p_type;
		load |= type == PT_LOAD;
		if (load && (type == PT_PHDR || type == PT_INTERP))
			LW_TRY(lw_sound_add(s, LW_SOUND_PHDR_FIRST, lw_sound_phdr_off(s, i), err,
					    "%s comes behind a PT_LOAD", lw_sound_phdr_name(s, i)));
	}
	return true;
}

static bool self(struct lw_sounding *s, uint64_t size, struct lw_error *err) {
	const struct lw_phdr *p = lw_sound_phdr(s, PT_PHDR);
	const uint64_t at = s->r.elf->ehdr.e_phoff;
	if (p == NULL)
		return true;
	const uint64_t off = lw_sound_phdr_off(s, (uint32_t)(p - s->r.elf->phdrs));
	const struct lw_phdr *load = lw_sound_load_of_bytes(s, at, size);
	if (load == NULL)
		return lw_sound_add(s, LW_SOUND_PHDR_LOADED, off, err,
				    "the program header table at %#llx (%#llx bytes) lies in no PT_LOAD", ULL(at),
				    ULL(size));
	if (p->p_offset != at || p->p_filesz != size || p->p_memsz != size)
		return lw_sound_add(s, LW_SOUND_PHDR_SELF, off, err,
				    "PT_PHDR tells of %#llx bytes at %#llx, and the table has %#llx bytes at %#llx",
				    ULL(p->p_filesz), ULL(p->p_offset), ULL(size), ULL(at));
	if (p->p_vaddr - load->p_vaddr != at - load->p_offset)
		return lw_sound_add(s, LW_SOUND_PHDR_SELF, off, err,
				    "PT_PHDR is said to be at %#llx, but its bytes are mapped to %#llx",
				    ULL(p->p_vaddr), ULL(load->p_vaddr + (at - load->p_offset)));
	return true;
}

/* What the kernel hands a program as AT_PHDR. A library's table is read from the file, and found by its own entry. */
static bool base(struct lw_sounding *s, uint64_t size, struct lw_error *err) {
	const uint64_t at = s->r.elf->ehdr.e_phoff;
	const struct lw_phdr *load = lw_sound_load_of_bytes(s, at, size), *lowest = lw_sound_phdr(s, PT_LOAD);
	const bool runs = s->is_program || s->r.img->kind == LW_IMAGE_STATIC_PIE;
	if (!runs || load == NULL || lowest == NULL ||
	    load->p_vaddr - load->p_offset == lowest->p_vaddr - lowest->p_offset)
		return true;
	return lw_sound_add(s, LW_SOUND_PHDR_BASE, lw_sound_phdr_off(s, 0), err,
			    "the program header table is mapped to %#llx, and kernels before 5.18 look for it at %#llx",
			    ULL(load->p_vaddr + (at - load->p_offset)), ULL(lowest->p_vaddr - lowest->p_offset + at));
}

static bool freebsd(struct lw_sounding *s, uint64_t size, struct lw_error *err) {
	const uint64_t end = s->r.elf->ehdr.e_phoff + size;
	if (s->r.elf->ident[EI_OSABI] != ELFOSABI_FREEBSD || end <= FIRST_PAGE || !s->is_program)
		return true;
	return lw_sound_add(s, LW_SOUND_PHDR_FIRST_PAGE, s->r.elf->ehdr.e_phoff, err,
			    "the program header table of a FreeBSD program ends at %#llx, behind the first page",
			    ULL(end));
}

static bool interp(struct lw_sounding *s, struct lw_error *err) {
	const struct lw_phdr *p = lw_sound_phdr(s, PT_INTERP);
	struct lw_span text;
	if (p == NULL)
		return true;
	const uint64_t off = lw_sound_phdr_off(s, (uint32_t)(p - s->r.elf->phdrs));
	const struct lw_phdr *load = lw_sound_file_load(s, p->p_vaddr, p->p_filesz);
	if (load == NULL || p->p_vaddr - load->p_vaddr != p->p_offset - load->p_offset)
		LW_TRY(lw_sound_add(s, LW_SOUND_INTERP_LOADED, off, err,
				    "PT_INTERP (%#llx bytes at %#llx) is not where a PT_LOAD maps it", ULL(p->p_filesz),
				    ULL(p->p_offset)));
	if (p->p_filesz > LW_ELF_WINDOW || !lw_sound_fits(s, p->p_offset, p->p_filesz))
		return lw_sound_add(s, LW_SOUND_INTERP_STRING, off, err,
				    "PT_INTERP has %#llx bytes, which are no path in this file", ULL(p->p_filesz));
	LW_TRY(lw_elf_bytes(&s->r, p->p_offset, p->p_filesz, &text, err));
	if (text.len < 2 || text.ptr[0] == 0 || text.ptr[text.len - 1] != 0)
		return lw_sound_add(s, LW_SOUND_INTERP_STRING, off, err,
				    "PT_INTERP does not hold a path with a NUL at its end");
	return true;
}

bool lw_sound_phdrs(struct lw_sounding *s, struct lw_error *err) {
	const struct lw_ehdr *e = &s->r.elf->ehdr;
	const uint64_t size = s->r.elf->n_phdrs * lw_record_size(&lw_rec_phdr, s->r.is64);
	if (size != 0 && e->e_phoff < lw_record_size(&lw_rec_ehdr, s->r.is64))
		LW_TRY(lw_sound_add(s, LW_SOUND_PHDR_OVERLAP, 0, err,
				    "the program header table begins at %#llx, in the file header", ULL(e->e_phoff)));
	LW_TRY(once(s, err) && first(s, err) && self(s, size, err) && base(s, size, err));
	return freebsd(s, size, err) && interp(s, err);
}
