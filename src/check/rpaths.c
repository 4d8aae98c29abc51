/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about one element of the file's own search path each. */
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"
#include "linkwright/macho.h"

static bool is_below(const char *path, const char *dir) {
	const size_t n = strlen(dir);
	return strncmp(path, dir, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

bool lw_rule_absolute_rpath(struct lw_checking *c, struct lw_error *err) {
	struct lw_rpath_elements list;
	LW_TRY(lw_rpath_split(c, c->g->image, &list, err));
	for (uint32_t i = 0; i < list.n; i++) {
		const struct lw_rpath_element *e = &list.at[i];
		const struct lw_spot at = {.off = e->off, .level = LW_LEVEL_OF_RULE};
		if (e->text[0] == '/')
			LW_TRY(lw_found(c, at, err, "%s names %s: the file cannot be moved with its libraries",
					e->entry, e->text));
	}
	return true;
}

bool lw_rule_empty_rpath(struct lw_checking *c, struct lw_error *err) {
	struct lw_rpath_elements list;
	LW_TRY(lw_rpath_split(c, c->g->image, &list, err));
	for (uint32_t i = 0; i < list.n; i++) {
		const struct lw_rpath_element *e = &list.at[i];
		const struct lw_spot at = {.off = e->off, .level = LW_LEVEL_OF_RULE};
		if (strchr("/$@", e->text[0]) == NULL || e->text[0] == '\0')
			LW_TRY(lw_found(
				c, at, err,
				"%s has an %s%s: whoever owns the current directory can put a library there", e->entry,
				e->text[0] == '\0' ? "empty element" : "element relative to the current directory, ",
				e->text));
	}
	return true;
}

/* Components that only a tree that builds has, wherever it lies; and the padding of conda's prefix of a build. */
static bool is_inside_build(const char *path) {
	static const char *const parts[] = {"conda-bld/", "_work/", "work/build", "CMakeFiles/"};
	if (strstr(path, "_h_env_placehold") != NULL)
		return true;
	for (const char *at = path; (at = strchr(at, '/')) != NULL;) {
		at++;
		for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++)
			if (strncmp(at, parts[k], strlen(parts[k])) == 0)
				return true;
	}
	return false;
}

/* Directories that only a machine that builds has. */
bool lw_rule_build_rpath(struct lw_checking *c, struct lw_error *err) {
	static const char *const places[] = {"/home",    "/root",  "/build",       "/builds", "/tmp",
					     "/var/tmp", "/Users", "/private/tmp", "/github", "/runner",
					     "/croot",   "/bld",   "/buildkite"};
	struct lw_rpath_elements list;
	LW_TRY(lw_rpath_split(c, c->g->image, &list, err));
	for (uint32_t i = 0; i < list.n; i++) {
		const struct lw_rpath_element *e = &list.at[i];
		const struct lw_spot at = {.off = e->off, .level = LW_LEVEL_OF_RULE};
		bool yes = false;
		for (size_t k = 0; k < sizeof places / sizeof places[0]; k++)
			yes = yes || is_below(e->text, places[k]);
		yes = yes || is_inside_build(e->text);
		if (yes)
			LW_TRY(lw_found(c, at, err, "%s names %s, a directory of the machine that built it", e->entry,
					e->text));
	}
	return true;
}

bool lw_rule_duplicate_rpath(struct lw_checking *c, struct lw_error *err) {
	struct lw_rpath_elements list;
	if (c->g->image->macho == NULL)
		return true;
	LW_TRY(lw_rpath_split(c, c->g->image, &list, err));
	for (uint32_t i = 0; i < list.n; i++)
		for (uint32_t k = 0; k < i; k++) {
			const struct lw_spot at = {.off = list.at[i].off, .level = LW_LEVEL_OF_RULE};
			if (strcmp(list.at[i].text, list.at[k].text) != 0)
				continue;
			LW_TRY(lw_found(c, at, err, "LC_RPATH %s is there twice: macOS 15.4 refuses such a file",
					list.at[i].text));
			break;
		}
	return true;
}
