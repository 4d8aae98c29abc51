/* SPDX-License-Identifier: Apache-2.0 */
/* Whether two files are the same library: by soname, name, build-id or content. */
#include <string.h>

#include "base/fail.h"
#include "check/copies.h"
#include "os/digest.h"

static bool same_text(const char *x, const char *y) {
	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

static bool same_build(const struct lw_image *x, const struct lw_image *y) {
	return x != NULL && y != NULL && x->n_build_id != 0 && x->n_build_id == y->n_build_id &&
		memcmp(x->build_id, y->build_id, x->n_build_id) == 0;
}

static bool same_content(struct lw_checking *c, const struct lw_file *x, const struct lw_file *y, bool *same,
			 struct lw_error *err) {
	uint8_t sum_x[LW_DIGEST_LONGEST], sum_y[LW_DIGEST_LONGEST];
	*same = false;
	if (x->size != y->size)
		return true;
	LW_TRY(lw_digest_file(c->s->fs, x->path, LW_DIGEST_SHA256, sum_x, err) &&
	       lw_digest_file(c->s->fs, y->path, LW_DIGEST_SHA256, sum_y, err));
	*same = memcmp(sum_x, sum_y, lw_digest_size(LW_DIGEST_SHA256)) == 0;
	return true;
}

bool lw_copies_same(struct lw_checking *c, const struct lw_copy *x, const struct lw_copy *y, const char **why,
		    struct lw_error *err) {
	bool content = false;
	*why = NULL;
	if (x->image == NULL || y->image == NULL || x->image->format != y->image->format ||
	    x->image->machine != y->image->machine)
		return true;
	const bool named = strcmp(x->stem, y->stem) == 0 || same_text(x->image->soname.text, y->image->soname.text);
	if (named || same_build(x->image, y->image) || x->file->size == y->file->size)
		LW_TRY(same_content(c, x->file, y->file, &content, err));
	if (content)
		*why = "the same bytes";
	else if (same_build(x->image, y->image))
		*why = x->from_memory || y->from_memory ? "the same build" : "the same build, changed afterwards";
	else if (named)
		*why = "two builds";
	return true;
}
