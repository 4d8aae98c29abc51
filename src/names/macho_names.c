/* SPDX-License-Identifier: Apache-2.0 */
/* Sources: Apple's mach/machine.h, mach-o/loader.h, xnu osfmk/kern/cs_blobs.h; the names of architectures are those of
 * cctools' arch(3). */
#include "names/macho_names.h"

#include <stddef.h>
#include <string.h>

#include "names/macho_numbers.h"

struct number {
	uint32_t value;
	const char *name;
};

#define LOOK_UP(rows, v) look_up(rows, sizeof rows / sizeof rows[0], v)

static const char *look_up(const struct number *rows, size_t n, uint64_t v) {
	for (size_t i = 0; i < n; i++)
		if (rows[i].value == v)
			return rows[i].name;
	return NULL;
}

#define X86 7u
#define X86_64 (7u | CPU_ARCH_ABI64)
#define ARM 12u
#define ARM64 (12u | CPU_ARCH_ABI64)
#define ARM64_32 (12u | CPU_ARCH_ABI64_32)
#define PPC 18u
#define PPC64 (18u | CPU_ARCH_ABI64)

/* The first row of a type is the name that the type has. */
static const struct arch {
	uint32_t type, subtype;
	const char *name;
} archs[] = {
	{X86_64, 3, "x86_64"},
	{X86_64, 8, "x86_64h"},
	{ARM64, 0, "arm64"},
	{ARM64, 1, "arm64v8"},
	{ARM64, 2, "arm64e"},
	{ARM64_32, 0, "arm64_32"},
	{ARM64_32, 1, "arm64_32"},
	{X86, 3, "i386"},
	{X86, 4, "i486"},
	{X86, 0x84, "i486SX"},
	{X86, 5, "i586"},
	{X86, 0x16, "i686"},
	{X86, 0x36, "pentIIm3"},
	{X86, 0x56, "pentIIm5"},
	{X86, 10, "pentium4"},
	{ARM, 0, "arm"},
	{ARM, 5, "armv4t"},
	{ARM, 6, "armv6"},
	{ARM, 7, "armv5"},
	{ARM, 8, "xscale"},
	{ARM, 9, "armv7"},
	{ARM, 10, "armv7f"},
	{ARM, 11, "armv7s"},
	{ARM, 12, "armv7k"},
	{ARM, 13, "armv8"},
	{ARM, 14, "armv6m"},
	{ARM, 15, "armv7m"},
	{ARM, 16, "armv7em"},
	{PPC, 0, "ppc"},
	{PPC, 1, "ppc601"},
	{PPC, 3, "ppc603"},
	{PPC, 4, "ppc603e"},
	{PPC, 5, "ppc603ev"},
	{PPC, 6, "ppc604"},
	{PPC, 7, "ppc604e"},
	{PPC, 9, "ppc750"},
	{PPC, 10, "ppc7400"},
	{PPC, 11, "ppc7450"},
	{PPC, 100, "ppc970"},
	{PPC64, 0, "ppc64"},
	{PPC64, 100, "ppc970-64"},
	{6, 1, "m68k"},
	{8, 0, "mips"},
	{11, 0, "hppa"},
	{13, 0, "m88k"},
	{14, 0, "sparc"},
	{15, 0, "i860"},
	{24, 0, "riscv"},
};

#define N_ARCHS (sizeof archs / sizeof archs[0])

const char *lw_macho_arch_name(uint64_t cputype, uint64_t cpusubtype) {
	const char *of_type = NULL;
	for (size_t i = 0; i < N_ARCHS; i++) {
		if (archs[i].type != cputype)
			continue;
		if (archs[i].subtype == (cpusubtype & ~CPU_SUBTYPE_MASK))
			return archs[i].name;
		if (of_type == NULL)
			of_type = archs[i].name;
	}
	return of_type;
}

bool lw_macho_arch_of_name(const char *name, uint32_t *cputype, uint32_t *cpusubtype) {
	for (size_t i = 0; i < N_ARCHS; i++) {
		if (strcmp(archs[i].name, name) != 0)
			continue;
		*cputype = archs[i].type;
		*cpusubtype = archs[i].subtype;
		return true;
	}
	return false;
}

