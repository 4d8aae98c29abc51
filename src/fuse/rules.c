/* SPDX-License-Identifier: Apache-2.0 */
/* Refusals and warnings, by their rules. */
#include <stdarg.h>
#include <stdio.h>

#include "base/fail.h"
#include "fuse/fusing.h"

static const struct {
	const char *id, *helps;
} rules[] = {
#define X(code, id, refuses, what, helps) {id, helps},
#include "fuse/rules.def"
#undef X
};

bool lw_fuse_refuse(const struct lw_fuse_part *p, enum lw_fuse_rule rule, struct lw_error *err, const char *fmt, ...) {
	char text[sizeof err->text];
	const char *helps = rules[rule].helps;
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	(void)lw_fail(err, LW_E_UNSUPPORTED, "%s%s%s (%s)", text, helps == NULL ? "" : ": ", helps == NULL ? "" : helps,
		      rules[rule].id);
	if (p != NULL)
		lw_error_subject(err, p->o->path);
	return false;
}

bool lw_fuse_warn(struct lw_fusing *f, enum lw_fuse_rule rule, struct lw_error *err, const char *fmt, ...) {
	const char **slot = lw_vec_add(f->a, &f->warnings, err);
	va_list ap;
	va_start(ap, fmt);
	const char *line = slot == NULL ? NULL : lw_vsprintf(f->a, err, fmt, ap);
	va_end(ap);
	if (line != NULL)
		line = lw_sprintf(f->a, err, "%s (%s)", line, rules[rule].id);
	if (line != NULL)
		*slot = line;
	return line != NULL;
}
