#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a fused file tells of itself, and undoing: the note against the files themselves, the target back to the byte.

fuse_undo.py [--linkwright PATH] [WORD...]   default: build/linkwright; only groups with a WORD in their name

System programs of many kinds and built ones (PIE, fixed address, library, with debug information, without a build-id, linked by lld) are fused.
The judges: the bytes of the target, hashlib, readelf, the program headers as they are read here, gdb.
"""
import argparse
import hashlib
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))
from tally import BUILD, Tally  # noqa: E402

SYSTEM = ["git", "curl", "openssl", "ssh", "gdb", "ls", "tar", "grep", "sed", "bash", "perl", "python3", "sqlite3", "ffmpeg", "cmake", "file", "xz",
          "zstd", "readelf", "wget", "gpg", "apt-get", "dpkg", "tmux", "jq", "rsync"]
LIBRARIES = ["libcurl.so.4", "libxml2.so.2", "libgnutls.so.30", "libpython3.11.so.1.0"]
LIBRARY_C = """
static int hidden_step(int n) { volatile int k = n + 1; return k * 2; }
int lib_work(int n) { return hidden_step(n) + 1; }
"""
PROGRAM_C = """
#include <stdio.h>
int lib_work(int);
static int inner(int n) { return lib_work(n) + 1; }
int main(int argc, char **argv) { (void)argv; printf("%d\\n", inner(argc)); return 0; }
"""
USER_C = "int lib_work(int); int user(int n) { return lib_work(n); }\n"


def run(*argv, **more):
    return subprocess.run([str(a) for a in argv], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                          errors="replace", timeout=300, **more)


def loads(data):
    """(offset, address, bytes in the file) of each PT_LOAD of a little-endian file with 64 bits."""
    at, size, n = *struct.unpack_from("<Q", data, 32), *struct.unpack_from("<HH", data, 54)
    rows = [struct.unpack_from("<IIQQQQQQ", data, at + i * size) for i in range(n)]
    return [(off, addr, filesz) for kind, _, off, addr, _, filesz, _, _ in rows if kind == 1]


def build_id(path):
    """As readelf finds the first; a new one has no section, and so it looks at a copy without sections too."""
    found = re.search(r"Build ID: ([0-9a-f]+)", run("readelf", "-nW", path).stdout)
    if found is None:
        with tempfile.NamedTemporaryFile() as copy:
            data = Path(path).read_bytes()
            copy.write(data[:40] + bytes(8) + data[48:60] + bytes(4) + data[64:])
            copy.flush()
            found = re.search(r"Build ID: ([0-9a-f]+)", run("readelf", "-nW", copy.name).stdout)
    return found and found.group(1)


class Undo(Tally):
    def __init__(self, linkwright, folder):
        super().__init__("fuse_undo")
        self.linkwright, self.folder = linkwright, folder

    def fuse(self, target, out, *options, **more):
        done = run(self.linkwright, "fuse", target, "--quiet", "-o", out, *(options or ("--all", "--keep-libc")), **more)
        return self.check(done.returncode == 0, f"{target} {options}: {done.returncode} {done.stderr[:300]}")

    def listed(self, path):
        done = run(self.linkwright, "fuse", "--list", "--format", "json", path)
        if not self.check(done.returncode == 0, f"--list {path}: {done.returncode} {done.stderr[:300]}"):
            return None
        return json.loads(done.stdout)["results"][0]

    def check_undo(self, fused, before, what):
        back = self.folder / "back"
        done = run(self.linkwright, "fuse", "--undo", fused, "-o", back, "--quiet")
        if self.check(done.returncode == 0, f"{what}: --undo: {done.returncode} {done.stderr[:300]}"):
            self.check(back.read_bytes() == before, f"{what}: --undo gives other bytes than the target had")
            back.unlink()

    def check_refused(self, words, what, *argv):
        """Exit 2 with these words, and no file."""
        out = self.folder / "refused"
        done = run(self.linkwright, "fuse", *argv, *(("-o", out) if "--undo" in argv else ()))
        self.check(done.returncode == 2 and all(w in done.stderr for w in words) and not out.exists(),
                   f"{what}: {done.returncode} {done.stderr[:300]}, not 2 with {words}; {'a' if out.exists() else 'no'} file")

    def check_list(self, fused, target):
        told = self.listed(fused)
        if told is None:
            return
        new = Path(fused).read_bytes()
        for i, part in enumerate(told["files"]):
            path, name = Path(part["path"]), f"{target}: {part['path']}"
            old = path.read_bytes()
            self.check(part["sha256"] == hashlib.sha256(old).hexdigest() and part["size"] == len(old), f"{name}: other bytes than {part}")
            self.check(part["build_id"] == build_id(path), f"{name}: build-id {part['build_id']}, readelf tells {build_id(path)}")
            self.check((i == 0) == (path.samefile(target)), f"{name}: place {i} of the list")
            for off, addr, size in loads(old):
                begun = off >= part["begin"] if part["layout"] == "file" else addr >= part["begin"]
                if size and begun:
                    where = [o + addr + part["delta"] - a for o, a, n in loads(new) if a <= addr + part["delta"] < a + n]
                    shift = (off if part["layout"] == "file" else addr) - part["begin"]
                    self.check(where == [part["offset"] + shift], f"{name}: its segment at {addr:#x} is at {where}")
        self.check(told["build_id"] == build_id(fused) and told["build_id"] not in [p["build_id"] for p in told["files"]],
                   f"{target}: the build-id is {told['build_id']}, readelf tells {build_id(fused)}")
        if told["build_id"] is None:
            return
        at = new.find(bytes.fromhex(told["build_id"]))
        self.check(0 < at < 4096, f"{target}: the build-id is at {at:#x}, not in the first page")

    def system(self):
        for name in SYSTEM:
            path = shutil.which(name, path="/usr/bin:/bin")
            if path is None:
                self.skip(f"{name} is not there")
                continue
            self.one(Path(path), "--all", "--keep-libc")
            if name in ("git", "openssl", "perl", "ffmpeg"):
                self.one(Path(path), "--all", "--keep-libc", "--fixed")
        for name in LIBRARIES:
            path = Path("/usr/lib/x86_64-linux-gnu") / name
            if path.exists():
                self.one(path, "--all", "--keep-libc")
            else:
                self.skip(f"{name} is not there")

    def one(self, path, *options, expect=None):
        fused, before = self.folder / "fused", path.read_bytes()
        if not self.fuse(path, fused, *options):
            return
        self.check_list(fused, path)
        self.check_undo(fused, before, f"{path} {options}")
        if expect is not None:
            done = run(fused)
            self.check((done.returncode, done.stdout) == (0, expect), f"{path} {options}: fused, it gives {done.returncode} {done.stdout}")
        fused.unlink()

    def make(self):
        """Built programs: name, and what each is linked with."""
        f = self.folder
        (f / "l.c").write_text(LIBRARY_C)
        (f / "p.c").write_text(PROGRAM_C)
        (f / "u.c").write_text(USER_C)
        tail = ["-g", "-Wl,-rpath,$ORIGIN"]
        kinds = {"pie": ["-fPIE", "-pie"], "exec": ["-fno-pie", "-no-pie"], "no-id": ["-fPIE", "-pie", "-Wl,--build-id=none"],
                 "long-id": ["-fPIE", "-pie", "-Wl,--build-id=0x" + "5a" * 40], "bare": ["-fPIE", "-pie", "-s", "-Wl,--build-id=none"],
                 "one-segment": ["-fPIE", "-pie", "-Wl,-z,noseparate-code"]}
        if shutil.which("ld.lld"):
            kinds["lld"] = ["-fPIE", "-pie", "-fuse-ld=lld", "-Wl,--build-id"]
        commands = [["gcc", *tail, "-shared", "-fPIC", "-Wl,-soname,libl.so", "-Wl,--build-id", "-o", "libl.so", "l.c"],
                    ["gcc", *tail, "-shared", "-fPIC", "-Wl,-soname,libu.so", "-Wl,--build-id", "-o", "libu.so", "u.c", "./libl.so"]]
        commands += [["gcc", *tail, "-Wl,--build-id", "-o", name, "p.c", "./libl.so", *flags] for name, flags in kinds.items()]
        for command in commands:
            done = run(*command, cwd=f)
            if not self.check(done.returncode == 0, f"{' '.join(command)}: {done.stderr[:300]}"):
                return []
        return list(kinds)

    def built(self, kinds):
        for name in kinds:
            self.one(self.folder / name, "--lib", "libl.so", expect="6\n")
            if name != "exec":
                self.one(self.folder / name, "--lib", "libl.so", "--fixed", expect="6\n")
        self.one(self.folder / "libu.so", "--lib", "libl.so")
        self.one(self.folder / "libu.so", "--lib", "libl.so", "--export")
        twice, once = self.folder / "twice", self.folder / "once"
        if not self.fuse("/usr/bin/git", once, "--lib", "libz.so.1"):
            return
        if self.fuse(once, twice, "--lib", "libpcre2-8.so.0"):
            self.check_undo(twice, once.read_bytes(), "fused twice")
            told, before = self.listed(twice), self.listed(once)
            self.check(told and [(p["soname"], p["in"]) for p in told["files"]] ==
                       [(None, None), ("libpcre2-8.so.0", None), ("libz.so.1", str(once))], "fused twice: it does not list what went in the first time")
            self.check(told and {**told["files"][2], "in": None} == before["files"][1], "fused twice: what went in the first time is told otherwise")
            said = [run(path, "--version") for path in ("/usr/bin/git", twice)]
            self.check(said[0].stdout and said[0].stdout == said[1].stdout, f"fused twice: it says {said[1]}")

    def ids(self):
        """The same for the same, another for what differs."""
        made = {}
        for name, options in (("a", ()), ("b", ()), ("c", ("--fixed",)), ("d", ("--keep", "libz.so.1"))):
            out = self.folder / f"id-{name}"
            if self.fuse("/usr/bin/git", out, "--all", "--keep-libc", *options):
                made[name] = out
        if len(made) == 4:
            self.check(made["a"].read_bytes() == made["b"].read_bytes(), "two runs give two files")
            self.check(len({build_id(p) for p in made.values()}) == 3, "files that differ have one build-id")

    def damage(self):
        fused, changed = self.folder / "whole", self.folder / "changed"
        if not self.fuse("/usr/bin/git", fused):
            return
        data, before = fused.read_bytes(), Path("/usr/bin/git").read_bytes()
        at = data.find(b"LWundo\0\1")
        if not self.check(at > 0, "what undoing needs is not found"):
            return
        changed.write_bytes(data[:at])
        self.check_refused(["lost what undoing needs"], "cut before what undoing needs", "--undo", changed)
        self.check(self.listed(changed) is not None, "a file without what undoing needs tells no more what is in it")
        changed.write_bytes(data[:at + 100])
        self.check_refused(["lost what undoing needs"], "cut within what undoing needs", "--undo", changed)
        changed.write_bytes(data[:at + 200] + bytes([data[at + 200] ^ 1]) + data[at + 201:])
        self.check_refused(["damaged"], "a changed byte of what undoing needs", "--undo", changed)
        middle = len(before) // 2
        changed.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1:])
        self.check_refused(["changed since it was fused"], "a changed byte of the target", "--undo", changed)
        note = data.find(b'{"version":1')
        changed.write_bytes(data[:note] + b"{]" + data[note + 2:])
        self.check_refused(["note of what was fused"], "a spoilt note", "--list", changed)
        changed.write_bytes(data[:note] + data[note:].replace(b'"version":1', b'"version":9', 1))
        self.check_refused(["later linkwright"], "a later note", "--undo", changed)
        self.check_refused(["has no note"], "nothing was fused", "--list", "/usr/bin/git")
        self.check_refused(["has no note"], "nothing was fused", "--undo", "/usr/bin/git")
        for tool in (["strip"], ["eu-strip"], ["llvm-strip", "--strip-all"], ["llvm-strip-14", "--strip-all"]):
            self.stripped(fused, before, *tool)

    def stripped(self, fused, before, tool, *options):
        """What a tool leaves is undone to the byte, or refused with a sentence."""
        copy, back = self.folder / "stripped", self.folder / "stripped-back"
        if shutil.which(tool) is None:
            return self.skip(f"{tool} is not there")
        done = run(tool, *options, "-o", copy, fused)
        if done.returncode != 0 or not copy.exists() or copy.read_bytes()[:4] != b"\x7fELF":
            return self.skip(f"{tool} cannot: {done.stderr.strip()[-80:]}")
        done = run(self.linkwright, "fuse", "--undo", copy, "-o", back)
        good = back.read_bytes() == before if done.returncode == 0 else done.returncode == 2 and not back.exists() and "undoing" in done.stderr
        back.unlink(missing_ok=True)
        copy.unlink()
        return self.check(good, f"after {tool}: {done.returncode} {done.stderr[:300]}")

    def usage(self):
        for argv, words in ((("--undo", "x"), ["-o OUT"]), (("--list", "--undo", "x", "-o", "y"), ["one at a time"]),
                            (("--list",), ["one FILE"]), (("--list", "x", "-o", "y"), ["no -o"]), (("--list", "--all", "x"), ["fuses nothing"])):
            done = run(self.linkwright, "fuse", *argv)
            self.check(done.returncode == 2 and all(w in done.stderr for w in words), f"{argv}: {done.returncode} {done.stderr}")

    def debugger(self):
        """A debugger that finds nothing but separate debug files."""
        f = self.folder
        if shutil.which("gdb") is None:
            return self.skip("gdb is not there")
        for name in ("libl.so", "pie", "exec"):
            place = f / "debug/.build-id" / build_id(f / name)[:2]
            place.mkdir(parents=True, exist_ok=True)
            run("objcopy", "--only-keep-debug", f / name, place / (build_id(f / name)[2:] + ".debug"))
            run("objcopy", "--strip-unneeded", f / name)
        for name in ("pie", "exec"):
            fused, script = f / f"{name} fused", f / f"{name}.gdb"
            if not self.fuse(f / name, fused):
                continue
            self.check(run(self.linkwright, "fuse", "--gdb-script", script, fused).returncode == 0, f"{name}: --gdb-script")
            done = run("gdb", "-nx", "-batch", "-ex", f"set debug-file-directory {f}/debug", "-ex", f"source {script}", "-ex", "starti",
                       "-ex", "break hidden_step", "-ex", "continue", "-ex", "bt", fused)
            frames = re.findall(r"^#\d+ .*?(\w+) \(.*\) at \S*?(\w\.c):\d+", done.stdout, re.M)
            self.check(frames == [("hidden_step", "l.c"), ("lib_work", "l.c"), ("inner", "p.c"), ("main", "p.c")],
                       f"{name}: gdb shows {frames}: {done.stdout[-500:]} {done.stderr[-300:]}")
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--linkwright", default=str(BUILD / "linkwright"))
    parser.add_argument("words", nargs="*")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lw-fuse-undo-") as folder:
        t = Undo(os.path.abspath(asked.linkwright), Path(folder))
        kinds = t.make()
        groups = {"system": t.system, "built": lambda: t.built(kinds), "ids": t.ids, "damage": t.damage, "usage": t.usage, "debugger": t.debugger}
        for name, group in groups.items():
            if not asked.words or any(w in name for w in asked.words):
                group()
        t.end()


if __name__ == "__main__":
    main()
