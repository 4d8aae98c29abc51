/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON out of a file (RFC 8259; jansson). An allocation that fails makes jansson complain of the text in many ways, or
 * lose a byte of a string without a word: so everything is read twice and has to come out the same.
 */
#ifndef LW_BYTES_JSON_H
#define LW_BYTES_JSON_H

#include <jansson.h>

#include "bytes/span.h"

/* The document, which the caller gives back with json_decref. flags: of json_loadb; what: the name with which the
 * sentence begins ("info/index.json"), or "" where the subject says it. NULL with MALFORMED (and the offset), NOMEM. */
json_t *lw_json_read(struct lw_span text, size_t flags, const char *what, struct lw_error *err) LW_USE;

#endif
