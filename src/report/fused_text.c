/* SPDX-License-Identifier: Apache-2.0 */
/* `fuse --list` and `fuse --undo` for people. */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "report/text.h"

#define LONGEST_LICENSE 256

static void title(struct lw_out *o, const struct lw_report_fused *shown) {
	lw_out_style(o, LW_STYLE_TITLE);
	lw_out_name(o, shown->fused->path);
	lw_out_style(o, LW_STYLE_PLAIN);
	if (shown->to != NULL) {
		lw_out_text(o, " -> ");
		lw_out_name(o, shown->to);
		lw_out_text(o, ": written as it was before it was fused\n");
		return;
	}
	lw_out_text(o, ": fused");
	for (uint32_t i = 0; i < shown->fused->n_options; i++) {
		lw_out_text(o, i == 0 ? " with " : " ");
		lw_out_name(o, shown->fused->options[i]);
	}
	lw_out_text(o, "\n");
}

static bool digits(struct lw_report *r, const char *what, const uint8_t *bytes, uint32_t n, struct lw_error *err) {
	const char *text = bytes == NULL ? "none" : lw_hex(&r->arena, bytes, n, err);
	if (text == NULL)
		return false;
	lw_out_text(&r->out, what);
	lw_out_text(&r->out, text);
	return true;
}

static bool file(struct lw_report *r, const struct lw_fused *shown, const struct lw_fused_file *f,
		 struct lw_error *err) {
	const bool target = f == shown->files;
	struct lw_out *o = &r->out;
	lw_out_text(o, "  ");
	lw_out_name(o, f->path);
	if (target)
		lw_out_text(o, " (the file itself)");
	else if (f->soname != NULL) {
		lw_out_text(o, " (");
		lw_out_name(o, f->soname);
		lw_out_text(o, ")");
	}
	lw_out_fmt(o, ": %llu bytes, at offset %#llx (%#llx bytes%s), addresses %s%#llx\n", (unsigned long long)f->size,
		   (unsigned long long)f->off, (unsigned long long)f->len, f->in_memory ? ", as in memory" : "",
		   (int64_t)f->delta < 0 ? "-" : "+",
		   (unsigned long long)((int64_t)f->delta < 0 ? 0 - f->delta : f->delta));
	if (!digits(r, "    build-id ", f->build_id, f->n_build_id, err) ||
	    !digits(r, ", sha256 ", f->sha256, sizeof f->sha256, err))
		return false;
	lw_out_text(o, "\n");
	lw_text_owner(o, &f->owner);
	if (f->in < shown->n_files) {
		lw_out_text(o, "    was in ");
		lw_out_name(o, shown->files[f->in].path);
		lw_out_text(o, " already\n");
	}
	return true;
}

/* "    zlib1g:amd64 1:1.2.13.dfsg-1 (dpkg), license Zlib" */
void lw_text_owner(struct lw_out *o, const struct lw_owner *owner) {
	if (owner->manager == NULL)
		return;
	lw_out_text(o, "    ");
	lw_out_name(o, owner->package);
	if (owner->version != NULL) {
		lw_out_text(o, " ");
		lw_out_name(o, owner->version);
	}
	lw_out_fmt(o, " (%s)", owner->manager);
	if (owner->license != NULL) {
		const char *parts = strstr(owner->license, " (parts: ");
		char whole[LONGEST_LICENSE];
		snprintf(whole, sizeof whole, "%.*s",
			 (int)(parts == NULL ? strlen(owner->license) : (size_t)(parts - owner->license)),
			 owner->license);
		lw_out_text(o, ", license ");
		lw_out_name(o, whole);
		lw_out_text(o, parts == NULL ? "" : ", others in parts");
	}
	lw_out_text(o, "\n");
}

bool lw_text_fused(struct lw_report *r, const struct lw_report_fused *shown, struct lw_error *err) {
	const struct lw_fused *f = shown->fused;
	lw_report_separate(r, "", "\n");
	title(&r->out, shown);
	for (uint32_t i = 0; shown->to == NULL && i < f->n_files; i++)
		if (!file(r, f, &f->files[i], err))
			return false;
	for (uint32_t i = 0; i < shown->n_notes; i++) {
		lw_out_text(&r->out, "  note: ");
		lw_out_name(&r->out, shown->notes[i]);
		lw_out_text(&r->out, "\n");
	}
	return true;
}
