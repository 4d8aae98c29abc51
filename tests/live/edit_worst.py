#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""ELF files that are made to take long: as many as there may be of whatever an edit compares with something else.

Each edit ends within its time and memory, with a result or a refusal, whatever the file's numbers are.
"""
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time

import answer

SECONDS, MEMORY = 20, 3 << 30
BASE = 0x10000
LOAD, DYNAMIC, NOTE = 1, 2, 4
NEEDED, HASH, STRTAB, SYMTAB, STRSZ, SYMENT, SONAME, RUNPATH = 1, 4, 5, 6, 10, 11, 14, 29
VERSYM, VERNEED, VERNEEDNUM = 0x6FFFFFF0, 0x6FFFFFFE, 0x6FFFFFFF


def elf_hash(name):
    h = 0
    for c in name:
        h = (h << 4) + c
        h = (h ^ (h >> 24 & 0xF0)) & 0x0FFFFFFF
    return h


class File:
    """A 64-bit library: one segment with all of it, tables where they are put."""

    def __init__(self, headers=8):
        self.headers, self.body, self.phdrs, self.dyns, self.at = headers, [], [], [], 64 + 56 * headers
        self.shdrs = b""

    def put(self, data, align=8):
        pad = -self.at % align
        off = self.at + pad
        self.body += [bytes(pad), data]
        self.at = off + len(data)
        return off

    def phdr(self, kind, off, size, flags=4, align=8):
        self.phdrs.append(struct.pack("<IIQQQQQQ", kind, flags, off, BASE + off, BASE + off, size, size, align))

    def tables(self, strings, symbols=b"", n_symbols=1):
        off = self.put(strings)
        self.dyns += [(STRTAB, BASE + off), (STRSZ, len(strings))]
        self.strings = (off, len(strings))
        self.dyns += [(SYMTAB, BASE + self.put(bytes(24) + symbols)), (SYMENT, 24)]
        self.dyns.append((HASH, BASE + self.put(struct.pack("<III", 1, n_symbols, 0) + bytes(4 * n_symbols))))

    def bytes(self):
        dyn = b"".join(struct.pack("<QQ", *d) for d in self.dyns) + bytes(16)
        off = self.put(dyn)
        end = self.at
        self.phdr(DYNAMIC, off, len(dyn), 6)
        self.phdrs.append(struct.pack("<IIQQQQQQ", LOAD, 6, 0, BASE, BASE, end, end, 0x1000))
        shoff = self.put(self.shdrs) if self.shdrs else 0
        n = len(self.shdrs) // 64
        assert len(self.phdrs) <= self.headers
        head = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, shoff, 0, 64, 56, len(self.phdrs), 64, n, 0)
        return (head + b"".join(self.phdrs)).ljust(64 + 56 * self.headers, b"\0") + b"".join(self.body)


def notes():
    f = File(500)
    for _ in range(490):
        f.phdr(NOTE, f.put(struct.pack("<III", 4, 0, 9) + b"GNU\0"), 16, align=4)
    f.tables(b"\0a\0")
    return f.bytes()


def needed():
    f = File()
    f.dyns += [(NEEDED, 1)] * 8000
    f.tables(b"\0libsame.so\0")
    return f.bytes()


def more_needed():
    f = File()
    f.dyns += [(NEEDED, 1)] * 200000
    f.tables(b"\0libsame.so\0")
    return f.bytes()


def symbols(n=1000000):
    f = File()
    f.tables(b"\0same\0", struct.pack("<IBBHQQ", 1, 0x12, 0, 0, 0, 0) * n, n + 1)
    return f.bytes()


def long_strings(n=1000000):
    f = File()
    f.tables(b"\0" + b"x" * (n + 8) + b"\0", b"".join(struct.pack("<IBBHQQ", n - i, 0x12, 0, 0, 0, 0) for i in range(n)), n + 1)
    return f.bytes()


def versions(n=4000, n_symbols=60000):
    f = File()
    f.dyns.append((NEEDED, 1))
    strings = b"\0libsame.so\0" + b"".join(b"V_%d\0" % i for i in range(n))
    at, aux = 12, b""
    for i in range(n):
        name = b"V_%d" % i
        aux += struct.pack("<IHHII", elf_hash(name), 0, i + 2, at, 16 if i + 1 < n else 0)
        at += len(name) + 1
    f.dyns += [(VERNEED, BASE + f.put(struct.pack("<HHIII", 1, n, 1, 16, 0) + aux)), (VERNEEDNUM, 1)]
    f.dyns.append((VERSYM, BASE + f.put(struct.pack("<H", 0) + b"".join(struct.pack("<H", 2 + i % n) for i in range(n_symbols)))))
    f.tables(strings, struct.pack("<IBBHQQ", 1, 0x12, 0, 0, 0, 0) * n_symbols, n_symbols + 1)
    return f.bytes()


def directories(n=1000000):
    f = File()
    f.dyns.append((RUNPATH, 1))
    f.tables(b"\0" + b":".join([b"/a"] * n) + b"\0")
    return f.bytes()


def sections(n=65000, kind=3):
    f = File()
    f.dyns.append((SONAME, 1))
    f.tables(b"\0name\0")
    off, size = f.strings
    f.shdrs = bytes(64) + struct.pack("<IIQQQQIIQQ", 0, kind, 2, BASE + off, off, size, 0, 0, 1, 0) * n
    return f.bytes()


def local_symbols(n=1000000):
    f = File()
    f.dyns.append((SONAME, 1))
    f.tables(b"\0name\0")
    off, size = f.strings
    table = f.put(bytes(24) + struct.pack("<IBBHQQ", 0, 3, 0, 1, BASE + off, 0) * n)
    f.shdrs = bytes(64) + struct.pack("<IIQQQQIIQQ", 0, 3, 2, BASE + off, off, size, 0, 0, 1, 0) + \
        struct.pack("<IIQQQQIIQQ", 0, 2, 0, 0, table, 24 * (n + 1), 1, 1, 8, 24)
    return f.bytes()


LONG = "/" + "x" * 5000
CASES = {
    "notes": (notes, ["--set-rpath", LONG]),
    "needed, removed": (needed, ["--remove-needed", "libsame.so"]),
    "needed, renamed": (needed, ["--replace-needed", "libsame.so=libother.so"]),
    "needed, ordered": (needed, ["--order-needed", ":".join(["libsame.so"] * 1000)]),
    "more needed": (more_needed, ["--remove-needed", "libsame.so"]),
    "symbols": (symbols, ["--rename-symbol", "same=other"]),
    "symbols, many names": (lambda: symbols(100000), [w for i in range(80) for w in ("--rename-symbol", f"same{'' if i == 0 else i - 1}=same{i}")]),
    "long strings": (long_strings, ["--set-soname", "x"]),
    "versions, dropped": (versions, ["--drop-versions", "--remove-needed", "libsame.so"]),
    "versions, of one file": (versions, ["--replace-needed", "libsame.so=libother.so"]),
    "directories, removed": (directories, ["--remove-rpath", "/a"]),
    "directories, exchanged": (directories, ["--replace-rpath", "/a=/b"]),
    "directories, shrunk": (directories, ["--shrink-rpath"]),
    "sections": (sections, ["--set-rpath", LONG]),
    "local symbols": (local_symbols, ["--set-rpath", LONG]),
}


class Tally:
    passed = failed = 0

    def check(self, good, what):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print(f"FAILED: {what}")


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main(words):
    t, program = Tally(), answer.default_linkwright()
    with tempfile.TemporaryDirectory(prefix="linkwright-worst-") as folder:
        path = os.path.join(folder, "lib.so")
        for name, (make, edits) in CASES.items():
            if words and not any(w in name for w in words):
                continue
            with open(path, "wb") as out:
                out.write(make())
            start = time.monotonic()
            try:
                done = subprocess.run([program, "edit", "--quiet", *edits, "-o", os.path.join(folder, "out"), path], capture_output=True, timeout=SECONDS,
                                      preexec_fn=limit, check=False)
                status, said = done.returncode, done.stderr.decode(errors="replace").strip()
            except subprocess.TimeoutExpired:
                status, said = "no end", ""
            took = time.monotonic() - start
            if "-v" in sys.argv:
                print(f"{name}: {os.path.getsize(path)} bytes, {took:.2f} s: {status} {said[-200:]}")
            t.check(status == 0 or (status == 2 and "out of memory" not in said and "INTERNAL" not in said), f"{name}: {status} after {took:.1f} s: {said[-300:]}")
    print(f"edit_worst: {t.passed} passed, {t.failed} failed")
    return 1 if t.failed else 0


if __name__ == "__main__":
    sys.exit(main([w for w in sys.argv[1:] if w != "-v"]))
