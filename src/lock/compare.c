/* SPDX-License-Identifier: Apache-2.0 */
/* What differs between two locks. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/libname.h"
#include "base/path.h"
#include "base/text.h"
#include "lock/lock.h"

#define MOST_DRIFTS (1u << 22)

struct lw_drift *lw_drift_add(struct lw_drifting *d, enum lw_drift_kind kind, const char *subject,
			      struct lw_error *err) {
	struct lw_drift *at = lw_vec_add(d->a, &d->list, err);
	if (at == NULL)
		return NULL;
	if (d->list.n > MOST_DRIFTS) {
		(void)lw_fail(err, LW_E_LIMIT, "has more than %u differences", MOST_DRIFTS);
		return NULL;
	}
	at->kind = kind;
	at->subject = subject;
	return at;
}

/* How the second calls it, where that differs. */
static const char *other(const char *subject, const char *path) {
	return strcmp(subject, path) == 0 ? NULL : path;
}

/* "libc6:amd64 2.36-9", or NULL. */
static bool package(struct lw_drifting *d, const struct lw_owner *o, const char **out, struct lw_error *err) {
	*out = NULL;
	if (o->manager == NULL)
		return true;
	*out = o->version == NULL ? o->package : lw_sprintf(d->a, err, "%s %s", o->package, o->version);
	return *out != NULL;
}

static bool differs(struct lw_drifting *d, enum lw_drift_kind kind, const struct lw_locked_file *was,
		    const struct lw_locked_file *now, const char *x, const char *y, struct lw_error *err) {
	if (lw_same_text(x, y))
		return true;
	struct lw_drift *at = lw_drift_add(d, kind, was->path, err);
	if (at == NULL)
		return false;
	at->other = other(was->path, now->path);
	at->was = x;
	at->now = y;
	at->was_file = was;
	at->now_file = now;
	return true;
}

static bool file(struct lw_drifting *d, const struct lw_locked_file *was, const struct lw_locked_file *now,
		 struct lw_error *err) {
	const char *package_was, *package_now;
	LW_TRY(package(d, &was->owner, &package_was, err) && package(d, &now->owner, &package_now, err));
	return differs(d, LW_DRIFT_CONTENT, was, now, was->sha256, now->sha256, err) &&
		differs(d, LW_DRIFT_BUILD_ID, was, now, was->build_id, now->build_id, err) &&
		differs(d, LW_DRIFT_SONAME, was, now, was->soname, now->soname, err) &&
		differs(d, LW_DRIFT_PACKAGE, was, now, package_was, package_now, err);
}

/* The two binaries that are compared, and what stands in the differences of both. */
struct both {
	const struct lw_locked_binary *was, *now;
	const char *subject, *other;
};

static const struct lw_locked_file *file_at(const struct lw_lockfile *lock, uint32_t n) {
	return n == LW_NO_ID ? NULL : &lock->files[n];
}

/* was or now may be NULL: the name is only there on one side. */
static bool tell_name(struct lw_drifting *d, const struct both *b, enum lw_drift_kind kind,
		      const struct lw_locked_name *was, const struct lw_locked_name *now, struct lw_error *err) {
	struct lw_drift *at = lw_drift_add(d, kind, b->subject, err);
	if (at == NULL)
		return false;
	at->other = b->other;
	at->name = was != NULL ? was->name : now->name;
	at->was_file = was == NULL ? NULL : file_at(d->was, was->file);
	at->now_file = now == NULL ? NULL : file_at(d->now, now->file);
	at->was_rule = was == NULL ? LW_RULE_NONE : was->rule;
	at->now_rule = now == NULL ? LW_RULE_NONE : now->rule;
	at->was = at->was_file == NULL ? NULL : at->was_file->path;
	at->now = at->now_file == NULL ? NULL : at->now_file->path;
	return true;
}

/* The same place: the same directory, and the same name but for what a bundler puts into it. */
static bool same_place(struct lw_drifting *d, const char *x, const char *y, bool *same, struct lw_error *err) {
	const size_t n = (size_t)(lw_path_base(x) - x);
	*same = strcmp(x, y) == 0;
	if (*same || d->match == LW_MATCH_EXACT || n != (size_t)(lw_path_base(y) - y) || strncmp(x, y, n) != 0)
		return true;
	const struct lw_arena_mark mark = lw_arena_mark(d->a);
	const char *plain_x = lw_lib_without_hash(d->a, x, err), *plain_y = lw_lib_without_hash(d->a, y, err);
	const bool ok = plain_x != NULL && plain_y != NULL;
	*same = ok && strcmp(plain_x, plain_y) == 0;
	lw_arena_rewind(d->a, mark);
	return ok;
}

