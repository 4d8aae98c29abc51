/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "os/pieces_write.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "os/beside.h"

#define CHUNK ((uint64_t)2 << 20) /* copied in one call, and then on its way to the disk */
#define WORTH ((uint64_t)1 << 20) /* that the disk begins early */
#define WINDOW ((uint64_t)64 << 10)
#define PAGE ((uint64_t)4096)
#define CLONE _IOW(0x94, 9, int) /* FICLONE of linux/fs.h */

struct writing {
	const struct lw_pieces *p;
	int fd;
	uint8_t *window;
	bool in_kernel; /* copy_file_range works here */
	bool shared;    /* the new file began as one with the old one's bytes */
	bool sparse;    /* the old file has holes */
	bool cut;       /* the old file has fewer bytes than it had */
};

static uint64_t least(uint64_t a, uint64_t b) {
	return a < b ? a : b;
}

static int copy_by_hand(struct writing *w, const struct lw_source *old, uint64_t from, uint64_t off, uint64_t len) {
	int sys = 0;
	for (uint64_t at = 0; sys == 0 && at < len;) {
		const uint64_t most = least(len - at, WINDOW);
		const int64_t got = old->ops->read(old, from + at, w->window, most, &sys);
		if (got < 0)
			return sys;
		w->cut = (uint64_t)got < most;
		if (w->cut)
			return EIO;
		sys = lw_beside_write(w->fd, w->window, most, off + at);
		at += most;
	}
	return sys;
}

/* Does the system say that it cannot copy so, rather than that the copy fails? */
static bool other_way(int sys) {
	return sys != ENOSPC && sys != EDQUOT && sys != EFBIG && sys != EIO;
}

/* copy_file_range(2). Nothing copied before the end tells of a file cut short, or of a system that cannot; reading
 * tells which. */
static int copy_in_kernel(struct writing *w, const struct lw_source *old, uint64_t from, uint64_t off, uint64_t len) {
	off_t in = (off_t)from, out = (off_t)off;
	while (len != 0) {
		const size_t most = (size_t)least(len, CHUNK);
		const ssize_t n = copy_file_range(old->fd, &in, w->fd, &out, most, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && !other_way(errno))
			return errno;
		if (n <= 0) {
			w->in_kernel = false;
			return copy_by_hand(w, old, (uint64_t)in, (uint64_t)out, len);
		}
		if ((uint64_t)n >= WORTH)
			(void)sync_file_range(w->fd, out - n, n, SYNC_FILE_RANGE_WRITE);
		len -= (uint64_t)n;
	}
	return 0;
}

static int copy(struct writing *w, const struct lw_source *old, uint64_t from, uint64_t off, uint64_t len) {
	return w->in_kernel && old->fd >= 0 ? copy_in_kernel(w, old, from, off, len)
					    : copy_by_hand(w, old, from, off, len);
}

/* Where data or a hole begins at from or behind it, at most at end. */
static uint64_t seek(const struct lw_source *old, uint64_t from, uint64_t end, int whence) {
	const off_t at = lseek(old->fd, (off_t)from, whence);
	if (at < 0)
		return errno == ENXIO ? end : from; /* no data behind it; or not to be told */
	return (uint64_t)at < end ? (uint64_t)at : end;
}

/* What lies in holes is left out: the new file has nothing there yet. */
static int copy_data(struct writing *w, const struct lw_piece *piece) {
	const uint64_t end = piece->from + piece->len;
	int sys = 0;
	for (uint64_t at = piece->from; sys == 0 && at < end;) {
		const uint64_t data = seek(piece->of, at, end, SEEK_DATA);
		uint64_t hole = data < end ? seek(piece->of, data, end, SEEK_HOLE) : end;
		if (hole == data)
			hole = end;
		sys = copy(w, piece->of, data, piece->off + (data - piece->from), hole - data);
		at = hole;
	}
	return sys;
}

static int write_zeros(struct writing *w, const struct lw_piece *piece) {
	int sys = 0;
	memset(w->window, 0, (size_t)WINDOW);
	for (uint64_t at = 0; sys == 0 && at < piece->len; at += WINDOW)
		sys = lw_beside_write(w->fd, w->window, least(piece->len - at, WINDOW), piece->off + at);
	return sys;
}

