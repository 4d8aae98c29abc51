/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process to look at. Its arguments are done in turn: `open FILE` (dlopen), `new FILE` (dlmopen into a new name
 * space), `memory FILE` (dlopen of a copy that has no path), `data FILE` (mapped and not loaded). Then it says what its
 * own loader has loaded, a line for each, and waits for the end of its input.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int show(struct dl_phdr_info *info, size_t size, void *ctx) {
	(void)size;
	(void)ctx;
	printf("%llx %s\n", (unsigned long long)info->dlpi_addr, info->dlpi_name);
	return 0;
}

static void need(int good, const char *what) {
	if (good)
		return;
	fprintf(stderr, "ps_host: %s\n", what);
	exit(3);
}

static void *map(const char *file, size_t *n) {
	struct stat st;
	const int fd = open(file, O_RDONLY);
	need(fd >= 0 && fstat(fd, &st) == 0, file);
	void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	need(at != MAP_FAILED, file);
	*n = (size_t)st.st_size;
	return at;
}

#ifndef STATIC
static void load(const char *how, const char *file) {
	char path[64];
	size_t n;
	if (strcmp(how, "open") == 0)
		need(dlopen(file, RTLD_NOW) != NULL, dlerror());
#ifdef __GLIBC__
	if (strcmp(how, "new") == 0)
		need(dlmopen(LM_ID_NEWLM, file, RTLD_NOW) != NULL, dlerror());
	if (strcmp(how, "memory") == 0) {
		const int fd = memfd_create("in memory", 0);
		void *bytes = map(file, &n);
		need(fd >= 0 && write(fd, bytes, n) == (ssize_t)n, "memfd");
		munmap(bytes, n);
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
		need(dlopen(path, RTLD_NOW) != NULL, dlerror());
	}
#endif
	if (strcmp(how, "data") == 0)
		map(file, &n);
}
#endif

#ifdef __GLIBC__
/* As a damaged or a hostile process would have it. */
static void spoil(const char *how) {
	struct link_map *first = _r_debug.r_map, *second = first->l_next;
	if (strcmp(how, "ring") == 0)
		second->l_next = first;
	if (strcmp(how, "self") == 0)
		second->l_next = second->l_prev = second;
	if (strcmp(how, "wild") == 0)
		second->l_next = (struct link_map *)~0UL;
	if (strcmp(how, "name") == 0) {
		const size_t n = (size_t)1 << 20;
		second->l_name = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		memset(second->l_name, 'x', n);
	}
	if (strcmp(how, "dynamic") == 0)
		second->l_ld = NULL;
}
#endif

int main(int argc, char **argv) {
	char line[16];
#ifndef STATIC
	for (int i = 1; i + 1 < argc; i += 2)
		load(argv[i], argv[i + 1]);
#else
	(void)map;
#endif
	(void)argc;
	(void)argv;
	dl_iterate_phdr(show, NULL);
#ifdef __GLIBC__
	if (argc > 2 && strcmp(argv[argc - 2], "spoil") == 0)
		spoil(argv[argc - 1]);
#endif
	puts("ready");
	fflush(stdout);
	return fgets(line, sizeof line, stdin) == NULL;
}
