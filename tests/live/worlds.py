#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every world file against the real glibc loader: laid on disk, in a root of its own, traced with strace.

Prints a line and a diff for each failure, the reason for each skip, and at the end
`live-worlds: N passed, N failed, N skipped`. Exit status 1 when one failed.
"""

import argparse
import glob
import os
import shutil
import subprocess
import sys
import tempfile

import layout_build
import listing
import oracle
import worldlay
import worldrun
import worldtext

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))


class Skip(Exception):
    """This world cannot be asked here; the text says why."""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("world", nargs="*", help="world files (default: tests/worlds/*.w)")
    parser.add_argument("--filter", default="", help="only worlds whose name contains this")
    parser.add_argument("--lay", default=os.path.join(TOP, "build", "tests", "world-lay"),
                        help="program that lays a world on disk, or 'python' for the builder of these tests")
    parser.add_argument("--loader", action="append", default=[], metavar="VERSION=PATH",
                        help="a loader of another version, for the worlds that name it")
    parser.add_argument("--show", action="store_true", help="print what the real loader did, as expect lines")
    parser.add_argument("--keep", action="store_true", help="keep the directories")
    parser.add_argument("-v", "--verbose", action="store_true", help="a line for each world that passed, too")
    return parser.parse_args()


def may_mount():
    """Can a process here have mounts of its own? A container's root may not."""
    return subprocess.run(["unshare", "--mount", "--propagation", "unchanged", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0


class Suite:
    def __init__(self, options):
        self.options = options
        version, self.levels = oracle.host_version()
        self.loaders = {version: os.path.realpath(oracle.HOST_LOADER)}
        self.loaders.update(pair.split("=", 1) for pair in options.loader)
        self.passed = self.failed = 0
        self.may_mount = may_mount()
        self.skipped = {}

    def one(self, path):
        name = os.path.basename(path)
        try:
            world = worldtext.parse(path)
            loader = self.loader_for(world)
            root = tempfile.mkdtemp(prefix="lw-world-" + name.removesuffix(".w") + "-")
            try:
                self.lay(world, root)
                problems = self.compare(worldrun.Run(world, root, loader, self.levels))
            finally:
                if self.options.keep:
                    print(f"{name}: kept in {root}")
                else:
                    remove(root)
        except Skip as reason:
            self.skipped.setdefault(str(reason), []).append(name)
            print(f"skip {name}: {reason}")
            return
        except (worldtext.WorldError, RuntimeError, subprocess.SubprocessError, OSError, LookupError) as error:
            problems = [f"{type(error).__name__}: {error}"]
        if problems:
            self.failed += 1
            print(f"FAIL {name}")
            for text in problems:
                print("    " + text.replace("\n", "\n    "))
        else:
            self.passed += 1
            if self.options.verbose:
                print(f"ok   {name}")

    def loader_for(self, world):
        if os.geteuid() != 0:
            raise Skip("needs root, for chroot")
        if not self.may_mount:
            raise Skip("needs the right to mount, which root does not have here")
        if world.live_no is not None:
            raise Skip("live no: " + world.live_no)
        if world.machine != "x86_64":
            raise Skip(f"machine {world.machine}")
        if len(world.loaders) == 1 and world.loaders[0][1] == "musl":
            if not os.path.exists(layout_build.MUSL):
                raise Skip("musl is not installed")
            return os.path.realpath(layout_build.MUSL)
        if len(world.loaders) != 1 or world.loaders[0][1] != "glibc":
            raise Skip("not one glibc loader")
        _, _, version, options = world.loaders[0]
        if options:
            raise Skip("a loader built with other directories")
        if version not in self.loaders:
            raise Skip(f"glibc {version}: no such loader here (--loader {version}=PATH)")
        if world.cpu != "x86-64-v1" and world.cpu not in self.levels:
            raise Skip(f"this CPU is below {world.cpu}")
        return self.loaders[version]

    def lay(self, world, root):
        if self.options.lay == "python":
            worldlay.lay(world, root)
        else:
            subprocess.run([self.options.lay, world.path, root], check=True, timeout=60)

    def compare(self, run):
        world = run.world
        if world.loaders[0][1] == "musl":
            return differences_musl(world, *run.run_musl())
        got, probes, mapped = run.run(trace=not world.secure)
        if got.status < 0 and not world.secure:
            return [f"the real loader died by signal {-got.status}"]
        if got.noise and not world.secure:
            return ["unexpected output: " + "; ".join(got.noise)]
        if self.options.show:
            self.show(world, got, probes, mapped)
            return []
        return differences(world, got, probes, mapped)

    def show(self, world, got, probes, mapped):
        rules = worldrun.rules_of(got.debug)
        print(f"# {os.path.basename(world.path)}: {world.about}")
        for kind, name, path in got.entries:
            rule = rules.get(name, (None, "?"))[1] if "/" not in name else "slash"
            rule = "loader" if path == world.loaders[0][0] else rule
            print(f"\tload {name} => {path} by {rule}" if kind == "load" else f"\tmissing {name}")
        for line in (["statically linked"] if got.static else []) + ["warn " + text for text in got.warnings]:
            print("\t" + line)
        if got.stop is not None:
            print("\tstop " + got.stop)
        for path in mapped if world.secure else []:
            print("\tload ? => " + path)
        for line in oracle.probe_lines(probes):
            print("\t" + line)


def differences(world, got, probes, mapped):
    """What differs between the expect lines and the real loader."""
    problems = []

    def check(what, want, have):
        text = listing.difference(want, have, "expected " + what, "real loader")
        if text:
            problems.append(text)

    want_stop = [words[1] for words in world.expected("stop")]
    if world.secure and not want_stop:
        want_stop = [f"{words[1]}: cannot open shared object file: No such file or directory"
                     for words in world.expected("missing")][:1]
    have_stop = [got.stop] if got.stop is not None else []
    check("stop", [listing.settle_assertion(s) for s in want_stop], [listing.settle_assertion(s) for s in have_stop])
    if got.stop is None and not world.secure:
        check("list", wanted_list(world), got.lines(with_warnings=False))
        problems.extend(rule_problems(world, got))
    elif not world.secure:
        # The file that is refused may have been mapped and unmapped again.
        paths = sorted(words[3] for words in world.expected("load"))
        # An assertion fails when all is mapped, also what is in no list.
        if not (got.stop.startswith(listing.BROKEN) and set(paths) <= set(mapped)) and paths != sorted(mapped[:-1]):
            check("mapped files before the loader gives up", paths, sorted(mapped))
    if not world.secure or world.expected("warn"):
        check("warnings", [words[1] for words in world.expected("warn")], got.warnings)
    wanted_probes = [" ".join(words) for words in world.expected("open", "stat")]
    if wanted_probes:
        check("system calls", wanted_probes, oracle.probe_lines(probes))
    if world.secure:
        check("mapped files", [w[3] for w in world.expected("load") if w[5] != "loader"], mapped)
    return problems


def differences_musl(world, calls, mapped, errors, status):
    """A real start: the program has no code, so it dies of its first instruction once all is loaded."""
    wanted = [
        ("mapped files", [w[3] for w in world.expected("load") if w[5] != "loader"], mapped),
        ("messages", [words[1] for words in world.expected("warn")], errors),
        ("system calls", [" ".join(words) for words in world.expected("open")], oracle.probe_lines(calls)),
        ("end", ["does not start" if world.expected("missing") else "starts"], ["does not start" if status == 127 else "starts"]),
    ]
    texts = [listing.difference(want, have, "expected " + what, "real loader") for what, want, have in wanted]
    return [text for text in texts if text]


def wanted_list(world):
    """The real list gives the loader by its path, whatever name asked for it."""
    out = ["statically linked"] if world.expected("statically") else []
    for words in world.expected("load", "missing"):
        if words[0] == "missing":
            out.append("missing " + words[1])
        else:
            _, name, _, path, _, rule = words
            out.append(f"load {path if rule == 'loader' else name} => {path}")
    return out


def rule_problems(world, got):
    """RULE against LD_DEBUG=libs. It names the list that first held a directory, so only a plain contradiction counts."""
    told = worldrun.rules_of(got.debug)
    problems = []
    for words in world.expected("load"):
        name, path, rule = words[1], words[3], words[5]
        found, label = told.get(name, (None, None))
        if rule in ("slash", "preload", "loader", "loaded") or found != path or label == rule:
            continue
        if not may_be_labelled(world, path, rule, label):
            problems.append(f"rule of {name}: expected {rule}, LD_DEBUG says {label}")
    return problems


def may_be_labelled(world, path, rule, label):
    """Whether a directory searched by RULE may have been known before as one of the list LABEL."""
    if label == "default":
        return path.startswith(worldrun.TRUSTED)
    if label == "env":
        return any(name == "LD_LIBRARY_PATH" for name, _ in world.env)
    kinds = {words[0] for statement in world.files for words in statement.below}
    return label in kinds and rule in kinds | {"env", "default"}


def remove(root):
    """Directories without permissions are no obstacle to root; nothing is mounted here (see inside.py)."""
    if os.path.ismount(os.path.join(root, "proc")):
        raise RuntimeError(f"{root}/proc is still mounted; left alone")
    shutil.rmtree(root)


def main():
    options = arguments()
    paths = options.world or sorted(glob.glob(os.path.join(TOP, "tests", "worlds", "*.w")))
    suite = Suite(options)
    if options.lay != "python" and not os.path.exists(options.lay):
        print(f"worlds: {options.lay} is not there (build it, or --lay python)", file=sys.stderr)
        return 2
    for path in paths:
        if options.filter in os.path.basename(path):
            suite.one(path)
    skipped = sum(len(names) for names in suite.skipped.values())
    print(f"live-worlds: {suite.passed} passed, {suite.failed} failed, {skipped} skipped")
    for reason, names in sorted(suite.skipped.items()):
        print(f"    {len(names)} skipped: {reason}")
    return 1 if suite.failed else 0


if __name__ == "__main__":
    sys.exit(main())
