#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Random programs and libraries (fuse_random_gen.py, fuse_random_build.py), fused and compared with themselves before.

fuse_random.py [--count N] [--seed N] [--only BATCH.CASE] [--keep DIRECTORY] [--seconds N]

A batch is one seed: libraries in variants, and programs; a case is a choice among them with a way to fuse. The truth is the unfused program run
with its libraries; the fused one runs without them. What is compared is what it writes and its exit status. A difference is kept in DIRECTORY
with a script that shows it again.
"""
import argparse
import collections
import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "tree")]
import fuse_random_build as build
from tally import BUILD, Tally

PER_BATCH = 120
TOO_LONG = 20
ORDER, DLVSYM = b"(fuse-order)", b"(fuse-dlvsym)"


VALUE = re.compile(rb" -?\d+\b")
CLASS = re.compile(rb"#(\d+)")


def plain(text, told):
    """What is written, for a comparison that leaves out what was warned of (fuse-order): constructors and destructors in any order, and without the
    values, which depend on it; whom each name means stays. (fuse-dlvsym): what dlvsym gives; whom the names mean is numbered anew."""
    lines = text.split(b"\n")
    if DLVSYM in told:
        number = {b"0": b"0"}
        lines = CLASS.sub(lambda m: b"#" + number.setdefault(m[1], b"%d" % len(number)), b"\n".join(x for x in lines if not x.startswith(b"dlvsym"))).split(b"\n")
    if DLVSYM in told:
        lines = VALUE.sub(b"", b"\n".join(lines)).split(b"\n")  # they count calls
    if ORDER in told:
        lines = VALUE.sub(b"", b"\n".join(lines)).split(b"\n")
        return sorted(line for line in lines if line[:1] in (b"+", b"-")), [line for line in lines if line[:1] not in (b"+", b"-")]
    return lines


def run(argv, libraries, more=None):
    """(status, standard output, standard error); a status of None: it took too long."""
    env = {**build.ENV, "LD_LIBRARY_PATH": libraries, **(more or {})}
    process = subprocess.Popen(argv, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, close_fds=False)
    try:
        out, err = process.communicate(timeout=TOO_LONG)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        return None, out, err
    return process.returncode, out, err


def links(folder, files):
    """The folder holds these libraries and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for file in files:
        os.symlink(file.path, os.path.join(folder, file.soname))


