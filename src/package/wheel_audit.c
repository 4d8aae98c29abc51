/* SPDX-License-Identifier: Apache-2.0 */
#include "package/wheel_audit.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "package/dist_info.h"
#include "package/native.h"

bool lw_wheel_fault(struct lw_wheel_auditing *w, enum lw_wheel_fault_kind kind, const char *path, const char *expected,
		    const char *got) {
	struct lw_wheel_fault *f = lw_vec_add(w->a, &w->faults, w->err);
	if (f != NULL)
		*f = (struct lw_wheel_fault){kind, path, expected, got};
	return f != NULL;
}

/* The name of the top directory with that ending, if there is one alone. */
static bool find_top(struct lw_wheel_auditing *w, const char *ending, const char **name) {
	const size_t n = strlen(ending);
	*name = NULL;
	for (uint32_t i = 0; i < w->n_files; i++) {
		const char *path = w->files[i].path, *slash = strchr(path, '/');
		const size_t k = slash == NULL ? 0 : (size_t)(slash - path);
		if (k <= n || memcmp(slash - n, ending, n) != 0)
			continue;
		if (*name == NULL) {
			*name = lw_strndup(w->a, path, k, w->err);
			LW_TRY(*name != NULL);
		} else if (strlen(*name) != k || memcmp(*name, path, k) != 0) {
			*name = NULL;
			return true;
		}
	}
	return true;
}

/* '-' cannot stand in a part of a file's name: '_' stands for it (Binary distribution format, "Escaping"). */
static bool same_version(const char *x, const char *y) {
	for (; *x != '\0' && *y != '\0'; x++, y++)
		if (lw_ascii_lower(*x == '-' ? '_' : *x) != lw_ascii_lower(*y == '-' ? '_' : *y))
			return false;
	return *x == *y;
}

static bool same_name(struct lw_wheel_auditing *w, const char *x, const char *y, bool *same) {
	const char *left = lw_dist_normalize(w->a, x, w->err), *right = lw_dist_normalize(w->a, y, w->err);
	*same = left != NULL && right != NULL && strcmp(left, right) == 0;
	return left != NULL && right != NULL;
}

/* NAME-VERSION of what the directory is called. */
static bool split_dist_info(struct lw_wheel_auditing *w) {
	const char *d = w->out->dist_info, *dash = strchr(d, '-');
	const size_t end = strlen(d) - strlen(".dist-info");
	const size_t n = dash == NULL || (size_t)(dash - d) > end ? end : (size_t)(dash - d);
	w->out->name = lw_strndup(w->a, d, n, w->err);
	w->out->version = lw_strndup(w->a, n == end ? "" : d + n + 1, n == end ? 0 : end - n - 1, w->err);
	return w->out->name != NULL && w->out->version != NULL;
}

static bool check_name(struct lw_wheel_auditing *w, const struct lw_wheel_name *file) {
	bool same;
	LW_TRY(same_name(w, file->name, w->out->name, &same));
	if (same && same_version(file->version, w->out->version))
		return true;
	const char *expected = lw_sprintf(w->a, w->err, "%s-%s.dist-info", file->name, file->version);
	return expected != NULL && lw_wheel_fault(w, LW_WHEEL_F_NAME, w->out->dist_info, expected, w->out->dist_info);
}

static bool check_metadata(struct lw_wheel_auditing *w) {
	struct lw_span text;
	bool there, same;
	const char *name, *version;
	const char *below = lw_package_path(w->a, w->out->dist_info, "METADATA", w->err);
	const char *path = below == NULL ? NULL : lw_package_path(w->a, w->top, below, w->err);
	LW_TRY(path != NULL && lw_package_read(w->fs, path, LW_PACKAGE_SMALL, w->a, &there, &text, w->err));
	if (!there)
		return true;
	LW_TRY(lw_dist_value(text, "Name", w->a, &name, w->err) &&
	       lw_dist_value(text, "Version", w->a, &version, w->err));
	LW_TRY(same_name(w, name == NULL ? "" : name, w->out->name, &same));
	if (same && version != NULL && same_version(version, w->out->version))
		return true;
	const char *expected = lw_sprintf(w->a, w->err, "%s-%s", w->out->name, w->out->version);
	const char *got = lw_sprintf(w->a, w->err, "%s-%s", name == NULL ? "" : name, version == NULL ? "" : version);
	return expected != NULL && got != NULL && lw_wheel_fault(w, LW_WHEEL_F_METADATA, below, expected, got);
}

