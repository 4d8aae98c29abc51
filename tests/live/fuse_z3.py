#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The two z3 in one process (z3_build.py), cured: the extension is fused with its libz3, and the wheel and the editable installation get that.

Before, the process of the installed wheel maps two libz3, and the extension of the editable installation gets another one than that of the
wheel. After, a process maps z3's own and no other, whatever is imported first, the extension carries the z3 that it was built
with, in both layouts, and solves with it. /proc/PID/maps and what Python says are the truth; `check pid:`, `check` and `diff` have to agree.
"""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "tree")]
import z3_build  # noqa: E402
from tally import BUILD, Tally  # noqa: E402

LINKWRIGHT, PYTHON = str(BUILD / "linkwright"), "/usr/bin/python3"
EXTENSION = "extsolve/_ext" + z3_build.SUFFIX
# What z3 works on: models, arithmetic of its own, a proof that there is none, C++ exceptions inside it, threads.
PROGRAM = r"""
import sys, json, threading
%s
def solved():
    said = [extsolve.solve("(declare-const x Int)(declare-const y Int)(assert (= (+ (* 3 x) (* 5 y)) 2026))(assert (< 10 x y 390))(check-sat)"),
            extsolve.solve("(declare-const a (_ BitVec 64))(assert (not (= (bvxor a a) #x0000000000000000)))(check-sat)"),
            extsolve.solve("(assert (= nothing 1))"), extsolve.solve("(check-sat")]
    s = z3.Solver(); x = z3.Int("x"); s.add(x * x == 1764, x > 0)
    return said + [str(s.check()), str(s.model()[x])]
several = []
threads = [threading.Thread(target=lambda: several.append(extsolve.solve("(declare-const r Real)(assert (= (* 7 r) 22))(check-sat)(eval r)"))) for _ in range(4)]
[t.start() for t in threads]; [t.join() for t in threads]
print(json.dumps([extsolve.version(), z3.get_version_string(), solved(), several]), flush=True)
sys.stdin.read()
"""
ALONE = """
import sys, json
%s
print(json.dumps([extsolve.version(), "", [], [extsolve.solve("(assert false)(check-sat)")]]), flush=True)
sys.stdin.read()
"""
LOAD = "import importlib.util as u; s = u.spec_from_file_location('_ext', sys.argv[1]); extsolve = u.module_from_spec(s)"
ORDERS = ("import z3, extsolve", LOAD + "\nimport z3")
WORK = [["sat\n", "unsat\n"], ["sat", "42"], ["sat\n(/ 22.0 7.0)\n"] * 4]


class Process:
    """Python with both imported; `with` gives it once it has said what it did."""

    def __init__(self, path, order, extension, program=PROGRAM):
        self.child = subprocess.Popen([PYTHON, "-c", program % order, extension], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                      env={**os.environ, "PYTHONPATH": ":".join(path)})

    def __enter__(self):
        line = self.child.stdout.readline()
        self.version, self.other, self.solved, self.several = json.loads(line) if line else ("", "", [], [])
        with open(f"/proc/{self.child.pid}/maps", encoding="utf-8") as f:
            self.mapped = {line.split()[-1] for line in f if "/" in line}
        self.z3 = {path for path in self.mapped if "libz3" in os.path.basename(path)}
        return self

    def __exit__(self, *_):
        self.child.stdin.close()
        self.child.stdout.close()
        self.child.wait()


def copies(*targets):
    """(exit status, sentences) of check on two copies."""
    done = subprocess.run([LINKWRIGHT, "check", "--format=json", "--rule", "two-copies", *targets], capture_output=True, text=True, check=False)
    return done.returncode, [f["message"] for r in json.loads(done.stdout)["results"] for f in r["findings"]]


def fuse(tally, extension, library, out):
    done = subprocess.run([LINKWRIGHT, "fuse", extension, "--lib", library, "-o", out], capture_output=True, text=True, check=False)
    tally.check(done.returncode == 0, f"fuse {extension} with {library}: {done.returncode} {done.stderr}")
    needed = subprocess.run(["readelf", "-dW", out], capture_output=True, text=True, check=True).stdout
    seen = subprocess.run(["readelf", "-W", "--dyn-syms", out], capture_output=True, text=True, check=True).stdout
    tally.check("libz3" not in needed, f"{out} asks for libz3: {needed}")
    tally.check("PyInit__ext" in seen and "Z3_mk_context" not in seen, f"{out} shows more than its module, or not that")
    listed = subprocess.run([LINKWRIGHT, "fuse", "--list", out], capture_output=True, text=True, check=False)
    tally.check(listed.returncode == 0 and library in listed.stdout, f"--list of {out}: {listed}")


def before(tally, made):
    """What it is the cure of: two in the process of the wheel, and another one in that of the editable installation."""
    with Process([made["installed"]], ORDERS[0], "") as p:
        tally.check(p.version == "4.8.10.0" and p.other == "4.8.12" and len(p.z3) == 2, f"the wheel, unfused, has both: {p.version} {p.other} {p.z3}")
        status, said = copies(f"pid:{p.child.pid}")
        tally.check(status == 1 and len(said) == 1 and all(path in said[0] for path in p.z3), f"and check tells: {said}")
        truth = p.solved, p.several
    with Process([made["editable"], made["source"]], ORDERS[0], "") as p:
        tally.check(p.version == "4.8.12.0" and len(p.z3) == 1, f"the editable one, unfused, has another: {p.version} {p.z3}")
    tally.check([truth[0][:2], truth[0][4:], truth[1]] == WORK and all("error" in said for said in truth[0][2:4]), f"the work is not what it should be: {truth}")
    return truth


def after(tally, layout, path, extension, version, truth):
    """One libz3 in the process, z3's own, in either order; the extension says and does what it did in the wheel."""
    for order in ORDERS:
        with Process(path, order, extension) as p:
            tally.check(p.z3 == {os.path.join(path[0], "z3/lib/libz3.so")} and extension in p.mapped, f"{layout}: mapped are {p.z3} for {order!r}")
            tally.check((p.version, p.other) == (version, "4.8.12"), f"{layout}: versions {p.version} {p.other} for {order!r}")
            tally.check((p.solved, p.several) == truth, f"{layout}: {(p.solved, p.several)}, not {truth} for {order!r}")
            status, said = copies(f"pid:{p.child.pid}")
            tally.check(status == 0 and not said, f"{layout}: check of the process tells {said}")


