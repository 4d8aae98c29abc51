/* SPDX-License-Identifier: Apache-2.0 */
/* Sources: gABI chapters 4 and 5, its list of e_machine numbers, GNU extensions as in glibc elf/elf.h; Debian's names
 * of architectures. */
#include "names/elf_names.h"

#include <stddef.h>
#include <string.h>

struct number {
	uint64_t value;
	const char *name;
};

#define LOOK_UP(rows, v) look_up(rows, sizeof rows / sizeof rows[0], v)
#define OF_NAME(rows, name, out) of_name(rows, sizeof rows / sizeof rows[0], name, out)

static const char *look_up(const struct number *rows, size_t n, uint64_t v) {
	for (size_t i = 0; i < n; i++)
		if (rows[i].value == v)
			return rows[i].name;
	return NULL;
}

static bool of_name(const struct number *rows, size_t n, const char *name, uint64_t *out) {
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rows[i].name, name) != 0)
			continue;
		*out = rows[i].value;
		return true;
	}
	return false;
}

/* Where one number serves several, the row that it is known by comes first. */
static const struct machine {
	uint16_t number;
	uint8_t bits;
	bool big_endian;
	const char *name, *words;
} machines[] = {
	{62, 64, false, "x86_64", "AMD x86-64"},
	{62, 32, false, "x32", "AMD x86-64 with 32 bit pointers"},
	{3, 32, false, "i386", "Intel 80386"},
	{183, 64, false, "aarch64", "ARM AArch64"},
	{183, 64, true, "aarch64_be", "ARM AArch64, big endian"},
	{40, 32, false, "arm", "ARM"},
	{40, 32, true, "armeb", "ARM, big endian"},
	{21, 64, false, "ppc64le", "PowerPC64, little endian"},
	{21, 64, true, "ppc64", "PowerPC64"},
	{20, 32, true, "ppc", "PowerPC"},
	{22, 64, true, "s390x", "IBM S/390"},
	{22, 32, true, "s390", "IBM S/390, 31 bit"},
	{243, 64, false, "riscv64", "RISC-V"},
	{243, 32, false, "riscv32", "RISC-V, 32 bit"},
	{258, 64, false, "loongarch64", "LoongArch"},
	{8, 64, false, "mips64el", "MIPS, 64 bit, little endian"},
	{8, 64, true, "mips64", "MIPS, 64 bit"},
	{8, 32, false, "mipsel", "MIPS, little endian"},
	{8, 32, true, "mips", "MIPS"},
	{2, 32, true, "sparc", "SPARC"},
	{18, 32, true, "sparc32plus", "SPARC V8+"},
	{43, 64, true, "sparc64", "SPARC V9"},
	{50, 64, false, "ia64", "Intel IA-64"},
	{15, 32, true, "hppa", "HP PA-RISC"},
	{4, 32, true, "m68k", "Motorola 68000"},
	{42, 32, false, "sh4", "Renesas SuperH"},
	{0x9026, 64, false, "alpha", "Alpha"},
	{92, 32, true, "or1k", "OpenRISC"},
	{94, 32, false, "xtensa", "Tensilica Xtensa"},
	{195, 32, false, "arcv2", "Synopsys ARCv2"},
	{189, 32, true, "microblaze", "Xilinx MicroBlaze"},
	{113, 32, false, "nios2", "Altera Nios II"},
	{252, 32, false, "csky", "C-SKY"},
	{164, 32, false, "hexagon", "Qualcomm Hexagon"},
	{247, 64, false, "bpf", "Linux BPF"},
};

#define N_MACHINES (sizeof machines / sizeof machines[0])

static const struct machine *find_machine(uint16_t number) {
	for (size_t i = 0; i < N_MACHINES; i++)
		if (machines[i].number == number)
			return &machines[i];
	return NULL;
}

const char *lw_elf_machine_name(uint16_t number) {
	const struct machine *m = find_machine(number);
	return m == NULL ? NULL : m->name;
}

