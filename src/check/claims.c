/* SPDX-License-Identifier: Apache-2.0 */
/* Words that --claim takes: some are one word, some name a row of a table. */
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"
#include "names/distros.h"

static bool is_policy(const char *kind, const char *word) {
	const struct lw_policy *p = lw_policy_find(word);
	return p != NULL && strcmp(p->kind, kind) == 0;
}

static bool is_system(const char *word) {
	return lw_alpine_find(word) != NULL || lw_distro_find(word, "x86_64") != NULL ||
		lw_distro_find(word, "aarch64") != NULL;
}

bool lw_claim_serves(const char *of_row, const char *word) {
	if (of_row == NULL)
		return false;
	if (strcmp(of_row, "manylinux_X_Y") == 0)
		return is_policy("manylinux", word);
	if (strcmp(of_row, "musllinux_X_Y") == 0)
		return is_policy("musllinux", word);
	if (strcmp(of_row, "runs-on:DISTRO") == 0)
		return strncmp(word, "runs-on:", 8) == 0 && is_system(word + 8);
	return strcmp(of_row, word) == 0;
}

static const char *newest_policy(const char *kind) {
	uint32_t n;
	const struct lw_policy *rows = lw_policies(&n);
	const char *name = "";
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(rows[i].kind, kind) == 0)
			name = rows[i].name;
	return name;
}

bool lw_claim_check(const char *claim, struct lw_error *err) {
	if (lw_claim_known(claim))
		return true;
	if (strncmp(claim, "runs-on:", 8) == 0)
		return lw_fail(err, LW_E_USAGE,
			       "there is no table of '%.60s'; name a release as debian:11, rhel:8, ubuntu:22.04 or "
			       "alpine:3.18",
			       claim + 8);
	for (unsigned i = 0; i < 2; i++) {
		const char *kind = i == 0 ? "manylinux" : "musllinux";
		if (strncmp(claim, kind, strlen(kind)) == 0)
			return lw_fail(err, LW_E_USAGE, "there is no policy '%.60s'; the newest is %s", claim,
				       newest_policy(kind));
	}
	return lw_fail(err, LW_E_USAGE,
		       "option '--claim' takes static, relocatable, conda, manylinux_X_Y, musllinux_X_Y or "
		       "runs-on:DISTRO, not '%.60s'",
		       claim);
}
