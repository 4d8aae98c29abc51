/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a PE file that is made: imports, delay imports, exports, load configuration, manifest. Section titles
 * are those of Microsoft's page "PE Format". */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "names/pe_numbers.h"
#include "worldfile/pe_making.h"

#define MOST_ORDINALS 65535u
#define BELOW 0x80000000u /* a resource entry leads to a directory */
#define NEUTRAL 1033      /* the language that linkers write */

bool lw_pe_is_ordinal(const char *symbol) {
	return symbol[0] == '@' && symbol[1] != '\0' && symbol[1 + strspn(symbol + 1, "0123456789")] == '\0';
}

static uint32_t count(const struct lw_pe_making *m, bool delay) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < m->d->wishes.n; i++)
		n += m->d->wishes.at[i].delay == delay;
	return n;
}

/* "Import Lookup Table", one entry: an ordinal, or the address of an entry of the "Hint/Name Table". */
static bool thunk(struct lw_pe_making *m, const char *symbol, uint64_t *out, struct lw_error *err) {
	const uint64_t by_ordinal = m->is64 ? UINT64_C(1) << 63 : UINT64_C(1) << 31;
	uint64_t hint, text;
	if (lw_pe_is_ordinal(symbol)) {
		*out = by_ordinal | (strtoul(symbol + 1, NULL, 10) & MOST_ORDINALS);
		return true;
	}
	LW_TRY(lw_pe_room(&m->data, 2, 2, &hint, err) && lw_pe_put_text(&m->data, symbol, &text, err));
	*out = m->data.rva + hint;
	return true;
}

/* The two arrays of one library. What is delay-loaded has code in the second one, as the loader leaves it alone. */
static bool put_thunks(struct lw_pe_making *m, const struct lw_pe_wish *w, uint64_t *names, uint64_t *addresses,
		       struct lw_error *err) {
	const unsigned size = m->is64 ? 8 : 4;
	const uint64_t n = ((uint64_t)w->n_symbols + 1) * size;
	LW_TRY(lw_pe_room(&m->data, n, size, names, err) && lw_pe_room(&m->data, n, size, addresses, err));
	for (uint32_t i = 0; i < w->n_symbols; i++) {
		uint64_t v;
		LW_TRY(thunk(m, w->symbols[i], &v, err));
		lw_pe_set(&m->data, *names + i * size, size, v);
		lw_pe_set(&m->data, *addresses + i * size, size, w->delay ? m->base + m->code : v);
	}
	return true;
}

/* "Import Directory Table" */
static bool put_import(struct lw_pe_making *m, const struct lw_pe_wish *w, uint64_t at, struct lw_error *err) {
	uint64_t names, addresses, name;
	LW_TRY(put_thunks(m, w, &names, &addresses, err) && lw_pe_put_text(&m->data, w->dll, &name, err));
	const struct lw_raw_pe_import raw = {.original_first_thunk = m->data.rva + names,
					     .name = m->data.rva + name,
					     .first_thunk = m->data.rva + addresses};
	lw_pe_set_record(&m->data, &lw_rec_pe_import, at, &raw);
	return true;
}

/* "Delay-Load Directory Table", the form with RVAs: bit 0 of the attributes. */
static bool put_delay(struct lw_pe_making *m, const struct lw_pe_wish *w, uint64_t at, struct lw_error *err) {
	uint64_t names, addresses, name, handle;
	LW_TRY(put_thunks(m, w, &names, &addresses, err) && lw_pe_put_text(&m->data, w->dll, &name, err) &&
	       lw_pe_room(&m->data, 8, 8, &handle, err));
	const struct lw_raw_pe_delay raw = {.attributes = 1,
					    .name = m->data.rva + name,
					    .module_handle = m->data.rva + handle,
					    .address_table = m->data.rva + addresses,
					    .name_table = m->data.rva + names};
	lw_pe_set_record(&m->data, &lw_rec_pe_delay, at, &raw);
	return true;
}

typedef bool put_one(struct lw_pe_making *m, const struct lw_pe_wish *w, uint64_t at, struct lw_error *err);

/* A table of all libraries of one kind, with an empty entry at its end. */
static bool put_all(struct lw_pe_making *m, bool delay, const struct lw_record *rec, put_one *put,
		    struct lw_pe_directory *dir, struct lw_error *err) {
	const uint64_t size = lw_record_size(rec, m->is64), n = count(m, delay);
	uint64_t at;
	if (n == 0)
		return true;
	LW_TRY(lw_pe_room(&m->data, (n + 1) * size, 8, &at, err));
	*dir = (struct lw_pe_directory){m->data.rva + at, (n + 1) * size};
	for (uint32_t i = 0; i < m->d->wishes.n; i++) {
		if (m->d->wishes.at[i].delay != delay)
			continue;
		LW_TRY(put(m, &m->d->wishes.at[i], at, err));
		at += size;
	}
	return true;
}

