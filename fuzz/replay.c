/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs the files that it is given, and all files of the folders that it is given, through one fuzz target; so the
 * corpus is a test with any compiler. Speaks TAP. Each file is handed over in memory of exactly its size, whole and cut
 * to each of a few lengths.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned n_tests;

static void run_part(const uint8_t *bytes, size_t n) {
	uint8_t *copy = malloc(n == 0 ? 1 : n);
	if (copy == NULL)
		exit(2);
	memcpy(copy, bytes, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static bool run_file(const char *path) {
	FILE *f = fopen(path, "rb");
	struct stat st;
	if (f == NULL || fstat(fileno(f), &st) != 0) {
		printf("Bail out! %s cannot be read\n", path);
		return false;
	}
	size_t n = (size_t)st.st_size;
	uint8_t *bytes = malloc(n == 0 ? 1 : n);
	bool ok = bytes != NULL && fread(bytes, 1, n, f) == n;
	fclose(f);
	if (ok) {
		run_part(bytes, n);
		for (size_t eighth = 0; eighth < 8; eighth++)
			run_part(bytes, n / 8 * eighth);
		printf("ok %u - %s\n", ++n_tests, strrchr(path, '/') == NULL ? path : strrchr(path, '/') + 1);
	}
	free(bytes);
	return ok;
}

static int visible(const struct dirent *d) {
	return d->d_name[0] != '.';
}

static bool run_folder(const char *path) {
	struct dirent **list;
	int n = scandir(path, &list, visible, alphasort);
	bool ok = n > 0;
	if (!ok)
		printf("Bail out! %s holds no files\n", path);
	for (int i = 0; i < n; i++) {
		char *file = NULL;
		if (ok && asprintf(&file, "%s/%s", path, list[i]->d_name) < 0)
			exit(2);
		ok = ok && run_file(file);
		free(file);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	return ok;
}

int main(int argc, char **argv) {
	bool ok = argc > 1;
	for (int i = 1; ok && i < argc; i++) {
		struct stat st;
		ok = stat(argv[i], &st) == 0 && (S_ISDIR(st.st_mode) ? run_folder(argv[i]) : run_file(argv[i]));
	}
	printf("1..%u\n", n_tests);
	return ok ? 0 : 1;
}
