/* SPDX-License-Identifier: Apache-2.0 */
/* The parts that archives are read with; whole archives are compared in tests/live/archives.py. */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/archive.h"
#include "archive/tar.h"
#include "archive/tree.h"
#include "archive/window.h"

struct fixture {
	struct lw_arena a;
	struct lw_pool pool;
	struct lw_archive_tree t;
	struct lw_error err;
};

static void begin(struct fixture *f, uint32_t most) {
	memset(f, 0, sizeof *f);
	lw_pool_init(&f->pool, &f->a, (uint64_t)1 << 30, 250);
	assert_true(lw_archive_tree_init(&f->t, &f->pool, most, 7, &f->err));
}

static void end(struct fixture *f) {
	lw_pool_close(&f->pool);
	lw_arena_free(&f->a);
}

static bool add(struct fixture *f, const char *path, enum lw_member_kind kind, const char *target) {
	const struct lw_node n = {.kind = kind, .mode = kind == LW_MEMBER_DIR ? 0755 : 0644, .target = target};
	lw_error_clear(&f->err);
	return lw_archive_tree_add(&f->t, path, &n, NULL, &f->err);
}

static const char *real(struct fixture *f, const char *path) {
	static char buf[4096];
	const struct lw_fs *fs = &f->t.fs;
	const int sys = fs->ops->realpath(fs, path, buf, sizeof buf);
	if (sys != 0)
		snprintf(buf, sizeof buf, "errno %d", sys);
	return buf;
}

/* ---- the tree ---- */

static void paths_are_made_plain(void **state) {
	struct fixture f;
	(void)state;
	begin(&f, 100);
	assert_true(add(&f, "./a//b/./c", LW_MEMBER_FILE, NULL));
	assert_true(add(&f, "/top", LW_MEMBER_FILE, NULL));
	assert_true(add(&f, "./", LW_MEMBER_DIR, NULL));
	assert_string_equal(real(&f, "/a/b/c"), "/a/b/c");
	assert_string_equal(real(&f, "/a/../a/./b/c"), "/a/b/c");
	assert_string_equal(real(&f, "/../../top"), "/top");
	assert_string_equal(real(&f, "/"), "/");
	assert_int_equal(f.t.fs.ops->access(&f.t.fs, "/a/b/c/"), ENOTDIR);
	assert_int_equal(f.t.fs.ops->access(&f.t.fs, "/a/x"), ENOENT);
	assert_int_equal(f.t.fs.ops->access(&f.t.fs, "/a/x/y"), ENOENT);
	assert_int_equal(f.t.fs.ops->access(&f.t.fs, "/top/y"), ENOTDIR);
	end(&f);
}

static void bad_paths_are_refused(void **state) {
	struct fixture f;
	char path[5000];
	(void)state;
	begin(&f, 100);
	assert_false(add(&f, "..", LW_MEMBER_FILE, NULL));
	assert_int_equal(f.err.code, LW_E_MALFORMED);
	assert_false(add(&f, "a/../b", LW_MEMBER_FILE, NULL));
	assert_false(add(&f, "a/..", LW_MEMBER_DIR, NULL));
	assert_false(add(&f, "", LW_MEMBER_FILE, NULL));
	memset(path, 'x', sizeof path);
	path[256] = '\0';
	assert_false(add(&f, path, LW_MEMBER_FILE, NULL));
	path[255] = '\0';
	assert_true(add(&f, path, LW_MEMBER_FILE, NULL));
	for (size_t i = 0; i < sizeof path; i += 2)
		path[i] = '/';
	path[sizeof path - 1] = '\0';
	assert_false(add(&f, path, LW_MEMBER_FILE, NULL));
	end(&f);
}

static void members_are_limited(void **state) {
	struct fixture f;
	(void)state;
	begin(&f, 5); /* the root is one */
	assert_true(add(&f, "a/b/c", LW_MEMBER_FILE, NULL));
	assert_true(add(&f, "d", LW_MEMBER_FILE, NULL));
	assert_false(add(&f, "e", LW_MEMBER_FILE, NULL));
	assert_int_equal(f.err.code, LW_E_LIMIT);
	end(&f);
}

