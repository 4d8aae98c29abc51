# SPDX-License-Identifier: Apache-2.0
"""Seeds of fuzz-edit_macho: small files with padding and a signature that holds, and behind them the edits (fuzz_edit_macho.c)."""
import hashlib
import struct

TEXT, LINKS = 0x600, 0x800  # where the section and __LINKEDIT begin
KINDS = {"id": 0, "version": 1, "set": 2, "add": 3, "prepend": 4, "remove": 5, "replace": 6, "clear": 7, "shrink": 8, "needed": 9, "unneeded": 10, "rename": 11,
         "needed-version": 12}
FORCE, LENIENT = 0x80, 0x40


def directory(code, version=0x20400, kind=2, team=b"", special=0, flags=2):
    head = {0x20001: 44, 0x20200: 52, 0x20400: 88, 0x20500: 96}[version]
    names, make = b"seed\0" + team + b"\0" * bool(team), (hashlib.sha1 if kind == 1 else hashlib.sha256)
    hashes = [make(code[at:at + 1024]).digest() for at in range(0, len(code), 1024)]
    size = len(hashes[0])
    at = head + len(names) + special * size
    later = (struct.pack(">II", 0, head + 5 if team else 0)).ljust(head - 44, b"\0")[:head - 44]
    return struct.pack(">9I4BI", 0xFADE0C02, at + len(hashes) * size, version, flags, at, head, special, len(hashes), len(code), size, kind, 0, 10, 0)[:44] + \
        later + names + bytes(special * size) + b"".join(hashes)


def signature(code, cms=b"", kinds=(2,), **more):
    cds = [directory(code, kind=kind, special=2, **more) for kind in kinds]
    blobs = [(0, cds[0]), (2, struct.pack(">III", 0xFADE0C01, 12, 0))] + [(0x1000 + i, cd) for i, cd in enumerate(cds[1:])]
    blobs.append((0x10000, struct.pack(">II", 0xFADE0B01, 8 + len(cms)) + cms))
    at, table, body = 12 + 8 * len(blobs), b"", b""
    for slot, blob in blobs:
        table, body = table + struct.pack(">II", slot, at + len(body)), body + blob
    return struct.pack(">III", 0xFADE0CC0, at + len(body), len(blobs)) + table + body


