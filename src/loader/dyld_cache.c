/* SPDX-License-Identifier: Apache-2.0 */
/* Libraries that live in the shared cache only, since macOS 11 (dyld Loader.cpp, mightBeInSharedCache). */
#include <string.h>

#include "loader/dyld.h"

bool lw_dy_in_cache(struct dy_process *p, const char *path) {
	static const char *const prefixes[] = {"/usr/lib/", "/System/Library/", "/System/iOSSupport/usr/lib/",
					       "/System/iOSSupport/System/Library/", "/System/DriverKit/"};
	/* What people install lies there too, and is never in the cache. */
	if (strncmp(path, "/usr/lib/swift-", 15) == 0)
		return false;
	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
		if (strncmp(path, prefixes[i], strlen(prefixes[i])) == 0) {
			p->cache_by_prefix = true;
			return true;
		}
	return false;
}
