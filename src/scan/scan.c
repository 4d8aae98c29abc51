/* SPDX-License-Identifier: Apache-2.0 */
/* A row for every binary: the walk brings the files, the format's reader and the report's row do the rest. */
#include "linkwright/scan.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "format/formats.h"
#include "linkwright/elf.h"
#include "linkwright/jobs.h"
#include "os/errno_names.h"
#include "os/fs_disk.h"
#include "os/fs_root.h"
#include "os/walk.h"
#include "report/scan_row.h"

#define PEEK 64               /* enough to see what a file is */
#define FIRST 4096            /* read at once of one that is a binary */
#define MOST_NAMES (1u << 20) /* bytes of names that a row may hold */

/* Of one thread. */
struct worker {
	struct lw_arena arena;
	struct lw_out out;
	struct lw_walk_out *to;
	struct lw_error *err;
	struct lw_scan_counts counts;
};

struct scan {
	const struct lw_scan_opts *opts;
	struct lw_scan_counts *counts;
	struct worker *workers;
};

static bool write_row(void *ctx, const char *bytes, size_t n) {
	struct worker *w = ctx;
	return lw_bytes_add(&w->to->rows, bytes, n, w->err);
}

static bool trouble(struct worker *w, const struct lw_scan_row *row, int sys, struct lw_error *err) {
	return lw_walk_trouble_of(w->to, row->dir, row->name, sys, err);
}

/* What a row would have to hold. */
static uint64_t name_bytes(const struct lw_image *img) {
	const char *const texts[] = {img->interp, img->soname.text, img->rpath.text, img->runpath.text};
	const char *last = NULL;
	uint64_t n = 0;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		n += texts[i] == NULL ? 0 : strlen(texts[i]);
	for (uint32_t i = 0; i < img->n_needs; i++)
		n += strlen(img->needs[i].name);
	for (uint32_t i = 0; img->elf != NULL && i < img->elf->n_verneeds; i++) {
		const struct lw_verneed *v = &img->elf->verneeds[i];
		n += strlen(v->version) + (v->file == last ? 0 : strlen(v->file));
		last = v->file;
	}
	return n;
}

static bool write_image(const struct scan *s, struct worker *w, struct lw_scan_row *row, struct lw_error *err) {
	struct lw_error large;
	lw_error_clear(&large);
	if (row->image != NULL && name_bytes(row->image) > MOST_NAMES) {
		(void)lw_fail(&large, LW_E_LIMIT, "has names of %llu bytes, and a row holds no more than %u",
			      (unsigned long long)name_bytes(row->image), MOST_NAMES);
		row->error = &large;
		row->image = NULL;
	}
	w->counts.binaries++;
	w->counts.damaged += row->error != NULL;
	w->err = err;
	if (s->opts->format == LW_SCAN_TEXT)
		lw_scan_row_text(&w->out, row);
	else
		LW_TRY(lw_scan_row_json(&w->out, row, err));
	return lw_out_flush(&w->out, err);
}

static bool write_all(const struct scan *s, struct worker *w, const struct lw_images *images, struct lw_scan_row *row,
		      struct lw_error *err) {
	row->is_slice = images->n > 1;
	for (uint32_t i = 0; i < images->n; i++) {
		row->image = images->at[i];
		row->error = row->image->damage;
		LW_TRY(write_image(s, w, row, err));
	}
	return true;
}

/* What is wrong with the file is part of its row; where reading it fails, or where it is a binary of another kind,
 * there is none. */
static bool parse(const struct scan *s, struct worker *w, struct lw_source *src, struct lw_scan_row *row,
		  struct lw_error *err) {
	struct lw_error what;
	struct lw_images images;
	uint8_t first[FIRST];
	uint64_t got = 0;
	lw_error_clear(&what);
	row->size = src->size;
	const bool read = lw_source_read(src, 0, first, sizeof first, &got, &what);
	if (read) {
		src->first = (struct lw_span){first, got};
		if (lw_format_parse(src, &w->arena, &images, &what))
			return write_all(s, w, &images, row, err);
	}
	if (what.code == LW_E_NOMEM) {
		*err = what;
		return false;
	}
	if (what.code == LW_E_IO)
		return lw_walk_trouble(w->to, row->dir, row->name, what.text, err);
	row->error = &what;
	return (what.code == LW_E_UNKNOWN_FORMAT && first[0] != 0x7f) || write_image(s, w, row, err);
}

/* Takes the source over. */
static bool one_binary(const struct scan *s, struct worker *w, struct lw_source *src, struct lw_scan_row *row,
		       struct lw_error *err) {
	const bool ok = parse(s, w, src, row, err);
	lw_source_close(src);
	lw_arena_reset(&w->arena);
	return ok;
}

/* The file is opened as name in dir; row tells how it is called. */
static bool look_at(const struct scan *s, struct worker *w, int dir, const char *name, struct lw_scan_row *row,
		    struct lw_error *err) {
	uint8_t head[PEEK];
	size_t got = 0;
	int fd;
	w->counts.files++;
	int sys = lw_disk_peek_at(dir, name, head, sizeof head, &got, &fd);
	struct lw_source src;
	struct lw_stat st = {0};
	if (sys == 0 && lw_format_known(head, got) && (sys = lw_disk_source(fd, &src, &st)) == 0)
		return one_binary(s, w, &src, row, err);
	if (fd >= 0)
		lw_disk_close(fd);
	/* EINVAL: it is no regular file any more. */
	return sys == 0 || sys == EINVAL || trouble(w, row, sys, err);
}

