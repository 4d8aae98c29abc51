/* SPDX-License-Identifier: Apache-2.0 */
/* The ranges that can be edited or moved. Their sizes come from what they hold; a section that begins at the same place
 * may say more. */
#include "base/fail.h"
#include "edit/elf_chains.h"
#include "names/elf_numbers.h"

#define MOST_ALIGN 4096

static const struct {
	const char *what;
	uint64_t tag;
} kinds[] = {
#define X(code, what, tag) {what, tag},
	LW_ELF_UNITS(X)
#undef X
};

struct lw_elf_unit *lw_elf_unit_of_tag(struct lw_elf_work *w, uint64_t tag) {
	for (unsigned kind = 0; tag != 0 && kind < LW_N_UNITS; kind++)
		if (kinds[kind].tag == tag)
			return lw_elf_unit(w, (enum lw_elf_unit_kind)kind);
	return NULL;
}

/* The section that begins there and holds bytes. */
static const struct lw_shdr *section_at(const struct lw_elf_work *w, uint64_t addr, uint64_t off) {
	for (uint32_t i = 1; i < w->space.sections.n; i++) {
		const struct lw_shdr *s = &w->space.sections.at[i].raw;
		if ((s->sh_flags & SHF_ALLOC) != 0 && s->sh_type != SHT_NOBITS && s->sh_addr == addr &&
		    s->sh_offset == off && s->sh_size != 0)
			return s;
	}
	return NULL;
}

static const struct lw_phdr *load_of(const struct lw_elf_work *w, uint64_t off, uint64_t size) {
	for (uint32_t i = 0; i < w->elf->n_phdrs; i++) {
		const struct lw_phdr *p = &w->elf->phdrs[i];
		if (p->p_type == PT_LOAD && off >= p->p_offset && lw_range_fits(off - p->p_offset, size, p->p_filesz))
			return p;
	}
	return NULL;
}

/* What no linker writes is no wish that could be granted. */
static uint64_t sane_align(uint64_t align) {
	return align == 0 || align > MOST_ALIGN || (align & (align - 1)) != 0 ? 8 : align;
}

/* Adds a unit; a range that the file does not have whole is none. */
static bool add(struct lw_elf_work *w, struct lw_elf_unit u, struct lw_error *err) {
	if (u.size == 0 || !lw_range_fits(u.off, u.size, w->e->src->size))
		return true;
	const struct lw_phdr *load = load_of(w, u.off, u.size);
	struct lw_elf_unit *slot = lw_vec_add(w->e->a, &w->units, err);
	if (slot == NULL)
		return false;
	u.what = kinds[u.kind].what;
	u.mapped = load != NULL;
	u.writable = load != NULL && (load->p_flags & PF_W) != 0;
	u.align = sane_align(u.align);
	u.to_off = u.off;
	u.to_addr = u.addr;
	u.to_size = u.size;
	*slot = u;
	return true;
}

const struct lw_elf_unit *lw_elf_unit_holding(const struct lw_elf_work *w, uint64_t off, uint64_t len) {
	for (uint32_t i = 0; i < w->units.n; i++) {
		const struct lw_elf_unit *u = &w->units.at[i];
		if (off >= u->off && lw_range_fits(off - u->off, len, u->size))
			return u;
	}
	return NULL;
}

static bool holds_build_id(const struct lw_elf_work *w, const struct lw_phdr *p, bool *out, struct lw_error *err) {
	struct lw_span s;
	uint64_t at = 0;
	*out = false;
	if (w->img->build_id == NULL || p->p_filesz > LW_ELF_WINDOW ||
	    !lw_range_fits(p->p_offset, p->p_filesz, w->e->src->size))
		return true;
	LW_TRY(lw_source_view(w->e->src, p->p_offset, p->p_filesz, w->e->a, &s, err));
	*out = lw_span_find(s, 0, (const char *)w->img->build_id, w->img->n_build_id, &at);
	return true;
}

/* PT_ARM_EXIDX, PT_GNU_EH_FRAME and their like are read relative to their own place: they never move. */
static bool is_mark(uint64_t type) {
	return type == PT_GNU_PROPERTY || type == PT_MIPS_ABIFLAGS || type == PT_MIPS_REGINFO ||
		type == PT_MIPS_OPTIONS;
}

/* Where it is mapped: nobody looks at the address of a PT_NOTE, which may be any. */
static uint64_t address_of(const struct lw_elf_work *w, const struct lw_phdr *p) {
	const struct lw_phdr *load = load_of(w, p->p_offset, p->p_filesz);
	return load == NULL ? p->p_vaddr : load->p_vaddr + (p->p_offset - load->p_offset);
}

