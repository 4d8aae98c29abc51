#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every dynamic program and library of this machine: linkwright's list against the real loader's trace mode.

Compared are names, paths, order, missing libraries, warnings about versions, and the error of what cannot be loaded.
Programs are also asked for through the symbolic links in the directories of commands. Nothing is left out in silence:
every exclusion is counted with its reason. Exit status 1 when there is a difference.
"""

import argparse
import collections
import concurrent.futures
import os
import subprocess
import sys
import time

import answer
import campaign_report
import corpus
import listing
import oracle

SHOWN = 40


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--root", action="append", help="only files below here (repeatable)")
    parser.add_argument("--batch", type=int, default=50, help="files per call of linkwright")
    parser.add_argument("-j", type=int, default=2, choices=(1, 2), help="processes at a time")
    parser.add_argument("--oracle-only", action="store_true", help="run the real loader alone")
    return parser.parse_args()


class Campaign:
    def __init__(self, options):
        self.options = options
        self.compared = collections.Counter()
        self.outcome = collections.Counter()
        self.excluded = collections.Counter()
        self.differences = []
        self.listed = 0

    def batch(self, items):
        """[(path, what, real listing or None, ours or None, reason of exclusion)] of some files."""
        real = []
        for path, facts, what in items:
            try:
                got = oracle.run_trace(path, facts=facts)
                reason = crash(got)
            except (oracle.Excluded, OSError, subprocess.SubprocessError) as error:
                got, reason = None, str(error) if isinstance(error, oracle.Excluded) else type(error).__name__
            real.append((path, what, got, reason))
        asked = [path for path, _, _, reason in real if reason is None]
        if self.options.oracle_only or not asked:
            results = {}
        else:
            results = dict(zip(asked, answer.ask(self.options.linkwright, asked)))
        return [(path, what, got, answer.listing_of(results[path]) if path in results else None, reason)
                for path, what, got, reason in real]

    def take(self, path, what, real, ours, reason):
        if reason is not None:
            self.excluded[reason] += 1
            return
        self.compared[what] += 1
        self.listed += len(real.entries)
        self.outcome[outcome(real)] += 1
        if ours is None:
            return
        want, have = real.lines(), ours.lines()
        if real.noise:
            have = ["(unexpected output of the real loader) " + line for line in real.noise]
        difference = listing.difference(want, have, "real loader", "linkwright")
        if difference:
            self.differences.append((path, difference))
            print(f"DIFFERENT {path}\n    " + difference.replace("\n", "\n    "), flush=True)


def crash(got):
    if got.status < 0:
        return f"the real loader itself dies by signal {-got.status}"
    return None


def outcome(real):
    if real.stop is not None:
        return "the loader gives up"
    if real.static:
        return "statically linked (no DT_NEEDED)"
    if any(kind == "missing" for kind, _, _ in real.entries):
        return "something missing"
    return "all found"


def candidates(options, excluded):
    """(path, facts, what) of everything that is asked about."""
    found, damaged = corpus.elf_files(options.root or corpus.ROOTS)
    if damaged:
        excluded["ELF magic bytes, but headers that cannot be read"] += len(damaged)
    out, programs = [], {}
    for path, facts in found:
        what = f"{facts.machine} {facts.bits}-bit {facts.kind}"
        if facts.kind in ("program", "library"):
            out.append((path, facts, what))
            if facts.kind == "program":
                programs[path] = facts
        else:
            excluded[f"not dynamic: {facts.kind}"] += 1
    links = [] if options.root else corpus.program_links(programs)
    out += [(path, facts, f"{facts.machine} {facts.bits}-bit program by a link") for path, facts in links]
    return out


def page(campaign, seconds):
    shown = [line for path, text in campaign.differences[:SHOWN] for line in
             [f"`{path}`", "", "```diff"] + text.split("\n") + ["```", ""]]
    total = sum(campaign.compared.values())
    return [
        ("Result", [f"{total} files compared, **{len(campaign.differences)} differences**; {campaign.listed} lines listed by the "
                    f"real loader; {seconds:.0f} s.", ""]),
        ("Compared", campaign_report.table(("kind", "files"), campaign_report.counted(campaign.compared))),
        ("What the real loader said", campaign_report.table(("", "files"), campaign_report.counted(campaign.outcome))),
        ("Not compared, and why", campaign_report.table(("reason", "files"), campaign_report.counted(campaign.excluded))),
        ("Differences", shown or ["None."]),
    ]


def main():
    options = arguments()
    if not options.oracle_only and not os.path.exists(options.linkwright):
        print(f"campaign_real: {options.linkwright} is not there", file=sys.stderr)
        return 2
    started = time.monotonic()
    campaign = Campaign(options)
    items = candidates(options, campaign.excluded)
    batches = [items[i:i + options.batch] for i in range(0, len(items), options.batch)]
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        for done in pool.map(campaign.batch, batches):
            for row in done:
                campaign.take(*row)
    sections = page(campaign, time.monotonic() - started)
    for heading, lines in sections[:4]:
        print(f"{heading}:", *[line for line in lines if line], sep="\n    ")
    if options.out:
        campaign_report.write(options.out, "Campaign: every program and library of a machine", options.linkwright, sections)
    print(f"campaign-real: {sum(campaign.compared.values())} compared, {len(campaign.differences)} differences, "
          f"{sum(campaign.excluded.values())} excluded")
    return 1 if campaign.differences else 0


if __name__ == "__main__":
    sys.exit(main())
