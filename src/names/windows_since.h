/* SPDX-License-Identifier: Apache-2.0 */
/* Functions that came with a version of Windows (Microsoft Learn, each function's page: "Minimum supported client"). */
#ifndef LW_NAMES_WINDOWS_SINCE_H
#define LW_NAMES_WINDOWS_SINCE_H

/* "10.0.14393" for "SetThreadDescription"; NULL: not in the table. */
const char *lw_windows_since(const char *function);
/* "Windows 7" for "6.1"; NULL: it has no name of its own. */
const char *lw_windows_words(const char *version);

#endif
