/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuse_tables_check FILE: opens libraries and asks the real loader where it finds each name. Lines of fields between
 * tabs: dep NAME PATH               a library that others need, known as NAME from here on open PATH    close the
 * library that what follows asks name NAME version|- WHERE   what a look-up must give slot OFFSET WHERE           what
 * must have been stored at an address of the library WHERE: "own VALUE", "dep NAME VALUE" or "none". Says each
 * difference, then "N right, N wrong".
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_DEPS 16

static struct {
	char name[64];
	void *handle;
} deps[MOST_DEPS];
static unsigned n_deps, right, wrong;
static const char *path = "";

static uintptr_t base_of(void *handle) {
	struct link_map *map = NULL;
	if (handle == NULL || dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0)
		return 0;
	return (uintptr_t)map->l_addr;
}

static void *open_it(const char *file) {
	void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	if (handle == NULL) {
		printf("%s: %s\n", file, dlerror());
		wrong++;
	}
	return handle;
}

static uintptr_t wanted(void *own, char **f) {
	if (strcmp(f[0], "own") == 0)
		return base_of(own) + strtoul(f[1], NULL, 0);
	if (strcmp(f[0], "dep") != 0)
		return 0;
	for (unsigned i = 0; i < n_deps; i++)
		if (strcmp(deps[i].name, f[1]) == 0)
			return base_of(deps[i].handle) + strtoul(f[2], NULL, 0);
	return 1;
}

static void compare(const char *what, const char *version, uintptr_t got, uintptr_t want) {
	if (got == want) {
		right++;
		return;
	}
	wrong++;
	printf("%s: %s %s is at %#lx, not at %#lx\n", path, what, version, (unsigned long)got, (unsigned long)want);
}

static uintptr_t look_up(void *handle, const char *name, const char *version) {
	if (strcmp(version, "-") == 0)
		return (uintptr_t)dlsym(handle, name);
#ifdef NO_DLVSYM
	return 0;
#else
	return (uintptr_t)dlvsym(handle, name, version);
#endif
}

int main(int argc, char **argv) {
	static char line[65536], opened[4096];
	void *handle = NULL;
	FILE *list = argc == 2 ? fopen(argv[1], "r") : NULL;
	while (list != NULL && fgets(line, sizeof line, list) != NULL) {
		char *f[8] = {"", "", "", "", "", "", "", ""}, *at = line;
		line[strcspn(line, "\n")] = '\0';
		for (unsigned n = 0; at != NULL && n < 8; n++)
			f[n] = strsep(&at, "\t");
		if (strcmp(f[0], "dep") == 0 && n_deps < MOST_DEPS) {
			snprintf(deps[n_deps].name, sizeof deps[n_deps].name, "%s", f[1]);
			deps[n_deps++].handle = open_it(f[2]);
		} else if (strcmp(f[0], "open") == 0) {
			snprintf(opened, sizeof opened, "%s", f[1]);
			path = opened;
			handle = open_it(path);
		} else if (strcmp(f[0], "close") == 0 && handle != NULL) {
			dlclose(handle);
			handle = NULL;
		} else if (strcmp(f[0], "name") == 0 && handle != NULL) {
			compare(f[1], f[2], look_up(handle, f[1], f[2]), wanted(handle, f + 3));
		} else if (strcmp(f[0], "slot") == 0 && handle != NULL) {
			compare("slot", f[1], *(uintptr_t *)(base_of(handle) + strtoul(f[1], NULL, 0)),
				wanted(handle, f + 2));
		}
	}
	printf("%u right, %u wrong\n", right, wrong);
	return wrong != 0 || right == 0;
}
