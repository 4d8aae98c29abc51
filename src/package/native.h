/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_PACKAGE_NATIVE_H
#define LW_PACKAGE_NATIVE_H

#include "os/fs.h"

/* Do the first bytes tell an ELF, a Mach-O (thin or fat, no Java class) or a PE file? Errors: IO, NOMEM. */
bool lw_package_is_native(const struct lw_fs *fs, const char *path, bool *native, struct lw_error *err) LW_USE;

#endif
