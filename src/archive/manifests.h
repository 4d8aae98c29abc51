/* SPDX-License-Identifier: Apache-2.0 */
/* Which images an archive of them holds, and of which layers one is made. */
#ifndef LW_ARCHIVE_MANIFESTS_H
#define LW_ARCHIVE_MANIFESTS_H

#include "archive/tree.h"

struct lw_image_plan {
	const char *name, *platform; /* NULL: not told */
	const char *manifest;        /* its path, or NULL: the layers are known already */
	LW_VEC(const char *) layers; /* paths of blobs, the lowest first */
};

/* Does docker save's manifest.json lie there, and is it one? Errors: IO, NOMEM. */
bool lw_manifests_is_docker(struct lw_archive_tree *outer, bool *is, struct lw_error *err) LW_USE;

/*
 * The one that the options choose, else the only one, else the only one for this machine. Errors: USAGE with a list of
 * what there is; MALFORMED, LIMIT, NOMEM.
 */
bool lw_manifests_choose(struct lw_archive_tree *outer, const struct lw_archive_opts *o, struct lw_arena *a,
			 struct lw_image_plan *out, struct lw_error *err) LW_USE;

#endif
