/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A world is all that decides a search besides the files: environment, current directory, privileges,
 * CPU and which loader's rules hold. It is the only input of a loader; nothing is read from the
 * process that linkwright runs in unless the caller puts it here.
 */
#ifndef LINKWRIGHT_WORLD_H
#define LINKWRIGHT_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "linkwright/error.h"

/* Which CPU the program would run on. Zero is the machine's baseline. */
struct lw_cpu {
	char name[32];       /* as it was given or found: "x86-64-v3", "x86-64-v4+intel" */
	const char *from;    /* "given", "this machine" or "baseline" */
	uint8_t x86_level;   /* 1 to 4; 0 is unknown and counts as 1 */
	bool intel_platform; /* glibc before 2.42 calls this Intel CPU "haswell" */
	bool intel_avx512;   /* glibc before 2.37 has the legacy directory avx512_1 for it */
	bool xeon_phi;
};

enum lw_loader_kind {
	LW_LOADER_AUTO, /* told from the file and what it finds */
	LW_LOADER_GLIBC,
	LW_LOADER_MUSL,
	LW_LOADER_DYLD,
	LW_LOADER_WINDOWS,
};

/* How people start a Windows program or library: (code, name of --as). */
#define LW_STARTS(X) \
	X(AUTO, "auto")       /* an extension module (.pyd) by Python, all else by itself */ \
	X(PROGRAM, "program") /* by itself, or with LoadLibrary and the library's full path */ \
	X(PYTHON, "python")   /* imported as an extension module by Python 3.8 or later */ \
	X(CONDA, "conda")     /* in an activated conda environment; a library by conda's own Python */

enum lw_start {
#define X(code, name) LW_START_##code,
	LW_STARTS(X)
#undef X
		LW_N_STARTS
};

/* What only Windows has. Paths are Windows' ("C:\\x") or those of the tree ("/C/x"). */
struct lw_windows {
	enum lw_start start;
	const char *const *user_dirs; /* what the process gave to AddDllDirectory */
	uint32_t n_user_dirs;
	const char
		*dll_directory; /* what it gave to SetDllDirectory; NULL: nothing; "": the call without a directory */
	bool unsafe_search;     /* SafeDllSearchMode is 0 */
	bool dev_override;      /* DevOverrideEnable is 1: .local counts beside a manifest too */
	const uint8_t
		*api_sets; /* a map of API sets: apisetschema.dll or lines of text; NULL: the tree's own, if any */
	size_t n_api_sets;
};

/* Zero is a good default for every member but sz. Strings are borrowed until the graph is built. */
struct lw_world {
	size_t sz;              /* sizeof (struct lw_world) */
	const char *const *env; /* "NAME=VALUE"; the program's whole environment */
	size_t n_env;
	const char *cwd; /* absolute; NULL is "/" */
	bool secure;     /* as if set-user-ID (AT_SECURE) */
	struct lw_cpu cpu;
	enum lw_loader_kind loader;
	uint16_t glibc_minor;   /* 36 for 2.36; 0: find out */
	uint32_t kernel[3];     /* for the ABI note; zeros: new enough */
	uint32_t os_version[2]; /* of macOS, for dyld: 14 and 5 for 14.5; zeros: the newest that is known */
	struct lw_windows windows;
};

/* Reads a CPU's name (x86-64-v1 to v4, with "+intel" for an Intel one, "+phi" for a Xeon Phi) into *cpu. False with
 * USAGE. */
LW_API LW_USE bool lw_cpu_parse(const char *text, struct lw_cpu *cpu, struct lw_error *err);

/* Reads "A.B.C" (B and C may be left out) into kernel. False with USAGE. */
LW_API LW_USE bool lw_kernel_parse(const char *text, uint32_t kernel[3], struct lw_error *err);

/* Reads "14" or "14.5" into version. False: it is none. */
LW_API LW_USE bool lw_os_version_parse(const char *text, uint32_t version[2]);

/* This machine's kernel; zeros if it cannot be told. */
LW_API void lw_kernel_of_this_machine(uint32_t kernel[3]);

/* What this machine is. */
LW_API void lw_cpu_of_this_machine(struct lw_cpu *cpu);

/* The value of NAME in the world's environment; NULL: not set. Of several the last counts, as it does for ld.so, which
 * goes through the whole environment (glibc elf/rtld.c process_envvars). */
LW_API const char *lw_world_getenv(const struct lw_world *w, const char *name);

/* The same, one value after the other: *from, 0 at first, is where to go on. NULL when there are no more. */
LW_API const char *lw_world_getenv_from(const struct lw_world *w, const char *name, size_t *from);

#endif
