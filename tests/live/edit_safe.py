#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Never lose a file: an edit that is killed or fails at any system call, on full and read-only disks, through links, beside hard
links, with every attribute that a file can have, of a program that runs.

The writing alone (replace-tool) goes through all of it, `linkwright edit` through the same places with a real library. What is kept is
asked of stat, getfacl, getfattr, getcap and lsattr.

edit_safe.py [--sanitizers] [WORD...]   with the programs of build-debug; only the parts whose names contain one of the words
"""
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from edit_faults import ENV, LINKWRIGHT, SANITIZERS, TOOL, Edit, Tool, failing, killed, ordered
from tally import Tally

NOBODY, STAFF, OTHER = 65534, 2345, 1234
ROOT = os.geteuid() == 0


def say(*argv, check=True):
    return subprocess.run(argv, env=ENV, capture_output=True, text=True, check=check).stdout


def edit(subject, path, out=None, user=None, **more):
    """One run; user: (uid, gid, other groups) of who does it."""
    argv = subject.argv(str(path), str(out) if out else None)
    if user is not None:
        uid, gid, groups = user
        argv = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--groups=" + ",".join(map(str, groups)) if groups else "--clear-groups", *argv]
    return subprocess.run(argv, env=ENV, capture_output=True, text=True, check=False, timeout=60, **more)


class Place:
    """A directory with a file to edit."""

    def __init__(self, subject, folder=None):
        self.subject = subject
        self.dir = Path(tempfile.mkdtemp(prefix="lw-safe-", dir=folder))
        self.dir.chmod(0o755)
        self.file = self.dir / "lib.so"
        self.file.write_bytes(subject.old)
        self.file.chmod(0o755)

    def names(self):
        return sorted(p.name for p in self.dir.iterdir())

    def is_new(self, path=None):
        return (path or self.file).read_bytes() == self.subject.new

    def is_old(self, path=None):
        return (path or self.file).read_bytes() == self.subject.old


def good(tally, done, place, what, says=(), path=None):
    """It went well, and these things were said, each of which a pattern finds."""
    tally.check(done.returncode == 0 and place.is_new(path), f"{what}: exit {done.returncode}: {done.stderr.strip()}")
    for pattern in says:
        tally.check(re.search(pattern, done.stdout), f"{what}: {pattern!r} is not in {done.stdout!r}")


def refused(tally, done, place, what, pattern):
    tally.check(done.returncode == 2 and re.search(pattern, done.stderr), f"{what}: exit {done.returncode}: {done.stderr.strip()!r}, not {pattern!r}")
    tally.check(place.is_old(), f"{what}: the file is not as it was")
    litter = [n for n in place.names() if n.startswith(".")]
    tally.check(not litter, f"{what}: left behind: {litter}")


# Where it goes.

def links(tally, subject):
    p = Place(subject)
    (p.dir / "sub").mkdir()
    (p.dir / "sub/two").symlink_to("../lib.so")
    (p.dir / "one").symlink_to(p.dir / "sub/two")
    good(tally, edit(subject, p.dir / "one"), p, "a chain of links")
    tally.check((p.dir / "one").is_symlink() and (p.dir / "sub/two").is_symlink(), "a link has been replaced")
    tally.check(not list((p.dir / "sub").glob(".*")) and p.names() == ["lib.so", "one", "sub"], f"names: {p.names()}")
    p = Place(subject)
    (p.dir / "to-nothing").symlink_to("made.so")
    good(tally, edit(subject, p.file, p.dir / "to-nothing"), p, "-o through a link to nothing", path=p.dir / "made.so")
    tally.check((p.dir / "to-nothing").is_symlink() and p.is_old(), "the link, or the input, is another")
    (p.dir / "nowhere").symlink_to("not/there/made.so")
    refused(tally, edit(subject, p.file, p.dir / "nowhere"), p, "a link into no directory", "No such file or directory")
    (p.dir / "round").symlink_to("round")
    refused(tally, edit(subject, p.file, p.dir / "round"), p, "a link to itself", "Too many levels of symbolic links")
    refused(tally, edit(subject, p.dir / "nothing.so"), p, "what is not there", "" if subject.name == "replace-tool" else "No such file")


def hard_links(tally, subject):
    p = Place(subject)
    os.link(p.file, p.dir / "a")
    good(tally, edit(subject, p.file), p, "one hard link", [r"1 other name \(hard links\), which keeps the old bytes"])
    os.link(p.dir / "a", p.dir / "b")
    os.link(p.dir / "a", p.dir / "c")
    tally.check(p.is_old(p.dir / "a"), "the other name has not the old bytes")
    done = edit(subject, p.dir / "a")
    good(tally, done, p, "more hard links", [r"2 other names \(hard links\), which keep the old bytes"], path=p.dir / "a")
    tally.check(p.is_old(p.dir / "b") and p.is_old(p.dir / "c"), "the other names have not the old bytes")
    good(tally, edit(subject, p.dir / "b", p.dir / "c"), p, "-o another name of it", ["1 other name"], path=p.dir / "c")
    tally.check(p.is_old(p.dir / "b"), "the name that was read is another file now")


def places(tally, subject):
    p = Place(subject)
    p.file.chmod(0o6755)
    good(tally, edit(subject, p.file, p.file), p, "-o itself", ["kept: set-user-ID bit"])
    tally.check(stat.S_IMODE(p.file.stat().st_mode) == 0o6755, "-o itself: the mode is another")
    p = Place(subject)
    refused(tally, edit(subject, p.file, p.dir), p, "-o a directory", "Is a directory")
    refused(tally, edit(subject, p.file, f"{p.dir}/new/"), p, "-o with a slash behind", "Is a directory|No such file")
    refused(tally, edit(subject, p.file, p.dir / "not/there.so"), p, "-o into no directory", "No such file or directory")
    refused(tally, edit(subject, p.file, "/dev/full"), p, "-o a full device", "No space left on device")
    tally.check(edit(subject, p.file, "/dev/null").returncode == 0 and stat.S_ISCHR(os.stat("/dev/null").st_mode), "-o /dev/null")
    os.mkfifo(p.dir / "fifo")
    got = []
    reader = threading.Thread(target=lambda: got.append((p.dir / "fifo").read_bytes()))
    reader.start()
    tally.check(edit(subject, p.file, p.dir / "fifo").returncode == 0, "-o a FIFO")
    reader.join(10)
    tally.check(got == [subject.new], "other bytes came out of the FIFO")
    tally.check(p.names() == ["fifo", "lib.so"] and p.is_old(), f"names: {p.names()}")
    long = p.dir / ("l" * 255)
    good(tally, edit(subject, p.file, long), p, "a name of 255 bytes", path=long)
    good(tally, edit(subject, "lib.so", "short.so", cwd=p.dir), p, "names without a directory", path=p.dir / "short.so")


def copies(tally, subject):
    """-o gives what cp gives."""
    for mask, mode in ((0o077, 0o755), (0o022, 0o775), (0o027, 0o640), (0, 0o666), (0o022, 0o444)):
        p = Place(subject)
        p.file.chmod(mode)
        before = os.umask(mask)
        try:
            done = edit(subject, p.file, p.dir / "out.so")
            say("cp", str(p.file), str(p.dir / "cp.so"))
        finally:
            os.umask(before)
        good(tally, done, p, f"-o of mode {mode:o}, umask {mask:o}", path=p.dir / "out.so")
        got, want = ((p.dir / n).stat().st_mode for n in ("out.so", "cp.so"))
        tally.check(got == want, f"-o of mode {mode:o}, umask {mask:o}: {got:o}, cp gives {want:o}")
    p = Place(subject)
    p.file.chmod(0o4755)
    os.setxattr(p.file, "user.origin", b"here")
    say("setfacl", "-m", f"u:{OTHER}:rwx,g::r", str(p.file))
    done = edit(subject, p.file, p.dir / "out.so")
    good(tally, done, p, "-o of what has attributes", [r"access list \(ACL\) was dropped: setfacl again", "set-user-ID bit was dropped", "kept: attribute user.origin"],
         path=p.dir / "out.so")
    tally.check(os.listxattr(p.dir / "out.so") == ["user.origin"], f"-o: attributes {os.listxattr(p.dir / 'out.so')}")
    # The mode of a file with a list shows the list's mask as its group's bits: here rwx, though the group may only read.
    mode = (p.dir / "out.so").stat().st_mode
    tally.check(stat.S_IMODE(mode) == 0o745, f"-o: what the group may is {mode:o}")


# What it has.

def attributes(tally, subject):
    for mode in (0o755, 0o600, 0o444, 0o4755, 0o2755, 0o6711, 0o1755):
        p = Place(subject)
        p.file.chmod(mode)
        os.utime(p.file, (1, 1))
        before = p.file.stat()
        done = edit(subject, p.file)
        after = p.file.stat()
        bits = [w for b, w in ((0o4000, "set-user-ID bit"), (0o2000, "set-group-ID bit"), (0o1000, "sticky bit")) if mode & b]
        good(tally, done, p, f"mode {mode:o}", ["kept: " + ", ".join(bits)] if bits else [])
        tally.check(bits or "kept" not in done.stdout, f"mode {mode:o}: {done.stdout!r}")
        tally.check((after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid), f"mode {mode:o}: {after}")
        tally.check(after.st_mtime > time.time() - 60 and after.st_ino != before.st_ino, f"mode {mode:o}: the time of the old file, or no new one: {after}")
    p = Place(subject)
    say("setfacl", "-m", f"u:{OTHER}:rw,g:{STAFF}:rwx,g::r", str(p.file))
    say("setfattr", "-n", "user.one", "-v", "1" * 3000, str(p.file))
    say("setfattr", "-n", "user.empty", str(p.file))
    asked = [("getfacl", "-cpn"), ("getfattr", "-d", "-m", "-")]
    before = [say(*a, str(p.file)).replace(p.file.name, "") for a in asked]
    good(tally, edit(subject, p.file), p, "attributes", [r"kept: .*access list \(ACL\)", "kept: .*attribute user.one", "kept: .*attribute user.empty"])
    after = [say(*a, str(p.file)).replace(p.file.name, "") for a in asked]
    tally.check(before == after and "user:1234:rw-" in after[0] and "user.empty" in after[1], f"attributes: {before} became {after}")
    # A list that the directory gives to all new files does not come to one that had none.
    p = Place(subject)
    say("setfacl", "-d", "-m", f"u:{OTHER}:rwx", str(p.dir))
    good(tally, edit(subject, p.file), p, "a directory with a default list")
    tally.check("1234" not in say("getfacl", "-cpn", str(p.file)), f"it got the directory's list: {say('getfacl', '-cpn', str(p.file))}")


def flags(tally, subject):
    p = Place(subject)
    if subprocess.run(["chattr", "+dA", str(p.file)], capture_output=True, check=False).returncode != 0:
        tally.skip("no flags can be set here")
        return
    good(tally, edit(subject, p.file), p, "flags")
    tally.check({"d", "A"} <= set(say("lsattr", str(p.file)).split()[0]), f"flags: {say('lsattr', str(p.file))}")
    for flag in "ia":
        p = Place(subject)
        say("chattr", "+" + flag, str(p.file))
        try:
            refused(tally, edit(subject, p.file), p, f"chattr +{flag}", "Operation not permitted.*chattr")
        finally:
            say("chattr", "-" + flag, str(p.file))


def privileges(tally, subject):
    """As root: owners, capabilities."""
    p = Place(subject)
    os.chown(p.file, OTHER, STAFF)
    p.file.chmod(0o6755)
    say("setcap", "cap_net_raw,cap_chown=ep", str(p.file))
    before = say("getcap", str(p.file))
    good(tally, edit(subject, p.file), p, "owner and capabilities",
         [f"kept: owner {OTHER}:{STAFF}, set-user-ID bit, set-group-ID bit, file capabilities \\(cap_chown, cap_net_raw\\)"])
    now = p.file.stat()
    tally.check((now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)) == (OTHER, STAFF, 0o6755), f"owner and mode: {now}")
    tally.check(before == say("getcap", str(p.file)) != "", f"capabilities: {before!r}, now {say('getcap', str(p.file))!r}")
    done = edit(subject, p.file, p.dir / "out.so")
    tally.check(done.returncode == 0 and say("getcap", str(p.dir / "out.so")) == "" and "file capabilities (cap_chown, cap_net_raw) were dropped: setcap again" in done.stdout,
                f"-o of what has capabilities: {done.stdout!r}")
    tally.check((p.dir / "out.so").stat().st_uid == 0, "-o: the owner is not who did it")


def unprivileged(tally, subject):
    """As somebody who may write to the directory and read the file, and no more."""
    def place(uid, gid, mode, caps=False):
        p = Place(subject)
        os.chown(p.dir, NOBODY, NOBODY)
        os.chown(p.file, uid, gid)
        p.file.chmod(mode)
        if caps:
            say("setcap", "cap_net_raw=ep", str(p.file))
        return p

    nobody = (NOBODY, NOBODY, ())
    p = place(0, STAFF, 0o6775, caps=True)
    good(tally, edit(subject, p.file, user=nobody), p, "a file of root",
         [f"its owner 0 could not be kept: it is {NOBODY} now", f"its group {STAFF} could not be kept", "set-user-ID bit was dropped", "set-group-ID bit was dropped",
          r"file capabilities \(cap_net_raw\) were dropped \(Operation not permitted\): setcap again"])
    now = p.file.stat()
    tally.check((now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)) == (NOBODY, NOBODY, 0o755) and say("getcap", str(p.file)) == "", f"a file of root: {now}")
    p = place(0, STAFF, 0o2775)
    done = edit(subject, p.file, user=(NOBODY, NOBODY, (STAFF,)))
    good(tally, done, p, "a file of root and an own group", ["its owner 0 could not be kept", "kept: set-group-ID bit"])
    now = p.file.stat()
    tally.check((now.st_gid, stat.S_IMODE(now.st_mode)) == (STAFF, 0o2775) and "its group" not in done.stdout, f"an own group: {now}, {done.stdout!r}")
    p = place(NOBODY, NOBODY, 0o444)
    good(tally, edit(subject, p.file, user=nobody), p, "an own file that may only be read")
    tally.check(stat.S_IMODE(p.file.stat().st_mode) == 0o444, "it has another mode")
    p = place(0, 0, 0o600)
    refused(tally, edit(subject, p.file, user=nobody), p, "a file that may not be read", "" if subject.name == "replace-tool" else "Permission denied")
    p = place(NOBODY, NOBODY, 0o644)
    os.chown(p.dir, 0, 0)
    refused(tally, edit(subject, p.file, user=nobody), p, "a directory that may not be written", "Permission denied; a new file is made beside it, which its directory must allow")
    p = place(OTHER, OTHER, 0o644)
    os.chown(p.dir, 0, 0)
    p.dir.chmod(0o1777)
    refused(tally, edit(subject, p.file, user=nobody), p, "another's file in a directory like /tmp", "Operation not permitted; its directory .sticky bit.")
    p = place(NOBODY, NOBODY, 0o644)
    p.dir.chmod(0o333)
    done = edit(subject, p.file, user=nobody)
    good(tally, done, p, "a directory that may not be read", [r"its directory could not be synced \(Bad file descriptor\)"])


# Disks.

class Disk:
    """A file system of its own."""

    def __init__(self, kind="tmpfs", options="size=64k", source="none"):
        self.dir, self.mounted = Path(tempfile.mkdtemp(prefix="lw-disk-")), False
        done = subprocess.run(["mount", "-t", kind, "-o", options, source, str(self.dir)], capture_output=True, check=False)
        self.mounted = done.returncode == 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.mounted:
            say("umount", str(self.dir))
        self.dir.rmdir()


def disks(tally, subject):
    need = (len(subject.old) + 4095) // 4096 * 4 + 16
    with Disk(options=f"size={need}k") as disk:
        if not disk.mounted:
            tally.skip("nothing can be mounted here")
            return
        p = Place(subject, disk.dir)
        refused(tally, edit(subject, p.file), p, "a full disk", "No space left on device")
        out = p.dir / "out.so"
        refused(tally, edit(subject, p.file, out), p, "a full disk with -o", "No space left on device")
        tally.check(not out.exists(), "a full disk: there is an output")
        say("mount", "-o", "remount,ro", str(disk.dir))
        refused(tally, edit(subject, p.file), p, "a read-only file system", "Read-only file system")
        refused(tally, edit(subject, p.file, out), p, "a read-only file system with -o", "Read-only file system")
    with Disk(options="size=8m") as disk:
        p = Place(subject, disk.dir)
        good(tally, edit(subject, p.file), p, "a disk with room")
        q = Place(subject)
        os.setxattr(q.file, "user.origin", b"here")
        done = edit(subject, q.file, p.dir / "out.so")  # no kernel copies from one file system to any other
        good(tally, done, p, "-o on another file system", path=p.dir / "out.so")
    p = Place(subject)
    other = Place(subject)
    say("mount", "--bind", str(other.file), str(p.file))
    try:
        refused(tally, edit(subject, p.file), p, "a mount point", "Device or resource busy; it is a mount point")
    finally:
        say("umount", str(p.file))
    done = subprocess.run(["sh", "-c", 'ulimit -f 2; trap "" XFSZ; exec "$@"', "sh", *subject.argv(str(p.file))], env=ENV, capture_output=True, text=True, check=False)
    refused(tally, done, p, "a limit on the size of files", "File too large")


def shared(tally, subject):
    """On a file system that can, the old file's blocks are shared and not written again."""
    if not shutil.which("mkfs.btrfs") or SANITIZERS:
        tally.skip("no mkfs.btrfs, or nothing can be traced")
        return
    with tempfile.TemporaryDirectory(prefix="lw-btrfs-") as folder:
        image = os.path.join(folder, "image")
        with open(image, "wb") as f:
            f.truncate(128 << 20)
        say("mkfs.btrfs", "-q", image)
        with Disk("btrfs", "loop", image) as disk:
            if not disk.mounted:
                tally.skip("btrfs cannot be mounted here")
                return
            p = Place(subject, disk.dir)
            log = os.path.join(folder, "log")
            done = subprocess.run(["strace", "-f", "-o", log, "-e", "trace=ioctl,copy_file_range", *subject.argv(str(p.file))], env=ENV, capture_output=True,
                                  text=True, check=False)
            good(tally, done, p, "btrfs")
            said = Path(log).read_text()
            tally.check(re.search(r"FICLONE, \d+\) += 0", said) and "copy_file_range" not in said, f"btrfs: bytes were copied: {said}")


