/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which symbols the relocations refer to, and how: only those are looked up by a loader. Types are those of each
 * machine's psABI, put into classes as glibc's elf_machine_type_class does (sysdeps/MACHINE/dl-machine.h).
 */
#include "base/fail.h"
#include "format/elf_parse.h"
#include "format/elf_reader.h"
#include "names/elf_numbers.h"

#define PIECE (16 << 10)
#define MOST_TLS 8

struct types {
	uint16_t machine;
	uint32_t call, copy;
	uint32_t tls[MOST_TLS]; /* 0: no more */
};

/* clang-format off: one row per machine */
static const struct types machines[] = {
	{EM_X86_64,
	 R_X86_64_JUMP_SLOT,
	 R_X86_64_COPY,
	 {R_X86_64_DTPMOD64, R_X86_64_DTPOFF64, R_X86_64_TPOFF64, R_X86_64_TLSDESC}},
	{EM_386,
	 R_386_JMP_SLOT,
	 R_386_COPY,
	 {R_386_TLS_DTPMOD32, R_386_TLS_DTPOFF32, R_386_TLS_TPOFF32, R_386_TLS_TPOFF, R_386_TLS_DESC}},
	{EM_AARCH64,
	 R_AARCH64_JUMP_SLOT,
	 R_AARCH64_COPY,
	 {R_AARCH64_TLS_DTPMOD, R_AARCH64_TLS_DTPREL, R_AARCH64_TLS_TPREL, R_AARCH64_TLSDESC}},
	{EM_ARM,
	 R_ARM_JUMP_SLOT,
	 R_ARM_COPY,
	 {R_ARM_TLS_DTPMOD32, R_ARM_TLS_DTPOFF32, R_ARM_TLS_TPOFF32, R_ARM_TLS_DESC}},
	{EM_RISCV,
	 R_RISCV_JUMP_SLOT,
	 R_RISCV_COPY,
	 {R_RISCV_TLS_DTPMOD32, R_RISCV_TLS_DTPMOD64, R_RISCV_TLS_DTPREL32, R_RISCV_TLS_DTPREL64, R_RISCV_TLS_TPREL32,
	  R_RISCV_TLS_TPREL64}},
	{EM_PPC64, R_PPC64_JMP_SLOT, R_PPC64_COPY, {R_PPC64_DTPMOD64, R_PPC64_DTPREL64, R_PPC64_TPREL64}},
	{EM_PPC, R_PPC_JMP_SLOT, R_PPC_COPY, {R_PPC_DTPMOD32, R_PPC_DTPREL32, R_PPC_TPREL32}},
	{EM_S390, R_390_JMP_SLOT, R_390_COPY, {R_390_TLS_DTPMOD, R_390_TLS_DTPOFF, R_390_TLS_TPOFF}},
	{EM_MIPS,
	 R_MIPS_JUMP_SLOT,
	 R_MIPS_COPY,
	 {R_MIPS_TLS_DTPMOD32, R_MIPS_TLS_DTPREL32, R_MIPS_TLS_TPREL32, R_MIPS_TLS_DTPMOD64, R_MIPS_TLS_DTPREL64,
	  R_MIPS_TLS_TPREL64}},
	{EM_SPARCV9, R_SPARC_JMP_SLOT, R_SPARC_COPY, {R_SPARC_TLS_DTPMOD64, R_SPARC_TLS_DTPOFF64, R_SPARC_TLS_TPOFF64}},
};
/* clang-format on */

struct reading {
	struct lw_elf_reader *r;
	const struct types *types; /* or NULL */
	struct lw_elf_reference *refs;
	uint64_t n;
	uint32_t n_met;
};

static void note(struct reading *g, uint64_t sym, uint8_t kind) {
	struct lw_elf_reference *x = &g->refs[sym - 1];
	if (x->turn == 0)
		x->turn = ++g->n_met;
	x->kinds |= kind;
}

static uint8_t class_of(const struct types *t, uint64_t type) {
	if (t == NULL || type == 0)
		return LW_REF_DATA;
	if (type == t->call)
		return LW_REF_CALL;
	if (type == t->copy)
		return LW_REF_COPY;
	for (unsigned i = 0; i < MOST_TLS && t->tls[i] != 0; i++)
		if (type == t->tls[i])
			return LW_REF_TLS;
	return LW_REF_DATA;
}

/* gABI chapter 4: ELF32_R_SYM, ELF64_R_SYM; the 64 bit files of MIPS have them as fields of their own, and those of
 * SPARC have an addend above the type. */
static void split(const struct lw_elf_reader *r, uint64_t info, uint64_t *sym, uint64_t *type) {
	*sym = r->is64 ? info >> 32 : info >> 8;
	*type = r->is64 ? info & 0xffffffff : info & 0xff;
	if (r->is64 && r->img->machine == EM_MIPS && !r->big) {
		*sym = info & 0xffffffff;
		*type = info >> 56;
	} else if (r->is64 && (r->img->machine == EM_MIPS || r->img->machine == EM_SPARCV9))
		*type &= 0xff;
}

