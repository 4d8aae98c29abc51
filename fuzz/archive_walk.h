/* SPDX-License-Identifier: Apache-2.0 */
/* What the targets for archives share: everything that an archive holds is looked at. */
#ifndef FUZZ_ARCHIVE_WALK_H
#define FUZZ_ARCHIVE_WALK_H

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "archive/archive.h"
#include "bytes/span.h"

#define MOST_FILES 200

struct walk {
	const struct lw_fs *fs;
	unsigned n;
};

static inline void look_at_source(const struct lw_source *src, uint64_t size) {
	static uint8_t buf[3000];
	const uint64_t places[] = {0, size / 2, size < 100 ? 0 : size - 100, 0};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct lw_error err = {0};
		uint64_t got = 0;
		const bool ok = lw_source_read(src, places[i], buf, sizeof buf, &got, &err);
		if (ok == (err.code != LW_E_OK) || got > sizeof buf || err.code == LW_E_INTERNAL)
			abort();
	}
}

static inline bool look_at_member(void *ctx, const struct lw_member *m) {
	struct walk *w = ctx;
	struct lw_source src;
	struct lw_stat st;
	char path[8192], real[8192];
	if (strlen(m->path) + 2 > sizeof path || (m->kind == LW_MEMBER_LINK && m->target == NULL))
		abort();
	path[0] = '/';
	memcpy(path + 1, m->path, strlen(m->path) + 1);
	if (w->fs->ops->realpath(w->fs, path, real, sizeof real) == 0 && real[0] != '/')
		abort();
	if (w->fs->ops->open(w->fs, path, &src, &st) != 0 || st.kind != LW_KIND_FILE)
		return w->n++ < MOST_FILES;
	look_at_source(&src, st.size);
	lw_source_close(&src);
	return w->n++ < MOST_FILES;
}

static inline bool count_name(void *ctx, const char *name) {
	*(size_t *)ctx += strlen(name);
	return true;
}

static inline void look_at_archive(const uint8_t *data, size_t size) {
	const struct lw_archive_opts opts = {.most_bytes = 4 << 20, .most_members = 3000};
	struct lw_source src;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_archive *ar = NULL;
	size_t n = 0;
	lw_source_of_memory(&src, (struct lw_span){data, size});
	const bool ok = lw_archive_open(&src, &opts, &a, &ar, &err);
	if (ok != (ar != NULL) || ok != (err.code == LW_E_OK) || err.code == LW_E_INTERNAL ||
	    (!ok && err.text[0] == '\0'))
		abort();
	if (ok) {
		struct walk w = {lw_archive_fs(ar), 0};
		lw_archive_members(ar, look_at_member, &w);
		if (w.fs->ops->list(w.fs, "/", count_name, &n) == ENOENT)
			abort();
	}
	lw_archive_close(ar);
	lw_arena_free(&a);
}

/* Makes the checksums of all headers of tar agree, so that what else is in them is looked at. */
static inline void mend_tar(uint8_t *p, size_t n) {
	for (size_t at = 257; at + 255 <= n; at++) {
		if (memcmp(p + at, "ustar", 5) != 0)
			continue;
		uint8_t *h = p + at - 257;
		unsigned sum = 0;
		memset(h + 148, ' ', 8);
		for (size_t i = 0; i < 512; i++)
			sum += h[i];
		for (size_t i = 0; i < 6; i++)
			h[153 - i] = (uint8_t)('0' + (sum >> 3 * i & 7));
		h[154] = 0;
	}
}

static inline void look_mended(const uint8_t *data, size_t size) {
	uint8_t *copy = malloc(size + 1);
	if (copy == NULL)
		return;
	memcpy(copy, data, size);
	mend_tar(copy, size);
	look_at_archive(copy, size);
	free(copy);
}

#endif
