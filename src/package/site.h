/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A directory of installed Python packages: what is installed, and where its files really lie. An editable install
 * leaves them where they were written: a .pth file names the directory, a finder maps names of packages to places, or
 * an .egg-link names a checkout.
 *
 * Sources: site.py of CPython (.pth files); PEP 376, 610 (direct_url.json), 660; setuptools' editable_wheel.py
 * (MAPPING and NAMESPACES in __editable___…_finder.py) and develop (egg-link); scikit-build-core's
 * _editable_redirect.py (install(known_source_files, known_wheel_files, …)); meson-python's _editable.py (install(name,
 * modules, build directory, …)).
 */
#ifndef LW_PACKAGE_SITE_H
#define LW_PACKAGE_SITE_H

#include "os/fs.h"

enum lw_site_form { LW_SITE_DIST_INFO, LW_SITE_EGG_INFO, LW_SITE_EGG_LINK };

/* How an editable install leads to its files. */
#define LW_SITE_WAYS(X) \
	X(NOT, "no") \
	X(URL, "direct-url")    /* direct_url.json says that it is one; no file that leads there was recognised */ \
	X(PTH, "pth")           /* a .pth file */ \
	X(FINDER, "setuptools") /* __editable___NAME_finder.py */ \
	X(SCIKIT, "scikit-build-core") \
	X(MESON, "meson-python") \
	X(LINK, "egg-link")

enum lw_site_way {
#define X(code, name) LW_SITE_##code##_WAY,
	LW_SITE_WAYS(X)
#undef X
		LW_N_SITE_WAYS
};

/* A name of a module (or "", for all of a directory) and where it lies. */
struct lw_site_place {
	const char *module; /* "pkg", "pkg.sub"; "" for what sys.path is to have */
	const char *path;   /* absolute: a directory, or the file of a module */
	const char *from;   /* the file that says so, absolute */
};

struct lw_site_dist {
	enum lw_site_form form;
	const char *name, *version; /* as METADATA has them; version may be NULL */
	const char *info;           /* the .dist-info, .egg-info or .egg-link, absolute */
	const char *installer;      /* NULL: not told */
	bool editable;
	enum lw_site_way way;
	const char *project;     /* of direct_url.json: the directory it was installed from; or NULL */
	const char *const *tags; /* of WHEEL */
	uint32_t n_tags;
	const struct lw_site_place *places; /* of an editable install */
	uint32_t n_places;
	const char *build; /* meson-python: the directory of the build, whose plan says where binaries lie; or NULL */
};

struct lw_site {
	const char *dir;
	const struct lw_site_dist *dists; /* by info */
	uint32_t n_dists;
	const struct lw_site_place *paths; /* directories that .pth files add to sys.path, and that are there */
	uint32_t n_paths;
	const struct lw_site_place *imports; /* lines of .pth files that Python runs: module is the line; path "" */
	uint32_t n_imports;
};

/* Does the directory look like one: is there a .dist-info, .egg-info, .egg-link or __editable__ file in it? */
bool lw_site_seems(const struct lw_fs *fs, const char *dir, struct lw_arena *a, bool *seems,
		   struct lw_error *err) LW_USE;

/* All of it lives in the arena; dir is absolute. What cannot be read as what it should be is left out. Errors: LIMIT,
 * IO, NOMEM. */
bool lw_site_read(const struct lw_fs *fs, const char *dir, struct lw_arena *a, struct lw_site *out,
		  struct lw_error *err) LW_USE;

const char *lw_site_way_name(enum lw_site_way way);

#endif
