#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Real programs are fused with all their libraries but the C library, and do their real work: what comes out must be the same.

First a list of programs with what they are for (fuse_works.py): conversions, compilations, servers, databases, editors, interpreters with
their modules. The fused file stands for the original, in a folder and a network of its own; standard output, standard error, exit status and all files made
are compared with those of the original. What can be loaded anywhere is fused with --fixed as well. Then every program of /usr/bin and /usr/sbin with
a library beyond libc: --version (or --help). Results of the second part are kept and taken up again; --fresh forgets them.
"""
import argparse
import os
import shutil
import sys

import answer
import campaign_report
import edit_stage
import fuse_every
import fuse_stage
import fuse_works
import packages

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FEWEST = 60


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--keep", default=os.path.join(TOP, "build", "fuse-real"), help="where results are kept to go on with")
    parser.add_argument("--fresh", action="store_true", help="forget what is kept")
    parser.add_argument("--no-install", action="store_true", help="do with what is installed")
    parser.add_argument("--only", choices=("works", "every"), help="one part alone")
    parser.add_argument("--limit", type=int, help="so many of every program")
    parser.add_argument("words", nargs="*", help="only those whose name contains one of these words")
    return parser.parse_args()


def works_section(results):
    rows = [(r.name, r.libraries, r.original_time, r.processes or "", "; ".join(f"{how}: " + ("same" if words is None else f"**{words[:200]}**") for how, words in r.ways) or
             (f"refused: {r.refused[:300]}" if r.refused else r.why[:300])) for r in results]
    return campaign_report.table(("work", "libraries fused", "seconds", "processes watched", "result"), rows)


def every_sections(records):
    bad = [f"- `{r['path']}`: {step}: {kind}: {words.splitlines()[0][:200] if words else ''}" for r in records for step, kind, words in r["wrong"]]
    refused = [(r["path"], r["refused"][0], r["refused"][1]) for r in records if r["refused"]]
    return [("Every program: --version or --help", campaign_report.table(("", "programs"), campaign_report.counted(fuse_every.sums(records)))),
            ("Every program: failed", bad or ["None."]),
            ("Every program: refused", campaign_report.table(("program", "rule", "words"), refused) if refused else ["None."]),
            ("Every program: nothing to compare (asks for what a folder without a terminal has not, or never says the same twice)",
             [f"- `{r['path']}`" for r in records if r["silent"]] or ["None."]),
            ("Every program: lines in no fixed order, compared in any order", [f"- `{r['path']}`" for r in records if r["counts"].get("unordered")] or ["None."])]


def chosen(names, words, key=lambda x: x):
    return [n for n in names if not words or any(w in key(n) for w in words)]


def main():
    options = arguments()
    os.environ["RUNLEVEL"] = "1"  # what is installed is not started
    if not options.no_install:
        packages.need(*fuse_works.PACKAGES)
    folder = edit_stage.workplace()
    results, records = [], []
    try:
        stage = fuse_stage.FuseStage(os.path.join(folder, "stage"))
        linkwright = os.path.abspath(options.linkwright)
        if options.only != "every":
            for work in chosen(fuse_works.WORKS, options.words, lambda w: w.name):
                results.append(fuse_works.trial(stage, linkwright, work))
                print(results[-1].line(), flush=True)
        if options.only != "works":
            paths = chosen(fuse_every.programs(), options.words)
            records = fuse_every.all_of(stage, linkwright, paths[:options.limit], options.keep, options.fresh)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    done = [r for r in results if r.ways]
    failed = [r for r in results if r.failed()]
    bad = [r for r in records if r["wrong"]]
    few = options.only != "every" and not options.words and len(done) < FEWEST
    if options.out:
        campaign_report.write(options.out, "Campaign: real programs fused with their libraries", options.linkwright, [
            ("Result", [f"{len(done)} works done by fused programs, {len(failed)} failed; {sum(bool(r.refused) for r in results)} refused. "
                        f"{len(records)} programs asked for their version, {len(bad)} failed."]),
            ("Works", works_section(results)), *every_sections(records)])
    print(f"campaign-fuse-real: {len(done)} works, {len(failed)} failed, {sum(bool(r.refused) for r in results)} refused, "
          f"{sum(not r.ways and not r.refused for r in results)} not possible here; {len(records)} programs, {len(bad)} failed"
          + (f"; fewer than {FEWEST} works" if few else ""))
    return 1 if failed or bad or few else 0


if __name__ == "__main__":
    sys.exit(main())
