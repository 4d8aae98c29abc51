/* SPDX-License-Identifier: Apache-2.0 */
/* Names for the numbers of PE, and numbers for names. Every pointer given is static. */
#ifndef LW_NAMES_PE_NAMES_H
#define LW_NAMES_PE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

/* The COFF machine as manifests and Debian's tools call it ("amd64", "x86", "arm64"), and in words for people ("AMD
 * x86-64"); NULL if it is not known. */
const char *lw_pe_machine_name(uint16_t number);
const char *lw_pe_machine_words(uint16_t number);
/* 32 or 64; 0 if the machine is not known. */
uint8_t lw_pe_machine_bits(uint16_t number);
bool lw_pe_machine_of_name(const char *name, uint16_t *number);

/* "WINDOWS_CUI", and in words ("console"); NULL if it is not known. */
const char *lw_pe_subsystem_name(uint64_t number);
const char *lw_pe_subsystem_words(uint64_t number);

/* The name of one bit: of the file header's characteristics ("DLL"), of DllCharacteristics ("DYNAMIC_BASE"), of the
 * .NET header's flags ("ILONLY"), of DependentLoadFlags ("SEARCH_SYSTEM32"); NULL if it is not known. */
const char *lw_pe_characteristic_name(uint64_t bit);
const char *lw_pe_dll_characteristic_name(uint64_t bit);
const char *lw_pe_clr_flag_name(uint64_t bit);
const char *lw_pe_load_flag_name(uint64_t bit);

/* "export", "delay import"; NULL if there is no such data directory. */
const char *lw_pe_directory_name(unsigned index);

#endif
