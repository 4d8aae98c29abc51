# SPDX-License-Identifier: Apache-2.0
"""Other people's patchelf and chrpath, out of packages of Debian that are unpacked and not installed.

They write in place and without a way back, so each call is given only names that lie below the folder it may write to.
"""
import contextlib
import os
import subprocess

import debs

LIBRARIES = ("libc6", "libstdc++6", "libgcc-s1")


class Unreachable(Exception):
    """The packages could not be fetched."""


def unpack(release, packages, folder):
    """{package: its directory}, and the version of the first one."""
    try:
        with contextlib.redirect_stderr(None):
            found = [debs.unpacked(release, package, folder) for package in packages]
    except (OSError, subprocess.SubprocessError, SystemExit, IndexError) as e:
        raise Unreachable(f"packages of {release} cannot be fetched: {e}") from e
    return {p: root for p, (root, _) in zip(packages, found)}, found[0][1]


class Tool:
    """A program of another release under its own release's loader and libraries."""

    def __init__(self, name, release, folder):
        roots, self.version = unpack(release, (name, *LIBRARIES), folder)
        usr = [os.path.join(roots[p], d, "x86_64-linux-gnu") for p in LIBRARIES for d in ("usr/lib", "lib")]
        dirs = [d for d in usr if os.path.isdir(d)]
        loader = next(p for d in dirs if os.path.exists(p := os.path.join(d, "ld-linux-x86-64.so.2")))
        self.release, self.name = release, name
        self.words = [loader, "--library-path", ":".join(dirs), os.path.join(roots[name], "usr/bin", name)]

    def run(self, words, cwd):
        return call([*self.words, *words], cwd)

    def edit(self, words, file, cwd):
        """Runs it on a file that it may change; words are the options."""
        if os.path.realpath(os.path.join(cwd, file)) != os.path.join(os.path.realpath(cwd), file) or "/" in file:
            raise ValueError(f"{file} is not a file of {cwd} itself: nothing else may be written to")
        return self.run([*words, file], cwd)


def call(command, cwd):
    """(status, stdout, stderr) as text."""
    done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False,
                          env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"})
    return done.returncode, done.stdout.decode(errors="backslashreplace"), done.stderr.decode(errors="backslashreplace")
