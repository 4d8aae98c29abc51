/* SPDX-License-Identifier: Apache-2.0 */
#include "format/ldcache_records.h"

/* clang-format off: one row per field */

/* The two flavours of a record are the same here. */
#define F(host, name, off, size) \
	{ #name, offsetof(struct host, name), off, size, off, size }
#define RECORD(id, words, bytes, ...) \
	static const struct lw_field id##_fields[] = {__VA_ARGS__}; \
	const struct lw_record lw_rec_##id = {words, bytes, bytes, sizeof id##_fields / sizeof id##_fields[0], \
					      id##_fields}

/* Eleven bytes of magic before it, and one of padding. */
RECORD(cache_old, "old cache header", 16, F(lw_raw_cache_old, nlibs, 12, 4));

RECORD(cache_old_entry, "old cache entry", 12, F(lw_raw_cache_entry, flags, 0, 4), F(lw_raw_cache_entry, key, 4, 4),
       F(lw_raw_cache_entry, value, 8, 4));

/* Twenty bytes of magic and version before it; flags is one byte, and twelve behind extension_offset are unused. */
RECORD(cache_new, "cache header", 48, F(lw_raw_cache_new, nlibs, 20, 4), F(lw_raw_cache_new, len_strings, 24, 4),
       F(lw_raw_cache_new, flags, 28, 1), F(lw_raw_cache_new, extension_offset, 32, 4));

RECORD(cache_new_entry, "cache entry", 24, F(lw_raw_cache_entry, flags, 0, 4), F(lw_raw_cache_entry, key, 4, 4),
       F(lw_raw_cache_entry, value, 8, 4), F(lw_raw_cache_entry, osversion, 12, 4),
       F(lw_raw_cache_entry, hwcap, 16, 8));

RECORD(cache_extension, "cache extension", 8, F(lw_raw_cache_extension, magic, 0, 4),
       F(lw_raw_cache_extension, count, 4, 4));

RECORD(cache_section, "cache extension section", 16, F(lw_raw_cache_section, tag, 0, 4),
       F(lw_raw_cache_section, flags, 4, 4), F(lw_raw_cache_section, offset, 8, 4),
       F(lw_raw_cache_section, size, 12, 4));
