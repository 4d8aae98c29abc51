#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every file for musl of some npm packages: linkwright's list and complaints against `ld-musl --list`, which runs nothing.

Each is asked about where npm unpacked it, and once more with its package's own directory and those of the others in LD_LIBRARY_PATH.
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
import elfpeek
import layout_build
import listing
import oracle
import packages

PACKAGES = ["@swc/core-linux-x64-musl", "@next/swc-linux-x64-musl", "@rollup/rollup-linux-x64-musl", "lightningcss-linux-x64-musl",
            "@parcel/watcher-linux-x64-musl", "@img/sharp-linuxmusl-x64", "@img/sharp-libvips-linuxmusl-x64",
            "@tailwindcss/oxide-linux-x64-musl", "@biomejs/cli-linux-x64-musl", "@rspack/binding-linux-x64-musl",
            "@node-rs/argon2-linux-x64-musl", "@napi-rs/canvas-linux-x64-musl", "@oxc-parser/binding-linux-x64-musl"]


def fetch(package, folder):
    """(version, where it lies)"""
    done = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None, done.stderr.strip().splitlines()[-1:] or ["npm pack failed"]
    name = done.stdout.strip().splitlines()[-1]
    place = os.path.join(folder, package.replace("/", "+"))
    with tarfile.open(os.path.join(folder, name)) as archive:
        archive.extractall(place, filter="data") if hasattr(tarfile, "data_filter") else archive.extractall(place)
    return name.rpartition("-")[2].removesuffix(".tgz"), place


def elf_files(place):
    for folder, _, names in os.walk(place):
        for name in sorted(names):
            path = os.path.join(folder, name)
            try:
                yield path, elfpeek.peek(path)
            except (elfpeek.NotElf, OSError):
                continue


def real_list(path, env):
    """(lines as name => path, complaints)"""
    done = subprocess.run([layout_build.MUSL, "--list", path], env=env, cwd=os.path.dirname(path), capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=120, check=False)
    lines = [line.strip().rpartition(" (")[0] for line in oracle.text_of(done.stdout).split("\n") if line.strip()]
    errors = [line for line in oracle.text_of(done.stderr).split("\n") if line.startswith("Error loading")]
    return lines[1:], errors  # the first line is the loader


def our_list(result):
    objects = {item["id"]: item for item in result["objects"]}
    lines = []
    for number in result["load_order"]:
        item = objects[number]
        if item["found"]:
            lines.append(f"{item['name']} => {item['path']}")
    return lines, [text for text in result["warnings"] if text.startswith("Error loading")]


def without_libc(lines):
    """musl tells of each of libc's names once, linkwright of the loader once: under the first."""
    libc = [line for line in lines if line.endswith(" => " + layout_build.MUSL)]
    return [line for line in lines if line not in libc[1:]]


def compare(linkwright, path, env):
    real, complaints = real_list(path, env)
    result = answer.ask(linkwright, [path], env, os.path.dirname(path))[0]
    if "error" in result:
        return f"linkwright: {result['error']}", 0
    ours, told = our_list(result)
    return listing.difference(without_libc(real) + complaints, ours + told, "real loader", "linkwright"), len(real) + len(complaints)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    options = parser.parse_args()
    packages.need("musl", *([] if shutil.which("npm") else ["npm"]))
    folder = tempfile.mkdtemp(prefix="lw-npm-")
    rows, details, places, failed, compared = [], [], [], 0, 0
    try:
        for package in PACKAGES:
            version, place = fetch(package, folder)
            if version is None:
                rows.append((package, "not to be had: " + " ".join(place), 0, 0, 0))
                continue
            files = [(path, facts) for path, facts in elf_files(place) if facts.kind in ("program", "library")]
            places.append((package, version, files))
        everywhere = ":".join(sorted({os.path.dirname(path) for _, _, files in places for path, _ in files}))
        for package, version, files in places:
            lines = bad = 0
            for path, _ in files:
                for env in ({}, {"LD_LIBRARY_PATH": everywhere}):
                    text, count = compare(options.linkwright, path, env)
                    lines, compared = lines + count, compared + 1
                    if text:
                        bad += 1
                        details += [f"`{package}` `{os.path.basename(path)}`", "", "```diff"] + text.split("\n") + ["```", ""]
                        print(f"DIFFERENT {path} {env}\n{text}", flush=True)
            failed += bad
            rows.append((package, version, len(files), lines, bad))
            print(f"{package} {version}: {len(files)} files, {bad} differences", flush=True)
    finally:
        shutil.rmtree(folder)
    if options.out:
        campaign_report.write(options.out, "Campaign: files for musl of npm packages", options.linkwright, [
            ("Result", campaign_report.table(("package", "version", "files", "lines listed", "differences"), rows)),
            ("Differences", details or ["None."])])
    print(f"campaign-musl: {compared} comparisons, {failed} differences")
    return 1 if failed or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
