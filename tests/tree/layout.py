#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The shape of the sources: size, licence lines, and calls that a library must not make."""
import re

from tally import ROOT, Tally, code_only, short, sources

MAX_LINES = 600
TABLES = set()  # files that may be longer because they are one table
LICENCE = "SPDX-License-Identifier: Apache-2.0"
PRINTING = re.compile(r"\b(?:printf|fprintf|sprintf|vprintf|vfprintf|vsprintf|dprintf|asprintf|puts|fputs|putchar|perror)\s*\(")
MAY_PRINT = {"base", "report", "cli"}
BANNED = re.compile(r"\b(?:Elf32_\w+|Elf64_\w+|mmap|getenv|secure_getenv|exit|_exit|abort|strerror|strerror_r|setlocale|"
                    r"chdir|signal|sigaction|system|popen|execve?|dlopen|alloca|strtok|gets|strcpy|strcat)\s*\(|"
                    r"\bElf(?:32|64)_\w+")
HIDDEN_STATE = re.compile(r"^\t*static\s+(?!const\b|inline\b)(?!.*\bconst\s+\w+\s*\[)(?!.*\*const\b)[^()\n]*(?:;|=)", re.M)


def lines_with(pattern, text):
    return [text.count("\n", 0, m.start()) + 1 for m in pattern.finditer(text)]


def library_checks(tally, path):
    room = path.relative_to(ROOT / "src").parts[0]
    text = code_only(path.read_text())
    if room not in MAY_PRINT:
        tally.check(not (n := lines_with(PRINTING, text)), f"{short(path)}: prints, in lines {n}")
    if room != "cli":
        tally.check(not (n := lines_with(BANNED, text)), f"{short(path)}: a call or type that a library must not have, in lines {n}")
        tally.check(not (n := lines_with(HIDDEN_STATE, text)), f"{short(path)}: a static variable that is not const, in lines {n}")


def main():
    tally = Tally("layout")
    everything = sources("src", "include", "tests", "fuzz", "tools", "bench", endings=(".c", ".h", ".py", ".sh", ".scd", ".def"))
    everything += sources("docs/man", endings=(".scd",))
    for path in everything:
        raw = path.read_bytes()
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            tally.check(False, f"{short(path)}: is not UTF-8")
            continue
        if not short(path).startswith("tests/cli/"):
            tally.check(LICENCE in "\n".join(text.splitlines()[:4]), f"{short(path)}: no licence line at its top")
        n = len(text.splitlines())
        tally.check(n <= MAX_LINES or short(path) in TABLES, f"{short(path)}: {n} lines; it may hold two things")
        tally.check("TO" "DO" not in text and "FIX" "ME" not in text, f"{short(path)}: something is left to do")
        tally.check(text.endswith("\n") and not re.search(r"[ \t]+$", text, re.M), f"{short(path)}: blanks at the end of a line, or no last newline")
    for path in sources("src"):
        library_checks(tally, path)
    tally.end()


main()
