/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/tar.h"

#include <string.h>

#include "base/fail.h"
#include "os/resolve.h"

#define MOST_RECORDS ((uint64_t)1 << 20) /* bytes of one extended header */
#define BEYOND ((uint64_t)1 << 62)

struct tar {
	const struct lw_source *src;
	struct lw_archive_tree *tree;
	struct lw_arena *arena;
	bool layer;
	uint64_t off;              /* of the next header */
	uint64_t reach;            /* where the bytes of the member before end */
	struct lw_tar_facts facts; /* about the next member */
};

static uint64_t padded(uint64_t n) {
	return (n + LW_TAR_BLOCK - 1) / LW_TAR_BLOCK * LW_TAR_BLOCK;
}

/* ---- what stands before a member ---- */

static bool content(struct tar *t, const struct lw_tar_header *h, struct lw_span *out, struct lw_error *err) {
	uint64_t got = 0;
	if (h->size > MOST_RECORDS)
		return lw_fail_at(err, LW_E_LIMIT, t->off, "a header of the tar has a name or records of %llu bytes",
				  (unsigned long long)h->size);
	uint8_t *p = lw_alloc_raw(t->arena, (size_t)h->size + 1, 1, err);
	if (p == NULL)
		return false;
	LW_TRY(lw_source_read(t->src, t->off, p, h->size, &got, err));
	if (got != h->size)
		return lw_fail_at(err, LW_E_TRUNCATED, t->off, "the tar ends in a header");
	p[got] = '\0';
	t->off += padded(h->size);
	*out = (struct lw_span){p, got};
	return true;
}

/* Up to its first NUL. */
static bool long_text(struct tar *t, const struct lw_tar_header *h, char **out, struct lw_error *err) {
	struct lw_span s;
	LW_TRY(content(t, h, &s, err));
	return (*out = lw_strdup(t->arena, (const char *)s.ptr, err)) != NULL;
}

static bool records(struct tar *t, const struct lw_tar_header *h, struct lw_tar_facts *f, struct lw_error *err) {
	struct lw_span s;
	const uint64_t off = t->off;
	LW_TRY(content(t, h, &s, err));
	return lw_tar_pax(s, off, f, t->arena, err);
}

/* ---- members ---- */

static bool node_of_link(struct tar *t, const struct lw_tar_header *h, struct lw_node *node, struct lw_error *err) {
	const char *target = t->facts.target != NULL ? t->facts.target : lw_strdup(t->arena, h->target, err);
	node->target = target;
	node->mode = 0777;
	return target != NULL;
}

/* The file that was laid down before; a link to a link is one to the same file. Without one it is no file at all. */
static void node_of_hard_link(struct tar *t, const struct lw_tar_header *h, struct lw_node *node) {
	struct lw_node *same = lw_archive_tree_at(t->tree, t->facts.target != NULL ? t->facts.target : h->target);
	if (same != NULL && same->kind == LW_MEMBER_HARD_LINK)
		same = same->same;
	if (same != NULL && same->kind == LW_MEMBER_LINK) {
		node->kind = LW_MEMBER_LINK;
		node->target = same->target;
		return;
	}
	if (same == NULL || same->kind == LW_MEMBER_DIR) {
		node->kind = LW_MEMBER_OTHER;
		return;
	}
	node->same = same;
	node->size = same->size;
	node->mode = same->mode;
}

static bool node_of_sparse(struct tar *t, uint64_t size, struct lw_node *node, struct lw_error *err) {
	struct lw_source *whole = lw_alloc(t->arena, 1, sizeof *whole, err);
	const uint64_t stop = t->off + size;
	uint64_t off = t->off;
	if (whole == NULL)
		return false;
	if (t->facts.sparse == 2)
		LW_TRY(lw_tar_map_before(t->src, &off, size, &t->facts, t->arena, err));
	if (off > stop || !t->facts.has_real_size)
		return lw_fail_at(err, LW_E_MALFORMED, off, "the map of a sparse file is damaged");
	LW_TRY(lw_tar_sparse_source(t->tree->pool, t->src, off, stop - off, &t->facts, whole, err));
	*node = (struct lw_node){.kind = LW_MEMBER_FILE, .mode = node->mode, .from = whole, .size = whole->size};
	return true;
}

static bool node_of_file(struct tar *t, uint64_t size, struct lw_node *node, struct lw_error *err) {
	if (t->facts.sparse != 0)
		return node_of_sparse(t, size, node, err);
	node->size = size;
	node->off = t->off;
	node->from = size == 0 ? NULL : t->src;
	return true;
}

static enum lw_member_kind kind_of(char type, const char *path) {
	const size_t n = strlen(path);
	switch (type) {
	case '1':
		return LW_MEMBER_HARD_LINK;
	case '2':
		return LW_MEMBER_LINK;
	case '3':
	case '4':
	case '6':
		return LW_MEMBER_OTHER;
	case '5':
	case 'D':
		return LW_MEMBER_DIR;
	default: /* a type that is not known is a file; before ustar a directory was one with a slash */
		return n != 0 && path[n - 1] == '/' ? LW_MEMBER_DIR : LW_MEMBER_FILE;
	}
}

/* ---- layers of an image ---- */

