# SPDX-License-Identifier: Apache-2.0
"""Finds the ELF files of this machine for the campaigns."""

import os
import stat

import elfpeek

ROOTS = ("/usr", "/opt", "/root", "/home", "/srv", "/var", "/etc", "/lib", "/lib64", "/lib32", "/libx32", "/bin", "/sbin")
SKIPPED = ("/proc", "/sys", "/dev", "/run", "/tmp", "/work", "/var/tmp", "/var/lib/docker")
LINK_DIRECTORIES = ("/usr/bin", "/usr/local/bin")


def regular_files(roots=ROOTS):
    """Paths of the regular files below ROOTS, sorted, no link followed, nothing twice."""
    out = set()
    for root in roots:
        if os.path.islink(root) or not os.path.isdir(root):
            continue
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(d for d in folders if os.path.join(folder, d) not in SKIPPED)
            for name in names:
                path = os.path.join(folder, name)
                try:
                    if stat.S_ISREG(os.lstat(path).st_mode):
                        out.add(path)
                except OSError:
                    continue
    return sorted(out)


NO_MACHINE = "0"


def elf_files(roots=ROOTS):
    """(path, facts) of every ELF file that is for some machine (Guile's bytecode is for none, EM_NONE, and no loader looks at it); and which
    files had the magic bytes but could not be read."""
    found, damaged = [], []
    for path in regular_files(roots):
        try:
            with open(path, "rb") as file:
                if file.read(4) != b"\x7fELF":
                    continue
        except OSError:
            continue
        try:
            facts = elfpeek.peek(path)
            if facts.machine != NO_MACHINE:
                found.append((path, facts))
        except (elfpeek.NotElf, OSError):
            damaged.append(path)
    return found, damaged


def program_links(programs, directories=LINK_DIRECTORIES):
    """(link, facts) of the symbolic links in DIRECTORIES that lead to one of PROGRAMS ({real path: facts})."""
    out = []
    for directory in directories:
        if not os.path.isdir(directory):
            continue
        for name in sorted(os.listdir(directory)):
            path = os.path.join(directory, name)
            if os.path.islink(path) and os.path.realpath(path) in programs:
                out.append((path, programs[os.path.realpath(path)]))
    return out
