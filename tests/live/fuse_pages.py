#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Pages of 4, 16 and 64 KiB: what a fused file for aarch64 may do with each page when it has started, beside what its libraries could.

fuse_pages.py [--linkwright FILE]

Libraries in many layouts, few of them and so many that they have to be mapped together. What comes of the segments and of the table that
the stub reads is worked out here for each size of pages: by the rules of the kernel (mmap and mprotect take whole pages) and of glibc
(_dl_protect_relro). Each page that a library alone would have must be as it would be there. The stub itself is tested by fuse_stubs.py.
"""
import argparse
import os
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "tree")]
from elfspoil import Elf
from fuse_cases import build
from tally import BUILD, Tally
import edit_own

PAGES = (4096, 16384, 65536)
R, W, X, INSIDE = 1, 2, 4, 0x100
LLD = "-fuse-ld=lld"
LAYOUTS = ([], ["-Wl,-z,separate-code"], [LLD], [LLD, "-Wl,-z,separate-code"], [LLD, "-Wl,-z,separate-loadable-segments"], ["-Wl,-z,norelro"],
           ["-Wl,-z,max-page-size=0x200000"], ["-Wl,-z,common-page-size=0x10000"])
SMALL = (["-Wl,-z,max-page-size=4096"], [LLD, "-Wl,-z,max-page-size=4096"], ["-Wl,-z,max-page-size=4096,-z,separate-code"])
LIBRARY = """
static __thread int state = NUM; int d_NUM = NUM, zero_NUM[3 * NUM]; int *const ptr_NUM = &d_NUM; int *const many_NUM[NUM] = {&d_NUM};
int f_NUM(void) { return state + d_NUM + *ptr_NUM + zero_NUM[2]; }
__attribute__((constructor)) static void begin(void) { state += 1000; zero_NUM[2] = 1; }
"""


def phdrs(elf):
    kinds = {1: "LOAD", 0x6474E552: "RELRO"}
    order, size, off, count = elf.order, 56, *struct.unpack_from(elf.order + "Q", elf.data, 32), struct.unpack_from(elf.order + "H", elf.data, 56)[0]
    out = []
    for i in range(count):
        kind, flags, at, addr, _, filesz, memsz, align = struct.unpack_from(order + "IIQQQQQQ", elf.data, off + i * size)
        if kind in kinds:
            prot = (R if flags & 4 else 0) | (W if flags & 2 else 0) | (X if flags & 1 else 0)
            out.append((kinds[kind], prot, at, addr, filesz, memsz, align))
    return out


def started(elf, page, rows=()):
    """{page's address: protection} once it has started; None in it: a call of mprotect that fails."""
    pages, relro = {}, None
    for kind, prot, _, addr, _, memsz, _ in phdrs(elf):
        if kind == "RELRO":
            relro = addr, memsz
            continue
        for at in range(addr // page * page, addr + memsz, page):
            pages[at] = prot
    for first, (begin, size, how) in enumerate(([(*relro, R | INSIDE)] if relro else []) + list(rows)):
        begin, end = begin // page * page, begin + size
        end = end // page * page if how & INSIDE else -(-end // page) * page
        for at in range(begin, end, page):
            if at not in pages and first + (relro is None):
                pages[None] = at
            pages[at] = how & 7
    return pages


def tables(elf):
    """What the tables of the stub protect, in turn: words in a segment that is only read, of which the first is its own address."""
    out = []
    for kind, prot, off, addr, filesz, _, _ in phdrs(elf)[-4:]:
        if kind != "LOAD" or prot != R:
            continue
        for at in range(0, filesz - 40, 8):
            own, what = struct.unpack_from("<QQ", elf.data, off + at)
            if own == addr + at and what in (1, 2, 3, 4):
                row = off + at + 8
                while (word := struct.unpack_from("<4Q", elf.data, row))[0] != 0:
                    out += [word[1:]] if word[0] == 1 else []
                    row += 32
    return out


def build_id(elf):
    at = bytes(elf.data).index(b"GNU\0")
    return bytes(elf.data[at + 4:at + 24])


def delta(elf, lib):
    """How far a library's addresses have moved, by its build-id."""
    there, own = bytes(elf.data).index(build_id(lib)), bytes(lib.data).index(build_id(lib))
    place = [addr + there - off for kind, _, off, addr, filesz, *_ in phdrs(elf) if kind == "LOAD" and off <= there < off + filesz]
    base = [addr + own - off for kind, _, off, addr, filesz, *_ in phdrs(lib) if kind == "LOAD" and off <= own < off + filesz]
    return place[0] - base[0]


def compare(tally, name, fused, libs):
    elf = Elf(fused)
    rows = tables(elf)
    tally.check(rows, f"{name}: no table is found")
    for page in PAGES:
        now, moved = started(elf, page, rows), 0
        tally.check(None not in now, f"{name}, pages of {page}: {now.get(None, 0):#x} is protected and not there")
        for path, lib in libs.items():
            if page > min(p[6] for p in phdrs(lib) if p[0] == "LOAD"):
                continue  # the loader does not take it
            by, want = delta(elf, lib), started(lib, page)
            bad = [f"{at:#x}: {now.get(at + by)} and not {prot}" for at, prot in want.items() if now.get(at + by) != prot]
            tally.check(not bad, f"{name}, pages of {page}, {path} (moved by {by:#x}): {bad[:4]}")
            moved += by % page == 0
        tally.check(moved, f"{name}: nothing was compared for pages of {page}")


def make(top, count, layouts):
    """A program and its libraries; {path: Elf} of these."""
    place = os.path.join(top, "app")
    os.makedirs(place + "/lib")
    env = {"PATH": edit_own.with_lld(top, "aarch64-linux-gnu")}
    cc = ["aarch64-linux-gnu-gcc", "-O1", "-w", "-fPIC"]
    out = {}
    for i in range(1, count + 1):
        with open(f"{place}/{i}.c", "w", encoding="ascii") as f:
            f.write(LIBRARY.replace("NUM", str(i)))
        path = f"lib/lib{i}.so"
        build.must([*cc, "-shared", f"{i}.c", "-o", path, f"-Wl,-soname,lib{i}.so,--build-id", *layouts[i % len(layouts)]], cwd=place, env=env)
        out[path] = Elf(build.read(f"{place}/{path}"))
    calls = range(1, count + 1)
    with open(place + "/main.c", "w", encoding="ascii") as f:
        f.write("#include <stdio.h>\n" + "".join(f"int f_{i}(void);" for i in calls) +
                "static __thread short own = 5;\nint main(void) { long s = own; " + "".join(f"s = s * 3 % 99991 + f_{i}(); " for i in calls) +
                'printf("%ld %d\\n", s, own); }\n')
    for name, words in (("pie", ["-pie"]), ("fixed", ["-no-pie"]), ("lld", ["-pie", LLD])):
        build.must([*cc, *words, "main.c", "-o", name, *out, "-Wl,-rpath,$ORIGIN/lib"], cwd=place, env=env)
    return place, out


def one(tally, top, words, options):
    name, count, layouts = words
    place, libs = make(top, count, layouts)
    qemu = ["/usr/bin/qemu-aarch64-static", "-L", top]
    for program in ("pie", "fixed", "lld"):
        truth = build.call([*qemu, f"{place}/{program}"])
        tally.check(truth[0] == 0 and truth[1].endswith(" 5\n"), f"{name}, {program}: {truth}")
        for more in ([], ["--fixed"]) if program == "pie" else ([],):
            what, out = f"{name}, {program} {more}", f"{place}/out"
            status, _, err = build.call([options.linkwright, "fuse", "--root", top, f"/app/{program}", "--all", "--keep-libc", *more, "-o", out])
            if not tally.check(status == 0, f"{what}: status {status} {err}"):
                continue
            os.rename(place + "/lib", place + "/away")
            for size in ([], ["-p", "65536"]):
                now = build.call([*qemu, *size, out])
                tally.check(now == truth, f"{what} {size}: it runs as {now}, not {truth}")
            os.rename(place + "/away", place + "/lib")
            compare(tally, what, build.read(out), libs)
            os.unlink(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=str(BUILD / "linkwright"))
    options = parser.parse_args()
    options.linkwright = os.path.abspath(options.linkwright)
    tally = Tally("fuse_pages")
    missing = [t for t in ("aarch64-linux-gnu-gcc", "qemu-aarch64-static", "ld.lld") if not os.path.exists("/usr/bin/" + t)]
    if missing:
        tally.skip(f"there is no {', '.join(missing)}")
        tally.check(True, "")
        tally.end()
    for words in (("few", 11, LAYOUTS + SMALL), ("merged", 23, LAYOUTS), ("packed", 40, LAYOUTS + SMALL)):
        with tempfile.TemporaryDirectory() as top:
            build.machine(top, "aarch64")
            one(tally, top, words, options)
    tally.end()


if __name__ == "__main__":
    main()
