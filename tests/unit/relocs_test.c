/* SPDX-License-Identifier: Apache-2.0 */
/* lw_elf_references on tables in memory: each machine's way to write a relocation, and tables that cannot be right. */
#include <elf.h>
#include <string.h>

#include "format/elf_parse.h"
#include "unit.h"

#define AT 0x100 /* where the table begins, in memory and in the file */
#define N 5

struct table {
	uint8_t bytes[0x200];
	struct lw_phdr phdr;
	struct lw_dyn dyns[6];
	struct lw_elf elf;
	struct lw_image img;
	struct lw_arena a;
	struct lw_elf_reference *refs;
	struct lw_error err;
};

static void init(struct table *t, uint16_t machine, uint8_t bits, bool big, bool rela, uint64_t size) {
	memset(t, 0, sizeof *t);
	t->phdr = (struct lw_phdr){.p_type = PT_LOAD, .p_filesz = sizeof t->bytes, .p_memsz = sizeof t->bytes};
	t->dyns[0] = (struct lw_dyn){rela ? DT_RELA : DT_REL, AT};
	t->dyns[1] = (struct lw_dyn){rela ? DT_RELASZ : DT_RELSZ, size};
	t->elf = (struct lw_elf){.has_phdrs = true, .phdrs = &t->phdr, .n_phdrs = 1, .dyns = t->dyns, .n_dyns = 2};
	t->img = (struct lw_image){
		.format = LW_FORMAT_ELF, .bits = bits, .big_endian = big, .machine = machine, .elf = &t->elf};
}

static void put(struct table *t, uint64_t at, unsigned size, uint64_t value) {
	lw_store_uint(t->bytes + AT + at, size, t->img.big_endian, value);
}

static bool run(struct table *t) {
	struct lw_source src;
	lw_source_of_memory(&src, (struct lw_span){t->bytes, sizeof t->bytes});
	return lw_elf_references(&src, &t->img, N, &t->a, &t->refs, &t->err);
}

static void done(struct table *t) {
	lw_arena_free(&t->a);
}

static void x86_64_has_four_kinds(void **state) {
	(void)state;
	static const uint64_t infos[] = {(uint64_t)1 << 32 | R_X86_64_GLOB_DAT,
					 (uint64_t)2 << 32 | R_X86_64_JUMP_SLOT,
					 (uint64_t)3 << 32 | R_X86_64_DTPMOD64,
					 (uint64_t)4 << 32 | R_X86_64_COPY,
					 R_X86_64_RELATIVE,
					 (uint64_t)2 << 32 | R_X86_64_64};
	struct table t;
	init(&t, EM_X86_64, 64, false, true, 6 * 24);
	for (unsigned i = 0; i < 6; i++)
		put(&t, 24 * i + 8, 8, infos[i]);
	assert_true(run(&t));
	assert_int_equal(t.refs[0].kinds, LW_REF_DATA);
	assert_int_equal(t.refs[1].kinds, LW_REF_CALL | LW_REF_DATA);
	assert_int_equal(t.refs[2].kinds, LW_REF_TLS);
	assert_int_equal(t.refs[3].kinds, LW_REF_COPY);
	assert_int_equal(t.refs[4].kinds, 0);
	done(&t);
}

/* What DT_RELACOUNT counts is passed over, as glibc does, unless it is more than there is. */
static void relative_ones_are_not_looked_at(void **state) {
	(void)state;
	struct table t;
	for (uint64_t count = 1; count <= 3; count++) {
		init(&t, EM_X86_64, 64, false, true, 2 * 24);
		t.dyns[t.elf.n_dyns++] = (struct lw_dyn){DT_RELACOUNT, count};
		put(&t, 8, 8, (uint64_t)1 << 32 | R_X86_64_64);
		put(&t, 24 + 8, 8, (uint64_t)2 << 32 | R_X86_64_64);
		assert_true(run(&t));
		assert_int_equal(t.refs[0].kinds, count == 3 ? LW_REF_DATA : 0);
		assert_int_equal(t.refs[1].kinds, count == 2 ? 0 : LW_REF_DATA);
		done(&t);
	}
}

