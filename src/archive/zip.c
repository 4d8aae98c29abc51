/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/zip.h"

#include <stdlib.h>
#include <string.h>

#include "archive/window.h"
#include "base/fail.h"

#define LOCAL_SIZE 30
#define LOCAL_MAGIC 0x04034b50u
#define FLAG_ENCRYPTED 1u
#define FLAG_SIZES_BEHIND 8u /* in a descriptor behind the bytes; the directory has them */
#define FLAG_MASKED 0x2000u  /* of an encrypted directory */
#define SYSTEM_UNIX 3
#define SYSTEM_MACOS 19
#define LONGEST_TARGET 4095

/* APPNOTE, 4.4.5 */
static const struct {
	uint32_t method;
	const char *name;
} methods[] = {{1, "shrink"},  {2, "reduce"},    {3, "reduce"},   {4, "reduce"}, {5, "reduce"},
	       {6, "implode"}, {9, "deflate64"}, {10, "terse"},   {12, "bzip2"}, {14, "lzma"},
	       {18, "terse"},  {19, "LZ77"},     {20, "zstd"},    {93, "zstd"},  {94, "mp3"},
	       {95, "xz"},     {96, "jpeg"},     {97, "WavPack"}, {98, "PPMd"},  {99, "AES"}};

static uint64_t num(struct lw_span s, uint64_t off, unsigned size) {
	bool ok = true;
	return lw_span_uint(s, off, size, false, &ok);
}

static const char *method_name(uint32_t method) {
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (methods[i].method == method)
			return methods[i].name;
	return "one without a name";
}

static bool can_be_read(const struct lw_zip_member *m, struct lw_error *err) {
	if ((m->flags & (FLAG_ENCRYPTED | FLAG_MASKED)) != 0)
		return lw_fail(err, LW_E_UNSUPPORTED, "the member %.150s is encrypted, and cannot be looked at",
			       m->name);
	if (m->method == 0 && m->packed != m->size)
		return lw_fail(err, LW_E_MALFORMED, "the member %.150s is stored, and yet has two sizes", m->name);
	if (m->method != 0 && m->method != 8)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "the member %.150s is packed by method %u (%s); only stored and deflate are known",
			       m->name, m->method, method_name(m->method));
	return true;
}

/* ---- where the bytes lie ---- */

static int by_header(const void *x, const void *y) {
	const struct lw_zip_member *const *a = x, *const *b = y;
	return (*a)->header < (*b)->header ? -1 : (*a)->header > (*b)->header;
}

static bool differs(const struct lw_zip_member *m, const char *what, struct lw_error *err) {
	return lw_fail_at(err, LW_E_MALFORMED, m->header,
			  "the local header of %.150s has another %s than the zip's directory", m->name, what);
}

/* Sizes are there as they are, or zero with a descriptor, or in a 64 bit field. */
static bool sizes_agree(const struct lw_zip_member *m, struct lw_span s) {
	const uint64_t packed = num(s, 18, 4), size = num(s, 22, 4);
	if ((num(s, 6, 2) & FLAG_SIZES_BEHIND) != 0 || packed == 0xffffffff || size == 0xffffffff)
		return true;
	return packed == m->packed && size == m->size && num(s, 14, 4) == m->crc;
}

static bool read_local(struct lw_window *w, struct lw_zip_member *m, struct lw_error *err) {
	struct lw_span s;
	LW_TRY(lw_window_get(w, m->header, LOCAL_SIZE, "a member's local header", &s, err));
	const uint64_t n_name = num(s, 26, 2), n_extra = num(s, 28, 2);
	if (num(s, 0, 4) != LOCAL_MAGIC)
		return lw_fail_at(err, LW_E_MALFORMED, m->header, "%.150s has no local header there", m->name);
	if (num(s, 8, 2) != m->method)
		return differs(m, "method", err);
	if ((num(s, 6, 2) & FLAG_ENCRYPTED) != 0)
		return differs(m, "mark of encryption", err);
	if (!sizes_agree(m, s))
		return differs(m, "size or checksum", err);
	m->data = m->header + LOCAL_SIZE + n_name + n_extra;
	if (n_name != strlen(m->name))
		return differs(m, "name", err);
	LW_TRY(lw_window_get(w, m->header + LOCAL_SIZE, n_name, "a member's local header", &s, err));
	return memcmp(s.ptr, m->name, (size_t)n_name) == 0 || differs(m, "name", err);
}

/* Each member ends before the next begins, the last before the directory. */
static bool place_all(struct lw_zip *z, struct lw_zip_member **order, struct lw_error *err) {
	struct lw_window w;
	lw_window_init(&w, z->src);
	for (uint32_t i = 0; i < z->members.n; i++) {
		struct lw_zip_member *m = order[i];
		const uint64_t stop = i + 1 < z->members.n ? order[i + 1]->header : z->directory;
		if (!lw_range_fits(m->header, LOCAL_SIZE, z->directory))
			return lw_fail_at(err, LW_E_MALFORMED, m->header, "%.150s lies outside of the zip", m->name);
		LW_TRY(read_local(&w, m, err));
		if (!lw_range_fits(m->data, m->packed, stop))
			return lw_fail_at(err, LW_E_MALFORMED, m->header,
					  "the member %.150s overlaps another one or the directory", m->name);
	}
	return true;
}

