#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`linkwright ps` against running processes that say themselves what they have loaded (dl_iterate_phdr), and against what
was done to their files: libraries that are deleted, replaced, renamed or twice there; name spaces, other roots and mount name
spaces, musl, static and 32-bit programs; as root and as another user.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BINARY = os.environ.get("LINKWRIGHT", os.path.join(TOP, "build", "linkwright"))
LOADER = "/lib64/ld-linux-x86-64.so.2"
NOBODY = 65534


class Count:
    passed = failed = skipped = 0

    def check(self, good, *what):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print("FAILED:", *(str(w)[:1500] for w in what))

    def skip(self, why):
        self.skipped += 1
        print("skipped:", why)


def compile_(*argv, source=None, **more):
    subprocess.run(argv, check=True, input=source, text=True, **more)


class Host:
    """A process that has said what it has loaded and waits."""

    def __init__(self, *argv, **more):
        self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=more.pop("env", {}), **more)
        self.pid = self.process.pid
        self.loaded = []
        for line in self.process.stdout:
            if line.strip() == "ready":
                break
            base, blank, name = line.rstrip("\n").partition(" ")
            if blank:
                self.loaded.append((int(base, 16), name))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def ps(*pids, **more):
    done = subprocess.run([BINARY, "ps", "--format", "json", *map(str, pids)], capture_output=True, text=True, timeout=60, check=False,
                          **more)
    return json.loads(done.stdout)["results"], done


def one(pid, **more):
    results, done = ps(pid, **more)
    return results[0], done.returncode


def build_id(path):
    text = subprocess.run(["readelf", "-n", path], capture_output=True, text=True, check=False).stdout
    found = re.search(r"Build ID: ([0-9a-f]+)", text)
    return found[1] if found else None


def by_soname(result):
    out = {}
    for o in result["objects"]:
        out.setdefault(o["soname"] or os.path.basename(o["path"]), []).append(o)
    return out


def lib(folder, name, *more, soname=None, text="x"):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name)
    compile_("gcc", "-shared", "-fPIC", "-nostdlib", f"-Wl,-soname,{soname or name}", "-Wl,--build-id=sha1", "-Wl,--no-as-needed", "-o", path, "-x", "c", "-",
             "-x", "none", *more, source=f"int {text}_{re.sub(r'[^a-z]', '', name)}(void) {{ return 1; }}\n")
    return path


def check_order(count, host, result, what):
    """The loader's own words: every object of its list at its address, in its order."""
    theirs = [(base, name) for base, name in host.loaded if "vdso" not in name and "gate" not in name]
    ours = [(o["base"], o["name"]) for o in result["objects"] if o["namespace"] == 0 and o["kind"] != "vdso"]
    count.check(result["order"] == "loader", what, "order", result["order"])
    count.check(ours == theirs, what, "loaded", ours, "and the process says", theirs)


def plain(count, folder, host_program):
    deep = lib(f"{folder}/d", "libdeep.so.1")
    top = lib(f"{folder}/d", "libtop.so.1", deep, "-Wl,-rpath,$ORIGIN")
    with Host(host_program, "open", top, "data", "/usr/lib/x86_64-linux-gnu/libz.so.1") as host:
        result, status = one(host.pid)
        check_order(count, host, result, "plain")
        have = by_soname(result)
        count.check(status == 0 and not result["copies"], "plain: nothing is wrong", status, result["copies"])
        count.check("libz.so.1" not in have, "plain: a library that is only read is none", have.keys())
        count.check(have["libc.so.6"][0]["since"] == "start" and have["libtop.so.1"][0]["since"] == "opened" and
                    have["libdeep.so.1"][0]["since"] == "opened-with" and
                    have["libdeep.so.1"][0]["opened_with"] == have["libtop.so.1"][0]["id"], "plain: when", have)
        for name, path in (("libtop.so.1", top), ("libdeep.so.1", deep), ("libc.so.6", "/lib/x86_64-linux-gnu/libc.so.6")):
            o = have[name][0]
            st = os.stat(path)
            count.check(o["build_id"] == build_id(path) and (o["device"], o["inode"]) == (st.st_dev, st.st_ino) and o["today"] == "same" and
                        not o["gone"] and o["executable"], "plain: facts of", name, o)


