#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What each symbol is bound to: the real loader's own word (LD_DEBUG=bindings, in trace mode) against ours.

Real programs are bound at once without being started; small random libraries, with versions, weak, protected and
symbolic definitions, copies and addresses, show what real programs do not have. Undefined symbols, and libraries of
which nothing is used (LD_DEBUG=unused, which is ldd -u), are compared as well.

bindings.py [--count N] [--random N] [--seed S] [--all] [--out PAGE]
"""

import argparse
import collections
import glob
import json
import os
import random
import re
import struct
import subprocess
import sys
import tempfile

import answer
import campaign_report
import elfpeek
import oracle

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOL = os.path.join(ROOT, "build", "tests", "bindings")
BINDING = re.compile(r"^\s*\d+:\tbinding file (.*) \[(\d+)\] to (.*) \[(\d+)\]: (?:normal|protected) symbol `(.*)'(?: \[(.*)\])?$")
UNDEFINED = re.compile(r"^undefined symbol: ([^\s,]+)(?:, version (\S+))?\s+\((.*)\)$")
MUSL = "/lib/ld-musl-x86_64.so.1"
MUSL_UNDEFINED = re.compile(r"^Error relocating (.*): (\S+): symbol not found$")
ABORT = re.compile(r"Inconsistency detected by ld.so: dl-lookup.c: \d+: check_match: Assertion `version->filename")
VDSO = ("linux-vdso", "linux-gate")
PLACES = ("/usr/bin/*", "/usr/sbin/*", "/usr/lib/git-core/*", "/usr/libexec/**/*", "/usr/lib/gcc/x86_64-linux-gnu/*/*",
          "/usr/lib/llvm-*/bin/*")
LIBRARIES = ("/usr/lib/x86_64-linux-gnu/*.so*", "/usr/lib/x86_64-linux-gnu/*/*.so*", "/usr/lib/python3*/**/*.so", "/usr/lib32/*.so*")


def trace(path, debug):
    """The real loader's output for PATH in trace mode, everything bound at once: (standard output, standard error)."""
    env = {"LD_TRACE_LOADED_OBJECTS": "1", "LD_WARN": "yes", "LD_BIND_NOW": "yes", "LD_DEBUG": debug}
    done = subprocess.run(oracle.trace_command(path), env=env, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=oracle.TIMEOUT, check=False)
    return oracle.text_of(done.stdout), oracle.text_of(done.stderr)


def real_bindings(path):
    """(bindings, undefined symbols, whether it aborted)."""
    bound, undefined, text = set(), set(), trace(path, "bindings")
    if "error while loading shared libraries" in text[1] or "cannot open shared object file" in text[1]:
        raise oracle.Excluded("the real loader does not load it")
    for line in (text[0] + text[1]).split("\n"):
        if (match := BINDING.match(line)) and not match[1].startswith(VDSO):
            bound.add((match[1], match[3], match[5], match[6] or ""))
        elif match := UNDEFINED.search(line):
            undefined.add((match[3], match[1], match[2] or ""))
    return bound, undefined, ABORT.search(text[1]) is not None


def our_bindings(paths):
    """path -> the same three, and complaints."""
    done = subprocess.run([TOOL, *paths], capture_output=True, check=False)
    found = {}
    for line in oracle.text_of(done.stdout).split("\n"):
        if line.startswith("= "):
            bound, undefined, states, said = found[line[2:]] = (set(), set(), set(), [])
        elif line.startswith("! "):
            said.append(line)
        elif line:
            start, end, symbol, version, state = line.split("\t")
            states.add(state)
            if state in ("found", "abort"):
                bound.add((start, end, symbol, version))
            elif state != "absent":
                undefined.add((start, symbol, version))
    return found


def some(kind, rows):
    return [f"{kind} {' '.join(row)}" for row in sorted(rows)[:4]] + ([f"… {len(rows)} in all"] if len(rows) > 4 else [])


def compare(path, ours):
    """Lines that tell how the two differ, and how many bindings there are."""
    bound, undefined, aborted = real_bindings(path)
    if ours is None:
        return ["no answer"], 0
    mine, missing, states, said = ours
    if aborted:
        return ([] if "abort" in states else ["the real loader aborts"]), 0
    lines = some("not found by us:", bound - mine) + some("only ours:", mine - bound)
    lines += some("undefined, not by us:", undefined - missing) + some("undefined only by us:", missing - undefined) + said
    return lines, len(bound) + len(undefined)


