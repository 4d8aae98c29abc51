/* SPDX-License-Identifier: Apache-2.0 */
/* RECORD against the files (Binary distribution format, "The .dist-info directory" and "Signed wheel files"). */
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "os/digest.h"
#include "package/dist_info.h"
#include "package/wheel_audit.h"

/* RECORD cannot hold its own hash; its signatures are made from it, and are not listed. */
static bool needs_no_hash(const struct lw_wheel_auditing *w, const char *path) {
	const size_t n = strlen(w->out->dist_info);
	if (strncmp(path, w->out->dist_info, n) != 0 || path[n] != '/')
		return false;
	return strcmp(path + n, "/RECORD") == 0 || strcmp(path + n, "/RECORD.jws") == 0 ||
		strcmp(path + n, "/RECORD.p7s") == 0;
}

static bool leads_out(const char *path) {
	if (*path == '/' || strchr(path, '\\') != NULL)
		return true;
	for (const char *p = path; p != NULL; p = strchr(p, '/')) {
		p += *p == '/';
		if (strncmp(p, "..", 2) == 0 && (p[2] == '/' || p[2] == '\0'))
			return true;
	}
	return false;
}

static bool check_size(struct lw_wheel_auditing *w, const struct lw_dist_row *row, const struct lw_package_file *f) {
	if (!row->has_size || row->size == f->size)
		return true;
	const char *expected = lw_sprintf(w->a, w->err, "%llu", (unsigned long long)row->size);
	const char *got = lw_sprintf(w->a, w->err, "%llu", (unsigned long long)f->size);
	return expected != NULL && got != NULL && lw_wheel_fault(w, LW_WHEEL_F_SIZE, f->path, expected, got);
}

/* '=' at the end is tolerated, as installers do. */
static bool same_digest(const char *told, const char *is) {
	const size_t n = strlen(is);
	return strncmp(told, is, n) == 0 && strspn(told + n, "=") == strlen(told + n);
}

static bool check_hash(struct lw_wheel_auditing *w, const struct lw_dist_row *row, const struct lw_package_file *f) {
	const enum lw_digest_kind kind = lw_digest_kind_of(row->algorithm);
	uint8_t sum[LW_DIGEST_LONGEST];
	if (row->algorithm == NULL)
		return needs_no_hash(w, f->path) || lw_wheel_fault(w, LW_WHEEL_F_NO_HASH, f->path, "sha256", "");
	if (kind == LW_DIGEST_UNKNOWN)
		return lw_wheel_fault(w, LW_WHEEL_F_WEAK_HASH, f->path, "sha256", row->algorithm);
	const char *path = lw_package_path(w->a, w->top, f->path, w->err);
	LW_TRY(path != NULL && lw_digest_file(w->fs, path, kind, sum, w->err));
	w->out->hashed += f->size;
	const char *is = lw_digest_base64(w->a, sum, lw_digest_size(kind), w->err);
	LW_TRY(is != NULL);
	return same_digest(row->digest, is) || lw_wheel_fault(w, LW_WHEEL_F_HASH, f->path, row->digest, is);
}

static bool check_row(struct lw_wheel_auditing *w, const struct lw_dist_row *row, struct lw_map *seen) {
	const struct lw_package_file *f = lw_package_file_at(w->files, w->n_files, row->path);
	if (leads_out(row->path))
		return lw_wheel_fault(w, LW_WHEEL_F_OUTSIDE, row->path, "", "");
	if (lw_map_get(seen, row->path, strlen(row->path)) != NULL)
		return lw_wheel_fault(w, LW_WHEEL_F_TWICE, row->path, "", "");
	LW_TRY(lw_map_put(seen, w->a, row->path, strlen(row->path), (void *)(uintptr_t)row, w->err));
	if (f == NULL)
		return lw_wheel_fault(w, LW_WHEEL_F_MISSING, row->path, "", "");
	return check_size(w, row, f) && check_hash(w, row, f);
}

/* Rows of directories are no rows of files. */
static bool is_directory(const char *path) {
	return lw_ends_with(path, "/");
}

static bool check_rows(struct lw_wheel_auditing *w, const struct lw_dist_row *rows, uint32_t n) {
	struct lw_map seen = {0};
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(is_directory(rows[i].path) || check_row(w, &rows[i], &seen));
	for (uint32_t i = 0; i < w->n_files; i++) {
		const char *path = w->files[i].path;
		if (lw_map_get(&seen, path, strlen(path)) == NULL && !needs_no_hash(w, path))
			LW_TRY(lw_wheel_fault(w, LW_WHEEL_F_UNRECORDED, path, "", ""));
	}
	return true;
}

bool lw_wheel_audit_record(struct lw_wheel_auditing *w) {
	const struct lw_dist_row *rows;
	struct lw_span text;
	uint32_t n;
	bool there;
	const char *below = lw_sprintf(w->a, w->err, "%s/RECORD", w->out->dist_info);
	const char *path = below == NULL ? NULL : lw_package_path(w->a, w->top, below, w->err);
	LW_TRY(path != NULL && lw_package_read(w->fs, path, (uint64_t)256 << 20, w->a, &there, &text, w->err));
	if (!there)
		return lw_wheel_fault(w, LW_WHEEL_F_NO_RECORD, below, "", "");
	if (lw_dist_record(text, w->a, &rows, &n, w->err))
		return check_rows(w, rows, n);
	if (w->err->code != LW_E_MALFORMED)
		return false;
	const char *why = lw_strdup(w->a, w->err->text, w->err);
	lw_error_clear(w->err);
	return why != NULL && lw_wheel_fault(w, LW_WHEEL_F_BAD_RECORD, below, "", why);
}
