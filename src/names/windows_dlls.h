/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_NAMES_WINDOWS_DLLS_H
#define LW_NAMES_WINDOWS_DLLS_H
#include <stdbool.h>
bool lw_windows_has(const char *name);
bool lw_windows_is_known_dll(const char *name);
#endif
