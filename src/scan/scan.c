/* SPDX-License-Identifier: Apache-2.0 */
/* A row for every binary: the walk brings the files, the format's reader and the report's row do the rest. */
#include "linkwright/scan.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "format/elf_parse.h"
#include "linkwright/jobs.h"
#include "os/errno_names.h"
#include "os/fs_disk.h"
#include "os/fs_root.h"
#include "os/resolve.h"
#include "os/walk.h"
#include "report/scan_row.h"

#define PEEK 64    /* enough to see what a file is */
#define FIRST 4096 /* read at once of one that is a binary */

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

static bool trouble(struct worker *w, const char *dir, const char *name, int sys, struct lw_error *err) {
	struct lw_errno_buf words;
	w->counts.troubles++;
	return lw_walk_trouble(w->to, dir, name, lw_errno_words(sys, &words), err);
}

static bool write_image(const struct scan *s, struct worker *w, const struct lw_scan_row *row, struct lw_error *err) {
	w->counts.binaries++;
	w->counts.damaged += row->error != NULL;
	w->err = err;
	if (s->opts->format == LW_SCAN_TEXT)
		lw_scan_row_text(&w->out, row);
	else
		LW_TRY(lw_scan_row_json(&w->out, row, err));
	return lw_out_flush(&w->out, err);
}

/* src is open; what goes wrong with the file is part of its row. */
static bool parse(const struct scan *s, struct worker *w, struct lw_source *src, struct lw_scan_row *row,
		  struct lw_error *err) {
	struct lw_error what;
	struct lw_image *img = NULL;
	uint8_t first[FIRST];
	uint64_t got = 0;
	lw_error_clear(&what);
	row->size = src->size;
	if (lw_source_read(src, 0, first, sizeof first, &got, &what)) {
		src->first = (struct lw_span){first, got};
		if (lw_elf_parse(src, &w->arena, &img, &what))
			row->image = img;
	}
	if (what.code == LW_E_NOMEM) {
		*err = what;
		return false;
	}
	row->error = what.code != LW_E_OK ? &what : img->damage;
	return write_image(s, w, row, err);
}

static bool one_binary(const struct scan *s, struct worker *w, int *fd, struct lw_scan_row *row, struct lw_error *err) {
	struct lw_source src;
	struct lw_stat st = {0};
	const int sys = lw_disk_source(*fd, &src, &st);
	if (sys != 0) /* it is no regular file any more */
		return sys == EINVAL || trouble(w, row->dir, row->name, sys, err);
	*fd = -1;
	const bool ok = parse(s, w, &src, row, err);
	lw_source_close(&src);
	lw_arena_reset(&w->arena);
	return ok;
}

/* The file is opened as name in dir; row tells how it is called. */
static bool look_at(const struct scan *s, struct worker *w, int dir, const char *name, struct lw_scan_row *row,
		    struct lw_error *err) {
	uint8_t head[PEEK];
	size_t got = 0;
	int fd;
	bool ok = true;
	w->counts.files++;
	const int sys = lw_disk_peek_at(dir, name, head, sizeof head, &got, &fd);
	if (sys != 0)
		ok = trouble(w, row->dir, row->name, sys, err);
	else if (got >= 4 && memcmp(head, "\x7f\x45\x4c\x46", 4) == 0)
		ok = one_binary(s, w, &fd, row, err);
	if (fd >= 0)
		lw_disk_close(fd);
	return ok;
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
		s->opts->trouble(s->opts->ctx, path, text);
		at = (size_t)(text - t->at) + strlen(text) + 1;
	}
	return out->rows.n == 0 || s->opts->write(s->opts->ctx, out->rows.at, out->rows.n) ||
		lw_fail(err, LW_E_IO, "the output could not be written");
}

static bool scan_file(struct scan *s, const char *real, const char *path, struct lw_error *err) {
	struct lw_walk_out out = {0};
	s->workers[0].to = &out;
	const bool ok =
		look_at(s, &s->workers[0], LW_DISK_HERE, real, &(struct lw_scan_row){.dir = "", .name = path}, err) &&
		deliver(s, &out, err);
	lw_walk_out_free(&out);
	return ok;
}

static bool scan_dir(struct scan *s, const char *real, const char *path, struct lw_error *err) {
	struct lw_error what;
	lw_error_clear(&what);
	const struct lw_walk walk = {.workers = s->opts->workers, .ctx = s, .file = file, .deliver = deliver};
	if (lw_walk_run(&walk, real, path, &what))
		return true;
	*err = what;
	return false;
}

/* Where path really lies, on the disk as it is opened. */
static bool find_start(const struct lw_fs *fs, const char *root, const char *path, struct lw_arena *a,
		       const char **real, enum lw_kind *kind, struct lw_error *err) {
	struct lw_stat st = {0};
	struct lw_errno_buf words;
	char buf[LW_LONGEST_PATH];
	int sys = fs->ops->stat(fs, path, &st);
	if (sys == 0)
		sys = fs->ops->realpath(fs, path, buf, sizeof buf);
	if (sys != 0)
		return lw_fail(err, sys == ENOENT ? LW_E_NOT_FOUND : LW_E_IO, "cannot be looked at: %s",
			       lw_errno_words(sys, &words));
	if (st.kind == LW_KIND_OTHER)
		return lw_fail(err, LW_E_IO, "is neither a directory nor a regular file and is not opened");
	*kind = st.kind;
	*real = lw_strcat2(a, root == NULL ? "" : root, buf, err);
	return *real != NULL;
}

static bool run(struct scan *s, const char *path, struct lw_arena *a, struct lw_error *err) {
	struct lw_root_fs root = {.dir = -1};
	const struct lw_fs *fs = lw_fs_disk();
	const char *real;
	enum lw_kind kind;
	if (s->opts->root != NULL) {
		LW_TRY(lw_root_fs_open(&root, s->opts->root, a, err));
		fs = &root.fs;
	}
	const bool found = find_start(fs, s->opts->root, path, a, &real, &kind, err);
	lw_root_fs_close(&root);
	if (!found) {
		lw_error_subject(err, path);
		return false;
	}
	s->workers = lw_alloc(a, s->opts->workers, sizeof *s->workers, err);
	if (s->workers == NULL)
		return false;
	for (unsigned i = 0; i < s->opts->workers; i++)
		lw_out_init(&s->workers[i].out, write_row, &s->workers[i], false);
	const bool ok = kind == LW_KIND_DIR ? scan_dir(s, real, path, err) : scan_file(s, real, path, err);
	for (unsigned i = 0; i < s->opts->workers; i++) {
		const struct lw_scan_counts *c = &s->workers[i].counts;
		s->counts->files += c->files;
		s->counts->binaries += c->binaries;
		s->counts->damaged += c->damaged;
		s->counts->troubles += c->troubles;
		lw_arena_free(&s->workers[i].arena);
	}
	return ok;
}

bool lw_scan(const struct lw_scan_opts *opts, const char *path, struct lw_scan_counts *counts, struct lw_error *err) {
	struct lw_arena a = {0};
	struct lw_scan_opts own = {0};
	memcpy(&own, opts, opts->sz < sizeof own ? opts->sz : sizeof own);
	if (own.workers < 1 || own.workers > LW_MOST_WORKERS)
		own.workers = own.workers < 1 ? 1 : LW_MOST_WORKERS;
	struct scan s = {.opts = &own, .counts = counts};
	const bool ok = run(&s, path, &a, err);
	lw_arena_free(&a);
	return ok;
}
