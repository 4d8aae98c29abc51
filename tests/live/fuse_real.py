#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A small part of campaign-fuse-real and campaign-fuse-bindings: what is installed anyway, fused and set to work, and its bindings.

fuse_real.py [--linkwright FILE] [WORD...]   only the works and files whose name contains one of the words
"""
import argparse
import multiprocessing
import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "tree")]
import campaign_fuse_bindings  # noqa: E402
import edit_stage  # noqa: E402
import edit_trial  # noqa: E402
import fuse_bindings  # noqa: E402
import fuse_copies  # noqa: E402
import fuse_every  # noqa: E402
import fuse_stage  # noqa: E402
import fuse_works  # noqa: E402
import oracle  # noqa: E402
from tally import BUILD, Tally  # noqa: E402

WORKS = ("git: init", "curl: from", "python: _sqlite3", "python: _lzma", "python: _ctypes", "perl: Compress", "gfortran: f951", "gdb: python", "jq:", "file:")
ASKED = ("apt", "bash", "c++filt", "clang-14", "cmake", "dpkg-deb", "gpg", "ip", "ld.bfd", "ninja", "ssh", "strace")
BOUND = ("/usr/bin/git", "/usr/bin/gdb", "/usr/bin/cmake", "/usr/bin/apt-get", "/usr/bin/python3.11", "/usr/bin/ssh",
         "/usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so")


def wanted(name, words):
    return not words or any(word in name for word in words)


def works(tally, stage, options):
    for work in fuse_works.WORKS:
        if not work.name.startswith(WORKS) or not wanted(work.name, options.words):
            continue
        result = fuse_works.trial(stage, options.linkwright, work)
        if result.ways:
            for how, words in result.ways:
                tally.check(words is None, f"{work.name}, {how}: {words}")
        else:
            tally.skip(f"{work.name}: {result.refused or result.why}")


def asked(tally, stage, options):
    """Their version, with the lines that edit_trial's way compares."""
    for path in (p for p in fuse_every.programs() if os.path.basename(p) in ASKED and wanted(p, options.words)):
        record = fuse_every.Trial(stage, options.linkwright, path).go().record()
        tally.check(not record["wrong"] and not record["refused"], f"{path}: {record['wrong'] or record['refused']}")


def able(tally, stage, options):
    """What another program says, or a file that is made, is told as different."""
    path = fuse_works.place("bash")
    before = stage.work("bash -c 'echo x'", 20)
    with stage.over(path, fuse_works.place("true")):
        tally.check(fuse_stage.difference(before, stage.work("bash -c 'echo x'", 20)) is not None, "another program in place of the original is not noticed")
    same = (0, "a\n", "", {"f": "1"})
    for now in (None, (1, "a\n", "", {"f": "1"}), (0, "a\nb\n", "", {"f": "1"}), (0, "a\n", "e\n", {"f": "1"}), (0, "a\n", "", {"f": "2"}), (0, "a\n", "", {})):
        tally.check(fuse_stage.difference(same, now) is not None, f"{now} is taken for the same as {same}")
    tally.check(fuse_stage.difference(same, (0, "a\n", "", {"f": "1"})) is None, "the same is told as different")
    tally.check(issubclass(fuse_every.Trial, edit_trial.Trial) and campaign_fuse_bindings.can_fail(), "spoilt bindings are not noticed")


TOLD = """\
1:\tfile=libc.so.6 [0];  needed by dot [0]
1:\tfile=libc.so.6 [0];  generating link map
1:\ttransferring control: dot
1:\tfile=plug.so [0];  dynamically loaded by dot [0]
1:\tfile=plug.so [0];  generating link map
1:\tfile=liba.so.1 [0];  needed by plug.so [0]
1:\tfile=liba.so.1 [0];  generating link map
1:\tfile=libb.so.1 [0];  needed by other [0]
1:\tfile=libb.so.1 [0];  generating link map
1:\ttransferring control: other
"""


def copies(tally, folder):
    """A second copy is seen; what another program loads in the same process is none."""
    os.makedirs(os.path.join(folder, "told", fuse_copies.PLACE))
    with open(os.path.join(folder, "told", fuse_copies.PLACE, "d.1"), "w", encoding="utf-8") as f:
        f.write(TOLD)
    for within, want in (({"liba.so.1", "libb.so.1"}, (1, ["dot: liba.so.1"])), ({"libb.so.1"}, (1, [])), ({"libc.so.6"}, (0, []))):
        got = fuse_copies.second_copies(os.path.join(folder, "told"), lambda name: name, {"dot": within})
        tally.check(got == want, f"second copies of {within}: {got} and not {want}")


def bound(tally, stage, options):
    for path in (p for p in BOUND if os.path.exists(p) and wanted(p, options.words)):
        try:
            lines, references, left, refused = fuse_bindings.look(options.linkwright, path, stage.folder)
        except oracle.Excluded as why:
            tally.skip(f"{path}: {why}")
            continue
        tally.check(not lines and not refused and references and left, f"{path}: {refused or ''} {' '.join(lines[:4])}")


def in_stage(folder, options):
    tally, stage = Tally("fuse_real"), fuse_stage.FuseStage(os.path.join(folder, "stage"))
    if not stage.mounts:
        tally.skip("works and versions: this process may not mount, and fused files could not stand for their originals")
    copies(tally, folder)
    for part in (works, asked, able, bound) if stage.mounts else (bound,):
        part(tally, stage, options)
    return tally


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=str(BUILD / "linkwright"))
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    options.linkwright = os.path.abspath(options.linkwright)
    folder = edit_stage.workplace()
    try:
        with multiprocessing.Pool(1) as pool:  # what is mounted goes with the process that mounted it
            tally = pool.apply(in_stage, (folder, options))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tally.end()


if __name__ == "__main__":
    main()
