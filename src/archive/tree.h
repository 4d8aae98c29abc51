/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an archive holds, as a tree: names and where the bytes lie. Members are laid into it in the archive's order, as
 * unpacking would: the last one of a path stays, directories that are only named in paths are made, and links that lie
 * in the way of a path are followed within the tree.
 */
#ifndef LW_ARCHIVE_TREE_H
#define LW_ARCHIVE_TREE_H

#include "archive/archive.h"
#include "archive/unpack.h"
#include "base/map.h"
#include "base/vec.h"

/* Packed bytes of a file that has not been opened yet. */
struct lw_packed {
	enum lw_packing how;
	uint32_t crc;
	uint64_t size;
};

struct lw_node {
	struct lw_node *parent; /* the root's is itself */
	struct lw_node *child;  /* of a directory: the newest */
	struct lw_node *next;   /* the one before it in the same directory */
	const char *name;
	enum lw_member_kind kind;
	uint32_t mode, id, layer;
	bool gone;                    /* replaced, or taken away by a layer */
	bool ready;                   /* from is a source of nothing but its bytes */
	uint64_t size;                /* of a file */
	const struct lw_source *from; /* where its bytes lie, NULL: it is empty */
	uint64_t off;                 /* in from */
	struct lw_packed *packed;     /* NULL: its bytes lie there as they are */
	const char *target;           /* of a link */
	struct lw_node *same;         /* of a hard link: the file */
	struct lw_node *leads;        /* of a link: a directory that it led to when so much had changed: */
	uint32_t leads_at;
};

struct lw_archive_tree {
	struct lw_fs fs; /* give &t->fs to whoever wants a file system */
	struct lw_arena *arena;
	struct lw_pool *pool;
	struct lw_map nodes; /* parent's id and name -> node */
	struct lw_node *root;
	LW_VEC(struct lw_node *) members;
	uint64_t dev;
	uint64_t walked; /* bytes of paths that were looked at for links in the way */
	uint32_t most, n, layer;
	uint32_t changes; /* that may lead a link elsewhere */
};

/* Errors: NOMEM. */
bool lw_archive_tree_init(struct lw_archive_tree *t, struct lw_pool *pool, uint32_t most, uint64_t dev,
			  struct lw_error *err) LW_USE;

/* Lays a member at a path, of which slashes and "." at its start count for nothing. The node is a copy of *what but for
 * its place; *out may be NULL. Errors: MALFORMED (a path with "..", or too long), LIMIT, NOMEM. */
bool lw_archive_tree_add(struct lw_archive_tree *t, const char *path, const struct lw_node *what, struct lw_node **out,
			 struct lw_error *err) LW_USE;
/* The node at a path as it is written in a member, whose last part may be a link that is not followed; NULL: none. */
struct lw_node *lw_archive_tree_at(struct lw_archive_tree *t, const char *path);
/* What lies there from the layers below is gone. */
void lw_archive_tree_remove(struct lw_archive_tree *t, struct lw_node *node);
/* What lies in the directory from the layers below is gone. */
void lw_archive_tree_empty(struct lw_archive_tree *t, struct lw_node *dir);

/* The node behind a path with every link followed; NULL and *sys. */
struct lw_node *lw_archive_tree_find(const struct lw_archive_tree *t, const char *path, int *sys);
/* The node's absolute path; 0 or ENAMETOOLONG. */
int lw_archive_tree_path(const struct lw_node *node, char *buf, size_t n_buf);
/* The child of that name; NULL: none. */
struct lw_node *lw_archive_tree_child(const struct lw_archive_tree *t, const struct lw_node *dir, const char *name,
				      size_t n);

/* tree_fs.c. */
/* A source of the file at an absolute path, links followed, in the arena; NULL: there is none, or, with an error, no
 * memory for it. */
const struct lw_source *lw_archive_tree_source(struct lw_archive_tree *t, const char *path, struct lw_error *err);
const struct lw_fs_ops *lw_archive_tree_ops(void);

#endif
