/* SPDX-License-Identifier: Apache-2.0 */
/*
 * LD_PRELOAD library: the allocation number FAILMALLOC_AT fails, once (or, with FAILMALLOC_STAY set, from there on).
 * The count and whether one failed are written to the file FAILMALLOC_LOG at the end, also if the process dies by a
 * signal: it is a mapping of that file. The real functions are glibc's own __libc_ names.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t n);
extern void *__libc_memalign(size_t align, size_t n);

struct log {
	uint64_t calls, failed;
};

static struct log spare, *counts = &spare;
static uint64_t fail_at = UINT64_MAX;
static bool stay;

__attribute__((constructor)) static void start(void) {
	const char *at = getenv("FAILMALLOC_AT"), *file = getenv("FAILMALLOC_LOG");
	stay = getenv("FAILMALLOC_STAY") != NULL;
	int fd = file != NULL ? open(file, O_RDWR | O_CLOEXEC) : -1;
	if (fd >= 0) {
		void *map = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (map != MAP_FAILED)
			counts = map;
		close(fd);
	}
	*counts = (struct log){0};
	if (at != NULL)
		fail_at = strtoull(at, NULL, 10);
}

static bool fails(void) {
	uint64_t call = ++counts->calls;
	if (call < fail_at || (call > fail_at && !stay))
		return false;
	counts->failed++;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t n) {
	return fails() ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size) {
	return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t n) {
	return fails() ? NULL : __libc_realloc(old, n);
}

void *aligned_alloc(size_t align, size_t n) {
	return fails() ? NULL : __libc_memalign(align, n);
}

int posix_memalign(void **out, size_t align, size_t n) {
	if (fails())
		return ENOMEM;
	*out = __libc_memalign(align, n);
	return *out != NULL ? 0 : ENOMEM;
}
