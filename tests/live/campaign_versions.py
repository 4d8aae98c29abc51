#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Campaign: every world under other versions of the real glibc loader.

For each Debian release the loader is taken from its libc6 package, unpacked and not installed. Each world is given that
version, linkwright's answer in memory becomes its expectation, and the real loader of that version is asked.
"""

import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

import campaign_report
import debs

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
RELEASES = ("bullseye", "bookworm", "trixie", "forky")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default=os.path.join(TOP, "build"))
    parser.add_argument("--linkwright", help="not used; the world tools of the build are")
    parser.add_argument("--out", required=True)
    parser.add_argument("--release", action="append", help="only this one (repeatable)")
    return parser.parse_args()


def fetch(release, folder):
    """The loader of a release, unpacked below folder: (version, path)."""
    root, full = debs.unpacked(release, "libc6", folder)
    for pattern in ("lib/x86_64-linux-gnu/ld-2.*.so", "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
                    "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"):
        for path in glob.glob(os.path.join(root, pattern)):
            return full, os.path.realpath(path)
    sys.exit("campaign-versions: no loader in libc6 of " + release)


def retold(world, version, run, folder):
    """The world under another version, with linkwright's own answer as expectation; None for one that cannot be run live."""
    with open(world, encoding="utf-8") as f:
        text = f.read()
    if re.search(r"^live no", text, re.M):
        return None
    head = re.sub(r"^(loader \S+ glibc) 2\.\d+", r"\1 " + version, text.split("\nexpect\n")[0], flags=re.M)
    out = os.path.join(folder, os.path.basename(world))
    with open(out, "w", encoding="utf-8") as f:
        f.write(head + "\nexpect\n")
    answer = subprocess.run([run, "--print", out], check=True, stdout=subprocess.PIPE, text=True).stdout
    lines = [line for line in answer.splitlines() if not line.strip().startswith(("edge ", "shadow "))]
    if not any(line.strip().startswith(("open ", "stat ")) for line in lines):
        lines.append("\tprobes none")
    with open(out, "a", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    return out


def compare(options, version, loader, folder):
    """(passed, failed, skipped, output) of all worlds under this loader."""
    tools = os.path.join(options.build, "tests")
    told = [retold(w, version, os.path.join(tools, "world-run"), folder)
            for w in sorted(glob.glob(os.path.join(TOP, "tests", "worlds", "*.w")))]
    command = [sys.executable, os.path.join(HERE, "worlds.py"), "--lay", os.path.join(tools, "world-lay"),
               "--loader", f"{version}={loader}"] + [t for t in told if t]
    out = subprocess.run(command, stdout=subprocess.PIPE, text=True, errors="replace").stdout
    counts = re.search(r"live-worlds: (\d+) passed, (\d+) failed, (\d+) skipped", out)
    return [int(n) for n in counts.groups()] + [out]


def main():
    options = arguments()
    rows, failures = [], []
    for release in options.release or RELEASES:
        with tempfile.TemporaryDirectory(prefix="lw-versions-") as folder:
            full, loader = fetch(release, folder)
            version = re.match(r"2\.\d+", full).group(0)
            passed, failed, skipped, out = compare(options, version, loader, folder)
        print(f"{release}: glibc {full}: {passed} passed, {failed} failed, {skipped} skipped", flush=True)
        rows.append((release, full, passed, failed, skipped))
        if failed:
            failures.append((release, out))
            print(out)
    head = ("release", "libc6", "passed", "failed", "skipped")
    campaign_report.write(options.out, "Campaign: worlds under other versions of the loader",
                          os.path.join(options.build, "linkwright"),
                          [("Result", campaign_report.table(head, rows))] +
                          [("Failures on " + name, out.splitlines()) for name, out in failures])
    total = [sum(row[i] for row in rows) for i in (2, 3, 4)]
    print("campaign-versions: %d passed, %d failed, %d skipped" % tuple(total))
    return 1 if total[1] else 0


if __name__ == "__main__":
    sys.exit(main())
