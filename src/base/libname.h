/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a library's file name says of the library. Repaired wheels put a hash of 8 hexadecimal digits (auditwheel) or
 * more (delvewheel: 32) behind the name: "libz3-1a2b3c4d.so.4".
 */
#ifndef LW_BASE_LIBNAME_H
#define LW_BASE_LIBNAME_H

#include "base/arena.h"

/* The last part of a path without such a hash: "libz3.so.4". NULL with NOMEM. */
char *lw_lib_without_hash(struct lw_arena *a, const char *path, struct lw_error *err) LW_USE;
bool lw_lib_has_hash(const char *path);
/* Without hash, version and ending: "libz3" of "libz3-1a2b3c4d.so.4.8", "libz3.4.dylib", "libz3.dll"; fold: in capital
 * letters. NULL with NOMEM. */
const char *lw_lib_stem(struct lw_arena *a, const char *path, bool fold, struct lw_error *err) LW_USE;

#endif