static void links_stay_inside(void **state) {
	struct fixture f;
	(void)state;
	begin(&f, 100);
	assert_true(add(&f, "usr/lib/x.so", LW_MEMBER_FILE, NULL));
	assert_true(add(&f, "lib", LW_MEMBER_LINK, "usr/lib"));
	assert_true(add(&f, "out", LW_MEMBER_LINK, "../../usr/lib/x.so"));
	assert_true(add(&f, "abs", LW_MEMBER_LINK, "/usr/lib"));
	assert_true(add(&f, "self", LW_MEMBER_LINK, "self"));
	assert_true(add(&f, "lib/y.so", LW_MEMBER_FILE, NULL));
	assert_string_equal(real(&f, "/lib/y.so"), "/usr/lib/y.so");
	assert_string_equal(real(&f, "/out"), "/usr/lib/x.so");
	assert_string_equal(real(&f, "/abs/x.so"), "/usr/lib/x.so");
	assert_int_equal(f.t.fs.ops->access(&f.t.fs, "/self"), ELOOP);
	/* Behind a link that leads nowhere a directory takes its place. */
	assert_true(add(&f, "self/z", LW_MEMBER_FILE, NULL));
	assert_string_equal(real(&f, "/self/z"), "/self/z");
	/* Where the link leads elsewhere later, so does the way through it. */
	assert_true(add(&f, "lib", LW_MEMBER_LINK, "other"));
	assert_true(add(&f, "other", LW_MEMBER_DIR, NULL));
	assert_true(add(&f, "lib/v", LW_MEMBER_FILE, NULL));
	assert_string_equal(real(&f, "/lib/v"), "/other/v");
	end(&f);
}

static bool count_name(void *ctx, const char *name) {
	*(unsigned *)ctx += name[0] == 'x';
	return true;
}

static void later_members_replace(void **state) {
	struct fixture f;
	struct lw_stat st;
	unsigned n = 0;
	(void)state;
	begin(&f, 100);
	assert_true(add(&f, "x/a", LW_MEMBER_FILE, NULL));
	assert_true(add(&f, "x", LW_MEMBER_FILE, NULL));
	assert_int_equal(f.t.fs.ops->stat(&f.t.fs, "/x", &st), 0);
	assert_int_equal(st.kind, LW_KIND_FILE);
	assert_int_equal(st.dev, 7);
	assert_true(add(&f, "x/b", LW_MEMBER_FILE, NULL));
	assert_int_equal(f.t.fs.ops->access(&f.t.fs, "/x/a"), ENOENT);
	assert_int_equal(f.t.fs.ops->access(&f.t.fs, "/x/b"), 0);
	assert_int_equal(f.t.fs.ops->list(&f.t.fs, "/", count_name, &n), 0);
	assert_int_equal(n, 1);
	end(&f);
}

/* ---- tar's fields ---- */

static uint64_t number(const char *field, size_t n, bool *ok) {
	uint64_t v = 0;
	*ok = lw_tar_number((struct lw_span){(const uint8_t *)field, n}, &v);
	return v;
}

