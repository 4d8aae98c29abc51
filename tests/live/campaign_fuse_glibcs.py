#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Fusing on other systems: Debian's glibc 2.31, 2.36, 2.41 and the newest, each program with its own system's libraries, by the static release.

Each release is put below a folder by debootstrap, with packages. Inside, as that system sees itself: works of real programs (fuse_works.py), as in
campaign-fuse-real; the constructed cases (fuse.py), built by that system's compiler and linker; random programs (fuse_random.py). The roots stay
in the folder, and what came of a part with the same linkwright does too; --fresh forgets that.
"""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import re
import subprocess
import sys

import answer
import campaign_report
import debian_roots
import packages

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RELEASES = ("bullseye", "bookworm", "trixie", "sid")
FIRST = "git,curl,perl,python3-minimal,gawk,gpg,xz-utils"
PACKAGES = """git curl wget openssl sqlite3 python3 python3-yaml openssh-client perl rsync jq bc less file gawk gpg gpg-agent gpgv zstd tar lua5.4 libxml2-utils xsltproc
xz-utils bzip2 lz4 zip unzip brotli gdb gcc g++ cmake ninja-build binutils elfutils strace iproute2 procps acl attr socat gettext ghostscript poppler-utils qpdf flac graphviz
fonts-dejavu-core e2fsprogs fdisk icu-devtools imagemagick librsvg2-bin tmux vim-nox zsh redis-server redis-tools ca-certificates""".split()
FEWEST = 25  # works of each system
LINKWRIGHT = "/lw/static/linkwright"
# name: (the command inside, seconds)
PARTS = {
    "works": (["/lw/tests/live/fuse_glibcs_inside.py", LINKWRIGHT, "works"], 3600),
    "cases": (["/lw/tests/live/fuse.py", "--linkwright", LINKWRIGHT, "--elsewhere", "--styles", "pie,fixed,pic"], 1800),
    "random": (["/lw/tests/live/fuse_random.py", "--linkwright", LINKWRIGHT, "--count", "500", "--seconds", "300", "--seed", "1", "--keep", "/var/tmp/lw-fuse-random-kept"], 900),
}


class Run:
    """One part in one root: its lines."""

    def __init__(self, release, root, part, static):
        self.release, self.root, self.part, self.static, self.lines = release, root, part, static, []

    def store(self, kept):
        return os.path.join(self.root + ".results", f"{self.part}-{kept}")

    def go(self, kept, fresh):
        path = self.store(kept)
        if fresh or not os.path.exists(path):
            words, seconds = PARTS[self.part]
            command = debian_roots.command(self.root, ["/usr/bin/python3", "-B", *words], [(os.path.join(TOP, "tests"), "/lw/tests"), (os.path.dirname(self.static), "/lw/static")])
            try:
                done = subprocess.run(command, env=debian_roots.ENV, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, check=False)
                text = done.stdout.decode("utf-8", "replace") + f"\nended with {done.returncode}\n"
            except subprocess.TimeoutExpired as error:
                text = (error.stdout or b"").decode("utf-8", "replace") + f"\nended after {seconds} s\n"
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path + ".new", "w", encoding="utf-8") as f:
                f.write(text)
            os.replace(path + ".new", path)
        with open(path, encoding="utf-8") as f:
            self.lines = f.read().split("\n")
        print(f"{self.release}, {self.part}: {self.lines[-2]}", flush=True)
        return self

    def works(self):
        return [json.loads(line) for line in self.lines if line.startswith("{")]

    def failed(self):
        """Lines that tell a failure of the two other parts; too little that could be linked is none of linkwright's."""
        told = [line[8:] for line in self.lines if line.startswith("FAILED: ") and "too much could not be linked" not in line]
        return told or ([] if self.number() > 0 else ["it does not tell how many passed"])

    def number(self):
        return next((int(m[1]) for m in map(re.compile(r"\w+: (\d+) passed, ").match, reversed(self.lines)) if m), 0)

    def skipped(self):
        return [line[9:] for line in self.lines if line.startswith("skipped: ")]


