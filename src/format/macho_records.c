/* SPDX-License-Identifier: Apache-2.0 */
#include "format/macho_records.h"

#define ROWS(host, ...) static const struct lw_field host##_fields[] = {__VA_ARGS__}
#define RECORD(id, host, words, s32, s64) \
	const struct lw_record lw_rec_##id = { \
		words, s32, s64, sizeof host##_fields / sizeof host##_fields[0], host##_fields, \
	}
/* clang-format off: one row per field */

/* Name, then offset and size in 32 bit, then in 64 bit. */
#define F(host, name, o32, s32, o64, s64) \
	{ #name, offsetof(struct host, name), o32, s32, o64, s64 }

/* mach-o/fat.h; big endian in every file. */
ROWS(lw_raw_fat, F(lw_raw_fat, magic, 0, 4, 0, 4), F(lw_raw_fat, nfat_arch, 4, 4, 4, 4));
RECORD(fat, lw_raw_fat, "universal header", 8, 8);

ROWS(lw_raw_fat_arch, F(lw_raw_fat_arch, cputype, 0, 4, 0, 4), F(lw_raw_fat_arch, cpusubtype, 4, 4, 4, 4),
     F(lw_raw_fat_arch, offset, 8, 4, 8, 8), F(lw_raw_fat_arch, size, 12, 4, 16, 8),
     F(lw_raw_fat_arch, align, 16, 4, 24, 4));
RECORD(fat_arch, lw_raw_fat_arch, "slice", 20, 32);

/* mach-o/loader.h, "mach_header" and "mach_header_64". */
ROWS(lw_macho_header, F(lw_macho_header, magic, 0, 4, 0, 4), F(lw_macho_header, cputype, 4, 4, 4, 4),
     F(lw_macho_header, cpusubtype, 8, 4, 8, 4), F(lw_macho_header, filetype, 12, 4, 12, 4),
     F(lw_macho_header, ncmds, 16, 4, 16, 4), F(lw_macho_header, sizeofcmds, 20, 4, 20, 4),
     F(lw_macho_header, flags, 24, 4, 24, 4));
RECORD(mach_header, lw_macho_header, "file header", 28, 32);

/* mach-o/loader.h; cmd and cmdsize begin every load command. */
ROWS(lw_raw_load, F(lw_raw_load, cmd, 0, 4, 0, 4), F(lw_raw_load, cmdsize, 4, 4, 4, 4));
RECORD(load, lw_raw_load, "load command", 8, 8);

ROWS(lw_raw_segment, F(lw_raw_segment, vmaddr, 24, 4, 24, 8), F(lw_raw_segment, vmsize, 28, 4, 32, 8),
     F(lw_raw_segment, fileoff, 32, 4, 40, 8), F(lw_raw_segment, filesize, 36, 4, 48, 8),
     F(lw_raw_segment, maxprot, 40, 4, 56, 4), F(lw_raw_segment, initprot, 44, 4, 60, 4),
     F(lw_raw_segment, nsects, 48, 4, 64, 4), F(lw_raw_segment, flags, 52, 4, 68, 4));
RECORD(segment, lw_raw_segment, "segment", 56, 72);

ROWS(lw_raw_section, F(lw_raw_section, addr, 32, 4, 32, 8), F(lw_raw_section, size, 36, 4, 40, 8),
     F(lw_raw_section, offset, 40, 4, 48, 4), F(lw_raw_section, align, 44, 4, 52, 4),
     F(lw_raw_section, flags, 56, 4, 64, 4));
RECORD(section, lw_raw_section, "section", 68, 80);

ROWS(lw_raw_dylib, F(lw_raw_dylib, name, 8, 4, 8, 4), F(lw_raw_dylib, timestamp, 12, 4, 12, 4),
     F(lw_raw_dylib, current_version, 16, 4, 16, 4), F(lw_raw_dylib, compatibility_version, 20, 4, 20, 4));
RECORD(dylib, lw_raw_dylib, "dylib", 24, 24);

ROWS(lw_raw_dylib_use, F(lw_raw_dylib_use, nameoff, 8, 4, 8, 4), F(lw_raw_dylib_use, marker, 12, 4, 12, 4),
     F(lw_raw_dylib_use, current_version, 16, 4, 16, 4), F(lw_raw_dylib_use, compat_version, 20, 4, 20, 4),
     F(lw_raw_dylib_use, flags, 24, 4, 24, 4));
RECORD(dylib_use, lw_raw_dylib_use, "dylib use", 28, 28);

ROWS(lw_raw_string, F(lw_raw_string, offset, 8, 4, 8, 4));
RECORD(string, lw_raw_string, "string", 12, 12);

ROWS(lw_raw_build, F(lw_raw_build, platform, 8, 4, 8, 4), F(lw_raw_build, minos, 12, 4, 12, 4),
     F(lw_raw_build, sdk, 16, 4, 16, 4), F(lw_raw_build, ntools, 20, 4, 20, 4));
RECORD(build, lw_raw_build, "build version", 24, 24);

ROWS(lw_raw_tool, F(lw_raw_tool, tool, 0, 4, 0, 4), F(lw_raw_tool, version, 4, 4, 4, 4));
RECORD(tool, lw_raw_tool, "build tool", 8, 8);

ROWS(lw_raw_version_min, F(lw_raw_version_min, version, 8, 4, 8, 4), F(lw_raw_version_min, sdk, 12, 4, 12, 4));
RECORD(version_min, lw_raw_version_min, "minimum version", 16, 16);

ROWS(lw_raw_source_version, F(lw_raw_source_version, version, 8, 8, 8, 8));
RECORD(source_version, lw_raw_source_version, "source version", 16, 16);

ROWS(lw_raw_encryption, F(lw_raw_encryption, cryptoff, 8, 4, 8, 4), F(lw_raw_encryption, cryptsize, 12, 4, 12, 4),
     F(lw_raw_encryption, cryptid, 16, 4, 16, 4));
RECORD(encryption, lw_raw_encryption, "encryption", 20, 20);

ROWS(lw_raw_linkedit, F(lw_raw_linkedit, dataoff, 8, 4, 8, 4), F(lw_raw_linkedit, datasize, 12, 4, 12, 4));
RECORD(linkedit, lw_raw_linkedit, "link edit data", 16, 16);

ROWS(lw_raw_dyld_info, F(lw_raw_dyld_info, rebase_off, 8, 4, 8, 4), F(lw_raw_dyld_info, rebase_size, 12, 4, 12, 4),
     F(lw_raw_dyld_info, bind_off, 16, 4, 16, 4), F(lw_raw_dyld_info, bind_size, 20, 4, 20, 4),
     F(lw_raw_dyld_info, weak_bind_off, 24, 4, 24, 4), F(lw_raw_dyld_info, weak_bind_size, 28, 4, 28, 4),
     F(lw_raw_dyld_info, lazy_bind_off, 32, 4, 32, 4), F(lw_raw_dyld_info, lazy_bind_size, 36, 4, 36, 4),
     F(lw_raw_dyld_info, export_off, 40, 4, 40, 4), F(lw_raw_dyld_info, export_size, 44, 4, 44, 4));
RECORD(dyld_info, lw_raw_dyld_info, "dyld info", 48, 48);

ROWS(lw_raw_symtab, F(lw_raw_symtab, symoff, 8, 4, 8, 4), F(lw_raw_symtab, nsyms, 12, 4, 12, 4),
     F(lw_raw_symtab, stroff, 16, 4, 16, 4), F(lw_raw_symtab, strsize, 20, 4, 20, 4));
RECORD(symtab, lw_raw_symtab, "symbol table", 24, 24);

ROWS(lw_raw_dysymtab, F(lw_raw_dysymtab, ilocalsym, 8, 4, 8, 4), F(lw_raw_dysymtab, nlocalsym, 12, 4, 12, 4),
     F(lw_raw_dysymtab, iextdefsym, 16, 4, 16, 4), F(lw_raw_dysymtab, nextdefsym, 20, 4, 20, 4),
     F(lw_raw_dysymtab, iundefsym, 24, 4, 24, 4), F(lw_raw_dysymtab, nundefsym, 28, 4, 28, 4));
RECORD(dysymtab, lw_raw_dysymtab, "dynamic symbol table", 80, 80);

/* mach-o/nlist.h. */
ROWS(lw_raw_nlist, F(lw_raw_nlist, n_strx, 0, 4, 0, 4), F(lw_raw_nlist, n_type, 4, 1, 4, 1),
     F(lw_raw_nlist, n_sect, 5, 1, 5, 1), F(lw_raw_nlist, n_desc, 6, 2, 6, 2), F(lw_raw_nlist, n_value, 8, 4, 8, 8));
RECORD(nlist, lw_raw_nlist, "symbol", 12, 16);

/* mach-o/fixup-chains.h, "dyld_chained_fixups_header". */
ROWS(lw_raw_chained, F(lw_raw_chained, fixups_version, 0, 4, 0, 4), F(lw_raw_chained, starts_offset, 4, 4, 4, 4),
     F(lw_raw_chained, imports_offset, 8, 4, 8, 4), F(lw_raw_chained, symbols_offset, 12, 4, 12, 4),
     F(lw_raw_chained, imports_count, 16, 4, 16, 4), F(lw_raw_chained, imports_format, 20, 4, 20, 4),
     F(lw_raw_chained, symbols_format, 24, 4, 24, 4));
RECORD(chained, lw_raw_chained, "chained fixups", 28, 28);

/* xnu osfmk/kern/cs_blobs.h; big endian in every file. */
ROWS(lw_raw_super_blob, F(lw_raw_super_blob, magic, 0, 4, 0, 4), F(lw_raw_super_blob, length, 4, 4, 4, 4),
     F(lw_raw_super_blob, count, 8, 4, 8, 4));
RECORD(super_blob, lw_raw_super_blob, "signature", 12, 12);

ROWS(lw_raw_blob_index, F(lw_raw_blob_index, type, 0, 4, 0, 4), F(lw_raw_blob_index, offset, 4, 4, 4, 4));
RECORD(blob_index, lw_raw_blob_index, "signature index", 8, 8);

ROWS(lw_raw_blob, F(lw_raw_blob, magic, 0, 4, 0, 4), F(lw_raw_blob, length, 4, 4, 4, 4));
RECORD(blob, lw_raw_blob, "signature blob", 8, 8);

ROWS(lw_raw_directory, F(lw_raw_directory, magic, 0, 4, 0, 4), F(lw_raw_directory, length, 4, 4, 4, 4),
     F(lw_raw_directory, version, 8, 4, 8, 4), F(lw_raw_directory, flags, 12, 4, 12, 4),
     F(lw_raw_directory, hashOffset, 16, 4, 16, 4), F(lw_raw_directory, identOffset, 20, 4, 20, 4),
     F(lw_raw_directory, nSpecialSlots, 24, 4, 24, 4), F(lw_raw_directory, nCodeSlots, 28, 4, 28, 4),
     F(lw_raw_directory, codeLimit, 32, 4, 32, 4), F(lw_raw_directory, hashSize, 36, 1, 36, 1),
     F(lw_raw_directory, hashType, 37, 1, 37, 1), F(lw_raw_directory, platform, 38, 1, 38, 1),
     F(lw_raw_directory, pageSize, 39, 1, 39, 1));
RECORD(directory, lw_raw_directory, "code directory", 44, 44);
