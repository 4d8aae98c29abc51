# SPDX-License-Identifier: Apache-2.0
"""Programs and a library of our own for the campaigns on edits, built in the ways that linkers lay files out differently.

The program checks for itself what an edit may spoil without anyone else noticing: that the program headers the kernel tells of are
its own and cover it, that thread-local data, constructors, weak and versioned symbols are what they were. The library has a string table
that fits into no page's rest, and a table larger than what lies between the slot that points to it and the end of its memory: eu-elflint
takes a read-only segment there for one that is written to.
"""

import os
import subprocess

LIBRARY = r"""
__thread int own_local = 40;
static int told = 1;
__attribute__((constructor)) static void begin(void) { told += 1; }
int own_long_NAME;
const int own_table[30000] = {0, 0, 1};
int own_sum_old(int a, int b) { return a + b; }
int own_sum_new(int a, int b) { own_local += told; return a + b + own_local + own_table[a & 1]; }
__asm__(".symver own_sum_old,own_sum@OWN_1");
__asm__(".symver own_sum_new,own_sum@@OWN_2");
"""
VERSIONS = "OWN_1 { global: own_sum; local: *; };\nOWN_2 { global: own_sum; own_local; own_table; own_long*; } OWN_1;\n"
PROGRAM = r"""
#define _GNU_SOURCE
#include <elf.h>
#include <link.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
int own_sum(int, int);
extern __thread int own_local;
static const char text_of_mine[] = "mine";
extern int nobody(void) __attribute__((weak));
static __thread char text[4096] = "local";
static int zeros[30000], began;
__attribute__((constructor)) static void begin(void) { began = 7; }
__attribute__((destructor)) static void finish(void) { puts("finished"); }
static int each(struct dl_phdr_info *info, size_t size, void *out) {
	(void)size;
	for (int i = 0; info->dlpi_name[0] == '\0' && i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_LOAD && (unsigned long)text_of_mine - info->dlpi_addr - info->dlpi_phdr[i].p_vaddr < info->dlpi_phdr[i].p_memsz)
			*(int *)out = (unsigned long)info->dlpi_phdr == getauxval(AT_PHDR) && getauxval(AT_PHNUM) == info->dlpi_phnum;
	return 0;
}
int main(int argc, char **argv) {
	int same = 0, sum = 0;
	dl_iterate_phdr(each, &same);
	for (int i = 0; i < 30000; i++)
		sum += zeros[i];
	(void)argv;
	printf("sum %d local %d %s began %d zeros %d nobody %d cos %.5f\n", own_sum(argc - argc, 2), own_local, text, began, sum, nobody ? 1 : 0,
	       cos(began + argc - argc));
	printf("headers %s\n", same ? text_of_mine : "not mine");
	return 42;
}
"""
# name: (options of the compiler and linker, whether lld links)
WAYS = {
    "pie": (["-pie", "-fPIE"], False), "fixed": (["-no-pie", "-fno-pie"], False), "pie-lld": (["-pie", "-fPIE"], True),
    "fixed-lld": (["-no-pie", "-fno-pie"], True), "sysv": (["-pie", "-fPIE", "-Wl,--hash-style=sysv"], False),
    "now": (["-pie", "-fPIE", "-Wl,-z,now,-z,relro"], False), "together": (["-no-pie", "-fno-pie", "-Wl,-z,noseparate-code"], False),
    "norelro": (["-pie", "-fPIE", "-Wl,-z,norelro,-z,lazy"], False), "tight-lld": (["-pie", "-fPIE", "-Wl,--rosegment,-z,separate-loadable-segments"], True),
}


def with_lld(folder, triple):
    """A search path of commands on which a cross compiler finds lld, which it asks for by a name with its triple."""
    place = os.path.join(folder, "tools")
    os.makedirs(place, exist_ok=True)
    if not os.path.lexists(os.path.join(place, triple + "-ld.lld")):
        os.symlink("/usr/bin/ld.lld", os.path.join(place, triple + "-ld.lld"))
    return f"{place}:/usr/bin:/bin"


def build(folder, compiler, lld=True, rpath="$ORIGIN/../lib", gold=False):
    """Builds all below folder (lib/, bin/); gives {way: path of the program} of those that could be built."""
    places = {name: os.path.join(folder, name) for name in ("lib", "bin")}
    for place in places.values():
        os.makedirs(place, exist_ok=True)
    versions, library = os.path.join(folder, "versions"), os.path.join(places["lib"], "libown.so.1")
    with open(versions, "w", encoding="ascii") as f:
        f.write(VERSIONS)
    subprocess.run([*compiler, "-w", "-O1", "-shared", "-fPIC", "-Wl,-soname,libown.so.1", "-Wl,--version-script=" + versions, "-o", library,
                    "-x", "c", "-"], input=LIBRARY.replace("NAME", "name" * 1200), text=True, check=True)
    ways = {name: (words, "lld" if by_lld else None) for name, (words, by_lld) in WAYS.items() if lld or not by_lld}
    if gold:
        ways |= {"pie-gold": (["-pie", "-fPIE"], "gold"), "fixed-gold": (["-no-pie", "-fno-pie"], "gold")}
    out, path_of_tools = {}, with_lld(folder, compiler[0].removesuffix("-gcc"))
    for name, (words, linker) in ways.items():
        path = os.path.join(places["bin"], name)
        done = subprocess.run([*compiler, "-w", "-O1", *words, *(["-fuse-ld=" + linker] if linker else []), "-Wl,--enable-new-dtags",
                               f"-Wl,-rpath,{rpath}", "-o", path, "-x", "c", "-", "-x", "none", library, "-lm"],
                              input=PROGRAM, text=True, capture_output=True, check=False, env={**os.environ, "PATH": path_of_tools})
        if done.returncode == 0:
            out[name] = path
        else:
            print(f"{compiler[0]} does not build {name}: {done.stderr.strip().splitlines()[-1:]}", flush=True)
    return out
