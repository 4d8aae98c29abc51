/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which packages the parts are from, and by what license: kept in the note, since no list of files tells it of the new
 * one. What is said of licenses is what they ask of who passes a file on that is linked statically: LGPL 2.1 section 6,
 * LGPL 3 section 4, GPL 2 sections 2 and 3, GPL 3 sections 5 and 6.
 */
#include "base/fail.h"
#include "fuse/fusing.h"
#include "fuse/sections.h"
#include "owner/owner.h"

static bool find(struct lw_fusing *f, struct lw_owned_file *files, struct lw_error *err) {
	int sys;
	for (uint32_t i = 0; i < f->parts.n; i++) {
		const char *real;
		LW_TRY(lw_session_realpath(f->s, f->parts.at[i].o->path, &real, &sys, err));
		files[i].real = sys != 0 ? NULL : lw_strdup(f->a, real, err);
		LW_TRY(sys != 0 || files[i].real != NULL);
	}
	return lw_owners_find(f->s, f->a, files, f->parts.n, err);
}

/* "libx.so.1 (LGPL-2.1+), liby.so.2 (GPL-3+)"; NULL in *out: none is. */
static bool names(struct lw_fusing *f, const char **out, struct lw_error *err) {
	*out = NULL;
	for (uint32_t i = 1; i < f->parts.n; i++) {
		const struct lw_fuse_part *p = &f->parts.at[i];
		if (!lw_license_is_gnu(p->owner.license))
			continue;
		*out = lw_sprintf(f->a, err, "%s%s%s (%.*s)", *out == NULL ? "" : *out, *out == NULL ? "" : ", ",
				  lw_fuse_part_name(p), (int)lw_license_main(p->owner.license), p->owner.license);
		LW_TRY(*out != NULL);
	}
	return true;
}

/* A package may have a library under another license than most of it, so nothing more is said than where to look. */
static bool advise(struct lw_fusing *f, struct lw_error *err) {
	const char *which, **slot;
	LW_TRY(names(f, &which, err));
	if (which == NULL)
		return true;
	which = lw_sprintf(
		f->a, err,
		"packages under the GPL or LGPL, of which their copyright files tell what holds for the library: "
		"%s; of who passes the new file on, the LGPL asks for the library's source and a way to use a changed "
		"one (fuse --undo gives the program back that loads it), the GPL for the source of the whole under "
		"the GPL; fuse --list tells the builds",
		which);
	slot = which == NULL ? NULL : lw_vec_add(f->a, &f->notes, err);
	if (slot != NULL)
		*slot = which;
	return slot != NULL;
}

bool lw_fuse_owners(struct lw_fusing *f, struct lw_error *err) {
	struct lw_owned_file *files = lw_alloc(f->a, f->parts.n, sizeof *files, err);
	LW_TRY(files != NULL && find(f, files, err));
	for (uint32_t i = 0; i < f->parts.n; i++) {
		LW_TRY(files[i].owner.license != NULL || lw_owner_license(f->s, f->a, &files[i].owner, err));
		f->parts.at[i].owner = files[i].owner;
	}
	return advise(f, err);
}
