/* SPDX-License-Identifier: Apache-2.0 */
#include "edit/elf_chains.h"

#include "base/fail.h"

/* Version indices have 15 bits; each record is one, or one of its names. */
#define MOST_RECORDS 65536

struct walk {
	struct lw_elf_work *w;
	uint64_t off, most;
	uint32_t n;
	lw_elf_link_fn *each;
	void *ctx;
};

static bool record(struct walk *k, const struct lw_record *rec, uint64_t at, void *host, struct lw_error *err) {
	if (!lw_range_fits(at, lw_record_size(rec, k->w->is64), k->most))
		return lw_fail_at(err, LW_E_MALFORMED, k->off,
				  "a %s lies %#llx behind the first, past the end of its table", rec->name,
				  (unsigned long long)at);
	if (++k->n > MOST_RECORDS)
		return lw_fail_at(err, LW_E_LIMIT, k->off, "there are more than %d version records", MOST_RECORDS);
	return lw_elf_record(&k->w->r, rec, k->off + at, host, err);
}

static bool each_need(struct walk *k, struct lw_elf_link link, uint64_t count, struct lw_error *err) {
	struct lw_raw_vernaux x = {.vna_next = 1};
	for (; count != 0 && x.vna_next != 0; count--, link.part += x.vna_next) {
		LW_TRY(record(k, &lw_rec_vernaux, link.part, &x, err));
		link.end = link.part + lw_record_size(&lw_rec_vernaux, k->w->is64);
		link.str = x.vna_name;
		link.flags = x.vna_flags;
		link.index = x.vna_other & 0x7fff;
		LW_TRY(k->each(k->ctx, &link, err));
	}
	return true;
}

static bool each_def(struct walk *k, struct lw_elf_link link, uint64_t count, struct lw_error *err) {
	struct lw_raw_verdaux x = {.vda_next = 1};
	for (; count != 0 && x.vda_next != 0; count--, link.part += x.vda_next) {
		LW_TRY(record(k, &lw_rec_verdaux, link.part, &x, err));
		link.end = link.part + lw_record_size(&lw_rec_verdaux, k->w->is64);
		link.str = x.vda_name;
		LW_TRY(k->each(k->ctx, &link, err));
	}
	return true;
}

static bool needs_from(struct walk *k, struct lw_error *err) {
	struct lw_raw_verneed x = {.vn_next = 1};
	for (uint64_t at = 0; x.vn_next != 0; at += x.vn_next) {
		LW_TRY(record(k, &lw_rec_verneed, at, &x, err));
		LW_TRY(each_need(k, (struct lw_elf_link){.head = at, .part = at + x.vn_aux, .file_str = x.vn_file},
				 x.vn_cnt, err));
	}
	return true;
}

static bool defs_from(struct walk *k, struct lw_error *err) {
	struct lw_raw_verdef x = {.vd_next = 1};
	for (uint64_t at = 0; x.vd_next != 0; at += x.vd_next) {
		LW_TRY(record(k, &lw_rec_verdef, at, &x, err));
		const struct lw_elf_link link = {
			.head = at, .part = at + x.vd_aux, .flags = x.vd_flags, .index = x.vd_ndx};
		LW_TRY(each_def(k, link, x.vd_cnt, err));
	}
	return true;
}

bool lw_elf_chain_each(struct lw_elf_work *w, bool needs, uint64_t off, uint64_t most, lw_elf_link_fn *each, void *ctx,
		       struct lw_error *err) {
	struct walk k = {.w = w, .off = off, .most = most, .each = each, .ctx = ctx};
	return needs ? needs_from(&k, err) : defs_from(&k, err);
}
