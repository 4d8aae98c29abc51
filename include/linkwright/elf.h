/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What only an ELF file has. Numbers are as in the file, widened to 64 bits; names follow the gABI
 * (System V ABI, chapters 4 and 5) and its GNU extensions.
 */
#ifndef LINKWRIGHT_ELF_H
#define LINKWRIGHT_ELF_H

#include "linkwright/image.h"

/* The file header; e_ident is kept as bytes. */
struct lw_ehdr {
	uint64_t e_type, e_machine, e_version, e_entry, e_phoff, e_shoff, e_flags, e_ehsize, e_phentsize, e_phnum,
		e_shentsize, e_shnum, e_shstrndx;
};

struct lw_phdr {
	uint64_t p_type, p_flags, p_offset, p_vaddr, p_paddr, p_filesz, p_memsz, p_align;
};

struct lw_dyn {
	uint64_t d_tag, d_val;
};

struct lw_sym {
	uint64_t st_name, st_info, st_other, st_shndx, st_value, st_size;
};

/* One version that is asked of one file (Verneed and Vernaux). */
struct lw_verneed {
	const char *file;
	const char *version;
	uint32_t hash;
	uint16_t index; /* without the hidden bit */
	bool weak;      /* VER_FLG_WEAK */
	uint64_t off;   /* of the Vernaux record */
};

/* One version that the file defines (Verdef and its first Verdaux). */
struct lw_verdef {
	const char *version;
	uint32_t hash;
	uint16_t index;
	bool base; /* VER_FLG_BASE: the file's own name */
	bool weak;
};

/* One library of a dlopen metadata note (ELF_DLOPEN_METADATA, uapi-group specification). */
struct lw_dlopen_note {
	const char *feature, *description, *priority; /* any may be NULL */
	const char *const *sonames;
	uint32_t n_sonames;
};

struct lw_symbol {
	const char *name;
	const char *version;      /* NULL: none */
	const char *version_file; /* for an undefined one: the file whose version it is; else NULL */
	struct lw_sym raw;
	bool hidden;    /* the version's hidden bit: not the default version */
	uint16_t index; /* of the version, without that bit; 0 without versions */
};

/* How relocations refer to a symbol: bits. */
enum lw_ref {
	LW_REF_DATA = 1, /* none of these */
	LW_REF_CALL = 2, /* a jump slot: may wait for the first call */
	LW_REF_TLS = 4,
	LW_REF_COPY = 8, /* the program's own copy of a library's variable */
};

struct lw_elf {
	uint8_t ident[16];
	struct lw_ehdr ehdr;
	bool has_phdrs; /* false: they could not be read, and nothing below is known */
	const struct lw_phdr *phdrs;
	uint32_t n_phdrs;
	bool has_dynamic; /* a PT_DYNAMIC with bytes in the file */
	uint64_t dynamic_off;
	const struct lw_dyn *dyns; /* up to and without DT_NULL */
	uint32_t n_dyns;
	uint64_t flags, flags_1; /* DT_FLAGS, DT_FLAGS_1; 0 where absent */
	bool binds_now;          /* all its references are bound when it is loaded: by these, or DT_BIND_NOW */
	struct lw_entry_text audit, depaudit;
	const struct lw_verneed *verneeds;
	uint32_t n_verneeds;
	bool has_verdef; /* DT_VERDEF is there, even if it is empty */
	const struct lw_verdef *verdefs;
	uint32_t n_verdefs;
	bool has_abi_tag; /* NT_GNU_ABI_TAG */
	uint32_t abi_os, abi_version[3];
	uint32_t x86_isa_needed, x86_isa_used, feature_1; /* GNU properties; bit sets, 0 where absent */
	bool has_feature_1;
	uint64_t property_off, property_len; /* the description of the note of GNU properties that counts; 0, 0: none */
	bool has_fused;                      /* a note of what was fused into it */
	uint64_t fused_off, fused_len;       /* its description */
	const struct lw_fused *fused;        /* what it tells (fuse.h), or NULL … */
	const struct lw_error *fused_error;  /* … and then why it cannot be read */
	const struct lw_dlopen_note *dlopens;
	uint32_t n_dlopens;
	bool has_relr, has_gnu_hash, has_sysv_hash;
	bool has_tls;
	uint64_t tls_memsz, tls_align;
};

#endif
