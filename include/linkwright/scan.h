/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A row of facts for every binary below a directory: what it needs, where it searches, what it is called. Nothing is
 * searched for and nothing is followed.
 */
#ifndef LINKWRIGHT_SCAN_H
#define LINKWRIGHT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "linkwright/error.h"

enum lw_scan_format {
	LW_SCAN_TEXT,  /* a line of fields with tabs between them */
	LW_SCAN_NDJSON /* a line with a JSON object (docs/json.md) */
};

struct lw_scan_opts {
	size_t sz;
	const char *root; /* paths are inside this tree, as if chrooted there; NULL: "/" */
	unsigned workers; /* threads, from 1 to 64 (jobs.h); rows do not depend on it */
	enum lw_scan_format format;
	/* Takes rows in their order; false on a write error. */
	bool (*write)(void *ctx, const char *bytes, size_t n);
	/* A file or directory that could not be read, in the order of the rows. */
	void (*trouble)(void *ctx, const char *path, const char *text);
	void *ctx;
};

struct lw_scan_counts {
	uint64_t files, binaries, damaged, troubles;
};

/*
 * Scans one file, or every regular file below a directory: files by name, then subdirectories by name. Links are
 * followed only in path itself. Files that are no binaries give no row; damaged ones give a row that says so. counts is
 * added to. Errors: NOT_FOUND and IO (path cannot be looked at), IO (the output), NOMEM.
 */
LW_API LW_USE bool lw_scan(const struct lw_scan_opts *opts, const char *path, struct lw_scan_counts *counts,
			   struct lw_error *err);

#endif
