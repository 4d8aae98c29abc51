/* SPDX-License-Identifier: Apache-2.0 */
/* Reads through windows, so that a healthy library costs a handful of preads and no memory but that of its facts. */
#include "format/pe_reader.h"

#include <string.h>

#include "base/fail.h"
#include "names/pe_names.h"

#define LOOK_BACK 512
#define LONGEST_STRING ((uint64_t)1 << 16)
#define MOST_STRING_BYTES ((uint64_t)1 << 26)

static bool fill(struct lw_pe_reader *r, struct lw_pe_window *w, uint64_t off, struct lw_error *err) {
	const uint64_t n = r->src->size - off;
	w->off = off;
	w->len = 0;
	return lw_source_read(r->src, off, w->bytes, n < sizeof w->bytes ? n : sizeof w->bytes, &w->len, err);
}

static bool holds(const struct lw_pe_window *w, uint64_t off, uint64_t len, struct lw_span *out) {
	return off >= w->off && lw_span_cut((struct lw_span){w->bytes, w->len}, off - w->off, len, out);
}

bool lw_pe_reader_init(struct lw_pe_reader *r, const struct lw_source *src, struct lw_arena *a, struct lw_image *img,
		       struct lw_pe *pe, struct lw_error *err) {
	r->src = src;
	r->a = a;
	r->img = img;
	r->pe = pe;
	r->is64 = img->bits == 64;
	r->damage = NULL;
	r->n_mapped = 0;
	r->n_name_bytes = 0;
	r->win.off = r->win.len = 0;
	r->text.off = r->text.len = 0;
	return fill(r, &r->head, 0, err);
}

bool lw_pe_reader_of(struct lw_pe_reader *r, const struct lw_source *src, struct lw_arena *a,
		     const struct lw_image *img, struct lw_image *copy, struct lw_pe *pe, struct lw_error *err) {
	*copy = *img;
	*pe = *img->pe;
	LW_TRY(lw_pe_reader_init(r, src, a, copy, pe, err));
	r->n_mapped = lw_pe_count_mapped(pe);
	return true;
}

bool lw_pe_bytes(struct lw_pe_reader *r, uint64_t off, uint64_t len, struct lw_span *out, struct lw_error *err) {
	if (holds(&r->head, off, len, out) || holds(&r->win, off, len, out))
		return true;
	if (!lw_range_fits(off, len, r->src->size))
		return lw_fail_at(err, LW_E_TRUNCATED, off,
				  "%#llx bytes are meant to lie at %#llx, past the end of the file (%#llx)",
				  (unsigned long long)len, (unsigned long long)off, (unsigned long long)r->src->size);
	/* What comes next often lies a little before: tables are laid out in another order than that of the questions.
	 */
	const uint64_t before = off % LOOK_BACK;
	LW_TRY(fill(r, &r->win, len + before <= LW_PE_WINDOW ? off - before : off, err));
	if (!holds(&r->win, off, len, out))
		return lw_fail_at(err, LW_E_TRUNCATED, off, "the file was cut short while it was read");
	return true;
}

bool lw_pe_record(struct lw_pe_reader *r, const struct lw_record *rec, uint64_t off, void *host, struct lw_error *err) {
	struct lw_span s;
	LW_TRY(lw_pe_bytes(r, off, lw_record_size(rec, r->is64), &s, err));
	return lw_record_get(rec, s, 0, r->is64, false, host);
}

bool lw_pe_damage(struct lw_pe_reader *r, struct lw_error *what, struct lw_error *err) {
	if (what->code == LW_E_NOMEM || what->code == LW_E_IO) {
		*err = *what;
		return false;
	}
	if (r->damage == NULL) {
		r->damage = lw_alloc(r->a, 1, sizeof *r->damage, err);
		if (r->damage == NULL)
			return false;
		*r->damage = *what;
	}
	lw_error_clear(what);
	return true;
}

bool lw_pe_copy(struct lw_pe_reader *r, struct lw_pe_ref ref, uint64_t n, uint8_t *buf, uint64_t *off,
		struct lw_error *err) {
	struct lw_pe_place at;
	struct lw_span s;
	LW_TRY(lw_pe_map_ref(r, ref, &at, err));
	*off = at.off;
	const uint64_t here = n < at.len ? n : at.len;
	if (n - here > at.zeros)
		return lw_fail_at(err, LW_E_MALFORMED, ref.at,
				  "%s has %#llx bytes at %#llx, past the end of its section (%#llx left)", ref.who,
				  (unsigned long long)n, (unsigned long long)ref.rva,
				  (unsigned long long)(at.len + at.zeros));
	memset(buf, 0, (size_t)n);
	if (here == 0)
		return true;
	LW_TRY(lw_pe_bytes(r, at.off, here, &s, err));
	memcpy(buf, s.ptr, (size_t)s.len);
	return true;
}

