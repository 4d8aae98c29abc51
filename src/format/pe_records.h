/* SPDX-License-Identifier: Apache-2.0 */
/* The records of PE as tables of fields (Microsoft's page "PE Format"; winnt.h and delayimp.h for what it leaves out).
 * PE is little endian always; one row serves PE32 and PE32+, reading, writing and messages. */
#ifndef LW_FORMAT_PE_RECORDS_H
#define LW_FORMAT_PE_RECORDS_H

#include "bytes/record.h"
#include "linkwright/pe.h"

/* Host structs that no image keeps. */
struct lw_raw_pe_dos {
	uint64_t e_magic, e_lfarlc, e_lfanew;
};
struct lw_raw_pe_import {
	uint64_t original_first_thunk, time_date_stamp, forwarder_chain, name, first_thunk;
};
struct lw_raw_pe_delay {
	uint64_t attributes, name, module_handle, address_table, name_table, bound_table, unload_table, time_date_stamp;
};
struct lw_raw_pe_bound {
	uint64_t time_date_stamp, offset_module_name, number_of_forwarders;
};
struct lw_raw_pe_export {
	uint64_t time_date_stamp, name, base, number_of_functions, number_of_names, functions, names, name_ordinals;
};
struct lw_raw_pe_thunk {
	uint64_t value;
};
struct lw_raw_pe_load_config {
	uint64_t size, dependent_load_flags, guard_flags, chpe_metadata;
};
struct lw_raw_pe_clr {
	uint64_t cb, major, minor, flags;
};
struct lw_raw_pe_debug {
	uint64_t time_date_stamp, type, size_of_data, address_of_raw_data, pointer_to_raw_data;
};
struct lw_raw_pe_resource_directory {
	uint64_t number_of_names, number_of_ids;
};
struct lw_raw_pe_resource_entry {
	uint64_t id, offset;
};
struct lw_raw_pe_resource_data {
	uint64_t rva, size;
};

extern const struct lw_record lw_rec_pe_dos, lw_rec_pe_coff, lw_rec_pe_optional, lw_rec_pe_directory, lw_rec_pe_section,
	lw_rec_pe_import, lw_rec_pe_delay, lw_rec_pe_bound, lw_rec_pe_export, lw_rec_pe_thunk, lw_rec_pe_load_config,
	lw_rec_pe_clr, lw_rec_pe_debug, lw_rec_pe_resource_directory, lw_rec_pe_resource_entry, lw_rec_pe_resource_data;

#endif
