#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Fused files in the hands of tools: strip, objcopy, readelf, objdump, nm, eu-elflint, gdb.

fuse_tools.py [--linkwright PATH] [--keep DIRECTORY] [--program PATH ARGUMENT...]

Programs of the system, one that is built with symbols and debug information, and a C++ extension that a program loads. Each is fused;
what tools make of the result has to run as the original does, to have the same bytes in memory, and to be as sound. What eu-elflint
complains of must be in the files that were fused, too. Debuggers see the same names on the stack as before.
"""
import argparse
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))
from tally import BUILD, Tally

SOUND = BUILD / "tests" / "unit" / "elf-sound"
TOOLS = [["strip"], ["strip", "-g"], ["eu-strip"], ["llvm-strip"], ["objcopy"], ["llvm-objcopy"]]
# With many libraries, code is in a segment that the file itself makes executable when it starts.
PACKED = re.compile(r"is executable in nonexecutable segment")

LIB = """
#include <stdlib.h>
__thread int calls = 3;
__thread char name[40];
static int zeros[3000];
static int __attribute__((noinline)) deep_inside(int (*f)(int), int x) { zeros[x] = x; return f(x) + calls++; }
int through(int (*f)(int), int x) { volatile char room[500]; room[x] = 1; return deep_inside(f, x) + room[x] + zeros[x] + name[x]; }
"""
PROGRAM = """
#include <stdio.h>
int through(int (*)(int), int);
static __thread int own = 5;
static int __attribute__((noinline)) called_back(int x) { return x + own; }
int main(void) { printf("%d %d\\n", through(called_back, 7), through(called_back, 9)); return 0; }
"""
BASE = """
#include <stdexcept>
#include <string>
static void inner(int x) { if (x > 1) throw std::out_of_range("too large: " + std::to_string(x)); }
void check(int x) { inner(x); }
"""
EXTENSION = """
#include <stdexcept>
#include <cstdio>
void check(int);
static thread_local int tries;
extern "C" int extension(int x) {
	try { tries++; check(x); } catch (const std::exception &e) { std::printf("%s, %d\\n", e.what(), tries); }
	return tries;
}
"""
HOST = """
#include <dlfcn.h>
#include <stdio.h>
int main(int argc, char **argv) {
	void *h = dlopen(argv[1], RTLD_NOW);
	if (h == NULL) { puts(dlerror()); return 1; }
	int (*f)(int) = (int (*)(int))dlsym(h, "extension");
	return printf("%d %d\\n", f(1), f(2)) < 0;
}
"""


def run(argv, env=None, cwd=None):
    done = subprocess.run([str(a) for a in argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**os.environ, "LC_ALL": "C", **(env or {})}, cwd=cwd, timeout=300)
    return done.returncode, done.stdout.decode(errors="replace")


def must(*argv):
    status, words = run(argv)
    if status != 0:
        raise SystemExit(f"{' '.join(map(str, argv))}: {words}")
    return words


def segments(path):
    """[(address, size in memory, flags, bytes)] of PT_LOAD, without headers; all headers' types, flags and addresses. 64 bit, little endian."""
    data = Path(path).read_bytes()
    phoff, = struct.unpack_from("<Q", data, 32)
    n, = struct.unpack_from("<H", data, 56)
    out, heads = [], []
    for i in range(n):
        kind, flags, off, addr, _, filled, size, _ = struct.unpack_from("<IIQQQQQQ", data, phoff + 56 * i)
        if kind == 1: # whole pages are mapped, and zeros at the end need no bytes
            size = (addr + size + 4095 & -4096) - addr
            out.append((addr, size, flags, data[off + 64 if off == 0 else off:off + filled].rstrip(b"\0")))
        heads.append((kind, flags, addr))
    out[0] = (*out[0][:3], out[0][3][56 * n:])
    return out, heads


