/* SPDX-License-Identifier: Apache-2.0 */
/* Which bytes of the image somebody is known to read, so that nothing is written over them. Linkers share strings, and
 * files that were made to mislead share anything. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "edit/pe_edit.h"

static bool note(struct lw_pe_edit *x, enum lw_pe_owner owner, uint64_t rva, uint64_t len, struct lw_error *err) {
	struct lw_pe_range *at = lw_vec_add(x->e->a, &x->used.of[owner], err);
	if (at == NULL)
		return false;
	*at = (struct lw_pe_range){rva, rva + len, 0};
	return true;
}

/* Whatever changes, the headers do, so nothing else may lie there; packers put names into them. */
static bool mark(struct lw_pe_edit *x, enum lw_pe_owner owner, uint64_t rva, uint64_t len, struct lw_error *err) {
	if (len == 0)
		return true;
	if (rva < x->pe.optional.size_of_headers)
		return lw_fail_at(err, LW_E_UNSUPPORTED, rva,
				  "keeps tables or names in its headers (at %#llx); such a file cannot be edited",
				  (unsigned long long)rva);
	return note(x, owner, rva, len, err);
}

/* They may lie in the headers, and mostly do. Names are counted from the first descriptor. */
static bool mark_bounds(struct lw_pe_edit *x, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_pe_bound, x->r.is64), n = x->pe.n_bounds;
	const struct lw_pe_directory *d = &x->pe.directories[LW_PE_BOUND_IMPORT];
	struct lw_pe_ref ref = lw_pe_directory_ref(&x->r, LW_PE_BOUND_IMPORT);
	if (d->rva == 0)
		return true;
	LW_TRY(note(x, LW_PE_OWN_FOREIGN, d->rva, d->size, err));
	LW_TRY(note(x, LW_PE_OWN_FOREIGN, d->rva, (n + 1) * size, err));
	for (uint64_t i = 0; i < n; i++, ref.rva += size) {
		struct lw_raw_pe_bound raw;
		uint64_t off;
		LW_TRY(lw_pe_record_at(&x->r, &lw_rec_pe_bound, ref, &raw, &off, err));
		LW_TRY(note(x, LW_PE_OWN_FOREIGN, d->rva + raw.offset_module_name, strlen(x->pe.bounds[i].name) + 1,
			    err));
	}
	return true;
}

/* What is read of the other directories, as far as their sizes tell. */
static bool mark_directories(struct lw_pe_edit *x, struct lw_error *err) {
	static const struct {
		enum lw_pe_directory_index index;
		enum lw_pe_owner owner;
	} dirs[] = {
		{LW_PE_RESOURCE, LW_PE_OWN_FOREIGN},        {LW_PE_EXCEPTION, LW_PE_OWN_FOREIGN},
		{LW_PE_BASERELOC, LW_PE_OWN_FOREIGN},       {LW_PE_DEBUG, LW_PE_OWN_DEBUG},
		{LW_PE_ARCHITECTURE, LW_PE_OWN_FOREIGN},    {LW_PE_TLS, LW_PE_OWN_FOREIGN},
		{LW_PE_LOAD_CONFIG, LW_PE_OWN_LOAD_CONFIG}, {LW_PE_CLR, LW_PE_OWN_FOREIGN},
	};
	for (size_t i = 0; i < sizeof dirs / sizeof dirs[0]; i++) {
		const struct lw_pe_directory *d = &x->pe.directories[dirs[i].index];
		LW_TRY(d->rva == 0 || mark(x, dirs[i].owner, d->rva, d->size, err));
	}
	return x->drops_bindings || mark_bounds(x, err);
}

