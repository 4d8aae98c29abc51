#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The course of campaign_edit_elf.py for 150 files: this system's, small and large, and own ones of three linkers.

A longer rpath, a library more, another soname, all at once: after each the real loader, readelf and eu-elflint have nothing new to say, the
same edit again changes no byte, what a strip makes of it loads, and programs run as before. A tool that only claims to edit is found out.
"""

import argparse
import collections
import multiprocessing
import os
import random
import shutil
import sys

import answer
import corpus
import edit_added
import edit_own
import edit_stage
import edit_tools
import edit_trial
import edit_watch
import elfpeek

FILES, LARGE, SEED = 150, 3, 6
LOADERS = ("ld-linux", "ld64.so", "ld.so", "ld-2.")  # they refuse to start with an rpath of their own
stage = None  # of this process


class Idle(edit_tools.Linkwright):
    """Says that it has edited, and has not."""

    def command(self, path, edits, facts):
        return ["true"]


def of_system(count):
    """So many paths, the same ones each time on the same system; a few of them large."""
    found = [(path, os.path.getsize(path)) for path, facts in corpus.elf_files(("/usr/bin", "/usr/sbin", "/usr/lib", "/usr/libexec", "/usr/lib32"))[0]
             if facts.kind in ("program", "library") and "/debug/" not in path and not os.path.basename(path).startswith(LOADERS)]
    small = [path for path, size in found if size <= 1 << 20]
    large = [path for path, size in found if 4 << 20 <= size <= 24 << 20]
    draw = random.Random(SEED)
    return draw.sample(small, min(count - LARGE, len(small))) + draw.sample(large, min(LARGE, len(large)))


def own(folder):
    """Programs and the library of our own, where the programs are at fixed addresses and where not."""
    ways = edit_own.build(folder, ["gcc"], rpath=os.path.join(folder, "lib"), gold=shutil.which("ld.gold") is not None)
    return [*ways.values(), os.path.join(folder, "lib", "libown.so.1")]


def begin(folder):
    global stage
    stage = edit_stage.Stage(os.path.join(folder, str(os.getpid())))


def one(job):
    """The record of one file; each is given to one of the strips."""
    number, tool, path, added = job
    facts = elfpeek.peek(path)
    place = added.get((facts.machine, facts.bits), ("/nonexistent/of/one/edit", edit_added.FIRST, edit_added.SECOND))
    how = list(edit_watch.STRIPS)[number % len(edit_watch.STRIPS)]
    record = edit_trial.Trial(stage, tool, path, place, strips=(how,), strip_at=("all",)).go().record()
    if path.startswith(stage.folder.rsplit("/", 1)[0]) and not record["counts"]["ran"] and facts.interp and record["excluded"] is None:
        record["wrong"].append(("all", "run", "was not run"))
    return record


def tell(record):
    """Prints what is wrong with a file; whether anything is."""
    for step, kind, words in record["wrong"]:
        print(f"FAILED {record['path']} after {step}: {kind}: {words}")
    if record["refused"]:
        print(f"FAILED {record['path']}: refused at {record['refused'][0]}: {record['refused'][1]}")
    return bool(record["wrong"] or record["refused"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--count", type=int, default=FILES)
    options = parser.parse_args()
    folder = edit_stage.workplace()
    n, counts = {True: 0, False: 0}, collections.Counter()
    try:
        added, mine = edit_added.build(folder), own(os.path.join(folder, "own"))
        files = mine + of_system(options.count - len(mine))
        tool = edit_tools.Linkwright(options.linkwright)
        with multiprocessing.Pool(2, begin, (folder,)) as pool:
            for record in pool.imap_unordered(one, [(i, tool, path, added) for i, path in enumerate(files)], chunksize=4):
                n[not tell(record)] += 1
                counts.update(record["counts"])
            idle = pool.apply(one, ((0, Idle(options.linkwright), mine[0], added),))
        kinds = {kind for _, kind, _ in idle["wrong"]}
        n["loader" in kinds] += 1
        if "loader" not in kinds:
            print(f"FAILED: a tool that changes nothing is not found out: {idle['wrong']}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    enough = counts["traced"] >= 3 * options.count and counts["ran"] >= options.count // 10 and counts["stripped"] >= options.count // 2
    n[enough] += 1
    if not enough:
        print(f"FAILED: too little was looked at: {dict(counts)}")
    print(f"edit-elf: {n[True]} passed, {n[False]} failed ({counts['traced']} traces, {counts['ran']} runs)")
    return 1 if n[False] else 0


if __name__ == "__main__":
    sys.exit(main())