static bool file(void *ctx, unsigned worker, int dir, const char *path, const char *name, struct lw_walk_out *out,
		 struct lw_error *err) {
	const struct scan *s = ctx;
	s->workers[worker].to = out;
	return look_at(s, &s->workers[worker], dir, name, &(struct lw_scan_row){.dir = path, .name = name}, err);
}

static bool deliver(void *ctx, const struct lw_walk_out *out, struct lw_error *err) {
	const struct scan *s = ctx;
	const struct lw_bytes *t = &out->troubles;
	for (size_t at = 0; at < t->n;) {
		const char *path = t->at + at, *text = path + strlen(path) + 1;
		s->counts->troubles++;
		s->opts->trouble(s->opts->ctx, path, text);
		at = (size_t)(text - t->at) + strlen(text) + 1;
	}
	return out->rows.n == 0 || s->opts->write(s->opts->ctx, out->rows.at, out->rows.n) ||
		lw_fail(err, LW_E_IO, "the output could not be written");
}

/* A path that is one file; the source is taken over. */
static bool scan_file(struct scan *s, struct lw_source *src, const char *path, struct lw_error *err) {
	struct lw_walk_out out = {0};
	struct worker *w = &s->workers[0];
	struct lw_scan_row row = {.dir = "", .name = path};
	struct lw_error what;
	uint8_t head[PEEK];
	uint64_t got = 0;
	lw_error_clear(&what);
	w->to = &out;
	w->counts.files++;
	const bool read = lw_source_read(src, 0, head, sizeof head, &got, &what);
	bool ok = read || lw_walk_trouble(&out, "", path, what.text, err);
	if (read && lw_format_known(head, (size_t)got))
		ok = one_binary(s, w, src, &row, err);
	else
		lw_source_close(src);
	ok = ok && deliver(s, &out, err);
	lw_walk_out_free(&out);
	return ok;
}

static bool scan_dir(struct scan *s, int start, const char *path, struct lw_error *err) {
	const struct lw_walk walk = {.workers = s->opts->workers, .ctx = s, .file = file, .deliver = deliver};
	const bool ok = lw_walk_run(&walk, start, path, err);
	lw_disk_close(start);
	return ok;
}

/* Where path leads: an open file or an open directory. */
struct start {
	enum lw_kind kind;
	struct lw_source src;
	int dir;
};

static bool find_start(const struct lw_root_fs *root, const char *path, struct start *out, struct lw_error *err) {
	const struct lw_fs *fs = root == NULL ? lw_fs_disk() : &root->fs;
	struct lw_stat st = {0};
	struct lw_errno_buf words;
	int sys = fs->ops->open(fs, path, &out->src, &st);
	out->kind = st.kind;
	if (sys == 0 && st.kind == LW_KIND_DIR)
		out->dir = root == NULL ? lw_disk_open_dir(path, &sys) : lw_root_fs_dir(root, path, &sys);
	if (sys == 0 && st.kind == LW_KIND_OTHER)
		return lw_fail(err, LW_E_IO, "is neither a directory nor a regular file and is not opened");
	return sys == 0 ||
		lw_fail(err, sys == ENOENT ? LW_E_NOT_FOUND : LW_E_IO, "cannot be looked at: %s",
			lw_errno_words(sys, &words));
}

static bool run(struct scan *s, const char *path, struct lw_arena *a, struct lw_error *err) {
	struct lw_root_fs root = {.dir = -1};
	struct start start = {.dir = -1};
	if (s->opts->root != NULL)
		LW_TRY(lw_root_fs_open(&root, s->opts->root, a, err));
	const bool found = find_start(s->opts->root == NULL ? NULL : &root, path, &start, err);
	lw_root_fs_close(&root);
	if (!found) {
		lw_error_subject(err, path);
		return false;
	}
	return start.kind == LW_KIND_DIR ? scan_dir(s, start.dir, path, err) : scan_file(s, &start.src, path, err);
}

static bool make_workers(struct scan *s, struct lw_arena *a, struct lw_error *err) {
	s->workers = lw_alloc(a, s->opts->workers, sizeof *s->workers, err);
	for (unsigned i = 0; s->workers != NULL && i < s->opts->workers; i++)
		lw_out_init(&s->workers[i].out, write_row, &s->workers[i], false);
	return s->workers != NULL;
}

static void end_workers(struct scan *s) {
	for (unsigned i = 0; i < s->opts->workers; i++) {
		const struct lw_scan_counts *c = &s->workers[i].counts;
		s->counts->files += c->files;
		s->counts->binaries += c->binaries;
		s->counts->damaged += c->damaged;
		lw_arena_free(&s->workers[i].arena);
	}
}

bool lw_scan(const struct lw_scan_opts *opts, const char *path, struct lw_scan_counts *counts, struct lw_error *err) {
	struct lw_arena a = {0};
	struct lw_scan_opts own = {0};
	memcpy(&own, opts, opts->sz < sizeof own ? opts->sz : sizeof own);
	if (own.workers < 1 || own.workers > LW_MOST_WORKERS)
		own.workers = own.workers < 1 ? 1 : LW_MOST_WORKERS;
	struct scan s = {.opts = &own, .counts = counts};
	lw_json_start();
	bool ok = make_workers(&s, &a, err);
	if (ok) {
		ok = run(&s, path, &a, err);
		end_workers(&s);
	}
	lw_arena_free(&a);
	return ok;
}