static bool take(struct reading *g, struct lw_span bytes, const struct lw_record *rec, uint64_t off,
		 struct lw_error *err) {
	const struct lw_elf_reader *r = g->r;
	const uint64_t size = lw_record_size(rec, r->is64);
	struct lw_raw_rel rel;
	uint64_t sym, type;
	for (uint64_t at = 0; lw_range_fits(at, size, bytes.len); at += size) {
		LW_TRY(lw_record_get(rec, bytes, at, r->is64, r->big, &rel));
		split(r, rel.r_info, &sym, &type);
		if (sym > g->n)
			return lw_fail_at(err, LW_E_MALFORMED, off + at,
					  "a relocation names symbol %llu, and the highest is %llu",
					  (unsigned long long)sym, (unsigned long long)g->n);
		if (sym != 0)
			note(g, sym, class_of(g->types, type));
	}
	return true;
}

/* One table of them; the first n_relative refer to nothing. */
static bool read_table(struct reading *g, const struct lw_dyn *where, uint64_t size, const struct lw_record *rec,
		       uint64_t n_relative, struct lw_error *err) {
	const struct lw_elf_reader *r = g->r;
	const uint64_t each = lw_record_size(rec, r->is64);
	uint8_t piece[PIECE];
	struct lw_elf_place at;
	LW_TRY(lw_elf_map_dyn(r, where, &at, err));
	if (size > at.len)
		return lw_fail_at(err, LW_E_MALFORMED, at.off,
				  "%#llx bytes of relocations end past the end of their segment (%#llx)",
				  (unsigned long long)size, (unsigned long long)at.len);
	uint64_t done = n_relative <= size / each ? n_relative * each : 0;
	while (size - done >= each) {
		const uint64_t left = size - done, most = PIECE - PIECE % each;
		uint64_t got;
		LW_TRY(lw_source_read(r->src, at.off + done, piece, left < most ? left : most, &got, err));
		if (got < each)
			return lw_fail_at(err, LW_E_TRUNCATED, at.off + done,
					  "the relocations go on past the end of the file");
		got -= got % each;
		LW_TRY(take(g, (struct lw_span){piece, got}, rec, at.off + done, err));
		done += got;
	}
	return true;
}

static bool read_tables(struct reading *g, struct lw_error *err) {
	const struct lw_elf *e = g->r->elf;
	const struct lw_dyn *rela = lw_elf_dyn(e, DT_RELA), *rel = lw_elf_dyn(e, DT_REL),
			    *jump = lw_elf_dyn(e, DT_JMPREL);
	const uint64_t n_jump = lw_elf_dyn_value(e, DT_PLTRELSZ);
	if (rela != NULL && lw_elf_dyn_value(e, DT_RELASZ) != 0)
		LW_TRY(read_table(g, rela, lw_elf_dyn_value(e, DT_RELASZ), &lw_rec_rela,
				  lw_elf_dyn_value(e, DT_RELACOUNT), err));
	if (rel != NULL && lw_elf_dyn_value(e, DT_RELSZ) != 0)
		LW_TRY(read_table(g, rel, lw_elf_dyn_value(e, DT_RELSZ), &lw_rec_rel, lw_elf_dyn_value(e, DT_RELCOUNT),
				  err));
	return jump == NULL || n_jump == 0 ||
		read_table(g, jump, n_jump, lw_elf_dyn_value(e, DT_PLTREL) == DT_REL ? &lw_rec_rel : &lw_rec_rela, 0,
			   err);
}

/* MIPS: each symbol from DT_MIPS_GOTSYM on has a word in the GOT that is filled in without a relocation (MIPS psABI
 * supplement, "Global Offset Table"). */
static void read_got(struct reading *g) {
	const struct lw_dyn *first = lw_elf_dyn(g->r->elf, DT_MIPS_GOTSYM);
	if (g->r->img->machine != EM_MIPS || first == NULL)
		return;
	for (uint64_t i = first->d_val == 0 ? 1 : first->d_val; i <= g->n; i++)
		note(g, i, LW_REF_DATA);
}

bool lw_elf_references(const struct lw_source *src, const struct lw_image *img, size_t n, struct lw_arena *a,
		       struct lw_elf_reference **out, struct lw_error *err) {
	struct lw_elf_reader r;
	LW_TRY(lw_elf_reader_init(&r, src, a, err));
	lw_elf_reader_of(&r, img);
	struct reading g = {.r = &r, .refs = lw_alloc(a, n, sizeof *g.refs, err), .n = n};
	if (g.refs == NULL)
		return false;
	for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++)
		if (machines[i].machine == img->machine)
			g.types = &machines[i];
	*out = g.refs;
	read_got(&g);
	return read_tables(&g, err);
}
