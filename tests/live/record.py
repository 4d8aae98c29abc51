#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What --record writes on this machine gives the same answer again in memory: a bug report is a test.

Real programs and libraries, drawn by a printed seed, are recorded by `tree` and `why`; world-run replays the files.
"""

import argparse
import glob
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default=os.path.join(TOP, "build"))
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    return parser.parse_args()


def dynamic(path):
    """Is it a 64-bit little-endian ELF file with a dynamic section that a loader may be asked about?"""
    try:
        with open(path, "rb") as f:
            head = f.read(20)
    except OSError:
        return False
    if head[:6] != b"\x7fELF\x02\x01" or head[16] not in (2, 3):
        return False
    return b"(NEEDED)" in subprocess.run(["readelf", "-d", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                         check=False).stdout


def main():
    options = arguments()
    print(f"record: seed {options.seed}")
    files = sorted(set(glob.glob("/usr/bin/*") + glob.glob("/usr/lib/x86_64-linux-gnu/*.so.*")))
    random.Random(options.seed).shuffle(files)
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="lw-record-") as folder:
        world = os.path.join(folder, "world.w")
        for path in files:
            if passed + failed >= options.count:
                break
            if not dynamic(path):
                continue
            question = ["why", "--record", world, path, "libc.so.6"] if passed % 2 else ["tree", "--record", world, path]
            done = subprocess.run([os.path.join(options.build, "linkwright")] + question, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, text=True, errors="replace", check=False)
            again = subprocess.run([os.path.join(options.build, "tests", "world-run"), world], stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
            if done.returncode < 2 and again.returncode == 0:
                passed += 1
            else:
                failed += 1
                print(f"FAILED: linkwright {' '.join(question)}: exit {done.returncode}\n{done.stderr}{again.stdout}")
            if os.path.exists(world):
                os.remove(world)
    print(f"record: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
