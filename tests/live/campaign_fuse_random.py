#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Campaign: random programs and libraries, fused and compared with themselves before; see fuse_random.py.

campaign_fuse_random.py [--count N] [--seed N] [--seconds N] [--portions FILE] [--out PAGE]
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import campaign_report
import fuse_random

COUNT = 10000
MOST_SHOWN = 40


def tools():
    names = ("gcc", "clang", "ld.bfd", "ld.gold", "ld.lld")
    return [(name, campaign_report.run(name, "--version").split("\n")[0]) for name in names]


def main():
    options = fuse_random.arguments(COUNT, 7200)
    done = fuse_random.course(options)
    compared, different = done.compared(), done.counts["DIFFERENT"]
    if options.out:
        words = f"{compared} cases compared, {different} different. Seeds from {options.seed} on, {options.per_batch} cases of each; {compared / done.seconds:.0f} a second."
        campaign_report.write(options.out, "Campaign: random programs, fused", options.linkwright, [
            ("Result", [words]),
            ("What came of all cases", campaign_report.table(("", "times"), sorted((w, n) for w, n in done.counts.items()))),
            ("Kinds of target, and whether all went in", campaign_report.table(("", "the same"), sorted(done.shapes.items()))),
            ("Refused", campaign_report.table(("rule", "times"), campaign_report.counted(done.rules))),
            ("Tools", campaign_report.table(("", "version"), tools())),
            ("Differences", campaign_report.table(("case", "target", "options", ""), done.different[:MOST_SHOWN]) if done.different else ["None."])])
    print(f"campaign-fuse-random: {compared} compared, {different} differences")
    return 1 if different or compared < min(options.count, COUNT) else 0


if __name__ == "__main__":
    sys.exit(main())