static bool name(struct lw_drifting *d, const struct both *b, const struct lw_locked_name *was,
		 const struct lw_locked_name *now, struct lw_error *err) {
	bool same;
	if (was->file == LW_NO_ID && now->file == LW_NO_ID)
		return true;
	if (now->file == LW_NO_ID)
		return tell_name(d, b, LW_DRIFT_MISSING, was, now, err);
	if (was->file == LW_NO_ID)
		return tell_name(d, b, LW_DRIFT_FOUND, was, now, err);
	LW_TRY(same_place(d, d->was->files[was->file].path, d->now->files[now->file].path, &same, err));
	if (!same)
		return tell_name(d, b, LW_DRIFT_PATH, was, now, err);
	return was->rule == now->rule || tell_name(d, b, LW_DRIFT_RULE, was, now, err);
}

static bool name_texts(struct lw_drifting *d, const struct lw_locked_binary *b, struct lw_paths *out,
		       struct lw_error *err) {
	const char **texts = lw_alloc(d->a, b->n_names, sizeof *texts, err);
	for (uint32_t i = 0; texts != NULL && i < b->n_names; i++)
		texts[i] = b->names[i].name;
	*out = (struct lw_paths){texts, b->n_names};
	return texts != NULL;
}

/* Which places of n are nobody's partner. */
static bool left_over(struct lw_drifting *d, const uint32_t *pairs, uint32_t n_pairs, uint32_t n, bool **out,
		      struct lw_error *err) {
	bool *left = lw_alloc(d->a, n, sizeof *left, err);
	*out = left;
	LW_TRY(left != NULL);
	for (uint32_t i = 0; i < n; i++)
		left[i] = true;
	for (uint32_t i = 0; i < n_pairs; i++)
		if (pairs[i] != LW_NO_ID)
			left[pairs[i]] = false;
	return true;
}

static bool names(struct lw_drifting *d, const struct both *b, struct lw_error *err) {
	struct lw_paths was, now;
	uint32_t *pairs;
	bool *left;
	LW_TRY(name_texts(d, b->was, &was, err) && name_texts(d, b->now, &now, err));
	LW_TRY(lw_paths_pair(d->a, was, now, d->match, &pairs, err));
	LW_TRY(left_over(d, pairs, was.n, now.n, &left, err));
	for (uint32_t i = 0; i < was.n; i++)
		LW_TRY(pairs[i] == LW_NO_ID ? tell_name(d, b, LW_DRIFT_NAME_GONE, &b->was->names[i], NULL, err)
					    : name(d, b, &b->was->names[i], &b->now->names[pairs[i]], err));
	for (uint32_t i = 0; i < now.n; i++)
		if (left[i])
			LW_TRY(tell_name(d, b, LW_DRIFT_NAME_NEW, NULL, &b->now->names[i], err));
	return true;
}

static bool need_texts(struct lw_drifting *d, const struct lw_locked_binary *b, struct lw_paths *out,
		       struct lw_error *err) {
	const char **texts = lw_alloc(d->a, b->n_needs, sizeof *texts, err);
	for (uint32_t i = 0; texts != NULL && i < b->n_needs; i++) {
		const char *provider = lw_lib_without_hash(d->a, b->needs[i].provider, err);
		texts[i] = provider == NULL ? NULL : lw_sprintf(d->a, err, "%s %s", provider, b->needs[i].family);
		LW_TRY(texts[i] != NULL);
	}
	*out = (struct lw_paths){texts, b->n_needs};
	return texts != NULL;
}

static bool need(struct lw_drifting *d, const struct both *b, const struct lw_locked_need *was,
		 const struct lw_locked_need *now, struct lw_error *err) {
	if (was != NULL && now != NULL && strcmp(was->version, now->version) == 0)
		return true;
	struct lw_drift *at = lw_drift_add(d, LW_DRIFT_VERSION, b->subject, err);
	if (at == NULL)
		return false;
	at->other = b->other;
	at->name = was != NULL ? was->provider : now->provider;
	at->was = was == NULL ? NULL : was->version;
	at->now = now == NULL ? NULL : now->version;
	return true;
}

