# SPDX-License-Identifier: Apache-2.0
"""What linkwright's PE reader tells and what LLVM's llvm-readobj and llvm-objdump tell, in one form, and how they differ."""
import glob
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FACTS = ROOT / "build" / "tests" / "unit" / "pe-facts"

# llvm-readobj's words of the headers, and ours.
HEADERS = {"TimeDateStamp": "timestamp", "ImageBase": "image-base", "SizeOfImage": "size-of-image", "SizeOfHeaders": "size-of-headers",
           "SectionAlignment": "section-alignment", "FileAlignment": "file-alignment", "SectionCount": "sections",
           "DependentLoadFlags": "dependent-load-flags", "GuardFlags": "guard-flags"}
DIRECTORIES = {"ExportTable": "export", "ImportTable": "import", "ResourceTable": "resource", "ExceptionTable": "exception",
               "CertificateTable": "certificate", "BaseRelocationTable": "base relocation", "Debug": "debug",
               "Architecture": "architecture", "GlobalPtr": "global pointer", "TLSTable": "TLS", "LoadConfigTable": "load configuration",
               "BoundImport": "bound import", "IAT": "import address", "DelayImportDescriptor": "delay import",
               "CLRRuntimeHeader": "CLR header", "Reserved": "reserved"}
VERSIONS = {"MajorSubsystemVersion": ("subsystem-version", 0), "MinorSubsystemVersion": ("subsystem-version", 1),
            "MajorOperatingSystemVersion": ("os-version", 0), "MinorOperatingSystemVersion": ("os-version", 1)}
SYMBOL = re.compile(r"^ +Symbol: (.*?) ?\((\d+)\)$")
LINE = re.compile(r"^ +(\w+): (.*)$")
FORWARD = re.compile(r"^ +(\d+) +(?:0x[0-9a-f]+)? *(.*?) \(forwarded to (.*)\)$")


def tool(name):
    """LLVM's own folder has the names without a version on every Debian."""
    return shutil.which(name) or next(iter(sorted(glob.glob(f"/usr/lib/llvm-*/bin/{name}"), reverse=True)), name)


def run(argv):
    done = subprocess.run([str(word) for word in argv], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"},
                          check=False)
    return done.returncode, done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode("utf-8", "surrogateescape")


def blank():
    """dlls: [kind, name, [(name, hint or ordinal)]]; exports: {ordinal: (rva, first name)}."""
    return {"dlls": [], "exports": {}, "forwards": {}, "directories": {}}


def take_line(fact, word, rest):
    """One line of pe-facts."""
    if word in ("import", "delay-import"):
        fact["dlls"].append([word, rest.split(" ")[0] if rest.endswith((" unused", " by-address")) else rest, []])
    elif word == "symbol":
        number, hint, name = rest.split(" ", 2)
        fact["dlls"][int(number)][2].append(("" if name == "#" else name, int(hint)))
    elif word == "export":
        ordinal, rva, forward, name = rest.split(" ", 3)
        fact["exports"].setdefault(int(ordinal), (int(rva, 16), name))
        if forward != "-":
            fact["forwards"].setdefault(int(ordinal), (forward, name))
    elif word == "directory":
        name, rva, size = rest.rsplit(" ", 2)
        fact["directories"][name] = (int(rva, 16), int(size, 16))
    elif word in ("machine", "subsystem", "characteristics", "dll-characteristics"):
        fact[word] = int(rest.split()[0], 0)
    elif word in ("alignment", "size", "load-config"):
        names = {"alignment": ("section-alignment", "file-alignment"), "size": ("size-of-image", "size-of-headers"),
                 "load-config": ("dependent-load-flags", "guard-flags")}[word]
        fact.update(zip(names, (int(text, 16) for text in rest.split()[:2])))
    elif word in ("timestamp", "image-base", "sections"):
        fact[word] = int(rest, 0)
    elif word == "manifest":
        fact.setdefault("manifests", []).append(tuple(int(text, 0) for text in rest.split()))
    elif word and word not in fact:
        fact[word] = rest


def ours(facts, paths):
    """{path: facts} from one call of the program."""
    status, text, said = run([facts, *paths])
    if status != 0:
        sys.exit(f"peread: {facts} ended with {status}: {said[-2000:]}")
    all_facts, fact = {}, None
    for line in text.split("\n"):
        word, _, rest = line.partition(" ")
        if word == "file":
            fact = all_facts[rest] = blank()
        else:
            take_line(fact, word, rest)
    return all_facts