bool lw_pe_record_at(struct lw_pe_reader *r, const struct lw_record *rec, struct lw_pe_ref ref, void *host,
		     uint64_t *off, struct lw_error *err) {
	uint8_t bytes[UINT8_MAX];
	const uint64_t n = lw_record_size(rec, r->is64);
	LW_TRY(lw_pe_copy(r, ref, n, bytes, off, err));
	return lw_record_get(rec, (struct lw_span){bytes, n}, 0, r->is64, false, host);
}

/* How long the string is that begins at a place; at most what the place has, or one more than the longest. */
static bool measure(struct lw_pe_reader *r, const struct lw_pe_place *at, uint64_t *n, struct lw_error *err) {
	struct lw_span s;
	for (*n = 0; *n < at->len && *n <= LONGEST_STRING; *n += s.len) {
		if (!holds(&r->text, at->off + *n, 1, &s))
			LW_TRY(fill(r, &r->text, at->off + *n, err));
		uint64_t some = r->text.off + r->text.len - (at->off + *n);
		some = some < at->len - *n ? some : at->len - *n;
		if (some == 0 || !holds(&r->text, at->off + *n, some, &s))
			return lw_fail_at(err, LW_E_TRUNCATED, at->off + *n,
					  "the file was cut short while it was read");
		const uint8_t *nul = memchr(s.ptr, 0, (size_t)s.len);
		if (nul == NULL)
			continue;
		*n += (uint64_t)(nul - s.ptr);
		return true;
	}
	return true;
}

static bool keep(struct lw_pe_reader *r, const struct lw_pe_place *at, uint64_t n, const char **out,
		 struct lw_error *err) {
	struct lw_span s;
	*out = "";
	if (n == 0)
		return true;
	if (holds(&r->text, at->off, n, &s))
		return (*out = lw_strndup(r->a, (const char *)s.ptr, (size_t)n, err)) != NULL;
	char *text = lw_alloc(r->a, (size_t)n + 1, 1, err);
	uint64_t got = 0;
	if (text == NULL || !lw_source_read(r->src, at->off, text, n, &got, err))
		return false;
	*out = text;
	return got == n || lw_fail_at(err, LW_E_TRUNCATED, at->off + got, "the file was cut short while it was read");
}

bool lw_pe_string(struct lw_pe_reader *r, struct lw_pe_ref ref, const char **out, struct lw_error *err) {
	struct lw_pe_place at;
	uint64_t n;
	LW_TRY(lw_pe_map_ref(r, ref, &at, err));
	LW_TRY(measure(r, &at, &n, err));
	if (n > LONGEST_STRING)
		return lw_fail_at(err, LW_E_LIMIT, ref.at, "%s at %#llx has more than %llu bytes", ref.who,
				  (unsigned long long)ref.rva, (unsigned long long)LONGEST_STRING);
	if (n == at.len && at.zeros == 0)
		return lw_fail_at(err, LW_E_MALFORMED, ref.at, "%s at %#llx does not end in its section", ref.who,
				  (unsigned long long)ref.rva);
	if (n >= MOST_STRING_BYTES - r->n_name_bytes)
		return lw_fail_at(err, LW_E_LIMIT, ref.at, "its names have more than %llu bytes together",
				  (unsigned long long)MOST_STRING_BYTES);
	r->n_name_bytes += n + 1;
	return keep(r, &at, n, out, err);
}

uint64_t lw_pe_field_off(const struct lw_record *rec, bool is64, size_t host) {
	for (unsigned i = 0; i < rec->n_fields; i++)
		if (rec->fields[i].host == host)
			return is64 ? rec->fields[i].off64 : rec->fields[i].off32;
	return 0;
}

uint64_t lw_pe_directory_off(const struct lw_pe_reader *r, unsigned index) {
	return r->pe->pe_off + 4 + lw_record_size(&lw_rec_pe_coff, r->is64) +
		lw_record_size(&lw_rec_pe_optional, r->is64) + index * lw_record_size(&lw_rec_pe_directory, r->is64);
}

struct lw_pe_ref lw_pe_directory_ref(const struct lw_pe_reader *r, unsigned index) {
	static const char *const who[LW_PE_DIRECTORIES] = {
		[LW_PE_EXPORT] = "the export directory",
		[LW_PE_IMPORT] = "the import directory",
		[LW_PE_RESOURCE] = "the resource directory",
		[LW_PE_DEBUG] = "the debug directory",
		[LW_PE_LOAD_CONFIG] = "the load configuration",
		[LW_PE_BOUND_IMPORT] = "the bound import directory",
		[LW_PE_DELAY_IMPORT] = "the delay import directory",
		[LW_PE_CLR] = "the CLR header",
	};
	return (struct lw_pe_ref){who[index] == NULL ? lw_pe_directory_name(index) : who[index],
				  lw_pe_directory_off(r, index), r->pe->directories[index].rva};
}
