/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/tree.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "os/resolve.h"

#define LONGEST_NAME 255
/* Real archives have a few thousand members behind links of their own. */
#define MOST_WALKED ((uint64_t)256 << 20)

struct key {
	char bytes[4 + LONGEST_NAME];
};

static size_t key_of(struct key *k, const struct lw_node *dir, const char *name, size_t n) {
	for (unsigned i = 0; i < 4; i++)
		k->bytes[i] = (char)(dir->id >> 8 * i & 0xff);
	memcpy(k->bytes + 4, name, n);
	return 4 + n;
}

struct lw_node *lw_archive_tree_child(const struct lw_archive_tree *t, const struct lw_node *dir, const char *name,
				      size_t n) {
	struct key k;
	if (n > LONGEST_NAME)
		return NULL;
	struct lw_node *node = lw_map_get(&t->nodes, k.bytes, key_of(&k, dir, name, n));
	return node == NULL || node->gone ? NULL : node;
}

/* ---- finding ---- */

static bool is_dots(const char *name, size_t n) {
	return name[0] == '.' && (n == 1 || (n == 2 && name[1] == '.'));
}

/* Goes along a path as long as nothing but directories and plain names are in it. NULL with *sys; EAGAIN: there is more
 * to it, which lw_resolve knows. */
static struct lw_node *plain(const struct lw_archive_tree *t, const char *path, bool links, int *sys) {
	struct lw_node *at = t->root;
	*sys = EAGAIN;
	if (path[0] != '/' || strlen(path) >= LW_LONGEST_PATH)
		return NULL;
	for (const char *p = path + strspn(path, "/"); *p != '\0'; p += strspn(p, "/")) {
		const size_t n = strcspn(p, "/");
		if (is_dots(p, n) || n > LONGEST_NAME || at->kind != LW_MEMBER_DIR || (at->mode & 0111) == 0)
			return NULL;
		at = lw_archive_tree_child(t, at, p, n);
		p += n;
		if (at == NULL) {
			*sys = ENOENT;
			return NULL;
		}
		if ((at->kind == LW_MEMBER_LINK && !(links && *p == '\0')) || (*p == '/' && at->kind != LW_MEMBER_DIR))
			return NULL;
	}
	*sys = 0;
	return at;
}

static int look(const void *ctx, const char *path, enum lw_entry *what, char *target, size_t n_target) {
	int sys;
	const struct lw_node *node = plain(ctx, path, true, &sys);
	if (node == NULL)
		return sys == EAGAIN ? EACCES : sys; /* the path is settled: only a right can be missing */
	*what = node->kind == LW_MEMBER_DIR    ? LW_ENTRY_DIR
		: node->kind == LW_MEMBER_LINK ? LW_ENTRY_LINK
					       : LW_ENTRY_OTHER;
	if (node->kind != LW_MEMBER_LINK)
		return 0;
	const size_t n = strlen(node->target);
	if (n >= n_target)
		return ENAMETOOLONG;
	memcpy(target, node->target, n + 1);
	return 0;
}

static int may_search(const void *ctx, const char *path) {
	int sys;
	const struct lw_node *node = plain(ctx, path, false, &sys);
	return node == NULL ? EACCES : (node->mode & 0111) != 0 ? 0 : EACCES;
}

struct lw_node *lw_archive_tree_find(const struct lw_archive_tree *t, const char *path, int *sys) {
	struct lw_node *node = plain(t, path, false, sys);
	if (node != NULL || *sys != EAGAIN)
		return node;
	const struct lw_tree tree = {t, look, may_search};
	char real[LW_LONGEST_PATH];
	*sys = lw_resolve(&tree, path, real);
	return *sys == 0 ? plain(t, real, false, sys) : NULL;
}

int lw_archive_tree_path(const struct lw_node *node, char *buf, size_t n_buf) {
	size_t n = 0;
	for (const struct lw_node *x = node; x->parent != x; x = x->parent)
		n += 1 + strlen(x->name);
	if (n + 2 > n_buf)
		return ENAMETOOLONG;
	memcpy(buf, "/", 2);
	if (n == 0)
		return 0;
	buf[n] = '\0';
	for (const struct lw_node *x = node; x->parent != x; x = x->parent) {
		const size_t k = strlen(x->name);
		n -= k + 1;
		buf[n] = '/';
		memcpy(buf + n + 1, x->name, k);
	}
	return 0;
}

