#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Time and memory of `linkwright tree` beside libtree, lddtree and ldd on the same files, in turn.

Three kinds of work: the program of /usr/bin with the most libraries; every program of /usr/bin in one call; a sample of
them with one call each. Writes docs/results/bench.md. As root it installs libtree and pax-utils when they are missing.

bench/run.py [--rounds N] [--sample N] [--out FILE]
"""
import argparse
import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINKWRIGHT = ROOT / "build/linkwright"
ENV = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/"}
TOOLS = {
    "linkwright": [str(LINKWRIGHT), "tree"],
    "libtree -v": ["/usr/bin/libtree", "-v"],
    "libtree -vvv": ["/usr/bin/libtree", "-vvv"],
    "lddtree": ["/usr/bin/lddtree"],
    "ldd": ["/usr/bin/ldd"],
}


def install_peers():
    missing = [package for tool, package in (("libtree", "libtree"), ("lddtree", "pax-utils"), ("time", "time")) if not os.path.exists(f"/usr/bin/{tool}")]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"bench: without {' '.join(missing)}: not installed, and this is not root on Debian", file=sys.stderr)
        return
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, "python3-pyelftools"], check=True)


def programs():
    """The ELF programs of /usr/bin that need a loader, each real file once."""
    found = {}
    for path in sorted(Path("/usr/bin").iterdir()):
        try:
            if path.is_file() and path.open("rb").read(4) == b"\x7fELF":
                found.setdefault(path.resolve(), str(path))
        except OSError:
            pass
    paths = sorted(found.values())
    out = subprocess.run([LINKWRIGHT, "tree", "--format", "json", *paths], env=ENV, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    results = [r for r in json.loads(out)["results"] if r.get("kind") in ("program", "library") and "error" not in r]
    return [(r["file"], r["summary"]["libraries"]) for r in results]


def peak(argv):
    """Peak MiB of the largest process of one call. time(1) starts it: a child of this one would count this one's memory."""
    with tempfile.NamedTemporaryFile(mode="r") as said:
        subprocess.run(["/usr/bin/time", "-q", "-f", "%M", "-o", said.name, *argv], env=ENV, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return int(said.read().split()[-1]) / 1024


def measure(argv):
    """Wall and CPU seconds, peak MiB (of the largest process) and exit status of one call."""
    with tempfile.TemporaryFile() as out:
        begin = time.monotonic()
        child = subprocess.Popen(argv, env=ENV, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak": peak(argv), "status": child.returncode}


def measure_all(tool, calls):
    """The sum over some calls; the peak is the largest."""
    each = [measure(TOOLS[tool] + files) for files in calls]
    return {"wall": sum(m["wall"] for m in each), "cpu": sum(m["cpu"] for m in each), "peak": max(m["peak"] for m in each),
            "status": max((m["status"] for m in each), key=abs)}


def compare(calls, rounds, tools):
    """Medians over rounds; in each round every tool has its turn, and the ratios are made within the round."""
    measured = {tool: [] for tool in tools}
    for tool in tools:
        measure_all(tool, calls[:1])  # warm
    for _ in range(rounds):
        for tool in tools:
            measured[tool].append(measure_all(tool, calls))
    own = measured["linkwright"]
    rows = []
    for tool in tools:
        median = {key: statistics.median(m[key] for m in measured[tool]) for key in ("wall", "cpu", "peak")}
        ratio = {key: statistics.median(m[key] / o[key] for m, o in zip(measured[tool], own)) for key in ("wall", "cpu", "peak")}
        rows.append((tool, median, ratio, measured[tool][0]["status"]))
    return rows


def version_of(argv):
    done = subprocess.run(argv, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.strip().splitlines()[0] if done.stdout.strip() else "unknown"


def package(name):
    done = subprocess.run(["dpkg-query", "-W", "-f=${Package} ${Version}", name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return done.stdout or name


def cpu_name():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def distribution():
    for line in Path("/etc/os-release").read_text().splitlines():
        if line.startswith("PRETTY_NAME="):
            return line.partition("=")[2].strip('"')
    return "Linux"


def table(title, rows):
    out = [f"## {title}", "", "| tool | wall ms | ratio | user+sys ms | ratio | peak MiB | ratio | exit |", "|---|---|---|---|---|---|---|---|"]
    for tool, m, r, status in rows:
        out.append(f"| {tool} | {m['wall'] * 1e3:.1f} | {r['wall']:.2f} | {m['cpu'] * 1e3:.1f} | {r['cpu']:.2f} | {m['peak']:.1f} | "
                   f"{r['peak']:.2f} | {status} |")
    return out + [""]


def document(args, biggest, count, sample, tables):
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 30
    head = ["# Time and memory beside other tools", "",
            f"Measured {datetime.date.today()} by `make bench` (`bench/run.py --rounds {args.rounds} --sample {args.sample}`).", "",
            f"* Machine: {cpu_name()}, {os.cpu_count()} cores, {memory} GiB; {distribution()}, Linux {platform.release()}. Files warm in memory.",
            f"* Versions: {version_of([str(LINKWRIGHT), '--version'])}; {package('libtree')}; {package('pax-utils')} (lddtree); {package('libc-bin')} (ldd).",
            "* Commands: " + ", ".join(f"`{' '.join([name.split()[0], *argv[1:]])} FILE…`" for name, argv in TOOLS.items()) + ".", "",
            "A ratio is that tool's figure over linkwright's, the median over the rounds of the ratios within each round: over 1 means that",
            "linkwright took less. Time is that of the process and all that it starts; peak memory is that of the largest of them. The tools do not all",
            "find the same: see the tests against the real loader. `ldd` runs the loader itself. `libtree -v` shows a repeated subtree once, as linkwright",
            "does, `-vvv` each time; its exit status 28 means that it did not find a library.", ""]
    titles = [f"{biggest[0]}, {biggest[1]} libraries", f"All {count} dynamic programs of /usr/bin, one call", f"{sample} of them, one call each"]
    return "\n".join(head + [line for title, rows in zip(titles, tables) for line in table(title, rows)]).rstrip() + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--out", type=Path, default=ROOT / "docs/results/bench.md")
    args = parser.parse_args()
    if not LINKWRIGHT.exists():
        sys.exit("bench: build/linkwright is not built; `make` builds it")
    install_peers()
    tools = [t for t in TOOLS if os.path.exists(TOOLS[t][0])]
    found = programs()
    biggest = max(found, key=lambda f: f[1])
    files = [f for f, _ in found]
    sample = files[::max(1, len(files) // args.sample)][:args.sample]
    tables = [compare([[biggest[0]]], args.rounds * 3, tools), compare([files], max(3, args.rounds // 2), tools),
              compare([[f] for f in sample], args.rounds, tools)]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(document(args, biggest, len(files), len(sample), tables))
    print(args.out.read_text(), end="")


if __name__ == "__main__":
    main()
