# SPDX-License-Identifier: Apache-2.0
"""Files with something special about them, made of a program that runs: bound imports, signatures, data behind the sections, no room anywhere, symbols.
Each is edited; then its bytes are looked at, and the program is run again."""
import io
import os
import re
import struct
import subprocess
import zipfile
from pathlib import Path

import pe_programs
import peread

LONG = "a-library-with-a-name-that-is-longer-than-what-lies-behind-the-old-one.dll"
OPTIONAL = 24  # from the PE signature
DIRECTORIES = OPTIONAL + 112  # in PE32+


class File:
    """The fields of a PE32+ file in memory."""

    def __init__(self, path):
        self.path, self.data = path, bytearray(Path(path).read_bytes())
        self.head = self.u32(0x3c)
        self.sections_at = self.head + OPTIONAL + struct.unpack_from("<H", self.data, self.head + 20)[0]

    def u32(self, at):
        return struct.unpack_from("<I", self.data, at)[0]

    def put(self, at, *values):
        struct.pack_into(f"<{len(values)}I", self.data, at, *values)

    def directory(self, index):
        return struct.unpack_from("<II", self.data, self.head + DIRECTORIES + 8 * index)

    def set_directory(self, index, address, size):
        self.put(self.head + DIRECTORIES + 8 * index, address, size)

    def sections(self):
        """(offset of the header, memory size, address, raw size, raw offset)"""
        n = struct.unpack_from("<H", self.data, self.head + 6)[0]
        return [(at, *struct.unpack_from("<4I", self.data, at + 8)) for at in range(self.sections_at, self.sections_at + 40 * n, 40)]

    def offset(self, address):
        return next(address - start + raw for _, memory, start, size, raw in self.sections() if start <= address < start + max(memory, size))

    def imports(self):
        """(offset of the descriptor, name, lookup table, address table as offsets)"""
        at = self.offset(self.directory(1)[0])
        while any(self.data[at:at + 20]):
            names, _, _, name, slots = struct.unpack_from("<5I", self.data, at)
            yield at, bytes(self.data[self.offset(name):].split(b"\0", 1)[0]).decode(), self.offset(names), self.offset(slots)
            at += 20

    def words(self, at):
        words = []
        while (word := struct.unpack_from("<Q", self.data, at + 8 * len(words))[0]) != 0:
            words.append(word)
        return words

    def end(self):
        return max(raw + size for _, _, _, size, raw in self.sections() if size)

    def fill_slack(self):
        """No section has zeros to spare."""
        for _, memory, _, size, raw in self.sections():
            if memory < size:
                self.data[raw + memory:raw + size] = b"\x5a" * (size - memory)
        return self

    def fill_headers(self):
        first = min(raw for _, _, _, size, raw in self.sections() if size)
        end = self.sections_at + 40 * len(self.sections())
        self.data[end:first] = b"\x5a" * (first - end)
        return self

    def save(self):
        Path(self.path).write_bytes(self.data)
        return self


class Case:
    """A copy of PROGRAM in its own folder, whose first library gets a name of any length."""

    def __init__(self, tally, wine, program, folder, linkwright, name, new=LONG):
        self.tally, self.wine, self.program, self.linkwright, self.name, self.new = tally, wine, program, linkwright, name, new
        self.folder = program.copy_to(os.path.join(folder, name), {})
        self.path, self.old = os.path.join(self.folder, "main.exe"), program.libraries[0]
        self.runs = wine.prefix is not None
        self.before = wine.run(self.folder, program.libraries) if self.runs else None

    def check(self, good, message):
        return self.tally.check(good, f"{self.name}: {message}")

    def file(self):
        return File(self.path)

    def edit(self, *words):
        return pe_programs.edit(self.linkwright, self.path, words or pe_words(self.old, self.new))

    def works(self, *words):
        """The edit is done, the file is sound, and the program prints what it did."""
        original = File(self.path)
        status, said = self.edit(*words)
        if not self.check(status == 0, f"was not edited: {said}"):
            return said
        os.rename(os.path.join(self.folder, self.old), os.path.join(self.folder, self.new))
        self.check(not (wrong := pe_programs.unsound(self.path)), f"{wrong}")
        self.check([name for _, name, _, _ in File(self.path).imports()] == [self.new if name == self.old else name for _, name, _, _ in original.imports()],
                   "imports others than was asked")
        self.same_output()
        return said

    def same_output(self):
        if self.runs:
            after = self.wine.run(self.folder, [self.new if name == self.old else name for name in self.program.libraries])
            self.check(after == self.before, f"{str(self.before)[:300]} became {str(after)[:300]}")

    def refused(self, pattern, *words):
        """Nothing is done, and the words say why."""
        data = Path(self.path).read_bytes()
        status, said = self.edit(*words)
        self.check(status != 0 and re.search(pattern, said), f"was not refused with {pattern!r}: {status} {said}")
        self.check(Path(self.path).read_bytes() == data, "a refused edit changed it")


