/* SPDX-License-Identifier: Apache-2.0 */
#include "names/versions.h"

#include <stdlib.h>
#include <string.h>

const char *lw_version_number(const char *version, size_t n) {
	size_t at = n;
	while (at > 0 && version[at - 1] != '_')
		at--;
	if (at == 0 || at == n || version[at] < '0' || version[at] > '9')
		return NULL;
	for (size_t i = at; i < n; i++)
		if (strchr("0123456789.", version[i]) == NULL)
			return NULL;
	return version + at;
}

size_t lw_version_family(const char *version, size_t n) {
	const char *number = lw_version_number(version, n);
	return number == NULL ? n : (size_t)(number - version) - 1;
}

static bool is_digit(char c) {
	return c >= '0' && c <= '9';
}

int lw_version_compare(const char *x, const char *y) {
	while (is_digit(*x) || is_digit(*y)) {
		char *after_x = (char *)x, *after_y = (char *)y;
		const unsigned long a = is_digit(*x) ? strtoul(x, &after_x, 10) : 0,
				    b = is_digit(*y) ? strtoul(y, &after_y, 10) : 0;
		if (a != b)
			return a < b ? -1 : 1;
		x = after_x + (*after_x == '.');
		y = after_y + (*after_y == '.');
	}
	return 0;
}

bool lw_is_loader_name(const char *library) {
	return strncmp(library, "ld-linux", 8) == 0 || strncmp(library, "ld64.so.", 8) == 0 ||
		strcmp(library, "ld.so.1") == 0 || strncmp(library, "ld-lsb", 6) == 0;
}

bool lw_versions_are_told(const char *library) {
	static const char *const told[] = {"libc.so.6",    "libm.so.6",     "libpthread.so.0",      "libdl.so.2",
					   "librt.so.1",   "libutil.so.1",  "libresolv.so.2",       "libanl.so.1",
					   "libmvec.so.1", "libgcc_s.so.1", "libstdc++.so.6",       "libatomic.so.1",
					   "libz.so.1",    "libc.so.6.1",   "libBrokenLocale.so.1", "libthread_db.so.1",
					   "libm.so.6.1"};
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
		if (strcmp(told[i], library) == 0)
			return true;
	return lw_is_loader_name(library);
}

/* PEP 600, PEP 656 and auditwheel's architectures; numbers of the gABI. */
const char *lw_python_machine(unsigned e_machine, unsigned bits, bool big_endian) {
	static const struct {
		unsigned e_machine, bits;
		bool big_endian;
		const char *name;
	} rows[] = {{62, 64, false, "x86_64"}, {183, 64, false, "aarch64"}, {3, 32, false, "i686"},
		    {40, 32, false, "armv7l"}, {21, 64, false, "ppc64le"},  {21, 64, true, "ppc64"},
		    {22, 64, true, "s390x"},   {243, 64, false, "riscv64"}, {258, 64, false, "loongarch64"}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].e_machine == e_machine && rows[i].bits == bits && rows[i].big_endian == big_endian)
			return rows[i].name;
	return NULL;
}

/* The libstdc++ manual, appendix "ABI Policy and Guidelines", history of GLIBCXX. */
const char *lw_gcc_of(const char *version) {
	static const struct {
		const char *version, *gcc;
	} rows[] = {{"GLIBCXX_3.4.20", "4.9"},  {"GLIBCXX_3.4.21", "5.1"},  {"GLIBCXX_3.4.22", "6.1"},
		    {"GLIBCXX_3.4.23", "7.1"},  {"GLIBCXX_3.4.24", "7.2"},  {"GLIBCXX_3.4.25", "8.1"},
		    {"GLIBCXX_3.4.26", "9.1"},  {"GLIBCXX_3.4.27", "9.2"},  {"GLIBCXX_3.4.28", "9.3"},
		    {"GLIBCXX_3.4.29", "11.1"}, {"GLIBCXX_3.4.30", "12.1"}, {"GLIBCXX_3.4.31", "13.1"},
		    {"GLIBCXX_3.4.32", "13.2"}, {"GLIBCXX_3.4.33", "14.1"}, {"GLIBCXX_3.4.34", "15.1"}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strcmp(rows[i].version, version) == 0)
			return rows[i].gcc;
	return NULL;
}
