/* SPDX-License-Identifier: Apache-2.0 */
/* New files made of pieces: read before they exist, written, and read back. */
#define _GNU_SOURCE
#include "unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/fs_disk.h"
#include "os/pieces_write.h"

#define OLD "abcdefghijklmnopqrstuvwxyz"
static const uint8_t dots[] = {'.', '.', '.'};

struct made {
	struct lw_arena a;
	struct lw_source old;
	struct lw_pieces p;
	struct lw_error err;
};

static void begin(struct made *m, const char *old, size_t n) {
	*m = (struct made){.err = {.code = LW_E_OK}};
	lw_source_of_memory(&m->old, (struct lw_span){(const uint8_t *)old, n});
	m->p = (struct lw_pieces){.old = &m->old, .a = &m->a};
}

/* "hij...\0\0abcd" */
static void fill(struct made *m) {
	assert_true(lw_pieces_keep(&m->p, 7, 3, &m->err));
	assert_true(lw_pieces_put(&m->p, (struct lw_span){dots, sizeof dots}, &m->err));
	assert_true(lw_pieces_zero(&m->p, 2, &m->err));
	assert_true(lw_pieces_keep(&m->p, 0, 4, &m->err));
}
static const char filled[12] = {'h', 'i', 'j', '.', '.', '.', 0, 0, 'a', 'b', 'c', 'd'};

static void every_part_can_be_read(void **state) {
	struct made m;
	struct lw_source src;
	(void)state;
	begin(&m, OLD, sizeof OLD - 1);
	fill(&m);
	lw_pieces_source(&m.p, &src);
	assert_int_equal(src.size, sizeof filled);
	for (uint64_t off = 0; off <= sizeof filled; off++)
		for (uint64_t n = 0; n <= sizeof filled + 3; n++) {
			char got[32];
			uint64_t many = 99;
			const uint64_t want = n < sizeof filled - off ? n : sizeof filled - off;
			memset(got, '?', sizeof got);
			assert_true(lw_source_read(&src, off, got, n, &many, &m.err));
			assert_int_equal(many, want);
			assert_memory_equal(got, filled + off, want);
			assert_int_equal(got[want], '?');
		}
	lw_arena_free(&m.a);
}

static void neighbours_become_one(void **state) {
	struct made m;
	(void)state;
	begin(&m, OLD, sizeof OLD - 1);
	assert_true(lw_pieces_keep(&m.p, 0, 5, &m.err) && lw_pieces_keep(&m.p, 5, 21, &m.err));
	assert_int_equal(m.p.list.n, 1);
	assert_true(lw_pieces_keep(&m.p, 25, 1, &m.err) && lw_pieces_keep(&m.p, 3, 0, &m.err));
	assert_true(lw_pieces_zero(&m.p, 0, &m.err) && lw_pieces_put(&m.p, (struct lw_span){dots, 0}, &m.err));
	assert_int_equal(m.p.list.n, 2);
	assert_int_equal(m.p.size, 27);
	lw_arena_free(&m.a);
}

static void what_is_not_in_the_old_file_cannot_be_kept(void **state) {
	struct made m;
	(void)state;
	begin(&m, OLD, sizeof OLD - 1);
	assert_false(lw_pieces_keep(&m.p, 20, 7, &m.err));
	assert_int_equal(m.err.code, LW_E_INTERNAL);
	lw_error_clear(&m.err);
	assert_false(lw_pieces_keep(&m.p, UINT64_MAX, 2, &m.err));
	assert_int_equal(m.p.size, 0);
	lw_arena_free(&m.a);
}

/* The old file lost its end after it was opened. */
static void a_cut_file_reads_short(void **state) {
	struct made m;
	struct lw_source src;
	char got[12];
	uint64_t many = 99;
	(void)state;
	begin(&m, OLD, sizeof OLD - 1);
	fill(&m);
	m.old.span.len = 2;
	lw_pieces_source(&m.p, &src);
	assert_true(lw_source_read(&src, 8, got, 4, &many, &m.err));
	assert_int_equal(many, 2);
	assert_true(lw_source_read(&src, 0, got, 12, &many, &m.err));
	assert_int_equal(many, 0);
	lw_arena_free(&m.a);
}

