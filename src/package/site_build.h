/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of reading a site-packages directory share. */
#ifndef LW_PACKAGE_SITE_BUILD_H
#define LW_PACKAGE_SITE_BUILD_H

#include "base/vec.h"
#include "package/site.h"

struct lw_site_places {
	LW_VEC(struct lw_site_place) list;
};

struct lw_site_reading {
	const struct lw_fs *fs;
	const char *dir;
	struct lw_arena *a;
	struct lw_error *err;
};

/* NULL texts are left out (and are no error). */
bool lw_site_add(const struct lw_site_reading *r, struct lw_site_places *to, const char *module, const char *path,
		 const char *from) LW_USE;
/* The path itself, or below the directory. */
const char *lw_site_absolute(const struct lw_site_reading *r, const char *dir, const char *path) LW_USE;
/* A .pth file as site.py reads it. */
bool lw_site_pth(const struct lw_site_reading *r, const char *file, struct lw_site_places *paths,
		 struct lw_site_places *imports) LW_USE;
/* A file that may be a finder of an editable install; *way is what it is, or LW_SITE_NOT_WAY. */
bool lw_site_finder(const struct lw_site_reading *r, const char *file, struct lw_site_places *places,
		    const char **build, enum lw_site_way *way) LW_USE;
/* direct_url.json: *editable and the directory, which stays NULL where the url is none of a file. */
bool lw_site_direct_url(const struct lw_site_reading *r, const char *info, bool *editable, const char **project) LW_USE;

#endif
