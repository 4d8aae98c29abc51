# SPDX-License-Identifier: Apache-2.0
"""An edit that is killed at each of its system calls, and whose system calls fail, by strace's fault injection."""
import collections
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))

from tally import ROOT  # noqa: E402

SANITIZERS = "--sanitizers" in sys.argv
BUILD = ROOT / ("build-debug" if SANITIZERS else "build")
TOOL = BUILD / "tests/replace-tool"
LINKWRIGHT = BUILD / "linkwright"
LITTER = re.compile(r"\..*\.\d+-\d+\.tmp")
CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?([a-z_0-9]+)\((.*)")
# Calls that write, make, name or describe a file; and those that look, whose failure must not be taken for an answer.
WRITING = ["openat", "ioctl", "fallocate", "copy_file_range", "pwrite64", "ftruncate", "fchmod", "fchown", "fsetxattr", "sync_file_range", "linkat", "fsync", "renameat",
           "renameat2", "write", "close"]
LOOKING = ["newfstatat", "fstat", "readlinkat", "pread64", "lseek", "flistxattr", "fgetxattr"]
ERRORS = {name: ["ENOSPC", "EIO", "EROFS", "EPERM"] for name in WRITING} | {name: ["EIO"] for name in LOOKING}
for often in ("copy_file_range", "pwrite64", "pread64", "write"):
    ERRORS[often] = ERRORS[often] + ["EINTR"]
ERRORS["copy_file_range"] += ["ENOSYS", "EXDEV", "EINVAL", "EOPNOTSUPP"]
ERRORS["linkat"] += ["ENOENT", "EEXIST", "EXDEV"]
MODE = 0o751
ENV = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}


class Tool:
    """The writing alone: pieces of a file and new bytes, by tests/tools/replace_tool.c."""
    name = "replace-tool"
    old = b"".join(b"%d\n" % i for i in range(3000))

    def __init__(self):
        self.new = self.old[:100] + b"new bytes" + self.old[109:] + bytes(5000) + b"end"

    @staticmethod
    def argv(path, out=None):
        return [str(TOOL), path, out or "-", "keep:0:100", "put:new bytes", "keep:109:all", "zero:5000", "put:end"]


class Edit:
    """The whole command on a library of this system, whose rpath gets longer. What it must come to is what a plain run makes of it."""
    name = "linkwright edit"
    source = "/lib/x86_64-linux-gnu/libz.so.1"

    def __init__(self, folder):
        self.old = Path(self.source).read_bytes()
        path, out = os.path.join(folder, "plain.so"), os.path.join(folder, "plain-out.so")
        Path(path).write_bytes(self.old)
        done = subprocess.run(self.argv(path, out), env=ENV, capture_output=True, text=True, check=False)
        self.works = done.returncode == 0
        self.said = done.stderr.strip()
        if self.works:
            self.new = Path(out).read_bytes()
            said = subprocess.run(["readelf", "-d", out], capture_output=True, text=True, check=True).stdout
            self.works = self.new != self.old and "[$ORIGIN/a/rather/long/place]" in said

    @staticmethod
    def argv(path, out=None):
        return [str(LINKWRIGHT), "edit", path, "--set-rpath", "$ORIGIN/a/rather/long/place", *(["-o", out] if out else ["--in-place"])]


class Case:
    """A directory of its own with the file in it, and what is there after a run. A link to it is edited where asked."""

    def __init__(self, folder, subject, n, apart):
        self.subject, self.dir = subject, Path(folder) / str(n)
        self.dir.mkdir()
        self.path = self.dir / "target.so"
        self.path.write_bytes(subject.old)
        self.path.chmod(MODE)
        os.setxattr(self.path, "user.origin", b"here")
        self.out = self.dir / "out.so" if apart else None
        if apart:
            self.out.write_bytes(b"another file")

    def run(self, *strace):
        argv = self.subject.argv(str(self.path), str(self.out) if self.out else None)
        return subprocess.run(["strace", "-f", "-qq", *strace, *argv], env=ENV, capture_output=True, text=True, check=False, timeout=60)

    def end(self):
        """(is it the old file, is it the new one, names of litter, what is wrong besides)."""
        at = self.out or self.path
        data, before = at.read_bytes(), b"another file" if self.out else self.subject.old
        rest = {p.name for p in self.dir.iterdir()} - {"target.so", "out.so"}
        wrong = []
        if self.out and self.path.read_bytes() != self.subject.old:
            wrong.append("the file that was only read is another")
        if stat.S_IMODE(self.path.stat().st_mode) != MODE:
            wrong.append(f"mode {self.path.stat().st_mode:o}")
        if any(not LITTER.fullmatch(name) for name in rest) or len(rest) > 1:
            wrong.append(f"left behind: {rest}")
        return data == before, data == self.subject.new, rest, wrong


def calls_of(folder, subject, apart, more=()):
    """[(name, how often it had been called, arguments)] of one run, in order, from where it first names the file; None if it fails."""
    case, log = Case(folder, subject, "plain", apart), os.path.join(folder, "log")
    done = case.run("-o", log, *more)
    if done.returncode != 0 or not case.end()[1]:
        return None
    seen, begun, found = collections.Counter(), False, []
    for line in Path(log).read_text(errors="replace").splitlines():
        call = CALL.match(line)
        if not call:
            continue
        seen[call[1]] += 1
        begun = begun or (call[1] != "execve" and "target.so" in call[2])
        if begun:
            found.append((call[1], seen[call[1]], call[2]))
    return found


