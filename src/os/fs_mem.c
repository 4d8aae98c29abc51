/* SPDX-License-Identifier: Apache-2.0 */
#include "os/fs_mem.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"

#define LONGEST 4096
#define MOST_LINKS 40

static const struct lw_mem_fs *of(const struct lw_fs *fs) {
	return (const struct lw_mem_fs *)fs; /* fs is the first member */
}

/* A path while it is resolved: what is settled, and what is still to come. */
struct resolving {
	char done[LONGEST];
	char rest[LONGEST];
	unsigned n_links;
};

static bool put_rest(struct resolving *r, const char *target, const char *behind) {
	char joined[LONGEST];
	size_t n = strlen(target), k = strlen(behind);
	if (n + 1 + k + 1 > sizeof joined)
		return false;
	memcpy(joined, target, n);
	joined[n] = '/';
	memcpy(joined + n + 1, behind, k + 1);
	memcpy(r->rest, joined, n + k + 2);
	return true;
}

static void drop_last(char *path) {
	char *slash = strrchr(path, '/');
	*(slash == path || slash == NULL ? path + 1 : slash) = '\0';
}

static int take_link(struct resolving *r, const struct lw_mem_node *node, const char *behind) {
	if (++r->n_links > MOST_LINKS)
		return ELOOP;
	if (node->target[0] == '/')
		memcpy(r->done, "/", 2);
	else
		drop_last(r->done);
	return put_rest(r, node->target, behind) ? 0 : ENAMETOOLONG;
}

/* One component of r->rest; 0 to go on. */
static int step(const struct lw_mem_fs *m, struct resolving *r, struct lw_mem_node **at) {
	const char *from = r->rest + strspn(r->rest, "/");
	size_t n = strcspn(from, "/");
	char name[256];
	if (n >= sizeof name)
		return ENAMETOOLONG;
	if ((*at)->kind != LW_MEM_DIR)
		return ENOTDIR;
	if (((*at)->mode & 0111) == 0)
		return EACCES;
	memcpy(name, from, n);
	name[n] = '\0';
	char behind[LONGEST];
	memcpy(behind, from + n, strlen(from + n) + 1);
	if (strcmp(name, "..") == 0) {
		drop_last(r->done);
	} else if (strcmp(name, ".") != 0) {
		size_t k = strlen(r->done);
		if (k + 1 + n + 1 > sizeof r->done)
			return ENAMETOOLONG;
		if (k > 1)
			r->done[k++] = '/';
		memcpy(r->done + k, name, n + 1);
	}
	struct lw_mem_node *next = lw_map_get(&m->nodes, r->done, strlen(r->done));
	if (next == NULL)
		return ENOENT;
	memcpy(r->rest, behind, strlen(behind) + 1);
	if (next->kind == LW_MEM_LINK) {
		int sys = take_link(r, next, behind);
		if (sys != 0)
			return sys;
		next = lw_map_get(&m->nodes, r->done, strlen(r->done));
	}
	*at = next;
	return 0;
}

struct lw_mem_node *lw_mem_fs_find(const struct lw_mem_fs *m, const char *path, int *sys) {
	struct resolving r = {.done = "/"};
	size_t n = strlen(path);
	*sys = n >= sizeof r.rest ? ENAMETOOLONG : n == 0 ? ENOENT : 0;
	if (*sys != 0)
		return NULL;
	memcpy(r.rest, path, n + 1);
	struct lw_mem_node *at = lw_map_get(&m->nodes, "/", 1);
	const bool wants_dir = path[n - 1] == '/';
	while (*sys == 0 && r.rest[strspn(r.rest, "/")] != '\0')
		*sys = step(m, &r, &at);
	if (*sys == 0 && wants_dir && at->kind != LW_MEM_DIR)
		*sys = ENOTDIR;
	return *sys == 0 ? at : NULL;
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
	if (path[0] != '/' || n >= LONGEST) {
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

bool lw_mem_fs_init(struct lw_mem_fs *m, struct lw_arena *a, struct lw_error *err) {
	static const struct lw_fs_ops ops = {mem_open, mem_stat, mem_access, mem_realpath};
	*m = (struct lw_mem_fs){.fs = {&ops}, .arena = a};
	return make(m, "/", 1, LW_MEM_DIR, err) != NULL;
}
