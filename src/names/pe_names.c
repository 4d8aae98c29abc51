/* SPDX-License-Identifier: Apache-2.0 */
/* Sources: Microsoft's page "PE Format" (machine types, characteristics, Windows subsystem, DLL characteristics,
 * optional header data directories); winnt.h for .NET's flags; its page on LoadLibraryExW for the load flags. */
#include "names/pe_names.h"

#include <stddef.h>
#include <string.h>

static const struct machine {
	uint16_t number;
	uint8_t bits;
	const char *name, *words;
} machines[] = {
	{0x8664, 64, "amd64", "AMD x86-64"},
	{0x14c, 32, "x86", "Intel 80386"},
	{0xaa64, 64, "arm64", "ARM AArch64"},
	{0xa641, 64, "arm64ec", "ARM AArch64, emulation compatible"},
	{0xa64e, 64, "arm64x", "ARM AArch64, native and emulation compatible"},
	{0x3a64, 32, "chpe", "Intel 80386 with ARM code"},
	{0x1c4, 32, "arm", "ARM Thumb-2"},
	{0x1c0, 32, "armle", "ARM, little endian"},
	{0x1c2, 32, "thumb", "ARM Thumb"},
	{0x200, 64, "ia64", "Intel IA-64"},
	{0xebc, 64, "ebc", "EFI byte code"},
	{0x5032, 32, "riscv32", "RISC-V, 32 bit"},
	{0x5064, 64, "riscv64", "RISC-V, 64 bit"},
	{0x6232, 32, "loongarch32", "LoongArch, 32 bit"},
	{0x6264, 64, "loongarch64", "LoongArch, 64 bit"},
	{0x184, 32, "alpha", "Alpha, 32 bit addresses"},
	{0x284, 64, "alpha64", "Alpha, 64 bit addresses"},
	{0x162, 32, "r3000", "MIPS R3000"},
	{0x166, 32, "r4000", "MIPS R4000"},
	{0x168, 32, "r10000", "MIPS R10000"},
	{0x169, 32, "mipswce", "MIPS, Windows CE version 2"},
	{0x1f0, 32, "ppc", "PowerPC"},
	{0x1f1, 32, "ppcfp", "PowerPC with floating point"},
	{0x1a2, 32, "sh3", "Hitachi SH3"},
	{0x1a6, 32, "sh4", "Hitachi SH4"},
};

struct number {
	uint64_t value;
	const char *name, *words;
};

#define LOOK_UP(rows, v) look_up(rows, sizeof rows / sizeof rows[0], v)

static const struct number none = {0, NULL, NULL};

static const struct number *look_up(const struct number *rows, size_t n, uint64_t v) {
	for (size_t i = 0; i < n; i++)
		if (rows[i].value == v)
			return &rows[i];
	return &none;
}

static const struct machine *find_machine(uint16_t number) {
	for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++)
		if (machines[i].number == number)
			return &machines[i];
	return NULL;
}

const char *lw_pe_machine_name(uint16_t number) {
	const struct machine *m = find_machine(number);
	return m == NULL ? NULL : m->name;
}

const char *lw_pe_machine_words(uint16_t number) {
	const struct machine *m = find_machine(number);
	return m == NULL ? NULL : m->words;
}

uint8_t lw_pe_machine_bits(uint16_t number) {
	const struct machine *m = find_machine(number);
	return m == NULL ? 0 : m->bits;
}

bool lw_pe_machine_of_name(const char *name, uint16_t *number) {
	for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++) {
		if (strcmp(machines[i].name, name) != 0)
			continue;
		*number = machines[i].number;
		return true;
	}
	return false;
}

static const struct number subsystems[] = {
	{0, "UNKNOWN", "unknown"},
	{1, "NATIVE", "native, without a subsystem"},
	{2, "WINDOWS_GUI", "graphical"},
	{3, "WINDOWS_CUI", "console"},
	{5, "OS2_CUI", "OS/2 console"},
	{7, "POSIX_CUI", "POSIX console"},
	{8, "NATIVE_WINDOWS", "Windows 9x driver"},
	{9, "WINDOWS_CE_GUI", "Windows CE"},
	{10, "EFI_APPLICATION", "EFI application"},
	{11, "EFI_BOOT_SERVICE_DRIVER", "EFI driver with boot services"},
	{12, "EFI_RUNTIME_DRIVER", "EFI driver with run-time services"},
	{13, "EFI_ROM", "EFI ROM image"},
	{14, "XBOX", "Xbox"},
	{16, "WINDOWS_BOOT_APPLICATION", "Windows boot application"},
};

