# SPDX-License-Identifier: Apache-2.0
"""One edit of a Mach-O file by linkwright and by llvm-install-name-tool, and what the two files have to have in common."""
import os
import re
import shutil
import struct
import subprocess

import answer
import machodump
import macho_parts as parts

LINKWRIGHT = os.path.abspath(answer.default_linkwright())
# (kind of edit, linkwright's option, llvm's).
OPTIONS = {"id": ("--set-soname", "-id"), "change": ("--replace-needed", "-change"), "rpath": ("--replace-rpath", "-rpath"),
           "add": ("--add-rpath", "-add_rpath"), "prepend": ("--prepend-rpath", "-prepend_rpath"), "delete": ("--remove-rpath", "-delete_rpath"),
           "clear": ("--clear-rpath", "-delete_all_rpaths")}


def run(argv, cwd=None):
    done = subprocess.run([str(word) for word in argv], cwd=cwd, capture_output=True, check=False, stdin=subprocess.DEVNULL,
                          env={**os.environ, "LC_ALL": "C"})
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


def our_words(edits):
    return [word for kind, *args in edits for word in ([OPTIONS[kind][0]] + (["=".join(args)] if args else []))]


def their_words(edits):
    return [word for kind, *args in edits for word in (OPTIONS[kind][1], *args)]


def edit(path, out, words, *more):
    return run([LINKWRIGHT, "edit", path, *words, "-o", out, *more])


def fitting_edits(rng, slices):
    """Names of the same length, which fit into any file."""
    other = lambda name: "".join(rng.choice("abcdefgh") for _ in name)
    ids = [s.identity() for s in slices]
    out = [("id", other(ids[0]))] if None not in ids and len(set(map(len, ids))) == 1 else []
    known = lambda kind: [x for x in dict.fromkeys(kind(slices[0])) if all(kind(s).count(x) == 1 for s in slices)]
    names = known(lambda s: s.texts(*parts.DYLIBS))
    out += [("change", name, other(name)) for name in names if all(name in s.texts(parts.LC["LOAD"], parts.LC["WEAK"]) for s in slices)]
    return out + [("rpath", name, other(name)) for name in known(lambda s: s.rpaths())]


def random_edits(rng, slices, longest=40):
    """Some that llvm-install-name-tool takes, too: no name in two of them. Every slice has what they are about."""
    fresh = lambda: "@rpath/" + "".join(rng.choice("abcdef/_.") for _ in range(rng.randrange(1, longest))) + str(rng.randrange(10**6))
    common = lambda lists: [x for x in dict.fromkeys(lists[0]) if all(l.count(x) == 1 for l in lists)]
    rpaths, out = common([s.rpaths() for s in slices]), []
    names = common([s.texts(parts.LC["LOAD"], parts.LC["WEAK"]) for s in slices])
    others = {n for s in slices for n in s.texts(parts.LC["REEXPORT"], parts.LC["LAZY"], parts.LC["UPWARD"])}
    names = [n for n in names if n not in others]
    rng.shuffle(rpaths)
    if rng.random() < 0.6 and all(s.identity() for s in slices):
        out.append(("id", fresh()))
    for name in rng.sample(names, min(len(names), rng.randrange(0, 3))):
        out.append(("change", name, fresh()))
    if rng.random() < 0.1:
        out.append(("clear",))
        rpaths = []
    while rpaths and rng.random() < 0.5:
        old = rpaths.pop()
        out.append(("delete", old) if rng.random() < 0.5 else ("rpath", old, fresh()))
    while rng.random() < 0.5 or not out:
        out.append((rng.choice(("add", "add", "prepend")), fresh()))
    # LLVM deletes first, then changes, and puts new ones in at last.
    order = {"delete": 0, "clear": 0, "add": 2, "prepend": 3}
    return sorted(out, key=lambda e: order.get(e[0], 1))


def same_commands(mine, theirs):
    """What differs in the load commands of two slices; those that tell of places in __LINKEDIT only by kind and size."""
    out = []
    if [c for c, _ in mine.commands] != [c for c, _ in theirs.commands]:
        out.append(f"commands: {[hex(c) for c, _ in mine.commands]} and {[hex(c) for c, _ in theirs.commands]}")
    for (cmd, x), (_, y) in zip(mine.commands, theirs.commands):
        if len(x) != len(y) or (x != y and cmd not in parts.PLACES):
            out.append(f"{cmd:#x}: {x.hex()} and {y.hex()}")
    return out[:3]


