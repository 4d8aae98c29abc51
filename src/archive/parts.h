/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of archives that are made of others. */
#ifndef LW_ARCHIVE_PARTS_H
#define LW_ARCHIVE_PARTS_H

#include "archive/tree.h"

#define LW_AR_MAGIC "!<arch>\n"

/* Unpacks what src says by its first bytes that it is packed by, into *out, which lies in the arena. *how may be NULL.
 */
bool lw_open_packed(struct lw_pool *p, const struct lw_source *src, const struct lw_source **out, enum lw_packing *how,
		    struct lw_error *err) LW_USE;

/* deb.c: an archive of ar with data.tar and control.tar in it (deb(5)). */
bool lw_deb_tell(struct lw_span first);
bool lw_deb_read(const struct lw_source *src, struct lw_archive_tree *data, struct lw_archive_tree *control,
		 struct lw_error *err) LW_USE;

/* conda.c. Is what lies in outer a package of the newer form? Then what its two tars hold goes into t. */
bool lw_conda_is_outer(const struct lw_archive_tree *outer);
bool lw_conda_open(struct lw_archive_tree *outer, struct lw_archive_tree *t, struct lw_error *err) LW_USE;
/* A package of the older form? */
bool lw_conda_is_tree(const struct lw_archive_tree *t);

/* image.c. */
struct lw_chosen {
	const char *image, *platform;
};
bool lw_image_is(struct lw_archive_tree *outer, bool *is, struct lw_error *err) LW_USE;
bool lw_image_read(struct lw_archive_tree *outer, const struct lw_archive_opts *o, struct lw_archive_tree *t,
		   struct lw_chosen *chosen, struct lw_error *err) LW_USE;

#endif
