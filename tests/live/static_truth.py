#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What linkwright says of static programs that are built here, against the files that they open when they run.

Each program does one thing. It is linked statically, as static PIE, with LLVM's linker and with --gc-sections, and looked at
with and without its symbols. The level has to be the right one, and a run must agree: where nothing is claimed, nothing that
is named like a library is opened; where it is certain, something is.
"""
import os
import sys
import tempfile

import answer
import static_cases as cases

QUICK = ["nothing", "printf", "pthread", "popen", "wide", "dlsym", "getaddrinfo", "getpwnam", "getgrouplist", "wordexp", "iconv", "iconv_open", "dlopen",
         "dlmopen", "pointer", "setlocale", "newlocale", "ccs"]
WAYS = [("static", ["-static"]), ("static-pie", ["-static-pie"]), ("gc", ["-static", "-Wl,--gc-sections"]), ("lld", ["-static", "-fuse-ld=lld"])]


class Count:
    passed = failed = skipped = 0

    def check(self, name, wrong):
        self.passed += wrong is None
        self.failed += wrong is not None
        if wrong is not None:
            print(f"FAILED {name}: {wrong}")


def one(count, linkwright, folder, world, name, way, flags):
    _, level, acts = cases.SOURCES[name]
    path = os.path.join(folder, f"{name}-{way}")
    if not cases.compile_source(name, path, *flags):
        count.check(f"{name} {way}", "cannot be built")
        return
    ran = cases.run([path], world) if world and way == "static" else None
    for file in (path, cases.strip(path)):
        claimed, _ = cases.claim(linkwright, file)
        count.check(f"{os.path.basename(file)} level", None if claimed == level else f"is {claimed}, and should be {level}")
        if ran is not None:
            count.check(f"{os.path.basename(file)} run", cases.judge(claimed, file, ran[0], acts))


def musl(count, linkwright, folder, name):
    path = os.path.join(folder, name + "-musl")
    if not cases.compile_source(name, path, "-static", compiler="musl-gcc"):
        count.check(f"{name} musl", "cannot be built")
        return
    claimed, said = cases.claim(linkwright, path)
    count.check(f"{name} musl level", None if claimed == "none" else f"is {claimed}: {said}")
    opened = cases.run([path], None)[0]
    count.check(f"{name} musl run", cases.judge(claimed, path, opened, False))


def main():
    count, linkwright, world = Count(), answer.default_linkwright(), cases.private_world()
    with tempfile.TemporaryDirectory(prefix="lw-static-") as folder:
        for name in QUICK:
            for way, flags in WAYS:
                one(count, linkwright, folder, world, name, way, flags)
        for name in ("nothing", "getaddrinfo", "getpwnam", "dlopen", "iconv", "setlocale"):
            musl(count, linkwright, folder, name)
        dynamic = os.path.join(folder, "dynamic")
        cases.compile_source("nothing", dynamic)
        claimed, _ = cases.claim(linkwright, dynamic)
        count.check("dynamic", cases.judge(claimed, dynamic, cases.run([dynamic], None)[0], None))
        library = os.path.join(folder, "alone.so")
        cases.compile_source("nothing", library, "-shared", "-fPIC", "-nostdlib")
        claimed, _ = cases.claim(linkwright, library)
        count.check("a library that needs nothing", None if claimed == "not static" else "is called static: " + claimed)
    if world is None:
        count.skipped += 1
        print("name services are not tried: no mount is allowed here")
    print(f"static-truth: {count.passed} passed, {count.failed} failed, {count.skipped} skipped")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