bool lw_pe_make_imports(struct lw_pe_making *m, struct lw_error *err) {
	return put_all(m, false, &lw_rec_pe_import, put_import, &m->dirs[LW_PE_IMPORT], err);
}

bool lw_pe_make_delays(struct lw_pe_making *m, struct lw_error *err) {
	return put_all(m, true, &lw_rec_pe_delay, put_delay, &m->dirs[LW_PE_DELAY_IMPORT], err);
}

/* Loaders look names up by halving ("Export Name Pointer Table"). */
struct named {
	const char *name;
	uint32_t ordinal;
};

static int by_name(const void *x, const void *y) {
	const struct named *a = x, *b = y;
	return strcmp(a->name, b->name);
}

/* The ordinal of each offer; *first and *last are the least and the greatest. */
static bool number_offers(struct lw_pe_making *m, uint32_t *ordinals, uint32_t *first, uint32_t *last,
			  struct lw_error *err) {
	uint32_t next = 1;
	*first = MOST_ORDINALS;
	*last = 0;
	for (uint32_t i = 0; i < m->d->offers.n; i++) {
		const char *name = m->d->offers.at[i].name;
		if (lw_pe_is_ordinal(name))
			next = (uint32_t)strtoul(name + 1, NULL, 10);
		if (next > MOST_ORDINALS)
			return lw_fail(err, LW_E_LIMIT, "a pe has an export behind ordinal %u", MOST_ORDINALS);
		ordinals[i] = next++;
		*first = ordinals[i] < *first ? ordinals[i] : *first;
		*last = ordinals[i] > *last ? ordinals[i] : *last;
	}
	return true;
}

static bool put_names(struct lw_pe_making *m, const uint32_t *numbers, struct lw_raw_pe_export *raw,
		      struct lw_error *err) {
	struct named *sorted = lw_alloc(m->data.a, m->d->offers.n, sizeof *sorted, err);
	uint64_t names, ordinals, text;
	uint32_t n = 0;
	LW_TRY(sorted != NULL);
	for (uint32_t i = 0; i < m->d->offers.n; i++)
		if (!lw_pe_is_ordinal(m->d->offers.at[i].name))
			sorted[n++] = (struct named){m->d->offers.at[i].name, numbers[i]};
	LW_TRY(lw_pe_room(&m->data, (uint64_t)n * 4, 4, &names, err) &&
	       lw_pe_room(&m->data, (uint64_t)n * 2, 2, &ordinals, err));
	qsort(sorted, n, sizeof *sorted, by_name);
	for (uint32_t i = 0; i < n; i++) {
		LW_TRY(lw_pe_put_text(&m->data, sorted[i].name, &text, err));
		lw_pe_set(&m->data, names + 4 * (uint64_t)i, 4, m->data.rva + text);
		lw_pe_set(&m->data, ordinals + 2 * (uint64_t)i, 2, sorted[i].ordinal - raw->base);
	}
	raw->number_of_names = n;
	raw->names = m->data.rva + names;
	raw->name_ordinals = m->data.rva + ordinals;
	return true;
}

/* "Export Address Table": the address of code, or of the forwarder's text. */
static bool put_addresses(struct lw_pe_making *m, const uint32_t *numbers, struct lw_raw_pe_export *raw,
			  struct lw_error *err) {
	uint64_t addresses, text;
	LW_TRY(lw_pe_room(&m->data, raw->number_of_functions * 4, 4, &addresses, err));
	for (uint32_t i = 0; i < m->d->offers.n; i++) {
		const struct lw_pe_offer *o = &m->d->offers.at[i];
		if (o->forward != NULL)
			LW_TRY(lw_pe_put_text(&m->data, o->forward, &text, err));
		lw_pe_set(&m->data, addresses + 4 * (numbers[i] - raw->base), 4,
			  o->forward == NULL ? m->code : m->data.rva + text);
	}
	raw->functions = m->data.rva + addresses;
	return true;
}