def complaints(path):
    """What eu-elflint says, without numbers and without what fusing adds to names."""
    _, words = run(["eu-elflint", "--gnu-ld", path])
    return {re.sub(r"\[ *\d+\]|0x[0-9a-f]+|\d+", "N", line) for line in words.splitlines()
            if line != "No errors" and "with owner name 'linkwright'" not in line}


class Subject:
    """name; path of the target; command: how it is run, where None stands for the target; env of the fusing and of the original."""

    def __init__(self, name, path, command, options=("--all", "--keep-libc"), env=None, libs=()):
        self.name, self.path, self.command, self.options, self.env, self.libs = name, path, command, options, env or {}, libs

    def run(self, path, env=None):
        return run([path if a is None else a for a in self.command], env=env)


def fuse(t, lw, s, to):
    status, words = run([lw, "fuse", s.path, "--env-inherit", *s.options, "-o", to], env=s.env)
    if not t.check(status == 0 and not re.search(r"there is no room for", words), f"{s.name}: fuse ends with {status}: {words}"):
        return False
    want = s.run(s.path, s.env)
    return t.check(s.run(to) == want and want[0] == 0, f"{s.name}: fused, it does {s.run(to)}, not {want}")


def sound(t, name, path):
    if SOUND.exists():
        words = [line for line in must(SOUND, path).splitlines() if "\tadvice:" not in line]
        t.check(words == [], f"{name}: {words[:3]}")
    else:
        t.skip(f"{name}: {SOUND} is not built")


def changed(t, s, fused, tool):
    name, copy = f"{s.name}, {' '.join(tool)}", fused.with_name(f"{fused.name}.{'-'.join(tool)}")
    shutil.copy(fused, copy)
    said = run([*tool, copy])
    if not t.check(said == (0, ""), f"{name}: {said}"):
        return
    want = s.run(s.path, s.env)
    t.check(s.run(copy) == want, f"{name}: it does {s.run(copy)}, not {want}")
    t.check(segments(copy) == segments(fused), f"{name}: segments or what is in memory are others now")
    more = complaints(copy) - complaints(fused)
    t.check(not more, f"{name}: eu-elflint complains of {sorted(more)[:3]}")
    sound(t, name, copy)
    if tool == ["strip"]:
        before, after = (must("nm", "-D", x) for x in (fused, copy))
        t.check(before == after, f"{name}: nm -D tells of other symbols")
        t.check(".symtab" not in must("readelf", "-SW", copy), f"{name}: there is a .symtab")


