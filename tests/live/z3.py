#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The two z3 in one process, with Debian's real libz3 (z3_build.py): what check says of the wheel and its environment, of the two as
installed, and of the running process, against what the process itself has mapped; and that the editable installation has one by luck.

z3.py [--sanitizers]   with the command of build-debug
"""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import z3_build

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BINARY = os.path.join(TOP, "build-debug" if "--sanitizers" in sys.argv else "build", "linkwright")
PYTHON = "/usr/bin/python3"
PROGRAM = "import extsolve, z3, sys; print(extsolve.version(), z3.get_version_string(), flush=True); sys.stdin.read()"


class Tally:
    passed = failed = 0

    def check(self, good, what):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print(f"FAILED: {what}")
        return good


def check(*targets):
    """(exit status, {target: findings})"""
    done = subprocess.run([BINARY, "check", "--format=json", "--rule", "two-copies", *targets], capture_output=True, text=True, check=False)
    results = json.loads(done.stdout)["results"]
    return done.returncode, {r["file"]: r["findings"] for r in results}


class Process:
    """Python with the package imported; `with` gives it once it has said what it loaded."""

    def __init__(self, *path, program=PROGRAM):
        self.child = subprocess.Popen([PYTHON, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                      env={**os.environ, "PYTHONPATH": ":".join(path)})

    def __enter__(self):
        self.versions = self.child.stdout.readline().split()
        with open(f"/proc/{self.child.pid}/maps", encoding="utf-8") as f:
            self.mapped = {line.split()[-1] for line in f if "libz3" in line}
        return self

    def __exit__(self, *_):
        self.child.stdin.close()
        self.child.wait()


def of_packages(tally, made, mapped):
    """What is said without anything running names the files that the process maps."""
    inside = {"site": made["site"] + "/z3/lib/libz3.so", "wheel": made["wheel"] + "/" + made["bundled"],
              "preload": re.compile(re.escape(made["site"] + "/z3/z3core.py") + r", line (\d+), with ctypes\.CDLL"),
              "needed": made["wheel"] + "/extsolve/_ext" + z3_build.SUFFIX}
    for order in ((made["wheel"], made["site"]), (made["site"], made["wheel"])):
        status, found = check(*order)
        text = "\n".join(f["message"] for list_ in found.values() for f in list_)
        tally.check(status == 1 and sum(map(len, found.values())) == 1, f"one finding for {order}: {found}")
        for name, what in inside.items():
            tally.check(what.search(text) if hasattr(what, "search") else what in text, f"{name} is named in: {text}")
        tally.check("two builds (" in text and "exported names in common" in text, f"the drift is told in: {text}")
    with open(made["site"] + "/z3/z3core.py", encoding="utf-8") as f:
        line = f.read().splitlines()[int(inside["preload"].search(text).group(1)) - 1]
    tally.check("ctypes.CDLL(" in line, f"the line of the load is {line!r}")
    status, found = check(made["installed"])
    (only,) = found.values()
    tally.check(status == 1 and len(only) == 1 and all(path in only[0]["message"] for path in mapped),
                f"of the installed packages: {only} for {mapped}")
    for alone in (made["site"], made["wheel"]):
        tally.check(check(alone)[0] == 0, f"{alone} by itself has one")


def of_process(tally, made):
    with Process(made["installed"]) as p:
        tally.check(p.versions == ["4.8.10.0", "4.8.12"] and len(p.mapped) == 2, f"the process has both: {p.versions} {p.mapped}")
        status, found = check(f"pid:{p.child.pid}")
        (only,) = found.values()
        tally.check(status == 1 and len(only) == 1 and all(path in only[0]["message"] for path in p.mapped),
                    f"of the process: {only} for {p.mapped}")
        tally.check(only and "came with " + made["installed"] + "/extsolve/_ext" in only[0]["message"], f"how it came: {only}")
        mapped = p.mapped
    with Process(made["editable"], made["source"]) as p:
        tally.check(len(p.mapped) == 1 and len(set(v.rstrip(".0") for v in p.versions)) == 1, f"the editable one has one: {p.versions} {p.mapped}")
        tally.check(check(f"pid:{p.child.pid}")[0] == 0, "nothing is said of it")
    return mapped


def of_fused(tally, made, folder):
    """The extension with its z3 fused in: alone one copy, which no file of the process is; with the z3 package two, of which one is fused."""
    site = os.path.join(folder, "fused")
    shutil.copytree(made["installed"], site, symlinks=True)
    extension = f"{site}/extsolve/_ext{z3_build.SUFFIX}"
    (library,) = [n for n in os.listdir(f"{site}/extsolve.libs") if n.startswith("libz3")]
    done = subprocess.run([BINARY, "fuse", extension, "--lib", library, "--export", "-o", extension], capture_output=True, text=True, check=False)
    if not tally.check(done.returncode == 0, f"fuse: {done.stderr}"):
        return
    os.unlink(f"{site}/extsolve.libs/{library}")
    alone = "import extsolve, sys; print(extsolve.version(), flush=True); sys.stdin.read()"
    with open(f"{site}/extsolve/__init__.py", encoding="utf-8") as f:
        imports_z3 = "import z3" in f.read()
    with Process(site, program=alone) as p:
        tally.check(p.versions[:1] == ["4.8.10.0"] and (imports_z3 or not p.mapped), f"fused, alone: {p.versions} {p.mapped}")
        status, found = check(f"pid:{p.child.pid}")
        tally.check(imports_z3 or status == 0, f"fused, alone: {found}")
    with Process(site) as p:
        tally.check(p.versions == ["4.8.10.0", "4.8.12"] and len(p.mapped) == 1, f"fused and the other: {p.versions} {p.mapped}")
        for target in (f"pid:{p.child.pid}", site):
            status, found = check(target)
            (only,) = found.values()
            text = only[0]["message"] if len(only) == 1 else ""
            tally.check(status == 1 and "fused in" in text and extension in text and all(path in text for path in p.mapped), f"{target}: {only}")


def of_diff(tally, made):
    """The wheel against the editable installation: the extension asks for another name, and gets another build."""
    done = subprocess.run([BINARY, "diff", "--format=json", made["wheel"], made["editable"]], capture_output=True, text=True, check=False)
    (result,) = json.loads(done.stdout)["results"]
    paths = [d for d in result["differences"] if d["kind"] == "path" and "libz3" in d["name"]]
    tally.check(done.returncode == 1 and len(paths) == 1 and paths[0]["subject"] == "extsolve/_ext" + z3_build.SUFFIX, f"one name of z3 differs: {paths}")
    was, now = paths[0]["was_file"], paths[0]["now_file"]
    with open("/usr/lib/x86_64-linux-gnu/libz3.so.4", "rb") as f:
        digest = hashlib.sha256(f.read()).hexdigest()
    tally.check(was["path"] == made["bundled"] and now["soname"] == "libz3.so.4" and now["sha256"] == digest and was["build_id"] != now["build_id"],
                f"what the name gives: {was} {now}")
    tally.check(paths[0]["other"] == made["source"] + "/extsolve/_ext" + z3_build.SUFFIX, f"where the extension lies: {paths[0]}")
    same = subprocess.run([BINARY, "diff", made["wheel"], made["wheel"]], capture_output=True, text=True, check=False)
    tally.check(same.returncode == 0 and "same: 2 binaries" in same.stdout, f"the wheel and itself: {same}")


def main():
    tally = Tally()
    cache = os.path.join(TOP, "build", "debs")
    os.makedirs(cache, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lw-z3-") as folder:
        made = z3_build.build(folder, cache)
        of_packages(tally, made, of_process(tally, made))
        of_diff(tally, made)
        of_fused(tally, made, folder)
        # Its soname makes the one that z3 opens serve both, and the extension imports z3 first; the system's is the other.
        status, found = check(made["editable"])
        tally.check(status == 1 and f"if {made['editable']}/z3/lib/libz3.so is loaded first, it serves both" in found[made["editable"]][0]["message"],
                    f"of the editable installation: {found}")
    print(f"z3: {tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