def pe_words(old, new):
    return ("--replace-needed", f"{old}={new}")


def bound(case):
    file, stamp, names = case.file(), 0x12345678, b""
    table, imports = file.sections_at + 40 * len(file.sections()), list(file.imports())
    rows = 8 * (len(imports) + 1)
    for at, name, lookup, slots in imports:
        file.put(at + 4, 0xffffffff, 0xffffffff)
        for i in range(len(file.words(lookup))):
            struct.pack_into("<Q", file.data, slots + 8 * i, 0x7ff812340000 + i)
        struct.pack_into("<IHH", file.data, table, stamp, rows + len(names), 0)
        table, names = table + 8, names + name.encode() + b"\0"
    start = table - 8 * len(imports)
    file.data[table + 8:table + 8 + len(names)] = names
    file.set_directory(11, start, rows + len(names))
    file.save()
    case.check("bound" in case.works(), "it was not said that bindings go")
    after = case.file()
    case.check(after.directory(11) == (0, 0), "the bound imports are still there")
    for at, name, lookup, slots in after.imports():
        case.check(after.u32(at + 4) == 0 and after.u32(at + 8) == 0, f"{name} is still bound")
        case.check(after.words(lookup) == after.words(slots), f"{name}: addresses are left in its table")


def signed(case):
    file = case.file()
    size = len(file.data)
    file.data += bytes(-size % 8)
    at = len(file.data)
    file.data += struct.pack("<IHH", 24, 0x200, 2) + b"not a real one.."
    file.set_directory(4, at, 24)
    file.save()
    case.check("signature" in case.works(), "it was not said that the signature goes")
    after = case.file()
    case.check(after.directory(4) == (0, 0) and len(after.data) == size, "the certificates are still there")


def signed_and_more(case):
    file = case.file()
    at = len(file.data)
    file.set_directory(4, at, 24)
    file.data += struct.pack("<IHH", 24, 0x200, 2) + b"not a real one.." + b"data that was put behind"
    file.save()
    case.works()
    after = case.file()
    case.check(after.directory(4) == (0, 0) and bytes(after.data[at:]) == bytes(file.data[at:]), "what lies behind the certificates has moved")


def appended(case):
    """Without spare room a section is added; the next edit finds room in it, and a strip leaves the program as it is."""
    before = case.file().fill_slack().save()
    case.works()
    after = case.file()
    case.check(len(after.sections()) == len(before.sections()) + 1 and after.data[after.sections()[-1][0]:][:8] == b".lnkwrt\0", "no section was added")
    size = len(after.data)
    newer = "the-same-library-once-more-" + LONG
    case.check(case.edit(*pe_words(case.new, newer))[0] == 0, "was not edited again")
    case.check(len(case.file().data) == size, "the second edit made it longer")
    os.rename(os.path.join(case.folder, case.new), os.path.join(case.folder, newer))
    case.new = newer
    case.same_output()
    subprocess.run([f"{case.program.triple}-strip", case.path], check=True)
    case.same_output()


def no_room(case):
    case.file().fill_slack().fill_headers().save()
    case.refused(r"need \d+ bytes.*0x[0-9a-f]+")
    case.new = "b.dll"
    case.works()


def symbols(case):
    case.file().fill_slack().save()

    def listed():
        return subprocess.run([f"{case.program.triple}-nm", case.path], stdout=subprocess.PIPE, text=True, check=False).stdout
    before = listed()
    case.works()
    case.check(before.count("\n") > 100 and listed() == before, "the symbols are not the same")


def overlay(case):
    file = case.file().fill_slack()
    at = len(file.data)
    file.data += b"data of a kind that nobody knows"
    file.save()
    case.refused("unknown kind")
    case.new = "b.dll"
    case.works()
    case.check(bytes(case.file().data[at:]) == bytes(file.data[at:]), "the data behind the sections has changed")


def overlay_in_slack(case):
    file = case.file()
    at = len(file.data)
    file.data += b"data of a kind that nobody knows"
    file.save()
    case.works()
    case.check(bytes(case.file().data[at:]) == bytes(file.data[at:]), "the data behind the sections has changed")


def overlay_zip(case):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a/b.txt", "what lies in it")
    file = case.file().fill_slack()
    file.data += buffer.getvalue()
    file.save()
    case.works()
    with zipfile.ZipFile(case.path) as archive:
        case.check(archive.read("a/b.txt") == b"what lies in it", "the zip behind it cannot be read")