def changed(count, folder, host_program):
    """What is done to files of one process; each library has its own fate."""
    names = ["deleted", "same", "other", "renamed", "inplace"]
    paths = {n: lib(f"{folder}/c", f"lib{n}.so") for n in names}
    ids = {n: build_id(p) for n, p in paths.items()}
    argv = [w for p in paths.values() for w in ("open", p)]
    with Host(host_program, *argv) as host:
        os.unlink(paths["deleted"])
        for n in ("same", "other"):
            new = lib(f"{folder}/new", f"lib{n}.so", text="x" if n == "same" else "another")
            shutil.copy(new, paths[n] + ".new")
            os.rename(paths[n] + ".new", paths[n])
        os.rename(paths["renamed"], paths["renamed"] + ".old")
        result, status = one(host.pid)
        have = by_soname(result)
        want = {"deleted": (True, "missing", None), "same": (True, "other", paths["same"]), "other": (True, "other", paths["other"]),
                "renamed": (False, "missing", None), "inplace": (False, "same", None)}
        count.check(status == 1, "changed: exit status", status)
        for n, expected in want.items():
            o = have[f"lib{n}.so"][0]
            count.check((o["gone"], o["today"], o["today_path"]) == expected, "changed:", n, o)
            count.check(o["build_id"] == ids[n] and o["read"], "changed: the mapped file is read", n, o)
        count.check(have["libsame.so"][0]["today_same_build"] and not have["libother.so"][0]["today_same_build"], "changed: build-ids", have)
        check_order(count, host, result, "changed")
        text = subprocess.run([BINARY, "ps", str(host.pid)], capture_output=True, text=True, check=False).stdout
        count.check(f"libdeleted.so: mapped {paths['deleted']} (deleted); today it is not found" in text, "changed: text", text)
        count.check(f"libother.so: mapped {paths['other']} (deleted); today {paths['other']} (another file)" in text, "changed: text", text)


def searched(count, folder, _):
    """A library of the start is gone: its name gives another one now, by the program's own search."""
    first, second = lib(f"{folder}/s/first", "libz9.so.1"), lib(f"{folder}/s/second", "libz9.so.1", text="y")
    program = f"{folder}/s/prog"
    compile_("gcc", "-o", program, f"{HERE}/ps_host.c", "-Wl,--no-as-needed", second, f"-Wl,-rpath,{folder}/s/second")
    with Host(program, env={"LD_LIBRARY_PATH": f"{folder}/s/first"}) as host:
        result, status = one(host.pid)
        count.check(status == 0 and by_soname(result)["libz9.so.1"][0]["path"] == first, "searched: by the environment", result)
        os.unlink(first)
        result, status = one(host.pid)
        o = by_soname(result)["libz9.so.1"][0]
        count.check(status == 1 and o["gone"] and (o["since"], o["today"], o["today_path"]) == ("start", "other", second), "searched:", o)
        os.unlink(second)
        o = by_soname(one(host.pid)[0])["libz9.so.1"][0]
        count.check((o["today"], o["today_path"]) == ("missing", None), "searched: nothing is left", o)
        os.unlink(program)
        result, status = one(host.pid)
        count.check(result["program"] == program and result["objects"][0]["gone"], "searched: the program is gone", result)
    lib(f"{folder}/s/first", "libz9.so.1")


