#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Edited programs under Debian's kernels 5.10 and 6.1 in qemu-system: what they say and how they end, beside what they were.

Kernels before 5.18 tell a program that its headers are at the address of the first segment plus e_phoff, others look which segment holds
them. So each program runs as it was, after a longer rpath, and after all edits together: in an initramfs with busybox, with
the libraries that it needs where this system has them. Own programs, which look at AT_PHDR themselves, and some of this system's.
"""

import argparse
import os
import shutil
import sys
import tempfile

import answer
import campaign_report
import edit_added
import edit_own
import edit_roots
import edit_tools
import elfpeek
import kernel_vm
import packages

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OTHER_LOADER = "/lib/of/another/place/for/loaders/ld-of-the-campaign.so.9"


def variants(facts, place):
    old = facts.runpath if facts.runpath is not None else facts.rpath
    base = old + ":" if old else ""
    return {"one": [("rpath", base + place)],
            "all": [("rpath", base + place + ":/nonexistent/of/another/edit"), ("needed", edit_added.FIRST), ("soname", "a-name.so.7"),
                    ("interpreter", OTHER_LOADER)]}


class Image(kernel_vm.Image):
    """With what edited programs need; each is added as it is and as each tool edits it."""

    def __init__(self, folder, tools):
        super().__init__(folder, os.path.dirname(OTHER_LOADER)[1:])
        self.tools, self.refused = tools, []
        os.symlink(kernel_vm.LOADER, self.root + "/usr" + OTHER_LOADER)
        self.place = edit_added.build(folder)["x86_64", 64][0]
        shutil.copytree(self.place, self.root + self.place)

    def add(self, path, words, given, name):
        """A program as it is and as each tool edits it."""
        self.with_libraries(path)
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
        kernel_vm.put(self.root, place, source)
        os.chmod(self.root + place, 0o755)
        quoted = " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)
        self.line(variant, name, f"./{name} {quoted} < /given/{name}", before=f"cd /v/{variant}; ")


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
        for release in kernel_vm.KERNELS:
            version, path = kernel_vm.kernel(release, options.kernels)
            console = kernel_vm.boot(path, initramfs, options.seconds)
            for variant, (number, wrong) in kernel_vm.judged(image.expected, kernel_vm.results(console), status=lambda n: 42 if n.startswith("own-") else 0).items():
                rows.append((f"{kernel_vm.KERNELS[release]} ({version})", variant, number, len(wrong)))
                details += [(f"{kernel_vm.KERNELS[release]}", variant, name, text) for name, text in wrong]
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
