# SPDX-License-Identifier: Apache-2.0
"""Classes 6, 7, 8, 9, 14, 19 and 22, and files beyond the usual: laid out by linkers' options or by hand, then edited in one call and run."""
import os
import re
import struct

import edit_own
import elfspoil
import ways_course as course
import ways_kit as kit
import ways_look as look

GIB = 1 << 30
MORE = r"""
static int by_one(void) { return 11; }
static void *choose(void) { return by_one; }
int chosen(void) __attribute__((ifunc("choose")));
int (*pointers[3])(void) = {chosen, by_one, chosen};
void own_init(void) { puts("init"); }
void own_fini(void) { puts("fini"); }
__attribute__((constructor)) static void tell(void) { printf("ifunc %d %d %d\n", chosen(), pointers[0](), pointers[1]()); }
"""
NO_RESOLVERS = 'void own_init(void) { puts("init"); }\nvoid own_fini(void) { puts("fini"); }\n'
BIG_BSS = "char huge[256 << 20]; __attribute__((constructor)) static void fill(void) { huge[200 << 20] = 1; }\n"
PIE, FIXED = ["-pie", "-fPIE"], ["-no-pie", "-fno-pie"]


def edits(place):
    return [w for _, words in course.steps(place) for w in words]


def try_one(way, place, name, options, linker="bfd", text=None, change=None, may_refuse=None):
    """Builds one program, if the machine has that linker, changes its bytes by hand if asked, and edits it in one call; gives (original, edited) or None.
    may_refuse: what a refusal has to say, where one is as good."""
    if not way.machine.has(linker):
        return None
    if way.machine.name == "mips64el" and text is None:
        text = edit_own.PROGRAM + NO_RESOLVERS  # the machine has none
    path = way.build(f"bin/{name}", text or edit_own.PROGRAM + MORE, *options, "-Wl,--build-id,-rpath,$ORIGIN/../lib", linker=linker,
                     libraries=[way.path("lib/libown.so.1"), "-lm"])
    if change:
        e = kit.elf(path)
        change(e)
        kit.write(path, e.data)
    original, data, before = way.copy(path, f"original/{name}"), kit.read(path), way.run(path)
    if not way.check(before[0] == course.STATUS and "headers mine" in before[1], f"{name}: does not run as it is: {before}"):
        return None
    try:
        way.edit(path, *edits(place))
    except kit.Wrong as e:
        way.check(may_refuse and may_refuse in str(e) and kit.read(path) == data, f"{name}: {e}")
        return None
    way.same_run(path, before, name)
    look.laws(way, data, path, name)
    look.others(way, original, path, name)
    grown = os.path.getsize(path) - len(data)
    way.check(grown < 16384, f"{name}: grew by {grown} bytes")
    first, now = look.loads(elfspoil.Elf(data))[0], look.loads(kit.elf(path))[0]
    way.check(first.p_vaddr == now.p_vaddr, f"{name}: begins at {now.p_vaddr:#x} and not at {first.p_vaddr:#x}")
    return original, path


def segments_told(path):
    """(number of PT_LOADs, bytes of address space from the first to the last)."""
    e = kit.elf(path)
    return len(look.loads(e)), max(p.p_vaddr + p.p_memsz for p in look.loads(e)) - look.loads(e)[0].p_vaddr


def holes(way):
    """Class 6: neither zeros in memory nor addresses far apart become bytes of the file."""
    place = course.parts(way)
    for name, options, linker in (("pie", PIE, "bfd"), ("fixed", FIXED, "bfd"), ("lld", PIE, "lld"), ("far", [*FIXED, "-Wl,-Tdata=0x40000000"], "bfd")):
        if name == "far" and way.machine.name == "mips64el":
            continue  # as it is, it does not run
        try_one(way, place, "bss-" + name, options, linker, text=edit_own.PROGRAM + BIG_BSS)


def low_and_high(way):
    """Class 7: programs at the lowest address that Linux maps, and far up."""
    place = course.parts(way)
    for base in ("0x10000", "0x70000000"):
        try_one(way, place, f"bfd-{base}", [*FIXED, f"-Wl,-Ttext-segment={base}"])
        try_one(way, place, f"lld-{base}", [*FIXED, f"-Wl,--image-base={base}"], "lld")


