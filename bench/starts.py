# SPDX-License-Identifier: Apache-2.0
"""What it costs to start a program as it is, and with its libraries fused, relocatable and at a fixed address."""
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import ENV

ROOT = Path(__file__).resolve().parent.parent
LINKWRIGHT = ROOT / "build/linkwright"
ALL = ["--all", "--keep-libc"]
AS_IT_IS, RELOCATABLE, FIXED = "as it is", "fused", "fused, --fixed"
# (program, its arguments, package, {form: at most this of the CPU time as it is})
PROGRAMS = [("/usr/bin/clang", ["--version"], "clang", {FIXED: 0.3}),
            ("/usr/bin/ld.lld", ["--version"], "lld", {FIXED: 0.3}),
            ("/usr/bin/curl", ["-s", "file:///etc/passwd"], "curl", {RELOCATABLE: 0.5, FIXED: 0.5}),
            ("/usr/bin/curl", ["--version"], "curl", {RELOCATABLE: 0.5, FIXED: 0.5}),
            ("/usr/bin/openssl", ["version"], "openssl", {RELOCATABLE: 0.65, FIXED: 0.65}),
            ("/usr/bin/ssh", ["-V"], "openssh-client", {}),
            ("/usr/bin/gdb", ["--version"], "gdb", {}),
            ("/usr/bin/inkscape", ["--version"], "inkscape", {})]
PACKAGES = {path: package for path, _, package, _ in PROGRAMS} | {"/usr/bin/strace": "strace", "/usr/bin/readelf": "binutils"}


def members(program):
    """The paths of all that goes into one file: the program and its libraries."""
    said = subprocess.run([LINKWRIGHT, "fuse", program, *ALL, "--dry-run", "--format", "json"], env=ENV, stdout=subprocess.PIPE, check=True)
    return [m["path"] for m in json.loads(said.stdout)["results"][0]["members"]]


def once(argv):
    """CPU seconds and page faults of one start. posix_spawn: nothing of this process is copied, closed or counted."""
    quiet = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_WRONLY, 0) for fd in (1, 2)]
    _, status, used = os.wait4(os.posix_spawn(argv[0], argv, ENV, file_actions=quiet), 0)
    if status != 0:
        sys.exit(f"bench: {' '.join(argv)} ended with the status {status}")
    return used.ru_utime + used.ru_stime, used.ru_minflt


def file_calls(argv):
    """System calls that take the name of a file, and those that map memory."""
    with tempfile.NamedTemporaryFile(mode="r") as log:
        subprocess.run(["strace", "-f", "-o", log.name, "-e", "trace=%file,mmap,mprotect", *argv], env=ENV, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True)
        calls = re.findall(r"^\d+\s+(\w+)\(", log.read(), re.MULTILINE)
    maps = sum(c in ("mmap", "mprotect") for c in calls)
    return len(calls) - maps, maps


def relocations(path):
    """(relative ones, those by name and others) that the loader applies, by the dynamic section."""
    said = subprocess.run(["readelf", "-dW", path], env=ENV, stdout=subprocess.PIPE, text=True, check=True).stdout
    tag = {name: int(value, 0) for name, value in re.findall(r"\((\w+)\)\s+(\d+|0x[0-9a-f]+)\b", said)}
    relative = tag.get("RELACOUNT", 0)
    every = (tag.get("RELASZ", 0) + tag.get("PLTRELSZ", 0)) // 24
    if "RELR" in tag:
        listed = subprocess.run(["readelf", "-rW", path], env=ENV, stdout=subprocess.PIPE, text=True, check=True).stdout
        packed = sum(int(n) for n in re.findall(r"^\s+(\d+) offsets", listed, re.MULTILINE))
        return relative + packed, every - relative
    return relative, every - relative


class Form:
    """One way to start the program: its samples, and what one start does."""

    def __init__(self, argv, files):
        self.argv, self.cpu, self.faults = argv, [], []
        self.calls, self.maps = file_calls(argv)
        counted = [relocations(f) for f in files]
        self.relative, self.named = sum(r for r, _ in counted), sum(n for _, n in counted)
        self.size = sum(os.path.getsize(f) for f in files)

    def start(self):
        cpu, faults = once(self.argv)
        self.cpu.append(cpu)
        self.faults.append(faults)

    def over(self, other):
        return statistics.median(a / b for a, b in zip(self.cpu, other.cpu))


def forms_of(folder, path, args):
    files = members(path)
    made = {AS_IT_IS: Form([path, *args], files)}
    for form, more in ((RELOCATABLE, []), (FIXED, ["--fixed"])):
        at = os.path.join(folder, form.replace(", --", "-"))
        os.makedirs(at, exist_ok=True)
        out = os.path.join(at, os.path.basename(path))
        subprocess.run([LINKWRIGHT, "fuse", path, *ALL, *more, "--quiet", "-o", out], env=ENV, check=True)
        made[form] = Form([out, *args], [out])
    return made


def work(folder, rounds):
    """[(words, {form: Form}, {form: goal})]; in each round every form of a program has its turn."""
    done = []
    for path, args, package, most in PROGRAMS:
        if not os.path.exists(path):
            print(f"bench: there is no {path} (package {package})", file=sys.stderr)
            continue
        forms = forms_of(folder, path, args)
        for form in forms.values():
            once(form.argv)  # warm
        turns = list(forms.values())
        for _ in range(rounds):
            for form in turns:
                form.start()
            turns = turns[1:] + turns[:1]  # what ran before leaves the caches to the next
        done.append((f"{os.path.basename(path)} {' '.join(args)}", forms, most))
    return done


def goals(done, goal):
    return [goal(f"`{words}`: user+sys to start it {form}, over that as it is", forms[form].over(forms[AS_IT_IS]), at_most)
            for words, forms, most in done for form, at_most in most.items()]


def table(done, rounds):
    with open("/proc/sys/kernel/randomize_va_space", encoding="ascii") as f:
        random = f.read().strip()
    out = ["## Starting programs that were fused with their libraries", "",
           f"{rounds} rounds, in each of which every form of a program is started once, all under the same address randomisation",
           f"(`kernel.randomize_va_space` is {random}). Time is user+sys of the one process as wait4(2) tells it: median, least, and the quartiles;",
           "\"over\" is the median of the ratios within the rounds. Relocations are those of the program and of what was fused into it, by their",
           "dynamic sections: relative ones, and others, for most of which a symbol is looked up. All but the libraries of glibc are fused.", "",
           "| start | form | user+sys ms | least | quartiles | over as it is | page faults | calls with a file's name | mmap and mprotect "
           "| relative relocations | others | MB |",
           "|---|---|---|---|---|---|---|---|---|---|---|---|"]
    for words, forms, _ in done:
        for form, x in forms.items():
            low, middle, high = (q * 1e3 for q in statistics.quantiles(x.cpu, n=4))
            out.append(f"| {words} | {form} | {middle:.2f} | {min(x.cpu) * 1e3:.2f} | {low:.2f} to {high:.2f} | {x.over(forms[AS_IT_IS]):.2f} | "
                       f"{statistics.median(x.faults):.0f} | {x.calls} | {x.maps} | {x.relative} | {x.named} | {x.size / 1e6:.1f} |")
    return out + [""]
