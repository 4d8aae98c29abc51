/* SPDX-License-Identifier: Apache-2.0 */
/* What a process has mapped against what lies on the disk now (proc(5), maps). */
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"

static bool one(struct lw_checking *c, const struct lw_mapped *m, struct lw_error *err) {
	const unsigned pid = (unsigned)c->set->process->pid;
	const char *fix = lw_sprintf(c->a, err, "linkwright ps %u", pid);
	const struct lw_spot at = {.file = m->path, .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE, .fix = fix};
	if (fix == NULL)
		return false;
	if (m->today == LW_TODAY_OTHER && strcmp(m->path, m->today_path) == 0)
		return lw_found(
			c, at, err,
			"process %u has it mapped as it was, and another file lies at its path now%s: it runs the old "
			"code until it is started again",
			pid, m->today_same_build ? ", of the same build" : "");
	if (m->today == LW_TODAY_OTHER)
		return lw_found(c, at, err,
				"process %u has it mapped, and a start now would load %s instead%s: it runs the old "
				"code until it "
				"is started again",
				pid, m->today_path, m->today_same_build ? ", the same build" : "");
	return lw_found(c, at, err, "process %u has it mapped, and %s", pid,
			m->gone ? "no path leads to the file any more" : "its name gives nothing now");
}

bool lw_rule_library_gone(struct lw_checking *c, struct lw_error *err) {
	for (uint32_t i = 0; c->set->process != NULL && i < c->set->process->n_objects; i++)
		if (lw_mapped_is_wrong(&c->set->process->objects[i]))
			LW_TRY(one(c, &c->set->process->objects[i], err));
	return true;
}
