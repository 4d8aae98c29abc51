# SPDX-License-Identifier: Apache-2.0
"""What macho-facts and what llvm-objdump tell of the same Mach-O files, in one form, and how they differ."""
import glob
import os
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FACTS = ROOT / "build" / "tests" / "unit" / "macho-facts"
MAGICS = {b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xcf", b"\xfe\xed\xfa\xce", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf"}
KINDS = {"LC_LOAD_DYLIB": "needed", "LC_LOAD_WEAK_DYLIB": "weak", "LC_REEXPORT_DYLIB": "reexport", "LC_LOAD_UPWARD_DYLIB": "upward",
         "LC_LAZY_LOAD_DYLIB": "lazy", "LC_ID_DYLIB": "id"}
PLATFORMS = {"maccatalyst": "maccatalyst", "iossimulator": "ios-simulator", "tvossimulator": "tvos-simulator",
             "watchossimulator": "watchos-simulator"}
ARCH = re.compile(r"^.* \(architecture (\S+)\):$")
VALUE = re.compile(r"^ *(cmd|name|time stamp|current version|compatibility version|path|uuid|platform|minos|sdk|version|ntools) (.*)$")
SYMBOL = re.compile(r"^0x([0-9A-Fa-f]+) +(\S+)(.*)$")
REEXPORT = re.compile(r"^\[re-export\] (\S+)(.*) \(from (\S+)\)$")
PLACE = re.compile(r" \(offset \d+\)$")


def tool(name):
    """The newest of Debian's, which may lie beside others of its version only."""
    found = sorted(glob.glob(f"/usr/lib/llvm-*/bin/{name}"), key=lambda p: int(re.search(r"llvm-(\d+)", p)[1]))
    return found[-1] if found else shutil.which(name)


def run(*argv):
    done = subprocess.run([str(word) for word in argv], capture_output=True, env={**os.environ, "LC_ALL": "C", "TZ": "UTC"}, check=False)
    return done.returncode, done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode("utf-8", "surrogateescape")


def is_macho(path):
    with open(path, "rb") as file:
        return file.read(4) in MAGICS


def version(text):
    """Always three numbers; what is not there is nought."""
    if not re.fullmatch(r"\d+(\.\d+)*", text):
        return "0.0.0"
    return ".".join((text.split(".") + ["0", "0"])[:3])


def blank():
    return {"dylibs": [], "id": [], "rpaths": [], "builds": [], "uuid": None, "exports": set(), "undefined": {}, "errors": []}


def take_fact(fact, word, rest):
    if word == "id":
        fact["id"].append(tuple(rest.rsplit(" ", 3)[:3]))
    elif word in KINDS.values():
        name, current, compatibility, stamp = re.fullmatch(r"(.*) (\S+) (\S+) (\d+)(?: (?:use|weak|reexport|upward|delayed))*", rest).groups()
        fact["dylibs"].append((word, name, current, compatibility, stamp))
    elif word == "rpath":
        fact["rpaths"].append(rest)
    elif word == "build":
        platform, least, sdk, *_ = rest.split()
        fact["builds"].append((platform, least, sdk))
    elif word == "uuid":
        fact["uuid"] = rest
    elif word == "export":
        value, *weak, name = rest.split(" ")
        fact["exports"].add((int(value, 16), name, bool(weak)))
    elif word == "reexport-symbol":
        fact["exports"].add(tuple(rest.split(" ")))
    elif word == "undefined":
        ordinal, *weak, name = rest.split(" ")
        fact["undefined"][name] = (int(ordinal), bool(weak))
    elif word in ("damage", "error", "symbols-error"):
        fact["errors"].append(f"{word}: {rest}")


def ours(path, *options):
    """{architecture: facts}; an error of the whole file stands under None."""
    status, text, said = run(FACTS, *options, path)
    facts, fact = {}, blank()
    for line in text.split("\n"):
        word, _, rest = line.partition(" ")
        if word == "arch":
            fact = facts[rest.split()[0]] = blank()
        elif word == "error":
            facts[None] = fact
        # A re-exported dylib has versions, a symbol has not.
        if word == "reexport" and not re.search(r" \d+\.\d+\.\d+ \d+\.\d+\.\d+ \d+", rest):
            word = "reexport-symbol"
        take_fact(fact, word, rest)
    if status != 0:
        fact["errors"].append(said[-500:])
    return facts


def by_arch(text, only):
    """(architecture, line); a thin file has no headings."""
    arch = only
    for line in text.split("\n"):
        if found := ARCH.match(line):
            arch = found[1]
        elif arch is not None:
            yield arch, line


