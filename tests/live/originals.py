#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`linkwright ldd` beside the C library's ldd, addresses left out: the same lines, complaints and exit status.

Programs and libraries of this machine, drawn by a printed seed, by their real paths (ldd itself is wrong about a program reached
through a link). ldd runs the loader on them, so only files of the system's own directories are drawn.
"""

import argparse
import glob
import os
import random
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
ADDRESS = re.compile(r" \(0x[0-9a-f]+\)")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=os.path.join(TOP, "build", "linkwright"))
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    return parser.parse_args()


def drawn(options):
    found = glob.glob("/usr/bin/*") + glob.glob("/usr/lib/x86_64-linux-gnu/*.so.*")
    files = sorted(p for p in found if os.path.realpath(p) == p and os.path.isfile(p) and os.stat(p).st_mode & 0o6000 == 0)
    random.Random(options.seed).shuffle(files)
    return files[:options.count]


def answer(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                          errors="replace", env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, check=False)
    return ADDRESS.sub(" (ADDRESS)", done.stdout), done.stderr, done.returncode


def main():
    options = arguments()
    print(f"originals: seed {options.seed}")
    passed = failed = 0
    for path in drawn(options):
        for flags in ([], ["-v"]):
            theirs = answer(["/usr/bin/ldd", *flags, path])
            ours = answer([options.linkwright, "ldd", *flags, path])
            passed += theirs == ours
            failed += theirs != ours
            if theirs != ours:
                print(f"FAILED: ldd {' '.join(flags)} {path}\n--- ldd {theirs}\n--- ours {ours}")
    print(f"originals: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
