/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuse-stubs: what the library has of the stubs, for tests/live/fuse_stubs.py. For each machine a line with its number
 * (e_machine), one with the bytes, and one with name and offset for each place that is entered and each distance.
 */
#include <stdio.h>

#include "fuse/machine.h"
#include "names/elf_numbers.h"

static void show(const struct lw_fuse_machine *m) {
	const struct {
		const char *name;
		uint32_t at;
	} places[] = {{"enter", m->enter},
		      {"init", m->init},
		      {"first", m->first},
		      {"fini", m->fini},
		      {"enter_table", m->enter_table},
		      {"init_table", m->init_table},
		      {"first_table", m->first_table},
		      {"fini_table", m->fini_table},
		      {"program", m->enter_jump}};
	printf("machine %u\nbytes ", m->machine);
	for (uint64_t i = 0; i < m->stub.len; i++)
		printf("%02x", m->stub.ptr[i]);
	printf("\n");
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		printf("%s %u\n", places[i].name, places[i].at);
}

int main(void) {
	for (uint16_t i = 0; i < UINT16_MAX; i++) {
		const struct lw_fuse_machine *m = lw_fuse_machine_of(i, 64, false);
		if (m != NULL)
			show(m);
	}
	return 0;
}
