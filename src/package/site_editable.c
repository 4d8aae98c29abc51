/* SPDX-License-Identifier: Apache-2.0 */
/* The files that an editable install leaves: .pth, finders, direct_url.json. */
#include <jansson.h>
#include <string.h>

#include "base/fail.h"
#include "bytes/json.h"
#include "base/path.h"
#include "base/text.h"
#include "package/python_ask.h"
#include "package/read.h"
#include "package/site_build.h"

#define LARGEST ((uint64_t)4 << 20)
#define MOST_LINES 65536

bool lw_site_add(const struct lw_site_reading *r, struct lw_site_places *to, const char *module, const char *path,
		 const char *from) {
	if (module == NULL || path == NULL)
		return r->err->code == LW_E_OK;
	struct lw_site_place *p = lw_vec_add(r->a, &to->list, r->err);
	if (p != NULL)
		*p = (struct lw_site_place){module, path, from};
	return p != NULL;
}

const char *lw_site_absolute(const struct lw_site_reading *r, const char *dir, const char *path) {
	return lw_path_absolute(r->a, dir, path, r->err);
}

static bool is_space(char c) {
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool pth_line(const struct lw_site_reading *r, const char *file, char *line, size_t n,
		     struct lw_site_places *paths, struct lw_site_places *imports) {
	enum lw_kind kind;
	while (n > 0 && is_space(line[n - 1]))
		n--;
	line[n] = '\0';
	if (n == 0 || *line == '#' || strlen(line) != n)
		return true;
	if (strncmp(line, "import ", 7) == 0 || strncmp(line, "import\t", 7) == 0)
		return lw_site_add(r, imports, line, "", file);
	const char *path = lw_site_absolute(r, r->dir, line);
	LW_TRY(path != NULL);
	return !lw_package_kind(r->fs, path, &kind) || lw_site_add(r, paths, "", path, file);
}

bool lw_site_pth(const struct lw_site_reading *r, const char *file, struct lw_site_places *paths,
		 struct lw_site_places *imports) {
	struct lw_span text;
	bool there;
	LW_TRY(lw_package_read(r->fs, file, LARGEST, r->a, &there, &text, r->err));
	uint32_t lines = 0;
	const uint64_t begin = text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	for (uint64_t from = begin, i = begin; text.len > begin && i <= text.len && lines < MOST_LINES; i++) {
		if (i < text.len && text.ptr[i] != '\n')
			continue;
		char *line = lw_strndup(r->a, (const char *)text.ptr + from, (size_t)(i - from), r->err);
		LW_TRY(line != NULL && pth_line(r, file, line, (size_t)(i - from), paths, imports));
		from = i + 1;
		lines++;
	}
	return true;
}

static bool add_pairs(const struct lw_site_reading *r, const struct lw_py_pairs *pairs, const char *dir,
		      const char *file, struct lw_site_places *to) {
	for (uint32_t i = 0; i < pairs->n; i++) {
		const char *path = *pairs->at[i].value == '\0' ? NULL : lw_site_absolute(r, dir, pairs->at[i].value);
		LW_TRY(lw_site_add(r, to, pairs->at[i].key, path, file));
	}
	return true;
}

/* MAPPING = {package: place}, NAMESPACES = {package: [places]} (setuptools, command/editable_wheel.py). */
static bool setuptools(const struct lw_site_reading *r, struct lw_span text, const char *file,
		       struct lw_site_places *to, enum lw_site_way *way) {
	struct lw_py_pairs mapping, spaces;
	LW_TRY(lw_py_ask_dict(text, "MAPPING", r->a, &mapping, r->err));
	LW_TRY(lw_py_ask_dict(text, "NAMESPACES", r->a, &spaces, r->err));
	*way = LW_SITE_FINDER_WAY;
	return add_pairs(r, &mapping, r->dir, file, to) && add_pairs(r, &spaces, r->dir, file, to);
}

/*
 * install({module: source}, {module: file below site-packages}, …) is scikit-build-core's; install(name, {modules},
 * build directory, …) is meson-python's.
 */
static bool installed(const struct lw_site_reading *r, struct lw_span text, const char *file, struct lw_site_places *to,
		      const char **build, enum lw_site_way *way) {
	struct lw_py_asked asked;
	LW_TRY(lw_py_ask_call(text, "install", r->a, &asked, r->err));
	if (!asked.called)
		return true;
	const struct lw_py_pairs *first = &asked.args[0], *third = &asked.args[2];
	const bool name = first->n == 1 && *first->at[0].key == '\0';
	if (name && third->n == 1) {
		*way = LW_SITE_MESON_WAY;
		*build = third->at[0].value;
		return true;
	}
	*way = LW_SITE_SCIKIT_WAY;
	return add_pairs(r, first, r->dir, file, to) && add_pairs(r, &asked.args[1], r->dir, file, to);
}

bool lw_site_finder(const struct lw_site_reading *r, const char *file, struct lw_site_places *places,
		    const char **build, enum lw_site_way *way) {
	const char *name = lw_path_base(file);
	struct lw_span text;
	bool there;
	*way = LW_SITE_NOT_WAY;
	const bool finder = strncmp(name, "__editable__", 12) == 0 && lw_ends_with(name, "_finder.py");
	const bool installer = *name == '_' &&
		(lw_ends_with(name, "_editable.py") || lw_ends_with(name, "_editable_loader.py") ||
		 strncmp(name, "_editable_impl_", 15) == 0);
	if (!finder && !installer)
		return true;
	LW_TRY(lw_package_read(r->fs, file, LARGEST, r->a, &there, &text, r->err));
	if (!there)
		return true;
	return finder ? setuptools(r, text, file, places, way) : installed(r, text, file, places, build, way);
}

static int hex(char c) {
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* The path of a file: url without its %-escapes (RFC 8089). */
static const char *path_of_url(const struct lw_site_reading *r, const char *url) {
	if (strncmp(url, "file://", 7) != 0)
		return NULL;
	url += 7;
	if (strncmp(url, "localhost/", 10) == 0)
		url += 9;
	char *out = *url == '/' ? lw_strdup(r->a, url, r->err) : NULL;
	size_t n = 0;
	for (const char *p = url; out != NULL && *p != '\0'; p++) {
		const bool escape = *p == '%' && hex(p[1]) >= 0 && hex(p[2]) >= 0 && hex(p[1]) + hex(p[2]) > 0;
		out[n++] = escape ? (char)(hex(p[1]) * 16 + hex(p[2])) : *p;
		p += escape ? 2 : 0;
	}
	if (out != NULL)
		out[n] = '\0';
	return out;
}

bool lw_site_direct_url(const struct lw_site_reading *r, const char *info, bool *editable, const char **project) {
	struct lw_span text;
	bool there;
	struct lw_error bad = {0};
	const char *path = lw_package_path(r->a, info, "direct_url.json", r->err);
	LW_TRY(path != NULL && lw_package_read(r->fs, path, LARGEST, r->a, &there, &text, r->err));
	if (!there)
		return true;
	/* A text that is no JSON tells nothing. */
	json_t *top = lw_json_read(text, 0, "", &bad);
	if (bad.code == LW_E_NOMEM)
		return lw_fail(r->err, LW_E_NOMEM, "out of memory");
	const char *url = json_string_value(json_object_get(top, "url"));
	*editable = json_is_true(json_object_get(json_object_get(top, "dir_info"), "editable"));
	*project = url == NULL ? NULL : path_of_url(r, url);
	json_decref(top);
	return r->err->code == LW_E_OK;
}