/* ---- laying ---- */

static struct lw_node *make(struct lw_archive_tree *t, struct lw_node *dir, const char *name, size_t n,
			    const struct lw_node *what, struct lw_error *err) {
	if (t->n >= t->most) {
		lw_fail(err, LW_E_LIMIT, "holds more than %u files and directories, the most that is allowed", t->most);
		return NULL;
	}
	struct lw_node *node = lw_alloc_raw(t->arena, 1, sizeof *node, err);
	char *key = node == NULL ? NULL : lw_alloc_raw(t->arena, 4 + n + 1, 1, err);
	if (key == NULL)
		return NULL;
	struct key k;
	const size_t n_key = key_of(&k, dir, name, n);
	memcpy(key, k.bytes, n_key);
	key[n_key] = '\0';
	*node = *what;
	node->parent = dir;
	node->child = NULL;
	node->gone = node->ready = false;
	node->name = key + 4;
	node->id = t->n++;
	node->layer = t->layer;
	node->next = dir->child;
	if (!lw_map_put(&t->nodes, t->arena, key, n_key, node, err))
		return NULL;
	dir->child = node;
	t->changes += what->kind == LW_MEMBER_LINK;
	return node;
}

static const struct lw_node implied = {.kind = LW_MEMBER_DIR, .mode = 0755};

/* Where a link in the way of a path leads; NULL: to no directory. */
static struct lw_node *behind(struct lw_archive_tree *t, struct lw_node *link) {
	if (link->leads != NULL && link->leads_at == t->changes)
		return link->leads;
	char path[LW_LONGEST_PATH];
	int sys = lw_archive_tree_path(link, path, sizeof path);
	struct lw_node *node = sys == 0 ? lw_archive_tree_find(t, path, &sys) : NULL;
	t->walked += 8 * strlen(path) + 256;
	if (node == NULL || node->kind != LW_MEMBER_DIR)
		return NULL;
	link->leads = node;
	link->leads_at = t->changes;
	return node;
}

/* The directory of that name in dir, made if it must be. */
static struct lw_node *enter(struct lw_archive_tree *t, struct lw_node *dir, const char *name, size_t n,
			     struct lw_error *err) {
	struct lw_node *node = lw_archive_tree_child(t, dir, name, n);
	if (node != NULL && node->kind == LW_MEMBER_LINK) {
		struct lw_node *led = behind(t, node);
		if (led != NULL) {
			led->layer = t->layer;
			return led;
		}
	}
	if (node != NULL && node->kind != LW_MEMBER_DIR) {
		lw_archive_tree_remove(t, node);
		node = NULL;
	}
	if (node == NULL)
		node = make(t, dir, name, n, &implied, err);
	if (node != NULL)
		node->layer = t->layer;
	return node;
}

static bool name_is_good(const char *name, size_t n, const char *path, struct lw_error *err) {
	if (n == 2 && memcmp(name, "..", 2) == 0)
		return lw_fail(err, LW_E_MALFORMED, "a member's path has \"..\" in it, which is not followed: %.150s",
			       path);
	if (n > LONGEST_NAME)
		return lw_fail(err, LW_E_MALFORMED, "a member has a name of more than %d bytes: %.150s", LONGEST_NAME,
			       path);
	return true;
}

/* The next name of a path, "." left out; n is 0 at the end. */
static const char *next_name(const char *p, size_t *n) {
	for (;;) {
		p += strspn(p, "/");
		*n = strcspn(p, "/");
		if (*n != 1 || *p != '.')
			return p;
		p += 1;
	}
}