static int write_piece(struct writing *w, const struct lw_piece *piece) {
	switch (piece->kind) {
	case LW_PIECE_NEW:
		return lw_beside_write(w->fd, piece->bytes, piece->len, piece->off);
	case LW_PIECE_ZERO:
		return write_zeros(w, piece);
	case LW_PIECE_KEPT:
	default:
		if (w->shared && piece->of == w->p->old && piece->from == piece->off)
			return 0;
		return w->sparse && !w->shared && piece->of->fd >= 0
			? copy_data(w, piece)
			: copy(w, piece->of, piece->from, piece->off, piece->len);
	}
}

static void look(struct writing *w) {
	const int old = w->p->old->fd;
	struct stat st;
	if (old < 0)
		return;
	w->in_kernel = true;
	w->sparse = fstat(old, &st) == 0 && (uint64_t)st.st_blocks * 512 < (uint64_t)st.st_size;
	w->shared = ioctl(w->fd, CLONE, old) == 0;
}

/* Room for all at once: it is cheaper than page by page, and a full disk shows before anything is written. */
static int make_room(const struct writing *w) {
	if (w->sparse || w->shared || w->p->size == 0 || fallocate(w->fd, 0, 0, (off_t)w->p->size) == 0)
		return 0;
	return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? errno : 0; /* else: cannot be told beforehand */
}

bool lw_pieces_write(const struct lw_pieces *p, int fd, struct lw_arena *a, struct lw_error *err) {
	struct writing w = {.p = p, .fd = fd, .window = lw_alloc_raw(a, (size_t)WINDOW, 1, err)};
	if (w.window == NULL)
		return false;
	look(&w);
	int sys = make_room(&w);
	for (uint32_t i = 0; sys == 0 && i < p->list.n; i++)
		sys = write_piece(&w, &p->list.at[i]);
	if (sys == 0 && ftruncate(fd, (off_t)p->size) != 0)
		sys = errno;
	/* The disk works on the rest while the file is looked at. */
	if (p->size >= WORTH)
		(void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	if (w.cut)
		return lw_fail(err, LW_E_LIMIT,
			       "has been changed while it was edited, and was left as it is now: try again");
	return sys == 0 || lw_beside_fail(err, sys);
}

struct comparing {
	struct lw_source want, got;
	uint8_t *a, *b; /* WINDOW each */
};

static bool same_range(struct comparing *c, uint64_t off, uint64_t len, struct lw_error *err) {
	for (uint64_t at = 0; at < len; at += WINDOW) {
		const uint64_t n = least(len - at, WINDOW);
		uint64_t got = 0, wanted = 0;
		LW_TRY(lw_source_read(&c->want, off + at, c->a, n, &wanted, err) &&
		       lw_source_read(&c->got, off + at, c->b, n, &got, err));
		if (wanted != n || got != n || memcmp(c->a, c->b, (size_t)n) != 0)
			return lw_fail_at(err, LW_E_INTERNAL, off + at,
					  "other bytes are read back than were written, so it was not put in place");
	}
	return true;
}

bool lw_pieces_compare(const struct lw_pieces *p, const struct lw_source *written, struct lw_arena *a,
		       struct lw_error *err) {
	struct comparing c = {.got = *written, .a = lw_alloc_raw(a, (size_t)WINDOW, 1, err)};
	LW_TRY(c.a != NULL && (c.b = lw_alloc_raw(a, (size_t)WINDOW, 1, err)) != NULL);
	lw_pieces_source(p, &c.want);
	if (written->size != p->size)
		return lw_fail(err, LW_E_INTERNAL,
			       "%llu bytes were written, and %llu are there, so it was not put in place",
			       (unsigned long long)p->size, (unsigned long long)written->size);
	for (uint32_t i = 0; i < p->list.n; i++) {
		const struct lw_piece *piece = &p->list.at[i];
		const bool some = piece->kind == LW_PIECE_KEPT && piece->len > 2 * PAGE;
		LW_TRY(same_range(&c, piece->off, some ? PAGE : piece->len, err));
		LW_TRY(!some || same_range(&c, piece->off + piece->len - PAGE, PAGE, err));
	}
	return true;
}
