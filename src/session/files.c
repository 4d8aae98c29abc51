/* SPDX-License-Identifier: Apache-2.0 */
#include "session/files.h"

#include <string.h>

#include "base/fail.h"
#include "os/fs_disk.h"
#include "os/walk_dir.h"

#define MOST_AT_ONCE ((size_t)64 << 10) /* more than most files of a directory with many have */

struct reading {
	struct lw_session *s;
	const struct lw_session_files *which;
	struct lw_arena scratch;
	uint8_t *buffer;
	bool first, enough; /* first: it is the turn of those to begin with */
};

static bool is_asked(const struct reading *r, const char *name) {
	const size_t n = strlen(name), k = strlen(r->which->ending);
	if (n <= k || strcmp(name + n - k, r->which->ending) != 0)
		return false;
	return (r->which->first != NULL && r->which->first(r->which->ctx, name)) == r->first;
}

static bool give(struct reading *r, const char *name, struct lw_span bytes, struct lw_error *err) {
	return bytes.len > r->which->limit || r->which->each(r->which->ctx, name, bytes, &r->enough, err);
}

/* One that does not fit into the buffer; fd stays open. */
static bool large(struct reading *r, int fd, struct lw_span *out, bool *good, struct lw_error *err) {
	struct lw_source src;
	struct lw_stat st;
	struct lw_error what = {0};
	*good = lw_disk_source(fd, &src, &st) == 0 && st.size <= r->which->limit &&
		lw_source_view(&src, 0, st.size, &r->scratch, out, &what);
	return what.code != LW_E_NOMEM || lw_fail(err, LW_E_NOMEM, "out of memory");
}

static bool one(struct reading *r, int dir, const char *name, struct lw_error *err) {
	size_t got;
	int fd = -1;
	const int sys = lw_disk_peek_at(dir, name, r->buffer, MOST_AT_ONCE, &got, &fd);
	struct lw_span bytes = {r->buffer, got};
	bool good = sys == 0, ok = true;
	if (good && got == MOST_AT_ONCE)
		ok = large(r, fd, &bytes, &good, err);
	if (fd >= 0)
		lw_disk_close(fd);
	return ok && (!good || give(r, name, bytes, err));
}

static bool entries(struct reading *r, int dir, const struct lw_dir_entries *all, struct lw_error *err) {
	bool ok = true;
	for (size_t i = 0; ok && i < all->n && !r->enough; i++) {
		const struct lw_arena_mark mark = lw_arena_mark(&r->scratch);
		if (!all->at[i].is_dir && is_asked(r, all->at[i].name))
			ok = one(r, dir, all->at[i].name, err);
		lw_arena_rewind(&r->scratch, mark);
	}
	return ok;
}

static bool in_directory(struct reading *r, int start, struct lw_error *err) {
	struct lw_dir_entries all = {0};
	int dir = -1, sys;
	r->buffer = lw_alloc(&r->scratch, MOST_AT_ONCE, 1, err);
	bool ok = r->buffer != NULL && lw_dir_read(start, "", &all, &dir, &sys, err);
	if (!ok)
		dir = -1;
	for (int turn = r->which->first == NULL; ok && dir >= 0 && turn < 2; turn++) {
		r->first = turn == 0;
		ok = entries(r, dir, &all, err);
	}
	if (dir >= 0)
		lw_dir_close(dir);
	lw_dir_entries_free(&all);
	return ok;
}

/* What is no directory of the system's. */
static bool by_names(struct reading *r, const struct lw_dir_names *names, struct lw_error *err) {
	bool ok = true;
	for (uint32_t i = 0; ok && names->sys == 0 && i < names->list.n && !r->enough; i++) {
		const struct lw_arena_mark mark = lw_arena_mark(&r->scratch);
		struct lw_span bytes = {0};
		int sys;
		if (!is_asked(r, names->list.at[i]))
			continue;
		const char *path = lw_sprintf(&r->scratch, err, "%s/%s", r->which->dir, names->list.at[i]);
		ok = path != NULL && lw_session_slurp(r->s, path, r->which->limit, &r->scratch, &bytes, &sys, err) &&
			(sys != 0 || give(r, names->list.at[i], bytes, err));
		lw_arena_rewind(&r->scratch, mark);
	}
	return ok;
}

static bool elsewhere(struct reading *r, struct lw_error *err) {
	const struct lw_dir_names *names;
	LW_TRY(lw_session_names(r->s, r->which->dir, &names, err));
	for (int turn = r->which->first == NULL; turn < 2; turn++) {
		r->first = turn == 0;
		LW_TRY(by_names(r, names, err));
	}
	return true;
}

bool lw_session_each_file(struct lw_session *s, const struct lw_session_files *which, struct lw_error *err) {
	struct reading r = {.s = s, .which = which};
	int fd = -1;
	bool ok = true;
	if (s->fs->ops->dir == NULL)
		ok = elsewhere(&r, err);
	else if (s->fs->ops->dir(s->fs, which->dir, &fd) == 0) {
		ok = in_directory(&r, fd, err);
		lw_disk_close(fd);
	}
	lw_arena_free(&r.scratch);
	return ok;
}
