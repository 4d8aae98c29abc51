/* SPDX-License-Identifier: Apache-2.0 */
/* Names for codes, and what counts as wrong. */
#include "linkwright/process.h"

const char *lw_mapped_kind_name(enum lw_mapped_kind kind) {
	static const char *const names[] = {
#define X(code, name, words) name,
		LW_MAPPED_KINDS(X)
#undef X
	};
	return names[kind];
}

const char *lw_since_name(enum lw_since since) {
	static const char *const names[] = {
#define X(code, name, words) name,
		LW_SINCES(X)
#undef X
	};
	return names[since];
}

const char *lw_today_name(enum lw_today today) {
	static const char *const names[] = {
#define X(code, name, words) name,
		LW_TODAYS(X)
#undef X
	};
	return names[today];
}

bool lw_mapped_is_wrong(const struct lw_mapped *m) {
	return m->gone || m->today == LW_TODAY_OTHER || m->today == LW_TODAY_MISSING;
}

bool lw_process_is_wrong(const struct lw_process *p) {
	for (uint32_t i = 0; i < p->n_objects; i++)
		if (lw_mapped_is_wrong(&p->objects[i]))
			return true;
	for (uint32_t i = 0; i < p->n_copies; i++)
		if (!p->copies[i].apart)
			return true;
	return false;
}