/* The directory that the last name of a path is in; NULL with an error, or, if nothing is to be made, without. */
static struct lw_node *parent_of(struct lw_archive_tree *t, const char *path, bool make_it, const char **last,
				 size_t *n_last, struct lw_error *err) {
	struct lw_node *dir = t->root;
	size_t n, n_after;
	for (const char *p = next_name(path, &n), *after; dir != NULL; p = after, n = n_after) {
		after = next_name(p + n, &n_after);
		*last = p;
		*n_last = n;
		if (!name_is_good(p, n, path, err))
			return NULL;
		if (n_after == 0)
			return dir;
		if (make_it) {
			dir = enter(t, dir, p, n, err);
			continue;
		}
		struct lw_node *node = lw_archive_tree_child(t, dir, p, n);
		dir = node != NULL && node->kind == LW_MEMBER_LINK ? behind(t, node) : node;
	}
	return NULL;
}

struct lw_node *lw_archive_tree_at(struct lw_archive_tree *t, const char *path) {
	struct lw_error err;
	const char *name;
	size_t n;
	lw_error_clear(&err);
	struct lw_node *dir = parent_of(t, path, false, &name, &n, &err);
	if (dir == NULL)
		return NULL;
	return n == 0 ? dir : lw_archive_tree_child(t, dir, name, n);
}

void lw_archive_tree_remove(struct lw_archive_tree *t, struct lw_node *node) {
	if (node == t->root)
		return;
	node->gone = true;
	t->changes++;
}

/* What comes behind a node and all that is below it, within top; NULL: nothing. */
static struct lw_node *after(struct lw_node *node, const struct lw_node *top) {
	while (node != top && node->next == NULL)
		node = node->parent;
	return node == top ? NULL : node->next;
}

/* Directories that the layer itself has touched stay, with what it put there. */
void lw_archive_tree_empty(struct lw_archive_tree *t, struct lw_node *dir) {
	for (struct lw_node *node = dir->child; node != NULL;) {
		if (!node->gone && node->layer < t->layer)
			lw_archive_tree_remove(t, node);
		const bool enter_it = !node->gone && node->kind == LW_MEMBER_DIR && node->child != NULL;
		node = enter_it ? node->child : after(node, dir);
	}
}

static bool remember(struct lw_archive_tree *t, struct lw_node *node, struct lw_node **out, struct lw_error *err) {
	struct lw_node **m = lw_vec_add(t->arena, &t->members, err);
	if (m == NULL)
		return false;
	*m = node;
	if (out != NULL)
		*out = node;
	return true;
}

bool lw_archive_tree_add(struct lw_archive_tree *t, const char *path, const struct lw_node *what, struct lw_node **out,
			 struct lw_error *err) {
	const char *name;
	size_t n;
	if (strlen(path) >= LW_LONGEST_PATH)
		return lw_fail(err, LW_E_MALFORMED, "a member's path has more than %d bytes: %.150s...",
			       LW_LONGEST_PATH - 1, path);
	struct lw_node *dir = parent_of(t, path, true, &name, &n, err);
	if (dir == NULL)
		return false;
	if (t->walked > MOST_WALKED)
		return lw_fail(err, LW_E_LIMIT, "too many members lie behind links to other places of the archive");
	struct lw_node *old = n == 0 ? t->root : lw_archive_tree_child(t, dir, name, n);
	if (old != NULL && old->kind == LW_MEMBER_DIR && what->kind == LW_MEMBER_DIR) {
		old->mode = what->mode;
		old->layer = t->layer;
		return remember(t, old, out, err);
	}
	if (n == 0)
		return lw_fail(err, LW_E_MALFORMED, "a member that is no directory has no name");
	if (old != NULL)
		lw_archive_tree_remove(t, old);
	struct lw_node *node = make(t, dir, name, n, what, err);
	return node != NULL && remember(t, node, out, err);
}

bool lw_archive_tree_init(struct lw_archive_tree *t, struct lw_pool *pool, uint32_t most, uint64_t dev,
			  struct lw_error *err) {
	*t = (struct lw_archive_tree){
		.fs = {lw_archive_tree_ops()}, .arena = pool->arena, .pool = pool, .dev = dev, .most = most, .n = 1};
	t->root = lw_alloc(t->arena, 1, sizeof *t->root, err);
	if (t->root == NULL)
		return false;
	*t->root = implied;
	t->root->parent = t->root;
	t->root->name = "";
	return true;
}