static bool needs(struct lw_drifting *d, const struct both *b, struct lw_error *err) {
	struct lw_paths was, now;
	uint32_t *pairs;
	bool *left;
	LW_TRY(need_texts(d, b->was, &was, err) && need_texts(d, b->now, &now, err));
	LW_TRY(lw_paths_pair(d->a, was, now, LW_MATCH_EXACT, &pairs, err));
	LW_TRY(left_over(d, pairs, was.n, now.n, &left, err));
	for (uint32_t i = 0; i < was.n; i++)
		LW_TRY(need(d, b, &b->was->needs[i], pairs[i] == LW_NO_ID ? NULL : &b->now->needs[pairs[i]], err));
	for (uint32_t i = 0; i < now.n; i++)
		if (left[i])
			LW_TRY(need(d, b, NULL, &b->now->needs[i], err));
	return true;
}

/* Something that only one side has to say of a binary: why it cannot be looked at, why the loader gives up. */
static bool said(struct lw_drifting *d, const struct both *b, enum lw_drift_kind kind, const char *was, const char *now,
		 struct lw_error *err) {
	if ((was == NULL) == (now == NULL))
		return true;
	struct lw_drift *at = lw_drift_add(d, kind, b->subject, err);
	if (at == NULL)
		return false;
	at->other = b->other;
	at->was = was;
	at->now = now;
	return true;
}

static bool binary(struct lw_drifting *d, const struct lw_locked_binary *was, const struct lw_locked_binary *now,
		   struct lw_error *err) {
	const struct both b = {was, now, d->was->files[was->file].path,
			       other(d->was->files[was->file].path, d->now->files[now->file].path)};
	if ((was->error == NULL) != (now->error == NULL))
		return said(d, &b, now->error != NULL ? LW_DRIFT_UNREADABLE : LW_DRIFT_READABLE, was->error, now->error,
			    err);
	return said(d, &b, now->stopped != NULL ? LW_DRIFT_STOPS : LW_DRIFT_STARTS, was->stopped, now->stopped, err) &&
		names(d, &b, err) && needs(d, &b, err);
}

static bool one_sided(struct lw_drifting *d, enum lw_drift_kind kind, const struct lw_locked_file *was,
		      const struct lw_locked_file *now, struct lw_error *err) {
	struct lw_drift *at = lw_drift_add(d, kind, was != NULL ? was->path : now->path, err);
	if (at == NULL)
		return false;
	at->was_file = was;
	at->now_file = now;
	return true;
}

static bool paths_of_files(struct lw_drifting *d, const struct lw_lockfile *lock, struct lw_paths *out,
			   struct lw_error *err) {
	const char **texts = lw_alloc(d->a, lock->n_files, sizeof *texts, err);
	for (uint32_t i = 0; texts != NULL && i < lock->n_files; i++)
		texts[i] = lock->files[i].path;
	*out = (struct lw_paths){texts, lock->n_files};
	return texts != NULL;
}

static bool paths_of_binaries(struct lw_drifting *d, const struct lw_lockfile *lock, struct lw_paths *out,
			      struct lw_error *err) {
	const char **texts = lw_alloc(d->a, lock->n_binaries, sizeof *texts, err);
	for (uint32_t i = 0; texts != NULL && i < lock->n_binaries; i++)
		texts[i] = lock->files[lock->binaries[i].file].path;
	*out = (struct lw_paths){texts, lock->n_binaries};
	return texts != NULL;
}

static bool is_file(const struct lw_lockfile *lock) {
	return lock->n_binaries == 1 && strcmp(lock->kind, lw_target_kind_name(LW_TARGET_FILE)) == 0;
}

/* Two files are compared whatever their names are. */
static bool are_files(const struct lw_drifting *d) {
	return is_file(d->was) && is_file(d->now);
}

