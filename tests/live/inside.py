#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one command inside a directory tree as its root, in mounts of its own: inside.py JSON

The JSON object has root, cwd, proc (mount /proc), uid (or null), command and env. The mounts belong to this process
only, so that nothing is left behind when it ends. Exit status 125 and a message when it cannot be set up.
"""

import ctypes
import errno
import json
import os
import sys

CLONE_NEWNS = 0x00020000
MS_REC, MS_PRIVATE, MS_BIND = 0x4000, 0x40000, 0x1000


def main():
    spec = json.loads(sys.argv[1])
    try:
        if spec["proc"]:
            mount_proc(spec["root"])
        os.chroot(spec["root"])
        os.chdir(spec["cwd"])
        if spec["uid"] is not None:
            os.setgroups([])
            os.setresgid(spec["uid"], spec["uid"], spec["uid"])
            os.setresuid(spec["uid"], spec["uid"], spec["uid"])
        encode = sys.getfilesystemencoding(), "surrogateescape"
        env = Variables((k.encode(*encode), v.encode(*encode)) for k, v in spec["env"])
        os.execve(spec["command"][0], spec["command"], env)
    except OSError as error:
        print(f"inside: {error}", file=sys.stderr)
        return 125


class Variables(dict):
    """An environment as it is handed on: a name may occur twice."""

    def __init__(self, pairs):
        self.pairs = list(pairs)
        super().__init__(self.pairs)

    def __len__(self):
        return len(self.pairs)  # by which the kernel's array is sized

    def keys(self):
        return [name for name, _ in self.pairs]

    def values(self):
        return [value for _, value in self.pairs]


def mount_proc(root):
    libc = ctypes.CDLL(None, use_errno=True)
    target = os.path.join(root, "proc")
    os.makedirs(target, exist_ok=True)
    checked(libc.unshare(CLONE_NEWNS), "unshare")
    # In a chroot "/" may be no mount of its own; then there is nothing to make private.
    if libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None) != 0 and ctypes.get_errno() != errno.EINVAL:
        raise OSError(ctypes.get_errno(), "make mounts private")
    checked(libc.mount(b"/proc", os.fsencode(target), None, MS_BIND | MS_REC, None), "mount /proc")


def checked(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), what)


if __name__ == "__main__":
    sys.exit(main())
