/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "base/hex.h"
#include "base/vec.h"
#include "package/conda.h"
#include "os/digest.h"
#include "package/read.h"

#define PIECE 65536
#define LONGEST_PREFIX 1024

/* conda-build's environments: "…/_h_env_placehold_placehold_placehold…" and "…/_build_env". */
static const char long_prefix[] = "_placehold_placehold_placehold";

struct auditing {
	const struct lw_fs *fs;
	const char *top;
	struct lw_arena *a;
	struct lw_error *err;
	struct lw_conda_audit *out;
	const char *placeholder; /* that of the package: what most files have, or NULL */
	uint8_t *piece;          /* LONGEST_PREFIX of what was before, and PIECE */
	LW_VEC(struct lw_conda_fault) faults;
};

static bool add_fault(struct auditing *w, enum lw_conda_fault_kind kind, const char *path, const char *expected,
		      const char *got, uint64_t offset) {
	struct lw_conda_fault *f = lw_vec_add(w->a, &w->faults, w->err);
	if (f != NULL)
		*f = (struct lw_conda_fault){kind, path, expected, got, offset};
	return f != NULL;
}

/* What was found on the way through a file. */
struct seen {
	uint8_t sum[32];
	uint64_t own_at, long_at; /* where the recorded placeholder and a long one begin first; UINT64_MAX: nowhere */
	bool binary;              /* there is a NUL in it */
};

static uint64_t find(const uint8_t *p, size_t n, const char *text) {
	const size_t k = strlen(text);
	for (size_t i = 0; k > 0 && i + k <= n; i++) {
		const uint8_t *hit = memchr(p + i, *text, n - k - i + 1);
		if (hit == NULL)
			break;
		i = (size_t)(hit - p);
		if (memcmp(hit, text, k) == 0)
			return i;
	}
	return UINT64_MAX;
}

/* Places that lie across two pieces are found too: the end of the one before stands in front. */
static void look(struct seen *s, const uint8_t *p, size_t n, uint64_t at, const char *own) {
	const uint64_t o = own == NULL || s->own_at != UINT64_MAX ? UINT64_MAX : find(p, n, own);
	const uint64_t l = s->long_at != UINT64_MAX ? UINT64_MAX : find(p, n, long_prefix);
	if (o != UINT64_MAX)
		s->own_at = at + o;
	if (l != UINT64_MAX)
		s->long_at = at + l;
	s->binary |= memchr(p, 0, n) != NULL;
}

static bool pass(struct auditing *w, const struct lw_source *src, const char *own, struct seen *s) {
	size_t kept = 0;
	SHA256_CTX c;
	SHA256_Init(&c);
	for (uint64_t off = 0, got; off < src->size; off += got) {
		LW_TRY(lw_source_read(src, off, w->piece + kept, PIECE, &got, w->err));
		if (got == 0)
			return lw_fail_at(w->err, LW_E_TRUNCATED, off, "the file ends before its size");
		SHA256_Update(&c, w->piece + kept, (size_t)got);
		const size_t n = kept + (size_t)got;
		look(s, w->piece, n, off - kept, own);
		kept = n < LONGEST_PREFIX ? n : LONGEST_PREFIX;
		memmove(w->piece, w->piece + n - kept, kept);
	}
	SHA256_Final(s->sum, &c);
	w->out->read += src->size;
	return true;
}

static bool look_through(struct auditing *w, const char *path, const char *own, struct seen *s) {
	struct lw_source src;
	struct lw_stat st;
	*s = (struct seen){.own_at = UINT64_MAX, .long_at = UINT64_MAX};
	if (w->fs->ops->open(w->fs, path, &src, &st) != 0 || st.kind != LW_KIND_FILE)
		return lw_fail(w->err, LW_E_IO, "%s cannot be opened", path);
	const bool ok = pass(w, &src, own, s);
	lw_source_close(&src);
	if (!ok)
		lw_error_subject(w->err, path);
	return ok;
}

static bool check_sum(struct auditing *w, const struct lw_conda_path *p, const struct seen *s) {
	const char *is = lw_hex(w->a, s->sum, sizeof s->sum, w->err);
	LW_TRY(is != NULL);
	return p->sha256 == NULL || lw_ascii_same(p->sha256, is) ||
		add_fault(w, LW_CONDA_F_HASH, p->path, p->sha256, is, 0);
}

static bool check_size(struct auditing *w, const struct lw_conda_path *p, uint64_t size) {
	if (!p->has_size || p->size == size)
		return true;
	const char *expected = lw_sprintf(w->a, w->err, "%llu", (unsigned long long)p->size);
	const char *got = lw_sprintf(w->a, w->err, "%llu", (unsigned long long)size);
	return expected != NULL && got != NULL && add_fault(w, LW_CONDA_F_SIZE, p->path, expected, got, 0);
}

static bool check_prefix(struct auditing *w, const struct lw_conda_path *p, const char *path, const struct seen *s) {
	const bool own = s->own_at != UINT64_MAX, long_one = s->long_at != UINT64_MAX;
	const char *recorded = p == NULL ? NULL : p->prefix;
	if (recorded != NULL && !own)
		return add_fault(w, LW_CONDA_F_NO_PLACEHOLDER, path, recorded, "", 0);
	if (recorded != NULL && p->mode == LW_CONDA_TEXT && s->binary)
		return add_fault(w, LW_CONDA_F_TEXT_IN_BINARY, path, "binary", "text", s->own_at);
	if (recorded == NULL && own)
		return add_fault(w, LW_CONDA_F_NOT_REPLACED, path, "", w->placeholder, s->own_at);
	const bool inside = own && recorded != NULL && strstr(recorded, "_placehold_placehold") != NULL;
	return !long_one || inside || add_fault(w, LW_CONDA_F_OTHER_PREFIX, path, "", long_prefix, s->long_at);
}

