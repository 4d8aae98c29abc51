# SPDX-License-Identifier: Apache-2.0
"""Programs under Debian's older kernels in qemu-system: an initramfs with busybox, and what ran in it.

The files lie where this system has them. Each command of the list runs in turn, and the console tells its exit status and the digest of
what it said, with the end of that.
"""
import base64
import collections
import os
import re
import shutil
import subprocess

import debs

KERNELS = {"bullseye": "5.10", "bookworm": "6.1"}
LOADER = "/lib64/ld-linux-x86-64.so.2"
LIBRARY = re.compile(r"(?:=> )?(/\S+) \(0x")
RESULT = re.compile(r"^R (\S+) (\S+) (\d+) ([0-9a-f]+) (\S*)\s*$", re.M)
SHOWN = 400  # bytes of what a command said
INIT = """#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox ifconfig lo 127.0.0.1 up
export PATH=/bin LC_ALL=C
cd /
/bin/busybox sh /list
echo END
/bin/busybox poweroff -f
"""


def kernel(release, folder):
    """(version, path) of a Debian release's kernel, fetched once."""
    place = os.path.join(folder, release)
    debs.unpacked(release, "linux-image-amd64", place)
    lists = ["-o", "Dir::Etc::SourceList=" + os.path.join(place, release + ".list"), "-o", "Dir::Etc::SourceParts=/dev/null",
             "-o", "Dir::State::Lists=" + os.path.join(place, "lists")]
    text = subprocess.run(["apt-cache", *lists, "depends", "linux-image-amd64"], check=True, capture_output=True, text=True).stdout
    package = re.search(r"Depends: (linux-image-\S+)", text)[1]
    root, version = debs.unpacked(release, package, place)
    name = next(n for n in os.listdir(os.path.join(root, "boot")) if n.startswith("vmlinuz"))
    return version, os.path.join(root, "boot", name)


def libraries(path):
    """The files that the loader maps for a program or a library, but the kernel's own."""
    done = subprocess.run([LOADER, path], env={"LD_TRACE_LOADED_OBJECTS": "1"}, capture_output=True, text=True, check=True)
    return LIBRARY.findall(done.stdout)


def put(root, path, source=None):
    """The file below root under its real path, with the links on the way as they are."""
    real = os.path.realpath(path) if source is None else path
    os.makedirs(root + os.path.dirname(real), exist_ok=True)
    if not os.path.exists(root + real):
        shutil.copy(source or path, root + real)
    if source is None and os.path.realpath(root + path) != os.path.realpath(root + real):
        os.makedirs(root + os.path.dirname(path), exist_ok=True)
        if not os.path.lexists(root + path):
            os.symlink(real, root + path)


class Image:
    """The files of the initramfs, and the list of what is to be run in it."""

    def __init__(self, folder, *more):
        """more: directories, from the root."""
        self.folder, self.root = folder, os.path.join(folder, "root")
        self.lines, self.expected = [], []
        for name in ("bin", "proc", "dev", "tmp", "usr/lib", "usr/lib64", "given", *more):
            os.makedirs(os.path.join(self.root, name if not name.startswith("lib/") else "usr/" + name), exist_ok=True)
        for name in ("lib", "lib64"):
            os.symlink("usr/" + name, os.path.join(self.root, name))
        shutil.copy("/bin/busybox", os.path.join(self.root, "bin/busybox"))
        for path in (LOADER, "/lib/x86_64-linux-gnu/libc.so.6", "/lib/x86_64-linux-gnu/libm.so.6"):
            put(self.root, path)

    def with_libraries(self, path):
        for library in libraries(path):
            put(self.root, library)

    def line(self, variant, name, command, before="", after=""):
        """A command of the shell whose result counts; before and after it, others that do not."""
        self.lines.append(f"{before}{command} > /tmp/out 2>&1; s=$?; set -- $(busybox sha256sum /tmp/out) $(busybox tail -c {SHOWN} /tmp/out | busybox base64 | "
                          f"busybox tr -d '\\n'); busybox printf '\\nR %s %s %s %s %s\\n' {variant} {name} $s $1 $3{after}")
        self.expected.append((variant, name))

    def pack(self):
        with open(self.root + "/list", "w", encoding="utf-8") as f:
            f.write("\n".join(self.lines) + "\n")
        with open(self.root + "/init", "w", encoding="utf-8") as f:
            f.write(INIT)
        os.chmod(self.root + "/init", 0o755)
        out = os.path.join(self.folder, "initramfs")
        subprocess.run(f"find . | cpio -o -H newc --quiet > {out}", shell=True, cwd=self.root, check=True)
        return out


def boot(path, initramfs, seconds):
    """What the console said; a machine in which nothing ran at all is started once more."""
    said = once(path, initramfs, seconds)
    return said if RESULT.search(said) else once(path, initramfs, seconds)


def once(path, initramfs, seconds):
    command = ["qemu-system-x86_64", "-m", "3072", "-cpu", "max", "-accel", "tcg", "-nographic", "-no-reboot", "-kernel", path, "-initrd", initramfs,
               "-append", "console=ttyS0 quiet loglevel=0 panic=-1 random.trust_cpu=on"]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, check=False)
        return done.stdout.decode("utf-8", "replace").replace("\r", "")
    except subprocess.TimeoutExpired as error:
        return (error.stdout or b"").decode("utf-8", "replace").replace("\r", "")


def results(console):
    """{(variant, name): (status, digest, the end of what was said)}"""
    return {(variant, name): (int(status), digest, base64.b64decode(text).decode("utf-8", "replace"))
            for variant, name, status, digest, text in RESULT.findall(console)}


def judged(expected, got, status=lambda name: 0, says=lambda name: ""):
    """{variant: [number of programs, [(program, what is wrong)]]} beside the variant "orig"; a program that was cut off is wrong, too. status: how the
    program as it is has to end; says: what has to be in the end of what it says."""
    out = collections.defaultdict(lambda: [0, []])
    for variant, name in expected:
        before, now = got.get(("orig", name)), got.get((variant, name))
        out[variant][0] += 1
        if now is None or before is None:
            out[variant][1].append((name, "did not run"))
        elif variant == "orig" and now[0] != status(name):
            out[variant][1].append((name, f"status {now[0]} as it is: {now[2]}"))
        elif variant == "orig" and says(name) not in now[2]:
            out[variant][1].append((name, f"says as it is: {now[2]}"))
        elif now[:2] != before[:2]:
            out[variant][1].append((name, (f"status {before[0]} becomes {now[0]}: " if now[0] != before[0] else "other output: ") + now[2]))
    return out
