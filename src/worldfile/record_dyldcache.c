/* SPDX-License-Identifier: Apache-2.0 */
/* What told which libraries macOS has, a shared cache or an SDK, is recorded as a small cache of those that were asked
 * for and are there (format/dyldcache.h; dyld cache-builder/dyld_cache_format.h, the list of old caches). */
#include <string.h>

#include "base/fail.h"
#include "bytes/record.h"
#include "loader/dyld.h"
#include "worldfile/record_dyldcache.h"

#define HEADER 0x98
#define ROW 32

struct cache {
	struct lw_arena *a;
	LW_VEC(const char *) names;
};

static bool add(struct cache *c, const char *name, struct lw_error *err) {
	for (uint32_t i = 0; i < c->names.n; i++)
		if (strcmp(c->names.at[i], name) == 0)
			return true;
	const char **slot = lw_vec_add(c->a, &c->names, err);
	if (slot != NULL)
		*slot = name;
	return slot != NULL;
}

static bool bytes_of(const struct cache *c, const char *arch, uint8_t **out, size_t *n, struct lw_error *err) {
	size_t at = HEADER + ROW * (size_t)c->names.n;
	*n = at;
	for (uint32_t i = 0; i < c->names.n; i++)
		*n += strlen(c->names.at[i]) + 1;
	uint8_t *b = lw_alloc(c->a, *n, 1, err);
	if (b == NULL)
		return false;
	*out = b;
	memcpy(b, "dyld_v1        ", 15);
	memcpy(b + 15 - strlen(arch), arch, strlen(arch));
	lw_store_uint(b + 0x10, 4, false, HEADER);
	lw_store_uint(b + 0x18, 4, false, HEADER);
	lw_store_uint(b + 0x1c, 4, false, c->names.n);
	for (uint32_t i = 0; i < c->names.n; i++) {
		const size_t len = strlen(c->names.at[i]) + 1;
		lw_store_uint(b + HEADER + ROW * (size_t)i + 24, 4, false, at);
		memcpy(b + at, c->names.at[i], len);
		at += len;
	}
	return true;
}

/* Nothing would be a cache without a list. */
static bool collect(struct cache *c, const struct lw_graph *g, struct lw_error *err) {
	for (uint32_t i = 0; i < g->n_objects; i++)
		if (g->objects[i].in_cache && g->objects[i].path != NULL)
			LW_TRY(add(c, g->objects[i].path, err));
	return c->names.n != 0 || add(c, "/usr/lib/nothing-that-was-asked-for.dylib", err);
}

bool lw_record_dyldcache(struct lw_writing *w, struct lw_error *err) {
	const struct dy_process *p = w->g->loader_state;
	const char *arch = lw_dy_cache_arch(lw_dy_arch(w->g->image));
	struct cache c = {.a = w->a};
	uint8_t *bytes;
	size_t n;
	if (p->evidence == DY_BY_NAME || arch == NULL)
		return true;
	LW_TRY(collect(&c, w->g, err) && bytes_of(&c, arch, &bytes, &n, err));
	const char *path = lw_sprintf(w->a, err, "/System/Library/dyld/dyld_shared_cache_%s", arch);
	const char *hex = path == NULL ? NULL : lw_writing_hex(w, bytes, n, err);
	return hex != NULL && lw_writing_remember(w, path, err) && lw_writing_line(w, err, "raw", path, hex, NULL);
}
