#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What `fuse --dry-run --verbose` says binds to what, beside what the real loader binds (LD_DEBUG=bindings, all at once); text and JSON say the
same, and a dry run writes nothing.

fuse_plan.py [--linkwright FILE]
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))
from tally import BUILD, Tally

PROGRAMS = (
    ("/usr/bin/xz", ["--lib", "liblzma.so.5"]), ("/usr/bin/git", ["--all", "--keep-libc"]), ("/usr/bin/git", ["--lib", "libz.so.1"]),
    ("/usr/bin/openssl", ["--all", "--keep-libc"]), ("/usr/bin/python3", ["--all", "--keep-libc", "--fixed"]),
    ("/usr/bin/perl", ["--all", "--keep-libc"]), ("/usr/bin/curl", ["--all", "--keep-libc"]))
ITS_OWN = {"malloc", "calloc", "free", "realloc"}  # the loader looks them up for itself, in the program's name (glibc elf/dl-minimal.c)
LINE = re.compile(r"binding file (\S+) \[0\] to (\S+) \[0\]: \w+ symbol `([^']*)'(?: \[([^]]*)\])?$", re.M)


def run(*words, **more):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL, **more)


def loader(program):
    """{(from, symbol, version): {to}}; what is opened while it runs is left out, since that has another scope."""
    with tempfile.TemporaryDirectory() as folder:
        run(program, "--version", env={"LD_DEBUG": "bindings", "LD_BIND_NOW": "1", "LD_DEBUG_OUTPUT": f"{folder}/log", "PATH": "/usr/bin:/bin"})
        text = "".join(p.read_text(errors="replace").split("\ttransferring control:")[0] for p in sorted(Path(folder).iterdir())[:1])
    found = {}
    for start, to, symbol, version in LINE.findall(re.sub(r"^\s*\d+:\t", "", text, flags=re.M)):
        found.setdefault((os.path.realpath(start), symbol, version or None), set()).add(os.path.realpath(to))
    return found


def line_of(b, members):
    """The row of the text; members: what each of them is called, by path."""
    name = ("" if b["from"] in members else os.path.basename(b["from"]) + ": ") + b["symbol"] + ("@" + b["version"] if b["version"] else "")
    if b["to"] is None:
        return f"    {name} -> nowhere" + (", and may be missing" if b["weak"] else "")
    return f"    {name} -> " + members.get(b["to"], os.path.basename(b["to"]) + ", outside")


def look(linkwright, tally, program, options):
    what = f"{program} {' '.join(options)}"
    done = run(linkwright, "fuse", program, *options, "--dry-run", "--verbose", "--format", "json")
    if not tally.check(done.returncode == 0, f"{what}: {done.stderr}"):
        return
    result = json.loads(done.stdout)["results"][0]
    members = {os.path.realpath(m["path"]) for m in result["members"]}
    real, told = loader(program), {}
    for b in result["bindings"]:
        start, to = os.path.realpath(b["from"]), b["to"] and os.path.realpath(b["to"])
        told.setdefault((start, b["symbol"], b["version"]), set()).add(to)
        tally.check(b["fused"] == (start in members and to in members), f"{what}: {b}: fused")
        tally.check(start in members or to in members, f"{what}: {b}: of no member")
    missed = [k for k, to in real.items() if k[0] in members and to - told.get(k, set()) and not (k[0] == program and k[1] in ITS_OWN)]
    other = [k for k, to in told.items() if to - real.get(k, set()) - {None}]
    nowhere = [k for k, to in told.items() if None in to and real.get(k, set())]
    tally.check(len([k for k in real if k[0] in members]) > 20, f"{what}: the loader told of {len(real)} bindings")
    for name, keys in (("not told", missed), ("told, and the loader does otherwise", other), ("said to be nowhere", nowhere)):
        tally.check(not keys, f"{what}: {len(keys)} {name}: {[(k, real.get(k), told.get(k)) for k in keys[:4]]}")
    with tempfile.TemporaryDirectory() as folder:
        text = run(linkwright, "fuse", program, *options, "--dry-run", "--verbose", "-o", f"{folder}/out", cwd=folder).stdout
        tally.check(os.listdir(folder) == [], f"{what}: a dry run wrote {os.listdir(folder)}")
    rows = [row for row in text.splitlines() if row.startswith("    ") and " -> " in row]
    called = {m["path"]: m["name"] or "the file itself" for m in result["members"]}
    other = [(b, row) for b, row in zip(result["bindings"], rows) if line_of(b, called) != row]
    tally.check(len(rows) == len(result["bindings"]) and not other, f"{what}: {len(rows)} rows of {len(result['bindings'])}; {other[:3]}")
    plain = run(linkwright, "fuse", program, *options, "--dry-run", "--format", "json")
    tally.check("bindings" not in json.loads(plain.stdout)["results"][0], f"{what}: told without --verbose")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--linkwright", default=str(BUILD / "linkwright"))
    args = parser.parse_args()
    tally = Tally("fuse_plan")
    for program, options in PROGRAMS:
        if os.path.exists(program):
            look(args.linkwright, tally, os.path.realpath(program), options)
        else:
            tally.skip(f"there is no {program}")
    tally.end()


if __name__ == "__main__":
    main()
