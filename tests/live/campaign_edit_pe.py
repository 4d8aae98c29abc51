#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Renamed libraries in PE files, at length: random programs built with mingw-w64 and lld that Wine runs before and after, and the files of npm
packages for Windows with all the libraries that they ask for renamed, in which LLVM's readers must see the new names and no other difference.
"""
import argparse
import collections
import filecmp
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))

import campaign_pe  # noqa: E402
import campaign_report  # noqa: E402
import edit_pe  # noqa: E402
import edit_pe_cases  # noqa: E402
import packages  # noqa: E402
import pe_programs  # noqa: E402
import peread  # noqa: E402
from tally import Tally  # noqa: E402

# What a name becomes: of its length or less; with a hash, as wheels are repaired; so long that no file has room to spare.
FORMS = {"short": lambda stem, ending, i: (f"{i:x}" + stem)[:len(stem)] + ending,
         "hash": lambda stem, ending, i: f"{stem}-{i + 0x1a2b3c4d5e6f:032x}{ending}",
         "long": lambda stem, ending, i: f"{stem}-{'a-very-long-name-' * 7}{i}{ending}"}
HEAD = ("package", "version", "files", "edits", *("in place", "in spare room", "one appended segment", "in the segment of an earlier edit"), "refused", "failed")


class Programs(Tally):
    """Keeps what failed."""

    def __init__(self):
        super().__init__("programs")
        self.lines = []

    def check(self, good, message):
        if not good:
            self.lines.append("* " + message)
        return super().check(good, message)


def programs(count, seed, folder, late):
    """The tally, rows of shapes, Wine's version, and how many programs were run after renames."""
    tally, wine = Programs(), edit_pe.Wine(os.path.join(folder, "wine"))
    shapes, run = collections.Counter(), 0
    try:
        edit_pe_cases.run(tally, wine, edit_pe.LINKWRIGHT, os.path.join(folder, "cases"))
        for i in range(seed, seed + count):
            if late():
                break
            for machine in ("x86_64", "i686") if i % 4 == 0 else ("x86_64",):
                place = os.path.join(folder, f"{machine}-{i}")
                shape, runs = edit_pe.one_program(tally, wine, place, i, machine)
                shapes[shape, machine] += 1 if machine == "i686" or runs else 0
                run += runs > 0
                shutil.rmtree(place)
        version = wine.prefix.version() if wine.prefix else "none"
    finally:
        wine.stop()
    rows = [(shape, shapes[shape, "x86_64"], shapes[shape, "i686"]) for shape in sorted({shape for shape, _ in shapes})]
    rows.append(("all", *(sum(row[k] for row in rows) for k in (1, 2))))
    return tally, rows, version, run


def renames_of(fact, form):
    """old name -> new name, of all that a file imports or forwards to; and the same with forwards as they stand."""
    names = {dll[1].lower(): dll[1] for dll in fact["dlls"]}
    modules = {text.rpartition(".")[0] for text, _ in fact["forwards"].values()}
    names |= {(module if "." in module else module + ".dll").lower(): (module if "." in module else module + ".dll") for module in modules}
    renames = {}
    for i, (small, name) in enumerate(sorted(names.items())):
        stem, dot, ending = name.rpartition(".")
        renames[small] = FORMS[form](stem or ending, dot + ending if stem else "", i)
    table = dict(renames)
    for text, _ in fact["forwards"].values():
        module, _, function = text.rpartition(".")
        new = renames[(module if "." in module else module + ".dll").lower()]
        table[text.lower()] = f"{pe_programs.Program.forward_text(new)}.{function}"
    return renames, table


def edit(path, words, out):
    """(how, what was said): the strategy that the plan tells, "refused" or "failed"."""
    status, said = pe_programs.edit(edit_pe.LINKWRIGHT, path, words, "-o", out, "--format", "json")
    try:
        result = json.loads(said)["results"][0]
    except (ValueError, LookupError):
        return "failed", f"status {status}: {said}"
    if status != 0:
        return ("refused" if "UNSUPPORTED" in json.dumps(result["error"]) else "failed"), f"status {status}: {result['error']}"
    return result["strategy"], said


def edit_one(path, fact, faults, form, folder):
    """(how, complaints) of one file under one form of names. faults: what is not sound in it before."""
    renames, table = renames_of(fact, form)
    if not renames or len(set(renames.values())) != len(renames):
        return None, []
    out, again = os.path.join(folder, "out.dll"), os.path.join(folder, "again.dll")
    words = edit_pe.words_of(renames)
    how, said = edit(path, words, out)
    if how in ("refused", "failed"):
        return how, [said.strip()[-300:]]
    wrong = [] if how in HEAD else [f"was edited by a strategy that is not known here: {how}"]
    wrong += pe_programs.only_names_changed(path, out, table)
    wrong += [line for line in pe_programs.unsound(out) if line not in faults]
    more, said = edit(out, words, again)
    if more in ("refused", "failed") or not filecmp.cmp(out, again, shallow=False):
        wrong.append(f"the same edit again: {said.strip()[-200:]}")
    return how if not wrong else "failed", wrong


