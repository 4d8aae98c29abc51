/* SPDX-License-Identifier: Apache-2.0 */
#include "fuse/undo_data.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/fail.h"

#define PIECE ((uint64_t)1 << 18)
#define CHUNK ((uint64_t)1 << 20)
#define LEVEL 3
#define NEAR 16 /* a range costs as many bytes */
#define MOST_BYTES (LW_ARENA_MOST - ((size_t)64 << 20))

static const uint8_t magic[8] = {'L', 'W', 'u', 'n', 'd', 'o', 0, 1};

/* ---- ranges ---- */

static int by_off(const void *x, const void *y) {
	const struct lw_undo_range *a = x, *b = y;
	return (a->off > b->off) - (a->off < b->off);
}

void lw_undo_merge(struct lw_undo_ranges *list) {
	uint32_t n = 0;
	if (list->n != 0)
		qsort(list->at, list->n, sizeof list->at[0], by_off);
	for (uint32_t i = 0; i < list->n; i++) {
		const struct lw_undo_range x = list->at[i];
		struct lw_undo_range *last = n == 0 ? NULL : &list->at[n - 1];
		if (x.len == 0)
			continue;
		if (last == NULL || x.off > last->off + last->len + NEAR)
			list->at[n++] = x;
		else if (x.off + x.len > last->off + last->len)
			last->len = x.off + x.len - last->off;
	}
	list->n = n;
}

/* ---- packing ---- */

struct packing {
	ZSTD_CCtx *z;
	struct lw_arena *a;
	struct lw_undo_chunks *out;
	uint64_t total; /* packed bytes in all chunks that are full */
	ZSTD_outBuffer chunk;
	uint8_t *piece;
};

static bool begin_chunk(struct packing *k, struct lw_error *err) {
	k->chunk = (ZSTD_outBuffer){lw_alloc_raw(k->a, CHUNK, 1, err), CHUNK, 0};
	return k->chunk.dst != NULL;
}

static bool end_chunk(struct packing *k, struct lw_error *err) {
	struct lw_span *s = lw_vec_add(k->a, k->out, err);
	if (s != NULL)
		*s = (struct lw_span){k->chunk.dst, k->chunk.pos};
	k->total += k->chunk.pos;
	return s != NULL;
}

static bool feed(struct packing *k, const void *bytes, size_t n, ZSTD_EndDirective how, struct lw_error *err) {
	ZSTD_inBuffer in = {bytes, n, 0};
	for (;;) {
		const size_t left = ZSTD_compressStream2(k->z, &k->chunk, &in, how);
		if (ZSTD_isError(left))
			return lw_fail(err, LW_E_NOMEM, "what undoing needs cannot be packed: %s",
				       ZSTD_getErrorName(left));
		if (k->chunk.pos == k->chunk.size)
			LW_TRY(end_chunk(k, err) && begin_chunk(k, err));
		else if (in.pos == in.size && (how == ZSTD_e_continue || left == 0))
			return true;
	}
}

static bool feed_range(struct packing *k, const struct lw_source *src, struct lw_undo_range x, struct lw_error *err) {
	for (uint64_t done = 0, got = 0; done < x.len; done += got) {
		const uint64_t n = x.len - done < PIECE ? x.len - done : PIECE;
		LW_TRY(lw_source_read(src, x.off + done, k->piece, n, &got, err));
		if (got == 0)
			return lw_fail_at(err, LW_E_TRUNCATED, x.off + done, "was cut short while it was read");
		LW_TRY(feed(k, k->piece, (size_t)got, ZSTD_e_continue, err));
	}
	return true;
}

static bool pack(struct packing *k, const struct lw_source *src, const struct lw_undo_ranges *list, uint64_t unpacked,
		 struct lw_error *err) {
	uint8_t word[16];
	if (ZSTD_isError(ZSTD_CCtx_setParameter(k->z, ZSTD_c_compressionLevel, LEVEL)) ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(k->z, ZSTD_c_checksumFlag, 1)) ||
	    ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize(k->z, unpacked)))
		return lw_fail(err, LW_E_INTERNAL, "zstd cannot be told what is wanted");
	LW_TRY(begin_chunk(k, err));
	lw_store_uint(word, 8, false, list->n);
	LW_TRY(feed(k, word, 8, ZSTD_e_continue, err));
	for (uint32_t i = 0; i < list->n; i++) {
		lw_store_uint(word, 8, false, list->at[i].off);
		lw_store_uint(word + 8, 8, false, list->at[i].len);
		LW_TRY(feed(k, word, 16, ZSTD_e_continue, err));
	}
	for (uint32_t i = 0; i < list->n; i++)
		LW_TRY(feed_range(k, src, list->at[i], err));
	return feed(k, NULL, 0, ZSTD_e_end, err) && end_chunk(k, err);
}

bool lw_undo_pack(const struct lw_source *src, const struct lw_undo_ranges *list, struct lw_arena *a,
		  struct lw_undo_chunks *out, struct lw_error *err) {
	struct packing k = {.z = ZSTD_createCCtx(), .a = a, .out = out, .piece = malloc(PIECE)};
	struct lw_span *s = lw_vec_add(a, out, err);
	uint8_t *head = lw_alloc(a, LW_UNDO_HEAD, 1, err);
	uint64_t unpacked = 8;
	for (uint32_t i = 0; i < list->n; i++)
		unpacked += 16 + list->at[i].len;
	bool ok = s != NULL && head != NULL;
	if (ok)
		*s = (struct lw_span){head, LW_UNDO_HEAD};
	if (ok && (k.z == NULL || k.piece == NULL))
		ok = lw_fail(err, LW_E_NOMEM, "out of memory");
	ok = ok && pack(&k, src, list, unpacked, err);
	if (ok) {
		memcpy(head, magic, sizeof magic);
		lw_store_uint(head + 8, 8, false, unpacked);
		lw_store_uint(head + 16, 8, false, k.total);
	}
	ZSTD_freeCCtx(k.z);
	free(k.piece);
	return ok;
}

