#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The order of constructors and destructors: what the real loader does against what tests/tools/init_order.c says.

Random graphs of small libraries, with cycles, entries given twice, DF_1_INITFIRST, filters and preloaded libraries: each
library prints its name when it is initialised and when it is finalised, and the loader tells what it calls
(LD_DEBUG=files). Real programs are started with --version. Both of glibc's ways to sort are tried, by its tunable.

init_order.py [--random N] [--programs N] [--seed S] [--release NAME]
  --release NAME: the random graphs under the loader of that Debian release instead of this machine's
"""

import argparse
import glob
import os
import random
import re
import shutil
import stat
import struct
import subprocess
import sys
import tempfile

import debs
import elfpeek
import oracle

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LOADER = "/lib64/ld-linux-x86-64.so.2"
SLOTS = [f"l{i:02}.so" for i in range(14)] + ["libc.so.6", "ld-linux-x86-64.so.2"]
SPARE = 0x60000123  # a tag that means nothing to the loader
NEEDED, SONAME, INIT, FINI, INIT_ARRAY, FINI_ARRAY = 1, 14, 12, 13, 25, 26
FLAGS_1, AUXILIARY, FILTER = 0x6FFFFFFB, 0x7FFFFFFD, 0x7FFFFFFF
INITFIRST = 0x20
SAY = """
static void say(char sign) {
	char line[20] = {sign};
	long n = 1, r;
	for (volatile char *p = name; *p != 0; p++) line[n++] = *p;
	line[n++] = '\\n';
	__asm__ volatile("syscall" : "=a"(r) : "0"(1), "D"(1), "S"(line), "d"(n) : "rcx", "r11", "memory");
}
"""
NAME = 'static volatile char name[16] = "@NAME@";' + SAY
SOURCES = {
    "array": NAME + """
__attribute__((constructor)) static void begin(void) { say('+'); }
__attribute__((destructor)) static void end(void) { say('-'); }
""",
    "old": NAME + """
void begin(void) { say('+'); }
void end(void) { say('-'); }
""",
    "main": NAME + """
__attribute__((destructor)) static void end(void) { say('-'); }
__attribute__((used)) void start(void (*fini)(void)) {
	say('+');
	fini();
	__asm__ volatile("syscall" : : "a"(231), "D"(0));
}
__asm__(".globl _start\\n_start: xorl %ebp, %ebp\\n andq $-16, %rsp\\n movq %rdx, %rdi\\n call start\\n");
"""}
OPTIONS = {"array": ["-shared"], "old": ["-shared", "-Wl,-init=begin,-fini=end"], "main": ["-pie"]}
NO_START = {"halt", "init", "poweroff", "reboot", "runlevel", "shutdown", "telinit"}


class Sums:
    def __init__(self):
        self.passed = self.failed = 0
        self.calls = 0
        self.left_out = {}

    def take(self, what, real, ours):
        self.calls += len(real)
        if real == ours:
            self.passed += 1
        else:
            self.failed += 1
            print(f"{what}\n  the loader: {' '.join(real)}\n  linkwright: {' '.join(ours)}")

    def leave_out(self, why):
        self.left_out[why] = self.left_out.get(why, 0) + 1


class Template:
    """A linked file with room for 16 needs, of which copies with other needs are written."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        self.dynamic = dynamic_of(self.data)
        if self.data.count(b"@NAME@") != 1:
            sys.exit(f"init_order: {path} has no place for its name")

    def write(self, path, name, needs, flags=0):
        """needs: (tag, place in SLOTS)."""
        data = bytearray(self.data)
        at = data.index(b"@NAME@")
        data[at:at + 16] = name.encode().ljust(16, b"\0")
        entries = [(off, value) for off, tag, value in self.dynamic if tag == NEEDED]
        assert len(entries) == len(SLOTS) >= len(needs)
        names = [value for _, value in entries]
        for i, (off, _) in enumerate(entries):
            tag, value = (needs[i][0], names[needs[i][1]]) if i < len(needs) else (SPARE, 0)
            struct.pack_into("<QQ", data, off, tag, value)
        for off, tag, value in self.dynamic:
            if tag == FLAGS_1:
                struct.pack_into("<QQ", data, off, tag, value | flags)
            elif tag == SONAME:
                struct.pack_into("<QQ", data, off, tag, names[SLOTS.index(name)])
        with open(path, "wb") as file:
            file.write(data)
        os.chmod(path, 0o755)


