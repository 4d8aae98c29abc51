/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deflate and gzip. The first time that bytes are passed, their checksum is made, and a copy of the inflater's state is
 * kept every so often (40 KiB each); a read further back starts from the nearest copy. The more copies there are, the
 * further apart are new ones, so that their number grows with the logarithm of the size.
 */
#include <string.h>

#include "archive/unpack.h"
#include "base/fail.h"
#include "base/vec.h"

#define MARK_EVERY ((uint64_t)1 << 20)
#define MARKS_PER_STEP 32 /* then the distance doubles */
#define RAW (-15)         /* windowBits for deflate without a header */

struct mark {
	uint64_t in, out;
	z_stream z;
};

struct inflated {
	struct lw_unpacked u;
	bool gzip;
	uint32_t want_crc;           /* of raw deflate */
	uint64_t frontier;           /* so much was passed by now */
	uint64_t member;             /* where in it the gzip member began */
	uint32_t crc;                /* of what was passed, since then */
	uint64_t verified;           /* where in the packed bytes the last end was that agreed */
	LW_VEC(struct mark *) marks; /* zlib knows each z_stream by its place */
};

static struct inflated *of(struct lw_unpacked *u) {
	return (struct inflated *)u; /* u is the first member */
}

/* ---- bytes of the packed range, through the cursor's buffer ---- */

static uint64_t place(const struct lw_cursor *c) {
	return c->in - c->z.avail_in;
}

/* Some input, unless all is read. */
static bool refill(struct inflated *f, struct lw_cursor *c, struct lw_error *err) {
	uint64_t got = 0;
	if (c->z.avail_in != 0)
		return true;
	LW_TRY(lw_source_read(&f->u.from, c->in, c->input, LW_CURSOR_INPUT, &got, err));
	c->z.next_in = c->input;
	c->z.avail_in = (uInt)got;
	c->in += got;
	return true;
}

static bool next_byte(struct inflated *f, struct lw_cursor *c, unsigned *byte, struct lw_error *err) {
	LW_TRY(refill(f, c, err));
	if (c->z.avail_in == 0)
		return lw_fail_at(err, LW_E_TRUNCATED, c->in, "the packed bytes end too early");
	*byte = *c->z.next_in++;
	c->z.avail_in--;
	return true;
}

static bool word(struct inflated *f, struct lw_cursor *c, unsigned n, uint32_t *out, struct lw_error *err) {
	*out = 0;
	for (unsigned i = 0, byte = 0; i < n; i++) {
		LW_TRY(next_byte(f, c, &byte, err));
		*out |= byte << 8 * i;
	}
	return true;
}

static bool skip(struct inflated *f, struct lw_cursor *c, uint32_t n, struct lw_error *err) {
	for (unsigned byte = 0; n > 0; n--)
		LW_TRY(next_byte(f, c, &byte, err));
	return true;
}

static bool skip_text(struct inflated *f, struct lw_cursor *c, struct lw_error *err) {
	unsigned byte = 1;
	while (byte != 0)
		LW_TRY(next_byte(f, c, &byte, err));
	return true;
}

/* ---- gzip's header and trailer (RFC 1952, 2.3) ---- */

static bool gzip_header(struct inflated *f, struct lw_cursor *c, struct lw_error *err) {
	const uint64_t at = place(c);
	uint32_t magic, flags, n = 0;
	LW_TRY(word(f, c, 3, &magic, err) && word(f, c, 1, &flags, err) && skip(f, c, 6, err));
	if (magic != 0x088b1f || (flags & 0xe0) != 0)
		return lw_fail_at(err, LW_E_MALFORMED, at, "the header of gzip is damaged");
	if ((flags & 4) != 0)
		LW_TRY(word(f, c, 2, &n, err) && skip(f, c, n, err));
	for (uint32_t text = 8; text <= 16; text *= 2)
		if ((flags & text) != 0)
			LW_TRY(skip_text(f, c, err));
	return (flags & 2) == 0 || skip(f, c, 2, err);
}

/* Does another member follow? What is no member is let be, as gzip does. */
static bool gzip_goes_on(struct inflated *f, struct lw_cursor *c, bool *on, struct lw_error *err) {
	uint8_t magic[2] = {0};
	uint64_t got = 0;
	LW_TRY(lw_source_read(&f->u.from, place(c), magic, sizeof magic, &got, err));
	*on = got == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
	return true;
}

/* ---- the end of a member, or of all ---- */