/* ---- unpacking ---- */

struct head {
	uint64_t unpacked, packed;
};

static bool read_head(const struct lw_source *src, uint64_t off, bool *yes, struct head *h, struct lw_error *err) {
	uint8_t bytes[LW_UNDO_HEAD];
	uint64_t got = 0;
	*yes = false;
	if (!lw_range_fits(off, sizeof bytes, src->size))
		return true;
	LW_TRY(lw_source_read(src, off, bytes, sizeof bytes, &got, err));
	if (got != sizeof bytes || memcmp(bytes, magic, sizeof magic) != 0)
		return true;
	*h = (struct head){lw_load_uint(bytes + 8, 8, false), lw_load_uint(bytes + 16, 8, false)};
	*yes = lw_range_fits(off + sizeof bytes, h->packed, src->size);
	return true;
}

bool lw_undo_is_at(const struct lw_source *src, uint64_t off, bool *yes, uint64_t *len, struct lw_error *err) {
	struct head h = {0, 0};
	LW_TRY(read_head(src, off, yes, &h, err));
	*len = LW_UNDO_HEAD + h.packed;
	return true;
}

static bool damaged(struct lw_error *err, const char *why) {
	return lw_fail(err, LW_E_MALFORMED, "what undoing needs is damaged: %s", why);
}

static bool inflate_all(ZSTD_DCtx *z, const struct lw_source *src, uint64_t off, uint64_t len, uint8_t *piece,
			ZSTD_outBuffer *out, struct lw_error *err) {
	size_t r = 1;
	for (uint64_t done = 0, got = 0; done < len; done += got) {
		const uint64_t n = len - done < PIECE ? len - done : PIECE;
		LW_TRY(lw_source_read(src, off + done, piece, n, &got, err));
		if (got == 0)
			return lw_fail_at(err, LW_E_TRUNCATED, off + done, "was cut short while it was read");
		ZSTD_inBuffer in = {piece, (size_t)got, 0};
		while (in.pos < in.size) {
			const size_t before = in.pos, filled = out->pos;
			r = ZSTD_decompressStream(z, out, &in);
			if (ZSTD_isError(r))
				return damaged(err, ZSTD_getErrorName(r));
			if (in.pos == before && out->pos == filled)
				return damaged(err, "it has more bytes than it tells");
		}
	}
	return (r == 0 && out->pos == out->size) || damaged(err, "it ends too early");
}

/* The ranges at the head of what was unpacked. */
static bool ranges(struct lw_span all, uint64_t size, struct lw_arena *a, struct lw_undo_ranges *out,
		   struct lw_span *bytes, struct lw_error *err) {
	bool ok = true;
	const uint64_t n = lw_span_uint(all, 0, 8, false, &ok);
	uint64_t end = 0, sum = 0;
	if (!ok || n > (all.len - 8) / 16)
		return damaged(err, "it has fewer bytes than its list of ranges");
	for (uint64_t i = 0; i < n; i++) {
		struct lw_undo_range *x = lw_vec_add(a, out, err);
		if (x == NULL)
			return false;
		x->off = lw_span_uint(all, 8 + 16 * i, 8, false, &ok);
		x->len = lw_span_uint(all, 16 + 16 * i, 8, false, &ok);
		if (x->off < end || !lw_range_fits(x->off, x->len, size))
			return damaged(err, "a range is not where it could be");
		end = x->off + x->len;
		sum += x->len;
	}
	return (sum == all.len - 8 - 16 * n && lw_span_cut(all, 8 + 16 * n, sum, bytes)) ||
		damaged(err, "its ranges have not as many bytes as it has");
}

bool lw_undo_unpack(const struct lw_source *src, uint64_t off, uint64_t size, struct lw_arena *a,
		    struct lw_undo_ranges *out, struct lw_span *bytes, struct lw_error *err) {
	struct head h;
	bool yes;
	LW_TRY(read_head(src, off, &yes, &h, err));
	if (!yes)
		return damaged(err, "its head is gone");
	if (h.unpacked > MOST_BYTES)
		return lw_fail(err, LW_E_LIMIT, "what undoing needs has %llu bytes, and at most %zu are unpacked",
			       (unsigned long long)h.unpacked, MOST_BYTES);
	ZSTD_outBuffer all = {lw_alloc_raw(a, (size_t)h.unpacked, 1, err), (size_t)h.unpacked, 0};
	if (all.dst == NULL)
		return false;
	ZSTD_DCtx *z = ZSTD_createDCtx();
	uint8_t *piece = malloc(PIECE);
	const bool ok = z == NULL || piece == NULL
		? lw_fail(err, LW_E_NOMEM, "out of memory")
		: inflate_all(z, src, off + LW_UNDO_HEAD, h.packed, piece, &all, err);
	ZSTD_freeDCtx(z);
	free(piece);
	return ok && ranges((struct lw_span){all.dst, all.size}, size, a, out, bytes, err);
}