def copies(count, folder, host_program):
    def of(result):
        at = {o["id"]: os.path.basename(o["path"]) for o in result["objects"]}
        return {(at[c["first"]], at[c["second"]]): (c["same"], c["apart"]) for c in result["copies"]}

    one_, hashed = lib(f"{folder}/t", "libq.so.4"), lib(f"{folder}/t", "libq-0123abcd.so.4.8", text="y")
    twin = f"{folder}/t/elsewhere.so"
    shutil.copy(one_, twin)
    renamed = lib(f"{folder}/t", "other-name.so", soname="libq.so.4", text="z")
    other = [lib(f"{folder}/t", "libq.so.5"), lib(f"{folder}/t", "libqq.so.4"), lib(f"{folder}/t/p1", "mod.so", soname="a"),
             lib(f"{folder}/t/p2", "mod.so", soname="b")]
    with Host(host_program, *[w for p in (one_, hashed, *other) for w in ("open", p)]) as host:
        result, status = one(host.pid)
        count.check(status == 1 and of(result) == {("libq.so.4", "libq-0123abcd.so.4.8"): (["name"], False)}, "copies: by name", of(result))
    # The loader takes a soname that is loaded for the library that is asked for; by another path it is loaded again.
    with Host(host_program, "open", one_, "open", twin, "open", renamed) as host:
        result, status = one(host.pid)
        count.check(status == 1 and of(result) == {("libq.so.4", "elsewhere.so"): (["build-id", "soname"], False),
                                                   ("libq.so.4", "other-name.so"): (["soname"], False)}, "copies: by soname", of(result))
    with Host(host_program, "open", one_, "new", one_) as host:
        result, status = one(host.pid)
        check_order(count, host, result, "name spaces")
        found = of(result)
        count.check(status == 0 and found[("libq.so.4",) * 2] == (["file", "build-id", "soname", "name"], True) and
                    all(apart for _, apart in found.values()), "copies in name spaces", found)
        spaces = {o["namespace"] for o in result["objects"]}
        count.check(spaces == {0, 1}, "copies: name spaces", spaces)


PYTHON = """
import ctypes, sys, sysconfig, glob
for path in sys.argv[1:]:
    ctypes.CDLL(path)
mapped = {}
for line in open("/proc/self/maps"):
    words = line.split(None, 5)
    if len(words) == 6 and words[5].startswith("/"):
        mapped.setdefault(words[5].rstrip("\\n"), set()).add(words[1][2])
for path, kinds in mapped.items():
    with open(path, "rb") as f:
        if "x" in kinds and f.read(4) == b"\\x7fELF":
            print(0, path)
print("ready", flush=True)
sys.stdin.read()
"""


def python(count, folder, _):
    """A library of Debian's in a package and in a wheel, each loaded by ctypes; Python itself tells what is mapped."""
    real = next((p for p in ("/usr/lib/x86_64-linux-gnu/libz3.so.4", "/usr/lib/x86_64-linux-gnu/libz.so.1") if os.path.exists(p)), None)
    if real is None:
        return count.skip("there is no library to copy")
    base = os.path.basename(real)
    stem, _, end = base.partition(".so")
    places = [f"{folder}/site-packages/z/lib/{base}", f"{folder}/site-packages/ext.libs/{stem}-0a1b2c3d.so{end}"]
    for place in places:
        os.makedirs(os.path.dirname(place))
        shutil.copy(real, place)
    with Host("/usr/bin/python3", "-c", PYTHON, *places) as host:
        result, status = one(host.pid)
        theirs = {path for _, path in host.loaded}
        ours = {o["path"] for o in result["objects"] if o["kind"] != "vdso"}
        count.check(ours == theirs and set(places) <= ours, "python: mapped", ours ^ theirs)
        at = {o["id"]: o["path"] for o in result["objects"]}
        found = {(at[c["first"]], at[c["second"]]): set(c["same"]) for c in result["copies"]}
        count.check(status == 1 and {"build-id", "soname", "name"} <= found.get(tuple(places), set()), "python: two copies", status, found)
        since = {o["path"]: o["since"] for o in result["objects"]}
        count.check(since[places[0]] == since[places[1]] == "opened", "python: when", since)
        count.check([o["since"] for o in result["objects"] if o["soname"] == "libc.so.6"] == ["start"], "python: when", since)
    return None


def in_memory(count, folder, host_program):
    path = lib(f"{folder}/m", "libmemory.so")
    with Host(host_program, "memory", path) as host:
        result, status = one(host.pid)
        o = by_soname(result)["libmemory.so"][0]
        count.check(status == 0 and o["memfd"] and not o["gone"] and o["path"] == "/memfd:in memory" and o["build_id"] == build_id(path) and
                    o["name"].startswith("/proc/self/fd/"), "memfd:", o)