const char *lw_elf_machine_words(uint16_t number) {
	const struct machine *m = find_machine(number);
	return m == NULL ? NULL : m->words;
}

const char *lw_elf_machine_exact_name(uint16_t number, uint8_t bits, bool big_endian) {
	for (size_t i = 0; i < N_MACHINES; i++)
		if (machines[i].number == number && machines[i].bits == bits && machines[i].big_endian == big_endian)
			return machines[i].name;
	return lw_elf_machine_name(number);
}

bool lw_elf_machine_of_name(const char *name, uint16_t *number, uint8_t *bits, bool *big_endian) {
	for (size_t i = 0; i < N_MACHINES; i++) {
		if (strcmp(machines[i].name, name) != 0)
			continue;
		*number = machines[i].number;
		*bits = machines[i].bits;
		*big_endian = machines[i].big_endian;
		return true;
	}
	return false;
}

static const struct number types[] = {
	{0, "ET_NONE"}, {1, "ET_REL"}, {2, "ET_EXEC"}, {3, "ET_DYN"}, {4, "ET_CORE"},
};

static const struct number segments[] = {
	{0, "PT_NULL"},
	{1, "PT_LOAD"},
	{2, "PT_DYNAMIC"},
	{3, "PT_INTERP"},
	{4, "PT_NOTE"},
	{5, "PT_SHLIB"},
	{6, "PT_PHDR"},
	{7, "PT_TLS"},
	{0x6474e550, "PT_GNU_EH_FRAME"},
	{0x6474e551, "PT_GNU_STACK"},
	{0x6474e552, "PT_GNU_RELRO"},
	{0x6474e553, "PT_GNU_PROPERTY"},
	{0x6474e554, "PT_GNU_SFRAME"},
	{0x65041580, "PT_PAX_FLAGS"},
};

static const struct number dyns[] = {
	{0, "DT_NULL"},
	{1, "DT_NEEDED"},
	{2, "DT_PLTRELSZ"},
	{3, "DT_PLTGOT"},
	{4, "DT_HASH"},
	{5, "DT_STRTAB"},
	{6, "DT_SYMTAB"},
	{7, "DT_RELA"},
	{8, "DT_RELASZ"},
	{9, "DT_RELAENT"},
	{10, "DT_STRSZ"},
	{11, "DT_SYMENT"},
	{12, "DT_INIT"},
	{13, "DT_FINI"},
	{14, "DT_SONAME"},
	{15, "DT_RPATH"},
	{16, "DT_SYMBOLIC"},
	{17, "DT_REL"},
	{18, "DT_RELSZ"},
	{19, "DT_RELENT"},
	{20, "DT_PLTREL"},
	{21, "DT_DEBUG"},
	{22, "DT_TEXTREL"},
	{23, "DT_JMPREL"},
	{24, "DT_BIND_NOW"},
	{25, "DT_INIT_ARRAY"},
	{26, "DT_FINI_ARRAY"},
	{27, "DT_INIT_ARRAYSZ"},
	{28, "DT_FINI_ARRAYSZ"},
	{29, "DT_RUNPATH"},
	{30, "DT_FLAGS"},
	{32, "DT_PREINIT_ARRAY"},
	{33, "DT_PREINIT_ARRAYSZ"},
	{34, "DT_SYMTAB_SHNDX"},
	{35, "DT_RELRSZ"},
	{36, "DT_RELR"},
	{37, "DT_RELRENT"},
	{0x6ffffdf4, "DT_GNU_FLAGS_1"},
	{0x6ffffdf5, "DT_GNU_PRELINKED"},
	{0x6ffffdf6, "DT_GNU_CONFLICTSZ"},
	{0x6ffffdf7, "DT_GNU_LIBLISTSZ"},
	{0x6ffffdf8, "DT_CHECKSUM"},
	{0x6ffffdf9, "DT_PLTPADSZ"},
	{0x6ffffdfa, "DT_MOVEENT"},
	{0x6ffffdfb, "DT_MOVESZ"},
	{0x6ffffdfc, "DT_FEATURE_1"},
	{0x6ffffdfd, "DT_POSFLAG_1"},
	{0x6ffffdfe, "DT_SYMINSZ"},
	{0x6ffffdff, "DT_SYMINENT"},
	{0x6ffffef5, "DT_GNU_HASH"},
	{0x6ffffef6, "DT_TLSDESC_PLT"},
	{0x6ffffef7, "DT_TLSDESC_GOT"},
	{0x6ffffef8, "DT_GNU_CONFLICT"},
	{0x6ffffef9, "DT_GNU_LIBLIST"},
	{0x6ffffefa, "DT_CONFIG"},
	{0x6ffffefb, "DT_DEPAUDIT"},
	{0x6ffffefc, "DT_AUDIT"},
	{0x6ffffefd, "DT_PLTPAD"},
	{0x6ffffefe, "DT_MOVETAB"},
	{0x6ffffeff, "DT_SYMINFO"},
	{0x6ffffff0, "DT_VERSYM"},
	{0x6ffffff9, "DT_RELACOUNT"},
	{0x6ffffffa, "DT_RELCOUNT"},
	{0x6ffffffb, "DT_FLAGS_1"},
	{0x6ffffffc, "DT_VERDEF"},
	{0x6ffffffd, "DT_VERDEFNUM"},
	{0x6ffffffe, "DT_VERNEED"},
	{0x6fffffff, "DT_VERNEEDNUM"},
	{0x7ffffffd, "DT_AUXILIARY"},
	{0x7fffffff, "DT_FILTER"},
};

