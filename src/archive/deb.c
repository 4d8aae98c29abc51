/* SPDX-License-Identifier: Apache-2.0 */
/* Packages of Debian: an ar with debian-binary, control.tar and data.tar in it, in this order (deb(5)). */
#include <string.h>

#include "archive/parts.h"
#include "archive/tar.h"
#include "base/fail.h"

#define HEADER 60
#define MOST_PARTS 64

bool lw_deb_tell(struct lw_span first) {
	const size_t n = sizeof LW_AR_MAGIC - 1;
	return first.len >= n + HEADER && memcmp(first.ptr, LW_AR_MAGIC, n) == 0 &&
		memcmp(first.ptr + n, "debian-binary", 13) == 0;
}

/* Digits, then blanks. */
static bool size_of(const uint8_t *p, size_t n, uint64_t *out) {
	size_t k = 0;
	while (k < n && p[k] >= '0' && p[k] <= '9')
		k++;
	return lw_tar_decimal((const char *)p, k, out);
}

static bool begins(const uint8_t *name, const char *with) {
	return memcmp(name, with, strlen(with)) == 0;
}

static bool read_part(const struct lw_source *src, uint64_t off, uint64_t size, struct lw_archive_tree *t,
		      struct lw_error *err) {
	struct lw_source *part = lw_alloc(t->arena, 1, sizeof *part, err);
	const struct lw_source *tar;
	if (part == NULL)
		return false;
	LW_TRY(lw_slice(t->pool, src, off, size, part, err));
	LW_TRY(lw_open_packed(t->pool, part, &tar, NULL, err));
	return lw_tar_read(tar, t, false, err);
}

struct parts {
	bool data, control;
};

static bool one(const struct lw_source *src, uint64_t *off, struct lw_archive_tree *data,
		struct lw_archive_tree *control, struct parts *seen, struct lw_error *err) {
	uint8_t h[HEADER];
	uint64_t got = 0, size;
	LW_TRY(lw_source_read(src, *off, h, sizeof h, &got, err));
	if (got != sizeof h)
		return lw_fail_at(err, LW_E_TRUNCATED, *off, "the package ends too early: it is cut short");
	if (h[58] != '`' || h[59] != '\n' || !size_of(h + 48, 10, &size))
		return lw_fail_at(err, LW_E_MALFORMED, *off, "a header of the package is damaged");
	*off += sizeof h;
	if (!lw_range_fits(*off, size, src->size))
		return lw_fail_at(err, LW_E_TRUNCATED, *off, "the package ends too early: it is cut short");
	const bool is_data = begins(h, "data.tar"), is_control = begins(h, "control.tar");
	if ((is_data && seen->data) || (is_control && seen->control))
		return lw_fail_at(err, LW_E_MALFORMED, *off, "the package has %.8s twice", (const char *)h);
	if (is_data || is_control)
		LW_TRY(read_part(src, *off, size, is_data ? data : control, err));
	seen->data |= is_data;
	seen->control |= is_control;
	*off += size + size % 2;
	return true;
}

bool lw_deb_read(const struct lw_source *src, struct lw_archive_tree *data, struct lw_archive_tree *control,
		 struct lw_error *err) {
	uint64_t off = sizeof LW_AR_MAGIC - 1;
	struct parts seen = {0};
	for (unsigned n = 0; off < src->size && n < MOST_PARTS; n++)
		LW_TRY(one(src, &off, data, control, &seen, err));
	if (!seen.data)
		return lw_fail_at(err, LW_E_TRUNCATED, off, "the package has no data.tar: it is cut short");
	return true;
}
