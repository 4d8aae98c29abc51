# SPDX-License-Identifier: Apache-2.0
"""Laws that hold for an ELF file after every edit, each with the class of ruin that it stands against. Read by Python's struct alone."""
import elfspoil
import ways_kit as kit

LOAD, DYNAMIC, INTERP, NOTE, PHDR, STACK = 1, 2, 3, 4, 6, 0x6474e551
TYPE_NOBITS, ALLOC = 8, 2
MAY_MOVE = {".interp", ".dynamic", ".dynstr", ".dynsym", ".hash", ".gnu.hash", ".gnu.version", ".gnu.version_r", ".gnu.version_d",
            ".MIPS.xhash", ".MIPS.abiflags", ".reginfo", ".MIPS.options"}
LARGEST_PAGE = {62: 4096, 3: 4096, 183: 65536, 40: 65536, 21: 65536, 243: 4096, 22: 4096, 8: 65536}


def loads(e):
    return e.phdrs("LOAD")


def machine_of(e):
    return e.get(18, 2)


def unaligned(e):
    """Class 2: PT_LOADs whose place in the file and address differ by other than whole pages."""
    page = LARGEST_PAGE[machine_of(e)]
    least = max(2, min(page, min((p.p_align for p in loads(e)), default=page)))
    return [hex(p.p_vaddr) for p in loads(e) if p.p_align < 2 or p.p_offset % p.p_align != p.p_vaddr % p.p_align or p.p_align % least]


def shifted(before, after):
    """Class 3: sections of the program that have another place, or other bytes where nobody asked for them."""
    out = []
    now = {after.section_name(s): s for s in after.sections()}
    for s in before.sections():
        name = before.section_name(s)
        if not s.sh_flags & ALLOC or name in MAY_MOVE or s.sh_type == 7 or not name or not s.sh_size:
            continue
        t = now.get(name)
        if t is None or (t.sh_addr, t.sh_offset, t.sh_size) != (s.sh_addr, s.sh_offset, s.sh_size):
            out.append(name)
        elif s.sh_type != TYPE_NOBITS:
            at = slice(s.sh_offset, s.sh_offset + s.sh_size)
            if before.data[at] != after.data[at] and not name.startswith((".data.rel.ro", ".got", ".rld_map")):
                out.append(name + " (bytes)")
    return out


def table(e):
    return e.header.e_phoff, e.header.e_phoff + e.header.e_phnum * e.size("phdr")


def clobbered(e):
    """Class 4: what lies where the program headers are."""
    from_, to = table(e)
    return [e.section_name(s) for s in e.sections() if s.sh_type not in (0, TYPE_NOBITS) and s.sh_size and s.sh_offset < to and
            s.sh_offset + s.sh_size > from_]


def old_kernel_misses(e):
    """Class 5: AT_PHDR of a kernel before 5.18 and of QEMU is that of the first PT_LOAD plus e_phoff; the page is dumped."""
    headers = [p for p in e.phdrs() if p.p_type == PHDR]
    first = loads(e)[0]
    if not headers:
        return []
    wrong = []
    if headers[0].p_vaddr != first.p_vaddr - first.p_offset + e.header.e_phoff:
        wrong.append("AT_PHDR of old kernels")
    if headers[0].p_offset != e.header.e_phoff or headers[0].p_filesz != e.header.e_phnum * e.size("phdr"):
        wrong.append("PT_PHDR is not the table")
    if not first.p_offset <= e.header.e_phoff < table(e)[1] <= first.p_offset + first.p_filesz:
        wrong.append("the table is not mapped by the first PT_LOAD")
    if table(e)[1] > 4096:
        wrong.append("the table leaves the first page")
    return wrong


def disordered(e):
    """Class 26: PT_PHDR and PT_INTERP before PT_LOADs, and those by address; none twice."""
    kinds = [p.p_type for p in e.phdrs()]
    wrong = [f"{name} behind a PT_LOAD" for kind, name in ((PHDR, "PT_PHDR"), (INTERP, "PT_INTERP"))
             if kind in kinds and kinds.index(kind) > kinds.index(LOAD)]
    wrong += [f"{kind:#x} twice" for kind in (PHDR, INTERP, DYNAMIC, STACK, 7) if kinds.count(kind) > 1]
    at = [p.p_vaddr for p in loads(e)]
    return wrong + (["PT_LOADs not by address"] if at != sorted(at) else [])


