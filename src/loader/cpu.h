/* SPDX-License-Identifier: Apache-2.0 */
/* What glibc's loader makes of a CPU: the name that the kernel gives it, the subdirectories that it may use. */
#ifndef LW_LOADER_CPU_H
#define LW_LOADER_CPU_H

#include "linkwright/world.h"
#include "loader/machine.h"

struct lw_cpu_row {
	uint16_t machine; /* e_machine */
	const char *name; /* as --cpu takes it; the first of a machine is its baseline, each has what those before it
			     have */
	const char *platform; /* AT_PLATFORM; NULL: none */
	const char *legacy;   /* important hwcap bits with their names, the lowest first, "vx@24:vxe@26" with the
				 glibc 2.N that   began to use them; NULL: none */
};

/* The row for this CPU on a machine; the baseline's if it is none of that machine's, NULL if the machine has no rows.
 */
const struct lw_cpu_row *lw_cpu_row(const struct lw_machine *m, const struct lw_cpu *cpu);

/* Is the CPU one of this machine? True also where nothing is known of either. */
bool lw_cpu_fits(const struct lw_machine *m, const struct lw_cpu *cpu);

/* Does a CPU have what the subdirectory of that name (n bytes: "power9") asks for? */
bool lw_cpu_has(const struct lw_machine *m, const struct lw_cpu *cpu, const char *name, size_t n);

#endif
