/* SPDX-License-Identifier: Apache-2.0 */
#include "package/conda.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "bytes/json.h"
#include "base/map.h"
#include "base/vec.h"
#include "package/read.h"

#define LARGEST ((uint64_t)256 << 20)
#define MOST_PATHS 1000000

struct reader {
	const struct lw_fs *fs;
	const char *top;
	struct lw_arena *a;
	struct lw_error *err;
	struct lw_conda *out;
	LW_VEC(struct lw_conda_path) paths;
};

static bool info_file(struct reader *r, const char *name, bool *there, struct lw_span *text) {
	const char *path = lw_package_path(r->a, r->top, name, r->err);
	return path != NULL && lw_package_read(r->fs, path, LARGEST, r->a, there, text, r->err);
}

static bool load(struct reader *r, const char *name, struct lw_span text, json_t **out) {
	*out = lw_json_read(text, 0, name, r->err);
	if (*out == NULL || json_is_object(*out))
		return *out != NULL;
	json_decref(*out);
	return lw_fail(r->err, LW_E_MALFORMED, "%s is no JSON object", name);
}

static const char *text_of(struct reader *r, const json_t *o, const char *key) {
	const char *text = json_string_value(json_object_get(o, key));
	return text == NULL ? NULL : lw_strdup(r->a, text, r->err);
}

static bool read_index(struct reader *r) {
	struct lw_span text;
	json_t *top;
	LW_TRY(info_file(r, "info/index.json", &r->out->has_index, &text));
	if (!r->out->has_index)
		return true;
	LW_TRY(load(r, "info/index.json", text, &top));
	r->out->name = text_of(r, top, "name");
	r->out->version = text_of(r, top, "version");
	r->out->build = text_of(r, top, "build");
	r->out->subdir = text_of(r, top, "subdir");
	json_decref(top);
	return r->err->code == LW_E_OK;
}

static enum lw_conda_mode mode_of(const char *text) {
	return text != NULL && strcmp(text, "binary") == 0 ? LW_CONDA_BINARY : LW_CONDA_TEXT;
}

static enum lw_conda_type type_of(const char *text) {
	static const char *const types[] = {"hardlink", "softlink", "directory"};
	for (unsigned i = 0; text != NULL && i < sizeof types / sizeof *types; i++)
		if (strcmp(text, types[i]) == 0)
			return (enum lw_conda_type)i;
	return text == NULL ? LW_CONDA_HARDLINK : LW_CONDA_OTHER_TYPE;
}

static struct lw_conda_path *add_path(struct reader *r, const char *path) {
	if (r->paths.n >= MOST_PATHS) {
		lw_fail(r->err, LW_E_LIMIT, "the package records more than %d files", MOST_PATHS);
		return NULL;
	}
	const char *kept = lw_strdup(r->a, path, r->err);
	struct lw_conda_path *p = kept == NULL ? NULL : lw_vec_add(r->a, &r->paths, r->err);
	if (p != NULL)
		p->path = kept;
	return p;
}

static bool read_path(struct reader *r, const json_t *o) {
	const char *path = json_string_value(json_object_get(o, "_path"));
	if (path == NULL || *path == '\0')
		return lw_fail(r->err, LW_E_MALFORMED, "info/paths.json has an entry without _path");
	struct lw_conda_path *p = add_path(r, path);
	LW_TRY(p != NULL);
	const json_t *size = json_object_get(o, "size_in_bytes");
	p->prefix = text_of(r, o, "prefix_placeholder");
	p->sha256 = text_of(r, o, "sha256");
	p->type = type_of(json_string_value(json_object_get(o, "path_type")));
	p->mode = p->prefix == NULL ? LW_CONDA_NO_PREFIX : mode_of(json_string_value(json_object_get(o, "file_mode")));
	p->has_size = json_is_integer(size) && json_integer_value(size) >= 0;
	p->size = p->has_size ? (uint64_t)json_integer_value(size) : 0;
	return r->err->code == LW_E_OK;
}

static bool read_paths_json(struct reader *r, struct lw_span text) {
	json_t *top;
	bool ok = true;
	LW_TRY(load(r, "info/paths.json", text, &top));
	const json_t *paths = json_object_get(top, "paths");
	for (size_t i = 0; ok && i < json_array_size(paths); i++)
		ok = read_path(r, json_array_get(paths, i));
	json_decref(top);
	return ok;
}

typedef bool each_line(struct reader *r, char *line);

static bool lines(struct reader *r, struct lw_span text, each_line *each) {
	for (uint64_t from = 0, i = 0; text.len > 0 && i <= text.len; i++) {
		if (i < text.len && text.ptr[i] != '\n')
			continue;
		const uint64_t n = i > from && text.ptr[i - 1] == '\r' ? i - 1 - from : i - from;
		char *line = lw_strndup(r->a, (const char *)text.ptr + from, (size_t)n, r->err);
		LW_TRY(line != NULL && (*line == '\0' || each(r, line)));
		from = i + 1;
	}
	return true;
}

static bool files_line(struct reader *r, char *line) {
	return add_path(r, line) != NULL;
}

static int by_path(const void *p, const void *q) {
	return strcmp(((const struct lw_conda_path *)p)->path, ((const struct lw_conda_path *)q)->path);
}

static void sort(struct reader *r) {
	if (r->paths.n > 1)
		qsort(r->paths.at, r->paths.n, sizeof *r->paths.at, by_path);
}

/* A word, in quotes or not; moves behind it. */
static char *word(char **at) {
	while (**at == ' ' || **at == '\t')
		(*at)++;
	const char end = **at == '"' || **at == '\'' ? *(*at)++ : ' ';
	char *from = *at;
	while (**at != '\0' && **at != end)
		(*at)++;
	if (**at != '\0')
		*(*at)++ = '\0';
	return from;
}

/* "PLACEHOLDER MODE PATH", or a path alone: then the placeholder is the old one, in a text file. */
static bool prefix_line(struct reader *r, char *line) {
	char *at = line, *first = word(&at), *mode = word(&at), *path = word(&at);
	const bool three = *path != '\0';
	const struct lw_conda_path key = {.path = three ? path : first};
	struct lw_conda_path *p = r->paths.n == 0 ? NULL : bsearch(&key, r->paths.at, r->paths.n, sizeof key, by_path);
	if (p == NULL)
		return true;
	p->prefix = three ? first : "/opt/anaconda1anaconda2anaconda3";
	p->mode = three ? mode_of(mode) : LW_CONDA_TEXT;
	return true;
}

static bool read_old(struct reader *r) {
	struct lw_span text;
	bool there;
	LW_TRY(info_file(r, "info/files", &there, &text) && lines(r, text, files_line));
	sort(r);
	return info_file(r, "info/has_prefix", &there, &text) && lines(r, text, prefix_line);
}

bool lw_conda_read(const struct lw_fs *fs, const char *top, struct lw_arena *a, struct lw_conda *out,
		   struct lw_error *err) {
	struct reader r = {.fs = fs, .top = top, .a = a, .err = err, .out = out};
	struct lw_span text;
	*out = (struct lw_conda){0};
	LW_TRY(read_index(&r) && info_file(&r, "info/paths.json", &out->has_paths_json, &text));
	LW_TRY(out->has_paths_json ? read_paths_json(&r, text) : read_old(&r));
	sort(&r);
	out->paths = r.paths.at;
	out->n_paths = r.paths.n;
	return true;
}
