/* SPDX-License-Identifier: Apache-2.0 */
/* What the disk and a root on it share. dir is an open directory (or AT_FDCWD) and path relative to it; 0 or an errno.
 */
#ifndef LW_OS_FS_DISK_H
#define LW_OS_FS_DISK_H

#include "os/fs.h"

/* Told where a path is not told from a directory. */
#define LW_DISK_HERE (-100) /* AT_FDCWD */

int lw_disk_stat_at(int dir, const char *path, bool follow, struct lw_stat *st);
/* Opens what a directory calls a regular file, without following a link, and reads up to n of its first bytes. *sys is
 * 0 or an errno; *fd is the caller's. */
int lw_disk_peek_at(int dir, const char *name, void *buf, size_t n, size_t *got, int *fd);
/* A directory, open to be read; -1 with *sys. Links are followed. */
int lw_disk_open_dir(const char *path, int *sys);
int lw_disk_fstat(int fd, struct lw_stat *st);
/* A source on an open file; lw_source_close closes fd. EINVAL for what is no regular file. */
int lw_disk_source(int fd, struct lw_source *src, struct lw_stat *st);
void lw_disk_close(int fd);
/* As lw_fs_ops.list, of an open directory; fd is closed. */
int lw_disk_list(int fd, lw_fs_name_fn *each, void *ctx);
/* As lw_fs_ops.open. */
int lw_disk_open_at(int dir, const char *path, bool follow, struct lw_source *src, struct lw_stat *st);

#endif
