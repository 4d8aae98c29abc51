/* SPDX-License-Identifier: Apache-2.0 */
#include "format/pe_records.h"

#define ROWS(host, ...) static const struct lw_field host##_fields[] = {__VA_ARGS__}
#define RECORD(id, host, words, s32, s64) \
	const struct lw_record lw_rec_pe_##id = { \
		words, s32, s64, sizeof host##_fields / sizeof host##_fields[0], host##_fields, \
	}
/* clang-format off: one row per field */

/* Name, then offset and size in PE32, then in PE32+; and one that is the same in both. */
#define F(host, name, o32, s32, o64, s64) \
	{ #name, offsetof(struct host, name), o32, s32, o64, s64 }
#define G(host, name, off, size) F(host, name, off, size, off, size)

/* "MS-DOS Stub": what matters of winnt.h's IMAGE_DOS_HEADER. */
ROWS(lw_raw_pe_dos, G(lw_raw_pe_dos, e_magic, 0, 2), G(lw_raw_pe_dos, e_lfarlc, 24, 2),
     G(lw_raw_pe_dos, e_lfanew, 60, 4));
RECORD(dos, lw_raw_pe_dos, "MZ header", 64, 64);

/* "COFF File Header (Object and Image)". */
ROWS(lw_pe_coff, G(lw_pe_coff, machine, 0, 2), G(lw_pe_coff, number_of_sections, 2, 2),
     G(lw_pe_coff, time_date_stamp, 4, 4), G(lw_pe_coff, pointer_to_symbol_table, 8, 4),
     G(lw_pe_coff, number_of_symbols, 12, 4), G(lw_pe_coff, size_of_optional_header, 16, 2),
     G(lw_pe_coff, characteristics, 18, 2));
RECORD(coff, lw_pe_coff, "COFF header", 20, 20);

/* "Optional Header Standard Fields" and "Windows-Specific Fields", without the data directories behind them. */
ROWS(lw_pe_optional, G(lw_pe_optional, magic, 0, 2), G(lw_pe_optional, address_of_entry_point, 16, 4),
     F(lw_pe_optional, image_base, 28, 4, 24, 8), G(lw_pe_optional, section_alignment, 32, 4),
     G(lw_pe_optional, file_alignment, 36, 4), G(lw_pe_optional, major_os_version, 40, 2),
     G(lw_pe_optional, minor_os_version, 42, 2), G(lw_pe_optional, major_subsystem_version, 48, 2),
     G(lw_pe_optional, minor_subsystem_version, 50, 2), G(lw_pe_optional, size_of_image, 56, 4),
     G(lw_pe_optional, size_of_headers, 60, 4), G(lw_pe_optional, check_sum, 64, 4),
     G(lw_pe_optional, subsystem, 68, 2), G(lw_pe_optional, dll_characteristics, 70, 2),
     F(lw_pe_optional, number_of_rva_and_sizes, 92, 4, 108, 4));
RECORD(optional, lw_pe_optional, "optional header", 96, 112);

/* "Optional Header Data Directories". */
ROWS(lw_pe_directory, G(lw_pe_directory, rva, 0, 4), G(lw_pe_directory, size, 4, 4));
RECORD(directory, lw_pe_directory, "data directory", 8, 8);

/* "Section Table"; the eight bytes of the name come first. */
ROWS(lw_pe_section_header, G(lw_pe_section_header, virtual_size, 8, 4), G(lw_pe_section_header, virtual_address, 12, 4),
     G(lw_pe_section_header, size_of_raw_data, 16, 4), G(lw_pe_section_header, pointer_to_raw_data, 20, 4),
     G(lw_pe_section_header, characteristics, 36, 4));
RECORD(section, lw_pe_section_header, "section header", 40, 40);

/* "Import Directory Table". */
ROWS(lw_raw_pe_import, G(lw_raw_pe_import, original_first_thunk, 0, 4), G(lw_raw_pe_import, time_date_stamp, 4, 4),
     G(lw_raw_pe_import, forwarder_chain, 8, 4), G(lw_raw_pe_import, name, 12, 4),
     G(lw_raw_pe_import, first_thunk, 16, 4));
RECORD(import, lw_raw_pe_import, "import descriptor", 20, 20);

/* "Delay-Load Directory Table"; delayimp.h tells of the old form, whose attributes are 0. */
ROWS(lw_raw_pe_delay, G(lw_raw_pe_delay, attributes, 0, 4), G(lw_raw_pe_delay, name, 4, 4),
     G(lw_raw_pe_delay, module_handle, 8, 4), G(lw_raw_pe_delay, address_table, 12, 4),
     G(lw_raw_pe_delay, name_table, 16, 4), G(lw_raw_pe_delay, bound_table, 20, 4),
     G(lw_raw_pe_delay, unload_table, 24, 4), G(lw_raw_pe_delay, time_date_stamp, 28, 4));
RECORD(delay, lw_raw_pe_delay, "delay import descriptor", 32, 32);

/* winnt.h, IMAGE_BOUND_IMPORT_DESCRIPTOR and IMAGE_BOUND_FORWARDER_REF; names lie relative to the first. */
ROWS(lw_raw_pe_bound, G(lw_raw_pe_bound, time_date_stamp, 0, 4), G(lw_raw_pe_bound, offset_module_name, 4, 2),
     G(lw_raw_pe_bound, number_of_forwarders, 6, 2));
RECORD(bound, lw_raw_pe_bound, "bound import descriptor", 8, 8);

/* "Export Directory Table". */
ROWS(lw_raw_pe_export, G(lw_raw_pe_export, time_date_stamp, 4, 4), G(lw_raw_pe_export, name, 12, 4),
     G(lw_raw_pe_export, base, 16, 4), G(lw_raw_pe_export, number_of_functions, 20, 4),
     G(lw_raw_pe_export, number_of_names, 24, 4), G(lw_raw_pe_export, functions, 28, 4),
     G(lw_raw_pe_export, names, 32, 4), G(lw_raw_pe_export, name_ordinals, 36, 4));
RECORD(export, lw_raw_pe_export, "export directory", 40, 40);

/* "Import Lookup Table". */
ROWS(lw_raw_pe_thunk, F(lw_raw_pe_thunk, value, 0, 4, 0, 8));
RECORD(thunk, lw_raw_pe_thunk, "import lookup entry", 4, 8);

/* "Load Configuration Layout", as far as it matters; its first field says how much of it there is. */
ROWS(lw_raw_pe_load_config, G(lw_raw_pe_load_config, size, 0, 4),
     F(lw_raw_pe_load_config, dependent_load_flags, 54, 2, 78, 2), F(lw_raw_pe_load_config, guard_flags, 88, 4, 144, 4),
     F(lw_raw_pe_load_config, chpe_metadata, 124, 4, 200, 8));
RECORD(load_config, lw_raw_pe_load_config, "load configuration", 128, 208);

/* ECMA-335 II.25.3.3, "CLI header". */
ROWS(lw_raw_pe_clr, G(lw_raw_pe_clr, cb, 0, 4), G(lw_raw_pe_clr, major, 4, 2), G(lw_raw_pe_clr, minor, 6, 2),
     G(lw_raw_pe_clr, flags, 16, 4));
RECORD(clr, lw_raw_pe_clr, "CLR header", 72, 72);

/* "Debug Directory (Image Only)". */
ROWS(lw_raw_pe_debug, G(lw_raw_pe_debug, time_date_stamp, 4, 4), G(lw_raw_pe_debug, type, 12, 4),
     G(lw_raw_pe_debug, size_of_data, 16, 4), G(lw_raw_pe_debug, address_of_raw_data, 20, 4),
     G(lw_raw_pe_debug, pointer_to_raw_data, 24, 4));
RECORD(debug, lw_raw_pe_debug, "debug directory entry", 28, 28);

/* "The .rsrc Section": directory table, entries, data entry. */
ROWS(lw_raw_pe_resource_directory, G(lw_raw_pe_resource_directory, number_of_names, 12, 2),
     G(lw_raw_pe_resource_directory, number_of_ids, 14, 2));
RECORD(resource_directory, lw_raw_pe_resource_directory, "resource directory", 16, 16);

ROWS(lw_raw_pe_resource_entry, G(lw_raw_pe_resource_entry, id, 0, 4), G(lw_raw_pe_resource_entry, offset, 4, 4));
RECORD(resource_entry, lw_raw_pe_resource_entry, "resource entry", 8, 8);

ROWS(lw_raw_pe_resource_data, G(lw_raw_pe_resource_data, rva, 0, 4), G(lw_raw_pe_resource_data, size, 4, 4));
RECORD(resource_data, lw_raw_pe_resource_data, "resource data", 16, 16);