def compare_musl(path, ours):
    """musl's loader tells undefined symbols only; with --list it ends before the program starts."""
    done = subprocess.run([MUSL, "--list", path], env={}, stdin=subprocess.DEVNULL, capture_output=True, timeout=oracle.TIMEOUT, check=False)
    lines = oracle.text_of(done.stdout + done.stderr).split("\n")
    real = {match.groups() for line in lines if (match := MUSL_UNDEFINED.match(line))}
    mine = {(start, symbol) for start, symbol, _ in ours[1]} if ours else set()
    return some("undefined, not by us:", real - mine) + some("undefined only by us:", mine - real), len(real)


def real_unused(path):
    text = trace(path, "unused")
    lines = (text[0] + text[1]).split("\n")
    if "Unused direct dependencies:" not in lines:
        return set()
    return {line.strip() for line in lines[lines.index("Unused direct dependencies:") + 1:] if line.startswith("\t") and "/" in line}


def our_unused(linkwright, paths):
    """path -> names that LW310 tells."""
    done = subprocess.run([linkwright, "check", "--format", "json", "--rule", "LW310", *paths], capture_output=True, check=False)
    results = json.loads(done.stdout)["results"]
    return {r["file"]: {re.match(r"asks for (\S+) and", f["message"])[1] for f in r.get("findings", [])} for r in results}


def left_alone(path):
    """Libraries of which versions are asked, by readelf, and the C library: LW310 leaves them out, and its page says why."""
    said = subprocess.run(["readelf", "-W", "-V", path], capture_output=True, text=True, errors="replace", check=False).stdout
    return {*re.findall(r"Version: 1  File: (\S+)", said), "libc.so.6"}


def compare_unused(path, ours):
    real = {os.path.basename(name) for name in real_unused(path)} - left_alone(path)
    ours = {os.path.basename(name) for name in ours}
    return [] if real == ours else [f"unused for ldd -u: {sorted(real)}, for us: {sorted(ours)}"]


def files(places):
    """Every program or library that the real loader can be asked about without harm."""
    seen = set()
    for place in places:
        for name in sorted(glob.glob(place, recursive=True)):
            path = os.path.realpath(name)
            if path in seen or not os.path.isfile(path) or not os.access(path, os.R_OK):
                continue
            seen.add(path)
            try:
                oracle.trace_command(path)
                yield path
            except (oracle.Excluded, elfpeek.NotElf, OSError):
                continue


SYMBOLS = [f"s{i}" for i in range(6)] + [f"d{i}" for i in range(4)]


def definition(r, name, lines, kinds):
    """One definition in C; says which kind it is."""
    kind = r.choice(kinds)
    mark = {"plain": "", "weak": "__attribute__((weak)) ", "protected": '__attribute__((visibility("protected"))) ',
            "hidden": '__attribute__((visibility("hidden"))) '}[kind]
    lines.append(f"{mark}int {name}{'(void) { return 1; }' if name[0] == 's' else ' = 1;'}")
    return kind


def reference(r, name, own, lines):
    weak = "__attribute__((weak)) " if r.random() < 0.3 else ""
    if not own:
        lines.append(f"extern {weak}int {name}{'(void)' if name[0] == 's' else ''};")
    where = r.randrange(1 << 30)
    if name[0] == "s" and r.random() < 0.6:
        lines.append(f"int call_{name}_{where}(void);\nint call_{name}_{where}(void) {{ return {name}(); }}")
    if name[0] == "d" or r.random() < 0.5:
        lines.append(f"void *at_{name}_{where} = (void *)&{name};")


def source(r, defined, used, kinds=("plain", "plain", "plain", "weak", "protected", "hidden")):
    lines, hidden = [], set()
    for name in defined:
        if definition(r, name, lines, kinds) == "hidden":
            hidden.add(name)
    for name in used:
        reference(r, name, name in defined, lines)
    return "\n".join(lines) + "\n", [name for name in defined if name not in hidden]