def read_only_dynamic(way):
    """Class 8: a dynamic section in memory that is only read stays so, and nothing in it is for ld.so to write."""
    place = course.parts(way)
    for name, options in (("pie", PIE), ("fixed", FIXED)):
        pair = try_one(way, place, name, [*options, "-Wl,-z,rodynamic"], "lld")
        if pair is None:
            continue
        e = kit.elf(pair[1])
        flags = look.segment_of(e, e.phdr("DYNAMIC").p_vaddr).p_flags
        way.check(flags & 3 == 0, f"{name}: its dynamic section is in a segment with flags {flags}")
        way.check("(DEBUG)" not in kit.must(["readelf", "-dW", pair[1]]), f"{name}: has got DT_DEBUG")
        way.refuses(pair[1], "--add-debug-tag", because="not written to")


def init_and_fini(way):
    """Class 9: DT_INIT and DT_FINI that are no sections' beginnings stay what they are."""
    place = course.parts(way)
    for linker in way.machine.linkers:
        pair = try_one(way, place, linker, [*PIE, "-Wl,-init=own_init,-fini=own_fini"], linker)
        if pair is None:
            continue
        told = [re.findall(r"\((INIT|FINI)\) +(0x[0-9a-f]+)", kit.must(["readelf", "-dW", p])) for p in pair]
        way.check(len(told[0]) == 2 and told[0] == told[1], f"{linker}: {told[0]} become {told[1]}")
        ran = {"init", "fini"} & set(way.run(pair[0])[1].split("\n"))  # machines without old programs call neither (glibc, ELF_INITFINI)
        way.check(ran <= set(way.run(pair[1])[1].split("\n")) and (ran or way.machine.qemu), f"{linker}: they do not run")


def join_notes(e):
    """The first PT_NOTE tells of all notes to the last one's end, the others of their parts again."""
    notes = sorted((p for p in e.phdrs() if p.p_type == look.NOTE), key=lambda p: p.p_offset)
    size = notes[-1].p_offset + notes[-1].p_filesz - notes[0].p_offset
    notes[0].p_filesz = notes[0].p_memsz = size
    notes[0].p_align = 4


def split_notes(e):
    """The PT_NOTE of several notes tells of all but its first one, so that a section begins before its segment does."""
    note = max((p for p in e.phdrs() if p.p_type == look.NOTE), key=lambda p: p.p_filesz)
    size = 12 + (e.get(note.p_offset, 4) + 3 & ~3) + (e.get(note.p_offset + 4, 4) + 3 & ~3)
    for name in ("p_offset", "p_vaddr"):
        setattr(note, name, getattr(note, name) + size)
    for name in ("p_filesz", "p_memsz"):
        setattr(note, name, getattr(note, name) - size)


NOTES = 'asm(".pushsection .note.own, \\"a\\", %note\\n.p2align 2\\n.long 4, 4, 77\\n.asciz \\"own\\"\\n.long 5\\n.popsection");\n'


def notes_overlap(way):
    """Class 14: headers of notes that overlap each other or begin within a section; the notes are what they were."""
    place = course.parts(way)
    def notes(path):
        return [line.strip() for line in kit.must(["readelf", "-nW", path]).splitlines() if re.match(r"\s+(\S+\s+0x|Build ID|OS|Prop)", line)]
    for name, change in (("joined", join_notes), ("split", split_notes)):
        for linker in way.machine.linkers:
            if linker == "lld" and name == "joined":
                continue  # its notes have other things between them
            # Where a note that no header tells of is the first thing behind the program headers, it is in their way.
            refuse = "cannot be moved" if name == "split" and (linker == "lld" or way.machine.qemu) else None
            pair = try_one(way, place, f"{name}-{linker}", PIE, linker, text=edit_own.PROGRAM + NOTES, change=change, may_refuse=refuse)
            if pair:
                way.check(notes(pair[0]) == notes(pair[1]) != [], f"{name}, {linker}: {notes(pair[0])} become {notes(pair[1])}")


