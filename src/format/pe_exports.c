/* SPDX-License-Identifier: Apache-2.0 */
/* What a library exports ("The .edata Section"): addresses by ordinal, and names that lead to them. An address within
 * the export directory is no address but the name of what is meant in another library. */
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "base/map.h"
#include "format/pe_parse.h"
#include "format/pe_reader.h"

/* Ordinals have 16 bits; several names may lead to one. */
#define MOST_ADDRESSES ((uint64_t)1 << 16)
#define MOST_NAMES ((uint64_t)1 << 18)

/* One of the three tables, whole. */
struct column {
	struct lw_span bytes;
	uint64_t off; /* in the file */
};

struct table {
	struct lw_pe_reader *r;
	struct lw_raw_pe_export raw;
	uint64_t off; /* of the export directory */
	struct column addresses, names, ordinals;
};

static uint64_t field(const struct table *t, size_t host) {
	return t->off + lw_pe_field_off(&lw_rec_pe_export, t->r->is64, host);
}

#define FIELD(t, name) field(t, offsetof(struct lw_raw_pe_export, name))

static bool check_column(const struct lw_pe_place *place, struct lw_pe_ref ref, uint64_t n, uint64_t size,
			 uint64_t most, struct lw_error *err) {
	if (n > most)
		return lw_fail_at(err, LW_E_LIMIT, ref.at, "%s has %llu entries, and only %llu are read", ref.who,
				  (unsigned long long)n, (unsigned long long)most);
	if (n > (place->len + place->zeros) / size)
		return lw_fail_at(err, LW_E_MALFORMED, ref.at,
				  "%s has %llu entries, past the end of its section, which has room for %llu", ref.who,
				  (unsigned long long)n, (unsigned long long)((place->len + place->zeros) / size));
	return true;
}

/* Reads n entries of size bytes; ref.at is the field that tells how many they are. */
static bool load(const struct table *t, struct lw_pe_ref ref, uint64_t n, uint64_t size, uint64_t most,
		 struct lw_arena *scratch, struct column *out, struct lw_error *err) {
	struct lw_pe_place place;
	uint64_t got = 0;
	if (n == 0)
		return true;
	LW_TRY(lw_pe_map_ref(t->r, ref, &place, err));
	LW_TRY(check_column(&place, ref, n, size, most, err));
	uint8_t *p = lw_alloc(scratch, (size_t)n, (size_t)size, err);
	if (p == NULL)
		return false;
	const uint64_t here = n * size < place.len ? n * size : place.len;
	LW_TRY(lw_source_read(t->r->src, place.off, p, here, &got, err));
	*out = (struct column){{p, n * size}, place.off};
	return got == here ||
		lw_fail_at(err, LW_E_TRUNCATED, place.off + got, "the file was cut short while it was read");
}

static bool open_table(struct table *t, struct lw_pe_reader *r, struct lw_error *err) {
	*t = (struct table){.r = r};
	return lw_pe_record_at(r, &lw_rec_pe_export, lw_pe_directory_ref(r, LW_PE_EXPORT), &t->raw, &t->off, err);
}

static bool load_addresses(struct table *t, struct lw_arena *scratch, struct lw_error *err) {
	const struct lw_pe_ref ref = {"the export address table", FIELD(t, number_of_functions), t->raw.functions};
	return load(t, ref, t->raw.number_of_functions, 4, MOST_ADDRESSES, scratch, &t->addresses, err);
}

static bool load_names(struct table *t, struct lw_arena *scratch, struct lw_error *err) {
	const struct lw_pe_ref names = {"the export name table", FIELD(t, number_of_names), t->raw.names},
			       ordinals = {"the export ordinal table", FIELD(t, number_of_names), t->raw.name_ordinals};
	return load(t, names, t->raw.number_of_names, 4, MOST_NAMES, scratch, &t->names, err) &&
		load(t, ordinals, t->raw.number_of_names, 2, MOST_NAMES, scratch, &t->ordinals, err);
}

