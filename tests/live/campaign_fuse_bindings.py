#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each symbol that fuse binds is bound to the object and version that the loader chose; what is left to the loader is bound by it as before.

Programs of the directories of commands, drawn by the seed and those with the most libraries, and shared libraries that others open at run time.
fuse_bindings.py tells how the two are compared.
"""
import argparse
import collections
import glob
import os
import random
import shutil
import sys
import tempfile

import answer
import bindings
import campaign_report
import fuse_bindings
import fuse_every
import fuse_stage
import fuse_works
import oracle

MODULES = ("/usr/lib/python3*/lib-dynload/*.so", "/usr/lib/python3/dist-packages/**/*.so", "/usr/lib/x86_64-linux-gnu/perl/*/auto/**/*.so")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--count", type=int, default=100, help="so many programs drawn by the seed (default: 100)")
    parser.add_argument("--largest", type=int, default=30, help="and so many with the most libraries")
    parser.add_argument("--modules", type=int, default=40, help="and so many shared libraries that are opened at run time")
    parser.add_argument("--all", action="store_true", help="every program and module there is")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--file", action="append", help="only this file (repeatable)")
    return parser.parse_args()


def modules():
    found = {os.path.realpath(path) for place in MODULES for path in glob.glob(place, recursive=True)}
    return sorted(path for path in found if fuse_stage.has_more_than_libc(path))


def drawn(paths, count, seed):
    return sorted(random.Random(seed).sample(paths, min(count, len(paths))))


def files(options):
    """[(kind, path)]"""
    if options.file:
        return [("named", path) for path in options.file]
    programs, opened = fuse_every.programs(), modules()
    if options.all:
        return [("program", path) for path in programs] + [("opened at run time", path) for path in opened]
    some = drawn(programs, options.count, options.seed)
    most = sorted((p for p in programs if p not in some), key=fuse_works.libraries, reverse=True)[:options.largest]
    return [("program", path) for path in some + most] + [("opened at run time", path) for path in drawn(opened, options.modules, options.seed)]


def can_fail():
    """The comparison tells a wrong object, a wrong version, one too many and one too few."""
    path = fuse_every.programs()[0]
    parts, ours, _ = fuse_bindings.said_by_fuser(path)
    bound = bindings.real_bindings(path)[0]
    key = next(k for k in sorted(ours) if {w for w, _, _ in ours[k]} & parts)
    where, name, version = next(iter(ours[key]))
    row = next(r for r in bound if r[0] in parts and r[1] not in parts)
    spoilt = [({**ours, key: {(next(p for p in sorted(parts) if p != where), name, version)}}, bound), ({**ours, key: {(where, name + "x", version)}}, bound),
              ({k: v for k, v in ours.items() if k != key}, bound), ({**ours, (key[0], "more", ""): {(where, "more", "")}}, bound)]
    told = all(fuse_bindings.bound_at_fuse_time(parts, one, other)[0] for one, other in spoilt)
    same = {(fuse_bindings.FUSED if a in parts else a, b, s, v) for a, b, s, v in bound if b not in parts}
    more = fuse_bindings.left_to_loader(parts, bound, fuse_bindings.FUSED, same - {(fuse_bindings.FUSED, *row[1:])})[0]
    return told and bool(more) and not fuse_bindings.bound_at_fuse_time(parts, ours, bound)[0]


def main():
    options = arguments()
    sums, wrong, refused, left = collections.Counter(), [], [], []
    folder = tempfile.mkdtemp(prefix="lw-fuse-bindings-", dir="/var/tmp")
    linkwright = os.path.abspath(options.linkwright)
    able = can_fail()
    try:
        for kind, path in files(options):
            try:
                lines, references, loader, words = fuse_bindings.look(linkwright, path, folder)
            except oracle.Excluded as why:
                left.append((path, str(why)))
                continue
            sums[kind] += 1
            sums["references bound at fuse time"] += references
            sums["bindings of fused files with what stays outside"] += loader
            if words:
                refused.append((path, fuse_stage.rule_of(words), words[:300]))
                print(f"REFUSED {path}: {words}", flush=True)
            if lines:
                wrong.append((path, lines))
                print(f"DIFFERENT {path}\n    " + "\n    ".join(lines[:10]), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.out:
        campaign_report.write(options.out, "Campaign: what fuse binds, against the loader", linkwright, [
            ("Result", campaign_report.table(("", ""), [*sums.items(), ("files that differ", len(wrong)), ("files refused", len(refused))]) +
             ["An answer that is spoilt on purpose is told as different" + (": the test is able to fail." if able else " NOT: the test proves nothing.")]),
            ("Different", [f"- `{path}`: {line[:200]}" for path, lines in wrong for line in lines[:6]] or ["None."]),
            ("Refused", campaign_report.table(("file", "rule", "words"), refused) if refused else ["None."]),
            ("Left out, and why", campaign_report.table(("file", "why"), left) if left else ["None."])])
    print("campaign-fuse-bindings: " + ", ".join(f"{n} {what}" for what, n in sums.items()) + f"; {len(wrong)} differ, {len(refused)} refused, {len(left)} left out"
          + ("" if able else "; the test is not able to fail"))
    return 1 if wrong or not able else 0


if __name__ == "__main__":
    sys.exit(main())
