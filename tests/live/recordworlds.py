#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Worlds of Mach-O and PE files, laid on disk, looked at and recorded there: the record gives the same answer in memory.

recordworlds.py [--keep] [WORLD...]   default: tests/worlds/mac*.w and win*.w

Of each world the record has to hold what the world itself expects; world-run has to get the same from the record; and it must not from a
record that lacks a file which was loaded. Each question is asked as `tree`, and as `why` for a library that was loaded or is missing.
"""
import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

import worldtext

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = os.path.join(TOP, "build")
LOADS = ("load", "missing", "stop", "warn")


def call(*argv):
    done = subprocess.run([str(word) for word in argv], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="surrogateescape",
                          timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def map_file(world, folder):
    """The contracts of a world as --windows api-sets takes them."""
    path = os.path.join(folder, "contracts")
    with open(path, "w", encoding="utf-8") as file:
        for words in world.windows["apiset"]:
            hosts = [word or '""' for word in words[2:]]
            file.write(f"{words[0]} = {', '.join(hosts)}\n")
    return path


def options(world, folder):
    """The command's words for what is not a file in the world."""
    out = [word for name, value in world.env for word in ("--env", f"{name}={value}")]
    out += ["--cwd", world.cwd] + (["--secure"] if world.secure else []) + (["--cpu", world.cpu] if not world.cpu.startswith("x86-64") else [])
    for _, kind, version, _ in world.loaders:
        out += ["--loader", kind + (f":{version}" if version else "")]
    for words in world.windows.get("start", []):
        out += ["--as", words[0]]
    settings = [f"add-dll-directory={words[0]}" for words in world.windows.get("user-dir", [])]
    settings += [f"dll-directory={words[0]}" for words in world.windows.get("dll-directory", [])]
    settings += ["safe-search=off"] * ("unsafe-search" in world.windows) + ["dev-override=on"] * ("dev-override" in world.windows)
    settings += [f"api-sets={map_file(world, folder)}"] if "apiset" in world.windows else []
    return out + [word for setting in settings for word in ("--windows", setting)]


def why_not(world):
    """Why a world cannot be laid on disk, or None."""
    if any(statement.one("errno") for statement in world.files):
        return "a file that cannot be opened, which is in memory only"
    return None


def blocks(text):
    """The statements of a record, each with its indented lines."""
    return re.findall(r"^[^\t\n].*\n(?:\t.*\n)*", text, re.M)


def without(text, path):
    """The record without the file at that path."""
    return "".join(block for block in blocks(text) if block.split("\n")[0].split(" ")[:2] not in ([kind, path] for kind in ("macho", "pe")))


def expected(path):
    return [tuple(words) for words in worldtext.parse(path).expect if words[0] in LOADS]


class Case:
    def __init__(self, name, folder):
        self.name, self.world, self.folder = name, worldtext.parse(name), folder
        self.root, self.record = os.path.join(folder, "root"), os.path.join(folder, "record.w")
        os.mkdir(self.root)
        code, _, said = call(os.path.join(BUILD, "tests/world-lay"), name, self.root)
        if code:
            raise RuntimeError(f"cannot be laid: {said.strip()}")

    def ask(self, command, *more):
        """Records one question; what is wrong with the record."""
        argv = [command, "--root", self.root, "--record", self.record, *options(self.world, self.folder), self.world.ask[1], *more]
        code, _, said = call(os.path.join(BUILD, "linkwright"), *argv)
        if code > 1 or not os.path.exists(self.record):
            return f"{command}: exit {code}: {said.strip()}"
        have, want = expected(self.record), [tuple(words) for words in self.world.expect if words[0] in LOADS]
        if have != want:
            return f"{command}: recorded {have}, the world says {want}"
        return self.replay(command)

    def replay(self, command):
        code, out, said = call(os.path.join(BUILD, "tests/world-run"), self.record)
        return f"{command}: another answer from the record:\n{out}{said}" if code else None

    def cut(self):
        """A record that lacks the file that was loaded last has to fail; nothing, if all that was loaded is taken to be there."""
        with open(self.record, encoding="utf-8") as file:
            text = file.read()
        loaded = [words[3] for words in worldtext.parse(self.record).expect if words[0] == "load"]
        gone = next((text for text in (without(text, path) for path in reversed(loaded)) if text.count("\n") < self.lines()), None)
        if gone is None:
            return []
        with open(self.record, "w", encoding="utf-8") as file:
            file.write(gone)
        code, _, _ = call(os.path.join(BUILD, "tests/world-run"), self.record)
        return [None if code else "a record without a file that was loaded gives the same answer"]

    def lines(self):
        with open(self.record, encoding="utf-8") as file:
            return file.read().count("\n")

    def last(self):
        """The last one that the world speaks of."""
        named = [words[1] for words in self.world.expect if words[0] in ("load", "missing")]
        return self.world.ask[2] if self.world.ask[0] == "why" else named[-1] if named else None

    def all(self):
        wrong = [self.ask("tree"), *self.cut()]
        if self.last():
            wrong.append(self.ask("why", self.last()))
        return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keep", help="a directory for the records")
    parser.add_argument("worlds", nargs="*")
    given = parser.parse_args()
    names = given.worlds or sorted(glob.glob(os.path.join(TOP, "tests/worlds/mac*.w")) + glob.glob(os.path.join(TOP, "tests/worlds/win*.w")))
    passed = failed = skipped = 0
    for name in names:
        reason = why_not(worldtext.parse(name))
        if reason:
            skipped += 1
            print(f"skipped {os.path.basename(name)}: {reason}")
            continue
        with tempfile.TemporaryDirectory(prefix="lw-recordworlds-") as folder:
            case = Case(name, folder)
            wrong = case.all()
            if given.keep:
                os.replace(case.record, os.path.join(given.keep, os.path.basename(name)))
        for text in filter(None, wrong):
            print(f"FAILED: {os.path.basename(name)}: {text}")
        passed, failed = passed + wrong.count(None), failed + len(wrong) - wrong.count(None)
    print(f"recordworlds: {passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
