/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packages of conda. The newer form is a zip with metadata.json and two tars, of what is installed and of what is told
 * about it, that lie in one directory when unpacked (conda-package-handling, conda_fmt.py); the older one is one tar.
 */
#include <string.h>

#include "archive/parts.h"
#include "archive/tar.h"
#include "base/fail.h"

static bool ends(const char *name, const char *with) {
	const size_t n = strlen(name), k = strlen(with);
	return n >= k && memcmp(name + n - k, with, k) == 0;
}

static struct lw_node *tar_of(const struct lw_archive_tree *outer, const char *with) {
	for (struct lw_node *node = outer->root->child; node != NULL; node = node->next)
		if (!node->gone && node->kind == LW_MEMBER_FILE && strncmp(node->name, with, strlen(with)) == 0 &&
		    ends(node->name, ".tar.zst"))
			return node;
	return NULL;
}

bool lw_conda_is_outer(const struct lw_archive_tree *outer) {
	return lw_archive_tree_child(outer, outer->root, "metadata.json", 13) != NULL &&
		tar_of(outer, "pkg-") != NULL && tar_of(outer, "info-") != NULL;
}

bool lw_conda_is_tree(const struct lw_archive_tree *t) {
	int sys;
	const struct lw_node *node = lw_archive_tree_find(t, "/info/index.json", &sys);
	return node != NULL && node->kind == LW_MEMBER_FILE;
}

static bool read_one(struct lw_archive_tree *outer, const struct lw_node *node, struct lw_archive_tree *t,
		     struct lw_error *err) {
	char path[300];
	const struct lw_source *tar;
	if (lw_archive_tree_path(node, path, sizeof path) != 0)
		return lw_fail(err, LW_E_INTERNAL, "a name is too long");
	const struct lw_source *part = lw_archive_tree_source(outer, path, err);
	if (part == NULL)
		return lw_fail(err, LW_E_MALFORMED, "a part of the package cannot be opened");
	LW_TRY(lw_open_packed(t->pool, part, &tar, NULL, err));
	return lw_tar_read(tar, t, false, err);
}

bool lw_conda_open(struct lw_archive_tree *outer, struct lw_archive_tree *t, struct lw_error *err) {
	LW_TRY(read_one(outer, tar_of(outer, "pkg-"), t, err));
	return read_one(outer, tar_of(outer, "info-"), t, err);
}
