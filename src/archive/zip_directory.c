/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a zip and its central directory (APPNOTE, 4.3.12 to 4.3.16). */
#include <string.h>

#include "archive/window.h"
#include "archive/zip.h"
#include "base/fail.h"

#define END_SIZE 22
#define LOCATOR_SIZE 20
#define END64_SIZE 56
#define ENTRY_SIZE 46
#define LONGEST_COMMENT 65535

#define END_MAGIC 0x06054b50u
#define LOCATOR_MAGIC 0x07064b50u
#define END64_MAGIC 0x06064b50u
#define ENTRY_MAGIC 0x02014b50u

static uint64_t num(struct lw_span s, uint64_t off, unsigned size) {
	bool ok = true;
	return lw_span_uint(s, off, size, false, &ok);
}

static bool in_parts(struct lw_error *err) {
	return lw_fail(err, LW_E_UNSUPPORTED, "is one part of a zip that was split: join the parts first");
}

/* The last place where the magic stands and the comment behind it ends with the file. */
static bool find_end(const struct lw_zip *z, uint64_t *at, struct lw_arena *a, struct lw_error *err) {
	const uint64_t size = z->src->size, n = size < END_SIZE + LONGEST_COMMENT ? size : END_SIZE + LONGEST_COMMENT;
	struct lw_arena_mark mark = lw_arena_mark(a);
	struct lw_span tail;
	LW_TRY(lw_source_view(z->src, size - n, n, a, &tail, err));
	bool found = false;
	for (uint64_t back = END_SIZE; !found && back <= n; back++) {
		const uint64_t off = n - back;
		found = tail.ptr[off] == 'P' && num(tail, off, 4) == END_MAGIC &&
			num(tail, off + 20, 2) == back - END_SIZE;
		*at = size - back;
	}
	lw_arena_rewind(a, mark);
	return found ||
		lw_fail_at(err, LW_E_TRUNCATED, size,
			   "the end of the zip is missing: it is cut short, or there are bytes behind it");
}

/* Where the 64 bit record says other than the one that is always there. */
static bool read_end64(struct lw_zip *z, struct lw_window *w, uint64_t end, uint64_t *stop, struct lw_error *err) {
	struct lw_span s;
	*stop = end;
	if (end < LOCATOR_SIZE + END64_SIZE)
		return true;
	LW_TRY(lw_window_get(w, end - LOCATOR_SIZE, LOCATOR_SIZE, "the zip", &s, err));
	if (num(s, 0, 4) != LOCATOR_MAGIC)
		return true;
	const uint64_t at = num(s, 8, 8);
	if (num(s, 4, 4) != 0 || num(s, 16, 4) > 1)
		return in_parts(err);
	if (at > end - LOCATOR_SIZE - END64_SIZE)
		return lw_fail_at(err, LW_E_MALFORMED, end - LOCATOR_SIZE, "the zip's 64 bit end is not where it says");
	LW_TRY(lw_window_get(w, at, END64_SIZE, "the zip", &s, err));
	if (num(s, 0, 4) != END64_MAGIC || num(s, 4, 8) + 12 != end - LOCATOR_SIZE - at)
		return lw_fail_at(err, LW_E_MALFORMED, at, "the zip's 64 bit end is damaged");
	if (num(s, 16, 4) != 0 || num(s, 20, 4) != 0 || num(s, 24, 8) != num(s, 32, 8))
		return in_parts(err);
	z->n_members = num(s, 32, 8);
	z->n_directory = num(s, 40, 8);
	z->directory = num(s, 48, 8);
	*stop = at;
	return true;
}

static bool read_end(struct lw_zip *z, struct lw_window *w, struct lw_arena *a, struct lw_error *err) {
	uint64_t end = 0, stop = 0;
	struct lw_span s;
	LW_TRY(find_end(z, &end, a, err));
	LW_TRY(lw_window_get(w, end, END_SIZE, "the zip", &s, err));
	const uint64_t disk = num(s, 4, 2), first = num(s, 6, 2), here = num(s, 8, 2);
	z->n_members = num(s, 10, 2);
	z->n_directory = num(s, 12, 4);
	z->directory = num(s, 16, 4);
	if ((disk != 0 && disk != 0xffff) || (first != 0 && first != 0xffff) || here != z->n_members)
		return in_parts(err);
	LW_TRY(read_end64(z, w, end, &stop, err));
	if (!lw_range_fits(z->directory, z->n_directory, stop) || z->directory + z->n_directory != stop)
		return lw_fail_at(err, LW_E_MALFORMED, end,
				  "the zip's directory is not where its end says: bytes were added or lost");
	if (z->n_members > z->n_directory / ENTRY_SIZE)
		return lw_fail_at(err, LW_E_MALFORMED, end, "the zip's directory is too short for its %llu members",
				  (unsigned long long)z->n_members);
	return true;
}

