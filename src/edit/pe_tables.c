/* SPDX-License-Identifier: Apache-2.0 */
/* The tables that hold the addresses of names, and what binding wrote into a file. */
#include <string.h>

#include "base/fail.h"
#include "edit/pe_edit.h"

/* A table of n records of one kind, from its data directory on. */
static struct lw_pe_region *open_table(struct lw_pe_edit *x, enum lw_pe_directory_index index,
				       const struct lw_record *rec, uint64_t n, enum lw_pe_owner owner,
				       const char *what, struct lw_error *err) {
	return lw_pe_region_open(x, lw_pe_directory_ref(&x->r, index), n * lw_record_size(rec, x->r.is64), owner, what,
				 err);
}

static void put_address(uint8_t *field, const struct lw_pe_naming *n) {
	lw_store_uint(field, 4, false, (n->item->rva + n->bias) & UINT32_MAX);
}

/* Those that stay close up; the table ends with the first entry of zeros. */
static void close_up(struct lw_pe_edit *x, struct lw_pe_region *g, uint64_t size) {
	uint64_t to = 0, gone = 0;
	for (uint32_t i = 0; i < x->want.n_imports; i++) {
		if (x->want.names.at[i].gone) {
			gone += size;
			continue;
		}
		memmove(g->bytes + to, g->bytes + i * size, (size_t)size);
		to += size;
	}
	memset(g->bytes + to, 0, (size_t)(g->len - to));
	const uint64_t old = x->pe.directories[LW_PE_IMPORT].size;
	if (old == g->len + size) /* some linkers count all that is about imports */
		lw_pe_head_set(x, &lw_rec_pe_directory, lw_pe_directory_off(&x->r, LW_PE_IMPORT),
			       offsetof(struct lw_pe_directory, size), old - gone);
}

static bool is_bound(const struct lw_pe_edit *x, const struct lw_pe_dll *d) {
	return x->drops_bindings && d->time_date_stamp != 0;
}

static bool write_imports(struct lw_pe_edit *x, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_pe_import, x->r.is64);
	bool any = false;
	for (uint32_t i = 0; i < x->want.n_imports; i++)
		any |= x->want.names.at[i].item != NULL || x->want.names.at[i].gone || is_bound(x, &x->pe.dlls[i]);
	if (!any)
		return true;
	struct lw_pe_region *g = open_table(x, LW_PE_IMPORT, &lw_rec_pe_import, x->want.n_imports, LW_PE_OWN_IMPORTS,
					    "import directory", err);
	if (g == NULL)
		return false;
	for (uint32_t i = 0; i < x->want.n_imports; i++) {
		uint8_t *p = g->bytes + i * size;
		const struct lw_pe_naming *n = &x->want.names.at[i];
		if (n->item != NULL)
			put_address(p + (n->field - g->rva - i * size), n);
		if (!is_bound(x, &x->pe.dlls[i]))
			continue;
		lw_pe_put_field(x, p, &lw_rec_pe_import, offsetof(struct lw_raw_pe_import, time_date_stamp), 0);
		lw_pe_put_field(x, p, &lw_rec_pe_import, offsetof(struct lw_raw_pe_import, forwarder_chain), 0);
	}
	close_up(x, g, size);
	return true;
}

/* Code holds the addresses of these descriptors, so they stay where they are. */
static bool write_delays(struct lw_pe_edit *x, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_pe_delay, x->r.is64), first = x->want.n_imports,
		       n_delays = x->pe.n_dlls - first;
	bool any = false;
	for (uint64_t i = first; i < x->pe.n_dlls; i++)
		any |= x->want.names.at[i].item != NULL || is_bound(x, &x->pe.dlls[i]);
	if (!any)
		return true;
	struct lw_pe_region *g = open_table(x, LW_PE_DELAY_IMPORT, &lw_rec_pe_delay, n_delays, LW_PE_OWN_DELAYS,
					    "delay import directory", err);
	if (g == NULL)
		return false;
	for (uint64_t i = 0; i < n_delays; i++) {
		const struct lw_pe_naming *n = &x->want.names.at[first + i];
		if (n->item != NULL)
			put_address(g->bytes + (n->field - g->rva), n);
		if (is_bound(x, &x->pe.dlls[first + i]))
			lw_pe_put_field(x, g->bytes + i * size, &lw_rec_pe_delay,
					offsetof(struct lw_raw_pe_delay, time_date_stamp), 0);
	}
	return true;
}

