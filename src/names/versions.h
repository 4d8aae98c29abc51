/* SPDX-License-Identifier: Apache-2.0 */
/* Names of symbol versions: "GLIBCXX_3.4.30" is number 3.4.30 of the family GLIBCXX, "ZLIB_NG_2.0" one of ZLIB_NG and
 * none of ZLIB. */
#ifndef LW_NAMES_VERSIONS_H
#define LW_NAMES_VERSIONS_H

#include <stdbool.h>
#include <stddef.h>

/* "2.34" of "GLIBC_2.34"; NULL: it has no number, as GLIBC_PRIVATE. n: bytes of version. */
const char *lw_version_number(const char *version, size_t n);
/* How many bytes its family's name has; all of it where there is no number. */
size_t lw_version_family(const char *version, size_t n);
/* "2.9" is older than "2.34": below 0, 0, above 0. Each number ends where no digit and no point follows. */
int lw_version_compare(const char *x, const char *y);

/* A library whose versions the tables of policies and distributions tell: glibc's own, libstdc++, libgcc_s, libatomic,
 * zlib. */
bool lw_versions_are_told(const char *library);
/* A loader of Linux: nobody has to bring it along. */
bool lw_is_loader_name(const char *library);

/* As policies call machines; NULL: they do not know it. */
const char *lw_python_machine(unsigned e_machine, unsigned bits, bool big_endian);

/* The release of GCC whose libstdc++ was the first with this version; NULL: not known. */
const char *lw_gcc_of(const char *version);

#endif
