/* SPDX-License-Identifier: Apache-2.0 */
/* The libraries that a file names: import descriptors, delay import descriptors, bound imports. Tables end with an
 * entry of zeros; what a directory's size says does not count, as in the loader (Wine dlls/ntdll/loader.c). */
#include "format/pe_reader.h"

#include "base/fail.h"

/* Descriptors may share names, so the size of the file is no bound. */
#define MOST_DLLS 16384

static bool add(struct lw_pe_reader *r, struct lw_pe_needs *out, const struct lw_pe_dll *dll, struct lw_error *err) {
	struct lw_pe_dll *d = lw_vec_add(r->a, &out->dlls, err);
	struct lw_need *need = d == NULL ? NULL : lw_vec_add(r->a, &out->needs, err);
	if (need == NULL)
		return false;
	*d = *dll;
	*need = (struct lw_need){dll->name, dll->delay ? LW_NEED_DELAY : LW_NEED_LIBRARY, dll->off};
	return true;
}

/* The first entry of a thunk array is zero. */
static bool is_empty(struct lw_pe_reader *r, struct lw_pe_ref ref, bool *empty, struct lw_error *err) {
	struct lw_raw_pe_thunk thunk;
	uint64_t off;
	LW_TRY(lw_pe_record_at(r, &lw_rec_pe_thunk, ref, &thunk, &off, err));
	*empty = thunk.value == 0;
	return true;
}

/* Old linkers fill in the second array only; then it has the names until the loader writes addresses over them
 * (ReactOS dll/ntdll/ldr/ldrpe.c, LdrpSnapIAT: outside the image, as Borland's do, is as good as 0). */
static uint64_t names_of(const struct lw_pe_reader *r, const struct lw_raw_pe_import *raw) {
	const struct lw_pe_optional *o = &r->pe->optional;
	const bool inside =
		raw->original_first_thunk >= o->size_of_headers && raw->original_first_thunk < o->size_of_image;
	return inside ? raw->original_first_thunk : raw->first_thunk;
}

static bool take_import(struct lw_pe_reader *r, const struct lw_raw_pe_import *raw, uint64_t off,
			struct lw_pe_needs *out, struct lw_error *err) {
	struct lw_pe_dll dll = {.off = off,
				.time_date_stamp = raw->time_date_stamp,
				.names = names_of(r, raw),
				.addresses = raw->first_thunk};
	const uint64_t name = lw_pe_field_off(&lw_rec_pe_import, r->is64, offsetof(struct lw_raw_pe_import, name)),
		       thunks = lw_pe_field_off(&lw_rec_pe_import, r->is64,
						offsetof(struct lw_raw_pe_import, first_thunk));
	LW_TRY(lw_pe_string(r, (struct lw_pe_ref){"an imported library's name", off + name, raw->name}, &dll.name,
			    err));
	struct lw_error what;
	lw_error_clear(&what);
	if (!is_empty(r, (struct lw_pe_ref){"an import address table", off + thunks, raw->first_thunk}, &dll.unused,
		      &what))
		LW_TRY(lw_pe_damage(r, &what, err));
	return add(r, out, &dll, err);
}

static bool too_many(struct lw_pe_ref dir, struct lw_error *err) {
	return lw_fail_at(err, LW_E_LIMIT, dir.at, "%s has more than %d entries", dir.who, MOST_DLLS);
}

bool lw_pe_read_imports(struct lw_pe_reader *r, struct lw_pe_needs *out, struct lw_error *err) {
	struct lw_pe_ref dir = lw_pe_directory_ref(r, LW_PE_IMPORT), ref = dir;
	if (dir.rva == 0)
		return true;
	for (uint32_t i = 0; i < MOST_DLLS; i++) {
		struct lw_raw_pe_import raw;
		uint64_t off;
		LW_TRY(lw_pe_record_at(r, &lw_rec_pe_import, ref, &raw, &off, err));
		if (raw.name == 0 || raw.first_thunk == 0)
			return true;
		LW_TRY(take_import(r, &raw, off, out, err));
		ref.rva += lw_record_size(&lw_rec_pe_import, r->is64);
	}
	return too_many(dir, err);
}

