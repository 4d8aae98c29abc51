# SPDX-License-Identifier: Apache-2.0
"""Ways to spoil an ELF file: (file, what is done, how, the rule that must tell it, whether the real loader refuses it)."""
from elfspoil import TAGS


def load_grows(e, nth, by):
    e.phdr("LOAD", nth).p_memsz += by


def field(kind, nth, name, change):
    def spoil(e):
        p = e.phdr(kind, nth)
        setattr(p, name, change(getattr(p, name)))
    return spoil


def section(of, name, change):
    def spoil(e):
        s = e.section(of)
        setattr(s, name, change(getattr(s, name)))
    return spoil


def tag(name, change):
    return lambda e: e.set_value(name, change(e.value(name)))


def header(name, change):
    return lambda e: setattr(e.header, name, change(getattr(e.header, name)))


def poke(name, off, size, change):
    """A number in the table that a tag names."""
    def spoil(e):
        at = e.table(name) + off
        e.put(at, size, change(e.get(at, size)))
    return spoil


def symbol(table, name, member, change):
    def spoil(e):
        y = e.symbol(table, name)
        setattr(y, member, change(getattr(y, member)))
    return spoil


def swap_loads(e):
    e.swap(e.phdr("LOAD", 0), e.phdr("LOAD", 1))


def phdr_last(e):
    e.swap(e.phdr("PHDR"), e.phdr("LOAD", 0))


def second_interp(e):
    e.phdr("STACK").p_type = 3


def table_to_end(e, more=0):
    """As tools do that have no room: the program headers go to the file's end, and nothing maps them."""
    old, n = e.header.e_phoff, e.header.e_phnum * e.size("phdr")
    at = (len(e.data) + 15 & ~15) + more
    e.data += bytes(at - len(e.data)) + e.data[old:old + n]
    e.header.e_phoff = at


def table_in_new_load(e):
    """The same with a PT_LOAD of its own, far above: what kernels before 5.18 miss."""
    old, n = e.header.e_phoff, e.header.e_phnum * e.size("phdr")
    at = len(e.data) + 0xfff & ~0xfff
    top = max(p.p_vaddr + p.p_memsz for p in e.phdrs("LOAD"))
    addr = (top + 0x3fff & ~0xfff) + 0x10000
    e.data += bytes(at - len(e.data)) + e.data[old:old + n]
    e.header.e_phoff = at
    stack = e.phdr("STACK")
    for name, v in (("p_type", 1), ("p_flags", 4), ("p_offset", at), ("p_vaddr", addr), ("p_filesz", n), ("p_memsz", n), ("p_align", 0x1000)):
        setattr(stack, name, v)
    phdr = e.phdr("PHDR")
    phdr.p_offset, phdr.p_vaddr = at, addr


def stale_phdr(e):
    table_in_new_load(e)
    e.phdr("PHDR").p_offset = 64


def no_loads(e):
    for p in e.phdrs("LOAD"):
        p.p_type = 0x70


def freebsd(e):
    table_in_new_load(e)
    e.data[7] = 9


def bss_over_next(e):
    """The zeros of one segment reach into the page of the next."""
    loads = e.phdrs("LOAD")
    loads[2].p_memsz = loads[3].p_vaddr - loads[2].p_vaddr
    loads[2].p_filesz -= 8


def other_bytes_in_page(e):
    loads = e.phdrs("LOAD")
    loads[2].p_memsz = loads[2].p_filesz = loads[3].p_vaddr - 8 - loads[2].p_vaddr


def needed_renamed(e):
    """As remove-needed did: the entry goes, its versions stay."""
    e.set_tag("NEEDED", 0x6ffffef0)


def versym_wild(e):
    e.put(e.table("VERSYM") + 2 * 2, 2, 77)


def verdef_stale(e):
    """Corruption class 10: the table has moved, its tag has not."""
    e.set_value("VERDEF", e.value("VERDEF") + 0x20)


def zeros_read_only(e):
    next(p for p in e.phdrs("LOAD") if p.p_memsz > p.p_filesz).p_flags = 4


def no_nul(e):
    size = e.value("STRSZ")
    e.data[e.table("STRTAB") + size - 1] = 0x41


def interp_open(e):
    p = e.phdr("INTERP")
    e.data[p.p_offset + p.p_filesz - 1] = 0x41


