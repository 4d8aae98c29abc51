# SPDX-License-Identifier: Apache-2.0
"""Builds the ELF files of a world (docs/worlds.md) in memory: headers, one loadable segment, notes, dynamic section.

A second opinion beside build/tests/world-lay, so that the two builders check each other.
"""

import struct

TYPES = {"rel": 1, "exec": 2, "dyn": 3, "core": 4}
# name: (class, little-endian, e_machine)
MACHINES = {
    "x86_64": (64, True, 62), "i386": (32, True, 3), "aarch64": (64, True, 183), "arm": (32, True, 40),
    "ppc64le": (64, True, 21), "ppc64": (64, False, 21), "riscv64": (64, True, 243), "s390x": (64, False, 22),
    "mips64el": (64, True, 8), "x32": (32, True, 62),
}
FLAGS_1 = {
    "now": 0x1, "global": 0x2, "group": 0x4, "nodelete": 0x8, "loadfltr": 0x10, "initfirst": 0x20, "noopen": 0x40,
    "origin": 0x80, "direct": 0x100, "interpose": 0x400, "nodeflib": 0x800, "nodump": 0x1000, "pie": 0x08000000,
}
DYNAMIC = {
    "needed": 1, "soname": 14, "rpath": 15, "runpath": 29, "auxiliary": 0x7FFFFFFD, "filter": 0x7FFFFFFF,
    "audit": 0x6FFFFEFC, "depaudit": 0x6FFFFEFB,
}
ISA = {"x86-64-baseline": 1, "x86-64-v1": 1, "x86-64-v2": 2, "x86-64-v3": 4, "x86-64-v4": 8}
EXIT_CODE = bytes.fromhex("b83c00000031ff0f05")  # x86-64: exit(0)
PAGE = 0x1000


class Strings:
    def __init__(self):
        self.data = b"\0"

    def add(self, text):
        raw = text.encode("utf-8", "surrogateescape")
        at = len(self.data)
        self.data += raw + b"\0"
        return at


