/* SPDX-License-Identifier: Apache-2.0 */
/* The dynamic section and what its entries name. */
#include "format/elf_reader.h"

#include "base/fail.h"
#include "names/elf_names.h"
#include "names/elf_numbers.h"

#define MOST_DYNS ((uint32_t)1 << 20)

/* The last one counts (glibc elf/dl-load.c, _dl_map_object_from_fd); 0 is none. Counted from 1. */
static uint32_t find_segment(const struct lw_elf *elf) {
	for (uint32_t i = elf->n_phdrs; i > 0; i--)
		if (elf->phdrs[i - 1].p_type == PT_DYNAMIC && elf->phdrs[i - 1].p_filesz != 0)
			return i;
	return 0;
}

/* The loader goes to the segment's address; its offset is for files that map nothing there. */
static bool place_of(const struct lw_elf_reader *r, uint32_t which, struct lw_elf_place *out, struct lw_error *err) {
	const struct lw_phdr *p = &r->elf->phdrs[which - 1];
	if (!lw_elf_map(r, p->p_vaddr, out)) {
		if (!lw_range_fits(p->p_offset, 1, r->src->size))
			return lw_fail_at(err, LW_E_TRUNCATED,
					  r->elf->ehdr.e_phoff + (which - 1) * lw_record_size(&lw_rec_phdr, r->is64),
					  "PT_DYNAMIC (program header %lu of %lu) lies at %#llx, past the end of the "
					  "file (%#llx)",
					  (unsigned long)which, (unsigned long)r->elf->n_phdrs,
					  (unsigned long long)p->p_offset, (unsigned long long)r->src->size);
		*out = (struct lw_elf_place){p->p_offset, r->src->size - p->p_offset};
	}
	if (out->len > p->p_filesz)
		out->len = p->p_filesz;
	return true;
}

/* How many entries stand before DT_NULL. A section without one gives those that there are, and *end is false. */
static bool count_entries(struct lw_elf_reader *r, struct lw_elf_place at, uint32_t *n, bool *end,
			  struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_dyn, r->is64), all = at.len / size;
	const uint64_t most = all < MOST_DYNS ? all : MOST_DYNS;
	uint64_t got;
	*end = false;
	for (*n = 0; *n < most && !*end; *n += (uint32_t)got) {
		struct lw_span s;
		LW_TRY(lw_elf_run(r, &lw_rec_dyn, at.off + *n * size, most - *n, &s, &got, err));
		for (uint64_t i = 0; i < got && !*end; i++) {
			bool ok = true;
			*end = lw_span_uint(s, i * size, (unsigned)size / 2, r->big, &ok) == DT_NULL;
			if (*end)
				got = i;
		}
	}
	return true;
}

static bool read_entries(struct lw_elf_reader *r, uint64_t off, uint32_t n, struct lw_elf *elf, struct lw_dyn *dyns,
			 struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_dyn, r->is64);
	while (elf->n_dyns < n) {
		struct lw_span s;
		uint64_t got;
		LW_TRY(lw_elf_run(r, &lw_rec_dyn, off + elf->n_dyns * size, n - elf->n_dyns, &s, &got, err));
		for (uint64_t i = 0; i < got; i++)
			LW_TRY(lw_record_get(&lw_rec_dyn, s, i * size, r->is64, r->big, &dyns[elf->n_dyns++]));
	}
	return true;
}

bool lw_elf_read_dynamic(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) {
	(void)img;
	uint32_t which = find_segment(elf), n = 0;
	struct lw_elf_place at;
	bool end;
	if (which == 0)
		return true;
	LW_TRY(place_of(r, which, &at, err));
	elf->has_dynamic = true;
	elf->dynamic_off = at.off;
	LW_TRY(count_entries(r, at, &n, &end, err));
	struct lw_dyn *dyns = lw_alloc(r->a, n, sizeof *dyns, err);
	if (dyns == NULL)
		return false;
	elf->dyns = dyns;
	LW_TRY(read_entries(r, at.off, n, elf, dyns, err));
	if (end)
		return true;
	if (n == MOST_DYNS)
		return lw_fail_at(err, LW_E_LIMIT, at.off, "the dynamic section has more than %lu entries",
				  (unsigned long)n);
	return lw_fail_at(err, LW_E_MALFORMED, at.off, "the dynamic section has no DT_NULL in its %#llx bytes",
			  (unsigned long long)at.len);
}

