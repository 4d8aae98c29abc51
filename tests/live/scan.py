#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`linkwright scan` against the tree itself, readelf and strace.

Which files are rows, and in which order; their facts; the same bytes from any number of workers; nothing opened that is no
directory or regular file; troubles told; nothing outside --root.

scan.py [--count N]   files that are compared with readelf
"""

import argparse
import ctypes
import json
import os
import random
import re
import resource
import shutil
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BINARY = os.environ.get("LINKWRIGHT", os.path.join(TOP, "build", "linkwright"))
FOLDERS = ["/usr/bin", "/usr/lib", "/usr/sbin"]
NOBODY = 65534
TAGS = {"NEEDED": "needed", "SONAME": "soname", "RPATH": "rpath", "RUNPATH": "runpath", "AUXILIARY": "auxiliary", "FILTER": "filter"}


class Count:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, good, *what):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print("FAILED:", *(str(w)[:2000] for w in what))


def scan(*arguments, **more):
    return subprocess.run([BINARY, "scan", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, check=False, **more)


def rows(*arguments, **more):
    done = scan("--format=ndjson", *arguments, **more)
    return [json.loads(line) for line in done.stdout.splitlines()], done


def elf_files(folder):
    """The regular files that begin as ELF does: those of a directory by name, then its subdirectories by name."""
    entries = sorted(os.scandir(os.fsencode(folder)), key=lambda e: e.name)
    for entry in entries:
        if entry.is_file(follow_symlinks=False):
            with open(entry.path, "rb") as f:
                if f.read(4) == b"\x7fELF":
                    yield entry.path
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from elf_files(entry.path)


def of_readelf(path):
    out = subprocess.run(["readelf", "-dlW", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
                         env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}).stdout.decode(errors="replace")
    fact = {"needed": [], "auxiliary": [], "filter": [], "soname": None, "rpath": None, "runpath": None, "interpreter": None}
    for tag, value in re.findall(r"\((\w+)\)[ \t]+.*?: \[(.*)\]$", out, re.M):
        name = TAGS.get(tag)
        if name in ("needed", "auxiliary", "filter"):
            fact[name].append(value)
        elif name:
            fact[name] = value
    if found := re.search(r"\[Requesting program interpreter: (.*)\]", out):
        fact["interpreter"] = found[1]
    return fact


def real_folders(count, n_files):
    for folder in FOLDERS:
        found, done = rows(folder)
        count.check(done.returncode == 0 and not done.stderr, f"{folder}: exit {done.returncode}", done.stderr)
        want = [p.decode(errors="replace") for p in elf_files(folder)]
        got = [r["path"] for r in found if r.get("format", "elf") == "elf"]
        count.check(got == want, f"{folder}: {len(got)} rows and {len(want)} ELF files", [p for p in want if p not in set(got)][:3],
                    [p for p in got if p not in set(want)][:3])
        elf = [r for r in found if r.get("format") == "elf"]
        sample = random.Random(7).sample(elf, min(n_files, len(elf)))
        for row in sample:
            if "damage" in row or row["kind"] == "other":
                continue
            facts = of_readelf(row["path"])
            mine = {key: row[key] for key in facts}
            count.check(mine == facts and row["size"] == os.path.getsize(row["path"]), row["path"], mine, facts)


def workers(count):
    for form in ("text", "ndjson"):
        done = [scan(f"-j{n}", f"--format={form}", "/usr/lib", "/nowhere", "/usr/bin/git", "/usr/sbin") for n in (1, 2, 7)]
        outs = {(d.stdout, d.stderr, d.returncode) for d in done}
        count.check(len(outs) == 1 and done[0].stdout.count(b"\n") > 100 and done[0].returncode == 2,
                    f"{form}: what is written depends on the workers")


def make_hostile(root):
    """Everything that must not be opened, and names that must not be shown as they are."""
    os.makedirs(root + "/d/deep")
    os.makedirs(root + "/closed")
    for name in (b"/d/plain", b"/d/new\nline", b"/d/esc\x1b[31m", b"/d/not\xffutf8", b"/closed/hidden", b"/d/deep/last"):
        shutil.copy("/bin/true", os.fsencode(root) + name)
    for name, target in (("out", "/etc"), ("loop", "loop"), ("up", ".."), ("dangling", "nowhere"), ("tolib", "d/plain")):
        os.symlink(target, root + "/d/" + name)
    os.mkfifo(root + "/d/fifo")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(root + "/d/socket")
    listener.close()
    with open(root + "/d/cut", "wb") as f:
        f.write(b"\x7fELF")
    with open(root + "/d/bad", "wb") as f:
        f.write(b"\x7fELF" + b"\xff" * 200)
    open(root + "/d/empty", "wb").close()
    with open(root + "/d/text", "w", encoding="utf-8") as f:
        f.write("no binary")
    os.link(root + "/d/plain", root + "/d/same")
    if os.geteuid() == 0:
        os.mknod(root + "/d/device", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    here = os.open(root, os.O_RDONLY)  # deeper than a path can tell
    os.mkdir("pit", dir_fd=here)
    for _ in range(40):
        below = os.open("pit", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
        os.mkdir("x" * 200, dir_fd=here)
        os.symlink("x" * 200, "pit", dir_fd=here)
    os.close(here)


WANT = ["/d/bad", "/d/cut", "/d/esc\x1b[31m", "/d/new\nline", "/d/not\ufffdutf8", "/d/plain", "/d/same", "/d/deep/last"]


def hostile(count, root):
    make_hostile(root)
    found, done = rows(root)
    mine = [r["path"].removeprefix(root) for r in found if "/closed/" not in r["path"]]
    count.check(mine == WANT, "rows of a hostile tree", mine)
    by_path = {r["path"].removeprefix(root): r for r in found}
    count.check("error" in by_path["/d/cut"] and "error" in by_path["/d/bad"] and by_path["/d/plain"]["kind"] == "program", by_path)
    count.check(by_path["/d/not\ufffdutf8"].get("path_hex") == os.fsencode(root + "/d/").hex() + b"not\xffutf8".hex(), by_path)
    count.check(done.returncode == 2 and b"cannot be read: File name too long" in done.stderr, done.returncode, done.stderr)
    text = scan(root)
    count.check(b"\x1b" not in text.stdout + text.stderr and b"esc\\x1b[31m" in text.stdout and b"new\\x0aline" in text.stdout and
                text.stdout.count(b"\n") == len(found), text.stdout)
    shutil.rmtree(root + "/pit")
    traced = subprocess.run(["strace", "-f", "-qq", "-e", "trace=open,openat,openat2", "-o", root + ".trace", BINARY, "scan", root],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=120)
    with open(root + ".trace", encoding="utf-8", errors="replace") as f:
        opened = set(re.findall(r'open(?:at|at2)?\((?:[^"]*, )?"([^"]*)"', f.read()))
    os.remove(root + ".trace")
    names = {os.path.basename(p.rstrip("/")) for p in opened}
    count.check(traced.returncode == 0 and {"plain", "text", "deep"} <= names, "the trace is whole", names)
    count.check(not names & {"fifo", "socket", "device", "out", "loop", "up", "dangling", "tolib"}, "opened", names)


def as_nobody(count, root):
    if os.geteuid() != 0:
        count.skipped += 1
        return
    os.chmod(root + "/closed", 0)
    os.chmod(root + "/d/plain", 0)
    os.chmod(os.path.dirname(root), 0o755)

    def drop():
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    done = scan(root, preexec_fn=drop)
    said = done.stderr.decode(errors="replace")
    count.check(done.returncode == 2 and said.count("\n") == 3 and "Permission denied" in said and f"{root}/closed/: cannot be read" in said and
                f"{root}/d/plain: cannot be read" in said, done.returncode, said)
    count.check(b"/d/deep/last" in done.stdout and b"/closed/" not in done.stdout, done.stdout)


def inside(count, root):
    """--root: PATH is inside, links in it too, and none leads out."""
    os.symlink("/d/plain", root + "/d/toplain")  # absolute: inside it is the file beside it
    for path, want in (("/d/deep", ["/d/deep/last"]), ("/d/toplain", ["/d/toplain"]), ("/d/up/d/deep", ["/d/up/d/deep/last"]),
                       ("/../../d/deep/last", ["/../../d/deep/last"]), ("d/deep", ["d/deep/last"])):
        found, done = rows("--root", root, path)
        count.check([r["path"] for r in found] == want, path, found, done.stderr)
    os.remove(root + "/d/toplain")
    found, done = rows("--root", root, "/d/out")
    count.check(found == [] and done.returncode == 2 and b"/d/out" in done.stderr, found, done.stderr)
    shutil.copy("/bin/false", root + "/etc")
    found, done = rows("--root", root, "/d/out")
    count.check([r["path"] for r in found] == ["/d/out"], found, done.stderr)


def many_names(path, times, length):
    """An ELF library whose one long string is needed many times: a small file that makes a large row."""
    dyn, strings = 0x1000, 0x1000 + 16 * (times + 3)
    entries = b"".join(struct.pack("<QQ", tag, value) for tag, value in [(1, 1)] * times + [(5, strings), (10, length + 2), (0, 0)])
    end = strings + length + 2
    load = struct.pack("<IIQQQQQQ", 1, 6, 0, 0, 0, end, end, 0x1000)
    dynamic = struct.pack("<IIQQQQQQ", 2, 6, dyn, dyn, dyn, len(entries), len(entries), 8)
    head = b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    with open(path, "wb") as f:
        f.write((head + load + dynamic).ljust(dyn, b"\0") + entries + b"\0" + b"n" * length + b"\0")


def slow_reader(count, folder):
    """What waits to be written is limited, however long nobody reads it, and however large rows are."""
    os.mkdir(folder)
    many_names(folder + "/large", 60, 16000)  # a row of nearly a megabyte
    many_names(folder + "/larger", 80, 16000)  # one that is too large
    for i in range(40):
        os.mkdir(f"{folder}/{i:02}")
        for k in range(10):
            os.link(folder + "/large", f"{folder}/{i:02}/{k}")
    for n in (1, 2, 6):
        with subprocess.Popen([BINARY, "scan", f"-j{n}", folder], stdout=subprocess.PIPE,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))) as child:
            time.sleep(1)
            out = child.stdout.read()
            child.wait()
        lines = out.split(b"\n")
        count.check(child.returncode == 0 and len(lines) == 403, f"-j{n}: exit {child.returncode}, {len(lines)} rows")
        count.check(lines[1].startswith(os.fsencode(folder + "/larger\tunreadable")) and b"a row holds no more" in lines[1], lines[1][:200])


def exchanged(count, folder):
    """Directories that are exchanged for links out meanwhile never lead out, neither below a PATH nor below --root."""
    os.makedirs(folder + "/t/sub/x")
    os.makedirs(folder + "/out/x")
    for i in range(100):
        os.mkdir(f"{folder}/t/sub/{i}")
    shutil.copy("/bin/true", folder + "/t/sub/x/inside")
    shutil.copy("/bin/false", folder + "/out/x/inside")
    os.symlink(folder + "/out", folder + "/t/link")
    true, false = (next(iter(rows(p)[0]))["build_id"] for p in ("/bin/true", "/bin/false"))
    libc, names = ctypes.CDLL(None), (os.fsencode(folder + "/t/sub"), os.fsencode(folder + "/t/link"))
    if true == false or libc.renameat2(-100, names[0], -100, names[1], 2) != 0:
        count.skipped += 1
        return
    over = threading.Event()

    def exchange():
        while not over.is_set():
            libc.renameat2(-100, names[0], -100, names[1], 2)
            time.sleep(0.0003)
    thread = threading.Thread(target=exchange)
    thread.start()
    seen = {row["build_id"] for _ in range(60) for row in rows(folder + "/t")[0]}
    inside_root = {row["build_id"] for _ in range(60) for row in rows("--root", folder + "/t", "/sub/x/inside")[0]}
    over.set()
    thread.join()
    count.check(false not in seen and true in seen, "links were followed out of what is scanned")
    count.check(false not in inside_root, "links were followed out of the root")


def usage(count):
    for arguments, word in ((["/nowhere/at/all"], b"No such file"), (["/dev/null"], b"neither a directory"), ([], b"needs a PATH"),
                            (["-j0", "/etc"], b"from 1 to 64"), (["--format=xml", "/etc"], b"text or ndjson")):
        done = scan(*arguments)
        count.check(done.returncode == 2 and word in done.stderr and done.stderr.count(b"\n") == 1, arguments, done.stderr)
    with open("/dev/full", "wb") as full:
        done = subprocess.run([BINARY, "scan", "/usr/bin"], stdout=full, stderr=subprocess.PIPE, check=False)
    count.check(done.returncode == 2 and b"cannot be written" in done.stderr, done.stderr)
    found, done = rows("/proc")
    count.check(found == [] and done.returncode == 0, "/proc is left out", done.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=40)
    args = parser.parse_args()
    count = Count()
    real_folders(count, args.count)
    workers(count)
    with tempfile.TemporaryDirectory(prefix="lw-scan-") as folder:
        root = folder + "/root"
        os.mkdir(root)
        hostile(count, root)
        as_nobody(count, root)
        inside(count, root)
        slow_reader(count, folder + "/slow")
        exchanged(count, folder + "/exchanged")
    usage(count)
    print(f"scan: {count.passed} passed, {count.failed} failed" + (f", {count.skipped} skipped" if count.skipped else ""))
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
