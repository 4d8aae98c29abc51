/* SPDX-License-Identifier: Apache-2.0 */
/* The dynamic section: what its entries point at. */
#include "edit/elf_sounding.h"

#include "base/fail.h"
#include "names/elf_names.h"

#define ULL(x) ((unsigned long long)(x))

/* What the value of an entry is. FILE_BYTES: an address of bytes in the file; ADDRESS: of anything in memory; CODE: in
 * an executable segment; TEXT: an offset in DT_STRTAB. */
enum value { FILE_BYTES, ADDRESS, CODE, TEXT };

/*
 * gABI chapter 5, figure 5-10; the GNU ranges: glibc elf/elf.h; Android: bionic linker/linker.cpp; processors: their
 * psABI and binutils include/elf. size: the tag that has the size in bytes, where there is one; least: bytes that must
 * be there without one. machine 0: all.
 */
static const struct tag {
	uint64_t tag;
	uint16_t machine;
	enum value value;
	uint64_t size;
	uint8_t least;
} tags[] = {
	{DT_NEEDED, 0, TEXT, 0, 0},
	{DT_SONAME, 0, TEXT, 0, 0},
	{DT_RPATH, 0, TEXT, 0, 0},
	{DT_RUNPATH, 0, TEXT, 0, 0},
	{DT_AUXILIARY, 0, TEXT, 0, 0},
	{DT_FILTER, 0, TEXT, 0, 0},
	{0x6ffffefa /* DT_CONFIG */, 0, TEXT, 0, 0},
	{0x6ffffefb /* DT_DEPAUDIT */, 0, TEXT, 0, 0},
	{0x6ffffefc /* DT_AUDIT */, 0, TEXT, 0, 0},
	{DT_PLTGOT, 0, ADDRESS, 0, 0},
	{DT_HASH, 0, FILE_BYTES, 0, 8},
	{DT_STRTAB, 0, FILE_BYTES, DT_STRSZ, 1},
	{DT_SYMTAB, 0, FILE_BYTES, 0, 16},
	{DT_RELA, 0, FILE_BYTES, DT_RELASZ, 0},
	{DT_REL, 0, FILE_BYTES, DT_RELSZ, 0},
	{DT_JMPREL, 0, FILE_BYTES, DT_PLTRELSZ, 0},
	{DT_RELR, 0, FILE_BYTES, DT_RELRSZ, 0},
	{DT_INIT, 0, CODE, 0, 1},
	{DT_FINI, 0, CODE, 0, 1},
	{DT_INIT_ARRAY, 0, FILE_BYTES, DT_INIT_ARRAYSZ, 0},
	{DT_FINI_ARRAY, 0, FILE_BYTES, DT_FINI_ARRAYSZ, 0},
	{DT_PREINIT_ARRAY, 0, FILE_BYTES, DT_PREINIT_ARRAYSZ, 0},
	{34 /* DT_SYMTAB_SHNDX */, 0, FILE_BYTES, 0, 4},
	{DT_GNU_HASH, 0, FILE_BYTES, 0, 16},
	{DT_VERSYM, 0, FILE_BYTES, 0, 2},
	{DT_VERDEF, 0, FILE_BYTES, 0, 20},
	{DT_VERNEED, 0, FILE_BYTES, 0, 16},
	{0x6ffffef6 /* DT_TLSDESC_PLT */, 0, ADDRESS, 0, 1},
	{0x6ffffef7 /* DT_TLSDESC_GOT */, 0, ADDRESS, 0, 1},
	{0x6ffffef8 /* DT_GNU_CONFLICT */, 0, FILE_BYTES, 0x6ffffdf6 /* DT_GNU_CONFLICTSZ */, 0},
	{0x6ffffef9 /* DT_GNU_LIBLIST */, 0, FILE_BYTES, 0x6ffffdf7 /* DT_GNU_LIBLISTSZ */, 0},
	{0x6ffffefe /* DT_MOVETAB */, 0, FILE_BYTES, 0x6ffffdfb /* DT_MOVESZ */, 0},
	{0x6ffffeff /* DT_SYMINFO */, 0, FILE_BYTES, 0x6ffffdfe /* DT_SYMINSZ */, 0},
	{0x6000000f /* DT_ANDROID_REL */, 0, FILE_BYTES, 0x60000010 /* DT_ANDROID_RELSZ */, 0},
	{0x60000011 /* DT_ANDROID_RELA */, 0, FILE_BYTES, 0x60000012 /* DT_ANDROID_RELASZ */, 0},
	{0x6fffe000 /* DT_ANDROID_RELR */, 0, FILE_BYTES, 0x6fffe001 /* DT_ANDROID_RELRSZ */, 0},
	{0x70000004 /* DT_MIPS_MSYM */, EM_MIPS, FILE_BYTES, 0, 8},
	{0x70000008 /* DT_MIPS_CONFLICT */, EM_MIPS, FILE_BYTES, 0, 4},
	{0x70000009 /* DT_MIPS_LIBLIST */, EM_MIPS, FILE_BYTES, 0, 4},
	{0x70000016 /* DT_MIPS_RLD_MAP */, EM_MIPS, ADDRESS, 0, 4},
	{0x70000029 /* DT_MIPS_OPTIONS */, EM_MIPS, FILE_BYTES, 0, 8},
	{0x7000002a /* DT_MIPS_INTERFACE */, EM_MIPS, FILE_BYTES, 0, 4},
	{0x70000032 /* DT_MIPS_PLTGOT */, EM_MIPS, ADDRESS, 0, 1},
	{0x70000034 /* DT_MIPS_RWPLT */, EM_MIPS, ADDRESS, 0, 1},
	{0x70000036 /* DT_MIPS_XHASH */, EM_MIPS, FILE_BYTES, 0, 16},
	{0x70000000 /* DT_PPC_GOT */, EM_PPC, ADDRESS, 0, 1},
	{0x70000000 /* DT_PPC64_GLINK */, EM_PPC64, ADDRESS, 0, 0},
	{0x70000001 /* DT_PPC64_OPD */, EM_PPC64, FILE_BYTES, 0x70000002 /* DT_PPC64_OPDSZ */, 0},
	{0x70000000 /* DT_X86_64_PLT */, EM_X86_64, ADDRESS, 0, 1},
	{0x70000000 /* DT_IA_64_PLT_RESERVE */, EM_IA_64, ADDRESS, 0, 1},
};
#define N_TAGS (sizeof tags / sizeof tags[0])
#define MOST_OF_ONE 16
#define MOST_RLD_MAPS 1024 /* where it is looked for */

