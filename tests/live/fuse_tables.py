#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Dynamic symbols, hash tables and versions of a new file: what readers and real loaders find is what was put in.

fuse_tables.py [--seed N] [--scale N] [--only FLAVOUR] [--keep DIRECTORY] [--tool FUSE-TABLES]

Random libraries of nothing but such tables are made, some with 64 and some with 32 bits, of both byte orders. readelf tells their symbols,
versions and hash chains; eu-readelf reads them through the dynamic section; eu-elflint and elf-sound look for faults; a program opens each of them with
the real loader (glibc natively and in qemu, musl), looks every name up with and without its version, and looks at what relocations stored.
"""
import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))
from tally import BUILD, ROOT, Tally

import fuse_tables_look as look
from fuse_tables_model import Library, World

CHECK = ROOT / "tests/live/fuse_tables_check.c"
# name: bits, order, machine, flags, compiler, what runs it, how many libraries. No compiler: for readers only.
FLAVOURS = {
    "x86_64": (64, "little", 62, 0, ["gcc"], [], 240),
    "musl": (64, "little", 62, 0, ["musl-gcc", "-DNO_DLVSYM"], [], 100),
    "i386": (32, "little", 3, 0, ["i686-linux-gnu-gcc"], ["qemu-i386-static", "-L", "/usr/i686-linux-gnu"], 50),
    "s390x": (64, "big", 22, 0, ["s390x-linux-gnu-gcc"], ["qemu-s390x-static", "-L", "/usr/s390x-linux-gnu"], 50),
    "aarch64": (64, "little", 183, 0, ["aarch64-linux-gnu-gcc"], ["qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu"], 50),
    "arm": (32, "little", 40, 0x05000400, ["arm-linux-gnueabihf-gcc"], ["qemu-arm-static", "-L", "/usr/arm-linux-gnueabihf"], 50),
    "ppc": (32, "big", 20, 0, None, None, 60),
}


def run(argv, **more):
    return subprocess.run([str(a) for a in argv], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, **more)


def make(tally, tool, world):
    done = subprocess.run([tool], input="".join(l.spec() for l in world.libraries).encode(), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=120)
    if not tally.check(done.returncode == 0, f"{world.name}: the tool says {done.stdout.decode(errors='replace')[-600:]}"):
        return False
    lines = iter(done.stdout.decode().splitlines())
    for library in world.libraries:
        library.made(lines)
    return True


def ask_loader(tally, world, folder):
    compiler, runner = FLAVOURS[world.name][4], FLAVOURS[world.name][5]
    missing = [p for p in [compiler[0], *runner[:1]] if shutil.which(p) is None]
    if missing:
        return tally.skip(f"{world.name}: {missing[0]} is not there")
    program, questions = folder / "check", folder / "questions"
    built = run([*compiler, "-O1", "-o", program, CHECK, *([] if "musl-gcc" in compiler else ["-ldl"])])
    if built.returncode != 0 and runner:
        return tally.skip(f"{world.name}: {compiler[0]} makes no program: {built.stdout.decode()[:200]}")
    if not tally.check(built.returncode == 0, f"{world.name}: {built.stdout.decode()}"):
        return None
    questions.write_text(world.questions())
    done = run([*runner, program, questions], env={**os.environ, "LD_LIBRARY_PATH": str(folder)} if not runner else
               {**os.environ, "QEMU_SET_ENV": f"LD_LIBRARY_PATH={folder}"})
    said = done.stdout.decode(errors="replace").splitlines() or [f"nothing, and ends with {done.returncode}"]
    for line in said[:20]:
        if "right" not in line:
            print(f"  {world.name}: {line}")
    asked = questions.read_text().count("\nname\t") + questions.read_text().count("\nslot\t")
    tally.check(done.returncode == 0 and said[-1] == f"{asked} right, 0 wrong", f"{world.name}: the loader: {said[-1]} of {asked}")
    tally.passed += asked - 1 if done.returncode == 0 else 0
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--keep")
    parser.add_argument("--tool", default=str(BUILD / "tests/unit/fuse-tables"))
    args = parser.parse_args()
    tally = Tally("fuse tables")
    with tempfile.TemporaryDirectory(prefix="fuse-tables-") as name:
        top = Path(args.keep or name)
        for flavour, (bits, order, machine, flags, compiler, _, count) in FLAVOURS.items():
            if args.only not in flavour:
                continue
            folder = top / flavour
            folder.mkdir(parents=True, exist_ok=True)
            world = World(flavour, folder, random.Random(f"{args.seed} {flavour}"), bits, order, machine, flags,
                          plain=flavour == "musl", loaded=compiler is not None)
            world.grow(count * args.scale)
            if not make(tally, args.tool, world):
                continue
            look.readelf(tally, world)
            look.dynamic(tally, world)
            look.lint(tally, world)
            look.sound(tally, world, Path(args.tool).parent / "elf-sound")
            if compiler is not None:
                ask_loader(tally, world, folder)
    tally.end()


main()
