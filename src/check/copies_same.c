/* SPDX-License-Identifier: Apache-2.0 */
/* Whether two files are the same library: by soname, name, build-id or content. */
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "check/copies.h"
#include "os/digest.h"

static bool same_build(const struct lw_copy *x, const struct lw_copy *y) {
	uint32_t n_x, n_y;
	const uint8_t *id_x = lw_copy_build_id(x, &n_x), *id_y = lw_copy_build_id(y, &n_y);
	return n_x != 0 && n_x == n_y && memcmp(id_x, id_y, n_x) == 0;
}

/* Once for each. */
static bool sum(struct lw_checking *c, struct lw_copy *x, struct lw_error *err) {
	uint8_t digest[LW_DIGEST_LONGEST];
	if (x->summed)
		return true;
	LW_TRY(lw_digest_file(c->s->fs, x->file->path, LW_DIGEST_SHA256, digest, err));
	memcpy(x->sum, digest, sizeof x->sum);
	x->summed = true;
	return true;
}

static bool same_content(struct lw_checking *c, struct lw_copy *x, struct lw_copy *y, bool *same,
			 struct lw_error *err) {
	*same = false;
	if (lw_copy_size(x) != lw_copy_size(y))
		return true;
	LW_TRY(sum(c, x, err) && sum(c, y, err));
	*same = memcmp(x->sum, y->sum, sizeof x->sum) == 0;
	return true;
}

bool lw_copies_same(struct lw_checking *c, struct lw_copy *x, struct lw_copy *y, const char **why,
		    struct lw_error *err) {
	bool content = false;
	*why = NULL;
	if (x->image == NULL || y->image == NULL || x->image->format != y->image->format ||
	    x->image->machine != y->image->machine)
		return true;
	const bool named = strcmp(x->stem, y->stem) == 0 || lw_both_text(lw_copy_soname(x), lw_copy_soname(y));
	if (named || same_build(x, y) || lw_copy_size(x) == lw_copy_size(y))
		LW_TRY(same_content(c, x, y, &content, err));
	if (content)
		*why = "the same bytes";
	else if (same_build(x, y))
		*why = x->from_memory || y->from_memory ? "the same build" : "the same build, changed afterwards";
	else if (named)
		*why = "two builds";
	return true;
}