def installer(case):
    file = case.file()
    file.data += bytes(4) + b"\xef\xbe\xad\xdeNullsoftInst" + bytes(100)
    file.save()
    case.new = "b.dll"
    case.refused("NSIS")
    file.put(len(file.data) - 120, 4)
    file.save()
    case.works()


def remove(case):
    case.refused(r"imported from it: .*f0", "--remove-needed", case.old)
    case.refused("nothing is imported", "--add-needed", "new.dll")
    data = Path(case.path).read_bytes()
    case.check(case.edit("--add-needed", case.old.upper())[0] == 0 and case.edit("--remove-needed", "no.dll")[0] == 0 and Path(case.path).read_bytes() == data,
               "what is there already, and what is not there, made a change")
    case.refused("NOT_FOUND", "--replace-needed", "no.dll=yes.dll")
    case.refused("USAGE", "--replace-needed", f"{case.old}=a|b.dll")
    case.refused("UNSUPPORTED", "--set-rpath", "/x")


def hollow(case):
    """A library of which nothing is imported any more can go; the rest closes up."""
    file = case.file()
    _, name, lookup, slots = next(row for row in file.imports() if row[1] == "ADVAPI32.dll")
    file.data[lookup:lookup + 8] = bytes(8)
    file.data[slots:slots + 8] = bytes(8)
    file.save()
    names = [row[1] for row in file.imports()]
    status, said = case.edit("--remove-needed", name)
    case.check(status == 0, said)
    case.check([row[1] for row in case.file().imports()] == [other for other in names if other != name], "the imports are others")
    case.new = case.old
    case.same_output()


def flags(case):
    def told(path):
        _, lines, _ = pe_programs.readobj(path, ["--file-headers"])
        return {line.strip().split(" ")[0] for line in lines if "IMAGE_DLL_CHARACTERISTICS" in line}
    before = told(case.path)
    case.check("IMAGE_DLL_CHARACTERISTICS_NX_COMPAT" in before, f"{before}")
    case.check(case.edit("--clear-flag", "nxcompat", "--set-flag", "noisolation")[0] == 0, "was not edited")
    want = before - {"IMAGE_DLL_CHARACTERISTICS_NX_COMPAT"} | {"IMAGE_DLL_CHARACTERISTICS_NO_ISOLATION"}
    case.check(told(case.path) == want, f"{told(case.path)}")
    case.refused("USAGE", "--set-flag", "execstack")
    case.refused("control flow guard", "--set-flag", "guardcf")
    case.refused("no load configuration", "--load-flags", "0x800")
    case.new = case.old
    case.same_output()


STRIPPED = (bound, signed, signed_and_more, appended, no_room, overlay, overlay_in_slack, overlay_zip, installer, remove, hollow, flags)


def load_flags(tally, linkwright, folder):
    """A load configuration of 148 and of 64 bytes: only the first one has the field (0x4e in PE32+)."""
    os.makedirs(folder)
    for size in (148, 64):
        path = os.path.join(folder, f"config{size}.exe")
        source = ("const struct { unsigned size, rest[36]; } _load_config_used = { %d, {0} };\nint start(void) { return 0; }\n" % size)
        Path(folder, "c.c").write_text(source, encoding="utf-8")
        for argv in (["x86_64-w64-mingw32-gcc", "-O1", "-c", "c.c"],
                     [peread.tool("lld-link"), "/entry:start", "/nodefaultlib", "/subsystem:console", f"/out:{path}", "c.o"]):
            subprocess.run(argv, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        status, said = pe_programs.edit(linkwright, path, ["--load-flags", "0x800"])
        if size == 64:
            tally.check(status != 0 and "64 bytes" in said, f"load flags in 64 bytes: {status} {said}")
            continue
        lines = pe_programs.readobj(path, ["--coff-load-config"])[1]
        tally.check(status == 0 and any(line.strip() == "DependentLoadFlags: 0x800" for line in lines), f"load flags: {said} {lines}")


def run(tally, wine, linkwright, folder):
    program = pe_programs.Program(os.path.join(folder, "program"), "x86_64", 7)
    program.libraries, program.forwards, program.delayed, program.uses, program.shape = ["first.dll", "second.dll"], {0: 1}, set(), {0: [1], 1: []}, "stripped"
    program.build()
    for case in STRIPPED:
        case(Case(tally, wine, program, folder, linkwright, case.__name__))
    program.shape = "stamped"
    program.build()
    symbols(Case(tally, wine, program, folder, linkwright, "symbols"))
    load_flags(tally, linkwright, os.path.join(folder, "load-flags"))
