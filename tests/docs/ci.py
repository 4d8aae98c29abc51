#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The files for cibuildwheel and pre-commit, called as those tools call them (docs/ci.md, .pre-commit-hooks.yaml).

cibuildwheel puts the wheel's path into the command and gives it to a shell; pre-commit splits the entry as a shell does and
puts the names of committed files behind it, those that `files` is found in.
"""
import base64
import hashlib
import os
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

import yaml

TOP = Path(__file__).resolve().parent.parent.parent
BINARY = TOP / "build/linkwright"
NAMES = {"pkg/_x.so": True, "lib/liba.so.1.2": True, "a.dylib": True, "x.dll": True, "x.pyd": True, "dist/p-1-py3-none-any.whl": True, "p.conda": True,
         "p.deb": True, "x.exe": True, "x.c": False, "x.so.c": False, "notes.sock": False, "x.png": False, "Makefile": False, "so": False}


class Count:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, good, *what):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print("FAILED:", *what)


def wheel(folder, name, needs):
    """A wheel with an extension module that needs a library which is there, or is not."""
    def gcc(output, *arguments):
        subprocess.run(["gcc", "-nostdlib", "-shared", "-fPIC", "-o", output, "-x", "c", "-", "-x", "none", *arguments], cwd=folder, input=b"int x;", check=True)
    gcc(needs, "-Wl,-soname," + needs)
    gcc("_x.so", "-Wl,--no-as-needed", needs, "-Wl,-rpath,$ORIGIN")
    path = folder / f"{name}-1.0-cp311-cp311-linux_x86_64.whl"
    info = f"{name}-1.0.dist-info"
    tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-linux_x86_64\n"
    members = {f"{name}/_x.so": (folder / "_x.so").read_bytes(), f"{info}/WHEEL": tags.encode(), f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode()}
    if name == "whole":
        members[f"{name}/{needs}"] = (folder / needs).read_bytes()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for member, data in members.items():
            z.writestr(member, data)
        digests = {m: base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode() for m, data in members.items()}
        rows = [f"{m},sha256={digests[m]},{len(data)}\n" for m, data in members.items()]
        z.writestr(f"{info}/RECORD", "".join([*rows, f"{info}/RECORD,,\n"]))
    return path


def commands(text):
    """Every audit-command of the page, one for each call."""
    out = []
    for block in re.findall(r"^```toml\n(.*?)^```$", text, re.M | re.S):
        tool = tomllib.loads(block)["tool"]["cibuildwheel"]
        for table in [tool, *tool.get("overrides", [])]:
            found = table.get("audit-command", [])
            out += [found] if isinstance(found, str) else found
    return out


def cibuildwheel(count, text, env, whole, broken):
    own = [c for c in commands(text) if c.startswith("linkwright ")]
    count.check(len(own) >= 3, "the page shows no audit-command", own)
    for command in own:
        count.check(command.count("{wheel}") == 1 and "{abi3_wheel}" not in command, command, "has not {wheel} once")
        for path, good in ((whole, True), (broken, "--ignore not-found" in command)):
            done = subprocess.run(command.replace("{wheel}", shlex.quote(str(path))), shell=True, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            count.check(done.returncode == (0 if good else 1) and "linkwright:" not in done.stdout, command, path.name, done.returncode, done.stdout)


def pre_commit(count, text, env, whole, broken):
    with open(TOP / ".pre-commit-hooks.yaml", encoding="utf-8") as f:
        hooks = {hook["id"]: hook for hook in yaml.safe_load(f)}
    for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S):
        for repo in yaml.safe_load(block)["repos"]:
            count.check(all(hook["id"] in hooks for hook in repo["hooks"]), "the page names a hook that there is not", block)
    hook = hooks["linkwright-check"]
    count.check(hook["language"] == "system" and hook["types"] == ["file"] and hook["require_serial"] is True, hook)
    for name, wanted in NAMES.items():
        count.check((re.search(hook["files"], name) is not None) == wanted, name, "is taken" if not wanted else "is not taken")
    for paths, status in (([whole], 0), ([whole, broken], 1), ([whole.parent / "no.whl"], 2)):
        done = subprocess.run([*shlex.split(hook["entry"]), *(str(p) for p in paths)], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        count.check(done.returncode == status, hook["entry"], paths, done.returncode, done.stdout)


def main():
    count = Count()
    with tempfile.TemporaryDirectory(prefix="lw-ci-") as folder:
        folder = Path(folder)
        (folder / "bin").mkdir()
        (folder / "bin/linkwright").symlink_to(BINARY)
        env = {**os.environ, "PATH": f"{folder}/bin:/usr/bin:/bin"}
        text = (TOP / "docs/ci.md").read_text()
        whole, broken = wheel(folder, "whole", "libwhole.so"), wheel(folder, "broken", "libbroken.so")
        cibuildwheel(count, text, env, whole, broken)
        pre_commit(count, text, env, whole, broken)
    print(f"ci: {count.passed} passed, {count.failed} failed")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
