/* SPDX-License-Identifier: Apache-2.0 */
/* What a file of several images gives. */
#ifndef LW_FORMAT_IMAGES_H
#define LW_FORMAT_IMAGES_H

#include "linkwright/image.h"

/* In the order of the file; owned by an arena. */
struct lw_images {
	const struct lw_image **at;
	uint32_t n;
};

#endif