def dynamic_read_only(e):
    addr = e.phdr("DYNAMIC").p_vaddr
    for p in e.phdrs("LOAD"):
        if p.p_vaddr <= addr < p.p_vaddr + p.p_memsz:
            p.p_flags = 4


def build_id_moves(e):
    note = e.section(".note.gnu.build-id")
    p = next(p for p in e.phdrs("NOTE") if p.p_offset <= note.sh_offset < p.p_offset + p.p_filesz)
    data, at = e.data[note.sh_offset:note.sh_offset + note.sh_size], len(e.data) + 0xfff & ~0xfff
    e.data += bytes(at - len(e.data)) + data
    p.p_offset = p.p_vaddr = at
    p.p_filesz = p.p_memsz = len(data)


def note_long(e):
    e.put(e.phdr("NOTE").p_offset + 4, 4, 0x1000)


def gnu_hash_cell(e):
    at = e.table("GNU_HASH")
    buckets, bloom = e.get(at, 4), e.get(at + 8, 4)
    cell = at + 16 + bloom * e.word + 4 * buckets
    e.put(cell, 4, e.get(cell, 4) ^ 0x100)


def gnu_hash_filter(e):
    at = e.table("GNU_HASH")
    for i in range(e.get(at + 8, 4)):
        e.put(at + 16 + i * e.word, e.word, 0)


def gnu_hash_bucket(e):
    at = e.table("GNU_HASH")
    buckets, bloom = e.get(at, 4), e.get(at + 8, 4)
    for i in range(buckets):
        cell = at + 16 + bloom * e.word + 4 * i
        if e.get(cell, 4):
            e.put(cell, 4, e.get(cell, 4) + 1)
            return


def hash_loop(e):
    at = e.table("HASH")
    buckets = e.get(at, 4)
    for i in range(buckets):
        first = e.get(at + 8 + 4 * i, 4)
        if first:
            e.put(at + 8 + 4 * buckets + 4 * first, 4, first)
            return


def hash_empty(e):
    at = e.table("HASH")
    for i in range(e.get(at, 4)):
        e.put(at + 8 + 4 * i, 4, 0)


def rename_dynamic_symbol(e):
    """Its letters change and the hash tables do not."""
    y = e.symbol(".dynsym", "three")
    e.data[e.table("STRTAB") + y.st_name] ^= 1


def names_gone(e):
    e.header.e_shstrndx = 0


def overlay_sections(e):
    e.section(".comment").sh_offset -= 4 if e.section(".comment").sh_offset > 4 else 0
    e.section(".debug_info").sh_offset = e.section(".debug_abbrev").sh_offset


def dynamic_section_stale(e):
    s = e.section(".dynamic")
    s.sh_addr += 0x10
    s.sh_offset += 0x10
    s.sh_size -= 0x10


def no_end(e):
    p = e.phdr("DYNAMIC")
    off = e.dyn("NULL") - e.word
    while off + 2 * e.word <= p.p_offset + p.p_filesz:
        e.put(off, e.word, TAGS["DEBUG"])
        off += 2 * e.word


def second_strtab(e):
    e.set_tag("PLTGOT", "STRTAB")


def wild_link(e):
    e.section(".dynsym").sh_link = 999


LIBRARY, PIE, FIXED = "libsound.so", "pie", "fixed"
FAILS, RUNS = True, None  # RUNS: nothing is said of it