def proof_of_slice(old, new, made=parts.again):
    """What is wrong with a slice that was edited and has the same size."""
    out = []
    end, sign = max(old.end, new.end), old.signature()
    if new.data[new.end:end].strip(b"\0"):
        out.append("what the old commands left is not zero")
    if end > old.room():
        out.append("the commands run into the first section")
    limit = sign[0] if sign else len(old.data)
    if old.data[end:limit] != new.data[end:limit]:
        out.append("a byte behind the commands changed")
    untouched = [c for c in old.commands if c[0] not in parts.DYLIBS and c[0] not in (parts.LC["ID"], parts.LC["RPATH"])]
    if untouched != [c for c in new.commands if c[0] not in parts.DYLIBS and c[0] not in (parts.LC["ID"], parts.LC["RPATH"])]:
        out.append("a command changed that no edit is about")
    if old.header[:4] + old.header[6:] != new.header[:4] + new.header[6:]:
        out.append("the header changed")
    if sign and old.data != new.data:
        if new.signature() != sign:
            out.append("the signature moved")
        elif new.blob() != made(old.blob(), new.data[:sign[0]]):
            out.append("the signature is not the one that it has to be")
        if old.data[sum(sign):] != new.data[sum(sign):]:
            out.append("a byte behind the signature changed")
    return out


def proof(before, after, made=parts.again):
    old, new = parts.read(before), parts.read(after)
    if parts.slices(old[0]) != parts.slices(new[0]) or len(old[0]) != len(new[0]):
        return ["slices moved"]
    out = [line for x, y in zip(old[1], new[1]) for line in proof_of_slice(x, y, made)]
    first = parts.slices(old[0])[0][0]
    return out + (["the table of slices changed"] if old[0][:first] != new[0][:first] else [])


def overflows(before, after):
    """By the header alone: behind it the commands may be written over."""
    with open(after, "rb") as file:
        data = file.read()
    old = parts.read(before)[1]
    return any(s.head + struct.unpack_from(s.order + "I", data, off + 20)[0] > s.room() for s, (off, _, _) in zip(old, parts.slices(data)))


def no_room(path, status, said):
    """A refusal with the room that there is."""
    rooms = [s.room() - s.head for s in parts.read(path)[1]]
    told = re.search(r"would have (\d+) bytes, and there is room for (\d+): relink with -headerpad_max_install_names", said)
    good = status == 2 and told and int(told[1]) > int(told[2]) and int(told[2]) in rooms
    return [] if good else [f"LLVM wrote over the first section, and linkwright says: {status} {said}; there is room for {rooms}"]


class Outcome:
    """What came of one edit beside LLVM's: a word for the table, and what is wrong."""

    def __init__(self, path, edits, folder, more=()):
        self.word, self.wrong = "same", []
        mine, other, tool = (os.path.join(folder, name) for name in ("mine", "theirs", "tool"))
        for copy in (mine, other, tool):
            if os.path.exists(copy):
                os.unlink(copy)
        shutil.copyfile(path, other)
        status, said = edit(path, mine, our_words(edits), *more)
        their_status, their_said = run([machodump.tool("llvm-install-name-tool"), *their_words(edits), other])
        if their_status != 0:
            self.word = "llvm refuses"
        if (their_status == 0 and overflows(path, other)) or (their_status != 0 and "there is room for" in said):
            self.word, self.wrong = "no room", no_room(path, status, said)
            return
        if status != 0:
            self.word = "refused"
            self.wrong.append(f"refused: {said}")
            return
        self.wrong += proof(path, mine, parts.instead if "--force-resign" in more else parts.again)
        if their_status == 0:
            for x, y in zip(parts.read(mine)[1], parts.read(other)[1]):
                self.wrong += same_commands(x, y)
        self.again(mine, edits, more)
        self.by_tool(path, tool, mine, edits)

    def again(self, mine, edits, more):
        """A second time nothing is to be done; what is gone already is told, and the file stays."""
        before = parts.read(mine)[0]
        if lasting := [e for e in edits if e[0] not in ("delete", "rpath", "change", "clear")]:
            run([LINKWRIGHT, "edit", mine, *our_words(lasting), "--in-place", *more])
        run([LINKWRIGHT, "edit", mine, *our_words(edits), "--in-place", *more])
        if parts.read(mine)[0] != before:
            self.wrong.append("a second identical edit changed something")

    def by_tool(self, path, tool, mine, edits):
        shutil.copyfile(path, tool)
        status, said = run([LINKWRIGHT, "install_name_tool", *their_words(edits), tool])
        if status != 0 or parts.read(tool)[0] != parts.read(mine)[0]:
            self.wrong.append(f"as install_name_tool it is not the same: {status} {said}")
