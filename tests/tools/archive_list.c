/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shows what the reader of archives makes of one; tests/live/archives.py compares it with what Python's modules say.
 *
 *   archive-list [-i IMAGE] [-p PLATFORM] [-b MOST-BYTES] [-n MOST-MEMBERS] FILE            a line of JSON for each
 * path archive-list FILE -m                                                the members, in their order archive-list
 * FILE -r                                                "PATH\tOFFSET\tLENGTH" lines on stdin: sha256 of each
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>
#include <sha2.h>

#include "archive/archive.h"

#define STEP 65536

static void say(json_t *row) {
	json_dumpf(row, stdout, JSON_COMPACT | JSON_SORT_KEYS);
	putchar('\n');
	json_decref(row);
}

static json_t *text(const char *s) {
	json_t *t = json_string(s);
	return t != NULL ? t : json_string("(not UTF-8)");
}

static bool digest(const struct lw_source *src, uint64_t off, uint64_t len, char *hex, struct lw_error *err) {
	static uint8_t buf[STEP];
	SHA2_CTX sha;
	SHA256Init(&sha);
	for (uint64_t got = 1; len > 0 && got > 0; len -= got, off += got) {
		if (!lw_source_read(src, off, buf, len < STEP ? len : STEP, &got, err))
			return false;
		SHA256Update(&sha, buf, (size_t)got);
	}
	uint8_t sum[SHA256_DIGEST_LENGTH];
	SHA256Final(sum, &sha);
	for (size_t i = 0; i < sizeof sum; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
	return true;
}

static void file_row(const struct lw_fs *fs, const char *path, json_t *row) {
	struct lw_source src;
	struct lw_stat st;
	struct lw_error err = {0};
	char hex[SHA256_DIGEST_STRING_LENGTH];
	const int sys = fs->ops->open(fs, path, &src, &st);
	if (sys != 0) {
		json_object_set_new(row, "sys", json_integer(sys));
		return;
	}
	if (digest(&src, 0, st.size, hex, &err))
		json_object_set_new(row, "sha256", json_string(hex));
	else
		json_object_set_new(row, "error", json_sprintf("%s: %s", lw_code_name(err.code), err.text));
	lw_source_close(&src);
}

static void walk(const struct lw_fs *fs, const char *dir);

struct place {
	const struct lw_fs *fs;
	const char *dir;
};

static bool visit(void *ctx, const char *name) {
	const struct place *at = ctx;
	char path[8192], real[8192];
	struct lw_stat st;
	snprintf(path, sizeof path, "%s/%s", strcmp(at->dir, "/") == 0 ? "" : at->dir, name);
	json_t *row = json_pack("{so}", "path", text(path));
	int sys = at->fs->ops->stat(at->fs, path, &st);
	if (sys == 0)
		sys = at->fs->ops->realpath(at->fs, path, real, sizeof real);
	const bool is_link = sys != 0 || strcmp(real, path) != 0;
	if (sys != 0)
		json_object_set_new(row, "sys", json_integer(sys));
	else if (is_link)
		json_object_set_new(row, "leads", text(real));
	else
		json_object_update_new(row,
				       json_pack("{sssisI}", "kind",
						 st.kind == LW_KIND_DIR            ? "dir"
							 : st.kind == LW_KIND_FILE ? "file"
										   : "other",
						 "mode", (int)st.mode, "size", (json_int_t)st.size));
	if (!is_link && st.kind == LW_KIND_FILE)
		file_row(at->fs, path, row);
	say(row);
	if (!is_link && st.kind == LW_KIND_DIR)
		walk(at->fs, path);
	return true;
}

static void walk(const struct lw_fs *fs, const char *dir) {
	struct place at = {fs, dir};
	fs->ops->list(fs, dir, visit, &at);
}

static bool member_row(void *ctx, const struct lw_member *m) {
	static const char *const kinds[] = {"dir", "file", "link", "hard link", "other"};
	(void)ctx;
	json_t *row = json_pack("{sosssisIsb}", "path", text(m->path), "kind", kinds[m->kind], "mode", (int)m->mode,
				"size", (json_int_t)m->size, "replaced", m->replaced);
	if (m->target != NULL)
		json_object_set_new(row, "target", text(m->target));
	say(row);
	return true;
}

/* Files stay open from one read to the next. */
static void reads(const struct lw_fs *fs) {
	char line[8192], before[8192] = "";
	struct lw_source src = {0};
	while (fgets(line, sizeof line, stdin) != NULL) {
		char hex[SHA256_DIGEST_STRING_LENGTH];
		struct lw_error err = {0};
		struct lw_stat st;
		char *off = strchr(line, '\t'), *len = off == NULL ? NULL : strchr(off + 1, '\t');
		if (len == NULL)
			exit(3);
		*off = '\0';
		if (strcmp(line, before) != 0 && fs->ops->open(fs, line, &src, &st) != 0)
			exit(3);
		strcpy(before, line);
		if (!digest(&src, strtoull(off + 1, NULL, 10), strtoull(len + 1, NULL, 10), hex, &err))
			snprintf(hex, sizeof hex, "%s", lw_code_name(err.code));
		puts(hex);
	}
}

static const char *kind_word(enum lw_archive_kind kind) {
	static const char *const words[] = {"zip", "tar", "deb", "conda", "image"};
	return words[kind];
}

static int fail(const struct lw_error *err) {
	fprintf(stderr, "%s: %s\n", lw_code_name(err->code), err->text);
	return 2;
}

int main(int argc, char **argv) {
	struct lw_archive_opts opts = {0};
	struct lw_archive *ar = NULL;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_source src;
	struct lw_stat st;
	char what = 'l';
	for (int c; (c = getopt(argc, argv, "i:p:b:n:mrtfc")) != -1;)
		switch (c) {
		case 'i':
			opts.image = optarg;
			break;
		case 'p':
			opts.platform = optarg;
			break;
		case 'b':
			opts.most_bytes = strtoull(optarg, NULL, 10);
			break;
		case 'n':
			opts.most_members = (uint32_t)strtoul(optarg, NULL, 10);
			break;
		case 'f':
			opts.links_are_files = true;
			break;
		default:
			what = (char)c;
		}
	if (optind + 1 != argc || lw_fs_disk()->ops->open(lw_fs_disk(), argv[optind], &src, &st) != 0)
		return 3;
	if (what == 't') {
		bool is;
		enum lw_archive_kind kind;
		if (!lw_archive_tell(&src, &is, &kind, &err))
			return fail(&err);
		puts(is ? kind_word(kind) : "none");
		return 0;
	}
	const bool ok = lw_archive_open(&src, &opts, &a, &ar, &err);
	if (!ok) {
		lw_arena_free(&a);
		return fail(&err);
	}
	if (what == 'm')
		lw_archive_members(ar, member_row, NULL);
	else if (what == 'r')
		reads(lw_archive_fs(ar));
	else {
		say(json_pack("{ssss*ss*}", "kind", kind_word(lw_archive_kind(ar)), "image", lw_archive_image(ar),
			      "platform", lw_archive_platform(ar)));
		walk(what == 'c' ? lw_archive_control(ar) : lw_archive_fs(ar), "/");
	}
	lw_archive_close(ar);
	lw_arena_free(&a);
	return 0;
}