def in_parallel(jobs, one):
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, jobs))


def killed(tally, subject, apart=False, more=()):
    """At every system call; more: what strace injects besides."""
    with tempfile.TemporaryDirectory(prefix="lw-kill-") as folder:
        calls = calls_of(folder, subject, apart, more)
        if not tally.check(calls, f"{subject.name}: a plain run does not give what it must"):
            return
        taken = {m.split("=")[1].split(":")[0] for m in more if m.startswith("inject=")}

        def one(job):
            i, (name, nth, arguments) = job
            case = Case(folder, subject, i, apart)
            case.run("-o", "/dev/null", *more, "-e", f"inject={name}:signal=SIGKILL:when={nth}")
            old, new, litter, wrong = case.end()
            shutil.rmtree(case.dir)
            if not old and not new:
                wrong.append("neither the old bytes nor the new ones")
            return f"{subject.name} killed at {name} {nth} ({arguments[:60]}): {'; '.join(wrong)}", wrong, old, bool(litter)

        rows = in_parallel([job for job in enumerate(calls) if job[1][0] not in taken], one)
    for text, wrong, _, _ in rows:
        tally.check(not wrong, text)
    olds, left = [old for _, _, old, _ in rows], sum(litter for _, _, _, litter in rows)
    tally.check(True in olds and False in olds, f"{subject.name}: killed {len(rows)} times, always with the same end; were the kills real?")
    # While it has no name there is nothing to leave behind; between its name and its place there are a few calls.
    most = len(rows) if more else 12
    tally.check(left <= most, f"{subject.name}: {left} of {len(rows)} kills left a file behind")
    print(f"{subject.name}{' -o' if apart else ''}: killed at {len(rows)} system calls, {left} of them left a file without a place")


def failing(tally, subject, apart=False):
    """Every call that has to do with files fails, one at a time, in each way."""
    with tempfile.TemporaryDirectory(prefix="lw-fail-") as folder:
        calls = calls_of(folder, subject, apart)
        if not tally.check(calls, f"{subject.name}: a plain run does not give what it must"):
            return
        jobs = list(enumerate((name, nth, arguments, error) for name, nth, arguments in calls for error in ERRORS.get(name, [])))

        def one(job):
            i, (name, nth, arguments, error) = job
            case = Case(folder, subject, i, apart)
            done = case.run("-o", "/dev/null", "-e", f"inject={name}:error={error}:when={nth}")
            old, new, litter, wrong = case.end()
            shutil.rmtree(case.dir)
            if name == "write" and new and "standard output cannot be written" in done.stderr:
                old, new = True, False  # it is done, and only nobody hears of it
            if (done.returncode, old, new) not in ((0, False, True), (2, True, False)):
                wrong.append(f"exit {done.returncode} with {'old' if old else 'new' if new else 'other'} bytes")
            if done.returncode == 2 and not done.stderr.strip():
                wrong.append("not a word about it")
            if litter:
                wrong.append(f"left behind: {litter}")
            if error == "EINTR" and done.returncode != 0 and name != "write":
                wrong.append("it gave up for a signal")
            return f"{subject.name}, {name} {nth} ({arguments[:60]}) gives {error}: {'; '.join(wrong)} {done.stderr.strip()}", wrong, done.returncode

        rows = in_parallel(jobs, one)
    for text, wrong, _ in rows:
        tally.check(not wrong, text)
    refused = sum(status == 2 for _, _, status in rows)
    tally.check(0 < refused < len(rows), f"{subject.name}: of {len(rows)} failures {refused} were told")
    print(f"{subject.name}{' -o' if apart else ''}: {len(rows)} failing calls, {refused} of them told, {len(rows) - refused} overcome")


def ordered(tally, subject, apart=False, more=()):
    """A crash of the system cannot be had here, but what lasts through one is known (fsync(2), rename(2)): nothing is written to the file
    behind its last sync, which comes when it has a name; then it takes its place; then the directory is synced."""
    with tempfile.TemporaryDirectory(prefix="lw-order-") as folder:
        calls = calls_of(folder, subject, apart, more)
    steps = []
    for name, _, arguments in calls or []:
        if "(INJECTED)" not in arguments and name in WRITING and name not in ("ioctl", "close", "write", "sync_file_range") \
                and (name != "openat" or "O_CREAT" in arguments or "O_TMPFILE" in arguments):
            steps.append((name, arguments.split(",")[0].rstrip(") =0")))
    names = [name for name, _ in steps]
    want = ["openat", "fsync", "renameat", "fsync"] if more else ["openat", "linkat", "fsync", "renameat", "fsync"]
    tally.check([n for n in names if n in want][-len(want):] == want and names[-2:] == ["renameat", "fsync"] and names[-3] == "fsync"
                and steps[-3][1] != steps[-1][1] == steps[-2][1], f"{subject.name}: the order is {steps}")
