/* SPDX-License-Identifier: Apache-2.0 */
/* edit-elf-seeds FOLDER: writes seeds of fuzz/corpus/edit_elf: the files of the unit tests, in each layout. */
#include "../unit/unit.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>

#include "../unit/edit_elf_fixture.h"

static const struct {
	const char *name;
	struct ex_opts o;
} seeds[] = {
	{"made-library", {.room_in_file = 64}},
	{"made-program", {.program = true, .spare_tags = 3}},
	{"made-bare", {.no_sections = true, .n_nulls = 2}},
	{"made-cramped", {.rodata = 32, .no_own_versions = true, .gap_behind_strings = 40}},
	{"made-mips", {.machine = EM_MIPS, .mips_map = true, .no_stack = true}},
	{"made-overlay", {.program = true, .overlay = 40, .room_in_file = 300, .spare_tags = 1}},
};

static bool write_file(const char *folder, const char *name, unsigned flavour, const struct fx *f) {
	char path[4096];
	snprintf(path, sizeof path, "%s/%s-%u", folder, name, flavour);
	FILE *file = fopen(path, "wb");
	const bool ok = file != NULL && fwrite(f->bytes, 1, f->n, file) == f->n;
	return (file == NULL || fclose(file) == 0) && ok;
}

int main(int argc, char **argv) {
	bool ok = argc == 2;
	for (unsigned k = 0; ok && k < 4; k++)
		for (size_t i = 0; ok && i < sizeof seeds / sizeof seeds[0]; i++) {
			struct ex_opts o = seeds[i].o;
			struct fx f;
			o.is64 = (k & 1) != 0;
			o.big = (k & 2) != 0;
			ex_make(&f, &o);
			ok = write_file(argv[1], seeds[i].name, k, &f);
			fx_free(&f);
		}
	return ok ? 0 : 1;
}
