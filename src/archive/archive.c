/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/archive.h"

#include <string.h>

#include "archive/parts.h"
#include "archive/tar.h"
#include "archive/zip.h"
#include "base/fail.h"
#include "os/resolve.h"

#define MOST_BYTES ((uint64_t)16 << 30)
#define MOST_MEMBERS 500000
#define MOST_RATIO 250

struct lw_archive {
	struct lw_source src;
	struct lw_pool pool;
	struct lw_archive_opts opts;
	enum lw_archive_kind kind;
	struct lw_archive_tree tree, outer; /* outer: what holds the parts that the tree comes from */
	bool has_control;
	struct lw_archive_tree control;
	struct lw_chosen chosen;
};

/* ---- what is it? ---- */

struct told {
	bool is;
	enum lw_archive_kind kind;
	enum lw_packing how;
};

static bool peek(const struct lw_source *src, uint8_t *block, struct lw_span *out, struct lw_error *err) {
	*out = (struct lw_span){block, 0};
	return lw_source_read(src, 0, block, LW_TAR_BLOCK, &out->len, err);
}

static bool is_zip(struct lw_span first) {
	return first.len >= 22 && (memcmp(first.ptr, "PK\3\4", 4) == 0 || memcmp(first.ptr, "PK\5\6", 4) == 0);
}

bool lw_open_packed(struct lw_pool *p, const struct lw_source *src, const struct lw_source **out, enum lw_packing *how,
		    struct lw_error *err) {
	uint8_t block[LW_TAR_BLOCK];
	struct lw_span first;
	LW_TRY(peek(src, block, &first, err));
	const enum lw_packing packing = lw_packing_of(first);
	if (how != NULL)
		*how = packing;
	*out = src;
	if (packing == LW_PACKED_NOT)
		return true;
	struct lw_source *whole = lw_alloc(p->arena, 1, sizeof *whole, err);
	*out = whole;
	return whole != NULL && lw_unpack(p, packing, src, LW_SIZE_UNKNOWN, 0, whole, err);
}

/* Whether it unpacks to a tar, or cannot be unpacked, which opening it will tell. */
static bool packed_tar(struct lw_pool *p, const struct lw_source *src, bool *is, struct lw_error *err) {
	const struct lw_source *whole;
	uint8_t block[LW_TAR_BLOCK];
	struct lw_span first;
	struct lw_error damage;
	lw_error_clear(&damage);
	*is = false;
	LW_TRY(lw_open_packed(p, src, &whole, NULL, err));
	const bool whole_block = peek(whole, block, &first, &damage);
	if (!whole_block && (damage.code == LW_E_NOMEM || damage.code == LW_E_IO))
		return lw_fail(err, damage.code, "%s", damage.text);
	*is = !whole_block || lw_tar_tell(first);
	return true;
}

static bool tell(struct lw_pool *p, const struct lw_source *src, struct told *out, struct lw_error *err) {
	uint8_t block[LW_TAR_BLOCK];
	struct lw_span first;
	*out = (struct told){.is = true};
	LW_TRY(peek(src, block, &first, err));
	out->how = lw_packing_of(first);
	out->kind = is_zip(first) ? LW_ARCHIVE_ZIP : lw_deb_tell(first) ? LW_ARCHIVE_DEB : LW_ARCHIVE_TAR;
	if (out->kind == LW_ARCHIVE_TAR && out->how != LW_PACKED_NOT)
		return packed_tar(p, src, &out->is, err);
	if (out->kind == LW_ARCHIVE_TAR)
		out->is = lw_tar_tell(first);
	return true;
}

bool lw_archive_tell(const struct lw_source *src, bool *is, enum lw_archive_kind *kind, struct lw_error *err) {
	struct lw_arena a = {0};
	struct lw_pool *p = lw_alloc(&a, 1, sizeof *p, err);
	struct told t;
	if (p == NULL)
		return false;
	lw_pool_init(p, &a, MOST_BYTES, MOST_RATIO);
	const bool ok = tell(p, src, &t, err);
	lw_pool_close(p);
	lw_arena_free(&a);
	if (ok) {
		*is = t.is;
		*kind = t.kind;
	}
	return ok;
}

/* ---- opening ---- */

static bool new_tree(struct lw_archive *ar, struct lw_archive_tree *t, struct lw_error *err) {
	return lw_archive_tree_init(t, &ar->pool, ar->opts.most_members, ar->opts.dev, err);
}

