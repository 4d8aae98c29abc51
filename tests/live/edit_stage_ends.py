#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""That the stage of the campaigns ends what it runs, and that an order of lines counts until the original itself shows another one."""
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))

import edit_stage  # noqa: E402
import edit_trial  # noqa: E402
from tally import Tally  # noqa: E402

# In a namespace of its own, as root, a program may do all this; without one it may not leave its session.
STAYS = {"sleeps": "sleep MARK", "has children": "sleep MARK & sleep MARK", "heeds no signal": "trap '' TERM INT HUP; while :; do sleep MARK; done",
         "writes without an end": "exec 2>&1; sleep MARK & yes", "leaves its session": "setsid sleep MARK & sleep MARK"}


def running(mark):
    said = subprocess.run(["ps", "-eo", "stat,args"], stdout=subprocess.PIPE, text=True, check=True).stdout
    return [line for line in said.splitlines() if f"sleep {mark}" in line and not line.startswith("Z")]


def script(stage, name, text):
    path = os.path.join(stage.folder, name)
    Path(path).write_text("#!/bin/sh\n" + text + "\n", encoding="utf-8")
    os.chmod(path, 0o755)
    return path


def ends(tally, stage):
    mark = str(100_000 + os.getpid())
    for name, text in STAYS.items():
        if not stage.mounts and "session" in name:
            tally.skip("leaves its session: only as root")
            continue
        began = time.monotonic()
        done = stage.run(script(stage, "stays", text.replace("MARK", mark)), [], 1)
        took = time.monotonic() - began
        tally.check(done is None, f"{name}: ended by itself: {done}")
        tally.check(took < edit_stage.GRACE, f"{name}: took {took:.1f} seconds to end")
        tally.check(not (left := running(mark)), f"{name}: lives on: {left}")
    tally.check(stage.run(script(stage, "good", "echo $1; exit 3"), ["word"], 20) == (3, b"word\n"), "a program that ends is not told as it is")


class Runs:
    """A stage that gives what is written down: of the original, and of the edited file."""

    def __init__(self, originals, edited):
        self.folder, self.originals, self.edited, self.now = "", list(originals), edited, None

    def copy(self, _, name):
        return name

    def over(self, _, edited):
        self.now = edited
        return self

    def __enter__(self):
        return self.now

    def __exit__(self, *_):
        return False

    def run(self, path, _words, _seconds):
        if path == "edited":
            return self.edited
        return self.originals.pop(0) if len(self.originals) > 1 else self.originals[0]


def judged(originals, edited):
    """Whether an edited file that says this fails; None: the program is not compared."""
    trial = edit_trial.Trial.__new__(edit_trial.Trial)
    trial.stage, trial.path, trial.file, trial.wrong = Runs([(0, text) for text in originals], (0, edited)), "original", "plain", []
    trial.counts = {"ran": 0, "unordered": 0}
    trial.output = trial.first_words()
    if trial.output is None:
        return None
    trial.file = "edited"
    trial.run("all")
    return bool(trial.wrong)


def orders(tally):
    one, two, more = b"a\nb\n", b"b\na\n", b"a\nb\nc\n"
    for originals, edited, want, what in (
            ([one], one, False, "the same"), ([one], two, True, "another order, which the original never has"),
            ([one, one, one, two], two, False, "an order that the original has, too"), ([one, two], one, False, "one of the original's orders"),
            ([one, two], more, True, "another line, where the order does not count"), ([one, one, one, more], two, True, "another order, where the original has another line"),
            ([one, one, one, two], b"a\na\n", True, "a line twice"), ([one, more, one, more], one, None, "never the same twice")):
        tally.check(judged(originals, edited) is want, f"{what}: not judged as {want}")


def in_stage(folder):
    tally = Tally("edit_stage_ends")
    ends(tally, edit_stage.Stage(os.path.join(folder, "stage")))
    return tally


def main():
    folder = edit_stage.workplace()
    try:
        with multiprocessing.Pool(1) as pool:  # what is mounted goes with the process that mounted it
            tally = pool.apply(in_stage, (folder,))
    finally:
        shutil.rmtree(folder)
    orders(tally)
    tally.end()


if __name__ == "__main__":
    main()
