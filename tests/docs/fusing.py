#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The table of rules in docs/fusing.md against src/fuse/rules.def, and every rule that a source names against both."""
import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests/tree"))
from tally import Tally

ROW = re.compile(r'^X\((\w+),\s*"([a-z-]+)",\s*(true|false),\s*"((?:[^"\\]|\\.)*)",\s*(?:NULL|"((?:[^"\\]|\\.)*)")\)', re.M | re.S)
SHOWN = re.compile(r"^\| `(fuse-[a-z-]+)` \| (refused|warning) \| (.+?) \| (.*?) \|$", re.M)


def main():
    tally = Tally("fusing.md")
    text = (TOP / "src/fuse/rules.def").read_text()
    rows = ROW.findall(text)
    shown = {row[0]: row for row in SHOWN.findall((TOP / "docs/fusing.md").read_text())}
    tally.check(len(rows) == text.count("\nX(") and len(rows) > 20, f"{len(rows)} rules are understood, and there are {text.count(chr(10) + 'X(')}")
    tally.check([r[1] for r in rows] == list(shown), f"the order or the rules differ: {sorted({r[1] for r in rows} ^ set(shown))}")
    sources = "".join(p.read_text() for p in (TOP / "src/fuse").glob("*.[ch]"))
    for code, name, refuses, what, helps in rows:
        row = shown.get(name)
        tally.check(row is not None and row[1] == ("refused" if refuses == "true" else "warning"), f"{name}: refused or a warning?")
        tally.check(row is not None and row[2].startswith(what), f"{name}: the page does not begin with what rules.def says: {what}")
        tally.check(row is not None and row[3] == helps, f"{name}: what helps: {helps!r}, not {row and row[3]!r}")
        tally.check(f"LW_FUSE_RULE_{code}" in sources or re.search(rf"RULE_##|\b{code}\b", sources), f"{name}: nothing gives it")
    tally.end()


if __name__ == "__main__":
    main()
