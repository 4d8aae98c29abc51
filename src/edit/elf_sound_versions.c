/* SPDX-License-Identifier: Apache-2.0 */
/* Symbol versions: the two chains, and the index of each symbol (LSB core, "Symbol Versioning"). */
#include "edit/elf_sounding.h"

#include <string.h>

#include "base/fail.h"
#include "base/map.h"
#include "names/elf_names.h"

#define ULL(x) ((unsigned long long)(x))
#define INDEX_BITS 0x7fff
#define MOST_RECORDS 65536

struct versions {
	struct lw_sounding *s;
	struct lw_elf_place at; /* of the chain that is walked */
	uint32_t n_records;
	enum lw_sound what; /* what a break in it is */
	struct lw_map needed;
	bool broken;          /* the rest of the chain has no meaning */
	uint8_t seen[0x8000]; /* indices that stand for a version */
};

static bool breaks(struct versions *v, uint64_t at, struct lw_error *err, const char *why) {
	v->broken = true;
	return lw_sound_add(v->s, v->what, v->at.off + at, err, "the chain of %s versions %s",
			    v->what == LW_SOUND_VERNEED_CHAIN ? "needed" : "defined", why);
}

/* A record of the chain; where it is none, broken is set. */
static bool get(struct versions *v, const struct lw_record *rec, uint64_t at, void *host, struct lw_error *err) {
	if (!lw_range_fits(at, lw_record_size(rec, v->s->r.is64), v->at.len) || ++v->n_records > MOST_RECORDS)
		return breaks(v, at, err, "does not end in its segment");
	return lw_elf_record(&v->s->r, rec, v->at.off + at, host, err);
}

static bool name_and_hash(struct versions *v, uint64_t at, uint64_t str, uint64_t hash, struct lw_error *err) {
	const char *name = lw_sound_string(v->s, str);
	if (name == NULL)
		return lw_sound_add(v->s, v->what, v->at.off + at, err,
				    "a version's name at %#llx does not begin and end in DT_STRTAB", ULL(str));
	const uint32_t h = lw_sound_elf_hash(v->s, name);
	if (h == hash)
		return true;
	return lw_sound_add(v->s, LW_SOUND_VERSION_HASH, v->at.off + at, err,
			    "the version %.100s has the hash %#llx, and its name %#lx", name, ULL(hash),
			    (unsigned long)h);
}

static bool take_index(struct versions *v, uint64_t at, uint64_t index, uint64_t lowest, struct lw_error *err) {
	index &= INDEX_BITS;
	if (index < lowest || v->seen[index] != 0)
		return lw_sound_add(v->s, LW_SOUND_VERSION_INDEX, v->at.off + at, err,
				    "a version has the index %llu, which stands for something else", ULL(index));
	v->seen[index] = 1;
	return true;
}

static bool auxes(struct versions *v, uint64_t at, uint64_t n, struct lw_error *err) {
	struct lw_raw_vernaux x;
	for (uint64_t i = 0; i < n; i++) {
		LW_TRY(get(v, &lw_rec_vernaux, at, &x, err));
		if (v->broken)
			return true;
		LW_TRY(name_and_hash(v, at, x.vna_name, x.vna_hash, err));
		LW_TRY(take_index(v, at, x.vna_other, 2, err));
		if ((x.vna_next == 0) != (i + 1 == n))
			return breaks(v, at, err, "has another number of versions of a file than vn_cnt");
		at += x.vna_next;
	}
	return true;
}

static bool file_of(struct versions *v, uint64_t at, uint64_t str, struct lw_error *err) {
	const char *file = lw_sound_string(v->s, str);
	if (file == NULL)
		return lw_sound_add(v->s, v->what, v->at.off + at, err,
				    "the file at %#llx whose versions are needed does not begin and end in DT_STRTAB",
				    ULL(str));
	if (lw_map_get(&v->needed, file, strlen(file)) != NULL)
		return true;
	return lw_sound_add(v->s, LW_SOUND_VERNEED_FILE, v->at.off + at, err,
			    "versions of %.100s are needed, which is not in DT_NEEDED", file);
}

static bool needs(struct versions *v, uint64_t n, struct lw_error *err) {
	struct lw_raw_verneed x;
	uint64_t at = 0;
	for (uint64_t i = 0; i < n; i++) {
		LW_TRY(get(v, &lw_rec_verneed, at, &x, err));
		if (v->broken)
			return true;
		if (x.vn_version != 1)
			return breaks(v, at, err, "has a record of an unknown revision");
		LW_TRY(file_of(v, at, x.vn_file, err));
		LW_TRY(auxes(v, at + x.vn_aux, x.vn_cnt, err));
		if (v->broken)
			return true;
		if ((x.vn_next == 0) != (i + 1 == n))
			return breaks(v, at, err, "has another number of files than DT_VERNEEDNUM");
		at += x.vn_next;
	}
	return true;
}

