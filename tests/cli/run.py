#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Transcripts of the command line. NAME.sh runs in an empty directory with linkwright in its PATH and make.sh read before it.

NAME.out and NAME.err are what it must write (absent: nothing), NAME.exit its exit status (absent: 0). In NAME.out.glob and
NAME.err.glob each line is a pattern: * any text, ? any character, and a line of three points any lines. The
directory is written @DIR@ in all of them, and the offset of a dynamic entry or a load command OFFSET.

run.py [--bless] [--binary FILE] [NAME...]     --bless writes down what came; read it before it is kept
"""
import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BINARY = ROOT / "build/linkwright"


def pattern(glob):
    """The regular expression for a text of glob lines."""
    out = ""
    for line in glob.splitlines():
        if line == "...":
            out += r"(?:.*\n)*?"
        else:
            out += "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in line) + r"\n"
    return out


def matches(name, end, got):
    glob, exact = HERE / f"{name}.{end}.glob", HERE / f"{name}.{end}"
    if glob.exists():
        return re.fullmatch(pattern(glob.read_text()), got) is not None, glob
    return got == (exact.read_text() if exact.exists() else ""), exact


def run(name, binary):
    """stdout, stderr, exit status of one script."""
    work = Path(tempfile.mkdtemp(prefix="linkwright-cli-", dir="/tmp"))
    try:
        place, bin_dir = work / "w", work / "bin"
        place.mkdir()
        bin_dir.mkdir()
        (bin_dir / "linkwright").symlink_to(binary)
        env = {"PATH": f"{bin_dir}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(place), "TERM": "xterm"}
        done = subprocess.run(["/bin/bash", "-c", '. "$1"; . "$2"', "bash", HERE / "make.sh", HERE / f"{name}.sh"], cwd=place,
                              env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        texts = [t.decode(errors="backslashreplace").replace(str(place), "@DIR@").replace(str(work), "@WORK@")
                 for t in (done.stdout, done.stderr)]
        # Where the linker puts an entry differs from one linker to the next.
        texts = [re.sub(r"(\((?:DT|LC)_[A-Z_]+ at )0x[0-9a-f]+", r"\1OFFSET", t) for t in texts]
        return *texts, done.returncode
    finally:
        shutil.rmtree(work, ignore_errors=True)


def bless(name, out, err, status):
    for end, text in (("out", out), ("err", err), ("exit", f"{status}\n" if status else "")):
        if (HERE / f"{name}.{end}.glob").exists():
            continue
        path = HERE / f"{name}.{end}"
        if text:
            path.write_text(text)
        else:
            path.unlink(missing_ok=True)


def check(name, binary):
    """The reasons why it failed."""
    out, err, status = run(name, binary)
    wrong = []
    for end, got in (("out", out), ("err", err)):
        good, path = matches(name, end, got)
        if not good:
            want = path.read_text() if path.exists() else ""
            wrong.append(f"  {path.name} has:\n{want}  and this came:\n{got}")
    exit_file = HERE / f"{name}.exit"
    want = int(exit_file.read_text()) if exit_file.exists() else 0
    if status != want:
        wrong.append(f"  exit status {status}, not {want}\n")
    return wrong, (out, err, status)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bless", action="store_true")
    parser.add_argument("--binary", type=Path, default=BINARY)
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    names = args.names or sorted(p.stem for p in HERE.glob("*.sh") if p.stem != "make")
    n = {True: 0, False: 0}
    if not args.binary.exists():
        print(f"{args.binary} is not built")
        n[False] += 1
        names = []
    for name in names:
        wrong, got = check(name, args.binary.resolve())
        if args.bless and wrong:
            bless(name, *got)
            wrong, _ = check(name, args.binary.resolve())
            print(f"blessed {name}")
        n[not wrong] += 1
        if wrong:
            print(f"FAILED {name}\n" + "".join(wrong))
    used = {p.name.split(".")[0] for p in HERE.iterdir() if p.suffix in (".out", ".err", ".exit", ".glob")}
    for name in sorted(used - {p.stem for p in HERE.glob("*.sh")}):
        n[False] += 1
        print(f"FAILED {name}: there is a transcript and no {name}.sh")
    print(f"cli: {n[True]} passed, {n[False]} failed")
    return 1 if n[False] else 0


if __name__ == "__main__":
    sys.exit(main())