def dynamic_of(data):
    """(offset, tag, value) of each entry of a 64-bit little-endian file; none if it is no such file."""
    if data[:6] != b"\x7fELF\x02\x01":
        return []
    start, size, count = struct.unpack_from("<Q", data, 32)[0], *struct.unpack_from("<HH", data, 54)
    found = []
    for i in range(count):
        kind, _, off, _, _, length = struct.unpack_from("<IIQQQQ", data, start + i * size)
        for at in range(off, off + length, 16) if kind == 2 else ():
            tag, value = struct.unpack_from("<QQ", data, at)
            if tag == 0:
                break
            found.append((at, tag, value))
    return found


def templates(work, loader):
    stubs = []
    empty = os.path.join(work, "empty.c")
    with open(empty, "w", encoding="utf-8"):
        pass
    for name in SLOTS:
        stubs.append(os.path.join(work, "stub-" + name))
        subprocess.run(["gcc", "-shared", "-nostdlib", f"-Wl,-soname,{name}", "-o", stubs[-1], empty], check=True)
    made = {}
    for kind, text in SOURCES.items():
        source, out = os.path.join(work, kind + ".c"), os.path.join(work, kind + ".bin")
        with open(source, "w", encoding="utf-8") as file:
            file.write(text)
        soname = ["-Wl,-soname,l00.so"] if kind != "main" else [f"-Wl,--dynamic-linker={loader}"]
        subprocess.run(["gcc", "-O1", "-fPIC", "-nostdlib", "-fno-stack-protector", "-Wl,-z,now,--no-as-needed", *OPTIONS[kind], *soname,
                        "-o", out, source, *stubs], check=True)
        made[kind] = Template(out)
    return made


def draw_needs(r, among, cycles, me, libc):
    """The entries of library ME (None: the program): places in SLOTS with their tags. A loader that is asked for wants a C
    library beside it."""
    others = [i for i in range(among) if i != me and (cycles or me is None or i > me)]
    chosen = r.sample(others, min(len(others), r.choice([0, 1, 1, 2, 2, 3, 4])))
    r.shuffle(chosen)
    if chosen and r.random() < 0.2:
        chosen.insert(r.randrange(len(chosen) + 1), r.choice(chosen))
    if libc and (me is None or r.random() < 0.3):
        chosen.insert(r.randrange(len(chosen) + 1), 14 if me is None else r.choice([14, 14, 15]))
    return [(NEEDED, i) for i in chosen]


def draw(r, made, folder):
    """Writes a random program and its libraries; gives the names to preload."""
    among, cycles = r.randint(2, 14), r.random() < 0.6
    filters, libc = r.random() < 0.25, r.random() < 0.9
    often = 0.9 if filters and r.random() < 0.5 else 0.3
    if often > 0.5:
        among, cycles = min(among, 4), False  # the loader never ends with a cycle of filters
    first = set(r.sample(range(among), r.randint(1, min(2, among)))) if r.random() < 0.25 else set()
    for i in range(among):
        needs = draw_needs(r, among, cycles, i, libc)
        if filters and r.random() < often:
            needs = [(r.choice([AUXILIARY, FILTER]) if k < 14 and r.random() < max(often, 0.5) else tag, k) for tag, k in needs]
        made[r.choice(["array", "array", "old"])].write(os.path.join(folder, SLOTS[i]), SLOTS[i], needs,
                                                       INITFIRST if i in first else 0)
    needs = draw_needs(r, among, True, None, libc) or [(NEEDED, r.randrange(among))]
    if filters and r.random() < 0.5:
        needs = [(AUXILIARY if k < 14 and r.random() < max(often, 0.5) else tag, k) for tag, k in needs]
    made["main"].write(os.path.join(folder, "main"), "main", needs)
    return [SLOTS[i] for i in r.sample(range(among), r.randint(1, min(2, among)))] if r.random() < 0.3 else []


