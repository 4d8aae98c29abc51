/* SPDX-License-Identifier: Apache-2.0 */
/* What changed in glibc's search from 2.17 to 2.43: one row a change. (name, first 2.N that has it, last 2.N that has
 * it, source) */
#ifndef LW_LOADER_GLIBC_RULES_H
#define LW_LOADER_GLIBC_RULES_H

#include <stdbool.h>
#include <stdint.h>

#define GL_OLDEST 17
#define GL_NEWEST 43
#define GL_EVER 255

#define GL_RULES(X) \
	X(HWCAPS_SUBDIRS, 33, GL_EVER, "glibc-hwcaps/ directories, dl-hwcaps.c") \
	X(LEGACY_HWCAPS, 0, 36, "tls/, platform and hwcap directories; gone with 6099908fb8") \
	X(CACHE_LEGACY_HWCAP, 0, 39, \
	  "hwcap bits of cache entries are looked at; since c5aa5fd40a such an entry is passed over") \
	X(CACHE_KERNEL_VERSION, 0, 35, "osversion of cache entries") \
	X(ABI_TAG, 0, 35, "ABI notes of candidates are looked at; gone with b46d250656") \
	X(ENOTDIR_GOES_ON, 39, GL_EVER, "bug 31035, dl-load.c open_path") \
	X(ROOT_STAT_BUG, 0, 37, "bug 30435: stat of a directory without its slash, so that / becomes an empty name") \
	X(DOT_FOR_EMPTY, 0, 26, "an empty element is written ./") \
	X(PIE_REFUSED, 30, GL_EVER, "DF_1_PIE is no library, bug 24323") \
	X(EXPLICIT_MAIN_HAS_ID, 0, 30, "bug 24900: ld.so FILE knows FILE's inode") \
	X(AUDIT_RUNPATH, 35, GL_EVER, "bug 28455: the program's DT_RUNPATH serves audit modules") \
	X(MAIN_AUDIT_TAGS, 32, GL_EVER, "DT_AUDIT and DT_DEPAUDIT of the program") \
	X(AUDIT_COUNTED, 31, GL_EVER, "more than 12 audit modules are fatal, dl-tls.c; seen on 2.31 as branched") \
	X(AUDIT_ADDS_UP, 31, GL_EVER, "every LD_AUDIT counts, not the last alone; rtld.c; seen on 2.31 as branched") \
	X(EXPLICIT_ORIGIN_RESOLVED, 42, GL_EVER, "9b646f5dc9: $ORIGIN of a file given to ld.so follows its links") \
	X(SECURE_ORIGIN_FOLDED, 43, GL_EVER, \
	  "in secure mode a trusted path is used with . and .. folded; seen on Debian's 2.43") \
	X(LOADER_ALWAYS_LISTED, 41, GL_EVER, \
	  "the loader stands in its own list even if nothing needs it, rtld.c dl_main") \
	X(FILTER_OF_MAIN_ABORTS, 0, 34, "a filtee of the program fails an assertion, dl-deps.c; tried on 2.31") \
	X(ISA_LEVEL, 33, GL_EVER, "x86 ISA marks are fatal at start, dl-prop.h") \
	X(RELR_NEEDS_ABI, 36, GL_EVER, "DT_RELR needs GLIBC_ABI_DT_RELR, dl-version.c") \
	X(SORT_DFS, 35, GL_EVER, \
	  "objects are sorted in depth for init and fini unless a tunable says otherwise, dl-sort-maps.c") \
	X(INTEL_PLATFORM, 26, 41, "haswell and xeon_phi as $PLATFORM, cpu-features.c")

enum gl_rule {
#define X(name, first, last, source) GL_##name,
	GL_RULES(X)
#undef X
		GL_N_RULES
};

/* Does glibc 2.minor follow this rule? */
bool lw_gl_has(uint16_t minor, enum gl_rule rule);

#endif