# Others.

def running(tally, subject):
    """A program that is replaced while it runs goes on as it was; a new start is the new one's."""
    p = Place(subject)
    shutil.copy("/bin/sleep", p.file)
    old = p.file.read_bytes()
    with subprocess.Popen([str(p.file), "100"]) as child:
        time.sleep(0.1)
        argv = [str(TOOL), str(p.file), "-", "keep:0:all", "put:behind it"] if subject.name == "replace-tool" else \
            [str(LINKWRIGHT), "edit", str(p.file), "--set-rpath", "/nowhere", "--in-place"]
        done = subprocess.run(argv, env=ENV, capture_output=True, text=True, check=False)
        tally.check(done.returncode == 0 and p.file.read_bytes() != old, f"a running program: {done.stderr}")
        tally.check(child.poll() is None and Path(f"/proc/{child.pid}/exe").read_bytes() == old, "the running program is another now, or gone")
        tally.check(subprocess.run([str(p.file), "0"], check=False).returncode == 0, "the new program does not run")
        child.kill()


def at_once(tally, subject):
    """Several edits of one file at once: each is done or refused, and one of them is what is there."""
    p = Place(subject)
    ends = []
    for _ in range(10):
        p.file.write_bytes(subject.old)
        time.sleep(0.01)
        runs = [subprocess.Popen(subject.argv(str(p.file)), env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(4)]
        ends.append([(r.communicate()[1], r.returncode) for r in runs])
        one = p.is_new() or subject.name == "replace-tool" and p.file.read_bytes().startswith(subject.new[:200])
        tally.check(one and p.names() == ["lib.so"], f"several at once: {p.names()}")
    bad = [e for end in ends for e in end if e[1] != 0 and "has been changed since" not in e[0]]
    tally.check(not bad, f"several at once: {bad[:3]}")


def changed(tally, subject):
    if subject.name != "replace-tool":
        return
    p = Place(subject)
    done = subprocess.run([*subject.argv(str(p.file)), "touch"], env=ENV, capture_output=True, text=True, check=False)
    tally.check(done.returncode == 2 and "has been changed since it was read" in done.stderr and "[LIMIT]" in done.stderr, f"a file that changed: {done.stderr}")
    tally.check(p.file.read_bytes() == subject.old + b"more" and p.names() == ["lib.so"], "what changed it is lost")
    p = Place(subject)
    done = subprocess.run([*subject.argv(str(p.file)), "refuse"], env=ENV, capture_output=True, text=True, check=False)
    refused(tally, done, p, "what does not pass its check", "refused")


def faults(tally, subject):
    if SANITIZERS:
        return  # which look for leaks by tracing, as strace does
    if shutil.which("strace") is None or subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode != 0:
        tally.skip("strace cannot trace here")
        return
    for apart in (False, True):
        killed(tally, subject, apart)
        failing(tally, subject, apart)
        ordered(tally, subject, apart)
    # As where a file cannot be made without a name, or gets none later.
    named = ("-e", "inject=linkat:error=ENOENT:when=1")
    killed(tally, subject, more=named)
    ordered(tally, subject, more=named)


PARTS = {f.__name__: f for f in (links, hard_links, places, copies, attributes, flags, running, at_once, changed, faults)}
AS_ROOT = {f.__name__: f for f in (privileges, unprivileged, disks, shared)}


def main(words):
    tally = Tally("edit-safe")
    if not TOOL.exists() or not LINKWRIGHT.exists():
        tally.check(False, "make it first")
        tally.end()
    with tempfile.TemporaryDirectory(prefix="lw-safe-all-") as folder:
        os.chmod(folder, 0o755)
        tempfile.tempdir = folder
        whole = Edit(folder)
        tally.check(whole.works, f"linkwright edit cannot give a library a longer rpath: {whole.said}")
        for subject in [Tool()] + [whole] * whole.works:
            for name, part in {**PARTS, **AS_ROOT}.items():
                if words and not any(w in name for w in words):
                    continue
                if name in AS_ROOT and not ROOT:
                    tally.skip(f"{name}: only as root")
                else:
                    part(tally, subject)
        tempfile.tempdir = None
    tally.end()


if __name__ == "__main__":
    main([w for w in sys.argv[1:] if w != "--sanitizers"])