static const struct number flags[] = {
	{0x1, "ORIGIN"}, {0x2, "SYMBOLIC"}, {0x4, "TEXTREL"}, {0x8, "BIND_NOW"}, {0x10, "STATIC_TLS"},
};

static const struct number flags_1[] = {
	{0x1, "NOW"},
	{0x2, "GLOBAL"},
	{0x4, "GROUP"},
	{0x8, "NODELETE"},
	{0x10, "LOADFLTR"},
	{0x20, "INITFIRST"},
	{0x40, "NOOPEN"},
	{0x80, "ORIGIN"},
	{0x100, "DIRECT"},
	{0x200, "TRANS"},
	{0x400, "INTERPOSE"},
	{0x800, "NODEFLIB"},
	{0x1000, "NODUMP"},
	{0x2000, "CONFALT"},
	{0x4000, "ENDFILTEE"},
	{0x8000, "DISPRELDNE"},
	{0x10000, "DISPRELPND"},
	{0x20000, "NODIRECT"},
	{0x40000, "IGNMULDEF"},
	{0x80000, "NOKSYMS"},
	{0x100000, "NOHDR"},
	{0x200000, "EDITED"},
	{0x400000, "NORELOC"},
	{0x800000, "SYMINTPOSE"},
	{0x1000000, "GLOBAUDIT"},
	{0x2000000, "SINGLETON"},
	{0x4000000, "STUB"},
	{0x8000000, "PIE"},
	{0x10000000, "KMOD"},
	{0x20000000, "WEAKFILTER"},
	{0x40000000, "NOCOMMON"},
};

const char *lw_elf_type_name(uint64_t e_type) {
	return LOOK_UP(types, e_type);
}

const char *lw_elf_segment_name(uint64_t p_type) {
	return LOOK_UP(segments, p_type);
}

const char *lw_elf_dyn_name(uint64_t tag) {
	return LOOK_UP(dyns, tag);
}

bool lw_elf_dyn_of_name(const char *name, uint64_t *tag) {
	return OF_NAME(dyns, name, tag);
}

const char *lw_elf_flag_name(uint64_t bit) {
	return LOOK_UP(flags, bit);
}

const char *lw_elf_flag_1_name(uint64_t bit) {
	return LOOK_UP(flags_1, bit);
}

bool lw_elf_flag_1_of_name(const char *name, uint64_t *bit) {
	return OF_NAME(flags_1, name, bit);
}
