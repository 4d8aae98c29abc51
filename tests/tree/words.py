#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""No file of the project names the machine that it was written on, or a host that packages come from there."""
import re

from tally import ROOT, SKIP_DIRS, Tally, short

# Written in pieces so that this file does not find itself.
WORDS = [r"/wo" r"rk/(?:main|shared|\.)", "/ro" "ot/", "py" "env", "/\\.li" "brary", "arti" "factory", "reg" "istry\\.npm",
         "pyp" "i\\.org", "proxy\\.go" "lang", "\\bmir" "ror\\.", "10\\.\\d+\\.\\d+\\.\\d+", "host\\.dock" "er\\.internal"]
FOUND = re.compile("|".join(WORDS), re.I)
MAX_SIZE = 2_000_000


def texts():
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and not path.is_symlink() and not parts[0].startswith("build") and not SKIP_DIRS & set(parts):
            yield path


def main():
    tally = Tally("words")
    for path in texts():
        if path.stat().st_size > MAX_SIZE:
            tally.check(False, f"{short(path)}: is over {MAX_SIZE} bytes")
            continue
        text = path.read_bytes().decode(errors="replace")
        lines = [text.count("\n", 0, m.start()) + 1 for m in FOUND.finditer(text)]
        tally.check(not lines, f"{short(path)}: names a place of one machine, in lines {lines[:8]}")
    tally.end()


main()