def odd_names(count, folder, host_program):
    plain_ = lib(f"{folder}/o", "a (deleted)")
    lines, octets = f"{folder}/o/two\nlines.so", f"{folder}/o/\x1b[31m.so"
    shutil.copy(lib(f"{folder}/o", "b"), lines)
    shutil.copy(lib(f"{folder}/o", "c"), octets)
    with Host(host_program, "open", plain_, "open", lines, "open", octets) as host:
        result, status = one(host.pid)
        paths = [o["path"] for o in result["objects"]]
        count.check(status == 0 and {plain_, lines, octets} <= set(paths), "odd names:", status, paths)
        text = subprocess.run([BINARY, "ps", str(host.pid)], capture_output=True, check=False).stdout
        count.check(b"\x1b" not in text and b"\\x0a" in text, "odd names: what is shown is safe", text)
        os.unlink(plain_)
        o = by_soname(one(host.pid)[0])["a (deleted)"][0]
        count.check(o["gone"] and o["path"] == plain_ and o["today"] == "missing", "odd names: really deleted", o)


def unprivileged(count, folder, host_program):
    """Another user's own process: no link of a mapping may be followed, so the file is read out of the memory."""
    os.chmod(folder, 0o755)
    path = lib(f"{folder}/u", "libmine.so.2", lib(f"{folder}/u", "libneeded.so"), "-Wl,-rpath,$ORIGIN")
    kept = f"{folder}/u-kept"
    shutil.copy(path, kept)
    more = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    with Host(host_program, "open", path, **more) as host:
        os.unlink(path)
        result, status = one(host.pid, **more)
        o = by_soname(result)["libmine.so.2"][0]
        count.check(status == 1 and o["gone"] and o["from_memory"] and o["build_id"] == build_id(kept) and o["today"] == "missing",
                    "unprivileged: out of memory", o)
        check_order(count, host, result, "unprivileged")
        again, _ = one(host.pid)
        o = by_soname(again)["libmine.so.2"][0]
        count.check(o["gone"] and not o["from_memory"] and o["build_id"] == build_id(kept), "as root the file itself is read", o)
        needed = by_soname(result)["libneeded.so"][0]
        count.check(needed["since"] == "opened-with", "unprivileged: what came with what is gone", needed)
    with Host(host_program) as host:
        _, done = ps(host.pid, **more)
        count.check(done.returncode == 2 and "run linkwright as its owner or as root" in done.stderr and done.stderr.count("\n") == 1,
                    "unprivileged: another's process", done)


def kinds(count, folder, host_program):
    source = f"{HERE}/ps_host.c"
    for name, argv in (("static", ["gcc", "-static"]), ("static-pie", ["gcc", "-static-pie", "-fPIE"])):
        compile_(*argv, "-DSTATIC", "-w", "-o", f"{folder}/{name}", source)
        with Host(f"{folder}/{name}") as host:
            result, status = one(host.pid)
            count.check(status == 0 and result["static"] and [o["kind"] for o in result["objects"] if o["kind"] != "vdso"] == ["program"],
                        name, result)
    compile_("/usr/bin/musl-gcc", "-o", f"{folder}/musl", source)
    path = f"{folder}/libmusl.so"
    compile_("/usr/bin/musl-gcc", "-shared", "-fPIC", "-Wl,-soname,libmusl.so", "-o", path, "-x", "c", "-", source="int m;")
    with Host(f"{folder}/musl", "open", path) as host:
        result, status = one(host.pid)
        count.check(status == 0 and result["order"] == "loader", "musl", result)
        # musl gives the kernel's part no name.
        theirs = [base for base, name in host.loaded if name]
        ours = [o["base"] for o in result["objects"] if o["kind"] != "vdso"]
        count.check(ours == theirs, "musl: loaded", ours, theirs, host.loaded)
        count.check([o["since"] for o in result["objects"] if o["soname"] == "libmusl.so"] == ["opened"], "musl: when", result)
    with Host(LOADER, host_program) as host:
        result, _ = one(host.pid)
        check_order(count, host, result, "started by the loader")
        count.check(result["objects"][0]["path"] == host_program and result["objects"][0]["kind"] == "program", "started by the loader", result)


