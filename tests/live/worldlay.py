# SPDX-License-Identifier: Apache-2.0
"""Lays the files of a world under a directory, as build/tests/world-lay does, in Python."""

import os

import worldcache
import worldelf


def lay(world, root):
    later = []
    for statement in world.files:
        path = place(root, statement.words[0])
        os.makedirs(path if statement.kind == "dir" else os.path.dirname(path), exist_ok=True)
        if statement.kind in ("link", "hard"):
            target = statement.words[2]
            if statement.kind == "link":
                os.symlink(target, path)
            else:
                later.append((place(root, target), path))
        elif statement.kind != "dir":
            with open(path, "wb") as file:
                file.write(content(world, statement))
        modes = statement.one("mode")
        if statement.kind not in ("link", "hard"):
            default = 0o755 if statement.kind == "dir" or statement.one("program") is not None else 0o644
            os.chmod(path, int(modes[0], 8) if modes else default)
    for target, path in later:
        os.link(target, path)


def content(world, statement):
    if statement.kind == "text":
        return (statement.words[1] if len(statement.words) > 1 else "").encode("utf-8", "surrogateescape")
    if statement.kind == "raw":
        return bytes.fromhex("".join(statement.words[1:]))
    if statement.kind == "elf":
        return worldelf.Elf(world, statement).bytes()
    return worldcache.build(world, statement)


def place(root, path):
    return os.path.join(root, path.lstrip("/"))
