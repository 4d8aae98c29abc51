/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes a new file of pieces of an old one and lets it take its place, for tests of what happens on the way.
 *
 * replace-tool FILE OUT WORD…   OUT "-": in place. The words make the new file from its start to its end:
 *   keep:FROM:LEN   old bytes; LEN "all": up to the end     put:TEXT   these bytes     zero:LEN
 *   refuse          what is written does not pass           touch      the old file is changed before it is replaced
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "os/errno_names.h"
#include "os/fs.h"
#include "os/replace.h"

struct tool {
	struct lw_arena arena;
	struct lw_source src;
	struct lw_pieces pieces;
	struct lw_replaced done;
	bool refuse;
};

static bool check(void *ctx, const struct lw_source *written, struct lw_error *err) {
	(void)written;
	const struct tool *t = ctx;
	if (!t->refuse)
		return true;
	return lw_fail(err, LW_E_INTERNAL, "refused");
}

static bool touch(const char *path) {
	FILE *f = fopen(path, "a");
	return f != NULL && fputs("more", f) >= 0 && fclose(f) == 0;
}

static bool word(struct tool *t, const char *path, const char *text, struct lw_error *err) {
	unsigned long long from = 0, len = 0;
	if (strcmp(text, "refuse") == 0)
		return t->refuse = true;
	if (strcmp(text, "touch") == 0)
		return touch(path);
	if (strncmp(text, "put:", 4) == 0)
		return lw_pieces_put(&t->pieces, (struct lw_span){(const uint8_t *)text + 4, strlen(text + 4)}, err);
	if (sscanf(text, "zero:%llu", &len) == 1)
		return lw_pieces_zero(&t->pieces, len, err);
	if (sscanf(text, "keep:%llu:%llu", &from, &len) == 2)
		return lw_pieces_keep(&t->pieces, from, len, err);
	return sscanf(text, "keep:%llu:all", &from) == 1 && lw_pieces_keep(&t->pieces, from, t->src.size - from, err);
}

static bool run(struct tool *t, char **argv, struct lw_error *err) {
	const struct lw_fs *fs = lw_fs_disk();
	t->pieces = (struct lw_pieces){.old = &t->src, .a = &t->arena};
	struct lw_errno_buf words;
	const int sys = fs->ops->open(fs, argv[1], &t->src, &t->pieces.was);
	if (sys != 0 || t->pieces.was.kind != LW_KIND_FILE)
		return lw_fail(err, LW_E_IO, "cannot be opened: %s", lw_errno_words(sys, &words));
	for (char **w = argv + 3; *w != NULL; w++)
		if (!word(t, argv[1], *w, err))
			return false;
	const struct lw_replacing what = {.pieces = &t->pieces,
					  .path = argv[1],
					  .to = strcmp(argv[2], "-") == 0 ? NULL : argv[2],
					  .check = check,
					  .ctx = t};
	return lw_replace(&what, &t->arena, &t->done, err);
}

int main(int argc, char **argv) {
	struct tool t = {.refuse = false};
	struct lw_error err = {.code = LW_E_OK};
	if (argc < 4)
		return 3;
	const bool ok = run(&t, argv, &err);
	for (uint32_t i = 0; ok && i < t.done.notes.n; i++)
		puts(t.done.notes.at[i]);
	if (ok && t.done.kept != NULL)
		printf("kept: %s\n", t.done.kept);
	if (!ok)
		fprintf(stderr, "%s [%s]\n", err.text, lw_code_name(err.code));
	if (t.src.ops != NULL)
		lw_source_close(&t.src);
	lw_arena_free(&t.arena);
	return ok ? 0 : 2;
}
