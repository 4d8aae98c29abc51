#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Random layouts of real linked files: linkwright's answer against the real glibc loader's trace mode.

Each layout is drawn from (seed, number) alone. Compared are names, paths, order, missing libraries, messages of a loader
that gives up, warnings, and in every tenth layout (all with --probes) every system call of the search in order.
The last line is `layouts: N passed, N failed (seed S)`.
"""

import argparse
import collections
import os
import random
import shutil
import subprocess
import sys
import tempfile

import answer
import layout_build
import listing
import oracle



def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None, help="default: a random one, which is printed")
    parser.add_argument("--only", type=int, metavar="K", help="only layout number K of this seed, and keep it")
    parser.add_argument("--musl", action="store_true", help="layouts for musl's loader")
    parser.add_argument("--probes", action="store_true", help="compare the system calls of every layout")
    parser.add_argument("--oracle-only", action="store_true", help="run the real loader alone and print what came out")
    parser.add_argument("--keep", action="store_true", help="keep all directories")
    parser.add_argument("--stop-after", type=int, default=20, metavar="N", help="stop after N failures")
    return parser.parse_args()


def one(options, builder, work, number):
    """(problems, layout, real listing) of layout NUMBER."""
    rng = random.Random(f"{options.seed}:{number}")
    root = os.path.join(work, str(number))
    os.mkdir(root)
    if options.musl:
        return one_musl(options, layout_build.DrawMusl(builder, rng, root).run())
    layout = layout_build.Draw(builder, rng, root).run()
    with_calls = options.probes or number % 10 == 0
    if with_calls:
        real, calls = oracle.run_trace_with_calls(layout.program, layout.env, layout.cwd)
    else:
        real, calls = oracle.run_trace(layout.program, layout.env, layout.cwd), []
    if options.oracle_only:
        return [], layout, real
    result = answer.ask(options.linkwright, [layout.program], layout.env, layout.cwd)[0]
    ours = answer.listing_of(result)
    problems = [listing.difference(real.lines(), ours.lines(), "real loader", "linkwright")]
    if real.noise:
        problems.append("unexpected output of the real loader: " + "; ".join(real.noise))
    if with_calls:
        problems.append(listing.difference(oracle.probe_lines(calls), oracle.probe_lines(answer.probes_of(result)),
                                           "real loader", "linkwright"))
    return [text for text in problems if text], layout, real


def one_musl(options, layout):
    """The program is really started: it ends at once. What it opened, mapped and complained of is compared."""
    calls, mapped, errors, status = oracle.run_musl(layout.program, layout.env, layout.cwd)
    mapped = [path for path in mapped if not path.endswith("/ld-musl-x86_64.so.1")]  # mapped, seen to be a libc, unmapped
    real = listing.Listing(status=status, warnings=errors)
    real.entries = [("load", path, path) for path in mapped]
    result = answer.ask(options.linkwright, [layout.program], layout.env, layout.cwd)[0]
    if "error" in result:
        return [f"linkwright: {result['error']}"], layout, real
    problems = [
        listing.difference(oracle.probe_lines(calls), oracle.probe_lines(answer.probes_of(result)), "real loader", "linkwright"),
        listing.difference(mapped, answer.mapped_of(result), "real loader mapped", "linkwright"),
        listing.difference(errors, [text for text in result["warnings"] if text.startswith("Error loading")], "real loader",
                           "linkwright"),
    ]
    if status < 0:
        problems.append(f"the real program died by signal {-status}")
    elif (status == 127) != bool(result["summary"]["missing"]):
        problems.append(f"the real program ended with {status}, and linkwright misses {result['summary']['missing']}")
    return [text for text in problems if text], layout, real


def kind_of(real):
    """A class of outcomes, for the count at the end."""
    if real.stop is not None:
        return "gives up"
    if any(text.startswith("Error loading") for text in real.warnings):
        return "something missing"
    if any(kind == "missing" for kind, _, _ in real.entries):
        return "something missing"
    return "all found"


def report(options, number, layout, problems):
    print(f"FAIL layout {number}: {os.path.abspath(__file__)} {'--musl ' if options.musl else ''}--seed {options.seed} --only {number}")
    shown = " ".join(f"{name}={value!r}" for name, value in layout.env.items())
    print(f"    cd {layout.cwd} && env -i {shown} {layout.program}")
    for text in problems:
        print("    " + text.replace("\n", "\n    "))


def main():
    options = arguments()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 31)
    if not options.oracle_only and not os.path.exists(options.linkwright):
        print(f"layouts: {options.linkwright} is not there", file=sys.stderr)
        return 2
    print(f"layouts: seed {options.seed}")
    work = tempfile.mkdtemp(prefix="lw-layouts-")
    builder = layout_build.Builder(work)
    numbers = [options.only] if options.only is not None else range(options.count)
    passed = failed = 0
    kinds, libraries = collections.Counter(), 0
    for number in numbers:
        try:
            problems, layout, real = one(options, builder, work, number)
        except (RuntimeError, oracle.Excluded, subprocess.SubprocessError) as error:
            problems, layout, real = [f"{type(error).__name__}: {error}"], layout_build.Layout(work), listing.Listing()
        kinds[kind_of(real)] += 1
        libraries += len(real.entries)
        failed += bool(problems)
        passed += not problems
        if problems:
            report(options, number, layout, problems)
        if options.only is not None or options.keep or problems:
            print(f"    kept: {layout.root}")
        else:
            shutil.rmtree(os.path.join(work, str(number)))
        if failed >= options.stop_after:
            print(f"layouts: stopped after {failed} failures")
            break
    if not os.listdir(work) or not (failed or options.keep or options.only is not None):
        shutil.rmtree(work)
    print("layouts: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) + f"; {libraries} lines listed")
    print(f"layouts: {passed} passed, {failed} failed (seed {options.seed})")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
