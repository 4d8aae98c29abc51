#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The known ways to ruin an ELF file, each a case: built for it, edited, and judged by others than linkwright.

edit_ways.py [--linkwright FILE] [--keep DIRECTORY] [--everywhere] [WORD...]   only the cases whose name contains one of the words

The classes are those of docs/editing.md, whose table has to name every case of this test and no other.
"""
import argparse
import concurrent.futures
import os
import re
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "tree"))
import ways_course
import ways_kit as kit
import ways_layout
import ways_many
import ways_odd
import ways_symbols
from tally import BUILD, ROOT, Tally

N_CLASSES = 30
MODULES = [ways_course, ways_layout, ways_many, ways_odd, ways_symbols]


def cases(everywhere=False):
    """[(name, classes, function, machine)]: the functions of a module's table; those of EVERYWHERE for each machine, of ONLY for one, and with
    everywhere all but those of HERE for each."""
    out, by_name = [], {m.name: m for m in kit.MACHINES}
    for module in MODULES:
        for function, numbers in module.CASES:
            only = getattr(module, "ONLY", {}).get(function)
            out.append((function.__name__, numbers, function, by_name.get(only, kit.NATIVE)))
            if only is None and (function in getattr(module, "EVERYWHERE", ()) or everywhere and function not in getattr(module, "HERE", ())):
                out += [(function.__name__, numbers, function, machine) for machine in kit.MACHINES]
    return out


def do(case, options, tally):
    name, numbers, function, machine = case
    if why := machine.missing():
        tally.skip(f"{name}, {machine.name}: {why}")
        return
    folder = os.path.join(options.folder, f"{name}-{machine.name}")
    os.makedirs(folder)
    way, begin = kit.Way(numbers, name, folder, os.path.abspath(options.linkwright), tally, machine), time.monotonic()
    try:
        function(way)
    except kit.Skip as e:
        tally.skip(f"{name}, {machine.name}: {e}")
    except Exception as e:  # whatever it is, the case has failed
        way.check(False, f"{type(e).__name__}: {e}")
    if options.times:
        print(f"{time.monotonic() - begin:6.1f} s  {name}, {machine.name}", flush=True)
    if not options.keep:
        shutil.rmtree(folder, ignore_errors=True)


def check_table(tally):
    """The page names the cases of every class."""
    with open(ROOT / "docs" / "editing.md", encoding="utf-8") as f:
        rows = {int(number): set(re.findall(r"`(\w+)`", cells.rpartition("|")[0].rpartition("|")[2]))
                for number, cells in re.findall(r"^\| (\d+) \|(.*)$", f.read(), re.M)}
    for number in range(1, N_CLASSES + 1):
        names = {name for name, numbers, _, _ in cases() if number in numbers}
        tally.check(names and names == rows.get(number), f"docs/editing.md, class {number}: the cases are {sorted(names)}, not {sorted(rows.get(number, []))}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=str(BUILD / "linkwright"))
    parser.add_argument("--keep", help="build in this directory and leave all there")
    parser.add_argument("--everywhere", action="store_true", help="every case on every machine that it can be done on")
    parser.add_argument("--times", action="store_true", help="tell how long each case takes")
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    tally = Tally("edit_ways")
    options.folder = options.keep or tempfile.mkdtemp(prefix="lw-ways-")
    chosen = [c for c in cases(options.everywhere) if not options.words or any(w in f"{c[0]} {c[3].name}" for w in options.words)]
    try:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda case: do(case, options, tally), chosen))
    finally:
        if not options.keep:
            shutil.rmtree(options.folder, ignore_errors=True)
    if not options.words:
        check_table(tally)
    tally.end()


if __name__ == "__main__":
    main()
