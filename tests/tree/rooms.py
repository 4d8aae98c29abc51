#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""docs/rooms is the law: a file includes only what its room may see."""
import re

from tally import ROOT, Tally, short, sources

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)


def read_law(tally):
    law = {}
    for line in (ROOT / "docs/rooms").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            room, _, may = line.partition(":")
            for other in may.split():
                tally.check(other in law, f"docs/rooms: {room} may see {other}, which does not stand above it")
            law[room] = {room, *may.split()}
    return law


def room_of(path):
    """The room of a file below src, or "" for a file that lies in src itself."""
    parts = path.relative_to(ROOT / "src").parts
    return parts[0] if len(parts) > 1 else ""


def target(path, name):
    """The room that an include leads to; None: the public headers or a header made by the build."""
    if name.startswith("linkwright/"):
        return None
    for place in (path.parent / name, ROOT / "src" / name):
        if place.exists():
            return room_of(place)
    return None if "/" not in name else name.split("/")[0]


def main():
    tally = Tally("rooms")
    law = read_law(tally)
    for path in sources("src"):
        room = room_of(path)
        if not tally.check(room in law, f"{short(path)}: the room {room!r} is not in docs/rooms"):
            continue
        wrong = [n for n in INCLUDE.findall(path.read_text()) if (t := target(path, n)) is not None and t not in law[room]]
        tally.check(not wrong, f"{short(path)}: {room} must not include {', '.join(wrong)}")
    for path in sources("include"):
        wrong = [n for n in INCLUDE.findall(path.read_text()) if not n.startswith("linkwright/")]
        tally.check(not wrong, f"{short(path)}: a public header includes {', '.join(wrong)}")
    tally.end()


main()
