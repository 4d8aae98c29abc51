/* SPDX-License-Identifier: Apache-2.0 */
/* What the disk and a root on it share. dir is an open directory (or AT_FDCWD) and path relative to it; 0 or an errno.
 */
#ifndef LW_OS_FS_DISK_H
#define LW_OS_FS_DISK_H

#include "os/fs.h"

int lw_disk_stat_at(int dir, const char *path, bool follow, struct lw_stat *st);
/* As lw_fs_ops.open. */
int lw_disk_open_at(int dir, const char *path, bool follow, struct lw_source *src, struct lw_stat *st);

#endif
