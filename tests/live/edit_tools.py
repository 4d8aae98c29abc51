# SPDX-License-Identifier: Apache-2.0
"""The tools that edit ELF files, behind one door: linkwright, and patchelf of several releases to measure beside it.

An edit is a pair (word, value): ("rpath", list with colons), ("needed", name to add), ("soname", name), ("interpreter", path),
("remove", name), ("replace", (old name, new name)). A list of them is one call.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from dataclasses import dataclass

import debs

TIMEOUT = 600


@dataclass
class Done:
    """status None: it took too long."""

    status: int | None
    words: str

    @property
    def good(self):
        return self.status == 0


class Linkwright:
    OPTIONS = {"rpath": "--set-rpath", "needed": "--add-needed", "remove": "--remove-needed", "soname": "--set-soname",
               "interpreter": "--set-interpreter"}

    def __init__(self, path):
        self.path, self.name = os.path.abspath(path), "linkwright"

    def options(self, edits, facts):
        out = []
        for word, value in edits:
            out += ["--replace-needed", "=".join(value)] if word == "replace" else [self.OPTIONS[word], value]
        return out

    def command(self, path, edits, facts):
        return [self.path, "edit", path, *self.options(edits, facts), "--in-place", "--quiet"]

    def edit(self, path, edits, facts):
        return call(self.command(path, edits, facts))

    def digest(self):
        return digest(self.path)


class Patchelf(Linkwright):
    """patchelf turns an rpath into a runpath unless it is told not to; a program's own name it does not set."""

    def __init__(self, path, name, start=()):
        """start: what it is started by, where that is not the system's own loader."""
        super().__init__(path)
        self.name, self.start = name, list(start)

    def options(self, edits, facts):
        out = []
        for word, value in edits:
            if word == "rpath" and facts.rpath is not None and facts.runpath is None:
                out += ["--force-rpath"]
            out += ["--replace-needed", *value] if word == "replace" else [self.OPTIONS[word], value]
        return out

    def command(self, path, edits, facts):
        if is_fixed(path):
            edits = [edit for edit in edits if edit[0] != "soname"]
        options = self.options(edits, facts)
        return [*self.start, self.path, *options, path] if options else ["true"]


def is_fixed(path):
    """Whether this is a program at fixed addresses (ET_EXEC)."""
    with open(path, "rb") as f:
        head = f.read(18)
    return int.from_bytes(head[16:18], "little" if head[5] == 1 else "big") == 2


def call(command):
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT,
                              env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, check=False)
    except subprocess.TimeoutExpired:
        return Done(None, "took too long")
    return Done(done.returncode, done.stdout.decode("utf-8", "replace").strip())


def digest(path):
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()[:12] if hasattr(hashlib, "file_digest") else hashlib.sha256(f.read()).hexdigest()[:12]


def patchelfs(folder):
    """This system's patchelf, and trixie's with the libraries that it is for, as far as they can be had."""
    out = []
    if os.path.exists("/usr/bin/patchelf"):
        out.append(Patchelf("/usr/bin/patchelf", call(["/usr/bin/patchelf", "--version"]).words))
    try:
        roots = [debs.unpacked("trixie", package, folder)[0] for package in ("patchelf", "libc6", "libstdc++6", "libgcc-s1")]
    except (subprocess.CalledProcessError, OSError, SystemExit, IndexError):
        return out
    libraries = [os.path.join(root, "usr/lib/x86_64-linux-gnu") for root in roots[1:]]
    start = [os.path.join(libraries[0], "ld-linux-x86-64.so.2"), "--library-path", ":".join(libraries)]
    path = os.path.join(roots[0], "usr/bin/patchelf")
    version = call([*start, path, "--version"])
    return out + [Patchelf(path, version.words, start)] if version.good else out
