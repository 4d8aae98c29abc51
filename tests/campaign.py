#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What takes longer than `make check` should: campaign.py NAME [OPTION…], called by `make campaign-NAME`.

Each campaign leaves a page in docs/results with the command, the seed, the versions and the date.
"""

import concurrent.futures
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "live"))

import campaign_report  # noqa: E402

PYTHON = "/usr/bin/python3"
LINKWRIGHT = "build/linkwright"
with open(os.path.join(ROOT, "fuzz", "meson.build"), encoding="utf-8") as f:  # each target and its corpus
    FUZZ_TARGETS = {name: os.path.normpath("fuzz/" + corpus) for name, corpus in re.findall(r"^\t'(\w+)': '([^']+)',$", f.read(), re.M)}


def page(name):
    os.makedirs(os.path.join(ROOT, "docs", "results"), exist_ok=True)
    return os.path.join("docs", "results", name + ".md")


def script(name, *more):
    return subprocess.run([PYTHON, f"tests/live/campaign_{name.replace('-', '_')}.py", "--out", page(name), *more], cwd=ROOT,
                          check=False).returncode


def layouts(*more):
    """5,000 random layouts, every tenth with its system calls."""
    options = list(more) if "--count" in more else ["--count", "5000", *more]
    done = subprocess.run([PYTHON, "tests/live/layouts.py", *options], cwd=ROOT, check=False,
                          stdout=subprocess.PIPE, text=True, errors="replace")
    print(done.stdout)
    lines = ["    " + line for line in done.stdout.splitlines()[-20:]]
    musl = "--musl" in options
    campaign_report.write(page("layouts-musl" if musl else "layouts"),
                          "Campaign: random layouts of real linked files" + (" for musl" if musl else ""), LINKWRIGHT,
                          [("Result", lines), ("Options", ["`" + " ".join(options) + "`"])])
    return done.returncode


def bindings(*more):
    """Every program of the directories of commands, and 300 random ones."""
    return subprocess.run([PYTHON, "tests/live/bindings.py", "--all", "--random", "300", "--out", page("bindings"), *more], cwd=ROOT,
                          check=False).returncode


def patchelf(*more):
    """Every case on every file, and the options that print on 500."""
    return subprocess.run([PYTHON, "tests/live/edit_patchelf.py", "--all", "--prints", "500", "--out", page("patchelf"), *more], cwd=ROOT,
                          check=False).returncode


def fuzz_one(name, seconds):
    """One target; a row of the table."""
    work = os.path.join("build-fuzz", "corpus-" + name)
    os.makedirs(os.path.join(ROOT, work), exist_ok=True)
    words = ["-dict=fuzz/" + name + ".dict"] if os.path.exists(os.path.join(ROOT, "fuzz", name + ".dict")) else []
    done = subprocess.run([f"build-fuzz/fuzz/fuzz-{name}", *words, f"-max_total_time={seconds}", "-timeout=10",
                           "-rss_limit_mb=4000", "-artifact_prefix=build-fuzz/", work, FUZZ_TARGETS[name]], cwd=ROOT,
                          stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    runs = re.search(r"Done (\d+) runs in (\d+) second", done.stderr)
    seed = re.search(r"Seed: (\d+)", done.stderr)
    coverage = re.findall(r"cov: (\d+)", done.stderr)
    clean = done.returncode == 0 and runs is not None
    row = (name, seed[1] if seed else "?", runs[2] if runs else "?", runs[1] if runs else "?",
           coverage[-1] if coverage else "?", "clean" if clean else "FAILED")
    print(row, flush=True)
    if not clean:
        print(done.stderr[-4000:], flush=True)
    return row


def rows_of(name):
    """The rows of the table on a page that is there: target -> row."""
    try:
        with open(os.path.join(ROOT, page(name)), encoding="utf-8") as f:
            rows = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in f if line.startswith("| ")]
    except OSError:
        return {}
    return {row[0]: row for row in rows if row[0] in FUZZ_TARGETS and len(row) == 6}


def fuzz(seconds="600", *only):
    """Each libFuzzer target for that long, two at a time, from the committed corpus; of some targets alone the rows of the others stay."""
    environment = {**os.environ, "CC": "clang"}
    if not os.path.exists(os.path.join(ROOT, "build-fuzz", "build.ninja")):
        subprocess.run(["/usr/bin/meson", "setup", "build-fuzz", "-Dfuzz=true"], cwd=ROOT, env=environment, check=True)
    subprocess.run(["ninja", "-j2", "-C", "build-fuzz"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        fresh = {row[0]: row for row in pool.map(lambda target: fuzz_one(target, seconds), only or FUZZ_TARGETS)}
    rows = [row for target in FUZZ_TARGETS if (row := {**rows_of("fuzz"), **fresh}.get(target))]
    failed = any(row[-1] != "clean" for row in rows)
    campaign_report.write(page("fuzz"), "Campaign: libFuzzer with AddressSanitizer and UBSan", LINKWRIGHT,
                          [("Result", campaign_report.table(("target", "seed", "seconds", "runs", "edges", ""), rows))])
    return 1 if failed else 0


def main():
    campaigns = {"bindings": bindings, "real": lambda *a: script("real", *a), "floor": lambda *a: script("floor", *a),
                 "probes": lambda *a: script("probes", *a), "static": lambda *a: script("static", *a),
                 "roots": lambda *a: script("roots", *a), "musl": lambda *a: script("musl", *a), "macho": lambda *a: script("macho", *a),
                 "machines": lambda *a: script("machines", *a), "pe": lambda *a: script("pe", *a), "wine": lambda *a: script("wine", *a),
                 "layouts-musl": lambda *a: layouts("--musl", *a), "versions": lambda *a: script("versions", *a), "layouts": layouts,
                 "patchelf": patchelf, "fuzz": fuzz,
                 **{name: lambda *a, name=name: script(name, *a) for name in ("edit-elf", "edit-macho", "edit-npm", "edit-machines", "edit-kernels", "edit-pe", "fuse-random", "fuse-real", "fuse-bindings", "fuse-kernels", "fuse-glibcs")}}
    if len(sys.argv) < 2 or sys.argv[1] not in campaigns:
        print(f"campaign.py: name one of {', '.join(campaigns)}", file=sys.stderr)
        return 2
    return campaigns[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
