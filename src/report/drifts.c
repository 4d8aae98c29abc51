/* SPDX-License-Identifier: Apache-2.0 */
/* Locks and what differs between them, on their way to the format that is wanted. */
#include "report/drifts.h"

#include "base/fail.h"

static bool done(struct lw_report *r, bool ok, struct lw_error *err) {
	lw_arena_reset(&r->arena);
	r->index++;
	return ok && lw_out_flush(&r->out, err);
}

bool lw_report_lock(struct lw_report *r, const struct lw_lockfile *lock, struct lw_error *err) {
	if (r->opts.format != LW_REPORT_JSON)
		return lw_fail(err, LW_E_UNSUPPORTED, "a lock is written as JSON only");
	return done(r, lw_json_lock(r, lock, err), err);
}

bool lw_report_drifts(struct lw_report *r, const struct lw_drifts *drifts, struct lw_error *err) {
	switch (r->opts.format) {
	case LW_REPORT_TEXT:
		return done(r, lw_text_drifts(r, drifts, err), err);
	case LW_REPORT_JSON:
		return done(r, lw_json_drifts(r, drifts, err), err);
	default:
		return lw_fail(err, LW_E_UNSUPPORTED, "this format cannot show differences");
	}
}
