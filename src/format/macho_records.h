/* SPDX-License-Identifier: Apache-2.0 */
/* The records of Mach-O as tables of fields (mach-o/loader.h, fat.h, nlist.h, fixup-chains.h; xnu
 * osfmk/kern/cs_blobs.h). One row serves reading, writing and messages. */
#ifndef LW_FORMAT_MACHO_RECORDS_H
#define LW_FORMAT_MACHO_RECORDS_H

#include "bytes/record.h"
#include "linkwright/macho.h"

/* Host structs that no image keeps. The 64 bit form of lw_raw_segment and lw_raw_section belongs to LC_SEGMENT_64, that
 * of lw_raw_fat_arch to FAT_MAGIC_64. */
struct lw_raw_fat {
	uint64_t magic, nfat_arch;
};
struct lw_raw_fat_arch {
	uint64_t cputype, cpusubtype, offset, size, align;
};
struct lw_raw_load {
	uint64_t cmd, cmdsize;
};
struct lw_raw_segment {
	uint64_t vmaddr, vmsize, fileoff, filesize, maxprot, initprot, nsects, flags;
};
struct lw_raw_section {
	uint64_t addr, size, offset, align, flags;
};
struct lw_raw_dylib {
	uint64_t name, timestamp, current_version, compatibility_version;
};
struct lw_raw_dylib_use {
	uint64_t nameoff, marker, current_version, compat_version, flags;
};
struct lw_raw_string {
	uint64_t offset;
};
struct lw_raw_build {
	uint64_t platform, minos, sdk, ntools;
};
struct lw_raw_tool {
	uint64_t tool, version;
};
struct lw_raw_version_min {
	uint64_t version, sdk;
};
struct lw_raw_source_version {
	uint64_t version;
};
struct lw_raw_encryption {
	uint64_t cryptoff, cryptsize, cryptid;
};
struct lw_raw_linkedit {
	uint64_t dataoff, datasize;
};
struct lw_raw_dyld_info {
	uint64_t rebase_off, rebase_size, bind_off, bind_size, weak_bind_off, weak_bind_size, lazy_bind_off,
		lazy_bind_size, export_off, export_size;
};
struct lw_raw_symtab {
	uint64_t symoff, nsyms, stroff, strsize;
};
struct lw_raw_dysymtab {
	uint64_t ilocalsym, nlocalsym, iextdefsym, nextdefsym, iundefsym, nundefsym;
};
struct lw_raw_nlist {
	uint64_t n_strx, n_type, n_sect, n_desc, n_value;
};
struct lw_raw_chained {
	uint64_t fixups_version, starts_offset, imports_offset, symbols_offset, imports_count, imports_format,
		symbols_format;
};
struct lw_raw_super_blob {
	uint64_t magic, length, count;
};
struct lw_raw_blob_index {
	uint64_t type, offset;
};
struct lw_raw_blob {
	uint64_t magic, length;
};
struct lw_raw_directory {
	uint64_t magic, length, version, flags, hashOffset, identOffset, nSpecialSlots, nCodeSlots, codeLimit, hashSize,
		hashType, platform, pageSize;
};

extern const struct lw_record lw_rec_fat, lw_rec_fat_arch, lw_rec_mach_header, lw_rec_load, lw_rec_segment,
	lw_rec_section, lw_rec_dylib, lw_rec_dylib_use, lw_rec_string, lw_rec_build, lw_rec_tool, lw_rec_version_min,
	lw_rec_source_version, lw_rec_encryption, lw_rec_linkedit, lw_rec_dyld_info, lw_rec_symtab, lw_rec_dysymtab,
	lw_rec_nlist, lw_rec_chained, lw_rec_super_blob, lw_rec_blob_index, lw_rec_blob, lw_rec_directory;

#endif
