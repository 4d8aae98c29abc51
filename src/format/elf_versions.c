/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Symbol versions that a file needs and defines. The chains are followed as glibc follows them (elf/dl-version.c): to
 * the record whose next is 0, without a look at the counts of the dynamic section. Links are unsigned, so a chain only
 * goes forward; it ends at the latest with its segment.
 */
#include "format/elf_reader.h"

#include <string.h>

#include "base/fail.h"
#include "names/elf_numbers.h"

/* Version indices have 15 bits; more records than that say nothing new. Records may share memory, so the size of the
 * file is no bound. */
#define MOST_RECORDS 65536

#define INDEX_BITS 0x7fff

struct chain {
	struct lw_elf_reader *r;
	struct lw_elf_place seg;
	uint32_t n_records;
};

/* One record of the chain at offset at of the segment. */
static bool step(struct chain *c, const struct lw_record *rec, uint64_t at, void *host, struct lw_error *err) {
	if (!lw_range_fits(at, lw_record_size(rec, c->r->is64), c->seg.len))
		return lw_fail_at(err, LW_E_MALFORMED, c->seg.off,
				  "a %s lies %#llx behind the first, past the end of its segment (%#llx)", rec->name,
				  (unsigned long long)at, (unsigned long long)c->seg.len);
	if (++c->n_records > MOST_RECORDS)
		return lw_fail_at(err, LW_E_LIMIT, c->seg.off, "there are more than %d version records", MOST_RECORDS);
	return lw_elf_record(c->r, rec, c->seg.off + at, host, err);
}

static bool check_version(const struct chain *c, const struct lw_record *rec, uint64_t at, uint64_t version,
			  struct lw_error *err) {
	if (version == 1)
		return true;
	return lw_fail_at(err, LW_E_UNSUPPORTED, c->seg.off + at, "a %s has revision %llu, and only 1 is known",
			  rec->name, (unsigned long long)version);
}

static bool start(struct chain *c, struct lw_elf_reader *r, uint64_t tag, bool *there, struct lw_error *err) {
	const struct lw_dyn *d = lw_elf_dyn(r->elf, tag);
	*there = d != NULL;
	*c = (struct chain){.r = r};
	return d == NULL || lw_elf_map_dyn(r, d, &c->seg, err);
}

/* A list begins on the stack, so that the arena gets it once and as large as it is; few have more. */
#define MOST_ON_STACK 64

struct needs {
	LW_VEC(struct lw_verneed) list;
	struct lw_verneed first[MOST_ON_STACK];
};

struct defs {
	LW_VEC(struct lw_verdef) list;
	struct lw_verdef first[MOST_ON_STACK];
};

static void *finish(struct lw_elf_reader *r, void *at, const void *first, size_t size, struct lw_error *err) {
	if (at != first)
		return at;
	void *kept = lw_alloc(r->a, size, 1, err);
	if (kept != NULL && size != 0)
		memcpy(kept, at, size);
	return kept;
}

static bool read_auxes(struct chain *c, const char *file, uint64_t at, struct needs *out, struct lw_error *err) {
	struct lw_raw_vernaux x;
	do {
		LW_TRY(step(c, &lw_rec_vernaux, at, &x, err));
		const char *version;
		LW_TRY(lw_elf_name(c->r, (struct lw_elf_ref){"a needed version", c->seg.off + at, x.vna_name}, &version,
				   err));
		struct lw_verneed *v = lw_vec_add(c->r->a, &out->list, err);
		if (v == NULL)
			return false;
		*v = (struct lw_verneed){
			.file = file,
			.version = version,
			.hash = (uint32_t)x.vna_hash,
			.index = (uint16_t)(x.vna_other & INDEX_BITS),
			.weak = (x.vna_flags & VER_FLG_WEAK) != 0,
			.off = c->seg.off + at,
		};
		at += x.vna_next;
	} while (x.vna_next != 0);
	return true;
}

static bool read_needs(struct chain *c, struct needs *out, struct lw_error *err) {
	struct lw_raw_verneed x;
	uint64_t at = 0;
	do {
		LW_TRY(step(c, &lw_rec_verneed, at, &x, err));
		LW_TRY(check_version(c, &lw_rec_verneed, at, x.vn_version, err));
		const char *file;
		LW_TRY(lw_elf_name(c->r, (struct lw_elf_ref){"a version need", c->seg.off + at, x.vn_file}, &file,
				   err));
		if (x.vn_cnt != 0)
			LW_TRY(read_auxes(c, file, at + x.vn_aux, out, err));
		at += x.vn_next;
	} while (x.vn_next != 0);
	return true;
}

bool lw_elf_read_verneeds(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) {
	(void)img;
	struct chain c;
	struct needs needs;
	needs.list.at = needs.first;
	needs.list.n = 0;
	needs.list.cap = MOST_ON_STACK;
	bool there;
	LW_TRY(start(&c, r, DT_VERNEED, &there, err));
	const bool ok = !there || read_needs(&c, &needs, err);
	elf->verneeds = finish(r, needs.list.at, needs.first, needs.list.n * sizeof *elf->verneeds, err);
	elf->n_verneeds = elf->verneeds == NULL ? 0 : needs.list.n;
	return ok && elf->verneeds != NULL;
}

static bool read_defs(struct chain *c, struct defs *out, struct lw_error *err) {
	struct lw_raw_verdef x;
	uint64_t at = 0;
	do {
		LW_TRY(step(c, &lw_rec_verdef, at, &x, err));
		LW_TRY(check_version(c, &lw_rec_verdef, at, x.vd_version, err));
		struct lw_raw_verdaux name;
		LW_TRY(step(c, &lw_rec_verdaux, at + x.vd_aux, &name, err));
		const char *version;
		LW_TRY(lw_elf_name(c->r,
				   (struct lw_elf_ref){"a defined version", c->seg.off + at + x.vd_aux, name.vda_name},
				   &version, err));
		struct lw_verdef *v = lw_vec_add(c->r->a, &out->list, err);
		if (v == NULL)
			return false;
		*v = (struct lw_verdef){
			.version = version,
			.hash = (uint32_t)x.vd_hash,
			.index = (uint16_t)(x.vd_ndx & INDEX_BITS),
			.base = (x.vd_flags & VER_FLG_BASE) != 0,
			.weak = (x.vd_flags & VER_FLG_WEAK) != 0,
		};
		at += x.vd_next;
	} while (x.vd_next != 0);
	return true;
}

bool lw_elf_read_verdefs(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) {
	(void)img;
	struct chain c;
	struct defs defs;
	defs.list.at = defs.first;
	defs.list.n = 0;
	defs.list.cap = MOST_ON_STACK;
	bool there;
	LW_TRY(start(&c, r, DT_VERDEF, &there, err));
	const bool ok = !there || read_defs(&c, &defs, err);
	elf->verdefs = finish(r, defs.list.at, defs.first, defs.list.n * sizeof *elf->verdefs, err);
	elf->n_verdefs = elf->verdefs == NULL ? 0 : defs.list.n;
	return ok && elf->verdefs != NULL;
}