def narrow(count, folder):
    """Of 32 bits: no header files of C are needed for it."""
    if not os.path.exists("/lib32/libc.so.6"):
        return count.skip("there is no 32-bit libc")
    path = f"{folder}/lib32bit.so"
    compile_("gcc", "-m32", "-shared", "-fPIC", "-nostdlib", "-Wl,-soname,lib32bit.so", "-o", path, "-x", "c", "-", source="int x;")
    compile_("gcc", "-m32", "-nostdlib", "-fno-pic", "-no-pie", "-w", "-Wl,--dynamic-linker,/lib/ld-linux.so.2", "-o", f"{folder}/narrow", "-x", "c", "-",
             "-x", "none", "/lib32/libc.so.6",
             source='int puts(const char *); int getchar(void); int fflush(void *); void *dlopen(const char *, int);\n'
             f'__attribute__((force_align_arg_pointer)) void _start(void) {{ if (dlopen("{path}", 2)) puts("ready"); fflush(0); for (;;) getchar(); }}')
    with Host(f"{folder}/narrow") as host:
        os.unlink(path)
        result, status = one(host.pid)
        names = [o["soname"] for o in result["objects"] if o["kind"] in ("library", "loader")]
        count.check(status == 1 and result["order"] == "loader" and names == ["libc.so.6", "ld-linux.so.2", "lib32bit.so"], "32 bits", result)
        count.check(result["objects"][-1]["gone"], "32 bits: deleted", result)


def elsewhere(count, folder, host_program):
    """In a chroot, and in a mount name space of its own where the same path is another file."""
    root = f"{folder}/root"
    for path in (LOADER, "/lib/x86_64-linux-gnu/libc.so.6"):
        os.makedirs(root + os.path.dirname(path), exist_ok=True)
        shutil.copy(path, root + path)
    shutil.copy(host_program, root + "/host")
    lib(root + "/opt", "libroot.so")
    with Host("/host", "open", "/opt/libroot.so", preexec_fn=lambda: os.chroot(root) or os.chdir("/"), cwd="/") as host:
        result, status = one(host.pid)
        paths = [o["path"] for o in result["objects"]]
        count.check(status == 0 and result["elsewhere"] and result["root"] == root and result["program"] == "/host" and
                    "/opt/libroot.so" in paths, "chroot", status, result)
        count.check([o["since"] for o in result["objects"] if o["soname"] == "libc.so.6"] == ["start"], "chroot: its own libc", result)
        os.unlink(root + "/opt/libroot.so")
        result, status = one(host.pid)
        o = by_soname(result)["libroot.so"][0]
        count.check(status == 1 and o["gone"] and o["read"] and o["path"] == "/opt/libroot.so", "chroot: deleted", o)
    inside, outside = f"{folder}/n/inside", f"{folder}/n/place"
    lib(inside, "libplace.so", text="inside")
    lib(outside, "libplace.so", text="outside")
    script = f"mount --bind {inside} {outside} && exec {host_program} open {outside}/libplace.so"
    with Host("unshare", "--mount", "/bin/sh", "-c", script) as host:
        result, status = one(host.pid)
        o = by_soname(result)["libplace.so"][0]
        count.check(status == 0 and result["elsewhere"] and result["root"] == "/" and o["path"] == f"{outside}/libplace.so" and
                    o["build_id"] == build_id(f"{inside}/libplace.so") and o["today"] == "same", "mount name space", status, o)


def spoiled(count, folder, host_program):
    """A process whose loader's list is no list: an end, a note, and still what the memory map has."""
    del folder
    for how in ("ring", "self", "wild", "name", "dynamic"):
        with Host(host_program, "spoil", how) as host:
            begin = time.monotonic()
            result, status = one(host.pid)
            names = set(by_soname(result))
            count.check(status in (0, 1) and {"libc.so.6", "ld-linux-x86-64.so.2", "host"} <= names and result["notes"] and
                        time.monotonic() - begin < 30, "spoiled:", how, status, result)


