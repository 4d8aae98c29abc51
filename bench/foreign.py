# SPDX-License-Identifier: Apache-2.0
"""Work on files of other systems: those of the npm packages that the campaigns compare, all in one call of linkwright, and one call of
LLVM's tools for each."""
import os
import shutil
import sys
from pathlib import Path

from measure import Call, in_turn

ROOT = Path(__file__).resolve().parent.parent
LINKWRIGHT = ROOT / "build/linkwright"
sys.path.insert(0, str(ROOT / "tests/live"))

import campaign_macho  # noqa: E402
import campaign_pe  # noqa: E402
import machodump  # noqa: E402

LEAST = 0.1  # of the time of one call for each file


def is_pe(path):
    with open(path, "rb") as file:
        return file.read(2) == b"MZ"


def files_below(place, wanted):
    return sorted(os.path.join(at, name) for at, _, names in os.walk(place) for name in names
                  if not os.path.islink(os.path.join(at, name)) and os.path.getsize(os.path.join(at, name)) > 64
                  and wanted(os.path.join(at, name)))


def fetched(campaign, folder, wanted):
    """The files of all packages that can be had."""
    place = os.path.join(folder, campaign.__name__)
    if not os.path.isdir(place):
        os.mkdir(place)
        for package in campaign.PACKAGES:
            version, why = campaign.fetch(package, place)
            if version is None:
                print(f"bench: {package}: {why}", file=sys.stderr)
    return files_below(place, wanted)


def work(campaign, folder, wanted, commands, other, words, rounds):
    """(files, rows), or None where npm or the tool is missing."""
    tool = machodump.tool(other)
    files = fetched(campaign, folder, wanted) if tool and shutil.which("npm") else []
    if not files:
        print(f"bench: no npm, no {other} or no package: left out", file=sys.stderr)
        return None
    tools = {f"linkwright {command}": [Call(LINKWRIGHT, command, *files)] for command in commands}
    tools[f"{other}, a call per file"] = [Call(tool, *words, f) for f in files]
    return len(files), in_turn(tools, rounds)


def all_work(folder, rounds):
    """(title, the other tool, rows) of each kind."""
    kinds = (("Mach-O", campaign_macho, machodump.is_macho, ("tree", "scan"), "llvm-objdump", ["--macho", "--dylibs-used"]),
             ("PE", campaign_pe, is_pe, ("tree", "scan"), "llvm-readobj", ["--coff-imports"]))
    for name, campaign, wanted, commands, other, words in kinds:
        done = work(campaign, folder, wanted, commands, other, words, rounds)
        if done:
            yield f"{done[0]} {name} files of {len(campaign.PACKAGES)} npm packages", name, f"{other}, a call per file", done[1]
