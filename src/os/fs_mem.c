/* SPDX-License-Identifier: Apache-2.0 */
#include "os/fs_mem.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "os/resolve.h"

static const struct lw_mem_fs *of(const struct lw_fs *fs) {
	return (const struct lw_mem_fs *)fs; /* fs is the first member */
}

static int may_search(const void *ctx, const char *path) {
	const struct lw_mem_fs *m = ctx;
	const struct lw_mem_node *dir = lw_map_get(&m->nodes, path, strlen(path));
	return (dir->mode & 0111) != 0 ? 0 : EACCES;
}

static int look(const void *ctx, const char *path, enum lw_entry *what, char *target, size_t n_target) {
	const struct lw_mem_fs *m = ctx;
	const size_t n = strlen(path);
	const char *slash = strrchr(path, '/');
	const struct lw_mem_node *dir = lw_map_get(&m->nodes, path, slash == path ? 1 : (size_t)(slash - path));
	const struct lw_mem_node *node = lw_map_get(&m->nodes, path, n);
	if ((dir->mode & 0111) == 0)
		return EACCES;
	if (node == NULL)
		return ENOENT;
	*what = node->kind == LW_MEM_DIR ? LW_ENTRY_DIR : node->kind == LW_MEM_LINK ? LW_ENTRY_LINK : LW_ENTRY_OTHER;
	if (node->kind != LW_MEM_LINK)
		return 0;
	const size_t k = strlen(node->target);
	if (k >= n_target)
		return ENAMETOOLONG;
	memcpy(target, node->target, k + 1);
	return 0;
}

struct lw_mem_node *lw_mem_fs_find(const struct lw_mem_fs *m, const char *path, int *sys) {
	const struct lw_tree tree = {m, look, may_search};
	char real[LW_LONGEST_PATH];
	*sys = lw_resolve(&tree, path, real);
	return *sys == 0 ? lw_map_get(&m->nodes, real, strlen(real)) : NULL;
}

static struct lw_mem_node *make(struct lw_mem_fs *m, const char *path, size_t n, enum lw_mem_kind kind,
				struct lw_error *err) {
	struct lw_mem_node *node = lw_alloc(m->arena, 1, sizeof *node, err);
	char *kept = lw_strndup(m->arena, path, n, err);
	if (node == NULL || kept == NULL)
		return NULL;
	*node = (struct lw_mem_node){
		.kind = kind, .mode = kind == LW_MEM_FILE ? 0644 : 0755, .ino = ++m->n_inodes, .path = kept};
	if (m->last != NULL)
		m->last->next = node;
	else
		m->first = node;
	m->last = node;
	return lw_map_put(&m->nodes, m->arena, kept, n, node, err) ? node : NULL;
}

struct lw_mem_node *lw_mem_fs_add(struct lw_mem_fs *m, const char *path, enum lw_mem_kind kind, struct lw_error *err) {
	size_t n = strlen(path);
	while (n > 1 && path[n - 1] == '/')
		n--;
	if (path[0] != '/' || n >= LW_LONGEST_PATH) {
		lw_fail(err, LW_E_USAGE, "%s is no absolute path", path);
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		size_t k = i == 0 ? 1 : i;
		if (path[i] == '/' && n > 1 && lw_map_get(&m->nodes, path, k) == NULL &&
		    make(m, path, k, LW_MEM_DIR, err) == NULL)
			return NULL;
	}
	struct lw_mem_node *old = lw_map_get(&m->nodes, path, n);
	if (old != NULL && old->kind == LW_MEM_DIR && kind == LW_MEM_DIR)
		return old;
	if (old != NULL) {
		lw_fail(err, LW_E_USAGE, "%s is there already", path);
		return NULL;
	}
	return make(m, path, n, kind, err);
}

static int mem_stat(const struct lw_fs *fs, const char *path, struct lw_stat *st) {
	int sys;
	const struct lw_mem_node *node = lw_mem_fs_find(of(fs), path, &sys);
	if (node == NULL)
		return sys;
	*st = (struct lw_stat){.kind = node->kind == LW_MEM_DIR ? LW_KIND_DIR : LW_KIND_FILE,
			       .mode = node->mode,
			       .dev = 1,
			       .ino = node->ino,
			       .size = node->bytes.len};
	return 0;
}

static int mem_access(const struct lw_fs *fs, const char *path) {
	int sys;
	const struct lw_mem_node *node = lw_mem_fs_find(of(fs), path, &sys);
	if (node == NULL)
		return sys;
	return node->sys != 0 ? node->sys : (node->mode & 0444) == 0 ? EACCES : 0;
}

static int mem_open(const struct lw_fs *fs, const char *path, struct lw_source *src, struct lw_stat *st) {
	int sys = mem_access(fs, path);
	if (sys == 0)
		sys = mem_stat(fs, path, st);
	if (sys != 0 || st->kind != LW_KIND_FILE)
		return sys;
	lw_source_of_memory(src, lw_mem_fs_find(of(fs), path, &sys)->bytes);
	return 0;
}

static int mem_realpath(const struct lw_fs *fs, const char *path, char *buf, size_t n_buf) {
	int sys;
	const struct lw_mem_node *node = lw_mem_fs_find(of(fs), path, &sys);
	if (node == NULL)
		return sys;
	size_t n = strlen(node->path);
	if (n >= n_buf)
		return ENAMETOOLONG;
	memcpy(buf, node->path, n + 1);
	return 0;
}

static int mem_list(const struct lw_fs *fs, const char *path, lw_fs_name_fn *each, void *ctx) {
	int sys;
	const struct lw_mem_node *dir = lw_mem_fs_find(of(fs), path, &sys);
	if (dir == NULL || dir->kind != LW_MEM_DIR || (dir->mode & 0444) == 0)
		return dir == NULL ? sys : dir->kind != LW_MEM_DIR ? ENOTDIR : EACCES;
	const size_t n = dir->path[1] == '\0' ? 0 : strlen(dir->path);
	for (const struct lw_mem_node *node = of(fs)->first; node != NULL; node = node->next) {
		const char *name = strrchr(node->path, '/') + 1;
		const bool inside =
			*name != '\0' && (size_t)(name - 1 - node->path) == n && strncmp(node->path, dir->path, n) == 0;
		if (inside && !each(ctx, name))
			break;
	}
	return 0;
}

bool lw_mem_fs_init(struct lw_mem_fs *m, struct lw_arena *a, struct lw_error *err) {
	static const struct lw_fs_ops ops = {mem_open, mem_stat, mem_access, mem_realpath, mem_list, NULL};
	*m = (struct lw_mem_fs){.fs = {&ops}, .arena = a};
	return make(m, "/", 1, LW_MEM_DIR, err) != NULL;
}
