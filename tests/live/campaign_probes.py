#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The system calls of real starts: for programs drawn at random, linkwright's probes against strace's log.

Programs are drawn evenly from strata: how many libraries they load, and what kind of rpath they have. Each is really started
and killed in set_tid_address, when everything is mapped and nothing of its own has run. Compared is the whole sequence
of opened, stat'ed and accessed paths with their results. Exit status 1 when there is a difference.
"""

import argparse
import collections
import os
import random
import subprocess
import sys

import answer
import campaign_real
import campaign_report
import corpus
import listing
import oracle

BUCKETS = (4, 8, 16, 32, 64)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=None, help="default: a random one, which is printed")
    parser.add_argument("--oracle-only", action="store_true", help="run the real starts alone")
    return parser.parse_args()


def strata(excluded):
    """{(libraries, rpath): [path]} of the programs whose libraries are all there."""
    found, _ = corpus.elf_files()
    programs = {path: facts for path, facts in found if facts.kind == "program"}
    out = collections.defaultdict(list)
    for path, facts in list(programs.items()) + corpus.program_links(programs):
        try:
            got = oracle.run_trace(path, facts=facts)
        except (oracle.Excluded, OSError, subprocess.SubprocessError) as error:
            excluded[str(error)] += 1
            continue
        if not os.access(path, os.X_OK):
            excluded["not executable"] += 1
        elif got.stop is not None or any(kind == "missing" for kind, _, _ in got.entries):
            excluded["does not start here: something is missing or refused"] += 1
        elif got.static:
            excluded["no DT_NEEDED"] += 1
        else:
            out[size_of(len(got.entries)), rpath_of(facts)].append(path)
    return out


def size_of(count):
    for low, high in zip((0,) + BUCKETS, BUCKETS):
        if count < high:
            return f"{low:3}-{high - 1}"
    return f"{BUCKETS[-1]:3} and more"


def rpath_of(facts):
    path = facts.runpath if facts.runpath is not None else facts.rpath
    if path is None:
        return "none"
    kind = "RUNPATH" if facts.runpath is not None else "RPATH"
    return kind + (" with $ORIGIN" if "ORIGIN" in path else "")


def draw(groups, count, rng):
    """COUNT programs, one from each stratum in turn until they are used up."""
    pools = {}
    for key in sorted(groups):
        pools[key] = sorted(groups[key])
        rng.shuffle(pools[key])
    out = []
    while len(out) < count and any(pools.values()):
        for key, pool in pools.items():
            if pool and len(out) < count:
                out.append((key, pool.pop()))
    return out


def compare(options, path):
    """(difference, number of calls, number that failed)."""
    real, _ = oracle.run_start(path)
    failed = sum(result != "ok" for _, _, result in real)
    if options.oracle_only:
        return "", len(real), failed
    ours = answer.probes_of(answer.ask(options.linkwright, [path])[0])
    return listing.difference(oracle.probe_lines(real), oracle.probe_lines(ours), "real start", "linkwright"), len(real), failed


def main():
    options = arguments()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 31)
    if not options.oracle_only and not os.path.exists(options.linkwright):
        print(f"campaign_probes: {options.linkwright} is not there", file=sys.stderr)
        return 2
    print(f"campaign_probes: seed {options.seed}")
    excluded = collections.Counter()
    groups = strata(excluded)
    drawn = draw(groups, options.count, random.Random(options.seed))
    rows, differences = collections.defaultdict(lambda: [0, 0, 0]), []
    for key, path in drawn:
        try:
            difference, calls, failed = compare(options, path)
        except (RuntimeError, subprocess.SubprocessError) as error:
            difference, calls, failed = f"{type(error).__name__}: {error}", 0, 0
        row = rows[key]
        row[0], row[1], row[2] = row[0] + 1, row[1] + calls, row[2] + failed
        if difference:
            differences.append((path, difference))
            print(f"DIFFERENT {path}\n    " + difference.replace("\n", "\n    "), flush=True)
    finish(options, groups, rows, differences, excluded)
    return 1 if differences else 0


def finish(options, groups, rows, differences, excluded):
    head = ("libraries", "rpath of the program", "programs there", "drawn", "system calls", "of these failed")
    body = [(key[0].strip(), key[1], len(groups[key]), *rows[key]) for key in sorted(groups)]
    sums = [sum(row[i] for row in rows.values()) for i in range(3)]
    body.append(("sum", "", sum(len(paths) for paths in groups.values()), *sums))
    shown = [line for path, text in differences[:campaign_real.SHOWN] for line in
             [f"`{path}`", "", "```diff"] + text.split("\n") + ["```", ""]]
    sections = [
        ("Result", [f"{sums[0]} programs started (seed {options.seed}), {sums[1]} system calls, **{len(differences)} differences**.", ""]),
        ("Drawn", campaign_report.table(head, body)),
        ("Not drawn from, and why", campaign_report.table(("reason", "programs"), campaign_report.counted(excluded))),
        ("Differences", shown or ["None."]),
    ]
    for heading, lines in sections[:3]:
        print(f"{heading}:", *[line for line in lines if line], sep="\n    ")
    if options.out:
        campaign_report.write(options.out, "Campaign: the system calls of real starts", options.linkwright, sections)
    print(f"campaign-probes: {sums[0]} programs, {len(differences)} differences (seed {options.seed})")


if __name__ == "__main__":
    sys.exit(main())
