#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the compiled library shows: only lw_ names, no variables, no calls that a library must not make; and its headers."""
import os
import re
import subprocess
import tempfile

from tally import BUILD, ROOT, Tally, code_only, sources

BANNED = {"exit", "_exit", "abort", "printf", "fprintf", "vprintf", "vfprintf", "sprintf", "vsprintf", "puts", "fputs", "putchar",
          "perror", "getenv", "secure_getenv", "setlocale", "strerror", "strerror_r", "chdir", "signal", "sigaction", "mmap", "system",
          "stdout", "stderr", "dlopen", "__printf_chk", "__fprintf_chk", "__sprintf_chk", "__vfprintf_chk"}
DECLARED = re.compile(r"\bLW_API\b[^;{]*?\b(lw_\w+)\s*\(", re.S)


def nm(archive, *flags):
    """(member, kind, name) of each symbol."""
    out = subprocess.run(["nm", "-A", *flags, archive], check=True, capture_output=True, text=True).stdout
    rows = []
    for line in out.splitlines():
        left, _, rest = line.rpartition(":")
        fields = rest.split()
        rows.append((left.rpartition(":")[2], fields[-2], fields[-1]))
    return rows


def check_sections(tally, archive):
    out = subprocess.run(["size", "-A", archive], check=True, capture_output=True, text=True).stdout
    member = "?"
    for line in out.splitlines():
        if found := re.match(r"(\S+)\s+(?:\(ex .*\))?:?$", line.strip()):
            member = found[1]
        fields = line.split()
        if len(fields) == 3 and re.fullmatch(r"\.(data|bss|tdata|tbss)(\.(?!rel\.ro).*)?", fields[0]):
            tally.check(fields[1] == "0", f"{member}: {fields[0]} holds {fields[1]} bytes; the library has no variables")


def main():
    tally = Tally("exports")
    archive = next(iter(sorted(BUILD.rglob("liblinkwright.a"))), None)
    if not tally.check(archive is not None, "build/ holds no liblinkwright.a"):
        tally.end()
    defined = {}
    for member, _, name in nm(archive, "--defined-only", "-g"):
        # A linker takes the one that it comes to first, and says nothing.
        tally.check(name not in defined, f"{member}: the global symbol {name} is defined in {defined.get(name)} too")
        defined[name] = member
        tally.check(name.startswith("lw_"), f"{member}: the global symbol {name} does not begin with lw_")
    for member, _, name in nm(archive, "--undefined-only"):
        tally.check(name not in BANNED, f"{member}: calls {name}")
    check_sections(tally, archive)
    declared = set()
    for path in sources("include"):
        declared |= set(DECLARED.findall(code_only(path.read_text())))
    for name in sorted(declared):
        tally.check(name in defined, f"{name} is declared in include/linkwright and is not in the library")
    tally.check(bool(declared), "no function is declared in include/linkwright")
    check_headers(tally)
    tally.end()


def check_headers(tally):
    """Each public header stands alone, also in C++."""
    with tempfile.TemporaryDirectory() as folder:
        for path in sources("include"):
            for language, standard in (("c", "c17"), ("c++", "c++17")):
                source = os.path.join(folder, "one." + language)
                with open(source, "w") as f:
                    f.write(f'#include "linkwright/{path.name}"\n')
                compiler = "gcc" if language == "c" else "clang++"
                done = subprocess.run([compiler, "-x", language, "-std=" + standard, "-Wall", "-Wextra", "-Werror", "-fsyntax-only",
                                       "-I", ROOT / "include", source], capture_output=True, text=True)
                tally.check(done.returncode == 0, f"{path.name} does not stand alone in {standard}:\n{done.stderr}")


main()