static bool files(struct lw_drifting *d, struct lw_error *err) {
	struct lw_paths was, now;
	LW_TRY(paths_of_files(d, d->was, &was, err) && paths_of_files(d, d->now, &now, err));
	LW_TRY(lw_paths_pair(d->a, was, now, d->match, &d->files, err));
	if (are_files(d))
		d->files[d->was->binaries[0].file] = d->now->binaries[0].file;
	for (uint32_t i = 0; i < was.n; i++)
		if (d->files[i] != LW_NO_ID)
			LW_TRY(file(d, &d->was->files[i], &d->now->files[d->files[i]], err) &&
			       lw_drifts_fused(d, i, d->files[i], err));
	return true;
}

bool lw_drifts_collect(struct lw_drifting *d, struct lw_error *err) {
	struct lw_paths was, now;
	bool *left;
	LW_TRY(files(d, err) && paths_of_binaries(d, d->was, &was, err) && paths_of_binaries(d, d->now, &now, err));
	LW_TRY(lw_paths_pair(d->a, was, now, d->match, &d->binaries, err));
	if (are_files(d))
		d->binaries[0] = 0;
	LW_TRY(left_over(d, d->binaries, was.n, now.n, &left, err));
	for (uint32_t i = 0; i < was.n; i++)
		LW_TRY(d->binaries[i] == LW_NO_ID
			       ? one_sided(d, LW_DRIFT_BINARY_GONE, &d->was->files[d->was->binaries[i].file], NULL, err)
			       : binary(d, &d->was->binaries[i], &d->now->binaries[d->binaries[i]], err));
	for (uint32_t i = 0; i < now.n; i++)
		if (left[i])
			LW_TRY(one_sided(d, LW_DRIFT_BINARY_NEW, NULL, &d->now->files[d->now->binaries[i].file], err));
	return true;
}

/* Of one subject the order stays, in which they lie in memory. */
static int by_subject(const void *x, const void *y) {
	const struct lw_drift *const *a = x, *const *b = y;
	const int order = strcmp((*a)->subject, (*b)->subject);
	return order != 0 ? order : *a == *b ? 0 : *a < *b ? -1 : 1;
}

static bool order(struct lw_drifting *d, struct lw_drifts *out, struct lw_error *err) {
	const struct lw_drift **refs = lw_alloc(d->a, d->list.n, sizeof *refs, err);
	struct lw_drift *list = lw_alloc(d->a, d->list.n, sizeof *list, err);
	if (refs == NULL || list == NULL)
		return false;
	for (uint32_t i = 0; i < d->list.n; i++)
		refs[i] = &d->list.at[i];
	if (d->list.n != 0)
		qsort(refs, d->list.n, sizeof *refs, by_subject);
	for (uint32_t i = 0; i < d->list.n; i++)
		list[i] = *refs[i];
	out->at = list;
	out->n = d->list.n;
	return true;
}

bool lw_drifts_end(struct lw_drifting *d, struct lw_drifts *out, struct lw_error *err) {
	struct lw_map told = {0};
	*out = (struct lw_drifts){
		.was = d->was->target, .now = d->now->target, .n_was = d->was->n_binaries, .n_now = d->now->n_binaries};
	LW_TRY(order(d, out, err));
	for (uint32_t i = 0; i < d->list.n; i++) {
		const char *subject = d->list.at[i].subject;
		LW_TRY(lw_map_put(&told, d->a, subject, strlen(subject), d, err));
	}
	for (uint32_t i = 0; i < d->was->n_binaries; i++) {
		const char *path = d->was->files[d->was->binaries[i].file].path;
		out->n_same += d->binaries[i] != LW_NO_ID && lw_map_get(&told, path, strlen(path)) == NULL;
	}
	return true;
}

bool lw_lockfile_compare(const struct lw_lockfile *was, struct lw_lockfile *now, enum lw_match match,
			 struct lw_drifts *out, struct lw_error *err) {
	struct lw_lockfile_box *box = (struct lw_lockfile_box *)(void *)now;
	struct lw_drifting d = {.was = was, .now = now, .a = &box->arena, .match = match};
	return lw_drifts_collect(&d, err) && lw_drifts_end(&d, out, err);
}

const char *lw_drift_name(enum lw_drift_kind kind) {
	static const char *const texts[] = {
#define X(code, name, words) name,
		LW_DRIFTS(X)
#undef X
	};
	return texts[kind];
}

const char *lw_drift_words(enum lw_drift_kind kind) {
	static const char *const texts[] = {
#define X(code, name, words) words,
		LW_DRIFTS(X)
#undef X
	};
	return texts[kind];
}
