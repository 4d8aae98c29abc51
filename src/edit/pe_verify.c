/* SPDX-License-Identifier: Apache-2.0 */
/* The new file as it is read: it names what was asked, imports and exports what it did, and is sound. The plan is made
 * anew from the old file for this; nothing of the layout is believed. */
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "edit/pe_edit.h"

struct proof {
	struct lw_pe_edit old, now;
};

/* Of the new file's names, one for each that is not gone, in the same order. */
static bool same_names(const struct proof *p, struct lw_error *err) {
	uint32_t k = 0;
	for (uint32_t i = 0; i < p->old.want.names.n; i++) {
		const struct lw_pe_naming *n = &p->old.want.names.at[i];
		if (n->gone)
			continue;
		if (k == p->now.want.names.n)
			return lw_fail(err, LW_E_INTERNAL, "%s is named nowhere", n->now);
		const struct lw_pe_naming *m = &p->now.want.names.at[k++];
		if (m->kind != n->kind || strcmp(m->was, n->now) != 0 ||
		    (n->kind == LW_PE_NAMES_FORWARD && m->index != n->index))
			return lw_fail(err, LW_E_INTERNAL, "%s is named where %s should be", m->was, n->now);
	}
	return k == p->now.want.names.n ||
		lw_fail(err, LW_E_INTERNAL, "%s is named as well", p->now.want.names.at[k].was);
}

/* The descriptors' other fields; bindings may have gone, and with them addresses that stood for none (unused). */
static bool same_dlls(const struct proof *p, struct lw_error *err) {
	for (uint32_t i = 0, k = 0; i < p->old.pe.n_dlls; i++) {
		if (p->old.want.names.at[i].gone)
			continue;
		const struct lw_pe_dll *d = &p->old.pe.dlls[i], *m = &p->now.pe.dlls[k++];
		if (d->delay != m->delay || d->by_address != m->by_address || d->names != m->names ||
		    d->addresses != m->addresses ||
		    (d->unused != m->unused && !(d->time_date_stamp != 0 && m->time_date_stamp == 0)) ||
		    (m->time_date_stamp != 0 && m->time_date_stamp != d->time_date_stamp))
			return lw_fail_at(err, LW_E_INTERNAL, m->off, "the import of %s is another one", m->name);
	}
	return true;
}

static bool same_symbols(const struct proof *p, struct lw_error *err) {
	const struct lw_pe_wants *w = &p->old.want, *v = &p->now.want;
	size_t k = 0;
	for (size_t i = 0; i < w->n_symbols; i++) {
		const struct lw_pe_import *x = &w->imports[i];
		if (w->names.at[x->dll].gone)
			continue;
		if (k == v->n_symbols || x->hint != v->imports[k].hint || !lw_same_text(x->name, v->imports[k].name))
			return lw_fail_at(err, LW_E_INTERNAL, x->off, "the import of %s is another one",
					  x->name == NULL ? "an ordinal" : x->name);
		k++;
	}
	return k == v->n_symbols || lw_fail(err, LW_E_INTERNAL, "more is imported than before");
}

/* What is forwarded has been compared by its name. */
static bool same_exports(const struct proof *p, struct lw_error *err) {
	const struct lw_pe_exports *x = &p->old.want.exports, *y = &p->now.want.exports;
	bool same = x->n == y->n && x->n_named == y->n_named && x->sorted == y->sorted &&
		p->old.pe.has_exports == p->now.pe.has_exports && p->old.pe.export_base == p->now.pe.export_base &&
		p->old.pe.n_export_addresses == p->now.pe.n_export_addresses;
	for (uint32_t i = 0; same && i < x->n; i++) {
		const struct lw_pe_export *a = &x->list[i], *b = &y->list[i];
		same = a->ordinal == b->ordinal && lw_same_text(a->name, b->name) &&
			(a->forward == NULL) == (b->forward == NULL) && (a->forward != NULL || a->rva == b->rva);
	}
	return same || lw_fail(err, LW_E_INTERNAL, "other things are exported than before");
}

/* All fields but those that a layout may change. */
static bool same_headers(const struct proof *p, struct lw_error *err) {
	struct lw_pe_coff c = p->now.pe.coff;
	struct lw_pe_optional o = p->now.pe.optional;
	const struct lw_pe_coff *c0 = &p->old.pe.coff;
	const struct lw_pe_optional *o0 = &p->old.pe.optional;
	const bool sums = (o.check_sum == 0) == (o0->check_sum == 0),
		   flags = o.dll_characteristics == p->old.want.dll_characteristics,
		   load = p->now.pe.dependent_load_flags == p->old.want.load_flags;
	c.number_of_sections = c0->number_of_sections;
	c.pointer_to_symbol_table = c0->pointer_to_symbol_table;
	o.size_of_image = o0->size_of_image;
	o.check_sum = o0->check_sum;
	o.dll_characteristics = o0->dll_characteristics;
	return (sums && flags && load && memcmp(&c, c0, sizeof c) == 0 && memcmp(&o, o0, sizeof o) == 0) ||
		lw_fail(err, LW_E_INTERNAL, "its headers have changed");
}

