/* SPDX-License-Identifier: Apache-2.0 */
/* Makes small Mach-O files from a description, for world files and tests: a header, load commands, and nothing to run.
 */
#ifndef LW_WORLDFILE_MACHO_BUILD_H
#define LW_WORLDFILE_MACHO_BUILD_H

#include "base/vec.h"
#include "bytes/span.h"

/* A load command with one string: LC_LOAD_DYLIB and its like, LC_ID_DYLIB, LC_RPATH, LC_DYLD_ENVIRONMENT. */
struct lw_macho_line {
	uint32_t cmd;
	uint32_t use; /* not 0: a dylib_use_command with these flags */
	const char *text;
};

/* LC_BUILD_VERSION; versions are A.B.C as A << 16 | B << 8 | C. */
struct lw_macho_target {
	uint32_t platform, minos, sdk;
};

struct lw_macho_desc {
	uint32_t filetype;
	LW_VEC(struct lw_macho_line) commands; /* in order */
	struct lw_macho_target target;
	bool no_target;                         /* no LC_BUILD_VERSION of that one */
	LW_VEC(struct lw_macho_target) targets; /* these instead */
	uint32_t version;                       /* of its own, A.B.C as A << 16 | B << 8 | C: without has_version 1.0 */
	bool has_version;
	bool restrict_section;
	bool signature;
	uint32_t signature_flags;
	const char *entitlement; /* one that is true, or NULL */
	LW_VEC(const char *) archs;
};

/* The file's bytes in the arena: universal with several architectures. Errors: NOMEM. */
bool lw_macho_build(const struct lw_macho_desc *d, struct lw_arena *a, struct lw_span *out,
		    struct lw_error *err) LW_USE;

#endif
