/* SPDX-License-Identifier: Apache-2.0 */
#include "session/files.h"

#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "os/fs_disk.h"
#include "os/walk_dir.h"

#define MOST_AT_ONCE ((size_t)64 << 10) /* more than most files of a directory with many have */

struct reading {
	struct lw_session *s;
	const struct lw_session_files *which;
	struct lw_arena scratch;
	/* One of both: an open directory of the system's, or the names in one of another file system. */
	int dir; /* or -1 */
	struct lw_dir_entries entries;
	const struct lw_dir_names *names;
	uint8_t *buffer;
	bool first, enough; /* first: it is the turn of those to begin with */
};

/* NULL: it is a directory. */
static const char *name_at(const struct reading *r, size_t i) {
	return r->names != NULL ? r->names->list.at[i] : r->entries.at[i].is_dir ? NULL : r->entries.at[i].name;
}

static bool is_asked(const struct reading *r, const char *name) {
	const struct lw_session_files *w = r->which;
	return name != NULL && lw_ends_with(name, w->ending) && strlen(name) > strlen(w->ending) &&
		(w->first != NULL && w->first(w->ctx, name)) == r->first;
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

static bool in_directory(struct reading *r, const char *name, struct lw_span *out, bool *good, struct lw_error *err) {
	int fd = -1;
	size_t got;
	*good = lw_disk_peek_at(r->dir, name, r->buffer, MOST_AT_ONCE, &got, &fd) == 0;
	*out = (struct lw_span){r->buffer, got};
	const bool ok = !*good || got < MOST_AT_ONCE || large(r, fd, out, good, err);
	if (fd >= 0)
		lw_disk_close(fd);
	return ok;
}

static bool by_path(struct reading *r, const char *name, struct lw_span *out, bool *good, struct lw_error *err) {
	int sys = 0;
	const char *path = lw_sprintf(&r->scratch, err, "%s/%s", r->which->dir, name);
	const bool ok = path != NULL && lw_session_slurp(r->s, path, r->which->limit, &r->scratch, out, &sys, err);
	*good = sys == 0;
	return ok;
}

static bool one(struct reading *r, const char *name, struct lw_error *err) {
	const struct lw_arena_mark mark = lw_arena_mark(&r->scratch);
	struct lw_span bytes = {0};
	bool good;
	bool ok = (r->names != NULL ? by_path : in_directory)(r, name, &bytes, &good, err);
	if (ok && good && bytes.len <= r->which->limit)
		ok = r->which->each(r->which->ctx, name, bytes, &r->enough, err);
	lw_arena_rewind(&r->scratch, mark);
	return ok;
}

static bool all(struct reading *r, struct lw_error *err) {
	const size_t n = r->names != NULL ? r->names->list.n : r->entries.n;
	for (int turn = r->which->first == NULL; turn < 2; turn++) {
		r->first = turn == 0;
		for (size_t i = 0; i < n && !r->enough; i++)
			if (is_asked(r, name_at(r, i)))
				LW_TRY(one(r, name_at(r, i), err));
	}
	return true;
}

static bool open_directory(struct reading *r, struct lw_error *err) {
	int start, sys;
	if (r->s->fs->ops->dir(r->s->fs, r->which->dir, &start) != 0)
		return true;
	r->buffer = lw_alloc(&r->scratch, MOST_AT_ONCE, 1, err);
	const bool ok = r->buffer != NULL && lw_dir_read(start, "", &r->entries, &r->dir, &sys, err);
	lw_disk_close(start);
	return ok;
}

bool lw_session_each_file(struct lw_session *s, const struct lw_session_files *which, struct lw_error *err) {
	struct reading r = {.s = s, .which = which, .dir = -1};
	bool ok = s->fs->ops->dir != NULL ? open_directory(&r, err) : lw_session_names(s, which->dir, &r.names, err);
	if (ok && (r.dir >= 0 || (r.names != NULL && r.names->sys == 0)))
		ok = all(&r, err);
	if (r.dir >= 0)
		lw_dir_close(r.dir);
	lw_dir_entries_free(&r.entries);
	lw_arena_free(&r.scratch);
	return ok;
}