def edit_files(place, folder, name, details):
    counts, files = collections.Counter(), 0
    for path in campaign_pe.pe_files(place):
        files += 1
        fact, said = peread.theirs(path)
        if fact is None:
            raise RuntimeError(f"{path}: {said}")
        faults = pe_programs.unsound(path)
        for form in FORMS:
            how, wrong = edit_one(path, fact, faults, form, folder)
            counts[how] += 1
            if wrong:
                details.append(f"* `{name}` `{os.path.relpath(path, place)}`, {form}: {how}: {'; '.join(wrong[:4])}")
                print(details[-1], flush=True)
    del counts[None]
    return files, sum(counts.values()), *(counts[how] for how in HEAD[4:])


def fetch(package, folder):
    """As campaign_pe does it; a line that breaks now and then is tried again."""
    for _ in range(3):
        version, place = campaign_pe.fetch(package, folder)
        if version is not None:
            break
    return version, place


def npm(folder, names, late):
    rows, details = [], []
    for package in names:
        version, place = (None, "no time was left") if late() else fetch(package, folder)
        if version is None:
            rows.append((package, "left out: " + place, *(0 for _ in HEAD[2:])))
            continue
        rows.append((package, version, *edit_files(place, folder, package, details)))
        print(rows[-1], flush=True)
        shutil.rmtree(place)
    for place in ("/usr/lib/gcc/x86_64-w64-mingw32", "/usr/lib/gcc/i686-w64-mingw32", "/usr/lib/python3/dist-packages"):
        if os.path.isdir(place) and not late():
            rows.append((place, "as installed", *edit_files(place, folder, place, details)))
            print(rows[-1], flush=True)
    return rows + [("sum", "", *(sum(column) for column in list(zip(*rows))[2:]))], details


def memory():
    """The most that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--package", action="append", help="instead of all of them")
    parser.add_argument("--minutes", type=float, default=1e6, help="nothing new is begun after them")
    options = parser.parse_args()
    begin = time.monotonic()
    end = begin + 60 * options.minutes
    packages.need("wine", "wine64", "llvm", *([] if shutil.which("npm") else ["npm"]))
    folder = tempfile.mkdtemp(prefix="lw-edit-pe-")
    try:
        # One after the other: what Wine is given to do beside other work may take minutes.
        tally, shapes, wine, run = programs(options.count, options.seed, folder, lambda: time.monotonic() > end)
        print(f"{run} programs run after renames, {tally.passed} checks passed, {tally.failed} failed", flush=True)
        rows, details = npm(folder, options.package or campaign_pe.PACKAGES, lambda: time.monotonic() > end)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.out:
        llvm = next(line.strip() for line in campaign_report.run(peread.tool("llvm-readobj"), "--version").split("\n") if "version" in line)
        campaign_report.write(options.out, "Campaign: edits of PE files", edit_pe.LINKWRIGHT, [
            ("Programs", ["Each is run under Wine, its libraries get other names in the files and on disk, it is run again, and again after three more rounds of names; "
                          "those for i686, one for each four, are read by LLVM only, as this Wine has no 32 bits. Besides these, each case of `tests/live/edit_pe_cases.py`.", "",
                          f"{run} programs of {options.count} were run after renames; {tally.passed} checks passed, {tally.failed} failed; "
                          f"seeds from {options.seed} on; {wine}; {llvm}.", ""]
             + campaign_report.table(("shape", "x86-64, run after renames", "i686, read"), shapes) + tally.lines),
            ("Files of npm packages and of Debian", ["Of each file all libraries are renamed, in three ways: no longer than before, with 32 digits of hash, with 120 more letters. Then `llvm-readobj` "
             "and `llvm-objdump` must see the new names and no other difference, the layout must be sound by its bytes, and the same edit again must change none. Base relocations and the table of functions are compared by their bytes, too, and "
             "only so where llvm-readobj does not come to an end with them; unwind data only so in files with symbols of more than 4 MB.", ""]
             + campaign_report.table(HEAD, rows)),
            ("Refused or failed", details or ["None."]),
            ("Cost", [f"{(time.monotonic() - begin) / 60:.0f} minutes; at most {memory() >> 20} MiB of memory for the campaign's own process."])])
    failed = tally.failed + rows[-1][-1]
    left_out = options.count - run + sum(str(row[1]).startswith("left out") for row in rows)
    print(f"campaign-edit-pe: {tally.passed} checks and {rows[-1][3]} edits, {failed} failures, {left_out} programs and packages left out, {memory() >> 20} MiB")
    return 1 if failed or left_out or not rows[-1][3] else 0


if __name__ == "__main__":
    sys.exit(main())
