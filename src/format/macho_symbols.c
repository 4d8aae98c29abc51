/* SPDX-License-Identifier: Apache-2.0 */
/* Undefined and exported symbols. The symbol table is asked where dyld's own tables say nothing (mach-o/nlist.h). */
#include "format/macho_parse.h"
#include "format/macho_reader.h"

#include <string.h>

#include "base/fail.h"
#include "names/macho_numbers.h"

#define MOST_SYMBOLS ((uint32_t)1 << 22)
#define MOST_NAME_BYTES ((uint64_t)64 << 20)
#define MOST_VIEWED ((uint64_t)256 << 20)

bool lw_macho_add_symbol(struct lw_macho_symbols *s, const char *name, uint64_t n_name, uint64_t at,
			 struct lw_macho_symbol **out, struct lw_error *err) {
	if (s->list.n == MOST_SYMBOLS)
		return lw_fail_at(err, LW_E_LIMIT, at, "there are more than %lu symbols", (unsigned long)MOST_SYMBOLS);
	s->n_name_bytes += n_name;
	if (s->n_name_bytes > MOST_NAME_BYTES)
		return lw_fail_at(err, LW_E_LIMIT, at, "the names of symbols have more than %llu bytes",
				  (unsigned long long)MOST_NAME_BYTES);
	const char *copy = lw_strndup(s->r->a, name, (size_t)n_name, err);
	*out = copy == NULL ? NULL : lw_vec_add(s->r->a, &s->list, err);
	if (*out == NULL)
		return false;
	(*out)->name = copy;
	return true;
}

bool lw_macho_view(struct lw_macho_symbols *s, const char *who, struct lw_macho_part part, struct lw_span *out,
		   struct lw_error *err) {
	if (part.size > MOST_VIEWED)
		return lw_fail_at(err, LW_E_LIMIT, part.off, "%s has %llu bytes, and no more than %llu are read", who,
				  (unsigned long long)part.size, (unsigned long long)MOST_VIEWED);
	return lw_source_view(s->r->src, part.off, part.size, s->scratch, out, err);
}

/* Part of the symbol table, and all strings. */
struct table {
	struct lw_macho_symbols *s;
	const struct lw_macho *m;
	struct lw_span strings;
	bool has_strings;
};

/* The bytes of n symbols from the first one on. Errors: MALFORMED and those of lw_macho_view. */
static bool view_symbols(struct table *t, uint64_t first, uint64_t n, struct lw_span *out, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_nlist, t->s->r->is64), all = t->m->symbols.size / size;
	if (!lw_range_fits(first, n, all))
		return lw_fail_at(err, LW_E_MALFORMED, t->m->symbols.off,
				  "LC_DYSYMTAB tells of %llu symbols from %llu on, and there are %llu",
				  (unsigned long long)n, (unsigned long long)first, (unsigned long long)all);
	if (!t->has_strings)
		LW_TRY(lw_macho_view(t->s, "the string table", t->m->strings, &t->strings, err));
	t->has_strings = true;
	const struct lw_macho_part part = {t->m->symbols.off + first * size, n * size};
	return lw_macho_view(t->s, "the symbol table", part, out, err);
}

static bool name_of(const struct table *t, const struct lw_raw_nlist *raw, uint64_t at, const char **out,
		    struct lw_error *err) {
	*out = lw_span_cstr(t->strings, raw->n_strx);
	return *out != NULL ||
		lw_fail_at(err, LW_E_MALFORMED, at,
			   "a symbol names the string at %#llx, which does not end in the string table (%#llx)",
			   (unsigned long long)raw->n_strx, (unsigned long long)t->strings.len);
}

/* mach-o/nlist.h, GET_LIBRARY_ORDINAL: 254 is flat, 255 the main program. */
static int32_t ordinal_of(const struct lw_macho *m, uint64_t desc) {
	const int32_t ordinal = (int32_t)(desc >> 8 & 0xff);
	if (!m->two_level)
		return LW_MACHO_FLAT;
	return ordinal >= 0xfe ? ordinal - 0x100 : ordinal;
}

static bool is_wanted(const struct lw_raw_nlist *raw, bool undefined) {
	if ((raw->n_type & N_STAB) != 0 || (raw->n_type & N_EXT) == 0 || (raw->n_type & N_PEXT) != 0)
		return false;
	return ((raw->n_type & N_TYPE) == N_UNDF) == undefined && (!undefined || raw->n_value == 0);
}

static bool take(struct table *t, const struct lw_raw_nlist *raw, bool undefined, uint64_t at, struct lw_error *err) {
	const char *name;
	struct lw_macho_symbol *out;
	LW_TRY(name_of(t, raw, at, &name, err));
	LW_TRY(lw_macho_add_symbol(t->s, name, strlen(name), at, &out, err));
	out->undefined = undefined;
	out->weak = (raw->n_desc & (undefined ? N_WEAK_REF : N_WEAK_DEF)) != 0;
	if (undefined)
		out->ordinal = ordinal_of(t->m, raw->n_desc);
	else
		out->value = raw->n_value;
	return true;
}

static bool take_range(struct table *t, uint64_t first, uint64_t n, bool undefined, struct lw_error *err) {
	const struct lw_macho_reader *r = t->s->r;
	const uint64_t size = lw_record_size(&lw_rec_nlist, r->is64);
	struct lw_span s;
	LW_TRY(view_symbols(t, first, n, &s, err));
	for (uint64_t i = 0; i < n; i++) {
		struct lw_raw_nlist raw;
		LW_TRY(lw_record_get(&lw_rec_nlist, s, i * size, r->is64, r->big, &raw));
		if (is_wanted(&raw, undefined))
			LW_TRY(take(t, &raw, undefined, t->m->symbols.off + (first + i) * size, err));
	}
	return true;
}

static bool from_table(struct lw_macho_symbols *s, const struct lw_macho *m, bool undefined, struct lw_error *err) {
	struct table t = {.s = s, .m = m};
	if (!m->has_dysymtab) {
		const uint64_t all = m->symbols.size / lw_record_size(&lw_rec_nlist, s->r->is64);
		return all == 0 || take_range(&t, 0, all, undefined, err);
	}
	const uint64_t first = undefined ? m->first_undefined : m->first_defined;
	const uint64_t n = undefined ? m->n_undefined : m->n_defined;
	return n == 0 || take_range(&t, first, n, undefined, err);
}

static bool read_imports(struct lw_macho_symbols *s, const struct lw_macho *m, struct lw_error *err) {
	if (m->chained.size != 0)
		return lw_macho_read_chained(s, err);
	if ((m->binds.size | m->lazy_binds.size | m->weak_binds.size) != 0)
		return lw_macho_read_binds(s, err);
	return from_table(s, m, true, err);
}

static bool read_symbols(struct lw_macho_symbols *s, const struct lw_macho *m, struct lw_error *err) {
	LW_TRY(read_imports(s, m, err));
	return m->exports.size != 0 ? lw_macho_read_trie(s, err) : from_table(s, m, false, err);
}

bool lw_macho_symbols(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a,
		      const struct lw_macho_symbol **out, size_t *n, struct lw_error *err) {
	struct lw_macho_reader r;
	struct lw_arena scratch = {0};
	lw_macho_reader_of(&r, src, a, img);
	struct lw_macho macho = *img->macho;
	r.macho = &macho;
	struct lw_macho_symbols s = {.r = &r, .scratch = &scratch};
	*out = NULL;
	*n = 0;
	const bool ok = read_symbols(&s, &macho, err);
	lw_arena_free(&scratch);
	if (!ok)
		return false;
	*out = s.list.at;
	*n = s.list.n;
	return true;
}
