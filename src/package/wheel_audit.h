/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of an audit share. */
#ifndef LW_PACKAGE_WHEEL_AUDIT_H
#define LW_PACKAGE_WHEEL_AUDIT_H

#include "base/map.h"
#include "base/vec.h"
#include "package/read.h"
#include "package/wheel.h"

struct lw_wheel_auditing {
	const struct lw_fs *fs;
	const char *top;
	struct lw_arena *a;
	struct lw_error *err;
	const struct lw_package_file *files;
	uint32_t n_files;
	LW_VEC(struct lw_wheel_fault) faults;
	struct lw_wheel_audit *out;
};

bool lw_wheel_fault(struct lw_wheel_auditing *w, enum lw_wheel_fault_kind kind, const char *path, const char *expected,
		    const char *got) LW_USE;
/* Compares RECORD with the files. */
bool lw_wheel_audit_record(struct lw_wheel_auditing *w) LW_USE;

#endif