class Elf:
    """One ELF description turned into bytes."""

    def __init__(self, world, statement):
        self.about = statement
        bits, little, self.machine = MACHINES[world.machine]
        self.bits = int(self.word("class", bits))
        self.little = {"lsb": True, "msb": False}.get(self.word("data"), little)
        self.order = "<" if self.little else ">"
        machine = self.word("emachine")
        if machine is not None:
            self.machine = MACHINES[machine][2] if machine in MACHINES else int(machine, 0)
        self.program = statement.one("program") is not None
        interp = self.word("interp")
        if self.program and interp is None:
            interp = world.loaders[0][0]
        self.interp = interp
        self.strings = Strings()
        self.out = b""
        self.segments = []  # (type, flags, offset, size, align)

    def word(self, name, default=None):
        found = self.about.one(name)
        return found[0] if found else default

    def pack(self, form, *values):
        return struct.pack(self.order + form, *values)

    def put(self, data, align=8):
        self.out += b"\0" * (-len(self.out) % align)
        at = len(self.out)
        self.out += data
        return at

    def bytes(self):
        wide = self.bits == 64
        header_size, entry_size = (64, 56) if wide else (52, 32)
        self.out = b"\0" * (header_size + 10 * entry_size)
        if self.interp is not None:
            raw = self.interp.encode("utf-8", "surrogateescape") + b"\0"
            self.segments.append((3, 4, self.put(raw), len(raw), 1))
        self.put_notes()
        code = self.put(EXIT_CODE, 16)
        dynamic, size = self.put_dynamic()
        self.segments.append((2, 6, dynamic, size, 8))
        self.segments.append((0x6474E551, 6, 0, 0, 16))
        self.put(b"", 16)
        head = (6, 4, header_size, (len(self.segments) + 2) * entry_size, 8)
        rows = [head] + [s for s in self.segments if s[0] == 3]
        rows.append((1, 7, 0, len(self.out), PAGE))
        rows += [s for s in self.segments if s[0] != 3]
        table = b"".join(self.program_header(row) for row in rows)
        out = self.file_header(code, len(rows)) + table
        return self.damaged(out + self.out[len(out):])

    def file_header(self, entry, count):
        wide = self.bits == 64
        kind = self.word("type", "dyn")
        ident = b"\x7fELF" + bytes([2 if wide else 1, 1 if self.little else 2, 1, int(self.word("osabi", 0)),
                                    int(self.word("abiversion", 0))]) + b"\0" * 7
        kind = TYPES[kind] if kind in TYPES else int(kind, 0)
        size = 64 if wide else 52
        return ident + self.pack("HHIQQQIHHHHHH" if wide else "HHIIIIIHHHHHH", kind, self.machine, 1, entry, size, 0,
                                 0, size, 56 if wide else 32, count, 64 if wide else 40, 0, 0)

    def program_header(self, row):
        kind, flags, at, size, align = row
        if self.bits == 64:
            return self.pack("IIQQQQQQ", kind, flags, at, at, at, size, size, align)
        return self.pack("IIIIIIII", kind, at, at, at, size, size, flags, align)

    def put_notes(self):
        abi = self.about.one("abi")
        if abi:
            numbers = [int(abi[0])] + [int(n) for n in abi[1].split(".")]
            self.put_note(4, b"GNU\0", 1, self.pack("IIII", *numbers), 4)
        build_id = self.word("build-id")
        if build_id:
            self.put_note(4, b"GNU\0", 3, bytes.fromhex(build_id), 4)
        dlopen = self.about.one("dlopen")
        if dlopen:
            self.put_note(4, b"FDO\0", 0x407C0C0A, " ".join(dlopen).encode() + b"\0", 4)
        levels = self.about.one("isa")
        if levels:
            mask = 0
            for level in levels:
                mask |= ISA[level]
            align = 8 if self.bits == 64 else 4
            value = self.pack("III", 0xC0008002, 4, mask)
            value += b"\0" * (-len(value) % align)
            at, size = self.put_note(align, b"GNU\0", 5, value, align)
            self.segments.append((0x6474E553, 4, at, size, align))

    def put_note(self, align, name, kind, value, segment_align):
        data = self.pack("III", len(name), len(value), kind) + name + value
        data += b"\0" * (-len(data) % 4)
        at = self.put(data, align)
        self.segments.append((4, 4, at, len(data), segment_align))
        return at, len(data)

    def put_dynamic(self):
        rows = []
        for words in self.about.below:
            if words[0] in DYNAMIC:
                rows.append((DYNAMIC[words[0]], self.strings.add(words[1] if len(words) > 1 else "")))
        flags = sum(FLAGS_1[name] for name in (self.about.one("flags_1") or []))
        if self.program and self.word("type", "dyn") == "dyn":
            flags |= FLAGS_1["pie"]
        if flags:
            rows.append((0x6FFFFFFB, flags))
        rows += self.put_versions()
        symbols = self.put(b"\0" * (24 if self.bits == 64 else 16))
        hashes = self.put(self.pack("IIII", 1, 1, 0, 0))
        strings = self.put(self.strings.data)
        rows += [(4, hashes), (5, strings), (6, symbols), (10, len(self.strings.data)),
                 (11, 24 if self.bits == 64 else 16), (0, 0)]
        form = "qQ" if self.bits == 64 else "iI"
        size = struct.calcsize("<" + form) * len(rows)
        data = b"".join(self.pack(form, *self.signed(row)) for row in rows)
        return self.put(data), size

    def signed(self, row):
        tag, value = row
        return (tag - 2**32 if self.bits == 32 and tag >= 2**31 else tag), value

    def put_versions(self):
        rows = []
        defined = self.about.one("defines")
        if defined is not None:
            base = self.word("soname", self.about.words[0].rpartition("/")[2])
            rows += self.put_definitions([base] + defined)
        needs = self.about.all("requires")
        if needs:
            rows += self.put_needs(needs)
        if rows:
            rows.append((0x6FFFFFF0, self.put(self.pack("H", 0), 2)))
        return rows

    def put_definitions(self, names):
        data = b""
        for i, name in enumerate(names):
            last = i + 1 == len(names)
            data += self.pack("HHHHIII", 1, 1 if i == 0 else 0, i + 1, 1, elf_hash(name), 20, 0 if last else 28)
            data += self.pack("II", self.strings.add(name), 0)
        return [(0x6FFFFFFC, self.put(data)), (0x6FFFFFFD, len(names))]

    def put_needs(self, needs):
        data, index = b"", 2
        for i, words in enumerate(needs):
            weak = words[-1] == "weak"
            file, versions = words[0], words[1:-1] if weak else words[1:]
            last = i + 1 == len(needs)
            data += self.pack("HHIII", 1, len(versions), self.strings.add(file), 16,
                              0 if last else 16 + 16 * len(versions))
            for j, name in enumerate(versions):
                data += self.pack("IHHII", elf_hash(name), 2 if weak else 0, index, self.strings.add(name),
                                  0 if j + 1 == len(versions) else 16)
                index += 1
        return [(0x6FFFFFFE, self.put(data)), (0x6FFFFFFF, len(needs))]

    def damaged(self, data):
        return damage(data, self.about)


def damage(data, statement):
    """The cut and poke lines of a file."""
    data = bytearray(data)
    for offset, *parts in statement.all("poke"):
        raw = bytes.fromhex("".join(parts))
        at = int(offset, 0)
        data[at:at + len(raw)] = raw
    cut = statement.one("cut")
    return bytes(data[:int(cut[0], 0)] if cut else data)


def elf_hash(name):
    value = 0
    for byte in name.encode():
        value = (value << 4) + byte
        top = value & 0xF0000000
        value = (value ^ (top >> 24)) & ~top & 0xFFFFFFFF
    return value
