# SPDX-License-Identifier: Apache-2.0
"""What fuse binds at fuse time, and what it leaves to the loader, against the loader's own word (LD_DEBUG=bindings, all bound at once).

Two looks at each file. What the fuser says of each relocation's symbol (tests/tools/fuse_bindings.c): the same object and version as the loader
chose among the original's libraries. And what the loader binds in the fused file: nothing more, nothing less and nothing other than it bound to
what stayed outside; and what stayed outside finds in the fused file what it found in the original's parts.
"""
import collections
import os
import subprocess

import bindings
import fuse_stage
import oracle

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOL = os.path.join(ROOT, "build", "tests", "fuse-bindings")
FUSED = "(fused)"


def said_by_fuser(path, tool=TOOL):
    """(parts, {(from, symbol, version): {(object, name, version)}}, refusal or None)."""
    done = subprocess.run([tool, path], capture_output=True, check=False)
    parts, found, refused = set(), collections.defaultdict(set), None
    for line in oracle.text_of(done.stdout).split("\n"):
        if line.startswith("+ "):
            parts.add(line[2:])
        elif line.startswith("! "):
            refused = line[2:]
        elif line and not line.startswith("= "):
            start, where, symbol, version, name, to_version, unique = line.split("\t")
            found[start, symbol, version].add((where, name, to_version if not unique else version))
    return parts, found, refused or (f"status {done.returncode}" if done.returncode else None)


def by_reference(bound):
    out = collections.defaultdict(set)
    for start, end, symbol, version in bound:
        out[start, symbol, version].add(end)
    return out


def bound_at_fuse_time(parts, ours, bound):
    """Lines that tell where the fuser's word is not the loader's, and how many references were compared."""
    real, lines = by_reference(row for row in bound if row[0] in parts), []
    for key in sorted({*real, *ours}):
        chosen = {end if end in parts else "outside" for end in real.get(key, ())} or {"nowhere"}
        mine = {where for where, _, _ in ours.get(key, ())} or {"not looked at"}
        if chosen != mine:
            lines.append(f"{' '.join(key)}: the loader binds it to {sorted(chosen)}, fuse to {sorted(mine)}")
        for where, name, version in ours.get(key, ()):
            if where in parts and (name != key[1] or (version and key[2] and version != key[2])):
                lines.append(f"{' '.join(key)}: bound to {name} {version} of {where}")
    return lines, len(real)


def mapped(rows, parts):
    """The bindings between what stayed outside and the parts, the parts as one."""
    out = set()
    for start, end, symbol, version in rows:
        one, two = (FUSED if name in parts else os.path.realpath(name) for name in (start, end))
        if FUSED in (one, two) and one != two:
            out.add((one, two, symbol, version))
    return out


def left_to_loader(parts, bound, fused, bound_fused):
    """Lines that tell what the loader binds otherwise in the fused file than it did among the parts."""
    before, now = mapped(bound, parts), mapped(bound_fused, {fused})
    within = {(s, v) for start, end, s, v in bound_fused if start == end == fused}
    lines = [f"bound in the fused file alone: {' '.join(row)}" for row in sorted(now - before)]
    lines += [f"not bound in the fused file any more: {' '.join(row)}" for row in sorted(before - now)]
    shown = {(s, v) for start, end, s, v in bound if start in parts and end in parts}
    return lines + [f"looked up in itself: {s} {v}" for s, v in sorted(within - shown)], len(now)


def look(linkwright, path, folder):
    """(lines that tell differences, references compared, bindings of the fused file compared, words of a refusal or None)."""
    parts, ours, refused = said_by_fuser(path)
    if refused:
        return [], 0, 0, refused
    bound, _, aborted = bindings.real_bindings(path)
    if aborted:
        return ["the loader aborts"], 0, 0, None
    lines, n = bound_at_fuse_time(parts, ours, bound)
    out = os.path.join(folder, "fused")
    done, words = fuse_stage.fuse(linkwright, path, out)
    if not done:
        return lines, n, 0, words
    more, left = left_to_loader(parts, bound, out, bindings.real_bindings(out)[0])
    os.unlink(out)
    return lines + more, n, left, None
