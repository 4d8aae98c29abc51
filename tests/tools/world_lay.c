/* SPDX-License-Identifier: Apache-2.0 */
/* Lays a world's files on disk under a directory: world-lay WORLD DIR. Absolute links stay as they are: they are meant
 * for a chroot. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "worldtool.h"

static bool write_file(const char *path, struct lw_span bytes) {
	FILE *f = fopen(path, "wb");
	if (f == NULL)
		return false;
	bool ok = bytes.len == 0 || fwrite(bytes.ptr, 1, (size_t)bytes.len, f) == bytes.len;
	return fclose(f) == 0 && ok;
}

/* An earlier node with this inode: the file gets a second name. */
static const struct lw_mem_node *twin(const struct lw_mem_node *first, const struct lw_mem_node *node) {
	for (const struct lw_mem_node *n = first; n != node; n = n->next)
		if (n->kind == LW_MEM_FILE && n->ino == node->ino)
			return n;
	return NULL;
}

static bool lay(const struct lw_worldfile *w, const struct lw_mem_node *node, const char *dir, struct lw_arena *a) {
	struct lw_error err;
	lw_error_clear(&err);
	const char *to = lw_strcat2(a, dir, node->path, &err);
	if (to == NULL)
		return false;
	if (node->kind == LW_MEM_DIR)
		return strcmp(node->path, "/") == 0 || mkdir(to, 0755) == 0;
	if (node->kind == LW_MEM_LINK)
		return symlink(node->target, to) == 0;
	const struct lw_mem_node *other = twin(w->fs.first, node);
	if (other != NULL) {
		const char *from = lw_strcat2(a, dir, other->path, &err);
		return from != NULL && link(from, to) == 0;
	}
	return write_file(to, node->bytes);
}

/* Modes come last: a directory may be closed. */
static bool set_mode(const struct lw_mem_node *node, const char *dir, struct lw_arena *a) {
	struct lw_error err;
	lw_error_clear(&err);
	const char *to = lw_strcat2(a, dir, node->path, &err);
	return to != NULL && (node->kind == LW_MEM_LINK || chmod(to, node->mode) == 0);
}

int main(int argc, char **argv) {
	if (argc != 3) {
		fprintf(stderr, "usage: world-lay WORLD DIR\n");
		return 2;
	}
	struct lw_arena a = {0};
	const struct lw_worldfile *w = worldtool_read(argv[1], &a);
	bool ok = w != NULL;
	for (const struct lw_mem_node *n = ok ? w->fs.first : NULL; ok && n != NULL; n = n->next)
		ok = lay(w, n, argv[2], &a);
	for (const struct lw_mem_node *n = ok ? w->fs.first : NULL; ok && n != NULL; n = n->next)
		ok = set_mode(n, argv[2], &a);
	if (!ok)
		perror(argv[1]);
	lw_arena_free(&a);
	return ok ? 0 : 1;
}
