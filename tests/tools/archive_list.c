/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shows what the reader of archives makes of one; tests/live/archives.py compares it with what Python's modules say.
 *
 *   archive-list [-i IMAGE] [-p PLATFORM] [-b MOST-BYTES] [-n MOST-MEMBERS] FILE            a line of JSON for each
 * path archive-list FILE -m                                                the members, in their order archive-list
 * FILE -r                                                "PATH\tOFFSET\tLENGTH" lines on stdin: sha256 of each
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>
#include <openssl/sha.h>

#include "archive/archive.h"
#include "format/elf_parse.h"

#define STEP 65536

static void out_of_memory(void) {
	fputs("NOMEM: out of memory\n", stderr);
	exit(2);
}

static void say(json_t *row) {
	if (row == NULL || json_dumpf(row, stdout, JSON_COMPACT | JSON_SORT_KEYS) != 0)
		out_of_memory();
	putchar('\n');
	json_decref(row);
}

static json_t *text(const char *s) {
	char plain[8192];
	json_t *t = json_string(s);
	if (t != NULL)
		return t;
	size_t n = 0;
	for (; s[n] != '\0' && n + 1 < sizeof plain; n++)
		plain[n] = s[n];
	plain[n] = '\0';
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)plain[i] >= 0x80)
			plain[i] = '?';
	t = json_string(plain);
	if (t == NULL)
		out_of_memory();
	return t;
}

static void set(json_t *row, const char *key, json_t *value) {
	if (json_object_set_new(row, key, value) != 0)
		out_of_memory();
}

static bool digest(const struct lw_source *src, uint64_t off, uint64_t len, char *hex, struct lw_error *err) {
	static uint8_t buf[STEP];
	SHA256_CTX sha;
	SHA256_Init(&sha);
	for (uint64_t got = 1; len > 0 && got > 0; len -= got, off += got) {
		if (!lw_source_read(src, off, buf, len < STEP ? len : STEP, &got, err))
			return false;
		SHA256_Update(&sha, buf, (size_t)got);
	}
	uint8_t sum[SHA256_DIGEST_LENGTH];
	SHA256_Final(sum, &sha);
	for (size_t i = 0; i < sizeof sum; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
	return true;
}

static void file_row(const struct lw_fs *fs, const char *path, json_t *row) {
	struct lw_source src;
	struct lw_stat st;
	struct lw_error err = {0};
	char hex[2 * SHA256_DIGEST_LENGTH + 1];
	const int sys = fs->ops->open(fs, path, &src, &st);
	if (sys == ENOMEM || err.code == LW_E_NOMEM)
		out_of_memory();
	if (sys != 0) {
		set(row, "sys", json_integer(sys));
		return;
	}
	if (digest(&src, 0, st.size, hex, &err))
		set(row, "sha256", json_string(hex));
	else if (err.code == LW_E_NOMEM)
		out_of_memory();
	else
		set(row, "error", json_sprintf("%s: %s", lw_code_name(err.code), err.text));
	lw_source_close(&src);
}

static void walk(const struct lw_fs *fs, const char *dir);

struct place {
	const struct lw_fs *fs;
	const char *dir;
};

static void tell(const struct lw_stat *st, json_t *row) {
	set(row, "kind", json_string(st->kind == LW_KIND_DIR ? "dir" : st->kind == LW_KIND_FILE ? "file" : "other"));
	set(row, "mode", json_integer((json_int_t)st->mode));
	set(row, "size", json_integer((json_int_t)st->size));
}

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
		set(row, "sys", json_integer(sys));
	else if (is_link)
		set(row, "leads", text(real));
	else
		tell(&st, row);
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
		set(row, "target", text(m->target));
	say(row);
	return true;
}

/* Files stay open from one read to the next. */
static void reads(const struct lw_fs *fs) {
	char line[8192], before[8192] = "";
	struct lw_source src = {0};
	while (fgets(line, sizeof line, stdin) != NULL) {
		char hex[2 * SHA256_DIGEST_LENGTH + 1];
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

static bool elf_row(void *ctx, const struct lw_member *m) {
	const struct lw_fs *fs = ctx;
	char path[8192];
	struct lw_source src;
	struct lw_stat st;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_image *img;
	uint8_t magic[4];
	uint64_t got = 0;
	snprintf(path, sizeof path, "/%s", m->path);
	if (m->kind != LW_MEMBER_FILE || m->replaced || fs->ops->open(fs, path, &src, &st) != 0)
		return true;
	if (lw_source_read(&src, 0, magic, 4, &got, &err) && got == 4 &&
	    memcmp(magic,
		   "\x7f"
		   "ELF",
		   4) == 0 &&
	    lw_elf_parse(&src, &a, &img, &err)) {
		printf("%s", path);
		for (uint32_t i = 0; i < img->n_needs; i++)
			printf(" %s", img->needs[i].name);
		puts(img->damage != NULL ? " (damaged)" : "");
	}
	lw_arena_free(&a);
	lw_source_close(&src);
	return true;
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
	for (int c; (c = getopt(argc, argv, "i:p:b:n:mrtfce")) != -1;)
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
	else if (what == 'e')
		lw_archive_members(ar, elf_row, (void *)(uintptr_t)(const void *)lw_archive_fs(ar));
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
