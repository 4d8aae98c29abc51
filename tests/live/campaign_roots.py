#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Other systems below a directory: linkwright --root from outside against the loader's trace mode inside the chroot.

Each Debian release is put below a folder by debootstrap, with some packages; every dynamic program and library of it is
asked about, in one call of linkwright for fifty. Every exclusion is counted with its reason.
"""

import argparse
import collections
import os
import subprocess
import sys
import tempfile

import answer
import campaign_report
import corpus
import debian_roots
import listing
import packages
import oracle
import worldrun

RELEASES = ("bullseye", "bookworm", "trixie", "forky")
PACKAGES = "git,curl,perl,python3-minimal,gawk,gpg,xz-utils"
BATCH = 50
SHOWN = 20


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--release", action="append", help="only this one (repeatable)")
    parser.add_argument("--folder", help="where the roots are, or are made; kept")
    return parser.parse_args()


def trace(root, path, facts):
    """The real loader's list of PATH in ROOT; raises oracle.Excluded."""
    mode = os.stat(root + path).st_mode
    if mode & 0o6000 and facts.interp:
        raise oracle.Excluded("set-id program: trace mode stops under AT_SECURE")
    loader = facts.interp
    if loader is None:
        loader = oracle.LOADERS.get((facts.machine, facts.bits))
        if loader is None:
            raise oracle.Excluded(f"machine {facts.machine} ({facts.bits} bits): its loader cannot run here")
    elif not oracle.GLIBC_LOADER.match(loader):
        raise oracle.Excluded(f"interpreter is not a glibc loader: {loader}")
    if not os.path.exists(worldrun.inside(root, loader)):
        raise oracle.Excluded(f"no loader {loader} in the root")
    command = [path] if facts.interp is not None and mode & 0o111 else [loader, path]
    done = subprocess.run(command, env={"LD_TRACE_LOADED_OBJECTS": "1"}, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=60, check=False, preexec_fn=lambda: (os.chroot(root), os.chdir("/")))
    got = listing.parse_output(oracle.text_of(done.stdout), oracle.text_of(done.stderr), done.returncode)
    if got.status < 0:
        raise oracle.Excluded(f"the real loader itself dies by signal {-got.status}")
    return got


def candidates(root, excluded):
    """(path inside, facts) of what is asked about; programs by their links, too."""
    found, damaged = corpus.elf_files([root])
    if damaged:
        excluded["ELF magic bytes, but headers that cannot be read"] += len(damaged)
    out, programs = [], {}
    for path, facts in found:
        if facts.kind not in ("program", "library"):
            excluded[f"not dynamic: {facts.kind}"] += 1
            continue
        out.append((path.removeprefix(root), facts))
        if facts.kind == "program":
            programs[path] = facts
    for name in sorted(os.listdir(root + "/usr/bin")):
        path = "/usr/bin/" + name
        if os.path.islink(root + path) and worldrun.inside(root, path) in programs:
            out.append((path, programs[worldrun.inside(root, path)]))
    return out


def compare(linkwright, root, excluded):
    """(compared, lines, [(path, difference)])"""
    compared, lines, different = 0, 0, []
    items = candidates(root, excluded)
    for i in range(0, len(items), BATCH):
        real = {}
        for path, facts in items[i:i + BATCH]:
            try:
                real[path] = trace(root, path, facts)
            except oracle.Excluded as error:
                excluded[str(error)] += 1
        results = answer.ask(linkwright, list(real), options=["--root", root]) if real else []
        for (path, got), result in zip(real.items(), results):
            compared += 1
            lines += len(got.entries)
            text = listing.difference(got.lines() + got.noise, answer.listing_of(result).lines(), "real loader", "linkwright")
            if text:
                different.append((path, text))
                print(f"DIFFERENT {path}\n    " + text.replace("\n", "\n    "), flush=True)
    return compared, lines, different


def main():
    options = arguments()
    if os.geteuid() != 0:
        sys.exit("campaign-roots: needs root, for chroot")
    packages.need("debootstrap")
    rows, details, excluded = [], [], collections.Counter()
    folder = options.folder or tempfile.mkdtemp(prefix="lw-roots-")
    for release in options.release or RELEASES:
        root = debian_roots.make_root(release, folder, PACKAGES)
        version = debian_roots.version(root)
        compared, lines, different = compare(options.linkwright, root, excluded)
        rows.append((release, version, compared, lines, len(different)))
        print(f"{release}: glibc {version}: {compared} compared, {len(different)} differences", flush=True)
        for path, text in different[:SHOWN]:
            details += [f"`{release}` `{path}`", "", "```diff"] + text.split("\n") + ["```", ""]
    if options.out:
        campaign_report.write(options.out, "Campaign: other Debian releases from outside", options.linkwright, [
            ("Result", campaign_report.table(("release", "libc6", "files compared", "lines listed", "differences"), rows)),
            ("Not compared, and why", campaign_report.table(("reason", "files"), campaign_report.counted(excluded))),
            ("Differences", details or ["None."])])
    print(f"campaign-roots: {sum(r[2] for r in rows)} compared, {sum(r[4] for r in rows)} differences, "
          f"{sum(excluded.values())} excluded")
    return 1 if any(r[4] for r in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
