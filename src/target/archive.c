/* SPDX-License-Identifier: Apache-2.0 */
/* Archives as targets: which kind of package one is, and where its content lies once it is installed. */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "target/targets.h"

static bool ends(const char *text, const char *with) {
	const size_t n = strlen(text), k = strlen(with);
	return n > k && strcmp(text + n - k, with) == 0;
}

/* A zip is a wheel where its name or a directory in it says so (PEP 427). */
static bool is_dist_info(void *ctx, const char *name) {
	*(bool *)ctx = *(bool *)ctx || ends(name, ".dist-info");
	return !*(bool *)ctx;
}

static enum lw_target_kind kind_of(const struct lw_archive *ar, const char *word) {
	const struct lw_fs *fs = lw_archive_fs(ar);
	bool wheel = ends(word, ".whl");
	switch (lw_archive_kind(ar)) {
	case LW_ARCHIVE_DEB:
		return LW_TARGET_DEB;
	case LW_ARCHIVE_CONDA:
		return LW_TARGET_CONDA;
	case LW_ARCHIVE_IMAGE:
		return LW_TARGET_IMAGE;
	case LW_ARCHIVE_ZIP:
		return wheel || (fs->ops->list(fs, "/", is_dist_info, &wheel) == 0 && wheel) ? LW_TARGET_WHEEL
											     : LW_TARGET_TARBALL;
	default:
		return LW_TARGET_TARBALL;
	}
}

bool lw_target_of_archive(struct lw_targets *t, struct lw_source *src, const char *word, const char *inner,
			  struct lw_target *out, bool *is, struct lw_error *err) {
	struct lw_archive_opts o = {.most_bytes = t->most_bytes, .links_are_files = true};
	enum lw_archive_kind kind;
	*is = false;
	LW_TRY(lw_archive_tell(src, is, &kind, err));
	if (!*is)
		return true;
	struct lw_opened *at = lw_vec_add(&t->arena, &t->archives, err);
	if (at == NULL) {
		lw_source_close(src);
		return false;
	}
	at->target = t->list.n - 1;
	at->word = word;
	at->inner = inner;
	LW_TRY(lw_archive_open(src, &o, &t->arena, &at->archive, err));
	at->kind = kind_of(at->archive, word);
	out->kind = inner == NULL ? at->kind : LW_TARGET_FILE;
	return true;
}

/* "/NAME" of "dir/NAME-1.0.tar.gz", without what tells the packing. */
static const char *own_place(struct lw_targets *t, const char *word, struct lw_error *err) {
	static const char *const endings[] = {".gz", ".xz", ".zst", ".bz2", ".tgz", ".tar", ".zip"};
	const char *name = lw_path_base(word);
	char *place = lw_strcat2(&t->arena, "/", name, err);
	for (size_t i = 0; place != NULL && i < sizeof endings / sizeof endings[0]; i++)
		if (ends(place + 1, endings[i]))
			place[strlen(place) - strlen(endings[i])] = '\0';
	return place;
}

/* The directory in which packages of Python are: that of the targets, if one is there. */
static const char *site_of(const struct lw_targets *t) {
	for (uint32_t i = 0; i < t->list.n; i++)
		if (t->list.at[i].kind == LW_TARGET_SITE)
			return t->list.at[i].top;
	return LW_SITE_PACKAGES;
}

static const char *place_of(struct lw_targets *t, const struct lw_opened *at, struct lw_error *err) {
	switch (at->kind) {
	case LW_TARGET_WHEEL:
		return site_of(t);
	case LW_TARGET_CONDA:
		return LW_CONDA_PREFIX;
	case LW_TARGET_TARBALL:
		return own_place(t, at->word, err);
	default:
		return "";
	}
}

struct data_dirs {
	struct lw_targets *t;
	const struct lw_archive *ar;
	const char *place;
	uint32_t target;
	struct lw_error *err;
	bool ok;
};

/* What a wheel has below NAME.data/platlib and purelib is installed beside the rest (PEP 427, "The .data directory").
 */
static bool data_dir(void *ctx, const char *name) {
	static const char *const kinds[] = {"purelib", "platlib"};
	struct data_dirs *d = ctx;
	for (unsigned i = 0; d->ok && ends(name, ".data") && i < 2; i++) {
		const struct lw_mount m = {.at = d->place,
					   .sub = lw_sprintf(&d->t->arena, d->err, "/%s/%s", name, kinds[i]),
					   .fs = lw_archive_fs(d->ar),
					   .owner = d->target};
		d->ok = m.sub != NULL && lw_mount_fs_add(&d->t->mounts, m, d->err);
	}
	return d->ok;
}

/* Where the archive lies, or the member of it that is meant. */
static bool tell_place(struct lw_targets *t, struct lw_opened *o, const char *place, struct lw_error *err) {
	struct lw_target *at = &t->list.at[o->target];
	o->prefix = lw_strcat2(&t->arena, place, "/", err);
	if (o->prefix == NULL)
		return false;
	at->top = *place == '\0' ? "/" : place;
	at->prefix = o->prefix;
	if (o->inner == NULL)
		return true;
	at->prefix = "";
	at->top = lw_target_member_path(t, o->target, o->inner + strspn(o->inner, "/"), err);
	return at->top != NULL;
}

static bool mount_one(struct lw_targets *t, struct lw_opened *o, struct lw_error *err) {
	const char *place = place_of(t, o, err);
	const struct lw_fs *fs = lw_archive_fs(o->archive);
	LW_TRY(place != NULL && tell_place(t, o, place, err));
	LW_TRY(lw_mount_fs_add(&t->mounts, (struct lw_mount){.at = place, .sub = "", .fs = fs, .owner = o->target},
			       err));
	struct data_dirs d = {t, o->archive, place, o->target, err, true};
	if (o->kind == LW_TARGET_WHEEL)
		(void)fs->ops->list(fs, "/", data_dir, &d);
	return d.ok;
}

bool lw_target_mount_all(struct lw_targets *t, struct lw_error *err) {
	for (uint32_t i = 0; i < t->archives.n; i++) {
		struct lw_opened *o = &t->archives.at[i];
		if (o->archive == NULL)
			continue;
		if (o->kind == LW_TARGET_IMAGE && t->list.n > 1)
			return lw_fail(
				err, LW_E_USAGE,
				"%s is a whole system: it is looked at by itself, not together with other targets",
				o->word);
		if (o->kind == LW_TARGET_IMAGE)
			t->mounts.base = NULL;
		LW_TRY(mount_one(t, o, err));
	}
	return true;
}

const struct lw_opened *lw_target_opened(const struct lw_targets *t, uint32_t target) {
	for (uint32_t i = 0; i < t->archives.n; i++)
		if (t->archives.at[i].target == target && t->archives.at[i].archive != NULL)
			return &t->archives.at[i];
	return NULL;
}

const struct lw_archive *lw_target_archive(const struct lw_targets *t, uint32_t target) {
	const struct lw_opened *o = lw_target_opened(t, target);
	return o == NULL || o->inner != NULL ? NULL : o->archive;
}
