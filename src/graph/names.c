/* SPDX-License-Identifier: Apache-2.0 */
/* The words for the codes of graph.h, from the same rows as the codes. */
#include "linkwright/graph.h"

const char *lw_rule_name(enum lw_rule rule) {
	static const char *const names[] = {
#define X(code, name, words) name,
		LW_RULES(X)
#undef X
	};
	return (unsigned)rule < LW_N_RULES ? names[rule] : "none";
}

const char *lw_rule_words(enum lw_rule rule) {
	static const char *const all[] = {
#define X(code, name, words) words,
		LW_RULES(X)
#undef X
	};
	return (unsigned)rule < LW_N_RULES ? all[rule] : "";
}

const char *lw_how_name(enum lw_how how) {
	static const char *const names[] = {
#define X(code, name, words) name,
		LW_HOWS(X)
#undef X
	};
	return (unsigned)how < LW_N_HOWS ? names[how] : "missing";
}

const char *lw_how_words(enum lw_how how) {
	static const char *const all[] = {
#define X(code, name, words) words,
		LW_HOWS(X)
#undef X
	};
	return (unsigned)how < LW_N_HOWS ? all[how] : "";
}