bool lw_pe_read_exports(struct lw_pe_reader *r, struct lw_error *err) {
	struct table t;
	if (r->pe->directories[LW_PE_EXPORT].rva == 0)
		return true;
	LW_TRY(open_table(&t, r, err));
	r->pe->has_exports = true;
	r->pe->export_base = t.raw.base;
	r->pe->n_export_addresses = t.raw.number_of_functions;
	r->pe->n_export_names = t.raw.number_of_names;
	if (t.raw.name == 0)
		return true;
	r->img->soname.off = FIELD(&t, name);
	return lw_pe_string(r, (struct lw_pe_ref){"the library's own name", FIELD(&t, name), t.raw.name},
			    &r->img->soname.text, err);
}

static bool is_forward(const struct table *t, uint64_t rva) {
	const struct lw_pe_directory *d = &t->r->pe->directories[LW_PE_EXPORT];
	return rva >= d->rva && rva - d->rva < d->size;
}

static bool read_address(const struct table *t, uint64_t i, struct lw_pe_export *x, struct lw_error *err) {
	bool ok = true;
	x->rva = lw_span_uint(t->addresses.bytes, 4 * i, 4, false, &ok);
	x->off = t->addresses.off + 4 * i;
	x->ordinal = (uint32_t)(t->raw.base + i);
	return ok &&
		(!is_forward(t, x->rva) ||
		 lw_pe_string(t->r, (struct lw_pe_ref){"a forwarded export", x->off, x->rva}, &x->forward, err));
}

/* The loader takes what stands before the last point for the library and gives it its ending (Wine
 * dlls/ntdll/loader.c, find_forwarded_export and build_import_name). */
const char *lw_pe_forward_library(struct lw_arena *a, const char *forward, struct lw_error *err) {
	const char *point = strrchr(forward, '.');
	if (point == NULL || point == forward)
		return "";
	const int n = point - forward < 256 ? (int)(point - forward) : 256;
	const char *ending = memchr(forward, '.', (size_t)n) == NULL ? ".dll" : "";
	return lw_sprintf(a, err, "%.*s%s", n, forward, ending);
}

struct known {
	struct lw_map map;
	struct lw_pe_needs *out;
};

static char *lowered(struct lw_arena *a, const char *text, struct lw_error *err) {
	char *copy = lw_strdup(a, text, err);
	for (char *c = copy; c != NULL && *c != '\0'; c++)
		*c = lw_ascii_lower(*c);
	return copy;
}

/* True in *fresh for a name that was not there. */
static bool know(struct known *k, struct lw_arena *a, const char *name, bool *fresh, struct lw_error *err) {
	char *key = lowered(a, name, err);
	if (key == NULL)
		return false;
	*fresh = lw_map_get(&k->map, key, strlen(key)) == NULL;
	return !*fresh || lw_map_put(&k->map, a, key, strlen(key), key, err);
}

static bool take_forward(struct lw_pe_reader *r, struct known *k, const struct lw_pe_export *x, struct lw_error *err) {
	bool fresh = false;
	const char *name = lw_pe_forward_library(r->a, x->forward, err);
	if (name == NULL || (name[0] != '\0' && !know(k, r->a, name, &fresh, err)))
		return false;
	if (!fresh)
		return true;
	struct lw_need *need = lw_vec_add(r->a, &k->out->needs, err);
	if (need == NULL)
		return false;
	*need = (struct lw_need){name, LW_NEED_FORWARD, x->off};
	return true;
}

/* A library whose forwards are many names again and again: what they took goes, as long as nothing was kept. */
static bool walk_forwards(const struct table *t, struct known *k, struct lw_error *err) {
	for (uint64_t i = 0; i < t->raw.number_of_functions; i++) {
		struct lw_pe_export x = {0};
		const struct lw_arena_mark mark = lw_arena_mark(t->r->a);
		const uint32_t n = k->out->needs.n;
		LW_TRY(read_address(t, i, &x, err));
		if (x.forward == NULL)
			continue;
		LW_TRY(take_forward(t->r, k, &x, err));
		if (k->out->needs.n == n)
			lw_arena_rewind(t->r->a, mark);
	}
	return true;
}