class Case:
    """One choice of a batch."""

    def __init__(self, batch, rng, hosts, folder):
        self.batch, self.folder = batch, folder
        self.way, self.program = rng.choice(batch.programs)
        self.libraries = {s: rng.choice(files) for s, files in batch.libraries.items()}
        self.mode = rng.choice([0, 1, 2, 4, 8, 3, 7, 20, 31, 31]) | rng.choice([0, 0, 32])
        self.visible = self.way == "dso" and rng.random() < 0.5
        self.wide = self.way == "dso" and rng.random() < 0.3  # the host opens it with RTLD_GLOBAL
        self.needed = self.way == "dso" and rng.random() < 0.25  # the host does not open it, but needs it
        self.host = hosts[self.needed]
        if self.way == "dso":
            self.mode &= ~2  # no name of a library leads to another one (docs/fusing.md)
        if self.way == "dso" and not self.visible:
            self.mode &= ~17  # what is private is found by nobody who asks for names
        loaded = self.reached()
        if any("--hash-style=sysv" in f.words for f in (self.program, *self.libraries.values())):
            self.mode &= ~17  # by DT_HASH, dlsym finds a thread-local variable also where it is only asked for: glibc's do_lookup_x
        self.lazy = any(self.libraries[s].lazy for s in loaded)
        self.env = {"LD_BIND_NOW": "1"} if rng.random() < 0.2 and not self.lazy else {}
        self.inside, words = self.chosen(rng, sorted(loaded))
        self.options = words + (["--fixed"] if self.way == "pie" and rng.random() < 0.4 else []) + (["--export"] if self.visible else [])

    def reached(self):
        """The libraries that are loaded, by number."""
        seen, todo = set(), list(self.program.needs)
        while todo:
            s = todo.pop()
            if s not in seen:
                seen.add(s)
                todo += self.libraries[s].needs
        return seen

    def chosen(self, rng, loaded):
        """What goes in, and how it is said. What stays outside must need nothing of it; one in twenty breaks that."""
        if rng.random() < 0.6:
            return set(loaded), ["--all", "--keep-libc"] + (["--keep", "libgcc_s.so.1"] if self.way == "dso" or rng.random() < 0.6 else [])
        inside = set(rng.sample(loaded, rng.randint(1, len(loaded))))
        if self.way == "dso" and not self.visible:
            inside = set(loaded)  # what stays outside sees nothing of what is private
        while rng.random() < 0.95:
            more = {s for s in loaded if s not in inside and self.libraries[s].needs & inside}
            if not more:
                break
            inside |= more
        return inside, [w for s in sorted(inside) for w in ("--lib", f"libs{s}.so")]

    def path(self, name):
        return os.path.join(self.folder, name)

    def lay(self, where, files, target):
        """The libraries, and the target as one where the host needs it."""
        links(self.path(where), files)
        if self.needed:
            os.symlink(target, os.path.join(self.path(where), build.NEEDED))

    def lay_all(self):
        self.lay("all", self.libraries.values(), self.program.path)

    def command(self, file):
        if self.needed:
            return [self.host, str(self.mode)]
        return [self.host, str(self.mode), file, str(int(self.wide))] if self.way == "dso" else [file, str(self.mode)]

    def fuse(self, linkwright):
        self.lay_all()
        self.lay("rest", [f for s, f in self.libraries.items() if s not in self.inside], self.path("fused"))
        return run([linkwright, "fuse", self.program.path, "--env-inherit", *self.options, "-o", self.path("fused")], self.path("all"))

    def keep(self, folder, linkwright, why):
        """Everything that shows it again without the rest of the batch."""
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(os.path.join(folder, "all"))
        os.makedirs(os.path.join(folder, "rest"))
        for s, file in self.libraries.items():
            shutil.copy(file.path, os.path.join(folder, "all", file.soname))
            if s not in self.inside:
                shutil.copy(file.path, os.path.join(folder, "rest", file.soname))
        if self.needed:
            os.symlink("../program", os.path.join(folder, "all", build.NEEDED))
            os.symlink("../fused", os.path.join(folder, "rest", build.NEEDED))
        for name, path in (("program", self.program.path), ("host", self.host)):
            shutil.copy(path, os.path.join(folder, name))
        for file in (*self.libraries.values(), self.program):
            source = re.search(r"(lib\d\d|prog\d)", os.path.basename(file.path))[1] + ".c"
            shutil.copy(self.batch.path(source), os.path.join(folder, source))
        env = " ".join(f"{k}={v}" for k, v in self.env.items())
        call = {f: shlex.join([("./host" if w == self.host else w) for w in self.command("./" + f)]) for f in ("program", "fused")}
        with open(os.path.join(folder, "again.sh"), "w", encoding="utf-8") as f:
            f.write(f"#!/bin/sh\n# {why}\n# program: {shlex.join(self.program.words)}\n")
            f.writelines(f"# {file.soname}: {shlex.join(file.words)}\n" for file in self.libraries.values())
            f.write(f"cd \"$(dirname \"$0\")\"\n{env} LD_LIBRARY_PATH=all {call['program']} >want; echo $? >>want\n"
                    f"LD_LIBRARY_PATH=all ${{LINKWRIGHT:-{linkwright}}} fuse program --env-inherit {shlex.join(self.options)} -o fused\n"
                    f"{env} LD_LIBRARY_PATH=rest {call['fused']} >got; echo $? >>got\ndiff want got\n")
        os.chmod(os.path.join(folder, "again.sh"), 0o755)


