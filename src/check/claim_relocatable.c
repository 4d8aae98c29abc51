/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "Relocatable": the file can be moved together with those that lie beside it. Every name of a place in it has to be
 * relative to the file, or one that each system has. A PE file names no places.
 */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "check/rule.h"
#include "names/versions.h"

static bool tell(struct lw_checking *c, uint64_t off, const char *fix, struct lw_error *err, const char *entry,
		 const char *text) {
	const struct lw_spot at = {.off = off == 0 ? LW_NO_OFFSET : off, .level = LW_LEVEL_OF_RULE, .fix = fix};
	return lw_found(c, at, err, "%s is %s, which is a place of one installation", entry, text);
}

static bool rpaths(struct lw_checking *c, struct lw_error *err) {
	struct lw_rpath_elements list;
	LW_TRY(lw_rpath_split(c, c->g->image, &list, err));
	for (uint32_t i = 0; i < list.n; i++)
		if (list.at[i].text[0] == '/')
			LW_TRY(tell(c, list.at[i].off, NULL, err, list.at[i].entry, list.at[i].text));
	return true;
}

/* The loaders of Linux lie where the platform's ABI says. */
static bool interpreter(struct lw_checking *c, struct lw_error *err) {
	const char *interp = c->g->image->interp, *base = interp == NULL ? "" : lw_path_base(interp);
	if (interp == NULL ||
	    (strncmp(interp, "/lib", 4) == 0 && (lw_is_loader_name(base) || strncmp(base, "ld-musl-", 8) == 0)))
		return true;
	return tell(c, 0, NULL, err, "the interpreter", interp);
}

static bool is_of_macos(const char *name) {
	return strncmp(name, "/usr/lib/", 9) == 0 || strncmp(name, "/System/", 8) == 0;
}

/* The name below @rpath: a library's own, or that of one that it needs. */
static const char *renaming(struct lw_checking *c, bool own, const char *name, struct lw_error *err) {
	const char *to = lw_sprintf(c->a, err, "%s%s@rpath/%s", own ? "" : name, own ? "" : "=", lw_path_base(name));
	return to == NULL ? NULL : lw_mending_edit(c->a, c->g->file, own ? "set-id" : "replace-needed", to, err);
}

static bool macho_name(struct lw_checking *c, const char *entry, const char *name, uint64_t off, bool own,
		       struct lw_error *err) {
	if (name == NULL || name[0] != '/' || is_of_macos(name))
		return true;
	const char *fix = renaming(c, own, name, err);
	return fix != NULL && tell(c, off, fix, err, entry, name);
}

static bool needs(struct lw_checking *c, struct lw_error *err) {
	const struct lw_image *img = c->g->image;
	for (uint32_t i = 0; i < img->n_needs; i++) {
		const struct lw_need *n = &img->needs[i];
		if (img->format == LW_FORMAT_MACHO)
			LW_TRY(macho_name(c, "the name of a library that it needs", n->name, n->off, false, err));
		else if (n->name[0] == '/')
			LW_TRY(tell(c, n->off, NULL, err, "DT_NEEDED", n->name));
	}
	return true;
}

bool lw_rule_claim_relocatable(struct lw_checking *c, struct lw_error *err) {
	const struct lw_image *img = c->g->image;
	if (img->format == LW_FORMAT_PE)
		return true;
	LW_TRY((img->format != LW_FORMAT_ELF || interpreter(c, err)) && rpaths(c, err) && needs(c, err));
	if (img->format == LW_FORMAT_MACHO)
		return macho_name(c, "its own name (LC_ID_DYLIB)", img->soname.text, img->soname.off, true, err);
	return img->soname.text == NULL || img->soname.text[0] != '/' ||
		tell(c, img->soname.off, NULL, err, "DT_SONAME", img->soname.text);
}
