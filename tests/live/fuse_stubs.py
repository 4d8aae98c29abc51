#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The stubs of fuse: the bytes that the library has are those of the sources, and they do what a table says.

fuse_stubs.py

Each src/fuse/stub_*.S is assembled and compared with what the program fuse-stubs tells: the bytes, where they are entered, and where the
distances are filled in, which the assembler leaves as relocations. Then the stub runs in a program of its own (fuse_stubs.c), with a
function in the place of the kernel: with pages of each size that the machine may have, it must ask for what glibc would
(elf/dl-reloc.c, _dl_protect_relro; linux mm/mprotect.c rounds the length).
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))
from tally import BUILD, ROOT, Tally

TOOL = BUILD / "tests" / "unit" / "fuse-stubs"
X86_KERNEL = """
fake_kernel:
	push rbp
	mov rbp, rsp
	push rdi
	push rsi
	push rdx
	push r8
	push r9
	push r10
	and rsp, -16
	mov rcx, rdx
	mov rdx, rsi
	mov rsi, rdi
	mov rdi, rax
	call kernel
	lea rsp, [rbp - 48]
	pop r10
	pop r9
	pop r8
	pop rdx
	pop rsi
	pop rdi
	pop rbp
	mov rcx, -1
	mov r11, -1
	ret
"""
ARM_KERNEL = """
fake_kernel:
	stp x29, x30, [sp, #-160]!
""" + "".join(f"	stp x{i}, x{i + 1}, [sp, #{16 + 8 * i}]\n" for i in range(0, 18, 2)) + """
	mov x3, x2
	mov x2, x1
	mov x1, x0
	mov x0, x8
	bl kernel
	str x0, [sp, #16]
""" + "".join(f"	ldp x{i}, x{i + 1}, [sp, #{16 + 8 * i}]\n" for i in range(0, 18, 2)) + """
	ldp x29, x30, [sp], #160
	ret
"""
# How it is assembled and run; its calls of the kernel, and what stands in for them; sizes of its pages; mprotect, exit_group.
MACHINES = {
    62: ("stub_x86_64.S", "x86_64-linux-gnu-", [], "syscall", "call fake_kernel", X86_KERNEL, [4096], (10, 231)),
    183: ("stub_aarch64.S", "aarch64-linux-gnu-", ["qemu-aarch64-static"], "svc #0", "bl fake_kernel", ARM_KERNEL, [4096, 16384, 65536], (226, 94)),
}
ENTRIES = ("enter", "init", "first", "fini")
DISTANCES = ("enter_table", "init_table", "first_table", "fini_table", "program")
INSIDE = 0x100
# As fuse_stubs.c has them: (from, length, how).
ROWS = [(0x1000000, 0x1000, 1), (0x100f000, 0x21000, 5), (0x200f000, 0x1000, 1 | INSIDE), (0x2010000, 0x3000, 1 | INSIDE),
        (0x2013000, 0x12000, 1 | INSIDE), (0x3000000, 0x10000, 3 | INSIDE), (0x3000000, 0x14000, 1 | INSIDE)]


def must(*argv):
    done = subprocess.run([str(a) for a in argv], capture_output=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, argv))}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def told():
    """{machine: (bytes, {name: offset})} of the library."""
    out = {}
    for line in must(TOOL).decode().splitlines():
        name, value = line.split()
        if name == "machine":
            places = {}
            out[int(value)] = places
        else:
            places[name] = bytes.fromhex(value) if name == "bytes" else int(value)
    return out


def assembled(source, prefix, top):
    """(bytes, {label: offset}, {undefined symbol: (offset, type, addend)}) of a source."""
    made, flat = top / "stub.o", top / "stub.bin"
    must(prefix + "as", source, "-o", made)
    must(prefix + "objcopy", "-O", "binary", "-j", ".text", made, flat)
    labels = {m[2]: int(m[1], 16) for m in re.finditer(r"^([0-9a-f]+) t (\w+)$", must(prefix + "nm", made).decode(), re.M)}
    wanted = {m[3]: (int(m[1], 16), m[2], m[4]) for m in
              re.finditer(r"^([0-9a-f]+) +[0-9a-f]+ (\S+) +[0-9a-f]+ (\S+) ([-+] \S+)$", must(prefix + "readelf", "-rW", made).decode(), re.M)}
    return flat.read_bytes(), labels, wanted


