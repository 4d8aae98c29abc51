/* SPDX-License-Identifier: Apache-2.0 */
/* Code signatures against the bytes of the files. */
#include "base/fail.h"
#include "format/macho_parse.h"
#include "loader/dyld.h"

static enum lw_signature judge(const struct lw_macho_check *check, uint64_t *wrong_page) {
	enum lw_signature all = LW_SIGNATURE_UNKNOWN;
	for (uint32_t i = 0; i < check->n; i++) {
		if (!check->pages[i].checked)
			continue;
		if (check->pages[i].n_wrong != 0) {
			*wrong_page = check->pages[i].first_wrong;
			return LW_SIGNATURE_WRONG;
		}
		all = LW_SIGNATURE_VALID;
	}
	return all;
}

/* What cannot be read is not known. */
static bool look(struct lw_session *s, struct lw_object *o, struct lw_error *err) {
	struct lw_stat st;
	struct lw_source src;
	struct lw_macho_check check;
	struct lw_error what;
	lw_error_clear(&what);
	if (o->image->macho->signature.kind == LW_MACHO_UNSIGNED) {
		o->signature = LW_SIGNATURE_NONE;
		return true;
	}
	if (s->fs->ops->open(s->fs, o->file->path, &src, &st) != 0 || st.kind != LW_KIND_FILE)
		return true;
	if (lw_macho_check_signature(&src, o->image, &check, &what))
		o->signature = judge(&check, &o->wrong_page);
	lw_source_close(&src);
	if (what.code == LW_E_NOMEM)
		*err = what;
	return what.code != LW_E_NOMEM;
}

bool lw_graph_signatures(struct lw_session *s, const struct lw_graph *g, struct lw_error *err) {
	/* They were made by this room, in the session's memory, and only const to others. */
	struct lw_object *objects = (struct lw_object *)g->objects;
	for (uint32_t i = 0; i < g->n_objects; i++) {
		const struct lw_object *o = &objects[i];
		if (o->file == NULL || o->image == NULL || o->image->macho == NULL || look(s, &objects[i], err))
			continue;
		lw_error_subject(err, g->file);
		return false;
	}
	return true;
}
