/* SPDX-License-Identifier: Apache-2.0 */
/* Names for the numbers of ELF, and numbers for names. Every pointer given is static. */
#ifndef LW_NAMES_ELF_NAMES_H
#define LW_NAMES_ELF_NAMES_H

#include <stdbool.h>
#include <stdint.h>

/* e_machine as glibc and Debian call it ("x86_64"), and in words for people ("AMD x86-64"); NULL if it is not known. A
 * number that serves several (x32, ppc64le) has the name of the first row. */
const char *lw_elf_machine_name(uint16_t number);
const char *lw_elf_machine_words(uint16_t number);
/* The name that fits class and byte order too: "x32", "ppc64le"; else as lw_elf_machine_name. */
const char *lw_elf_machine_exact_name(uint16_t number, uint8_t bits, bool big_endian);
bool lw_elf_machine_of_name(const char *name, uint16_t *number, uint8_t *bits, bool *big_endian);

/* "ET_DYN", "PT_LOAD", "DT_NEEDED"; NULL if it is not known. */
const char *lw_elf_type_name(uint64_t e_type);
const char *lw_elf_segment_name(uint64_t p_type);
const char *lw_elf_dyn_name(uint64_t tag);
bool lw_elf_dyn_of_name(const char *name, uint64_t *tag);
/* The name of one bit of DT_FLAGS_1 ("NODEFLIB" for 0x800) and of DT_FLAGS ("BIND_NOW"). */
const char *lw_elf_flag_1_name(uint64_t bit);
const char *lw_elf_flag_name(uint64_t bit);
bool lw_elf_flag_1_of_name(const char *name, uint64_t *bit);

#endif
