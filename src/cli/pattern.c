/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "cli/pattern.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool add(struct lw_arena *a, struct cli_list *to, const char *path, struct lw_error *err) {
	const char **slot = lw_vec_add(a, to, err);
	if (slot != NULL)
		*slot = path;
	return slot != NULL;
}

static int by_name(const void *x, const void *y) {
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static bool exists(const char *path) {
	struct stat st;
	return lstat(path, &st) == 0;
}

/* Names in one directory that match one part of a pattern, each behind what leads to it. */
static bool match_names(struct lw_arena *a, const char *before, const char *part, struct cli_list *out,
			struct lw_error *err) {
	DIR *d = opendir(*before == '\0' ? "." : before);
	bool ok = true;
	for (struct dirent *e; d != NULL && ok && (e = readdir(d)) != NULL;) {
		if (fnmatch(part, e->d_name, FNM_PERIOD | FNM_NOESCAPE) != 0)
			continue;
		const char *path = lw_strcat2(a, before, e->d_name, err);
		ok = path != NULL && add(a, out, path, err);
	}
	if (d != NULL)
		closedir(d);
	return ok;
}

/* What the next part of the pattern makes of one path that its parts before led to. */
static bool step(struct lw_arena *a, const char *before, const char *part, bool last, struct cli_list *out,
		 struct lw_error *err) {
	struct cli_list found = {0};
	if (part[strcspn(part, "*?[")] != '\0') {
		if (!match_names(a, before, part, &found, err))
			return false;
	} else {
		const char *path = lw_strcat2(a, before, part, err);
		if (path == NULL || (exists(path) && !add(a, &found, path, err)))
			return false;
	}
	for (uint32_t i = 0; i < found.n; i++) {
		const char *path = last ? found.at[i] : lw_strcat2(a, found.at[i], "/", err);
		if (path == NULL || (exists(path) && !add(a, out, path, err)))
			return false;
	}
	return true;
}

bool cli_pattern(struct lw_arena *a, const char *pattern, struct cli_list *out, struct lw_error *err) {
	struct cli_list now = {0};
	const char *at = pattern + strspn(pattern, "/");
	if (!add(a, &now, at == pattern ? "" : "/", err))
		return false;
	while (*at != '\0') {
		struct cli_list next = {0};
		const size_t n = strcspn(at, "/");
		const char *part = lw_strndup(a, at, n, err);
		at += n + strspn(at + n, "/");
		for (uint32_t i = 0; part != NULL && i < now.n; i++)
			if (!step(a, now.at[i], part, *at == '\0', &next, err))
				return false;
		if (part == NULL)
			return false;
		now = next;
	}
	if (now.n > 1)
		qsort(now.at, now.n, sizeof *now.at, by_name);
	*out = now;
	return true;
}
