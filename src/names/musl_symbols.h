/* SPDX-License-Identifier: Apache-2.0 */
/* Functions that came with a release of musl, which has no versions of symbols (musl's WHATSNEW, "new features"). */
#ifndef LW_NAMES_MUSL_SYMBOLS_H
#define LW_NAMES_MUSL_SYMBOLS_H

/* The dynamic linker reads DT_RELR from this release on (WHATSNEW, 1.2.4). */
#define LW_MUSL_WITH_RELR "1.2.4"

/* "1.2.2" for "gettid"; NULL: it is older than the table, or not musl's. */
const char *lw_musl_since(const char *symbol);

#endif