uint64_t lw_sound_tag_bytes(const struct lw_sounding *s, uint64_t tag) {
	if (lw_elf_dyn(s->r.elf, tag) == NULL)
		return 0;
	for (size_t i = 0; i < N_TAGS; i++) {
		uint64_t n = tags[i].least;
		if (tags[i].tag == tag && tags[i].machine == 0 && tags[i].value == FILE_BYTES)
			return tags[i].size == 0 || lw_sound_tag(s, tags[i].size, &n) ? n : 0;
	}
	return 0;
}

static const char *name_of(uint64_t tag) {
	const char *name = lw_elf_dyn_name(tag);
	return name == NULL ? "an entry of the dynamic section" : name;
}

static bool text(struct lw_sounding *s, const struct lw_dyn *d, struct lw_error *err) {
	if (lw_sound_string(s, d->d_val) != NULL)
		return true;
	return lw_sound_add(
		s, LW_SOUND_TAG_STRING, lw_elf_dyn_off(&s->r, d), err,
		"%s names the string at %#llx, which does not begin and end in the %#llx bytes of DT_STRTAB",
		name_of(d->d_tag), ULL(d->d_val), ULL(s->strings.len));
}

static bool points_nowhere(struct lw_sounding *s, const struct tag *t, const struct lw_dyn *d, uint64_t n,
			   struct lw_error *err) {
	const bool in_file = t->value == FILE_BYTES;
	const uint64_t off = lw_elf_dyn_off(&s->r, d);
	if ((in_file ? lw_sound_file_load(s, d->d_val, 0) : lw_sound_load(s, d->d_val, 0)) != NULL)
		return lw_sound_add(s, LW_SOUND_TAG_RANGE, off, err,
				    "%s has %#llx bytes at %#llx, more than there are in that PT_LOAD",
				    name_of(d->d_tag), ULL(n), ULL(d->d_val));
	return lw_sound_add(s, LW_SOUND_TAG_ADDRESS, off, err, "%s points at %#llx, where no PT_LOAD has %s",
			    name_of(d->d_tag), ULL(d->d_val), in_file ? "bytes of the file" : "memory");
}

