#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Fused programs under Debian's kernels 5.10 and 6.1 in qemu-system: they do their work as they do with their libraries beside them.

Kernels before 5.18 tell a program that its headers are at the address of the first segment plus e_phoff, others look which segment holds
them; those before 6.17 start no program with more than 4096 bytes of them. Each program runs as it is, fused with all libraries but the C library,
and with --fixed, where it can lie anywhere; the fused file is mounted over the original. Own programs look at AT_PHDR themselves. The programs are
spread over several boots, so that each fits into memory.
"""
import argparse
import collections
import os
import shutil
import subprocess
import sys
import tempfile
import time

import answer
import campaign_report
import edit_own
import fuse_every
import fuse_kernels_works
import fuse_stage
import kernel_vm
import packages

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FEWEST = 15
LARGEST = 600 << 20  # bytes of the files of one boot, but for the last program
OWN = "own:"
LOST = shutil.ignore_patterns("test", "tests", "__pycache__", "idlelib", "ensurepip", "tkinter", "config-*", "*.pyc", "lib2to3", "pydoc_data")
# The fused file stands where the original is; each work has an empty folder.
RUN = "cd /; rm -rf /tmp/w; mkdir /tmp/w; cd /tmp/w; export HOME=/tmp/w PATH=/usr/bin:/bin LC_ALL=C TERM=dumb\n"


def word_of(name):
    return name.replace(" ", "").replace(",", "-")


def size_of(folder):
    return sum(os.lstat(os.path.join(place, name)).st_size for place, _, names in os.walk(folder) for name in names)


class Image(kernel_vm.Image):
    """Programs with their works, as they are and fused."""

    def __init__(self, folder, linkwright):
        super().__init__(folder, "jobs", "etc", "usr/bin")
        self.linkwright, self.facts, self.refused = linkwright, [], []
        for line in subprocess.run(["/bin/busybox", "--list"], capture_output=True, text=True, check=True).stdout.split():
            if line != "busybox":
                os.symlink("busybox", os.path.join(self.root, "bin", line))
        shutil.copy("/bin/dash", os.path.join(self.root, "bin/dash"))  # busybox's own takes applets before programs
        with open(os.path.join(self.root, "etc/passwd"), "w", encoding="ascii") as f:
            f.write("root:x:0:0:root:/root:/bin/sh\n")
        with open(os.path.join(self.root, "a.c"), "w", encoding="ascii") as f:
            f.write("int sum(int n) { int s = 0; for (int i = 0; i < n; i++) s += i * i; return s; }\n")
        subprocess.run(["gcc", "-g0", "-O2", "-c", "a.c", "-o", "given/a.o"], cwd=self.root, check=True)

    def need(self, path):
        """A file or a directory of this system, with the libraries of modules in it."""
        if os.path.isdir(path):
            shutil.copytree(path, self.root + path, symlinks=True, ignore=LOST, dirs_exist_ok=True, ignore_dangling_symlinks=True)
            for module in (os.path.join(place, name) for place, _, names in os.walk(self.root + path) for name in names if name.endswith(".so")):
                self.with_libraries(module)
        elif os.path.exists(path):
            kernel_vm.put(self.root, path)

    def add(self, name, targets, script, needs):
        for path in (*targets, *needs):
            self.need(path)
        with open(os.path.join(self.root, "jobs", word_of(name)), "w", encoding="utf-8") as f:
            f.write(RUN + script + "\n")
        self.runs(word_of(name), targets, f"dash /jobs/{word_of(name)}")

    def add_own(self):
        """Own programs say whether the program headers that the kernel tells of are theirs."""
        place = os.path.join(self.folder, "own")
        for name, path in edit_own.build(place, ["gcc"], rpath=os.path.join(place, "lib"), gold=True).items():
            self.need(path)
            self.runs(OWN + name, [path], path)

    def runs(self, word, targets, command):
        """The command with the programs as they are, fused, and with --fixed where that is another thing."""
        fixed = [["--fixed"] if fuse_every.is_pie(t) else [] for t in targets]
        for target in targets:
            self.with_libraries(target)
        self.line("orig", word, command)
        self.variant("fused", word, [(t, []) for t in targets], command)
        if any(fixed):
            self.variant("fixed", word, list(zip(targets, fixed)), command)

    def variant(self, variant, word, targets, command):
        before, after = "", ""
        for target, options in targets:
            target = os.path.realpath(target)
            place = f"/v/{variant}/{os.path.basename(target)}"
            os.makedirs(os.path.dirname(self.root + place), exist_ok=True)
            done, words = fuse_stage.fuse(self.linkwright, target, self.root + place, *options)
            if not done:
                self.refused.append((variant, word, words[:300]))
                return
            os.chmod(self.root + place, 0o755)
            self.fact(variant, target, self.root + place)
            before += f"busybox mount --bind {place} {target}; "
            after += f"; busybox umount {target}"
        self.line(variant, word, command, before, after)

    def fact(self, variant, target, fused):
        """What the page tells of a fused file: how many program headers it has, and whether several libraries are one segment."""
        headers = subprocess.run(["readelf", "-hW", fused], capture_output=True, text=True, check=True).stdout
        number = next(int(line.split()[-1]) for line in headers.splitlines() if "Number of program headers" in line)
        packed = ".linkwright.first" in subprocess.run(["readelf", "-SW", fused], capture_output=True, text=True, check=True).stdout
        within = len([p for p in kernel_vm.libraries(target) if not fuse_stage.OUTSIDE.match(os.path.basename(p))])
        self.facts.append((variant, os.path.basename(target), within, number, "yes" if packed else "", f"{os.path.getsize(fused) / 1e6:.1f}"))


def images(folder, linkwright, words):
    """Images of about LARGEST each; what was in one is gone when the next is asked for."""
    image, number = None, 0
    for name, targets, script, _, needs in [("", [], "", "", ()), *fuse_kernels_works.WORKS]:
        if words and not any(word in (name or OWN) for word in words):
            continue
        if not all(os.path.exists(t) for t in targets):
            print(f"not here: {name}", flush=True)
            continue
        if image is None:
            number += 1
            image = Image(os.path.join(folder, str(number)), linkwright)
        if name:
            image.add(name, targets, script, needs)
        else:
            image.add_own()
        if size_of(image.root) > LARGEST:
            yield image
            shutil.rmtree(image.folder)
            image = None
    if image is not None:
        yield image


class Sums:
    """What all boots have shown."""

    def __init__(self):
        self.counts, self.details, self.facts, self.refused, self.done = collections.defaultdict(lambda: [0, 0]), [], [], [], set()
        self.says = {word_of(name): words for name, _, _, words, _ in fuse_kernels_works.WORKS}

    def add(self, image, release, version, console):
        results = kernel_vm.judged(image.expected, kernel_vm.results(console), lambda name: 42 if name.startswith(OWN) else 0,
                                   lambda name: self.says.get(name, "headers mine"))
        for variant, (number, wrong) in results.items():
            row = self.counts[f"{kernel_vm.KERNELS[release]} ({version})", variant]
            row[0] += number
            row[1] += len(wrong)
            self.details += [(kernel_vm.KERNELS[release], variant, name, text) for name, text in wrong]
        self.done |= {name for variant, name in image.expected if variant == "fused" and not name.startswith(OWN)}

    def rows(self):
        return [(*key, *values) for key, values in sorted(self.counts.items())]

    def write(self, path, linkwright):
        campaign_report.write(path, "Campaign: fused programs under older kernels", linkwright, [
            ("Result", ["orig: as they are, with their libraries; fused: with all libraries but the C library in the file; fixed: the same with --fixed. "
                        "Each work has to say what it says as orig under the same kernel, and to end as that does. Programs named own: look at AT_PHDR themselves.", ""] +
             campaign_report.table(("kernel", "variant", "works", "**failed**"), self.rows())),
            ("Failures", campaign_report.table(("kernel", "variant", "work", ""), self.details) if self.details else ["None."]),
            ("Refused", campaign_report.table(("variant", "work", "words"), self.refused) if self.refused else ["None."]),
            ("Works", [", ".join(sorted(self.done)) + "."]),
            ("Files", campaign_report.table(("variant", "program", "libraries in it", "program headers", "several as one segment", "MB"), self.facts))])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--kernels", default=os.path.join(TOP, "build", "edit-kernels"), help="where kernels are unpacked and kept")
    parser.add_argument("--seconds", type=int, default=900, help="for one boot")
    parser.add_argument("words", nargs="*", help="only works whose name contains one of these words")
    return parser.parse_args()


def main():
    options = arguments()
    packages.need("qemu-system-x86", "busybox-static", "cpio", "lld", "binutils")
    kernels = {release: kernel_vm.kernel(release, options.kernels) for release in kernel_vm.KERNELS}
    folder, sums = tempfile.mkdtemp(prefix="lw-fuse-kernels-", dir="/var/tmp"), Sums()
    try:
        for image in images(folder, os.path.abspath(options.linkwright), options.words):
            sums.facts += image.facts
            sums.refused += image.refused
            initramfs = image.pack()
            for release, (version, path) in kernels.items():
                began = time.monotonic()
                console = kernel_vm.boot(path, initramfs, options.seconds)
                sums.add(image, release, version, console)
                print(f"{kernel_vm.KERNELS[release]}: {len(image.expected)} runs, {os.path.getsize(initramfs) >> 20} MiB, {time.monotonic() - began:.0f} s", flush=True)
                if "END" not in console:
                    print(console[-2000:], flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for row in [*sums.rows(), *sums.details, *sums.refused]:
        print("; ".join(map(str, row)), flush=True)
    if options.out:
        sums.write(options.out, options.linkwright)
    few = not options.words and len(sums.done) < FEWEST
    print(f"campaign-fuse-kernels: {len(sums.done)} works of fused programs under {len(kernels)} kernels, {len(sums.details)} failed, {len(sums.refused)} refused"
          + (f"; fewer than {FEWEST}" if few else ""))
    return 1 if sums.details or sums.refused or few or not sums.counts else 0


if __name__ == "__main__":
    sys.exit(main())