class Course:
    """Counts what came of all cases."""

    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.hosts = build.make_hosts(folder)
        self.counts = collections.Counter()
        self.rules = collections.Counter()
        self.shapes = collections.Counter()
        self.different = []

    def judge(self, case):
        """(what came of it, why)."""
        status, out, err = run(case.command(case.program.path), case.path("all"), case.env)
        if status is None or status < 0 or status in (99, 127):
            # The loader's own word, or a crash of a program that binds what it should not: nothing to compare with.
            return ("does not start" if status in (99, 127) else "original crashes"), err.decode("utf-8", "replace").strip()[-200:]
        was = status, out
        status, told, err = case.fuse(self.options.linkwright)
        said = err.decode("utf-8", "replace")
        if status == 2 and (rule := re.search(r"\[(fuse-[a-z-]+)\]|\((fuse-[a-z-]+)\)", said)):
            self.rules[rule[1] or rule[2]] += 1
            return "refused", said.strip()
        if status == 2 and "[MALFORMED]" in said:
            self.rules["malformed"] += 1  # ld.bfd 2.40 leaves rubbish in .dynsym now and then (readelf: <corrupt>), which the loader does not look at
            return "refused", said.strip()
        if status != 0:
            return "DIFFERENT", f"fuse: exit {status}: {said.strip()[-400:]}"
        now = run(case.command(case.path("fused")), case.path("rest"), case.env)
        if now[:2] == was:
            return "same", ""
        if (now[0] == was[0] or DLVSYM in told and now[0] in range(1, 65)) and plain(was[1], told) == plain(now[1], told):
            return "same but for what it warned of", ""
        return "DIFFERENT", self.difference(was, now)

    def difference(self, was, now):
        a, b = was[1].decode("utf-8", "replace").split("\n"), now[1].decode("utf-8", "replace").split("\n")
        if now[0] is None or now[0] < 0 or now[0] in (99, 127):
            name = "took too long" if now[0] is None else f"signal {signal.Signals(-now[0]).name}" if now[0] < 0 else f"exit {now[0]}"
            more = now[2].decode("utf-8", "replace").strip().split("\n")[-1][-200:]
            return f"{name}, not {was[0]}: {more}"
        if sorted(a) == sorted(b):
            return "order: " + next(f"{x!r}, not {y!r}" for x, y in zip(b, a) if x != y)
        return next((f"{x!r}, not {y!r}" for x, y in zip(b, a) if x != y), "fewer lines")

    def case(self, batch, number, which):
        rng = random.Random(f"{number}.{which}")
        case = Case(batch, rng, self.hosts, os.path.join(self.folder, "case"))
        case.lay_all()
        what, why = self.judge(case)
        self.counts[what] += 1
        if what == "same":
            self.shapes[case.way + (" needed" if case.needed else "") + (" fixed" if "--fixed" in case.options else "") + (" visible" if case.visible else "") + (", all" if "--all" in case.options else ", some")] += 1
        if what == "DIFFERENT":
            kept = os.path.join(self.options.keep, f"{number}.{which}")
            case.keep(kept, self.options.linkwright, why)
            self.different.append((f"{number}.{which}", case.way, " ".join(case.options), why))
            print(f"FAILED: {number}.{which} ({case.way}{', needed' if case.needed else ''}, mode {case.mode}, {' '.join(case.options)}): {why}\n  {kept}/again.sh", flush=True)
        elif self.options.verbose:
            print(f"{number}.{which} {case.way} {' '.join(case.options)}: {what} {why}")
        return what

    def batch(self, number, only=None):
        folder = os.path.join(self.folder, "batch")
        shutil.rmtree(folder, ignore_errors=True)
        batch = build.Batch(random.Random(number), folder)
        able = batch.make()
        self.counts["linked"] += batch.linked
        self.counts["not linked"] += len(batch.failed)
        if not able:
            self.counts["batches without a program"] += 1
            return
        for which in [only] if only is not None else range(self.options.per_batch):
            self.case(batch, number, which)

    def compared(self):
        return self.counts["same"] + self.counts["DIFFERENT"]

    def all(self):
        number, before = self.taken_up()
        begin = time.monotonic()
        while self.compared() < self.options.count and time.monotonic() - begin < self.options.seconds:
            self.batch(number)
            number += 1
        self.seconds = before + time.monotonic() - begin
        self.left(number)

    def taken_up(self):
        """The next batch, and how long those before it took: a course may be run in portions."""
        if not self.options.portions or not os.path.exists(self.options.portions):
            return self.options.seed, 0
        with open(self.options.portions, encoding="utf-8") as f:
            was = json.load(f)
        for mine, theirs in ((self.counts, was["counts"]), (self.rules, was["rules"]), (self.shapes, was["shapes"])):
            mine.update(theirs)
        self.different = [tuple(x) for x in was["different"]]
        return was["next"], was["seconds"]

    def left(self, number):
        if self.options.portions:
            with open(self.options.portions, "w", encoding="utf-8") as f:
                json.dump({"next": number, "seconds": self.seconds, "counts": self.counts, "rules": self.rules, "shapes": self.shapes, "different": self.different}, f)


def arguments(count, seconds):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=str(BUILD / "linkwright"))
    parser.add_argument("--count", type=int, default=count, help="cases to compare")
    parser.add_argument("--seconds", type=int, default=seconds, help="begin no batch after so many")
    parser.add_argument("--per-batch", type=int, default=PER_BATCH)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="BATCH.CASE: this one alone")
    parser.add_argument("--keep", default=os.path.join(tempfile.gettempdir(), "lw-fuse-random-kept"), help="where differences go")
    parser.add_argument("--portions", help="a file: go on where the last run with it ended, and keep there what came of all")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--out", help="the page")
    options = parser.parse_args()
    options.linkwright, options.keep = os.path.abspath(options.linkwright), os.path.abspath(options.keep)
    return options


def course(options):
    folder = tempfile.mkdtemp(prefix="lw-fuse-random-")
    try:
        done = Course(options, folder)
        if options.only:
            number, which = map(int, options.only.split("."))
            done.batch(number, which)
        else:
            done.all()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return done


def main():
    options = arguments(300, 60)
    tally = Tally("fuse_random")
    done = course(options)
    print(", ".join(f"{n} {what}" for what, n in sorted(done.counts.items())), "; refused by", dict(done.rules), "; ", dict(done.shapes))
    tally.passed, tally.failed = done.counts["same"], done.counts["DIFFERENT"]
    if not options.only:
        tally.check(done.compared() * 3 > sum(done.counts.values()) - done.counts["linked"] - done.counts["not linked"], "too few of the cases could be compared")
        tally.check(done.counts["not linked"] * 10 < done.counts["linked"], "too much could not be linked")
    tally.end()


if __name__ == "__main__":
    main()