def huge_alignment(way):
    """Class 19: segments aligned to 2 MiB; what is added is not, and does not go 2 MiB away for it."""
    place = course.parts(way)
    for name, options, linker in (("pie", PIE, "bfd"), ("fixed", FIXED, "bfd"), ("lld", PIE, "lld")):
        pair = try_one(way, place, name, [*options, "-Wl,-z,max-page-size=0x200000"], linker)
        if pair is None:
            continue
        before, now = kit.elf(pair[0]), kit.elf(pair[1])
        old = {p.p_vaddr for p in look.loads(before)}
        fresh = [p.p_align for p in look.loads(now) if p.p_vaddr not in old]
        way.check(all(a <= 65536 for a in fresh), f"{name}: a new segment is aligned to {fresh}")
        way.check(segments_told(pair[1])[1] - segments_told(pair[0])[1] < 5 * look.LARGEST_PAGE[look.machine_of(now)], f"{name}: addresses {segments_told(pair[0])} become {segments_told(pair[1])}")


def based_libraries(way):
    """Class 22: a library that is linked for an address of its own, and one with what prelink leaves."""
    course.parts(way)
    path = course.program(way, "pie", "bfd")
    before = way.run(path)
    way.check(before[0] == course.STATUS, f"does not run as it is: {before}")
    library = way.path("lib/libown.so.1")
    for name, option, linker, tags in (("bfd", "-Ttext-segment=0x41000000", "bfd", ()), ("gold", "-Ttext=0x41001000", "gold", ()), ("lld", "--image-base=0x41000000", "lld", ()),
                                       ("prelinked", "-Ttext-segment=0x41000000", "bfd", ((0x6ffffdf5, 0x5f000000), (0x6ffffdf8, 0x1234)))):
        if not way.machine.has(linker):
            continue
        way.library("lib/libown.so.1", edit_own.LIBRARY, "-Wl," + option, versions=edit_own.VERSIONS, linker=linker)
        e = kit.elf(library)
        for tag, value in tags:
            spare = e.dyn("NULL") - e.word
            e.put(spare, e.word, tag)
            e.put(spare + e.word, e.word, value)
        kit.write(library, e.data)
        way.check(look.loads(e)[0].p_vaddr >= 0x40000000, f"{name}: is not linked for its own address")
        data, original = kit.read(library), way.copy(library, f"original/{name}.so")
        way.same_run(path, before, f"{name}, as it is")
        for words in (["--set-rpath", f"/{kit.LONG}"], ["--set-soname", "libown-with-a-longer-name-than-it-had.so.1"], ["--rename-symbol", "own_local=own_here"],
                      ["--rename-symbol", "own_here=own_local"], ["--set-flag", "nodelete"]):
            way.edit(library, *words)
            if words[1] != "own_local=own_here":
                way.same_run(path, before, f"{name}, {words[0]}")
            if words[0] == "--rename-symbol":  # relocations name symbols by their numbers
                data = kit.read(library)
            look.laws(way, data, library, f"{name}, {words[0]}")
        look.others(way, original, library, name)


def special_code(way):
    """Class 3: relative relocations in packed form, thread-local data, resolvers that run before all else; headers together with code."""
    place = course.parts(way)
    for name, options, linker in (("relr", [*PIE, "-Wl,-z,pack-relative-relocs,-z,now"], "bfd"), 
                                  ("relr-fixed", [*FIXED, "-Wl,-z,pack-relative-relocs"], "bfd"), ("together", [*PIE, "-Wl,-z,noseparate-code"], "bfd"),
                                  ("together-lld", [*FIXED, "-Wl,--no-rosegment"], "lld"), ("pages-lld", [*PIE, "-Wl,-z,separate-loadable-segments"], "lld"),
                                  ("norelro", [*FIXED, "-Wl,-z,norelro,-z,lazy"], "bfd"), ("norelro-lld", [*PIE, "-Wl,-z,norelro"], "lld"),
                                  ("gold", [*PIE, "-Wl,-z,now"], "gold"), ("exports", [*PIE, "-Wl,--export-dynamic,--hash-style=both"], "bfd")):
        try_one(way, place, name, options, linker)


