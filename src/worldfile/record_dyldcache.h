/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_WORLDFILE_RECORD_DYLDCACHE_H
#define LW_WORLDFILE_RECORD_DYLDCACHE_H

#include "worldfile/writing.h"

/* The evidence of a search of dyld, if it was more than names. Errors: NOMEM. */
bool lw_record_dyldcache(struct lw_writing *w, struct lw_error *err) LW_USE;

#endif
