/* SPDX-License-Identifier: Apache-2.0 */
/* Names and words for errno values, as Linux numbers them; independent of the locale and of strerror's buffers. */
#ifndef LW_OS_ERRNO_NAMES_H
#define LW_OS_ERRNO_NAMES_H

#include "linkwright/graph.h"

/* The number of "ENOENT"; 0 if the name is not known. */
int lw_errno_of_name(const char *name);

#endif
