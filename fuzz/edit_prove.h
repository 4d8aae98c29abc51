/* SPDX-License-Identifier: Apache-2.0 */
/* What the fuzz targets of editors share: choices that the input's last bytes make, and the proof of what is laid out.
 */
#ifndef LW_FUZZ_EDIT_PROVE_H
#define LW_FUZZ_EDIT_PROVE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit/editing.h"
#include "format/formats.h"

#define MOST_EDITS 4
#define SEED_BYTES 8

struct choice {
	uint64_t state;
	struct lw_arena *a;
	const struct lw_image *img;
};

/* xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators") */
static inline uint32_t pick(struct choice *c, uint32_t below) {
	c->state ^= c->state >> 12;
	c->state ^= c->state << 25;
	c->state ^= c->state >> 27;
	return (uint32_t)((c->state * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % below;
}

/* A name of one to most letters; other where memory has run out. */
static inline const char *some_letters(struct choice *c, const char *letters, uint32_t most, const char *other) {
	struct lw_error err = {0};
	const uint32_t n = 1 + pick(c, most), n_letters = (uint32_t)strlen(letters);
	char *name = lw_alloc(c->a, n + (size_t)1, 1, &err);
	for (uint32_t i = 0; name != NULL && i < n; i++)
		name[i] = letters[pick(c, n_letters)];
	return name == NULL ? other : name;
}

static inline const char *known_name(struct choice *c, const char *other) {
	return c->img->n_needs == 0 || pick(c, 8) == 0 ? other : c->img->needs[pick(c, c->img->n_needs)].name;
}

/* A find: what it says helps to tell one from another. */
static inline void found(const char *what, const struct lw_error *err) {
	fprintf(stderr, "FOUND: %s: %s\n", what, err->code == LW_E_OK ? "no error" : err->text);
	abort();
}

/* Reads what an editor may be given: whole files of its format. */
static inline bool read_whole(const struct lw_source *src, enum lw_format format, struct lw_arena *a,
			      struct lw_images *out, struct lw_error *err) {
	if (!lw_format_parse(src, a, out, err))
		return false;
	for (uint32_t i = 0; i < out->n; i++)
		if (out->at[i]->format != format || out->at[i]->damage != NULL)
			return false;
	return out->n != 0;
}

/* Starts an editing; false if the bytes hold nothing that can be edited. */
static inline bool start(struct lw_editing *e, enum lw_format format, const struct lw_source *src, struct lw_arena *a,
			 struct lw_error *err) {
	*e = (struct lw_editing){.path = "folder/fuzz", .src = src, .a = a};
	e->pieces = (struct lw_pieces){.old = src, .a = a};
	return read_whole(src, format, a, &e->images, err);
}

/* The same edit of the new file changes nothing; what it was about may not be there any more. */
static inline void again(const struct lw_editor *editor, const struct lw_editing *e, const struct lw_source *after) {
	struct lw_arena a = {0};
	struct lw_editing next;
	struct lw_error err = {0};
	if (!start(&next, editor->format, after, &a, &err))
		found("cannot be edited again", &err);
	next.edits = e->edits;
	next.n_edits = e->n_edits;
	next.opts = e->opts;
	if (editor->lay(&next, &err) ? next.pieces.list.n != 0 : err.code != LW_E_NOT_FOUND)
		found("the same edit changes it again", &err);
	lw_arena_free(&a);
}

/* What is laid out can be read and passes; must: nothing is wrong with the old file that could be the cause. */
static inline void prove(const struct lw_editor *editor, struct lw_editing *e, bool must) {
	struct lw_source after;
	struct lw_images now;
	struct lw_error err = {0};
	lw_pieces_source(&e->pieces, &after);
	const bool ok = read_whole(&after, editor->format, e->a, &now, &err) && editor->verify(e, &after, &now, &err);
	if (!ok && must)
		found("does not pass", &err);
	if (ok && e->n_edits == 1)
		again(editor, e, &after);
}

/* Lays out what is asked: a file may be refused, but what is laid out without a fault can be proved. sound tells
 * whether nothing was wrong with the old file; NULL: the format's reader sees all that may be. */
static inline void lay_and_prove(const struct lw_editor *editor, struct lw_editing *e,
				 bool (*sound)(const struct lw_editing *e, const struct lw_source *src)) {
	struct lw_error err = {0};
	const bool ok = editor->lay(e, &err);
	if (ok != (err.code == LW_E_OK) || err.code == LW_E_INTERNAL)
		found(ok ? "laid out with an error" : "not laid out", &err);
	if (ok && e->pieces.list.n != 0)
		prove(editor, e, sound == NULL || sound(e, e->src));
}

/* The choices are those of the input's last bytes. */
static inline void seed(struct choice *c, const uint8_t *data, size_t size) {
	c->state = UINT64_C(0x9e3779b97f4a7c15);
	for (size_t i = size < SEED_BYTES ? 0 : size - SEED_BYTES; i < size; i++)
		c->state = c->state * 257 + data[i] + 1;
	c->state += c->state == 0;
}

/* As many edits as one chooses. */
static inline void choose(struct choice *c, struct lw_editing *e, struct lw_edit *edits,
			  struct lw_edit (*some_edit)(struct choice *c)) {
	e->n_edits = 1 + pick(c, MOST_EDITS);
	for (size_t i = 0; i < e->n_edits; i++)
		edits[i] = some_edit(c);
	e->edits = edits;
}

#endif
