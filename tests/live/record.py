#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What --record writes on this machine gives the same answer again in memory: a bug report is a test.

Real programs and libraries of this system, drawn by a printed seed; Mach-O files that clang and ld64.lld link here, thin and universal; the
libraries of mingw-w64 and a program that is linked with them. Each is recorded by `tree` or `why`; world-run replays the files. A record
with another answer written into it has to fail.
"""

import argparse
import glob
import os
import random
import shutil
import subprocess
import sys
import tempfile

import macho

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
SOURCE = "int quadmath_snprintf(char *, unsigned long long, const char *, ...); void atomic_thread_fence(int);\n" \
         "int main(void) { char x[9]; atomic_thread_fence(0); return quadmath_snprintf(x, 9, x); }\n"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default=os.path.join(TOP, "build"))
    parser.add_argument("--count", type=int, default=40, help="programs and libraries of this system")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    return parser.parse_args()


def dynamic(path):
    """Is it a 64-bit little-endian ELF file with a dynamic section that a loader may be asked about?"""
    try:
        with open(path, "rb") as f:
            head = f.read(20)
    except OSError:
        return False
    if head[:6] != b"\x7fELF\x02\x01" or head[16] not in (2, 3):
        return False
    return b"(NEEDED)" in subprocess.run(["readelf", "-d", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                         check=False).stdout


def elf(seed, count):
    files = sorted(set(glob.glob("/usr/bin/*") + glob.glob("/usr/lib/x86_64-linux-gnu/*.so.*")))
    random.Random(seed).shuffle(files)
    for path in files:
        if count == 0:
            return
        if dynamic(path):
            count -= 1
            yield ["why", path, "libc.so.6"] if count % 2 else ["tree", path]


def macho_app(folder, files, universal):
    """A tree with a program and its libraries; one of them is found in a directory that is a link."""
    for place in ("app/bin", "app/lib", "opt/lib", "other"):
        os.makedirs(os.path.join(folder, place))
    for name, place in (("main", "app/bin"), ("libone.dylib", "app/lib"), ("libthree.dylib", "other"), ("bundle", "other"),
                        ("libtwo.dylib", "opt/lib"), ("phone", "other")):
        shutil.copy(files[name], os.path.join(folder, place, name))
    shutil.copy(files["libtwo.dylib"], os.path.join(folder, "opt/lib/libtwo.2.dylib"))
    os.symlink("../other", os.path.join(folder, "opt/y"))
    shutil.copy(files["phone"], os.path.join(folder, "other/libone.dylib"))  # for another system: refused
    cpus = [["--cpu", "x86_64"], []] if universal else [[]]
    for cpu in cpus:
        yield ["tree", "--root", folder, *cpu, "/app/bin/main"]
        yield ["tree", "--root", folder, *cpu, "--loader", "dyld:12.3", "--secure", "/app/bin/main"]
        yield ["tree", "--root", folder, *cpu, "--env", "DYLD_LIBRARY_PATH=/opt/y/../y:/app/bin/main/x", "/app/bin/../bin/main"]
        yield ["tree", "--root", folder, *cpu, "--cwd", "/other", "--env", "DYLD_INSERT_LIBRARIES=bundle:libthree.dylib", "/app/bin/main"]
        yield ["why", "--root", folder, *cpu, "--env", "DYLD_FALLBACK_LIBRARY_PATH=/opt/y:/other", "/app/bin/main", "@rpath/libone.dylib"]
        yield ["why", "--root", folder, *cpu, "/app/bin/main", "libSystem.B.dylib"]
    yield ["tree", "--root", folder, "/other/libone.dylib"]
    yield ["tree", "--root", folder, "/other/bundle"]


def mach_o(folder):
    made = {}
    for arch in macho.ARCHS:
        made[arch] = {os.path.basename(path): path for path in macho.Build(folder, arch).all()}
        yield from macho_app(os.path.join(folder, "tree-" + arch), made[arch], False)
    fat = {os.path.basename(path).removesuffix(".fat"): path for path in macho.universal(folder, made[macho.ARCHS[0]])}
    yield from macho_app(os.path.join(folder, "tree-universal"), fat, True)


def pe(folder):
    """Where a directory is named by a path of this system, the whole system is the drive C:."""
    for triple in ("x86_64-w64-mingw32", "i686-w64-mingw32"):
        for library in sorted(glob.glob(f"/usr/lib/gcc/{triple}/*/*.dll")):
            yield ["tree", library]
            yield ["why", "--env", "PATH=C:\\usr\\lib;D:\\x;" + os.path.dirname(library).replace("/", "\\"), library, "KERNEL32.DLL"]
        root = os.path.join(folder, triple)
        os.makedirs(os.path.join(root, "C/app"))
        os.makedirs(os.path.join(root, "D/lib"))
        libraries = [sorted(glob.glob(f"/usr/lib/gcc/{triple}/*-win32/{name}-*.dll"))[-1] for name in ("libquadmath", "libatomic")]
        macho.write(folder, "main.c", SOURCE)
        macho.do(folder, f"{triple}-gcc", "-o", os.path.join(root, "C/app/main.exe"), "main.c", *libraries)
        for library in glob.glob(f"/usr/lib/gcc/{triple}/*-win32/*.dll"):
            shutil.copy(library, os.path.join(root, "D/lib", os.path.basename(library).upper()))
        yield ["tree", "--root", root, "C:\\app\\main.exe"]
        yield ["tree", "--root", root, "--env", "Path=d:\\LIB", "--cwd", "/D", "C:\\app\\main.exe"]
        yield ["why", "--root", root, "--as", "conda", "--env", "PATH=D:\\lib;D:\\LIB", "/C/app/main.exe", "libgcc_s_seh-1.dll"]
        yield ["tree", "--root", root, "--windows", "dll-directory=D:\\lib", "--windows", "safe-search=off", "/C/app/main.exe"]
        # Of a Windows that holds nothing, each library is missing; then some that another one stands for.
        os.makedirs(os.path.join(root, "C/Windows/System32"))
        yield ["tree", "--root", root, "--env", "PATH=D:\\lib", "/C/app/main.exe"]
        for name in ("KERNEL32.dll", "msvcrt.dll"):
            shutil.copy(os.path.join(root, "D/lib/LIBSSP-0.DLL"), os.path.join(root, "C/Windows/System32", name))
        yield ["tree", "--root", root, "--env", "PATH=D:\\lib", "/C/app/main.exe"]


class Tally:
    def __init__(self, build, folder):
        self.build, self.world = build, os.path.join(folder, "world.w")
        self.passed = self.failed = 0

    def replay(self):
        done = subprocess.run([os.path.join(self.build, "tests", "world-run"), self.world], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace", check=False)
        return done.returncode, done.stdout

    def spoiled(self):
        """The same world with one more library in its answer."""
        with open(self.world, encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
        with open(self.world, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text + "\tload libnone.so => /libnone.so by cache\n")
        return self.replay()[0] != 0

    def check(self, question):
        done = subprocess.run([os.path.join(self.build, "linkwright"), question[0], "--record", self.world, *question[1:]],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
        code, said = self.replay()
        good = done.returncode < 2 and code == 0 and self.spoiled()
        self.passed, self.failed = self.passed + good, self.failed + (not good)
        if not good:
            print(f"FAILED: linkwright {' '.join(question)}: exit {done.returncode}\n{done.stderr}{said}")
        if os.path.exists(self.world):
            os.remove(self.world)


def main():
    options = arguments()
    print(f"record: seed {options.seed}")
    with tempfile.TemporaryDirectory(prefix="lw-record-") as folder:
        tally = Tally(options.build, folder)
        for what, questions in (("ELF", elf(options.seed, options.count)), ("Mach-O", mach_o(folder)), ("PE", pe(folder))):
            before = tally.passed + tally.failed
            for question in questions:
                tally.check(question)
            print(f"{what}: {tally.passed + tally.failed - before} records")
            if tally.passed + tally.failed == before:
                tally.failed += 1
    print(f"record: {tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
