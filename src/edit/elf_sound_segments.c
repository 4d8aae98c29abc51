/* SPDX-License-Identifier: Apache-2.0 */
/* What other program headers tell of lies in what is mapped. */
#include "edit/elf_sounding.h"

#include "base/fail.h"

#define ULL(x) ((unsigned long long)(x))
#define PAGE UINT64_C(0x10000) /* PT_GNU_RELRO may be rounded up to the largest page */

/* Segments that a loader, the program itself or an unwinder looks at in memory. */
static bool looked_at(uint64_t type) {
	return type == PT_TLS || type == PT_GNU_EH_FRAME || type == PT_GNU_RELRO || type == LW_PT_GNU_PROPERTY;
}

/* glibc before 2.35 relocates the entries in place but for these (DL_RO_DYN_SECTION). */
static bool keeps_read_only(uint64_t machine) {
	return machine == EM_MIPS || machine == EM_RISCV;
}

static bool dynamic(struct lw_sounding *s, const struct lw_phdr *p, uint64_t off, struct lw_error *err) {
	const struct lw_phdr *load = lw_sound_file_load(s, p->p_vaddr, p->p_filesz);
	if (load == NULL || p->p_vaddr - load->p_vaddr != p->p_offset - load->p_offset)
		return lw_sound_add(s, LW_SOUND_DYNAMIC_LOADED, off, err,
				    "PT_DYNAMIC (%#llx bytes at %#llx) is not where a PT_LOAD maps it",
				    ULL(p->p_filesz), ULL(p->p_offset));
	if ((load->p_flags & PF_W) == 0 && !keeps_read_only(s->r.elf->ehdr.e_machine))
		return lw_sound_add(s, LW_SOUND_DYNAMIC_READ_ONLY, off, err,
				    "PT_DYNAMIC lies in a PT_LOAD that is not writable");
	return true;
}

static bool relro(struct lw_sounding *s, const struct lw_phdr *p, const struct lw_phdr *load, uint64_t off,
		  struct lw_error *err) {
	if (p->p_vaddr + p->p_memsz > lw_round_up(load->p_vaddr + load->p_memsz, PAGE))
		LW_TRY(lw_sound_add(s, LW_SOUND_SEGMENT_LOADED, off, err,
				    "PT_GNU_RELRO ends at %#llx, behind the PT_LOAD that it begins in",
				    ULL(p->p_vaddr + p->p_memsz)));
	if ((load->p_flags & PF_W) == 0)
		LW_TRY(lw_sound_add(s, LW_SOUND_RELRO_WRITABLE, off, err,
				    "PT_GNU_RELRO lies in a PT_LOAD that is not writable"));
	return true;
}

/* Thread-local zeros take no memory of their own. */
static bool mapped(struct lw_sounding *s, const struct lw_phdr *p, uint32_t i, struct lw_error *err) {
	const uint64_t len = p->p_type == PT_TLS ? p->p_filesz : p->p_memsz, off = lw_sound_phdr_off(s, i);
	if (len == 0)
		return true;
	/* Not the one that ends where it begins. */
	const struct lw_phdr *load = lw_sound_load(s, p->p_vaddr, p->p_type == PT_GNU_RELRO ? 1 : len);
	if (load == NULL)
		return lw_sound_add(s, LW_SOUND_SEGMENT_LOADED, off, err,
				    "%s (%#llx bytes at %#llx) lies in no PT_LOAD", lw_sound_phdr_name(s, i), ULL(len),
				    ULL(p->p_vaddr));
	if (p->p_filesz != 0 && p->p_vaddr - load->p_vaddr != p->p_offset - load->p_offset)
		return lw_sound_add(
			s, LW_SOUND_SEGMENT_LOADED, off, err,
			"%s lies at %#llx in the file, and the PT_LOAD at its address has other bytes there",
			lw_sound_phdr_name(s, i), ULL(p->p_offset));
	return p->p_type != PT_GNU_RELRO || relro(s, p, load, off, err);
}

bool lw_sound_segments(struct lw_sounding *s, struct lw_error *err) {
	for (uint32_t i = 0; i < s->r.elf->n_phdrs; i++) {
		const struct lw_phdr *p = &s->r.elf->phdrs[i];
		if (p->p_type == PT_DYNAMIC)
			LW_TRY(dynamic(s, p, lw_sound_phdr_off(s, i), err));
		else if (looked_at(p->p_type))
			LW_TRY(mapped(s, p, i, err));
	}
	return true;
}
