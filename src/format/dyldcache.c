/* SPDX-License-Identifier: Apache-2.0 */
#include "format/dyldcache.h"

#include <string.h>

#include "base/fail.h"
#include "bytes/record.h"

#define MOST_IMAGES 16384 /* macOS 26 has some four thousand */
#define LONGEST_NAME 1024
#define WINDOW 16384
#define HEADER 0x1c8 /* as much of it as is looked at */

struct raw_header {
	uint64_t mappingOffset, imagesOffsetOld, imagesCountOld, imagesTextOffset, imagesTextCount, imagesOffset,
		imagesCount;
};

struct raw_name {
	uint64_t offset;
};

/* clang-format off: one row per field */
#define F(host, name, off, size) \
	{ #name, offsetof(struct host, name), 0, 0, off, size }

static const struct lw_field header_fields[] = {
	F(raw_header, mappingOffset, 0x10, 4),   F(raw_header, imagesOffsetOld, 0x18, 4),
	F(raw_header, imagesCountOld, 0x1c, 4),  F(raw_header, imagesTextOffset, 0x88, 8),
	F(raw_header, imagesTextCount, 0x90, 8),
};
/* Offsets that a record's table cannot hold; since the caches of macOS 12. */
static const struct lw_field late_fields[] = {
	F(raw_header, imagesOffset, 0, 4),
	F(raw_header, imagesCount, 4, 4),
};
/* clang-format on */
#define LATE 0x1c0

static const struct lw_record header_record = {"shared cache header", 0, 0x98, 5, header_fields},
			      late_record = {"list of images", 0, 8, 2, late_fields};

struct reader {
	const struct lw_source *src;
	struct lw_arena *a;
	struct lw_dyldcache *out;
	uint64_t win_off;
	struct lw_span window;
	uint8_t bytes[WINDOW];
};

/* As many bytes as there are at off, at least until the window ends. */
static bool view(struct reader *r, uint64_t off, uint64_t least, struct lw_span *out, struct lw_error *err) {
	*out = (struct lw_span){NULL, 0};
	if (off >= r->src->size)
		return true;
	const uint64_t left = r->src->size - off, want = left < least ? left : least;
	if (off < r->win_off || off - r->win_off > r->window.len || r->window.len - (off - r->win_off) < want) {
		r->win_off = off;
		r->window = (struct lw_span){r->bytes, 0};
		LW_TRY(lw_source_read(r->src, off, r->bytes, left < WINDOW ? left : WINDOW, &r->window.len, err));
	}
	return lw_span_cut(r->window, off - r->win_off, r->window.len - (off - r->win_off), out);
}

static bool read_name(struct reader *r, uint64_t off, const char **out, struct lw_error *err) {
	struct lw_span s;
	*out = NULL;
	LW_TRY(view(r, off, LONGEST_NAME, &s, err));
	const char *name = lw_span_cstr(s, 0);
	if (name == NULL || name[0] != '/' || strlen(name) >= LONGEST_NAME)
		return true;
	*out = lw_strdup(r->a, name, err);
	return *out != NULL;
}

/* Both kinds of list have records of 32 bytes: of an image the offset of its name lies at 24, of a text at 28. */
struct list {
	uint64_t off, n;
	uint8_t name_at;
};

static bool read_list(struct reader *r, struct list list, struct lw_error *err) {
	if (list.n > MOST_IMAGES)
		return lw_fail_at(err, LW_E_LIMIT, list.off, "%llu libraries are said to be in the shared cache",
				  (unsigned long long)list.n);
	if (!lw_range_fits(list.off, list.n * 32, r->src->size))
		return lw_fail_at(err, LW_E_TRUNCATED, list.off,
				  "the list of %llu libraries in the shared cache ends past the end of the file",
				  (unsigned long long)list.n);
	struct lw_span all;
	uint64_t *offs = lw_alloc(r->a, (size_t)list.n, sizeof *offs, err);
	const char **names = lw_alloc(r->a, (size_t)list.n, sizeof *names, err);
	if (offs == NULL || names == NULL || !lw_source_view(r->src, list.off, list.n * 32, r->a, &all, err))
		return false;
	for (uint64_t i = 0; i < list.n; i++) {
		bool ok = true;
		offs[i] = lw_span_uint(all, i * 32 + list.name_at, 4, false, &ok);
	}
	uint32_t n = 0;
	for (uint64_t i = 0; i < list.n; i++) {
		LW_TRY(read_name(r, offs[i], &names[n], err));
		n += names[n] != NULL;
	}
	r->out->names = names;
	r->out->n_names = n;
	return true;
}

/* dyld DyldSharedCache.cpp, forEachImage: a header that ends before the new list has the old one. */
static struct list list_of(const struct raw_header *h) {
	if (h->mappingOffset >= LATE + 8 && h->imagesCount != 0)
		return (struct list){h->imagesOffset, h->imagesCount, 24};
	if (h->imagesCountOld != 0)
		return (struct list){h->imagesOffsetOld, h->imagesCountOld, 24};
	if (h->mappingOffset >= 0x98)
		return (struct list){h->imagesTextOffset, h->imagesTextCount, 28};
	return (struct list){0, 0, 24};
}

/* "dyld_v1  arm64e": the name of the machine stands at the right of sixteen bytes, the last of them NUL. */
static bool read_arch(struct reader *r, struct lw_span head, struct lw_error *err) {
	static const char magic[] = "dyld_v1";
	const char *text = lw_span_cstr(head, 0);
	if (text == NULL || strncmp(text, magic, sizeof magic - 1) != 0 || strlen(text) > 15)
		return lw_fail(err, LW_E_UNKNOWN_FORMAT, "does not begin as a shared cache of dyld does");
	text += sizeof magic - 1;
	r->out->arch = lw_strdup(r->a, text + strspn(text, " "), err);
	return r->out->arch != NULL;
}

bool lw_dyldcache_parse(const struct lw_source *src, struct lw_arena *a, struct lw_dyldcache **out,
			struct lw_error *err) {
	struct raw_header h = {0}, late = {0};
	struct reader r = {.src = src, .a = a};
	struct lw_span s;
	r.out = lw_alloc(a, 1, sizeof *r.out, err);
	if (r.out == NULL)
		return false;
	LW_TRY(view(&r, 0, HEADER, &s, err) && read_arch(&r, s, err));
	if (!lw_record_get(&header_record, s, 0, true, false, &h))
		return lw_fail_at(err, LW_E_TRUNCATED, s.len, "has %llu bytes, too few for a shared cache",
				  (unsigned long long)s.len);
	if (lw_record_get(&late_record, s, LATE, true, false, &late)) {
		h.imagesOffset = late.imagesOffset;
		h.imagesCount = late.imagesCount;
	}
	const struct list list = list_of(&h);
	if (list.n == 0)
		return lw_fail(err, LW_E_MALFORMED,
			       "is a shared cache without a list of libraries; is it the main file of several?");
	LW_TRY(read_list(&r, list, err));
	*out = r.out;
	return true;
}
