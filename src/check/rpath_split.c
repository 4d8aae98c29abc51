/* SPDX-License-Identifier: Apache-2.0 */
/* What several rules take apart. */
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"
#include "linkwright/macho.h"

static bool add(struct lw_checking *c, struct lw_rpath_elements *out, const char *text, size_t n, const char *entry,
		uint64_t off, struct lw_error *err) {
	const char *kept = lw_strndup(c->a, text, n, err);
	struct lw_rpath_element *e = kept == NULL ? NULL : lw_vec_add(c->a, out, err);
	if (e != NULL)
		*e = (struct lw_rpath_element){kept, entry, off};
	return e != NULL;
}

static bool split_list(struct lw_checking *c, struct lw_rpath_elements *out, const struct lw_entry_text *t,
		       const char *entry, struct lw_error *err) {
	for (const char *at = t->text; at != NULL && *t->text != '\0';) {
		const size_t n = strcspn(at, ":");
		LW_TRY(add(c, out, at, n, entry, t->off, err));
		at = at[n] == ':' ? at + n + 1 : NULL;
	}
	return true;
}

bool lw_rpath_split(struct lw_checking *c, const struct lw_image *img, struct lw_rpath_elements *out,
		    struct lw_error *err) {
	*out = (struct lw_rpath_elements){NULL, 0, 0};
	if (img->macho != NULL) {
		for (uint32_t i = 0; i < img->macho->n_rpaths; i++) {
			const struct lw_entry_text *t = &img->macho->rpaths[i];
			if (t->text != NULL)
				LW_TRY(add(c, out, t->text, strlen(t->text), "LC_RPATH", t->off, err));
		}
		return true;
	}
	/* DT_RPATH counts for nothing where DT_RUNPATH stands beside it (gABI, chapter 5). */
	return img->runpath.text != NULL ? split_list(c, out, &img->runpath, "DT_RUNPATH", err)
					 : split_list(c, out, &img->rpath, "DT_RPATH", err);
}
