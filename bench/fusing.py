# SPDX-License-Identifier: Apache-2.0
"""Fusing, beside what must be done at least with the files that go in: a copy, a checksum, and all of it on the disk."""
import os
import shutil
import subprocess
import sys

from measure import Call, in_turn
from starts import ALL, LINKWRIGHT, ROOT, members

STATIC = ROOT / "build-static/linkwright"
PROGRAMS = {"/usr/bin/clang": "clang", "/usr/bin/ffmpeg": "ffmpeg", "/usr/bin/git": "git", "/usr/bin/inkscape": "inkscape"}
LEAST = "cp, sha256sum and sync"
OWN = "linkwright fuse"
MOST_OVER_LEAST, MOST_OVER_SIZE = 1, 3


def work(folder, rounds):
    """[(name, bytes that go in, rows)]"""
    done = []
    for program, package in PROGRAMS.items():
        if not os.path.exists(program):
            print(f"bench: there is no {program} (package {package})", file=sys.stderr)
            continue
        files, copies, out = members(program), os.path.join(folder, "copies"), os.path.join(folder, "one-file")

        def fresh(copies=copies, out=out):
            shutil.rmtree(copies, ignore_errors=True)
            os.makedirs(copies)
            if os.path.exists(out):
                os.unlink(out)
            subprocess.run(["sync"], check=True)
        tools = {LEAST: [Call("sh", "-c", 'to=$0; cp "$@" "$to" && sha256sum "$to"/* && sync', copies, *files, before=fresh)]}
        for binary, more in ((LINKWRIGHT, ""), (STATIC, ", static release")):
            if binary.exists():
                tools[OWN + more] = [Call(binary, "fuse", program, *ALL, "--quiet", "-o", out, before=fresh)]
        rows = in_turn(tools, rounds)
        done.append((os.path.basename(program), len(files), sum(os.path.getsize(f) for f in files), rows))
        fresh()
    return done


def goals(done, goal):
    lines = []
    for name, _, size, rows in done:
        lines += [goal(f"{name} fused: wall of `{OWN}` over that of {LEAST} of what goes in", rows[OWN].over(rows[LEAST]), MOST_OVER_LEAST),
                  goal(f"{name} fused: peak memory over the size of what goes in", rows[OWN].peak * (1 << 20) / size, MOST_OVER_SIZE)]
    return lines


def tables(done, table):
    return [line for name, n, size, rows in done for line in table(f"{name} and {n - 1} libraries, {size / 1e6:.0f} MB, as one file on the disk", rows, LEAST)]
