# SPDX-License-Identifier: Apache-2.0
"""Classes 6 and 21: many edits. In any order and in one call they come to the same; taken back they leave nothing; thirty of them leave a small file."""
import os
import random
import re

import edit_own
import ways_course as course
import ways_kit as kit
import ways_look as look

SEED = 20240607
N_ORDERS = 6
N_EDITS = 30


def meaning(path):
    """What an edit is about, as readelf tells it: texts of the dynamic section, its flags, the interpreter, versions, symbols."""
    said = kit.must(["readelf", "-dlVW", "--dyn-syms", path])
    symbols = sorted(" ".join(row.split()[7:]) for row in said.splitlines()
                     if re.match(r" +\d+: [0-9a-f]{8,} ", row) and len(row.split()) > 7)
    return {"needed": [text for tag, text in kit.TEXT.findall(said) if tag == "NEEDED"],
            "texts": sorted(pair for pair in kit.TEXT.findall(said) if pair[0] != "NEEDED"),
            "flags": sorted(re.findall(r"\((FLAGS(?:_1)?|BIND_NOW)\) +(.*)", said)), "interpreter": re.findall("interpreter: (.*)]", said),
            "versions": sorted(set(re.findall(r"File: (\S+)", said))) + sorted(re.findall(r"Name: (\S+)  Flags: (\S+)", said)), "symbols": symbols}


def differences(a, b):
    return "; ".join(f"{key}: {a[key]} and {b[key]}"[:300] for key in a if a[key] != b[key])


def commuting(place):
    """Edits of which none changes what another is about; those of one list stay in their order."""
    return [["--set-rpath", f"$ORIGIN/../lib:{place}"], ["--add-needed", course.ADDED], ["--set-interpreter", f"{place}/ld.so"], ["--set-soname", "a-soname.so.3"],
            ["--replace-needed", "libown.so.1=libown-with-another-name.so.1"], ["--set-flag", "nodelete"], ["--rename-symbol", "own_sum=own_sum_renamed"],
            ["--weaken-version", "OWN_2"], ["--execstack", "off"], ["--bind-now"]]


def any_order(way):
    """Class 21: one call, and as many calls as edits in any order, come to the same, and all of them run."""
    place = course.parts(way)
    library = way.path("lib/libown.so.1")
    way.edit(library, "--rename-symbol", "own_sum=own_sum_renamed")
    os.symlink("libown.so.1", way.path("lib/libown-with-another-name.so.1"))
    orders = random.Random(SEED)
    whole = way.library("whole/libown.so.1", edit_own.LIBRARY, versions=edit_own.VERSIONS)
    for name, linker in (("pie", "bfd"), ("fixed", "lld"), ("fixed", "bfd"), ("pie", "gold")):
        if not way.machine.has(linker):
            continue
        path = way.build(f"bin/{name}-{linker}", edit_own.PROGRAM, *course.OPTIONS[name], "-Wl,-z,lazy,-rpath,$ORIGIN/../whole", linker=linker, libraries=[whole, "-lm"])
        before, data = way.run(path), kit.read(path)
        way.check(before[0] == course.STATUS, f"{name}, {linker}: as it is {before}")
        at_once = way.copy(path, f"bin/{name}-{linker}-at-once")
        way.edit(at_once, *(w for words in commuting(place) for w in words))
        way.same_run(at_once, before, f"{name}, {linker}, at once")
        want, size = meaning(at_once), os.path.getsize(at_once)
        for i in range(N_ORDERS):
            one = way.copy(path, f"bin/{name}-{linker}-{i}")
            order = orders.sample(commuting(place), len(commuting(place)))
            for words in order:
                way.edit(one, *words)
            told = f"{name}, {linker}, {' '.join(w[0] for w in order)}"
            way.check(meaning(one) == want, f"{told}: {differences(want, meaning(one))}")
            way.same_run(one, before, told)
            way.check(os.path.getsize(one) < size + 8192, f"{told}: {os.path.getsize(one)} bytes, at once {size}")


