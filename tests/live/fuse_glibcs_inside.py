#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The part of campaign_fuse_glibcs that runs inside a root, with that system's Python: works of real programs (fuse_works.py), and programs asked for
their version (fuse_every.py). A line of JSON for each.

fuse_glibcs_inside.py LINKWRIGHT works|every
"""
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import edit_stage  # noqa: E402
import fuse_every  # noqa: E402
import fuse_stage  # noqa: E402
import fuse_works  # noqa: E402


def works(stage, linkwright):
    """Works of programs that are not there, or that do not do them here as they are, tell why."""
    for work in fuse_works.WORKS:
        result = fuse_works.trial(stage, linkwright, work)
        original = [words for how, words in result.ways if how == "original"]
        yield {"name": result.name, "libraries": result.libraries, "why": original[0] if original else result.why, "refused": result.refused,
               "ways": [] if original else result.ways}


def every(stage, linkwright):
    for path in fuse_every.programs():
        yield fuse_every.Trial(stage, linkwright, path).go().record()


def main():
    linkwright, part = sys.argv[1:3]
    folder = edit_stage.workplace()
    try:
        stage = fuse_stage.FuseStage(os.path.join(folder, "stage"))
        if not stage.mounts:
            sys.exit("this process may not mount")
        for record in {"works": works, "every": every}[part](stage, linkwright):
            print(json.dumps(record), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
