# SPDX-License-Identifier: Apache-2.0
"""The few facts about an ELF file that the live tests need to choose and group files; no dependency on what they test."""

from __future__ import annotations

import mmap
import os
import struct
from dataclasses import dataclass, field

MACHINES = {3: "i386", 8: "mips", 40: "arm", 62: "x86_64", 183: "aarch64", 243: "riscv", 21: "ppc64", 22: "s390"}
NEEDED, SONAME, RPATH, RUNPATH, STRTAB, STRSZ, FLAGS_1, AUXILIARY, FILTER = (
    1, 14, 15, 29, 5, 10, 0x6FFFFFFB, 0x7FFFFFFD, 0x7FFFFFFF)


class NotElf(Exception):
    """Not an ELF file, or too damaged to be listed here."""


@dataclass
class Facts:
    kind: str = "other"  # program, library, static, static-pie, relocatable, core, …
    bits: int = 64
    little: bool = True
    machine: str = ""
    interp: str | None = None
    dynamic: bool = False
    needed: list = field(default_factory=list)
    soname: str | None = None
    rpath: str | None = None
    runpath: str | None = None
    flags_1: int = 0


def peek(path):
    """Facts about PATH; raises NotElf or OSError."""
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size < 52 or file.read(4) != b"\x7fELF":
            raise NotElf("not an ELF file")
        with mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as data:
            try:
                return read(data)
            except (struct.error, ValueError, IndexError) as error:
                raise NotElf(f"damaged ELF file: {error}") from error


def read(data):
    facts = Facts(bits={1: 32, 2: 64}.get(data[4], 0), little=data[5] == 1)
    if not facts.bits:
        raise NotElf("unknown ELF class")
    order = "<" if facts.little else ">"
    wide = facts.bits == 64
    kind, machine = struct.unpack_from(order + "HH", data, 16)
    facts.machine = MACHINES.get(machine, str(machine))
    phoff, = struct.unpack_from(order + ("Q" if wide else "I"), data, 32 if wide else 28)
    phentsize, phnum = struct.unpack_from(order + "HH", data, 54 if wide else 42)
    headers = []
    for i in range(phnum):
        at = phoff + i * phentsize
        if wide:
            p_type, _, off, vaddr, _, filesz = struct.unpack_from(order + "IIQQQQ", data, at)
        else:
            p_type, off, vaddr, _, filesz = struct.unpack_from(order + "IIIII", data, at)
        headers.append((p_type, off, vaddr, filesz))
    for p_type, off, _, filesz in headers:
        if p_type == 3 and data[off:off + 1] not in (b"", b"\0"):
            facts.interp = text(data[off:off + filesz].split(b"\0")[0])
    table = next((h for h in headers if h[0] == 2), None)
    if table:
        read_dynamic(data, facts, order, headers, table)
    facts.kind = kind_of(kind, facts)
    return facts


def kind_of(kind, facts):
    if kind == 1:
        return "relocatable"
    if kind == 4:
        return "core"
    if kind not in (2, 3):
        return "other"
    if facts.interp is not None:
        return "program"
    if not facts.dynamic:
        return "static" if kind == 2 else "without a dynamic section (debug information, say)"
    if facts.flags_1 & 0x08000000 and not facts.needed:
        return "static-pie"
    return "library" if kind == 3 else "static"


def read_dynamic(data, facts, order, headers, table):
    wide = facts.bits == 64
    form, step = (order + "qQ", 16) if wide else (order + "iI", 8)
    rows = []
    for at in range(table[1], table[1] + table[3] - step + 1, step):
        tag, value = struct.unpack_from(form, data, at)
        if tag == 0:
            break
        rows.append((tag & (2**64 - 1 if wide else 2**32 - 1), value))
    facts.dynamic = bool(rows)
    values = dict(rows)
    strings = file_offset(headers, values.get(STRTAB, 0))
    facts.flags_1 = values.get(FLAGS_1, 0)
    if strings is None:
        return

    def string(offset):
        end = data.find(b"\0", strings + offset)
        return text(data[strings + offset:end])

    facts.needed = [string(v) for tag, v in rows if tag == NEEDED]
    for tag, name in ((SONAME, "soname"), (RPATH, "rpath"), (RUNPATH, "runpath")):
        if tag in values:
            setattr(facts, name, string(values[tag]))


def file_offset(headers, address):
    for p_type, off, vaddr, filesz in headers:
        if p_type == 1 and vaddr <= address < vaddr + filesz:
            return address - vaddr + off
    return None


def text(data):
    return bytes(data).decode("utf-8", "surrogateescape")
