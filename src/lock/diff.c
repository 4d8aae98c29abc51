/* SPDX-License-Identifier: Apache-2.0 */
/* Two targets side by side: their locks, and what the rules say of each. */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "lock/lock.h"
#include "os/fs.h"

struct findings {
	const struct lw_check_result *result;
	const struct lw_target *target;
	const char **keys, **files; /* of each: what two that say the same have in common; its file as locks call it */
	struct lw_map by_key;
};

static const struct lw_target *target_of(const struct lw_side *s) {
	uint32_t n;
	return &lw_targets_at(s->targets, &n)[s->target];
}

/* Each of a word's places in text is left out, where a path begins with it. */
static char *without(char *text, const char *word) {
	const size_t n = strlen(word);
	for (char *at = n < 2 ? NULL : strstr(text, word); at != NULL; at = strstr(at, word)) {
		if (at == text || strchr(" '\"(:,=", at[-1]) != NULL)
			memmove(at, at + n, strlen(at + n) + 1);
		else
			at++;
	}
	return text;
}

/* A sentence without what only says where the target lies. */
static const char *plain(struct lw_drifting *d, const struct lw_target *t, const char *text, struct lw_error *err) {
	char *out = lw_strdup(d->a, text, err);
	const size_t n = strlen(t->word);
	const char *word = n != 0 && t->word[n - 1] == '/' ? t->word : lw_strcat2(d->a, t->word, "/", err);
	if (out == NULL || word == NULL)
		return NULL;
	return without(without(out, word), t->prefix);
}

/* A path as lw_targets_show has it, as locks have it. */
static const char *file_of(const struct lw_target *t, const char *shown) {
	const size_t n = strlen(t->word);
	if (strcmp(shown, t->word) == 0)
		return lw_path_base(t->top);
	if (strncmp(shown, t->word, n) != 0 || n == 0)
		return shown;
	return t->word[n - 1] == '/' ? shown + n : shown[n] == '/' ? shown + n + 1 : shown;
}

/* What the first side calls the files of the second. */
static bool name_as_was(struct lw_drifting *d, struct lw_map *out, struct lw_error *err) {
	for (uint32_t i = 0; i < d->was->n_files; i++) {
		const char *path = d->files[i] == LW_NO_ID ? NULL : d->now->files[d->files[i]].path;
		if (path != NULL)
			LW_TRY(lw_map_put(out, d->a, path, strlen(path), (void *)(uintptr_t)&d->was->files[i], err));
	}
	return true;
}

static const char *as_was(const struct lw_map *names, const char *path) {
	const struct lw_locked_file *f = lw_map_get(names, path, strlen(path));
	return f == NULL ? path : f->path;
}

static bool find(struct lw_drifting *d, const struct lw_side *s, const struct lw_map *names, struct findings *f,
		 struct lw_error *err) {
	f->target = target_of(s);
	LW_TRY(lw_check_targets(s->targets, s->world, d->rules, &f->result, err));
	f->result += s->target;
	f->keys = lw_alloc(d->a, f->result->n_findings, sizeof *f->keys, err);
	f->files = lw_alloc(d->a, f->result->n_findings, sizeof *f->files, err);
	if (f->keys == NULL || f->files == NULL)
		return false;
	for (uint32_t i = 0; i < f->result->n_findings; i++) {
		const struct lw_finding *at = &f->result->findings[i];
		const char *text = plain(d, f->target, at->message, err), *path = file_of(f->target, at->file);
		f->files[i] = as_was(names, path);
		f->keys[i] = text == NULL ? NULL : lw_sprintf(d->a, err, "%s\n%s\n%s", at->rule->id, f->files[i], text);
		LW_TRY(f->keys[i] != NULL);
		LW_TRY(lw_map_put(&f->by_key, d->a, f->keys[i], strlen(f->keys[i]), f, err));
	}
	return true;
}

/* Binaries that only one side has; all that is found in them is no news. */
static bool one_sided(struct lw_drifting *d, struct lw_map *out, struct lw_error *err) {
	for (uint32_t i = 0; i < d->list.n; i++) {
		const struct lw_drift *at = &d->list.at[i];
		if (at->kind == LW_DRIFT_BINARY_GONE || at->kind == LW_DRIFT_BINARY_NEW)
			LW_TRY(lw_map_put(out, d->a, at->subject, strlen(at->subject), d, err));
	}
	return true;
}

