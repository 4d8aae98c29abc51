# SPDX-License-Identifier: Apache-2.0
"""One work of a campaign: files are fused, stand for their originals, and a script is run; it must make the same of them."""
import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field

import fuse_copies
import fuse_every
import fuse_stage
import fuse_works_list
import fuse_works_more
import fuse_works_plugins

SECONDS = 120


@dataclass
class Work:
    name: str
    targets: list  # names of commands, or paths
    script: str
    seconds: int = SECONDS
    options: list = field(default_factory=list)  # of fuse; what is kept outside is still needed


@dataclass
class Result:
    name: str
    ways: list = field(default_factory=list)  # (how, what is not the same or None)
    refused: str = ""  # the words, which name a rule
    why: str = ""  # nothing was done
    libraries: int = 0
    original_time: str = ""
    processes: int = 0  # of fused programs, in which second copies were looked for

    def failed(self):
        return any(words is not None for _, words in self.ways)

    def line(self):
        if self.refused:
            return f"REFUSED {self.name}: {self.refused}"
        if not self.ways:
            return f"skipped {self.name}: {self.why}"
        return f"{'WRONG ' if self.failed() else ''}{self.name} ({self.libraries} libraries): " + "; ".join(f"{how}: {words or 'same'}" for how, words in self.ways)


PACKAGES = [*fuse_works_list.PACKAGES, *fuse_works_more.PACKAGES, *fuse_works_plugins.PACKAGES]
WORKS = [Work(*row) for row in [*fuse_works_list.WORKS, *fuse_works_more.WORKS, *fuse_works_plugins.WORKS]]


def place(name):
    """The file of a command or path; None: it is not there."""
    path = name if "/" in name else shutil.which(name, path="/usr/bin:/usr/sbin:/bin:/sbin")
    return os.path.realpath(path) if path and os.path.exists(path) else None


def sonames(path):
    """The libraries that the loader loads for it, beside libc's own."""
    done = subprocess.run(["ldd", path], capture_output=True, text=True, errors="replace", check=False)
    names = {os.path.basename(line.split()[0]) for line in done.stdout.splitlines() if "=>" in line}
    return {n for n in names if not fuse_stage.OUTSIDE.match(n)}


def libraries(path):
    return len(sonames(path))


def fused(stage, linkwright, targets, more, result, kept=()):
    """[(original, fused)], or None and what was said is in the result."""
    pairs = []
    for number, path in enumerate(targets):
        out = os.path.join(stage.folder, f"fused-{number}")
        options = more if fuse_every.is_pie(path) and is_program(path) else []
        done, words = fuse_stage.fuse(linkwright, path, out, *options, *kept)
        if not done and fuse_stage.rule_of(words):
            result.refused = words[:400]
            return None
        if not done:
            result.ways.append((" ".join(more) or "fused", words[:400]))
            return None
        stays = [] if is_program(path) else ["libgcc_s.so.1"]
        left = [n for n in fuse_stage.needed(out) if not fuse_stage.OUTSIDE.match(n) and n not in (*kept, *stays)]
        if left:
            result.ways.append((" ".join(more) or "fused", "still needs " + " ".join(left)))
            return None
        os.chmod(out, 0o755)
        pairs.append((path, out))
    return pairs


def is_program(path):
    done = subprocess.run(["readelf", "-lW", path], capture_output=True, text=True, errors="replace", check=False)
    return " INTERP " in done.stdout


def original(stage, work, result):
    """What the original makes of it, twice the same; else None."""
    began = time.monotonic()
    before = stage.work(work.script, work.seconds)
    result.original_time = f"{time.monotonic() - began:.1f}"
    if before is None or before[0] != 0:
        result.ways.append(("original", f"does not do it: {before and (before[0], before[2][-300:], before[1][-200:])}"))
        return None
    again = stage.work(work.script, work.seconds)
    if again != before:
        result.ways.append(("original", "not twice the same: " + fuse_stage.difference(before, again)))
        return None
    return before


def look_for_copies(stage, work, within, result):
    """No process of a fused program loads a library that it has within. (A module that is opened has its own by design.)"""
    if within:
        stage.work(fuse_copies.watched(work.script), work.seconds * 2)
        result.processes, copies = fuse_copies.second_copies(os.path.join(stage.folder, "home"), place, within)
        result.ways.append(("no second copies", " ".join(copies) or (None if result.processes else "no fused process was seen")))


def trial(stage, linkwright, work):
    result = Result(work.name)
    targets = [place(name) for name in work.targets]
    if None in targets:
        result.why = f"{work.targets[targets.index(None)]} is not installed"
        return result
    targets = [t for t in dict.fromkeys(targets) if fuse_stage.has_more_than_libc(t)]
    if not targets:
        result.why = "needs libc alone"
        return result
    result.libraries = max(libraries(t) for t in targets)
    within = {t: sonames(t) - set(work.options) for t in targets if is_program(t)}
    before = original(stage, work, result)
    if before is None:
        return result
    kinds = [("fused", [])]
    if any(fuse_every.is_pie(t) and is_program(t) for t in targets):
        kinds.append(("--fixed", ["--fixed"]))
    for how, more in kinds:
        pairs = fused(stage, linkwright, targets, more, result, work.options)
        if pairs is None:
            break
        with stage.all_over(pairs):
            now = stage.work(work.script, work.seconds * 2)
            result.ways.append((how, fuse_stage.difference(before, now)))
            if how == "fused" and not result.failed():
                look_for_copies(stage, work, within, result)
        for _, out in pairs:
            os.unlink(out)
    return result
