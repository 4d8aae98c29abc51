#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The table of unwinding for fused files, compared with the tables that linkers wrote and with what other tools read.

fuse_frames.py [--keep DIRECTORY] [FILE...]

The libraries of this machine and of others (big-endian ones with 32 and 64 bits among them) have an .eh_frame_hdr that a linker
wrote. Made anew for the same address, from that table and from the records of .eh_frame alone, it must be the same, byte for byte.
Files are built with GNU ld, gold and lld, with pointers of all encodings, with functions that are left out, and without such a header:
those are compared with readelf and llvm-dwarfdump. At last libraries are moved and put together.
"""
import argparse
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))
from elfspoil import Elf
from tally import BUILD, Tally

TOOL = BUILD / "tests" / "unit" / "fuse-frames"
NATIVE = Path("/usr/lib/x86_64-linux-gnu")
NAMED = ["libstdc++.so.6", "libLLVM-14.so.1", "libcrypto.so.3", "libc.so.6", "libgcc_s.so.1", "libm.so.6", "libsqlite3.so.0", "libglib-2.0.so.0"]
PROGRAMS = ["/usr/bin/bash", "/usr/bin/perl", "/usr/bin/git", "/usr/bin/python3", "/usr/bin/clang"]
FOREIGN = ["aarch64-linux-gnu", "s390x-linux-gnu", "i686-linux-gnu", "powerpc64le-linux-gnu", "riscv64-linux-gnu"]
FDE = re.compile(r"^([0-9a-f]+) [0-9a-f]+ [0-9a-f]+ FDE cie=[0-9a-f]+ pc=([0-9a-f]+)\.{2,3}([0-9a-f]+)", re.M)
HEAD = b"\1\x1b\3\x3b"  # version 1; pcrel sdata4, udata4, datarel sdata4

C = """
__attribute__((noinline)) static int inner(int x) { return x * 3; }
int unused(int x) { return inner(x) + 1; }
int first(int x) { return inner(x) + 2; }
int (*pointer)(int) = first;
int second(int x) { return pointer(x) + inner(x); }
"""
MAIN = "int second(int); int main(void) { return second(0) == 2 ? 0 : 1; }\n"
CXX = """
#include <stdexcept>
#include <string>
__attribute__((noinline)) static int thrower(int x) { if (x > 1) throw std::runtime_error(std::to_string(x)); return x; }
int main(int argc, char **) { try { return thrower(argc + 1); } catch (const std::exception &e) { return e.what()[0] != '2'; } }
"""
# Records with another encoding, for two functions of their own. ENCODING, POINTER and FROM are filled in.
RECORDS = """
	.text
one:	nop
	ret
two:	nop
	nop
	ret
	.section .eh_frame, "a", %progbits
	.balign 8
cie:	.long cie_end - cie - 4, 0
	.byte 1
	.asciz "zR"
	.byte 1, 0x78, 16, 1, ENCODING, 0x0c, 7, 8, 0x90, 1
	.balign 8
cie_end:
"""
RECORD = """
fde_NAME: .long end_NAME - fde_NAME - 4
back_NAME: .long back_NAME - cie
pc_NAME: POINTER NAME FROM
	POINTER LENGTH
	.byte 0
	.balign 8
