#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Edited programs under Debian's kernels 5.10 and 6.1 in qemu-system: what they say and how they end, beside what they were.

Kernels before 5.18 tell a program that its headers are at the address of the first segment plus e_phoff, others look which segment holds
them. So each program runs as it was, after a longer rpath, and after all edits together: in an initramfs with busybox, with
the libraries that it needs where this system has them. Own programs, which look at AT_PHDR themselves, and some of this system's.
"""

import argparse
import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile

import answer
import campaign_report
import debs
import edit_added
import edit_own
import edit_roots
import edit_tools
import elfpeek
import packages

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KERNELS = {"bullseye": "5.10", "bookworm": "6.1"}
LOADER = "/lib64/ld-linux-x86-64.so.2"
OTHER_LOADER = "/lib/of/another/place/for/loaders/ld-of-the-campaign.so.9"
LIBRARY = re.compile(r"(?:=> )?(/\S+) \(0x")
RESULT = re.compile(r"^R (\S+) (\S+) (\d+) ([0-9a-f]+)\s*$", re.M)
INIT = """#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t devtmpfs dev /dev
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
    """The files that the loader maps for a program, but the kernel's own."""
    done = subprocess.run([path], env={"LD_TRACE_LOADED_OBJECTS": "1"}, capture_output=True, text=True, check=True)
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


def variants(facts, place):
    old = facts.runpath if facts.runpath is not None else facts.rpath
    base = old + ":" if old else ""
    return {"one": [("rpath", base + place)],
            "all": [("rpath", base + place + ":/nonexistent/of/another/edit"), ("needed", edit_added.FIRST), ("soname", "a-name.so.7"),
                    ("interpreter", OTHER_LOADER)]}


class Image:
    """The files of the initramfs, and the list of what is to be run in it."""

    def __init__(self, folder, tools):
        self.folder, self.root, self.tools, self.refused = folder, os.path.join(folder, "root"), tools, []
        self.lines, self.expected = [], []
        for name in ("bin", "proc", "dev", "tmp", "usr/lib", "usr/lib64", "given", os.path.dirname(OTHER_LOADER)[1:]):
            os.makedirs(os.path.join(self.root, name if not name.startswith("lib/") else "usr/" + name), exist_ok=True)
        for name in ("lib", "lib64"):
            os.symlink("usr/" + name, os.path.join(self.root, name))
        shutil.copy("/bin/busybox", os.path.join(self.root, "bin/busybox"))
        os.symlink(LOADER, self.root + "/usr" + OTHER_LOADER)
        for path in (LOADER, "/lib/x86_64-linux-gnu/libc.so.6", "/lib/x86_64-linux-gnu/libm.so.6"):
            put(self.root, path)
        self.place = edit_added.build(folder)["x86_64", 64][0]
        shutil.copytree(self.place, self.root + self.place)

    def add(self, path, words, given, name):
        """A program as it is and as each tool edits it."""
        for library in libraries(path):
            put(self.root, library)
        with open(os.path.join(self.root, "given", name), "w", encoding="ascii") as f:
            f.write(given)
        facts = elfpeek.peek(path)
        self.variant("orig", path, words, name)
        for tool in self.tools:
            for variant, edits in variants(facts, self.place).items():
                file = os.path.join(self.folder, "file")
                shutil.copyfile(path, file)
                os.chmod(file, 0o755)
                done = tool.edit(file, edits, facts)
                word = f"{tool.name.replace(' ', '-')}/{variant}"
                if done.good:
                    self.variant(word, file, words, name)
                else:
                    self.refused.append((word, name, done.words.replace(file, "FILE")[-200:]))

    def variant(self, variant, source, words, name):
        place = f"/v/{variant}/{name}"
        put(self.root, place, source)
        os.chmod(self.root + place, 0o755)
        quoted = " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)
        self.lines.append(f"cd /v/{variant}; ./{name} {quoted} < /given/{name} > /tmp/out 2>&1; s=$?; set -- $(busybox sha256sum /tmp/out); "
                          f"busybox printf '\\nR %s %s %s %s\\n' {variant} {name} $s $1")
        self.expected.append((variant, name))

    def pack(self):
        with open(self.root + "/list", "w", encoding="utf-8") as f:
            f.write("\n".join(self.lines) + "\n")
        with open(self.root + "/init", "w", encoding="utf-8") as f:
            f.write(INIT)
        os.chmod(self.root + "/init", 0o755)
        out = os.path.join(self.folder, "initramfs")
        subprocess.run(f"find . | cpio -o -H newc --quiet | gzip -1 > {out}", shell=True, cwd=self.root, check=True)
        return out


