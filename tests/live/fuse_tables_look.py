# SPDX-License-Identifier: Apache-2.0
"""What readelf, eu-readelf and eu-elflint make of the libraries of fuse_tables.py."""
import re
import subprocess

TYPES = {0: "NOTYPE", 1: "OBJECT", 2: "FUNC", 6: "TLS", 10: "IFUNC"}
BINDS = {0: "LOCAL", 1: "GLOBAL", 2: "WEAK", 10: "UNIQUE"}
DATA = 10  # the tool's .data
SYMBOL = re.compile(r"^ *(\d+): ([0-9a-f]+) +(0x[0-9a-f]+|\d+) (\w+) +(\w+) +(\w+) +(\w+)(?: (\S+))?(?: \((\d+)\))?$")
DEF = re.compile(r"^  0x[0-9a-f]+: Rev: 1  Flags: (.+?)  Index: (\d+)  Cnt: (\d+)  Name: (\S+)$|^  000000: Rev: 1  Flags: (.+?)  Index: (\d+)  Cnt: (\d+)  Name: (\S+)$")
PARENT = re.compile(r"^  0x[0-9a-f]+: Parent \d+: (\S+)$")
FILE = re.compile(r"^  (?:0x)?[0-9a-f]+: Version: 1  File: (\S+)  Cnt: (\d+)$")
ABOUT_TABLES = re.compile(r"hash|version|sym|dynstr|string")
# What a COPY relocation fills has a version of another file in GNU ld's programs, too; protected symbols are no fault of tables.
NO_FAULT = re.compile(r"is for requested version|non-default visibility")
# Libraries that nobody loads have symbols of any type and size.
MADE_UP = re.compile(r"symbol \d+ .*(?:does not fit completely|unknown type|TLS)")
NEED = re.compile(r"^  0x[0-9a-f]+:   Name: (\S+)  Flags: (\w+)  Version: (\d+)$")


