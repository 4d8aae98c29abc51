#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Programs linked for musl, against musl itself: `ldd` line by line, what happens at a start, and what many of them cost.

Beside the worlds and layouts: its reserved names, an interpreter under another name, libraries that are no shared objects.
"""

import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BINARY = os.environ.get("LINKWRIGHT", os.path.join(TOP, "build", "linkwright"))
LOADER = "/lib/ld-musl-x86_64.so.1"


class Count:
    passed = failed = 0

    def check(self, good, *what):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print("FAILED:", *(str(w)[:1500] for w in what))


def run(*argv, cwd):
    return subprocess.run(argv, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace", timeout=120,
                          check=False, env={})


def link(cwd, out, *more, source="int main(void) { return 0; }", pie=True):
    """Needs are named by hand: nothing is linked in but what is said."""
    argv = ["/usr/bin/musl-gcc", *(["-fPIE", "-pie"] if pie else ["-no-pie"]), "-Wl,--no-as-needed", "-o", out, "-x", "c", "-", "-x", "none", *more]
    subprocess.run(argv, cwd=cwd, input=source, text=True, check=True, env={"PATH": "/usr/bin:/bin"})


def library(cwd, name, *more, source="int x;", soname=True):
    subprocess.run(["/usr/bin/musl-gcc", "-shared", "-fPIC", "-nostdlib", *([f"-Wl,-soname,{name}"] if soname else []), "-o", name, "-x", "c", "-",
                    "-x", "none", *more], cwd=cwd, input=source, text=True, check=True, env={"PATH": "/usr/bin:/bin"})


def same_ldd(count, cwd, program):
    real, ours = (run(*tool, os.path.join(cwd, program), cwd=cwd) for tool in ((LOADER, "--list"), (BINARY, "ldd")))
    plain = re.sub(r" \(0x[0-9a-f]+\)", "", real.stdout)
    count.check(plain == re.sub(r" \(0x[0-9a-f]+\)", "", ours.stdout), program, real.stdout, real.stderr, ours.stdout, ours.stderr)


def reserved_names(count, cwd):
    for name in ("libm.so.6", "libpthread.so.0", "librt.so", "libdl.so.2", "libutil.so.1", "libxnet.so", "libc.musl-x86_64.so.1"):
        library(cwd, name)
    link(cwd, "all-names", "libm.so.6", "libpthread.so.0", "librt.so", "libdl.so.2", "libutil.so.1", "libxnet.so", "libc.musl-x86_64.so.1")
    same_ldd(count, cwd, "all-names")
    library(cwd, "libone.so", "libm.so.6", "libdl.so.2")
    link(cwd, "twice", "./libone.so", "libm.so.6", "-Wl,-rpath,$ORIGIN")
    same_ldd(count, cwd, "twice")
    link(cwd, "none")
    same_ldd(count, cwd, "none")


def libc_under_another_name(count, cwd):
    os.symlink(LOADER, os.path.join(cwd, "libfake.so"))
    library(cwd, "libreal.so", soname=True)
    link(cwd, "asks-for-libc", "libreal.so", "-Wl,-rpath,$ORIGIN")
    os.remove(os.path.join(cwd, "libreal.so"))
    os.symlink(LOADER, os.path.join(cwd, "libreal.so"))
    same_ldd(count, cwd, "asks-for-libc")


def other_interpreter(count, cwd):
    """The same loader by a path that does not tell whose it is."""
    os.symlink(os.path.realpath(LOADER), os.path.join(cwd, "libc.so"))
    link(cwd, "other", f"-Wl,--dynamic-linker={cwd}/libc.so")
    done = run(BINARY, "tree", "other", cwd=cwd)
    count.check("loaded by musl 1." in done.stdout and done.returncode == 0, done.stdout, done.stderr)


def fixed_library(count, cwd):
    """A library that is a program at a fixed address: it cannot have the place of the program itself."""
    link(cwd, "libfixed.so", "-nostartfiles", "-Wl,-e,0", "-Wl,-soname,libfixed.so", source="int y;", pie=False)
    library(cwd, "libstand.so")
    link(cwd, "fixed", "libstand.so", "-Wl,-rpath,$ORIGIN", pie=False)
    os.replace(os.path.join(cwd, "libfixed.so"), os.path.join(cwd, "libstand.so"))
    real, ours = run("./fixed", cwd=cwd), run(BINARY, "tree", "fixed", cwd=cwd)
    said = re.search(r"Error loading shared library libstand.so: ([^(]*) \(", real.stderr)
    count.check(said is not None and real.returncode == 127, real.returncode, real.stderr)
    count.check(ours.returncode == 1 and said is not None and said[1] in ours.stdout, ours.returncode, ours.stdout)


def many_files(count, cwd):
    """What one file costs is given back before the next: the memory of a hundred is that of a few."""
    link(cwd, "many", "libm.so.6", "-Wl,-rpath,$ORIGIN")
    env = "--env=LD_LIBRARY_PATH=/usr/lib/x86_64-linux-gnu"
    peak = []
    for n in (20, 400):
        done = subprocess.run(["/usr/bin/python3", "-c", "import resource, subprocess, sys\n"
                               "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
                               "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
                               BINARY, "tree", "-j1", "--loader", "musl", env, *["/usr/bin/python3"] * n], stdout=subprocess.PIPE, text=True, check=True)
        peak.append(int(done.stdout.split()[1]))
    count.check(peak[1] < peak[0] + 4096, f"KiB for 20 and for 400 files: {peak}")


def main():
    count = Count()
    if not (os.path.exists("/usr/bin/musl-gcc") and os.path.exists(LOADER)):
        print("skip: needs musl-gcc and musl's loader for x86-64\nmusl: 0 passed, 0 failed, 1 skipped")
        return 0
    with tempfile.TemporaryDirectory(prefix="lw-musl-") as cwd:
        for test in (reserved_names, libc_under_another_name, other_interpreter, fixed_library, many_files):
            test(count, cwd)
    print(f"musl: {count.passed} passed, {count.failed} failed")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