static uint64_t align_of(const struct lw_sounding *s, uint64_t tag) {
	switch (tag) {
	case DT_VERSYM:
		return 2;
	case DT_HASH:
	case DT_GNU_HASH:
	case DT_VERDEF:
	case DT_VERNEED:
		return 4;
	case DT_SYMTAB:
	case DT_RELA:
	case DT_REL:
	case DT_JMPREL:
	case DT_RELR:
	case DT_INIT_ARRAY:
	case DT_FINI_ARRAY:
	case DT_PREINIT_ARRAY:
		return s->r.is64 ? 8 : 4;
	default:
		return 1;
	}
}

/* Function descriptors are data. */
static bool has_descriptors(uint64_t machine) {
	return machine == EM_PPC64 || machine == EM_IA_64 || machine == EM_PARISC;
}

static bool address(struct lw_sounding *s, const struct tag *t, const struct lw_dyn *d, struct lw_error *err) {
	uint64_t n = t->least;
	const uint64_t off = lw_elf_dyn_off(&s->r, d);
	if (t->size != 0 && !lw_sound_tag(s, t->size, &n))
		return lw_sound_add(s, LW_SOUND_TAG_PAIR, off, err, "there is %s without %s", name_of(t->tag),
				    name_of(t->size));
	if (t->size != 0 && n == 0) /* nobody looks there */
		return true;
	if (t->value == CODE && d->d_val == 0) /* glibc elf/dl-init.c would call it; linkers of Rust and Go write it */
		return true;
	const struct lw_phdr *p =
		t->value == FILE_BYTES ? lw_sound_file_load(s, d->d_val, n) : lw_sound_load(s, d->d_val, n);
	if (p == NULL)
		return points_nowhere(s, t, d, n, err);
	if (d->d_val % align_of(s, d->d_tag) != 0)
		LW_TRY(lw_sound_add(s, LW_SOUND_TAG_ALIGN, off, err, "%s is %#llx, which is no multiple of %llu",
				    name_of(d->d_tag), ULL(d->d_val), ULL(align_of(s, d->d_tag))));
	if (t->value == CODE && (p->p_flags & PF_X) == 0 && !has_descriptors(s->r.elf->ehdr.e_machine))
		return lw_sound_add(s, LW_SOUND_TAG_CODE, off, err, "%s points at %#llx, where there is no code",
				    name_of(d->d_tag), ULL(d->d_val));
	return true;
}

static bool is_list(uint64_t tag) {
	return tag == DT_NEEDED || tag == DT_AUXILIARY || tag == DT_FILTER;
}

/* nth: how many with that tag came before. Nobody has many, but in a hostile file. */
static bool entry(struct lw_sounding *s, const struct tag *t, const struct lw_dyn *d, uint32_t nth,
		  struct lw_error *err) {
	if (nth == 1 && !is_list(d->d_tag))
		LW_TRY(lw_sound_add(s, LW_SOUND_TAG_ONCE, lw_elf_dyn_off(&s->r, d), err, "there is more than one %s",
				    name_of(d->d_tag)));
	if (t->value == TEXT)
		return text(s, d, err);
	return nth >= MOST_OF_ONE || address(s, t, d, err);
}

struct unit {
	uint64_t tag, bytes;
	bool exactly;
};

static bool in_units(struct lw_sounding *s, struct unit u, struct lw_error *err) {
	const struct lw_dyn *d = lw_elf_dyn(s->r.elf, u.tag);
	if (d == NULL || (u.exactly ? d->d_val == u.bytes : d->d_val % u.bytes == 0))
		return true;
	return lw_sound_add(s, LW_SOUND_TAG_ENTSIZE, lw_elf_dyn_off(&s->r, d), err,
			    "%s is %#llx, but a record has %#llx bytes", name_of(u.tag), ULL(d->d_val), ULL(u.bytes));
}

