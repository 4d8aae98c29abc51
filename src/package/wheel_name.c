/* SPDX-License-Identifier: Apache-2.0 */
/* Names and tags of wheels. */
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "base/vec.h"
#include "package/read.h"
#include "package/wheel.h"

#define MOST_TAGS 4096
#define MOST_PARTS 8

/* Cuts a copy of the text at a letter. Gives how many parts, or MOST_PARTS + 1 if there are more. */
static uint32_t cut(char *text, char at, char *parts[MOST_PARTS + 1]) {
	uint32_t n = 0;
	parts[n++] = text;
	for (char *p = text; *p != '\0' && n <= MOST_PARTS; p++)
		if (*p == at) {
			*p = '\0';
			parts[n++] = p + 1;
		}
	return n;
}

/* The parts of a compressed set: "py2.py3". */
struct set {
	LW_VEC(const char *) parts;
};

static bool expand(char *text, struct lw_arena *a, struct set *out, struct lw_error *err) {
	for (char *p = text;; p++) {
		if (*p != '.' && *p != '\0')
			continue;
		const bool end = *p == '\0';
		const char **part = out->parts.n > MOST_TAGS ? NULL : lw_vec_add(a, &out->parts, err);
		if (part == NULL)
			return lw_fail(err, LW_E_LIMIT, "a set of tags has more than %d parts", MOST_TAGS);
		if (p == text)
			return lw_fail(err, LW_E_MALFORMED, "a set of tags has an empty part");
		*p = '\0';
		*part = text;
		text = p + 1;
		if (end)
			return true;
	}
}

static bool product(const struct set sets[3], struct lw_arena *a, const struct lw_wheel_tag **tags, uint32_t *n,
		    struct lw_error *err) {
	const uint64_t all = (uint64_t)sets[0].parts.n * sets[1].parts.n * sets[2].parts.n;
	if (all > MOST_TAGS)
		return lw_fail(err, LW_E_LIMIT, "the tags stand for more than %d", MOST_TAGS);
	struct lw_wheel_tag *out = lw_alloc(a, (size_t)all, sizeof *out, err);
	LW_TRY(out != NULL);
	*n = 0;
	for (uint32_t i = 0; i < sets[0].parts.n; i++)
		for (uint32_t k = 0; k < sets[1].parts.n; k++)
			for (uint32_t j = 0; j < sets[2].parts.n; j++)
				out[(*n)++] = (struct lw_wheel_tag){sets[0].parts.at[i], sets[1].parts.at[k],
								    sets[2].parts.at[j]};
	*tags = out;
	return true;
}

static bool tags_of(char *parts[3], struct lw_arena *a, const struct lw_wheel_tag **tags, uint32_t *n,
		    struct lw_error *err) {
	struct set sets[3] = {0};
	for (unsigned i = 0; i < 3; i++)
		LW_TRY(expand(parts[i], a, &sets[i], err));
	return product(sets, a, tags, n, err);
}

bool lw_wheel_parse_tags(const char *text, struct lw_arena *a, const struct lw_wheel_tag **tags, uint32_t *n,
			 struct lw_error *err) {
	char *parts[MOST_PARTS + 1], *copy = lw_strdup(a, text, err);
	LW_TRY(copy != NULL);
	if (cut(copy, '-', parts) != 3)
		return lw_fail(err, LW_E_MALFORMED, "\"%.100s\" is no tag of the form PYTHON-ABI-PLATFORM", text);
	return tags_of(parts, a, tags, n, err);
}

bool lw_wheel_parse_name(const char *file, struct lw_arena *a, struct lw_wheel_name *out, struct lw_error *err) {
	char *parts[MOST_PARTS + 1], *copy = lw_strdup(a, file, err);
	*out = (struct lw_wheel_name){0};
	LW_TRY(copy != NULL);
	if (!lw_ends_with(copy, ".whl"))
		return lw_fail(err, LW_E_MALFORMED, "\"%.100s\" does not end with .whl", file);
	copy[strlen(copy) - 4] = '\0';
	const uint32_t n = cut(copy, '-', parts);
	if (n != 5 && n != 6)
		return lw_fail(err, LW_E_MALFORMED,
			       "\"%.100s\" is no name of the form NAME-VERSION(-BUILD)-PYTHON-ABI-PLATFORM.whl", file);
	for (uint32_t i = 0; i < n; i++)
		if (*parts[i] == '\0')
			return lw_fail(err, LW_E_MALFORMED, "\"%.100s\" has an empty part", file);
	if (n == 6 && (*parts[2] < '0' || *parts[2] > '9'))
		return lw_fail(err, LW_E_MALFORMED,
			       "\"%.100s\" has the build \"%.40s\", which does not begin with a digit", file, parts[2]);
	out->name = parts[0];
	out->version = parts[1];
	out->build = n == 6 ? parts[2] : NULL;
	return tags_of(parts + n - 3, a, &out->tags, &out->n_tags, err);
}

static const struct {
	const char *directory;
	enum lw_wheel_scheme scheme;
} schemes[] = {
#define X(code, name) {name "/", LW_WHEEL_##code},
	LW_WHEEL_SCHEMES(X)
#undef X
};

struct lw_wheel_place lw_wheel_place_of(const char *path, bool root_is_purelib) {
	const char *slash = strchr(path, '/');
	const bool data = slash != NULL && slash - path > 5 && memcmp(slash - 5, ".data", 5) == 0;
	for (size_t i = 0; data && i < sizeof schemes / sizeof *schemes; i++) {
		const size_t n = strlen(schemes[i].directory);
		if (strncmp(slash + 1, schemes[i].directory, n) == 0)
			return (struct lw_wheel_place){schemes[i].scheme, slash + 1 + n};
	}
	return (struct lw_wheel_place){root_is_purelib ? LW_WHEEL_PURELIB : LW_WHEEL_PLATLIB, path};
}

const char *lw_wheel_scheme_name(enum lw_wheel_scheme scheme) {
	static const char *const names[] = {
#define X(code, name) name,
		LW_WHEEL_SCHEMES(X)
#undef X
	};
	return names[scheme];
}