static bool write_own_name(struct lw_pe_edit *x, struct lw_error *err) {
	if (!x->pe.has_exports || x->want.names.at[x->want.names.n - 1].item == NULL)
		return true;
	const struct lw_pe_naming *n = &x->want.names.at[x->want.names.n - 1];
	struct lw_pe_region *g = lw_pe_region_open(x, (struct lw_pe_ref){"the library's own name", 0, n->field}, 4,
						   LW_PE_OWN_EXPORTS, "export directory", err);
	if (g == NULL)
		return false;
	put_address(g->bytes, n);
	return true;
}

bool lw_pe_tables_write(struct lw_pe_edit *x, struct lw_error *err) {
	return write_imports(x, err) && write_delays(x, err) && write_own_name(x, err);
}

/* A bound address table holds addresses; the lookup table beside it holds what the linker wrote into both. Where there
 * is only one, nothing was bound whatever its stamp says. */
static bool unbind(struct lw_pe_edit *x, uint32_t i, struct lw_error *err) {
	const struct lw_pe_dll *d = &x->pe.dlls[i];
	const struct lw_pe_ref to = {"an import address table", d->off, d->addresses},
			       from = {"an import lookup table", d->off, d->names};
	size_t first;
	const uint64_t len = lw_pe_wants_symbols(&x->want, i, &first) * (x->r.is64 ? 8 : 4);
	if (d->names == d->addresses || len == 0)
		return true;
	const uint8_t *old = lw_pe_view(x, from, len, err);
	struct lw_pe_region *g =
		old == NULL ? NULL : lw_pe_region_open(x, to, len, LW_PE_OWN_IAT, "import address table", err);
	if (g == NULL)
		return false;
	g->why = "bound addresses are of libraries with the old names";
	memcpy(g->bytes, old, (size_t)len);
	return true;
}

/* The bound imports mostly lie behind the section headers. */
static void clear_bound_table(struct lw_pe_edit *x) {
	const struct lw_pe_directory *d = &x->pe.directories[LW_PE_BOUND_IMPORT];
	const uint64_t off = lw_pe_directory_off(&x->r, LW_PE_BOUND_IMPORT);
	if (d->rva == 0)
		return;
	if (d->rva >= lw_pe_section_off(x, x->pe.n_sections) &&
	    lw_range_fits(d->rva - x->head->off, d->size, x->head->len))
		memset(x->head->bytes + (d->rva - x->head->off), 0, (size_t)d->size);
	lw_pe_head_set(x, &lw_rec_pe_directory, off, offsetof(struct lw_pe_directory, rva), 0);
	lw_pe_head_set(x, &lw_rec_pe_directory, off, offsetof(struct lw_pe_directory, size), 0);
}

bool lw_pe_bindings_drop(struct lw_pe_edit *x, struct lw_error *err) {
	bool any = x->pe.directories[LW_PE_BOUND_IMPORT].rva != 0;
	if (!x->drops_bindings)
		return true;
	clear_bound_table(x);
	for (uint32_t i = 0; i < x->want.n_imports; i++)
		if (x->pe.dlls[i].time_date_stamp != 0) {
			any = true;
			LW_TRY(unbind(x, i, err));
		}
	return !any || lw_editing_warn(x->e, err, "its imports were bound to addresses, and are no longer");
}
