#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a fused file tells of itself and what is read of it: GNU properties of all parts, by readelf and the real loaders; two copies in one
process, by /proc/PID/maps; lock and verify, by hashlib, readelf and dpkg-query; packages and licenses, by made-up systems; damaged notes.

fuse_notes.py [--linkwright FILE] [WORD...]   only the groups whose name contains one of the words
"""
import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))
from tally import BUILD, Tally

CROSS = "/usr/aarch64-linux-gnu"
NEEDED, USED, FEATURE = 0xc0008002, 0xc0010002, 0xc0000002  # psABI of x86-64
UINT_AND, UINT_OR = 0xb0000001, 0xb0008001
START = """
	.text
	.globl _start
_start:
	bti c
	mov x29, #0
	mov x30, #0
	mov x5, x0
	ldr x1, [sp]
	add x2, sp, #8
	mov x6, sp
	mov x3, #0
	mov x4, #0
	adrp x0, main
	add x0, x0, :lo12:main
	bl __libc_start_main
	brk #0
	.section .note.GNU-stack,"",%progbits
"""
MAIN = """
#include <stdio.h>
#include <string.h>
int dep(void), other(void);
int main(int n, char **v) { printf("%d\\n", dep()); printf("%d\\n", other()); fflush(stdout); return n > 1 ? getchar() : 0; }
"""
BEGIN = """
__asm__(".globl _start\\n_start:\\n\\tendbr64\\n\\txor %ebp, %ebp\\n\\tmov %rdx, %r9\\n\\tpop %rsi\\n\\tmov %rsp, %rdx\\n\\tand $-16, %rsp\\n"
	"\\tpush %rax\\n\\tpush %rsp\\n\\txor %r8d, %r8d\\n\\txor %ecx, %ecx\\n\\tlea main(%rip), %rdi\\n\\tcall *__libc_start_main@GOTPCREL(%rip)\\n\\thlt");
