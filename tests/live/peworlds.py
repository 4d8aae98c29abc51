#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The PE files of world files, laid on disk: LLVM's tools find in them what the world says, and linkwright the same as they.

peworlds.py [WORLD...]   default: tests/worlds/win*.w
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

import peread
import worldtext

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
LAY = os.path.join(TOP, "build", "tests", "world-lay")
MACHINES = {"x86_64": 0x8664, "i386": 0x14C, "aarch64": 0xAA64}
MANIFEST = re.compile(r"^ +Type: MANIFEST .*?^ +Name: \(ID (\d+)\).*?^ +DataSize: (\d+)$", re.M | re.S)


def symbol(word):
    """As peread has it: the name and 0, or no name and the ordinal."""
    return ("", int(word[1:])) if re.fullmatch(r"@\d+", word) else (word, 0)


def wanted(statement):
    """What the indented lines say, as peread tells of a file."""
    program = statement.one("program") is not None
    fact = {"machine": MACHINES[statement.one("machine", ["x86_64"])[0]], "program": program, "forwards": {},
            "imports": [], "delays": [], "exports": [], "flags": None, "manifest": None}
    exports, numbers = {}, []
    for line in statement.below:
        if line[0] in ("import", "delay"):
            fact[line[0] + "s"].append((line[1], [symbol(word) for word in line[2:] or ["f"]]))
        elif line[0] in ("export", "forward"):
            for word in line[1:] if line[0] == "export" else line[1:2]:
                name, ordinal = symbol(word)
                numbers.append(ordinal or (numbers[-1] + 1 if numbers else 1))
                exports[numbers[-1]] = name
            if line[0] == "forward":
                fact["forwards"][numbers[-1]] = (line[2], name)
        elif line[0] == "load-flags":
            fact["flags"] = int(line[1], 0)
    fact["exports"] = [name for _, name in sorted(exports.items())] or ([] if program else ["f"])
    text = "".join(line[0] + "\n" for line in statement.all("manifest"))
    if text:
        number = int(statement.one("manifest-id", ["1" if program else "2"])[0])
        fact["manifest"] = (number, len(text.encode("utf-8", "surrogateescape")))
    return fact


def told(path):
    """The same from LLVM's tools."""
    fact, said = peread.theirs(path)
    if fact is None or said.strip():
        raise RuntimeError(f"llvm-readobj: {said.strip()}")
    found = MANIFEST.search(peread.run([peread.tool("llvm-readobj"), "--coff-resources", path])[1])
    dlls = {kind: [(dll[1], dll[2]) for dll in fact["dlls"] if dll[0] == kind] for kind in ("import", "delay-import")}
    return fact, {"machine": fact["machine"], "program": fact["characteristics"] & 0x2000 == 0, "forwards": fact["forwards"],
                  "imports": dlls["import"], "delays": dlls["delay-import"],
                  "exports": [name for _, (_, name) in sorted(fact["exports"].items())],
                  "flags": fact.get("dependent-load-flags"), "manifest": found and (int(found[1]), int(found[2]))}


def problems(statement, path, mine):
    fact, have = told(path)
    want = wanted(statement)
    out = [f"{name}: the world says {want[name]!r}, LLVM {have[name]!r}" for name in want if want[name] != have[name]]
    return out + [f"linkwright and LLVM: {text}" for text in peread.differences(mine, fact)]


def main():
    passed = failed = 0
    for name in sys.argv[1:] or sorted(glob.glob(os.path.join(TOP, "tests", "worlds", "win*.w"))):
        world = worldtext.parse(name)
        with tempfile.TemporaryDirectory(prefix="lw-peworld-") as root:
            subprocess.run([LAY, name, root], check=True, timeout=60)
            files = [(s, root + s.words[0]) for s in world.files if s.kind == "pe"]
            mine = peread.ours(peread.FACTS, [path for _, path in files])
            for statement, path in files:
                said = problems(statement, path, mine[path])
                passed, failed = passed + (not said), failed + bool(said)
                for text in said:
                    print(f"FAIL {os.path.basename(name)} {statement.words[0]}: {text}")
    print(f"live-peworlds: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
