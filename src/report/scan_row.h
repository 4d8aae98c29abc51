/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a scan. */
#ifndef LW_REPORT_SCAN_ROW_H
#define LW_REPORT_SCAN_ROW_H

#include "linkwright/image.h"
#include "report/out.h"

struct lw_scan_row {
	const char *dir, *name; /* its path in two parts; dir ends with a slash or is empty */
	uint64_t size;
	bool is_slice;                /* the file has several images, each with a row */
	const struct lw_image *image; /* NULL: nothing of it could be read */
	const struct lw_error *error; /* why, or what is damaged; or NULL */
};

void lw_scan_row_text(struct lw_out *o, const struct lw_scan_row *row);
/* Called before there are threads. */
void lw_json_start(void);
/* Errors: NOMEM. */
bool lw_scan_row_json(struct lw_out *o, const struct lw_scan_row *row, struct lw_error *err) LW_USE;

#endif