/* "Hint/Name Table": two bytes, the name, a NUL. */
static bool mark_symbols(struct lw_pe_edit *x, const struct lw_pe_dll *d, size_t first, size_t n,
			 struct lw_error *err) {
	const uint64_t word = x->r.is64 ? 8 : 4, base = d->by_address ? x->pe.optional.image_base : 0;
	for (size_t i = 0; i < n; i++) {
		const struct lw_pe_import *s = &x->want.imports[first + i];
		struct lw_raw_pe_thunk thunk;
		uint64_t off;
		if (s->name == NULL)
			continue;
		LW_TRY(lw_pe_record_at(&x->r, &lw_rec_pe_thunk,
				       (struct lw_pe_ref){"an import lookup table", d->off, d->names + i * word},
				       &thunk, &off, err));
		LW_TRY(mark(x, LW_PE_OWN_FOREIGN, (thunk.value - base) & UINT32_MAX, 3 + strlen(s->name), err));
	}
	return true;
}

static bool mark_dll(struct lw_pe_edit *x, uint32_t i, struct lw_error *err) {
	const struct lw_pe_dll *d = &x->pe.dlls[i];
	size_t first;
	const size_t n = lw_pe_wants_symbols(&x->want, i, &first);
	const uint64_t len = (n + 1) * (x->r.is64 ? 8 : 4);
	if (d->names != d->addresses)
		LW_TRY(mark(x, LW_PE_OWN_FOREIGN, d->names, len, err));
	LW_TRY(mark(x, d->delay ? LW_PE_OWN_FOREIGN : LW_PE_OWN_IAT, d->addresses, len, err));
	return mark_symbols(x, d, first, n, err);
}

static bool mark_delay_parts(struct lw_pe_edit *x, uint32_t i, struct lw_error *err) {
	const struct lw_pe_dll *d = &x->pe.dlls[i];
	const uint64_t size = lw_record_size(&lw_rec_pe_delay, x->r.is64), word = x->r.is64 ? 8 : 4;
	struct lw_pe_ref ref = lw_pe_directory_ref(&x->r, LW_PE_DELAY_IMPORT);
	struct lw_raw_pe_delay raw;
	uint64_t off;
	size_t first;
	const uint64_t len = (lw_pe_wants_symbols(&x->want, i, &first) + 1) * word,
		       base = d->by_address ? x->pe.optional.image_base : 0;
	ref.rva += (i - x->want.n_imports) * size;
	LW_TRY(lw_pe_record_at(&x->r, &lw_rec_pe_delay, ref, &raw, &off, err));
	const uint64_t tables[] = {raw.bound_table, raw.unload_table};
	for (size_t k = 0; k < 2; k++)
		if (tables[k] != 0)
			LW_TRY(mark(x, LW_PE_OWN_FOREIGN, (tables[k] - base) & UINT32_MAX, len, err));
	return raw.module_handle == 0 || mark(x, LW_PE_OWN_FOREIGN, (raw.module_handle - base) & UINT32_MAX, word, err);
}

static bool mark_imports(struct lw_pe_edit *x, struct lw_error *err) {
	const uint64_t n = x->want.n_imports, late = x->pe.n_dlls - n;
	LW_TRY(n == 0 ||
	       mark(x, LW_PE_OWN_IMPORTS, x->pe.directories[LW_PE_IMPORT].rva,
		    (n + 1) * lw_record_size(&lw_rec_pe_import, x->r.is64), err));
	LW_TRY(late == 0 ||
	       mark(x, LW_PE_OWN_DELAYS, x->pe.directories[LW_PE_DELAY_IMPORT].rva,
		    (late + 1) * lw_record_size(&lw_rec_pe_delay, x->r.is64), err));
	for (uint32_t i = 0; i < x->pe.n_dlls; i++) {
		LW_TRY(mark_dll(x, i, err));
		if (x->pe.dlls[i].delay)
			LW_TRY(mark_delay_parts(x, i, err));
	}
	return true;
}