VARIANTS = [
    (PIE, "a wrong offset", field("LOAD", 1, "p_offset", lambda v: v + 8), "load-congruence", FAILS),
    (LIBRARY, "an alignment that is no power of two", field("LOAD", 1, "p_align", lambda v: 0x1800), "load-align", RUNS),
    (LIBRARY, "an alignment below a page", field("LOAD", 1, "p_align", lambda v: 16), "load-page", RUNS),
    (PIE, "more bytes in the file than in memory", field("LOAD", 0, "p_memsz", lambda v: v - 64), "load-sizes", RUNS),
    (PIE, "a segment past the end", field("LOAD", 3, "p_filesz", lambda v: v + 0x100000), "load-sizes", RUNS),
    (PIE, "a segment past the end", lambda e: e.data.__delitem__(slice(e.phdr("LOAD", 3).p_offset + 16, None)), "load-file", FAILS),
    (PIE, "segments in another order", swap_loads, "load-order", RUNS),
    (PIE, "segments that overlap", lambda e: load_grows(e, 0, 0x1000), "load-overlap", RUNS),
    (PIE, "zeros in the page of the next", bss_over_next, "load-shared-page", RUNS),
    (PIE, "a page with other bytes", other_bytes_in_page, "load-shared-page", RUNS),
    (PIE, "writable code", field("LOAD", 1, "p_flags", lambda v: 7), "load-writable-code", RUNS),
    (PIE, "an address that wraps", field("LOAD", 3, "p_memsz", lambda v: 2**64 - 0x2000), "load-wraps", FAILS),
    (PIE, "zeros that cannot be written", field("LOAD", 3, "p_flags", lambda v: 4), "load-zeros-read-only", FAILS),
    (PIE, "no code at the entry", header("e_entry", lambda v: 0x3e00), "entry", FAILS),
    (PIE, "a table behind the end", table_to_end, "phdr-loaded", RUNS),
    (PIE, "a table in a segment of its own", table_in_new_load, "phdr-base", RUNS),
    (PIE, "PT_PHDR that stayed behind", stale_phdr, "phdr-self", RUNS),
    (PIE, "PT_PHDR with another address", field("PHDR", 0, "p_vaddr", lambda v: v + 0x1000), "phdr-self", FAILS),
    (PIE, "PT_PHDR behind PT_LOAD", phdr_last, "phdr-first", RUNS),
    (PIE, "two PT_INTERP", second_interp, "phdr-once", RUNS),
    (PIE, "PT_INTERP without an end", interp_open, "interp-string", FAILS),
    (PIE, "PT_INTERP where nothing is mapped", field("INTERP", 0, "p_vaddr", lambda v: v + 0x100000), "interp-loaded", RUNS),
    (LIBRARY, "PT_DYNAMIC elsewhere", field("DYNAMIC", 0, "p_offset", lambda v: v + 16), "dynamic-loaded", RUNS),
    (LIBRARY, "a dynamic section that is read-only", dynamic_read_only, "dynamic-read-only", RUNS),
    (LIBRARY, "a dynamic section without an end", no_end, "damage", RUNS),
    (LIBRARY, "TLS in no segment", field("TLS", 0, "p_vaddr", lambda v: v + 0x1000000), "segment-loaded", RUNS),
    (LIBRARY, "unwind tables in no segment", field("EH_FRAME", 0, "p_offset", lambda v: v + 8), "segment-loaded", RUNS),
    (LIBRARY, "relro over code", field("RELRO", 0, "p_vaddr", lambda v: 0x1000), "segment-loaded", RUNS),
    (LIBRARY, "a note that does not end", note_long, "note-parse", RUNS),
    (LIBRARY, "the build id at the end", build_id_moves, "build-id-beyond-first-page", RUNS),
    (LIBRARY, "a note in the program headers", field("NOTE", 0, "p_offset", lambda v: 0x80), "loader-overlap", RUNS),
    (LIBRARY, "properties elsewhere", field("PROPERTY", 0, "p_filesz", lambda v: v - 8), "property", RUNS),
    (LIBRARY, "DT_VERDEF that stayed behind", verdef_stale, "verdef-chain", FAILS),
    (LIBRARY, "DT_INIT in data", tag("INIT", lambda v: 0x10), "tag-code", FAILS),
    (LIBRARY, "DT_FINI nowhere", tag("FINI", lambda v: 0x7000000), "tag-address", FAILS),
    (LIBRARY, "DT_RELA that is too long", tag("RELASZ", lambda v: 24 * 100000), "tag-range", FAILS),
    (LIBRARY, "a relocation for a symbol that is not there", poke("JMPREL", 12, 4, lambda v: 5000), "relocation", FAILS),
    (LIBRARY, "a relocation for no address", poke("JMPREL", 0, 8, lambda v: v + 0x1000000), "relocation", RUNS),
    (LIBRARY, "DT_RELASZ of half a record", tag("RELASZ", lambda v: v - 4), "tag-entsize", RUNS),
    (LIBRARY, "DT_SYMENT of another class", tag("SYMENT", lambda v: 16), "tag-entsize", RUNS),
    (LIBRARY, "DT_NEEDED behind the strings", tag("NEEDED", lambda v: 0x10000), "tag-string", FAILS),
    (LIBRARY, "strings without an end", no_nul, "tag-string", RUNS),
    (LIBRARY, "DT_STRSZ that is too small", tag("STRSZ", lambda v: v - 40), "tag-string", RUNS),
    (LIBRARY, "two DT_STRTAB", second_strtab, "tag-once", FAILS),
    (LIBRARY, "DT_INIT_ARRAY without its size", lambda e: e.set_tag("INIT_ARRAYSZ", 0x6ffffef0), "tag-pair", RUNS),
    (LIBRARY, "versions of a library that nobody needs", needed_renamed, "verneed-file", FAILS),
    (LIBRARY, "another number of needed files", tag("VERNEEDNUM", lambda v: v + 1), "verneed-chain", RUNS),
    (LIBRARY, "a link of needed versions", poke("VERNEED", 12, 4, lambda v: v + 0x200000), "verneed-chain", RUNS),
    (LIBRARY, "another number of defined versions", tag("VERDEFNUM", lambda v: v - 1), "verdef-chain", RUNS),
    (LIBRARY, "another hash of a version", poke("VERDEF", 20 + 8 + 8, 4, lambda v: v ^ 1), "version-hash", RUNS),
    (LIBRARY, "a version index twice", poke("VERDEF", 28 + 4, 2, lambda v: 1), "version-index", RUNS),
    (LIBRARY, "an index without a version", versym_wild, "versym", RUNS),
    (LIBRARY, "another hash of a symbol", gnu_hash_cell, "gnu-hash-table", RUNS),
    (LIBRARY, "an empty filter", gnu_hash_filter, "gnu-hash-table", FAILS),
    (LIBRARY, "a bucket with another symbol", gnu_hash_bucket, "gnu-hash-table", RUNS),
    (LIBRARY, "no buckets", poke("GNU_HASH", 0, 4, lambda v: 0), "gnu-hash-table", RUNS),
    (LIBRARY, "a chain that goes round", hash_loop, "hash-table", RUNS),
    (LIBRARY, "an empty hash table", hash_empty, "hash-table", RUNS),
    (LIBRARY, "a symbol with other letters", rename_dynamic_symbol, "hash-table", FAILS),
    (LIBRARY, "fewer symbols in the hash table", poke("HASH", 4, 4, lambda v: v - 1), "symbol-count", RUNS),
    (LIBRARY, "more symbols in the hash table than there is room for", poke("HASH", 4, 4, lambda v: v + 100000), "symbol-count", RUNS),
    (LIBRARY, "a symbol's name behind the strings", symbol(".dynsym", "three", "st_name", lambda v: 0x10000), "symbol-name", FAILS),
    (LIBRARY, "a symbol in no segment", symbol(".dynsym", "three", "st_value", lambda v: v + 0x1000000), "symbol-place", FAILS),
    (PIE, "section headers past the end", header("e_shoff", lambda v: v + 0x10000000), "section-table", RUNS),
    (PIE, "no names of sections", names_gone, "section-table", RUNS),
    (PIE, "a name behind the names", section(".text", "sh_name", lambda v: 0x10000), "section-name", RUNS),
    (PIE, "a section past the end", section(".comment", "sh_size", lambda v: 0x10000000), "section-file", RUNS),
    (PIE, "a crooked section", section(".rodata", "sh_addr", lambda v: v + 1), "section-align", RUNS),
    (PIE, "an alignment of a section that is no power of two", section(".rodata", "sh_addralign", lambda v: 6), "section-align", RUNS),
    (PIE, "a section in no segment", section(".dynstr", "sh_addr", lambda v: v + 0x1000000), "section-load", RUNS),
    (PIE, "a section at another offset", section(".dynstr", "sh_offset", lambda v: v + 0x100), "section-load", RUNS),
    (PIE, "a writable section in code", section(".text", "sh_flags", lambda v: v | 1), "section-flags", RUNS),
    (PIE, "a writable segment for no section", field("LOAD", 2, "p_flags", lambda v: 6), "load-flags", RUNS),
    (PIE, "sections in another order", lambda e: e.swap(e.section(".rodata"), e.section(".eh_frame")), "section-order", RUNS),
    (PIE, "sections over each other in memory", section(".rodata", "sh_size", lambda v: v + 0x40), "section-memory-overlap", RUNS),
    (PIE, "sections over each other in the file", overlay_sections, "section-file-overlap", RUNS),
    (PIE, "a section over the headers", section(".comment", "sh_offset", lambda v: 0x80), "section-file-overlap", RUNS),
    (LIBRARY, "symbols without strings", wild_link, "section-link", RUNS),
    (LIBRARY, "version indices of other symbols", section(".gnu.version", "sh_link", lambda v: v + 1), "section-link", RUNS),
    (LIBRARY, "local symbols among the others", section(".dynsym", "sh_info", lambda v: v + 3), "section-link", RUNS),
    (LIBRARY, "symbols of another size", section(".dynsym", "sh_entsize", lambda v: v + 8), "section-entsize", RUNS),
    (LIBRARY, "DT_STRSZ that is larger than its section", tag("STRSZ", lambda v: v + 1), "section-tag", RUNS),
    (LIBRARY, "a dynamic section that is not allocated", section(".dynamic", "sh_flags", lambda v: v & ~2), "section-segment", RUNS),
    (LIBRARY, "a section of a hash table that has no bytes", section(".gnu.hash", "sh_size", lambda v: 0), "section-tag", RUNS),
    (LIBRARY, "a section of version needs with another number", section(".gnu.version_r", "sh_info", lambda v: v + 1), "section-tag", RUNS),
    (LIBRARY, ".dynamic elsewhere", dynamic_section_stale, "section-segment", RUNS),
    (LIBRARY, "notes that are in no segment", field("NOTE", 1, "p_filesz", lambda v: v - 4), "section-segment", RUNS),
    (PIE, "a symbol of no section", symbol(".symtab", "main", "st_shndx", lambda v: 0x300), "symtab-section", RUNS),
    (PIE, "a symbol outside its section", symbol(".symtab", "main", "st_value", lambda v: 0x10), "symtab-value", RUNS),
    (PIE, "_DYNAMIC that stayed behind", symbol(".symtab", "_DYNAMIC", "st_value", lambda v: v + 8), "symtab-mark", RUNS),
    (PIE, "no segment to load", no_loads, "load-none", FAILS),
    (PIE, "a table in the file header", header("e_phoff", lambda v: 32), "phdr-overlap", FAILS),
    (PIE, "a FreeBSD program with its table at the end", freebsd, "phdr-first-page", RUNS),
    (LIBRARY, "relro that was never writable", dynamic_read_only, "relro-writable", RUNS),
    ("mips", "DT_MIPS_RLD_MAP_REL of another entry", lambda e: e.set_value(0x70000035, e.value(0x70000035) - 8), "mips-rld-map", RUNS),
    ("mips", "a section of strings elsewhere", section(".dynstr", "sh_addr", lambda v: v + 16), "section-tag", RUNS),
    ("mips", "another number of symbols", lambda e: e.set_value(0x70000011, e.value(0x70000011) + 1), "symbol-count", RUNS),
    ("lld/relr", "packed relocations that begin with a bitmap", lambda e: e.put(e.at(e.value(36)), 8, 0x101), "relr", RUNS),
    ("lld/relr", "packed relocations elsewhere", lambda e: e.set_value(36, e.value("GNU_HASH")), "relr", FAILS),
    (LIBRARY, "crooked relocations", tag("RELA", lambda v: v + 4), "tag-align", RUNS),
    (PIE, "a crooked table", lambda e: table_to_end(e, 2), "phdr-align", RUNS),
    (FIXED, "a program with a table in a segment of its own", table_in_new_load, "phdr-base", RUNS),
    ("libpowerpc.so", "a wrong offset", field("LOAD", 1, "p_offset", lambda v: v + 8), "load-congruence", RUNS),
    ("libpowerpc.so", "zeros that cannot be written", zeros_read_only, "load-zeros-read-only", RUNS),
    ("libpowerpc.so", "DT_SONAME behind the strings", tag("SONAME", lambda v: 0x10000), "tag-string", RUNS),
    ("libpowerpc.so", "DT_SYMTAB nowhere", tag("SYMTAB", lambda v: 0x7000000), "tag-address", RUNS),
    ("libpowerpc.so", "an empty filter", gnu_hash_filter, "gnu-hash-table", RUNS),
    ("libpowerpc.so", "a chain that goes round", hash_loop, "hash-table", RUNS),
    ("libpowerpc.so", "a symbol in no segment", symbol(".dynsym", "near", "st_value", lambda v: v + 0x1000000), "symbol-place", RUNS),
    ("libpowerpc.so", "a section at another offset", section(".dynstr", "sh_offset", lambda v: v + 0x100), "section-load", RUNS),
    ("libpowerpc.so", "a note that does not end", note_long, "note-parse", RUNS),
]
