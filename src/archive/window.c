/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/window.h"

#include "base/fail.h"

void lw_window_init(struct lw_window *w, const struct lw_source *src) {
	w->src = src;
	w->off = w->n = 0;
}

bool lw_window_get(struct lw_window *w, uint64_t off, uint64_t len, const char *what, struct lw_span *out,
		   struct lw_error *err) {
	const bool there = off >= w->off && lw_span_cut((struct lw_span){w->bytes, w->n}, off - w->off, len, out);
	if (there)
		return true;
	w->off = off;
	w->n = 0;
	LW_TRY(lw_source_read(w->src, off, w->bytes, LW_WINDOW, &w->n, err));
	return lw_span_cut((struct lw_span){w->bytes, w->n}, 0, len, out) ||
		lw_fail_at(err, LW_E_TRUNCATED, off, "%s ends too early: it is cut short, or was never whole", what);
}
