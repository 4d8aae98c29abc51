#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The table of linkwright-edit(1) that says which format takes which edit, against the editors themselves.

Each option of the table is asked of a small file of each format, as a dry run. "no" has to be refused with those words, "yes" must
not be, whatever else the file makes of it.
"""
import glob
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = ROOT / "build/linkwright"
PAGE = ROOT / "docs/man/linkwright-edit.1.scd"
REFUSED, LATER = re.compile(r"has no meaning for|would give libraries of a Mach-O file other numbers"), "cannot be edited yet"
VALUES = {"--rpath-kind": "runpath", "--execstack": "off", "--set-os-abi": "Linux", "--set-flag": "now", "--clear-flag": "now", "--load-flags": "0x800",
          "--set-version": "1.0", "--needed-version": "libz=1.0", "--set-interpreter": "/lib/ld.so"}
BARE = {"--clear-rpath", "--shrink-rpath", "--nodefaultlib", "--bind-now", "--add-debug-tag"}
MAC = '. "$1"; mac_lib x.dylib arm64; mv x.dylib mach-o'


def table():
    """[(option, {format: yes or no})]"""
    text = PAGE.read_text().split("# FORMATS", 1)[1]
    rows = re.findall(r"^[|\[]+ +(.*)\n((?::.*\n)+)", text, re.M)
    formats = [re.sub(r"\W", "", cell[2:]).lower() for cell in rows[0][1].splitlines()]
    out = []
    for names, cells in rows[1:]:
        told = dict(zip(formats, (cell[1:].strip() for cell in cells.splitlines())))
        out += [(name, told) for name in names.split(", ")]
    return out


def options():
    """Every option of the table of edits."""
    edits = (ROOT / "include/linkwright/edit.h").read_text()
    return ["--" + word for word in re.findall(r'^\tX\(\w+, "([a-z-]+)", (?:TEXT|PAIR|NOTHING)\)', edits, re.M)]


def files(folder):
    """{format: a small file of it}"""
    out = {"elf": "/usr/bin/env"}
    place = folder / "place"
    place.mkdir()
    done = subprocess.run(["/bin/bash", "-c", MAC, "bash", ROOT / "tests/cli/make.sh"], cwd=place, capture_output=True, check=False)
    if done.returncode == 0:
        out["macho"] = place / "mach-o"
    if found := glob.glob("/usr/lib/gcc/x86_64-w64-mingw32/*/libgcc_s_seh-1.dll"):
        out["pe"] = found[0]
    return out


def ask(file, option):
    value = [] if option in BARE else [VALUES.get(option, "one=two" if "replace" in option or "rename" in option else "one")]
    done = subprocess.run([BINARY, "edit", file, option, *value, "--dry-run"], capture_output=True, text=True, errors="replace", timeout=60, check=False)
    return done.stdout + done.stderr


def main():
    passed, failed, skipped = 0, 0, []
    rows = table()
    told = {name for name, _ in rows} - {"--set-id"}
    if told != set(options()) or not rows:
        failed += 1
        print(f"FAILED: the table and the edits are not the same: {sorted(told ^ set(options()))}")
    with tempfile.TemporaryDirectory(prefix="lw-edits-") as folder:
        given = files(Path(folder))
        for option, formats in rows:
            for name, takes in formats.items():
                said = ask(given[name], option) if name in given else LATER
                if LATER in said:
                    skipped.append(name)
                elif (REFUSED.search(said) is not None) == (takes == "no"):
                    passed += 1
                else:
                    failed += 1
                    print(f"FAILED: {option} of {name}: the page says {takes}, and the editor:\n{said}")
    for name in sorted(set(skipped)):
        print(f"skipped: {skipped.count(name)} edits of {name}: there is no file of it, or no editor")
    print(f"edits: {passed} passed, {failed} failed, {len(skipped)} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