static int temp(void) {
	char name[] = "/tmp/lw-pieces-test-XXXXXX";
	const int fd = mkstemp(name);
	assert_true(fd >= 0);
	unlink(name);
	return fd;
}

static void written_is_what_was_read(void **state) {
	struct made m;
	struct lw_source written;
	struct lw_stat st;
	char got[12];
	(void)state;
	begin(&m, OLD, sizeof OLD - 1);
	fill(&m);
	const int fd = temp();
	assert_true(lw_pieces_write(&m.p, fd, &m.a, &m.err));
	assert_int_equal(lw_disk_source(fd, &written, &st), 0);
	assert_int_equal(st.size, sizeof filled);
	assert_int_equal(pread(fd, got, sizeof got, 0), sizeof got);
	assert_memory_equal(got, filled, sizeof filled);
	assert_true(lw_pieces_compare(&m.p, &written, &m.a, &m.err));
	for (off_t at = 0; at < (off_t)sizeof filled; at++) {
		const char was = got[at], other = (char)(was ^ 1);
		assert_int_equal(pwrite(fd, &other, 1, at), 1);
		assert_false(lw_pieces_compare(&m.p, &written, &m.a, &m.err));
		assert_int_equal(m.err.code, LW_E_INTERNAL);
		lw_error_clear(&m.err);
		assert_int_equal(pwrite(fd, &was, 1, at), 1);
	}
	assert_int_equal(ftruncate(fd, sizeof filled - 1), 0);
	assert_int_equal(lw_disk_source(fd, &written, &st), 0);
	assert_false(lw_pieces_compare(&m.p, &written, &m.a, &m.err));
	close(fd);
	lw_arena_free(&m.a);
}

static void a_cut_file_is_not_written(void **state) {
	struct made m;
	(void)state;
	begin(&m, OLD, sizeof OLD - 1);
	fill(&m);
	m.old.span.len = 8;
	const int fd = temp();
	assert_false(lw_pieces_write(&m.p, fd, &m.a, &m.err));
	assert_int_equal(m.err.code, LW_E_LIMIT);
	close(fd);
	lw_arena_free(&m.a);
}

#define HUGE ((uint64_t)5 << 30)

/* A file of 5 GiB, of which only the first and last bytes are there: by the kernel's copy, at 64 bit offsets. */
static void a_large_file_with_a_hole_stays_small(void **state) {
	struct made m = {.err = {.code = LW_E_OK}};
	struct lw_stat st;
	struct stat now;
	char got[6] = "";
	(void)state;
	const int old = temp(), fd = temp();
	if (ftruncate(old, (off_t)HUGE) != 0)
		skip();
	assert_int_equal(pwrite(old, "begin", 5, 0), 5);
	assert_int_equal(pwrite(old, "after", 5, (off_t)HUGE - 5), 5);
	assert_int_equal(lw_disk_source(old, &m.old, &st), 0);
	m.p = (struct lw_pieces){.old = &m.old, .a = &m.a};
	assert_true(lw_pieces_keep(&m.p, 0, HUGE / 2, &m.err) &&
		    lw_pieces_put(&m.p, (struct lw_span){dots, 3}, &m.err) &&
		    lw_pieces_keep(&m.p, HUGE / 2, HUGE / 2, &m.err) && lw_pieces_zero(&m.p, 4096, &m.err));
	assert_true(lw_pieces_write(&m.p, fd, &m.a, &m.err));
	assert_int_equal(fstat(fd, &now), 0);
	assert_int_equal(now.st_size, HUGE + 3 + 4096);
	assert_true(now.st_blocks * 512 < 1 << 20);
	assert_int_equal(pread(fd, got, 5, (off_t)HUGE - 2), 5);
	assert_string_equal(got, "after");
	assert_int_equal(pread(fd, got, 5, 0), 5);
	assert_string_equal(got, "begin");
	assert_int_equal(pread(fd, got, 5, (off_t)(HUGE / 2)), 5);
	assert_memory_equal(got, "...\0", 5);
	close(old);
	close(fd);
	lw_arena_free(&m.a);
}

RUN("pieces", T(every_part_can_be_read), T(neighbours_become_one), T(what_is_not_in_the_old_file_cannot_be_kept),
    T(a_cut_file_reads_short), T(written_is_what_was_read), T(a_cut_file_is_not_written),
    T(a_large_file_with_a_hole_stays_small))