def version_script(r, visible):
    """Sometimes none; names fall under V1, V2 or no version."""
    if r.random() < 0.4:
        return None
    groups = collections.defaultdict(list)
    for name in visible:
        groups[r.choice(("V1", "V2", "V1", ""))].append(name)
    text = "".join(f"{v} {{ global: {' '.join(n + ';' for n in names)} }};\n" for v, names in sorted(groups.items()) if v)
    return text or None


def gcc(directory, *words):
    subprocess.run(["gcc", "-w", "-O0", *words], cwd=directory, check=True, stdout=subprocess.DEVNULL)


def set_symbolic(path):
    """Makes the first spare entry of the dynamic section DT_SYMBOLIC: a linker that is told to write it binds by itself as well."""
    with open(path, "r+b") as f:
        data = f.read()
        table, n = struct.unpack_from("<Q", data, 32)[0], struct.unpack_from("<H", data, 56)[0]
        at = next(struct.unpack_from("<Q", data, table + 56 * i + 8)[0] for i in range(n) if data[table + 56 * i] == 2)
        while struct.unpack_from("<Q", data, at)[0] != 0:
            at += 16
        if struct.unpack_from("<Q", data, at + 16)[0] == 0:
            f.seek(at)
            f.write(struct.pack("<QQ", 16, 0))


def build_library(r, directory, i, before, again):
    """libI.so; again: another version of one that others were linked with, under the same name."""
    defined = SYMBOLS if again else r.sample(SYMBOLS, r.randrange(2, 7))
    text, visible = source(r, defined, r.sample(SYMBOLS, r.randrange(1, 6)))
    script = version_script(r, visible) if not again or r.random() < 0.4 else None
    words = ["-shared", "-fPIC", "-nostdlib", "-o", f"lib{i}.so", f"-Wl,-soname,lib{i}.so", "-Wl,--no-as-needed"]
    if script:
        with open(os.path.join(directory, "script"), "w", encoding="ascii") as f:
            f.write(script)
        words.append("-Wl,--version-script,script")
    words += r.choice(([], [], [], ["-Wl,--hash-style=sysv"]))
    with open(os.path.join(directory, f"{i}.c"), "w", encoding="ascii") as f:
        f.write(text)
    gcc(directory, *words, f"{i}.c", *[f"lib{n}.so" for n in r.sample(before, min(len(before), r.randrange(3)))])


def random_program(r, directory, musl=False):
    """A program with four libraries, one of which was built anew after the others were linked with it."""
    for i in range(4):
        build_library(r, directory, i, list(range(i)), False)
    text, _ = source(r, [n for n in r.sample(SYMBOLS, 2)], r.sample(SYMBOLS, 5), ("plain", "plain", "weak"))
    with open(os.path.join(directory, "main.c"), "w", encoding="ascii") as f:
        f.write("int main(void) { return 0; }\nvoid _start(void) { for (;;); }\n" if musl else "int main(void) { return 0; }\n")
        f.write(text)
    how = r.choice((["-no-pie", "-fno-pic"], ["-pie", "-fPIE"], ["-no-pie", "-fno-pic", "-rdynamic"]))
    if musl:
        how = [*how, "-nostdlib", f"-Wl,--dynamic-linker,{MUSL}"]
    gcc(directory, *how, "main.c", "-o", "main", "-Wl,--no-as-needed", "-Wl,--unresolved-symbols=ignore-all",
        "-Wl,-rpath,$ORIGIN", *[f"lib{i}.so" for i in r.sample(range(4), 4)])
    for i in range(4):
        subprocess.run(["patchelf", "--set-rpath", "$ORIGIN", f"lib{i}.so"], cwd=directory, check=False)
    if r.random() < 0.5:
        build_library(r, directory, r.randrange(3), [], True)
    if r.random() < 0.3:
        set_symbolic(os.path.join(directory, f"lib{r.randrange(4)}.so"))


SYMBOL = re.compile(r"^\s*\d+: ([0-9a-f]+)\s+\S+ (FUNC|OBJECT|IFUNC)\s+GLOBAL (DEFAULT|PROTECTED)\s+(?:\[.*?\]\s+)?(\d+) (\S+)$")
EVERYWHERE = {"_init", "_fini", "_start", "main", "_IO_stdin_used"}


