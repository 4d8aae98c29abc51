/* SPDX-License-Identifier: Apache-2.0 */
/* `verify` and `diff` for people: what differs, file by file, the first side left of each arrow. */
#include <string.h>

#include "report/drifts.h"
#include "report/text.h"

#define DIGITS_SHOWN 16

static void pair(struct lw_out *o, const char *was, const char *now, const char *nothing) {
	lw_out_name(o, was == NULL ? nothing : was);
	lw_out_text(o, " -> ");
	lw_out_name(o, now == NULL ? nothing : now);
}

/* The front of a digest tells it apart. */
static void digest(struct lw_out *o, const char *hex) {
	char text[DIGITS_SHOWN + 1] = {0};
	if (hex != NULL)
		memcpy(text, hex, strlen(hex) < DIGITS_SHOWN ? strlen(hex) : DIGITS_SHOWN);
	lw_out_name(o, hex == NULL ? "none" : text);
}

static void digests(struct lw_out *o, const char *what, const struct lw_drift *d) {
	lw_out_text(o, what);
	digest(o, d->was);
	lw_out_text(o, " -> ");
	digest(o, d->now);
}

static void place(struct lw_out *o, const char *path, enum lw_rule rule) {
	if (path == NULL) {
		lw_out_text(o, "nothing");
		return;
	}
	lw_out_name(o, path);
	if (rule != LW_RULE_NONE)
		lw_out_fmt(o, " (%s)", lw_rule_words(rule));
}

/* How the two files that a name leads to compare. */
static void files(struct lw_out *o, const struct lw_locked_file *x, const struct lw_locked_file *y) {
	if (x->sha256 == NULL || y->sha256 == NULL)
		return;
	if (strcmp(x->sha256, y->sha256) == 0)
		lw_out_text(o, ", the same bytes");
	else if (x->build_id != NULL && y->build_id != NULL && strcmp(x->build_id, y->build_id) == 0)
		lw_out_text(o, ", the same build with other bytes");
	else
		lw_out_text(o, ", other bytes");
}

static void name(struct lw_out *o, const struct lw_drift *d) {
	lw_out_name(o, d->name);
	lw_out_text(o, ": ");
	if (d->kind != LW_DRIFT_PATH && d->kind != LW_DRIFT_RULE) {
		lw_out_text(o, lw_drift_words(d->kind));
		lw_out_text(o, ": ");
	}
	if (d->kind == LW_DRIFT_NAME_GONE || d->kind == LW_DRIFT_MISSING) {
		place(o, d->was, d->was_rule);
	} else if (d->kind == LW_DRIFT_NAME_NEW || d->kind == LW_DRIFT_FOUND) {
		place(o, d->now, d->now_rule);
	} else {
		place(o, d->was, d->was_rule);
		lw_out_text(o, " -> ");
		place(o, d->now, d->now_rule);
	}
	if (d->kind == LW_DRIFT_PATH)
		files(o, d->was_file, d->now_file);
}

static void finding(struct lw_out *o, const struct lw_drift *d) {
	lw_out_text(o, lw_drift_words(d->kind));
	lw_out_text(o, ": ");
	lw_out_name(o, d->name);
	lw_out_text(o, " ");
	lw_out_name(o, d->was != NULL ? d->was : d->now);
}

static void sentence(struct lw_out *o, const struct lw_drift *d) {
	lw_out_text(o, lw_drift_words(d->kind));
	if (d->was != NULL || d->now != NULL) {
		lw_out_text(o, ": ");
		lw_out_name(o, d->now != NULL ? d->now : d->was);
	}
}

static void one(struct lw_out *o, const struct lw_drift *d) {
	lw_out_text(o, "    ");
	switch (d->kind) {
	case LW_DRIFT_CONTENT:
		digests(o, "other bytes: SHA-256 ", d);
		break;
	case LW_DRIFT_BUILD_ID:
		digests(o, "other build: build-id ", d);
		break;
	case LW_DRIFT_SONAME:
		lw_out_text(o, "soname: ");
		pair(o, d->was, d->now, "none");
		break;
	case LW_DRIFT_PACKAGE:
		lw_out_text(o, "package: ");
		pair(o, d->was, d->now, "none");
		break;
	case LW_DRIFT_VERSION:
		lw_out_text(o, "versions of ");
		lw_out_name(o, d->name);
		lw_out_text(o, ": ");
		pair(o, d->was, d->now, "none");
		break;
	case LW_DRIFT_FUSED:
	case LW_DRIFT_FUSED_GONE:
	case LW_DRIFT_FUSED_NEW:
		lw_out_name(o, d->name);
		lw_out_fmt(o, ": %s", lw_drift_words(d->kind));
		digests(o, ": SHA-256 ", d);
		break;
	case LW_DRIFT_FINDING_GONE:
	case LW_DRIFT_FINDING_NEW:
		finding(o, d);
		break;
	default:
		if (d->name != NULL)
			name(o, d);
		else
			sentence(o, d);
	}
	lw_out_text(o, "\n");
}

static void subject(struct lw_out *o, const struct lw_drift *d) {
	lw_out_text(o, "  ");
	lw_out_style(o, LW_STYLE_TITLE);
	lw_out_name(o, d->subject);
	lw_out_style(o, LW_STYLE_PLAIN);
	lw_out_text(o, "\n");
}

/* Only some of a subject's differences tell the name that the second side has for it. */
static void other(struct lw_out *o, const struct lw_drifts *d, uint32_t from) {
	for (uint32_t i = from; i < d->n && strcmp(d->at[i].subject, d->at[from].subject) == 0; i++)
		if (d->at[i].other != NULL) {
			lw_out_text(o, "    there ");
			lw_out_name(o, d->at[i].other);
			lw_out_text(o, "\n");
			return;
		}
}

static void title(struct lw_report *r, const struct lw_drifts *d) {
	struct lw_out *o = &r->out;
	lw_out_style(o, LW_STYLE_TITLE);
	lw_out_name(o, d->was);
	if (strcmp(d->was, d->now) != 0 || strcmp(r->opts.schema, "diff") == 0) {
		lw_out_text(o, " -> ");
		lw_out_name(o, d->now);
	}
	lw_out_style(o, LW_STYLE_PLAIN);
	lw_out_text(o, d->n == 0 ? ": the same\n" : "\n");
	for (uint32_t i = 0; i < d->n_notes; i++) {
		lw_out_text(o, "  note: ");
		lw_out_name(o, d->notes[i]);
		lw_out_text(o, "\n");
	}
}

bool lw_text_drifts(struct lw_report *r, const struct lw_drifts *d, struct lw_error *err) {
	struct lw_out *o = &r->out;
	(void)err;
	if (d->n == 0 && r->opts.quiet)
		return true;
	lw_report_separate(r, "", "");
	title(r, d);
	for (uint32_t i = 0; i < d->n; i++) {
		if (i == 0 || strcmp(d->at[i].subject, d->at[i - 1].subject) != 0) {
			subject(o, &d->at[i]);
			other(o, d, i);
		}
		one(o, &d->at[i]);
	}
	if (r->opts.quiet)
		return true;
	lw_out_text(o, "same: ");
	lw_text_count(o, d->n_same, "binary", "binaries");
	lw_out_text(o, "\n");
	return true;
}
