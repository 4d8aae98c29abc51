#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`linkwright otool` against llvm-otool, byte for byte, with the exit status: -L, -D, -l and some together.

otool.py [--keep]

The files are those of macho.py (clang and ld64.lld make them), and small ones written here that have every load command that no
linker writes. What is no Mach-O file, slices that were asked for by name, and both names that the command answers to.
"""
import os
import shutil
import struct
import subprocess
import sys
import tempfile

import answer
import macho
import machodump

WORDS = (["-L"], ["-D"], ["-l"], ["-L", "-D"], ["-Ll"], ["-LX"])
X86_64, I386, ARM, ARM64, ARM64_32, PPC = 0x01000007, 7, 12, 0x0100000C, 0x0200000C, 18


def text(cmd, *numbers, name, width=8):
    """A command with a string behind its numbers, which are 32 bit wide."""
    head = 12 + 4 * len(numbers)
    body = name.encode() + b"\0"
    body += bytes(-(head + len(body)) % width)
    return struct.pack(f"<III{len(numbers)}I", cmd, head + len(body), head, *numbers) + body


def plain(cmd, form, *values):
    return struct.pack("<II" + form, cmd, 8 + struct.calcsize("<" + form), *values)


def thread(cmd, flavor, count, words):
    return struct.pack("<IIII", cmd, 16 + 4 * words, flavor, count) + struct.pack(f"<{words}I", *(0x1000 + 3 * i for i in range(words)))


COMMON = [
    text(0xC, 2, 0x10203, 0x10000, name="/usr/lib/libplain.dylib"), text(0x80000018, 3, 1, 2, name="@rpath/libweak.dylib"),
    text(0x8000001F, 0, 0xFFFFFFFF, 0xFFFFFFFF, name="/x/re.dylib"), text(0x20, 1700000000, 7, 8, name="/x/lazy.dylib"),
    text(0x80000023, 0x1A741800, 65535 << 16 | 0xFFFF, 0, name="/x/up.dylib"), text(0xE, name="/usr/lib/dyld"), text(0x27, name="DYLD_X=1"),
    text(0x8000001C, name="@loader_path/../lib"), text(0x12, name="Umbrella"), text(0x13, name="Sub"), text(0x14, name="client"),
    text(0x15, name="sublib"), plain(0x1B, "16s", bytes(range(0xA0, 0xB0))), plain(0x25, "II", 0x000C0301, 0),
    plain(0x2A, "Q", 1 << 40 | 2 << 30 | 3 << 20), plain(0x31, "16sQQ", b"an owner of 16 b", 3000, 4),
    plain(0x80000028, "QQ", 0x1234, 0), plain(0x26, "II", 0, 0), plain(0x29, "II", 3016, 8), plain(0x2B, "II", 0, 0), plain(0x2E, "II", 0, 0),
    plain(0x1E, "II", 3032, 16), plain(0x80000033, "II", 3056, 4), plain(0x80000034, "II", 3064, 4), plain(0x22, "10I", *([0] * 10)),
    plain(0x2, "4I", 0, 0, 0, 0), plain(0xB, "18I", *([0] * 18)),
    plain(0x32, "IIIIIIII", 1, 0x000D0000, 0x000E0102, 2, 3, 0x02580301, 1, 0x000F0000), plain(0x7777, "II", 1, 2),
]
STATES = {X86_64: thread(5, 4, 42, 42), I386: thread(5, 1, 16, 16), ARM: thread(4, 1, 17, 17), ARM64: thread(5, 6, 68, 68),
          PPC: thread(5, 1, 40, 40), ARM64_32: thread(4, 6, 68, 68)}


def made(cputype, subtype, filetype=2, more=(), drop=()):
    is64 = cputype & 0x01000000
    own = [plain(0x1A, "8Q", 0x1122, 1, 0, 0, 0, 0, 0, 0) if is64 else plain(0x11, "8I", 0x1122, 1, 0, 0, 0, 0, 0, 0),
           plain(0x2C, "IIII", 0, 0, 0, 0) if is64 else plain(0x21, "III", 0, 0, 1), STATES[cputype]]
    commands = [c for i, c in enumerate(COMMON + own + list(more)) if i not in drop]
    if filetype == 6:
        commands.append(text(0xD, 1, 0x10203, 0x10000, name="/x/own.dylib"))
    order, magic = (">", 0xFEEDFACE) if cputype == PPC else ("<", 0xFEEDFACF if is64 else 0xFEEDFACE)
    body = b"".join(commands)
    if cputype == PPC:
        body = struct.pack(">IIII", 5, 16 + 160, 1, 40) + struct.pack(">40I", *range(40))
        commands = [body]
    head = struct.pack(order + "7I", magic, cputype, subtype, filetype, len(commands), len(body), 0x85) + (bytes(4) if is64 else b"")
    return head + body + bytes(4096)


def write_made(folder):
    """Files with every command; some of these commands no linker writes any more."""
    for name, file in {
            "x86_64": made(X86_64, 0x80000003), "arm64": made(ARM64, 0), "library": made(X86_64, 3, 6), "i386": made(I386, 3),
            "armv7": made(ARM, 9, 6), "arm64_32": made(ARM64_32, 1), "ppc": made(PPC, 0),
            "options": made(X86_64, 3, 1, [plain(0x2D, "I28s", 2, b"-lone\0-framework\0\0\0".ljust(28, b"\0"))])}.items():
        path = os.path.join(folder, "made-" + name)
        with open(path, "wb") as out:
            out.write(file)
        yield path


def universal(folder, out, *names):
    path = os.path.join(folder, out)
    macho.do(folder, machodump.tool("llvm-lipo"), "-create", *names, "-output", path)
    return path


def run(argv, folder):
    done = subprocess.run(argv, cwd=folder, capture_output=True, env={**os.environ, "TZ": "UTC"}, check=False)
    return done.returncode, done.stdout, done.stderr


def differences(path, words, ours, theirs, folder):
    mine, other = run([*ours, *words, path], folder), run([*theirs, path], folder)
    if mine[:2] == other[:2]:
        return []
    out = [f"{' '.join(words)} {path}: status {mine[0]} and {other[0]}; {(mine[2] + other[2]).decode(errors='replace').strip()}"]
    x, y = (who[1].decode(errors="replace").splitlines() for who in (mine, other))
    out += [f"{a!r} and {b!r}" for a, b in zip(x + [None] * len(y), y + [None] * len(x)) if a != b][:4]
    return out


def files_of(folder):
    for arch in macho.ARCHS:
        yield from macho.Build(folder, arch).all()
        yield os.path.join(folder, arch, "one.o")
    yield from macho.universal(folder, ["main", "libtwo.dylib"])
    yield from write_made(folder)
    # One that has nothing for this machine.
    yield universal(folder, "others", "made-i386", "made-armv7")
    yield universal(folder, "single", os.path.join("arm64", "main"))
    for name, bytes_ in {"text": b"hello\n", "empty": b"", "cut": b"\xcf\xfa\xed\xfe\7\0\0\1", "script": b"#!/bin/sh\n"}.items():
        with open(os.path.join(folder, name), "wb") as out:
            out.write(bytes_)
        yield os.path.join(folder, name)


def by_name(folder):
    """Links of the two names answer alike, and no other does."""
    wrong = []
    for name in ("otool", "llvm-otool"):
        link = os.path.join(folder, name)
        os.symlink(os.path.abspath(answer.default_linkwright()), link)
        wrong += differences("single", ["-L"], [link], [machodump.tool("llvm-otool"), "-L"], folder)
    return wrong


def check_all(folder):
    otool, objdump = machodump.tool("llvm-otool"), machodump.tool("llvm-objdump")
    ours = [answer.default_linkwright(), "otool"]
    ours[0] = os.path.abspath(ours[0])
    tasks = [(path, words, [otool, *words]) for path in list(files_of(folder)) for words in WORDS]
    # llvm-otool 14 reads over -arch; llvm-objdump does not.
    for path in ("main.fat", "others", "single", os.path.join("arm64", "main")):
        for archs in (["all"], ["arm64"], ["arm64", "x86_64"], ["i386", "armv7"]):
            known = {"main.fat": {"arm64", "x86_64"}, "others": {"i386", "armv7"}}.get(path, {"arm64"})
            if archs != ["all"] and not set(archs) <= known:
                continue
            words = [word for arch in archs for word in ("-arch", arch)]
            theirs = [objdump, "--macho", *(f"--arch={arch}" for arch in archs)]
            tasks += [(path, ["-L", *words], theirs + ["--dylibs-used"]), (path, ["-D", *words], theirs + ["--dylib-id"])]
    passed = failed = 0
    for wrong in [differences(*task[:2], ours, task[2], folder) for task in tasks] + [by_name(folder)]:
        passed, failed = passed + (not wrong), failed + bool(wrong)
        if wrong:
            print("FAILED: " + "\n    ".join(line[:400] for line in wrong))
    return passed, failed


def main():
    missing = [name for name in ("clang", "ld64.lld", "llvm-otool", "llvm-objdump", "llvm-lipo") if machodump.tool(name) is None]
    if missing:
        print(f"not there: {' '.join(missing)}\notool: 0 passed, 1 failed")
        return 1
    folder = tempfile.mkdtemp(prefix="lw-otool-")
    passed = failed = 0
    try:
        passed, failed = check_all(folder)
    except macho.Failed as error:
        failed += 1
        print(f"FAILED: {error}")
    finally:
        if "--keep" in sys.argv:
            print(folder)
        else:
            shutil.rmtree(folder)
    print(f"otool: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