def exported(path):
    """The names that readelf shows as defined for others, old versions left out."""
    text = subprocess.run(["readelf", "-W", "--dyn-syms", path], capture_output=True, text=True, errors="replace", check=True).stdout
    names = [match[5] for match in map(SYMBOL.match, text.split("\n")) if match and int(match[1], 16)]
    names = [name.split("@")[0] for name in names if "@@" in name or "@" not in name]
    return [name for name in names if name not in EVERYWHERE]


def look_at_overlaps(r, paths, sums):
    """Names in common of pairs of libraries, and of each with itself."""
    for x, y in [r.sample(paths, 2) for _ in range(8)] + [[p, p] for p in r.sample(paths, 3)]:
        done = subprocess.run([TOOL, "--overlap", x, y], capture_output=True, text=True, check=False)
        names_x, names_y = exported(x), exported(y)
        want = f"{sum(name in set(names_y) for name in names_x)} {len(names_x)} {len(names_y)}"
        sums.take(f"{x} and {y}", [] if done.stdout.strip() == want else [f"{want} wanted, {done.stdout}"], 0, "pairs of libraries, names in common")


class Sums:
    def __init__(self):
        self.passed = self.failed = self.bindings = 0
        self.differences = []
        self.kinds = collections.Counter()

    def take(self, what, lines, n, kind):
        self.bindings += n
        self.kinds[kind] += 1
        if not lines:
            self.passed += 1
            return
        self.failed += 1
        self.differences.append((what, lines))
        print(f"DIFFERENT {what}\n    " + "\n    ".join(lines), flush=True)


def look_at(paths, what, options, sums):
    for start in range(0, len(paths), 40):
        some_paths = paths[start:start + 40]
        ours = our_bindings(some_paths)
        unused = our_unused(options.linkwright, some_paths)
        for path in some_paths:
            try:
                lines, n = compare(path, ours.get(path))
            except oracle.Excluded as why:
                sums.kinds[f"{what} left out: {why}"] += 1
                continue
            sums.take(path, lines, n, f"{what}, every binding")
            sums.take(path + " (unused)", compare_unused(path, unused.get(path, set())), 0, f"{what}, unused libraries")


def look_at_random(options, sums):
    for i in range(options.random):
        r = random.Random(f"{options.seed}-{i}")
        with tempfile.TemporaryDirectory(prefix="lw-bindings-") as directory:
            random_program(r, directory)
            path = os.path.join(directory, "main")
            lines, n = compare(path, our_bindings([path]).get(path))
            sums.take(f"random program {i}", lines, n, "random programs, every binding")
        with tempfile.TemporaryDirectory(prefix="lw-bindings-") as directory:
            random_program(r, directory, True)
            path = os.path.join(directory, "main")
            lines, n = compare_musl(path, our_bindings([path]).get(path))
            sums.take(f"random program {i} for musl", lines, n, "random programs for musl, undefined symbols")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--count", type=int, default=40, help="real programs, chosen by the seed")
    parser.add_argument("--random", type=int, default=12, help="random programs that are built")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="all real programs")
    parser.add_argument("--out", help="the Markdown page to write")
    options = parser.parse_args()
    sums = Sums()
    for what, places, count in (("programs", PLACES, options.count), ("libraries", LIBRARIES, options.count // 4)):
        paths = list(files(places))
        if not options.all:
            paths = random.Random(options.seed).sample(paths, min(count, len(paths)))
        look_at(paths, what, options, sums)
    look_at_overlaps(random.Random(options.seed), list(files(LIBRARIES)), sums)
    look_at_random(options, sums)
    if options.out:
        shown = [line for what, lines in sums.differences for line in [f"    {what}"] + [f"        {x}" for x in lines]]
        rows = [*sums.kinds.items(), ("bindings and undefined symbols compared", sums.bindings), ("differences", sums.failed)]
        campaign_report.write(options.out, "Campaign: every symbol of every program bound", options.linkwright,
                              [("Result", campaign_report.table(("", ""), rows)), ("Seed", [str(options.seed)]),
                               ("Differences", shown or ["none"])])
    print(f"bindings: {sums.passed} passed, {sums.failed} failed ({sums.bindings} bindings)")
    return 1 if sums.failed else 0


if __name__ == "__main__":
    sys.exit(main())