bool lw_pe_read_forwards(struct lw_pe_reader *r, struct lw_pe_needs *out, struct lw_error *err) {
	struct table t;
	struct known k = {.out = out};
	struct lw_arena scratch = {0};
	bool fresh, ok = true;
	if (!r->pe->has_exports)
		return true;
	LW_TRY(open_table(&t, r, err));
	for (uint32_t i = 0; ok && i < out->needs.n; i++)
		ok = know(&k, r->a, out->needs.at[i].name, &fresh, err);
	ok = ok && load_addresses(&t, &scratch, err) && walk_forwards(&t, &k, err);
	lw_arena_free(&scratch);
	return ok;
}

/* The names, each with what it leads to; has tells which addresses have one. */
static bool read_names(const struct table *t, struct lw_pe_export *list, bool *has, struct lw_pe_exports *out,
		       struct lw_error *err) {
	bool ok = true;
	out->sorted = true;
	for (uint64_t i = 0; i < t->raw.number_of_names; i++) {
		struct lw_pe_export *x = &list[i];
		const uint64_t index = lw_span_uint(t->ordinals.bytes, 2 * i, 2, false, &ok),
			       name = lw_span_uint(t->names.bytes, 4 * i, 4, false, &ok);
		if (index >= t->raw.number_of_functions)
			return lw_fail_at(err, LW_E_MALFORMED, t->ordinals.off + 2 * i,
					  "an exported name has the address %llu of %llu", (unsigned long long)index,
					  (unsigned long long)t->raw.number_of_functions);
		LW_TRY(read_address(t, index, x, err));
		LW_TRY(lw_pe_string(t->r, (struct lw_pe_ref){"an exported name", t->names.off + 4 * i, name}, &x->name,
				    err));
		has[index] = true;
		out->sorted &= i == 0 || strcmp(list[i - 1].name, x->name) < 0;
	}
	out->n = out->n_named = (uint32_t)t->raw.number_of_names;
	return ok;
}

/* An address of 0 is a gap between ordinals. */
static bool read_rest(const struct table *t, struct lw_pe_export *list, const bool *has, struct lw_pe_exports *out,
		      struct lw_error *err) {
	for (uint64_t i = 0; i < t->raw.number_of_functions; i++) {
		struct lw_pe_export *x = &list[out->n];
		if (has[i])
			continue;
		LW_TRY(read_address(t, i, x, err));
		out->n += x->rva != 0;
	}
	return true;
}

static bool read_list(struct table *t, struct lw_arena *scratch, struct lw_pe_exports *out, struct lw_error *err) {
	LW_TRY(load_addresses(t, scratch, err) && load_names(t, scratch, err));
	const uint64_t most = t->raw.number_of_functions + t->raw.number_of_names;
	struct lw_pe_export *list = lw_alloc(t->r->a, (size_t)most + 1, sizeof *list, err);
	bool *has = lw_alloc(scratch, (size_t)t->raw.number_of_functions, sizeof *has, err);
	if (list == NULL || has == NULL)
		return false;
	LW_TRY(read_names(t, list, has, out, err));
	LW_TRY(read_rest(t, list, has, out, err));
	out->list = list;
	return true;
}

bool lw_pe_exports(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a,
		   struct lw_pe_exports *out, struct lw_error *err) {
	struct lw_pe_reader r;
	struct lw_image copy;
	struct lw_pe pe;
	struct table t;
	struct lw_arena scratch = {0};
	*out = (struct lw_pe_exports){0};
	if (!img->pe->has_exports)
		return true;
	LW_TRY(lw_pe_reader_of(&r, src, a, img, &copy, &pe, err));
	LW_TRY(open_table(&t, &r, err));
	const bool ok = read_list(&t, &scratch, out, err);
	lw_arena_free(&scratch);
	if (!ok)
		*out = (struct lw_pe_exports){0};
	return ok;
}