def overlapping(e):
    spans = sorted((p.p_vaddr, p.p_vaddr + p.p_memsz) for p in loads(e))
    return [hex(b[0]) for a, b in zip(spans, spans[1:]) if b[0] < a[1]]


def writable_code(e):
    """Class 8."""
    return [hex(p.p_vaddr) for p in loads(e) if p.p_flags & 3 == 3]


def build_id_gone(before, after):
    """Class 15: the note in the first page, where core dumps keep it."""
    def at(e):
        found = [s for s in e.sections() if e.section_name(s) == ".note.gnu.build-id"]
        return (found[0].sh_offset + found[0].sh_size, bytes(e.data[found[0].sh_offset:found[0].sh_offset + found[0].sh_size])) if found else None
    was, now = at(before), at(after)
    if was is None or was[0] > 4096:
        return []
    return [] if now is not None and now[0] <= 4096 and now[1] == was[1] else ["build-id left the first page"]


def segment_of(e, address):
    return next((p for p in loads(e) if p.p_vaddr <= address < p.p_vaddr + p.p_memsz), None)


def tags_astray(e):
    """Class 10: tables that tags tell of and sections hold have one place, and bytes in one PT_LOAD."""
    names = {"HASH": ".hash", "GNU_HASH": ".gnu.hash", "STRTAB": ".dynstr", "SYMTAB": ".dynsym", "VERSYM": ".gnu.version",
             "VERDEF": ".gnu.version_d", "VERNEED": ".gnu.version_r"}
    sections = {e.section_name(s): s for s in e.sections()}
    wrong = []
    for tag, name in names.items():
        try:
            value = e.value(tag)
        except KeyError:
            continue
        s = sections.get(name)
        if s is None or s.sh_addr != value or e.at(value) != s.sh_offset:
            wrong.append(f"DT_{tag} {value:#x} and {name}")
    return wrong


def astray_symbols(e):
    """Classes 13 and 25: _DYNAMIC is where PT_DYNAMIC is; section symbols where their sections are."""
    wrong = []
    if not any(e.section_name(s) == ".symtab" for s in e.sections()):
        return wrong
    sections = e.sections()
    try:
        if e.symbol(".symtab", "_DYNAMIC").st_value != e.phdr("DYNAMIC").p_vaddr:
            wrong.append("_DYNAMIC")
    except KeyError:
        pass
    for y in e.symbols(".symtab"):
        if y.st_info & 15 == 3 and 0 < y.st_shndx < len(sections) and y.st_value != sections[y.st_shndx].sh_addr:
            wrong.append("symbol of " + e.section_name(sections[y.st_shndx]))
    return wrong


LAWS = [(2, "alignment", lambda b, a: unaligned(a)), (3, "moved", shifted), (4, "clobbered", lambda b, a: clobbered(a)),
        (5, "old kernels", lambda b, a: old_kernel_misses(a)), (7, "overlap", lambda b, a: overlapping(a)),
        (8, "writable code", lambda b, a: writable_code(a)), (10, "tags", lambda b, a: tags_astray(a)),
        (13, "symbols", lambda b, a: astray_symbols(a)), (15, "build-id", build_id_gone), (26, "order", lambda b, a: disordered(a))]


def laws(way, before, path, words):
    """Every law of one edited file; what the file did wrong before is its own. before: its bytes then."""
    was, now = elfspoil.Elf(before), kit.elf(path)
    for number, name, law in LAWS:
        old = law(was, was)
        new = [w for w in law(was, now) if w not in old]
        way.check(not new, f"{words}: class {number}, {name}: {', '.join(new[:6])}")


def others(way, original, path, words):
    """Classes 25 and 27: readelf and eu-elflint have nothing to say that they did not say of the original."""
    for tool, ask in (("readelf", kit.readelf_complaints), ("eu-elflint", kit.elflint)):
        new = ask(path) - ask(original)
        way.check(not new, f"{words}: {tool}: {'; '.join(sorted(new))[:300]}")


def flags_of(path, name):
    """The flags column of a program header as readelf shows them, or None."""
    for line in kit.must(["readelf", "-lW", path]).splitlines():
        row = line.split()
        if row and row[0] == name:
            return "".join(row[6:-1])
    return None
