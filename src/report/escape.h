/* SPDX-License-Identifier: Apache-2.0 */
/* What of a name may be shown. Names come from files that somebody else made. */
#ifndef LW_REPORT_ESCAPE_H
#define LW_REPORT_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length of the UTF-8 character at text and its code point; 0 if the bytes there are none. text ends with a NUL. */
size_t lw_utf8_next(const char *text, uint32_t *point);
/* Is every byte of text part of a UTF-8 character? */
bool lw_utf8_valid(const char *text);
/* Is every byte a visible ASCII character or a blank, so that nothing needs to be escaped? */
bool lw_is_plain(const char *text);
/* Columns that text takes, one for each character. */
size_t lw_utf8_columns(const char *text);

#endif
