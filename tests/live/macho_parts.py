# SPDX-License-Identifier: Apache-2.0
"""Mach-O files and their signatures read and made anew from the formats' descriptions (Apple's mach-o/loader.h, fat.h,
fixup-chains.h; xnu's osfmk/kern/cs_blobs.h), with nothing of linkwright's. What is no Mach-O file is not asked for."""
import hashlib
import struct

LC = {"ID": 0xD, "RPATH": 0x8000001C, "SIGNATURE": 0x1D, "SEGMENT": 1, "SEGMENT_64": 0x19, "LOAD": 0xC, "WEAK": 0x80000018,
      "REEXPORT": 0x8000001F, "LAZY": 0x20, "UPWARD": 0x80000023, "CHAINED": 0x80000034, "SYMTAB": 2}
DYLIBS = {LC["LOAD"], LC["WEAK"], LC["REEXPORT"], LC["LAZY"], LC["UPWARD"]}
# Commands that tell of places in __LINKEDIT, which llvm-install-name-tool lays out anew.
PLACES = {LC["SIGNATURE"], LC["SEGMENT"], LC["SEGMENT_64"], 2, 0xB, 0x22, 0x80000022, 0x1E, 0x26, 0x29, 0x2B, 0x2E, 0x80000033, 0x80000034}
ADHOC, LINKER_SIGNED = 2, 0x20000
HASHES = {1: lambda b: hashlib.sha1(b).digest(), 2: lambda b: hashlib.sha256(b).digest(), 3: lambda b: hashlib.sha256(b).digest()[:20]}


def slices(data):
    """(offset, size, alignment) of each slice; a thin file is one."""
    magic, n = struct.unpack_from(">II", data)
    if magic not in (0xCAFEBABE, 0xCAFEBABF):
        return [(0, len(data), 0)]
    form = ">IIIII" if magic == 0xCAFEBABE else ">IIQQII"
    return [struct.unpack_from(form, data, 8 + i * struct.calcsize(form))[2:5] for i in range(n)]


