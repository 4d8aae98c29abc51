/* SPDX-License-Identifier: Apache-2.0 */
/* pe-seeds FOLDER: writes the seeds of fuzz/corpus/pe, which are the files of the unit tests and some with one thing
 * changed. */
#include <stdio.h>
#include <stdlib.h>

#include "../unit/pe_fixture.h"

static bool write_file(const char *folder, const char *name, const struct px *f) {
	char path[4096];
	snprintf(path, sizeof path, "%s/%s-%u", folder, name, f->is64 ? 64u : 32u);
	FILE *file = fopen(path, "wb");
	const bool ok = file != NULL && fwrite(f->bytes, 1, f->n, file) == f->n;
	return (file == NULL || fclose(file) == 0) && ok;
}

static const struct {
	const char *name, *mark, *field;
	uint64_t value;
} seeds[] = {
	{"sound", "optional", "check_sum", 0},
	{"program", "coff", "characteristics", 2},
	{"flat", "optional", "section_alignment", 0x200},
	{"hybrid", "load_config", "chpe_metadata", 0x1000},
	{"overlap", "section.1", "virtual_address", 0x1000},
	{"cycle", "resource.id", "offset", 0x80000000},
	{"one-array", "import.0", "original_first_thunk", 0},
	{"old-delay", "delay.0", "attributes", 0},
	{"no-sections", "coff", "number_of_sections", 0},
};

int main(int argc, char **argv) {
	bool ok = argc == 2;
	for (unsigned is64 = 0; ok && is64 < 2; is64++)
		for (size_t i = 0; ok && i < sizeof seeds / sizeof seeds[0]; i++) {
			struct px f;
			px_make(&f, is64 != 0);
			px_set(&f, seeds[i].mark, seeds[i].field, seeds[i].value);
			ok = write_file(argv[1], seeds[i].name, &f);
			px_free(&f);
		}
	return ok ? 0 : 1;
}