static bool mark_export_names(struct lw_pe_edit *x, const struct lw_raw_pe_export *raw, struct lw_error *err) {
	const struct lw_pe_exports *list = &x->want.exports;
	uint8_t at[4];
	uint64_t off;
	for (uint32_t i = 0; i < list->n; i++) {
		const struct lw_pe_export *p = &list->list[i];
		if (p->forward == NULL)
			LW_TRY(note(x, LW_PE_OWN_FOREIGN, p->rva, 1, err));
		if (p->name == NULL)
			continue;
		LW_TRY(lw_pe_copy(&x->r, (struct lw_pe_ref){"the export name table", 0, raw->names + 4 * (uint64_t)i},
				  sizeof at, at, &off, err));
		LW_TRY(mark(x, LW_PE_OWN_FOREIGN, lw_load_uint(at, 4, false), strlen(p->name) + 1, err));
	}
	return true;
}

static bool mark_exports(struct lw_pe_edit *x, struct lw_error *err) {
	const struct lw_pe_ref ref = lw_pe_directory_ref(&x->r, LW_PE_EXPORT);
	struct lw_raw_pe_export raw;
	uint64_t off;
	if (!x->pe.has_exports)
		return true;
	LW_TRY(lw_pe_record_at(&x->r, &lw_rec_pe_export, ref, &raw, &off, err));
	return mark(x, LW_PE_OWN_EXPORTS, ref.rva, lw_record_size(&lw_rec_pe_export, x->r.is64), err) &&
		mark(x, LW_PE_OWN_ADDRESSES, raw.functions, 4 * raw.number_of_functions, err) &&
		mark(x, LW_PE_OWN_FOREIGN, raw.names, 4 * raw.number_of_names, err) &&
		mark(x, LW_PE_OWN_FOREIGN, raw.name_ordinals, 2 * raw.number_of_names, err) &&
		mark_export_names(x, &raw, err);
}

static bool mark_names(struct lw_pe_edit *x, struct lw_error *err) {
	for (uint32_t i = 0; i < x->want.names.n; i++) {
		const struct lw_pe_naming *n = &x->want.names.at[i];
		LW_TRY(n->rva == 0 || mark(x, LW_PE_OWN_NAMES, n->rva, strlen(n->was) + 1, err));
	}
	return true;
}

static int by_start(const void *a, const void *b) {
	const struct lw_pe_range *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

bool lw_pe_used_read(struct lw_pe_edit *x, struct lw_error *err) {
	LW_TRY(note(x, LW_PE_OWN_FOREIGN, 0, x->pe.optional.size_of_headers, err));
	LW_TRY(mark_directories(x, err) && mark_imports(x, err) && mark_exports(x, err) && mark_names(x, err));
	for (unsigned k = 0; k < LW_PE_N_OWNERS; k++) {
		uint64_t reach = 0;
		if (x->used.of[k].n != 0)
			qsort(x->used.of[k].at, x->used.of[k].n, sizeof x->used.of[k].at[0], by_start);
		for (uint32_t i = 0; i < x->used.of[k].n; i++) {
			struct lw_pe_range *r = &x->used.of[k].at[i];
			reach = r->end > reach ? r->end : reach;
			r->reach = reach;
		}
	}
	return true;
}

/* How many ranges of one owner begin before rva. */
static uint32_t count_before(const struct lw_pe_used *u, unsigned owner, uint64_t rva) {
	uint32_t low = 0, high = u->of[owner].n;
	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;
		if (u->of[owner].at[mid].start < rva)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool lw_pe_used_meets(const struct lw_pe_used *u, uint64_t rva, uint64_t len, enum lw_pe_owner mine) {
	for (unsigned k = 0; k < LW_PE_N_OWNERS; k++) {
		const uint32_t n = count_before(u, k, rva + len);
		if (k != mine && n != 0 && u->of[k].at[n - 1].reach > rva)
			return true;
	}
	return false;
}

uint64_t lw_pe_used_next(const struct lw_pe_used *u, uint64_t rva) {
	uint64_t next = UINT64_MAX;
	for (unsigned k = 0; k < LW_PE_N_OWNERS; k++) {
		const uint32_t n = count_before(u, k, rva);
		if (n < u->of[k].n && u->of[k].at[n].start < next)
			next = u->of[k].at[n].start;
	}
	return next;
}
