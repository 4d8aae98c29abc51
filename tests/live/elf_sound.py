#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The rules on the structure of ELF files: quiet on what linkers make, loud on what is spoilt.

elf_sound.py [--keep DIRECTORY] [DIR...]

Files are built with GNU ld and lld, for this machine and for a big-endian one with 32 bits. None of them may have a defect. Then one
thing at a time is spoilt, and the rule that is meant must tell it as new. Some of the spoilt ones are run, too: those that the real
loader does not start are counted by that. patchelf 0.14.3 spoils files in ways that its users have met. At last every ELF file
below the directories (the distribution's own, if none is named) is looked at.
"""
import argparse
import fnmatch
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))
from elfspoil import Elf
from elfspoil_cases import VARIANTS
from tally import BUILD, ROOT, Tally

import corpus

SOUND = BUILD / "tests" / "unit" / "elf-sound"

DEP = "int dep(int x) { return x + 1; } int dep_old(int x) { return x; }\n"
DEP_MAP = "DEP_1 { global: dep_old; local: *; }; DEP_2 { global: dep; } DEP_1;\n"
# With a property of x86: what the file needs of the processor.
LIB = """
asm(".pushsection .note.gnu.property, \\"a\\", @note\\n.p2align 3\\n.long 4, 16, 5\\n.asciz \\"GNU\\"\\n.long 0xc0008002, 4, 1, 0\\n.popsection");
int dep(int), dep_old(int);
__thread int tls = 3;
static int zeros[5000];
int data[4] = {1, 2, 3, 4}, *pointer = data;
__attribute__((constructor)) static void start(void) { zeros[7] = data[1]; }
int one(void) { return dep(zeros[7]) + tls; }
int two(void) { return dep_old(*pointer); }
int three(void) { return one() + two(); }
"""
LIB_MAP = "LIB_1 { global: one; local: *; }; LIB_2 { global: two; three; } LIB_1;\n"
PROGRAM = """
#include <stdio.h>
#include <stdlib.h>
int one(void), two(void), three(void);
static int many[9000];
int main(void) { many[3] = one() + two() + three(); printf("%d\\n", many[3]); return many[3] == 14 ? 0 : 1; }
"""
ALONE = """
#include <stdio.h>
__thread int tls = 4;
int main(void) { printf("%d\\n", tls); return 0; }
"""
FOREIGN = "int far(int); int data[9] = {1}; int *pointer = data; int z[999]; int near(int x) { return far(x) + *pointer + z[x]; }\n"


def run(*argv, cwd=None, env=None):
    return subprocess.run([str(a) for a in argv], cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)


def must(*argv, cwd=None):
    done = run(*argv, cwd=cwd)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, argv))}: {done.stdout.decode(errors='replace')}")


def defects(*paths, advice=False):
    """{path: [(id, sentence)]}; what is only advice is left out unless it is wanted."""
    out = {str(p): [] for p in paths}
    for at in range(0, len(paths), 500):
        said = subprocess.run([SOUND, *map(str, paths[at:at + 500])], stdout=subprocess.PIPE, check=True).stdout
        for line in said.decode(errors="replace").splitlines():
            path, what, _, sentence = line.split("\t", 3)
            if advice or not what.startswith("advice:"):
                out[path].append((what.removeprefix("advice:"), sentence))
    return out


def new_defect(before, after):
    done = run(SOUND, "--new", before, after)
    return done.stdout.decode(errors="replace").split("\t")[1] if done.stdout else None


def build(top):
    """The good files: {name: path}. Libraries have the same name with each linker, in directories of their own."""
    out = {}
    for linker in ("bfd", "lld"):
        d = top / linker
        d.mkdir()
        for name, text in (("dep.c", DEP), ("dep.map", DEP_MAP), ("lib.c", LIB), ("lib.map", LIB_MAP), ("program.c", PROGRAM), ("program.map", "P_1 { global: main; };\n"), ("alone.c", ALONE),
                           ("foreign.c", FOREIGN)):
            (d / name).write_text(text)
        cc = ["gcc", "-g", "-O1", f"-fuse-ld={linker}", "-Wl,--hash-style=both", "-Wl,--build-id", "-Wl,-z,lazy"]
        shared = [*cc, "-shared", "-fPIC"]
        libs = ["-L.", "-Wl,-rpath,$ORIGIN", "-lsound", "-ldep"]
        must(*shared, "dep.c", "-o", "libdep.so", "-Wl,-soname,libdep.so,--version-script=dep.map", cwd=d)
        must(*shared, "lib.c", "-o", "libsound.so", "-Wl,-soname,libsound.so,--version-script=lib.map", "-L.", "-ldep", "-Wl,-rpath,$ORIGIN", cwd=d)
        must(*cc, "-pie", "-fPIE", "program.c", "-o", "pie", *libs, cwd=d)
        must(*cc, "-no-pie", "-fno-pie", "program.c", "-o", "fixed", *libs, "-Wl,--export-dynamic", cwd=d)
        must(*cc, "-no-pie", "-fno-pie", "program.c", "-o", "versions", *libs, "-Wl,--export-dynamic,--version-script=program.map", cwd=d)
        must(*cc, "-pie", "-fPIE", "program.c", "-o", "relr", *libs, "-Wl,-z,now", *(["-Wl,--pack-dyn-relocs=relr"] if linker == "lld" else []), cwd=d)
        must(*cc, "-static", "alone.c", "-o", "static", cwd=d)
        must(*cc, "-static-pie", "-fPIE", "alone.c", "-o", "static-pie", cwd=d)
        must("gcc", "-g", "-c", "program.c", "-o", "object.o", cwd=d)
        must("objcopy", "--only-keep-debug", "pie", "pie.debug", cwd=d)
        names = ["libdep.so", "libsound.so", "pie", "fixed", "versions", "relr", "static", "static-pie", "object.o", "pie.debug"]
        out.update({f"{linker}/{n}": d / n for n in names})
    d = top / "lld"
    for machine in ("powerpc", "mips", "armv7", "i386", "riscv64", "powerpc64le", "aarch64"):
        name = f"lib{machine}.so"
        done = run("clang", f"--target={machine}-linux-gnu", "-O1", "-fPIC", "-nostdlib", "-shared", "-fuse-ld=lld", "foreign.c", "-o", name,
                   "-Wl,--hash-style=both" if machine != "mips" else "-Wl,--hash-style=sysv", "-Wl,--build-id,-soname,libforeign.so", cwd=d)
        if done.returncode == 0:
            out[f"lld/{name}"] = d / name
    done = run("clang", "--target=mips-linux-gnu", "-O1", "-fPIC", "-nostdlib", "-pie", "-fuse-ld=lld", "foreign.c", "libmips.so", "-o", "mips",
               "-Wl,-e,near,--unresolved-symbols=ignore-all,--dynamic-linker=/lib/ld.so.1", cwd=d)
    if done.returncode == 0:
        out["lld/mips"] = d / "mips"
    return out


def stripped(top, good):
    """What the tools that lay files out again make of the good ones."""
    out = {}
    for name in ("bfd/pie", "bfd/libsound.so", "bfd/fixed", "lld/pie", "lld/libsound.so", "lld/fixed"):
        for tool in (["strip", "-o"], ["strip", "-g", "-o"], ["llvm-strip", "-o"], ["eu-strip", "-o"]):
            to = top / f"{name.replace('/', '-')}.{''.join(tool)}"
            must(*tool, to, good[name])
            out[to.name] = to
        to = top / f"{name.replace('/', '-')}.objcopy"
        must("objcopy", good[name], to)
        out[to.name] = to
    return out


def starts(folder, top, name, data):
    """Does the real loader start the program with this file in the place of the good one?"""
    place = top / "run"
    subprocess.run(["rm", "-rf", place], check=True)
    place.mkdir()
    for n in ("libdep.so", "libsound.so", "pie", "fixed", "relr"):
        (place / n).write_bytes((folder / n).read_bytes() if n != name else data)
        (place / n).chmod(0o755)
    try:
        return run(place / (name if name in ("pie", "fixed", "relr") else "pie"), cwd=place).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def spoil_all(tally, top, good):
    for name, words, change, rule, fails in VARIANTS:
        folder = "lld" if name in ("libpowerpc.so", "mips") else "bfd"
        folder, name = name.split("/") if "/" in name else (folder, name)
        path = good.get(f"{folder}/{name}")
        if path is None:
            tally.skip(f"{name}: no compiler for it")
            continue
        elf = Elf(path.read_bytes())
        change(elf)
        bad = top / "bad"
        bad.write_bytes(elf.data)
        found = [what for what, _ in defects(bad, advice=True)[str(bad)]]
        tally.check(rule in found, f"{name}, {words}: {rule} is not told, only {found}")
        tally.check(new_defect(path, bad) is not None, f"{name}, {words}: nothing is new")
        if fails:
            tally.check(not starts(path.parent, top, name, elf.data), f"{name}, {words}: the loader starts it")


# Ways in which patchelf 0.14.3 spoils files: (file, options, rules of which one must be told).
LONG = "/a/long/path/that/needs/more/room:" * 8
PATCHELF = [
    ("bfd/libsound.so", ["--remove-needed", "libdep.so"], {"verneed-file"}),
    ("bfd/pie", ["--remove-needed", "libc.so.6"], {"verneed-file"}),
    ("lld/versions", ["--set-rpath", LONG], {"verdef-chain", "section-tag"}),
    ("bfd/pie", ["--set-rpath", LONG], {"build-id-beyond-first-page", "load-flags", "symtab-value"}),
    ("bfd/fixed", ["--set-rpath", LONG], {"load-flags", "symtab-value"}),
    ("bfd/pie", ["--set-interpreter", LONG], {"build-id-beyond-first-page", "load-flags", "symtab-value"}),
    ("lld/fixed", ["--set-rpath", LONG], {"load-flags", "symtab-value"}),
    ("bfd/libsound.so", ["--set-rpath", LONG], {"load-flags", "property"}),
]


def patchelf(tally, top, good):
    if b"0.14.3" not in run("patchelf", "--version").stdout:
        tally.skip("patchelf is not 0.14.3")
        return
    for name, options, rules in PATCHELF:
        to = top / "patched"
        to.write_bytes(good[name].read_bytes())
        must("patchelf", *options, to)
        found = {what for what, _ in defects(to)[str(to)]}
        new = new_defect(good[name], to)
        if name == "bfd/pie" and options[0] == "--set-rpath":
            tally.check(b"advice:strtab-base" in run(SOUND, to).stdout, f"patchelf {options[0]} {name}: strtab-base is not told")
        tally.check(rules <= found and new is not None, f"patchelf {options[0]} {name}: {rules} are not told, only {found}")


# True oddities of files that were never edited: (rule, files, why).
ODD = [
    ("section-order", "*", "Go's linker puts its note at the end of the table of sections; QEMU's firmware has a script of its own"),
    ("section-segment", "*", "Go's linker with -B: the build id lies in no PT_NOTE as a whole"),
    ("symtab-value", "*/jvm/*", "Intel's compiler put labels of .eh_frame in front of it; linkers put __TMC_END__ behind .data"),
    ("symtab-value", "*/libhwasan.so*", "lld puts a symbol of a section that went away elsewhere"),
    ("*", "*/go-*/src/*/testdata/*", "files of old linkers, and of headers alone"),
    ("build-id-beyond-first-page", "*mips*", "the build id comes behind the tables of MIPS"),
    ("load-writable-code", "*/qemu/*", "firmware"),
    ("load-writable-code", "*hppa*", "the procedure linkage table of PA-RISC and SPARC is data with code"),
    ("load-writable-code", "*sparc*", "the same"),
    ("load-page", "*/qemu/*", "firmware"),
    ("*", "*/google-cloud-sdk/*", "files that patchelf has changed, and Go's"),
    ("*", "/opt/*", "not of the distribution"),
    ("*", "/usr/local/*", "not of the distribution"),
]


def is_odd(rule, path):
    return any(fnmatch.fnmatch(rule, r) and fnmatch.fnmatch(path, f) for r, f, _ in ODD)


def system(tally, roots):
    """Whatever linkers have made: a rule that speaks of it is wrong, but for what is known to be odd."""
    files = [p for p in corpus.regular_files(roots) if os.path.getsize(p) > 4 and os.access(p, os.R_OK)]
    # Guile's bytecode is ELF for no machine (EM_NONE), and no linker has made it.
    files = [p for p in files if (head := open(p, "rb").read(20))[:4] == b"\x7fELF" and head[18:20] != b"\0\0"]
    odd = {}
    for path, found in defects(*files).items():
        wrong = [f for f in found if not is_odd(f[0], path)]
        tally.check(not wrong, f"{path}: {wrong[:3]}")
        for what in {w for w, _ in found}:
            odd[what] = odd.get(what, 0) + 1
    print(f"{len(files)} files; odd: " + (", ".join(f"{n} {what}" for what, n in sorted(odd.items())) or "none"))


def each_rule_is_tried(tally):
    """Every rule has a file that it tells of, and a line in the document."""
    tried = {rule for _, _, _, rule, _ in VARIANTS} | {"strtab-base"}
    document = (ROOT / "docs" / "sound.md").read_text()
    for line in run(SOUND, "--rules").stdout.decode().splitlines():
        rule = line.split("\t")[0]
        tally.check(rule in tried, f"{rule}: no file is spoilt for it")
        tally.check(f"`{rule}`" in document, f"{rule}: docs/sound.md does not name it")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keep", help="where the files are built; it has to be empty")
    options.add_argument("roots", nargs="*", metavar="DIR")
    options = options.parse_args()
    tally = Tally("elf_sound")
    with tempfile.TemporaryDirectory() as scratch:
        top = Path(options.keep or scratch)
        good = build(top)
        files = {**good, **stripped(top, good)}
        for path, found in defects(*files.values()).items():
            tally.check(not found, f"{path} is good and has {found}")
        each_rule_is_tried(tally)
        spoil_all(tally, top, good)
        patchelf(tally, top, good)
    system(tally, options.roots or ["/usr/bin", "/usr/sbin", "/usr/lib", "/usr/libexec", "/usr/share"])
    tally.end()


main()