static bool same_directories(const struct proof *p, struct lw_error *err) {
	for (unsigned i = 0; i < LW_PE_DIRECTORIES; i++) {
		const struct lw_pe_directory *x = &p->old.pe.directories[i], *y = &p->now.pe.directories[i];
		const bool gone = y->rva == 0 && y->size == 0;
		const bool fine = i == LW_PE_EXPORT ? (x->rva == 0) == (y->rva == 0)
			: i == LW_PE_IMPORT         ? x->rva == y->rva && y->size <= x->size
			: i == LW_PE_CERTIFICATE    ? gone || (x->rva == 0 && y->rva == 0)
			: i == LW_PE_BOUND_IMPORT   ? gone || (x->rva == y->rva && x->size == y->size)
						    : x->rva == y->rva && x->size == y->size;
		if (!fine)
			return lw_fail_at(err, LW_E_INTERNAL, lw_pe_directory_off(&p->now.r, i),
					  "data directory %u has changed", i);
	}
	return true;
}

/* A section may become longer, as far as there is room for it in memory and in the file. */
static bool sound_section(const struct proof *p, uint32_t i) {
	const struct lw_pe_section *s = &p->now.pe.sections[i];
	const struct lw_pe_section_header *h = &s->header;
	const uint64_t end = h->virtual_address + h->virtual_size;
	if (i < p->old.pe.n_sections) {
		const struct lw_pe_section *t = &p->old.pe.sections[i];
		if (strcmp(s->name, t->name) != 0 || h->virtual_address != t->header.virtual_address ||
		    h->pointer_to_raw_data != t->header.pointer_to_raw_data ||
		    h->characteristics != t->header.characteristics || h->virtual_size < t->header.virtual_size ||
		    h->size_of_raw_data < t->header.size_of_raw_data)
			return false;
		if (h->virtual_size == t->header.virtual_size && h->size_of_raw_data == t->header.size_of_raw_data)
			return true;
		if (h->size_of_raw_data == t->header.size_of_raw_data)
			return h->virtual_size <= h->size_of_raw_data;
	} else if (h->pointer_to_raw_data % p->now.pe.optional.file_alignment != 0 ||
		   h->virtual_address % p->now.pe.optional.section_alignment != 0) {
		return false;
	}
	return end <= p->now.pe.optional.size_of_image &&
		h->size_of_raw_data % p->now.pe.optional.file_alignment == 0 &&
		lw_range_fits(h->pointer_to_raw_data, h->size_of_raw_data, p->now.e->src->size);
}

static bool sound_sections(struct proof *p, struct lw_error *err) {
	const uint32_t n = p->now.pe.n_sections, n0 = p->old.pe.n_sections;
	if (n != n0 && n != n0 + 1)
		return lw_fail(err, LW_E_INTERNAL, "it has %lu sections", (unsigned long)n);
	for (uint32_t i = 0; i < n; i++)
		if (!sound_section(p, i))
			return lw_fail_at(err, LW_E_INTERNAL, lw_pe_section_off(&p->now, i), "section %lu is not sound",
					  (unsigned long)i + 1);
	const uint64_t unit = p->now.pe.optional.section_alignment, size = p->now.pe.optional.size_of_image;
	if (size != p->old.pe.optional.size_of_image &&
	    (n == 0 ||
	     lw_round_up(p->now.pe.sections[n - 1].header.virtual_address +
				 p->now.pe.sections[n - 1].header.virtual_size,
			 unit) != size))
		return lw_fail(err, LW_E_INTERNAL, "its image has %#llx bytes", (unsigned long long)size);
	return lw_pe_check_sane(&p->now, err);
}

/* What is kept lies where it lay; what lay behind the sections may lie further behind. */
static bool same_bytes(const struct lw_editing *e, uint64_t raw_end, struct lw_error *err) {
	for (uint32_t i = 0; i < e->pieces.list.n; i++) {
		const struct lw_piece *piece = &e->pieces.list.at[i];
		const bool fine = piece->kind != LW_PIECE_KEPT || piece->off == piece->from ||
			(piece->from >= raw_end && piece->off > piece->from);
		if (!fine)
			return lw_fail_at(err, LW_E_INTERNAL, piece->off, "a kept part has moved");
	}
	return true;
}

static bool right_sum(const struct proof *p, const struct lw_source *after, struct lw_error *err) {
	const uint64_t field = lw_pe_optional_off(&p->now) +
		lw_pe_field_off(&lw_rec_pe_optional, p->now.r.is64, offsetof(struct lw_pe_optional, check_sum));
	uint32_t sum;
	if (p->now.pe.optional.check_sum == 0)
		return true;
	LW_TRY(lw_pe_sum(after, field, &sum, err));
	return sum == p->now.pe.optional.check_sum ||
		lw_fail_at(err, LW_E_INTERNAL, field, "its check sum should be %#lx", (unsigned long)sum);
}

bool lw_pe_edit_verify(struct lw_editing *e, const struct lw_source *after, const struct lw_images *now,
		       struct lw_error *err) {
	struct proof *p = lw_alloc(e->a, 1, sizeof *p, err);
	struct lw_editing *again = lw_alloc(e->a, 1, sizeof *again, err);
	if (p == NULL || again == NULL)
		return false;
	*again = (struct lw_editing){.src = after, .images = *now, .a = e->a};
	LW_TRY(lw_pe_edit_init(&p->old, e, err) && lw_pe_check_sane(&p->old, err));
	LW_TRY(lw_pe_edit_init(&p->now, again, err));
	return same_names(p, err) && same_dlls(p, err) && same_symbols(p, err) && same_exports(p, err) &&
		same_headers(p, err) && same_directories(p, err) && sound_sections(p, err) &&
		same_bytes(e, p->old.raw_end, err) && right_sum(p, after, err);
}
