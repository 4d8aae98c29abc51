/* SPDX-License-Identifier: Apache-2.0 */
/* The relocations of a part, from DT_RELA, DT_JMPREL and DT_RELR. gABI chapter 5, "Dynamic Section", and its section on
 * relative relocations. */
#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

#define MOST_RELS ((uint64_t)1 << 25)

/* The bytes of a table that a tag leads to. */
static bool table(struct lw_fuse_part *p, uint64_t tag, uint64_t len, struct lw_span *out, struct lw_error *err) {
	const struct lw_dyn *d = lw_elf_dyn(p->elf, tag);
	struct lw_elf_place at;
	*out = (struct lw_span){NULL, 0};
	if (d == NULL || len == 0)
		return true;
	LW_TRY(lw_elf_map_dyn(&p->r, d, &at, err));
	if (len > at.len)
		return lw_fail_at(err, LW_E_MALFORMED, at.off,
				  "%#llx bytes of relocations end past the end of their segment (%#llx)",
				  (unsigned long long)len, (unsigned long long)at.len);
	return lw_source_view(&p->src, at.off, len, &p->own, out, err);
}

static bool add(struct lw_fuse_part *p, struct lw_fuse_rel rel, struct lw_error *err) {
	if (p->rels.n >= MOST_RELS)
		return lw_fail(err, LW_E_LIMIT, "%s has more than %llu relocations", p->o->path,
			       (unsigned long long)MOST_RELS);
	struct lw_fuse_rel *slot = lw_vec_add(&p->own, &p->rels, err);
	if (slot != NULL)
		*slot = rel;
	return slot != NULL;
}

static bool read_rela(const struct lw_fusing *f, struct lw_fuse_part *p, struct lw_span s, bool plt,
		      struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_rela, f->is64);
	struct lw_raw_addend_rel x;
	for (uint64_t at = 0; lw_range_fits(at, size, s.len); at += size) {
		LW_TRY(lw_record_get(&lw_rec_addend_rel, s, at, f->is64, f->big, &x));
		const uint64_t symbol = f->is64 ? x.r_info >> 32 : x.r_info >> 8;
		if (symbol > p->n_symbols)
			return lw_fail(err, LW_E_MALFORMED,
				       "%s has a relocation for symbol %llu, and the highest is %lu", p->o->path,
				       (unsigned long long)symbol, (unsigned long)p->n_symbols);
		LW_TRY(add(p,
			   (struct lw_fuse_rel){.place = x.r_offset,
						.addend = x.r_addend,
						.type = (uint32_t)(f->is64 ? x.r_info & UINT32_MAX : x.r_info & 0xff),
						.symbol = (uint32_t)symbol,
						.plt = plt},
			   err));
	}
	return true;
}

/* A word of the part as its file has it. */
static bool word_at(struct lw_fuse_part *p, uint64_t addr, unsigned word, uint64_t *out, struct lw_error *err) {
	struct lw_elf_place at;
	struct lw_span s;
	bool ok = true;
	if (!lw_elf_map(&p->r, addr, &at) || at.len < word)
		return lw_fail(err, LW_E_MALFORMED, "%s relocates %#llx (DT_RELR), which its file has no bytes for",
			       p->o->path, (unsigned long long)addr);
	LW_TRY(lw_elf_bytes(&p->r, at.off, word, &s, err));
	*out = lw_span_uint(s, 0, word, p->r.big, &ok);
	return ok;
}

static bool relative(const struct lw_fusing *f, struct lw_fuse_part *p, uint64_t place, struct lw_error *err) {
	struct lw_fuse_rel rel = {.place = place, .type = f->machine->relative};
	return word_at(p, place, f->is64 ? 8 : 4, &rel.addend, err) && add(p, rel, err);
}

static bool read_relr(const struct lw_fusing *f, struct lw_fuse_part *p, struct lw_span s, struct lw_error *err) {
	const unsigned word = f->is64 ? 8 : 4;
	uint64_t next = 0;
	bool ok = true;
	for (uint64_t at = 0; lw_range_fits(at, word, s.len); at += word) {
		uint64_t x = lw_span_uint(s, at, word, f->big, &ok);
		if ((x & 1) == 0) {
			LW_TRY(relative(f, p, x, err));
			next = x + word;
			continue;
		}
		for (unsigned bit = 0; bit < 8 * word - 1; bit++)
			if ((x >> (bit + 1) & 1) != 0)
				LW_TRY(relative(f, p, next + bit * word, err));
		next += (8 * word - 1) * word;
	}
	return ok;
}

bool lw_fuse_read_rels(const struct lw_fusing *f, struct lw_fuse_part *p, struct lw_error *err) {
	const struct lw_elf *e = p->elf;
	struct lw_span s, plt;
	if (lw_elf_dyn_value(e, DT_RELSZ) != 0 ||
	    (lw_elf_dyn_value(e, DT_PLTRELSZ) != 0 && lw_elf_dyn_value(e, DT_PLTREL) != DT_RELA))
		return lw_fuse_refuse(p, LW_FUSE_RULE_REL, err, "has relocations without addends (DT_REL)");
	LW_TRY(table(p, DT_RELR, lw_elf_dyn_value(e, DT_RELRSZ), &s, err) && read_relr(f, p, s, err));
	LW_TRY(table(p, DT_RELA, lw_elf_dyn_value(e, DT_RELASZ), &s, err) &&
	       table(p, DT_JMPREL, lw_elf_dyn_value(e, DT_PLTRELSZ), &plt, err));
	LW_TRY(lw_vec_reserve(&p->own, &p->rels, (s.len + plt.len) / lw_record_size(&lw_rec_rela, f->is64), err));
	return read_rela(f, p, s, false, err) && read_rela(f, p, plt, true, err);
}
