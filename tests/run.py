#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every group of tests, some of them beside the others. `make check` builds first and then calls this.

A line for each group; the output of a group only if something failed in it. The last line is the sum. A group that is not
there, or that ends without saying how many tests it ran, is a failure.

run.py [WORD...]   only the groups whose name contains one of the words
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = "/usr/bin/python3"
SUM = re.compile(r"^\S.*: (\d+) passed, (\d+) failed(?:, (\d+) skipped)?(?: \(.*\))?$")
TAP = re.compile(r"^(not )?ok\b(.*)$")

SCRIPTS = [
    ["tests/tree/rooms.py"],
    ["tests/tree/layout.py"],
    ["tests/tree/exports.py"],
    ["tests/tree/clang.py"],
    ["tests/tree/help_is_man.py"],
    ["tests/tree/words.py"],
    ["tests/tree/install.py"],
    ["tests/tree/static.py"],
    ["tests/cli/run.py"],
    ["tests/docs/examples.py"],
    ["tests/docs/schemas.py"],
    ["tests/docs/ci.py"],
    ["tests/docs/policies.py"],
    ["tests/docs/edits.py"],
    ["tests/docs/fusing.py"],
    ["tests/damage/run.py"],
    ["tests/damage/costly.py"],
    ["tests/oom/sweep.py"],
    ["tests/live/worlds.py"],
    ["tests/live/roots.py"],
    ["tests/live/scan.py"],
    ["tests/live/lock.py"],
    ["tests/live/ps.py"],
    ["tests/live/edit_safe.py"],
    ["tests/live/edit_safe.py", "--sanitizers"],
    ["tests/live/edit_rpaths.py"],
    ["tests/live/marks.py"],
    ["tests/live/musl.py"],
    ["tests/live/record.py"],
    ["tests/live/recordworlds.py"],
    ["tests/live/originals.py"],
    ["tests/live/layouts.py", "--count", "200"],
    ["tests/live/layouts.py", "--musl", "--count", "150"],
    ["tests/live/bindings.py"],
    ["tests/live/init_order.py"],
    ["tests/live/edit_elf.py"],
    ["tests/live/edit_stage_ends.py"],
    ["tests/live/readelf.py", "--count", "150"],
    ["tests/live/elf_sound.py"],
    ["tests/live/fuse_frames.py"],
    ["tests/live/pe.py"],
    ["tests/live/peworlds.py"],
    ["tests/live/edit_pe.py"],
    ["tests/live/macho.py"],
    ["tests/live/otool.py"],
    ["tests/live/edit_macho.py"],
    ["tests/live/z3.py"],
    ["tests/live/targets.py"],
    ["tests/live/targets.py", "--sanitizers"],
    ["tests/live/z3.py", "--sanitizers"],
    ["tests/live/archives.py"],
    ["tests/live/static_truth.py"],
    ["tests/live/pyscan.py"],
    ["tests/live/pypackages.py"],
    ["tests/live/edit_patchelf.py"],
    ["tests/live/edit_worst.py"],
    ["tests/live/edit_chrpath.py"],
    ["tests/live/edit_ways.py"],
    ["tests/live/fuse_tables.py"],
    ["tests/live/fuse_stubs.py"],
    ["tests/live/fuse_pages.py"],
    ["tests/live/fuse.py"],
    ["tests/live/fuse_random.py", "--seed", "11", "--per-batch", "40", "--count", "330", "--seconds", "25"],
    ["tests/live/fuse.py", "--cross", "aarch64"],
    ["tests/live/fuse_undo.py"],
    ["tests/live/fuse_levels.py"],
    ["tests/live/fuse_notes.py"],
    ["tests/live/fuse_plan.py"],
    ["tests/live/fuse_tools.py"],
    ["tests/live/fuse_z3.py"],
]

