/* SPDX-License-Identifier: Apache-2.0 */
/* Which object answers each need of an image, for formats whose symbols name the library that they come from. */
#ifndef LW_BIND_TARGETS_H
#define LW_BIND_TARGETS_H

#include "bind/bind.h"

struct bind_targets {
	uint32_t *at; /* object ids in the order of the image's needs; LW_NO_ID: none */
	uint32_t n;
};

/* Those of object id, whose image is img. Errors: NOMEM. */
bool lw_bind_targets(struct binder *b, const struct lw_image *img, uint32_t id, struct bind_targets *out,
		     struct lw_error *err) LW_USE;

#endif