static int by_bytes(const void *p, const void *q) {
	return strcmp(*(const char *const *)p, *(const char *const *)q);
}

/* The tags of a list, each once, in the order of their bytes, with blanks between. */
static char *spell(struct lw_wheel_auditing *w, const struct lw_wheel_tag *tags, uint32_t n) {
	const char **each = lw_alloc(w->a, n, sizeof *each, w->err);
	size_t length = 1;
	for (uint32_t i = 0; each != NULL && i < n; i++) {
		each[i] = lw_sprintf(w->a, w->err, "%s-%s-%s", tags[i].python, tags[i].abi, tags[i].platform);
		if (each[i] == NULL)
			return NULL;
		length += strlen(each[i]) + 1;
	}
	char *out = each == NULL ? NULL : lw_alloc(w->a, length, 1, w->err);
	size_t at = 0;
	if (out == NULL)
		return NULL;
	if (n > 1)
		qsort(each, n, sizeof *each, by_bytes);
	for (uint32_t i = 0; i < n; i++) {
		if (i > 0 && strcmp(each[i], each[i - 1]) == 0)
			continue;
		const size_t k = strlen(each[i]);
		if (at > 0)
			out[at++] = ' ';
		memcpy(out + at, each[i], k);
		at += k;
	}
	return out;
}

static bool check_tags(struct lw_wheel_auditing *w, const struct lw_wheel_name *file, const char *below) {
	const char *expected = spell(w, file->tags, file->n_tags), *got = spell(w, w->out->tags, w->out->n_tags);
	LW_TRY(expected != NULL && got != NULL);
	return strcmp(expected, got) == 0 || lw_wheel_fault(w, LW_WHEEL_F_TAGS, below, expected, got);
}

/* Every Tag of WHEEL; one that is none is left out, which the comparison with the name then shows. */
static bool read_tags(struct lw_wheel_auditing *w, struct lw_span text) {
	LW_VEC(struct lw_wheel_tag) all = {0};
	const char *const *lines;
	uint32_t n;
	LW_TRY(lw_dist_values(text, "Tag", w->a, &lines, &n, w->err));
	for (uint32_t i = 0; i < n; i++) {
		const struct lw_wheel_tag *tags;
		uint32_t k = 0;
		if (!lw_wheel_parse_tags(lines[i], w->a, &tags, &k, w->err)) {
			LW_TRY(w->err->code == LW_E_MALFORMED);
			lw_error_clear(w->err);
			continue;
		}
		for (uint32_t j = 0; j < k; j++) {
			struct lw_wheel_tag *tag = lw_vec_add(w->a, &all, w->err);
			LW_TRY(tag != NULL);
			*tag = tags[j];
		}
	}
	w->out->tags = all.at;
	w->out->n_tags = all.n;
	return true;
}

static bool check_wheel(struct lw_wheel_auditing *w, const struct lw_wheel_name *file) {
	struct lw_span text;
	bool there;
	const char *pure;
	const char *below = lw_package_path(w->a, w->out->dist_info, "WHEEL", w->err);
	const char *path = below == NULL ? NULL : lw_package_path(w->a, w->top, below, w->err);
	LW_TRY(path != NULL && lw_package_read(w->fs, path, LW_PACKAGE_SMALL, w->a, &there, &text, w->err));
	if (!there)
		return lw_wheel_fault(w, LW_WHEEL_F_NO_WHEEL, below, "", "");
	LW_TRY(lw_dist_value(text, "Root-Is-Purelib", w->a, &pure, w->err) && read_tags(w, text));
	w->out->root_is_purelib = pure != NULL && lw_ascii_same(pure, "true");
	return file == NULL || check_tags(w, file, below);
}

static bool find_natives(struct lw_wheel_auditing *w) {
	LW_VEC(const char *) natives = {0};
	for (uint32_t i = 0; i < w->n_files; i++) {
		const char *path = lw_package_path(w->a, w->top, w->files[i].path, w->err);
		bool native;
		LW_TRY(path != NULL && lw_package_is_native(w->fs, path, &native, w->err));
		if (!native)
			continue;
		const char **at = lw_vec_add(w->a, &natives, w->err);
		LW_TRY(at != NULL);
		*at = w->files[i].path;
	}
	w->out->natives = natives.at;
	w->out->n_natives = natives.n;
	return true;
}

