/* SPDX-License-Identifier: Apache-2.0 */
#include "owner/guess.h"

#include <ctype.h>
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "base/path.h"

#define LONGEST 128

/* What many programs need and no rule tells. */
static const struct {
	const char *library, *package;
} odd[] = {{"libz.so.", "zlib1g"},
	   {"libgcc_s.so.", "libgcc-s1"},
	   {"libcrypto.so.3", "libssl3"},
	   {"libcrypto.so.1", "libssl1.1"}};

static bool add(struct lw_map *set, struct lw_arena *a, const char *name, size_t n, struct lw_error *err) {
	if (n == 0 || lw_map_get(set, name, n) != NULL)
		return true;
	const char *kept = lw_strndup(a, name, n, err);
	return kept != NULL && lw_map_put(set, a, kept, n, set, err);
}

/* With as much of the version as the soname may have: libbz2-1.0 has libbz2.so.1.0.4, libpcre2-8-0
 * libpcre2-8.so.0.11.2. */
static bool versions(struct lw_map *set, struct lw_arena *a, const char *stem, size_t n_stem, const char *version,
		     struct lw_error *err) {
	char name[LONGEST + 8];
	if (n_stem + strlen(version) + 1 > LONGEST)
		return true;
	for (size_t i = 0; i < n_stem; i++)
		name[i] = stem[i] == '_' ? '-' : lw_ascii_lower(stem[i]);
	if (isdigit((unsigned char)stem[n_stem - 1]))
		name[n_stem++] = '-';
	for (size_t k = strcspn(version, ".");; k += 1 + strcspn(version + k + 1, ".")) {
		memcpy(name + n_stem, version, k);
		LW_TRY(add(set, a, name, n_stem + k, err));
		memcpy(name + n_stem + k, "t64", 3);
		LW_TRY(add(set, a, name, n_stem + k + 3, err));
		if (version[k] == '\0')
			return true;
	}
}

bool lw_owner_guess(struct lw_map *set, struct lw_arena *a, const char *path, struct lw_error *err) {
	const char *base = lw_path_base(path), *so = strstr(base, ".so.");
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
		if (strncmp(base, odd[i].library, strlen(odd[i].library)) == 0)
			LW_TRY(add(set, a, odd[i].package, strlen(odd[i].package), err));
	if (so == NULL || so == base)
		return add(set, a, base, strlen(base), err);
	return versions(set, a, base, (size_t)(so - base), so + 4, err);
}
