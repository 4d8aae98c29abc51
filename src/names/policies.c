/* SPDX-License-Identifier: Apache-2.0 */
/* The table says of each list from which policy to which a word stands in it. */
#include "linkwright/policy.h"

#include <string.h>

static const struct lw_policy policies[] = {
#define POLICY(name, alias, kind, libc) {name, alias, kind, libc},
#define LIBRARIES(first, last, words)
#define VERSIONS(first, last, machine, words)
#define BANNED(first, last, library, words)
#include "names/policies.def"
#undef POLICY
#undef LIBRARIES
#undef VERSIONS
#undef BANNED
};

#define N_POLICIES (sizeof policies / sizeof policies[0])

static const struct row {
	enum lw_policy_list list;
	const char *first, *last, *key, *words;
} rows[] = {
#define POLICY(name, alias, kind, libc)
#define LIBRARIES(first, last, words) {LW_POLICY_LIBRARIES, first, last, "", words},
#define VERSIONS(first, last, machine, words) {LW_POLICY_VERSIONS, first, last, machine, words},
#define BANNED(first, last, library, words) {LW_POLICY_BANNED, first, last, library, words},
#include "names/policies.def"
#undef POLICY
#undef LIBRARIES
#undef VERSIONS
#undef BANNED
};

#define N_ROWS (sizeof rows / sizeof rows[0])

const struct lw_policy *lw_policies(uint32_t *n) {
	*n = N_POLICIES;
	return policies;
}

const struct lw_policy *lw_policy_find(const char *word) {
	for (size_t i = 0; i < N_POLICIES; i++)
		if (strcmp(policies[i].name, word) == 0 ||
		    (policies[i].alias != NULL && strcmp(policies[i].alias, word) == 0))
			return &policies[i];
	return NULL;
}

static bool covers(const struct row *row, const struct lw_policy *p) {
	return lw_policy_find(row->first) <= p && p <= lw_policy_find(row->last);
}

static bool is_row_of(const struct row *row, const struct lw_policy_walk *w) {
	return row->list == w->list && (w->key == NULL || strcmp(row->key, w->key) == 0) && covers(row, w->policy);
}

bool lw_policy_next(struct lw_policy_walk *w, struct lw_policy_word *out) {
	for (; w->row < N_ROWS; w->row++, w->at = 0) {
		const struct row *row = &rows[w->row];
		if (row->words[w->at] == '\0' || (w->at == 0 && !is_row_of(row, w)))
			continue;
		*out = (struct lw_policy_word){row->key, row->words + w->at, strcspn(row->words + w->at, " ")};
		w->at += out->n + (row->words[w->at + out->n] == ' ');
		return true;
	}
	return false;
}

bool lw_policy_has(const struct lw_policy *p, enum lw_policy_list list, const char *key, const char *word) {
	struct lw_policy_walk walk = {.policy = p, .list = list, .key = key};
	struct lw_policy_word at;
	while (lw_policy_next(&walk, &at))
		if (strlen(word) == at.n && memcmp(word, at.at, at.n) == 0)
			return true;
	return false;
}

const char *lw_policy_machine(unsigned i) {
	static const char *const names[] = {"x86_64",  "i686",  "aarch64", "armv7l",      "ppc64",
					    "ppc64le", "s390x", "riscv64", "loongarch64", NULL};
	return i < sizeof names / sizeof names[0] ? names[i] : NULL;
}

bool lw_policy_has_machine(const struct lw_policy *p, const char *machine) {
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].list == LW_POLICY_VERSIONS && strcmp(rows[i].key, machine) == 0 && covers(&rows[i], p))
			return true;
	return false;
}
