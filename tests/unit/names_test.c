/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <elf.h>

#include "names/elf_names.h"

static void machines_have_names(void **state) {
	(void)state;
	assert_string_equal(lw_elf_machine_name(EM_X86_64), "x86_64");
	assert_string_equal(lw_elf_machine_name(EM_AARCH64), "aarch64");
	assert_string_equal(lw_elf_machine_name(EM_386), "i386");
	assert_string_equal(lw_elf_machine_words(EM_S390), "IBM S/390");
	assert_null(lw_elf_machine_name(0xfffe));
	assert_null(lw_elf_machine_words(0xfffe));
}

static void class_and_byte_order_make_it_exact(void **state) {
	(void)state;
	assert_string_equal(lw_elf_machine_exact_name(EM_X86_64, 32, false), "x32");
	assert_string_equal(lw_elf_machine_exact_name(EM_PPC64, 64, false), "ppc64le");
	assert_string_equal(lw_elf_machine_exact_name(EM_PPC64, 64, true), "ppc64");
	assert_string_equal(lw_elf_machine_exact_name(EM_S390, 32, true), "s390");
	assert_string_equal(lw_elf_machine_exact_name(EM_X86_64, 64, true), "x86_64");
	assert_null(lw_elf_machine_exact_name(0xfffe, 64, true));
}

static void names_lead_back(void **state) {
	(void)state;
	static const struct {
		const char *name;
		uint16_t number;
		uint8_t bits;
		bool big;
	} rows[] = {
		{"x86_64", EM_X86_64, 64, false},   {"x32", EM_X86_64, 32, false},   {"i386", EM_386, 32, false},
		{"aarch64", EM_AARCH64, 64, false}, {"arm", EM_ARM, 32, false},      {"ppc64le", EM_PPC64, 64, false},
		{"ppc64", EM_PPC64, 64, true},      {"s390x", EM_S390, 64, true},    {"riscv64", EM_RISCV, 64, false},
		{"mips64el", EM_MIPS, 64, false},   {"loongarch64", 258, 64, false},
	};
	uint16_t number;
	uint8_t bits;
	bool big;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_true(lw_elf_machine_of_name(rows[i].name, &number, &bits, &big));
		assert_int_equal(number, rows[i].number);
		assert_int_equal(bits, rows[i].bits);
		assert_int_equal(big, rows[i].big);
		assert_string_equal(lw_elf_machine_exact_name(number, bits, big), rows[i].name);
	}
	assert_false(lw_elf_machine_of_name("vax11", &number, &bits, &big));
}

static void tags_types_and_flags_have_names(void **state) {
	(void)state;
	uint64_t v;
	assert_string_equal(lw_elf_dyn_name(DT_NEEDED), "DT_NEEDED");
	assert_string_equal(lw_elf_dyn_name(DT_FLAGS_1), "DT_FLAGS_1");
	assert_string_equal(lw_elf_dyn_name(DT_FILTER), "DT_FILTER");
	assert_null(lw_elf_dyn_name(0x12345));
	assert_true(lw_elf_dyn_of_name("DT_AUXILIARY", &v));
	assert_true(v == DT_AUXILIARY);
	assert_false(lw_elf_dyn_of_name("DT_NOTHING", &v));
	assert_string_equal(lw_elf_type_name(ET_DYN), "ET_DYN");
	assert_null(lw_elf_type_name(77));
	assert_string_equal(lw_elf_segment_name(PT_GNU_RELRO), "PT_GNU_RELRO");
	assert_string_equal(lw_elf_flag_1_name(DF_1_NODEFLIB), "NODEFLIB");
	assert_string_equal(lw_elf_flag_1_name(DF_1_PIE), "PIE");
	assert_string_equal(lw_elf_flag_name(DF_BIND_NOW), "BIND_NOW");
	assert_true(lw_elf_flag_1_of_name("NOOPEN", &v));
	assert_true(v == DF_1_NOOPEN);
}

RUN("names", T(machines_have_names), T(class_and_byte_order_make_it_exact), T(names_lead_back),
    T(tags_types_and_flags_have_names))
