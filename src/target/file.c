/* SPDX-License-Identifier: Apache-2.0 */
/* What a path stands for: told by what lies there, not by its name. */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "target/targets.h"

static bool is_site_name(void *ctx, const char *name) {
	static const char *const endings[] = {".dist-info", ".egg-info", ".egg-link"};
	const size_t n = strlen(name);
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		const size_t k = strlen(endings[i]);
		if (n > k && strcmp(name + n - k, endings[i]) == 0)
			*(bool *)ctx = true;
	}
	return !*(bool *)ctx;
}

/* Python packages are installed where directories say so. */
static bool is_site(const struct lw_targets *t, const char *path) {
	const char *name = lw_path_base(path);
	bool yes = strcmp(name, "site-packages") == 0 || strcmp(name, "dist-packages") == 0;
	return yes || (t->base->ops->list(t->base, path, is_site_name, &yes) == 0 && yes);
}

static bool directory(struct lw_targets *t, struct lw_target *out, struct lw_error *err) {
	char *top = lw_strdup(&t->arena, out->top, err);
	if (top == NULL)
		return false;
	for (size_t n = strlen(top); n > 1 && top[n - 1] == '/'; n--)
		top[n - 1] = '\0';
	out->top = top;
	out->kind = is_site(t, top) ? LW_TARGET_SITE : LW_TARGET_DIRECTORY;
	out->prefix = top[1] == '\0' ? "/" : lw_strcat2(&t->arena, top, "/", err);
	return out->prefix != NULL;
}

/* Paths are inside the root; what is not there may be a package that lies outside it. 0 or an errno. */
static bool open_it(struct lw_targets *t, const char *word, const char *path, struct lw_source *src, struct lw_stat *st,
		    int *sys, struct lw_error *err) {
	*sys = t->base->ops->open(t->base, path, src, st);
	if (*sys == 0 || t->outside == NULL)
		return true;
	const char *there = lw_path_absolute(&t->arena, t->outside, word, err);
	LW_TRY(there != NULL);
	if (lw_fs_disk()->ops->open(lw_fs_disk(), there, src, st) != 0 || st->kind != LW_KIND_FILE)
		return true;
	*sys = 0;
	return true;
}

/* A word that goes on behind the name of a file: "x.whl/pkg/ext.so" is a member of the archive x.whl. */
static bool member(struct lw_targets *t, const char *word, struct lw_target *out, struct lw_error *err) {
	struct lw_source src;
	struct lw_stat st = {0};
	bool is = false;
	for (const char *slash = strchr(word + 1, '/'); slash != NULL && !is; slash = strchr(slash + 1, '/')) {
		const char *name = lw_strndup(&t->arena, word, (size_t)(slash - word), err);
		const char *path = name == NULL ? NULL : lw_path_absolute(&t->arena, t->cwd, name, err);
		int sys;
		LW_TRY(path != NULL && open_it(t, name, path, &src, &st, &sys, err));
		if (sys != 0 || st.kind != LW_KIND_FILE)
			continue;
		const bool ok = lw_target_of_archive(t, &src, name, slash, out, &is, err);
		if (!is)
			lw_source_close(&src);
		return ok;
	}
	return true;
}

bool lw_target_of_path(struct lw_targets *t, const char *word, struct lw_target *out, struct lw_error *err) {
	struct lw_stat st = {0};
	struct lw_source src;
	int sys;
	bool is;
	*out = (struct lw_target){.word = word, .kind = LW_TARGET_FILE, .prefix = ""};
	out->top = lw_path_is_windows(word) ? word : lw_path_absolute(&t->arena, t->cwd, word, err);
	if (out->top == NULL)
		return false;
	/* A path in Windows' words is the loader's to understand. */
	if (lw_path_is_windows(word))
		return true;
	LW_TRY(open_it(t, word, out->top, &src, &st, &sys, err));
	if (sys == ENOTDIR)
		return member(t, word, out, err);
	/* Whoever opens it then says why it cannot be. */
	if (sys != 0)
		return true;
	if (st.kind != LW_KIND_FILE)
		return st.kind != LW_KIND_DIR || directory(t, out, err);
	const bool ok = lw_target_of_archive(t, &src, word, NULL, out, &is, err);
	if (!is)
		lw_source_close(&src);
	return ok;
}