def looked_at(t, s, fused):
    for tool in (["readelf", "-aW"], ["objdump", "-d"], ["objdump", "-x"]):
        done = subprocess.run([*tool, str(fused)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"})
        warned = [x for x in done.stdout.splitlines() if x.startswith((b"readelf: ", b"objdump: "))]
        t.check(done.returncode == 0 and done.stderr == b"" and not warned,
                f"{s.name}: {' '.join(tool)}: {done.returncode} {done.stderr[:300]} {warned[:3]}")
    known = {re.sub(r"\.(lib|base)[^']*'", "'", c) for p in (s.path, *s.libs) for c in complaints(p)}
    packed = ".linkwright.first" in must("readelf", "-SW", fused)
    more = {c for c in complaints(fused) if c not in known and not (packed and PACKED.search(c))}
    t.check(not more, f"{s.name}: eu-elflint complains of {len(more)} things: {sorted(more)[:3]}")
    sound(t, s.name, fused)
    mine = {line[17:] for line in must("nm", "-D", "--defined-only", s.path).splitlines()}
    new = {line[17:] for line in must("nm", "-D", "--defined-only", fused).splitlines()}
    lost = {m for m in mine if m not in new and m.replace("@", "@@", 1) not in new and m.split("@")[0] not in {n.split("@")[0] for n in new}}
    t.check(not lost, f"{s.name}: nm -D lost {sorted(lost)[:5]}")


def stack(path, env, stop, arguments):
    """The names on the stack where the program first comes to stop."""
    words = ["set pagination off", "set breakpoint pending on", "set debuginfod enabled off", f"break {stop}",
             f"run {' '.join(arguments)} > /dev/null", "bt", "info symbol $pc", "kill"]
    _, said = run(["gdb", "-nx", "-batch", *(x for w in words for x in ("-ex", w)), path], env=env)
    names = re.findall(r"^#\d+ +(?:0x[0-9a-f]+ in )?(\S+) \(", said, re.M)
    return names, said


def debugged(t, s, fused, stop, arguments, wants=()):
    want, _ = stack(s.path, s.env, stop, arguments)
    got, said = stack(fused, {}, stop, arguments)
    t.check(len(want) > 1 and want[0] == stop and got == want, f"{s.name}: gdb shows {got}, not {want}")
    for w in wants:
        t.check(w in said, f"{s.name}: gdb does not say {w}: {said[-700:]}")


def build(d):
    """The program with symbols, and the extension with its host."""
    lib, sub = d / "lib", {}
    lib.mkdir()
    for name, text in (("lib.c", LIB), ("program.c", PROGRAM), ("base.cc", BASE), ("extension.cc", EXTENSION), ("host.c", HOST)):
        (d / name).write_text(text)
    must("gcc", "-O1", "-fPIC", "-shared", "-o", lib / "libdeep.so", d / "lib.c")
    must("g++", "-O1", "-fPIC", "-shared", "-o", lib / "libbase.so", d / "base.cc")
    must("g++", "-O1", "-fPIC", "-shared", "-o", d / "extension.so", d / "extension.cc", f"-L{lib}", "-lbase")
    must("gcc", "-O1", "-o", d / "host", d / "host.c")
    env = {"LD_LIBRARY_PATH": str(lib)}
    for kind, flags in (("pie", ["-pie", "-fPIE"]), ("exec", ["-no-pie"])):
        must("gcc", "-g", "-O1", *flags, "-o", d / kind, d / "program.c", f"-L{lib}", "-ldeep")
        sub[kind] = Subject(kind, d / kind, [None], env=env, libs=[lib / "libdeep.so"])
    sub["extension"] = Subject("extension", d / "extension.so", [d / "host", None], env=env, options=("--lib", "libbase.so"),
                               libs=[lib / "libbase.so"])
    return sub


def system(path, *arguments):
    libs = re.findall(r"=> (/\S+)", must("ldd", path))
    return Subject(os.path.basename(path), Path(path), [None, *arguments], libs=libs)


def whole(t, lw, s, d):
    fused = d / f"{s.name}.fused"
    if not fuse(t, lw, s, fused):
        return None
    looked_at(t, s, fused)
    for tool in TOOLS:
        changed(t, s, fused, tool)
    return fused


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    p.add_argument("--linkwright", default=BUILD / "linkwright", type=Path)
    p.add_argument("--keep", type=Path)
    p.add_argument("--program", nargs=argparse.REMAINDER)
    o = p.parse_args()
    t = Tally("fuse_tools")
    with tempfile.TemporaryDirectory(prefix="fuse-tools-") as temporary:
        d = o.keep or Path(temporary)
        d.mkdir(exist_ok=True, parents=True)
        if o.program:
            whole(t, o.linkwright, system(*o.program), d)
            t.end()
        built = build(d)
        for kind in ("pie", "exec"):
            fused = whole(t, o.linkwright, built[kind], d)
            if fused:
                debugged(t, built[kind], fused, "called_back", [], ["program.c:5", "deep_inside"])
        whole(t, o.linkwright, built["extension"], d)
        ssl = system("/usr/bin/openssl", "dgst", "-sha256", "/usr/bin/env")
        fused = whole(t, o.linkwright, ssl, d)
        if fused:
            debugged(t, ssl, fused, "EVP_DigestUpdate", ssl.command[1:], ["EVP_DigestUpdate in section .text.libcrypto.so.3"])
        whole(t, o.linkwright, system("/usr/bin/curl", "-s", "file:///etc/passwd"), d)
    t.end()


if __name__ == "__main__":
    main()
