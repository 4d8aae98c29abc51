/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "names/distros.h"
#include "names/musl_symbols.h"
#include "names/versions.h"
#include "names/windows_since.h"

static const char *number(const char *version) {
	return lw_version_number(version, strlen(version));
}

static size_t family(const char *version) {
	return lw_version_family(version, strlen(version));
}

static void a_version_is_family_and_number(void **state) {
	(void)state;
	assert_string_equal(number("GLIBC_2.34"), "2.34");
	assert_int_equal(family("GLIBC_2.34"), 5);
	assert_int_equal(family("ZLIB_NG_2.0"), strlen("ZLIB_NG"));
	assert_int_equal(family("GLIBCXX_LDBL_3.4.7"), strlen("GLIBCXX_LDBL"));
	assert_null(number("GLIBC_PRIVATE"));
	assert_null(number("GLIBC_ABI_GNU2_TLS"));
	assert_null(number("GLIBC_2.x"));
	assert_null(number("GLIBC_"));
	assert_null(number("2.34"));
	assert_null(number(""));
	assert_int_equal(family("GLIBC_PRIVATE"), strlen("GLIBC_PRIVATE"));
	assert_null(lw_version_number("GLIBC_2.34", 6)); /* only as far as it is told */
}

static void numbers_are_compared_part_by_part(void **state) {
	(void)state;
	assert_true(lw_version_compare("2.9", "2.34") < 0);
	assert_true(lw_version_compare("2.34", "2.9") > 0);
	assert_true(lw_version_compare("3.4", "3.4.0") == 0);
	assert_true(lw_version_compare("3.4", "3.4.1") < 0);
	assert_true(lw_version_compare("1.3.11 TM", "1.3.11") == 0);
	assert_true(lw_version_compare("99999999999999999999999", "1") > 0);
}

static void policies_have_two_names(void **state) {
	(void)state;
	const struct lw_policy *p = lw_policy_find("manylinux2014");
	assert_non_null(p);
	assert_ptr_equal(p, lw_policy_find("manylinux_2_17"));
	assert_null(lw_policy_find("manylinux_2_18"));
	assert_null(lw_policy_find(""));
	assert_true(lw_policy_has(p, LW_POLICY_VERSIONS, "x86_64", "GLIBC_2.17"));
	assert_false(lw_policy_has(p, LW_POLICY_VERSIONS, "x86_64", "GLIBC_2.18"));
	assert_false(lw_policy_has(p, LW_POLICY_VERSIONS, "x86_64", "GLIBC_2.1"));
	assert_false(lw_policy_has(p, LW_POLICY_VERSIONS, "riscv64", "GLIBC_2.17"));
	assert_true(lw_policy_has(p, LW_POLICY_BANNED, "libz.so.1", "uncompress2"));
	assert_false(lw_policy_has(lw_policy_find("manylinux_2_34"), LW_POLICY_BANNED, "libz.so.1", "uncompress2"));
	assert_true(lw_policy_has(p, LW_POLICY_LIBRARIES, NULL, "libexpat.so.1"));
	assert_false(lw_policy_has(lw_policy_find("manylinux1"), LW_POLICY_LIBRARIES, NULL, "libexpat.so.1"));
	assert_true(lw_policy_has_machine(p, "ppc64"));
	assert_false(lw_policy_has_machine(lw_policy_find("manylinux_2_24"), "ppc64"));
	assert_false(lw_policy_has(lw_policy_find("musllinux_1_2"), LW_POLICY_LIBRARIES, NULL, "libc.so.6"));
}

static void releases_are_found_as_people_write_them(void **state) {
	(void)state;
	static const char *const words[][2] = {{"debian:11", "Debian 11"},
					       {"Debian 11", "Debian 11"},
					       {"debian11", "Debian 11"},
					       {"bullseye", "Debian 11"},
					       {"rhel:8", "RHEL 8"},
					       {"ubi8", "RHEL 8"},
					       {"ubuntu-22.04", "Ubuntu 22.04"},
					       {"jammy", "Ubuntu 22.04"},
					       {"amazonlinux:2", "Amazon Linux 2"},
					       {"al2023", "Amazon Linux 2023"},
					       {"rocky9", "Rocky Linux 9"},
					       {"almalinux:9", "AlmaLinux 9"},
					       {"sid", "Debian unstable"},
					       {"opensuse leap 15.6", "openSUSE 15.6"}};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		const struct lw_distro *d = lw_distro_find(words[i][0], "x86_64");
		assert_non_null(d);
		assert_string_equal(d->name, words[i][1]);
	}
	static const char *const none[] = {"",
					   "debian",
					   "debian:1",
					   "debian:111",
					   "nowhere",
					   "alpine:3.18",
					   "debian:11debian:11debian:11debian:11debian:11debian:11debian:11debian:11"};
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		assert_null(lw_distro_find(none[i], "x86_64"));
	assert_null(lw_distro_find("debian:11", "s390x"));
	assert_string_equal(lw_alpine_find("alpine:3.18")->musl, "1.2.4");
	assert_null(lw_alpine_find("alpine:9"));
}

static void a_release_offers_what_is_not_newer(void **state) {
	(void)state;
	const struct lw_distro *d = lw_distro_find("debian:11", "x86_64");
	assert_true(lw_distro_offers(d, "GLIBC_2.31"));
	assert_true(lw_distro_offers(d, "GLIBC_2.4"));
	assert_false(lw_distro_offers(d, "GLIBC_2.32"));
	assert_true(lw_distro_offers(d, "CXXABI_TM_1"));
	assert_false(lw_distro_offers(d, "GLIBC_ABI_DT_RELR"));
	assert_false(lw_distro_offers(d, "GLIBC_PRIVATE"));
	assert_false(lw_distro_offers(d, "ZLIB_NG_1.0"));
	assert_false(lw_distro_offers(d, "GLIB_2.0"));
	assert_false(lw_distro_offers(d, ""));
}

static void functions_came_with_releases(void **state) {
	(void)state;
	assert_string_equal(lw_musl_since("qsort_r"), "1.2.3");
	assert_null(lw_musl_since("printf"));
	assert_string_equal(lw_windows_words(lw_windows_since("WaitOnAddress")), "Windows 8");
	assert_null(lw_windows_since("CreateFileW"));
	assert_null(lw_windows_words("3.1"));
	assert_string_equal(lw_gcc_of("GLIBCXX_3.4.30"), "12.1");
}

RUN("policies", T(a_version_is_family_and_number), T(numbers_are_compared_part_by_part), T(policies_have_two_names),
    T(releases_are_found_as_people_write_them), T(a_release_offers_what_is_not_newer), T(functions_came_with_releases))
