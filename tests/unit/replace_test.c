/* SPDX-License-Identifier: Apache-2.0 */
/* A file that takes the place of another: what is left after each end of it. */
#define _GNU_SOURCE
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "linkwright/write.h"
#include "os/capabilities.h"
#include "os/fs.h"
#include "os/replace.h"

static char dir[64], file[128], out[128];
static const uint8_t news[] = {'n', 'e', 'w'};

static void write_text(const char *path, const char *text) {
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	fclose(f);
}

static void want(const char *path, const char *text) {
	char got[64] = "";
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	const size_t n = fread(got, 1, sizeof got - 1, f);
	fclose(f);
	got[n] = '\0';
	assert_string_equal(got, text);
}

static unsigned names(void) {
	unsigned n = 0;
	DIR *d = opendir(dir);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

static int begin(void **state) {
	(void)state;
	snprintf(dir, sizeof dir, "/tmp/lw-replace-test-XXXXXX");
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(file, sizeof file, "%s/file", dir);
	snprintf(out, sizeof out, "%s/out", dir);
	write_text(file, "the old bytes");
	return 0;
}

static int end(void **state) {
	(void)state;
	unlink(file);
	unlink(out);
	return rmdir(dir);
}

struct edit {
	struct lw_arena a;
	struct lw_source src;
	struct lw_pieces pieces;
	struct lw_replaced done;
	struct lw_error err;
	const char *meanwhile; /* what becomes of the file in the check */
};

/* "the new bytes" */
static void plan(struct edit *e) {
	*e = (struct edit){.err = {.code = LW_E_OK}};
	e->pieces = (struct lw_pieces){.old = &e->src, .a = &e->a};
	assert_int_equal(lw_fs_disk()->ops->open(lw_fs_disk(), file, &e->src, &e->pieces.was), 0);
	assert_true(lw_pieces_keep(&e->pieces, 0, 4, &e->err));
	assert_true(lw_pieces_put(&e->pieces, (struct lw_span){news, 3}, &e->err));
	assert_true(lw_pieces_keep(&e->pieces, 7, 6, &e->err));
}

static bool check(void *ctx, const struct lw_source *written, struct lw_error *err) {
	struct edit *e = ctx;
	char got[16] = "";
	uint64_t n = 0;
	assert_true(lw_source_read(written, 0, got, 15, &n, err));
	assert_string_equal(got, "the new bytes");
	assert_int_equal(written->size, 13);
	if (e->meanwhile == NULL)
		return lw_fail(err, LW_E_INTERNAL, "it is not good");
	if (strcmp(e->meanwhile, "write") == 0)
		write_text(file, "other writer's");
	if (strcmp(e->meanwhile, "replace") == 0) {
		assert_int_equal(unlink(file), 0);
		write_text(file, "the old bytes");
	}
	if (strcmp(e->meanwhile, "remove") == 0)
		assert_int_equal(unlink(file), 0);
	return true;
}

static bool commit(struct edit *e, const char *to, const char *meanwhile) {
	e->meanwhile = meanwhile;
	const struct lw_replacing what = {.pieces = &e->pieces, .path = file, .to = to, .check = check, .ctx = e};
	const bool ok = lw_replace(&what, &e->a, &e->done, &e->err);
	lw_source_close(&e->src);
	lw_arena_free(&e->a);
	return ok;
}

static void it_takes_the_place(void **state) {
	struct edit e;
	(void)state;
	plan(&e);
	assert_true(commit(&e, NULL, "nothing"));
	want(file, "the new bytes");
	assert_int_equal(e.done.notes.n, 0);
	assert_int_equal(names(), 1);
}

static void or_another(void **state) {
	struct edit e;
	(void)state;
	write_text(out, "something else");
	plan(&e);
	assert_true(commit(&e, out, "nothing"));
	want(file, "the old bytes");
	want(out, "the new bytes");
	assert_int_equal(names(), 2);
}

static void what_does_not_pass_goes_nowhere(void **state) {
	struct edit e;
	(void)state;
	plan(&e);
	assert_false(commit(&e, NULL, NULL));
	assert_int_equal(e.err.code, LW_E_INTERNAL);
	want(file, "the old bytes");
	plan(&e);
	assert_false(commit(&e, out, NULL));
	assert_int_equal(names(), 1);
}

static void a_file_that_changed_stays(void **state) {
	static const struct {
		const char *how, *left;
	} rows[] = {{"write", "other writer's"}, {"replace", "the old bytes"}};
	struct edit e;
	struct stat st;
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		write_text(file, "the old bytes");
		plan(&e);
		assert_false(commit(&e, NULL, rows[i].how));
		assert_int_equal(e.err.code, LW_E_LIMIT);
		want(file, rows[i].left);
	}
	/* Between the plan and the commit, by a writer who keeps the size. */
	write_text(file, "the old bytes");
	plan(&e);
	usleep(20000); /* the time of a file has the grain of the kernel's ticks */
	write_text(file, "THE OLD BYTES");
	assert_false(commit(&e, NULL, "nothing"));
	want(file, "THE OLD BYTES");
	/* A copy of what is no more is made all the same only if it is as it was. */
	write_text(file, "the old bytes");
	plan(&e);
	assert_false(commit(&e, out, "write"));
	assert_int_equal(e.err.code, LW_E_LIMIT);
	assert_int_equal(stat(out, &st), -1);
	assert_int_equal(names(), 1);
}

