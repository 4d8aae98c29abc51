/* SPDX-License-Identifier: Apache-2.0 */
/* Libraries that live in the shared cache only, since macOS 11 (dyld Loader.cpp, mightBeInSharedCache). */
#include <string.h>

#include "base/fail.h"
#include "loader/dyld.h"

bool lw_dy_is_system(const char *path) {
	static const char *const prefixes[] = {"/usr/lib/", "/System/Library/", "/System/iOSSupport/usr/lib/",
					       "/System/iOSSupport/System/Library/", "/System/DriverKit/"};
	/* What people install lies there too, and is never in the cache. */
	if (strncmp(path, "/usr/lib/swift-", 15) == 0)
		return false;
	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
		if (strncmp(path, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

/* A name that a linker wrote comes from an SDK, and Swift's libraries are asked for by an rpath. A path that dyld
 * itself made of some name (a fallback, a variable, an rpath) says nothing about what macOS has. */
static bool presumed(struct dy_process *p, const struct dy_request *rq, const char *path, enum lw_rule rule) {
	static const char swift[] = "/usr/lib/swift/libswift";
	if (strcmp(path, rq->name) == 0 || (rule == LW_RULE_LC_RPATH && strncmp(path, swift, sizeof swift - 1) == 0))
		return true;
	if (p->cache_unknown == NULL)
		p->cache_unknown = path;
	return false;
}

bool lw_dy_in_cache(struct dy_process *p, const struct dy_request *rq, const char *path, enum lw_rule rule, bool *yes,
		    struct lw_error *err) {
	*yes = false;
	if (p->evidence == DY_BY_CACHE)
		LW_TRY(lw_dy_cache_has(p, path, yes, err));
	else if (!lw_dy_is_system(path))
		return true;
	else if (p->evidence == DY_BY_SDK)
		LW_TRY(lw_dy_sdk_has(p, path, yes, err));
	else
		*yes = presumed(p, rq, path, rule);
	p->cache_asked |= *yes;
	return true;
}
