#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What `check` says of a file's marks against what binutils' readelf shows: executable stack (LW301), text relocations (LW302),
relocations that stay writable (LW305), build-id (LW306), writable code (LW309). Over a sample of the system's own files, and over
files that are made to have each mark.

marks.py [DIR...] [--count N] [--seed S]
"""

import argparse
import collections
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import readelf as reader  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("LINKWRIGHT", str(ROOT / "build/linkwright"))
RULES = {"LW301", "LW302", "LW305", "LW306", "LW309"}
SEGMENT = re.compile(r"^  (\S+) +0x(\w+) 0x\w+ 0x\w+ 0x(\w+) 0x\w+ (.{3}) ", re.M)
SECTION = re.compile(r"^  \[ *\d+\] (\S+) +\S+ +[0-9a-f]+ ([0-9a-f]+) ([0-9a-f]+) ", re.M)
BATCH = 50


def has_build_id(text):
    """readelf goes by sections; what a running program has is what lies in its PT_NOTE (Go's linker leaves it out of that)."""
    places = {name: (int(off, 16), int(size, 16)) for name, off, size in SECTION.findall(text)}
    notes = [(int(off, 16), int(size, 16)) for kind, off, size, _ in SEGMENT.findall(text) if kind == "NOTE"]
    for part in text.split("Displaying notes found ")[1:]:
        if "Build ID:" in part:
            off, size = places.get(part.split()[1], notes[0] if notes else (0, 0)) if part.startswith("in:") else notes[0]
            if any(at <= off and off + size <= at + n for at, n in notes):
                return True
    return False


def is_static_pie(text, segments):
    return not any(kind == "INTERP" for kind, _ in segments) and "(NEEDED)" not in text and re.search(r"\(FLAGS_1\).*\bPIE\b", text)


def expected(path):
    """{(rule, level): number of findings}, from readelf's words alone."""
    text = subprocess.run(["readelf", "-SW", "-lW", "-dW", "-nW", path], capture_output=True, text=True, errors="replace", check=False,
                          env={**os.environ, "LC_ALL": "C"}).stdout
    segments = [(kind, flags) for kind, _, _, flags in SEGMENT.findall(text)]
    out = collections.Counter()
    stacks = [flags for kind, flags in segments if kind == "GNU_STACK"]
    if not stacks:
        out["LW301", "note"] += 1
    elif "E" in stacks[-1]:
        out["LW301", "warning"] += 1
    if re.search(r"\(TEXTREL\)", text) or re.search(r"\(FLAGS\).*\bTEXTREL\b", text):
        out["LW302", "warning"] += 1
    if any(kind == "DYNAMIC" for kind, _ in segments):
        now = re.search(r"\(BIND_NOW\)", text) or re.search(r"\(FLAGS\).*\bBIND_NOW\b", text) or re.search(r"\(FLAGS_1\).*\bNOW\b", text)
        plt = re.search(r"\(PLTRELSZ\) +(\d+)", text)
        if not any(kind == "GNU_RELRO" for kind, _ in segments):
            out["LW305", "warning"] += 1
        elif not now and plt and int(plt[1]) and not is_static_pie(text, segments):
            out["LW305", "note"] += 1
    if not has_build_id(text):
        out["LW306", "note"] += 1
    out["LW309", "warning"] += sum(kind == "LOAD" and "W" in flags and "E" in flags for kind, flags in segments)
    return +out


def told(paths):
    """The same from linkwright, by path; None where a file could not be looked at."""
    argv = [BINARY, "check", "--format", "json", *[w for r in sorted(RULES) for w in ("--rule", r)], *paths]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=300, check=False)
    out = {}
    for result in json.loads(done.stdout)["results"]:
        found = None if "error" in result else collections.Counter((f["rule"], f["level"]) for f in result["findings"])
        out[result["file"]] = found
    return out


def made(folder):
    """Files that have each mark, alone and together; the linker is asked for them, and readelf has to agree that they do."""
    source = "int puts(const char *); int f(void) { return puts(\"x\"); } int main(void) { return f(); }"
    ways = {"plain": [], "relro": ["-Wl,-z,relro,-z,now"], "norelro": ["-Wl,-z,norelro"], "lazy": ["-Wl,-z,relro,-z,lazy", "-fplt"],
            "stack": ["-Wl,-z,execstack"], "noid": ["-Wl,--build-id=none"], "library": ["-shared", "-fPIC", "-Wl,-z,lazy"],
            "all": ["-Wl,-z,norelro,-z,execstack,--build-id=none"], "static": ["-static"], "static-pie": ["-static-pie", "-fPIE"],
            "sysv": ["-Wl,--disable-new-dtags,-z,now"]}
    out = []
    for name, words in ways.items():
        path = os.path.join(folder, name)
        subprocess.run(["gcc", "-w", "-o", path, "-x", "c", "-", "-x", "none", *words], input=source, text=True, check=True, capture_output=True)
        out.append(path)
    path = os.path.join(folder, "textrel")
    subprocess.run(["gcc", "-w", "-shared", "-nostdlib", "-Wl,-z,notext", "-o", path, "-x", "assembler", "-"], check=True, capture_output=True,
                   input=".text\n.globl f\nf: movabs $g, %rax\n ret\n.section .note.GNU-stack\n", text=True)
    omagic = os.path.join(folder, "omagic")
    subprocess.run(["gcc", "-w", "-static", "-nostdlib", "-Wl,-N", "-o", omagic, "-x", "c", "-"], check=True, capture_output=True,
                   input="int x = 1; void _start(void) {}", text=True)
    return [*out, path, omagic]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="*", default=["/usr/bin", "/usr/sbin", "/usr/lib"])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    n, seen = {True: 0, False: 0}, collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        paths = [p for p in reader.candidates(args.folders) if "/debug/" not in str(p)]
        paths = [str(p) for p in random.Random(args.seed).sample(paths, min(args.count, len(paths)))]
        paths += made(folder)
        for at in range(0, len(paths), BATCH):
            batch = paths[at:at + BATCH]
            for path, found in told(batch).items():
                want = expected(path)
                n[found == want] += 1
                seen.update(want.keys())
                if found != want:
                    print(f"FAILED {path}: readelf shows {dict(want)} and linkwright tells {found and dict(found)}")
        good = {rule for rule, _ in seen} == RULES and seen["LW305", "note"] and seen["LW305", "warning"]
        n[bool(good)] += 1
        if not good:
            print(f"FAILED: not every mark was met: {dict(seen)}")
    print(f"marks: {n[True]} passed, {n[False]} failed")
    return 1 if n[False] else 0


if __name__ == "__main__":
    sys.exit(main())