static const struct number characteristics[] = {
	{0x1, "RELOCS_STRIPPED", NULL},
	{0x2, "EXECUTABLE_IMAGE", NULL},
	{0x4, "LINE_NUMS_STRIPPED", NULL},
	{0x8, "LOCAL_SYMS_STRIPPED", NULL},
	{0x10, "AGGRESSIVE_WS_TRIM", NULL},
	{0x20, "LARGE_ADDRESS_AWARE", NULL},
	{0x80, "BYTES_REVERSED_LO", NULL},
	{0x100, "32BIT_MACHINE", NULL},
	{0x200, "DEBUG_STRIPPED", NULL},
	{0x400, "REMOVABLE_RUN_FROM_SWAP", NULL},
	{0x800, "NET_RUN_FROM_SWAP", NULL},
	{0x1000, "SYSTEM", NULL},
	{0x2000, "DLL", NULL},
	{0x4000, "UP_SYSTEM_ONLY", NULL},
	{0x8000, "BYTES_REVERSED_HI", NULL},
};

static const struct number dll_characteristics[] = {
	{0x20, "HIGH_ENTROPY_VA", NULL},
	{0x40, "DYNAMIC_BASE", NULL},
	{0x80, "FORCE_INTEGRITY", NULL},
	{0x100, "NX_COMPAT", NULL},
	{0x200, "NO_ISOLATION", NULL},
	{0x400, "NO_SEH", NULL},
	{0x800, "NO_BIND", NULL},
	{0x1000, "APPCONTAINER", NULL},
	{0x2000, "WDM_DRIVER", NULL},
	{0x4000, "GUARD_CF", NULL},
	{0x8000, "TERMINAL_SERVER_AWARE", NULL},
};

static const struct number clr_flags[] = {
	{0x1, "ILONLY", NULL},
	{0x2, "32BITREQUIRED", NULL},
	{0x4, "IL_LIBRARY", NULL},
	{0x8, "STRONGNAMESIGNED", NULL},
	{0x10, "NATIVE_ENTRYPOINT", NULL},
	{0x10000, "TRACKDEBUGDATA", NULL},
	{0x20000, "32BITPREFERRED", NULL},
};

static const struct number load_flags[] = {
	{0x100, "SEARCH_DLL_LOAD_DIR", NULL},  {0x200, "SEARCH_APPLICATION_DIR", NULL},
	{0x400, "SEARCH_USER_DIRS", NULL},     {0x800, "SEARCH_SYSTEM32", NULL},
	{0x1000, "SEARCH_DEFAULT_DIRS", NULL}, {0x2000, "SAFE_CURRENT_DIRS", NULL},
};

static const char *const directories[] = {
	"export",         "import",       "resource",       "exception", "certificate",        "base relocation",
	"debug",          "architecture", "global pointer", "TLS",       "load configuration", "bound import",
	"import address", "delay import", "CLR header",     "reserved",
};

const char *lw_pe_subsystem_name(uint64_t number) {
	return LOOK_UP(subsystems, number)->name;
}

const char *lw_pe_subsystem_words(uint64_t number) {
	return LOOK_UP(subsystems, number)->words;
}

const char *lw_pe_characteristic_name(uint64_t bit) {
	return LOOK_UP(characteristics, bit)->name;
}

const char *lw_pe_dll_characteristic_name(uint64_t bit) {
	return LOOK_UP(dll_characteristics, bit)->name;
}

const char *lw_pe_clr_flag_name(uint64_t bit) {
	return LOOK_UP(clr_flags, bit)->name;
}

const char *lw_pe_load_flag_name(uint64_t bit) {
	return LOOK_UP(load_flags, bit)->name;
}

const char *lw_pe_directory_name(unsigned index) {
	return index < sizeof directories / sizeof directories[0] ? directories[index] : NULL;
}
