/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "os/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_openat2
#define SYS_openat2 437 /* the same on every machine that Debian has */
#endif
#define NO_MAGIC_LINKS 0x02 /* linux/openat2.h: RESOLVE_* */
#define NO_LINKS 0x04
#define BENEATH 0x08
#define IN_ROOT 0x10
#define MOST_TRIES 64 /* EAGAIN: something was renamed while ".." was looked at */

struct how {
	uint64_t flags, mode, resolve;
};

static int open_at(int dir, const char *path, int flags, uint64_t resolve, int *sys) {
	const struct how how = {.flags = (uint64_t)(unsigned)(flags | O_CLOEXEC), .resolve = resolve};
	long fd = -1;
	for (unsigned i = 0; i < MOST_TRIES; i++) {
		fd = syscall(SYS_openat2, dir, path, &how, sizeof how);
		if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
			break;
	}
	/* Guards that do not know the call forbid it. */
	*sys = fd >= 0 ? 0 : errno == EPERM ? ENOSYS : errno;
	return (int)fd;
}

int lw_open_in_root(int dir, const char *path, int flags, int *sys) {
	return open_at(dir, path, flags, IN_ROOT | NO_MAGIC_LINKS, sys);
}

int lw_open_without_links(int dir, const char *path, int flags, int *sys) {
	return open_at(dir, path, flags, BENEATH | NO_LINKS | NO_MAGIC_LINKS, sys);
}
