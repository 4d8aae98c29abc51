#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the examples of the documents and compares what they show.

In README.md and docs/*.md a block marked ```console holds lines `$ command`, each followed by what it writes (both streams); `...`
stands for any text, alone on a line for any lines. In the man pages the lines `$ linkwright …` of literal blocks are
run; they show no output, so what counts is an exit status of 0 or 1 and no complaint.
"""
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = ROOT / "build/linkwright"
FENCE = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
LITERAL = re.compile(r"^```\n(.*?)^```$", re.M | re.S)


def run(command, folder):
    """The command as someone would type it: with the built linkwright in PATH."""
    env = {"PATH": f"{folder}/bin:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    done = subprocess.run(["/bin/sh", "-c", command], cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=120)
    return done.returncode, done.stdout.decode(errors="backslashreplace")


def steps(block):
    """(command, expected output) of a console block."""
    out = []
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            out.append([line[2:].rstrip("\n"), ""])
        elif out and out[-1][0].endswith("\\"):
            out[-1][0] = out[-1][0][:-1] + line.strip()
        elif out:
            out[-1][1] += line
    return out


def as_pattern(text):
    out = ""
    for line in text.splitlines():
        out += r"(?:.*\n)*?" if line.strip() == "..." else ".*".join(map(re.escape, line.split("..."))) + r"\n"
    return out


class Examples:
    def __init__(self, folder):
        self.folder, self.passed, self.failed = folder, 0, 0

    def count(self, good, message):
        self.passed += good
        self.failed += not good
        if not good:
            print(f"FAILED: {message}")

    def document(self, path):
        name = path.relative_to(ROOT)
        for block in FENCE.findall(path.read_text()):
            for command, want in steps(block):
                _, got = run(command, self.folder)
                good = re.fullmatch(as_pattern(want), got) is not None
                self.count(good, f"{name}: $ {command}\n--- the document shows\n{want}--- and this came\n{got}")

    def man_page(self, path):
        name, n = path.relative_to(ROOT), 0
        for block in LITERAL.findall(path.read_text()):
            for command, _ in steps(block):
                status, got = run(command, self.folder)
                good = status in (0, 1) and got != "" or re.search(r" --record | -o | --output ", command) and status in (0, 1)
                self.count(bool(good) and "linkwright:" not in got, f"{name}: $ {command}\nexit {status}\n{got}")
                n += 1
        self.count(n > 0, f"{name}: shows no example")


def main():
    folder = Path(tempfile.mkdtemp(prefix="linkwright-docs-"))
    examples = Examples(folder)
    try:
        (folder / "bin").mkdir()
        (folder / "bin/linkwright").symlink_to(BINARY)
        if not BINARY.exists():
            examples.count(False, f"{BINARY} is not built")
        else:
            for path in [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "HACKING.md", *sorted((ROOT / "docs").glob("*.md"))]:
                examples.document(path)
            for path in sorted((ROOT / "docs/man").glob("*.scd")):
                examples.man_page(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"docs: {examples.passed} passed, {examples.failed} failed")
    return 1 if examples.failed else 0


if __name__ == "__main__":
    sys.exit(main())
