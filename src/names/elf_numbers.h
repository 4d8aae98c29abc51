/* SPDX-License-Identifier: Apache-2.0 */
/* <elf.h>, and the numbers that the elf.h of an older C library does not have yet (gABI; gnu-gabi; binutils). */
#ifndef LW_NAMES_ELF_NUMBERS_H
#define LW_NAMES_ELF_NUMBERS_H

#include <elf.h>

#ifndef SHT_RELR
#define SHT_RELR 19
#endif
#ifndef DT_RELRSZ
#define DT_RELRSZ 35
#define DT_RELR 36
#define DT_RELRENT 37
#endif

#ifndef R_AARCH64_IRELATIVE
#define R_AARCH64_IRELATIVE 1032
#endif

#endif