static bool sums(struct inflated *f, struct lw_cursor *c, uint32_t crc, uint64_t n, uint64_t want,
		 struct lw_error *err) {
	const bool again = place(c) <= f->verified;
	f->verified = again ? f->verified : place(c);
	if (again || (crc == f->crc && n == want))
		return true;
	return lw_fail_at(err, LW_E_MALFORMED, place(c),
			  "the packed bytes unpack to others than were packed: size or checksum differ");
}

static bool end_of_deflate(struct inflated *f, struct lw_cursor *c, bool *ended, struct lw_error *err) {
	*ended = true;
	if (!f->gzip) {
		LW_TRY(sums(f, c, f->want_crc, c->out, f->u.size, err));
		return true;
	}
	uint32_t crc, size;
	const bool first = place(c) > f->verified;
	LW_TRY(word(f, c, 4, &crc, err) && word(f, c, 4, &size, err));
	LW_TRY(sums(f, c, crc, (uint32_t)(c->out - f->member), size, err));
	bool on;
	LW_TRY(gzip_goes_on(f, c, &on, err));
	if (!on) {
		f->u.size = c->out;
		return true;
	}
	*ended = false;
	c->at_header = true;
	if (first) {
		f->member = c->out;
		f->crc = 0;
	}
	return true;
}

/* ---- passing bytes ---- */

static bool mark(struct inflated *f, struct lw_cursor *c, struct lw_error *err) {
	const unsigned steps = f->u.pool->n_marks / MARKS_PER_STEP;
	const uint64_t every = MARK_EVERY << (steps < 20 ? steps : 20);
	const uint64_t last = f->marks.n == 0 ? 0 : f->marks.at[f->marks.n - 1]->out;
	if (c->out < last + every || c->at_header)
		return true;
	struct mark **room = lw_vec_add(f->u.pool->arena, &f->marks, err);
	if (room == NULL)
		return false;
	struct mark *m = lw_alloc(f->u.pool->arena, 1, sizeof *m, err);
	if (m == NULL || inflateCopy(&m->z, &c->z) != Z_OK) {
		f->marks.n--;
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	}
	*room = m;
	m->in = place(c);
	m->out = c->out;
	f->u.pool->n_marks++;
	return true;
}

/* n bytes at p were made, the last of which is before c->out. */
static bool passed(struct inflated *f, struct lw_cursor *c, const uint8_t *p, uint64_t n, struct lw_error *err) {
	if (c->out <= f->frontier)
		return true;
	const uint64_t fresh = c->out - f->frontier < n ? c->out - f->frontier : n;
	f->crc = (uint32_t)crc32(f->crc, p + (n - fresh), (uInt)fresh);
	f->frontier = c->out;
	if (f->u.size != LW_SIZE_UNKNOWN && f->frontier > f->u.size)
		return lw_fail_at(err, LW_E_MALFORMED, place(c), "it unpacks to more bytes than it says");
	return lw_pool_count(f->u.pool, fresh, place(c), f->frontier, err);
}

static bool damaged(const struct lw_cursor *c, int status, struct lw_error *err) {
	if (status == Z_MEM_ERROR)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	return lw_fail_at(err, LW_E_MALFORMED, place(c), "the packed bytes are damaged: %s",
			  c->z.msg != NULL ? c->z.msg : "they are no deflate");
}

static bool begin_member(struct inflated *f, struct lw_cursor *c, struct lw_error *err) {
	if (f->gzip)
		LW_TRY(gzip_header(f, c, err));
	c->at_header = false;
	return inflateReset2(&c->z, RAW) == Z_OK || lw_fail(err, LW_E_INTERNAL, "zlib cannot begin anew");
}

/* Up to n bytes to p; *ended: there are no more. */
static bool make(struct inflated *f, struct lw_cursor *c, uint8_t *p, uint64_t n, uint64_t *got, bool *ended,
		 struct lw_error *err) {
	*got = 0;
	*ended = false;
	while (*got < n && !*ended) {
		if (c->at_header)
			LW_TRY(begin_member(f, c, err));
		LW_TRY(refill(f, c, err));
		const bool dry = c->z.avail_in == 0;
		c->z.next_out = p + *got;
		c->z.avail_out = (uInt)(n - *got);
		const int status = inflate(&c->z, Z_NO_FLUSH);
		const uint64_t made = n - *got - c->z.avail_out;
		c->out += made;
		LW_TRY(passed(f, c, p + *got, made, err));
		*got += made;
		if (status == Z_STREAM_END)
			LW_TRY(end_of_deflate(f, c, ended, err));
		else if (status != Z_OK && status != Z_BUF_ERROR)
			return damaged(c, status, err);
		else if (dry && made == 0)
			return lw_fail_at(err, LW_E_TRUNCATED, c->in, "the packed bytes end too early");
	}
	return *ended || mark(f, c, err);
}

