/* SPDX-License-Identifier: Apache-2.0 */
/* Names for the numbers of Mach-O. Every pointer given is static; NULL if a number is not known. */
#ifndef LW_NAMES_MACHO_NAMES_H
#define LW_NAMES_MACHO_NAMES_H

#include <stdbool.h>
#include <stdint.h>

/* As lipo and arch call it: "x86_64", "x86_64h", "arm64e". A subtype that has no name gives that of its type. */
const char *lw_macho_arch_name(uint64_t cputype, uint64_t cpusubtype);
bool lw_macho_arch_of_name(const char *name, uint32_t *cputype, uint32_t *cpusubtype);
/* Of the number that an image has (linkwright/image.h): "x86_64", "arm64", without the subtype. */
const char *lw_macho_machine_name(uint16_t machine);

/* "MH_DYLIB", "LC_RPATH". */
const char *lw_macho_type_name(uint64_t filetype);
const char *lw_macho_command_name(uint64_t cmd);
/* "macos", "ios-simulator". */
const char *lw_macho_platform_name(uint64_t platform);
/* Of one bit of the header's flags: "TWOLEVEL" for 0x80. */
const char *lw_macho_flag_name(uint64_t bit);
/* "clang", "swift", "ld", "lld". */
const char *lw_macho_tool_name(uint64_t tool);
/* Of a code directory: "sha256"; of one bit of its flags: "runtime". */
const char *lw_macho_hash_name(uint64_t type);
const char *lw_macho_sign_flag_name(uint64_t bit);

#endif