def wheel_of(made, folder, fused):
    """The wheel again, with the fused extension and without the library, and its unpacked files with z3 beside them."""
    tree, installed = os.path.join(folder, "fused-tree"), os.path.join(folder, "fused-installed")
    shutil.copytree(os.path.join(folder, "tree"), tree, ignore=shutil.ignore_patterns("*.dist-info", "extsolve.libs"))
    shutil.copy(fused, os.path.join(tree, EXTENSION))
    os.makedirs(os.path.join(folder, "fused"))
    wheel = z3_build.wheel(tree, os.path.join(folder, "fused"))
    shutil.copytree(made["site"], installed)
    with zipfile.ZipFile(wheel) as z:
        z.extractall(installed)
    return wheel, installed


def alone(tally, extension, version):
    """The extension by itself: z3 is there, and no libz3 is mapped."""
    with Process([], LOAD, extension, ALONE) as p:
        tally.check(p.version == version and not p.z3 and p.several == ["unsat\n"], f"alone: {p.version} {p.z3} {p.several}")


def main():
    tally = Tally("fuse_z3")
    cache = str(BUILD / "debs")
    os.makedirs(cache, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lw-fuse-z3-") as folder:
        made = z3_build.build(folder, cache)
        truth = before(tally, made)
        fused, own = os.path.join(folder, "ext.so"), os.path.join(folder, "own.so")
        fuse(tally, os.path.join(made["installed"], EXTENSION), os.path.basename(made["bundled"]), fused)
        wheel, installed = wheel_of(made, folder, fused)
        after(tally, "wheel", [installed], os.path.join(installed, EXTENSION), "4.8.10.0", truth)
        tally.check(not glob.glob(installed + "/*.libs") and copies(wheel, made["site"]) == (0, []), f"check of the wheel and z3: {copies(wheel, made['site'])}")
        source = os.path.join(made["source"], EXTENSION)
        fuse(tally, source, "libz3.so.4", own)
        shutil.copy(fused, source)
        after(tally, "editable", [made["editable"], made["source"]], source, "4.8.10.0", truth)
        alone(tally, source, "4.8.10.0")
        done = subprocess.run([LINKWRIGHT, "diff", "--format=json", wheel, made["editable"]], capture_output=True, text=True, check=False)
        different = [d for d in json.loads(done.stdout)["results"][0]["differences"] if d["kind"] == "path"]
        tally.check(not different, f"diff of the wheel and the editable installation: {different}")
        shutil.copy(own, source)
        after(tally, "editable, with the system's", [made["editable"], made["source"]], source, "4.8.12.0", truth)
    tally.end()


if __name__ == "__main__":
    main()
