#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what linkwright's PE reader tells with what LLVM's tools tell, over files that mingw-w64 and lld link here.

pe.py [--facts PROGRAM] [FILE...]   with files: these instead
"""
import argparse
import os
import subprocess
import sys
import tempfile

import peread

MANIFEST = '<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0"><file name="a.dll"/></assembly>\n'

LIBRARY = "int alpha(void) { return 1; }\nint beta(void) { return 2; }\nint variable = 3;\n"
LIBRARY_DEF = """LIBRARY "fixture.dll"
EXPORTS
  alpha @5
  beta @7 NONAME
  gamma = alpha @300
  variable DATA
  forwarded = kernel32.GetTickCount
  further = other_library.some_thing @12
"""
PROGRAM = """#include <windows.h>
__declspec(dllimport) int alpha(void);
__declspec(dllimport) int beta(void);
int main(void) { MessageBoxA(0, "x", "y", 0); return alpha() + beta(); }
"""
MORE_DEF = "LIBRARY \"late.dll\"\nEXPORTS\n lazy\n numbered @9 NONAME\n"
DELAYED = """__declspec(dllimport) int lazy(void);
__declspec(dllimport) int numbered(void);
__attribute__((stdcall)) void *__delayLoadHelper2(void *a, void *b) { (void)a, (void)b; return 0; }
int mainCRTStartup(void) { return lazy() + numbered(); }
"""
# As far as DependentLoadFlags and GuardFlags; the words before them are of another size in PE32.
CONFIG = """#ifdef __x86_64__
struct config { unsigned size, no[18]; unsigned short version, dependent; unsigned no2[16], guard, no3[27]; };
#else
struct config { unsigned size, no[12]; unsigned short version, dependent; unsigned no2[8], guard, no3[25]; };
#endif
#ifdef __x86_64__
const struct config _load_config_used = { sizeof(struct config), {0}, 0, 0x800, {0}, 0x10500, {0} };
#else
const struct config load_config_used __asm__("__load_config_used") = { sizeof(struct config), {0}, 0, 0x800, {0}, 0x10500, {0} };
#endif
int mainCRTStartup(void) { return 0; }
"""


class Builder:
    """One machine's tools in one folder."""

    def __init__(self, folder, triple, machine):
        self.folder, self.triple, self.machine, self.made = folder, triple, machine, []

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return name

    def run(self, *argv):
        done = subprocess.run(argv, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"pe: {' '.join(argv)} ended with {done.returncode}:\n{done.stdout}\npe: 0 passed, 1 failed")

    def cross(self, tool, *argv):
        self.run(f"{self.triple}-w64-mingw32-{tool}", *argv)

    def gcc(self, output, *argv):
        self.cross("gcc", "-O1", "-o", output, *argv)
        if not output.endswith((".o", ".a")):
            self.made.append(self.path(output))

    def lld(self, output, *argv):
        self.run(peread.tool("lld-link"), f"/out:{output}", "/entry:mainCRTStartup", "/nodefaultlib", "/safeseh:no", *argv)
        self.made.append(self.path(output))

    def by_gcc(self):
        """A library with a .def, a program that imports from it by name and by ordinal, stripped and at low addresses too."""
        self.write("lib.c", LIBRARY), self.write("lib.def", LIBRARY_DEF), self.write("prog.c", PROGRAM)
        self.gcc("fixture.dll", "-shared", "lib.c", "lib.def")
        self.cross("dlltool", "-d", "lib.def", "-l", "libfixture.a")
        self.gcc("program.exe", "prog.c", "libfixture.a", "-luser32")
        self.gcc("stripped.exe", "-s", "-mwindows", "prog.c", "libfixture.a", "-luser32", "-Wl,--build-id",
                 "-Wl,--major-subsystem-version,10", "-Wl,--minor-subsystem-version,3")
        self.gcc("apart.exe", "-s", "prog.c", "libfixture.a", "-luser32", "-Wl,--section-alignment,0x10000", "-Wl,--file-alignment,0x1000")
        self.write("app.manifest", MANIFEST), self.write("app.rc", "1 24 app.manifest\n7 RCDATA { \"other\" }\n")
        self.cross("windres", "app.rc", "app-res.o")
        self.gcc("resources.exe", "prog.c", "app-res.o", "libfixture.a", "-luser32")

    def by_lld(self):
        """Delay imports and a load configuration, which binutils do not write."""
        self.write("late.def", MORE_DEF), self.write("delayed.c", DELAYED), self.write("config.c", CONFIG)
        self.run(peread.tool("llvm-dlltool"), "-m", self.machine, "-d", "late.def", "-D", "late.dll", "-l", "late.lib")
        self.gcc("delayed.o", "-c", "delayed.c")
        self.gcc("config.o", "-c", "config.c")
        self.lld("delayed.exe", "/subsystem:console,6.1", "/delayload:late.dll", "delayed.o", "late.lib")
        self.lld("config.exe", "/subsystem:windows,6.3", "/debug", "config.o")


def build(folder):
    made = []
    for triple, machine in (("x86_64", "i386:x86-64"), ("i686", "i386")):
        builder = Builder(os.path.join(folder, triple), triple, machine)
        os.mkdir(builder.folder)
        builder.by_gcc()
        builder.by_lld()
        made += builder.made
    return made


def expectations(facts):
    """What the fixtures must show, so that no comparison is one of nothing with nothing."""
    for path, fact in facts.items():
        name = os.path.basename(path)
        good = {"fixture.dll": fact["forwards"].get(12) == ("other_library.some_thing", "further") and fact["exports"][7][1] == ""
                and fact.get("own-name") == "fixture.dll" and fact["kind"] == "library",
                "program.exe": any(dll[1] == "fixture.dll" and ("", 7) in dll[2] for dll in fact["dlls"]) and fact["kind"] == "program",
                "stripped.exe": fact["subsystem-version"] == "10.3" and len(fact.get("build-id", "")) == 40,
                "delayed.exe": fact["dlls"] == [["delay-import", "late.dll", [("lazy", 0), ("", 9)]]],
                "config.exe": fact.get("dependent-load-flags") == 0x800 and fact.get("guard-flags") == 0x10500 and "pdb" in fact,
                "resources.exe": manifest_is_there(path, fact)}
        if not good.get(name, True):
            yield path


def manifest_is_there(path, fact):
    if [row[0] for row in fact.get("manifests", [])] != [1] or fact.get("assembly-file") != "a.dll ?":
        return False
    _, _, off, size = fact["manifests"][0]
    with open(path, "rb") as file:
        file.seek(off)
        return file.read(size) == MANIFEST.encode()


def check(facts, paths):
    passed = failed = 0
    for path in paths:
        other, said = peread.theirs(path)
        wrong = [f"llvm-readobj: {said}"] if other is None else peread.differences(facts[path], other)
        passed, failed = passed + (not wrong), failed + bool(wrong)
        for line in ([f"FAILED: {path}"] if wrong else []) + wrong[:8]:
            print(line[:400])
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--facts", default=peread.FACTS)
    options = parser.parse_args()
    if not os.access(options.facts, os.X_OK):
        print(f"{options.facts} is not there: build it first\npe: 0 passed, 1 failed")
        return 1
    with tempfile.TemporaryDirectory(prefix="lw-pe-") as folder:
        paths = options.files or build(folder)
        facts = peread.ours(options.facts, paths)
        passed, failed = check(facts, paths)
        for path in [] if options.files else expectations(facts):
            failed += 1
            print(f"FAILED: {path} does not show what it was built for")
    print(f"pe: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
