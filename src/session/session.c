/* SPDX-License-Identifier: Apache-2.0 */
/* Files are read once: by path, and by inode when another path leads to the same file. */
#define _POSIX_C_SOURCE 200809L
#include "session/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "format/dyldcache.h"
#include "format/elf_parse.h"
#include "format/formats.h"
#include "format/macho_tell.h"
#include "os/errno_names.h"
#include "os/resolve.h"

#define LONGEST_PATH LW_LONGEST_PATH

struct opened {
	int sys;
	const struct lw_file *file;
};

struct statted {
	int sys;
	bool is_dir;
};

struct identity {
	uint64_t dev, ino;
};

bool lw_session_new_on(const struct lw_fs *fs, struct lw_session **out, struct lw_error *err) {
	struct lw_session *s = calloc(1, sizeof *s);
	if (s == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	s->fs = fs;
	s->root = "/";
	s->root_fs.dir = -1;
	*out = s;
	return true;
}

bool lw_session_new(struct lw_session **out, struct lw_error *err) {
	struct lw_session *s = NULL;
	LW_TRY(lw_session_new_on(NULL, &s, err));
	struct lw_near_dirs *dirs = lw_alloc(&s->arena, 1, sizeof *dirs, err);
	if (dirs == NULL) {
		lw_session_free(s);
		return false;
	}
	lw_near_fs_open(&s->near_fs, dirs);
	s->fs = &s->near_fs.fs;
	*out = s;
	return true;
}

bool lw_session_new_root(const char *root, struct lw_session **out, struct lw_error *err) {
	struct lw_session *s = NULL;
	LW_TRY(lw_session_new_on(NULL, &s, err));
	s->root = lw_strdup(&s->arena, root, err);
	if (s->root == NULL || !lw_root_fs_open(&s->root_fs, root, &s->arena, err)) {
		lw_session_free(s);
		return false;
	}
	s->fs = &s->root_fs.fs;
	*out = s;
	return true;
}

void lw_session_free(struct lw_session *s) {
	if (s == NULL)
		return;
	lw_root_fs_close(&s->root_fs);
	lw_near_fs_close(&s->near_fs);
	lw_arena_free(&s->graphs);
	lw_arena_free(&s->arena);
	free(s);
}

void lw_session_forget(struct lw_session *s) {
	lw_arena_reset(&s->graphs);
}

/* What the format's reader says: an image, or an error value that stays with the file. Only NOMEM is this function's
 * own. */
static bool read_image(struct lw_session *s, struct lw_source *src, struct lw_file *f, struct lw_error *err) {
	struct lw_error what;
	lw_error_clear(&what);
	uint64_t got = 0;
	uint8_t first[4096];
	struct lw_images images;
	if (lw_source_read(src, 0, first, sizeof first, &got, &what)) {
		f->n_head = (uint32_t)(got < sizeof f->head ? got : sizeof f->head);
		memcpy(f->head, first, f->n_head);
		src->first = (struct lw_span){first, got};
		if (lw_format_parse(src, &s->arena, &images, &what)) {
			f->images = images.at;
			f->n_images = images.n;
			f->image = images.at[0]->format == LW_FORMAT_ELF ? images.at[0] : NULL;
		}
		src->first = (struct lw_span){NULL, 0};
	}
	if (what.code == LW_E_OK)
		return true;
	return lw_error_keep(&s->arena, &what, &f->error, err);
}

static bool new_file(struct lw_session *s, const char *path, const struct lw_stat *st, struct lw_source *src,
		     const struct lw_file **out, struct lw_error *err) {
	struct lw_file *f = lw_alloc(&s->arena, 1, sizeof *f, err);
	struct identity *id = lw_alloc(&s->arena, 1, sizeof *id, err);
	if (f == NULL || id == NULL)
		return false;
	*id = (struct identity){st->dev, st->ino};
	*f = (struct lw_file){.path = path, .dev = st->dev, .ino = st->ino, .size = st->size, .mode = st->mode};
	f->kind = st->kind == LW_KIND_FILE ? LW_FILE_REGULAR
		: st->kind == LW_KIND_DIR  ? LW_FILE_DIRECTORY
					   : LW_FILE_SPECIAL;
	if (f->kind == LW_FILE_REGULAR)
		LW_TRY(read_image(s, src, f, err));
	*out = f;
	return lw_map_put(&s->by_inode, &s->arena, id, sizeof *id, f, err);
}

/* Of any call of a file system: that linkwright has no memory says nothing of the file. */
static bool answered(int sys, struct lw_error *err) {
	return sys != ENOMEM || lw_fail(err, LW_E_NOMEM, "out of memory");
}

static bool open_now(struct lw_session *s, const char *path, struct opened *o, struct lw_error *err) {
	struct lw_stat st;
	struct lw_source src;
	o->sys = s->fs->ops->open(s->fs, path, &src, &st);
	if (o->sys != 0)
		return answered(o->sys, err);
	struct identity id = {st.dev, st.ino};
	o->file = lw_map_get(&s->by_inode, &id, sizeof id);
	bool ok = o->file != NULL || new_file(s, path, &st, &src, &o->file, err);
	if (st.kind == LW_KIND_FILE)
		lw_source_close(&src);
	return ok;
}

bool lw_session_load(struct lw_session *s, const char *path, const struct lw_file **out, int *sys,
		     struct lw_error *err) {
	size_t n = strnlen(path, LONGEST_PATH);
	if (n >= LONGEST_PATH) {
		*sys = ENAMETOOLONG;
		*out = NULL;
		return true;
	}
	struct opened *o = lw_map_get(&s->opened, path, n);
	if (o == NULL) {
		char *kept = lw_strndup(&s->arena, path, n, err);
		o = lw_alloc(&s->arena, 1, sizeof *o, err);
		if (kept == NULL || o == NULL)
			return false;
		LW_TRY(open_now(s, kept, o, err));
		LW_TRY(lw_map_put(&s->opened, &s->arena, kept, n, o, err));
	}
	*sys = o->sys;
	*out = o->file;
	return true;
}

bool lw_session_stat(struct lw_session *s, const char *path, bool *is_dir, int *sys, struct lw_error *err) {
	size_t n = strnlen(path, LONGEST_PATH);
	if (n >= LONGEST_PATH) {
		*sys = ENAMETOOLONG;
		*is_dir = false;
		return true;
	}
	struct statted *o = lw_map_get(&s->stats, path, n);
	if (o == NULL) {
		char *kept = lw_strndup(&s->arena, path, n, err);
		o = lw_alloc(&s->arena, 1, sizeof *o, err);
		if (kept == NULL || o == NULL)
			return false;
		struct lw_stat st = {0};
		o->sys = s->fs->ops->stat(s->fs, kept, &st);
		o->is_dir = o->sys == 0 && st.kind == LW_KIND_DIR;
		LW_TRY(answered(o->sys, err));
		LW_TRY(lw_map_put(&s->stats, &s->arena, kept, n, o, err));
	}
	*sys = o->sys;
	*is_dir = o->is_dir;
	return true;
}

struct part {
	uint64_t off, len;
};

/* 0 or an errno; memory is the error of another kind. */
static int slurp(const struct lw_source *src, struct part part, struct lw_arena *a, struct lw_span *out,
		 struct lw_error *what) {
	if (!lw_range_fits(part.off, part.len, src->size))
		return EINVAL;
	return lw_source_view(src, part.off, part.len, a, out, what) ? 0 : EIO;
}

static bool slurp_path(struct lw_session *s, const char *path, const struct part *part, uint64_t limit,
		       struct lw_arena *a, struct lw_span *out, int *sys, struct lw_error *err) {
	struct lw_stat st;
	struct lw_source src;
	*sys = s->fs->ops->open(s->fs, path, &src, &st);
	if (*sys != 0)
		return answered(*sys, err);
	if (st.kind != LW_KIND_FILE) {
		*sys = st.kind == LW_KIND_DIR ? EISDIR : EINVAL;
		return true;
	}
	struct lw_error what;
	lw_error_clear(&what);
	const struct part whole = {0, st.size};
	if (part == NULL && st.size > limit)
		*sys = EFBIG;
	else
		*sys = slurp(&src, part == NULL ? whole : *part, a, out, &what);
	lw_source_close(&src);
	if (what.code == LW_E_NOMEM) {
		*err = what;
		return false;
	}
	return true;
}

bool lw_session_slurp(struct lw_session *s, const char *path, uint64_t limit, struct lw_arena *a, struct lw_span *out,
		      int *sys, struct lw_error *err) {
	return slurp_path(s, path, NULL, limit, a, out, sys, err);
}

bool lw_session_slurp_part(struct lw_session *s, const char *path, uint64_t off, uint64_t len, struct lw_arena *a,
			   struct lw_span *out, int *sys, struct lw_error *err) {
	return slurp_path(s, path, &(struct part){off, len}, UINT64_MAX, a, out, sys, err);
}

/* Asked for each symbol of large files, so by hand. */
static char *key_of(struct lw_arena *a, const char *kind, const char *name, struct lw_error *err) {
	const size_t n_kind = strlen(kind), n_name = strlen(name);
	char *key = lw_alloc_raw(a, n_kind + n_name + 2, 1, err);
	if (key == NULL)
		return NULL;
	memcpy(key, kind, n_kind);
	key[n_kind] = ' ';
	memcpy(key + n_kind + 1, name, n_name + 1);
	return key;
}

bool lw_session_recall(struct lw_session *s, const char *kind, const char *name, void *out, struct lw_error *err) {
	const struct lw_arena_mark mark = lw_arena_mark(&s->graphs);
	const char *key = key_of(&s->graphs, kind, name, err);
	void *known = key == NULL ? NULL : lw_map_get(&s->shared, key, strlen(key));
	memcpy(out, &known, sizeof known);
	if (key != NULL)
		lw_arena_rewind(&s->graphs, mark);
	return key != NULL;
}

bool lw_session_remember(struct lw_session *s, const char *kind, const char *name, void *value, struct lw_error *err) {
	const char *key = key_of(&s->arena, kind, name, err);
	return key != NULL && lw_map_put(&s->shared, &s->arena, key, strlen(key), value, err);
}

struct image_as {
	const struct lw_image *image;
};

static bool read_as(struct lw_session *s, const struct lw_file *file, uint8_t bits, bool big_endian,
		    const struct lw_image **out, struct lw_error *err) {
	struct lw_stat st;
	struct lw_source src;
	struct lw_error what;
	struct lw_image *img = NULL;
	lw_error_clear(&what);
	if (s->fs->ops->open(s->fs, file->path, &src, &st) == 0 && st.kind == LW_KIND_FILE) {
		if (lw_elf_parse_as(&src, bits, big_endian, &s->arena, &img, &what))
			*out = img;
		lw_source_close(&src);
	}
	if (what.code == LW_E_NOMEM)
		*err = what;
	return what.code != LW_E_NOMEM;
}

bool lw_session_image_as(struct lw_session *s, const struct lw_file *file, uint8_t bits, bool big_endian,
			 const struct lw_image **out, struct lw_error *err) {
	const char *kind = bits == 64 ? (big_endian ? "image 64b" : "image 64l")
		: big_endian          ? "image 32b"
				      : "image 32l";
	struct image_as *known;
	LW_TRY(lw_session_recall(s, kind, file->path, &known, err));
	if (known == NULL) {
		known = lw_alloc(&s->arena, 1, sizeof *known, err);
		if (known == NULL || !read_as(s, file, bits, big_endian, &known->image, err))
			return false;
		LW_TRY(lw_session_remember(s, kind, file->path, known, err));
	}
	*out = known->image;
	return true;
}

bool lw_session_realpath(struct lw_session *s, const char *path, const char **out, int *sys, struct lw_error *err) {
	char buf[LONGEST_PATH];
	*out = NULL;
	*sys = s->fs->ops->realpath(s->fs, path, buf, sizeof buf);
	if (*sys != 0)
		return answered(*sys, err);
	*out = lw_strdup(&s->graphs, buf, err);
	return *out != NULL;
}

bool lw_session_symbols_in(struct lw_session *s, const struct lw_file *file, struct lw_arena *a,
			   const struct lw_symbol **out, size_t *n, struct lw_error *err) {
	struct lw_stat st;
	struct lw_source src;
	struct lw_errno_buf words;
	if (file->image == NULL) {
		lw_error_subject(err, file->path);
		return lw_fail(err, LW_E_UNSUPPORTED, "is no ELF file that linkwright could read: it has no symbols");
	}
	int sys = s->fs->ops->open(s->fs, file->path, &src, &st);
	if (sys == 0 && st.kind != LW_KIND_FILE)
		sys = EISDIR;
	if (sys != 0) {
		lw_error_subject(err, file->path);
		return lw_fail(err, LW_E_IO, "cannot be opened: %s", lw_errno_words(sys, &words));
	}
	bool ok = lw_elf_symbols(&src, file->image, a, out, n, err);
	lw_source_close(&src);
	if (!ok)
		lw_error_subject(err, file->path);
	return ok;
}

bool lw_session_symbols(struct lw_session *s, const struct lw_file *file, const struct lw_symbol **out, size_t *n,
			struct lw_error *err) {
	return lw_session_symbols_in(s, file, &s->graphs, out, n, err);
}

bool lw_session_commands(struct lw_session *s, const struct lw_image *img, const struct lw_macho_told **out,
			 struct lw_error *err) {
	return lw_macho_tell(img, &s->graphs, out, err);
}

bool lw_session_dyldcache(struct lw_session *s, const char *path, const struct lw_dyldcache **out,
			  struct lw_error *err) {
	struct lw_stat st;
	struct lw_source src;
	struct lw_errno_buf words;
	struct lw_dyldcache *c = NULL;
	int sys = s->fs->ops->open(s->fs, path, &src, &st);
	if (sys == 0 && st.kind != LW_KIND_FILE)
		sys = EISDIR;
	if (sys != 0)
		return lw_fail(err, LW_E_IO, "cannot be opened: %s", lw_errno_words(sys, &words));
	const bool ok = lw_dyldcache_parse(&src, &s->arena, &c, err);
	lw_source_close(&src);
	*out = c;
	return ok;
}
