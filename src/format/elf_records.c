/* SPDX-License-Identifier: Apache-2.0 */
#include "format/elf_records.h"

#define ROWS(host, ...) static const struct lw_field host##_fields[] = {__VA_ARGS__}
#define RECORD(id, host, words, s32, s64) \
	const struct lw_record lw_rec_##id = { \
		words, s32, s64, sizeof host##_fields / sizeof host##_fields[0], host##_fields, \
	}
/* clang-format off: one row per field */

/* Name, then offset and size in 32 bit, then in 64 bit. */
#define F(host, name, o32, s32, o64, s64) \
	{ #name, offsetof(struct host, name), o32, s32, o64, s64 }

/* gABI chapter 4, "ELF Header"; the sixteen bytes of e_ident come first. */
ROWS(lw_ehdr, F(lw_ehdr, e_type, 16, 2, 16, 2), F(lw_ehdr, e_machine, 18, 2, 18, 2),
     F(lw_ehdr, e_version, 20, 4, 20, 4), F(lw_ehdr, e_entry, 24, 4, 24, 8), F(lw_ehdr, e_phoff, 28, 4, 32, 8),
     F(lw_ehdr, e_shoff, 32, 4, 40, 8), F(lw_ehdr, e_flags, 36, 4, 48, 4), F(lw_ehdr, e_ehsize, 40, 2, 52, 2),
     F(lw_ehdr, e_phentsize, 42, 2, 54, 2), F(lw_ehdr, e_phnum, 44, 2, 56, 2), F(lw_ehdr, e_shentsize, 46, 2, 58, 2),
     F(lw_ehdr, e_shnum, 48, 2, 60, 2), F(lw_ehdr, e_shstrndx, 50, 2, 62, 2));
RECORD(ehdr, lw_ehdr, "file header", 52, 64);

/* gABI chapter 5, "Program Header". */
ROWS(lw_phdr, F(lw_phdr, p_type, 0, 4, 0, 4), F(lw_phdr, p_flags, 24, 4, 4, 4), F(lw_phdr, p_offset, 4, 4, 8, 8),
     F(lw_phdr, p_vaddr, 8, 4, 16, 8), F(lw_phdr, p_paddr, 12, 4, 24, 8), F(lw_phdr, p_filesz, 16, 4, 32, 8),
     F(lw_phdr, p_memsz, 20, 4, 40, 8), F(lw_phdr, p_align, 28, 4, 48, 8));
RECORD(phdr, lw_phdr, "program header", 32, 56);

/* gABI chapter 5, "Dynamic Section". */
ROWS(lw_dyn, F(lw_dyn, d_tag, 0, 4, 0, 8), F(lw_dyn, d_val, 4, 4, 8, 8));
RECORD(dyn, lw_dyn, "dynamic entry", 8, 16);

/* gABI chapter 4, "Symbol Table". */
ROWS(lw_sym, F(lw_sym, st_name, 0, 4, 0, 4), F(lw_sym, st_info, 12, 1, 4, 1), F(lw_sym, st_other, 13, 1, 5, 1),
     F(lw_sym, st_shndx, 14, 2, 6, 2), F(lw_sym, st_value, 4, 4, 8, 8), F(lw_sym, st_size, 8, 4, 16, 8));
RECORD(sym, lw_sym, "symbol", 16, 24);

/* LSB core, "Symbol Versioning"; the same in both classes. */
ROWS(lw_raw_verneed, F(lw_raw_verneed, vn_version, 0, 2, 0, 2), F(lw_raw_verneed, vn_cnt, 2, 2, 2, 2),
     F(lw_raw_verneed, vn_file, 4, 4, 4, 4), F(lw_raw_verneed, vn_aux, 8, 4, 8, 4),
     F(lw_raw_verneed, vn_next, 12, 4, 12, 4));
RECORD(verneed, lw_raw_verneed, "version need", 16, 16);

ROWS(lw_raw_vernaux, F(lw_raw_vernaux, vna_hash, 0, 4, 0, 4), F(lw_raw_vernaux, vna_flags, 4, 2, 4, 2),
     F(lw_raw_vernaux, vna_other, 6, 2, 6, 2), F(lw_raw_vernaux, vna_name, 8, 4, 8, 4),
     F(lw_raw_vernaux, vna_next, 12, 4, 12, 4));
RECORD(vernaux, lw_raw_vernaux, "needed version", 16, 16);

ROWS(lw_raw_verdef, F(lw_raw_verdef, vd_version, 0, 2, 0, 2), F(lw_raw_verdef, vd_flags, 2, 2, 2, 2),
     F(lw_raw_verdef, vd_ndx, 4, 2, 4, 2), F(lw_raw_verdef, vd_cnt, 6, 2, 6, 2), F(lw_raw_verdef, vd_hash, 8, 4, 8, 4),
     F(lw_raw_verdef, vd_aux, 12, 4, 12, 4), F(lw_raw_verdef, vd_next, 16, 4, 16, 4));
RECORD(verdef, lw_raw_verdef, "version definition", 20, 20);

ROWS(lw_raw_verdaux, F(lw_raw_verdaux, vda_name, 0, 4, 0, 4), F(lw_raw_verdaux, vda_next, 4, 4, 4, 4));
RECORD(verdaux, lw_raw_verdaux, "version name", 8, 8);

/* gABI chapter 4, "Relocation": Rela has an addend behind the same two fields. */
ROWS(lw_raw_rel, F(lw_raw_rel, r_offset, 0, 4, 0, 8), F(lw_raw_rel, r_info, 4, 4, 8, 8));
RECORD(rel, lw_raw_rel, "relocation", 8, 16);
RECORD(rela, lw_raw_rel, "relocation with addend", 12, 24);

ROWS(lw_raw_addend_rel, F(lw_raw_addend_rel, r_offset, 0, 4, 0, 8), F(lw_raw_addend_rel, r_info, 4, 4, 8, 8),
     F(lw_raw_addend_rel, r_addend, 8, 4, 16, 8));
RECORD(addend_rel, lw_raw_addend_rel, "relocation with addend", 12, 24);

/* gABI chapter 5, "Note Section"; 64 bit files have words of four bytes too. */
ROWS(lw_raw_nhdr, F(lw_raw_nhdr, n_namesz, 0, 4, 0, 4), F(lw_raw_nhdr, n_descsz, 4, 4, 4, 4),
     F(lw_raw_nhdr, n_type, 8, 4, 8, 4));
RECORD(nhdr, lw_raw_nhdr, "note header", 12, 12);

/* gABI chapter 4, "Section Header". */
ROWS(lw_shdr, F(lw_shdr, sh_name, 0, 4, 0, 4), F(lw_shdr, sh_type, 4, 4, 4, 4), F(lw_shdr, sh_flags, 8, 4, 8, 8),
     F(lw_shdr, sh_addr, 12, 4, 16, 8), F(lw_shdr, sh_offset, 16, 4, 24, 8), F(lw_shdr, sh_size, 20, 4, 32, 8),
     F(lw_shdr, sh_link, 24, 4, 40, 4), F(lw_shdr, sh_info, 28, 4, 44, 4), F(lw_shdr, sh_addralign, 32, 4, 48, 8),
     F(lw_shdr, sh_entsize, 36, 4, 56, 8));
RECORD(shdr, lw_shdr, "section header", 40, 64);
