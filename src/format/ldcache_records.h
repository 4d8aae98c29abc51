/* SPDX-License-Identifier: Apache-2.0 */
/* The records of ld.so.cache (glibc sysdeps/generic/dl-cache.h); the same for every class of machine. */
#ifndef LW_FORMAT_LDCACHE_RECORDS_H
#define LW_FORMAT_LDCACHE_RECORDS_H

#include "bytes/record.h"

#define LW_LDCACHE_MAGIC_OLD "ld.so-1.7.0"
#define LW_LDCACHE_MAGIC_NEW "glibc-ld.so.cache1.1"
#define LW_LDCACHE_MAGIC_EXTENSION 0xeaa42174u

enum { LW_LDCACHE_TAG_GENERATOR, LW_LDCACHE_TAG_HWCAPS };

/* Byte order in the header's flags. */
enum { LW_LDCACHE_ENDIAN_LITTLE = 2, LW_LDCACHE_ENDIAN_BIG = 3, LW_LDCACHE_ENDIAN_MASK = 3 };

struct lw_raw_cache_old {
	uint64_t nlibs;
};
struct lw_raw_cache_new {
	uint64_t nlibs, len_strings, flags, extension_offset;
};
struct lw_raw_cache_entry {
	uint64_t flags, key, value, osversion, hwcap;
};
struct lw_raw_cache_extension {
	uint64_t magic, count;
};
struct lw_raw_cache_section {
	uint64_t tag, flags, offset, size;
};

extern const struct lw_record lw_rec_cache_old, lw_rec_cache_old_entry, lw_rec_cache_new, lw_rec_cache_new_entry,
	lw_rec_cache_extension, lw_rec_cache_section;

#endif