/* What purelib gets: what is below .data/platlib is no fault, nor is a script. */
static bool is_pure_place(const char *path) {
	return lw_wheel_place_of(path, true).scheme == LW_WHEEL_PURELIB;
}

static bool check_natives(struct lw_wheel_auditing *w, const struct lw_wheel_name *file) {
	const struct lw_wheel_tag *tags = file == NULL ? w->out->tags : file->tags;
	const uint32_t n = file == NULL ? w->out->n_tags : file->n_tags;
	bool any = false;
	for (uint32_t i = 0; i < n; i++)
		any |= strcmp(tags[i].platform, "any") == 0;
	for (uint32_t i = 0; i < w->out->n_natives; i++) {
		const char *path = w->out->natives[i];
		if (w->out->root_is_purelib && is_pure_place(path))
			LW_TRY(lw_wheel_fault(w, LW_WHEEL_F_PURELIB_NATIVE, path, "", ""));
		if (any)
			LW_TRY(lw_wheel_fault(w, LW_WHEEL_F_ANY_NATIVE, path, "", ""));
	}
	return true;
}

static bool check_data(struct lw_wheel_auditing *w) {
	for (uint32_t i = 0; i < w->n_files; i++) {
		const char *path = w->files[i].path, *slash = strchr(path, '/');
		const bool data = slash != NULL && slash - path > 5 && memcmp(slash - 5, ".data", 5) == 0;
		if (data && lw_wheel_place_of(path, false).path == path)
			LW_TRY(lw_wheel_fault(w, LW_WHEEL_F_DATA_KEY, path, "", ""));
	}
	return true;
}

static int by_kind(const void *p, const void *q) {
	const struct lw_wheel_fault *x = p, *y = q;
	return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(x->path, y->path);
}

static bool audit(struct lw_wheel_auditing *w, const struct lw_wheel_name *file) {
	LW_TRY(lw_package_files(w->fs, w->top, w->a, &w->files, &w->n_files, w->err));
	LW_TRY(find_top(w, ".dist-info", &w->out->dist_info) && find_natives(w) && check_data(w));
	if (w->out->dist_info == NULL)
		return lw_wheel_fault(w, LW_WHEEL_F_NO_DIST_INFO, "", "", "");
	LW_TRY(split_dist_info(w) && check_metadata(w) && check_wheel(w, file) && lw_wheel_audit_record(w));
	return check_natives(w, file) && (file == NULL || check_name(w, file));
}

bool lw_wheel_audit(const struct lw_fs *fs, const char *top, const char *file, struct lw_arena *a,
		    struct lw_wheel_audit *out, struct lw_error *err) {
	struct lw_wheel_auditing w = {.fs = fs, .top = top, .a = a, .err = err, .out = out};
	struct lw_wheel_name name;
	*out = (struct lw_wheel_audit){0};
	if (file != NULL && !lw_wheel_parse_name(file, a, &name, err)) {
		LW_TRY(err->code == LW_E_MALFORMED);
		const char *why = lw_strdup(a, err->text, err);
		lw_error_clear(err);
		LW_TRY(why != NULL && lw_wheel_fault(&w, LW_WHEEL_F_NAME, file, "", why));
		file = NULL;
	}
	LW_TRY(audit(&w, file == NULL ? NULL : &name));
	if (w.faults.n > 1)
		qsort(w.faults.at, w.faults.n, sizeof *w.faults.at, by_kind);
	out->faults = w.faults.at;
	out->n_faults = w.faults.n;
	out->n_files = w.n_files;
	return true;
}

static const struct {
	const char *name, *words;
} faults[] = {
#define X(code, name, words) {name, words},
	LW_WHEEL_FAULTS(X)
#undef X
};

const char *lw_wheel_fault_name(enum lw_wheel_fault_kind kind) {
	return faults[kind].name;
}

const char *lw_wheel_fault_words(enum lw_wheel_fault_kind kind) {
	return faults[kind].words;
}
