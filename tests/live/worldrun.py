# SPDX-License-Identifier: Apache-2.0
"""Runs the real loader in a laid-out world and tells what it did; nothing of the world's own programs matters."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import elfpeek
import listing
import oracle

NOBODY = 65534
HERE = os.path.dirname(os.path.abspath(__file__))
# What to switch off so that the loader sees at most this level (glibc sysdeps/x86/cpu-features.c, get-isa-level.h).
ABOVE = {
    "x86-64-v1": "-SSE4_2,-AVX2,-AVX512F", "x86-64-v2": "-AVX2,-AVX512F", "x86-64-v3": "-AVX512F", "x86-64-v4": "",
}
LEVELS = ["x86-64-v1", "x86-64-v2", "x86-64-v3", "x86-64-v4"]
TRUSTED = ("/lib/x86_64-linux-gnu/", "/usr/lib/x86_64-linux-gnu/", "/lib/", "/usr/lib/")
FIND = re.compile(r"find library=(.*) \[\d+\]; searching")
PATHS = re.compile(r" search path=.*\t\t\((.*)\)$")
TRYING = re.compile(r"  trying file=(.*)$")


class Run:
    """One world on disk with the real loader in it."""

    def __init__(self, world, root, loader, host_levels):
        self.world, self.root = world, root
        self.loader_path = world.loaders[0][0]
        self.host_levels = host_levels
        target = os.path.join(root, self.loader_path.lstrip("/"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(target)  # the one of world-lay only looks like a loader
        shutil.copyfile(loader, target)
        os.chmod(target, 0o755)
        if world.secure:
            program = os.path.join(root, world.ask[1].lstrip("/"))
            os.chmod(program, 0o4755)
        self.make_reachable()

    def make_reachable(self):
        os.chmod(self.root, 0o755)
        os.makedirs(inside(self.root, self.world.cwd), exist_ok=True)

    def environment(self, trace):
        env = []
        mask = ABOVE[self.world.cpu]
        if mask and not self.world.secure:
            env.append(("GLIBC_TUNABLES", "glibc.cpu.hwcaps=" + mask))
        env += self.world.env
        if trace:
            env += [("LD_TRACE_LOADED_OBJECTS", "1"), ("LD_DEBUG", "libs")]
        return env

    def command(self):
        """A library without an interpreter is given to the loader."""
        program = self.world.ask[1]
        with contextlib.suppress(OSError, elfpeek.NotElf):
            if elfpeek.peek(inside(self.root, program)).interp is None:
                return [self.loader_path, program]
        return [program]

    def run(self, trace=True):
        """(listing, probes, mapped files); a world in secure mode is really started, because trace mode refuses there."""
        spec = {"root": self.root, "cwd": self.world.cwd, "proc": True, "uid": NOBODY,
                "command": self.command(), "env": self.environment(trace)}
        calls = oracle.FILE_CALLS + ",mmap"
        with tempfile.NamedTemporaryFile(prefix="lw-strace-") as log:
            done = subprocess.run(
                [oracle.STRACE, "-f", "-qq", "-o", log.name, "-e", "trace=" + calls,
                 sys.executable, "-I", "-S", os.path.join(HERE, "inside.py"), json.dumps(spec)],
                env={}, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
            )
            lines = oracle.text_of(log.read()).split("\n")
        if done.returncode == 125:
            raise RuntimeError(oracle.text_of(done.stderr).strip())
        got = listing.parse_output(oracle.text_of(done.stdout), oracle.text_of(done.stderr), done.returncode)
        return got, self.settle_probes(oracle.file_calls(lines)), oracle.mapped_libraries(lines)

    def run_musl(self):
        """(file calls, paths mapped, complaints, status) of a real start."""
        spec = {"root": self.root, "cwd": self.world.cwd, "proc": True, "uid": NOBODY, "command": self.command(),
                "env": self.world.env}
        with tempfile.NamedTemporaryFile(prefix="lw-strace-") as log:
            done = subprocess.run(
                [oracle.STRACE, "-f", "-qq", "-o", log.name, "-e", "trace=" + oracle.FILE_CALLS + ",mmap,close",
                 sys.executable, "-I", "-S", os.path.join(HERE, "inside.py"), json.dumps(spec)],
                env={}, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
            )
            lines = oracle.text_of(log.read()).split("\n")
        if done.returncode == 125:
            raise RuntimeError(oracle.text_of(done.stderr).strip())
        errors = [line for line in oracle.text_of(done.stderr).split("\n") if line.startswith("Error loading")]
        return oracle.file_calls(lines), oracle.mapped_in_order(lines), errors, done.returncode

    def settle_probes(self, calls):
        """Only open and stat count; the program that the loader is given by name is not a probe of the search."""
        calls = [call for call in calls if call[0] != "access"]
        if len(self.command()) == 2 and calls and calls[0][:2] == ("open", self.command()[1]):
            calls = calls[1:]
        if self.world.secure:
            # GLIBC_TUNABLES does not reach a set-id program: levels above the world's cannot be switched off.
            over = LEVELS[LEVELS.index(self.world.cpu) + 1:]
            calls = [c for c in calls if not any(f"glibc-hwcaps/{level}" in c[1] for level in over)]
        return calls


def inside(root, path):
    """The place of PATH below ROOT, its links followed as if ROOT were the root directory."""
    todo, at, links = path.split("/"), "/", 0
    while todo:
        part = todo.pop(0)
        at = os.path.normpath(os.path.join(at, part))
        if os.path.islink(root + at):
            links += 1
            if links > 40:
                raise OSError(f"too many links: {path}")
            todo = os.readlink(root + at).split("/") + todo
            at = "/" if todo[0] == "" else os.path.dirname(at)
    return root + at


def rules_of(debug):
    """{name: rule} as far as LD_DEBUG=libs tells which place gave a library."""
    out, name, place = {}, None, None
    for line in debug:
        text = line.partition(":\t")[2]
        found = FIND.search(text)
        if found:
            name, place = found[1], None
        elif PATHS.match(text):
            place = rule_of_label(PATHS.match(text)[1])
        elif text.startswith(" search cache="):
            place = "cache"
        elif TRYING.match(text) and name is not None:
            out.setdefault(name, []).append((TRYING.match(text)[1], place))
    return {name: tried[-1] for name, tried in out.items()}


def rule_of_label(label):
    for start, rule in (("RPATH", "rpath"), ("RUNPATH", "runpath"), ("LD_LIBRARY_PATH", "env"), ("system", "default")):
        if label.startswith(start):
            return rule
    return label
