#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The floor that linkwright tells against what the real loaders of four Debian releases say.

Each file is put into a root of each release and started there in a chroot. Programs made here really run; of Debian's own programs
and of npm's the loader's trace mode tells. Two answers are compared: `check --claim runs-on:RELEASE`, and the release from
which on `floor` says that a program runs. The tables' rows are compared with the versions that each root's libraries define.
"""

import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import answer
import campaign_report
import campaign_roots
import corpus
import floor_programs
import packages

# (root, claim, number of Debian); of the newest one no table was published with its glibc, Ubuntu 26.04 has the same.
RELEASES = [("bullseye", "debian:11", 11), ("bookworm", "debian:12", 12), ("trixie", "debian:13", 13), ("forky", "ubuntu:26.04", None)]
NPM = ["@biomejs/cli-linux-x64", "@esbuild/linux-x64", "@parcel/css-cli-linux-x64-gnu", "@oxc-minify/binding-linux-x64-gnu",
       "@oxc-parser/binding-linux-x64-gnu", "@img/sharp-libvips-linux-x64", "@remotion/compositor-linux-x64-gnu"]
REAL = 60
LOADER = "/lib64/ld-linux-x86-64.so.2"
PLACE = "/tmp/lw-floor"
UNTOLD = re.compile(r"(?!(?:lib(?:c|m|pthread|dl|rt|util|resolv|anl|mvec|gcc_s|stdc\+\+|atomic|z)\.so\.|ld-linux))")
TOLD = {"GLIBC": ("libc.so.6", "libm.so.6", "libpthread.so.0"), "GLIBCXX": ("libstdc++.so.6",), "CXXABI": ("libstdc++.so.6",),
        "GCC": ("libgcc_s.so.1",), "ZLIB": ("libz.so.1",)}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--folder", default=os.path.join("build", "roots"), help="where the roots are, or are made; kept")
    return parser.parse_args()


def inside(root, command, environment):
    try:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
                              preexec_fn=lambda: (os.chroot(root), os.chdir("/")))
        return done.returncode, (done.stdout + done.stderr).decode(errors="replace")
    except subprocess.TimeoutExpired:
        return 0, ""  # the loader was content


def really_runs(root, path):
    status, said = inside(root, [path], {})
    return None if "cannot open shared object" in said else status == 0 and said.startswith("ok")


def is_content(root, path, is_static):
    """What the loader says in trace mode; None: a library that no table tells of is missing or too old."""
    # The loader as a command takes $ORIGIN from the path, where the kernel's way needs /proc.
    status, said = inside(root, [path, "--version"] if is_static else [LOADER, path], {"LD_TRACE_LOADED_OBJECTS": "1"})
    if "=> not found" in said or "cannot open shared object" in said:
        return None
    lacking = re.findall(r"([^/\s]+): version `.*' not found", said)
    if lacking and not any(UNTOLD.match(name) is None for name in lacking):
        return None
    return status == 0 and not lacking


def ask(linkwright, path, claims):
    """{claim: (runs, certain)} and the Debian from which on it runs by floor."""
    out = {}
    for claim in claims:
        done = subprocess.run([linkwright, "check", "--format", "json", "--rule", "LW412", "--claim", "runs-on:" + claim, path], capture_output=True,
                              text=True, check=False)
        levels = [f["level"] for f in json.loads(done.stdout)["results"][0]["findings"]]
        out[claim] = ("error" not in levels, "warning" not in levels)
    done = subprocess.run([linkwright, "floor", "--format", "json", path], capture_output=True, text=True, check=True)
    floor = json.loads(done.stdout)["results"][0]
    from_on = next((int(name.split()[1]) for name in floor["runs_on"] if name.startswith("Debian ")), None)
    if not floor["needs"] and not floor["glibc"]:
        from_on = 0
    return out, from_on, floor


def debians_own(roots):
    """(label, folder to copy, path in it, is_static) of programs of each release."""
    for release, root in roots.items():
        found, _ = corpus.elf_files([root + "/usr/bin", root + "/usr/sbin"])
        dynamic = [(p, f) for p, f in found if f.kind == "program" and not os.stat(p).st_mode & 0o6000]
        for path, _ in dynamic[::max(1, len(dynamic) // REAL)][:REAL]:
            yield f"{release} {os.path.basename(path)}", path, os.path.basename(path), False


def of_npm(folder):
    for package in NPM:
        done = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            continue
        place = os.path.join(folder, package.replace("/", "+"))
        os.makedirs(place)
        subprocess.run(["tar", "-xzf", os.path.join(folder, done.stdout.strip().splitlines()[-1]), "-C", place], check=True)
        found, _ = corpus.elf_files([place])
        for path, facts in found:
            if facts.kind in ("program", "static", "library"):
                yield f"{package} {os.path.basename(path)}", place, os.path.relpath(path, place), facts.kind == "static"


class Campaign:
    def __init__(self, options, roots):
        self.linkwright, self.roots = options.linkwright, roots
        self.compared, self.different, self.excluded = collections.Counter(), [], collections.Counter()
        self.yes = collections.Counter()

    def judge(self, group, label, source, name, tried):
        """source: a file or a folder, which is copied into each root; name: the file in it. A row of the table."""
        whole = os.path.join(source, name) if os.path.isdir(source) else source
        told, from_on, floor = ask(self.linkwright, whole, [claim for _, claim, _ in RELEASES])
        row = []
        for release, claim, number in RELEASES:
            root = self.roots[release]
            place = root + PLACE
            shutil.rmtree(place, ignore_errors=True)
            if os.path.isdir(source):
                shutil.copytree(source, place)
            else:
                os.makedirs(place)
                shutil.copy2(source, os.path.join(place, name))
            truth = tried(root, os.path.join(PLACE, name))
            shutil.rmtree(place)
            row.append(self.compare(group, label, release, told[claim], from_on, number, truth))
        return [label, floor["glibc"] or "–", f"Debian {from_on}" if from_on else "–", *row]

    def compare(self, group, label, release, told, from_on, number, truth):
        if truth is None:
            self.excluded["a library that no table tells of is not in the root, or is older there; linkwright says so in a note"] += 1
            return "?"
        runs, certain = told
        if not certain:
            self.excluded["linkwright warns that it cannot be told (GLIBC_PRIVATE, marks that updates bring)"] += 1
            return ("runs" if truth else "does not") + ", not foretold"
        self.compared[group] += 1
        self.yes[group] += truth
        by_floor = runs if number is None else from_on is not None and from_on <= number
        if runs != truth or by_floor != truth:
            self.different.append((label, release, f"the loader: {truth}, runs-on: {runs}, floor: {by_floor}"))
            print(f"DIFFERENT {label} on {release}: the loader: {truth}, runs-on: {runs}, floor: {by_floor}", flush=True)
        return "runs" if truth else "does not"


def newest(root, libraries, family):
    """Of the versions that libraries of a root define, by readelf."""
    numbers = []
    for name in libraries:
        said = subprocess.run(["readelf", "-W", "-V", floor_programs.find(root, name)], capture_output=True, text=True, check=True).stdout
        defined = said[:said.index("Version needs section")] if "Version needs section" in said else said
        numbers += re.findall(rf"Name: {family}_([\d.]+)", defined)
    return max(numbers, key=lambda v: [int(n) for n in v.split(".")])


def rows_of_table(campaign):
    """Each row of the table of distributions that a root is there for."""
    rows = []
    for release, claim, number in RELEASES:
        if number is None:
            continue
        done = subprocess.run([campaign.linkwright, "explain", "--format", "json", claim], capture_output=True, text=True, check=True)
        words = json.loads(done.stdout)["results"][0]["offers"]["x86_64"]
        for family, libraries in TOLD.items():
            ours = [w.split("_", 1)[1] for w in words if re.fullmatch(family + r"_[\d.]+", w)]
            real = newest(campaign.roots[release], libraries, family)
            rows.append((claim, ", ".join(libraries), family + "_" + real, "same" if ours == [real] else f"DIFFERENT: {ours}"))
            if ours != [real]:
                campaign.different.append((family, release, f"the table has {ours}, the root {real}"))
    return rows


def main():
    options = arguments()
    if os.geteuid() != 0:
        sys.exit("campaign-floor: needs root, for chroot")
    packages.need("debootstrap", "lld", "gcc", "g++", *([] if shutil.which("npm") else ["npm"]))
    os.makedirs(options.folder, exist_ok=True)
    folder = os.path.abspath(options.folder)
    roots = {release: campaign_roots.make_root(release, folder) for release, _, _ in RELEASES}
    campaign = Campaign(options, roots)
    with tempfile.TemporaryDirectory(prefix="lw-floor-") as work:
        own = [campaign.judge("made here", f"{name}: {needs}", path, os.path.basename(path), really_runs)
               for name, needs, path in floor_programs.make(roots, work)]
        npm = [campaign.judge("npm", label, source, name, lambda root, path, p=static: is_content(root, path, p))
               for label, source, name, static in of_npm(work)]
    for label, source, name, static in debians_own(roots):
        campaign.judge("Debian's own", label, source, name, lambda root, path, p=static: is_content(root, path, p))
    table = rows_of_table(campaign)
    head = ("program", "glibc by floor", "runs from", *(r for r, _, _ in RELEASES))
    sums = [(group, n, campaign.yes[group], n - campaign.yes[group]) for group, n in campaign.compared.items()]
    if options.out:
        versions = [(release, claim, subprocess.run(["dpkg-query", "--root", roots[release], "-W", "-f", "${Version}", "libc6"], capture_output=True,
                                                    text=True, check=True).stdout) for release, claim, _ in RELEASES]
        campaign_report.write(options.out, "Campaign: the oldest system that a program runs on", options.linkwright, [
            ("Result", campaign_report.table(("programs", "compared", "run there", "do not"), sums) + [f"{len(campaign.different)} differences."]),
            ("Roots", campaign_report.table(("root", "claim", "libc6"), versions)),
            ("Made here, and started in each root", campaign_report.table(head, own)),
            ("Of npm, by the loader's trace mode", campaign_report.table(head, npm)),
            ("The table of distributions against the libraries of the roots, by readelf",
             campaign_report.table(("row", "library", "newest version there", ""), table)),
            ("Not compared, and why", campaign_report.table(("reason", "times"), campaign_report.counted(campaign.excluded))),
            ("Differences", campaign_report.table(("program", "root", ""), campaign.different) if campaign.different else ["None."])])
    print(f"campaign-floor: {sum(campaign.compared.values())} compared, {len(campaign.different)} differences")
    return 1 if campaign.different or len(campaign.compared) < 3 else 0


if __name__ == "__main__":
    sys.exit(main())
