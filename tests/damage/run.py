#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Damaged files through the whole command, built with AddressSanitizer and UBSan.

A program and a library are linked, for ELF and for PE, and Mach-O ones made; every byte of their headers and of the library's dynamic section is overwritten with
several values, and both are cut at many lengths. Asked about the program, linkwright must end with 0, 1 or 2, say one plain line for each
file that it could not look at, and nothing with a control character. Asked about the program with a damaged library, it must not end with 2.
"""

import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BINARY = os.path.join(TOP, "build-debug", "linkwright")
VALUES = (0x00, 0x01, 0x7f, 0x80, 0xff)
LINE = re.compile(r"linkwright: (\S+): [ -~]+ \[[A-Z_]+\]")


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, good, text):
        self.passed += good
        self.failed += not good
        if not good and self.failed < 20:
            print("FAILED: " + text)


def link(folder):
    """app needs liba.so, which lies in the directory lib beside it."""
    os.mkdir(os.path.join(folder, "lib"))
    library, program = os.path.join(folder, "lib", "liba.so"), os.path.join(folder, "app")
    for argv in (["-shared", "-fPIC", "-Wl,-soname,liba.so", "-o", library],
                 ["-pie", "-fPIE", "-Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2", "-Wl,--no-as-needed",
                  "-Wl,-rpath,$ORIGIN/lib", "-o", program, "-x", "none", library]):
        split = argv.index("-x") if "-x" in argv else len(argv)
        subprocess.run(["gcc", "-nostdlib", *argv[:split], "-x", "c", "-", *argv[split:]], check=True,
                       input=b"int b; void a(void) {}" if "-shared" in argv else b"extern int b; void a(void), *at = &b; void _start(void) { a(); }")
    return program, library


def dynamic(path):
    """(offset, size) of the dynamic section, as readelf tells it."""
    out = subprocess.run(["readelf", "-lW", path], check=True, stdout=subprocess.PIPE, text=True).stdout
    words = re.search(r"^\s*DYNAMIC\s+(\S+)\s+\S+\s+\S+\s+(\S+)", out, re.M)
    return int(words[1], 16), int(words[2], 16)


def variants(data, ranges):
    """(name, bytes) of every damaged form."""
    for start, size in ranges:
        for at in range(start, min(start + size, len(data))):
            for value in VALUES:
                if data[at] != value:
                    yield f"byte{at:x}-{value:02x}", data[:at] + bytes([value]) + data[at + 1:]
    for length in list(range(0, 1024, 7)) + list(range(1024, len(data), 211)):
        yield f"cut{length}", data[:length]


def run(arguments, folder):
    done = subprocess.run([BINARY, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
                          check=False, env={"PATH": "/usr/bin:/bin"})
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def clean(text):
    return not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text)


def mach_o(folder):
    """Two Mach-O programs and their libraries, one universal: (root, program, library)."""
    for world in ("mac04-rpath-of-program.w", "mac43-universal-slice.w"):
        root = os.path.join(folder, world)
        os.mkdir(root)
        subprocess.run([os.path.join(TOP, "build-debug/tests/world-lay"), os.path.join(TOP, "tests/worlds", world), root], check=True)
        yield root, os.path.join(root, "app"), next(path for at, _, names in os.walk(root) for name in names
                                                    if (path := os.path.join(at, name)).endswith(".dylib"))


def windows(folder):
    """A PE program and its library beside it: (root, program, library, the import section of each)."""
    root = os.path.join(folder, "windows")
    os.mkdir(root)
    gcc = ["x86_64-w64-mingw32-gcc", "-nostdlib", "-s", "-x", "c", "-"]
    subprocess.run([*gcc, "-shared", "-e", "entry", "-o", "liba.dll", "-Wl,--out-implib,a.lib"], cwd=root, check=True,
                   input=b"__declspec(dllimport) int b(void); __declspec(dllexport) int a(void) { return 0; } int entry(void) { return 1; }")
    subprocess.run([*gcc, "-e", "entry", "-o", "app.exe", "-x", "none", "a.lib"], cwd=root, check=True,
                   input=b"__declspec(dllimport) int a(void); int entry(void) { return a(); }")
    return root, os.path.join(root, "app.exe"), os.path.join(root, "liba.dll")


def section(path, name):
    """(offset, size) of a section in the file, as objdump tells it."""
    out = subprocess.run(["objdump", "-h", path], check=True, stdout=subprocess.PIPE, text=True).stdout
    words = re.search(rf"^\s*\d+ {re.escape(name)}\s+(\S+)\s+\S+\s+\S+\s+(\S+)", out, re.M)
    return int(words[2], 16), int(words[1], 16)


def evidence(folder):
    """What tells of the system's libraries: (root, a stub of an SDK or a shared cache)."""
    for world, path in (("mac50-sdk-stubs.w", "usr/lib/libz.1.tbd"), ("mac55-sdk-version-5.w", "usr/lib/libfive.tbd"),
                        ("mac58-cache-file.w", "System/Volumes/Preboot/Cryptexes/OS/System/Library/dyld/dyld_shared_cache_arm64e")):
        root = os.path.join(folder, world)
        os.mkdir(root)
        subprocess.run([os.path.join(TOP, "build-debug/tests/world-lay"), os.path.join(TOP, "tests/worlds", world), root], check=True)
        yield root, os.path.join(root, path)