/* Sizes and place that do not fit 32 bits, in the order of those that say so (4.5.3). */
static bool read_extra64(struct lw_zip_member *m, struct lw_span extra, struct lw_error *err) {
	uint64_t at = 0, *const wide[] = {&m->size, &m->packed, &m->header};
	bool need = false, ok = true;
	for (unsigned i = 0; i < 3; i++)
		need = need || *wide[i] == 0xffffffff;
	for (uint64_t n; need && lw_range_fits(at, 4, extra.len); at += 4 + n) {
		struct lw_span field;
		n = num(extra, at + 2, 2);
		if (num(extra, at, 2) != 1 || !lw_span_cut(extra, at + 4, n, &field))
			continue;
		uint64_t k = 0;
		for (unsigned i = 0; i < 3; i++)
			if (*wide[i] == 0xffffffff) {
				*wide[i] = lw_span_uint(field, k, 8, false, &ok);
				k += 8;
			}
		return ok || lw_fail(err, LW_E_MALFORMED, "the 64 bit sizes of %.150s are damaged", m->name);
	}
	return true;
}

static bool name_of(struct lw_zip_member *m, struct lw_span name, uint64_t off, struct lw_arena *a,
		    struct lw_error *err) {
	if (name.len == 0)
		return lw_fail_at(err, LW_E_MALFORMED, off, "a member of the zip has no name");
	if (memchr(name.ptr, '\0', (size_t)name.len) != NULL)
		return lw_fail_at(err, LW_E_MALFORMED, off, "a member's name has a NUL in it");
	if ((m->name = lw_strndup(a, (const char *)name.ptr, (size_t)name.len, err)) == NULL)
		return false;
	if (strchr(m->name, '\\') != NULL)
		return lw_fail_at(err, LW_E_MALFORMED, off,
				  "a member's name has a backslash in it, which is a slash only on Windows: %.150s",
				  m->name);
	if (m->name[0] == '/')
		return lw_fail_at(err, LW_E_MALFORMED, off, "a member has an absolute path, out of the zip: %.150s",
				  m->name);
	return true;
}

static bool read_entry(struct lw_zip *z, struct lw_window *w, uint64_t *at, uint64_t stop, struct lw_arena *a,
		       struct lw_error *err) {
	struct lw_span s, name, extra;
	struct lw_zip_member *m = lw_vec_add(a, &z->members, err);
	if (m == NULL)
		return false;
	LW_TRY(lw_window_get(w, *at, ENTRY_SIZE, "the zip's directory", &s, err));
	if (num(s, 0, 4) != ENTRY_MAGIC)
		return lw_fail_at(err, LW_E_MALFORMED, *at, "the zip's directory is damaged");
	const uint64_t n_name = num(s, 28, 2), n_extra = num(s, 30, 2),
		       n = ENTRY_SIZE + n_name + n_extra + num(s, 32, 2);
	*m = (struct lw_zip_member){.system = (uint32_t)num(s, 5, 1),
				    .flags = (uint32_t)num(s, 8, 2),
				    .method = (uint32_t)num(s, 10, 2),
				    .crc = (uint32_t)num(s, 16, 4),
				    .packed = num(s, 20, 4),
				    .size = num(s, 24, 4),
				    .attributes = (uint32_t)num(s, 38, 4),
				    .header = num(s, 42, 4)};
	if (n > stop - *at)
		return lw_fail_at(err, LW_E_MALFORMED, *at, "a member leads out of the zip's directory");
	if (n_name + n_extra > LW_WINDOW)
		return lw_fail_at(err, LW_E_LIMIT, *at, "a member's name and extra fields have more than %d bytes",
				  LW_WINDOW);
	LW_TRY(lw_window_get(w, *at + ENTRY_SIZE, n_name + n_extra, "the zip's directory", &s, err));
	if (!lw_span_cut(s, 0, n_name, &name) || !lw_span_cut(s, n_name, n_extra, &extra))
		return lw_fail(err, LW_E_INTERNAL, "a window is too small");
	LW_TRY(name_of(m, name, *at, a, err));
	*at += n;
	return read_extra64(m, extra, err);
}

bool lw_zip_directory(struct lw_zip *z, uint32_t most, struct lw_arena *a, struct lw_error *err) {
	struct lw_window w;
	lw_window_init(&w, z->src);
	LW_TRY(read_end(z, &w, a, err));
	if (z->n_members > most)
		return lw_fail(err, LW_E_LIMIT, "holds %llu members, and at most %u are allowed",
			       (unsigned long long)z->n_members, most);
	uint64_t at = z->directory;
	const uint64_t stop = at + z->n_directory;
	for (uint64_t i = 0; i < z->n_members; i++)
		LW_TRY(read_entry(z, &w, &at, stop, a, err));
	return true;
}
