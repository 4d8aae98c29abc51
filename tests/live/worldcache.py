# SPDX-License-Identifier: Apache-2.0
"""Builds the ld.so.cache of a world: sorted as ldconfig sorts it, in the new, the old or the compatible format."""

import functools
import re
import struct

from worldelf import damage

DEFAULT_FLAGS = {"x86_64": 0x303, "i386": 0x3, "aarch64": 0xA03, "ppc64le": 0x503, "s390x": 0x403, "riscv64": 0x1003}
NEW_MAGIC = b"glibc-ld.so.cache1.1"
OLD_MAGIC = b"ld.so-1.7.0"
EXTENSION_MAGIC = 0xEAA42174


def compare_names(one, two):
    """Runs of digits compare as numbers (glibc elf/dl-cache.c, _dl_cache_libcmp)."""
    i = j = 0
    while i < len(one):
        first, second = one[i], two[j] if j < len(two) else ""
        if first.isdigit():
            if not second.isdigit():
                return 1
            a, b = re.match(r"\d+", one[i:])[0], re.match(r"\d+", two[j:])[0]
            if int(a) != int(b):
                return int(a) - int(b)
            i, j = i + len(a), j + len(b)
        elif second.isdigit():
            return -1
        elif first != second:
            return ord(first) - ord(second) if second else ord(first)
        else:
            i, j = i + 1, j + 1
    return -ord(two[j]) if j < len(two) else 0


def entries(world, statement):
    """(name, path, flags, hwcap number, hwcap name, osversion) in the order of the file."""
    out = []
    for words in statement.all("entry"):
        name, path = words[0], words[2]
        options = dict(word.split("=", 1) for word in words[3:])
        flags = int(options.get("flags", hex(DEFAULT_FLAGS[world.machine])), 0)
        hwcap = options.get("hwcap", "0")
        number = int(hwcap, 0) if hwcap[0].isdigit() else 0
        out.append((name, path, flags, number, None if hwcap[0].isdigit() else hwcap,
                    int(options.get("osversion", "0"), 0)))

    def order(one, two):
        by_name = compare_names(two[0], one[0])
        if by_name:
            return by_name
        if one[2] != two[2]:
            return two[2] - one[2]
        if bool(one[4]) != bool(two[4]):
            return -1 if one[4] else 1
        if one[4] and one[4] != two[4]:
            return -1 if one[4] < two[4] else 1
        return two[3] - one[3]

    return sorted(out, key=functools.cmp_to_key(order))


def build(world, statement):
    kind = (statement.one("format") or ["new"])[0]
    rows = entries(world, statement)
    if kind == "new":
        data = new_part(rows, 0)
    elif kind == "old":
        data = old_part(rows, b"")
    else:
        header = len(OLD_MAGIC) + 1 + 4 + 12 * len(rows)
        pad = -header % 8
        data = old_part(rows, b"\0" * pad + new_part(rows, header + pad))
    return damage(data, statement)


def old_part(rows, behind):
    out = OLD_MAGIC + b"\0" + struct.pack("<I", len(rows))
    strings, table = b"", b""
    for name, path, flags, *_ in rows:
        key = len(behind) + len(strings)
        strings += name.encode() + b"\0"
        value = len(behind) + len(strings)
        strings += path.encode() + b"\0"
        table += struct.pack("<iII", flags, key, value)
    return out + table + behind + strings


def new_part(rows, _before):
    names = sorted({row[4] for row in rows if row[4]})
    strings_at = 48 + 24 * len(rows)
    strings, table = b"", b""
    for name, path, flags, number, hwcap, osversion in rows:
        key = strings_at + len(strings)
        strings += name.encode() + b"\0"
        value = strings_at + len(strings)
        strings += path.encode() + b"\0"
        if hwcap:
            number = (1 << 62) | names.index(hwcap)
        table += struct.pack("<iIIIQ", flags, key, value, osversion, number)
    places = []
    for name in names:
        places.append(strings_at + len(strings))
        strings += name.encode() + b"\0"
    end = strings_at + len(strings)
    extension = (end + 3) // 4 * 4 if names else 0
    head = NEW_MAGIC + struct.pack("<IIBBBBIIII", len(rows), len(strings), 2, 0, 0, 0, extension, 0, 0, 0)
    out = head + table + strings
    if names:
        out += b"\0" * (extension - end)
        out += struct.pack("<II", EXTENSION_MAGIC, 1)
        out += struct.pack("<IIII", 1, 0, extension + 24, 4 * len(places))
        out += struct.pack(f"<{len(places)}I", *places)
    return out
