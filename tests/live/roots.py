#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Paths inside another root: what linkwright makes of them from outside, against a process that is chrooted there.

A random tree has directories (some closed), files, FIFOs, a device, and links of every kind: relative, absolute, with "..",
out of the tree, to themselves, dangling, long. Random paths through it are looked at by both, once as root and once as nobody:
errno of stat, kind, errno of open and access, real path. Asked twice: with the kernel's own resolution (openat2), and by hand as on
old kernels.

roots.py [--trees N] [--seed N]
"""

import argparse
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
PROBE = os.path.join(TOP, "build", "tests", "root-probe")
NOBODY = 65534
NAMES = ["a", "b", "c", "lib", "usr", "x" * 255]


class Tree:
    def __init__(self, rng, root):
        self.rng, self.root, self.dirs = rng, root, [""]
        self.long = "/" + "./" * 2000
        for _ in range(rng.randint(3, 12)):
            self.add()
        for _ in range(2):
            place = rng.choice(self.dirs)
            if place:
                os.chmod(root + place, rng.choice((0o000, 0o444, 0o111)))

    def name(self):
        return self.rng.choice(NAMES) + self.rng.choice(("", "1", "2"))[: 0 if self.rng.random() < 0.5 else 1]

    def add(self):
        path = self.rng.choice(self.dirs) + "/" + self.name()[:255]
        kind = self.rng.choice(("dir", "dir", "file", "link", "link", "link", "fifo", "device", "closed"))
        full = self.root + path
        if os.path.lexists(full):
            return
        if kind == "dir":
            os.mkdir(full)
            self.dirs.append(path)
        elif kind == "link":
            target = self.target()
            if target.startswith(self.long):
                self.long = "/"  # one is enough: the kernel has more room for links in links
            os.symlink(target, full)
        elif kind == "fifo":
            os.mkfifo(full)
        elif kind == "device":
            os.mknod(full, stat.S_IFCHR | 0o666, os.makedev(1, 5))
        else:
            with open(full, "w", encoding="ascii") as file:
                file.write("x")
            os.chmod(full, 0o000 if kind == "closed" else 0o644)

    def target(self):
        rng = self.rng
        up = "../" * rng.randint(0, 6)
        parts = "/".join(rng.choice(NAMES + [".", ".."]) for _ in range(rng.randint(1, 3)))
        return rng.choice((parts, up + parts, "/" + parts, self.root + "/" + parts, "/etc/passwd", "/../../etc", "/", "..", ".",
                           parts + "/", self.long + parts, "/proc/self/cwd/etc"))[:4095]

    def path(self):
        rng = self.rng
        parts = [rng.choice(NAMES[:5] + [n + d for n in NAMES[:5] for d in "12"] + [".", "..", "x" * 255, "x" * 256])
                 for _ in range(rng.randint(1, 5))]
        text = "/" + rng.choice(("/", "/", "//", "/./")).join(parts) + rng.choice(("", "", "", "/", "/."))
        return text if rng.random() > 0.01 else text + "/a" * 2500


def inside(root, uid, paths):
    """What a chrooted process sees; the child prints the lines."""
    script = os.path.join(HERE, "roots_inside.py")
    done = subprocess.run([sys.executable, "-I", "-S", script, root, str(uid)], input=json.dumps(paths).encode(),
                          capture_output=True, check=True, timeout=60)
    return done.stdout.decode(errors="surrogateescape").splitlines()


def outside(root, uid, paths, *how):
    def become():
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)

    done = subprocess.run([PROBE, root, *how], input=b"".join(os.fsencode(p) + b"\0" for p in paths), capture_output=True, check=True,
                          timeout=60, preexec_fn=become if uid else None)
    return done.stdout.decode(errors="surrogateescape").splitlines()


def one_tree(seed, count):
    """(compared, differences)"""
    rng = random.Random(seed)
    root = tempfile.mkdtemp(prefix="lw-root-")
    try:
        os.chmod(root, 0o755)
        tree = Tree(rng, root)
        paths = [tree.path() for _ in range(count)]
        wrong = []
        for uid in (0, NOBODY):
            chrooted = inside(root, uid, paths)
            for how in ((), ("by-hand",)):
                for path, real, ours in zip(paths, chrooted, outside(root, uid, paths, *how)):
                    if real != ours:
                        wrong.append(f"seed {seed} uid {uid} {how} {path[:300]!r}: chrooted {real[:300]!r}, linkwright {ours[:300]!r}")
        return 4 * len(paths), wrong
    finally:
        subprocess.run(["chmod", "-R", "u+rwx", root], check=False)
        shutil.rmtree(root)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trees", type=int, default=60)
    parser.add_argument("--paths", type=int, default=150)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    if os.geteuid() != 0:
        print("skip: needs root, for chroot\nroots: 0 passed, 0 failed, 1 skipped")
        return 0
    passed, wrong = 0, []
    for i in range(options.trees):
        n, bad = one_tree(options.seed + i, options.paths)
        passed += n - len(bad)
        wrong += bad
    for line in wrong[:20]:
        print("FAILED: " + line)
    print(f"roots: {passed} passed, {len(wrong)} failed (seed {options.seed})")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
