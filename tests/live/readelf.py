#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what linkwright's ELF reader tells with what binutils' readelf tells, over a sample of real files.

readelf.py [DIR...] [--count N] [--seed S] [--facts PROGRAM]

Each file is one test: needed, auxiliary, filter, soname, rpath, runpath, interpreter, flags, versions needed and defined, build id,
ABI tag, GNU properties, and number, names and versions of the dynamic symbols.
"""
import argparse
import os
import random
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FACTS = ROOT / "build" / "tests" / "unit" / "elf-facts"
BATCH = 20

DYNAMIC = re.compile(r"^ 0x[0-9a-f]+ \((\w+)\) +(?:.*?: \[(.*)\]|Flags: (.*)|(.*))$")
TEXTS = {"NEEDED": "needed", "AUXILIARY": "auxiliary", "FILTER": "filter", "SONAME": "soname", "RPATH": "rpath",
         "RUNPATH": "runpath", "AUDIT": "audit", "DEPAUDIT": "depaudit"}
LISTS = ("needed", "auxiliary", "filter")
SYMBOLS = re.compile(r"^Symbol table '\.dynsym' contains (\d+) entr")
# A line's name may hold blanks; readelf writes the version's index behind it.
# Kinds that it has no word for take two words; what st_other means beside the visibility stands in brackets; a version's index is behind the name.
SYMBOL = re.compile(r"^ *(\d+): [0-9a-f]+ +\S+ (<.*?>: \S+|\S+) +(?:<.*?>: \S+|\S+) +\w+ +(?:\[.*?\] +)?\S+ ?(.*)$")
SEGMENT = re.compile(r"^  (\S+) +0x[0-9a-f]+ 0x[0-9a-f]+ 0x")
MAPPED = re.compile(r"^   (\d+)     (.*)$")
VERNEED_FILE = re.compile(r"^  (?:0x[0-9a-f]+|0+): Version: \d+  File: (.*)  Cnt: \d+$")
VERNEED = re.compile(r"^  0x[0-9a-f]+:   Name: (.*)  Flags: (.*)  Version: (\d+)$")
VERDEF = re.compile(r"^  (?:0x[0-9a-f]+|0+): Rev: \d+  Flags: (.*?)  +Index: (\d+)  Cnt: \d+  Name: (.*)$")
ISA = {"x86-64-baseline": 1, "x86-64-v2": 2, "x86-64-v3": 4, "x86-64-v4": 8}
FEATURES = {"IBT": 1, "SHSTK": 2, "LAM_U48": 4, "LAM_U57": 8}
ARM_FEATURES = {"BTI": 1, "PAC": 2, "GCS": 4}


def is_elf(path):
    try:
        with open(path, "rb") as f:
            head = f.read(20)
    except OSError:
        return False
    if len(head) < 20 or head[:4] != b"\x7fELF":
        return False
    kind, machine = (int.from_bytes(head[at:at + 2], "little" if head[5] == 1 else "big") for at in (16, 18))
    return kind in (2, 3) and machine != 0  # others are not loaded (Guile's bytecode is for no machine), and readelf goes by their sections


def candidates(folders):
    """Every program and library below the folders, each file once; it is opened to see."""
    seen, out = set(), []
    for folder in folders:
        for at, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                path = os.path.join(at, name)
                if os.path.islink(path) or not os.path.isfile(path):
                    continue
                st = os.stat(path)
                if (st.st_dev, st.st_ino) not in seen and is_elf(path):
                    seen.add((st.st_dev, st.st_ino))
                    out.append(path)
    return out


def run(argv):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"})
    return done.returncode, done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode("utf-8", "surrogateescape")


def blank():
    return {"needed": [], "auxiliary": [], "filter": [], "flags": set(), "flags-1": set(), "verneed": [], "verdef": [],
            "symbols": 0, "symbol": [], "isa-needed": 0, "isa-used": 0, "feature-1": None}


def ours(facts, paths):
    """{path: facts} from one call of the program."""
    status, text, said = run([str(facts), *paths])
    if status != 0:
        sys.exit(f"readelf: {facts} ended with {status}: {said[-2000:]}")
    all_facts, fact = {}, None
    for line in text.split("\n"):
        word, _, rest = line.partition(" ")
        if word == "file":
            fact = all_facts[rest] = blank()
        elif word in LISTS + ("symbol",):
            fact[word].append(rest)
        elif word in ("flags", "flags-1"):
            fact[word] = set(rest.split()[1:])
        elif word == "verneed":
            fact[word].append(rest)
        elif word == "verdef":
            fact[word].append(rest)
        elif word in ("isa-needed", "isa-used", "feature-1"):
            fact[word] = int(rest, 16)
        elif word == "symbols":
            fact[word] = int(rest)
        elif word:
            fact[word] = rest
    return all_facts


def take_dynamic(fact, line):
    found = DYNAMIC.match(line)
    if not found:
        return False
    tag, text, flags, rest = found.groups()
    if tag in TEXTS and text is not None:
        name = TEXTS[tag]
        if name in LISTS:
            fact[name].append(text)
        else:
            fact[name] = text
    elif tag == "FLAGS":
        fact["flags"] = set((flags or rest or "").split())
    elif tag == "FLAGS_1":
        fact["flags-1"] = set((flags or "").split())
    return True


def take_note(fact, line):
    if found := re.search(r"Build ID: ([0-9a-f]+)", line):
        fact.setdefault("build-id", found[1])
    elif found := re.search(r"OS: (\w+), ABI: ([\d.]+)$", line):
        fact["abi-tag"] = f"{['Linux', 'Hurd', 'Solaris', 'FreeBSD', 'NetBSD'].index(found[1])} {found[2]}"
    for machine, name, value in re.findall(r"(x86|AArch64) (feature|ISA needed|ISA used): (.*?)(?=, (?:x86|AArch64) |$)", line):
        take_property(fact, name, value, FEATURES if machine == "x86" else ARM_FEATURES)


def bits(text, names):
    total = 0
    for word in text.replace(",", " ").split():
        if word.startswith("<unknown:"):
            total |= int(word[9:].strip(" >"), 16)
        else:
            total |= names.get(word, 0)
    return total


def take_property(fact, name, value, features):
    if name == "feature":
        fact["feature-1"] = bits(value, features)
    elif name == "ISA needed":
        fact["isa-needed"] = bits(value, ISA)
    elif name == "ISA used":
        fact["isa-used"] = bits(value, ISA)


def flags_words(text):
    words = text.replace("|", " ").split()
    return (" base" if "BASE" in words else "") + (" weak" if "WEAK" in words else "")


def drop_notes_of_sections(fact, text):
    """Go writes a build id that no PT_NOTE holds; only who looks at section headers finds it."""
    kinds = [found[1] for line in text.split("\n") if (found := SEGMENT.match(line)) and found[1] != "Type"]
    held = {name for line in text.split("\n") if (found := MAPPED.match(line)) and int(found[1]) < len(kinds)
            and kinds[int(found[1])] == "NOTE" for name in found[2].split()}
    if ".note.gnu.build-id" in text and ".note.gnu.build-id" not in held:
        fact.pop("build-id", None)


def theirs(path):
    status, text, said = run(["readelf", "-W", "-d", "-l", "-V", "-n", "--dyn-syms", path])
    fact, part, file = blank(), None, None
    for line in text.split("\n"):
        if found := SYMBOLS.match(line):
            part, fact["symbols"] = "symbols", int(found[1])
        elif line.startswith("Symbol table"):
            part = None
        elif line.startswith("Dynamic section"):
            part = "dynamic"
        elif line.startswith("Displaying notes"):
            part = "notes"
        elif line.startswith("Version needs"):
            part = "needs"
        elif line.startswith("Version definition"):
            part = "definitions"
        elif line.startswith("Version symbols"):
            part = None
        elif found := re.match(r"^      \[Requesting program interpreter: (.*)\]$", line):
            fact["interp"] = found[1]
        elif part == "dynamic":
            take_dynamic(fact, line)
        elif part == "notes":
            take_note(fact, line)
        elif part == "needs":
            if found := VERNEED_FILE.match(line):
                file = found[1]
            elif found := VERNEED.match(line):
                fact["verneed"].append(f"{file} {found[1]} {found[3]}{flags_words(found[2])}")
        elif part == "definitions" and (found := VERDEF.match(line)):
            fact["verdef"].append(f"{found[3]} {found[2]}{flags_words(found[1])}")
        elif part == "symbols" and (found := SYMBOL.match(line)) and found[1] != "0":
            # A section has no name of its own; it gets that of its section header.
            fact["symbol"].append("" if found[2] == "SECTION" else re.sub(r" \(\d+\)$", "", found[3]))
    drop_notes_of_sections(fact, text)
    return fact, said


def same_symbols(mine, other):
    """None, or the first difference. readelf leaves out the version of the symbol that is named like it."""
    mine = [re.sub(r"^(.+)@@\1$", r"\1", s) for s in mine]
    if len(mine) != len(other):
        return f"symbols: {len(mine)} and {len(other)}"
    for x, y in zip(mine, other):
        if x != y:
            return f"symbol: {x!r} and {y!r}"
    return None


def differences(mine, other):
    out = []
    for name in ("needed", "auxiliary", "filter", "soname", "rpath", "runpath", "audit", "depaudit", "interp", "flags", "flags-1",
                 "verneed", "verdef", "build-id", "abi-tag", "feature-1", "isa-needed", "isa-used"):
        if mine.get(name) != other.get(name):
            out.append(f"{name}: {mine.get(name)!r} and {other.get(name)!r}")
    for name in ("error", "symbols-error", "damage"):
        if name in mine:
            out.append(f"{name}: {mine[name]}")
    # What the hash tables do not tell cannot be known without section headers.
    if "hash" in mine.get("has", "") or mine["symbols"]:
        if mine["symbols"] != other["symbols"]:
            out.append(f"number of symbols: {mine['symbols']} and {other['symbols']}")
        elif wrong := same_symbols(mine["symbol"], other["symbol"]):
            out.append(wrong)
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", default=["/usr/bin", "/usr/sbin", "/usr/lib"])
    parser.add_argument("--count", type=int, default=0, help="how many files; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--facts", default=FACTS)
    options = parser.parse_args()
    if not os.access(options.facts, os.X_OK):
        print(f"{options.facts} is not there: build it first\nreadelf: 0 passed, 1 failed")
        return 1
    paths = candidates(options.folders or ["/usr/bin", "/usr/sbin", "/usr/lib"])
    if options.count and options.count < len(paths):
        paths = sorted(random.Random(options.seed).sample(paths, options.count))
    passed = failed = n_symbols = 0
    for i in range(0, len(paths), BATCH):
        some = paths[i:i + BATCH]
        mine = ours(options.facts, some)
        for path in some:
            other, _ = theirs(path)
            n_symbols += mine[path]["symbols"]
            if wrong := differences(mine[path], other):
                failed += 1
                print(f"FAILED: {path}")
                for line in wrong[:8]:
                    print(f"    {line[:400]}")
            else:
                passed += 1
    print(f"{n_symbols} symbols compared")
    print(f"readelf: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
