/* SPDX-License-Identifier: Apache-2.0 */
/* `fuse --list` and `fuse --undo` as JSON. */
#include "base/hex.h"
#include "report/json.h"

static void digits(struct lw_report *r, struct lw_json *j, json_t *o, const char *key, const uint8_t *bytes, uint32_t n,
		   struct lw_error *err) {
	char *text = bytes == NULL ? NULL : lw_hex(&r->arena, bytes, n, err);
	j->failed |= bytes != NULL && text == NULL;
	lw_json_text(j, o, key, text);
}

static json_t *file(struct lw_report *r, struct lw_json *j, const struct lw_fused *all, const struct lw_fused_file *f,
		    struct lw_error *err) {
	json_t *o = lw_json_object(j);
	lw_json_text(j, o, "path", f->path);
	lw_json_text(j, o, "soname", f->soname);
	digits(r, j, o, "build_id", f->build_id, f->n_build_id, err);
	digits(r, j, o, "sha256", f->sha256, sizeof f->sha256, err);
	lw_json_number(j, o, "size", f->size);
	lw_json_number(j, o, "offset", f->off);
	lw_json_number(j, o, "begin", f->begin);
	lw_json_number(j, o, "length", f->len);
	lw_json_number(j, o, "delta", f->delta);
	lw_json_text(j, o, "layout", f->in_memory ? "memory" : "file");
	lw_json_text(j, o, "in", f->in < all->n_files ? all->files[f->in].path : NULL);
	lw_json_put(j, o, "package", lw_json_owner(j, &f->owner, true));
	return o;
}

bool lw_json_fused(struct lw_report *r, const struct lw_report_fused *shown, struct lw_error *err) {
	const struct lw_fused *f = shown->fused;
	struct lw_json j = {0};
	json_t *result = lw_json_object(&j), *files = lw_json_list(&j);
	lw_json_text(&j, result, "file", f->path);
	lw_json_text(&j, result, "output", shown->to);
	digits(r, &j, result, "build_id", f->build_id, f->n_build_id, err);
	lw_json_put(&j, result, "options", lw_json_texts(&j, f->options, f->n_options));
	for (uint32_t i = 0; i < f->n_files; i++)
		lw_json_add(&j, files, file(r, &j, f, &f->files[i], err));
	lw_json_put(&j, result, "files", files);
	lw_json_put(&j, result, "notes", lw_json_texts(&j, shown->notes, shown->n_notes));
	return lw_json_result(r, &j, result, err);
}