def cut_sections(path):
    """Section headers away, as packers do: the file ends where the segments end."""
    e = kit.elf(path)
    end = max(p.p_offset + p.p_filesz for p in e.phdrs())
    for name in ("e_shoff", "e_shnum", "e_shstrndx"):
        setattr(e.header, name, 0)
    kit.write(path, e.data[:end])


def without_sections(way):
    """Class 20: files without section headers; every edit is the same, and there is nothing to guess by."""
    place = course.parts(way)
    cut_sections(way.path("lib/libown.so.1"))
    for linker in way.machine.linkers:
        for name in course.PLAIN[linker]:
            path = way.build(f"bin/{name}-{linker}", edit_own.PROGRAM, *course.OPTIONS[name], "-Wl,-rpath,$ORIGIN/../lib", linker=linker,
                             libraries=[way.library("whole/libown.so.1", edit_own.LIBRARY, versions=edit_own.VERSIONS), "-lm"])
            cut_sections(path)
            before, data = way.run(path), kit.read(path)
            way.check(before[0] == course.STATUS, f"{name}, {linker}: as it is {before}")
            for step, words in course.steps(place):
                status, out, err = way.call_edit(path, *words, "--in-place", "--quiet")
                if not way.check(status == 0, f"{name}, {linker}: {step} is refused: {err[-300:]}"):
                    break
                way.same_run(path, before, f"{name}, {linker}, {step}")
            was, now = elfspoil.Elf(data), kit.elf(path)
            way.check(not (look.unaligned(now) or look.disordered(now) or look.old_kernel_misses(now) or look.overlapping(now)), f"{name}, {linker}: laws")
            way.check(len(look.loads(now)) <= len(look.loads(was)) + 2, f"{name}, {linker}: {len(look.loads(now))} PT_LOADs")
    for words in (["--set-soname", "x" * 80], ["--set-rpath", "/y" * 80], ["--rename-symbol", "own_local=own_local_renamed"]):
        way.edit(way.path("lib/libown.so.1"), *words)
    way.edit(path, "--rename-symbol", "own_local=own_local_renamed")
    way.same_run(path, before, "with a library without sections")


def beyond_4_gib(way):
    """Class 4: section headers at 4.5 GiB of a file with holes; edits keep the holes, and what is new may lie behind them."""
    place = course.parts(way)
    free = os.statvfs(way.folder)
    if free.f_bavail * free.f_frsize < 6 * GIB:
        raise kit.Skip("the file system has no room")
    path = course.program(way, "pie", "bfd")
    e, before = kit.elf(path), way.run(path)
    table = e.data[e.header.e_shoff:e.header.e_shoff + e.header.e_shnum * 64]
    at = 4 * GIB + GIB // 2
    with open(path, "r+b") as f:
        f.write(struct.pack("<Q", at).join((bytes(e.data[:40]), bytes(e.data[48:64]))))
        f.seek(at)
        f.write(table)
    if os.stat(path).st_blocks * 512 > 64 << 20:
        raise kit.Skip("the file system keeps no holes")
    way.same_run(path, before, "with section headers at 4.5 GiB")
    for step, words in course.steps(place):
        way.edit(path, *words)
        way.same_run(path, before, step)
    stat = os.stat(path)
    way.check(at < stat.st_size < at + (1 << 20), f"the file has {stat.st_size} bytes")
    way.check(stat.st_blocks * 512 < 64 << 20, f"the holes are filled: {stat.st_blocks * 512} bytes")
    said = kit.call(["readelf", "-SlW", path])
    way.check(".dynstr" in said[1] and not said[2], f"readelf: {said[2][:300]}")


CASES = [(holes, (6,)), (low_and_high, (7,)), (read_only_dynamic, (8,)), (init_and_fini, (9,)), (notes_overlap, (14,)), (huge_alignment, (19,)),
         (based_libraries, (22,)), (special_code, (3,)), (without_sections, (20,)), (beyond_4_gib, (4,))]
HERE = (low_and_high, read_only_dynamic, beyond_4_gib)  # for addresses, loaders and a size that are this machine's
