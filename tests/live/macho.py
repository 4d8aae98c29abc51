#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what linkwright's Mach-O reader tells with what LLVM's tools tell, over files that clang and ld64.lld make here.

macho.py [--keep]

For x86_64 and arm64, thin and universal: dylibs with versions and kinds, install names, rpaths, least system, SDK, platform, UUID,
exports, and of which dylib each undefined symbol is. And the hashes of the signatures that the linker wrote.
"""
import os
import shutil
import struct
import subprocess
import sys
import tempfile

import machodump

ARCHS = ("x86_64", "arm64")
STUB = """--- !tapi-tbd
tbd-version: 4
targets: [ {targets} ]
install-name: '{name}'
current-version: {version}
exports:
  - targets: [ {targets} ]
    symbols: [ {symbols} ]
...
"""
SOURCES = {
    "one": "int one(void) { return 1; } __attribute__((weak)) int one_weak(void) { return 2; } int one_data = 3;",
    "two": "int one(void); int two(void) { return one(); } int two_data[4] = {1};",
    "three": "int three(void) { return 3; }",
    "main": "int puts(const char *); int one(void), two(void), twice(void), three(void) __attribute__((weak_import)); extern int one_data;"
            "int main(void) { puts(\"x\"); if (three) three(); return one() + two() + twice() + one_data; }",
}
TARGETS = "x86_64-macos, arm64-macos, x86_64-ios-simulator, arm64-ios"
TWICE = "usr/lib/libtwice.1.tbd"  # where the linker looks for what is re-exported
LC_UPWARD = 0x80000023


class Failed(Exception):
    pass


def do(folder, *argv):
    done = subprocess.run([str(word) for word in argv], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, argv))}: {done.stderr.strip()[-600:]}")


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


class Build:
    """Files of one architecture in one folder."""

    def __init__(self, folder, arch):
        self.folder, self.arch = os.path.join(folder, arch), arch
        os.makedirs(os.path.join(self.folder, "usr", "lib"))
        write(self.folder, "libSystem.tbd", STUB.format(targets=TARGETS, name="/usr/lib/libSystem.B.dylib", version="1319.100.3",
                                                        symbols="dyld_stub_binder, _puts"))
        write(self.folder, TWICE, STUB.format(targets=TARGETS, name="/usr/lib/libtwice.1.dylib", version="7.8", symbols="_twice"))

    def compile(self, name, target="macos11", out=None):
        write(self.folder, name + ".c", SOURCES[name])
        do(self.folder, machodump.tool("clang"), "-target", f"{self.arch}-apple-{target}", "-O1", "-c", name + ".c", "-o", (out or name) + ".o")

    def link(self, out, *words, platform=("macos", "11.0", "13.1")):
        do(self.folder, machodump.tool("ld64.lld"), "-arch", self.arch, "-platform_version", *platform, "-syslibroot", self.folder,
           *words, "libSystem.tbd", "-o", out)
        return os.path.join(self.folder, out)

    def all(self):
        for name in SOURCES:
            self.compile(name)
        yield self.link("libone.dylib", "-dylib", "one.o", "-install_name", "@rpath/libone.dylib", "-current_version", "1.2.3",
                        "-compatibility_version", "1.1")
        yield self.link("libtwo.dylib", "-dylib", "two.o", "libone.dylib", "-install_name", "/opt/lib/libtwo.2.dylib", "-current_version",
                        "65535.255.254", "-rpath", "@loader_path", platform=("macos", "10.13", "12.3.1"))
        yield self.link("libthree.dylib", "-dylib", "three.o", "-reexport_library", TWICE, "-install_name", "@loader_path/libthree.dylib")
        yield self.link("bundle", "-bundle", "three.o", "-undefined", "dynamic_lookup", "-rpath", "/a")
        phone = ("ios-simulator", "14.5", "15.0") if self.arch == "x86_64" else ("ios", "14.5", "15.0")
        self.compile("three", "ios14.5" + phone[0].removeprefix("ios"), "phone")
        yield self.link("phone", "-dylib", "phone.o", "-install_name", "/x", platform=phone)
        words = ["main.o", "libone.dylib", "libtwo.dylib", "-weak_library", "libthree.dylib", TWICE, "-rpath",
                 "@executable_path/../lib", "-rpath", "@loader_path/x", "-rpath", "/opt/y"]
        yield self.link("main", *words)
        yield self.upward()

    def upward(self):
        """The linker has no way to write it, so the command of a plain one is changed."""
        path = os.path.join(self.folder, "upward")
        shutil.copy(os.path.join(self.folder, "main"), path)
        with open(path, "r+b") as file:
            data = file.read()
            at, n = 32, struct.unpack_from("<I", data, 16)[0]
            for _ in range(n):
                cmd, size = struct.unpack_from("<II", data, at)
                if cmd == 0xC:
                    file.seek(at)
                    file.write(struct.pack("<I", LC_UPWARD))
                    break
                at += size
        return path


def base_of(path, arch):
    """objdump tells addresses, the trie counts from the begin of the image: where that is."""
    _, text, _ = machodump.run(machodump.FACTS, "--no-symbols", path)
    at = None
    for line in text.split("\n"):
        words = line.split(" ")
        if words[0] == "arch":
            at = words[1]
        if words[:2] == ["segment", "__TEXT"] and at == arch:
            return int(words[2], 16)
    return 0


def compare(path, only):
    mine, (other, said) = machodump.ours(path), machodump.theirs(path, only)
    out = [f"llvm-objdump: {said}"] if said else []
    if set(mine) != set(other):
        return out + [f"architectures: {sorted(map(str, mine))} and {sorted(map(str, other))}"]
    for arch in mine:
        out += [f"{arch}: {line}" for line in machodump.differences(mine[arch], other[arch], base=base_of(path, arch))]
    return out + pages(path)


def pages(path):
    """Only the file whose command was changed after it was signed has a page that is not what it was."""
    _, text, _ = machodump.run(machodump.FACTS, "--no-symbols", "--check", path)
    good = "pages checked 1 wrong" if os.path.basename(path).startswith("upward") else "pages checked 0 wrong"
    return [line for line in text.split("\n") if line.startswith(("pages", "check-error")) and line != good]


def control(folder):
    """A comparison that sees nothing would pass every file: two files that differ in one command must not be the same."""
    mine = machodump.ours(os.path.join(folder, "arm64", "main"))
    other, _ = machodump.theirs(os.path.join(folder, "arm64", "upward"), "arm64")
    return bool(machodump.differences(mine["arm64"], other["arm64"], base=base_of(os.path.join(folder, "arm64", "main"), "arm64")))


def report(path, wrong):
    if wrong:
        print(f"FAILED: {path}")
        for line in wrong[:8]:
            print(f"    {line[:600]}")
    return not wrong


def universal(folder, names):
    for name in names:
        out = os.path.join(folder, name + ".fat")
        do(folder, machodump.tool("llvm-lipo"), "-create", *(os.path.join(folder, arch, name) for arch in ARCHS), "-output", out)
        yield out


def check_all(folder):
    passed = failed = 0
    names = []
    for arch in ARCHS:
        names = []
        for path in Build(folder, arch).all():
            names.append(os.path.basename(path))
            good = report(path, compare(path, arch))
            passed, failed = passed + good, failed + (not good)
    if not control(folder):
        print("FAILED: a file and its changed copy are told to be the same")
        failed += 1
    for path in universal(folder, names):
        good = report(path, compare(path, None))
        passed, failed = passed + good, failed + (not good)
    return passed, failed


def main():
    missing = [name for name in ("clang", "ld64.lld", "llvm-objdump", "llvm-lipo") if machodump.tool(name) is None]
    if missing or not os.access(machodump.FACTS, os.X_OK):
        print(f"not there: {' '.join(missing) or machodump.FACTS}\nmacho: 0 passed, 1 failed")
        return 1
    folder = tempfile.mkdtemp(prefix="lw-macho-")
    passed = failed = 0
    try:
        passed, failed = check_all(folder)
    except Failed as error:
        failed += 1
        print(f"FAILED: {error}")
    finally:
        if "--keep" in sys.argv:
            print(folder)
        else:
            shutil.rmtree(folder)
    print(f"macho: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
