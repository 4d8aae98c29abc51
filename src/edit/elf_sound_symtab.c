/* SPDX-License-Identifier: Apache-2.0 */
/* .symtab: debuggers and strip take addresses and sections from it. It is read in pieces: it may be large. */
#include "edit/elf_sounding.h"

#include <string.h>

#include "base/fail.h"

#define ULL(x) ((unsigned long long)(x))
#define LONGEST_NAME 512
#define N_MARKS 2
#define PIECE ((uint64_t)2048) /* symbols at once */

struct symtab {
	struct lw_span names;
	uint64_t at;                             /* of the symbol in the file */
	const struct lw_phdr *segments[N_MARKS]; /* that marks stand for; or NULL */
};

/* "" where there is none. */
static const char *name_of(const struct symtab *t, const struct lw_sym *y) {
	struct lw_span s;
	const uint64_t rest = y->st_name < t->names.len ? t->names.len - y->st_name : 0;
	if (rest == 0 || !lw_span_cut(t->names, y->st_name, rest < LONGEST_NAME ? rest : LONGEST_NAME, &s))
		return "";
	const char *name = lw_span_cstr(s, 0);
	return name == NULL ? "" : name;
}

static bool tell(struct lw_sounding *s, const struct symtab *t, const struct lw_sym *y, enum lw_sound what,
		 const struct lw_shdr *in, struct lw_error *err) {
	const char *name = name_of(t, y);
	const bool section = (y->st_info & 15) == STT_SECTION;
	if (in == NULL)
		return lw_sound_add(s, what, t->at, err, "the symbol %.100s is of section %llu, and there are %lu",
				    name, ULL(y->st_shndx), (unsigned long)s->n_sections);
	return lw_sound_add(s, what, t->at, err, "the %s of .symtab is at %#llx, outside of its section %.100s%s%.100s",
			    section ? "section symbol" : "symbol", ULL(y->st_value),
			    lw_sound_section_name(s, (uint32_t)(in - s->sections)), section ? "" : ": ", name);
}

/* Linkers give these the section that is nearest, and put them where something begins or ends (ld's default scripts;
 * lld ELF/Writer.cpp, addReservedSymbols). */
static bool stands_between(const char *name) {
	static const char *const names[] = {"__bss_start", "_edata", "edata",       "_end",
					    "end",         "_etext", "etext",       "__ehdr_start",
					    "_gp",         ".TOC.",  "__TMC_END__", "__executable_start"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* A symbol may stand at the end of its section. Thread-local ones count from the start of PT_TLS. */
static bool symbol(struct lw_sounding *s, const struct symtab *t, const struct lw_sym *y, struct lw_error *err) {
	if (y->st_shndx == SHN_UNDEF || y->st_shndx >= SHN_LORESERVE)
		return true;
	if (y->st_shndx >= s->n_sections)
		return tell(s, t, y, LW_SOUND_SYMTAB_SECTION, NULL, err);
	const struct lw_shdr *h = &s->sections[y->st_shndx];
	if ((y->st_info & 15) == STT_TLS || (h->sh_flags & SHF_ALLOC) == 0)
		return true;
	/* Bit 0 of an address of code tells Thumb from ARM (AAELF32, section "Symbol values"). */
	const uint64_t thumb = s->r.img->machine == EM_ARM && (y->st_info & 15) != STT_SECTION ? y->st_value & 1 : 0;
	const uint64_t value = y->st_value - thumb;
	if (value >= h->sh_addr && value - h->sh_addr <= h->sh_size)
		return true;
	return stands_between(name_of(t, y)) || tell(s, t, y, LW_SOUND_SYMTAB_VALUE, h, err);
}

static const struct {
	const char *name;
	uint64_t segment;
} marks[N_MARKS] = {{"_DYNAMIC", PT_DYNAMIC}, {"__GNU_EH_FRAME_HDR", PT_GNU_EH_FRAME}};

/* Names that stand for a segment. */
static bool mark(struct lw_sounding *s, const struct symtab *t, const struct lw_sym *y, struct lw_error *err) {
	if (y->st_shndx == SHN_UNDEF || (y->st_info & 15) > STT_OBJECT || y->st_size != 0)
		return true;
	const char *name = name_of(t, y);
	for (size_t i = 0; name[0] == '_' && i < N_MARKS; i++) {
		const struct lw_phdr *p = t->segments[i];
		if (p != NULL && p->p_vaddr != y->st_value && strcmp(name, marks[i].name) == 0)
			LW_TRY(lw_sound_add(s, LW_SOUND_SYMTAB_MARK, t->at, err,
					    "the symbol %s is at %#llx, and its segment at %#llx", name,
					    ULL(y->st_value), ULL(p->p_vaddr)));
	}
	return true;
}

static bool piece(struct lw_sounding *s, struct symtab *t, struct lw_span bytes, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_sym, s->r.is64);
	struct lw_sym y;
	for (uint64_t at = 0; at + size <= bytes.len; at += size, t->at += size)
		if (lw_record_get(&lw_rec_sym, bytes, at, s->r.is64, s->r.big, &y))
			LW_TRY(symbol(s, t, &y, err) && mark(s, t, &y, err));
	return true;
}

bool lw_sound_symtab(struct lw_sounding *s, struct lw_error *err) {
	const struct lw_shdr *h = lw_sound_section(s, SHT_SYMTAB, NULL);
	const uint64_t size = lw_record_size(&lw_rec_sym, s->r.is64);
	struct symtab t = {.at = h == NULL ? 0 : h->sh_offset};
	if (h == NULL || h->sh_link >= s->n_sections || !lw_sound_fits(s, h->sh_offset, h->sh_size))
		return true;
	for (size_t i = 0; i < N_MARKS; i++)
		t.segments[i] = lw_sound_phdr(s, marks[i].segment);
	const struct lw_shdr *names = &s->sections[h->sh_link];
	if (names->sh_type != SHT_STRTAB || !lw_sound_fits(s, names->sh_offset, names->sh_size))
		return true;
	LW_TRY(lw_sound_view(s, names->sh_offset, names->sh_size, &t.names, err));
	for (uint64_t at = 0, n; at + size <= h->sh_size; at += n) {
		const struct lw_arena_mark mark = lw_arena_mark(s->r.a);
		struct lw_span bytes;
		n = h->sh_size - at < PIECE * size ? h->sh_size - at : PIECE * size;
		LW_TRY(lw_sound_view(s, h->sh_offset + at, n, &bytes, err) && piece(s, &t, bytes, err));
		lw_arena_rewind(s->r.a, mark);
	}
	return true;
}
