/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lies in a .dist-info directory: METADATA and WHEEL (lines of "Key: value", as in a mail: Core metadata
 * specification; PEP 427), RECORD (CSV: path, hash, size; PEP 376, Recording installed projects).
 */
#ifndef LW_PACKAGE_DIST_INFO_H
#define LW_PACKAGE_DIST_INFO_H

#include "base/arena.h"
#include "bytes/span.h"

/* The values of a key, without regard to case, in the order of the file; a body behind an empty line is not looked at.
 * Errors: LIMIT (more than 4096), NOMEM. */
bool lw_dist_values(struct lw_span text, const char *key, struct lw_arena *a, const char *const **values, uint32_t *n,
		    struct lw_error *err) LW_USE;
/* The first of them, or NULL. */
bool lw_dist_value(struct lw_span text, const char *key, struct lw_arena *a, const char **value,
		   struct lw_error *err) LW_USE;

struct lw_dist_row {
	const char *path;
	const char *algorithm; /* "sha256"; NULL: none */
	const char *digest;    /* urlsafe base64 without '='; NULL: none */
	uint64_t size;
	bool has_size;
	uint32_t line;
};

/* Errors: MALFORMED (a quote that does not end, a size that is no number, no path), LIMIT (a million rows), NOMEM. */
bool lw_dist_record(struct lw_span text, struct lw_arena *a, const struct lw_dist_row **rows, uint32_t *n,
		    struct lw_error *err) LW_USE;

/* A name of a distribution as PEP 503 has it: lower case, runs of - _ . as one '-'. NULL: NOMEM. */
char *lw_dist_normalize(struct lw_arena *a, const char *name, struct lw_error *err) LW_USE;

#endif
