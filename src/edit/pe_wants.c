/* SPDX-License-Identifier: Apache-2.0 */
/* Everything in a PE file that names a library: import descriptors, delay import descriptors, forwarded exports, and
 * the file's own name in its export directory. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "edit/pe_edit.h"

bool lw_pe_edit_init(struct lw_pe_edit *x, struct lw_editing *e, struct lw_error *err) {
	*x = (struct lw_pe_edit){.e = e};
	if (!e->images.at[0]->pe->has_optional)
		return lw_fail(err, LW_E_UNSUPPORTED, "is an object file, which is linked, not loaded");
	LW_TRY(lw_pe_reader_of(&x->r, e->src, e->a, e->images.at[0], &x->img, &x->pe, err));
	return lw_pe_wants_read(x, err) && lw_pe_wants_apply(x, err);
}

bool lw_pe_naming_changed(const struct lw_pe_naming *n) {
	return n->gone || strcmp(n->was, n->now) != 0;
}

bool lw_pe_wants_touch_imports(const struct lw_pe_wants *w) {
	for (uint32_t i = 0; i < w->names.n; i++)
		if (w->names.at[i].kind <= LW_PE_NAMES_DELAY && lw_pe_naming_changed(&w->names.at[i]))
			return true;
	return false;
}

/* They stand library by library. */
size_t lw_pe_wants_symbols(const struct lw_pe_wants *w, uint32_t dll, size_t *first) {
	size_t low = 0, high = w->n_symbols;
	while (low < high) {
		const size_t mid = low + (high - low) / 2;
		if (w->imports[mid].dll < dll)
			low = mid + 1;
		else
			high = mid;
	}
	*first = low;
	while (low < w->n_symbols && w->imports[low].dll == dll)
		low++;
	return low - *first;
}

static bool add(struct lw_pe_edit *x, struct lw_pe_naming naming, struct lw_error *err) {
	struct lw_pe_naming *at = lw_vec_add(x->e->a, &x->want.names, err);
	if (at == NULL)
		return false;
	naming.now = naming.was;
	*at = naming;
	return true;
}

/* Entry k of the table of imports or delay imports, which is pe->dlls[i]. */
static bool read_dll(struct lw_pe_edit *x, uint32_t i, uint32_t k, struct lw_error *err) {
	const struct lw_pe_dll *d = &x->pe.dlls[i];
	const struct lw_record *rec = d->delay ? &lw_rec_pe_delay : &lw_rec_pe_import;
	const size_t host = d->delay ? offsetof(struct lw_raw_pe_delay, name) : offsetof(struct lw_raw_pe_import, name);
	struct lw_pe_ref ref = lw_pe_directory_ref(&x->r, d->delay ? LW_PE_DELAY_IMPORT : LW_PE_IMPORT);
	ref.rva += k * lw_record_size(rec, x->r.is64) + lw_pe_field_off(rec, x->r.is64, host);
	const uint8_t *field = lw_pe_view(x, ref, 4, err);
	if (field == NULL)
		return false;
	const uint64_t bias = d->by_address ? x->pe.optional.image_base & UINT32_MAX : 0;
	return add(x,
		   (struct lw_pe_naming){.kind = d->delay ? LW_PE_NAMES_DELAY : LW_PE_NAMES_IMPORT,
					 .index = i,
					 .field = ref.rva,
					 .bias = bias,
					 .rva = (lw_load_uint(field, 4, false) - bias) & UINT32_MAX,
					 .was = d->name},
		   err);
}

static bool read_dlls(struct lw_pe_edit *x, struct lw_error *err) {
	for (uint32_t i = 0; i < x->pe.n_dlls; i++) {
		LW_TRY(read_dll(x, i, x->pe.dlls[i].delay ? i - x->want.n_imports : i, err));
		x->want.n_imports += !x->pe.dlls[i].delay;
	}
	return true;
}

static int by_entry(const void *a, const void *b) {
	const struct lw_pe_naming *x = a, *y = b;
	return (x->index > y->index) - (x->index < y->index);
}

/* Several names may lead to one forwarded export. */
static bool read_forwards(struct lw_pe_edit *x, uint64_t table, struct lw_error *err) {
	struct lw_pe_wants *w = &x->want;
	const uint32_t first = w->names.n;
	for (uint32_t i = 0; i < w->exports.n; i++) {
		const struct lw_pe_export *p = &w->exports.list[i];
		const uint32_t entry = (uint32_t)(p->ordinal - x->pe.export_base);
		const struct lw_pe_naming naming = {.kind = LW_PE_NAMES_FORWARD,
						    .index = entry,
						    .field = table + 4 * (uint64_t)entry,
						    .rva = p->rva,
						    .was = p->forward};
		if (p->forward != NULL)
			LW_TRY(add(x, naming, err));
	}
	if (w->names.n == first)
		return true;
	qsort(w->names.at + first, w->names.n - first, sizeof w->names.at[0], by_entry);
	uint32_t n = first + 1;
	for (uint32_t i = n; i < w->names.n; i++)
		if (w->names.at[i].index != w->names.at[n - 1].index)
			w->names.at[n++] = w->names.at[i];
	w->names.n = n;
	return true;
}

static bool read_exports(struct lw_pe_edit *x, struct lw_error *err) {
	const struct lw_pe_ref ref = lw_pe_directory_ref(&x->r, LW_PE_EXPORT);
	const size_t name = offsetof(struct lw_raw_pe_export, name);
	struct lw_raw_pe_export raw;
	uint64_t off;
	if (!x->pe.has_exports)
		return true;
	LW_TRY(lw_pe_record_at(&x->r, &lw_rec_pe_export, ref, &raw, &off, err));
	LW_TRY(lw_pe_exports(x->e->src, x->e->images.at[0], x->e->a, &x->want.exports, err));
	LW_TRY(read_forwards(x, raw.functions, err));
	return add(x,
		   (struct lw_pe_naming){.kind = LW_PE_NAMES_ITSELF,
					 .field = ref.rva + lw_pe_field_off(&lw_rec_pe_export, x->r.is64, name),
					 .rva = raw.name,
					 .was = raw.name == 0 ? "" : x->img.soname.text},
		   err);
}

bool lw_pe_wants_read(struct lw_pe_edit *x, struct lw_error *err) {
	struct lw_pe_wants *w = &x->want;
	w->load_flags = x->pe.dependent_load_flags;
	w->dll_characteristics = x->pe.optional.dll_characteristics;
	LW_TRY(lw_pe_imports(x->e->src, x->e->images.at[0], x->e->a, &w->imports, &w->n_symbols, err));
	return read_dlls(x, err) && read_exports(x, err);
}
