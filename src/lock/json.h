/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_LOCK_JSON_H
#define LW_LOCK_JSON_H

#include <jansson.h>

#include "linkwright/error.h"

/*
 * A text as JSON; its owner is the caller (json_decref). When an allocation fails, jansson 2.14 drops characters of a
 * string without a word or complains of the text; so it reads the text twice, and both readings have to agree. Errors:
 * MALFORMED, NOMEM.
 */
json_t *lw_json_read(const char *bytes, size_t n, struct lw_error *err) LW_USE;

#endif