def ours_of(options, path, sort, env):
    """(init, fini, stopped) as our tool says."""
    words = [x for name, value in env.items() for x in ("--env", f"{name}={value}")]
    done = subprocess.run([options.tool, "--sort", str(sort), *words, path], capture_output=True, check=False)
    found = {"init": [], "fini": [], "stopped": [], "!": [], "=": []}
    for line in oracle.text_of(done.stdout).splitlines():
        word, text = line.split(" ", 1)
        found[word].append(text)
    if found["!"]:
        return [found["!"][0]], [found["!"][0]], True
    return found["init"], found["fini"], bool(found["stopped"])


def those_told(options, paths, tags, known):
    """What the loader tells of: all, or before 2.36 at the latest only what has something to call."""
    if options.tells_all:
        return [os.path.realpath(x) for x in paths]
    for path in paths:
        if path not in known:
            with open(path, "rb") as file:
                known[path] = {tag for _, tag, _ in dynamic_of(file.read())}
    return [os.path.realpath(x) for x in paths if known[x] & tags]


def told(text, pid, path):
    """(init, fini, whether anything was loaded later) as LD_DEBUG=files tells of one process."""
    init, fini, later, running = [], [], False, False
    for line in text.splitlines():
        found = re.match(r"\s*(\d+):\t(.*)", line)
        if not found or int(found[1]) != pid:
            continue
        if match := re.match(r"(?:calling init|initialize program): (.*)", found[2]):
            if running:
                later = True
            else:
                init.append(match[1])
        elif match := re.match(r"calling fini: (.*?) \[0\]$", found[2]):
            fini.append(match[1] or path)
        elif found[2].startswith("transferring control: "):
            running = True
        elif running and "generating link map" in found[2]:
            later = True
    return init, fini, later


