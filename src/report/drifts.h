/* SPDX-License-Identifier: Apache-2.0 */
/* Locks and their differences in each format. */
#ifndef LW_REPORT_DRIFTS_H
#define LW_REPORT_DRIFTS_H

#include <jansson.h>

#include "report/json.h"

bool lw_json_lock(struct lw_report *r, const struct lw_lockfile *lock, struct lw_error *err) LW_USE;
bool lw_json_drifts(struct lw_report *r, const struct lw_drifts *d, struct lw_error *err) LW_USE;
bool lw_text_drifts(struct lw_report *r, const struct lw_drifts *d, struct lw_error *err) LW_USE;

/* lock_json.c: one file as an object. */
json_t *lw_json_locked_file(struct lw_json *j, const struct lw_locked_file *f);

#endif
