/* SPDX-License-Identifier: Apache-2.0 */
#include "os/pieces.h"

#include <string.h>

#include "base/fail.h"

static struct lw_piece *last(struct lw_pieces *p) {
	return p->list.n == 0 ? NULL : &p->list.at[p->list.n - 1];
}

static struct lw_piece *add(struct lw_pieces *p, enum lw_piece_kind kind, uint64_t len, struct lw_error *err) {
	struct lw_piece *piece = lw_vec_add(p->a, &p->list, err);
	if (piece == NULL)
		return NULL;
	*piece = (struct lw_piece){.off = p->size, .len = len, .kind = kind};
	p->size += len;
	return piece;
}

bool lw_pieces_take(struct lw_pieces *p, const struct lw_source *of, uint64_t from, uint64_t len,
		    struct lw_error *err) {
	struct lw_piece *before = last(p);
	if (!lw_range_fits(from, len, of->size))
		return lw_fail_at(err, LW_E_INTERNAL, from,
				  "a kept part ends at %#llx, past the end of the file (%#llx)",
				  (unsigned long long)(from + len), (unsigned long long)of->size);
	if (len == 0)
		return true;
	if (before != NULL && before->kind == LW_PIECE_KEPT && before->of == of && before->from + before->len == from) {
		before->len += len;
		p->size += len;
		return true;
	}
	struct lw_piece *piece = add(p, LW_PIECE_KEPT, len, err);
	if (piece == NULL)
		return false;
	piece->of = of;
	piece->from = from;
	return true;
}

bool lw_pieces_keep(struct lw_pieces *p, uint64_t from, uint64_t len, struct lw_error *err) {
	return lw_pieces_take(p, p->old, from, len, err);
}

bool lw_pieces_put(struct lw_pieces *p, struct lw_span bytes, struct lw_error *err) {
	if (bytes.len == 0)
		return true;
	struct lw_piece *piece = add(p, LW_PIECE_NEW, bytes.len, err);
	if (piece == NULL)
		return false;
	piece->bytes = bytes.ptr;
	return true;
}

bool lw_pieces_zero(struct lw_pieces *p, uint64_t len, struct lw_error *err) {
	return len == 0 || add(p, LW_PIECE_ZERO, len, err) != NULL;
}

/* The piece that holds off, which lies before the end. */
static uint32_t piece_at(const struct lw_pieces *p, uint64_t off) {
	uint32_t low = 0, high = p->list.n;
	while (high - low > 1) {
		const uint32_t mid = low + (high - low) / 2;
		if (p->list.at[mid].off <= off)
			low = mid;
		else
			high = mid;
	}
	return low;
}

static int64_t read_part(const struct lw_piece *piece, uint64_t at, uint8_t *to, uint64_t n, int *sys) {
	switch (piece->kind) {
	case LW_PIECE_NEW:
		memcpy(to, piece->bytes + at, (size_t)n);
		return (int64_t)n;
	case LW_PIECE_KEPT:
		return piece->of->ops->read(piece->of, piece->from + at, to, n, sys);
	case LW_PIECE_ZERO:
	default:
		memset(to, 0, (size_t)n);
		return (int64_t)n;
	}
}

static int64_t read_pieces(const struct lw_source *src, uint64_t off, void *buf, uint64_t n, int *sys) {
	const struct lw_pieces *p = src->ctx;
	uint64_t done = 0;
	if (off >= p->size)
		return 0;
	if (n > p->size - off)
		n = p->size - off;
	for (uint32_t i = piece_at(p, off); done < n; i++) {
		const struct lw_piece *piece = &p->list.at[i];
		const uint64_t at = off + done - piece->off;
		const uint64_t most = piece->len - at < n - done ? piece->len - at : n - done;
		const int64_t got = read_part(piece, at, (uint8_t *)buf + done, most, sys);
		if (got < 0)
			return got;
		done += (uint64_t)got;
		if ((uint64_t)got < most)
			break; /* the old file has been cut short */
	}
	return (int64_t)done;
}

/* What lies in one piece, from where that has it. */
static bool lend_piece(const struct lw_source *src, uint64_t off, uint64_t len, struct lw_span *out) {
	const struct lw_pieces *p = src->ctx;
	if (len == 0 || !lw_range_fits(off, len, p->size))
		return false;
	const struct lw_piece *piece = &p->list.at[piece_at(p, off)];
	const uint64_t at = off - piece->off;
	if (piece->kind == LW_PIECE_KEPT && lw_range_fits(at, len, piece->len))
		return lw_source_lends(piece->of, piece->from + at, len, out);
	return piece->kind == LW_PIECE_NEW && lw_span_cut((struct lw_span){piece->bytes, piece->len}, at, len, out);
}

static void close_nothing(struct lw_source *src) {
	(void)src; /* pieces live in their owner's arena */
}

void lw_pieces_source(const struct lw_pieces *p, struct lw_source *out) {
	static const struct lw_source_ops ops = {.read = read_pieces, .close = close_nothing, .lend = lend_piece};
	union {
		const struct lw_pieces *in;
		void *out;
	} ctx = {p}; /* only read through it */
	*out = (struct lw_source){.ops = &ops, .size = p->size, .fd = -1, .ctx = ctx.out};
}
