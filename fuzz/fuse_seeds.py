#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Small linked programs and libraries in pairs for fuzz_fuse: fuse_seeds.py FOLDER. Needs gcc and lld."""
import os
import struct
import subprocess
import sys
import tempfile

LIBRARY = """
long d[2] = {1, 2}; void *p[2] = {&d[1], 0}; __thread long t = 3; static __thread long s; static long one(long n) { return n; }
extern long of_program(long) __attribute__((weak));
long f(long n) { t++; s++; return n + d[0] + (of_program ? of_program(n) : 0); }
typedef long kind(long); static kind *pick(void) { return one; } long i(long n) __attribute__((ifunc("pick")));
static void *table[3] = {(void *)f, (void *)i, p};
__attribute__((constructor)) static void up(void) { d[1]++; } __attribute__((destructor)) static void down(void) { d[1] = (long)table[d[0]]; }
"""
PROGRAM = """
extern long d[2], f(long), i(long); extern void *p[2]; extern __thread long t; __thread long own = 5; long of_program(long n) { return n + own; }
void *kept[3] = {(void *)f, (void *)i, &d[1]};
long run(void) { return f(1) + i(2) + d[1] + t + (long)p[0] + (long)kept[d[0]]; }
void _start(void) { run(); for (;;) ; }
"""
SMALL = ["-nostdlib", "-O1", "-fno-stack-protector", "-Wl,-z,max-page-size=4096", "-Wl,--build-id=0x5eed,--allow-shlib-undefined", "-s"]
LOADER = "-Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2"
WAYS = {"pie": ["-fPIE", "-pie", LOADER], "fixed": ["-fno-pie", "-no-pie", LOADER], "dso": ["-fPIC", "-shared"]}
MORE = {"bfd": ["-Wl,-z,noseparate-code"], "lld": ["-fuse-ld=lld"], "relr": ["-Wl,-z,pack-relative-relocs", "-Wl,-z,noseparate-code"],
        "sysv": ["-Wl,--hash-style=sysv", "-Wl,-z,norelro", "-Wl,-z,noseparate-code", "-mtls-dialect=gnu2"], "versions": ["-Wl,-z,noseparate-code", "-Wl,--version-script=map"]}


def cc(folder, source, out, *words):
    subprocess.run(["gcc", *SMALL, "-o", out, *words[:-1], "-x", "c", "-", *(["-x", "none", words[-1]] if words[-1] else [])], input=source.encode(), cwd=folder, check=True)
    with open(os.path.join(folder, out), "rb") as f:
        return f.read()


def main():
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "map"), "w", encoding="ascii") as f:
            f.write("V1 { f; d; }; V2 { i; p; t; } V1;")
        loader = cc(folder, "", "ld", "-shared", "-fPIC", "-Wl,-z,noseparate-code", "-Wl,-soname,ld-linux-x86-64.so.2", "-Wl,--build-id=none", "")
        for style, more in MORE.items():
            library = cc(folder, LIBRARY, "libfuzz.so", "-fPIC", "-shared", "-Wl,-soname,libfuzz.so", *more, "")
            for way, words in WAYS.items():
                mine = [w for w in more if "version-script" not in w]
                program = cc(folder, PROGRAM, "t", *words, *mine, "-Wl,-E", "libfuzz.so")
                for how in ((0, 4) if way == "fixed" else (0, 1) if way == "pie" else (0, 2)):
                    with open(os.path.join(sys.argv[1], f"{way}-{style}-{how}"), "wb") as f:
                        f.write(struct.pack("<II", len(program), len(library)) + program + library + loader + bytes([how]))


main()
