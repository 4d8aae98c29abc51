#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A library of which there is one for newer CPUs (glibc-hwcaps): what goes in is what the loader takes on this machine, and that is told; with
--cpu it is the one for all. With --env, --root and --cwd the same libraries go in as the loader takes so.

fuse_levels.py [--linkwright FILE]
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))
from tally import BUILD, Tally

PROGRAM = "#include <stdio.h>\nconst char *level(void);\nint main(void) { puts(level()); return 0; }\n"


def run(*words, **more):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, check=False, timeout=120, **more)


def library(folder, level, says):
    folder = folder / "glibc-hwcaps" / level if level else folder
    folder.mkdir(parents=True, exist_ok=True)
    done = run("gcc", "-shared", "-fPIC", "-x", "c", "-", "-o", folder / "liblevel.so.1", "-Wl,-soname,liblevel.so.1",
               input=f'const char *level(void) {{ return "{says}"; }}\n')
    assert done.returncode == 0, done.stderr
    return folder / "liblevel.so.1"


def program(folder, libraries, *more):
    done = run("gcc", "-x", "c", "-", "-x", "none", libraries / "liblevel.so.1", "-o", folder / "app", *more, input=PROGRAM)
    assert done.returncode == 0, done.stderr
    return folder / "app"


def levels_here():
    """Those that the loader itself takes libraries of, the best first."""
    told = run("/lib64/ld-linux-x86-64.so.2", "--help").stdout
    return re.findall(r"^\s+(x86-64-v\d) \(supported, searched\)", told, re.M)


class Levels:
    def __init__(self, linkwright, tally, folder):
        self.linkwright, self.tally, self.folder = linkwright, tally, folder

    def fuse(self, app, *more, **how):
        out = self.folder / "fused"
        done = run(self.linkwright, "fuse", app, "--all", "--keep-libc", *more, "-o", out, **how)
        self.tally.check(done.returncode == 0, f"fuse {' '.join(map(str, more))}: {done.stdout}{done.stderr}")
        return out, done.stdout + done.stderr

    def level(self, app, best):
        out, told = self.fuse(app)
        self.tally.check(run(app).stdout == run(out).stdout == best + "\n", f"of {best}: {run(app).stdout!r} became {run(out).stdout!r}")
        self.tally.check("(fuse-cpu)" in told and f"glibc-hwcaps/{best}/liblevel.so.1" in told and "--cpu" in told, f"of {best}, told: {told}")
        out, told = self.fuse(app, "--cpu", "x86-64-v1")
        self.tally.check(run(out).stdout == "all\n", f"of all CPUs: {run(out).stdout!r}")
        self.tally.check("fuse-cpu" not in told, f"of all CPUs, told: {told}")

    def levels(self):
        libraries, here = self.folder / "lib", levels_here()
        library(libraries, "", "all")
        app = program(self.folder, libraries, f"-Wl,-rpath,{libraries}")
        out, told = self.fuse(app)
        self.tally.check(run(out).stdout == "all\n" and "fuse-cpu" not in told, f"with no choice: {run(out).stdout!r} {told}")
        for level in reversed(here):
            library(libraries, level, level)
            self.level(app, level)
        if not here:
            self.tally.skip("the loader tells of no glibc-hwcaps directories")

    def environment(self):
        one, other = self.folder / "one", self.folder / "other"
        library(one, "", "one"), library(other, "", "other")
        app = program(self.folder, one)
        env = {"LD_LIBRARY_PATH": str(other)}
        out, _ = self.fuse(app, "--env", f"LD_LIBRARY_PATH={other}")
        self.tally.check(run(out, env={}).stdout == run(app, env=env).stdout == "other\n", f"--env: {run(out, env={}).stdout!r}")
        out, _ = self.fuse(app, "--env-inherit", env={**os.environ, "LD_LIBRARY_PATH": str(one)})
        self.tally.check(run(out, env={}).stdout == "one\n", f"--env-inherit: {run(out, env={}).stdout!r}")
        out, _ = self.fuse(app, "--env", "LD_LIBRARY_PATH=other", "--cwd", self.folder)
        self.tally.check(run(out, env={}).stdout == run(app, env={"LD_LIBRARY_PATH": "other"}, cwd=self.folder).stdout == "other\n",
                         f"--cwd: {run(out, env={}).stdout!r}")

    def root(self):
        root = self.folder / "root"
        for name in ("libc.so.6", "ld-linux-x86-64.so.2"):
            (root / "lib/x86_64-linux-gnu").mkdir(parents=True, exist_ok=True)
            (root / "lib/x86_64-linux-gnu" / name).write_bytes(Path(os.path.realpath(f"/lib/x86_64-linux-gnu/{name}")).read_bytes())
            (root / "lib/x86_64-linux-gnu" / name).chmod(0o755)
        (root / "lib64").symlink_to("lib/x86_64-linux-gnu")
        (root / "bin").mkdir()
        library(root / "lib/x86_64-linux-gnu", "", "in the root")
        program(root / "bin", root / "lib/x86_64-linux-gnu")
        out, _ = self.fuse("/bin/app", "--root", root)
        self.tally.check(run(out).stdout == "in the root\n", f"--root: {run(out).stdout!r} {run(out).stderr!r}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--linkwright", default=str(BUILD / "linkwright"))
    args = parser.parse_args()
    tally = Tally("fuse_levels")
    for name in ("levels", "environment", "root"):
        with tempfile.TemporaryDirectory() as folder:
            getattr(Levels(args.linkwright, tally, Path(folder)), name)()
    tally.end()


if __name__ == "__main__":
    main()
