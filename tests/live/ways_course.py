# SPDX-License-Identifier: Apache-2.0
"""Classes 1 to 7 on every machine and with every linker: each edit, one after the other, with a run and all laws behind it; then strips."""
import os

import edit_own
import ways_kit as kit
import ways_look as look

STATUS = 42
PLAIN = {"bfd": ("pie", "fixed", "sysv"), "gold": ("pie", "fixed"), "lld": ("pie", "fixed")}
OPTIONS = {"pie": ["-pie", "-fPIE"], "fixed": ["-no-pie", "-fno-pie"], "sysv": ["-pie", "-fPIE", "-Wl,--hash-style=sysv,-z,now"]}
ADDED = "libadded-by-an-edit.so.1"


def parts(way):
    """Builds the library, the added one and the loader's other name; gives the directory of what is added."""
    way.library("lib/libown.so.1", edit_own.LIBRARY, versions=edit_own.VERSIONS)
    place = os.path.dirname(way.path(f"{kit.LONG}/{ADDED}"))
    way.library(f"{kit.LONG}/{ADDED}", "int nobody_asks_for_it;", "-nostdlib")
    os.symlink(way.machine.root + way.machine.loader, os.path.join(place, "ld.so"))
    return place


def program(way, name, linker):
    return way.build(f"bin/{name}-{linker}", edit_own.PROGRAM, *OPTIONS[name], "-Wl,--build-id,--enable-new-dtags,-rpath,$ORIGIN/../lib",
                     linker=linker, libraries=[way.path("lib/libown.so.1"), "-lm"])


def steps(place):
    return [("rpath", ["--set-rpath", f"$ORIGIN/../lib:{place}"]), ("needed", ["--add-needed", ADDED]),
            ("interpreter", ["--set-interpreter", f"{place}/ld.so"]),
            ("flags and soname", ["--set-soname", "a-soname-of-a-program.so.7", "--set-flag", "nodelete", "--bind-now"])]


def strips(way):
    out = {"strip": [way.machine.triple + "-strip", "-o", "OUT", "IN"], "objcopy": [way.machine.triple + "-objcopy", "IN", "OUT"],
           "llvm-strip": ["llvm-strip", "-o", "OUT", "IN"], "eu-strip": ["eu-strip", "-o", "OUT", "IN"]}
    if way.machine.name == "mips64el":
        del out["eu-strip"]  # elfutils 0.188 has no back end for it and refuses the original too
    return out


def strip_all(way, path, original, before):
    """Class 1: what each of them makes of the edited file runs, if what it makes of the original does."""
    for tool, words in strips(way).items():
        results = []
        for source in (path, original):
            out = source + ".stripped"
            status, said, err = kit.call([{"IN": source, "OUT": out}.get(w, w) for w in words])
            if status == 0:
                os.chmod(out, 0o755)
            results.append((status, (said + err).replace(source, "FILE").replace(out, "OUT"), way.run(out) if status == 0 else None))
            if results[0] == (0, "", before):
                break
        if len(results) == 2 and results[1] != (0, "", before):
            continue
        way.check(len(results) == 1, f"class 1: {tool}: {results[0]}")


def course(way, name, linker, place):
    path = program(way, name, linker)
    original, data = way.copy(path, f"original/{name}-{linker}"), kit.read(path)
    before = way.run(path)
    if not way.check(before[0] == STATUS and "headers mine" in before[1], f"{name}, {linker}: does not run as it is: {before}"):
        return
    for step, words in steps(place):
        way.edit(path, *words)
        way.same_run(path, before, f"{name}, {linker}: after {step}")
        look.laws(way, data, path, f"{name}, {linker}, after {step}")
    look.others(way, original, path, f"{name}, {linker}")
    if way.machine.name == "aarch64":
        way.same_run(path, before, f"class 2: {name}, with pages of 64 KiB", options=["-p", "65536"])
    grown = os.path.getsize(path) - len(data)
    way.check(grown < 16384, f"class 6: {name}, {linker}: grew by {grown} bytes")
    way.check(min(p.p_vaddr for p in look.loads(kit.elf(path))) == min(p.p_vaddr for p in look.loads(kit.elf(original))),
              f"class 7: {name}, {linker}: its lowest address has changed")
    kept = kit.read(path)
    for _, words in steps(place):
        way.edit(path, *words)
    way.check(kit.read(path) == kept, f"class 21: {name}, {linker}: the same edits once more change bytes")
    strip_all(way, path, original, before)


def library_course(way, place):
    """The same of the library: the program runs with it, and finds it by a new name."""
    path = program(way, "pie", "bfd")
    library = way.path("lib/libown.so.1")
    original, data, before = way.copy(library, "original/libown.so.1"), kit.read(library), way.run(path)
    for step, words in (("rpath", ["--set-rpath", place + ":$ORIGIN"]), ("needed", ["--add-needed", ADDED]),
                        ("soname", ["--set-soname", "libown-with-a-much-longer-name-than-before.so.1"])):
        way.edit(library, *words)
        way.same_run(path, before, f"library after {step}")
        look.laws(way, data, library, f"library, after {step}")
    look.others(way, original, library, "library")
    os.symlink("libown.so.1", way.path("lib/libown-with-a-much-longer-name-than-before.so.1"))
    way.edit(path, "--replace-needed", "libown.so.1=libown-with-a-much-longer-name-than-before.so.1")
    way.same_run(path, before, "library under another name, with its versions")
    for tool, words in strips(way).items():
        kept = way.copy(library, "lib/kept")
        status, _, err = kit.call([{"IN": kept, "OUT": library}.get(w, w) for w in words])
        if way.check(status == 0, f"class 1: {tool} of the library: {err}"):
            way.same_run(path, before, f"class 1: library after {tool}")
        os.replace(kept, library)


def every_edit(way):
    """Classes 1, 2, 3, 4, 5, 6, 7, 21, 25, 26, 27 on one machine."""
    place = parts(way)
    for linker in way.machine.linkers:
        for name in PLAIN[linker] if not way.machine.qemu else ("pie", "fixed"):
            try:
                course(way, name, linker, place)
            except kit.Wrong as e:
                way.check(False, f"{name}, {linker}: {e}")
    library_course(way, place)


CASES = [(every_edit, (1, 2, 3, 4, 5, 6, 7, 21, 25, 26, 27))]
EVERYWHERE = (every_edit,)