const char *lw_macho_machine_name(uint16_t machine) {
	const uint32_t type = (machine & 0xffu) | ((machine & 0x100u) != 0 ? CPU_ARCH_ABI64 : 0) |
		((machine & 0x200u) != 0 ? CPU_ARCH_ABI64_32 : 0);
	for (size_t i = 0; i < N_ARCHS; i++)
		if (archs[i].type == type)
			return archs[i].name;
	return NULL;
}

static const struct number types[] = {
	{1, "MH_OBJECT"},       {2, "MH_EXECUTE"},  {3, "MH_FVMLIB"},       {4, "MH_CORE"},       {5, "MH_PRELOAD"},
	{6, "MH_DYLIB"},        {7, "MH_DYLINKER"}, {8, "MH_BUNDLE"},       {9, "MH_DYLIB_STUB"}, {10, "MH_DSYM"},
	{11, "MH_KEXT_BUNDLE"}, {12, "MH_FILESET"}, {13, "MH_GPU_EXECUTE"}, {14, "MH_GPU_DYLIB"},
};

const char *lw_macho_type_name(uint64_t filetype) {
	return LOOK_UP(types, filetype);
}

#define REQ(n) (n | LC_REQ_DYLD)

static const struct number commands[] = {
	{0x1, "LC_SEGMENT"},
	{0x2, "LC_SYMTAB"},
	{0x3, "LC_SYMSEG"},
	{0x4, "LC_THREAD"},
	{0x5, "LC_UNIXTHREAD"},
	{0x6, "LC_LOADFVMLIB"},
	{0x7, "LC_IDFVMLIB"},
	{0x8, "LC_IDENT"},
	{0x9, "LC_FVMFILE"},
	{0xa, "LC_PREPAGE"},
	{0xb, "LC_DYSYMTAB"},
	{0xc, "LC_LOAD_DYLIB"},
	{0xd, "LC_ID_DYLIB"},
	{0xe, "LC_LOAD_DYLINKER"},
	{0xf, "LC_ID_DYLINKER"},
	{0x10, "LC_PREBOUND_DYLIB"},
	{0x11, "LC_ROUTINES"},
	{0x12, "LC_SUB_FRAMEWORK"},
	{0x13, "LC_SUB_UMBRELLA"},
	{0x14, "LC_SUB_CLIENT"},
	{0x15, "LC_SUB_LIBRARY"},
	{0x16, "LC_TWOLEVEL_HINTS"},
	{0x17, "LC_PREBIND_CKSUM"},
	{REQ(0x18), "LC_LOAD_WEAK_DYLIB"},
	{0x19, "LC_SEGMENT_64"},
	{0x1a, "LC_ROUTINES_64"},
	{0x1b, "LC_UUID"},
	{REQ(0x1c), "LC_RPATH"},
	{0x1d, "LC_CODE_SIGNATURE"},
	{0x1e, "LC_SEGMENT_SPLIT_INFO"},
	{REQ(0x1f), "LC_REEXPORT_DYLIB"},
	{0x20, "LC_LAZY_LOAD_DYLIB"},
	{0x21, "LC_ENCRYPTION_INFO"},
	{0x22, "LC_DYLD_INFO"},
	{REQ(0x22), "LC_DYLD_INFO_ONLY"},
	{REQ(0x23), "LC_LOAD_UPWARD_DYLIB"},
	{0x24, "LC_VERSION_MIN_MACOSX"},
	{0x25, "LC_VERSION_MIN_IPHONEOS"},
	{0x26, "LC_FUNCTION_STARTS"},
	{0x27, "LC_DYLD_ENVIRONMENT"},
	{REQ(0x28), "LC_MAIN"},
	{0x29, "LC_DATA_IN_CODE"},
	{0x2a, "LC_SOURCE_VERSION"},
	{0x2b, "LC_DYLIB_CODE_SIGN_DRS"},
	{0x2c, "LC_ENCRYPTION_INFO_64"},
	{0x2d, "LC_LINKER_OPTION"},
	{0x2e, "LC_LINKER_OPTIMIZATION_HINT"},
	{0x2f, "LC_VERSION_MIN_TVOS"},
	{0x30, "LC_VERSION_MIN_WATCHOS"},
	{0x31, "LC_NOTE"},
	{0x32, "LC_BUILD_VERSION"},
	{REQ(0x33), "LC_DYLD_EXPORTS_TRIE"},
	{REQ(0x34), "LC_DYLD_CHAINED_FIXUPS"},
	{REQ(0x35), "LC_FILESET_ENTRY"},
	{0x36, "LC_ATOM_INFO"},
	{0x37, "LC_FUNCTION_VARIANTS"},
	{0x38, "LC_FUNCTION_VARIANT_FIXUPS"},
	{0x39, "LC_TARGET_TRIPLE"},
};

