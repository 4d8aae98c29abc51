/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text stubs of dynamic libraries (.tbd), as an SDK of Apple has them in place of the libraries: versions 1 to 4 are
 * YAML, 5 is JSON. Only what decides loading is kept. Source of the format: LLVM's llvm/lib/TextAPI (TextStub.cpp,
 * TextStubV5.cpp), whose ld64.lld links with them.
 */
#ifndef LW_FORMAT_TBD_H
#define LW_FORMAT_TBD_H

#include "base/arena.h"
#include "base/vec.h"
#include "bytes/span.h"

/* The stub of all of AppKit has some megabytes. */
#define LW_TBD_MOST_BYTES ((uint64_t)32 << 20)

struct lw_tbd_names {
	const char *const *at;
	uint32_t n;
};

struct lw_tbd_library {
	const char *install_name;    /* NULL: none is told */
	const char *umbrella;        /* which it is part of, or NULL; the first where targets differ */
	struct lw_tbd_names targets; /* "arm64-macos", whatever the version calls them */
	struct lw_tbd_names reexports;
};

/* The first is the file's own; others are inlined behind it. */
struct lw_tbd {
	uint32_t version;
	const struct lw_tbd_library *libraries;
	uint32_t n_libraries;
};

/* Errors: UNKNOWN_FORMAT (YAML or JSON of another kind), MALFORMED, LIMIT, NOMEM. */
bool lw_tbd_parse(struct lw_span text, struct lw_arena *a, struct lw_tbd **out, struct lw_error *err) LW_USE;

/* The two languages (tbd_yaml.c, tbd_json.c); what they add goes through these. */
struct lw_tbd_list {
	const char **at;
	uint32_t n, cap;
};

struct lw_tbd_building {
	struct lw_arena *a;
	uint32_t version;
	LW_VEC(struct lw_tbd_library) done;
	struct lw_tbd_library now;
	struct lw_tbd_list targets, reexports;
};

/* Errors of all: NOMEM, LIMIT. */
bool lw_tbd_add(struct lw_tbd_building *b, struct lw_tbd_list *to, const char *text, struct lw_error *err) LW_USE;
/* A machine and a platform by the words of versions 1 to 3. */
bool lw_tbd_add_old_target(struct lw_tbd_building *b, const char *arch, const char *platform,
			   struct lw_error *err) LW_USE;
/* The library that was begun is complete. */
bool lw_tbd_end_library(struct lw_tbd_building *b, struct lw_error *err) LW_USE;
bool lw_tbd_parse_yaml(struct lw_span text, struct lw_tbd_building *b, struct lw_error *err) LW_USE;
bool lw_tbd_parse_json(struct lw_span text, struct lw_tbd_building *b, struct lw_error *err) LW_USE;

#endif
