/* SPDX-License-Identifier: Apache-2.0 */
/* Sections of what is new: one for each block, and what they say of each other (gABI chapter 4, figure 4-14; LSB core,
 * "Symbol Versioning"). */
#include "base/fail.h"
#include "fuse/sections.h"
#include "names/elf_numbers.h"

#define NONE LW_FUSE_N_BLOCKS

static const struct row {
	enum lw_fuse_block_kind block;
	uint64_t type, flags; /* flags beside those of the segment */
	enum lw_fuse_block_kind link;
	const struct lw_record *of; /* what it is a table of; or NULL */
	uint64_t entsize;
} rows[] = {
	{LW_FUSE_B_NOTE, SHT_NOTE, 0, NONE, NULL, 0},
	{LW_FUSE_B_PROPERTY, SHT_NOTE, 0, NONE, NULL, 0},
	/* What is in no section elfutils' strip fills with zeros, behind the headers that it has written. */
	{LW_FUSE_B_HEADERS, SHT_PROGBITS, 0, NONE, NULL, 0},
	{LW_FUSE_B_SYMBOLS, SHT_DYNSYM, 0, LW_FUSE_B_STRINGS, &lw_rec_sym, 0},
	{LW_FUSE_B_GNU_HASH, SHT_GNU_HASH, 0, LW_FUSE_B_SYMBOLS, NULL, 0},
	{LW_FUSE_B_HASH, SHT_HASH, 0, LW_FUSE_B_SYMBOLS, NULL, 4},
	{LW_FUSE_B_VERSIONS, SHT_GNU_versym, 0, LW_FUSE_B_SYMBOLS, NULL, 2},
	{LW_FUSE_B_DEFINED, SHT_GNU_verdef, 0, LW_FUSE_B_STRINGS, NULL, 0},
	{LW_FUSE_B_NEEDED, SHT_GNU_verneed, 0, LW_FUSE_B_STRINGS, NULL, 0},
	{LW_FUSE_B_STRINGS, SHT_STRTAB, 0, NONE, NULL, 0},
	{LW_FUSE_B_RELOCS, SHT_RELA, 0, LW_FUSE_B_SYMBOLS, &lw_rec_rela, 0},
	{LW_FUSE_B_CALLS, SHT_RELA, 0, LW_FUSE_B_SYMBOLS, &lw_rec_rela, 0},
	{LW_FUSE_B_RELR, SHT_RELR, 0, NONE, NULL, 8},
	{LW_FUSE_B_FRAMES, SHT_PROGBITS, 0, NONE, NULL, 0},
	{LW_FUSE_B_FIRST, SHT_PROGBITS, 0, NONE, NULL, 0},
	{LW_FUSE_B_START, SHT_PROGBITS, 0, NONE, NULL, 0},
	{LW_FUSE_B_END, SHT_PROGBITS, 0, NONE, NULL, 0},
	{LW_FUSE_B_STUB, SHT_PROGBITS, 0, NONE, NULL, 0},
	{LW_FUSE_B_TLS, SHT_PROGBITS, SHF_TLS, NONE, NULL, 0},
	{LW_FUSE_B_INIT, SHT_INIT_ARRAY, 0, NONE, NULL, 8},
	{LW_FUSE_B_FINI, SHT_FINI_ARRAY, 0, NONE, NULL, 8},
	{LW_FUSE_B_SLOT, SHT_PROGBITS, 0, NONE, NULL, 0},
	{LW_FUSE_B_DYNAMIC, SHT_DYNAMIC, 0, LW_FUSE_B_STRINGS, &lw_rec_dyn, 0},
	{LW_FUSE_B_ALIASES, SHT_PROGBITS, 0, NONE, NULL, 0},
};

_Static_assert(sizeof rows / sizeof rows[0] == LW_FUSE_N_BLOCKS, "each has a section");

static const struct {
	const char *name;
	enum lw_fuse_segment_kind segment;
	uint64_t align;
} kinds[] = {
#define X(code, section, segment, align) {section, LW_FUSE_##segment, align},
	LW_FUSE_BLOCKS(X)
#undef X
};