class Slice:
    def __init__(self, data):
        self.data = data
        self.order = "<" if data[:4] in (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe") else ">"
        self.is64 = data[:4] in (b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf")
        self.header = struct.unpack_from(self.order + "7I", data)
        self.cpu, self.type, self.flags = self.header[1], self.header[3], self.header[6]
        self.head = 32 if self.is64 else 28
        self.commands, at = [], self.head
        for _ in range(self.header[4]):
            cmd, size = struct.unpack_from(self.order + "II", data, at)
            self.commands.append((cmd, data[at:at + size]))
            at += size
        self.end = self.head + self.header[5]

    def numbers(self, command, at, n):
        return struct.unpack_from(f"{self.order}{n}I", command, at)

    def text(self, command):
        at = self.numbers(command, 8, 1)[0]
        return command[at:].split(b"\0")[0].decode()

    def texts(self, *cmds):
        return [self.text(c) for cmd, c in self.commands if cmd in cmds]

    def rpaths(self):
        return self.texts(LC["RPATH"])

    def dylibs(self):
        return self.texts(*DYLIBS)

    def identity(self):
        return (self.texts(LC["ID"]) or [None])[0]

    def one(self, cmd):
        return next((c for is_, c in self.commands if is_ == cmd), None)

    def segments(self):
        """(name, file offset, file size, [(section's offset, size)])."""
        for cmd, c in self.commands:
            if cmd not in (LC["SEGMENT"], LC["SEGMENT_64"]):
                continue
            wide = cmd == LC["SEGMENT_64"]
            off, size = struct.unpack_from(self.order + ("QQ" if wide else "II"), c, 40 if wide else 32)
            n = self.numbers(c, 64 if wide else 48, 1)[0]
            first, step = (72, 80) if wide else (56, 68)
            sections = []
            for i in range(n):
                at = first + i * step
                length = struct.unpack_from(self.order + ("Q" if wide else "I"), c, at + (40 if wide else 36))[0]
                where = self.numbers(c, at + (48 if wide else 40), 1)[0]
                flags = self.numbers(c, at + (64 if wide else 56), 1)[0]
                if flags & 0xFF not in (1, 12, 18):
                    sections.append((where, length))
            yield c[8:24].rstrip(b"\0").decode(), off, size, sections

    def room(self):
        """Where the first section with bytes begins."""
        starts = [where for _, _, _, sections in self.segments() for where, length in sections if where and length]
        return min(starts, default=len(self.data))

    def signature(self):
        """(offset, size) or None."""
        command = self.one(LC["SIGNATURE"])
        return None if command is None else self.numbers(command, 8, 2)

    def blob(self):
        off, size = self.signature()
        return self.data[off:off + size]

    def imports(self):
        """{name: dylib} of chained fixups; a special one by its number."""
        command, out = self.one(LC["CHAINED"]), {}
        if command is None:
            return out
        off, size = self.numbers(command, 8, 2)
        part = self.data[off:off + size]
        _, _, imports, names, count, form, packed = struct.unpack_from(self.order + "7I", part)
        assert not packed
        step, word, bits, shift = {1: (4, "I", 8, 9), 2: (8, "I", 8, 9), 3: (16, "Q", 16, 32)}[form]
        dylibs = self.dylibs()
        for i in range(count):
            value = struct.unpack_from(self.order + word, part, imports + i * step)[0]
            ordinal, at = value & ((1 << bits) - 1), names + (value >> shift)
            name = part[at:part.index(b"\0", at)].decode(errors="surrogateescape")
            out[name] = dylibs[ordinal - 1] if 0 < ordinal <= len(dylibs) else ordinal
        return out


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    return data, [Slice(data[off:off + size]) for off, size, _ in slices(data)]


def parts(blob):
    """[(slot, offset, bytes)] of a signature."""
    magic, length, n = struct.unpack_from(">III", blob)
    assert magic == 0xFADE0CC0 and length <= len(blob)
    out = []
    for i in range(n):
        slot, at = struct.unpack_from(">II", blob, 12 + 8 * i)
        size = struct.unpack_from(">I", blob, at + 4)[0]
        out.append((slot, at, blob[at:at + size]))
    return out


class Directory:
    """A code directory, by its fields."""

    def __init__(self, blob):
        (self.magic, self.length, self.version, self.flags, self.hashes, self.ident_at, self.n_special, self.n_code, self.limit, self.hash_size,
         self.hash_type, self.platform, self.page_bits, self.spare) = struct.unpack_from(">9I4BI", blob)
        assert self.magic == 0xFADE0C02
        self.head = {v: n for v, n in ((0x20001, 44), (0x20100, 48), (0x20200, 52), (0x20300, 64), (0x20400, 88), (0x20500, 96), (0x20600, 108))}[self.version]
        self.later = blob[44:self.head]
        self.ident = blob[self.ident_at:].split(b"\0")[0]
        self.special = blob[self.hashes - self.n_special * self.hash_size:self.hashes]
        self.bytes = blob

    def pages(self, code):
        size = 1 << self.page_bits if self.page_bits else max(self.limit, 1)
        return b"".join(HASHES[self.hash_type](code[at:min(at + size, self.limit)]) for at in range(0, self.limit, size))

    def put(self, code, flags, ident_at, hashes, special, later):
        """All of it over that code."""
        out = struct.pack(">9I4BI", self.magic, hashes + self.n_code * self.hash_size, self.version, flags, hashes, ident_at, self.n_special, self.n_code,
                          self.limit, self.hash_size, self.hash_type, self.platform, self.page_bits, self.spare) + later
        out = out.ljust(ident_at, b"\0") + self.ident + b"\0"
        return out.ljust(hashes - len(special), b"\0") + special + self.pages(code)


def is_signed(blob):
    return any(slot == 0x10000 and len(part) > 8 for slot, _, part in parts(blob))


def again(blob, code):
    """The signature that the same signer, if it is nobody, makes over other code."""
    out = bytearray(blob)
    for slot, at, part in parts(blob):
        if slot == 0 or 0x1000 <= slot < 0x1005:
            d = Directory(part)
            new = d.put(code, d.flags | ADHOC, d.ident_at, d.hashes, d.special, d.later)
            assert len(new) <= len(part)
            # What lies between and behind the fields stays: a team's name that is not pointed to any more, and padding.
            keep = bytearray(part)
            keep[:d.head] = new[:d.head]
            keep[4:8] = part[4:8]
            keep[d.hashes:d.hashes + d.n_code * d.hash_size] = new[d.hashes:d.hashes + d.n_code * d.hash_size]
            out[at:at + len(part)] = keep
    return bytes(out)


def instead(blob, code):
    """The one of nobody in place of one with a certificate: no team, no requirements, nothing behind the certificate's slot."""
    none = struct.pack(">III", 0xFADE0C01, 12, 0)
    old = [(slot, part) for slot, _, part in parts(blob) if slot <= 0x10000]
    asked = any(slot == 2 for slot, _ in old)
    new = []
    for slot, part in old:
        if slot == 0 or 0x1000 <= slot < 0x1005:
            d = Directory(part)
            special = bytearray(d.special)
            if asked and d.n_special >= 2:
                at = len(special) - 2 * d.hash_size
                special[at:at + d.hash_size] = HASHES[d.hash_type](none)
            later = bytearray(d.later)
            if d.head >= 52:
                later[4:8] = bytes(4)
            if d.head >= 108:
                later[52:] = bytes(len(later) - 52)
            hashes = d.head + len(d.ident) + 1 + len(special)
            part = d.put(code, (d.flags | ADHOC) & ~LINKER_SIGNED, d.head, hashes, bytes(special), bytes(later))
        part = none if slot == 2 else struct.pack(">II", 0xFADE0B01, 8) if slot == 0x10000 else part
        new.append((slot, part))
    return join(new).ljust(len(blob), b"\0")


def join(blobs):
    at, table, body = 12 + 8 * len(blobs), b"", b""
    for slot, part in blobs:
        table += struct.pack(">II", slot, at + len(body))
        body += part
    return struct.pack(">III", 0xFADE0CC0, at + len(body), len(blobs)) + table + body


def directory(code, ident, limit, version=0x20400, flags=ADHOC, special=(), kind=2, team=None, text=(0, 0), main=False, runtime=0, page_bits=12):
    """A new code directory, as codesign orders it."""
    head = {0x20001: 44, 0x20100: 48, 0x20200: 52, 0x20300: 64, 0x20400: 88, 0x20500: 96}[version]
    names = ident + b"\0" + (team + b"\0" if team else b"")
    size = len(HASHES[kind](b""))
    hashes = head + len(names) + size * len(special)
    later = struct.pack(">IIIQQQQII", 0, head + len(ident) + 1 if team else 0, 0, 0, *text, int(main), runtime, 0)[:head - 44]
    pages = [HASHES[kind](code[at:min(at + (1 << page_bits), limit)]) for at in range(0, limit, 1 << page_bits)]
    head_bytes = struct.pack(">9I4BI", 0xFADE0C02, hashes + size * len(pages), version, flags, hashes, head, len(special), len(pages), limit, size, kind, 0,
                             page_bits, 0)[:44]
    return head_bytes + later + names + b"".join(reversed(special)) + b"".join(pages)


def linker_blob(code, name, limit, text, main):
    """What ld64.lld writes: the directory at 24, its hashes at a multiple of 16."""
    hashes = -(-(24 + 88 + len(name) + 1) // 16) * 16
    cd = directory(code, name, limit, flags=ADHOC | LINKER_SIGNED, text=text, main=main)
    n = (len(cd) - 88 - len(name) - 1)
    length = hashes - 24 + n
    cd = cd[:4] + struct.pack(">I", length) + cd[8:16] + struct.pack(">I", hashes - 24) + cd[20:88 + len(name) + 1].ljust(hashes - 24 - 20, b"\0") + cd[len(cd) - n:]
    out = struct.pack(">III", 0xFADE0CC0, 24 + len(cd), 1) + struct.pack(">II", 0, 24) + bytes(4) + cd
    return out.ljust(-(-len(out) // 16) * 16, b"\0")


def patched(s, changes):
    """The slice with other numbers in its commands: [(command's number, offset in it, format, value)]."""
    out = bytearray(s.data)
    for number, at, form, value in changes:
        where = s.head + sum(len(c) for _, c in s.commands[:number]) + at
        struct.pack_into(s.order + form, out, where, value)
    return bytes(out)


def resize_linkedit(s, size):
    """Changes that make __LINKEDIT end at that size of the slice."""
    for number, (cmd, c) in enumerate(s.commands):
        if cmd == LC["SEGMENT_64"] and c[8:24].startswith(b"__LINKEDIT\0"):
            off = struct.unpack_from(s.order + "Q", c, 40)[0]
            return [(number, 48, "Q", size - off), (number, 32, "Q", -(-(size - off) // 0x4000) * 0x4000)]
    raise AssertionError("no __LINKEDIT")


def number_of(s, cmd):
    return next(i for i, (is_, _) in enumerate(s.commands) if is_ == cmd)


def unsigned(s):
    """A slice without its signature, which is the last of the file, and without the command, which is the last of them."""
    assert s.commands[-1][0] == LC["SIGNATURE"]
    off = s.signature()[0]
    out = bytearray(patched(s, resize_linkedit(s, off))[:off])
    struct.pack_into(s.order + "II", out, 16, s.header[4] - 1, s.header[5] - 16)
    out[s.end - 16:s.end] = bytes(16)
    return bytes(out)


def signed_as(s, make, room=0):
    """A slice with another signature in the place of its own: make(code, limit) gives the blob; room more bytes follow."""
    off = s.signature()[0]
    n = -(-(len(make(s.data, off)) + room) // 16) * 16
    code = patched(s, resize_linkedit(s, off + n) + [(number_of(s, LC["SIGNATURE"]), 12, "I", n)])[:off]
    return code + make(code, off).ljust(n, b"\0")


def universal(parts_, align=14):
    """A universal file of (cputype, cpusubtype, bytes)."""
    at, table, body = 8 + 20 * len(parts_), b"", b""
    for cpu, sub, data in parts_:
        body += bytes(-(at + len(body)) % (1 << align))
        table += struct.pack(">5I", cpu, sub, at + len(body), len(data), align)
        body += data
    return struct.pack(">II", 0xCAFEBABE, len(parts_)) + table + body
