/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sources: glibc 2.36 sysdeps/<cpu>/dl-procinfo.c and dl-procinfo.h (names of bits, HWCAP_IMPORTANT), the kernel's
 * AT_PLATFORM (arch/<cpu>, ELF_PLATFORM); x86-64 psABI, section 3.1.1. Seen under qemu-user: docs/results/machines.md.
 */
#include "loader/cpu.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "names/macho_names.h"

enum { EM_ARM = 40, EM_AARCH64 = 183, EM_PPC64 = 21, EM_S390 = 22, EM_386 = 3, EM_X86_64 = 62 };

#define S390_OLD "zarch:ldisp:eimm:dfp"
#define POWER "dfp:altivec"

static const struct lw_cpu_row rows[] = {
	{EM_AARCH64, "armv8-a", "aarch64", NULL},
	{EM_AARCH64, "armv8.1-a", "aarch64", "atomics@26"},
	{EM_ARM, "armv7", "v7l", "vfp"},
	{EM_ARM, "armv7+neon", "v7l", "vfp:neon"},
	{EM_ARM, "armv8", "v8l", "vfp:neon"},
	{EM_PPC64, "power8", "power8", POWER},
	{EM_PPC64, "power9", "power9", POWER},
	{EM_PPC64, "power10", "power10", POWER},
	{EM_S390, "z196", "z196", S390_OLD},
	{EM_S390, "zEC12", "zEC12", S390_OLD},
	{EM_S390, "z13", "z13", S390_OLD ":vx@24"},
	{EM_S390, "z14", "z14", S390_OLD ":vx@24:vxe@26"},
	{EM_S390, "z15", "z15", S390_OLD ":vx@24:vxe@26:vxe2@30"},
	{EM_S390, "z16", "z16", S390_OLD ":vx@24:vxe@26:vxe2@30"},
};

#define N_ROWS (sizeof rows / sizeof rows[0])

static bool is_x86(const struct lw_machine *m) {
	return m->number == EM_X86_64 || m->number == EM_386;
}

static const struct lw_cpu_row *row_of(uint16_t machine, const char *name, size_t n) {
	for (size_t i = 0; i < N_ROWS; i++)
		if ((machine == 0 || rows[i].machine == machine) && strlen(rows[i].name) == n &&
		    memcmp(rows[i].name, name, n) == 0)
			return &rows[i];
	return NULL;
}

const struct lw_cpu_row *lw_cpu_row(const struct lw_machine *m, const struct lw_cpu *cpu) {
	const struct lw_cpu_row *row = row_of(m->number, cpu->name, strlen(cpu->name));
	for (size_t i = 0; i < N_ROWS && row == NULL; i++)
		if (rows[i].machine == m->number)
			row = &rows[i];
	return row;
}

bool lw_cpu_fits(const struct lw_machine *m, const struct lw_cpu *cpu) {
	if (cpu->name[0] == '\0')
		return true;
	if (is_x86(m))
		return cpu->x86_level != 0;
	return cpu->x86_level == 0 && row_of(m->number, cpu->name, strlen(cpu->name)) != NULL;
}

bool lw_cpu_has(const struct lw_machine *m, const struct lw_cpu *cpu, const char *name, size_t n) {
	const unsigned level = cpu->x86_level == 0 ? 1 : cpu->x86_level;
	if (is_x86(m))
		return n == 9 && memcmp(name, "x86-64-v", 8) == 0 && (unsigned)(name[8] - '0') <= level;
	const struct lw_cpu_row *asked = row_of(m->number, name, n), *have = lw_cpu_row(m, cpu);
	return asked != NULL && have != NULL && asked <= have;
}

static bool parse_x86(const char *text, struct lw_cpu *cpu) {
	static const char prefix[] = "x86-64-v";
	const size_t n = sizeof prefix - 1;
	if (strncmp(text, prefix, n) != 0 || text[n] < '1' || text[n] > '4')
		return false;
	const char *maker = text + n + 1;
	const bool phi = strcmp(maker, "+phi") == 0, intel = phi || strcmp(maker, "+intel") == 0;
	if (*maker != '\0' && !intel)
		return false;
	memcpy(cpu->name, text, strlen(text) + 1);
	cpu->x86_level = (uint8_t)(text[n] - '0');
	cpu->intel_platform = intel && cpu->x86_level >= 3;
	cpu->intel_avx512 = intel && cpu->x86_level >= 4;
	cpu->xeon_phi = phi;
	return true;
}

bool lw_cpu_parse(const char *text, struct lw_cpu *cpu, struct lw_error *err) {
	memset(cpu, 0, sizeof *cpu);
	cpu->from = "given";
	if (parse_x86(text, cpu))
		return true;
	const struct lw_cpu_row *row = row_of(0, text, strlen(text));
	uint32_t type, subtype;
	if (row == NULL && strlen(text) < sizeof cpu->name && lw_macho_arch_of_name(text, &type, &subtype)) {
		memcpy(cpu->name, text, strlen(text) + 1);
		return true;
	}
	if (row == NULL)
		return lw_fail(
			err, LW_E_USAGE,
			"is no CPU that linkwright knows: use x86-64-v1 to x86-64-v4 (with +intel or +phi for "
			"Intel's, which old glibc treats apart), armv8-a, armv8.1-a, armv7, armv7+neon, armv8, power8 "
			"to power10, z196, zEC12 or z13 to z16; of a Mach-O file an architecture as arm64 or x86_64");
	memcpy(cpu->name, row->name, strlen(row->name) + 1);
	return true;
}

bool lw_os_version_parse(const char *text, uint32_t version[2]) {
	char *end;
	const unsigned long a = strtoul(text, &end, 10),
			    b = *end == '.' && end != text ? strtoul(end + 1, &end, 10) : 0;
	version[0] = (uint32_t)a;
	version[1] = (uint32_t)b;
	return text[0] >= '1' && text[0] <= '9' && *end == '\0' && a < 1000 && b < 1000;
}
