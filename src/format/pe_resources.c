/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The manifests among the resources ("The .rsrc Section"): type, then id, then language, then the data. Only these
 * three levels are walked, and none leads further down, so a directory that holds itself does no harm.
 */
#include "format/pe_reader.h"

#include "base/fail.h"
#include "names/pe_numbers.h"

#define BELOW 0x80000000u /* in an offset: it leads to a directory; in an id: it leads to a name */
#define LAST_ID 3
#define MOST_MANIFESTS 64
/* Of all directories together: they may share their entries. */
#define MOST_ENTRIES 65536

struct walk {
	struct lw_pe_reader *r;
	uint32_t n_entries;
	LW_VEC(struct lw_pe_manifest) list;
};

/* What is done with one entry; ids holds the ids that led to it, the type first. */
typedef bool take_entry(struct walk *w, const struct lw_raw_pe_resource_entry *e, uint64_t at, uint64_t id,
			struct lw_error *err);

static struct lw_pe_ref ref_to(const struct walk *w, const char *who, uint64_t at, uint64_t offset) {
	return (struct lw_pe_ref){who, at, lw_pe_directory_ref(w->r, LW_PE_RESOURCE).rva + (offset & (BELOW - 1))};
}

static bool each_entry(struct walk *w, struct lw_pe_ref ref, uint64_t id, take_entry *take, struct lw_error *err) {
	struct lw_raw_pe_resource_directory dir;
	uint64_t off;
	LW_TRY(lw_pe_record_at(w->r, &lw_rec_pe_resource_directory, ref, &dir, &off, err));
	ref.rva += lw_record_size(&lw_rec_pe_resource_directory, w->r->is64);
	for (uint64_t i = 0; i < dir.number_of_names + dir.number_of_ids; i++) {
		struct lw_raw_pe_resource_entry e;
		if (++w->n_entries > MOST_ENTRIES)
			return lw_fail_at(err, LW_E_LIMIT, ref.at, "there are more than %d resources", MOST_ENTRIES);
		LW_TRY(lw_pe_record_at(w->r, &lw_rec_pe_resource_entry, ref, &e, &off, err));
		LW_TRY(take(w, &e, off, id, err));
		ref.rva += lw_record_size(&lw_rec_pe_resource_entry, w->r->is64);
	}
	return true;
}

static bool take_language(struct walk *w, const struct lw_raw_pe_resource_entry *e, uint64_t at, uint64_t id,
			  struct lw_error *err) {
	struct lw_raw_pe_resource_data data;
	struct lw_pe_place place;
	uint64_t off;
	if ((e->offset & BELOW) != 0)
		return true;
	LW_TRY(lw_pe_record_at(w->r, &lw_rec_pe_resource_data, ref_to(w, "a manifest's entry", at, e->offset), &data,
			       &off, err));
	LW_TRY(lw_pe_map_ref(w->r, (struct lw_pe_ref){"a manifest", off, data.rva}, &place, err));
	/* One without bytes says nothing, and may lie behind the end of a file that was cut. */
	if (data.size == 0)
		return true;
	if (data.size > place.len)
		return lw_fail_at(err, LW_E_MALFORMED, off,
				  "a manifest has %#llx bytes at %#llx, past the end of its section (%#llx left)",
				  (unsigned long long)data.size, (unsigned long long)data.rva,
				  (unsigned long long)place.len);
	struct lw_pe_manifest *m = w->list.n == MOST_MANIFESTS ? NULL : lw_vec_add(w->r->a, &w->list, err);
	if (m == NULL)
		return lw_fail_at(err, LW_E_LIMIT, at, "there are more than %d manifests", MOST_MANIFESTS);
	*m = (struct lw_pe_manifest){(uint32_t)id, (uint32_t)e->id, place.off, data.size};
	return true;
}

static bool take_id(struct walk *w, const struct lw_raw_pe_resource_entry *e, uint64_t at, uint64_t type,
		    struct lw_error *err) {
	(void)type;
	if (e->id == 0 || e->id > LAST_ID || (e->offset & BELOW) == 0)
		return true;
	return each_entry(w, ref_to(w, "a resource directory of languages", at, e->offset), e->id, take_language, err);
}

static bool take_type(struct walk *w, const struct lw_raw_pe_resource_entry *e, uint64_t at, uint64_t none,
		      struct lw_error *err) {
	(void)none;
	if (e->id != LW_PE_RT_MANIFEST || (e->offset & BELOW) == 0)
		return true;
	return each_entry(w, ref_to(w, "the resource directory of manifests", at, e->offset), e->id, take_id, err);
}

bool lw_pe_read_manifests(struct lw_pe_reader *r, struct lw_error *err) {
	struct walk w = {.r = r};
	const struct lw_pe_ref ref = lw_pe_directory_ref(r, LW_PE_RESOURCE);
	const bool ok = ref.rva == 0 || each_entry(&w, ref, 0, take_type, err);
	r->pe->manifests = w.list.at;
	r->pe->n_manifests = w.list.n;
	return ok;
}
