/* SPDX-License-Identifier: Apache-2.0 */
#include "format/apiset.h"

#include <string.h>

#include "base/fail.h"
#include "bytes/utf16.h"
#include "format/apiset_names.h"
#include "format/apiset_records.h"
#include "format/pe_parse.h"

#define MOST_MAP_BYTES ((uint64_t)1 << 24)
/* Entries and names may overlap, so the size of the map is no bound. */
#define MOST_ENTRIES 16384
#define LONGEST_NAME 512 /* in bytes */

#define FLAG_EXTENSION 2 /* of version 4: its prefix is "ext-" */

struct reader {
	struct lw_span map;
	uint64_t base;
	struct lw_arena *a;
	const struct lw_apiset_schema *schema;
	uint32_t n_hosts; /* of all contracts */
};

static bool record(const struct reader *x, const struct lw_record *rec, uint64_t off, void *host,
		   struct lw_error *err) {
	if (lw_record_get(rec, x->map, off, true, false, host))
		return true;
	return lw_fail_at(err, LW_E_TRUNCATED, x->base + off, "%s %s lies past the end of the API set map (%#llx)",
			  strchr("AEIOU", rec->name[0]) == NULL ? "a" : "an", rec->name,
			  (unsigned long long)x->map.len);
}

/* A name, or NULL for an empty one; at is the record that tells of it. */
static bool read_name(const struct reader *x, uint64_t at, uint64_t off, uint64_t len, const char **out,
		      struct lw_error *err) {
	struct lw_span s;
	*out = NULL;
	if (len == 0)
		return true;
	if (len > LONGEST_NAME)
		return lw_fail_at(err, LW_E_LIMIT, x->base + at, "a name has %llu bytes, and only %d are read",
				  (unsigned long long)len, LONGEST_NAME);
	if (!lw_span_cut(x->map, off, len, &s))
		return lw_fail_at(err, LW_E_MALFORMED, x->base + at,
				  "a name lies at %#llx, past the end of the API set map (%#llx)",
				  (unsigned long long)off, (unsigned long long)x->map.len);
	*out = lw_utf16_text(x->a, s, false, err);
	return *out != NULL;
}

static bool read_host(const struct reader *x, uint64_t off, struct lw_apiset_host *out, struct lw_error *err) {
	struct lw_raw_apiset_value v;
	LW_TRY(record(x, x->schema->value, off, &v, err));
	LW_TRY(read_name(x, off, v.name_off, v.name_len, &out->importer, err));
	LW_TRY(read_name(x, off, v.value_off, v.value_len, &out->host, err));
	if (out->host == NULL)
		out->host = "";
	return true;
}

/* Where the values of a contract begin, and how many they are. */
static bool find_hosts(const struct reader *x, const struct lw_raw_apiset_entry *e, uint64_t *first, uint64_t *n,
		       struct lw_error *err) {
	struct lw_raw_apiset_values list;
	*first = e->values_off;
	*n = e->values_count;
	if (x->schema->values == NULL)
		return true;
	LW_TRY(record(x, x->schema->values, e->values_off, &list, err));
	*first += lw_record_size(x->schema->values, true);
	*n = list.count;
	return true;
}

static bool read_hosts(struct reader *x, const struct lw_raw_apiset_entry *e, uint64_t at,
		       struct lw_apiset_contract *out, struct lw_error *err) {
	uint64_t first, n;
	LW_TRY(find_hosts(x, e, &first, &n, err));
	if (n > MOST_ENTRIES - x->n_hosts)
		return lw_fail_at(err, LW_E_LIMIT, x->base + at, "API sets have more than %d hosts", MOST_ENTRIES);
	x->n_hosts += (uint32_t)n;
	struct lw_apiset_host *hosts = lw_alloc(x->a, (size_t)n, sizeof *hosts, err);
	if (hosts == NULL)
		return false;
	for (uint64_t i = 0; i < n; i++)
		LW_TRY(read_host(x, first + i * lw_record_size(x->schema->value, true), &hosts[i], err));
	out->hosts = hosts;
	out->n_hosts = (uint32_t)n;
	return true;
}

