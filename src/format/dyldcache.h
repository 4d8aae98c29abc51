/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file of dyld's shared cache, of several the main one: which libraries are in it (dyld
 * cache-builder/dyld_cache_format.h). Nothing else of it is read.
 */
#ifndef LW_FORMAT_DYLDCACHE_H
#define LW_FORMAT_DYLDCACHE_H

#include "base/arena.h"
#include "os/source.h"

struct lw_dyldcache {
	const char *arch; /* "arm64e" */
	const char *const *names;
	uint32_t n_names;
};

/* A name that cannot be read is left out. Errors: UNKNOWN_FORMAT, TRUNCATED, MALFORMED (its
 * list does not lie within it), LIMIT, IO, NOMEM. */
bool lw_dyldcache_parse(const struct lw_source *src, struct lw_arena *a, struct lw_dyldcache **out,
			struct lw_error *err) LW_USE;

#endif
