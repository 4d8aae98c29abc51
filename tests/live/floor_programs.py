# SPDX-License-Identifier: Apache-2.0
"""Programs that each need another version of a library, linked against the libraries of other roots where this system's are too old.

Each writes "ok" and ends with 0 where it runs.
"""

import os
import subprocess

START = """
long write(int, const void *, unsigned long);
void _exit(int) __attribute__((noreturn));
%s
__attribute__((force_align_arg_pointer)) void _start(void) {
	%s
	write(1, "ok\\n", 3);
	_exit(0);
}
"""
POINTERS = "static int one = 1, two = 2; int *table[64] = {&one, &two, &one, &two, &one, &two};"
FOLLOW = "int *volatile *at = table; if (*at[1] != 2) _exit(3);"
CXX_MAIN = r"""
#include <string>
#include <unistd.h>
%s
int main(int argc, char **argv) {
	std::string s(argv[0]);
	%s
	return write(1, s.empty() ? "no\n" : "ok\n", 3) != 3;
}
"""

# (name, what it needs, root whose libraries it is linked against or None, libraries, source, linker's options)
LINKED = [
    ("old", "GLIBC_2.2.5 alone", None, ["libc.so.6"], START % ("", ""), []),
    ("stat", "GLIBC_2.33", None, ["libc.so.6"],
     START % ("int stat(const char *, void *);", 'static char room[1024]; if (stat("/", room) != 0) _exit(3);'), []),
    ("arc4random", "GLIBC_2.36", None, ["libc.so.6"], START % ("unsigned arc4random(void);", "(void)arc4random();"), []),
    ("strlcpy", "GLIBC_2.38", "trixie", ["libc.so.6"],
     START % ("unsigned long strlcpy(char *, const char *, unsigned long);", 'char to[8]; if (strlcpy(to, "x", 8) != 1) _exit(3);'), []),
    ("memset_explicit", "GLIBC_2.43", "forky", ["libc.so.6"],
     START % ("void *memset_explicit(void *, int, unsigned long);", "char to[8]; memset_explicit(to, 0, 8);"), []),
    ("wait", "GLIBCXX_3.4.30, and nothing new of glibc", "bookworm", ["libstdc++.so.6", "libc.so.6"],
     START % ("void wait_(void) __asm__(\"_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE\"); void (*volatile at)(void) = wait_;",
              "if (at == 0) _exit(3);"), []),
    ("iostream", "GLIBCXX_3.4.32", "trixie", ["libstdc++.so.6", "libc.so.6"],
     START % ("void init(void) __asm__(\"_ZSt21ios_base_library_initv\");", "init();"), []),
    ("relr", "DT_RELR, and says so", None, ["libc.so.6"], START % (POINTERS, FOLLOW), ["-Wl,-z,pack-relative-relocs"]),
    ("relr-unsaid", "DT_RELR, and does not say so (lld)", None, ["libc.so.6"], START % (POINTERS, FOLLOW),
     ["-fuse-ld=lld", "-Wl,--pack-dyn-relocs=relr"]),
    ("weak", "a weak need of GLIBC_2.36", None, ["libc.so.6"],
     START % ("extern unsigned arc4random(void) __attribute__((weak));", "if (arc4random != 0) (void)arc4random();"), []),
    ("private", "GLIBC_PRIVATE", None, ["libc.so.6"], START % ("void __nss_lookup(void); void (*volatile at)(void) = __nss_lookup;", "if (at == 0) _exit(3);"), []),
]

# (name, what it needs, compiler, source, options)
COMPILED = [
    ("main", "a usual program of this system", "gcc", "#include <stdio.h>\nint main(void) { puts(\"ok\"); return 0; }\n", []),
    ("static", "nothing", "gcc", "#include <stdio.h>\nint main(void) { puts(\"ok\"); return 0; }\n", ["-static"]),
    ("cxx", "libstdc++ of this system", "g++", CXX_MAIN % ("#include <condition_variable>", "std::condition_variable c; c.notify_one();"), []),
    ("cxx-static-runtime", "libstdc++ inside", "g++", CXX_MAIN % ("#include <iostream>", 'std::cout << "";'),
     ["-static-libstdc++", "-static-libgcc"]),
]


def find(root, name):
    """The file in a root, or this system's."""
    for folder in ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"):
        path = os.path.join(root, folder, name)
        if os.path.exists(path):
            return path
    raise FileNotFoundError(f"{name} in {root}")


def link(row, roots, folder):
    name, _, release, libraries, source, options = row
    root = roots[release] if release else "/"
    files = [find(root, n) for n in libraries]
    out = os.path.join(folder, name)
    subprocess.run(["gcc", "-nostdlib", "-pie", "-fPIE", "-O1", "-fno-builtin", "-Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2",
                    "-Wl,--allow-shlib-undefined", *options, "-o", out, "-x", "c", "-", "-x", "none", *files], input=source, text=True,
                   check=True)
    return out


def make(roots, folder):
    """[(name, what it needs, file)]"""
    made = [(row[0], row[1], link(row, roots, folder)) for row in LINKED]
    for name, needs, compiler, source, options in COMPILED:
        out = os.path.join(folder, name)
        subprocess.run([compiler, "-O1", "-o", out, "-x", "c++" if compiler == "g++" else "c", "-", *options], input=source, text=True, check=True)
        made.append((name, needs, out))
    return made
