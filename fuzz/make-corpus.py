#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of the fuzz corpus: small files in all flavours, sound ones and some with one thing wrong.

make-corpus.py [FOLDER]   default: corpus/ beside this script
"""
import json
import struct
import sys
from pathlib import Path

import archive_seeds
import frames_seeds
import fused_seeds
import macho_edit_seeds

BASE = 0x10000


class Elf:
    """A library of the given flavour. Places are named when they are written; addresses are offsets plus BASE."""

    def __init__(self, bits, order, machine=62, kind=3):
        self.bits, self.order, self.machine, self.kind = bits, order, machine, kind
        self.word = bits // 8
        self.strings, self.data, self.place = b"\0", b"", {}
        self.phdrs, self.dyns, self.ident_tail = [], [], b"\1\0\0" + bytes(7)

    def pack(self, form, *values):
        """A, for an address, is four or eight bytes."""
        return struct.pack(self.order + form.replace("A", "I" if self.bits == 32 else "Q"), *values)

    def string(self, text):
        at = len(self.strings)
        self.strings += text.encode() + b"\0"
        return at

    def put(self, name, data, align=8):
        self.data += b"\0" * (-(len(self.data) + self.head()) % align)
        self.place[name] = (len(self.data) + self.head(), len(data))
        self.data += data

    def head(self):
        return (52 + 32 * 8) if self.bits == 32 else (64 + 56 * 8)

    def address(self, name):
        return BASE + self.place[name][0]

    def segment(self, kind, name, align=8):
        off, size = self.place[name]
        self.phdrs.append((kind, off, size, align))

    def symbol(self, name, shndx, value=0):
        st = self.string(name) if name else 0
        if self.bits == 32:
            return self.pack("IIIBBH", st, value, 4, 0x12, 0, shndx)
        return self.pack("IBBHQQ", st, 0x12, 0, shndx, value, 4)

    def note(self, owner, kind, desc, align=4):
        pad = lambda b: b + b"\0" * (-len(b) % align)
        return pad(self.pack("III", len(owner) + 1, len(desc), kind) + owner.encode() + b"\0") + pad(desc)

    def finish(self):
        self.put("strings", self.strings, 1)
        tail = [(5, self.address("strings")), (10, len(self.strings)), (0, 0)]
        self.put("dynamic", b"".join(self.pack("AA", *d) for d in self.dyns + tail))
        self.segment(2, "dynamic")
        size = self.head() + len(self.data)
        self.phdrs.append((1, 0, size, 0x1000))
        ident = b"\x7fELF" + bytes([self.bits // 32, 1 if self.order == "<" else 2]) + self.ident_tail
        n, entry = len(self.phdrs), 32 if self.bits == 32 else 56
        out = ident + self.pack("HHIAAAIHHHHHH", self.kind, self.machine, 1, 0, 52 if self.bits == 32 else 64, 0, 0,
                                52 if self.bits == 32 else 64, entry, n, 0, 0, 0)
        for kind, off, length, align in self.phdrs:
            if self.bits == 32:
                out += self.pack("IIIIIIII", kind, off, BASE + off, BASE + off, length, length, 4, align)
            else:
                out += self.pack("IIQQQQQQ", kind, 4, off, BASE + off, BASE + off, length, length, align)
        return out.ljust(self.head(), b"\0") + self.data


def notes(elf, text):
    data = elf.note("GNU", 3, bytes(range(20))) + elf.note("GNU", 1, elf.pack("IIII", 0, 3, 2, 0))
    data += elf.note("FDO", 0x407C0C0A, json.dumps(text).encode() + b"\0")
    elf.put("notes", data, 4)
    elf.segment(4, "notes", 4)
    one = lambda kind, value: (elf.pack("III", kind, 4, value)).ljust(8 + elf.word, b"\0")
    kinds = (0xC0000000,) if elf.machine == 183 else (0xC0000002, 0xC0008002, 0xC0010002)
    elf.put("property", elf.note("GNU", 5, b"".join(one(k, 3) for k in kinds), elf.word), elf.word)
    elf.segment(0x6474E553, "property", elf.word)


def hashes(elf, sysv, gnu):
    if sysv:
        word = "Q" if elf.machine == 22 and elf.bits == 64 else "I"
        elf.put("hash", elf.pack(word * 7, 1, 4, 1, 0, 2, 3, 0))
        elf.dyns.append((4, elf.address("hash")))
    if gnu:
        elf.put("gnu_hash", elf.pack("IIIIAIII", 1, 2, 1, 6, 0xFFFFFFFF, 2, 0x10, 0x11))
        elf.dyns.append((0x6FFFFEF5, elf.address("gnu_hash")))


def versions(elf):
    aux = lambda name, index, flags, following: elf.pack("IHHII", 0x9691A75, flags, index, elf.string(name), following)
    need = elf.pack("HHIII", 1, 2, elf.string("libc.so.6"), 16, 48) + aux("GLIBC_2.2.5", 2, 0, 16) + aux("GLIBC_2.34", 3, 2, 0)
    need += elf.pack("HHIII", 1, 1, elf.string("libm.so.6"), 16, 0) + aux("GLIBC_2.29", 4, 0, 0)
    define = b""
    for i, (name, index, flags) in enumerate((("libseed.so.1", 1, 1), ("SEED_1", 5, 0), ("SEED_2", 6, 2))):
        define += elf.pack("HHHHIII", 1, flags, index, 1, 7 * i, 20, 28 if i < 2 else 0) + elf.pack("II", elf.string(name), 0)
    elf.put("versym", elf.pack("HHHH", 0, 2, 5, 0x8006), 2)
    elf.put("verneed", need)
    elf.put("verdef", define)
    elf.dyns += [(0x6FFFFFF0, elf.address("versym")), (0x6FFFFFFE, elf.address("verneed")), (0x6FFFFFFF, 2),
                 (0x6FFFFFFC, elf.address("verdef")), (0x6FFFFFFD, 3)]


def library(bits, order, machine=62, kind=3, interp=None, sysv=True, gnu=True, texts=(), with_versions=True):
    elf = Elf(bits, order, machine, kind)
    if interp:
        elf.put("interp", interp.encode() + b"\0", 1)
        elf.segment(3, "interp", 1)
    notes(elf, [{"feature": "x", "priority": "suggested", "soname": ["libx.so.1"]}])
    elf.dyns += [(tag, elf.string(text)) for tag, text in texts]
    elf.put("symbols", elf.symbol("", 0) + elf.symbol("puts", 0) + elf.symbol("one", 1, BASE) + elf.symbol("two", 1, BASE))
    elf.dyns += [(6, elf.address("symbols")), (11, 16 if bits == 32 else 24)]
    hashes(elf, sysv, gnu)
    if with_versions:
        versions(elf)
    elf.dyns += [(30, 8), (0x6FFFFFFB, 1)]
    return elf.finish()


TEXTS = [(14, "libseed.so.1"), (1, "libm.so.6"), (1, "libc.so.6"), (0x7FFFFFFD, "libaux.so"), (0x7FFFFFFF, "libfil.so"),
         (15, "/r"), (29, "$ORIGIN"), (0x6FFFFEFC, "/a.so"), (0x6FFFFEFB, "/d.so")]


def poke(data, off, raw):
    return data[:off] + raw + data[off + len(raw):]


def elf_seeds():
    for bits in (32, 64):
        for order, word in (("<", "little"), (">", "big")):
            yield f"library-{bits}-{word}", library(bits, order, texts=TEXTS)
            yield f"program-{bits}-{word}", library(bits, order, interp="/lib/ld.so", texts=TEXTS[1:3], sysv=False)
            yield f"sysv-only-{bits}-{word}", library(bits, order, texts=TEXTS[:2], gnu=False, with_versions=False)
            yield f"gnu-only-{bits}-{word}", library(bits, order, texts=TEXTS[:2], sysv=False, with_versions=False)
            yield f"static-{bits}-{word}", library(bits, order, kind=2, texts=())
    yield "aarch64", library(64, "<", machine=183, texts=TEXTS[:3])
    yield "s390x", library(64, ">", machine=22, texts=TEXTS[:3], gnu=False)
    yield "x32", library(32, "<", machine=62, texts=TEXTS[:3])
    yield "many-needed", library(64, "<", texts=[(1, f"lib{i}.so") for i in range(60)], with_versions=False)
    yield "long-runpath", library(64, "<", texts=[(29, "/a/b:" * 300)], with_versions=False)
    whole = library(64, "<", texts=TEXTS)
    yield "cut-in-half", whole[:len(whole) // 2]
    yield "header-only", whole[:64]
    yield "header-short", whole[:63]
    yield "phnum-in-section-header", poke(poke(whole, 56, b"\xff\xff"), 40, struct.pack("<Q", len(whole))) + bytes(44) + b"\x04" + bytes(19)
    yield "phentsize", poke(whole, 54, b"\x39\0")
    yield "class", poke(whole, 4, b"\x03")
    yield "relocatable", poke(whole, 16, b"\x01\0")
    yield "core", poke(whole, 16, b"\x04\0")


def old_cache(order, entries, behind=b""):
    strings, table = b"", b""
    for flags, name, path, *_ in entries:
        key = len(behind) + len(strings)
        strings += name.encode() + b"\0"
        table += struct.pack(order + "III", flags, key, len(behind) + len(strings))
        strings += path.encode() + b"\0"
    return b"ld.so-1.7.0\0" + struct.pack(order + "I", len(entries)) + table + behind + strings


def new_cache(order, entries, hwcaps=(), generator=b"", before=0):
    start, strings, table = 48 + 24 * len(entries), b"", b""
    for flags, name, path, hwcap in entries:
        key = start + len(strings)
        strings += name.encode() + b"\0"
        table += struct.pack(order + "IIIIQ", flags, key, start + len(strings), 0, hwcap)
        strings += path.encode() + b"\0"
    places = []
    for name in hwcaps:
        places.append(before + start + len(strings))
        strings += name.encode() + b"\0"
    end = (before + start + len(strings) + 3) // 4 * 4
    strings = strings.ljust(end - before - start, b"\0")
    after = end + 8 + 32
    extension = struct.pack(order + "II", 0xEAA42174, 2)
    extension += struct.pack(order + "IIII", 1, 0, after, 4 * len(places))
    extension += struct.pack(order + "IIII", 0, 0, after + 4 * len(places), len(generator))
    extension += struct.pack(f"{order}{len(places)}I", *places) + generator
    head = struct.pack(order + "IIB3xI12x", len(entries), len(strings), 2 if order == "<" else 3, end)
    return b"glibc-ld.so.cache1.1" + head + table + strings + extension


def cache_seeds():
    entries = [(0x303, "libz.so.1", "/lib/libz.so.1", 0), (0x303, "libm.so.6", "/lib/glibc-hwcaps/x86-64-v3/libm.so.6", 1 << 62),
               (0x303, "libm.so.6", "/lib/libm.so.6", 0), (0x3, "liba.so", "/old/liba.so", 8)]
    for order, word in (("<", "little"), (">", "big")):
        new = new_cache(order, entries, ("x86-64-v3", "x86-64-v4"), b"seed 1")
        old = old_cache(order, entries)
        yield f"new-{word}", new
        yield f"old-{word}", old
        yield f"compatible-{word}", old_cache(order, entries, new_cache(order, entries, ("x86-64-v3",), b"g", 16 + 12 * len(entries)))
        yield f"empty-{word}", new_cache(order, [])
        yield f"cut-in-entries-{word}", new[:100]
        yield f"cut-in-strings-{word}", new[:180]
    new = new_cache("<", entries, ("x86-64-v3",), b"g")
    yield "no-byte-order", poke(new, 28, b"\0")
    yield "header-only", new[:48]
    yield "extension-wild", poke(new, 32, b"\xfc\xff\xff\x7f")
    yield "count-wild", poke(new, 20, b"\xff\xff\xff\xff")


def api_map(version, contracts):
    """An API set map: (name, [(importer, host)…]) in the layout of a version of its schema."""
    head, entry, lists, value = {2: (8, 12, 4, 16), 4: (16, 24, 8, 20), 6: (28, 24, 0, 20)}[version]
    tail, entries = b"", b""
    place = lambda: head + entry * len(contracts) + len(tail)
    for name, hosts in contracts:
        at, wide = place(), name.encode("utf-16-le")
        tail += wide
        values, start = b"", place()
        room = lists + value * len(hosts)
        words = b""
        for importer, host in hosts:
            parts = []
            for text in (importer, host):
                parts += [start + room + len(words), 2 * len(text)]
                words += text.encode("utf-16-le")
            values += (b"" if version == 2 else bytes(4)) + struct.pack("<IIII", *parts)
        count = struct.pack("<I", len(hosts))
        tail += {2: count, 4: bytes(4) + count, 6: b""}[version] + values + words
        entries += {2: struct.pack("<III", at, len(wide), start), 4: struct.pack("<IIIIII", 0, at, len(wide), 0, 0, start),
                    6: struct.pack("<IIIIII", 0, at, len(wide), len(wide) - 4, start, len(hosts))}[version]
    heads = {2: struct.pack("<II", 2, len(contracts)), 4: struct.pack("<IIII", 4, 0, 0, len(contracts)),
             6: struct.pack("<IIIIIII", 6, 0, 0, len(contracts), 28, 0, 31)}
    return heads[version] + entries + tail


def apiset_seeds():
    hosts = [("", "kernelbase.dll"), ("kernel32.dll", "base2.dll")]
    for version, prefix in ((2, ""), (4, ""), (6, "api-")):
        sound = api_map(version, [(prefix + "ms-win-core-a-l1-1-0", hosts), (prefix + "ms-win-b-l1-1-1", [("", "")])])
        yield f"version-{version}", sound
        yield f"cut-{version}", sound[:len(sound) // 2]
    yield "version-5", struct.pack("<I", 5) + bytes(60)
    yield "text", b"# map\napi-ms-win-core-a-l1-1-0 = kernelbase.dll, kernel32.dll:base2.dll\r\next-ms-b-l1-1-0=c.dll\n"
    yield "text-wrong", b"api-ms-win-core-a-l1-1-0 kernelbase.dll\n"


MANIFEST = """<assembly xmlns="urn:schemas-microsoft-com:asm.v1" xmlns:v3="urn:schemas-microsoft-com:asm.v3" manifestVersion="1.0">
<assemblyIdentity type="win32" name="App &#38; Co" version="1.0.0.0" processorArchitecture="*" publicKeyToken="0" language="*"/>
<noInherit/><file name="a.dll" loadFrom="%x%\\a.dll"/>
<dependency optional="yes"><dependentAssembly><assemblyIdentity name="B" version="6.0.0.0"/></dependentAssembly></dependency>
<v3:trustInfo><v3:security><v3:requestedPrivileges><v3:requestedExecutionLevel level="asInvoker"/></v3:requestedPrivileges>
</v3:security></v3:trustInfo><v3:application><v3:windowsSettings>
<activeCodePage xmlns="http://schemas.microsoft.com/SMI/2019/WindowsSettings">UTF-8</activeCodePage>
<longPathAware xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">true</longPathAware>
</v3:windowsSettings></v3:application></assembly>
"""


def manifest_seeds():
    yield "utf-8", MANIFEST.encode()
    yield "utf-8-mark", MANIFEST.encode("utf-8-sig")
    yield "utf-16", MANIFEST.encode("utf-16")
    yield "utf-16-big", b"\xfe\xff" + MANIFEST.encode("utf-16-be")
    yield "declared", b'<?xml version="1.0" encoding="ISO-8859-1"?>' + MANIFEST.encode()
    yield "cut", MANIFEST.encode()[:400]
    yield "padded", MANIFEST.encode() + bytes(6)
    yield "doctype", b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><a>&z;</a>'


def macho_command(order, cmd, body, word=8):
    size = 8 + len(body)
    body = body.ljust(size + -size % word - 8, b"\0")
    return struct.pack(order + "II", cmd, 8 + len(body)) + body


MACHO_TRIE = bytes((0, 1)) + b"_\0\5" + bytes((0, 3)) + b"alpha\0\x1abeta\0\x1fgone\0\x24" + bytes(
    (3, 0, 0x80, 0x20, 0, 3, 4, 0x80, 0x40, 0, 9, 8, 1)) + b"_other\0\0"


def macho_texts(order):
    """Commands that are strings."""
    text = lambda cmd, name: macho_command(order, cmd, struct.pack(order + "I", 12) + name + b"\0")
    dylib = lambda cmd, name, *numbers: macho_command(
        order, cmd, struct.pack(order + f"{len(numbers) + 1}I", 12 + 4 * len(numbers), *numbers) + name + b"\0")
    commands = [dylib(0xD, b"@rpath/libseed.dylib", 2, 0x10000, 0x10000)]
    commands += [dylib(cmd, b"@rpath/lib%d.dylib" % i, 2, 0x10000 + i, 0x10000)
                 for i, cmd in enumerate((0xC, 0x80000018, 0x8000001F, 0x80000023, 0x20))]
    commands += [dylib(0xC, b"libuse.dylib", 0x1A741800, 0x10000, 0x10000, flags) for flags in (9, 11, 4)]
    commands += [text(cmd, name) for cmd, name in ((0x8000001C, b"@loader_path/.."), (0x8000001C, b"/opt"), (0xE, b"/usr/lib/dyld"),
                                                   (0x27, b"DYLD_LIBRARY_PATH=/x"), (0x12, b"U"), (0x13, b"S"), (0x14, b"C"), (0x15, b"L"))]
    return commands


def macho_signature():
    """A super blob with a code directory of SHA-256 over nothing, entitlements and a CMS blob."""
    names = b"seed\0TEAM\0"
    directory = struct.pack(">IIIIIIIIIBBBBI", 0xFADE0C02, 88 + len(names), 0x20400, 0x10002, 88 + len(names), 88, 0, 0, 0, 32, 2, 0, 12, 0)
    directory = (directory + struct.pack(">II", 0, 93)).ljust(88, b"\0") + names
    xml = b"<plist><dict><key>get-task-allow</key><true/><!-- x --></dict></plist>"
    entitlements = struct.pack(">II", 0xFADE7171, 8 + len(xml)) + xml
    cms = struct.pack(">II", 0xFADE0B01, 12) + b"CMS!"
    blobs, table, at = b"", b"", 12 + 8 * 3
    for kind, blob in ((0, directory), (5, entitlements), (0x10000, cms)):
        table += struct.pack(">II", kind, at + len(blobs))
        blobs += blob
    return struct.pack(">III", 0xFADE0CC0, 12 + len(table) + len(blobs), 3) + table + blobs


MACHO_BINDS = b"\x11\x40_one\0\x51\x72\x08\x90\x3e\x41_two\0\x90\x20\x81\0\x60\x7f\xc0\x02\x08\x80\x10\x3f\x40_four\0\xb1\xa0\x08\xd0\x03\xd1\0"


def macho(bits, order, chained=0, kind=2, cpu=None, signed=True, binds=b""):
    head, nlist = (28, "IBBHI") if bits == 32 else (32, "IBBHQ")
    cpu = cpu or (7 if bits == 32 else 0x01000007)
    word, form = bits // 8, (order + "I") if bits == 32 else (order + "Q")
    strings = b"\0_alpha\0_beta\0_one\0_two\0"
    symbols = b"".join(struct.pack(order + nlist, *s) for s in ((1, 15, 1, 0, 4096), (8, 15, 1, 0x80, 8192), (14, 1, 0, 0x100, 0),
                                                                (19, 1, 0, 0xFE40, 0)))
    imports = {0: b"", 1: struct.pack(order + "II", 1 | 1 << 9, 0xFE | 1 << 8 | 6 << 9),
               2: struct.pack(order + "IiIi", 1 | 1 << 9, 4, 0xFD | 6 << 9, -4),
               3: struct.pack(order + "QQQQ", 1 | 1 << 32, 4, 0xFFFE | 6 << 32, 0)}[chained]
    fixups = struct.pack(order + "7I", 0, 0, 28, 28 + len(imports), 2, chained, 0) + imports + b"\0_one\0_two\0" if chained else b""
    section = b"__restrict".ljust(16, b"\0") + b"__RESTRICT".ljust(16, b"\0") + struct.pack(form, 0) * 2 + bytes(36 if bits == 32 else 32)
    segment = lambda size: b"__LINKEDIT".ljust(16, b"\0") + struct.pack(order + ("IIIIIIII" if bits == 32 else "QQQQIIII"),
                                                                       0, size, 0, size, 1, 1, 1, 0) + section[:68 if bits == 32 else 80]

    def commands(at, total):
        """at: where the tables begin."""
        place = {}
        for name, data in (("symbols", symbols), ("strings", strings), ("trie", MACHO_TRIE), ("fixups", fixups), ("binds", binds),
                           ("signature", sign)):
            place[name] = (at, len(data))
            at += len(data)
        out = [macho_command(order, 1 if bits == 32 else 0x19, segment(total), word)] + macho_texts(order)
        out.append(macho_command(order, 0x1B, bytes(range(16))))
        out.append(macho_command(order, 0x32, struct.pack(order + "6I", 1, 0xB0000, 0xD0000, 1, 3, 0x10000)))
        out += [macho_command(order, cmd, struct.pack(order + "II", 0x90000, 0xA0000)) for cmd in (0x24, 0x25, 0x2F, 0x30)]
        out.append(macho_command(order, 0x2A, bytes(8)))
        out.append(macho_command(order, 0x2C if bits == 64 else 0x21, bytes(16)))
        out.append(macho_command(order, 0x80000028, bytes(16)))
        out.append(macho_command(order, 2, struct.pack(order + "4I", place["symbols"][0], 4, *place["strings"])))
        out.append(macho_command(order, 0xB, struct.pack(order + "18I", 0, 0, 0, 2, 2, 2, *([0] * 12))))
        if chained:
            out.append(macho_command(order, 0x80000034, struct.pack(order + "II", *place["fixups"])))
            out.append(macho_command(order, 0x80000033, struct.pack(order + "II", *place["trie"])))
        else:
            out.append(macho_command(order, 0x80000022, struct.pack(order + "10I", 0, 0, *(place["binds"] * 3 if binds else [0] * 6), *place["trie"])))
        if signed:
            out.append(macho_command(order, 0x1D, struct.pack(order + "II", *place["signature"])))
        return out
    sign = macho_signature() if signed else b""
    tables = symbols + strings + MACHO_TRIE + fixups + binds + sign
    size = head + sum(map(len, commands(0, 0)))
    made = commands(size, size + len(tables))
    magic = 0xFEEDFACE if bits == 32 else 0xFEEDFACF
    header = struct.pack(order + "7I", magic, cpu, 3, kind, len(made), sum(map(len, made)), 0x85)
    return header.ljust(head, b"\0") + b"".join(made) + tables


def fat(slices, bits=32, align=4):
    form, magic = (">IIIII", 0xCAFEBABE) if bits == 32 else (">IIQQII", 0xCAFEBABF)
    at, table, body = 8 + struct.calcsize(form) * len(slices), b"", b""
    for cpu, data in slices:
        body += bytes(-(at + len(body)) % (1 << align))
        table += struct.pack(form, cpu, 3, at + len(body), len(data), align, *([0] if bits == 64 else []))
        body += data
    return struct.pack(">II", magic, len(slices)) + table + body


def macho_seeds():
    for bits in (32, 64):
        for order, word in (("<", "little"), (">", "big")):
            yield f"program-{bits}-{word}", macho(bits, order)
            yield f"binds-{bits}-{word}", macho(bits, order, binds=MACHO_BINDS)
            for form in (1, 2, 3):
                yield f"chained-{form}-{bits}-{word}", macho(bits, order, form, kind=6)
    two = [(0x01000007, macho(64, "<", signed=False)), (7, macho(32, "<", signed=False, chained=1))]
    yield "fat-32", fat(two)
    yield "fat-64", fat(two, 64)
    yield "fat-overlap", poke(fat(two), 28 + 8, struct.pack(">I", 64))
    yield "fat-archive", fat([(7, b"!<arch>\n"), (18, b"!<arch>\n")])
    yield "java", b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(64)
    whole = macho(64, "<")
    yield "cut-in-half", whole[:len(whole) // 2]
    yield "header-only", whole[:32]
    yield "header-short", whole[:31]
    yield "commands-wild", poke(whole, 16, b"\xff\xff\xff\xff")


def link_list(bits, order, names, twice=False, wild=0):
    """A memory with struct r_debug at 64, its chain behind it, and with `twice` a second name space."""
    word, big = (8 if bits == 64 else 4), order == ">"
    form = order + ("I4xQQI4xQQ" if bits == 64 else "IIIIII")
    debug, link = struct.calcsize(form), 5 * word
    chain = 64 + 2 * debug
    strings = chain + link * len(names)
    out, text = bytes(64), b""
    out += struct.pack(form, 2, chain, 0, 0, 0, 64 + debug if twice else 0)
    out += struct.pack(form, 2, 0, 0, 0, 0, 0)
    for i, name in enumerate(names):
        after = chain + (i + 1) * link if i + 1 < len(names) else wild
        before = chain + (i - 1) * link if i else 0
        out += struct.pack(order + "5" + ("Q" if bits == 64 else "I"), 0x1000 * i, strings + len(text), 0x40 * i, after, before)
        text += name + b"\0"
    flags = (bits == 64) | big << 1
    return bytes([flags]) + struct.pack(order + "Q", 64) + out + text + bytes(4096)


def process_seeds():
    yield "maps", (b"5654e5000000-5654e5002000 r--p 00000000 fe:00 248056                     /usr/bin/sleep\n"
                   b"5654e5002000-5654e5007000 r-xp 00002000 fe:00 248056                     /usr/bin/sleep (deleted)\n"
                   b"7f9d00f1f000-7f9d00f76000 rw-p 00000000 00:00 0 \n7f9d00f76000-7f9d00f77000 rw-s 00000000 00:01 12 /memfd:a b (deleted)\n"
                   b"7ffd1c5e0000-7ffd1c5e2000 r-xp 00000000 00:00 0                          [vdso]\n"
                   b"ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n")
    yield "maps-newline", b"1000-2000 r--p 00000000 fe:00 1 /a\\012b\n"
    yield "maps-cut", b"1000-2000 r--p 0000"
    for bits in (32, 64):
        for order, word in (("<", "little"), (">", "big")):
            yield f"links-{bits}-{word}", link_list(bits, order, [b"", b"linux-vdso.so.1", b"/lib/libc.so.6"], True)[:4000]
            yield f"mapped-{bits}-{word}", library(bits, order)
    yield "links-ring", link_list(64, "<", [b"", b"/lib/a"], wild=64 + 96)[:4000]
    yield "links-wild", link_list(64, "<", [b"", b"/lib/a"], wild=1 << 62)[:4000]


def main(folder):
    for name, seeds in (("apiset", apiset_seeds), ("elf", elf_seeds), ("fuse_frames", frames_seeds.seeds), ("fused", lambda: fused_seeds.seeds(Elf)), ("ldcache", cache_seeds), ("macho", macho_seeds),
                        ("edit_macho", lambda: macho_edit_seeds.seeds(fat)),
                        ("manifest", manifest_seeds), ("process", process_seeds), *archive_seeds.TARGETS.items()):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for seed, data in seeds():
            assert len(data) < (32768 if name in archive_seeds.TARGETS else 8192 if name == "edit_macho" else 4096), seed
            (folder / name / seed).write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent / "corpus")