static bool read_zip(struct lw_archive *ar, struct lw_error *err) {
	LW_TRY(lw_zip_read(&ar->src, &ar->tree, ar->opts.links_are_files, err));
	if (!lw_conda_is_outer(&ar->tree))
		return true;
	ar->kind = LW_ARCHIVE_CONDA;
	ar->outer = ar->tree;
	ar->outer.fs = ar->tree.fs;
	return new_tree(ar, &ar->tree, err) && lw_conda_open(&ar->outer, &ar->tree, err);
}

static bool read_tar(struct lw_archive *ar, struct lw_error *err) {
	const struct lw_source *tar;
	LW_TRY(lw_open_packed(&ar->pool, &ar->src, &tar, NULL, err));
	LW_TRY(lw_tar_read(tar, &ar->tree, false, err));
	if (lw_conda_is_tree(&ar->tree))
		ar->kind = LW_ARCHIVE_CONDA;
	bool is_image;
	LW_TRY(lw_image_is(&ar->tree, &is_image, err));
	if (!is_image)
		return true;
	ar->kind = LW_ARCHIVE_IMAGE;
	ar->outer = ar->tree;
	return new_tree(ar, &ar->tree, err) && lw_image_read(&ar->outer, &ar->opts, &ar->tree, &ar->chosen, err);
}

static bool read_deb(struct lw_archive *ar, struct lw_error *err) {
	ar->has_control = true;
	return new_tree(ar, &ar->control, err) && lw_deb_read(&ar->src, &ar->tree, &ar->control, err);
}

static bool read_all(struct lw_archive *ar, struct lw_error *err) {
	bool is;
	LW_TRY(lw_archive_tell(&ar->src, &is, &ar->kind, err));
	if (!is)
		return lw_fail(err, LW_E_UNKNOWN_FORMAT, "is no archive: no zip, tar, package or image");
	LW_TRY(new_tree(ar, &ar->tree, err));
	if (ar->kind == LW_ARCHIVE_ZIP)
		return read_zip(ar, err);
	return ar->kind == LW_ARCHIVE_DEB ? read_deb(ar, err) : read_tar(ar, err);
}

static void set_options(struct lw_archive *ar, const struct lw_archive_opts *o) {
	if (o != NULL)
		ar->opts = *o;
	if (ar->opts.most_bytes == 0)
		ar->opts.most_bytes = MOST_BYTES;
	if (ar->opts.most_members == 0)
		ar->opts.most_members = MOST_MEMBERS;
	if (ar->opts.most_ratio == 0)
		ar->opts.most_ratio = MOST_RATIO;
	if (ar->opts.dev == 0)
		ar->opts.dev = 1;
}

bool lw_archive_open(struct lw_source *src, const struct lw_archive_opts *o, struct lw_arena *a,
		     struct lw_archive **out, struct lw_error *err) {
	struct lw_archive *ar = lw_alloc(a, 1, sizeof *ar, err);
	if (ar == NULL) {
		lw_source_close(src);
		return false;
	}
	ar->src = *src;
	set_options(ar, o);
	lw_pool_init(&ar->pool, a, ar->opts.most_bytes, ar->opts.most_ratio);
	if (!read_all(ar, err)) {
		lw_archive_close(ar);
		return false;
	}
	*out = ar;
	return true;
}

void lw_archive_close(struct lw_archive *ar) {
	if (ar == NULL)
		return;
	lw_pool_close(&ar->pool);
	lw_source_close(&ar->src);
}

/* ---- what it holds ---- */

enum lw_archive_kind lw_archive_kind(const struct lw_archive *ar) {
	return ar->kind;
}

const struct lw_fs *lw_archive_fs(const struct lw_archive *ar) {
	return &ar->tree.fs;
}

const struct lw_fs *lw_archive_control(const struct lw_archive *ar) {
	return ar->has_control ? &ar->control.fs : NULL;
}

const char *lw_archive_image(const struct lw_archive *ar) {
	return ar->chosen.image;
}

const char *lw_archive_platform(const struct lw_archive *ar) {
	return ar->chosen.platform;
}

static bool is_gone(const struct lw_node *node) {
	while (!node->gone && node->parent != node)
		node = node->parent;
	return node->gone;
}

void lw_archive_members(const struct lw_archive *ar, lw_member_fn *each, void *ctx) {
	char path[LW_LONGEST_PATH];
	bool more = true;
	for (uint32_t i = 0; more && i < ar->tree.members.n; i++) {
		const struct lw_node *node = ar->tree.members.at[i];
		if (lw_archive_tree_path(node, path, sizeof path) != 0)
			continue;
		const struct lw_member m = {.path = path + 1,
					    .kind = node->kind,
					    .mode = node->mode,
					    .size = node->size,
					    .target = node->target,
					    .replaced = is_gone(node)};
		more = each(ctx, &m);
	}
}
