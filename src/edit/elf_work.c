/* SPDX-License-Identifier: Apache-2.0 */
#include "edit/elf_work.h"

#include <string.h>

#include "base/fail.h"
#include "format/elf_parse.h"
#include "names/elf_numbers.h"

/* Section headers often end a file a few bytes before it is full. */
#define MOST_PADDING 15

/* No linker makes more; what they mean is compared each with each. */
#define MOST_PHDRS 512

/* Symbols times version needs: each need that goes is looked for in all symbols. */
#define MOST_LOOKS ((uint64_t)1 << 28)

/* The largest page that a kernel for the machine may have (binutils: ELF_MAXPAGESIZE of its emulations; Linux: the page
 * sizes of arch/). */
uint64_t lw_elf_largest_page(uint64_t machine) {
	static const struct {
		uint16_t machine;
		uint32_t page;
	} pages[] = {
		{EM_AARCH64, 0x10000},
		{EM_ARM, 0x10000},
		{EM_PPC64, 0x10000},
		{EM_PPC, 0x10000},
		{EM_MIPS, 0x10000},
		{EM_SPARC, 0x10000},
		{EM_SPARCV9, 0x100000},
		{EM_SPARC32PLUS, 0x10000},
		{EM_PARISC, 0x10000},
		{EM_IA_64, 0x10000},
		{EM_ALPHA, 0x10000},
		{258 /* LoongArch */, 0x10000},
		{EM_SH, 0x10000},
		{EM_68K, 0x2000},
		{EM_ARC_COMPACT, 0x4000},
		{195 /* ARCv2 */, 0x4000},
		{EM_MICROBLAZE, 0x10000},
		{EM_TILEGX, 0x10000},
		{164 /* Hexagon */, 0x10000},
	};
	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
		if (pages[i].machine == machine)
			return pages[i].page;
	return 0x1000;
}

struct lw_elf_unit *lw_elf_unit(struct lw_elf_work *w, enum lw_elf_unit_kind kind) {
	for (uint32_t i = 0; i < w->units.n; i++)
		if (w->units.at[i].kind == kind)
			return &w->units.at[i];
	return NULL;
}

struct lw_phdr *lw_elf_header(struct lw_elf_work *w, uint64_t type) {
	for (uint32_t i = 0; i < w->phdrs.n; i++)
		if (w->phdrs.at[i].p_type == type)
			return &w->phdrs.at[i];
	return NULL;
}

bool lw_elf_unit_view(const struct lw_elf_work *w, const struct lw_elf_unit *u, struct lw_span *out,
		      struct lw_error *err) {
	return lw_source_view(w->e->src, u->off, u->size, w->e->a, out, err);
}

bool lw_elf_unit_read(struct lw_elf_work *w, const struct lw_elf_unit *u, uint8_t **out, struct lw_error *err) {
	struct lw_span s;
	LW_TRY(lw_elf_unit_view(w, u, &s, err));
	*out = lw_alloc_raw(w->e->a, (size_t)s.len + 1, 1, err);
	if (*out == NULL)
		return false;
	memcpy(*out, s.ptr, (size_t)s.len);
	return true;
}

static bool copy_versym(struct lw_elf_work *w, struct lw_error *err) {
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_VERSYM);
	struct lw_span s;
	bool ok = true;
	if (u == NULL)
		return true;
	LW_TRY(lw_elf_unit_view(w, u, &s, err));
	w->versym = lw_alloc(w->e->a, w->n_symbols + 1, sizeof *w->versym, err);
	if (w->versym == NULL)
		return false;
	if (w->n_symbols * (uint64_t)w->asked.n > MOST_LOOKS)
		return lw_fail_at(err, LW_E_LIMIT, u->off,
				  "there are %lu symbols and %lu version needs, and so many are not gone through",
				  (unsigned long)w->n_symbols, (unsigned long)w->asked.n);
	for (size_t i = 0; i < w->n_symbols + 1; i++)
		w->versym[i] = (uint16_t)lw_span_uint(s, 2 * i, 2, w->big, &ok);
	return ok || lw_fail_at(err, LW_E_MALFORMED, u->off, "there are fewer version indices than symbols");
}

bool lw_elf_work_symbols(struct lw_elf_work *w, struct lw_error *err) {
	if (w->has_symbols)
		return true;
	LW_TRY(lw_elf_symbols(w->e->src, w->img, w->e->a, &w->symbols, &w->n_symbols, err));
	w->has_symbols = true;
	return copy_versym(w, err);
}

static void reach(uint64_t *end, uint64_t off, uint64_t len) {
	if (len != 0 && off + len > *end && off + len >= off)
		*end = off + len;
}