/* PT_TLS may begin behind an aligned address (tls_skew), and a section may not. */
static uint64_t tls_align(const struct lw_fusing *f, uint64_t least) {
	uint64_t align = f->tls_align > least ? f->tls_align : least;
	while (align > 1 && f->blocks[LW_FUSE_B_TLS].addr % align != 0)
		align /= 2;
	return align;
}

static bool block(struct lw_fuse_sectioning *s, const struct row *r, struct lw_error *err) {
	static const uint64_t flags[] = {SHF_ALLOC, SHF_ALLOC | SHF_EXECINSTR, SHF_ALLOC | SHF_WRITE};
	const struct lw_fusing *f = s->f;
	const struct lw_fuse_block *b = &f->blocks[r->block];
	const uint64_t word = f->is64 ? 8 : 4;
	if (b->size == 0 || b->addr == 0) /* program headers in the target have no address of their own */
		return true;
	struct lw_shdr h = {.sh_type = r->type,
			    .sh_flags = flags[kinds[r->block].segment] | r->flags,
			    .sh_addr = b->addr,
			    .sh_offset = b->off,
			    .sh_size = b->size,
			    .sh_addralign = kinds[r->block].align,
			    .sh_entsize = r->of != NULL ? lw_record_size(r->of, f->is64)
				    : r->entsize == 8   ? word
							: r->entsize};
	if (r->block == LW_FUSE_B_TLS)
		h.sh_addralign = tls_align(f, h.sh_addralign);
	struct lw_fuse_section *x = lw_fuse_section_add(s, kinds[r->block].name, "", h, err);
	if (x != NULL)
		x->block = r->block;
	return x != NULL;
}

/* It takes no memory of its own, and stands behind .tdata. */
static bool tls_zeros(struct lw_fuse_sectioning *s, struct lw_error *err) {
	const struct lw_fusing *f = s->f;
	const struct lw_fuse_block *b = &f->blocks[LW_FUSE_B_TLS];
	if (f->tls_size == f->tls_filled)
		return true;
	const struct lw_shdr h = {.sh_type = SHT_NOBITS,
				  .sh_flags = SHF_ALLOC | SHF_WRITE | SHF_TLS,
				  .sh_addr = b->addr + f->tls_filled,
				  .sh_offset = b->off + f->tls_filled,
				  .sh_size = f->tls_size - f->tls_filled,
				  .sh_addralign = f->tls_filled == 0 ? tls_align(f, 1) : 1};
	return lw_fuse_section_add(s, ".tbss", "", h, err) != NULL;
}

bool lw_fuse_sections_of_blocks(struct lw_fuse_sectioning *s, struct lw_error *err) {
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		LW_TRY(block(s, &rows[i], err));
		if (rows[i].block == LW_FUSE_B_TLS)
			LW_TRY(tls_zeros(s, err));
	}
	return true;
}

static uint32_t number_of(const struct lw_fuse_sectioning *s, enum lw_fuse_block_kind block) {
	for (uint32_t i = s->list.n; block != NONE && i-- > 1;)
		if (s->list.at[i].block == block)
			return i;
	return 0;
}

/* gABI: the first that is not local; how many records there are. */
static uint64_t info_of(const struct lw_fusing *f, enum lw_fuse_block_kind block) {
	switch (block) {
	case LW_FUSE_B_SYMBOLS:
		return f->tables.n_local;
	case LW_FUSE_B_DEFINED:
		return f->tables.n_verdef;
	case LW_FUSE_B_NEEDED:
		return f->tables.n_verneed;
	default:
		return 0;
	}
}

void lw_fuse_sections_link(struct lw_fuse_sectioning *s) {
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const uint32_t at = number_of(s, rows[i].block);
		if (at == 0)
			continue;
		s->list.at[at].raw.sh_link = number_of(s, rows[i].link);
		s->list.at[at].raw.sh_info = info_of(s->f, rows[i].block);
	}
}