static bool kind_of(uint64_t tag, enum lw_need_kind *kind) {
	*kind = tag == DT_AUXILIARY ? LW_NEED_AUXILIARY : tag == DT_FILTER ? LW_NEED_FILTER : LW_NEED_LIBRARY;
	return tag == DT_NEEDED || *kind != LW_NEED_LIBRARY;
}

/* Where the text of an entry that occurs once goes; NULL for other tags. */
static struct lw_entry_text *text_of(uint64_t tag, struct lw_image *img, struct lw_elf *elf) {
	switch (tag) {
	case DT_SONAME:
		return &img->soname;
	case DT_RPATH:
		return &img->rpath;
	case DT_RUNPATH:
		return &img->runpath;
	case DT_AUDIT:
		return &elf->audit;
	case DT_DEPAUDIT:
		return &elf->depaudit;
	default:
		return NULL;
	}
}

/* The string of an entry; NULL, with the damage noted, if it cannot be had. */
static bool read_text(struct lw_elf_reader *r, const struct lw_dyn *d, struct lw_entry_text *out,
		      struct lw_error *err) {
	struct lw_error what;
	lw_error_clear(&what);
	out->off = lw_elf_dyn_off(r, d);
	out->text = NULL;
	struct lw_elf_ref ref = {lw_elf_dyn_name(d->d_tag), out->off, d->d_val};
	if (lw_elf_name(r, ref, &out->text, &what))
		return true;
	out->text = NULL;
	return lw_elf_damage(r, &what, err);
}

static void take_flags(const struct lw_dyn *d, struct lw_elf *elf) {
	if (d->d_tag == DT_FLAGS)
		elf->flags = d->d_val;
	if (d->d_tag == DT_FLAGS_1)
		elf->flags_1 = d->d_val;
	elf->binds_now |= d->d_tag == DT_BIND_NOW;
	elf->has_relr |= d->d_tag == DT_RELR;
	elf->has_gnu_hash |= d->d_tag == DT_GNU_HASH;
	elf->has_sysv_hash |= d->d_tag == DT_HASH;
	elf->has_verdef |= d->d_tag == DT_VERDEF;
}

bool lw_elf_read_names(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) {
	struct lw_error what;
	lw_error_clear(&what);
	if (!lw_elf_strings_open(r, &what))
		LW_TRY(lw_elf_damage(r, &what, err));
	enum lw_need_kind kind;
	uint32_t n = 0;
	for (uint32_t i = 0; i < elf->n_dyns; i++)
		n += kind_of(elf->dyns[i].d_tag, &kind);
	struct lw_need *needs = lw_alloc(r->a, n, sizeof *needs, err);
	if (needs == NULL)
		return false;
	img->needs = needs;
	for (uint32_t i = 0; i < elf->n_dyns; i++) {
		const struct lw_dyn *d = &elf->dyns[i];
		struct lw_entry_text *once = text_of(d->d_tag, img, elf), text;
		take_flags(d, elf);
		if (once != NULL)
			LW_TRY(read_text(r, d, once, err));
		if (!kind_of(d->d_tag, &kind))
			continue;
		LW_TRY(read_text(r, d, &text, err));
		if (text.text != NULL)
			needs[img->n_needs++] = (struct lw_need){text.text, kind, text.off};
	}
	elf->binds_now |= (elf->flags & DF_BIND_NOW) != 0 || (elf->flags_1 & DF_1_NOW) != 0;
	return true;
}
