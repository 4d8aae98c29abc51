/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_OS_MACHINE_H
#define LW_OS_MACHINE_H

#include <stdbool.h>

/* Do programs for this machine ("x86_64", "i386", "aarch64", as names/elf_names.h has them) start under this kernel
 * without an emulator, so that its libraries may be expected here? (uname(2).) */
bool lw_machine_is_own(const char *name);

#endif