/* Notes first, the widest first: a PT_NOTE may hold what other headers point into. The same note may be told twice, by
 * a PT_NOTE and a PT_GNU_PROPERTY: one unit serves both. */
static bool from_headers(struct lw_elf_work *w, struct lw_error *err) {
	for (unsigned pass = 0; pass < 3; pass++)
		for (uint32_t i = 0; i < w->elf->n_phdrs; i++) {
			const struct lw_phdr *p = &w->elf->phdrs[i];
			const bool fits = pass == 0 ? p->p_type == PT_NOTE
				: pass == 1         ? is_mark(p->p_type)
						    : p->p_type == PT_INTERP;
			struct lw_elf_unit u = {.kind = pass == 0   ? LW_UNIT_NOTE
							: pass == 1 ? LW_UNIT_MARK
								    : LW_UNIT_INTERP,
						.off = p->p_offset,
						.addr = address_of(w, p),
						.size = p->p_filesz,
						.align = p->p_align};
			if (!fits || lw_elf_unit_holding(w, p->p_offset, p->p_filesz) != NULL)
				continue;
			LW_TRY(pass != 0 || holds_build_id(w, p, &u.build_id, err));
			LW_TRY(add(w, u, err));
		}
	return true;
}

static bool hash_size(struct lw_elf_work *w, uint64_t off, uint64_t *out, struct lw_error *err) {
	const unsigned word = lw_elf_hash_word(&w->r);
	struct lw_span s;
	bool ok = true;
	LW_TRY(lw_elf_bytes(&w->r, off, 2 * word, &s, err));
	const uint64_t n = lw_span_uint(s, 0, word, w->big, &ok), m = lw_span_uint(s, word, word, w->big, &ok);
	*out = n > UINT32_MAX || m > UINT32_MAX ? 0 : (2 + n + m) * word;
	return true;
}

/* A table of no symbols has no chains, whatever it says is the first of them. */
static bool has_chains(struct lw_elf_work *w, uint64_t off, uint64_t n_buckets, bool *out, struct lw_error *err) {
	struct lw_span s;
	*out = false;
	if (n_buckets > UINT32_MAX || n_buckets * 4 > LW_ELF_WINDOW)
		*out = true;
	if (*out)
		return true;
	LW_TRY(lw_elf_bytes(&w->r, off, n_buckets * 4, &s, err));
	for (uint64_t i = 0; i < s.len && !*out; i++)
		*out = s.ptr[i] != 0;
	return true;
}

static bool gnu_hash_size(struct lw_elf_work *w, uint64_t off, uint64_t n_symbols, uint64_t *out,
			  struct lw_error *err) {
	struct lw_span s;
	bool ok = true, chains = false;
	LW_TRY(lw_elf_bytes(&w->r, off, 16, &s, err));
	const uint64_t buckets = lw_span_uint(s, 0, 4, w->big, &ok), first = lw_span_uint(s, 4, 4, w->big, &ok),
		       bloom = lw_span_uint(s, 8, 4, w->big, &ok);
	const uint64_t heads = 16 + bloom * (w->is64 ? 8 : 4);
	LW_TRY(has_chains(w, off + heads, buckets, &chains, err));
	*out = n_symbols == 0 ? 0 : heads + 4 * buckets + (chains && n_symbols > first ? 4 * (n_symbols - first) : 0);
	return true;
}

static bool reach(void *ctx, const struct lw_elf_link *link, struct lw_error *err) {
	(void)err;
	uint64_t *end = ctx;
	if (link->end > *end)
		*end = link->end;
	return true;
}

/* The size that the content tells, or 0. n_symbols: with the null one; 0: not known. */
static bool size_of(struct lw_elf_work *w, enum lw_elf_unit_kind kind, uint64_t off, uint64_t most, uint64_t n_symbols,
		    uint64_t *out, struct lw_error *err) {
	*out = 0;
	switch (kind) {
	case LW_UNIT_DYNSTR:
		*out = lw_elf_dyn_value(w->elf, DT_STRSZ);
		return true;
	case LW_UNIT_DYNSYM:
		*out = n_symbols * lw_record_size(&lw_rec_sym, w->is64);
		return true;
	case LW_UNIT_VERSYM:
		*out = n_symbols * 2;
		return true;
	case LW_UNIT_HASH:
		return hash_size(w, off, out, err);
	case LW_UNIT_GNU_HASH:
		return gnu_hash_size(w, off, n_symbols, out, err);
	case LW_UNIT_VERNEED:
	case LW_UNIT_VERDEF:
		return lw_elf_chain_each(w, kind == LW_UNIT_VERNEED, off, most, reach, out, err);
	default:
		return true;
	}
}

