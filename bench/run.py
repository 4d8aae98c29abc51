#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Time and memory of linkwright beside other tools and beside the least that the same work can cost (bench/floor.c), in turn.

Eleven kinds of work: one program with many libraries; every program of /usr/bin in one call; a sample of them with one call each; every
binary below /usr; the Mach-O files and the PE files of some npm packages (foreign.py); every binary below /usr and a wheel of 500 MB under `check` (wholes.py); a longer rpath in a library of 100 MB (edits.py);
programs that are started as they are and fused (starts.py); fusing (fusing.py). Writes docs/results/bench.md. As root on Debian it installs libtree, pax-utils, time and, where no program
has 200 libraries, ffmpeg.

bench/run.py [--rounds N] [--sample N] [--out FILE]
bench/run.py --foreign [--rounds N]     only the files of npm packages, on standard output
bench/run.py --packages [--rounds N]    only the two kinds of check, on standard output
bench/run.py --edits [--rounds N]       only the rpath, on standard output
bench/run.py --fuse [--rounds N]        only what is fused: five starts for each round, on standard output
"""
import argparse
import datetime
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import edits
import foreign
import fusing
import starts
import wholes
from measure import ENV, Call, in_turn

ROOT = Path(__file__).resolve().parent.parent
LINKWRIGHT = ROOT / "build/linkwright"
STATIC = ROOT / "build-static/linkwright"
PACKAGES = {edits.LIBRARY: edits.PACKAGE, "/usr/bin/patchelf": "patchelf", "/usr/bin/libtree": "libtree", "/usr/bin/lddtree": "pax-utils", "/usr/bin/time": "time",
            **starts.PACKAGES, **fusing.PROGRAMS}
MANY = 200
STARTS = 5  # for each round


def install(packages):
    if not packages:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"bench: {' '.join(packages)}: not installed, and this is not root on Debian", file=sys.stderr)
        return
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=True,
                   env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


def programs():
    """(path, number of libraries) of the dynamic programs of /usr/bin, each real file once."""
    found = {}
    for path in sorted(Path("/usr/bin").iterdir()):
        try:
            if path.is_file() and path.open("rb").read(4) == b"\x7fELF":
                found.setdefault(path.resolve(), str(path))
        except OSError:
            pass
    out = subprocess.run([LINKWRIGHT, "tree", "--format", "json", *sorted(found.values())], env=ENV, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, check=False).stdout
    return [(r["file"], r["summary"]["libraries"]) for r in json.loads(out)["results"]
            if r.get("kind") in ("program", "library") and "error" not in r]


def loaded_by(files):
    """Every file that these load, themselves too."""
    out = subprocess.run([LINKWRIGHT, "tree", "--format", "json", *files], env=ENV, stdout=subprocess.PIPE, check=False).stdout
    paths = {o["path"] for r in json.loads(out)["results"] for o in r["objects"] if o["found"] and o["path"]}
    return "".join(f"{p}\n" for p in sorted(paths | set(files)))


def build_floor(folder):
    floor = Path(folder) / "floor"
    subprocess.run(["gcc", "-O2", "-pthread", "-o", floor, ROOT / "bench/floor.c"], check=True)
    return floor


def tree_tools(files, per_file=False):
    """The same files for each tool: in one call, or in one each."""
    def calls(*argv):
        return [Call(*argv, f) for f in files] if per_file else [Call(*argv, *files)]
    return {"linkwright tree": calls(LINKWRIGHT, "tree"), "linkwright tree, static release": calls(STATIC, "tree"),
            "libtree -v": calls("/usr/bin/libtree", "-v"), "libtree -vvv": calls("/usr/bin/libtree", "-vvv"),
            "lddtree": calls("/usr/bin/lddtree"), "ldd": calls("/usr/bin/ldd")}


def present(tools):
    return {name: calls for name, calls in tools.items() if os.path.exists(calls[0].argv[0])}


def work_one(floor, path, rounds):
    tools = {"floor": [Call(floor, "tree", text=loaded_by([path]))], **tree_tools([path])}
    return in_turn(present(tools), rounds, slow=("lddtree", "libtree -vvv"))


def work_all(floor, files, rounds):
    tools = {"floor": [Call(floor, "tree", text=loaded_by(files))], **tree_tools(files),
             "linkwright tree -j1": [Call(LINKWRIGHT, "tree", "-j1", *files)],
             "libtree -v, a call per file": [Call("/usr/bin/libtree", "-v", f) for f in files]}
    return in_turn(present(tools), rounds, slow=("lddtree", "ldd", "libtree -vvv"))


def work_sample(files, rounds):
    return in_turn(present(tree_tools(files, per_file=True)), rounds, slow=("lddtree",))


def work_scan(floor, rounds):
    scan = [LINKWRIGHT, "scan"]
    tools = {"floor": [Call(floor, "walk", "/usr")], "floor, 2 threads": [Call(floor, "walk", "-j", "2", "/usr")],
             "floor with dynamic sections": [Call(floor, "walk", "-d", "/usr")],
             "linkwright scan -j1": [Call(*scan, "-j1", "/usr")], "linkwright scan -j2": [Call(*scan, "-j2", "/usr")],
             "linkwright scan -j2 --format ndjson": [Call(*scan, "-j2", "--format", "ndjson", "/usr")],
             "linkwright scan -j2, static release": [Call(STATIC, "scan", "-j2", "/usr")],
             "scanelf -R": [Call("/usr/bin/scanelf", "-R", "-y", "-qB", "-F", "%n %r %S %F", "/usr")]}
    return in_turn(present(tools), rounds)


def table(title, rows, base):
    out = [f"## {title}", "", f"| tool | wall ms | over {base} | user+sys ms | over {base} | peak MiB | exit |", "|---|---|---|---|---|---|---|"]
    for row in rows.values():
        out.append(f"| {row.name} | {row.wall * 1e3:.1f} | {row.over(rows[base]):.2f} | {row.cpu * 1e3:.1f} | "
                   f"{row.over(rows[base], 'cpu'):.2f} | {row.peak:.1f} | {row.status} |")
    return out + [""]


def goal(words, figure, most):
    return f"| {words} | {figure:.{2 if figure >= 0.05 else 4}f} | {most} | {'yes' if figure <= most else 'NO'} |"


def foreign_goals(others):
    return [goal(f"{name} files in one call: wall of `linkwright {command}` over that of {base}", rows[f"linkwright {command}"].over(rows[base]),
                 foreign.LEAST) for _, name, base, rows in others for command in ("tree", "scan") if f"linkwright {command}" in rows]


def package_goals(check, wheel):
    own = [r for r in wheel[1].values() if r.name.startswith("linkwright")]
    return [goal("all of /usr: wall of `linkwright check` over the floor's with dynamic sections", check["linkwright check"].over(check["floor with dynamic sections"]),
                 wholes.MOST_OVER_FLOOR),
            goal("a wheel of 500 MB: peak memory of linkwright, MiB", max(r.peak for r in own), wholes.MOST_MIB)]


def package_tables(check, wheel):
    return table("Every binary below /usr, by the rules of `check`", check, "floor with dynamic sections") + \
        table(wheel[0], wheel[1], "zipfile of Python, each member once")


def fuse_work(folder, rounds):
    """Starts, and fusing."""
    return starts.work(folder, STARTS * rounds), fusing.work(folder, rounds)


def fuse_goals(started, fused):
    return starts.goals(started, goal) + fusing.goals(fused, goal)


def fuse_tables(started, fused, rounds):
    return starts.table(started, STARTS * rounds) + fusing.tables(fused, table)


def goals(one, every, scan, others, check, wheel, edited, fuse):
    own = [r for rows in (one, every, scan) for r in rows.values() if r.name.startswith("linkwright")]
    lines = ["| goal | figure | at most | met |", "|---|---|---|---|",
             goal("one program with many libraries: wall over the floor's", one["linkwright tree"].over(one["floor"]), 2)]
    if "libtree -v" in every:
        lines += [goal("every program in one call: wall over that of libtree -v with a call per file",
                       every["linkwright tree"].over(every["libtree -v, a call per file"]), 0.1),
                  goal("every program in one call: wall over that of libtree -v in one call",
                       every["linkwright tree"].over(every["libtree -v"]), 1)]
    return lines + [goal("all of /usr: wall over the floor's, one thread each", scan["linkwright scan -j1"].over(scan["floor"]), 1.2),
                    goal("all of /usr: wall with two threads over the floor's with one", scan["linkwright scan -j2"].over(scan["floor"]), 0.7),
                    *foreign_goals(others), *package_goals(check, wheel), *(edits.goals(edited[1], goal) if edited else []), *fuse_goals(*fuse),
                    goal("peak memory of linkwright in any of the trees and scans, MiB", max(r.peak for r in own), 32), ""]


def version_of(argv):
    said = subprocess.run(argv, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False).stdout.strip()
    return said.splitlines()[0] if said else "unknown"


def package(name):
    done = subprocess.run(["dpkg-query", "-W", "-f=${Package} ${Version}", name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, check=False)
    return done.stdout or name


def field(path, key):
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.startswith(key):
            return line[len(key):].strip(' \t:="')
    return platform.system()


def head(args):
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 30
    return ["# Time and memory beside other tools", "",
            f"Measured {datetime.date.today()} by `make bench` (`bench/run.py --rounds {args.rounds} --sample {args.sample}`).", "",
            f"* Machine: {field('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores, {memory} GiB; "
            f"{field('/etc/os-release', 'PRETTY_NAME=')}, Linux {platform.release()}. Files warm in memory.",
            f"* Versions: {version_of([str(LINKWRIGHT), '--version'])}; {package('libtree')}; {package('pax-utils')} (lddtree, scanelf); "
            f"{package('libc-bin')} (ldd).", "",
            "The floor is a program that decides nothing (`bench/floor.c`): it opens each file that linkwright says is loaded and reads its",
            "dynamic section, or walks the directories and reads the first 4 KiB of each file. Every tool has its turn in every round. A figure",
            "\"over\" another is the median of the ratios within the rounds. Time is that of the process and all that it starts, peak memory that",
            "of the largest of them. linkwright uses as many threads as there are cores where nothing else is said. The tools do not all find",
            "the same: see the tests against the real loader. `ldd` runs the loader itself. `libtree -v` shows a repeated subtree once, as",
            "linkwright does, `-vvv` each time; its exit status 28 means that it did not find a library.", ""]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--foreign", action="store_true")
    parser.add_argument("--packages", action="store_true")
    parser.add_argument("--edits", action="store_true")
    parser.add_argument("--fuse", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/results/bench.md")
    args = parser.parse_args()
    install([package for tool, package in PACKAGES.items() if not os.path.exists(tool)])
    if args.foreign:
        with tempfile.TemporaryDirectory(prefix="lw-bench-") as folder:
            others = list(foreign.all_work(os.environ.get("LW_BENCH_FILES", folder), args.rounds))
        print("\n".join(foreign_goals(others) + [line for title, _, base, rows in others for line in table(title, rows, base)]))
        return
    if args.packages:
        with tempfile.TemporaryDirectory(prefix="lw-bench-") as folder:
            check, wheel = wholes.work_check(build_floor(folder), args.rounds), wholes.work_wheel(folder, args.rounds)
        print("\n".join(package_goals(check, wheel) + package_tables(check, wheel)))
        return
    if args.edits:
        with tempfile.TemporaryDirectory(prefix="lw-bench-") as folder:
            title, rows = edits.work(folder, args.rounds) or sys.exit(f"bench: there is no {edits.LIBRARY}")
        print("\n".join(edits.goals(rows, goal) + table(title, rows, edits.COPY)))
        return
    if args.fuse:
        with tempfile.TemporaryDirectory(prefix="lw-bench-") as folder:
            done = fuse_work(folder, args.rounds)
        print("\n".join(fuse_goals(*done) + [""] + fuse_tables(*done, args.rounds)))
        return
    found = programs()
    if max(n for _, n in found) <= MANY:
        install(["ffmpeg"])
        found = programs()
    biggest, files = max(found, key=lambda f: f[1]), [f for f, _ in found]
    sample = files[::max(1, len(files) // args.sample)][:args.sample]
    with tempfile.TemporaryDirectory(prefix="lw-bench-") as folder:
        floor = build_floor(folder)
        one, every = work_one(floor, biggest[0], args.rounds * 5), work_all(floor, files, args.rounds)
        each, scan = work_sample(sample, args.rounds), work_scan(floor, args.rounds)
        others = list(foreign.all_work(folder, args.rounds))
        check, wheel = wholes.work_check(floor, args.rounds), wholes.work_wheel(folder, max(1, args.rounds // 3))
        edited, fuse = edits.work(folder, args.rounds), fuse_work(folder, args.rounds)
    lines = head(args) + goals(one, every, scan, others, check, wheel, edited, fuse)
    lines += table(f"{biggest[0]}, {biggest[1]} libraries", one, "floor") + table(f"All {len(files)} dynamic programs of /usr/bin, one call", every, "floor")
    lines += table(f"{len(sample)} of them, one call each", each, "linkwright tree") + table("Every binary below /usr", scan, "floor")
    for title, _, base, rows in others:
        lines += table(title, rows, base)
    lines += package_tables(check, wheel) + (table(*edited, edits.COPY) if edited else []) + fuse_tables(*fuse, args.rounds)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    print(args.out.read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
