#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Edits of search paths: random lists with empty, repeated and several entries, compared with a model in a few lines of Python; each
edit twice. What the file has is asked of readelf.

edit_rpaths.py [SEED [COUNT]]
"""
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))
from answer import default_linkwright
from tally import Tally

NAMES = ["", "a", "bb", "$ORIGIN/c"]


def entries(text):
    return text.split(":") if text else []


def added(path, more, at):
    for one in entries(more):
        if one not in path:
            path = path[:at] + [one] + path[at:]
            at += 1
    return path


def replaced(path, old, new):
    more = new.split(":")
    if old == "" or new == "":  # no words of the command line
        return None
    if old not in path:
        return path if all(one in path for one in more) else None
    if old == new:
        return path
    at = path.index(old)
    path = [one for one in path if one != old]
    for one in more:
        if one not in path:
            path.insert(at, one)
            at += 1
    return path


def expected(path, word, what):
    if word == "--replace-rpath":
        return replaced(path, *what.split("=", 1))
    if word == "--remove-rpath":
        return [one for one in path if one not in entries(what)]
    if what == "":
        return None
    return added(path, what, len(path) if word == "--add-rpath" else 0)


def written(path):
    """One empty entry alone would be no path at all."""
    return None if path == [] else ":" if path == [""] else ":".join(path)


def shown(file):
    text = subprocess.run(["readelf", "-dW", file], capture_output=True, text=True, check=True).stdout
    found = re.findall(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]", text)
    return found[0] if found else None


def some(r):
    return ":".join(r.choice(NAMES) for _ in range(r.randrange(1, 5)))


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 20261122
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 250
    r, tally, linkwright = random.Random(seed), Tally("edit_rpaths"), default_linkwright()

    def edit(*words):
        return subprocess.run([linkwright, "edit", "--quiet", *words], capture_output=True, text=True, check=False)

    with tempfile.TemporaryDirectory(prefix="lw-rpaths-") as folder:
        base, start, once, twice = (Path(folder) / n for n in ("base.so", "start.so", "once.so", "twice.so"))
        subprocess.run(["gcc", "-shared", "-nostdlib", "-o", base, "-x", "c", "/dev/null"], check=True)
        for i in range(count):
            path = some(r)
            word = r.choice(["--add-rpath", "--prepend-rpath", "--remove-rpath", "--replace-rpath", "--replace-rpath"])
            what = f"{r.choice(NAMES)}={some(r)}" if word == "--replace-rpath" else some(r)
            name = f"seed {seed}, {i}: {path!r} {word} {what!r}"
            tally.check(edit("--set-rpath", path, "-o", start, base).returncode == 0 and (shown(start) or "") == path, f"{name}: not set")
            want = expected(entries(path), word, what)
            done = edit(word, what, "-o", once, start)
            if want is None:
                tally.check(done.returncode != 0, f"{name}: not refused")
                continue
            want = path if want == entries(path) and path else written(want)
            tally.check(done.returncode == 0 and shown(once) == want, f"{name}: {shown(once)!r}, not {want!r} {done.stderr.strip()}")
            done = edit(word, what, "-o", twice, once)
            tally.check(done.returncode == 0 and twice.read_bytes() == once.read_bytes(), f"{name}: not the same again {done.stderr.strip()}")
    tally.end()


if __name__ == "__main__":
    main()