def crowded(count, folder, _):
    """Fifty thousand mappings."""
    program = f"{folder}/crowd"
    compile_("gcc", "-w", "-o", program, "-x", "c", "-", source="""#include <stdio.h>
#include <sys/mman.h>
int main(void) { for (int i = 0; i < 50000; i++) mmap(0, 4096, i & 1 ? PROT_READ : PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
puts("ready"); fflush(stdout); getchar(); }
""")
    with Host(program) as host:
        begin = time.monotonic()
        result, status = one(host.pid)
        count.check(status == 0 and len(result["objects"]) == 4 and time.monotonic() - begin < 30, "crowded:", time.monotonic() - begin, result)


def parent(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as f:
            return int(f.read().rpartition(") ")[2].split()[1])
    except OSError:
        return None  # it has ended meanwhile


def refused(count, _folder, _host):
    for word, said in (("4194305", "there is no such process"), ("x1", "takes the number of a process"), ("0", "takes the number of a process"),
                       ("99999999999999999999", "takes the number of a process"), ("-5", "option")):
        done = subprocess.run([BINARY, "ps", word], capture_output=True, text=True, check=False)
        count.check(done.returncode == 2 and said in done.stderr and done.stderr.count("\n") <= 2, "refused:", word, done)
    kernel = [p for p in os.listdir("/proc") if p.isdigit() and parent(p) == 2]
    if kernel:
        _, done = ps(kernel[0])
        count.check(done.returncode == 2 and "thread of the kernel" in done.stderr, "kernel thread", done)
    ended = subprocess.Popen(["/bin/true"])
    time.sleep(0.3)
    _, done = ps(ended.pid)
    count.check(done.returncode == 2 and "has ended" in done.stderr, "a process that waits for its parent", done)
    ended.wait()
    results, done = ps(os.getpid(), 4194305, os.getpid())
    count.check(done.returncode == 2 and [("error" in r) for r in results] == [False, True, False], "several", done.stderr)


def untouched(count, folder, host_program):
    """Nothing is traced, stopped or written: the process's own counters and state stay as they are."""
    with Host(host_program) as host:
        time.sleep(0.2)

        def state():
            status = open(f"/proc/{host.pid}/status", encoding="utf-8").read()
            return re.findall(r"^(?:State|TracerPid|voluntary_ctxt_switches|VmSize|SigPnd):.*$", status, re.M)
        before = state()
        log = f"{folder}/strace"
        subprocess.run(["strace", "-f", "-o", log, BINARY, "ps", str(host.pid)], check=True, capture_output=True,
                       env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"})
        count.check(state() == before, "untouched:", before, state())
        calls = open(log, encoding="utf-8", errors="replace").read()
        count.check("/mem" in calls or "\"mem\"" in calls, "untouched: the trace is of a run that reads the memory")
        bad = re.findall(r"^.*\b(?:ptrace|process_vm_\w+|kill|tgkill|execve(?=.*ENOENT)|pwrite64)\(.*$|^.*openat\([^)]*O_(?:RDWR|WRONLY).*$", calls, re.M)
        count.check(not bad, "untouched: calls", bad)


def main():
    count = Count()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        host_program = f"{folder}/host"
        compile_("gcc", "-Wall", "-Wextra", "-Werror", "-o", host_program, f"{HERE}/ps_host.c")
        root_only = (unprivileged, elsewhere)
        for part in (plain, changed, searched, copies, python, in_memory, odd_names, unprivileged, kinds, elsewhere, spoiled, crowded, refused, untouched):
            if part in root_only and os.geteuid() != 0:
                count.skip(f"{part.__name__}: only root can")
                continue
            try:
                part(count, folder, host_program)
            except Exception as e:  # pylint: disable=broad-except
                count.check(False, part.__name__, repr(e))
        narrow(count, folder)
    print(f"ps: {count.passed} passed, {count.failed} failed, {count.skipped} skipped ({time.monotonic() - begin:.1f} s)")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