BACK = [(["--set-rpath", "/" + kit.LONG], ["--clear-rpath"]), (["--add-needed", "librt.so.1"], ["--remove-needed", "librt.so.1"]),
        (["--replace-needed", "libm.so.6=libm-of-another-name.so.6"], ["--replace-needed", "libm-of-another-name.so.6=libm.so.6"]),
        (["--rename-symbol", "own_sum=a_sum_with_a_name_that_is_longer"], ["--rename-symbol", "a_sum_with_a_name_that_is_longer=own_sum"]),
        (["--set-flag", "nodelete"], ["--clear-flag", "nodelete"]), (["--set-interpreter", "INTERPRETER"], ["--set-interpreter", "LOADER"])]


def taken_back(way):
    """Class 21: what is set and then unset leaves the meaning that the file had, and a program that runs."""
    course.parts(way)
    for linker in way.machine.linkers:
        path = way.build(f"bin/back-{linker}", edit_own.PROGRAM, *course.OPTIONS["pie"], linker=linker, libraries=[way.path("lib/libown.so.1"), "-lm"])
        library = {"LD_LIBRARY_PATH": way.path("lib")}
        before, was, original, data = way.run(path, env=library), meaning(path), way.copy(path, "original"), kit.read(path)
        way.check(before[0] == course.STATUS, f"{linker}: as it is {before}")
        words = {"INTERPRETER": "/" + kit.LONG + "/ld.so", "LOADER": way.machine.loader}
        for there, back in BACK:
            way.edit(path, *(words.get(w, w) for w in there))
            way.check(meaning(path) != was, f"{linker}: {there[0]} changes nothing")
            way.edit(path, *(words.get(w, w) for w in back))
            now = meaning(path)
            now["flags"] = [pair for pair in now["flags"] if pair[1].strip() not in ("Flags:", "")]
            way.check(now == was, f"{linker}: {there[0]} and back: {differences(was, now)}")
            way.same_run(path, before, f"{linker}, {there[0]} and back", env=library)
        look.others(way, original, path, linker)
        strings = kit.read(path)
        way.check(b"longer/than/most/others" not in strings and b"a_sum_with_a_name" not in strings, f"{linker}: what was taken back can still be read in the file")
        way.check(len(strings) < len(data) + 16384, f"{linker}: {len(data)} bytes became {len(strings)}")


def thirty_edits(way):
    """Classes 6 and 21: thirty edits that each need more room than the one before: few segments, and a file that grows by what is in it."""
    place = course.parts(way)
    for name in ("pie", "fixed"):
        path = course.program(way, name, "bfd")
        before, data, original, base = way.run(path), kit.read(path), way.copy(path, "original/" + name), len(look.loads(kit.elf(path)))
        way.check(before[0] == course.STATUS, f"{name}: as it is {before}")
        text = f"$ORIGIN/../lib:{place}"
        for i in range(N_EDITS):
            text += f":/nonexistent/number-{i}/" + "x" * (8 * i)
            words = ["--set-rpath", text] if i % 5 else ["--set-rpath", text, "--set-soname", "s" * (20 + 10 * i)]
            way.edit(path, *words, *(["--add-needed", course.ADDED] if i == 11 else []), *(["--set-interpreter", f"{place}/ld.so"] if i == 17 else []))
            if i % 10 == 9:
                way.same_run(path, before, f"{name}, after {i + 1} edits")
        look.laws(way, data, path, f"{name}, after {N_EDITS} edits")
        if not way.machine.qemu:
            look.others(way, original, path, f"{name}, after {N_EDITS} edits")
        now, grown = len(look.loads(kit.elf(path))), os.path.getsize(path) - len(data)
        way.check(now <= base + 2, f"{name}: {base} PT_LOADs became {now}")
        way.check(grown < 3 * len(text) + 16384, f"{name}: it grew by {grown} bytes for {len(text)} of search path")


CASES = [(any_order, (21,)), (taken_back, (21,)), (thirty_edits, (6, 21))]
EVERYWHERE = (thirty_edits,)