def boot(path, initramfs, seconds):
    """What the console said."""
    command = ["qemu-system-x86_64", "-m", "3072", "-cpu", "max", "-accel", "tcg", "-nographic", "-no-reboot", "-kernel", path, "-initrd", initramfs,
               "-append", "console=ttyS0 quiet loglevel=0 panic=-1 random.trust_cpu=on"]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, check=False)
        return done.stdout.decode("utf-8", "replace").replace("\r", "")
    except subprocess.TimeoutExpired as error:
        return (error.stdout or b"").decode("utf-8", "replace").replace("\r", "")


def judged(image, console):
    """({variant: [number of programs, [(program, what is wrong)]]}); a program that was cut off is wrong, too."""
    got = {(variant, name): (int(status), digest) for variant, name, status, digest in RESULT.findall(console)}
    out = collections.defaultdict(lambda: [0, []])
    for variant, name in image.expected:
        before, now = got.get(("orig", name)), got.get((variant, name))
        out[variant][0] += 1
        if now is None or before is None:
            out[variant][1].append((name, "did not run"))
        elif variant == "orig" and now[0] != (42 if name.startswith("own-") else 0):
            out[variant][1].append((name, f"status {now[0]} as it is"))
        elif now != before:
            out[variant][1].append((name, f"status {before[0]} becomes {now[0]}" if now[0] != before[0] else "other output"))
    return out


def add_programs(image):
    """Own ones, whose library lies where they search for it, here and in the initramfs; and this system's."""
    place = os.path.join(image.folder, "own")
    own = edit_own.build(place, ["gcc"], rpath=os.path.join(place, "lib"), gold=True)
    for name, path in own.items():
        image.add(path, [], "", "own-" + name)
    for file, words, given in edit_roots.work("/"):
        image.add("/" + file, words, given, os.path.basename(file))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--tool", action="append", help="only tools whose name contains this word")
    parser.add_argument("--kernels", default=os.path.join(TOP, "build", "edit-kernels"), help="where kernels are unpacked and kept")
    parser.add_argument("--seconds", type=int, default=420, help="for one boot")
    options = parser.parse_args()
    packages.need("qemu-system-x86", "busybox-static", "cpio", "lld", "binutils", "patchelf")
    tools = [edit_tools.Linkwright(options.linkwright), *edit_tools.patchelfs(os.path.join(TOP, "build", "edit-elf", "debs"))]
    tools = [tool for tool in tools if not options.tool or any(word in tool.name for word in options.tool)]
    folder, rows, details = tempfile.mkdtemp(prefix="lw-edit-kernels-"), [], []
    try:
        image = Image(folder, tools)
        add_programs(image)
        initramfs = image.pack()
        for release in KERNELS:
            version, path = kernel(release, options.kernels)
            console = boot(path, initramfs, options.seconds)
            for variant, (number, wrong) in judged(image, console).items():
                rows.append((f"{KERNELS[release]} ({version})", variant, number, len(wrong)))
                details += [(f"{KERNELS[release]}", variant, name, text) for name, text in wrong]
            if "END" not in console:
                print(console[-2000:], flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for row in rows + details + image.refused:
        print("; ".join(map(str, row)), flush=True)
    if options.out:
        campaign_report.write(options.out, "Campaign: edited programs under older kernels", options.linkwright, [
            ("Result", ["orig: as they are; one: a longer rpath; all: rpath, a library more, a soname and another interpreter.", ""] +
             campaign_report.table(("kernel", "variant", "programs", "**failed**"), rows)),
            ("Failures", campaign_report.table(("kernel", "variant", "program", ""), details) if details else ["None."]),
            ("Edits that were refused", campaign_report.table(("variant", "program", "words"), image.refused) if image.refused else ["None."])])
    failed = [d for d in details if d[1] == "orig" or d[1].startswith("linkwright")] + [r for r in image.refused if r[0].startswith("linkwright")]
    print(f"campaign-edit-kernels: {len(rows)} rows, {len(failed)} failures of linkwright or of the programs as they are")
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
