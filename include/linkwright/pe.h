/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What only a PE file has: Windows programs, libraries and drivers. Numbers are as in the file, widened to 64 bits;
 * members are named as the fields of Microsoft's page "PE Format". An RVA is an address relative to the image base.
 */
#ifndef LINKWRIGHT_PE_H
#define LINKWRIGHT_PE_H

#include "linkwright/image.h"

/* "COFF File Header"; it lies behind the four bytes of the PE signature. */
struct lw_pe_coff {
	uint64_t machine, number_of_sections, time_date_stamp, pointer_to_symbol_table, number_of_symbols,
		size_of_optional_header, characteristics;
};

/* "Optional Header"; programs and libraries always have one. */
struct lw_pe_optional {
	uint64_t magic, address_of_entry_point, image_base, section_alignment, file_alignment, major_os_version,
		minor_os_version, major_subsystem_version, minor_subsystem_version, size_of_image, size_of_headers,
		check_sum, subsystem, dll_characteristics, number_of_rva_and_sizes;
};

struct lw_pe_directory {
	uint64_t rva, size; /* of the certificate table: a file offset instead of an RVA */
};

#define LW_PE_DIRECTORIES 16

enum lw_pe_directory_index {
	LW_PE_EXPORT,
	LW_PE_IMPORT,
	LW_PE_RESOURCE,
	LW_PE_EXCEPTION,
	LW_PE_CERTIFICATE,
	LW_PE_BASERELOC,
	LW_PE_DEBUG,
	LW_PE_ARCHITECTURE,
	LW_PE_GLOBALPTR,
	LW_PE_TLS,
	LW_PE_LOAD_CONFIG,
	LW_PE_BOUND_IMPORT,
	LW_PE_IAT,
	LW_PE_DELAY_IMPORT,
	LW_PE_CLR,
	LW_PE_RESERVED
};

struct lw_pe_section_header {
	uint64_t virtual_size, virtual_address, size_of_raw_data, pointer_to_raw_data, characteristics;
};

struct lw_pe_section {
	char name[9]; /* up to eight bytes; of "/123" the long name in the COFF string table is not looked up */
	struct lw_pe_section_header header;
};

/* One library that is imported; img->needs[i] is the same library for each i below n_dlls. */
struct lw_pe_dll {
	const char *name;
	bool delay;
	bool by_address; /* a delay import of the old form: addresses where the new one has RVAs */
	bool unused;     /* nothing is imported from it, so the loader does not load it (ReactOS ldrpe.c, SkipEntry) */
	uint64_t off;    /* of the descriptor in the file */
	uint64_t time_date_stamp;  /* 0: not bound; 0xffffffff: look at the bound imports */
	uint64_t names, addresses; /* RVAs of the two thunk arrays; names: the one that is read */
};

/* A library whose addresses were written into this file, when it was bound. */
struct lw_pe_bound {
	const char *name;
	uint64_t time_date_stamp;
	bool forwarder; /* the library before it forwards to this one */
};

/* One function or variable of the library pe->dlls[dll]. */
struct lw_pe_import {
	uint32_t dll;
	const char *name; /* NULL: asked for by its ordinal */
	uint16_t hint;    /* or the ordinal */
	uint64_t off;     /* of the thunk in the file */
};

struct lw_pe_export {
	const char *name; /* NULL: has none */
	uint32_t ordinal; /* with the base */
	uint64_t rva;
	const char *forward; /* "MODULE.name" or "MODULE.#12"; NULL: it is here */
	uint64_t off;        /* of its entry in the address table */
};

struct lw_pe_exports {
	const struct lw_pe_export *list; /* those with a name in the order of the names, then those without */
	uint32_t n, n_named;
	bool sorted; /* the names ascend, so that the loader's binary search finds each */
};

/* RT_MANIFEST: 1 of a program, 2 of a library, 3 of a library that isolates itself. */
struct lw_pe_manifest {
	uint32_t id, language;
	uint64_t off, size; /* of the text in the file */
};

/* Code for two architectures in one file, told by machine and load configuration. */
enum lw_pe_hybrid { LW_PE_PURE, LW_PE_CHPE, LW_PE_ARM64EC, LW_PE_ARM64X };

struct lw_pe {
	uint64_t pe_off; /* of the signature */
	struct lw_pe_coff coff;
	bool has_optional; /* false: it could not be read, and nothing below is known */
	struct lw_pe_optional optional;
	struct lw_pe_directory directories[LW_PE_DIRECTORIES]; /* those that are not there are 0 */
	const struct lw_pe_section *sections;
	uint32_t n_sections;
	bool flat;                    /* section alignment below a page: offsets in the file are RVAs */
	const struct lw_pe_dll *dlls; /* imports in the file's order, then delay imports */
	uint32_t n_dlls;
	const struct lw_pe_bound *bounds;
	uint32_t n_bounds;
	bool has_exports;
	uint64_t export_base, n_export_addresses, n_export_names;
	bool has_load_config;
	uint64_t dependent_load_flags, guard_flags; /* 0 where the configuration is too short to have them */
	enum lw_pe_hybrid hybrid;
	bool is_clr; /* .NET; its assemblies are not looked at */
	uint64_t clr_major, clr_minor, clr_flags;
	const struct lw_pe_manifest *manifests;
	uint32_t n_manifests;
	const char *pdb;  /* the program database's path of the CodeView record; or NULL */
	uint64_t pdb_age; /* image->build_id is the record's GUID and then this in four bytes */
	bool has_tls;
	bool certificate_at_end; /* nothing lies behind the certificate table; directories[] tells where it is */
	bool certificate_cut;    /* it ends past the end of the file; loading the file does not need it */
	uint64_t overlay_off, overlay_size; /* behind the last section, without the certificate table */
};

#endif