/* What takes something away; *is: it is such a member, and nothing more is to be done. */
static bool whiteout(struct tar *t, const char *path, bool *is, struct lw_error *err) {
	size_t n = strlen(path);
	while (n > 0 && path[n - 1] == '/')
		n--;
	size_t base = n;
	while (base > 0 && path[base - 1] != '/')
		base--;
	*is = n - base > 4 && memcmp(path + base, ".wh.", 4) == 0;
	if (!*is)
		return true;
	char *where = lw_strndup(t->arena, path, n, err);
	if (where == NULL)
		return false;
	const bool opaque = strcmp(where + base, ".wh..wh..opq") == 0;
	memmove(where + base, where + base + 4, n - base - 4 + 1);
	if (opaque)
		where[base] = '\0';
	struct lw_node *node = lw_archive_tree_at(t->tree, where);
	if (node != NULL && opaque)
		lw_archive_tree_empty(t->tree, node);
	else if (node != NULL && node->layer < t->tree->layer)
		lw_archive_tree_remove(t->tree, node);
	return true;
}

/* ---- the walk ---- */

static bool lay(struct tar *t, const struct lw_tar_header *h, const char *path, uint64_t size, struct lw_error *err) {
	struct lw_node node = {.kind = kind_of(h->type, path), .mode = h->mode};
	bool done = false;
	if (t->layer)
		LW_TRY(whiteout(t, path, &done, err));
	if (done)
		return true;
	if (node.kind == LW_MEMBER_LINK)
		LW_TRY(node_of_link(t, h, &node, err));
	else if (node.kind == LW_MEMBER_HARD_LINK)
		node_of_hard_link(t, h, &node);
	else if (node.kind == LW_MEMBER_FILE)
		LW_TRY(node_of_file(t, size, &node, err));
	return lw_archive_tree_add(t->tree, path, &node, NULL, err);
}

/* Links, directories and devices have no bytes, whatever size they tell (POSIX); pax lets a hard link have some. */
static bool has_bytes(char type) {
	return memchr("23456", type, 5) == NULL;
}

static bool member(struct tar *t, const struct lw_tar_header *h, struct lw_span block, struct lw_error *err) {
	const char *path = t->facts.path != NULL ? t->facts.path : h->name;
	uint64_t size = has_bytes(h->type) ? t->facts.has_size ? t->facts.size : h->size : 0;
	if (h->type == 'M')
		return lw_fail_at(err, LW_E_UNSUPPORTED, t->off, "is one part of a tar that was split");
	if (h->type == '1' && t->facts.sparse == 0 && !t->facts.has_size)
		size = 0;
	if (h->type == 'S')
		LW_TRY(lw_tar_old_sparse(t->src, block, &t->off, &t->facts, t->arena, err));
	if (h->type != 'V')
		LW_TRY(lay(t, h, path, size, err));
	t->reach = t->off + size;
	t->off += padded(size);
	t->facts = (struct lw_tar_facts){0};
	return true;
}

static bool one(struct tar *t, const struct lw_tar_header *h, struct lw_span block, struct lw_error *err) {
	struct lw_span ignored;
	switch (h->type) {
	case 'L':
		return long_text(t, h, &t->facts.path, err);
	case 'K':
		return long_text(t, h, &t->facts.target, err);
	case 'x':
	case 'X':
		return records(t, h, &t->facts, err);
	case 'g': /* for all members: nothing in it is about one of them */
		return content(t, h, &ignored, err);
	default:
		return member(t, h, block, err);
	}
}

/* The bytes of the last member must be there, also where nothing is behind them. */
static bool reaches(struct tar *t, struct lw_error *err) {
	uint8_t last;
	uint64_t got = 0;
	if (t->reach == 0)
		return true;
	LW_TRY(lw_source_read(t->src, t->reach - 1, &last, 1, &got, err));
	return got == 1 || lw_fail_at(err, LW_E_TRUNCATED, t->reach, "the tar ends in the bytes of a member");
}

/* All of it is passed once, so that its checksum is seen. */
static bool drain(struct tar *t, struct lw_error *err) {
	uint8_t beyond;
	uint64_t got = 0;
	LW_TRY(reaches(t, err));
	return t->src->size != LW_SIZE_UNKNOWN || lw_source_read(t->src, BEYOND, &beyond, 1, &got, err);
}

/* Once it has begun, a tar ends with a block of zeros, or, as some programs leave it, with the file. */
static bool next(struct tar *t, bool *ended, struct lw_error *err) {
	uint8_t bytes[LW_TAR_BLOCK];
	struct lw_span block = {bytes, sizeof bytes};
	struct lw_tar_header h;
	uint64_t got = 0;
	LW_TRY(lw_source_read(t->src, t->off, bytes, sizeof bytes, &got, err));
	*ended = got == 0;
	if (*ended)
		return true;
	if (got != sizeof bytes)
		return lw_fail_at(err, LW_E_TRUNCATED, t->off, "the tar ends in a header");
	LW_TRY(lw_tar_header(block, t->off, &h, ended, err));
	if (*ended)
		return true;
	t->off += sizeof bytes;
	return one(t, &h, block, err);
}

bool lw_tar_read(const struct lw_source *src, struct lw_archive_tree *tree, bool layer, struct lw_error *err) {
	struct tar t = {.src = src, .tree = tree, .arena = tree->arena, .layer = layer};
	bool ended = false;
	while (!ended)
		LW_TRY(next(&t, &ended, err));
	return drain(&t, err);
}
