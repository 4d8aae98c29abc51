/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An edit on its way: what is asked, and what has been laid out for it. A format's editor reads the old file, puts the
 * new one together in pieces, and tells each range that differs; nothing is written here. All memory is the arena's.
 */
#ifndef LW_EDIT_EDITING_H
#define LW_EDIT_EDITING_H

#include "base/vec.h"
#include "format/images.h"
#include "linkwright/edit.h"
#include "linkwright/image.h"
#include "os/pieces.h"

struct lw_editing {
	/* Asked. */
	const char *path;
	const struct lw_source *src; /* the old file */
	struct lw_images images;     /* of the old file, none of them damaged */
	const struct lw_edit *edits;
	size_t n_edits;
	struct lw_edit_opts opts;
	struct lw_arena *a;
	void *work; /* of the format's editor, from lay to verify */
	/* Laid out. */
	struct lw_pieces pieces; /* stays empty where nothing is to be changed */
	enum lw_strategy strategy;
	LW_VEC(struct lw_step) steps;
	LW_VEC(const char *) changes;
	LW_VEC(const char *) warnings;
};

struct lw_editor {
	enum lw_format format;
	/* Fills pieces, strategy, steps, changes and warnings. What is there already as it was asked changes nothing:
	 * pieces stay empty. Errors: UNSUPPORTED, NOT_FOUND, USAGE, those of readers, NOMEM. */
	bool (*lay)(struct lw_editing *e, struct lw_error *err);
	/* The new file, as it would be read, is sound and shows what was asked and nothing else. now: its images.
	 * Errors: INTERNAL with what is wrong, those of readers, NOMEM. */
	bool (*verify)(struct lw_editing *e, const struct lw_source *after, const struct lw_images *now,
		       struct lw_error *err);
};

extern const struct lw_editor lw_editor_elf, lw_editor_macho, lw_editor_pe;

/* A line of what the edits come to; a sentence on what is lost or weaker. Errors: NOMEM. */
bool lw_editing_change(struct lw_editing *e, struct lw_error *err, const char *fmt, ...) LW_USE LW_PRINTF(3, 4);
bool lw_editing_warn(struct lw_editing *e, struct lw_error *err, const char *fmt, ...) LW_USE LW_PRINTF(3, 4);
/* The costlier strategy counts. */
void lw_editing_takes(struct lw_editing *e, enum lw_strategy strategy);

/* Refuses an edit that a format has no meaning for. Gives false with UNSUPPORTED. */
bool lw_editing_refuse(const struct lw_edit *edit, const char *format, struct lw_error *err);

#endif