def digest(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()[:12]


def course(release, options):
    root = debian_roots.make_root(release, options.folder, FIRST)
    debian_roots.install(root, PACKAGES)
    kept = digest(options.static)
    return root, {part: Run(release, root, part, options.static).go(kept, options.fresh) for part in options.part or PARTS}


class Sums:
    def __init__(self):
        self.rows, self.works, self.impossible, self.failed, self.refused, self.skipped = [], {}, [], [], [], []

    def add(self, release, root, runs):
        records = runs["works"].works() if "works" in runs else []
        for record in records:
            self.work(release, record)
        done = [r for r in records if r["ways"]]
        cells = []
        for part in ("cases", "random"):
            wrong = runs[part].failed() if part in runs else []
            self.failed += [(release, part, line) for line in wrong]
            self.skipped += [(release, line) for line in runs[part].skipped()] if part in runs else []
            cells += [runs[part].number() if part in runs else "", len(wrong)]
        bad = sum(1 for r in done if any(words for _, words in r["ways"]))
        self.rows.append((release, debian_roots.version(root), debian_roots.version(root, "binutils"), debian_roots.version(root, "gcc"), len(done), bad, *cells))

    def work(self, release, record):
        if record["refused"]:
            self.refused.append((release, record["name"], record["refused"][:300]))
        elif not record["ways"]:
            self.impossible.append((release, record["name"], record["why"][:160]))
        else:
            self.works.setdefault(record["name"], {})[release] = f"{record['libraries']}" if not any(w for _, w in record["ways"]) else "**failed**"
            self.failed += [(release, record["name"] + ", " + how, words[:300]) for how, words in record["ways"] if words]

    def write(self, path, linkwright):
        head = ("release", "libc6", "binutils", "gcc", "works", "**failed**", "checks of constructed cases", "**failed**", "random programs the same", "**different**")
        works = [(name, *(by.get(r, "") for r in RELEASES)) for name, by in self.works.items()]
        count = collections.Counter(words.split(", ")[0] for _, words in self.skipped)
        campaign_report.write(path, "Campaign: fusing with other versions of glibc", linkwright, [
            ("Result", campaign_report.table(head, self.rows) + [
                "A work has to give the same output, exit status and files when it is done by the fused programs; by those of --fixed, too; and no fused process may load a second copy of what went in."]),
            ("Failures", campaign_report.table(("release", "what", ""), self.failed) if self.failed else ["None."]),
            ("Refused", campaign_report.table(("release", "work", "words"), self.refused) if self.refused else ["None."]),
            ("Works: how many libraries were fused", campaign_report.table(("work", *RELEASES), works)),
            ("Works that are not possible there", campaign_report.table(("release", "work", "why"), [row for row in self.impossible if "is not installed" not in row[2]]) or ["None."]),
            ("Cases that are not possible there", campaign_report.table(("case", "releases"), sorted((name, n) for name, n in count.items())))])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--static", default=os.path.join(TOP, "build-static", "linkwright"), help="the release, which needs nothing inside")
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--release", action="append", help="only this one (repeatable)")
    parser.add_argument("--part", action="append", choices=list(PARTS), help="only this part (repeatable)")
    parser.add_argument("--folder", default=os.path.join(TOP, "build", "chroots"), help="where the roots are, or are made; kept")
    parser.add_argument("--fresh", action="store_true", help="forget what came before")
    return parser.parse_args()


def main():
    options = arguments()
    if os.geteuid() != 0:
        sys.exit("campaign-fuse-glibcs: needs root, for chroot")
    packages.need("debootstrap")
    if not os.path.exists(options.static):
        subprocess.run([os.path.join(TOP, "tools", "static.sh"), os.path.join(TOP, "build-static")], check=True)
    options.folder, options.static = os.path.abspath(options.folder), os.path.abspath(options.static)
    os.makedirs(options.folder, exist_ok=True)
    releases, sums = options.release or RELEASES, Sums()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for release, (root, runs) in zip(releases, pool.map(lambda name: course(name, options), releases)):
            sums.add(release, root, runs)
    for row in [*sums.rows, *sums.failed, *sums.refused]:
        print("; ".join(map(str, row)), flush=True)
    few = [row[0] for row in sums.rows if row[4] < FEWEST and not options.part]
    if options.out:
        sums.write(options.out, options.linkwright)
    print(f"campaign-fuse-glibcs: {len(sums.rows)} systems, {sum(row[4] for row in sums.rows)} works, {len(sums.failed)} failures, {len(sums.refused)} refused"
          + (f"; fewer than {FEWEST} works: {' '.join(few)}" if few else ""))
    return 1 if sums.failed or few or not sums.rows else 0


if __name__ == "__main__":
    sys.exit(main())
