/* SPDX-License-Identifier: Apache-2.0 */
#include "names/musl_symbols.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *symbol, *since;
} rows[] = {
	{"fopencookie", "1.1.19"},   {"getrandom", "1.1.20"},       {"getentropy", "1.1.20"},
	{"mlock2", "1.1.20"},        {"memfd_create", "1.1.20"},    {"explicit_bzero", "1.1.20"},
	{"secure_getenv", "1.1.24"}, {"copy_file_range", "1.1.24"}, {"_Fork", "1.2.2"},
	{"reallocarray", "1.2.2"},   {"gettid", "1.2.2"},           {"tcgetwinsize", "1.2.2"},
	{"tcsetwinsize", "1.2.2"},   {"qsort_r", "1.2.3"},          {"pthread_getname_np", "1.2.3"},
	{"statx", "1.2.5"},          {"preadv2", "1.2.5"},          {"pwritev2", "1.2.5"},
};

const char *lw_musl_since(const char *symbol) {
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strcmp(rows[i].symbol, symbol) == 0)
			return rows[i].since;
	return NULL;
}
