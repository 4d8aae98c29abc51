/* SPDX-License-Identifier: Apache-2.0 */
/* What every Windows 10 and 11 brings along, for trees that hold no Windows. Names end with ".dll"; case of ASCII does
 * not count. */
#ifndef LW_NAMES_WINDOWS_DLLS_H
#define LW_NAMES_WINDOWS_DLLS_H

#include <stdbool.h>

/* A library that the loader takes from the system directory without a search ("Known DLLs"). */
bool lw_windows_is_known_dll(const char *name);

/* A library of the system directory that programs import; known DLLs are among them. */
bool lw_windows_has(const char *name);

/* Their names, in small letters and sorted; NULL behind the last. */
const char *lw_windows_dll(unsigned i);

#endif