def same(tally, name, library, code, labels, wanted):
    tally.check(library["bytes"] == code, f"{name}: the library has {len(library['bytes'])} bytes, and the source makes other {len(code)}")
    for entry in ENTRIES:
        tally.check(labels.get(entry) == library[entry], f"{name}: {entry} is at {labels.get(entry)}, and the library says {library[entry]}")
    tally.check(set(wanted) == set(DISTANCES), f"{name}: the source leaves open {sorted(wanted)}")
    for distance in DISTANCES:
        at, kind, addend = wanted.get(distance, (None, "", ""))
        tally.check(at == library[distance], f"{name}: the distance of {distance} is at {at}, and the library says {library[distance]}")
        tally.check(kind in ("R_X86_64_PC32", "R_X86_64_PLT32", "R_AARCH64_PREL32") and addend == "- 4",
                    f"{name}: the distance of {distance} is {kind} {addend}, not 32 bits from behind itself")
        tally.check(at is not None and code[at:at + 4] == bytes(4), f"{name}: the distance of {distance} is filled in already")


def expected(page, several, calls):
    mprotect, leave = calls
    out = []
    for at, size, how in ROWS:
        if how & INSIDE and not several:
            continue
        begin, end = at // page * page, at + size
        end = end // page * page if how & INSIDE else -(-end // page) * page
        if end > begin:
            out.append(f"protect {mprotect} {begin:#x} {end - begin:#x} {how & 7}")
    called = ["called 2 one A=1"] * 2 + ["copied copiedx"] + ["called 1  A=1"] * 2 + ["called 1  "]
    return out + called + [f"protect {mprotect} 0x7770000 {-(-0x10000 // page) * page:#x} 1", f"exit {leave}"]


def runs(tally, machine, top):
    source, prefix, runner, system, stands_in, kernel, pages, calls = MACHINES[machine]
    text = (ROOT / "src" / "fuse" / source).read_text()
    text, n = re.subn(rf"^\t{re.escape(system)}$", "\t" + stands_in, text, flags=re.M)
    tally.check(n >= 2, f"{source}: {n} calls of the kernel only")
    text += kernel + "".join(f"\t.globl call_{e}\n\t.set call_{e}, {e}\n" for e in ENTRIES)
    text += "\t.globl init_table, first_table, fini_table\n\t.bss\n\t.balign 8\n"
    text += "".join(f"{t}: .zero 1024\n" for t in ("enter_table", "init_table", "first_table", "fini_table"))
    text += '\t.text\nprogram:\n\t.section .note.GNU-stack, "", %progbits\n'
    (top / "stub.s").write_text(text)
    program = top / "program"
    must(prefix + "gcc", "-static", "-no-pie", "-O1", "-o", program, ROOT / "tests" / "live" / "fuse_stubs.c", top / "stub.s",
         f"-DSEVERAL={int(len(pages) > 1)}")
    for page in pages:
        done = subprocess.run([*runner, program, str(page)], capture_output=True, text=True, check=False, timeout=60)
        want = expected(page, len(pages) > 1, calls)
        tally.check(done.returncode == 0 and done.stdout.splitlines() == want,
                    f"{source}, pages of {page}: status {done.returncode} {done.stderr}\n  {done.stdout.splitlines()}\n  not {want}")


def main():
    tally = Tally("fuse_stubs")
    library = told()
    tally.check(set(library) == set(MACHINES), f"the library has stubs for the machines {sorted(library)}")
    sources = sorted(p.name for p in (ROOT / "src" / "fuse").glob("stub_*.S"))
    tally.check(sources == sorted(m[0] for m in MACHINES.values()), f"there are {sources}")
    for machine, (source, prefix, runner, *_) in MACHINES.items():
        missing = [t for t in (prefix + "as", prefix + "gcc", *runner) if not shutil.which(t, path=os.environ["PATH"] + ":/usr/bin")]
        if missing or machine not in library:
            tally.skip(f"{source}: there is no {', '.join(missing)}")
            continue
        with tempfile.TemporaryDirectory() as scratch:
            same(tally, source, library[machine], *assembled(ROOT / "src" / "fuse" / source, prefix, Path(scratch)))
            runs(tally, machine, Path(scratch))
    tally.end()


main()