def said(argv, files):
    """{file: lines}, of readers that name each file before they begin with it."""
    out, name = {}, None
    for start in range(0, len(files), 100):
        text = subprocess.run([*argv, *map(str, files[start:start + 100])], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        for line in text.stdout.decode(errors="replace").splitlines():
            if line.startswith("File: ") or line.endswith(".so:") or re.match(r"^/\S+:$", line):
                name = line.removeprefix("File: ").rstrip(":")
                out[name] = []
            elif name is not None:
                out[name].append(line)
    return out


def indices(library):
    """{version name or (file, name): its index}: definitions from 2 on, needs behind them, file by file."""
    own = library.own_versions()
    out = {v: i + 2 for i, v in enumerate(own)}
    files = {}
    for file, version in library.asked_versions():
        files.setdefault(file, []).append(version)
    for i, key in enumerate([(f, v) for f, list_ in files.items() for v in list_]):
        out[key] = len(own) + 2 + i
    return out


def index_of(library, s, known):
    if s.bind == 0:
        return 0
    return known[(s.file, s.version) if s.file else s.version] if s.version else 1


def wanted_symbol(library, s, known):
    """As readelf writes it."""
    end, number = "", None
    if s.version and s.file:
        end, number = f"@{s.version}", known[s.file, s.version]
    elif s.version and s.bind != 0:
        end = ("@" if s.has("h") else "@@") + s.version
    return (s.index, library.address(s), s.size, TYPES[s.kind], BINDS[s.bind], "PROTECTED" if s.other else "DEFAULT",
            str(DATA) if s.has("d") else "UND", s.name + end, number)


def symbols_in(lines):
    out = []
    for line in lines:
        m = SYMBOL.match(line)
        if m and m[1] != "0":
            out.append((int(m[1]), int(m[2], 16), int(m[3], 0), m[4], m[5], m[6], m[7], m[8] or "", int(m[9]) if m[9] else None))
    return out


def versions_in(lines):
    """(definitions with parents, needs) as readelf tells them."""
    defs, needs, file = [], [], None
    for line in lines:
        if m := DEF.match(line):
            g = m.groups()[:4] if m[1] else m.groups()[4:]
            defs.append((g[3], int(g[1]), g[0], []))
        elif m := PARENT.match(line):
            defs[-1][3].append(m[1])
        elif m := FILE.match(line):
            file = m[1]
        elif m := NEED.match(line):
            needs.append((file, m[1], m[2] == "WEAK", int(m[3])))
    return defs, needs


def wanted_versions(library, known):
    told, own = {d[0]: d for d in reversed(library.defs)}, library.own_versions()
    defs = [(library.soname, 1, "BASE", [])] if own else []
    for v in own:
        _, weak, parents = told.get(v, (v, False, []))
        defs.append((v, known[v], "WEAK" if weak else "none", list(parents)))
    asked = library.asked_versions()
    return defs, sorted((f, v, weak, known[f, v]) for (f, v), weak in asked.items())


def check_order(tally, library):
    """Local symbols, then imports, then what look-ups find."""
    rank = [0 if s.bind == 0 else 2 if s.is_seen() else 1 for s in sorted(library.symbols, key=lambda s: s.index)]
    tally.check(rank == sorted(rank), f"{library.path}: symbols of the hash table do not come last")


def readelf(tally, world):
    told = said(["readelf", "--dyn-syms", "--version-info", "-W"], [l.path for l in world.libraries])
    for library in world.libraries:
        lines, known = told.get(str(library.path), []), indices(library)
        want = sorted(wanted_symbol(library, s, known) for s in library.symbols)
        got = sorted(symbols_in(lines))
        tally.check(got == want, f"{library.path}: readelf tells symbols {[g for g in got if g not in want][:3]} and not "
                    f"{[w for w in want if w not in got][:3]}")
        defs, needs = versions_in(lines)
        want_defs, want_needs = wanted_versions(library, known)
        tally.check(defs == want_defs, f"{library.path}: readelf tells definitions {defs[:4]}, not {want_defs[:4]}")
        tally.check(sorted(needs) == want_needs, f"{library.path}: readelf tells needs {sorted(needs)[:4]}, not {want_needs[:4]}")
        tally.check(library.versioned() == any(".gnu.version'" in l for l in lines), f"{library.path}: .gnu.version is there, or is not")
        bad = [l for l in lines if re.search(r"[Ww]arning|[Ee]rror|corrupt", l)]
        tally.check(not bad, f"{library.path}: readelf says {bad[:2]}")
        check_order(tally, library)


def dynamic(tally, world):
    """Through the dynamic section alone: every symbol that hash tables and their order tell."""
    for library in world.libraries[:20]:
        done = subprocess.run(["eu-readelf", "--use-dynamic", "--symbols", str(library.path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        names = re.findall(r"^ *\d+: [0-9a-f]+ +\d+ \S+ +\S+ +\S+ +\S+ (\S+)", done.stdout.decode(errors="replace"), re.M)
        found = sorted(n.split("@")[0] for n in names)
        known = sorted(s.name for s in library.symbols)
        tally.check(done.returncode == 0 and found == known, f"{library.path}: eu-readelf finds {len(found)} of {len(known)}: {done.stdout[-200:]}")


def lint(tally, world):
    for library in world.libraries[:20]:
        done = subprocess.run(["eu-elflint", "--gnu-ld", str(library.path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        bad = [l for l in done.stdout.decode(errors="replace").splitlines() if ABOUT_TABLES.search(l) and not NO_FAULT.search(l)]
        bad = bad if world.loaded else [l for l in bad if not MADE_UP.search(l)]
        tally.check(not bad, f"{library.path}: eu-elflint says {bad[:3]}")


def sound(tally, world, tool):
    """The rules that edited files are held against know nothing of how these were made."""
    done = subprocess.run([tool, *(str(l.path) for l in world.libraries)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    said_of_it = done.stdout.decode(errors="replace").splitlines()
    tally.check(done.returncode == 0 and not said_of_it, f"{world.name}: elf-sound says {said_of_it[:3]}")
