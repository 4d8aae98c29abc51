/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An export is forwarded if its address lies within the export directory ("Export Address Table"). So where the name of
 * a forward has to move, the directory moves with all that it has: its header, addresses, names, ordinals and strings,
 * in the order in which linkers lay them out.
 */
#include <string.h>

#include "base/fail.h"
#include "edit/pe_edit.h"

struct old {
	struct lw_raw_pe_export raw;
	uint64_t head;
};

static bool open(struct lw_pe_edit *x, struct old *o, struct lw_error *err) {
	uint64_t off;
	o->head = lw_record_size(&lw_rec_pe_export, x->r.is64);
	return lw_pe_record_at(&x->r, &lw_rec_pe_export, lw_pe_directory_ref(&x->r, LW_PE_EXPORT), &o->raw, &off, err);
}

static uint64_t tables_size(const struct old *o) {
	return o->head + 4 * o->raw.number_of_functions + 6 * o->raw.number_of_names;
}

bool lw_pe_exports_measure(struct lw_pe_edit *x, uint64_t *len, struct lw_error *err) {
	const struct lw_pe_wants *w = &x->want;
	struct old o;
	if (x->pe.hybrid == LW_PE_ARM64X)
		return lw_fail(
			err, LW_E_UNSUPPORTED,
			"a forwarded export needs a longer name than there is room for, and the export directory "
			"of an ARM64X file cannot be moved: its second view has one of its own");
	LW_TRY(open(x, &o, err));
	*len = tables_size(&o);
	for (uint32_t i = 0; i < w->exports.n_named; i++)
		*len += strlen(w->exports.list[i].name) + 1;
	for (uint32_t i = 0; i < w->names.n; i++)
		if (w->names.at[i].kind >= LW_PE_NAMES_FORWARD)
			*len += strlen(w->names.at[i].now) + 1;
	return *len <= UINT32_MAX || lw_fail(err, LW_E_LIMIT, "its exports have more than 4 GiB of names");
}

/* The strings behind the tables. */
struct writing {
	const struct lw_pe_item *item;
	uint64_t at; /* from the start of the item */
};

static uint64_t put_text(struct writing *w, const char *text) {
	const size_t n = strlen(text) + 1;
	const uint64_t rva = w->item->rva + w->at;
	memcpy(w->item->to + w->at, text, n);
	w->at += n;
	return rva;
}

static bool copy_table(struct lw_pe_edit *x, const char *who, uint64_t rva, uint64_t n, uint8_t *to,
		       struct lw_error *err) {
	if (n == 0)
		return true;
	const uint8_t *from = lw_pe_view(x, (struct lw_pe_ref){who, 0, rva}, n, err);
	if (from == NULL)
		return false;
	memcpy(to, from, (size_t)n);
	return true;
}

/* What is exported itself must not seem forwarded. */
static bool check_addresses(const struct lw_pe_edit *x, const struct lw_pe_item *item, struct lw_error *err) {
	const struct lw_pe_exports *list = &x->want.exports;
	for (uint32_t i = 0; i < list->n; i++)
		if (list->list[i].forward == NULL && list->list[i].rva >= item->rva &&
		    list->list[i].rva - item->rva < item->len)
			return lw_fail_at(err, LW_E_UNSUPPORTED, list->list[i].off,
					  "export %lu lies at %#llx, behind the end of its section",
					  (unsigned long)list->list[i].ordinal, (unsigned long long)list->list[i].rva);
	return true;
}

static void put_strings(struct lw_pe_edit *x, struct writing *w, uint8_t *addresses, uint8_t *names,
			uint64_t *own_name) {
	const struct lw_pe_wants *want = &x->want;
	for (uint32_t i = 0; i < want->names.n; i++) {
		const struct lw_pe_naming *n = &want->names.at[i];
		if (n->kind == LW_PE_NAMES_ITSELF && (n->rva != 0 || n->now[0] != '\0'))
			*own_name = put_text(w, n->now);
	}
	for (uint32_t i = 0; i < want->exports.n_named; i++)
		lw_store_uint(names + 4 * (size_t)i, 4, false, put_text(w, want->exports.list[i].name));
	for (uint32_t i = 0; i < want->names.n; i++) {
		const struct lw_pe_naming *n = &want->names.at[i];
		if (n->kind == LW_PE_NAMES_FORWARD)
			lw_store_uint(addresses + 4 * (size_t)n->index, 4, false, put_text(w, n->now));
	}
}

static void put_header(struct lw_pe_edit *x, const struct old *o, const struct lw_pe_item *item, uint64_t own_name) {
	const uint64_t addresses = item->rva + o->head, names = addresses + 4 * o->raw.number_of_functions;
	const struct {
		size_t host;
		uint64_t value;
	} fields[] = {
		{offsetof(struct lw_raw_pe_export, name), own_name},
		{offsetof(struct lw_raw_pe_export, functions), addresses},
		{offsetof(struct lw_raw_pe_export, names), o->raw.number_of_names == 0 ? 0 : names},
		{offsetof(struct lw_raw_pe_export, name_ordinals),
		 o->raw.number_of_names == 0 ? 0 : names + 4 * o->raw.number_of_names},
	};
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		lw_pe_put_field(x, item->to, &lw_rec_pe_export, fields[i].host, fields[i].value);
}

static void set_directory(struct lw_pe_edit *x, const struct lw_pe_item *item) {
	const uint64_t off = lw_pe_directory_off(&x->r, LW_PE_EXPORT);
	lw_pe_head_set(x, &lw_rec_pe_directory, off, offsetof(struct lw_pe_directory, rva), item->rva);
	lw_pe_head_set(x, &lw_rec_pe_directory, off, offsetof(struct lw_pe_directory, size), item->len);
}

bool lw_pe_exports_write(struct lw_pe_edit *x, const struct lw_pe_item *item, struct lw_error *err) {
	struct old o;
	uint64_t own_name = 0;
	LW_TRY(open(x, &o, err) && check_addresses(x, item, err));
	uint8_t *addresses = item->to + o.head, *names = addresses + 4 * (size_t)o.raw.number_of_functions;
	struct writing w = {item, tables_size(&o)};
	LW_TRY(copy_table(x, "the export directory", x->pe.directories[LW_PE_EXPORT].rva, o.head, item->to, err));
	LW_TRY(copy_table(x, "the export address table", o.raw.functions, 4 * o.raw.number_of_functions, addresses,
			  err));
	LW_TRY(copy_table(x, "the export ordinal table", o.raw.name_ordinals, 2 * o.raw.number_of_names,
			  names + 4 * (size_t)o.raw.number_of_names, err));
	put_strings(x, &w, addresses, names, &own_name);
	put_header(x, &o, item, own_name);
	set_directory(x, item);
	return true;
}