/* In the old form there are addresses where the new one has RVAs; it was only ever used with 32 bits. */
static uint64_t rva_of(const struct lw_pe_reader *r, const struct lw_pe_dll *dll, uint64_t v) {
	return dll->by_address ? (v - r->pe->optional.image_base) & UINT32_MAX : v;
}

static bool take_delay(struct lw_pe_reader *r, const struct lw_raw_pe_delay *raw, uint64_t off, struct lw_pe_needs *out,
		       struct lw_error *err) {
	struct lw_pe_dll dll = {.delay = true,
				.by_address = (raw->attributes & 1) == 0,
				.off = off,
				.time_date_stamp = raw->time_date_stamp};
	const uint64_t name = lw_pe_field_off(&lw_rec_pe_delay, r->is64, offsetof(struct lw_raw_pe_delay, name));
	dll.names = rva_of(r, &dll, raw->name_table);
	dll.addresses = rva_of(r, &dll, raw->address_table);
	LW_TRY(lw_pe_string(
		r, (struct lw_pe_ref){"a delay imported library's name", off + name, rva_of(r, &dll, raw->name)},
		&dll.name, err));
	return add(r, out, &dll, err);
}

bool lw_pe_read_delays(struct lw_pe_reader *r, struct lw_pe_needs *out, struct lw_error *err) {
	struct lw_pe_ref dir = lw_pe_directory_ref(r, LW_PE_DELAY_IMPORT), ref = dir;
	if (dir.rva == 0)
		return true;
	for (uint32_t i = 0; i < MOST_DLLS; i++) {
		struct lw_raw_pe_delay raw;
		uint64_t off;
		LW_TRY(lw_pe_record_at(r, &lw_rec_pe_delay, ref, &raw, &off, err));
		if (raw.name == 0)
			return true;
		LW_TRY(take_delay(r, &raw, off, out, err));
		ref.rva += lw_record_size(&lw_rec_pe_delay, r->is64);
	}
	return too_many(dir, err);
}

struct bounds {
	LW_VEC(struct lw_pe_bound) list;
};

/* winnt.h: the names lie relative to the first descriptor; each is followed by as many forwarders as it says. */
static bool take_bound(struct lw_pe_reader *r, struct bounds *out, const struct lw_raw_pe_bound *raw, uint64_t off,
		       bool forwarder, struct lw_error *err) {
	const struct lw_pe_ref dir = lw_pe_directory_ref(r, LW_PE_BOUND_IMPORT);
	const uint64_t field =
		lw_pe_field_off(&lw_rec_pe_bound, r->is64, offsetof(struct lw_raw_pe_bound, offset_module_name));
	struct lw_pe_bound b = {NULL, raw->time_date_stamp, forwarder};
	LW_TRY(lw_pe_string(
		r, (struct lw_pe_ref){"a bound library's name", off + field, dir.rva + raw->offset_module_name},
		&b.name, err));
	struct lw_pe_bound *at = lw_vec_add(r->a, &out->list, err);
	if (at == NULL)
		return false;
	*at = b;
	return true;
}

static bool walk_bounds(struct lw_pe_reader *r, struct bounds *out, struct lw_error *err) {
	struct lw_pe_ref dir = lw_pe_directory_ref(r, LW_PE_BOUND_IMPORT), ref = dir;
	uint64_t n_forwarders = 0;
	for (uint32_t i = 0; i < MOST_DLLS; i++) {
		struct lw_raw_pe_bound raw;
		uint64_t off;
		LW_TRY(lw_pe_record_at(r, &lw_rec_pe_bound, ref, &raw, &off, err));
		const bool forwarder = n_forwarders != 0;
		if (!forwarder && raw.offset_module_name == 0)
			return true;
		LW_TRY(take_bound(r, out, &raw, off, forwarder, err));
		n_forwarders = forwarder ? n_forwarders - 1 : raw.number_of_forwarders;
		ref.rva += lw_record_size(&lw_rec_pe_bound, r->is64);
	}
	return too_many(dir, err);
}

bool lw_pe_read_bounds(struct lw_pe_reader *r, struct lw_error *err) {
	struct bounds b = {0};
	const bool ok = r->pe->directories[LW_PE_BOUND_IMPORT].rva == 0 || walk_bounds(r, &b, err);
	r->pe->bounds = b.list.at;
	r->pe->n_bounds = b.list.n;
	return ok;
}
