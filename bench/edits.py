# SPDX-License-Identifier: Apache-2.0
"""A longer rpath in a library of 100 MB, on the disk when it ends: beside a copy of the file, and beside patchelf."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/live"))

import debs  # noqa: E402

from measure import Call, in_turn  # noqa: E402

LINKWRIGHT = ROOT / "build/linkwright"
STATIC = ROOT / "build-static/linkwright"
RPATH = "$ORIGIN/../lib:$ORIGIN/../libexec/a/longer/place/than/before"
LIBRARY = "/usr/lib/x86_64-linux-gnu/libLLVM-14.so.1"
PACKAGE = "libllvm14"
MOST_OVER_COPY, LEAST_FASTER = 1, 3
COPY, OUT, IN_PLACE = "cp and sync", "linkwright edit -o", "linkwright edit --in-place"
OVER = "cp, sync and mv over the file"  # what whoever replaces a file has to pay for, its old blocks too


def newer_patchelf(folder):
    """(words, argv) of the patchelf of the next release, with the libraries that it needs; None where it cannot be had."""
    try:
        roots = [debs.unpacked("trixie", name, folder) for name in ("patchelf", "libc6", "libstdc++6", "libgcc-s1")]
    except (subprocess.CalledProcessError, SystemExit, OSError) as e:
        print(f"bench: no patchelf of trixie: {e}", file=sys.stderr)
        return None
    libraries = ":".join(f"{root}/usr/lib/x86_64-linux-gnu" for root, _ in roots)
    loader = f"{roots[1][0]}/usr/lib64/ld-linux-x86-64.so.2"
    return f"patchelf {roots[0][1]} and sync", [loader, "--library-path", libraries, f"{roots[0][0]}/usr/bin/patchelf"]


def patchelfs(folder):
    found = []
    if shutil.which("patchelf"):
        said = subprocess.run(["patchelf", "--version"], capture_output=True, text=True, check=True).stdout.split()
        found.append((f"patchelf {said[-1]} and sync", ["patchelf"]))
    newer = newer_patchelf(folder)
    return found + ([newer] if newer else [])


def work(folder, rounds):
    """(words, rows) for one library, each time from a fresh copy, with nothing else waiting for the disk. None: no such library here."""
    source, file, out = Path(LIBRARY), os.path.join(folder, "edited.so"), os.path.join(folder, "out.so")
    if not source.exists():
        return None

    def fresh():
        for path in (file, out):
            if os.path.exists(path):
                os.unlink(path)
        shutil.copyfile(source, file)
        subprocess.run(["sync"], check=True)

    def both(*argv):
        return [Call("sh", "-c", '"$@" && sync "$0"', file, *argv, before=fresh)]
    tools = {COPY: [Call("sh", "-c", 'cp "$0" "$1" && sync "$1"', file, out, before=fresh)]}
    tools[OVER] = [Call("sh", "-c", 'cp "$0" "$1" && sync "$1" && mv -f "$1" "$0"', file, out, before=fresh)]
    for binary, more in ((LINKWRIGHT, ""), (STATIC, ", static release")):
        if binary.exists():
            edit = [binary, "edit", file, "--set-rpath", RPATH]
            tools[OUT + more] = [Call(*edit, "-o", out, before=fresh)]
            tools[IN_PLACE + more] = [Call(*edit, "--in-place", before=fresh)]
    for words, argv in patchelfs(folder):
        tools[words] = both(*argv, "--set-rpath", RPATH, file)
    size = source.stat().st_size / 1e6
    return f"A longer rpath in a library of {size:.0f} MB ({source.name}), synced", in_turn(tools, rounds)


def goals(rows, goal):
    lines = []
    for own, copy in ((OUT, COPY), (IN_PLACE, OVER), (IN_PLACE, COPY)):
        lines.append(goal(f"an rpath in a library of 100 MB: wall of `{own}` over that of {copy}", rows[own].over(rows[copy]), MOST_OVER_COPY))
    for own in (OUT, IN_PLACE):
        for name, row in rows.items():
            if name.startswith("patchelf"):
                lines.append(goal(f"the same: wall of `{own}` over that of {name}", rows[own].over(row), round(1 / LEAST_FASTER, 2)))
    return lines