const char *lw_macho_command_name(uint64_t cmd) {
	return LOOK_UP(commands, cmd);
}

static const struct number platforms[] = {
	{1, "macos"},
	{2, "ios"},
	{3, "tvos"},
	{4, "watchos"},
	{5, "bridgeos"},
	{6, "maccatalyst"},
	{7, "ios-simulator"},
	{8, "tvos-simulator"},
	{9, "watchos-simulator"},
	{10, "driverkit"},
	{11, "visionos"},
	{12, "visionos-simulator"},
	{13, "firmware"},
	{14, "sepos"},
	{15, "macos-exclavecore"},
	{16, "macos-exclavekit"},
	{17, "ios-exclavecore"},
	{18, "ios-exclavekit"},
	{19, "tvos-exclavecore"},
	{20, "tvos-exclavekit"},
	{21, "watchos-exclavecore"},
	{22, "watchos-exclavekit"},
	{23, "visionos-exclavecore"},
	{24, "visionos-exclavekit"},
};

const char *lw_macho_platform_name(uint64_t platform) {
	return LOOK_UP(platforms, platform);
}

static const struct number flags[] = {
	{0x1, "NOUNDEFS"},
	{0x2, "INCRLINK"},
	{0x4, "DYLDLINK"},
	{0x8, "BINDATLOAD"},
	{0x10, "PREBOUND"},
	{0x20, "SPLIT_SEGS"},
	{0x40, "LAZY_INIT"},
	{0x80, "TWOLEVEL"},
	{0x100, "FORCE_FLAT"},
	{0x200, "NOMULTIDEFS"},
	{0x400, "NOFIXPREBINDING"},
	{0x800, "PREBINDABLE"},
	{0x1000, "ALLMODSBOUND"},
	{0x2000, "SUBSECTIONS_VIA_SYMBOLS"},
	{0x4000, "CANONICAL"},
	{0x8000, "WEAK_DEFINES"},
	{0x10000, "BINDS_TO_WEAK"},
	{0x20000, "ALLOW_STACK_EXECUTION"},
	{0x40000, "ROOT_SAFE"},
	{0x80000, "SETUID_SAFE"},
	{0x100000, "NO_REEXPORTED_DYLIBS"},
	{0x200000, "PIE"},
	{0x400000, "DEAD_STRIPPABLE_DYLIB"},
	{0x800000, "HAS_TLV_DESCRIPTORS"},
	{0x1000000, "NO_HEAP_EXECUTION"},
	{0x2000000, "APP_EXTENSION_SAFE"},
	{0x4000000, "NLIST_OUTOFSYNC_WITH_DYLDINFO"},
	{0x8000000, "SIM_SUPPORT"},
	{0x10000000, "IMPLICIT_PAGEZERO"},
	{0x80000000, "DYLIB_IN_CACHE"},
};

const char *lw_macho_flag_name(uint64_t bit) {
	return LOOK_UP(flags, bit);
}

static const struct number tools[] = {{1, "clang"}, {2, "swift"}, {3, "ld"}, {4, "lld"}};

const char *lw_macho_tool_name(uint64_t tool) {
	return LOOK_UP(tools, tool);
}

static const struct number hashes[] = {
	{1, "sha1"}, {2, "sha256"}, {3, "sha256-truncated"}, {4, "sha384"}, {5, "sha512"},
};

const char *lw_macho_hash_name(uint64_t type) {
	return LOOK_UP(hashes, type);
}

static const struct number sign_flags[] = {
	{0x1, "host"},           {0x2, "adhoc"},
	{0x4, "get-task-allow"}, {0x8, "installer"},
	{0x100, "hard"},         {0x200, "kill"},
	{0x400, "expires"},      {0x800, "restrict"},
	{0x1000, "enforcement"}, {0x2000, "library-validation"},
	{0x10000, "runtime"},    {0x20000, "linker-signed"},
};

const char *lw_macho_sign_flag_name(uint64_t bit) {
	return LOOK_UP(sign_flags, bit);
}
