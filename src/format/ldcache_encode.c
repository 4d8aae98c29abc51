/* SPDX-License-Identifier: Apache-2.0 */
/* Writes an ld.so.cache, laid out as ldconfig does it (glibc elf/cache.c, save_cache), but every string stands for
 * itself. */
#include <string.h>

#include "base/fail.h"
#include "format/ldcache.h"
#include "format/ldcache_records.h"

#define NOWHERE UINT32_MAX /* the offset of a string that is NULL */

struct writer {
	const struct lw_ldcache *c;
	bool big;
	bool old_part, new_part;
	uint64_t n_old;
	uint64_t new_off, strings_off, strings_end, extension_off, size;
	uint64_t hwcaps_off, generator_off; /* in the file */
	uint8_t *bytes;
	uint64_t next_string; /* where in the file */
};

static uint64_t up(uint64_t n, uint64_t align) {
	return (n + align - 1) / align * align;
}

static uint64_t length(const char *s) {
	return s == NULL ? 0 : strlen(s) + 1;
}

/* ldconfig writes an even number of old entries, the last one twice if need be; those with hwcaps are not for old
 * loaders. */
static uint64_t count_old(const struct writer *w) {
	uint64_t n = 0;
	for (uint32_t i = 0; i < w->c->n_entries; i++)
		n += !w->new_part || w->c->entries[i].hwcap == 0;
	return w->new_part ? up(n, 2) : n;
}

static uint32_t count_sections(const struct writer *w) {
	return (w->c->generator != NULL ? 1u : 0u) + (w->c->n_hwcaps != 0 ? 1u : 0u);
}

static void lay_out(struct writer *w) {
	uint64_t at = 0;
	if (w->old_part) {
		w->n_old = count_old(w);
		at = lw_record_size(&lw_rec_cache_old, true) + w->n_old * lw_record_size(&lw_rec_cache_old_entry, true);
	}
	w->new_off = w->new_part ? up(at, 8) : at;
	w->strings_off = w->new_off;
	if (w->new_part)
		w->strings_off += lw_record_size(&lw_rec_cache_new, true) +
			w->c->n_entries * lw_record_size(&lw_rec_cache_new_entry, true);
	at = w->next_string = w->strings_off;
	for (uint32_t i = 0; i < w->c->n_entries; i++)
		at += length(w->c->entries[i].key) + length(w->c->entries[i].value);
	for (uint32_t i = 0; w->new_part && i < w->c->n_hwcaps; i++)
		at += length(w->c->hwcaps[i]);
	w->size = w->strings_end = at;
	if (!w->new_part || count_sections(w) == 0)
		return;
	w->extension_off = up(at, 4);
	w->hwcaps_off = w->extension_off + lw_record_size(&lw_rec_cache_extension, true) +
		count_sections(w) * lw_record_size(&lw_rec_cache_section, true);
	w->generator_off = w->hwcaps_off + 4 * (uint64_t)w->c->n_hwcaps;
	w->size = w->generator_off + (w->c->generator == NULL ? 0 : strlen(w->c->generator));
}

static uint64_t put_string(struct writer *w, const char *s) {
	if (s == NULL)
		return NOWHERE;
	uint64_t at = w->next_string;
	memcpy(w->bytes + at, s, (size_t)length(s));
	w->next_string += length(s);
	return at;
}

static uint64_t relative(uint64_t at, uint64_t base) {
	return at == NOWHERE ? NOWHERE : at - base;
}

static void put_old_entry(struct writer *w, uint64_t i, struct lw_raw_cache_entry x) {
	const uint64_t head = lw_record_size(&lw_rec_cache_old, true),
		       size = lw_record_size(&lw_rec_cache_old_entry, true);
	if (i >= w->n_old)
		return;
	x.key = relative(x.key, head + w->n_old * size);
	x.value = relative(x.value, head + w->n_old * size);
	lw_record_put(&lw_rec_cache_old_entry, w->bytes + head + i * size, true, w->big, &x);
}

static void put_new_entry(struct writer *w, uint64_t i, struct lw_raw_cache_entry x) {
	x.key = relative(x.key, w->new_off);
	x.value = relative(x.value, w->new_off);
	lw_record_put(&lw_rec_cache_new_entry,
		      w->bytes + w->new_off + lw_record_size(&lw_rec_cache_new, true) +
			      i * lw_record_size(&lw_rec_cache_new_entry, true),
		      true, w->big, &x);
}

