/* SPDX-License-Identifier: Apache-2.0 */
/* Lines under a request: what was tried for it, and what is known of the file. */
#include <string.h>

#include "linkwright/macho.h"
#include "report/text_tree.h"

bool lw_tree_brings(const struct lw_text_tree *t, const struct lw_edge *e) {
	const struct lw_object *to = lw_object_at(t->g, e->to);
	return to != NULL && to->found && to->first_edge == e->id;
}

struct lw_row *lw_tree_row(struct lw_text_tree *t, const char *prefix) {
	struct lw_row *row = lw_vec_add(t->a, &t->rows, t->err);
	if (row != NULL)
		row->prefix = prefix;
	return row;
}

/* A line of details under a request. */
static bool add_detail(struct lw_text_tree *t, const char *prefix, const char *label, const char *text) {
	struct lw_row *row = lw_tree_row(t, prefix);
	char *all = row == NULL ? NULL : lw_strcat2(t->a, label, text, t->err);
	if (all == NULL)
		return false;
	row->name = lw_text_safe(t->a, all, t->err);
	row->name_style = LW_STYLE_DIM;
	return row->name != NULL;
}

bool lw_tree_probe(struct lw_text_tree *t, const char *prefix, const struct lw_probe *p) {
	struct lw_row *row = lw_tree_row(t, prefix);
	char *call = row == NULL ? NULL : lw_sprintf(t->a, t->err, "%s %s", lw_op_name(p->op), p->path);
	if (call == NULL)
		return false;
	row->name = lw_text_safe(t->a, call, t->err);
	row->name_style = LW_STYLE_DIM;
	row->right = lw_text_result(t->a, p->op, p->sys, p->verdict, p->reason, &row->right_style, t->err);
	return row->name != NULL && row->right != NULL;
}

bool lw_tree_probes(struct lw_text_tree *t, const char *prefix, const struct lw_edge *e) {
	for (uint32_t i = 0; t->r->opts.probes && i < e->n_probes; i++)
		if (!lw_tree_probe(t, prefix, &t->g->probes[e->first_probe + i]))
			return false;
	return true;
}

static bool add_build_id(struct lw_text_tree *t, const char *prefix, const struct lw_image *img) {
	static const char digits[] = "0123456789abcdef";
	char *hex = lw_alloc(t->a, 2 * (size_t)img->n_build_id + 1, 1, t->err);
	if (hex == NULL)
		return false;
	for (uint32_t i = 0; i < img->n_build_id; i++) {
		hex[2 * i] = digits[img->build_id[i] >> 4];
		hex[2 * i + 1] = digits[img->build_id[i] & 15];
	}
	return img->n_build_id == 0 || add_detail(t, prefix, "build-id ", hex);
}

static bool add_dlopens(struct lw_text_tree *t, const char *prefix, const struct lw_elf *elf) {
	for (uint32_t i = 0; elf != NULL && i < elf->n_dlopens; i++) {
		const struct lw_dlopen_note *d = &elf->dlopens[i];
		const char *names = "";
		for (uint32_t k = 0; k < d->n_sonames; k++) {
			names = lw_sprintf(t->a, t->err, "%s%s%s", names, k == 0 ? "" : " or ", d->sonames[k]);
			if (names == NULL)
				return false;
		}
		const char *text = names;
		if (d->feature != NULL)
			text = lw_sprintf(t->a, t->err, "%s (%s)", names, d->feature);
		if (text == NULL || !add_detail(t, prefix, "may open at run time: ", text))
			return false;
	}
	return true;
}

static bool add_signature(struct lw_text_tree *t, const char *prefix, const struct lw_object *o) {
	const char *text = "none";
	if (o->signature == LW_SIGNATURE_UNKNOWN)
		return true;
	if (o->signature == LW_SIGNATURE_VALID)
		text = o->image->macho->signature.kind == LW_MACHO_ADHOC ? "ad hoc, and it fits the bytes"
									 : "fits the bytes";
	if (o->signature == LW_SIGNATURE_WRONG)
		text = lw_sprintf(t->a, t->err, "does not fit the bytes from 0x%llx on: changed after it was signed",
				  (unsigned long long)o->wrong_page);
	return text != NULL && add_detail(t, prefix, "code signature: ", text);
}

bool lw_tree_details(struct lw_text_tree *t, const char *prefix, const struct lw_edge *e, const struct lw_object *o) {
	const struct lw_image *img = o == NULL ? NULL : lw_object_image(o);
	if (!t->r->opts.verbose)
		return true;
	if (e != NULL && e->how != LW_HOW_MISSING && !add_detail(t, prefix, "", lw_how_words(e->how)))
		return false;
	if (e != NULL && strcmp(e->name, e->raw_name) != 0 && !add_detail(t, prefix, "written as ", e->raw_name))
		return false;
	if (img == NULL || (e != NULL && !lw_tree_brings(t, e)))
		return true;
	const bool other_name = o->soname != NULL && (e == NULL || strcmp(o->soname, e->name) != 0);
	if (other_name && !add_detail(t, prefix, "soname ", o->soname))
		return false;
	return add_build_id(t, prefix, img) && add_signature(t, prefix, o) && add_dlopens(t, prefix, img->elf);
}