static void machines_split_the_word_each_in_its_way(void **state) {
	(void)state;
	static const struct {
		uint16_t machine;
		uint8_t bits;
		bool big, rela;
		uint64_t info;
		unsigned symbol;
		uint8_t kind;
	} rows[] = {
		{EM_386, 32, false, false, 3 << 8 | R_386_JMP_SLOT, 3, LW_REF_CALL},
		{EM_ARM, 32, true, false, 2 << 8 | R_ARM_COPY, 2, LW_REF_COPY},
		{EM_AARCH64, 64, false, true, (uint64_t)5 << 32 | R_AARCH64_TLSDESC, 5, LW_REF_TLS},
		{EM_PPC64, 64, true, true, (uint64_t)1 << 32 | R_PPC64_JMP_SLOT, 1, LW_REF_CALL},
		{EM_SPARCV9, 64, true, true, (uint64_t)1 << 32 | 77 << 8 | R_SPARC_JMP_SLOT, 1, LW_REF_CALL},
		{EM_MIPS, 64, false, true, (uint64_t)R_MIPS_JUMP_SLOT << 56 | 4, 4, LW_REF_CALL},
		{EM_MIPS, 64, true, true, (uint64_t)4 << 32 | R_MIPS_COPY, 4, LW_REF_COPY},
		{EM_RISCV, 64, false, true, (uint64_t)2 << 32 | R_RISCV_JUMP_SLOT, 2, LW_REF_CALL},
		{EM_S390, 64, true, true, (uint64_t)2 << 32 | R_390_TLS_TPOFF, 2, LW_REF_TLS},
		{0xfeed, 64, true, true, (uint64_t)2 << 32 | 7, 2, LW_REF_DATA},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const unsigned word = rows[i].bits / 8;
		struct table t;
		init(&t, rows[i].machine, rows[i].bits, rows[i].big, rows[i].rela, (rows[i].rela ? 3 : 2) * word);
		put(&t, word, word, rows[i].info);
		assert_true(run(&t));
		for (unsigned k = 1; k <= N; k++)
			assert_int_equal(t.refs[k - 1].kinds, k == rows[i].symbol ? rows[i].kind : 0);
		done(&t);
	}
}

/* MIPS psABI: the global part of the GOT needs no relocations. */
static void the_got_of_mips_refers_to_symbols(void **state) {
	(void)state;
	struct table t;
	init(&t, EM_MIPS, 32, true, false, 0);
	t.dyns[t.elf.n_dyns++] = (struct lw_dyn){DT_MIPS_GOTSYM, 4};
	assert_true(run(&t));
	assert_int_equal(t.refs[2].kinds, 0);
	assert_int_equal(t.refs[3].kinds, LW_REF_DATA);
	assert_int_equal(t.refs[4].kinds, LW_REF_DATA);
	done(&t);
}

static void what_cannot_be_right_is_told(void **state) {
	(void)state;
	static const struct {
		uint64_t where, size, symbol;
		enum lw_code code;
	} rows[] = {
		{AT, 24, N, LW_E_OK},
		{AT, 24, N + 1, LW_E_MALFORMED},
		{AT, 0x101, 0, LW_E_MALFORMED},
		{AT, UINT64_MAX, 0, LW_E_MALFORMED},
		{UINT64_MAX, 24, 0, LW_E_MALFORMED},
		{AT, 23, N + 1, LW_E_OK}, /* no whole one */
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct table t;
		init(&t, EM_X86_64, 64, false, true, rows[i].size);
		t.dyns[0].d_val = rows[i].where;
		put(&t, 8, 8, rows[i].symbol << 32 | R_X86_64_64);
		assert_int_equal(run(&t), rows[i].code == LW_E_OK);
		assert_int_equal(t.err.code, rows[i].code);
		done(&t);
	}
}

static void a_segment_may_promise_more_than_the_file_has(void **state) {
	(void)state;
	struct table t;
	init(&t, EM_X86_64, 64, false, true, 0x1000);
	t.phdr.p_filesz = t.phdr.p_memsz = 0x10000;
	assert_false(run(&t));
	assert_int_equal(t.err.code, LW_E_MALFORMED);
	done(&t);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(x86_64_has_four_kinds),
		cmocka_unit_test(relative_ones_are_not_looked_at),
		cmocka_unit_test(machines_split_the_word_each_in_its_way),
		cmocka_unit_test(the_got_of_mips_refers_to_symbols),
		cmocka_unit_test(what_cannot_be_right_is_told),
		cmocka_unit_test(a_segment_may_promise_more_than_the_file_has),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