class Maker:
    def __init__(self, bits, order, chained=0, binds=b"", cpu=None, sign=None, kind=6):
        self.wide, self.order, self.kind, self.sign = bits == 64, order, kind, sign
        self.cpu = cpu or (0x01000007 if self.wide else 7)
        self.chained, self.binds = chained, binds

    def pack(self, form, *values):
        return struct.pack(self.order + form.replace("A", "Q" if self.wide else "I"), *values)

    def command(self, cmd, body):
        body = body.ljust(-(-(8 + len(body)) // 8) * 8 - 8, b"\0")
        return self.pack("II", cmd, 8 + len(body)) + body

    def segment(self, name, addr, off, size, section=False):
        body = name.ljust(16, b"\0") + self.pack("AAAAIIII", addr, 0x1000, off, size, 7, 5, int(section), 0)
        if section:
            body += b"__text".ljust(16, b"\0") + name.ljust(16, b"\0") + self.pack("AAIIIIIII", addr + TEXT, 64, TEXT, 2, 0, 0, 0, 0, 0) + bytes(4 * self.wide)
        return self.command(0x19 if self.wide else 1, body)

    def named(self, cmd, name, *numbers):
        return self.command(cmd, self.pack("I" * (1 + len(numbers)), 12 + 4 * len(numbers), *numbers) + name + b"\0")

    def links(self):
        """What lies in __LINKEDIT: (name, bytes)."""
        strings = b"\0_one\0_two\0"
        symbols = b"".join(self.pack("IBBHA", *row) for row in ((1, 1, 0, 0x200, 0), (6, 1, 0, 0x340, 0)))
        imports = {0: b"", 1: self.pack("II", 2 | 1 << 9, 3 | 6 << 9), 2: self.pack("IiIi", 2 | 1 << 9, 4, 3 | 6 << 9, 0),
                   3: struct.pack(self.order + "QQQQ", 2 | 1 << 32, 0, 3 | 6 << 32, 0)}[self.chained]
        fixups = self.pack("7I", 0, 0, 28, 28 + len(imports), 2, self.chained, 0) + imports + b"\0_one\0_two\0" if self.chained else b""
        return [("symbols", symbols), ("strings", strings), ("fixups", fixups), ("binds", self.binds)]

    def commands(self, place, total, sign):
        out = [self.segment(b"__TEXT", 0, 0, LINKS, True), self.segment(b"__LINKEDIT", 0x1000, LINKS, total - LINKS)]
        out.append(self.named(0xD, b"@rpath/libseed.dylib", 2, 0x10000, 0x10000))
        out += [self.named(cmd, b"@rpath/lib%d.dylib" % i, 2, 0x10000, 0x10000) for i, cmd in enumerate((0xC, 0x80000018, 0x8000001F))]
        out += [self.named(0x8000001C, name) for name in (b"@loader_path/..", b"/opt")]
        out.append(self.command(2, self.pack("4I", place["symbols"][0], 2, *place["strings"])))
        if self.chained:
            out.append(self.command(0x80000034, self.pack("II", *place["fixups"])))
        if self.binds:
            out.append(self.command(0x80000022, self.pack("10I", 0, 0, *place["binds"], 0, 0, *place["binds"], 0, 0)))
        if sign:
            out.append(self.command(0x1D, self.pack("II", *sign)))
        return b"".join(out), len(out)

    def bytes(self):
        at, place, body = LINKS, {}, b""
        for name, data in self.links():
            place[name] = (at + len(body), len(data))
            body += data
        body += bytes(-len(body) % 16)
        limit = LINKS + len(body)
        n = len(self.sign(bytes(limit))) if self.sign else 0
        commands, count = self.commands(place, limit + n, (limit, n) if self.sign else None)
        header = self.pack("7I", 0xFEEDFACF if self.wide else 0xFEEDFACE, self.cpu, 3, self.kind, count, len(commands), 0x85) + bytes(4 * self.wide)
        code = (header + commands).ljust(LINKS, b"\0") + body
        assert len(header + commands) < TEXT
        return code + (self.sign(code) if self.sign else b"")


def asked(*edits):
    choice = bytes(b for row in edits for b in row)
    return choice + bytes([len(choice)])


BINDS = b"\x12\x40_one\0\x51\x72\x08\x90\x13\x40_two\0\x90\x20\x83\0\x90\0"
PLANS = {"names": asked((KINDS["id"], 9, 0), (KINDS["rename"], 1, 11)), "rpaths": asked((KINDS["add"], 11, 0), (KINDS["prepend"], 6, 0), (KINDS["remove"], 5, 0)),
         "unneeded": asked((KINDS["unneeded"], 1, 0)), "more": asked((KINDS["needed"], 9, 0), (KINDS["version"], 8, 0), (KINDS["set"], 7, 0)),
         "shrink": asked((KINDS["shrink"], 0, 0), (KINDS["needed-version"], 2, 8)), "forced": asked((KINDS["replace"] | FORCE, 6, 9), (KINDS["clear"], 0, 0))}


def seeds(fat):
    """fat: makes a universal file of (cputype, bytes)."""
    signers = {"adhoc": signature, "linker": lambda code: signature(code, flags=0x20002), "both": lambda code: signature(code, kinds=(1, 2), version=0x20001),
               "team": lambda code: signature(code, cms=b"\x30" * 40, version=0x20500, team=b"TEAM\0"[:4], flags=0x10000)}
    for name, plan in PLANS.items():
        for who, sign in signers.items():
            yield f"{name}-{who}", Maker(64, "<", 1, sign=sign).bytes() + plan
        for bits, order in ((32, ">"), (64, ">"), (32, "<")):
            yield f"{name}-{bits}-{'big' if order == '>' else 'little'}", Maker(bits, order, binds=BINDS, sign=signature).bytes() + plan
        for form in (2, 3):
            yield f"{name}-chained-{form}", Maker(64, "<", form, sign=signature).bytes() + plan
        bare = Maker(64, "<", 1, cpu=0x0100000C).bytes()
        yield f"{name}-bare", bare + plan
        yield f"{name}-fat", fat([(0x0100000C, bare), (0x01000007, Maker(64, "<", binds=BINDS, sign=signature).bytes())]) + plan