static const struct lw_conda_path *recorded_at(const struct auditing *w, const char *path) {
	const struct lw_conda *c = &w->out->package;
	uint32_t from = 0, end = c->n_paths;
	while (from < end) {
		const uint32_t mid = from + (end - from) / 2;
		const int order = strcmp(c->paths[mid].path, path);
		if (order == 0)
			return &c->paths[mid];
		if (order < 0)
			from = mid + 1;
		else
			end = mid;
	}
	return NULL;
}

static bool check_file(struct auditing *w, const struct lw_package_file *f) {
	const struct lw_conda_path *p = recorded_at(w, f->path);
	struct seen s;
	const char *path = lw_package_path(w->a, w->top, f->path, w->err);
	LW_TRY(path != NULL);
	if (strncmp(f->path, "info/", 5) == 0)
		return true;
	if (p == NULL && w->out->package.n_paths > 0)
		LW_TRY(add_fault(w, LW_CONDA_F_UNRECORDED, f->path, "", "", 0));
	if (p != NULL && p->type != LW_CONDA_HARDLINK)
		return true;
	const char *own = p != NULL && p->prefix != NULL ? p->prefix : w->placeholder;
	LW_TRY(look_through(w, path, own, &s) && check_prefix(w, p, f->path, &s));
	return p == NULL || (check_sum(w, p, &s) && check_size(w, p, f->size));
}

static bool check_there(struct auditing *w, const struct lw_package_file *files, uint32_t n) {
	const struct lw_conda *c = &w->out->package;
	for (uint32_t i = 0; i < c->n_paths; i++) {
		const bool plain = c->paths[i].type == LW_CONDA_HARDLINK;
		if (plain && lw_package_file_at(files, n, c->paths[i].path) == NULL)
			LW_TRY(add_fault(w, LW_CONDA_F_MISSING, c->paths[i].path, "", "", 0));
	}
	return true;
}

/* The first one that is recorded and can be looked for. */
static const char *placeholder_of(const struct lw_conda *c) {
	for (uint32_t i = 0; i < c->n_paths; i++)
		if (c->paths[i].prefix != NULL && strlen(c->paths[i].prefix) < LONGEST_PREFIX &&
		    strlen(c->paths[i].prefix) > 8)
			return c->paths[i].prefix;
	return NULL;
}

static bool read_package(struct auditing *w) {
	if (lw_conda_read(w->fs, w->top, w->a, &w->out->package, w->err))
		return true;
	if (w->err->code != LW_E_MALFORMED)
		return false;
	const char *why = lw_strdup(w->a, w->err->text, w->err);
	lw_error_clear(w->err);
	return why != NULL && add_fault(w, LW_CONDA_F_BAD_INFO, "info", "", why, 0);
}

static bool audit(struct auditing *w) {
	const struct lw_package_file *files;
	const struct lw_conda *c = &w->out->package;
	LW_TRY(read_package(w) && lw_package_files(w->fs, w->top, w->a, &files, &w->out->n_files, w->err));
	if (!c->has_index)
		LW_TRY(add_fault(w, LW_CONDA_F_NO_INDEX, "info/index.json", "", "", 0));
	if (!c->has_paths_json && c->n_paths == 0)
		LW_TRY(add_fault(w, LW_CONDA_F_NO_PATHS, "info/paths.json", "", "", 0));
	w->placeholder = placeholder_of(c);
	for (uint32_t i = 0; i < w->out->n_files; i++)
		LW_TRY(check_file(w, &files[i]));
	return check_there(w, files, w->out->n_files);
}

static int by_kind(const void *p, const void *q) {
	const struct lw_conda_fault *x = p, *y = q;
	return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(x->path, y->path);
}

bool lw_conda_audit(const struct lw_fs *fs, const char *top, struct lw_arena *a, struct lw_conda_audit *out,
		    struct lw_error *err) {
	struct auditing w = {.fs = fs, .top = top, .a = a, .err = err, .out = out};
	*out = (struct lw_conda_audit){0};
	w.piece = malloc(LONGEST_PREFIX + PIECE);
	const bool ok = w.piece == NULL ? lw_fail(err, LW_E_NOMEM, "out of memory") : audit(&w);
	free(w.piece);
	LW_TRY(ok);
	if (w.faults.n > 1)
		qsort(w.faults.at, w.faults.n, sizeof *w.faults.at, by_kind);
	out->faults = w.faults.at;
	out->n_faults = w.faults.n;
	return true;
}

static const struct {
	const char *name, *words;
} faults[] = {
#define X(code, name, words) {name, words},
	LW_CONDA_FAULTS(X)
#undef X
};

const char *lw_conda_fault_name(enum lw_conda_fault_kind kind) {
	return faults[kind].name;
}

const char *lw_conda_fault_words(enum lw_conda_fault_kind kind) {
	return faults[kind].words;
}