static uint64_t align_of(const struct lw_elf_work *w, enum lw_elf_unit_kind kind) {
	const uint64_t word = w->is64 ? 8 : 4;
	return kind == LW_UNIT_DYNSTR ? 1 : kind == LW_UNIT_VERSYM ? 2 : kind == LW_UNIT_HASH ? 8 : word;
}

/* A section of the same place may have room behind what is used; it never has less. */
static void widen(const struct lw_elf_work *w, struct lw_elf_unit *u) {
	const struct lw_shdr *s = section_at(w, u->addr, u->off);
	if (s == NULL)
		return;
	if (s->sh_size > u->size && u->kind != LW_UNIT_DYNSTR)
		u->size = s->sh_size;
	if (s->sh_addralign > u->align && s->sh_addralign <= MOST_ALIGN &&
	    (s->sh_addralign & (s->sh_addralign - 1)) == 0)
		u->align = s->sh_addralign;
}

static bool from_tag(struct lw_elf_work *w, enum lw_elf_unit_kind kind, uint64_t tag, uint64_t n_symbols,
		     struct lw_error *err) {
	const struct lw_dyn *d = lw_elf_dyn(w->elf, tag);
	struct lw_elf_place at;
	struct lw_elf_unit u = {.kind = kind, .align = align_of(w, kind)};
	if (d == NULL || !lw_elf_map(&w->r, d->d_val, &at))
		return true;
	u.off = at.off;
	u.addr = d->d_val;
	/* Nobody tells how many there are, but the null symbol is one. */
	u.fixed = n_symbols == 0 && (kind == LW_UNIT_DYNSYM || kind == LW_UNIT_VERSYM);
	LW_TRY(size_of(w, kind, at.off, at.len, u.fixed ? 1 : n_symbols, &u.size, err));
	widen(w, &u);
	return u.size > at.len || add(w, u, err);
}

static bool from_tags(struct lw_elf_work *w, struct lw_error *err) {
	uint64_t n = 0;
	LW_TRY(lw_elf_count_symbols(&w->r, &n, err));
	for (unsigned kind = 0; kind < LW_N_UNITS; kind++)
		if (kinds[kind].tag != 0)
			LW_TRY(from_tag(w, (enum lw_elf_unit_kind)kind, kinds[kind].tag, n, err));
	return true;
}

static bool dynamic(struct lw_elf_work *w, struct lw_error *err) {
	for (uint32_t i = w->elf->n_phdrs; i-- > 0;) {
		const struct lw_phdr *p = &w->elf->phdrs[i];
		if (p->p_type == PT_DYNAMIC)
			return add(w,
				   (struct lw_elf_unit){.kind = LW_UNIT_DYNAMIC,
							.off = w->elf->dynamic_off,
							.addr = p->p_vaddr,
							.size = p->p_filesz,
							.align = w->is64 ? 8 : 4},
				   err);
	}
	return true;
}

static void fix_overlapping(struct lw_elf_work *w) {
	for (uint32_t i = 0; i < w->units.n; i++)
		for (uint32_t k = 0; k < w->units.n; k++) {
			struct lw_elf_unit *u = &w->units.at[i], *v = &w->units.at[k];
			if (i != k && u->off < v->off + v->size && v->off < u->off + u->size)
				u->fixed = v->fixed = true;
		}
}

/* A unit moves with every section in it, so none of them may lose its alignment. */
static void keep_aligned(const struct lw_elf_work *w, struct lw_elf_unit *u) {
	for (uint32_t i = 1; i < w->space.sections.n; i++) {
		const struct lw_shdr *s = &w->space.sections.at[i].raw;
		const uint64_t align = s->sh_addralign;
		if (s->sh_type == SHT_NOBITS || align <= u->align || s->sh_offset < u->off ||
		    s->sh_offset - u->off >= u->size)
			continue;
		if (align > MOST_ALIGN || (align & (align - 1)) != 0 || u->addr % align != 0)
			u->fixed = true;
		else
			u->align = align;
	}
}

bool lw_elf_units_find(struct lw_elf_work *w, struct lw_error *err) {
	LW_TRY(from_headers(w, err) && dynamic(w, err) && from_tags(w, err));
	if (w->space.sections.n != 0)
		LW_TRY(add(w,
			   (struct lw_elf_unit){.kind = LW_UNIT_SHDRS,
						.off = w->elf->ehdr.e_shoff,
						.size = w->space.sections.n * lw_record_size(&lw_rec_shdr, w->is64),
						.align = 8},
			   err));
	fix_overlapping(w);
	for (uint32_t i = 0; i < w->units.n; i++)
		keep_aligned(w, &w->units.at[i]);
	return true;
}
