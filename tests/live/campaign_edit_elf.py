#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every dynamic ELF file of this machine is edited, and everything that looked at it before must find the same afterwards.

The course: a longer rpath; a library more; another soname; all three at once with other values. After each step the real loader in trace
mode with every symbol bound (LD_WARN, LD_BIND_NOW) lists the same besides what was added and complains of nothing new; so do readelf -aW
and eu-elflint; the same edit again changes no byte. After the first and the last step what strip, objcopy, eu-strip and llvm-strip
make of the file loads the same, and programs are run and say the same as before. patchelf goes the same course beside it.
Results are kept in a directory and taken up again; --fresh forgets them. Exit status 1 when linkwright failed anywhere.
"""

import argparse
import collections
import json
import multiprocessing
import os
import random
import shutil
import sys
import time

import answer
import campaign_report
import corpus
import edit_added
import edit_stage
import edit_tools
import edit_trial
import elfpeek
import packages

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHOWN = 40
MILD = ("readelf", "eu-elflint", "second identical edit")
KINDS = ("program", "library")
stage = None  # of this process


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--root", action="append", help="only files below here (repeatable)")
    parser.add_argument("--file", action="append", help="only this file (repeatable)")
    parser.add_argument("--sample", type=int, help="so many files, drawn by the seed")
    parser.add_argument("--peer-sample", type=int, help="so many files for each patchelf (0: none)")
    parser.add_argument("--largest", type=float, default=1e6, help="no file of more MiB")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--tool", action="append", help="only tools whose name contains this word")
    parser.add_argument("--keep", default=os.path.join(TOP, "build", "edit-elf"), help="where results are kept to go on with")
    parser.add_argument("--fresh", action="store_true", help="forget what is kept")
    parser.add_argument("-j", type=int, default=2)
    return parser.parse_args()


def candidates(options, excluded):
    """The paths, and why others are left out."""
    if options.file:
        return options.file
    found, damaged = corpus.elf_files(options.root or ("/usr",))
    excluded["ELF magic bytes, but headers that cannot be read"] += len(damaged)
    out = []
    for path, facts in found:
        if facts.kind in KINDS and os.path.getsize(path) > options.largest * (1 << 20):
            excluded[f"larger than {options.largest} MiB"] += 1
        elif facts.kind in KINDS:
            out.append(path)
        else:
            excluded[f"not dynamic: {facts.kind}"] += 1
    return out


def drawn(paths, count, seed):
    return paths if count is None or count >= len(paths) else sorted(random.Random(seed).sample(paths, count))


def begin(folder):
    global stage
    stage = edit_stage.Stage(os.path.join(folder, str(os.getpid())))


def one(job):
    tool, path, added = job
    try:
        facts = elfpeek.peek(path)
        trial = edit_trial.Trial(stage, tool, path, added.get((facts.machine, facts.bits), ("/nonexistent/of/one/edit", *list(added.values())[0][1:])))
        return trial.go().record()
    except (OSError, elfpeek.NotElf) as error:
        return {"path": path, "what": "?", "wrong": [], "refused": None, "excluded": f"cannot be looked at: {error}"[:200], "growth": {},
                "moved": 0, "size": 0, "counts": {}}


def kept(path):
    """{file: record} of an earlier run."""
    out = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as f:
            for line in f:
                record = json.loads(line)
                out[record["path"]] = record
    return out


def run_tool(options, tool, paths, added, folder):
    """The records of all files; those that are kept are not made again."""
    os.makedirs(options.keep, exist_ok=True)
    store = os.path.join(options.keep, f"{tool.name.replace(' ', '-')}-{tool.digest()}.jsonl")
    if options.fresh and os.path.exists(store):
        os.unlink(store)
    there, started = kept(store), time.monotonic()
    todo = sorted((p for p in paths if p not in there), key=lambda p: -os.path.getsize(p))
    with open(store, "a", encoding="utf-8") as f, multiprocessing.Pool(options.j, begin, (folder,)) as pool:
        for number, record in enumerate(pool.imap_unordered(one, [(tool, path, added) for path in todo])):
            there[record["path"]] = record
            f.write(json.dumps(record) + "\n")
            f.flush()
            for step, kind, words in record["wrong"]:
                print(f"{tool.name}: WRONG {record['path']} after {step}: {kind}: {words}", flush=True)
            if record["refused"]:
                print(f"{tool.name}: REFUSED {record['path']} at {record['refused'][0]}: {record['refused'][1]}", flush=True)
            if number % 100 == 99:
                print(f"{tool.name}: {number + 1} of {len(todo)}, {time.monotonic() - started:.0f} s", flush=True)
    return [there[path] for path in paths if path in there], time.monotonic() - started


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else "-"


def growth_rows(name, records):
    """For each step: how many files grew by how much."""
    rows = []
    for step in ("rpath", "needed", "soname", "all"):
        sizes = [r["growth"][step] for r in records if step in r["growth"]]
        rows.append((name, step, len(sizes), sum(n <= 0 for n in sizes), *(percentile(sizes, share) for share in (.5, .9, .99)),
                     max(sizes, default="-")))
    return rows


def beyond(record):
    """Bytes of the first edit beyond the tables that moved, what was added to them, and a page."""
    return record["growth"].get("rpath", 0) - (record["moved"] or 0) - edit_trial.PAGE


def summary_row(name, records, seconds):
    total = lambda word: sum(r["counts"].get(word, 0) for r in records)  # noqa: E731
    bad = [r for r in records if r["wrong"]]
    worst = [r for r in bad if any(kind not in MILD for _, kind, _ in r["wrong"])]
    return (name, len(records), total("traced"), total("repeated"), total("stripped"), sum(1 for r in records if r["counts"].get("ran")),
            f"{seconds:.0f} s", len([r for r in records if r["refused"]]), len(bad), len(worst))


def kinds_rows(results):
    """How many files failed in which way, a column for each tool."""
    counts = [collections.Counter((kind, step) for r in records for kind, step in {(kind, step) for step, kind, _ in r["wrong"]})
              for _, records, _ in results]
    keys = sorted(set().union(*counts))
    return [(kind, step, *(count[kind, step] for count in counts)) for kind, step in keys]


def details(name, records):
    lines = []
    bad = [r for r in records if r["wrong"]]
    for record in bad[:SHOWN]:
        lines += [f"- `{record['path']}` ({record['what']})"]
        lines += [f"    - {step}: {kind}: {words.splitlines()[0][:200] if words else ''}" for step, kind, words in record["wrong"][:6]]
    if len(bad) > SHOWN:
        lines.append(f"- and {len(bad) - SHOWN} more")
    return (f"What {name} did wrong", lines or ["Nothing."])


def refusals(results):
    rows = []
    for name, records, _ in results:
        words = collections.Counter(r["refused"][1] for r in records if r["refused"])
        rows += [(name, text, n) for text, n in words.most_common()]
    return rows


def page(options, results, excluded):
    tools = [name for name, _, _ in results]
    left = collections.Counter(r["excluded"] for r in results[0][1] if r["excluded"]) if results else collections.Counter()
    over = [(name, sum(1 for r in records if "rpath" in r["growth"]), sum(beyond(r) > 0 for r in records if "rpath" in r["growth"]))
            for name, records, _ in results]
    return [
        ("Result", ["Files that fail are counted once for each tool; a second line of the same file counts in the table below.", ""] +
         campaign_report.table(("tool", "files", "traces compared", "edits repeated", "stripped", "programs run", "time", "refused",
                                "**failed**", "of these more than complaints of readelf and eu-elflint and repeated edits"), [summary_row(*r) for r in results])),
        ("Failures by kind: files", campaign_report.table(("what complains", "after", *tools), kinds_rows(results)) if kinds_rows(results) else ["None."]),
        ("Growth in bytes", campaign_report.table(("tool", "edit", "files", "without growth", "median", "90 %", "99 %", "most"),
                                                  [row for name, records, _ in results for row in growth_rows(name, records)])),
        ("First edits that grow by more than the tables that moved and a page",
         campaign_report.table(("tool", "files", "beyond"), over)),
        ("Programs whose original writes its lines now in this order, now in that: their lines were compared in any order",
         [f"- `{path}`" for path in sorted({r["path"] for _, records, _ in results for r in records if r["counts"].get("unordered")})] or ["None."]),
        ("Refused", campaign_report.table(("tool", "words", "files"), refusals(results)) if refusals(results) else ["Nothing."]),
        ("Not traced, and why", campaign_report.table(("reason", "files"), campaign_report.counted(left)) if left else ["None."]),
        ("Not edited, and why", campaign_report.table(("reason", "files"), campaign_report.counted(excluded))),
        *[details(name, records) for name, records, _ in results]]


def main():
    options = arguments()
    packages.need("elfutils", "llvm", "binutils", "patchelf")
    excluded, results = collections.Counter(), []
    folder = edit_stage.workplace()
    try:
        paths, added = drawn(candidates(options, excluded), options.sample, options.seed), edit_added.build(folder)
        peers = drawn(paths, options.peer_sample, options.seed)
        tools = [(edit_tools.Linkwright(options.linkwright), paths)]
        tools += [(tool, peers) for tool in edit_tools.patchelfs(os.path.join(options.keep, "debs"))] if peers else []
        for tool, files in tools:
            if not options.tool or any(word in tool.name for word in options.tool):
                results.append((tool.name, *run_tool(options, tool, files, added, folder)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    failed = sum(1 for name, records, _ in results for r in records if name == "linkwright" and r["wrong"])
    if options.out:
        campaign_report.write(options.out, "Campaign: every dynamic ELF file of a machine, edited", options.linkwright,
                              page(options, results, excluded))
    for name, records, _ in results:
        print(f"{name}: {len(records)} files, {sum(bool(r['wrong']) for r in records)} failed, {sum(bool(r['refused']) for r in records)} refused, "
              f"{sum(bool(r['counts'].get('ran')) for r in records)} run")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
