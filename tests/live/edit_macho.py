#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Edits of Mach-O files: the load commands beside llvm-install-name-tool's, every signature beside one made anew in Python.

edit_macho.py [--keep] [--seed N]

Files that clang and ld64.lld make, for x86_64 and arm64, thin and universal, with the linker's signature and with others as codesign writes
them: several code directories, entitlements, requirements, a runtime version, a certificate.
"""
import hashlib
import os
import random
import shutil
import struct
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tree"))
import macho  # noqa: E402
import machodump  # noqa: E402
import macho_edits as edits  # noqa: E402
import macho_parts as parts  # noqa: E402
from tally import Tally  # noqa: E402

ARM64, X86_64 = 0x0100000C, 0x01000007
XML = b"<plist><dict><key>com.apple.security.cs.allow-jit</key><true/></dict></plist>"


def blob(magic, body):
    return struct.pack(">II", magic, 8 + len(body)) + body


NONE = blob(0xFADE0C01, bytes(4))
WORDS = blob(0xFADE7171, XML)
DER = blob(0xFADE7172, b"\x70\x10\x02\x01\x01")
DEMAND = struct.pack(">IIIII", 0xFADE0C01, 12 + 8 + 16, 1, 3, 20) + blob(0xFADE0C00, b"\0\0\0\1\0\0\0\3")


def slots(kind, info, requirements):
    """Hashes of Info.plist, requirements, resources, a slot without use, entitlements, another, and those as DER."""
    make = parts.HASHES[kind]
    none = bytes(len(make(b"")))
    return [make(info), make(requirements), make(b"resources"), none, make(WORDS), none, make(DER)]


def made(code, limit, requirements=NONE, cms=b"", kinds=(2,), **more):
    """As codesign writes it."""
    cds = [parts.directory(code, b"org.example.some-thing", limit, special=slots(kind, b"info", requirements), kind=kind, **more) for kind in kinds]
    new = [(0, cds[0])] + [(0x1000 + i, cd) for i, cd in enumerate(cds[1:])]
    new[1:1] = [(2, requirements), (5, WORDS), (7, DER)]
    return parts.join(new + [(0x10000, blob(0xFADE0B01, cms))] + ([(0x10002, blob(0xFADE7777, b"ticket"))] if cms else []))


SIGNERS = {
    "codesign": lambda code, limit: made(code, limit),
    "both-hashes": lambda code, limit: made(code, limit, DEMAND, kinds=(1, 2), version=0x20100),
    "truncated": lambda code, limit: made(code, limit, kinds=(3,)),
    "runtime": lambda code, limit: made(code, limit, version=0x20500, flags=0x10002, runtime=0xD0000, main=True, text=(0, 0x4000)),
    "large-pages": lambda code, limit: made(code, limit, page_bits=14),
    "one-page": lambda code, limit: made(code, limit, page_bits=30).replace(b"\x1e" + bytes(4), b"\0" + bytes(4), 1),
    "old": lambda code, limit: made(code, limit, version=0x20001),
}
CERTIFIED = {
    "developer": lambda code, limit: made(code, limit, DEMAND, b"\x30" * 4000, version=0x20500, flags=0x10000, runtime=0xD0000, team=b"ABCDE12345"),
    "developer-both": lambda code, limit: made(code, limit, DEMAND, b"\x30" * 4000, kinds=(1, 2), version=0x20200, flags=0, team=b"ABCDE12345"),
}


class Roomy(macho.Build):
    """The linker leaves 32 bytes of padding by itself."""

    def link(self, out, *words, **more):
        return super().link(out, *words, "-headerpad", "0x600", **more)


def fat_of(folder, paths):
    return list(macho.universal(folder, [os.path.basename(path) for path in paths if os.path.basename(path) != "phone"]))


class Files:
    """All that is linked: with room, and in a folder below without."""

    def __init__(self, folder):
        self.folder, tight = folder, os.path.join(folder, "tight")
        self.builds = {arch: Roomy(folder, arch) for arch in macho.ARCHS}
        self.thin = {arch: list(build.all()) for arch, build in self.builds.items()}
        self.fat = fat_of(folder, self.thin["arm64"])
        self.tight = [path for arch in macho.ARCHS for path in macho.Build(tight, arch).all()]
        self.tight += fat_of(tight, self.tight[:7])

    def all(self):
        return self.thin["x86_64"] + self.thin["arm64"] + self.fat

    def arm(self, name):
        return os.path.join(self.folder, "arm64", name)

    def write(self, name, data):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def out(self, name="out"):
        path = os.path.join(self.folder, name)
        if os.path.exists(path):
            os.unlink(path)
        return path


def beside_llvm(tally, files, rng):
    counted = {}
    for path in files.all() * 3 + files.tight:
        for longest in (40, 900):
            asked = edits.random_edits(rng, parts.read(path)[1], longest)
            got = edits.Outcome(path, asked, files.folder)
            counted[got.word] = counted.get(got.word, 0) + 1
            tally.check(not got.wrong, f"{path} {str(asked)[:300]}: {[line[:300] for line in got.wrong[:3]]}")
    tally.check(counted.get("same", 0) > 60 and counted.get("no room", 0) > 20, f"too few of a kind: {counted}")
    print(f"beside llvm-install-name-tool: {counted}")


def one_plan(tally, files, rng):
    """Edits one after another and all at once: the same file."""
    for path in files.all():
        asked = edits.random_edits(rng, parts.read(path)[1], 12)
        status, said = edits.edit(path, files.out(), edits.our_words(asked))
        step = files.out("steps")
        shutil.copyfile(path, step)
        for one in asked:
            edits.run([edits.LINKWRIGHT, "edit", step, *edits.our_words([one]), "--in-place"])
        tally.check(status == 0 and parts.read(step)[0] == parts.read(files.folder + "/out")[0], f"{path} {asked}: {said}")


def signatures(tally, files):
    words = ["--add-rpath", "@loader_path/new", "--set-rpath", "@loader_path/lib:/opt/other"]
    for name, signer in SIGNERS.items():
        for base in ("main", "libone.dylib"):
            path = files.write(f"signed/{name}-{base}", parts.signed_as(parts.read(files.arm(base))[1][0], signer, 400))
            status, said = edits.edit(path, files.out(), words)
            wrong = [said] if status != 0 else edits.proof(path, os.path.join(files.folder, "out"))
            tally.check(not wrong, f"{name} {base}: {wrong}")
    for name, signer in CERTIFIED.items():
        path = files.write(f"signed/{name}", parts.signed_as(parts.read(files.arm("main"))[1][0], signer))
        status, said = edits.edit(path, files.out(), words)
        tally.check(status == 2 and "certificate" in said and "ABCDE12345" in said, f"{name}: {said}")
        status, said = edits.edit(path, files.out(), words, "--force-resign")
        wrong = [said] if status != 0 else edits.proof(path, os.path.join(files.folder, "out"), parts.instead)
        tally.check(not wrong and "notarisation" in said, f"{name}: {wrong} {said}")
        status, said = edits.run([edits.LINKWRIGHT, "install_name_tool", "-add_rpath", "@loader_path/new", path])
        tally.check(status == 0 and "signed ad hoc" in said, f"{name} as install_name_tool: {said}")


def text_of(s):
    return next((off, size) for name, off, size, _ in s.segments() if name == "__TEXT")


def check_new(tally, name, before, after, path):
    """A slice that had no signature has the linker's now."""
    limit = -(-len(before.data) // 16) * 16
    want = parts.linker_blob(after.data[:limit], os.path.basename(path).encode(), limit, text_of(after), after.type == 2)
    tally.check(after.signature() == (limit, len(want)), f"{name}: the signature lies at {after.signature()}")
    tally.check(after.blob() == want, f"{name}: the new signature is not the linker's")
    tally.check(after.commands[-1][0] == parts.LC["SIGNATURE"], f"{name}: the command is not the last")
    link = [(off, size) for seg, off, size, _ in after.segments() if seg == "__LINKEDIT"][0]
    tally.check(sum(link) == len(after.data) == limit + len(want), f"{name}: __LINKEDIT ends at {sum(link)}")


def new_signatures(tally, files):
    for base in ("main", "libone.dylib", "bundle"):
        linked = parts.read(files.arm(base))[1][0]
        whole = parts.linker_blob(linked.data[:linked.signature()[0]], base.encode(), linked.signature()[0], text_of(linked), linked.type == 2)
        tally.check(linked.blob() == whole, f"{base}: what ld64.lld writes is not understood")
        path = files.write(f"unsigned/{base}", parts.unsigned(linked))
        status, said = edits.edit(path, files.out(), ["--add-rpath", "/a/new"])
        tally.check(status == 0 and "no signature" in said and not edits.proof(path, os.path.join(files.folder, "out")), f"{base}: {said}")
        status, said = edits.edit(path, files.out(), ["--add-rpath", "/a/new"], "--force-resign")
        if tally.check(status == 0, f"{base}: {said}"):
            before, after = parts.read(path)[1][0], parts.read(os.path.join(files.folder, "out"))[1][0]
            check_new(tally, base, before, after, path)
            tally.check(edits.run([machodump.tool("llvm-objdump"), "--macho", "--private-headers", files.folder + "/out"])[0] == 0, f"{base}: objdump")


def grown_slices(tally, files):
    """The first slice becomes longer, and those behind it move."""
    bare = parts.unsigned(parts.read(files.arm("main"))[1][0])
    other = parts.read(os.path.join(files.folder, "x86_64", "main"))[0]
    for align in (14, 12):
        path = files.write(f"unsigned/fat{align}", parts.universal([(ARM64, 0, bare), (X86_64, 3, other)], align))
        status, said = edits.edit(path, files.out(), ["--add-rpath", "/a/new"], "--force-resign")
        if not tally.check(status == 0, f"universal {align}: {said}"):
            continue
        data, now = parts.read(os.path.join(files.folder, "out"))
        check_new(tally, f"universal {align}", parts.Slice(bare), now[0], path)
        table = parts.slices(data)
        tally.check(all(off % (1 << align) == 0 for off, _, _ in table) and sum(table[1][:2]) == len(data), f"universal {align}: {table}")
        tally.check(not edits.proof_of_slice(parts.Slice(other), now[1]), f"universal {align}: the other slice")
        tally.check(edits.run([machodump.tool("llvm-lipo"), "-info", files.folder + "/out"])[0] == 0, f"universal {align}: lipo")


def bound(path):
    """{architecture: {symbol: dylib}} by dyld's tables and by the symbol table, as LLVM's tools read them."""
    facts, said = machodump.theirs(path, None)
    if None in facts or not facts:
        facts, said = machodump.theirs(path, "arm64")
    names = edits.run([machodump.tool("llvm-nm"), "-m", path])[1]
    return {arch: fact["undefined"] for arch, fact in facts.items()}, sorted(line for line in names.split("\n") if "(from " in line), said


def removed_libraries(tally, files):
    """A library that nothing is bound to goes; every symbol still has the library that it had."""
    for arch in macho.ARCHS:
        build, extra = files.builds[arch], []
        macho.write(build.folder, "x.c", "int never_asked_for;")
        macho.do(build.folder, machodump.tool("clang"), "-target", f"{arch}-apple-macos11", "-c", "x.c", "-o", "x.o")
        for i in range(20):
            build.link(f"libx{i}.dylib", "-dylib", "x.o", "-install_name", f"@rpath/libx{i}.dylib")
            extra.append(f"libx{i}.dylib")
        for name, first, last in (("few", 3, 1), ("many", 18, 2)):
            path = build.link(name, "main.o", *extra[:first], "libone.dylib", *extra[first:first + last], "libtwo.dylib", "-weak_library", "libthree.dylib",
                              macho.TWICE)
            before = bound(path)
            for gone in ("@rpath/libx0.dylib", f"@rpath/libx{first}.dylib", "@rpath/libx1.dylib"):
                status, said = edits.edit(path, files.out(), ["--remove-needed", gone])
                out = os.path.join(files.folder, "out")
                if not tally.check(status == 0, f"{arch} {name} {gone}: {said}"):
                    continue
                left = [x for x in parts.read(path)[1][0].dylibs() if x != gone]
                tally.check(parts.read(out)[1][0].dylibs() == left and bound(out) == before, f"{arch} {name} without {gone}: {bound(out)} and {before}")
                s = parts.read(out)[1][0]
                tally.check(s.signature() is None or s.blob() == parts.again(parts.read(path)[1][0].blob(), s.data[:s.signature()[0]]),
                            f"{arch} {name} without {gone}: the signature")
            status, said = edits.edit(path, files.out(), ["--remove-needed", "@rpath/libone.dylib"])
            tally.check(status == 2 and "symbols are bound" in said and "_one" in said, f"{arch} {name}: {said}")


def other_edits(tally, files):
    path, out = files.arm("libone.dylib"), os.path.join(files.folder, "out")
    versions = lambda s, *cmds: [s.numbers(c, 16, 2) for cmd, c in s.commands if cmd in cmds]
    rows = [(["--set-version", "7.8.9:7"], lambda s: versions(s, 0xD) == [(0x70809, 0x70000)]),
            (["--set-version", "65535.255.255"], lambda s: versions(s, 0xD) == [(0xFFFFFFFF, 0x10100)]),
            (["--needed-version", "/usr/lib/libSystem.B.dylib=1.2"], lambda s: versions(s, 0xC)[0][0] == 0x10200),
            (["--add-needed", "@rpath/more.dylib"], lambda s: s.dylibs()[-1] == "@rpath/more.dylib" and s.commands[-1][0] == 0xC),
            (["--add-needed", "/usr/lib/libSystem.B.dylib"], lambda s: s.data == parts.read(path)[0]),
            (["--set-rpath", "a:b:c", "--remove-rpath", "b", "--prepend-rpath", "d"], lambda s: s.rpaths() == ["d", "a", "c"]),
            (["--set-rpath", "a:b", "--set-rpath", ""], lambda s: s.data == parts.read(path)[0]),
            (["--set-rpath", "a:b", "--replace-rpath", "a=b"], lambda s: s.rpaths() == ["b"]),
            (["--set-id", "x"], lambda s: s.identity() == "x")]
    for words, good in rows:
        files.out()
        status, said = edits.edit(path, out, words)
        tally.check(status == 0 and good(parts.read(out)[1][0]), f"{words}: {said}")
    fat = os.path.join(files.folder, "main.fat")
    one = files.write("one-has-it", parts.read(fat)[0])
    edits.run([edits.LINKWRIGHT, "edit", one, "--add-rpath", "/both", "--in-place"])
    data, slices = parts.read(one)
    table = parts.slices(data)
    single = files.write("single", slices[1].data)
    edits.run([edits.LINKWRIGHT, "edit", single, "--add-rpath", "/second", "--in-place"])
    joined = data[:table[1][0]] + parts.read(single)[0]
    path = files.write("one-has-it", joined)
    status, said = edits.edit(path, files.out(), ["--remove-rpath", "/second"])
    tally.check(status == 0 and parts.read(out)[0] == data, f"what one slice has: {said}")


def shrinking(tally, files):
    """Only the directory where a library lies stays."""
    place = os.path.join(files.folder, "arm64")
    os.makedirs(os.path.join(place, "x"), exist_ok=True)
    shutil.copy(os.path.join(place, "libone.dylib"), os.path.join(place, "x", "libone.dylib"))
    path, out = files.arm("main"), os.path.join(files.folder, "out")
    for words, left in ((["--shrink-rpath"], ["@loader_path/x"]), (["--shrink-rpath", "--allowed-rpath-prefix", "/opt"], None)):
        files.out()
        status, said = edits.edit(path, out, words)
        tally.check(status == 0 and parts.read(out)[1][0].rpaths() == (left or []), f"{words}: {said} {parts.read(path)[1][0].rpaths()}")


def refusals(tally, files):
    linked = parts.read(files.arm("libone.dylib"))[1][0]
    poked = bytearray(linked.data)
    poked[linked.end + 8] = 7
    dirty = files.write("dirty", bytes(poked))
    number = parts.number_of(linked, 0x1B)
    uuid_at = linked.head + sum(len(c) for _, c in linked.commands[:number])
    encrypted = bytearray(linked.data)
    struct.pack_into("<IIIIII", encrypted, uuid_at, 0x2C, 24, 0x4000, 0x1000, 1, 0)
    scattered = parts.signed_as(linked, lambda code, limit: made(code, limit, version=0x20100).replace(blob(0, b"")[:0], b""))
    at = linked.signature()[0] + struct.unpack_from(">I", scattered, linked.signature()[0] + 16)[0]
    scattered = scattered[:at + 44] + b"\0\0\0\x30" + scattered[at + 48:]
    main = files.arm("main")
    rows = [(dirty, ["--add-rpath", "/a/b"], "not zero"),
            (files.write("encrypted", bytes(encrypted)), ["--set-soname", "x"], "is encrypted"),
            (files.write("scattered", scattered), ["--set-soname", "x"], "scattered"),
            (os.path.join(files.folder, "arm64", "one.o"), ["--add-rpath", "/a"], "no program"),
            (main, ["--set-soname", "x"], "only a dylib"), (main, ["--set-version", "1"], "only a dylib"),
            (main, ["--replace-needed", "a=b"], "has no library 'a'"),
            (main, ["--replace-rpath", "/nowhere=/x"], "has no rpath"), (main, ["--needed-version", "a=1"], "has no library"),
            (main, ["--needed-version", "/usr/lib/libSystem.B.dylib=1.256"], "1.256"), (main, ["--order-needed", "a:b"], "other numbers"),
            (main, ["--prepend-needed", "a"], "other numbers"), (main, ["--set-interpreter", "a"], "no meaning"),
            (main, ["--allowed-rpath-prefix", "/a"], "--shrink-rpath"), (main, ["--add-rpath", ""], "not empty"),
            (files.arm("libone.dylib"), ["--set-version", "1.2.3.4"], "1.2.3.4"), (main, ["--add-rpath", "/" + "x" * 30000], "there is room for"),
            (files.tight[0], ["--add-rpath", "/" + "x" * 40], "there is room for")]
    for path, words, text in rows:
        before = parts.read(path)[0]
        status, said = edits.run([edits.LINKWRIGHT, "edit", path, *words, "--in-place"])
        tally.check(status == 2 and text in said and parts.read(path)[0] == before, f"{path} {words[0]}: {status} {said[:300]}")


CALLS = """-delete_rpath nope F|-rpath nope x F|-rpath R R F|-add_rpath R F|-add_rpath x -add_rpath x F|-id|-change a|-bogus F|-id  F|-id x
-add_rpath a -delete_rpath a F|-rpath a b -delete_rpath a F|-delete_rpath a -rpath a b F|-prepend_rpath a -rpath b a F|-prepend_rpath a -delete_rpath a F
-add_rpath b -rpath b a F|F|-id x /etc/passwd|-id a -id b F|-rpath -foo b F|-rpath R  F|-delete_rpath R -delete_rpath R F|-id x /tmp|-change a b -change a c F
-id=x F|--id x F|-delete_rpath R -add_rpath R F|-id y nofile|-rpath a b -rpath b c F|-delete_all_rpaths F|-prepend_rpath R F|-delete_all_rpaths -add_rpath R F
-change S /a -change /a /b F|-change S T -change T S F|-delete_all_rpaths -rpath R q F"""


def calls(tally, files):
    """Messages and exit status are the original's."""
    link = os.path.join(files.folder, "install_name_tool")
    os.symlink(edits.LINKWRIGHT, link)
    source, copy = files.arm("libtwo.dylib"), os.path.join(files.folder, "called")
    first, second = parts.read(source)[1][0].dylibs()[:2]
    words = {"F": copy, "R": parts.read(source)[1][0].rpaths()[0], "S": first, "T": second}
    for call in CALLS.replace("\n", "|").split("|"):
        argv, got = [words.get(word, word) for word in call.split(" ")], []
        for tool in (link, machodump.tool("llvm-install-name-tool")):
            shutil.copyfile(source, copy)
            status, said = edits.run([tool, *argv])
            s = parts.read(copy)[1][0]
            got.append((status, said.split(": error: ")[-1] if status else "", s.identity(), s.rpaths(), s.dylibs()))
        tally.check(got[0] == got[1], f"{call}: {got[0]} and {got[1]}")


def new_inode(tally, files):
    """The kernel keeps what it knows of a signature by inode: the old one is never written to."""
    path, other = files.write("linked", parts.read(files.arm("main"))[0]), os.path.join(files.folder, "hard")
    os.link(path, other)
    digest = hashlib.sha256(parts.read(path)[0]).digest()
    edits.run([edits.LINKWRIGHT, "install_name_tool", "-add_rpath", "/x", path])
    tally.check(os.stat(path).st_ino != os.stat(other).st_ino and hashlib.sha256(parts.read(other)[0]).digest() == digest, "the old inode was written to")


def main():
    tally = Tally("edit_macho")
    missing = [name for name in ("clang", "ld64.lld", "llvm-install-name-tool", "llvm-objdump", "llvm-lipo", "llvm-nm") if machodump.tool(name) is None]
    if not tally.check(not missing, f"not there: {' '.join(missing)}"):
        tally.end()
    seed = int(sys.argv[sys.argv.index("--seed") + 1]) if "--seed" in sys.argv else 6
    folder = tempfile.mkdtemp(prefix="lw-edit-macho-")
    try:
        files, rng = Files(folder), random.Random(seed)
        beside_llvm(tally, files, rng)
        one_plan(tally, files, rng)
        for group in (signatures, new_signatures, grown_slices, removed_libraries, other_edits, shrinking, refusals, calls, new_inode):
            group(tally, files)
    finally:
        if "--keep" in sys.argv:
            print(folder)
        else:
            shutil.rmtree(folder)
    tally.end()


if __name__ == "__main__":
    main()