static bool place(struct lw_zip *z, struct lw_arena *a, struct lw_error *err) {
	struct lw_zip_member **order = lw_alloc(a, z->members.n, sizeof *order, err);
	if (order == NULL)
		return false;
	for (uint32_t i = 0; i < z->members.n; i++)
		order[i] = &z->members.at[i];
	qsort(order, z->members.n, sizeof *order, by_header);
	return place_all(z, order, err);
}

/* ---- laying ---- */

static bool is_unix(const struct lw_zip_member *m) {
	return (m->system == SYSTEM_UNIX || m->system == SYSTEM_MACOS) && m->attributes >> 16 != 0;
}

static enum lw_member_kind kind_of(const struct lw_zip_member *m, bool links_are_files) {
	const uint32_t type = is_unix(m) ? m->attributes >> 16 & 0170000 : 0;
	if (m->name[strlen(m->name) - 1] == '/')
		return LW_MEMBER_DIR;
	if (type == 0120000 && !links_are_files)
		return LW_MEMBER_LINK;
	return LW_MEMBER_FILE;
}

/* Whoever unpacks a zip may read what it made; no more is kept than whether it may be run. */
static uint32_t mode_of(const struct lw_zip_member *m, enum lw_member_kind kind) {
	if (kind == LW_MEMBER_DIR)
		return 0755;
	return is_unix(m) && (m->attributes >> 16 & 0111) != 0 ? 0755 : 0644;
}

static bool read_target(const struct lw_source *src, struct lw_archive_tree *t, const struct lw_zip_member *m,
			struct lw_node *node, struct lw_error *err) {
	struct lw_source packed, whole;
	struct lw_span text;
	if (m->size == 0 || m->size > LONGEST_TARGET)
		return lw_fail_at(err, LW_E_MALFORMED, m->header, "the link %.150s has a target of %llu bytes", m->name,
				  (unsigned long long)m->size);
	LW_TRY(lw_slice(t->pool, src, m->data, m->packed, &packed, err));
	LW_TRY(lw_unpack(t->pool, m->method == 0 ? LW_PACKED_NOT : LW_PACKED_DEFLATE, &packed, m->size, m->crc, &whole,
			 err));
	LW_TRY(lw_source_view(&whole, 0, m->size, t->arena, &text, err));
	if (memchr(text.ptr, '\0', (size_t)text.len) != NULL)
		return lw_fail_at(err, LW_E_MALFORMED, m->header, "the link %.150s has a NUL in its target", m->name);
	return (node->target = lw_strndup(t->arena, (const char *)text.ptr, (size_t)text.len, err)) != NULL;
}

static bool lay(const struct lw_zip *z, struct lw_archive_tree *t, const struct lw_zip_member *m, bool links_are_files,
		struct lw_error *err) {
	struct lw_node node = {.kind = kind_of(m, links_are_files)};
	node.mode = mode_of(m, node.kind);
	if (node.kind == LW_MEMBER_LINK)
		LW_TRY(read_target(z->src, t, m, &node, err));
	if (node.kind == LW_MEMBER_FILE && m->size != 0) {
		node.from = z->src;
		node.off = m->data;
		node.size = m->size;
	}
	if (node.from != NULL && m->method == 8) {
		if ((node.packed = lw_alloc(t->arena, 1, sizeof *node.packed, err)) == NULL)
			return false;
		*node.packed = (struct lw_packed){LW_PACKED_DEFLATE, m->crc, m->packed};
	}
	return lw_archive_tree_add(t, m->name, &node, NULL, err);
}

/* What the directory says is held against the limits before anything is unpacked. */
static bool within_limits(const struct lw_zip *z, const struct lw_pool *p, struct lw_error *err) {
	uint64_t sum = 0;
	for (uint32_t i = 0; i < z->members.n; i++) {
		const struct lw_zip_member *m = &z->members.at[i];
		if (m->size > p->most_bytes - sum)
			return lw_fail(err, LW_E_LIMIT, "unpacks to more than %llu bytes, the most that is allowed",
				       (unsigned long long)p->most_bytes);
		sum += m->size;
	}
	return lw_pool_ratio(p, z->src->size, sum, err);
}

bool lw_zip_read(const struct lw_source *src, struct lw_archive_tree *t, bool links_are_files, struct lw_error *err) {
	struct lw_zip z = {.src = src};
	LW_TRY(lw_zip_directory(&z, t->most, t->arena, err));
	for (uint32_t i = 0; i < z.members.n; i++)
		LW_TRY(can_be_read(&z.members.at[i], err));
	LW_TRY(within_limits(&z, t->pool, err));
	LW_TRY(place(&z, t->arena, err));
	for (uint32_t i = 0; i < z.members.n; i++)
		LW_TRY(lay(&z, t, &z.members.at[i], links_are_files, err));
	return true;
}