/* ---- cursors ---- */

static struct lw_cursor *oldest(struct lw_pool *p, struct lw_error *err) {
	struct lw_cursor *c = NULL;
	for (size_t i = 0; i < LW_N_CURSORS; i++)
		if (!p->cursors[i].busy && (c == NULL || p->cursors[i].used < c->used))
			c = &p->cursors[i];
	if (c == NULL)
		lw_fail(err, LW_E_LIMIT, "is packed in itself more than %d times", LW_N_CURSORS);
	return c;
}

static struct lw_cursor *cursor_of(struct inflated *f, struct lw_error *err) {
	struct lw_pool *p = f->u.pool;
	for (size_t i = 0; i < LW_N_CURSORS; i++)
		if (p->cursors[i].of == &f->u && !p->cursors[i].busy)
			return &p->cursors[i];
	struct lw_cursor *c = oldest(p, err);
	if (c == NULL || (c->input == NULL && (c->input = lw_alloc_raw(p->arena, LW_CURSOR_INPUT, 1, err)) == NULL))
		return NULL;
	c->of = NULL;
	return c;
}

static struct mark *nearest(const struct inflated *f, uint64_t out) {
	struct mark *best = NULL;
	uint32_t low = 0, high = f->marks.n;
	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;
		if (f->marks.at[middle]->out <= out) {
			best = f->marks.at[middle];
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return best;
}

/* The cursor at a mark, or at the start. */
static bool set(struct inflated *f, struct lw_cursor *c, struct mark *m, struct lw_error *err) {
	if (c->live)
		inflateEnd(&c->z);
	c->of = NULL;
	c->z = (z_stream){0};
	c->live = (m == NULL ? inflateInit2(&c->z, RAW) : inflateCopy(&c->z, &m->z)) == Z_OK;
	if (!c->live)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	c->of = &f->u;
	c->z.avail_in = 0;
	c->in = m == NULL ? 0 : m->in;
	c->out = m == NULL ? 0 : m->out;
	c->at_header = m == NULL;
	return true;
}

/* A cursor at or before the place, as near as there is one. */
static struct lw_cursor *cursor_before(struct inflated *f, uint64_t out, struct lw_error *err) {
	struct lw_cursor *c = cursor_of(f, err);
	if (c == NULL)
		return NULL;
	struct mark *m = nearest(f, out);
	const bool near = c->of == &f->u && c->out <= out && (m == NULL || m->out <= c->out);
	if (!near && !set(f, c, m, err))
		return NULL;
	c->used = ++f->u.pool->clock;
	return c;
}

static bool fill_from(struct inflated *f, struct lw_cursor *c, uint64_t start, struct lw_page *p,
		      struct lw_error *err) {
	bool ended = false;
	uint64_t got = 0;
	while (c->out < start && !ended)
		LW_TRY(make(f, c, p->bytes, start - c->out < LW_PAGE ? start - c->out : LW_PAGE, &got, &ended, err));
	p->n = 0;
	if (ended)
		return true;
	LW_TRY(make(f, c, p->bytes, LW_PAGE, &got, &ended, err));
	p->n = (size_t)got;
	/* The end has to be seen, also where the last page is full. */
	uint8_t more;
	return ended || c->out != f->u.size || make(f, c, &more, 1, &got, &ended, err);
}

static bool fill(struct lw_unpacked *u, uint64_t index, struct lw_page *p, struct lw_error *err) {
	struct inflated *f = of(u);
	struct lw_cursor *c = cursor_before(f, index * LW_PAGE, err);
	if (c == NULL)
		return false;
	c->busy = true;
	const bool ok = fill_from(f, c, index * LW_PAGE, p, err);
	c->busy = false;
	/* After an end, or an error, it stands at no place to go on from. */
	if (!ok || p->n < LW_PAGE)
		c->of = NULL;
	return ok;
}

static void end(struct lw_unpacked *u) {
	struct inflated *f = of(u);
	for (uint32_t i = 0; i < f->marks.n; i++)
		inflateEnd(&f->marks.at[i]->z);
}

bool lw_inflated_new(struct lw_pool *p, bool gzip, uint32_t crc, struct lw_unpacked **out, struct lw_error *err) {
	static const struct lw_unpacked_ops ops = {fill, end};
	struct inflated *f = lw_alloc(p->arena, 1, sizeof *f, err);
	if (f == NULL)
		return false;
	*f = (struct inflated){.u = {.ops = &ops}, .gzip = gzip, .want_crc = crc};
	*out = &f->u;
	return true;
}
