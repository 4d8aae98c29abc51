/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two copies of one library. By name only files whose name begins with "lib" are compared, since modules of different
 * packages often have one name; the hash that tools which bundle libraries put before ".so" does not count, nor a
 * version that only one of the two has.
 */
#include <string.h>

#include "base/fail.h"
#include "base/libname.h"
#include "base/path.h"
#include "process/reading.h"

#define MOST_ALIKE 64u

struct alike {
	uint32_t id, n; /* n: how many are in the chain from here */
	struct alike *before;
	const char *version;
};

struct keys {
	struct lw_map by_soname, by_stem, by_build_id, by_file;
};

struct identity {
	uint64_t dev, ino;
};

/* "libz3" and ".4.8" of "libz3-1a2b3c4d.so.4.8"; NULL: it is no library's name. */
static const char *stem(struct lw_arena *a, const char *base, const char **version, struct lw_error *err) {
	const char *so = strstr(base, ".so");
	if (strncmp(base, "lib", 3) != 0 || so == NULL || (so[3] != '\0' && so[3] != '.'))
		return NULL;
	*version = so + 3;
	return lw_lib_stem(a, base, false, err);
}

static bool same_version(const char *x, const char *y) {
	const size_t n = strlen(x) < strlen(y) ? strlen(x) : strlen(y);
	return strncmp(x, y, n) == 0 && (x[n] == '\0' || x[n] == '.') && (y[n] == '\0' || y[n] == '.');
}

static bool report(struct lw_process_reading *r, const struct alike *first, const struct lw_mapped *second,
		   unsigned reason, struct lw_mapped_copy *found, uint32_t *n) {
	const struct lw_mapped *one = &r->objects.at[first->id];
	for (uint32_t i = 0; i < *n; i++)
		if (found[i].first == first->id) {
			found[i].reasons |= reason;
			return true;
		}
	if (*n == 4)
		return true;
	found[(*n)++] = (struct lw_mapped_copy){first->id, second->id, reason,
						one->ns != second->ns && one->listed && second->listed};
	return true;
}

/* Looks for the newest that fits in the chain of a key, and adds the new one to it. */
static bool look(struct lw_process_reading *r, struct lw_map *map, const void *key, size_t n_key, const char *version,
		 const struct lw_mapped *o, const struct alike **out, struct lw_error *err) {
	struct alike *chain = lw_map_get(map, key, n_key), *mine = lw_alloc(r->a, 1, sizeof *mine, err);
	*out = NULL;
	if (mine == NULL)
		return false;
	uint32_t left = MOST_ALIKE;
	for (const struct alike *at = chain; at != NULL && left > 0; at = at->before, left--)
		if (version == NULL || same_version(at->version, version))
			*out = at; /* the first that was loaded counts */
	*mine = (struct alike){.id = o->id, .before = chain, .version = version};
	return lw_map_put(map, r->a, key, n_key, mine, err);
}

static bool one(struct lw_process_reading *r, struct keys *k, const struct lw_mapped *o, struct lw_mapped_copy *found,
		uint32_t *n, struct lw_error *err) {
	const struct alike *with;
	struct identity *id = lw_alloc(r->a, 1, sizeof *id, err);
	const char *version = NULL, *name = stem(r->a, lw_path_base(o->path), &version, err);
	if (id == NULL || (name == NULL && version != NULL))
		return false;
	*id = (struct identity){o->dev, o->ino};
	LW_TRY(look(r, &k->by_file, id, sizeof *id, NULL, o, &with, err));
	if (with != NULL)
		report(r, with, o, LW_COPY_FILE, found, n);
	if (o->build_id != NULL) {
		LW_TRY(look(r, &k->by_build_id, o->build_id, strlen(o->build_id), NULL, o, &with, err));
		if (with != NULL)
			report(r, with, o, LW_COPY_BUILD_ID, found, n);
	}
	if (o->soname != NULL) {
		LW_TRY(look(r, &k->by_soname, o->soname, strlen(o->soname), NULL, o, &with, err));
		if (with != NULL)
			report(r, with, o, LW_COPY_SONAME, found, n);
	}
	if (name != NULL) {
		LW_TRY(look(r, &k->by_stem, name, strlen(name), version, o, &with, err));
		if (with != NULL)
			report(r, with, o, LW_COPY_NAME, found, n);
	}
	return true;
}

bool lw_process_copies(struct lw_process_reading *r, struct lw_error *err) {
	struct keys k = {0};
	LW_VEC(struct lw_mapped_copy) list = {0};
	for (uint32_t i = 0; i < r->objects.n; i++) {
		struct lw_mapped_copy found[4];
		uint32_t n = 0;
		if (r->objects.at[i].kind == LW_MAPPED_VDSO)
			continue;
		LW_TRY(one(r, &k, &r->objects.at[i], found, &n, err));
		for (uint32_t j = 0; j < n; j++) {
			struct lw_mapped_copy *slot = lw_vec_add(r->a, &list, err);
			if (slot == NULL)
				return false;
			*slot = found[j];
		}
	}
	r->p->copies = list.at;
	r->p->n_copies = list.n;
	return true;
}
