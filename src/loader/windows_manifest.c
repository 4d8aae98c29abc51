/* SPDX-License-Identifier: Apache-2.0 */
/* Manifests, each read once for a session: several modules may name the same one. */
#include "base/fail.h"
#include "loader/windows.h"

static const struct lw_pe_manifest *resource(const struct lw_image *img, uint32_t id) {
	for (uint32_t i = 0; i < img->pe->n_manifests; i++)
		if (img->pe->manifests[i].id == id)
			return &img->pe->manifests[i];
	return NULL;
}

static bool parse(struct wi_process *p, struct lw_span text, struct wi_manifest *out, struct lw_error *err) {
	struct lw_manifest *m;
	struct lw_error what;
	lw_error_clear(&what);
	if (lw_manifest_parse(text, &p->s->arena, &m, &what)) {
		out->m = m;
		return true;
	}
	if (what.code == LW_E_NOMEM) {
		*err = what;
		return false;
	}
	out->bad = lw_strdup(&p->s->arena, what.text, err);
	return out->bad != NULL;
}

/* Of the whole file, or of that resource in it. */
static bool read_part(struct wi_process *p, const char *path, const struct lw_pe_manifest *part,
		      struct wi_manifest *out, struct lw_error *err) {
	struct lw_span text = {NULL, 0};
	int sys = 0;
	out->path = path;
	if (part == NULL)
		LW_TRY(lw_session_slurp(p->s, path, LW_MANIFEST_MOST_BYTES, p->a, &text, &sys, err));
	else if (part->size <= LW_MANIFEST_MOST_BYTES)
		LW_TRY(lw_session_slurp_part(p->s, path, part->off, part->size, p->a, &text, &sys, err));
	if (sys == 0 && text.ptr != NULL)
		return parse(p, text, out, err);
	out->bad = sys == 0 && part == NULL ? "is empty" : "cannot be read, or is larger than a manifest can be";
	return true;
}

static bool get(struct wi_process *p, const char *path, const struct lw_pe_manifest *part,
		const struct wi_manifest **out, struct lw_error *err) {
	struct wi_manifest *m;
	const char *key = lw_sprintf(p->a, err, "%s#%u", path, part == NULL ? 0u : (unsigned)part->id);
	LW_TRY(key != NULL && lw_session_recall(p->s, "manifest", key, &m, err));
	if (m == NULL) {
		const char *kept = lw_strdup(&p->s->arena, path, err);
		m = lw_alloc(&p->s->arena, 1, sizeof *m, err);
		LW_TRY(kept != NULL && m != NULL && read_part(p, kept, part, m, err));
		LW_TRY(lw_session_remember(p->s, "manifest", key, m, err));
	}
	*out = m;
	return true;
}

bool lw_wi_manifest_file(struct wi_process *p, const char *path, const struct wi_manifest **out, struct lw_error *err) {
	LW_TRY(get(p, path, NULL, out, err));
	return lw_wi_config(p, LW_OP_OPEN, path, LW_RULE_SIDE_BY_SIDE, 0, err);
}

bool lw_wi_manifest_in(struct wi_process *p, const struct lw_file *f, uint32_t id, const struct wi_manifest **out,
		       struct lw_error *err) {
	const struct lw_image *img = f->n_images == 0 ? NULL : f->images[0];
	const struct lw_pe_manifest *part = img == NULL || img->pe == NULL ? NULL : resource(img, id);
	*out = NULL;
	return part == NULL || get(p, f->path, part, out, err);
}