static void numbers_of_tar(void **state) {
	bool ok;
	(void)state;
	assert_int_equal(number("0000644\0", 8, &ok), 0644);
	assert_true(ok);
	assert_int_equal(number("   644 \0", 8, &ok), 0644);
	assert_true(ok);
	assert_int_equal(number("77777777", 8, &ok), 077777777);
	assert_true(ok);
	assert_int_equal(number("\x80\0\0\0\0\0\0\2\0\0\0\0", 12, &ok), (uint64_t)2 << 32);
	assert_true(ok);
	(void)number("0000648\0", 8, &ok);
	assert_false(ok);
	(void)number("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12, &ok);
	assert_false(ok);
}

static bool pax(struct fixture *f, const char *records, size_t n, struct lw_tar_facts *out) {
	memset(out, 0, sizeof *out);
	lw_error_clear(&f->err);
	return lw_tar_pax((struct lw_span){(const uint8_t *)records, n}, 0, out, &f->a, &f->err);
}

static void records_of_pax(void **state) {
	struct fixture f;
	struct lw_tar_facts t;
	(void)state;
	begin(&f, 10);
#define PAX(s) pax(&f, s, sizeof(s) - 1, &t)
	assert_true(PAX("12 path=a=b\n15 size=100000\n15 linkpath=x\\\n"));
	assert_string_equal(t.path, "a=b");
	assert_int_equal(t.size, 100000);
	assert_true(PAX("8 path=\n"));
	assert_null(t.path);
	assert_false(PAX("12 path=a=bX15"));
	assert_false(PAX("99 path=a\n"));
	assert_false(PAX("0 path=a\n"));
	assert_false(PAX("5 abc\n"));
	assert_false(PAX("11 path=a\0\n"));
	assert_false(PAX("11 size=-1\n"));
	assert_false(PAX("26 GNU.sparse.map=1,x,3,4\n"));
	end(&f);
}

/* ---- unpacking ---- */

/* Deflates so that there are blocks of all kinds. */
static uint8_t *deflated(const uint8_t *bytes, size_t n, int window, size_t *n_out) {
	z_stream z = {0};
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
	const size_t cap = deflateBound(&z, n) + 100;
	uint8_t *out = malloc(cap);
	assert_non_null(out);
	z.next_in = bytes;
	z.avail_in = (uInt)n;
	z.next_out = out;
	z.avail_out = (uInt)cap;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	*n_out = cap - z.avail_out;
	deflateEnd(&z);
	return out;
}

#define N_BYTES ((size_t)9 << 20)

static uint8_t *some_bytes(void) {
	uint8_t *p = malloc(N_BYTES);
	assert_non_null(p);
	uint32_t x = 1;
	for (size_t i = 0; i < N_BYTES; i++) {
		x = x * 1664525 + 1013904223;
		p[i] = (uint8_t)((i >> 20 & 1) != 0 ? x >> 24 : x >> 30);
	}
	return p;
}

static void compare_at_random(struct fixture *f, const struct lw_source *src, const uint8_t *bytes) {
	static uint8_t buf[70000];
	uint32_t x = 5;
	for (unsigned i = 0; i < 200; i++) {
		x = x * 1664525 + 1013904223;
		const uint64_t off = x % N_BYTES, n = (x >> 8) % sizeof buf;
		uint64_t got = 0;
		assert_true(lw_source_read(src, off, buf, n, &got, &f->err));
		assert_int_equal(got, n < N_BYTES - off ? n : N_BYTES - off);
		assert_memory_equal(buf, bytes + off, got);
	}
}

static void inflating_starts_anywhere(void **state) {
	struct fixture f;
	struct lw_source packed, raw;
	size_t n;
	(void)state;
	begin(&f, 10);
	uint8_t *bytes = some_bytes(), *z = deflated(bytes, N_BYTES, -15, &n);
	lw_source_of_memory(&packed, (struct lw_span){z, n});
	const uint32_t crc = (uint32_t)crc32(0, bytes, (uInt)N_BYTES);
	assert_true(lw_unpack(&f.pool, LW_PACKED_DEFLATE, &packed, N_BYTES, crc, &raw, &f.err));
	compare_at_random(&f, &raw, bytes);
	assert_in_range(f.pool.n_marks, 6, 9);
	free(z);
	free(bytes);
	end(&f);
}

/* More streams than there are inflaters, read in turn. */
static void inflaters_are_shared(void **state) {
	struct fixture f;
	struct lw_source packed, raw[LW_N_CURSORS * 2];
	size_t n;
	(void)state;
	begin(&f, 10);
	uint8_t *bytes = some_bytes(), *z = deflated(bytes, N_BYTES, -15, &n), buf[100];
	lw_source_of_memory(&packed, (struct lw_span){z, n});
	const uint32_t crc = (uint32_t)crc32(0, bytes, (uInt)N_BYTES);
	for (size_t i = 0; i < LW_N_CURSORS * 2; i++)
		assert_true(lw_unpack(&f.pool, LW_PACKED_DEFLATE, &packed, N_BYTES, crc, &raw[i], &f.err));
	for (uint64_t off = 0; off < 3 << 20; off += 300000)
		for (size_t i = 0; i < LW_N_CURSORS * 2; i++) {
			uint64_t got = 0;
			assert_true(lw_source_read(&raw[i], off, buf, sizeof buf, &got, &f.err));
			assert_memory_equal(buf, bytes + off, sizeof buf);
		}
	free(z);
	free(bytes);
	end(&f);
}

/* The size is found at the end, and bytes behind it are none. */
static void gzip_tells_its_end(void **state) {
	struct fixture f;
	struct lw_source packed, raw;
	uint8_t buf[10];
	uint64_t got = 9;
	size_t n;
	(void)state;
	begin(&f, 10);
	uint8_t *bytes = some_bytes(), *z = deflated(bytes, N_BYTES, 31, &n);
	lw_source_of_memory(&packed, (struct lw_span){z, n});
	assert_true(lw_unpack(&f.pool, LW_PACKED_GZIP, &packed, LW_SIZE_UNKNOWN, 0, &raw, &f.err));
	assert_true(lw_source_read(&raw, (uint64_t)1 << 60, buf, sizeof buf, &got, &f.err));
	assert_int_equal(got, 0);
	assert_true(lw_source_read(&raw, N_BYTES - 3, buf, sizeof buf, &got, &f.err));
	assert_int_equal(got, 3);
	compare_at_random(&f, &raw, bytes);
	free(z);
	free(bytes);
	end(&f);
}

static void damage_is_told(void **state) {
	struct fixture f;
	struct lw_source packed, raw;
	uint8_t buf[10];
	uint64_t got;
	size_t n;
	(void)state;
	uint8_t *bytes = some_bytes(), *z = deflated(bytes, N_BYTES, -15, &n);
	const struct {
		uint64_t n_in, size;
		uint32_t crc;
		enum lw_code code;
	} cases[] = {{n, N_BYTES, 1, LW_E_MALFORMED},
		     {n, N_BYTES + 1, 0, LW_E_MALFORMED},
		     {n, N_BYTES - 1, 0, LW_E_MALFORMED},
		     {n - 5, N_BYTES, 0, LW_E_TRUNCATED},
		     {0, N_BYTES, 0, LW_E_TRUNCATED}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin(&f, 10);
		lw_source_of_memory(&packed, (struct lw_span){z, cases[i].n_in});
		assert_true(lw_unpack(&f.pool, LW_PACKED_DEFLATE, &packed, cases[i].size, cases[i].crc, &raw, &f.err));
		assert_false(lw_source_read(&raw, cases[i].size - 1, buf, 1, &got, &f.err));
		assert_int_equal(f.err.code, cases[i].code);
		assert_true(f.err.text[0] != '\0');
		end(&f);
	}
	free(z);
	free(bytes);
}

static void what_is_unpacked_is_limited(void **state) {
	struct fixture f;
	struct lw_source packed, raw;
	uint8_t buf[10];
	uint64_t got;
	size_t n;
	(void)state;
	begin(&f, 10);
	f.pool.most_bytes = 1 << 20;
	uint8_t *bytes = some_bytes(), *z = deflated(bytes, N_BYTES, 31, &n);
	lw_source_of_memory(&packed, (struct lw_span){z, n});
	assert_true(lw_unpack(&f.pool, LW_PACKED_GZIP, &packed, LW_SIZE_UNKNOWN, 0, &raw, &f.err));
	assert_true(lw_source_read(&raw, 500000, buf, 10, &got, &f.err));
	assert_false(lw_source_read(&raw, 2000000, buf, 10, &got, &f.err));
	assert_int_equal(f.err.code, LW_E_LIMIT);
	free(z);
	free(bytes);
	end(&f);
}

static void windows_say_what_is_missing(void **state) {
	struct lw_window w;
	struct lw_source src;
	struct lw_span s;
	struct lw_error err = {0};
	static const uint8_t bytes[5000] = {1, 2, 3};
	(void)state;
	lw_source_of_memory(&src, (struct lw_span){bytes, sizeof bytes});
	lw_window_init(&w, &src);
	assert_true(lw_window_get(&w, 1, 4000, "it", &s, &err));
	assert_int_equal(s.ptr[0], 2);
	assert_true(lw_window_get(&w, 4990, 10, "it", &s, &err));
	assert_false(lw_window_get(&w, 4990, 11, "it", &s, &err));
	assert_int_equal(err.code, LW_E_TRUNCATED);
	assert_non_null(strstr(err.text, "it ends too early"));
}

RUN("archive", T(paths_are_made_plain), T(bad_paths_are_refused), T(members_are_limited), T(links_stay_inside),
    T(later_members_replace), T(numbers_of_tar), T(records_of_pax), T(inflating_starts_anywhere),
    T(inflaters_are_shared), T(gzip_tells_its_end), T(damage_is_told), T(what_is_unpacked_is_limited),
    T(windows_say_what_is_missing))
