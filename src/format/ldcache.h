/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /etc/ld.so.cache, old ("ld.so-1.7.0"), new ("glibc-ld.so.cache1.1") and old with new behind it. Source of the format:
 * glibc sysdeps/generic/dl-cache.h, elf/dl-cache.c, elf/cache.c.
 */
#ifndef LW_FORMAT_LDCACHE_H
#define LW_FORMAT_LDCACHE_H

#include "base/arena.h"
#include "bytes/span.h"

/* Set in hwcap: the low half is an index into hwcaps (glibc sysdeps/generic/dl-cache.h, DL_CACHE_HWCAP_EXTENSION). */
#define LW_LDCACHE_EXTENSION (UINT64_C(1) << 62)

struct lw_ldcache_entry {
	uint32_t flags;
	const char *key, *value; /* NULL: the offset lies outside the string table */
	uint32_t osversion;      /* new format; else 0 */
	uint64_t hwcap;          /* new format; else 0 */
};

struct lw_ldcache {
	bool is_new;                            /* entries have osversion and hwcap */
	const struct lw_ldcache_entry *entries; /* in the file's order */
	uint32_t n_entries;
	const char *const *hwcaps; /* names of the glibc-hwcaps extension; NULL for one whose offset is bogus */
	uint32_t n_hwcaps;
	const char *generator; /* or NULL */
};

/*
 * Reads a whole cache file; what is found points into it and into the arena, so both must live as long. Which table
 * counts where both are there: the new one. The sanity checks are those of glibc (2.36, _dl_load_cache_lookup): a file
 * that they refuse gives MALFORMED or TRUNCATED, and the loader goes on as if there were no cache. Errors:
 * UNKNOWN_FORMAT, TRUNCATED, MALFORMED, NOMEM.
 */
bool lw_ldcache_parse(struct lw_span file, bool big_endian, struct lw_arena *a, struct lw_ldcache *out,
		      struct lw_error *err) LW_USE;

/* glibc's order of names: runs of digits compare as numbers (elf/dl-cache.c, _dl_cache_libcmp); below 0, 0, above 0. */
int lw_ldcache_compare(const char *x, const char *y);

enum lw_ldcache_format { LW_LDCACHE_NEW, LW_LDCACHE_COMPAT, LW_LDCACHE_OLD };

/* Writes a cache, entries in the given order (ldconfig sorts them descending by lw_ldcache_compare, hwcap entries
 * first). For tests and world files. Errors: NOMEM. */
bool lw_ldcache_encode(const struct lw_ldcache *cache, enum lw_ldcache_format format, bool big_endian,
		       struct lw_arena *a, struct lw_span *out, struct lw_error *err) LW_USE;

#endif