"""
DEP = "static int state; int dep(void) { return ++state; } "
GPL = "Format: copyright-format/1.0/\nUpstream-Name: x\n\nFiles: *\nCopyright: me\nLicense: "


def run(*words, **more):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, check=False, timeout=120, **more)


def must(*words, **more):
    done = run(*words, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(str(w) for w in words)}: {done.stderr[:500]}")
    return done.stdout


def note(*properties):
    """The assembly of a note of GNU properties: (type, value of four bytes)..."""
    words = "".join(f"\t.long {t:#x}, 4, {v:#x}, 0\n" for t, v in properties)
    return f'\t.section .note.gnu.property,"a"\n\t.p2align 3\n\t.long 4, {16 * len(properties)}, 5\n\t.asciz "GNU"\n{words}\t.section .note.GNU-stack,"",%progbits\n'


class Group:
    def __init__(self, tally, linkwright, folder):
        self.tally, self.linkwright, self.folder = tally, linkwright, Path(folder)

    def check(self, good, words):
        return self.tally.check(good, f"{type(self).__name__.lower()}: {words}")

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def so(self, name, code, *options, cc="gcc", soname=None):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        must(cc, "-shared", "-fPIC", "-O1", "-Wl,--build-id=sha1", f"-Wl,-soname,{soname or path.name}", "-o", path, self.write(f"{name}.c", code), *options)
        return path

    def lw(self, *words, **more):
        return run(self.linkwright, *words, cwd=self.folder, **more)

    def json(self, *words):
        done = self.lw(*words, "--format=json")
        return json.loads(done.stdout)["results"][0] if done.stdout else {}

    def fuse(self, target, out, *options):
        done = self.lw("fuse", target, "-o", out, *(options or ("--all", "--keep-libc")))
        self.check(done.returncode == 0, f"fuse {target}: {done.stderr[:300]}")
        return done.stdout

    def findings(self, *words):
        """{rule: [finding]}"""
        out = {}
        for f in self.json("check", *words).get("findings", []):
            out.setdefault(f.get("rule", f.get("id")), []).append(f)
        return out


class Properties(Group):
    """x86-64: the note of the fused file, as readelf shows it, is that of all parts by the rule of each property."""

    CASES = (  # name, of the program, of each library, what readelf shows of the fused one, warnings
        ("all", [(FEATURE, 3)], [[(FEATURE, 3)], [(FEATURE, 3)]], ["x86 feature: IBT, SHSTK"], []),
        ("no-ibt", [(FEATURE, 3)], [[(FEATURE, 3)], [(FEATURE, 2)]], ["x86 feature: SHSTK"], ["loses IBT because .*liby.so lacks it"]),
        ("none", [(FEATURE, 3)], [[(FEATURE, 3)], []], [], ["loses IBT because .*liby.so lacks it", "loses SHSTK because .*liby.so lacks it"]),
        ("two-lack", [(FEATURE, 1)], [[], []], [], ["loses IBT because .*libx.so and 1 more lack it"]),
        ("target-lacks", [], [[(FEATURE, 3)], [(FEATURE, 3)]], [], []),
        ("apart", [(FEATURE, 1)], [[(FEATURE, 2)], [(FEATURE, 2)]], [], ["loses IBT because"]),
        ("isa", [(NEEDED, 1)], [[(NEEDED, 2)], []], ["x86 ISA needed: x86-64-baseline, x86-64-v2"], []),
        ("isa-of-a-library", [], [[], [(NEEDED, 2)]], ["x86 ISA needed: x86-64-v2"], []),
        ("used", [(USED, 1)], [[(USED, 2)], [(USED, 1)]], ["x86 ISA used: x86-64-baseline, x86-64-v2"], []),
        ("used-not-told", [(USED, 1)], [[(USED, 2)], []], [], []),
        ("more", [(FEATURE, 1), (NEEDED, 1), (USED, 1)], [[(FEATURE, 3), (USED, 1)], [(FEATURE, 1), (NEEDED, 2), (USED, 4)]],
         ["x86 feature: IBT", "x86 ISA needed: x86-64-baseline, x86-64-v2", "x86 ISA used: x86-64-baseline, x86-64-v3"], []),
        ("any-machine", [(UINT_AND, 6), (UINT_OR, 1)], [[(UINT_AND, 3)], [(UINT_AND, 2), (UINT_OR, 8)]],
         [r"UINT32_AND \(0xb0000001\): 0x2", r"UINT32_OR \(0xb0008001\): 0x9"], []),
        ("unknown", [(0xe0000001, 5)], [[(0xe0000001, 5)], [(0xe0000001, 5)]], ["<application-specific type 0xe0000001 data: 05 00 00 00 >"], []),
        ("unknown-differs", [(0xe0000001, 5)], [[(0xe0000001, 5)], [(0xe0000001, 4)]], [], []),
    )

    def shown(self, path):
        """What readelf tells of the one note of properties; [] where there is none."""
        text = must("readelf", "-nW", path)
        self.check(text.count("NT_GNU_PROPERTY_TYPE_0") <= 1, f"{path}: two notes of properties")
        found = re.search(r"Properties: (.*(?:\n\t{2,}.*)*)", text)
        return found[1] if found else ""

    def source(self, code, properties):
        """C with the note in the same object: GNU ld takes away what one of several objects has not."""
        lines = "".join(f'"{line}\\n"\n'.replace('"a"', '\\"a\\"').replace('"GNU"', '\\"GNU\\"') for line in note(*properties).splitlines()[:-1])
        return code + (f'__asm__(".pushsection .note.gnu.property,\\"a\\"\\n"\n{lines}".popsection");\n' if properties else "")

    def build(self, name, program, libraries):
        top, plain = f"{name}/", ("-nostartfiles", "-fcf-protection=none")
        for letter, properties in zip("xy", libraries):
            code = f"int {'dep' if letter == 'x' else 'other'}(void) {{ return 7; }}\n"
            self.so(f"{top}lib{letter}.so", self.source(code, properties), *plain)
        must("gcc", *plain, "-o", self.folder / top / "p", self.write(f"{top}p.c", self.source(MAIN + BEGIN, program)), self.folder / top / "libx.so",
             self.folder / top / "liby.so", f"-Wl,-rpath,{self.folder}/{name}")
        for file, properties in zip(("p", "libx.so", "liby.so"), (program, *libraries)):
            self.check(bool(self.shown(self.folder / name / file)) == bool(properties), f"{name}: {file} is not what the case is about")

    def one(self, name, program, libraries, lines, warnings):
        self.build(name, program, libraries)
        said, out = self.fuse(f"{name}/p", f"{name}/out"), self.folder / name / "out"
        shown = self.shown(out)
        self.check(all(re.search(line, shown) for line in lines) and bool(shown) == bool(lines), f"{name}: readelf shows '{shown}', not {lines}")
        self.check(all(re.search(w, said) for w in warnings) and said.count("fuse-property") == len(warnings), f"{name}: {said}")
        for file in libraries and ("libx.so", "liby.so"):
            os.rename(self.folder / name / file, self.folder / name / f"{file}.away")
        self.check(run(out).stdout == "7\n7\n", f"{name}: it does not run")
        must("strip", "-o", f"{out}.stripped", out)
        self.check(self.shown(f"{out}.stripped") == shown and run(f"{out}.stripped").stdout == "7\n7\n", f"{name}: stripped, it is another")
        done = self.lw("fuse", "--undo", f"{name}/out", "-o", f"{name}/back")
        self.check(done.returncode == 0 and (self.folder / name / "back").read_bytes() == (self.folder / name / "p").read_bytes(), f"{name}: undo")

    def refused(self):
        """The loader starts no program on a processor that lacks what a part of it needs."""
        emulator = shutil.which("qemu-x86_64-static") or shutil.which("qemu-x86_64")
        if not emulator:
            self.tally.skip("properties: no emulator of another x86-64")
            return
        self.build("never", [], [[(NEEDED, 1 << 3)], []])
        self.fuse("never/p", "never/out", "--all", "--keep-libc", "--cpu", "x86-64-v4")
        for file in ("p", "out"):
            done = run(emulator, "-cpu", "qemu64", self.folder / "never" / file)
            self.check("CPU ISA level is lower than required" in done.stderr, f"{file} starts where what it needs is not: {done}")

    def run(self):
        for case in self.CASES:
            self.one(*case)
        self.refused()


class Branches(Group):
    """AArch64: with BTI in all parts the loader protects the fused file's code so, and all of it runs, the stub too; else the loss is told."""

    def call(self, path):
        return run("qemu-aarch64-static", "-cpu", "max", "-strace", "-L", self.folder / "root", path)

    def guarded(self, done):
        """Of how many pieces of code the loader has set PROT_BTI (0x10)."""
        return len(re.findall(r"(?:mprotect|mmap)\(.*PROT_EXEC\|PROT_READ\|0x10", done.stderr))

    def run(self):
        if not shutil.which("qemu-aarch64-static") or not shutil.which("aarch64-linux-gnu-gcc"):
            self.tally.skip("branches: no compiler or emulator for AArch64")
            return
        cc, bti = "aarch64-linux-gnu-gcc", ["-nostartfiles", "-mbranch-protection=standard"]
        (self.folder / "root/app").mkdir(parents=True)
        shutil.copytree(CROSS + "/lib", self.folder / "root/lib", symlinks=True)
        self.so("root/app/libdep.so", DEP, *bti, cc=cc)
        start = self.write("start.S", START + note((0xc0000000, 1)))
        self.so("root/app/libother.so", "int other(void) { return 7; }", *bti, cc=cc)
        must(cc, *bti, "-pie", "-fPIE", "-o", self.folder / "root/app/p", start, self.write("p.c", MAIN), self.folder / "root/app/libdep.so",
             self.folder / "root/app/libother.so", "-Wl,-rpath,/app")
        original = self.call(self.folder / "root/app/p")
        self.check("1\n7\n" in original.stdout and self.guarded(original) == 3, f"the original: {original.stdout}, {self.guarded(original)} pieces guarded")
        self.fuse("/app/p", "all", "--root", self.folder / "root", "--all", "--keep-libc")
        fused = self.call(self.folder / "all")
        self.check("BTI" in must("readelf", "-nW", self.folder / "all"), "BTI is lost, and all parts have it")
        # Three parts and the stub.
        self.check("1\n7\n" in fused.stdout and self.guarded(fused) == 4, f"fused: {fused.stdout}, {self.guarded(fused)} pieces guarded")
        self.so("root/app/libother.so", "int other(void) { return 8; }", "-nostartfiles", "-mbranch-protection=none", cc=cc)
        said = self.fuse("/app/p", "some", "--root", self.folder / "root", "--all", "--keep-libc")
        fused = self.call(self.folder / "some")
        self.check("loses BTI because /app/libother.so lacks it" in said, f"the loss is not told: {said}")
        self.check("BTI" not in must("readelf", "-nW", self.folder / "some"), "BTI is kept, and not all parts have it")
        self.check("1\n8\n" in fused.stdout and self.guarded(fused) == 0, f"without BTI: {fused.stdout}, {self.guarded(fused)} pieces guarded")