static bool names(struct versions *v, const struct lw_raw_verdef *x, uint64_t at, struct lw_error *err) {
	struct lw_raw_verdaux name;
	at += x->vd_aux;
	for (uint64_t i = 0; i < x->vd_cnt; i++) {
		LW_TRY(get(v, &lw_rec_verdaux, at, &name, err));
		if (v->broken)
			return true;
		if (i == 0)
			LW_TRY(name_and_hash(v, at, name.vda_name, x->vd_hash, err));
		else if (lw_sound_string(v->s, name.vda_name) == NULL)
			return breaks(v, at, err, "has a name outside DT_STRTAB");
		if ((name.vda_next == 0) != (i + 1 == x->vd_cnt))
			return breaks(v, at, err, "has another number of names than vd_cnt");
		at += name.vda_next;
	}
	return true;
}

static bool defs(struct versions *v, uint64_t n, struct lw_error *err) {
	struct lw_raw_verdef x;
	uint64_t at = 0;
	for (uint64_t i = 0; i < n; i++) {
		LW_TRY(get(v, &lw_rec_verdef, at, &x, err));
		if (v->broken)
			return true;
		if (x.vd_version != 1 || x.vd_cnt == 0)
			return breaks(v, at, err, "has a record of an unknown revision or without a name");
		LW_TRY(names(v, &x, at, err));
		if (v->broken)
			return true;
		LW_TRY(take_index(v, at, x.vd_ndx, 1, err));
		if ((x.vd_next == 0) != (i + 1 == n))
			return breaks(v, at, err, "has another number of records than DT_VERDEFNUM");
		at += x.vd_next;
	}
	return true;
}

static bool versym(struct versions *v, struct lw_error *err) {
	struct lw_sounding *s = v->s;
	uint64_t addr;
	struct lw_span table;
	struct lw_elf_place at;
	if (!lw_sound_tag(s, DT_VERSYM, &addr) || !lw_elf_map(&s->r, addr, &at) || s->n_symbols == 0)
		return true;
	if (s->n_symbols > at.len / 2)
		return lw_sound_add(s, LW_SOUND_VERSYM, at.off, err,
				    "DT_VERSYM has no room in its PT_LOAD for %llu symbols", ULL(s->n_symbols));
	LW_TRY(lw_sound_view(s, at.off, s->n_symbols * 2, &table, err));
	for (uint64_t i = 0; i < s->n_symbols; i++) {
		bool ok = true;
		const uint64_t index = lw_span_uint(table, 2 * i, 2, s->r.big, &ok) & INDEX_BITS;
		if (index > 1 && v->seen[index] == 0)
			LW_TRY(lw_sound_add(s, LW_SOUND_VERSYM, at.off + 2 * i, err,
					    "symbol %llu has the version index %llu, which nothing defines or needs",
					    ULL(i), ULL(index)));
	}
	return true;
}

/* A chain that begins at the address of one tag and has as many records as another one tells. */
static bool chain(struct versions *v, uint64_t tag, uint64_t count, enum lw_sound what,
		  bool (*walk)(struct versions *v, uint64_t n, struct lw_error *err), struct lw_error *err) {
	uint64_t n = 0;
	const struct lw_dyn *d = lw_elf_dyn(v->s->r.elf, tag);
	v->broken = false;
	v->n_records = 0;
	v->what = what;
	if (d == NULL || !lw_elf_map(&v->s->r, d->d_val, &v->at))
		return true;
	if (!lw_sound_tag(v->s, count, &n))
		return lw_sound_add(v->s, LW_SOUND_TAG_PAIR, lw_elf_dyn_off(&v->s->r, d), err, "there is %s without %s",
				    lw_elf_dyn_name(tag), lw_elf_dyn_name(count));
	if (n == 0)
		return lw_sound_add(v->s, what, lw_elf_dyn_off(&v->s->r, d), err,
				    "%s is there with no records, and loaders read the first one",
				    lw_elf_dyn_name(tag));
	return walk(v, n, err);
}

bool lw_sound_versions(struct lw_sounding *s, struct lw_error *err) {
	struct versions v = {.s = s};
	for (uint32_t i = 0; i < s->r.img->n_needs; i++) {
		const char *name = s->r.img->needs[i].name;
		LW_TRY(lw_map_put(&v.needed, s->r.a, name, strlen(name), s, err));
	}
	LW_TRY(chain(&v, DT_VERDEF, DT_VERDEFNUM, LW_SOUND_VERDEF_CHAIN, defs, err));
	LW_TRY(chain(&v, DT_VERNEED, DT_VERNEEDNUM, LW_SOUND_VERNEED_CHAIN, needs, err));
	return versym(&v, err);
}
