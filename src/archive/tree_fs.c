/* SPDX-License-Identifier: Apache-2.0 */
/* The tree as a file system. */
#include <errno.h>
#include <string.h>

#include "archive/tree.h"
#include "base/fail.h"

static struct lw_archive_tree *of(const struct lw_fs *fs) {
	return (struct lw_archive_tree *)(uintptr_t)(const void *)
		fs; /* fs is the first member; files are opened once */
}

static const struct lw_node *body(const struct lw_node *node) {
	return node->kind == LW_MEMBER_HARD_LINK ? node->same : node;
}

static void tell(const struct lw_archive_tree *t, const struct lw_node *node, struct lw_stat *st) {
	const struct lw_node *b = body(node);
	*st = (struct lw_stat){.kind = b->kind == LW_MEMBER_DIR    ? LW_KIND_DIR
				       : b->kind == LW_MEMBER_FILE ? LW_KIND_FILE
								   : LW_KIND_OTHER,
			       .mode = b->mode,
			       .dev = t->dev,
			       .ino = b->id + (uint64_t)1,
			       .size = b->size};
}

static int tree_stat(const struct lw_fs *fs, const char *path, struct lw_stat *st) {
	int sys;
	const struct lw_node *node = lw_archive_tree_find(of(fs), path, &sys);
	if (node == NULL)
		return sys;
	tell(of(fs), node, st);
	return 0;
}

static int tree_access(const struct lw_fs *fs, const char *path) {
	int sys;
	const struct lw_node *node = lw_archive_tree_find(of(fs), path, &sys);
	return node == NULL ? sys : (body(node)->mode & 0444) == 0 ? EACCES : 0;
}

/* From now on the node has a source of its own. */
static bool make_ready(struct lw_archive_tree *t, struct lw_node *node, struct lw_error *err) {
	struct lw_source *part = lw_alloc(t->arena, 1, sizeof *part, err);
	if (part == NULL)
		return false;
	const struct lw_packed *packed = node->packed;
	LW_TRY(lw_slice(t->pool, node->from, node->off, packed != NULL ? packed->size : node->size, part, err));
	if (packed != NULL)
		LW_TRY(lw_unpack(t->pool, packed->how, part, node->size, packed->crc, part, err));
	node->from = part;
	node->ready = true;
	return true;
}

static int open_node(struct lw_archive_tree *t, struct lw_node *node, struct lw_source *src) {
	struct lw_error err;
	lw_error_clear(&err);
	if (node->from == NULL) {
		lw_source_of_memory(src, (struct lw_span){(const uint8_t *)"", 0});
		return 0;
	}
	if (!node->ready && !make_ready(t, node, &err))
		return ENOMEM;
	*src = *node->from;
	return 0;
}

static int tree_open(const struct lw_fs *fs, const char *path, struct lw_source *src, struct lw_stat *st) {
	int sys;
	struct lw_node *node = lw_archive_tree_find(of(fs), path, &sys);
	if (node == NULL)
		return sys;
	tell(of(fs), node, st);
	if ((st->mode & 0444) == 0)
		return EACCES;
	if (st->kind != LW_KIND_FILE)
		return 0;
	return open_node(of(fs), node->kind == LW_MEMBER_HARD_LINK ? node->same : node, src);
}

const struct lw_source *lw_archive_tree_source(struct lw_archive_tree *t, const char *path, struct lw_error *err) {
	int sys;
	struct lw_source *src = lw_alloc(t->arena, 1, sizeof *src, err);
	struct lw_node *node = src == NULL ? NULL : lw_archive_tree_find(t, path, &sys);
	if (node == NULL)
		return NULL;
	node = node->kind == LW_MEMBER_HARD_LINK ? node->same : node;
	if (node->kind != LW_MEMBER_FILE)
		return NULL;
	if (open_node(t, node, src) == 0)
		return src;
	lw_fail(err, LW_E_NOMEM, "out of memory");
	return NULL;
}

static int tree_realpath(const struct lw_fs *fs, const char *path, char *buf, size_t n_buf) {
	int sys;
	const struct lw_node *node = lw_archive_tree_find(of(fs), path, &sys);
	return node == NULL ? sys : lw_archive_tree_path(node, buf, n_buf);
}

static int tree_list(const struct lw_fs *fs, const char *path, lw_fs_name_fn *each, void *ctx) {
	int sys;
	const struct lw_node *dir = lw_archive_tree_find(of(fs), path, &sys);
	if (dir == NULL || dir->kind != LW_MEMBER_DIR || (dir->mode & 0444) == 0)
		return dir == NULL ? sys : dir->kind != LW_MEMBER_DIR ? ENOTDIR : EACCES;
	for (const struct lw_node *node = dir->child; node != NULL; node = node->next)
		if (!node->gone && !each(ctx, node->name))
			break;
	return 0;
}

const struct lw_fs_ops *lw_archive_tree_ops(void) {
	static const struct lw_fs_ops ops = {tree_open, tree_stat, tree_access, tree_realpath, tree_list, NULL};
	return &ops;
}
