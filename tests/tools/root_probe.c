/* SPDX-License-Identifier: Apache-2.0 */
/*
 * root-probe ROOT [by-hand]: for each path (NUL-terminated, from standard input) what a session on that root makes of
 * it, one line: the errno of stat, the kind, the errno of open and of access, and the real path. tests/live/roots.py
 * compares it with a process that is really chrooted there.
 */
#include <stdio.h>
#include <string.h>

#include "os/fs_root.h"

static void probe(const struct lw_fs *fs, const char *path) {
	static const char *const kinds[] = {"file", "dir", "other"};
	char real[4096] = "-";
	struct lw_stat st = {0};
	struct lw_source src;
	const int sys = fs->ops->stat(fs, path, &st);
	const char *kind = sys == 0 ? kinds[st.kind] : "-";
	const int opened = fs->ops->open(fs, path, &src, &st);
	if (opened == 0 && st.kind == LW_KIND_FILE)
		lw_source_close(&src);
	if (fs->ops->realpath(fs, path, real, sizeof real) != 0)
		memcpy(real, "-", 2);
	printf("%d %s %d %d %s\n", sys, kind, opened, fs->ops->access(fs, path), real);
}

int main(int argc, char **argv) {
	struct lw_arena a = {0};
	struct lw_root_fs root;
	struct lw_error err = {0};
	char path[16384];
	size_t n = 0;
	if (argc < 2 || argc > 3 || !lw_root_fs_open(&root, argv[1], &a, &err)) {
		fprintf(stderr, "root-probe: %s\n", argc > 1 ? err.text : "root-probe ROOT [by-hand]");
		return 2;
	}
	root.memo->by_hand = argc == 3;
	for (int c; (c = getchar()) != EOF;) {
		if (n < sizeof path)
			path[n++] = (char)c;
		if (c != '\0')
			continue;
		path[sizeof path - 1] = '\0';
		probe(&root.fs, path);
		n = 0;
	}
	lw_root_fs_close(&root);
	lw_arena_free(&a);
	return 0;
}
