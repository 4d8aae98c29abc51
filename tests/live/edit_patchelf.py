#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`linkwright patchelf` beside Debian trixie's patchelf 0.18: what readelf and the loader say after the same calls on copies.

A result of patchelf that the loader takes without a complaint that the file did not give rise to before is what ours has to be equal to, but for what
`known` tells. The options that print are compared on files of the system, which nothing writes to.

edit_patchelf.py [--linkwright FILE] [--ours COMMAND] [--all [--only WORD]] [--prints N] [--seed N] [--out PAGE]
"""
import argparse
import collections
import glob
import os
import random
import re
import shutil
import sys
import tempfile

import campaign_report
import patchelf_cases as cases
import patchelf_foreign as foreign
import patchelf_look as look

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
PRINTS = [["--print-needed", "--print-rpath", "--print-soname", "--print-execstack", "--print-os-abi"], ["--print-interpreter"]]
SYSTEM = ["/usr/bin/env", "/usr/bin/perl", "/usr/bin/git", "/usr/bin/readelf", "/usr/lib/x86_64-linux-gnu/libz.so.1", "/usr/lib/x86_64-linux-gnu/libstdc++.so.6",
          "/usr/lib/x86_64-linux-gnu/libm.so.6", "/usr/lib/x86_64-linux-gnu/libcrypto.so.3", "/usr/lib/x86_64-linux-gnu/libjansson.so.4", "/usr/bin/tar",
          "/usr/lib/x86_64-linux-gnu/libxml2.so.2", "/usr/bin/xz"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=os.path.join(TOP, "build", "linkwright"))
    parser.add_argument("--ours", help="another patchelf in linkwright's place, to see what the comparison tells apart")
    parser.add_argument("--all", action="store_true", help="every case on every file")
    parser.add_argument("--only", default="", help="files whose names contain this")
    parser.add_argument("--prints", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    parser.add_argument("--out", help="write a page")
    return parser.parse_args()


class Side:
    """One of the two: its result for a case on a copy of a file, in a folder of its own."""

    def __init__(self, name, folder, run):
        self.name, self.run = name, run
        self.folder = os.path.join(folder, name)
        os.makedirs(self.folder)

    def result(self, source, calls):
        """(status, what was said, path). Nothing else is beside it that $ORIGIN would find."""
        shutil.rmtree(self.folder)
        os.makedirs(self.folder)
        path = os.path.join(self.folder, os.path.basename(source))
        shutil.copyfile(source, path)
        os.chmod(path, 0o755)
        for words in calls:
            status, _, err = self.run(words, os.path.basename(path), self.folder)
            if status != 0:
                return status, err.strip(), path
        return 0, "", path


def once(names):
    return list(dict.fromkeys(names))


def known(calls, theirs, ours):
    """Why what differs may differ, by its cause: {what: cause}."""
    words = [w for call in calls for w in call]
    out = {}
    if {"--add-needed", "--replace-needed"} & set(words) and once(theirs["needed"]) == ours["needed"] != theirs["needed"]:
        out["needed"] = "a library is not needed twice"
    if "--clear-symbol-version" in words or "--remove-needed" in words:
        gone = set(theirs["versions asked"]) - set(ours["versions asked"])
        if gone and not set(ours["versions asked"]) - set(theirs["versions asked"]):
            cause = "versions that nothing is bound to any more are not asked for" if "--clear-symbol-version" in words else \
                "versions of a removed library go with it"
            out["versions asked"] = cause
            if without(theirs, "VERNEEDNUM", "VERNEED", "VERSYM") == without(ours, "VERNEEDNUM", "VERNEED", "VERSYM"):
                out["tags"] = cause
            if "--remove-needed" in words and bare(theirs["symbols"]) == bare(ours["symbols"]):
                out["symbols"] = cause
    paths = [entry for entry in theirs["tags"] if entry[0] in ("RPATH", "RUNPATH")]
    if len(paths) == 2 and without(theirs, "RPATH", "RUNPATH") == without(ours, "RPATH", "RUNPATH") and \
            len(kept := [entry for entry in ours["tags"] if entry in paths]) == 1 and asked_path(words, kept[0][1]):
        out["tags"] = "one search path, not two of which one counts"
    return out


def asked_path(words, path):
    """Is that the search path that the last option about it gave, or does nothing give one?"""
    given = [b for a, b in zip(words, words[1:]) if a in ("--set-rpath", "--add-rpath")]
    return not given or path.endswith(given[-1]) or given[-1].startswith("@") or "--shrink-rpath" in words


def without(facts, *tags):
    return [entry for entry in facts["tags"] if entry[0] not in tags]


def bare(symbols):
    return sorted(s.split("@")[0] for s in symbols)


def judge(before, calls, theirs, ours, libs):
    """(verdict, what is told): same, known, better, excluded, differs."""
    if theirs[0] != 0 or ours[0] != 0:
        return refusals(theirs, ours)
    now, mine = look.trace(theirs[2], libs), look.trace(ours[2], libs)
    new = [line for line in now[1] if line not in before[1]]
    if new and now != mine:
        return ("excluded" if mine[1] else "better"), f"patchelf's result does not load: {complaint(new)}"
    a, b = look.facts(theirs[2]), look.facts(ours[2])
    a["loads"], b["loads"] = now, mine
    differs = [what for what in a if a[what] != b[what]]
    causes = known(calls, a, b)
    left = [what for what in differs if what not in causes]
    if not left:
        return ("known" if differs else "same"), "; ".join(sorted({causes[w] for w in differs}))
    return "differs", "; ".join(f"{what}: {shorter(a[what], b[what])}" for what in left)


def complaint(lines):
    """The first of them without names, as a cause."""
    text = re.sub(r"[`'][^`']*'|\S+ => |GLIBC\w*_[\d.]+", "…", lines[0])
    return re.sub(r"^(…|FILE: |/\S+: )+", "", text)[:90]


def refusals(theirs, ours):
    if theirs[0] != 0 and ours[0] != 0:
        return ("same" if theirs[1] == ours[1] else "known"), "" if theirs[1] == ours[1] else "both refuse, with other words"
    if theirs[0] != 0:
        return "better", f"patchelf refuses: {theirs[1][-90:]}"
    return "differs", f"ours refuses: {ours[1][:200]}"


def shorter(a, b):
    if isinstance(a, list):
        return f"patchelf has {[x for x in a if x not in b] or a}, ours {[x for x in b if x not in a] or b}"[:300]
    return f"patchelf has {a}, ours {b}"[:300]


def files(folder, everything, only):
    made = cases.compiled(os.path.join(folder, "made"))
    here = [os.path.realpath(p) for p in SYSTEM if os.path.exists(p)]
    if everything:
        return [p for p in made + here if only in os.path.basename(p)]
    names = {"pie", "exec", "library.so", "lld.so", "both"}
    return [p for p in made if os.path.basename(p) in names] + here[:1] + here[4:6]


def compare(options, tool, folder):
    """Counter of verdicts, rows of all that is not the same, the files."""
    tally, rows, names = collections.Counter(), [], []
    os.makedirs(os.path.join(folder, "made"))
    libs = cases.aliases(os.path.join(folder, "alias"))
    ours = options.ours or "patchelf"
    sides = [Side("theirs", folder, tool.edit), Side("ours", folder, lambda words, file, cwd: foreign.call([ours, *words, file], cwd))]
    for path in files(folder, options.all, options.only):
        names.append(os.path.basename(path))
        before = look.trace(path, libs)
        words = cases.words_for(path, os.path.join(folder, "words"))
        for i, (name, calls) in enumerate(cases.CASES):
            if not options.all and i not in cases.SMALL:
                continue
            told = [[replaced(w, words) for w in call] for call in calls]
            verdict, what = judge(before, told, *(side.result(path, told) for side in sides), libs)
            tally[verdict] += 1
            if verdict != "same":
                rows.append((verdict, names[-1], name, what))
    return tally, rows, names


def replaced(word, words):
    for key, value in words.items():
        word = word.replace(key, value)
    return word


def drawn(options):
    found = glob.glob("/usr/bin/*") + glob.glob("/usr/sbin/*") + glob.glob("/usr/lib/x86_64-linux-gnu/**/*.so*", recursive=True)
    out = []
    for path in sorted({os.path.realpath(p) for p in found}):
        if os.path.isfile(path) and os.access(path, os.R_OK):
            with open(path, "rb") as f:
                out += [path] if f.read(4) == b"\x7fELF" else []
    random.Random(options.seed).shuffle(out)
    return out[:options.prints]


def prints(options, tool, folder):
    """(passed, failures) of the options that print; no other option is among them, so nothing is written."""
    passed, wrong = 0, []
    for path in drawn(options):
        for words in PRINTS:
            assert all(w.startswith("--print-") for w in words)
            theirs, ours = tool.run([*words, path], folder), foreign.call([options.ours or "patchelf", *words, path], folder)
            if theirs == ours:
                passed += 1
            else:
                wrong.append((path, " ".join(words), theirs, ours))
    return passed, wrong


def page(options, tool, tally, rows, printed, names):
    words = {"same": "the same", "known": "differs, as linkwright-patchelf(1) says", "better": "patchelf's result does not load or patchelf refuses; ours loads",
             "excluded": "patchelf's result does not load, and ours tells of something missing too", "differs": "DIFFERS"}
    causes = collections.Counter((words[verdict], what) for verdict, _, _, what in rows if verdict != "differs")
    what = [f"patchelf {tool.version} of Debian {tool.release}; {len(cases.CASES)} cases of one or more calls (tests/live/patchelf_cases.py) on {len(names)} files, seed {options.seed}: "
            + ", ".join(names) + ".", "",
            "The interpreter; the dynamic section: the needed libraries in their order and every other entry, places left out; the symbols with their versions; the versions asked for; "
            "the stack; the OS of the header; and the libraries and complaints of the loader in trace mode with every symbol bound."]
    sections = [
        ("Result", campaign_report.table(("", "pairs of file and case"), [(words[v], tally[v]) for v in words])),
        ("What was compared", what),
        ("Options that print", [f"{printed[0]} calls on {options.prints} files with the same output, complaint and status, {len(printed[1])} others."]),
        ("Causes", campaign_report.table(("", "cause", "pairs"), [(v, w, n) for (v, w), n in sorted(causes.items(), key=lambda i: (i[0][0], -i[1]))])),
        ("Pairs that differ", campaign_report.table(("file", "case", ""), [r[1:] for r in rows if r[0] == "differs"]) if tally["differs"] else ["None."]),
    ]
    campaign_report.write(options.out, "Campaign: patchelf's command line", options.linkwright, sections)


def main():
    options = arguments()
    try:
        tool = foreign.Tool("patchelf", "trixie", os.path.join(TOP, "build", "debs"))
    except foreign.Unreachable as e:
        print(f"skipped: {e}\nedit_patchelf: 0 passed, 0 failed, 1 skipped")
        return 0
    print(f"edit_patchelf: seed {options.seed}, patchelf {tool.version}")
    with tempfile.TemporaryDirectory(prefix="lw-patchelf-") as folder:
        if not options.ours:
            options.ours = os.path.join(folder, "patchelf")
            shutil.copy2(options.linkwright, options.ours)
        tally, rows, names = compare(options, tool, folder)
        printed = prints(options, tool, folder)
    for row in rows:
        if row[0] == "differs" or options.all:
            print(": ".join(row))
    for path, words, theirs, ours in printed[1]:
        print(f"FAILED: {words} {path}\n--- patchelf {theirs}\n--- ours {ours}")
    print(dict(tally), f"prints: {printed[0]} the same, {len(printed[1])} not")
    if options.out:
        page(options, tool, tally, rows, printed, names)
    failed = tally["differs"] + len(printed[1])
    print(f"edit_patchelf: {sum(tally.values()) - tally['differs'] + printed[0]} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
