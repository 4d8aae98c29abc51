/* SPDX-License-Identifier: Apache-2.0 */
/* Section headers and the functions of .symtab: no loader looks at them, so what is damaged there is only not there. */
#include <stdlib.h>

#include "base/fail.h"
#include "format/elf_space.h"

#define MOST_SECTIONS 65536u
#define MOST_SYMBOLS ((uint64_t)1 << 22)
#define MOST_TABLE ((uint64_t)256 << 20)
#define LONGEST_NAME 512u
#define SHT_SYMTAB 2
#define SHT_NOBITS 8
#define SHN_UNDEF 0
#define STT_NOTYPE 0
#define STT_FUNC 2
#define STT_GNU_IFUNC 10

/* The bytes of a section, in the arena; empty where they do not lie within the file. */
static bool section_bytes(const struct lw_elf_space *sp, const struct lw_shdr *h, struct lw_span *out,
			  struct lw_error *err) {
	*out = (struct lw_span){NULL, 0};
	if (h->sh_type == SHT_NOBITS || h->sh_size > MOST_TABLE ||
	    !lw_range_fits(h->sh_offset, h->sh_size, sp->src->size))
		return true;
	return lw_source_view(sp->src, h->sh_offset, h->sh_size, sp->a, out, err);
}

/* Longer names are none that is asked for. */
static const char *name_at(struct lw_span names, uint64_t off) {
	struct lw_span s;
	const uint64_t rest = off < names.len ? names.len - off : 0;
	if (rest == 0 || !lw_span_cut(names, off, rest < LONGEST_NAME ? rest : LONGEST_NAME, &s))
		return NULL;
	return lw_span_cstr(s, 0);
}

bool lw_elf_read_sections(struct lw_elf_space *sp, struct lw_error *err) {
	const struct lw_ehdr *e = &sp->img->elf->ehdr;
	const bool is64 = sp->img->bits == 64;
	const uint64_t size = lw_record_size(&lw_rec_shdr, is64), n = e->e_shnum;
	struct lw_span table, names;
	struct lw_shdr h;
	if (e->e_shoff == 0 || e->e_shentsize != size || n > MOST_SECTIONS || e->e_shstrndx >= n ||
	    !lw_range_fits(e->e_shoff, n * size, sp->src->size))
		return true;
	LW_TRY(lw_source_view(sp->src, e->e_shoff, n * size, sp->a, &table, err));
	if (!lw_record_get(&lw_rec_shdr, table, e->e_shstrndx * size, is64, sp->img->big_endian, &h))
		return true;
	LW_TRY(section_bytes(sp, &h, &names, err));
	for (uint64_t i = 0; i < n; i++) {
		struct lw_elf_section *s = lw_vec_add(sp->a, &sp->sections, err);
		if (s == NULL)
			return false;
		if (lw_record_get(&lw_rec_shdr, table, i * size, is64, sp->img->big_endian, &s->raw))
			s->name = name_at(names, s->raw.sh_name);
		s->name = s->name == NULL ? "" : s->name;
	}
	return true;
}

static int by_start(const void *x, const void *y) {
	const struct lw_elf_function *f = x, *g = y;
	return f->start < g->start ? -1 : f->start > g->start;
}

static bool add_symbol(struct lw_elf_space *sp, const struct lw_sym *sym, struct lw_span names, struct lw_error *err) {
	const uint64_t type = sym->st_info & 15;
	const char *name = name_at(names, sym->st_name);
	const bool code = type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE;
	/* Marks of the code's kind on Arm and RISC-V begin with a dollar. */
	if (!code || sym->st_shndx == SHN_UNDEF || name == NULL || name[0] == '\0' || name[0] == '$')
		return true;
	struct lw_elf_function *f = lw_vec_add(sp->a, &sp->symbols, err);
	if (f == NULL)
		return false;
	*f = (struct lw_elf_function){sym->st_value, sym->st_value + sym->st_size, name};
	return true;
}

bool lw_elf_read_symtab(struct lw_elf_space *sp, struct lw_error *err) {
	const bool is64 = sp->img->bits == 64;
	const uint64_t size = lw_record_size(&lw_rec_sym, is64);
	const struct lw_elf_section *tab = NULL;
	struct lw_span syms, names;
	struct lw_sym sym;
	for (uint32_t i = 0; i < sp->sections.n && tab == NULL; i++)
		if (sp->sections.at[i].raw.sh_type == SHT_SYMTAB)
			tab = &sp->sections.at[i];
	if (tab == NULL || tab->raw.sh_link >= sp->sections.n || tab->raw.sh_size / size > MOST_SYMBOLS)
		return true;
	LW_TRY(section_bytes(sp, &tab->raw, &syms, err));
	LW_TRY(section_bytes(sp, &sp->sections.at[tab->raw.sh_link].raw, &names, err));
	for (uint64_t i = 1; i < syms.len / size; i++)
		if (lw_record_get(&lw_rec_sym, syms, i * size, is64, sp->img->big_endian, &sym))
			LW_TRY(add_symbol(sp, &sym, names, err));
	if (sp->symbols.n != 0)
		qsort(sp->symbols.at, sp->symbols.n, sizeof *sp->symbols.at, by_start);
	return true;
}
