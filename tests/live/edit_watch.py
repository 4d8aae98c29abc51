# SPDX-License-Identifier: Apache-2.0
"""What others say of an ELF file: the loader in trace mode, readelf, eu-elflint, and the strips that may follow an edit."""

import collections
import os
import re
import subprocess

import oracle

ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
TRACE = {"LD_TRACE_LOADED_OBJECTS": "1", "LD_WARN": "yes", "LD_BIND_NOW": "yes"}
ADDRESS = re.compile(r" \(0x[0-9a-f]+\)")
NUMBER = re.compile(r"0x[0-9a-fA-F]+|\b[0-9a-fA-F]{8,}\b|\d+")
STRIPS = {"strip": ["strip", "-o", "OUT", "IN"], "objcopy": ["objcopy", "IN", "OUT"], "eu-strip": ["eu-strip", "-o", "OUT", "IN"],
          "llvm-strip": ["llvm-strip", "-o", "OUT", "IN"]}


def said(command, env=None, seconds=600):
    """(status, standard output, standard error); a status of None: it took too long."""
    try:
        done = subprocess.run(command, env=env or ENV, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return None, "", "took too long"
    return done.returncode, oracle.text_of(done.stdout), oracle.text_of(done.stderr)


def trace(stage, original, edited, facts):
    """(exit status, lines of the list, lines of complaints) of the real loader; raises oracle.Excluded."""
    with stage.over(original, edited) as path:
        status, out, err = said(oracle.trace_command(path, facts), TRACE)
    hide = (lambda text: text) if stage.mounts else lambda text: text.replace(edited, original)
    return status, hide(ADDRESS.sub("", out)).splitlines(), hide(err).splitlines()


def without(lines, added):
    """A list without the libraries that were added on purpose, and which of them it had."""
    first = [line.strip().partition(" => ")[0] for line in lines]
    return [line for line, name in zip(lines, first) if name not in added], {name for name in first if name in added}


def complaints(text, path):
    """How often each thing is complained of, whatever the numbers in it."""
    lines = (NUMBER.sub("N", line.replace(path, "FILE")) for line in text.splitlines())
    return collections.Counter(line for line in lines if line.strip() and line.strip() != "No errors")


def readelf(path):
    return complaints(said(["readelf", "-aW", path])[2], path)


def elflint(path):
    status, out, err = said(["eu-elflint", "--gnu-ld", path])
    return complaints(out + err + ("" if status is not None and status >= 0 else f"died of {status}\n"), path)


def stripped(path, how, out):
    """Whether the tool made a file; what it said."""
    words = [{"IN": path, "OUT": out}.get(word, word) for word in STRIPS[how]]
    if os.path.exists(out):
        os.unlink(out)
    status, text, err = said(words)
    good = status == 0 and os.path.exists(out)
    if good:
        os.chmod(out, 0o755)
    return good, (text + err).replace(path, "FILE").strip()
