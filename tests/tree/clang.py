#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""clang has nothing to warn of either: each file that gcc built is read by it with the same warnings, and those that only it has."""
import concurrent.futures
import json
import re
import shlex
import subprocess

from tally import BUILD, Tally

KEPT = re.compile(r"-(?:I|D|W(?!l,|error)|std=|isystem|pthread)")


def words(entry):
    """The words of the compiler's call that clang takes, too."""
    given = shlex.split(entry["command"])
    return [w for w in given if KEPT.match(w)]


def look(entry):
    done = subprocess.run(["clang", "-fsyntax-only", "-Wno-unknown-warning-option", *words(entry), "-Werror", entry["file"]], cwd=entry["directory"],
                          capture_output=True, text=True, check=False)
    return entry["file"], done.returncode, done.stderr


def main():
    tally = Tally("clang")
    entries = {e["file"]: e for e in json.loads((BUILD / "compile_commands.json").read_text()) if e["file"].endswith(".c") and "/src/" in e["file"]}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for file, status, said in pool.map(look, entries.values()):
            tally.check(status == 0, f"{file}: {said.strip()[:400]}")
    tally.check(len(entries) > 400, f"only {len(entries)} files were found")
    tally.end()


if __name__ == "__main__":
    main()
