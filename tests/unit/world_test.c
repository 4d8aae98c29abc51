/* SPDX-License-Identifier: Apache-2.0 */
/* What decides a search besides files: CPU names, kernel versions, environment; and the table of glibc's changes. */
#include "unit.h"

#include <string.h>

#include "linkwright/world.h"
#include "loader/glibc_rules.h"
#include "loader/machine.h"

static void cpu_names(void **state) {
	(void)state;
	static const struct {
		const char *text;
		bool ok, intel;
		int level;
	} cases[] = {
		{"x86-64-v1", true, false, 1},
		{"x86-64-v4", true, false, 4},
		{"x86-64-v3+intel", true, true, 3},
		{"x86-64-v2+intel", true, false, 2},
		{"x86-64-v5", false, false, 0},
		{"x86-64-v", false, false, 0},
		{"x86-64-v3+phi", true, true, 3},
		{"x86-64-v3+amd", false, false, 0},
		{"x86-64-v3x", false, false, 0},
		{"haswell", false, false, 0},
		{"", false, false, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct lw_cpu cpu;
		struct lw_error err = {0};
		assert_int_equal(lw_cpu_parse(cases[i].text, &cpu, &err), cases[i].ok);
		assert_int_equal(err.code, cases[i].ok ? LW_E_OK : LW_E_USAGE);
		if (!cases[i].ok)
			continue;
		assert_int_equal(cpu.x86_level, cases[i].level);
		assert_int_equal(cpu.intel_platform, cases[i].intel);
	}
}

static void kernel_versions(void **state) {
	(void)state;
	uint32_t k[3];
	struct lw_error err = {0};
	assert_true(lw_kernel_parse("5.10.3", k, &err));
	assert_int_equal(k[0] * 10000 + k[1] * 100 + k[2], 51003);
	assert_true(lw_kernel_parse("6", k, &err));
	assert_int_equal(k[0], 6);
	static const char *const bad[] = {"", "x", "5.", "5.x", "1.2.3.4", "99999.1", "-1"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		lw_error_clear(&err);
		assert_false(lw_kernel_parse(bad[i], k, &err));
		assert_int_equal(err.code, LW_E_USAGE);
	}
}

static void the_last_of_two_values_counts(void **state) {
	(void)state;
	const char *env[] = {"LD_LIBRARY_PATHS=/no", "LD_LIBRARY_PATH=/a", "LD_LIBRARY_PATH=/b", "EMPTY="};
	const struct lw_world w = {.sz = sizeof w, .env = env, .n_env = 4};
	assert_string_equal(lw_world_getenv(&w, "LD_LIBRARY_PATH"), "/b");
	size_t from = 0;
	assert_string_equal(lw_world_getenv_from(&w, "LD_LIBRARY_PATH", &from), "/a");
	assert_string_equal(lw_world_getenv_from(&w, "LD_LIBRARY_PATH", &from), "/b");
	assert_null(lw_world_getenv_from(&w, "LD_LIBRARY_PATH", &from));
	assert_string_equal(lw_world_getenv(&w, "EMPTY"), "");
	assert_null(lw_world_getenv(&w, "LD_LIBRARY"));
}

/* Spot checks against glibc's own history; each row has a first and a last version. */
static void changes_come_with_their_versions(void **state) {
	(void)state;
	assert_false(lw_gl_has(32, GL_HWCAPS_SUBDIRS));
	assert_true(lw_gl_has(33, GL_HWCAPS_SUBDIRS));
	assert_true(lw_gl_has(36, GL_LEGACY_HWCAPS));
	assert_false(lw_gl_has(37, GL_LEGACY_HWCAPS));
	assert_true(lw_gl_has(35, GL_ABI_TAG));
	assert_false(lw_gl_has(36, GL_ABI_TAG));
	assert_true(lw_gl_has(37, GL_ROOT_STAT_BUG));
	assert_false(lw_gl_has(38, GL_ROOT_STAT_BUG));
	assert_false(lw_gl_has(38, GL_ENOTDIR_GOES_ON));
	assert_true(lw_gl_has(39, GL_ENOTDIR_GOES_ON));
	assert_true(lw_gl_has(GL_NEWEST, GL_HWCAPS_SUBDIRS));
	assert_false(lw_gl_has(25, GL_INTEL_PLATFORM));
}

static void machines_are_told_by_number_bits_and_order(void **state) {
	(void)state;
	const struct lw_image x86 = {.machine = 62, .bits = 64}, x32 = {.machine = 62, .bits = 32};
	const struct lw_image ppc_le = {.machine = 21, .bits = 64},
			      ppc_be = {.machine = 21, .bits = 64, .big_endian = true};
	const struct lw_image odd = {.machine = 22, .bits = 64};
	assert_string_equal(lw_machine_of(&x86)->name, "x86_64");
	assert_string_equal(lw_machine_of(&x32)->name, "x32");
	assert_string_equal(lw_machine_of(&ppc_le)->interp, "/lib64/ld64.so.2");
	assert_string_equal(lw_machine_of(&ppc_be)->interp, "/lib64/ld64.so.1");
	assert_null(lw_machine_of(&odd));
	assert_ptr_equal(lw_machine_of_name("x86_64"), lw_machine_of(&x86));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cpu_names),
		cmocka_unit_test(kernel_versions),
		cmocka_unit_test(the_last_of_two_values_counts),
		cmocka_unit_test(changes_come_with_their_versions),
		cmocka_unit_test(machines_are_told_by_number_bits_and_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