static void put_entries(struct writer *w) {
	uint64_t n_old = 0;
	for (uint32_t i = 0; i < w->c->n_entries; i++) {
		const struct lw_ldcache_entry *e = &w->c->entries[i];
		struct lw_raw_cache_entry x = {.flags = e->flags, .osversion = e->osversion, .hwcap = e->hwcap};
		x.key = put_string(w, e->key);
		x.value = put_string(w, e->value);
		if (w->new_part)
			put_new_entry(w, i, x);
		if (!w->old_part || (w->new_part && e->hwcap != 0))
			continue;
		put_old_entry(w, n_old++, x);
		put_old_entry(w, n_old, x); /* the next one comes over it */
	}
}

static uint8_t *put_section(const struct writer *w, uint8_t *p, uint64_t tag, uint64_t off, uint64_t size) {
	struct lw_raw_cache_section s = {.tag = tag, .offset = off, .size = size};
	lw_record_put(&lw_rec_cache_section, p, true, w->big, &s);
	return p + lw_record_size(&lw_rec_cache_section, true);
}

static void put_extension(struct writer *w) {
	if (w->extension_off == 0)
		return;
	struct lw_raw_cache_extension head = {LW_LDCACHE_MAGIC_EXTENSION, count_sections(w)};
	uint8_t *p = w->bytes + w->extension_off;
	lw_record_put(&lw_rec_cache_extension, p, true, w->big, &head);
	p += lw_record_size(&lw_rec_cache_extension, true);
	if (w->c->generator != NULL) {
		p = put_section(w, p, LW_LDCACHE_TAG_GENERATOR, w->generator_off, strlen(w->c->generator));
		memcpy(w->bytes + w->generator_off, w->c->generator, strlen(w->c->generator));
	}
	if (w->c->n_hwcaps != 0)
		put_section(w, p, LW_LDCACHE_TAG_HWCAPS, w->hwcaps_off, 4 * (uint64_t)w->c->n_hwcaps);
	for (uint32_t i = 0; i < w->c->n_hwcaps; i++)
		lw_store_uint(w->bytes + w->hwcaps_off + 4 * (uint64_t)i, 4, w->big, put_string(w, w->c->hwcaps[i]));
}

static void put_headers(struct writer *w) {
	if (w->old_part) {
		struct lw_raw_cache_old h = {w->n_old};
		lw_record_put(&lw_rec_cache_old, w->bytes, true, w->big, &h);
		memcpy(w->bytes, LW_LDCACHE_MAGIC_OLD, strlen(LW_LDCACHE_MAGIC_OLD));
	}
	if (!w->new_part)
		return;
	struct lw_raw_cache_new h = {
		.nlibs = w->c->n_entries,
		.len_strings = w->strings_end - w->strings_off,
		.flags = w->big ? LW_LDCACHE_ENDIAN_BIG : LW_LDCACHE_ENDIAN_LITTLE,
		.extension_offset = w->extension_off,
	};
	lw_record_put(&lw_rec_cache_new, w->bytes + w->new_off, true, w->big, &h);
	memcpy(w->bytes + w->new_off, LW_LDCACHE_MAGIC_NEW, strlen(LW_LDCACHE_MAGIC_NEW));
}

bool lw_ldcache_encode(const struct lw_ldcache *cache, enum lw_ldcache_format format, bool big_endian,
		       struct lw_arena *a, struct lw_span *out, struct lw_error *err) {
	struct writer w = {
		.c = cache,
		.big = big_endian,
		.old_part = format != LW_LDCACHE_NEW,
		.new_part = format != LW_LDCACHE_OLD,
	};
	lay_out(&w);
	if (w.size >= NOWHERE)
		return lw_fail(err, LW_E_LIMIT, "a cache of %#llx bytes is more than its offsets can tell",
			       (unsigned long long)w.size);
	w.bytes = lw_alloc(a, (size_t)w.size, 1, err);
	if (w.bytes == NULL)
		return false;
	put_headers(&w);
	put_entries(&w);
	put_extension(&w);
	*out = (struct lw_span){w.bytes, w.size};
	return true;
}
