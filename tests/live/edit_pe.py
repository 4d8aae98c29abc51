#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Programs of Windows before and after `linkwright edit` renames their libraries: what they print under Wine, what LLVM's reader makes of them,
and what Microsoft's "PE Format" asks of their bytes.

edit_pe.py [--count N] [--seed N] [--keep FOLDER]
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))

import edit_pe_cases  # noqa: E402
import pe_programs  # noqa: E402
import wine_truth  # noqa: E402
from tally import BUILD, Tally  # noqa: E402

LINKWRIGHT = str(BUILD / "linkwright")


LIMIT = 600  # seconds; a first start on a busy machine takes minutes


class Wine:
    """A prefix that programs from anywhere are started in, one after the other, by a server that stays for all of them."""

    def __init__(self, folder):
        self.prefix = wine_truth.Prefix(folder) if wine_truth.wine() else None
        if self.prefix:
            os.makedirs(folder, exist_ok=True)
            if self.prefix.server:
                subprocess.run([self.prefix.server, "-p"], env=self.prefix.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            self.call(folder, "wineboot", "-i", out=subprocess.DEVNULL)  # its services stay, and must not hold a pipe of ours

    def call(self, folder, *argv, out=subprocess.PIPE):
        return subprocess.run([self.prefix.program, *argv], cwd=folder, env={**self.prefix.env, "WINEDEBUG": "-all"}, stdin=subprocess.DEVNULL,
                              stdout=out, stderr=subprocess.DEVNULL, timeout=LIMIT, check=False)

    def run(self, folder, names):
        """(exit status, what main.exe there prints); a status of None: it took too long."""
        for _ in range(3):  # under load, CreateProcess fails once in some hundred times
            try:
                done = self.call(folder, "main.exe", *names)
            except subprocess.TimeoutExpired:
                return None, f"took more than {LIMIT} seconds"
            if done.returncode == 0 or done.stdout:
                break
        return done.returncode, done.stdout.decode("utf-8", "replace").replace("\r", "")

    def stop(self):
        if self.prefix:
            self.prefix.stop()


def other(before, after):
    """A sentence; what Wine tells of a program that dies is long."""
    return f"{str(before)[:300]} became {str(after)[:300]}"


def words_of(renames):
    return [word for old, new in renames.items() for word in ("--replace-needed", f"{old}={new}")]


def needs_of(program):
    """The renames that each file can take: main.exe and each library ask for some of the libraries only."""
    libraries = program.libraries
    yield "main.exe", libraries
    for i, name in enumerate(libraries):
        yield name, [libraries[k] for k in sorted({*program.uses[i], *([program.forwards[i]] if i in program.forwards else [])})]


def rename_all(tally, program, folder, renames):
    """Every file of a copy of PROGRAM whose libraries have been renamed already. True if all went well."""
    good = True
    for name, needs in needs_of(program):
        path = os.path.join(folder, renames.get(name, name))
        words = words_of({old: renames[old] for old in needs})
        words += ["--set-soname", renames[name]] if name in renames else []
        status, said = pe_programs.edit(LINKWRIGHT, path, words)
        good &= tally.check(status == 0, f"seed {program.seed}, {program.shape}: {name} was not edited: {said[-400:]}")
    return good


def as_renames(program, renames):
    """With the forms that forwards have: "old.f1" becomes "new.f1"."""
    table = {old.lower(): new for old, new in renames.items()}
    for i, to in program.forwards.items():
        old, new = program.libraries[to], renames[program.libraries[to]]
        table[f"{program.forward_text(old)}.f{to}".lower()] = f"{program.forward_text(new)}.f{to}"
    return table


def check_files(tally, program, folder, renames):
    for name, needs in needs_of(program):
        path, what = os.path.join(folder, renames.get(name, name)), f"seed {program.seed}, {program.shape}, {name}"
        wrong = pe_programs.only_names_changed(program.path(name), path, as_renames(program, renames))
        tally.check(not wrong, f"{what}: {wrong[:3]}")
        wrong = pe_programs.unsound(path)
        tally.check(not wrong, f"{what}: {wrong[:3]}")
        before = Path(path).read_bytes()
        words = words_of({old: renames[old] for old in needs}) + (["--set-soname", renames[name]] if name in renames else [])
        status, said = pe_programs.edit(LINKWRIGHT, path, words)
        tally.check(status == 0 and Path(path).read_bytes() == before, f"{what}: the same edit again changed it: {said[-300:]}")


def one_program(tally, wine, folder, seed, machine):
    """Builds it, runs it, renames all libraries, runs it, and again under other names. Gives what kind it is, and how often it was run after renames."""
    program = pe_programs.Program(os.path.join(folder, "built"), machine, seed).build()
    renames = program.new_names()
    shape = program.shape + (", delayed" if program.delayed else "")
    runs = wine.prefix is not None and machine == "x86_64"
    first = pe_programs.Program.copy_to(program, os.path.join(folder, "first"), {})
    before = wine.run(first, program.libraries) if runs else None
    if runs and not tally.check(before[0] == 0 and before[1].count("module 1") == len(program.libraries),
                                f"seed {seed}: it does not run before the edit: {before}"):
        return shape, 0
    second = program.copy_to(os.path.join(folder, "second"), renames)
    if not rename_all(tally, program, second, renames):
        return shape, 0
    check_files(tally, program, second, renames)
    if not runs:
        return shape, 0
    after = wine.run(second, renames.values())
    tally.check(after == before, f"seed {seed}, {program.shape}: {other(before, after)}")
    once_more(tally, wine, program, second, renames, before)
    return shape, 2


def once_more(tally, wine, program, folder, renames, before):
    """Other names again, and those of a third time: whatever room there was is used again and again."""
    old = dict(renames)
    for _ in range(3):
        new = program.new_names()
        for name, needs in needs_of(program):
            path = os.path.join(folder, old.get(name, name))
            status, said = pe_programs.edit(LINKWRIGHT, path, words_of({old[need]: new[need] for need in needs}) or ["--set-soname", new[name]])
            tally.check(status == 0, f"seed {program.seed}: {name} was not edited again: {said[-300:]}")
            tally.check(not pe_programs.unsound(path), f"seed {program.seed}: {name} is not sound after one more edit")
        for name in program.libraries:
            os.rename(os.path.join(folder, old[name]), os.path.join(folder, new[name]))
        old = new
    after = wine.run(folder, old.values())
    tally.check(after == before, f"seed {program.seed}, {program.shape}, after three more: {other(before, after)}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep")
    options = parser.parse_args()
    tally = Tally("edit_pe")
    work = options.keep or tempfile.mkdtemp(prefix="edit-pe-")
    wine = Wine(os.path.join(work, "wine"))
    if wine.prefix is None:
        tally.skip("programs are not run: there is no wine")
    try:
        edit_pe_cases.run(tally, wine, LINKWRIGHT, os.path.join(work, "cases"))
        for seed in range(options.seed, options.seed + options.count):
            for machine in ("x86_64", "i686"):
                one_program(tally, wine, os.path.join(work, f"{machine}-{seed}"), seed, machine)
    finally:
        wine.stop()
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)
    tally.end()


if __name__ == "__main__":
    main()
