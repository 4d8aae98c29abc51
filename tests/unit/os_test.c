/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/fs.h"
#include "os/fs_near.h"

static char dir[64];
static const struct lw_fs *under_test;
static struct lw_near_fs near_fs;
static struct lw_near_dirs near_dirs;

static const char *in_dir(char buf[static 128], const char *name) {
	snprintf(buf, 128, "%s/%s", dir, name);
	return buf;
}

static void write_file(const char *path, const char *text) {
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	fclose(f);
}

static int make_dir(void **state) {
	(void)state;
	snprintf(dir, sizeof dir, "/tmp/lw-os-test-XXXXXX");
	return mkdtemp(dir) == NULL;
}

static int make_near(void **state) {
	lw_near_fs_open(&near_fs, &near_dirs);
	under_test = &near_fs.fs;
	return make_dir(state);
}

static int make_disk(void **state) {
	under_test = lw_fs_disk();
	return make_dir(state);
}

static int remove_dir(void **state) {
	(void)state;
	lw_near_fs_close(&near_fs);
	static const char *const names[] = {"file", "link", "loop", "fifo", "dangling"};
	char buf[128];
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		unlink(in_dir(buf, names[i]));
	return rmdir(dir);
}

static void memory_source_reads_within(void **state) {
	(void)state;
	static const uint8_t bytes[] = "0123456789";
	struct lw_source src;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_span s;
	char buf[20];
	uint64_t got;
	lw_source_of_memory(&src, (struct lw_span){bytes, 10});
	assert_int_equal(src.size, 10);
	assert_true(lw_source_view(&src, 3, 4, &a, &s, &err));
	assert_int_equal(s.len, 4);
	assert_memory_equal(s.ptr, "3456", 4);
	assert_true(lw_source_view(&src, 10, 0, &a, &s, &err));
	assert_true(lw_source_read(&src, 8, buf, sizeof buf, &got, &err));
	assert_int_equal(got, 2);
	assert_true(lw_source_read(&src, 11, buf, sizeof buf, &got, &err));
	assert_int_equal(got, 0);
	assert_false(lw_source_view(&src, 3, 8, &a, &s, &err));
	assert_int_equal(err.code, LW_E_TRUNCATED);
	assert_true(err.has_off);
	assert_int_equal(err.off, 3);
	lw_error_clear(&err);
	assert_false(lw_source_view(&src, UINT64_MAX, 2, &a, &s, &err));
	assert_int_equal(err.code, LW_E_TRUNCATED);
	lw_source_close(&src);
	lw_arena_free(&a);
}

static void disk_reads_a_file(void **state) {
	(void)state;
	const struct lw_fs *fs = under_test;
	struct lw_source src;
	struct lw_stat st, st2;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_span s;
	char path[128], link[128];
	write_file(in_dir(path, "file"), "hello world");
	assert_int_equal(symlink("file", in_dir(link, "link")), 0);
	assert_int_equal(fs->ops->open(fs, link, &src, &st), 0);
	assert_int_equal(st.kind, LW_KIND_FILE);
	assert_int_equal(st.size, 11);
	assert_int_equal(src.size, 11);
	assert_true(lw_source_view(&src, 6, 5, &a, &s, &err));
	assert_memory_equal(s.ptr, "world", 5);
	assert_int_equal(fs->ops->stat(fs, path, &st2), 0);
	assert_true(st.ino == st2.ino && st.dev == st2.dev);
	assert_int_equal(fs->ops->access(fs, path), 0);
	/* A file that was cut short under the reader is an error and no signal. */
	assert_int_equal(truncate(path, 3), 0);
	assert_false(lw_source_view(&src, 0, 11, &a, &s, &err));
	assert_int_equal(err.code, LW_E_TRUNCATED);
	assert_int_equal(err.off, 3);
	lw_source_close(&src);
	lw_arena_free(&a);
}

static void disk_tells_why_not(void **state) {
	(void)state;
	const struct lw_fs *fs = under_test;
	struct lw_source src;
	struct lw_stat st;
	char path[128];
	assert_int_equal(fs->ops->open(fs, in_dir(path, "none"), &src, &st), ENOENT);
	assert_int_equal(fs->ops->stat(fs, path, &st), ENOENT);
	assert_int_equal(fs->ops->access(fs, path), ENOENT);
	write_file(in_dir(path, "file"), "x");
	assert_int_equal(fs->ops->open(fs, in_dir(path, "file/x"), &src, &st), ENOTDIR);
	assert_int_equal(symlink("loop", in_dir(path, "loop")), 0);
	assert_int_equal(fs->ops->open(fs, path, &src, &st), ELOOP);
	assert_int_equal(symlink("nowhere", in_dir(path, "dangling")), 0);
	assert_int_equal(fs->ops->open(fs, path, &src, &st), ENOENT);
	char *longest = calloc(1, 5001);
	assert_non_null(longest);
	memset(longest, 'a', 5000);
	longest[0] = '/';
	assert_int_equal(fs->ops->open(fs, longest, &src, &st), ENAMETOOLONG);
	free(longest);
}

