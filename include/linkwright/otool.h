/* SPDX-License-Identifier: Apache-2.0 */
/* Load commands field by field, as the file has them: what otool shows. */
#ifndef LINKWRIGHT_OTOOL_H
#define LINKWRIGHT_OTOOL_H

#include "linkwright/macho.h"
#include "linkwright/report.h"
#include "linkwright/session.h"

/* What a value is. */
enum lw_macho_shape {
	LW_SHAPE_NUMBER,
	LW_SHAPE_ADDRESS, /* hexadecimal, all digits */
	LW_SHAPE_FLAGS,   /* hexadecimal, no more digits than needed */
	LW_SHAPE_ALIGN,   /* a power of two */
	LW_SHAPE_TEXT,
	LW_SHAPE_STRING,  /* text at the offset value of the command; NULL: there is none */
	LW_SHAPE_UUID,    /* text: its 32 digits and four dashes */
	LW_SHAPE_VERSION, /* xxxx.yy.zz in nibbles */
	LW_SHAPE_SDK,     /* likewise; 0: not told */
	LW_SHAPE_DYLIB_VERSION,
	LW_SHAPE_SOURCE_VERSION,
	LW_SHAPE_TIME,
	LW_SHAPE_PLATFORM,
	LW_SHAPE_TOOL,
	LW_SHAPE_HEADING, /* the name alone: another record follows */
};

struct lw_macho_field {
	const char *name; /* as in mach-o/loader.h */
	enum lw_macho_shape shape;
	uint8_t width, digits; /* of the name, and of an address, in otool's lines */
	bool more;             /* the next one stands in the same line */
	uint64_t value;
	const char *text;
	const char *remark; /* what is wrong with it, or NULL */
};

/* One load command; its first fields are its name and its size. */
struct lw_macho_told {
	const struct lw_macho_field *fields;
	uint32_t n;
};

/* As many as img->macho has commands, owned by the session until lw_session_forget. Errors: NOMEM. */
LW_API LW_USE bool lw_session_commands(struct lw_session *s, const struct lw_image *img,
				       const struct lw_macho_told **out, struct lw_error *err);

/* One image of a file in otool's form (LW_REPORT_OTOOL). arch: its architecture, where that is to be told. Errors:
 * NOMEM, IO. */
LW_API LW_USE bool lw_report_otool(struct lw_report *r, const char *file, const char *arch, const struct lw_image *img,
				   const struct lw_macho_told *commands, struct lw_error *err);

/* As arch(1) calls it: "x86_64", "arm64e"; never NULL. Is there one of that name? */
LW_API const char *lw_macho_arch(const struct lw_image *img);
LW_API bool lw_macho_is_arch(const char *name);

#endif