def programs(folder, program, tally, ranges, one_more=None):
    """Damaged programs, a hundred in one call; one_more is another command for them."""
    with open(program, "rb") as f:
        data = f.read()
    names = []
    for name, changed in variants(data, ranges):
        with open(os.path.join(folder, name), "wb") as f:
            f.write(changed)
        names.append(name)
    for first in range(0, len(names), 100):
        batch = names[first:first + 100]
        for command in (["tree"], ["check", "--claim", "static"], ["floor"]):
            if command == ["floor"] and data[:4] != b"\x7fELF":
                continue
            status, out, err = run([*command, *batch], folder)
            lines = err.splitlines()
            tally.check(status in (0, 1, 2), f"{command}: exit {status} for one of {batch[0]} …\n{err[-2000:]}")
            tally.check(all(LINE.fullmatch(line) for line in lines), f"{command}: odd line in\n{err[-2000:]}")
            tally.check(len({LINE.match(line)[1] for line in lines if LINE.match(line)}) == len(lines), "two lines for one file")
            tally.check(clean(out) and clean(err), f"{command}: control characters for one of {batch[0]} …")
            tally.check((status == 2) == bool(lines), f"{command}: exit {status} with {len(lines)} complaints")
        if one_more is not None:
            status, out, err = run([*one_more, *batch], folder)
            tally.check(status in (0, 1) and clean(out) and clean(err), f"{one_more}: exit {status} for one of {batch[0]} …\n{err[-2000:]}")
        for name in batch:
            os.remove(os.path.join(folder, name))
    return len(names)


def libraries(folder, library, tally, ranges, argv, again=True):
    """A program with a damaged library: a result, never a refusal; and what is recorded of it gives the same again.

    Not of ELF: glibc loads what is damaged in many ways, and a world file says what is in a file, not how it is broken.
    """
    with open(library, "rb") as f:
        data = f.read()
    count, records = 0, tempfile.mkdtemp(prefix="records-", dir=folder)
    for name, changed in variants(data, ranges):
        if name.startswith("byte") and not name.endswith(("00", "ff")):
            continue
        with open(library, "wb") as f:
            f.write(changed)
        status, out, err = run(["tree", "--record", os.path.join(records, name + ".w"), *argv], folder)
        tally.check(status in (0, 1) and err == "" and clean(out), f"library {name}: exit {status}\n{err[-2000:]}")
        if not again:
            status, out, err = run(["check", *argv], folder)
            tally.check(status in (0, 1) and err == "" and clean(out), f"check, library {name}: exit {status}\n{err[-2000:]}")
        count += 1
    with open(library, "wb") as f:
        f.write(data)
    if again:
        replay(records, tally)
    return count


def replay(records, tally):
    done = subprocess.run([os.path.join(TOP, "build-debug/tests/world-run"), *sorted(os.listdir(records))], cwd=records, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=300)
    tally.check(done.returncode == 0, "\n".join(line for line in done.stdout.split("\n") if not line.startswith("ok"))[:2000])


def elf_programs(folder, tally):
    program, _ = link(folder)
    return programs(folder, program, tally, [(0, 64 + 56 * 12), dynamic(program), section(program, ".dynsym"), section(program, ".rela.plt"),
                                             section(program, ".gnu.hash")])


def elf_libraries(folder, tally):
    _, library = link(folder)
    return libraries(folder, library, tally, [(0, 64 + 56), dynamic(library), section(library, ".dynsym"), section(library, ".gnu.hash"),
                                              section(library, ".dynstr")], ["app"], again=False)


def mach_o_files(folder, tally):
    return sum(programs(root, program, tally, [(0, 512)], ["otool", "-LDl"]) +
               libraries(root, library, tally, [(0, 128), (16384, 64)], ["--root", root, "/app"]) for root, program, library in mach_o(folder))


def windows_files(folder, tally):
    root, program, library = windows(folder)
    return programs(root, program, tally, [(0, 0x400), section(program, ".idata")]) + \
        libraries(root, library, tally, [(0, 0x200), section(library, ".edata")], ["--root", root, "/app.exe"])


def evidence_files(folder, tally):
    return sum(libraries(root, path, tally, [(0, 160), (448, 400)], ["--cpu", "arm64", "--root", root, "/app"]) for root, path in evidence(folder))


def group(work):
    """(tally, number of damaged files) of one kind, in a folder of its own."""
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="lw-damage-") as folder:
        return tally, work(folder, tally)


def main():
    works = [elf_libraries, evidence_files, mach_o_files, windows_files, elf_programs]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        done = list(pool.map(group, works))
    for work, (_, n) in zip(works, done):
        print(f"{work.__name__}: {n} damaged files")
    failed = sum(tally.failed for tally, _ in done)
    print(f"damage: {sum(tally.passed for tally, _ in done)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