/* Opening would block (nobody writes to the FIFO) or do something (a device). */
static void disk_opens_no_fifo_and_no_device(void **state) {
	(void)state;
	const struct lw_fs *fs = under_test;
	struct lw_source src;
	struct lw_stat st;
	char path[128];
	assert_int_equal(mkfifo(in_dir(path, "fifo"), 0600), 0);
	int before = dup(0);
	assert_true(before >= 0);
	close(before);
	assert_int_equal(fs->ops->open(fs, path, &src, &st), 0);
	assert_int_equal(st.kind, LW_KIND_OTHER);
	assert_int_equal(fs->ops->open(fs, "/dev/null", &src, &st), 0);
	assert_int_equal(st.kind, LW_KIND_OTHER);
	int after = dup(0);
	close(after);
	assert_int_equal(after, before); /* no descriptor was left open */
}

static void disk_does_not_open_a_directory(void **state) {
	(void)state;
	const struct lw_fs *fs = under_test;
	struct lw_source src;
	struct lw_stat st;
	int before = dup(0);
	close(before);
	assert_int_equal(fs->ops->open(fs, dir, &src, &st), 0);
	assert_int_equal(st.kind, LW_KIND_DIR);
	int after = dup(0);
	close(after);
	assert_int_equal(after, before);
}

static void disk_follows_links_to_the_end(void **state) {
	(void)state;
	const struct lw_fs *fs = under_test;
	char path[128], link[128], real[4096];
	write_file(in_dir(path, "file"), "x");
	assert_int_equal(fs->ops->realpath(fs, path, real, sizeof real), 0);
	assert_string_equal(real, path);
	assert_int_equal(symlink("file", in_dir(link, "link")), 0);
	assert_int_equal(fs->ops->realpath(fs, link, real, sizeof real), 0);
	assert_string_equal(real, path);
	assert_int_equal(fs->ops->realpath(fs, link, real, 3), ENAMETOOLONG);
	assert_int_equal(fs->ops->realpath(fs, in_dir(link, "none"), real, sizeof real), ENOENT);
}

/* The second time by the held directory: the same answers, also for what is not there, and from no more than a few. */
static void a_held_directory_answers_like_its_path(void **state) {
	(void)state;
	const struct lw_fs *fs = under_test;
	struct lw_source src;
	struct lw_stat st, again;
	char path[128], sub[128];
	const int before = dup(0);
	close(before);
	write_file(in_dir(path, "file"), "x");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fs->ops->open(fs, path, &src, i == 0 ? &st : &again), 0);
		lw_source_close(&src);
	}
	assert_true(near_dirs.at[0].fd >= 0 && near_dirs.at[1].fd < 0);
	assert_true(st.ino == again.ino && st.size == again.size);
	assert_int_equal(fs->ops->stat(fs, in_dir(sub, "none"), &st), ENOENT);
	assert_int_equal(fs->ops->open(fs, in_dir(sub, "file/none"), &src, &st), ENOTDIR);
	assert_int_equal(fs->ops->stat(fs, in_dir(sub, ""), &st), 0);
	assert_int_equal(st.kind, LW_KIND_DIR);
	for (int i = 0; i < 3 * LW_NEAR_DIRS; i++) {
		char name[128];
		snprintf(name, sizeof name, "%s/d%d", dir, i);
		assert_int_equal(mkdir(name, 0700), 0);
		strcat(name, "/file");
		write_file(name, "y");
		assert_int_equal(fs->ops->open(fs, name, &src, &st), 0);
		lw_source_close(&src);
		unlink(name);
		*strrchr(name, '/') = '\0';
		rmdir(name);
		strcat(name, "/file");
		assert_int_equal(fs->ops->stat(fs, name, &st), ENOENT);
	}
	lw_near_fs_close(&near_fs);
	const int after = dup(0);
	close(after);
	assert_int_equal(after, before);
}

#define D(f) \
	cmocka_unit_test_setup_teardown(f, make_disk, remove_dir), \
		cmocka_unit_test_setup_teardown(f, make_near, remove_dir)

RUN("os", T(memory_source_reads_within), D(disk_reads_a_file), D(disk_tells_why_not),
    D(disk_opens_no_fifo_and_no_device), D(disk_does_not_open_a_directory), D(disk_follows_links_to_the_end),
    cmocka_unit_test_setup_teardown(a_held_directory_answers_like_its_path, make_near, remove_dir))