class Copies(Group):
    """A library that is fused in and loaded as well is found, in files and in the process, and only then."""

    def mapped(self, path):
        """What check says of the running process, and which files it has mapped."""
        with subprocess.Popen([path, "wait"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
            lines = [child.stdout.readline() for _ in range(2)]
            maps = Path(f"/proc/{child.pid}/maps").read_text()
            found = self.findings("--rule", "two-copies", "--rule", "private-copy", f"pid:{child.pid}")
            child.stdin.close()
        return lines, maps, found

    def both(self, what, path, copies, loaded, rule="LW109"):
        lines, maps, process = self.mapped(path)
        file = self.findings("--rule", "two-copies", "--rule", "private-copy", "--rule", "static-copy", path)
        self.check(("libdep.so.1" in maps) == loaded, f"{what}: the loader has libdep.so.1: {'libdep.so.1' in maps}")
        for where, found in (("file", file), ("process", process)):
            told = [f["message"] for f in found.get(rule, [])]
            self.check(len(told) == copies == sum(map(len, found.values())), f"{what}: of the {where} {told}, {list(found)}")
            self.check(all("libdep.so.1" in t and "fused in" in t for t in told), f"{what}: of the {where} {told}")
        return lines

    def run(self):
        rpath = "-Wl,-rpath,$ORIGIN/lib:$ORIGIN/out"
        dep = self.so("lib/libdep.so.1", DEP)
        other = self.so("out/libother.so.1", "int other(void) { return 5; }")
        must("gcc", "-o", self.folder / "p", self.write("p.c", MAIN), dep, other, rpath)
        self.fuse("p", "fused", "--lib", "libdep.so.1")
        self.both("a program", self.folder / "fused", 0, False)
        # The library that stayed outside is updated, and needs the one that went in.
        self.so("out/libother.so.1", "int dep(void); int other(void) { return 10 * dep(); }", dep, "-Wl,-rpath,$ORIGIN/../lib")
        self.both("a program and an update", self.folder / "fused", 1, True)
        # Private in a library: each has its own.
        self.so("out/libext.so", "int dep(void); int other(void) { return 10 * dep(); }", dep, "-Wl,-rpath,$ORIGIN/../lib")
        self.fuse("out/libext.so", "out/libown.so", "--lib", "libdep.so.1")
        must("gcc", "-o", self.folder / "q", self.write("q.c", MAIN), dep, "-Wl,--no-as-needed", self.folder / "out/libown.so", rpath,
             "-Wl,--allow-shlib-undefined")
        shutil.move(self.folder / "out/libext.so", self.folder / "out/away.so")
        shutil.move(self.folder / "out/libown.so", self.folder / "out/libext.so")
        lines = self.both("a library and the program", self.folder / "q", 1, True, "LW314")
        self.check(lines == ["1\n", "10\n"], f"each has not its own variables: {lines}")
        self.fuse("out/away.so", "out/libext.so", "--lib", "libdep.so.1", "--export")
        self.both("a library that shows it", self.folder / "q", 1, True)
        must("gcc", "-o", self.folder / "r", self.write("r.c", MAIN.replace("dep()", "7").replace("dep(void), ", "")), self.folder / "out/libext.so", rpath)
        self.both("a library alone", self.folder / "r", 0, False)
        self.words()

    def words(self):
        tree, why = self.lw("tree", "fused").stdout, self.lw("why", "fused", "libdep.so.1").stdout
        self.check("fused into it: libdep.so.1\n" in tree, f"tree: {tree}")
        self.check(f"it is fused into fused, from {self.folder}/lib/libdep.so.1\n" in self.lw("why", "r", "libdep.so.1").stdout.replace(
            f"it is fused into {self.folder}/out/libext.so", "it is fused into fused").replace("out/../", ""), "why of a library in a library")
        self.check("libdep.so.1" in why, f"why: {why}")
        # Outdated: the one in its place is another build.
        self.check("LW313" not in self.findings("fused"), "outdated, and nothing has changed")
        self.so("lib/libdep.so.1", DEP + "int newer(void) { return 1; }")
        found = self.findings("fused").get("LW313", [])
        self.check(len(found) == 1 and found[0]["level"] == "note" and "libdep.so.1" in found[0]["message"], f"outdated: {found}")


class Locks(Group):
    """What lock writes of a fused file, against the parts themselves, readelf and dpkg; what verify tells of another one."""

    SYSTEM = ("/usr/bin/git", "/usr/bin/python3", "/usr/bin/openssl", "/usr/bin/sqlite3")

    def build_id(self, path):
        found = re.search(r"Build ID: ([0-9a-f]+)", run("readelf", "-nW", path).stdout)
        return found and found[1]

    def owner(self, path):
        """dpkg's own answer: the package under one of the paths that a file has."""
        real = os.path.realpath(path)
        for name in {real, real.removeprefix("/usr"), "/usr" + real}:
            done = run("dpkg-query", "-S", name)
            if done.returncode == 0:
                package = done.stdout.split(": ")[0]
                return package, must("dpkg-query", "-W", "-f", "${Version}", package)
        return None

    def entry(self, fused, bytes_of, part):
        data = Path(part["path"]).read_bytes()
        self.check((part["sha256"], part["size"], part["build_id"]) == (hashlib.sha256(data).hexdigest(), len(data), self.build_id(part["path"])), f"{part}")
        have = part["package"] and (part["package"]["name"], part["package"]["version"])
        want = self.owner(part["path"])
        self.check(have == want or (have and want and have[0].split(":")[0] == want[0].split(":")[0] and have[1] == want[1]),
                   f"{part['path']} is of {have}, dpkg says {want}")
        self.check(part["into"] == fused and 0 <= part["offset"] <= part["offset"] + part["length"] <= len(bytes_of), f"{part}")
        text = re.search(r"\.text +PROGBITS +(\S+) (\S+) (\S+)", must("readelf", "-SW", part["path"]))
        code = data[int(text[2], 16):int(text[2], 16) + int(text[3], 16)]
        self.check(code in bytes_of[part["offset"]:part["offset"] + part["length"]], f"the code of {part['path']} is not where its entry says")

    def system(self, program):
        out = self.folder / os.path.basename(program)
        if not os.path.exists(program) or self.lw("fuse", program, "--all", "--keep-libc", "-o", out).returncode != 0:
            self.tally.skip(f"locks: {program} is not there or cannot be fused")
            return
        done = self.lw("lock", out)
        lock, data = json.loads(done.stdout)["results"][0], out.read_bytes()
        self.check([p["target"] for p in lock["fused"]] == [True] + [False] * (len(lock["fused"]) - 1) and len(lock["fused"]) > 1, f"{program}: {lock['fused']}")
        for part in lock["fused"]:
            self.entry(lock["binaries"][0]["path"], data, part)
        listed = self.json("fuse", "--list", out)["files"]
        self.check([(x["path"], x["package"]) for x in listed] == [(x["path"], x["package"]) for x in lock["fused"]], f"{program}: lock and list differ")

    def drifts(self, *words):
        done = self.lw("verify", "--format=json", *words)
        return {(d["kind"], d["name"]) for d in json.loads(done.stdout)["results"][0]["differences"]}

    def changes(self):
        rpath = "-Wl,-rpath,$ORIGIN"
        one, two = self.so("libone.so", DEP), self.so("libtwo.so", "int other(void) { return 2; }")
        must("gcc", "-o", self.folder / "p", self.write("p.c", MAIN), one, two, rpath)
        self.fuse("p", "app", "--lib", "libone.so")
        must(self.linkwright, "lock", "-o", "app.lock", "app", cwd=self.folder)
        self.check(self.drifts("app.lock") == set(), "nothing has changed, and something has drifted")
        text = (self.folder / "app.lock").read_text()
        self.so("libone.so", DEP + "int more(void) { return 1; }")
        self.fuse("p", "app", "--lib", "libone.so")
        self.check({d for d in self.drifts("app.lock") if d[0].startswith("fused")} == {("fused", "libone.so")}, f"another build: {self.drifts('app.lock')}")
        self.fuse("p", "app", "--lib", "libtwo.so")
        want = {("fused-gone", "libone.so"), ("fused-new", "libtwo.so")}
        self.check({d for d in self.drifts("app.lock") if d[0].startswith("fused")} == want, f"another library: {self.drifts('app.lock')}")
        # Locks from elsewhere.
        good = json.loads(text)
        for what, change in (("into", "nowhere"), ("sha256", "00"), ("size", -1), ("offset", "x"), ("path", None), ("package", {"manager": "x"})):
            bad = json.loads(text)
            bad["results"][0]["fused"][1][change and what or what] = change
            (self.folder / "bad.lock").write_text(json.dumps(bad))
            done = self.lw("verify", "bad.lock")
            self.check(done.returncode == 2 and "MALFORMED" in done.stderr, f"a lock with {what} {change}: {done.returncode} {done.stderr}")
        bad = good
        bad["results"][0]["fused"].reverse()
        bad["results"][0]["fused"][0]["into"] = bad["results"][0]["files"][-1]["path"]
        bad["results"][0]["fused"][1]["into"] = bad["results"][0]["files"][0]["path"]
        (self.folder / "bad.lock").write_text(json.dumps(bad))
        self.check(self.lw("verify", "bad.lock").returncode == 2, "a lock whose fused files are in no order is taken")

    def run(self):
        for program in self.SYSTEM:
            self.system(program)
        self.changes()


class Licenses(Group):
    """Packages and licenses of a made-up system; what is said where one is GPL or LGPL."""

    KINDS = (  # library, its copyright file, the license that is told, whether it is named in the sentence
        ("libgpl.so", GPL + "GPL-3+\n The text.\n\nFiles: debian/*\nCopyright: you\nLicense: GPL-2\n", "GPL-3+", True),
        ("liblgpl.so", GPL + "LGPL-2.1+\n\nFiles: src/a.c\n src/b.c\nCopyright: x\nLicense: Expat\n\nLicense: Expat\n Text\n", "LGPL-2.1+ (parts: Expat)", True),
        ("libmit.so", GPL + "Expat\n\nFiles: tests/*\nLicense: GPL-2+\n", "Expat (parts: GPL-2+)", False),
        ("libchoice.so", GPL + "BSD-3-clause or GPL-2\n", "BSD-3-clause or GPL-2", False),
        ("libgnus.so", GPL + "LGPL-3+ or GPL-2+\n", "LGPL-3+ or GPL-2+", True),
        ("libexcept.so", GPL + "GPL-3+ with GCC-Runtime-Library exception\n", "GPL-3+ with GCC-Runtime-Library exception", False),
        ("libboth.so", GPL + "Expat and LGPL-2+\n", "Expat and LGPL-2+", True),
        ("libhead.so", GPL.split("\n\n", maxsplit=1)[0] + "\nlicense: Zlib\n\nFiles: debian/*\nLicense: GPL-2\n", "Zlib", False),
        ("libprose.so", "This is GPL, see /usr/share/common-licenses/GPL.\nFiles: *\nLicense: GPL-2\n", "unknown (see /usr/share/doc/libprose/copyright)", False),
        ("libempty.so", "", None, False),
        ("libnone.so", None, None, False),
    )
    OSI = "Classifier: License :: OSI Approved"
    WHEELS = (  # distribution, more of its METADATA, and the same as above
        ("expr", f"license-expression: Apache-2.0 OR MIT\nLicense: other\n{OSI} :: BSD License", "Apache-2.0 OR MIT", False),
        ("clas", f"License: BSD 3-clause with this text:\n        Redistribution\n{OSI}\n{OSI} :: BSD License\nClassifier: Topic :: X\n{OSI} :: MIT License",
         "BSD License and MIT License", False),
        ("lesser", f"{OSI} :: GNU Library or Lesser General Public License (LGPL)", "LGPL", True),
        ("short", "License: MIT", "MIT", False),
        ("unknown", "License: UNKNOWN", None, False),
        ("long", "License-Expression: " + 300 * "x" + 30 * f"\n{OSI} :: Apache License 1", 9 * "Apache License 1 and " + "Apache License 1 and more", False),
        ("odd", "Classifier: License ::  :: ::  :: y", "y", False),
    )

    def system(self):
        root = self.folder / "root"
        status, paths = [], []
        for i, (name, copyright_, _, _) in enumerate(self.KINDS):
            package = name[:-3]
            paths.append(self.so(f"root/usr/lib/{name}", f"int f{i}(void) {{ return {i}; }}", "-nostdlib"))
            self.write(f"root/var/lib/dpkg/info/{package}:amd64.list", f"/.\n/usr\n/usr/lib\n/usr/lib/{name}\n")
            status.append(f"Package: {package}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.{i}-1\n")
            if copyright_ is not None:
                self.write(f"root/usr/share/doc/{package}/copyright", copyright_)
        self.write("root/var/lib/dpkg/status", "\n".join(status))
        paths.append(self.so("root/opt/env/lib/libconda.so", "int conda(void) { return 1; }", "-nostdlib"))
        self.write("root/opt/env/conda-meta/conda-lib-2.5-h1.json",
                   json.dumps({"name": "conda-lib", "version": "2.5", "build": "h1", "license": "LGPL-2.1-or-later", "files": ["lib/libconda.so"]}))
        paths.append(self.so("root/usr/lib/libapk.so", "int apk(void) { return 1; }", "-nostdlib"))
        self.write("root/lib/apk/db/installed", "P:apk-lib\nV:3.1-r0\nL:GPL-2.0-only\nF:usr/lib\nR:libapk.so\n")
        for name, metadata, _, _ in self.WHEELS:
            dist, lib = f"root/opt/env/lib/site-packages/{name}-1.5.dist-info", f"lib{name}-0a1b.so"
            paths.append(self.so(f"root/opt/env/lib/site-packages/{name}.libs/{lib}", f"int w_{name}(void) {{ return 1; }}", "-nostdlib"))
            self.write(f"{dist}/RECORD", f"{name}.libs/{lib},sha256=x,1\n../../bin/{name},,\n")
            self.write(f"{dist}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.5\n{metadata}\n\nLicense: of the body\n")
        paths.append(self.so("root/usr/lib/libfree.so", "int of_nobody(void) { return 1; }", "-nostdlib"))
        calls = "".join(f"int f{i}(void);" for i in range(len(self.KINDS)))
        wheels = [f"w_{name}" for name, *_ in self.WHEELS]
        code = (f"{calls} int {', '.join(f'{w}(void)' for w in wheels)}, conda(void), apk(void), of_nobody(void); "
                f"void _start(void) {{ {''.join(f'f{i}();' for i in range(len(self.KINDS)))} {''.join(f'{w}();' for w in wheels)} conda(); apk(); of_nobody(); }}")
        must("gcc", "-nostdlib", "-pie", "-fPIE", "-Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2", "-o", root / "app", self.write("app.c", code), *paths,
             "-Wl,-rpath,/usr/lib:/opt/env/lib" + "".join(f":/opt/env/lib/site-packages/{name}.libs" for name, *_ in self.WHEELS))
        os.makedirs(root / "lib64", exist_ok=True)
        shutil.copy("/lib64/ld-linux-x86-64.so.2", root / "lib64")

    def run(self):
        self.system()
        done = self.lw("fuse", "--root", "root", "/app", "--all", "--keep-libc", "-o", "out", "--format=json")
        if not self.check(done.returncode == 0, f"fuse: {done.stderr}"):
            return
        plan = json.loads(done.stdout)["results"][0]
        of = {m["name"]: m["package"] for m in plan["members"][1:]}
        (sentence,) = plan["notes"][:1] or [""]
        for i, (name, _, license_, told) in enumerate(self.KINDS):
            self.check(of[name] == {"manager": "dpkg", "name": f"{name[:-3]}:amd64", "version": f"1.{i}-1", "license": license_}, f"{name}: {of[name]}")
            self.check((f"{name} (" in sentence) == told, f"{name}: {sentence}")
        self.check(of["libconda.so"] == {"manager": "conda", "name": "conda-lib", "version": "2.5-h1", "license": "LGPL-2.1-or-later"}, f"{of['libconda.so']}")
        for name, _, license_, told in self.WHEELS:
            lib = f"lib{name}-0a1b.so"
            self.check(of[lib] == {"manager": "python", "name": name, "version": "1.5", "license": license_}, f"{lib}: {of[lib]}")
            self.check((f"{lib} (" in sentence) == told, f"{lib}: {sentence}")
        self.check(of["libapk.so"] == {"manager": "apk", "name": "apk-lib", "version": "3.1-r0", "license": "GPL-2.0-only"}, f"{of['libapk.so']}")
        self.check(of["libfree.so"] is None, f"{of['libfree.so']}")
        self.check("--undo" in sentence and "libconda.so (LGPL" in sentence, sentence)
        listed = self.json("fuse", "--list", "out")["files"]
        self.check({x["soname"]: x["package"] for x in listed[1:]} == of, "the note tells other packages than the plan")
        text = self.lw("fuse", "--list", "out").stdout
        self.check("libgpl:amd64 1.0-1 (dpkg), license GPL-3+\n" in text and "license LGPL-2.1+, others in parts\n" in text, text)
        # Without what is GPL or LGPL nothing is said.
        done = self.lw("fuse", "--root", "root", "/app", "--lib", "libmit.so", "--dry-run")
        self.check(done.returncode == 0 and "GPL" not in done.stdout.replace("license Expat, others", ""), done.stdout + done.stderr)


class Damage(Group):
    """A note that is damaged is told, by check and by fuse --list, and nothing else is made of it."""

    def run(self):
        dep = self.so("libdep.so", DEP + "int other(void) { return 2; }")
        must("gcc", "-o", self.folder / "p", self.write("p.c", MAIN), dep, "-Wl,-rpath,$ORIGIN")
        self.fuse("p", "good", "--lib", "libdep.so")
        data = (self.folder / "good").read_bytes()
        at = data.index(b'{"version":1,')
        self.check("LW312" not in self.findings("good"), "a sound note is called damaged")
        offset = re.search(rb'"path":"[^"]*libdep.so".*?"offset":(\d+)', data[at:])
        for what, change in (("no JSON", data[:at] + b"[" + data[at + 1:]), ("a later version", data[:at] + b'{"version":9,' + data[at + 13:]),
                             ("no digest", data.replace(b'"sha256"', b'"sha255"', 1)), ("text cut", data[:at + 60] + bytes(200) + data[at + 260:]),
                             ("far away", data[:at + offset.start(1)] + b"9" * len(offset[1]) + data[at + offset.end(1):])):
            path = self.folder / "bad"
            path.write_bytes(change)
            os.chmod(path, 0o755)
            found = self.findings("bad").get("LW312", [])
            self.check(len(found) == 1 and found[0]["level"] == "warning", f"{what}: check says {found}")
            self.check(run(path).stdout == "1\n2\n", f"{what}: it does not run any more")
            if what != "far away":
                done = self.lw("fuse", "--list", "bad")
                self.check(done.returncode == 2 and re.search(r"MALFORMED|UNSUPPORTED", done.stderr), f"{what}: list says {done.stderr}")
                self.check("its note is damaged" in self.lw("tree", "bad").stdout, f"{what}: tree does not tell")
            path.unlink()


GROUPS = (Properties, Branches, Copies, Locks, Licenses, Damage)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--linkwright", default=str(BUILD / "linkwright"))
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    tally = Tally("fuse_notes")
    for group in GROUPS:
        if options.words and not any(w in group.__name__.lower() for w in options.words):
            continue
        with tempfile.TemporaryDirectory(prefix="lw-notes-") as folder:
            try:
                group(tally, os.path.abspath(options.linkwright), os.path.realpath(folder)).run()
            except (RuntimeError, OSError, KeyError, TypeError, ValueError) as e:
                tally.check(False, f"{group.__name__.lower()}: {type(e).__name__}: {e}")
    tally.end()


if __name__ == "__main__":
    main()
