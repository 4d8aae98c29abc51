#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""roots_inside.py ROOT UID: chrooted to ROOT as UID, tells about each path of a JSON list what roots.py compares."""

import errno
import json
import os
import stat
import sys


def attempt(call):
    try:
        return 0, call()
    except OSError as error:
        return error.errno, None


def kind_of(mode):
    return "file" if stat.S_ISREG(mode) else "dir" if stat.S_ISDIR(mode) else "other"


def opened(path, mode):
    """As linkwright opens: nothing but a plain file, of a directory only whether it could be read."""
    if stat.S_ISREG(mode):
        number, fd = attempt(lambda: os.open(path, os.O_RDONLY))
        if number == 0:
            os.close(fd)
        return number
    if stat.S_ISDIR(mode):
        return 0 if os.access(path, os.R_OK) else errno.EACCES
    return 0


def real(path):
    """The kernel's own answer."""
    number, fd = attempt(lambda: os.open(path, os.O_PATH))
    if number:
        return "-"
    text = os.readlink(f"/proc/self/fd/{fd}") if os.path.isdir("/proc/self/fd") else os.path.realpath(path)
    os.close(fd)
    return text


def main():
    root, uid = sys.argv[1], int(sys.argv[2])
    paths = json.load(sys.stdin)
    os.chroot(root)
    os.chdir("/")
    if uid:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    for path in paths:
        number, st = attempt(lambda: os.stat(path))
        if number:
            denied = attempt(lambda: os.open(path, os.O_RDONLY | os.O_NONBLOCK))[0]
            print(number, "-", denied, number, "-")
            continue
        access = 0 if os.access(path, os.R_OK) else errno.EACCES
        print(0, kind_of(st.st_mode), opened(path, st.st_mode), access, real(path))


if __name__ == "__main__":
    main()
