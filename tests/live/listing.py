# SPDX-License-Identifier: Apache-2.0
"""What a loader did with one file, in one shape for every source: the list in order, what was missing, why it stopped.

A listing comes from the real loader's trace mode (oracle.py), or from linkwright's JSON (answer.py); the
functions below print and compare them.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field

MAPPED = re.compile(r"^\t(.*) \(0x[0-9a-f]+\)$")
MISSING = re.compile(r"^\t(.*) => not found$")
STOPPED = ": error while loading shared libraries: "
TOO_MANY = ("Failed loading ", "Fatal glibc error: Too many audit")
BROKEN = "Inconsistency detected by ld.so: "
FATAL_ENDS = (": CPU ISA level is lower than required",)
VDSO = ("linux-vdso.so.1", "linux-gate.so.1", "linux-vdso32.so.1", "linux-vdso64.so.1")
DEBUG_LINE = re.compile(r"^\s*\d+:\t")


@dataclass
class Listing:
    """entries are ("load", name, path) and ("missing", name, None)."""

    entries: list = field(default_factory=list)
    static: bool = False
    stop: str | None = None
    start_stop: str | None = None  # gives up at a real start only
    warnings: list = field(default_factory=list)
    debug: list = field(default_factory=list)
    noise: list = field(default_factory=list)
    status: int = 0

    def lines(self, with_warnings=True):
        """One printable line for each fact, in order."""
        if self.stop is not None:
            # A loader that gives up in trace mode has printed no list.
            out = ["stop " + self.stop]
        else:
            out = ["statically linked"] if self.static else []
            for kind, name, path in self.entries:
                out.append(f"load {name} => {path}" if kind == "load" else f"missing {name}")
        if with_warnings:
            out += ["warn " + text for text in self.warnings]
        return out


def parse_output(stdout, stderr, status):
    """The listing that the text of a run in trace mode tells."""
    got = Listing(status=status)
    for line in stdout.split("\n"):
        take_output_line(got, line)
    for line in stderr.split("\n"):
        take_error_line(got, line)
    return got


def take_output_line(got, line):
    missing = MISSING.match(line)
    mapped = MAPPED.match(line)
    if line == "\tstatically linked":
        got.static = True
    elif missing:
        got.entries.append(("missing", missing[1], None))
    elif mapped:
        name, arrow, path = mapped[1].partition(" => ")
        if name not in VDSO:
            got.entries.append(("load", name, path if arrow else name))
    elif line:
        got.noise.append(line)


def take_error_line(got, line):
    if not line:
        return
    if DEBUG_LINE.match(line):
        got.debug.append(line)
    elif STOPPED in line:
        got.stop = line.partition(STOPPED)[2]
    elif line.startswith((BROKEN, *TOO_MANY)) or line.endswith(FATAL_ENDS):
        got.stop = line
    elif line.startswith("ERROR: ld.so: "):
        got.warnings.append(line.removeprefix("ERROR: ld.so: "))
    else:
        # PROGRAM: OBJECT: words; the program's own name is the loader's prefix.
        got.warnings.append(line.partition(": ")[2] or line)


def settle_assertion(text):
    """The line number of the version assertion differs between builds of the loader."""
    return re.sub(r"dl-version\.c: \d+:", "dl-version.c: N:", text) if text else text


def difference(want, got, want_from, got_from):
    """A unified diff of two lists of lines; empty when they are equal."""
    if want == got:
        return ""
    return "\n".join(difflib.unified_diff(want, got, want_from, got_from, lineterm="", n=2))
