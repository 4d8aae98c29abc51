/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A PE file of any bytes takes random edits, chosen by its last bytes; what comes of them is parsed and proved. A file
 * may be refused, but what is laid out must always prove to be right, and the same single edit again must change
 * nothing.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "edit/editing.h"
#include "format/formats.h"

#define MOST_EDITS 4
#define SEED_BYTES 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct choice {
	uint64_t state;
	struct lw_arena *a;
	const struct lw_image *img;
};

/* xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators") */
static uint32_t pick(struct choice *c, uint32_t below) {
	c->state ^= c->state >> 12;
	c->state ^= c->state << 25;
	c->state ^= c->state >> 27;
	return (uint32_t)((c->state * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % below;
}

static const char *some_name(struct choice *c) {
	static const char letters[] = "abcXYZ019-_.~ ";
	struct lw_error err = {0};
	const uint32_t most[] = {4, 12, 40, 259}, n = 1 + pick(c, most[pick(c, 4)]);
	char *name = lw_alloc(c->a, n + (size_t)1, 1, &err);
	if (name == NULL)
		return "x.dll";
	for (uint32_t i = 0; i < n; i++)
		name[i] = letters[pick(c, sizeof letters - 1)];
	return name;
}

static const char *known_name(struct choice *c) {
	return c->img->n_needs == 0 || pick(c, 8) == 0 ? "other.dll" : c->img->needs[pick(c, c->img->n_needs)].name;
}

static struct lw_edit some_edit(struct choice *c) {
	static const char *const flags[] = {"nxcompat", "dynamicbase", "highentropyva", "guardcf", "tsaware", "now"};
	switch (pick(c, 9)) {
	case 0:
		return (struct lw_edit){LW_EDIT_SET_SONAME, some_name(c), NULL};
	case 1:
		return (struct lw_edit){LW_EDIT_DEPENDENT_LOAD_FLAGS, pick(c, 2) == 0 ? "0x800" : "0", NULL};
	case 2:
		return (struct lw_edit){LW_EDIT_REMOVE_NEEDED, known_name(c), NULL};
	case 3:
		return (struct lw_edit){pick(c, 2) == 0 ? LW_EDIT_SET_FLAG : LW_EDIT_CLEAR_FLAG, flags[pick(c, 6)],
					NULL};
	case 4:
		return (struct lw_edit){LW_EDIT_REPLACE_NEEDED, known_name(c), known_name(c)};
	default:
		return (struct lw_edit){LW_EDIT_REPLACE_NEEDED, known_name(c), some_name(c)};
	}
}

/* Starts an editing; false if the bytes hold nothing that can be edited. */
static bool start(struct lw_editing *e, const struct lw_source *src, struct lw_arena *a, struct lw_error *err) {
	*e = (struct lw_editing){.path = "fuzz.dll", .src = src, .a = a};
	e->pieces = (struct lw_pieces){.old = src, .a = a};
	return lw_format_parse(src, a, &e->images, err) && e->images.n == 1 &&
		e->images.at[0]->format == LW_FORMAT_PE && e->images.at[0]->damage == NULL;
}

/* The same edit of the new file changes nothing. */
static void again(const struct lw_editing *e, const struct lw_source *after) {
	struct lw_arena a = {0};
	struct lw_editing next;
	struct lw_error err = {0};
	if (!start(&next, after, &a, &err))
		abort();
	next.edits = e->edits;
	next.n_edits = e->n_edits;
	if (!lw_editor_pe.lay(&next, &err) || next.pieces.list.n != 0)
		abort();
	lw_arena_free(&a);
}

static void prove(struct lw_editing *e) {
	struct lw_source after;
	struct lw_images now;
	struct lw_error err = {0};
	lw_pieces_source(&e->pieces, &after);
	if (!lw_format_parse(&after, e->a, &now, &err) || now.n != 1 || now.at[0]->damage != NULL)
		abort();
	if (!lw_editor_pe.verify(e, &after, &now, &err))
		abort();
	if (e->n_edits == 1)
		again(e, &after);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct lw_source src;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_editing e;
	struct lw_edit edits[MOST_EDITS];
	lw_source_of_memory(&src, (struct lw_span){data, size});
	if (start(&e, &src, &a, &err)) {
		struct choice c = {0x9e3779b97f4a7c15, &a, e.images.at[0]};
		for (size_t i = size < SEED_BYTES ? 0 : size - SEED_BYTES; i < size; i++)
			c.state = c.state * 257 + data[i] + 1;
		c.state += c.state == 0;
		e.n_edits = 1 + pick(&c, MOST_EDITS);
		for (size_t i = 0; i < e.n_edits; i++)
			edits[i] = some_edit(&c);
		e.edits = edits;
		if (!lw_editor_pe.lay(&e, &err)) {
			if (err.code == LW_E_INTERNAL || err.code == LW_E_OK)
				abort();
		} else if (e.pieces.list.n != 0) {
			prove(&e);
		}
	}
	lw_arena_free(&a);
	return 0;
}
