#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Programs of other machines are edited, and run under qemu-user-static before and after each edit: the same output and status.

Of each machine: programs of Debian's packages, unpacked in a root with all that they need, and own ones built in different ways by Debian's
cross compilers. Edits, one after the other, each on the result of the one before: a longer rpath, a library more, a soname, another
interpreter, that library replaced by another, all of it at once with other values, the other library removed. Then the programs as they
were, with every library that they load edited in the first three ways.
"""

import argparse
import concurrent.futures
import os
import shutil
import subprocess
import sys
import tempfile

import answer
import campaign_report
import edit_own
import edit_roots
import edit_tools
import elfpeek
import packages

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FIRST, SECOND = "liblw-first-of-the-campaign.so.1", "liblw-second.so.2"
PLACE = "added/in/a/directory/with/a/name/that/is/longer/than/most"
LOADER = "/lib/of/another/place/for/loaders/ld-of-the-campaign.so.9"
OWN_STATUS = 42
SHOWN = 40


def packages_of(name):
    gcc = "gcc-" + edit_roots.MACHINES[name][2].replace("_", "-")
    return gcc, f"libc6-dev-{'arm64' if name == 'aarch64' else name}-cross"


def compiler(name):
    return [edit_roots.MACHINES[name][2] + "-gcc"]


class Machine:
    """A root of its own for one machine, with what the edits refer to. Directories to search are named as they are outside: qemu-user 7.2
    does not look below the root for what statx is asked about, by which 32-bit loaders learn whether a directory is there."""

    def __init__(self, name, kept, folder):
        self.name, self.loader = name, edit_roots.MACHINES[name][4]
        self.root = os.path.join(folder, name)
        shutil.copytree(edit_roots.unpacked(name, kept), self.root, symlinks=True)
        self.place = os.path.join(self.root, PLACE)
        os.makedirs(self.place)
        os.makedirs(self.root + "/etc", exist_ok=True)
        open(self.root + "/etc/ld.so.cache", "w", encoding="ascii").close()  # or this system's cache would be asked
        os.makedirs(self.root + os.path.dirname(LOADER))
        os.symlink(os.path.relpath(self.root + self.loader, self.root + os.path.dirname(LOADER)), self.root + LOADER)
        for library in (FIRST, SECOND):
            subprocess.run([*compiler(name), "-shared", "-nostdlib", "-fPIC", "-Wl,-soname," + library, "-o", f"{self.place}/{library}",
                            "-x", "c", "-"], input=f"int {library.split('.')[0].replace('-', '_')};\n", text=True, check=True)
        own = edit_own.build(self.root + "/own", compiler(name), lld=name in edit_roots.WITH_LLD, rpath=self.root + "/own/lib")
        self.work = [(os.path.relpath(path, self.root), [], "") for path in own.values()] + edit_roots.work(self.root)

    def run(self, path, words, given, libraries=None):
        """(status, output, complaints) under qemu; the program calls itself by its name alone."""
        qemu = [f"/usr/bin/qemu-{edit_roots.MACHINES[self.name][3]}-static", "-L", self.root, "-0", os.path.basename(path)]
        for value in ("LC_ALL=C", *(["LD_LIBRARY_PATH=" + libraries] if libraries else [])):
            qemu += ["-E", value]
        try:
            done = subprocess.run([*qemu, path, *words], env={"PATH": "/usr/bin"}, input=given.encode(), capture_output=True, timeout=120,
                                  cwd=self.root, check=False)
        except subprocess.TimeoutExpired:
            return None, b"", b"took too long"
        return done.returncode, done.stdout, done.stderr

    def plain(self, libraries):
        """A directory like that of the edited libraries, with them as they were."""
        place = self.root + "/plain-libraries"
        if not os.path.isdir(place):
            os.makedirs(place)
            for soname, source in libraries.items():
                shutil.copy(source, os.path.join(place, soname))
        return place

    def libraries(self):
        """The shared libraries that programs of the packages can be given, but the loader and modules."""
        out = {}
        for part in ("lib", "usr/lib", "own/lib"):
            for place, _, names in os.walk(os.path.join(self.root, part)):
                for path in (os.path.join(place, n) for n in names if ".so." in n and not n.startswith("ld")):
                    if os.path.islink(path) or any(word in path for word in ("gconv", "perl", "/of/another/place", "libmemusage", "libpcprofile")):
                        continue
                    facts = elfpeek.peek(path)
                    if facts.soname:
                        out[facts.soname] = path
        return out


def course(facts, place, loader):
    old = facts.runpath if facts.runpath is not None else facts.rpath
    base = old + ":" if old else ""
    return [("rpath", [("rpath", base + place)]), ("needed", [("needed", FIRST)]), ("soname", [("soname", "a-name-of-the-campaign.so.7")]),
            ("interpreter", [("interpreter", LOADER)]), ("replace", [("replace", (FIRST, SECOND))]),
            ("all", [("rpath", base + "/nonexistent/of/another/edit:" + place), ("needed", FIRST), ("soname", "another.so.8"), ("interpreter", loader)]),
            ("remove", [("remove", SECOND)])]


def telling(now, before):
    text = (now[2] or now[1]).decode("utf-8", "replace").strip().splitlines()
    return f"status {before[0]} becomes {now[0]}: {text[-1][:200] if text else '(nothing said)'}"


def program(tool, machine, place, item):
    """(file, steps done, [(step, wrong)]) of one program."""
    file, words, given = item
    path = os.path.join(place, os.path.basename(file))
    shutil.copy(os.path.join(machine.root, file), path)
    before, wrong, steps = machine.run(path, words, given), [], 0
    if before[0] != (OWN_STATUS if file.startswith("own/") else 0) or not before[1]:
        return file, 0, [("nothing", f"does not run as it is: status {before[0]}: {before[2][-200:].decode('utf-8', 'replace')}")]
    facts = elfpeek.peek(path)
    for step, edits in course(facts, machine.place, machine.loader):
        done = tool.edit(path, edits, facts)
        if not done.good:
            wrong.append((step, f"{tool.name} says, with status {done.status}: {done.words.replace(path, 'FILE')[-200:]}"))
            break
        now = machine.run(path, words, given)
        steps += 1
        if now != before:
            wrong.append((step, telling(now, before)))
            break
    return file, steps, wrong


def with_libraries(tool, machine, folder):
    """(number of libraries, number of programs, [(what, step, wrong)]): programs as they were with every library edited."""
    place, wrong = machine.root + "/edited-libraries", []
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(place)
    libraries = machine.libraries()
    plain = machine.plain(libraries)
    for soname, source in sorted(libraries.items()):
        path = os.path.join(place, soname)
        shutil.copy(source, path)
        # The loader knows libc.so.6 by its soname (dl-load.c), and does not set it up under another.
        for step, edits in course(elfpeek.peek(path), machine.place, machine.loader)[:2 if soname == "libc.so.6" else 3]:
            done = tool.edit(path, edits, elfpeek.peek(path))
            if not done.good:
                wrong.append((soname, step, f"{tool.name} says, with status {done.status}: {done.words.replace(path, 'FILE')[-200:]}"))
                shutil.copy(source, path)
                break
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for file, before, now in pool.map(lambda item: (item[0], *(machine.run(os.path.join(machine.root, item[0]), *item[1:], libraries=l)
                                                                   for l in (plain, place))), machine.work):
            if now != before:
                wrong.append((file, "libraries", telling(now, before)))
    return len(libraries), len(machine.work), wrong


def one(tool, machine, folder):
    """(row of the table, [(machine, file, step, wrong)])"""
    place = os.path.join(folder, "edited")
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(place)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda item: program(tool, machine, place, item), machine.work))
    libraries, started, more = with_libraries(tool, machine, folder)
    failed = [(machine.name, file, step, text) for file, _, wrong in results for step, text in wrong]
    others = [(machine.name, *item) for item in more]
    row = (machine.name, tool.name, len(results), sum(steps for _, steps, _ in results), len(failed), libraries, started, len(others))
    print("; ".join(map(str, row)), flush=True)
    for item in failed + others:
        print(f"    {tool.name}: WRONG {' '.join(item)}", flush=True)
    return row, failed + others


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--machine", action="append", choices=edit_roots.MACHINES)
    parser.add_argument("--tool", action="append", help="only tools whose name contains this word")
    parser.add_argument("--roots", default=os.path.join(TOP, "build", "edit-machines"), help="where roots are unpacked and kept")
    options = parser.parse_args()
    names = options.machine or list(edit_roots.MACHINES)
    packages.need("qemu-user-static", "lld", "patchelf", *(p for name in names for p in packages_of(name)))
    tools = [edit_tools.Linkwright(options.linkwright), *edit_tools.patchelfs(os.path.join(TOP, "build", "edit-elf", "debs"))]
    tools = [tool for tool in tools if not options.tool or any(word in tool.name for word in options.tool)]
    rows, wrong = [], {tool.name: [] for tool in tools}
    for name in names:
        folder = tempfile.mkdtemp(prefix="lw-edit-machine-")
        try:
            machine = Machine(name, options.roots, folder)
            for tool in tools:
                row, failed = one(tool, machine, folder)
                rows.append(row)
                wrong[tool.name] += failed
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    details = [(f"What {tool} did wrong", [f"- {machine}: `{file}` after {step}: {text}" for machine, file, step, text in items[:SHOWN]] +
                ([f"- and {len(items) - SHOWN} more"] if len(items) > SHOWN else []) or ["Nothing."]) for tool, items in wrong.items()]
    if options.out:
        campaign_report.write(options.out, "Campaign: programs of other machines, edited and run", options.linkwright, [
            ("Result", campaign_report.table(("machine", "tool", "programs", "edits followed by a run", "**programs failed**", "libraries edited",
                                              "programs run with them", "**failed**"), rows)), *details])
    print("campaign-edit-machines: " + "; ".join(f"{tool}: {len(items)} failures" for tool, items in wrong.items()))
    return 1 if wrong.get("linkwright") else 0


if __name__ == "__main__":
    sys.exit(main())