static void a_file_that_is_gone_does_not_come_back(void **state) {
	struct edit e;
	(void)state;
	plan(&e);
	assert_false(commit(&e, NULL, "remove"));
	assert_int_equal(e.err.code, LW_E_LIMIT);
	assert_int_equal(names(), 0);
}

static void links_are_followed_also_to_nothing(void **state) {
	struct lw_error err = {0};
	char away[128];
	struct stat st;
	(void)state;
	snprintf(away, sizeof away, "%s/away", dir);
	assert_int_equal(symlink("away", out), 0);
	assert_int_equal(symlink("./out", away), 0);
	assert_false(lw_write_file(out, "x", 1, &err)); /* round and round */
	assert_int_equal(err.code, LW_E_IO);
	assert_int_equal(unlink(away), 0);
	assert_true(lw_write_file(out, "x", 1, &err));
	want(away, "x");
	assert_true(lw_write_file(out, "yy", 2, &err));
	want(away, "yy");
	assert_true(lstat(out, &st) == 0 && S_ISLNK(st.st_mode));
	assert_int_equal(unlink(away), 0);
	assert_int_equal(names(), 2);
	lw_error_clear(&err);
	assert_false(lw_write_file(dir, "x", 1, &err));
	assert_non_null(strstr(err.text, "Is a directory"));
	assert_false(lw_write_file("", "x", 1, &err));
}

static void long_names_have_room(void **state) {
	struct lw_error err = {0};
	char path[512];
	(void)state;
	const int n = snprintf(path, sizeof path, "%s/", dir);
	memset(path + n, 'l', 255);
	path[n + 255] = '\0';
	assert_true(lw_write_file(path, "x", 1, &err));
	assert_true(lw_write_file(path, "yy", 2, &err));
	want(path, "yy");
	assert_int_equal(unlink(path), 0);
}

static void caps(const uint8_t *bytes, size_t n, const char *want_words) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	const char *got = lw_capabilities_words((struct lw_span){bytes, n}, &a, &err);
	assert_non_null(got);
	assert_string_equal(got, want_words);
	lw_arena_free(&a);
}

static void capabilities_have_names(void **state) {
	static const uint8_t raw[] = {1, 0, 0, 2, 0, 0x20, 0, 0, 1, 0, 0, 0, 0x00, 1, 0, 0, 0, 0, 0, 0x80};
	static const uint8_t none[20] = {0};
	(void)state;
	caps(raw, 20, "cap_chown, cap_net_raw, cap_checkpoint_restore, capability 63");
	caps(raw, 12, "cap_chown, cap_net_raw");
	caps(raw, 11, "unknown");
	caps(none, 20, "none");
}

#define E(f) cmocka_unit_test_setup_teardown(f, begin, end)
RUN("replace", E(it_takes_the_place), E(or_another), E(what_does_not_pass_goes_nowhere), E(a_file_that_changed_stays),
    E(a_file_that_is_gone_does_not_come_back), E(links_are_followed_also_to_nothing), E(long_names_have_room),
    T(capabilities_have_names))
