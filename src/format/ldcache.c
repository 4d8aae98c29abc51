/* SPDX-License-Identifier: Apache-2.0 */
#include "format/ldcache.h"

#include <string.h>

#include "base/fail.h"
#include "format/ldcache_records.h"

struct reader {
	struct lw_span file; /* a copy in the arena */
	bool big;
	struct lw_arena *a;
	uint64_t text_end; /* behind the last NUL of the file */
	uint64_t strings;  /* what the offsets of strings count from */
};

static bool begins(struct lw_span s, uint64_t off, const char *magic) {
	struct lw_span part;
	return lw_span_cut(s, off, strlen(magic), &part) && memcmp(part.ptr, magic, (size_t)part.len) == 0;
}

/* A string whose NUL lies in the file, or NULL. */
static const char *text_at(const struct reader *r, uint64_t base, uint64_t off) {
	return base + off < r->text_end ? (const char *)r->file.ptr + base + off : NULL;
}

static bool read_entries(const struct reader *r, const struct lw_record *rec, uint64_t off, uint64_t n,
			 struct lw_ldcache *out, struct lw_error *err) {
	const uint64_t size = lw_record_size(rec, true);
	if (!lw_range_fits(off, n * size, r->file.len))
		return lw_fail_at(
			err, LW_E_TRUNCATED, off, "%llu cache entries end at %#llx, past the end of the file (%#llx)",
			(unsigned long long)n, (unsigned long long)(off + n * size), (unsigned long long)r->file.len);
	struct lw_ldcache_entry *list = lw_alloc(r->a, (size_t)n, sizeof *list, err);
	if (list == NULL)
		return false;
	for (uint64_t i = 0; i < n; i++) {
		struct lw_raw_cache_entry x = {0};
		if (!lw_record_get(rec, r->file, off + i * size, true, r->big, &x))
			return lw_fail_at(err, LW_E_INTERNAL, off + i * size, "a cache entry was not read");
		list[i] = (struct lw_ldcache_entry){
			.flags = (uint32_t)x.flags,
			.key = text_at(r, r->strings, x.key),
			.value = text_at(r, r->strings, x.value),
			.osversion = (uint32_t)x.osversion,
			.hwcap = x.hwcap,
		};
	}
	out->entries = list;
	out->n_entries = (uint32_t)n;
	return true;
}

/* Offsets of names count from the start of the file, also where an old cache lies before the new one (glibc
 * elf/dl-cache.c, glibc_hwcaps_compare). */
static bool read_hwcaps(const struct reader *r, struct lw_raw_cache_section s, struct lw_ldcache *out,
			struct lw_error *err) {
	if (s.size == 0 || s.size % 4 != 0 || s.offset % 4 != 0)
		return true;
	const char **names = lw_alloc(r->a, (size_t)(s.size / 4), sizeof *names, err);
	if (names == NULL)
		return false;
	bool ok = true;
	for (uint64_t i = 0; i < s.size / 4; i++)
		names[i] = text_at(r, 0, lw_span_uint(r->file, s.offset + 4 * i, 4, r->big, &ok));
	out->hwcaps = names;
	out->n_hwcaps = (uint32_t)(s.size / 4);
	return ok;
}

/* The last section of each kind counts. False if the directory is not as it must be, which makes the loader do without
 * all of it. */
static bool find_sections(const struct reader *r, uint64_t at, struct lw_raw_cache_section found[2]) {
	struct lw_raw_cache_extension head;
	const uint64_t size = lw_record_size(&lw_rec_cache_section, true);
	if (at == 0 || at % 4 != 0 || !lw_record_get(&lw_rec_cache_extension, r->file, at, true, r->big, &head) ||
	    head.magic != LW_LDCACHE_MAGIC_EXTENSION)
		return false;
	at += lw_record_size(&lw_rec_cache_extension, true);
	if (!lw_range_fits(at, head.count * size, r->file.len))
		return false;
	for (uint64_t i = 0; i < head.count; i++) {
		struct lw_raw_cache_section s;
		if (!lw_record_get(&lw_rec_cache_section, r->file, at + i * size, true, r->big, &s) ||
		    !lw_range_fits(s.offset, s.size, r->file.len))
			return false;
		if (s.tag <= LW_LDCACHE_TAG_HWCAPS)
			found[s.tag] = s;
	}
	return true;
}

static bool read_extension(const struct reader *r, uint64_t at, struct lw_ldcache *out, struct lw_error *err) {
	struct lw_raw_cache_section found[2] = {{0}, {0}};
	if (!find_sections(r, at, found))
		return true;
	struct lw_raw_cache_section made = found[LW_LDCACHE_TAG_GENERATOR];
	if (made.size != 0) {
		out->generator = lw_strndup(r->a, (const char *)r->file.ptr + made.offset, (size_t)made.size, err);
		if (out->generator == NULL)
			return false;
	}
	return read_hwcaps(r, found[LW_LDCACHE_TAG_HWCAPS], out, err);
}

