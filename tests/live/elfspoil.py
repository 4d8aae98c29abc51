# SPDX-License-Identifier: Apache-2.0
"""An ELF file as bytes that a test can change by name: just enough to spoil one thing at a time."""
import struct

TAGS = {"NEEDED": 1, "PLTRELSZ": 2, "PLTGOT": 3, "HASH": 4, "STRTAB": 5, "SYMTAB": 6, "RELA": 7, "RELASZ": 8, "STRSZ": 10, "SYMENT": 11,
        "INIT": 12, "FINI": 13, "SONAME": 14, "REL": 17, "PLTREL": 20, "JMPREL": 23, "INIT_ARRAY": 25, "INIT_ARRAYSZ": 27, "RUNPATH": 29,
        "GNU_HASH": 0x6ffffef5, "VERSYM": 0x6ffffff0, "VERDEF": 0x6ffffffc, "VERDEFNUM": 0x6ffffffd, "VERNEED": 0x6ffffffe,
        "VERNEEDNUM": 0x6fffffff, "DEBUG": 21, "NULL": 0, "RELACOUNT": 0x6ffffff9, "FLAGS_1": 0x6ffffffb, "BIND_NOW": 24}
TYPES = {"LOAD": 1, "DYNAMIC": 2, "INTERP": 3, "NOTE": 4, "PHDR": 6, "TLS": 7, "EH_FRAME": 0x6474e550, "STACK": 0x6474e551, "RELRO": 0x6474e552,
         "PROPERTY": 0x6474e553}

# name: offset and size for 32 bits, for 64 bits
EHDR = {"e_entry": (24, 4, 24, 8), "e_phoff": (28, 4, 32, 8), "e_shoff": (32, 4, 40, 8), "e_phnum": (44, 2, 56, 2), "e_shnum": (48, 2, 60, 2),
        "e_shstrndx": (50, 2, 62, 2)}
PHDR = {"p_type": (0, 4, 0, 4), "p_flags": (24, 4, 4, 4), "p_offset": (4, 4, 8, 8), "p_vaddr": (8, 4, 16, 8), "p_filesz": (16, 4, 32, 8),
        "p_memsz": (20, 4, 40, 8), "p_align": (28, 4, 48, 8)}
SHDR = {"sh_name": (0, 4, 0, 4), "sh_type": (4, 4, 4, 4), "sh_flags": (8, 4, 8, 8), "sh_addr": (12, 4, 16, 8), "sh_offset": (16, 4, 24, 8),
        "sh_size": (20, 4, 32, 8), "sh_link": (24, 4, 40, 4), "sh_info": (28, 4, 44, 4), "sh_addralign": (32, 4, 48, 8), "sh_entsize": (36, 4, 56, 8)}
SYM = {"st_name": (0, 4, 0, 4), "st_info": (12, 1, 4, 1), "st_shndx": (14, 2, 6, 2), "st_value": (4, 4, 8, 8), "st_size": (8, 4, 16, 8)}
SIZES = {"phdr": (32, 56), "shdr": (40, 64), "dyn": (8, 16), "sym": (16, 24)}


class Record:
    """Fields of one record at an offset; read and written as attributes."""

    def __init__(self, elf, table, off):
        self.__dict__.update(elf=elf, table=table, off=off)

    def _place(self, name):
        row = self.table[name]
        return (self.off + row[2], row[3]) if self.elf.wide else (self.off + row[0], row[1])

    def __getattr__(self, name):
        return self.elf.get(*self._place(name))

    def __setattr__(self, name, value):
        off, size = self._place(name)
        self.elf.put(off, size, value)


class Elf:
    def __init__(self, data):
        self.data = bytearray(data)
        self.wide = data[4] == 2
        self.order = "<" if data[5] == 1 else ">"
        self.header = Record(self, EHDR, 0)

    def get(self, off, size):
        return struct.unpack_from(self.order + {1: "B", 2: "H", 4: "I", 8: "Q"}[size], self.data, off)[0]

    def put(self, off, size, value):
        struct.pack_into(self.order + {1: "B", 2: "H", 4: "I", 8: "Q"}[size], self.data, off, value & (1 << 8 * size) - 1)

    def size(self, what):
        return SIZES[what][self.wide]

    @property
    def word(self):
        return 8 if self.wide else 4

    def phdrs(self, kind=None):
        all_of = [Record(self, PHDR, self.header.e_phoff + i * self.size("phdr")) for i in range(self.header.e_phnum)]
        return all_of if kind is None else [p for p in all_of if p.p_type == TYPES[kind]]

    def phdr(self, kind, nth=0):
        return self.phdrs(kind)[nth]

    def sections(self):
        return [Record(self, SHDR, self.header.e_shoff + i * self.size("shdr")) for i in range(self.header.e_shnum)]

    def section_name(self, section):
        names = self.sections()[self.header.e_shstrndx].sh_offset + section.sh_name
        return bytes(self.data[names:self.data.index(0, names)]).decode()

    def section(self, name):
        return next(s for s in self.sections() if self.section_name(s) == name)

    def index(self, name):
        return next(i for i, s in enumerate(self.sections()) if self.section_name(s) == name)

    def dyn(self, tag):
        """Where the value of the first entry with that tag lies."""
        p = self.phdr("DYNAMIC")
        for off in range(p.p_offset, p.p_offset + p.p_filesz, 2 * self.word):
            if self.get(off, self.word) == TAGS.get(tag, tag):
                return off + self.word
        raise KeyError(tag)

    def value(self, tag):
        return self.get(self.dyn(tag), self.word)

    def set_value(self, tag, value):
        self.put(self.dyn(tag), self.word, value)

    def set_tag(self, tag, new):
        self.put(self.dyn(tag) - self.word, self.word, TAGS.get(new, new))

    def at(self, address):
        """The file offset of an address."""
        p = next(p for p in self.phdrs("LOAD") if p.p_vaddr <= address < p.p_vaddr + p.p_filesz)
        return address - p.p_vaddr + p.p_offset

    def table(self, tag):
        return self.at(self.value(tag))

    def symbols(self, name):
        s = self.section(name)
        return [Record(self, SYM, off) for off in range(s.sh_offset, s.sh_offset + s.sh_size, self.size("sym"))]

    def symbol(self, table, name):
        strings = self.sections()[self.section(table).sh_link].sh_offset
        for y in self.symbols(table):
            at = strings + y.st_name
            if bytes(self.data[at:at + len(name) + 1]) == name.encode() + b"\0":
                return y
        raise KeyError(name)

    def swap(self, x, y):
        """Two records of one table change places."""
        n = self.size("phdr") if x.table is PHDR else self.size("shdr")
        a, b = bytes(self.data[x.off:x.off + n]), bytes(self.data[y.off:y.off + n])
        self.data[x.off:x.off + n], self.data[y.off:y.off + n] = b, a
