/* SPDX-License-Identifier: Apache-2.0 */
/* A world file while it is written: what the recorders of all formats share. */
#ifndef LW_WORLDFILE_WRITING_H
#define LW_WORLDFILE_WRITING_H

#include "base/map.h"
#include "base/vec.h"
#include "linkwright/graph.h"

struct lw_writing;

/* The statement about a file and its lines, in the words of one format; *told stays false for a file that cannot be
 * told in them. */
typedef bool lw_file_lines(struct lw_writing *w, const char *path, const struct lw_file *f, bool *told,
			   struct lw_error *err);

struct lw_writing {
	struct lw_session *s;
	const struct lw_graph *g;
	struct lw_arena *a;
	lw_file_lines *lines;
	void *of; /* what the format's recorder knows beside the graph */
	LW_VEC(char) text;
	struct lw_map written; /* path -> anything */
	struct lw_map inodes;  /* identity -> path */
};

bool lw_writing_put(struct lw_writing *w, const char *text, struct lw_error *err) LW_USE;
/* A blank and the word, in quotes where it has to be. */
bool lw_writing_word(struct lw_writing *w, const char *word, struct lw_error *err) LW_USE;
/* A line of words; NULL ends them. Each is quoted where it has to be, but for the first, which may hold a tab. */
bool lw_writing_line(struct lw_writing *w, struct lw_error *err, const char *first, ...) LW_USE;
bool lw_writing_number(struct lw_writing *w, const char *word, uint64_t v, struct lw_error *err) LW_USE;
/* Two digits for each byte; NULL with NOMEM. */
const char *lw_writing_hex(struct lw_writing *w, const uint8_t *bytes, size_t n, struct lw_error *err);

bool lw_writing_knows(const struct lw_writing *w, const char *path);
bool lw_writing_remember(struct lw_writing *w, const char *path, struct lw_error *err) LW_USE;

/* Once for each path, which has no link, "." or ".." in it: a directory; a file, a second name of one that was told
 * before, or its first bytes; the text of a file; one that cannot be opened. */
bool lw_writing_dir(struct lw_writing *w, const char *path, struct lw_error *err) LW_USE;
bool lw_writing_file(struct lw_writing *w, const char *path, const struct lw_file *f, struct lw_error *err) LW_USE;
bool lw_writing_text(struct lw_writing *w, const char *path, const char *file, struct lw_error *err) LW_USE;
bool lw_writing_errno(struct lw_writing *w, const char *path, int sys, struct lw_error *err) LW_USE;

/* Follows an absolute path to where it really lies, and tells of each link and of each directory that ".." leaves. *out
 * is the place, as far as there is one; *rest what is left of the path behind it. */
bool lw_writing_place(struct lw_writing *w, const char *path, const char **out, const char **rest,
		      struct lw_error *err) LW_USE;
/* What opening an absolute path gave: the file where it lies, or why there is none. */
bool lw_writing_look(struct lw_writing *w, const char *path, int sys, struct lw_error *err) LW_USE;

/* How one format is recorded: loader, files and surroundings; and one more file, which no probe met. */
struct lw_recorder {
	bool (*write)(struct lw_writing *w, struct lw_error *err);
	bool (*also)(struct lw_writing *w, const char *path, struct lw_error *err);
};

extern const struct lw_recorder lw_recorder_elf, lw_recorder_macho, lw_recorder_pe;

#endif
