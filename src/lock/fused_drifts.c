/* SPDX-License-Identifier: Apache-2.0 */
/* What differs between two locks in what is fused into one file. */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "lock/lock.h"

/* Those of one file, and how they are called. */
struct side {
	const struct lw_locked_fused *at;
	struct lw_paths names;
};

static const char *name_of(const struct lw_locked_fused *f) {
	return f->file.soname != NULL ? f->file.soname : lw_path_base(f->file.path);
}

/* They are in the order of the files. */
static uint32_t first_of(const struct lw_lockfile *lock, uint32_t file) {
	uint32_t from = 0, to = lock->n_fused;
	while (from < to) {
		const uint32_t middle = from + (to - from) / 2;
		if (lock->fused[middle].into < file)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static bool side(struct lw_drifting *d, const struct lw_lockfile *lock, uint32_t file, struct side *out,
		 struct lw_error *err) {
	const uint32_t begin = first_of(lock, file);
	uint32_t n = 0;
	while (begin + n < lock->n_fused && lock->fused[begin + n].into == file)
		n++;
	const char **names = lw_alloc(d->a, n, sizeof *names, err);
	if (names == NULL)
		return false;
	out->at = n == 0 ? NULL : &lock->fused[begin];
	for (uint32_t i = 0; i < n; i++) /* what the file itself was may have any name */
		names[i] = out->at[i].is_target ? "" : name_of(&out->at[i]);
	out->names = (struct lw_paths){names, n};
	return true;
}

/* was or now may be NULL: only one side has it. */
static bool tell(struct lw_drifting *d, const struct lw_locked_fused *was, const struct lw_locked_fused *now,
		 enum lw_drift_kind kind, const char *subject, const char *other, struct lw_error *err) {
	struct lw_drift *at = lw_drift_add(d, kind, subject, err);
	if (at == NULL)
		return false;
	at->other = strcmp(subject, other) == 0 ? NULL : other;
	at->name = name_of(was != NULL ? was : now);
	at->was = was == NULL ? NULL : was->file.sha256;
	at->now = now == NULL ? NULL : now->file.sha256;
	return true;
}

/* That a file was something before it was fused is no difference by itself. */
bool lw_drifts_fused(struct lw_drifting *d, uint32_t was, uint32_t now, struct lw_error *err) {
	const char *subject = d->was->files[was].path, *other = d->now->files[now].path;
	struct side x, y;
	uint32_t *pairs;
	LW_TRY(side(d, d->was, was, &x, err) && side(d, d->now, now, &y, err));
	if (x.names.n == 0 && y.names.n == 0)
		return true;
	LW_TRY(lw_paths_pair(d->a, x.names, y.names, LW_MATCH_EXACT, &pairs, err));
	bool *met = lw_alloc(d->a, y.names.n, sizeof *met, err);
	LW_TRY(met != NULL);
	for (uint32_t i = 0; i < x.names.n; i++) {
		const struct lw_locked_fused *there = pairs[i] == LW_NO_ID ? NULL : &y.at[pairs[i]];
		if (there != NULL)
			met[pairs[i]] = true;
		if (there == NULL && !x.at[i].is_target)
			LW_TRY(tell(d, &x.at[i], NULL, LW_DRIFT_FUSED_GONE, subject, other, err));
		else if (there != NULL && strcmp(x.at[i].file.sha256, there->file.sha256) != 0)
			LW_TRY(tell(d, &x.at[i], there, LW_DRIFT_FUSED, subject, other, err));
	}
	for (uint32_t i = 0; i < y.names.n; i++)
		if (!met[i] && !y.at[i].is_target)
			LW_TRY(tell(d, NULL, &y.at[i], LW_DRIFT_FUSED_NEW, subject, other, err));
	return true;
}