/* All of it lies within the directory, which is how a loader tells forwarders from addresses. */
bool lw_pe_make_exports(struct lw_pe_making *m, struct lw_error *err) {
	struct lw_raw_pe_export raw = {.base = 1};
	uint64_t at, name;
	uint32_t first, last;
	if (m->d->offers.n == 0)
		return true;
	if (m->d->offers.n > MOST_ORDINALS)
		return lw_fail(err, LW_E_LIMIT, "a pe has more than %u exports", MOST_ORDINALS);
	uint32_t *numbers = lw_alloc(m->data.a, m->d->offers.n, sizeof *numbers, err);
	LW_TRY(numbers != NULL && number_offers(m, numbers, &first, &last, err));
	raw.base = first;
	raw.number_of_functions = last - first + 1;
	LW_TRY(lw_pe_room(&m->data, lw_record_size(&lw_rec_pe_export, m->is64), 4, &at, err));
	LW_TRY(put_addresses(m, numbers, &raw, err) && put_names(m, numbers, &raw, err) &&
	       lw_pe_put_text(&m->data, m->d->name == NULL ? "" : m->d->name, &name, err));
	raw.name = m->data.rva + name;
	lw_pe_set_record(&m->data, &lw_rec_pe_export, at, &raw);
	m->dirs[LW_PE_EXPORT] = (struct lw_pe_directory){m->data.rva + at, m->data.bytes.n - at};
	return true;
}

/* "Load Configuration Layout", up to SEHandlerCount: the size that Windows XP knew. */
bool lw_pe_make_load_config(struct lw_pe_making *m, struct lw_error *err) {
	const struct lw_raw_pe_load_config raw = {.size = m->is64 ? 112 : 72, .dependent_load_flags = m->d->load_flags};
	const uint64_t whole = lw_record_size(&lw_rec_pe_load_config, m->is64);
	uint64_t at;
	if (!m->d->has_load_flags)
		return true;
	LW_TRY(lw_pe_room(&m->data, whole, 8, &at, err));
	lw_pe_set_record(&m->data, &lw_rec_pe_load_config, at, &raw);
	m->dirs[LW_PE_LOAD_CONFIG] = (struct lw_pe_directory){m->data.rva + at, raw.size};
	return true;
}

static bool put_lines(struct lw_pe_making *m, uint64_t *from, uint64_t *n, struct lw_error *err) {
	struct lw_pe_chunk *p = &m->resources;
	uint64_t at;
	LW_TRY(lw_pe_room(p, 0, 8, from, err));
	for (uint32_t i = 0; i < m->d->manifest.n; i++) {
		LW_TRY(lw_pe_put_text(p, m->d->manifest.at[i], &at, err));
		lw_pe_set(p, p->bytes.n - 1, 1, '\n');
	}
	if (m->d->manifest_bytes.len != 0) {
		LW_TRY(lw_pe_room(p, m->d->manifest_bytes.len, 1, &at, err));
		memcpy(p->bytes.at + at, m->d->manifest_bytes.ptr, (size_t)m->d->manifest_bytes.len);
	}
	*n = p->bytes.n - *from;
	return true;
}

/* "Application Manifests", "Using Side-by-side Assemblies as a Resource": a program's own is 1, that of a library's
 * imports 2. */
static uint64_t manifest_id(const struct lw_pe_desc *d) {
	if (d->manifest_id != 0)
		return d->manifest_id;
	return d->program ? 1 : 2;
}

/* "The .rsrc Section": three directories with one entry each, for type, id and language, then the data entry. */
bool lw_pe_make_manifest(struct lw_pe_making *m, struct lw_error *err) {
	const uint64_t dir = lw_record_size(&lw_rec_pe_resource_directory, m->is64),
		       level = dir + lw_record_size(&lw_rec_pe_resource_entry, m->is64),
		       ids[] = {LW_PE_RT_MANIFEST, manifest_id(m->d), NEUTRAL};
	const struct lw_raw_pe_resource_directory one = {0, 1};
	struct lw_raw_pe_resource_data data;
	uint64_t at, text;
	if (m->d->manifest.n == 0 && m->d->manifest_bytes.len == 0)
		return true;
	LW_TRY(lw_pe_room(&m->resources, 3 * level + lw_record_size(&lw_rec_pe_resource_data, m->is64), 1, &at, err));
	LW_TRY(put_lines(m, &text, &data.size, err));
	for (unsigned i = 0; i < 3; i++) {
		const struct lw_raw_pe_resource_entry e = {ids[i], (i + 1) * level + (i < 2 ? BELOW : 0)};
		lw_pe_set_record(&m->resources, &lw_rec_pe_resource_directory, i * level, &one);
		lw_pe_set_record(&m->resources, &lw_rec_pe_resource_entry, i * level + dir, &e);
	}
	data.rva = m->resources.rva + text;
	lw_pe_set_record(&m->resources, &lw_rec_pe_resource_data, 3 * level, &data);
	m->dirs[LW_PE_RESOURCE] = (struct lw_pe_directory){m->resources.rva, m->resources.bytes.n};
	return true;
}