/* Those of one side that the other has not. */
static bool only_in(struct lw_drifting *d, const struct findings *x, const struct findings *y,
		    const struct lw_map *alone, enum lw_drift_kind kind, struct lw_error *err) {
	for (uint32_t i = 0; i < x->result->n_findings; i++) {
		const struct lw_finding *f = &x->result->findings[i];
		if (lw_map_get(&y->by_key, x->keys[i], strlen(x->keys[i])) != NULL ||
		    lw_map_get(alone, x->files[i], strlen(x->files[i])) != NULL)
			continue;
		struct lw_drift *at = lw_drift_add(d, kind, x->files[i], err);
		if (at == NULL)
			return false;
		at->name = f->rule->id;
		*(kind == LW_DRIFT_FINDING_GONE ? &at->was : &at->now) = f->message;
	}
	return true;
}

static bool findings(struct lw_drifting *d, const struct lw_side *a, const struct lw_side *b, struct lw_error *err) {
	struct findings was = {0}, now = {0};
	struct lw_map none = {0}, names = {0}, alone = {0};
	return one_sided(d, &alone, err) && name_as_was(d, &names, err) && find(d, a, &none, &was, err) &&
		find(d, b, &names, &now, err) && only_in(d, &was, &now, &alone, LW_DRIFT_FINDING_GONE, err) &&
		only_in(d, &now, &was, &alone, LW_DRIFT_FINDING_NEW, err);
}

static bool compare(const struct lw_side *a, const struct lw_side *b, const struct lw_check_opts *rules,
		    const struct lw_lockfile *was, struct lw_lockfile *now, struct lw_drifts *out,
		    struct lw_error *err) {
	struct lw_lockfile_box *box = (struct lw_lockfile_box *)(void *)now;
	struct lw_drifting d = {.was = was, .now = now, .a = &box->arena, .match = LW_MATCH_LOOSE, .rules = rules};
	return lw_drifts_collect(&d, err) && findings(&d, a, b, err) && lw_drifts_end(&d, out, err);
}

static bool lock_side(const struct lw_side *s, struct lw_lockfile **out, struct lw_error *err) {
	const struct lw_lockfile_opts opts = {.sz = sizeof opts, .needs = true};
	if (lw_lockfile_target(s->targets, s->target, s->world, &opts, out, err))
		return true;
	lw_error_subject(err, target_of(s)->word);
	return false;
}

bool lw_diff(const struct lw_side *a, const struct lw_side *b, const struct lw_check_opts *rules,
	     struct lw_lockfile **was, struct lw_lockfile **now, struct lw_drifts *out, struct lw_error *err) {
	*was = *now = NULL;
	if (lock_side(a, was, err) && lock_side(b, now, err) && compare(a, b, rules, *was, *now, out, err))
		return true;
	lw_lockfile_free(*was);
	lw_lockfile_free(*now);
	*was = *now = NULL;
	return false;
}

static bool is_loader(void *ctx, const char *name) {
	if (strncmp(name, "ld-linux", 8) == 0 || strncmp(name, "ld-musl-", 8) == 0 || strcmp(name, "ld.so.1") == 0 ||
	    strncmp(name, "ld64.so.", 8) == 0)
		*(bool *)ctx = true;
	return !*(bool *)ctx;
}

/* file-hierarchy(7); ld.so(8); an environment of conda or an AppDir has none of these. */
bool lw_directory_is_root(const char *path) {
	static const char *const loaders[] = {"lib", "lib64", "lib32", "usr/lib", "usr/lib64"};
	static const char *const files[] = {"etc/ld.so.cache", "etc/ld.so.conf"};
	const struct lw_fs *fs = lw_fs_disk();
	struct lw_arena a = {0};
	struct lw_error none = {0};
	bool yes = false;
	for (size_t i = 0; !yes && i < sizeof loaders / sizeof loaders[0]; i++) {
		const char *dir = lw_sprintf(&a, &none, "%s/%s", path, loaders[i]);
		if (dir != NULL)
			(void)fs->ops->list(fs, dir, is_loader, &yes);
	}
	for (size_t i = 0; !yes && i < sizeof files / sizeof files[0]; i++) {
		struct lw_stat st;
		const char *file = lw_sprintf(&a, &none, "%s/%s", path, files[i]);
		yes = file != NULL && fs->ops->stat(fs, file, &st) == 0;
	}
	lw_arena_free(&a);
	return yes;
}