def take_header(fact, word, rest):
    if word in HEADERS:
        found = re.search(r"\((0x[0-9A-F]+)\)$", rest)
        fact.setdefault(HEADERS[word], int(found[1] if found else rest, 0))
    elif word in ("Machine", "Subsystem"):
        fact[word.lower()] = int(re.search(r"\((0x[0-9A-F]+)\)$", rest)[1], 16)
    elif word in VERSIONS:
        name, place = VERSIONS[word]
        fact[name] = rest if place == 0 else f"{fact[name]}.{rest}"
    elif word == "PDBGUID":
        fact["build-id"] = rest.strip("()").replace(" ", "").lower()
    elif word == "PDBAge":
        fact["build-id"] += int(rest).to_bytes(4, "little").hex()
        fact["pdb"] = rest
    elif word == "PDBFileName":
        fact["pdb"] += " " + rest
    elif word.endswith(("RVA", "Size")) and (name := DIRECTORIES.get(re.sub("(RVA|Size)$", "", word))):
        before = fact["directories"].get(name, (0, 0))
        fact["directories"][name] = (int(rest, 16), before[1]) if word.endswith("RVA") else (before[0], int(rest, 16))


def take_exports(fact, export):
    if export and export["rva"] != 0:
        fact["exports"][export["ordinal"]] = (export["rva"], export["name"])


def theirs(path):
    status, text, said = run([tool("llvm-readobj"), "--file-headers", "--coff-imports", "--coff-exports", "--coff-load-config",
                              "--coff-debug-directory", path])
    if status != 0:
        return None, said.strip()
    fact, part, export = blank(), "", {}
    for line in text.split("\n"):
        if found := re.match(r"^(\w+) [{\[]$", line):
            take_exports(fact, export)
            part, export = found[1], {"rva": 0}
        elif found := re.match(r"^ +Characteristics \[ \((0x[0-9A-F]+)\)$", line):
            fact["characteristics" if part == "ImageFileHeader" else "dll-characteristics"] = int(found[1], 16)
        elif part in ("Import", "DelayImport") and (found := SYMBOL.match(line)):
            fact["dlls"][-1][2].append((found[1], int(found[2])))
        elif found := LINE.match(line):
            word, rest = found.groups()
            if part in ("Import", "DelayImport") and word == "Name":
                fact["dlls"].append(["import" if part == "Import" else "delay-import", rest, []])
            elif part == "Export":
                export[word.lower()] = rest if word == "Name" else int(rest, 0)
            elif part in ("ImageFileHeader", "ImageOptionalHeader", "LoadConfig", "DebugDirectory") and not (
                    part in ("LoadConfig", "DebugDirectory") and word == "TimeDateStamp"):
                take_header(fact, word, rest)
        elif re.match(r"^ +Name: *$", line) and part == "Export":
            export["name"] = ""
    take_exports(fact, export)
    fact["directories"] = {name: both for name, both in fact["directories"].items() if both[0]}
    for line in run([tool("llvm-objdump"), "-p", path])[1].split("\n"):
        if found := FORWARD.match(line):
            fact["forwards"][int(found[1])] = (found[3], found[2])
    return fact, said


def same_dlls(mine, other):
    # llvm-readobj lists delay imports behind imports too, but both lists may be in any order to each other.
    for kind in ("import", "delay-import"):
        x, y = ([dll for dll in fact["dlls"] if dll[0] == kind] for fact in (mine, other))
        if [dll[1] for dll in x] != [dll[1] for dll in y]:
            yield f"{kind}: {[dll[1] for dll in x]!r} and {[dll[1] for dll in y]!r}"
            continue
        for p, q in zip(x, y):
            if p[2] != q[2]:
                wrong = next((pair for pair in zip(p[2], q[2]) if pair[0] != pair[1]), (len(p[2]), len(q[2])))
                yield f"{kind} of {p[1]}: {wrong[0]!r} and {wrong[1]!r}"


def same_tables(mine, other):
    for name in ("exports", "forwards", "directories"):
        for key in sorted(set(mine[name]) | set(other[name]), key=str):
            if mine[name].get(key) != other[name].get(key):
                yield f"{name} {key}: {mine[name].get(key)!r} and {other[name].get(key)!r}"
                break


def differences(mine, other):
    out = [f"{name}: {mine[name]}" for name in ("error", "imports-error", "exports-error", "manifest-error", "damage") if name in mine]
    names = ["machine", "timestamp", "characteristics", "subsystem", "subsystem-version", "os-version", "image-base", "sections",
             "section-alignment", "file-alignment", "size-of-image", "size-of-headers", "dll-characteristics", "build-id", "pdb"]
    names += [name for name in ("dependent-load-flags", "guard-flags") if name in other]  # left out where they are not there
    out += [f"{name}: {mine.get(name)!r} and {other.get(name)!r}" for name in names if mine.get(name) != other.get(name)]
    return out + list(same_dlls(mine, other)) + list(same_tables(mine, other))


def compared(fact):
    """How much of it was compared: libraries, those of them that are delayed, imports, exports, forwards."""
    return (len(fact["dlls"]), sum(dll[0] == "delay-import" for dll in fact["dlls"]), sum(len(dll[2]) for dll in fact["dlls"]), len(fact["exports"]), len(fact["forwards"]))