# These change nothing that others read: one after the other, they run beside the rest.
BESIDE = {"tree/clang.py", "oom/sweep.py", "live/worlds.py", "live/peworlds.py", "live/edit_patchelf.py", "live/elf_sound.py", "live/archives.py",
          "live/edit_macho.py"}


def call(argv, limit, env=None):
    """Exit status and all that was said; a status of None: it took too long."""
    try:
        done = subprocess.run(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=limit,
                              env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired as e:
        return None, (e.stdout or b"").decode(errors="replace") + f"\nstopped after {limit} seconds\n"


def count_tap(text):
    """(passed, failed, skipped) of TAP lines."""
    n = [0, 0, 0]
    for line in text.splitlines():
        if found := TAP.match(line):
            n[2 if "# SKIP" in found[2].upper() else 1 if found[1] else 0] += 1
    return n


def count_meson_test(test):
    """One record of meson's test log. A test that speaks TAP counts as its lines, another as one."""
    n = count_tap(test.get("stdout") or "")
    good, skipped = test["result"] in ("OK", "EXPECTEDFAIL"), test["result"] == "SKIP"
    if sum(n) == 0:
        return [int(good), int(not good and not skipped), int(skipped)]
    if not good and not skipped and n[1] == 0:
        n[1] = 1  # it died, or its exit status says more than its lines
    return n


def meson_group(build):
    log = ROOT / build / "meson-logs/testlog.json"
    log.unlink(missing_ok=True)
    status, said = call(["/usr/bin/meson", "test", "-C", build, "--no-rebuild", "--num-processes", "2"], 600)
    if not log.exists():
        return [0, 1, 0], said
    total, text = [0, 0, 0], ""
    for line in log.read_text().splitlines():
        test = json.loads(line)
        n = count_meson_test(test)
        total = [a + b for a, b in zip(total, n)]
        if n[1]:
            text += f"--- {test['name']}: {test['result']}\n{test.get('stdout') or ''}{test.get('stderr') or ''}\n"
    if status != 0 and total[1] == 0 or total[0] == 0:
        total[1] += 1
        text += said
    return total, text


def script_group(argv):
    if not (ROOT / argv[0]).exists():
        return [0, 1, 0], f"{argv[0]} is missing\n"
    status, said = call([PYTHON] + argv, 600)
    lines = said.strip().splitlines()
    found = next((m for m in map(SUM.match, reversed(lines)) if m), None)
    if not found:
        return [0, 1, 0], said + "\nit does not tell how many tests passed and failed\n"
    n = [int(x or 0) for x in found.groups()]
    if status != 0 and n[1] == 0:
        n[1] = 1
    return n, said


def lane(groups):
    """Runs them in turn and tells of each when it is done; what all of them counted."""
    total = [0, 0, 0]
    for name, run, what in groups:
        begin = time.monotonic()
        n, said = run(what)
        total = [a + b for a, b in zip(total, n)]
        row = f"{name:28} {n[0]:6} passed {n[1]:4} failed {n[2]:4} skipped {time.monotonic() - begin:7.1f} s\n"
        if n[1]:
            row += "    " + said.rstrip().replace("\n", "\n    ") + "\n"
        sys.stdout.write(row)
        sys.stdout.flush()
    return total


def main(words):
    groups = [(f"C tests, {name}", meson_group, build) for name, build in
              (("optimised", "build"), ("sanitizers", "build-debug"))]
    groups += [(argv[0].removeprefix("tests/"), script_group, argv) for argv in SCRIPTS]
    groups = [g for g in groups if not words or any(w in g[0] for w in words)]
    lanes = [[g for g in groups if (g[0] in BESIDE) == beside] for beside in (False, True)]
    with concurrent.futures.ThreadPoolExecutor(len(lanes)) as pool:
        counts = list(pool.map(lane, lanes))
    total = [sum(n) for n in zip(*counts)]
    print(f"{total[0]} passed, {total[1]} failed" + (f", {total[2]} skipped" if total[2] else ""))
    return 1 if total[1] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