static bool sizes(struct lw_sounding *s, struct lw_error *err) {
	uint64_t plt = DT_RELA;
	const uint64_t rel = lw_record_size(&lw_rec_rel, s->r.is64), rela = lw_record_size(&lw_rec_rela, s->r.is64),
		       sym = lw_record_size(&lw_rec_sym, s->r.is64), word = s->r.is64 ? 8 : 4;
	(void)lw_sound_tag(s, DT_PLTREL, &plt);
	const struct unit units[] = {
		{DT_SYMENT, sym, true},         {DT_RELAENT, rela, true},
		{DT_RELENT, rel, true},         {DT_RELRENT, word, true},
		{DT_RELASZ, rela, false},       {DT_RELSZ, rel, false},
		{DT_RELRSZ, word, false},       {DT_PLTRELSZ, plt == DT_RELA ? rela : rel, false},
		{DT_INIT_ARRAYSZ, word, false}, {DT_FINI_ARRAYSZ, word, false},
	};
	if (plt != DT_RELA && plt != DT_REL)
		LW_TRY(lw_sound_add(s, LW_SOUND_TAG_ENTSIZE, s->r.elf->dynamic_off, err,
				    "DT_PLTREL is %#llx, neither DT_REL nor DT_RELA", ULL(plt)));
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		LW_TRY(in_units(s, units[i], err));
	return true;
}

/* The value counts from the address of its own entry. */
static bool rld_map(struct lw_sounding *s, const struct lw_dyn *d, struct lw_error *err) {
	const struct lw_phdr *dynamic = lw_sound_phdr(s, PT_DYNAMIC);
	const uint64_t at = (uint64_t)(d - s->r.elf->dyns) * lw_record_size(&lw_rec_dyn, s->r.is64);
	if (dynamic == NULL)
		return true;
	const uint64_t to = (dynamic->p_vaddr + at + d->d_val) & (s->r.is64 ? UINT64_MAX : UINT32_MAX);
	const struct lw_phdr *p = lw_sound_load(s, to, s->r.is64 ? 8 : 4);
	const struct lw_shdr *h = lw_sound_section(s, SHT_PROGBITS, ".rld_map");
	if (p != NULL && (p->p_flags & PF_W) != 0 && (h == NULL || h->sh_addr == to))
		return true;
	return lw_sound_add(s, LW_SOUND_RLD_MAP, lw_elf_dyn_off(&s->r, d), err,
			    "DT_MIPS_RLD_MAP_REL leads to %#llx, which is not the debugger's word", ULL(to));
}

static bool strtab_base(struct lw_sounding *s, struct lw_error *err) {
	const struct lw_dyn *d = lw_elf_dyn(s->r.elf, DT_STRTAB);
	const struct lw_phdr *first = lw_sound_phdr(s, PT_LOAD);
	const struct lw_phdr *p = d == NULL ? NULL : lw_sound_file_load(s, d->d_val, 1);
	if (p == NULL || first == NULL || p->p_vaddr - p->p_offset == first->p_vaddr - first->p_offset)
		return true;
	return lw_sound_add(s, LW_SOUND_STRTAB_BASE, lw_elf_dyn_off(&s->r, d), err,
			    "DT_STRTAB is %#llx, where ldconfig before glibc 2.31 finds other bytes", ULL(d->d_val));
}

/* Readers count symbols with a hash table, and find nothing without their table. */
static bool hashed_symbols(struct lw_sounding *s, struct lw_error *err) {
	static const uint64_t hashes[] = {DT_HASH, DT_GNU_HASH};
	for (size_t i = 0; i < 2; i++) {
		const struct lw_dyn *d = lw_elf_dyn(s->r.elf, hashes[i]);
		if (d != NULL && lw_elf_dyn(s->r.elf, DT_SYMTAB) == NULL)
			LW_TRY(lw_sound_add(s, LW_SOUND_TAG_PAIR, lw_elf_dyn_off(&s->r, d), err,
					    "there is %s without %s", name_of(hashes[i]), name_of(DT_SYMTAB)));
	}
	return true;
}

bool lw_sound_tags(struct lw_sounding *s, struct lw_error *err) {
	const uint64_t machine = s->r.elf->ehdr.e_machine;
	uint32_t seen[N_TAGS] = {0};
	for (uint32_t i = 0; i < s->r.elf->n_dyns; i++) {
		const struct lw_dyn *d = &s->r.elf->dyns[i];
		if (i < MOST_RLD_MAPS && d->d_tag == 0x70000035 /* DT_MIPS_RLD_MAP_REL */ && machine == EM_MIPS)
			LW_TRY(rld_map(s, d, err));
		for (size_t k = 0; k < N_TAGS; k++)
			if (tags[k].tag == d->d_tag && (tags[k].machine == 0 || tags[k].machine == machine))
				LW_TRY(entry(s, &tags[k], d, seen[k]++, err));
	}
	return sizes(s, err) && hashed_symbols(s, err) && strtab_base(s, err);
}