static bool read_contract(struct reader *x, uint64_t off, struct lw_apiset_contract *out, struct lw_error *err) {
	struct lw_raw_apiset_entry e = {0}; /* what its version does not have */
	const char *name;
	LW_TRY(record(x, x->schema->entry, off, &e, err));
	LW_TRY(read_name(x, off, e.name_off, e.name_len, &name, err));
	if (name == NULL)
		return lw_fail_at(err, LW_E_MALFORMED, x->base + off, "an API set has no name");
	const char *prefix = (e.flags & FLAG_EXTENSION) != 0 ? "ext-" : "api-";
	if (x->schema->without_prefix && !lw_apiset_is_contract(name))
		name = lw_strcat2(x->a, prefix, name, err);
	out->name = name;
	return name != NULL && read_hosts(x, &e, off, out, err);
}

static bool read_contracts(struct reader *x, struct lw_apiset *set, struct lw_error *err) {
	struct lw_raw_apiset_head head = {0};
	const uint64_t size = lw_record_size(x->schema->entry, true);
	LW_TRY(record(x, x->schema->head, 0, &head, err));
	const uint64_t first = head.entries != 0 ? head.entries : lw_record_size(x->schema->head, true);
	if (head.count > MOST_ENTRIES || first > x->map.len || head.count > (x->map.len - first) / size)
		return lw_fail_at(
			err, LW_E_MALFORMED, x->base, "%llu API sets are meant to lie at %#llx of a map of %#llx bytes",
			(unsigned long long)head.count, (unsigned long long)first, (unsigned long long)x->map.len);
	struct lw_apiset_contract *list = lw_alloc(x->a, (size_t)head.count, sizeof *list, err);
	if (list == NULL)
		return false;
	for (uint64_t i = 0; i < head.count; i++)
		LW_TRY(read_contract(x, first + i * size, &list[i], err));
	set->contracts = list;
	set->n_contracts = (uint32_t)head.count;
	return true;
}

bool lw_apiset_parse_map(struct lw_span map, uint64_t base, struct lw_arena *a, struct lw_apiset **out,
			 struct lw_error *err) {
	bool ok = true;
	const uint64_t version = lw_span_uint(map, 0, 4, false, &ok);
	struct reader x = {.map = map, .base = base, .a = a, .schema = lw_apiset_schema_of(version)};
	if (!ok)
		return lw_fail_at(err, LW_E_TRUNCATED, base, "an API set map of %llu bytes has no version",
				  (unsigned long long)map.len);
	if (x.schema == NULL)
		return lw_fail_at(err, LW_E_UNSUPPORTED, base,
				  "the API set map has version %llu, and only 2, 4 and 6 are known",
				  (unsigned long long)version);
	struct lw_apiset *set = lw_alloc(a, 1, sizeof *set, err);
	if (set == NULL)
		return false;
	set->version = (uint32_t)version;
	LW_TRY(read_contracts(&x, set, err) && lw_apiset_index(set, a, err));
	*out = set;
	return true;
}

static const struct lw_pe_section_header *find_section(const struct lw_pe *pe) {
	for (uint32_t i = 0; i < pe->n_sections; i++)
		if (strcmp(pe->sections[i].name, ".apiset") == 0)
			return &pe->sections[i].header;
	return NULL;
}

bool lw_apiset_parse_dll(const struct lw_source *src, struct lw_arena *a, struct lw_apiset **out,
			 struct lw_error *err) {
	struct lw_image *img;
	struct lw_span map;
	LW_TRY(lw_pe_parse(src, a, &img, err));
	const struct lw_pe_section_header *h = find_section(img->pe);
	if (h == NULL)
		return lw_fail(err, LW_E_NOT_FOUND, "has no section .apiset, so it is no API set schema");
	if (h->size_of_raw_data > MOST_MAP_BYTES)
		return lw_fail_at(err, LW_E_LIMIT, h->pointer_to_raw_data,
				  "the API set map has %#llx bytes, and only %#llx are read",
				  (unsigned long long)h->size_of_raw_data, (unsigned long long)MOST_MAP_BYTES);
	LW_TRY(lw_source_view(src, h->pointer_to_raw_data, h->size_of_raw_data, a, &map, err));
	return lw_apiset_parse_map(map, h->pointer_to_raw_data, a, out, err);
}