/* Where the file ends as its headers tell it. What lies behind is data that somebody appended. */
static bool find_end(struct lw_elf_work *w, struct lw_error *err) {
	const struct lw_ehdr *h = &w->elf->ehdr;
	uint8_t tail[MOST_PADDING];
	uint64_t got = 0, end = lw_record_size(&lw_rec_ehdr, w->is64);
	reach(&end, h->e_phoff, h->e_phnum * lw_record_size(&lw_rec_phdr, w->is64));
	for (uint32_t i = 0; i < w->elf->n_phdrs; i++)
		reach(&end, w->elf->phdrs[i].p_offset, w->elf->phdrs[i].p_filesz);
	if (w->space.sections.n != 0)
		reach(&end, h->e_shoff, w->space.sections.n * lw_record_size(&lw_rec_shdr, w->is64));
	for (uint32_t i = 0; i < w->space.sections.n; i++)
		if (w->space.sections.at[i].raw.sh_type != SHT_NOBITS)
			reach(&end, w->space.sections.at[i].raw.sh_offset, w->space.sections.at[i].raw.sh_size);
	w->end = end < w->e->src->size ? end : w->e->src->size;
	w->has_overlay = w->e->src->size - w->end > MOST_PADDING;
	if (w->has_overlay)
		return true;
	LW_TRY(lw_source_read(w->e->src, w->end, tail, w->e->src->size - w->end, &got, err));
	for (uint64_t i = 0; i < got; i++)
		w->has_overlay |= tail[i] != 0;
	return true;
}

static bool check_headers(const struct lw_elf_work *w, struct lw_error *err) {
	for (uint32_t i = 0; i < w->elf->n_phdrs; i++)
		if (w->elf->phdrs[i].p_type == PT_DYNAMIC && w->elf->phdrs[i].p_filesz == 0)
			return lw_fail(err, LW_E_UNSUPPORTED,
				       "is a separate debug file: edit the file that it belongs to");
	return w->elf->n_phdrs <= MOST_PHDRS ||
		lw_fail(err, LW_E_UNSUPPORTED, "has %lu program headers, and files of up to %d can be edited",
			(unsigned long)w->elf->n_phdrs, MOST_PHDRS);
}

static bool check_kind(const struct lw_elf_work *w, struct lw_error *err) {
	const uint64_t type = w->elf->ehdr.e_type;
	if (!w->elf->has_phdrs || w->elf->n_phdrs == 0 || (type != ET_EXEC && type != ET_DYN))
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "is neither a program nor a shared library: an object file, a core "
			       "file or the like has nothing that a loader looks at");
	if (w->elf->ehdr.e_phnum == PN_XNUM)
		return lw_fail(err, LW_E_UNSUPPORTED, "has more program headers than its file header can count");
	if (w->page < 4096 || (w->page & (w->page - 1)) != 0)
		return lw_fail(err, LW_E_USAGE, "a page of %llu bytes is no power of two from 4096 on",
			       (unsigned long long)w->page);
	return check_headers(w, err);
}

/* Its sections tell of code that the file does not have. */
static bool check_code(const struct lw_elf_work *w, struct lw_error *err) {
	for (uint32_t i = 0; i < w->space.sections.n; i++) {
		const struct lw_shdr *s = &w->space.sections.at[i].raw;
		if (s->sh_type == SHT_NOBITS && (s->sh_flags & SHF_EXECINSTR) != 0 && s->sh_size != 0)
			return lw_fail(err, LW_E_UNSUPPORTED,
				       "is a separate debug file: edit the file that it belongs to");
	}
	return true;
}

bool lw_elf_work_open(struct lw_elf_work *w, struct lw_editing *e, struct lw_error *err) {
	w->e = e;
	w->img = e->images.at[0];
	w->elf = w->img->elf;
	w->is64 = w->img->bits == 64;
	w->big = w->img->big_endian;
	w->page = e->opts.page_size != 0 ? e->opts.page_size : lw_elf_largest_page(w->elf->ehdr.e_machine);
	w->interp = w->img->interp;
	memcpy(w->ident, w->elf->ident, sizeof w->ident);
	w->ehdr = w->elf->ehdr;
	LW_TRY(check_kind(w, err) && lw_elf_reader_init(&w->r, e->src, e->a, err));
	lw_elf_reader_of(&w->r, w->img);
	w->space = (struct lw_elf_space){.img = w->img, .src = e->src, .a = e->a};
	LW_TRY(lw_elf_read_sections(&w->space, err) && check_code(w, err) && find_end(w, err));
	for (uint32_t i = 0; i < w->elf->n_phdrs; i++) {
		struct lw_phdr *p = lw_vec_add(e->a, &w->phdrs, err);
		if (p == NULL)
			return false;
		*p = w->elf->phdrs[i];
	}
	return lw_elf_units_find(w, err) && lw_elf_tags_read(w, err) && lw_elf_asked_read(w, err);
}