def take_command(fact, values):
    cmd = values.get("cmd")
    if cmd in KINDS:
        row = (PLACE.sub("", values["name"]), version(values["current version"]), version(values["compatibility version"]))
        if cmd == "LC_ID_DYLIB":
            fact["id"].append(row)
        else:
            fact["dylibs"].append((KINDS[cmd], *row, values["time stamp"].split()[0]))
    elif cmd == "LC_RPATH":
        fact["rpaths"].append(PLACE.sub("", values["path"]))
    elif cmd == "LC_UUID":
        fact["uuid"] = values["uuid"].replace("-", "").lower()
    elif cmd == "LC_BUILD_VERSION":
        platform = values["platform"].lower()
        fact["builds"].append((PLATFORMS.get(platform, platform), version(values["minos"]), version(values["sdk"])))
    elif cmd and cmd.startswith("LC_VERSION_MIN_"):
        platform = {"MACOSX": "macos", "IPHONEOS": "ios"}.get(cmd[15:], cmd[15:].lower())
        fact["builds"].append((platform, version(values["version"]), version(values["sdk"])))


def headers(path, only, facts):
    _, text, said = run(tool("llvm-objdump"), "--macho", "--arch", "all", "--private-headers", path)
    values, at = {}, None
    for arch, line in [*by_arch(text, only), (None, "Load command")]:
        if line.startswith(("Load command", "Section")):
            if at is not None:
                take_command(facts.setdefault(at, blank()), values)
            values, at = {}, arch
        elif found := VALUE.match(line):
            values.setdefault(found[1], found[2])
        if arch is not None:
            facts.setdefault(arch, blank())
    return said.strip()


def exports(path, only, facts):
    _, text, _ = run(tool("llvm-objdump"), "--macho", "--arch", "all", "--exports-trie", path)
    for arch, line in by_arch(text, only):
        if found := SYMBOL.match(line):
            facts[arch]["exports"].add((int(found[1], 16), found[2], "weak_def" in found[3]))
        elif found := REEXPORT.match(line):
            facts[arch]["exports"].add(("reexport", found[1], found[3]))


def binds(path, only, facts):
    """{symbol: (short name of the dylib, weak import)} of the tables that dyld binds by; None: the lazy one does not tell."""
    _, text, _ = run(tool("llvm-objdump"), "--macho", "--arch", "all", "--bind", "--lazy-bind", path)
    lazy = False
    for arch, line in by_arch(text, only):
        fields = line.split()
        if line.endswith("table:"):
            lazy = line.startswith("Lazy")
        elif len(fields) > 3 and fields[2].startswith("0x"):
            dylib, symbol = (fields[3], fields[4]) if lazy else (fields[5], fields[6])
            old = facts[arch]["undefined"].get(symbol, (dylib, None))
            facts[arch]["undefined"][symbol] = (dylib, old[1] if lazy else "(weak_import)" in line)


def theirs(path, only, symbols=True):
    """({architecture: facts}, complaints); only: the architecture of a thin file."""
    facts = {}
    said = headers(path, only, facts)
    if symbols:
        exports(path, only, facts)
        binds(path, only, facts)
    return facts, said


SPECIAL = {0: "this-image", -1: "main-executable", -2: "flat-namespace", -3: "weak"}


def same_import(dylibs, mine, other):
    """objdump calls a dylib by the short form of its name."""
    ordinal, weak = mine
    short, other_weak = other
    if other_weak is not None and weak != other_weak:
        return False
    if ordinal <= 0:
        return SPECIAL.get(ordinal) == short
    name = dylibs[ordinal - 1][1] if ordinal <= len(dylibs) else ""
    return short in (name, os.path.basename(name)) or os.path.basename(name).startswith(short)


def first_of(values):
    return sorted(map(str, values))[:3]


def differences(mine, other, symbols=True, base=0):
    """base: the address that objdump adds to exported ones."""
    out = list(mine["errors"])
    for name in ("dylibs", "id", "rpaths", "builds", "uuid"):
        if mine[name] != other[name]:
            out.append(f"{name}: {mine[name]} and {other[name]}")
    if not symbols:
        return out
    moved = {(e[0] + base, *e[1:]) if isinstance(e[0], int) else e for e in mine["exports"]}
    if {e for e in moved if isinstance(e[0], int)} != {e for e in other["exports"] if isinstance(e[0], int)}:
        out.append(f"exports: only ours {first_of(moved - other['exports'])}, only theirs {first_of(other['exports'] - moved)}")
    for symbol, bound in sorted(other["undefined"].items()):
        if symbol not in mine["undefined"] or not same_import(mine["dylibs"], mine["undefined"][symbol], bound):
            out.append(f"{symbol}: {mine['undefined'].get(symbol)} and {bound}")
    return out
