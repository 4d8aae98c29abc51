/* SPDX-License-Identifier: Apache-2.0 */
/* Updates of a library do not reach what it was fused into. */
#include <string.h>

#include "base/fail.h"
#include "base/hex.h"
#include "check/rule.h"
#include "linkwright/elf.h"
#include "linkwright/fuse.h"
#include "os/digest.h"

/* By the build-id where both have one: strip changes the bytes. */
static bool same_build(struct lw_checking *c, const struct lw_fused_file *f, const struct lw_file *now, bool *same,
		       struct lw_error *err) {
	const struct lw_image *img = now->image;
	uint8_t sum[LW_DIGEST_LONGEST];
	if (img != NULL && img->n_build_id != 0 && f->n_build_id != 0) {
		*same = img->n_build_id == f->n_build_id && memcmp(img->build_id, f->build_id, f->n_build_id) == 0;
		return true;
	}
	*same = false;
	if (now->size != f->size)
		return true;
	LW_TRY(lw_digest_file(c->s->fs, now->path, LW_DIGEST_SHA256, sum, err));
	*same = memcmp(sum, f->sha256, sizeof f->sha256) == 0;
	return true;
}

/* "build-id 1f95d5498d28…", or "other bytes". */
static const char *build(struct lw_checking *c, const uint8_t *id, uint32_t n, struct lw_error *err) {
	const char *text = lw_hex(c->a, id, n < 8 ? n : 8, err);
	return text == NULL ? NULL : n == 0 ? "no build-id" : lw_sprintf(c->a, err, "build-id %s…", text);
}

static bool one(struct lw_checking *c, const struct lw_fused_file *f, const struct lw_file *own, struct lw_error *err) {
	const struct lw_spot at = {.off = c->g->image->elf->fused_off, .level = LW_LEVEL_OF_RULE};
	const struct lw_file *now;
	int sys;
	bool same;
	if (f->path[0] != '/')
		return true;
	LW_TRY(lw_session_load(c->s, f->path, &now, &sys, err));
	if (sys != 0 || now == own)
		return true;
	LW_TRY(same_build(c, f, now, &same, err));
	if (same)
		return true;
	const char *was = build(c, f->build_id, f->n_build_id, err),
		   *is = now->image == NULL ? "no ELF file"
					    : build(c, now->image->build_id, now->image->n_build_id, err);
	return was != NULL && is != NULL &&
		lw_found(c, at, err,
			 "%s is in it as it was when it was fused (%s%s%s%s%s), and another build lies there now (%s): "
			 "updates reach it only when it is fused anew",
			 f->path, was, f->owner.package == NULL ? "" : ", of ",
			 f->owner.package == NULL ? "" : f->owner.package, f->owner.version == NULL ? "" : " ",
			 f->owner.version == NULL ? "" : f->owner.version, is);
}

bool lw_rule_fused_outdated(struct lw_checking *c, struct lw_error *err) {
	const struct lw_elf *elf = c->g->image->elf;
	const struct lw_file *own = lw_checked_file(c);
	for (uint32_t i = 0; elf != NULL && elf->fused != NULL && i < elf->fused->n_files; i++)
		LW_TRY(one(c, &elf->fused->files[i], own, err));
	return true;
}
