/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening where no link may lead elsewhere, as the kernel itself sees to it (openat2(2), Linux 5.6): also when
 * directories are exchanged for links meanwhile. Both give a descriptor, or -1 with *sys: ENOSYS where the kernel, or
 * who guards it, does not know the call.
 */
#ifndef LW_OS_BENEATH_H
#define LW_OS_BENEATH_H

/* path as it would be resolved with dir as the root: absolute links and ".." stay inside. */
int lw_open_in_root(int dir, const char *path, int flags, int *sys);
/* path below dir, with no link in any part of it (ELOOP). */
int lw_open_without_links(int dir, const char *path, int flags, int *sys);

#endif