/* The table at off, whose magic was seen. */
static bool read_new(struct reader *r, uint64_t off, struct lw_ldcache *out, struct lw_error *err) {
	struct lw_raw_cache_new h;
	if (!lw_record_get(&lw_rec_cache_new, r->file, off, true, r->big, &h))
		return lw_fail_at(err, LW_E_TRUNCATED, r->file.len, "the cache has %#llx bytes, too few for its header",
				  (unsigned long long)r->file.len);
	const uint64_t mine = r->big ? LW_LDCACHE_ENDIAN_BIG : LW_LDCACHE_ENDIAN_LITTLE;
	if (h.flags != 0 && (h.flags & LW_LDCACHE_ENDIAN_MASK) != mine)
		return lw_fail_at(err, LW_E_MALFORMED, off + 28,
				  "the cache is for another byte order (its flags are %#llx)",
				  (unsigned long long)h.flags);
	out->is_new = true;
	r->strings = off;
	LW_TRY(read_entries(r, &lw_rec_cache_new_entry, off + lw_record_size(&lw_rec_cache_new, true), h.nlibs, out,
			    err));
	return read_extension(r, h.extension_offset, out, err);
}

/*
 * An old table, or a new one behind it: at the next multiple of eight, which is where the struct is aligned on all but
 * i386 and m68k (ldconfig writes an even number of old entries, so that it is the same there).
 */
static bool read_old(struct reader *r, struct lw_ldcache *out, struct lw_error *err) {
	struct lw_raw_cache_old h;
	const uint64_t head = lw_record_size(&lw_rec_cache_old, true),
		       size = lw_record_size(&lw_rec_cache_old_entry, true);
	if (!lw_record_get(&lw_rec_cache_old, r->file, 0, true, r->big, &h) || r->file.len == head)
		return lw_fail_at(err, LW_E_TRUNCATED, r->file.len, "the cache has %#llx bytes, too few for its header",
				  (unsigned long long)r->file.len);
	const uint64_t end = head + h.nlibs * size, behind = (end + 7) & ~(uint64_t)7;
	if (end <= r->file.len && lw_range_fits(behind, lw_record_size(&lw_rec_cache_new, true), r->file.len) &&
	    begins(r->file, behind, LW_LDCACHE_MAGIC_NEW))
		return read_new(r, behind, out, err);
	r->strings = end;
	return read_entries(r, &lw_rec_cache_old_entry, head, h.nlibs, out, err);
}

bool lw_ldcache_parse(struct lw_span file, bool big_endian, struct lw_arena *a, struct lw_ldcache *out,
		      struct lw_error *err) {
	const bool is_new = begins(file, 0, LW_LDCACHE_MAGIC_NEW);
	struct lw_ldcache cache = {0};
	if (!is_new && !begins(file, 0, LW_LDCACHE_MAGIC_OLD))
		return lw_fail_at(err, LW_E_UNKNOWN_FORMAT, 0, "does not begin as an ld.so.cache");
	/* glibc wants at least one byte behind the header. */
	if (is_new && file.len <= lw_record_size(&lw_rec_cache_new, true))
		return lw_fail_at(err, LW_E_TRUNCATED, file.len, "the cache has %#llx bytes, too few for its header",
				  (unsigned long long)file.len);
	struct reader r = {.file = file, .big = big_endian, .a = a, .text_end = file.len};
	while (r.text_end > 0 && file.ptr[r.text_end - 1] != 0)
		r.text_end--;
	LW_TRY(is_new ? read_new(&r, 0, &cache, err) : read_old(&r, &cache, err));
	*out = cache;
	return true;
}

static bool is_digit(signed char c) {
	return c >= '0' && c <= '9';
}

/* A run of digits as an int that wraps, as it does in glibc. */
static uint32_t number(const signed char **p) {
	uint32_t v = 0;
	while (is_digit(**p))
		v = v * 10 + (uint32_t)(*(*p)++ - '0');
	return v;
}

/* Bytes compare as signed, as char is on x86; where it is not, only names that are not ASCII are sorted another way. */
int lw_ldcache_compare(const char *x, const char *y) {
	const signed char *p = (const signed char *)x, *q = (const signed char *)y;
	while (*p != 0) {
		if (is_digit(*p) != is_digit(*q))
			return is_digit(*p) ? 1 : -1;
		if (is_digit(*p)) {
			uint32_t d = number(&p) - number(&q);
			if (d != 0)
				return d >> 31 != 0 ? -1 : 1;
		} else if (*p != *q) {
			return *p - *q;
		} else {
			p++;
			q++;
		}
	}
	return *p - *q;
}
