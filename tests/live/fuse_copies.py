# SPDX-License-Identifier: Apache-2.0
"""Whether a process of a fused program loads a library, as a second copy, that it has within: by what the loader tells with LD_DEBUG=files."""
import glob
import os
import re

FILE = re.compile(r"file=(\S+) \[\d+\];\s+(needed|dynamically loaded) by (.+) \[\d+\]$")
MADE = re.compile(r"file=(\S+) \[\d+\];\s+generating link map")
CONTROL = re.compile(r"\ttransferring control: (.+)$")
PLACE = "told-by-the-loader"


class Program:
    """What the loader told of one program; a process that becomes another one has several."""

    def __init__(self):
        self.name, self.asked, self.loaded = None, [], set()  # asked: (library, whether "needed", by whom)

    def is_of_another(self, by):
        """Whether this asks already for the next program of the process: none of the files that are loaded asks."""
        return self.name is not None and by != self.name and os.path.basename(by) not in self.loaded

    def needs(self, names):
        """Whether it asks for one of them when it starts: then it is not the fused one."""
        return any(how == "needed" and by == self.name and os.path.basename(name) in names for name, how, by in self.asked)


def programs(lines):
    out = [Program()]
    for line in lines:
        if match := FILE.search(line):
            if out[-1].is_of_another(match[3]):
                out.append(Program())
            out[-1].asked.append(match.groups())
        elif match := MADE.search(line):
            out[-1].loaded.add(os.path.basename(match[1]))
        elif match := CONTROL.search(line):
            out[-1].name = match[1]
    return out


def watched(script):
    """The script, of which each process's loader writes down what it loads."""
    return f'mkdir -m 1777 {PLACE}; export LD_DEBUG=files LD_DEBUG_OUTPUT="$PWD/{PLACE}/d"\n' + script


def second_copies(folder, place, within):
    """(how many processes were fused programs, ["program: library"]). place: from a name to the real path; within: {real path: sonames in it}."""
    processes, copies = 0, set()
    for file in glob.glob(os.path.join(folder, PLACE, "d.*")):
        with open(file, encoding="utf-8", errors="replace") as f:
            told = programs(f.read().split("\n"))
        for program in told:
            path = place(program.name) if program.name else None
            if path in within and not program.needs(within[path]):
                processes += 1
                copies |= {f"{os.path.basename(path)}: {name}" for name in program.loaded & within[path]}
    return processes, sorted(copies)
