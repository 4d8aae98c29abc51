#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every PE file of some npm packages for Windows: what linkwright's reader tells against llvm-readobj and llvm-objdump.

Libraries, imports by name and ordinal with hints, delay imports, exports, forwards, headers, data directories, load configuration and
CodeView record must be the same.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile

import answer
import campaign_report
import packages
import peread

PACKAGES = ["@img/sharp-win32-x64", "@img/sharp-win32-ia32", "@remotion/compositor-win32-x64-msvc", "onnxruntime-node",
            "@esbuild/win32-x64", "@esbuild/win32-ia32", "@esbuild/win32-arm64", "@swc/core-win32-x64-msvc",
            "@swc/core-win32-ia32-msvc", "@next/swc-win32-arm64-msvc", "@rollup/rollup-win32-x64-msvc", "lightningcss-win32-x64-msvc",
            "@parcel/watcher-win32-x64", "@napi-rs/canvas-win32-x64-msvc", "@libsql/win32-x64-msvc", "@node-llama-cpp/win-x64",
            "@duckdb/node-bindings-win32-x64"]

HEAD = ("package", "version", "files", "libraries", "of them delayed", "imports", "exports", "forwards", "differences")


def fetch(package, folder):
    """(version, where it lies), or (None, why not)."""
    done = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None, (done.stderr.strip().splitlines() or ["npm pack failed"])[-1]
    name = done.stdout.strip().splitlines()[-1]
    place = os.path.join(folder, package.replace("/", "+"))
    with tarfile.open(os.path.join(folder, name)) as archive:
        archive.extractall(place, filter="data") if hasattr(tarfile, "data_filter") else archive.extractall(place)
    os.unlink(os.path.join(folder, name))
    stem = package.lstrip("@").replace("/", "-")
    return name.removeprefix(stem + "-").removesuffix(".tgz"), place


def pe_files(place):
    """What begins with MZ; a package may hold programs of other systems too."""
    for folder, below, names in os.walk(place):
        below.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as file:
                    if file.read(2) == b"MZ":
                        yield path


def compare(facts, place, package):
    """(row of sums, number of files, lines on what differs)"""
    sums, details, bad = [0, 0, 0, 0, 0], [], 0
    paths = list(pe_files(place))
    mine = peread.ours(facts, paths) if paths else {}
    for path in paths:
        other, said = peread.theirs(path)
        wrong = [f"llvm-readobj: {said}"] if other is None else peread.differences(mine[path], other)
        sums = [a + b for a, b in zip(sums, peread.compared(mine[path]))]
        if wrong:
            bad += 1
            details += [f"`{package}` `{os.path.relpath(path, place)}`", "", "```"] + wrong[:20] + ["```", ""]
            print(f"DIFFERENT {path}\n" + "\n".join(line[:300] for line in wrong[:8]), flush=True)
    return sums, len(paths), bad, details


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--facts", default=peread.FACTS)
    parser.add_argument("--out", help="the Markdown page to write")
    options = parser.parse_args()
    packages.need("llvm", *([] if shutil.which("npm") else ["npm"]))
    rows, details, compared, failed = [], [], 0, 0
    folder = tempfile.mkdtemp(prefix="lw-npm-")
    try:
        for package in PACKAGES:
            version, place = fetch(package, folder)
            if version is None:
                rows.append((package, "not to be had: " + place, 0, 0, 0, 0, 0, 0, 0))
                continue
            sums, files, bad, more = compare(options.facts, place, package)
            rows.append((package, version, files, *sums, bad))
            details, compared, failed = details + more, compared + files, failed + bad
            print(f"{package} {version}: {files} files, {bad} differences", flush=True)
            shutil.rmtree(place)
    finally:
        shutil.rmtree(folder)
    if options.out:
        said = campaign_report.run(peread.tool("llvm-readobj"), "--version")
        rows.append(("sum", "", *(sum(column) for column in list(zip(*rows))[2:])))
        campaign_report.write(options.out, "Campaign: PE files of npm packages for Windows", options.linkwright, [
            ("Result", campaign_report.table(HEAD, rows)),
            ("Compared with", [line.strip() for line in said.split("\n") if "version" in line]),
            ("Differences", details or ["None."])])
    print(f"campaign-pe: {compared} files, {failed} differences")
    return 1 if failed or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
