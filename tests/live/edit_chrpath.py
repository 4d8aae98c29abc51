#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`linkwright chrpath`, called by that name, beside Debian's chrpath on copies: output, complaints, status, and what readelf says of the file.

Only paths that fit are given, since chrpath takes no longer ones.
"""
import os
import shutil
import sys
import tempfile

import patchelf_cases as cases
import patchelf_foreign as foreign
import patchelf_look as look

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
FILES = ("pie", "exec", "library.so", "bare.so", "gold", "lld")
CASES = [[], ["-l"], ["-r", "/x"], ["-r", "/opt/li"], ["--replace", ""], ["--replace=/y"], ["-c"], ["--convert", "-r", "/z"], ["-d"], ["--delete"], ["-d", "-r", "/x"],
         ["-lr", "/x"], ["-r/x"], ["-k", "-l"], ["--keep", "--li"], ["-kc"], ["-l", "nowhere"], ["-k", "-l", "nowhere"], ["-k", "-r", "/x", "nowhere", "text"],
         ["-l", "text"], ["-d", "text"], ["-c", "."], ["-v"], ["-l", "-v"]]


def result(run, source, words, folder):
    """What it said, and what is in the file afterwards."""
    name = os.path.basename(source)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    shutil.copyfile(source, os.path.join(folder, name))
    with open(os.path.join(folder, "text"), "w", encoding="utf-8") as f:
        f.write("a text that is no ELF file, and longer than a header\n")
    told = run(words, name, folder)
    return told, sorted((t, v) for t, v in look.dynamic(os.path.join(folder, name)) if t in ("RPATH", "RUNPATH"))


def main():
    try:
        tool = foreign.Tool("chrpath", "bookworm", os.path.join(TOP, "build", "debs"))
    except foreign.Unreachable as e:
        print(f"skipped: {e}\nedit_chrpath: 0 passed, 0 failed, 1 skipped")
        return 0
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="lw-chrpath-") as folder:
        ours = os.path.join(folder, "chrpath")
        shutil.copy2(os.path.join(TOP, "build", "linkwright"), ours)
        os.mkdir(os.path.join(folder, "made"))
        files = [p for p in cases.compiled(os.path.join(folder, "made")) if os.path.basename(p) in FILES]
        for path in files:
            for words in CASES:
                a = result(tool.edit, path, words, os.path.join(folder, "work"))
                b = result(lambda words, file, cwd: foreign.call([ours, *words, file], cwd), path, words, os.path.join(folder, "work"))
                passed += a == b
                failed += a != b
                if a != b:
                    print(f"FAILED: {words} {os.path.basename(path)}\n--- chrpath {a}\n--- ours    {b}")
    print(f"edit_chrpath: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