def start(argv, env, sort):
    """(standard output, standard error, process id, status)."""
    env = {**env, "LD_DEBUG": "files", "GLIBC_TUNABLES": f"glibc.rtld.dynamic_sort={sort}"}
    process = subprocess.Popen(argv, env=env, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        out, said = process.communicate(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return None
    return oracle.text_of(out), oracle.text_of(said), process.pid, process.returncode


def look_at_random(options, sums, work, loader, libraries, sorts):
    made, known = templates(work, loader), {}
    for i in range(options.random):
        folder = os.path.join(work, f"g{i}")
        os.makedirs(folder)
        preload = draw(random.Random(f"{options.seed}-{i}"), made, folder)
        path = os.path.join(folder, "main")
        env = {"LD_LIBRARY_PATH": ":".join([folder, *libraries])}
        if preload:
            env["LD_PRELOAD"] = " ".join(preload)
        for sort in sorts:
            compare_random(options, sums, i, sort, path, env, known)
        shutil.rmtree(folder)


def compare_random(options, sums, i, sort, path, env, known):
    done = start([path], env, sort)
    if done is None:
        sums.leave_out("random graphs that the loader does not get through")
        return
    out, said, pid, status = done
    init, fini, stopped = ours_of(options, path, sort, env)
    what = f"random graph {i}, sort {sort}"
    if stopped and status != 0 and "+main" not in out:
        sums.leave_out("random graphs that the loader refuses")
        return
    real_init, real_fini, _ = told(said, pid, path)
    lines = out.splitlines()
    sums.take(what + ", constructors", [x[1:] for x in lines if x[0] == "+"],
              [os.path.basename(x) for x in init if os.path.basename(x) in SLOTS[:14] + ["main"]])
    sums.take(what + ", destructors", [x[1:] for x in lines if x[0] == "-"],
              [os.path.basename(x) for x in fini if os.path.basename(x) in SLOTS[:14] + ["main"]])
    sums.take(what + ", calling init", [os.path.realpath(x) for x in real_init],
              those_told(options, init[:-1], {INIT, INIT_ARRAY}, known))
    sums.take(what + ", calling fini", [os.path.realpath(x) for x in real_fini],
              those_told(options, fini, {FINI, FINI_ARRAY}, known))


def startable():
    """Real programs with the glibc loader that may be started with --version, by real path."""
    found = {}
    for path in sorted(glob.glob("/usr/bin/*")):
        real = os.path.realpath(path)
        if os.path.basename(path) in NO_START or os.path.basename(real) in NO_START or not os.path.isfile(real):
            continue
        if os.stat(real).st_mode & (stat.S_ISUID | stat.S_ISGID) or not os.access(real, os.X_OK):
            continue
        with open(real, "rb") as file:
            if file.read(4) != b"\x7fELF":
                continue
        try:
            if elfpeek.peek(real).interp == LOADER:
                found[real] = path
        except (ValueError, OSError, struct.error):
            continue
    return sorted(found)


def choose(options, paths):
    """Two thirds of them those that load most, the others at random."""
    r = random.Random(options.seed)
    some = r.sample(paths, min(len(paths), 6 * options.programs))
    many = sorted(some, key=lambda path: -len(ours_of(options, path, 2, {})[0]))[:options.programs * 2 // 3]
    rest = [path for path in some if path not in many]
    return many + rest[:options.programs - len(many)]


def look_at_programs(options, sums):
    for path in choose(options, startable()):
        for sort in (1, 2):
            done = start([path, "--version"], {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}, sort)
            if done is None:
                sums.leave_out("programs that do not end")
                break
            init, fini, later = told(done[1], done[2], path)
            ours = ours_of(options, path, sort, {})
            sums.take(f"{path}, sort {sort}, calling init", [os.path.realpath(x) for x in init],
                      [os.path.realpath(x) for x in ours[0]])
            if later or not fini:
                sums.leave_out("ends of programs that load more later, or end without their loader")
                continue
            seen, expected = ([os.path.realpath(x) for x in some] for some in (fini, ours[1]))
            if len(seen) < len(expected) and seen == expected[:len(seen)]:
                sums.leave_out("programs that one of their own finalisers ends")
                continue
            sums.take(f"{path}, sort {sort}, calling fini", seen, expected)


def of_release(release, folder):
    """(loader, directories with its libc, which ways to sort it has) of a Debian release."""
    root, version = debs.unpacked(release, "libc6", folder)
    found = glob.glob(os.path.join(root, "**", "libc.so.6"), recursive=True)[0]
    loader = glob.glob(os.path.join(root, "**", "x86_64-linux-gnu", "ld-linux-x86-64.so.2"), recursive=True) or \
        glob.glob(os.path.join(root, "**", "ld-2.*.so"), recursive=True)
    print(f"{release}: glibc {version}")
    return os.path.realpath(loader[0]), [os.path.dirname(found)], (1, 2) if int(version.split(".")[1].split("-")[0]) >= 35 else (1,)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--tool", default=os.path.join(ROOT, "build", "tests", "init-order"))
    parser.add_argument("--random", type=int, default=200, help="random graphs")
    parser.add_argument("--programs", type=int, default=60, help="real programs, chosen by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--release", help="a Debian release whose loader is asked")
    parser.add_argument("--folder", help="where releases are unpacked")
    options = parser.parse_args()
    if os.uname().machine != "x86_64" or not os.path.exists(LOADER):
        print("init_order: 0 passed, 0 failed, 1 skipped (no glibc on x86-64 here)")
        return 0
    sums = Sums()
    with tempfile.TemporaryDirectory(prefix="lw-init-order-") as work:
        loader, libraries, sorts = LOADER, [], (1, 2)
        if options.release:
            loader, libraries, sorts = of_release(options.release, options.folder or work)
        options.tells_all = 2 in sorts
        look_at_random(options, sums, work, loader, libraries, sorts)
    if not options.release:
        look_at_programs(options, sums)
    for why, n in sorted(sums.left_out.items()):
        print(f"left out: {n} {why}")
    print(f"init_order: {sums.passed} passed, {sums.failed} failed ({sums.calls} calls)")
    return 1 if sums.failed or not sums.passed else 0


if __name__ == "__main__":
    sys.exit(main())
