/* SPDX-License-Identifier: Apache-2.0 */
/* Reads PE files: PE32 and PE32+, of any machine. What a program holds is read as Windows maps it, not by the names of
 * its sections. */
#ifndef LW_FORMAT_PE_PARSE_H
#define LW_FORMAT_PE_PARSE_H

#include "base/arena.h"
#include "linkwright/pe.h"
#include "os/source.h"

/*
 * Reads what an image tells (linkwright/pe.h) into the arena. A file with the signature of PE and a whole COFF header
 * behind it always gives an image: what could not be read is told by image->damage, and the rest is there. *out is
 * owned by the arena. Errors: UNKNOWN_FORMAT (no MZ header, or a program of another kind behind it), TRUNCATED (it
 * ends before its COFF header does), IO, NOMEM.
 */
bool lw_pe_parse(const struct lw_source *src, struct lw_arena *a, struct lw_image **out, struct lw_error *err) LW_USE;

/* What is imported, library by library in the order of pe->dlls. Errors: MALFORMED, TRUNCATED, LIMIT, IO, NOMEM. */
bool lw_pe_imports(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a,
		   const struct lw_pe_import **out, size_t *n, struct lw_error *err) LW_USE;

/* What is exported. Errors: MALFORMED, TRUNCATED, LIMIT, IO, NOMEM. */
bool lw_pe_exports(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a,
		   struct lw_pe_exports *out, struct lw_error *err) LW_USE;

#endif
