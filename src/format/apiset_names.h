/* SPDX-License-Identifier: Apache-2.0 */
/* How contracts are told apart, and the map that is made of them: for those who read one. */
#ifndef LW_FORMAT_APISET_NAMES_H
#define LW_FORMAT_APISET_NAMES_H

#include "format/apiset.h"

/* Fills by_name; the first of several contracts with one name counts. Errors: NOMEM. */
bool lw_apiset_index(struct lw_apiset *set, struct lw_arena *a, struct lw_error *err) LW_USE;

#endif