end_NAME:
"""
ENCODINGS = {"absptr": (0x00, ".quad", False), "udata4": (0x03, ".long", False), "sdata4": (0x0b, ".long", False),
             "udata8": (0x04, ".quad", False), "sdata8": (0x0c, ".quad", False), "pcrel": (0x10, ".quad", True),
             "pcrel-sdata8": (0x1c, ".quad", True)}


def run(*argv, cwd=None):
    return subprocess.run([str(a) for a in argv], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)


def must(*argv, cwd=None):
    done = run(*argv, cwd=cwd)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, argv))}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def written(tally, *argv):
    done = run(TOOL, *argv)
    tally.check(done.returncode == 0, f"{' '.join(map(str, argv))}: {done.stderr.decode(errors='replace')}")
    return done.stdout if done.returncode == 0 else None


def section(path, name):
    """(address, bytes) of a section; of those that lie in the file."""
    elf = Elf(path.read_bytes())
    found = next((s for s in elf.sections() if elf.section_name(s) == name and s.sh_type != 8), None)
    return None if found is None else (found.sh_addr, bytes(elf.data[found.sh_offset:found.sh_offset + found.sh_size]))


def table(path):
    """(address, bytes, order) of what a linker wrote, as PT_GNU_EH_FRAME tells; None: there is none."""
    elf = Elf(path.read_bytes())
    for p in elf.phdrs("EH_FRAME"):
        return p.p_vaddr, bytes(elf.data[p.p_offset:p.p_offset + p.p_filesz]), elf.order
    return None


def decoded(at, data, order, bits=64):
    """(.eh_frame, {pc: fde}) of a table, in the form that is looked for."""
    assert data[:4] == HEAD, data[:4].hex()
    frames, count = struct.unpack_from(order + "iI", data, 4)
    values = struct.unpack_from(f"{order}{2 * count}i", data, 12)
    assert len(data) == 12 + 8 * count, (len(data), count)
    pcs = values[::2]
    assert all(x < y for x, y in zip(pcs, pcs[1:])), "not sorted, or one twice"
    mask = (1 << bits) - 1
    return at + 4 + frames & mask, {at + pc & mask: at + fde & mask for pc, fde in zip(pcs, values[1::2])}


def same_as_linker(tally, path, name=None):
    """How many functions; 0: no linker wrote a table."""
    name, theirs = name or path, table(path)
    if theirs is None or theirs[1][:4] != HEAD:
        return 0
    _, data, order = theirs
    count = struct.unpack_from(order + "I", data, 8)[0]
    size = 12 + 8 * count
    tally.check(not any(data[size:]), f"{name}: there is something behind its table")
    for how in ([], ["--parse"]):
        ours = written(tally, *how, "-", path, 0)
        if ours is not None and not tally.check(ours == data[:size], f"{name} {how}: another table than the linker's"):
            x, y = decoded(theirs[0], ours, order), decoded(theirs[0], data[:size], order)
            print(f"  {len(x[1])} functions and {len(y[1])}; {len(set(x[1].items()) ^ set(y[1].items()))} differ")
    return count


def told_by(tool, path, frames, skip_zero):
    """{pc: fde} as another tool reads .eh_frame; of several with one pc the longest."""
    text = must(*tool, path).decode(errors="replace")
    text = text[text.index(".eh_frame"):]
    best = {}
    for off, pc, end in FDE.findall(text.split(".debug_frame")[0]):
        pc, size = int(pc, 16), int(end, 16) - int(pc, 16)
        if (pc != 0 or not skip_zero) and size >= best.get(pc, (0, 0))[0]:
            best[pc] = (size, frames + int(off, 16))
    return {pc: fde for pc, (_, fde) in best.items()}


def same_as_tools(tally, path, name=None):
    name, (frames, _) = name or path, section(path, ".eh_frame")
    elf = Elf(path.read_bytes()[:64])
    at = 0x1000
    ours = written(tally, "--parse", hex(at), path, 0)
    if ours is None:
        return
    start, entries = decoded(at, ours, elf.order)
    tally.check(start == frames, f"{name}: the header leads to {start:#x} and .eh_frame is at {frames:#x}")
    for tool in (["readelf", "--wide", "--debug-dump=frames"], ["llvm-dwarfdump", "--eh-frame"]):
        theirs = told_by(tool, path, frames, True)
        tally.check(len(theirs) > 1, f"{name}: {tool[0]} tells of {len(theirs)} functions")
        tally.check(entries == theirs, f"{name}: {tool[0]} tells of {len(theirs)} functions and not the same {len(entries)}")


def build_native(top):
    """{name: path}: what linkers make for this machine."""
    out = {}
    for name, text in (("lib.c", C), ("main.c", MAIN), ("main.cc", CXX)):
        (top / name).write_text(text)
    for linker in ("bfd", "gold", "lld"):
        cc = ["gcc", "-O1", "-fasynchronous-unwind-tables", "-ffunction-sections", f"-fuse-ld={linker}", "-Wl,--gc-sections"]
        for kind, words in (("so", ["-shared", "-fPIC", "lib.c"]), ("pie", ["-pie", "-fPIE", "lib.c", "main.c"]),
                            ("fixed", ["-no-pie", "-fno-pie", "lib.c", "main.c"]), ("static", ["-static", "lib.c", "main.c"]),
                            ("large", ["-no-pie", "-fno-pie", "-mcmodel=large", "lib.c", "main.c"])):
            for more in ([], ["-Wl,--no-eh-frame-hdr"]):
                path = top / f"{linker}-{kind}{'-bare' if more else ''}"
                must(*cc, *words, *more, "-o", path, cwd=top)
                out[path.name] = path
        path = top / f"{linker}-cxx"
        must("g++", "-O1", f"-fuse-ld={linker}", "main.cc", "-o", path, cwd=top)
        out[path.name] = path
        for name, (encoding, pointer, relative) in ENCODINGS.items():
            text = RECORDS.replace("ENCODING", hex(encoding))
            for function, length in (("two", 3), ("one", 2)):
                text += RECORD.replace("NAME", function).replace("POINTER", pointer).replace("LENGTH", str(length)).replace(
                    "FROM", f"- pc_{function}" if relative else "")
            (top / f"{name}.s").write_text(text)
            for more in ([], ["-Wl,--no-eh-frame-hdr"]):
                path = top / f"{linker}-{name}{'-bare' if more else ''}"
                must("gcc", "-no-pie", "-fno-pie", f"-fuse-ld={linker}", f"{name}.s", "lib.c", "main.c", *more, "-o", path, cwd=top)
                out[path.name] = path
    return out


def build_foreign(top):
    out = {}
    for machine in ("powerpc", "i386", "aarch64", "aarch64_be", "powerpc64le", "powerpc64", "mips", "mips64el", "riscv64"):
        path = top / f"lib{machine}.so"
        done = run("clang", f"--target={machine}-linux-gnu", "-O1", "-fPIC", "-fasynchronous-unwind-tables", "-nostdlib", "-shared", "-fuse-ld=lld",
                   "lib.c", "-o", path, "-Wl,--hash-style=sysv,--eh-frame-hdr", cwd=top)
        if done.returncode == 0:
            out[path.name] = path
    return out


def built(tally, top):
    good = {**build_native(top), **build_foreign(top)}
    for name in ("libpowerpc.so", "libaarch64.so", "libi386.so"):
        tally.check(name in good, f"{name} could not be built")
    tables = 0
    for name, path in good.items():
        tables += same_as_linker(tally, path, name) != 0
        if name.startswith(("bfd", "gold", "lld")):
            same_as_tools(tally, path, name)
    tally.check(tables >= len(good) // 2, f"{tables} tables of linkers only")


def together(tally, files):
    """Moved libraries as parts of one file: each entry is one of theirs, and none is missing."""
    want, words, parts = {}, [], []
    for i, path in enumerate(files):
        at, data, order = table(path)
        frames, entries = decoded(at, data, order)
        delta = i * 0x10000000
        parts.append(frames + delta)
        words += [path, hex(delta)]
        want.update({pc + delta: fde + delta for pc, fde in entries.items()})
    for how in ([], ["--parse"]):
        at = 0x68000000
        ours = written(tally, *how, hex(at), *words)
        if ours is not None:
            start, entries = decoded(at, ours, "<")
            tally.check(start == parts[0], f"together: the header leads to {start:#x}")
            tally.check(entries == want, f"together {how}: {len(entries)} functions and {len(want)} are theirs")
    done = run(TOOL, hex(1 << 40), *words)
    tally.check(done.returncode == 1 and b"31 bits" in done.stderr, f"a table far away was not refused: {done.stderr!r}")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keep", help="where the files are built; it has to be empty")
    options.add_argument("files", nargs="*", metavar="FILE", type=Path)
    options = options.parse_args()
    tally = Tally("fuse_frames")
    counts = {}
    foreign = [p for d in FOREIGN for p in sorted(Path("/usr", d, "lib").glob("*.so.*")) if not p.is_symlink()]
    for path in options.files or [*(NATIVE / n for n in NAMED), *map(Path, PROGRAMS), *foreign]:
        if path.exists():
            counts[path] = same_as_linker(tally, path)
        else:
            tally.skip(f"{path} is not here")
    if options.files:
        tally.end()
    for folder in (NATIVE, Path("/usr", FOREIGN[0], "lib"), Path("/usr", FOREIGN[1], "lib")):
        found = [n for p, n in counts.items() if p.parent == folder and n]
        tally.check(len(found) > 5 and sum(found) > 5000, f"{folder}: {sum(found)} functions of {len(found)} files only")
    for path in (NATIVE / "libstdc++.so.6", NATIVE / "libgcc_s.so.1", Path("/usr", FOREIGN[0], "lib/libgcc_s.so.1")):
        same_as_tools(tally, path)
    with tempfile.TemporaryDirectory() as scratch:
        built(tally, Path(options.keep or scratch))
    together(tally, [NATIVE / n for n in ("libcrypto.so.3", "libstdc++.so.6", "libc.so.6", "libgcc_s.so.1")])
    tally.end()


main()
