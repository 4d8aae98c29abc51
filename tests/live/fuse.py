#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Constructed programs with their libraries fused: each must run as it did with its libraries beside it, or be refused in the right words.

fuse.py [--linkwright FILE] [--keep DIRECTORY] [--only-originals] [--cross aarch64] [--wide | --styles A,B] [--elsewhere] [--list] [WORD...]

Only the cases whose name contains one of the words. Each is built in one of its styles, in turn; --wide builds it in all. With --keep what is built there is used again. The truth is the program as it was
linked, run with its libraries; the fused one runs after they have been moved away. See fuse_cases/kit.py for how a case is written.
"""
import argparse
import concurrent.futures
import os
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "tree")]
from fuse_cases import build, copies, cxx, dso, dynamic, found, ifunc, judge, kit, layout, order, pointers, refusals, tls, versions, visibility
from tally import BUILD, Tally

MODULES = [tls, ifunc, copies, visibility, pointers, versions, order, cxx, dynamic, layout, refusals, dso, found]
FEWEST = 80


def turn(case, i, cross):
    """The one style that it is this case's turn for, of those that can be built."""
    able = [s for s in case.styles if not build.why_not(case, kit.STYLES[s], cross)] or case.styles
    return [able[i % len(able)]]


def chosen(options):
    """[(case, style)]: the slow ones to build first."""
    styles = options.styles.split(",") if options.styles else None
    out = []
    for i, case in enumerate(c for m in MODULES for c in m.CASES):
        if options.words and not any(w in case.name for w in options.words):
            continue
        fit = [s for s in case.styles if s in styles] if styles else case.styles if options.wide else turn(case, i, options.cross)
        out += [(case, kit.STYLES[s]) for s in fit]
    return sorted(out, key=lambda pair: -len(pair[0].parts) - 4 * pair[0].cxx)


def made(built, options):
    try:
        built.make()
    except build.Wrong as e:
        raise build.Skip(str(e)) if options.elsewhere else e


def do(pair, options, tally):
    case, style = pair
    if why := build.why_not(case, style, options.cross):
        return tally.skip(f"{case.name}, {style.name}: {why}")
    begin = time.monotonic()
    built = build.Built(case, style, os.path.join(options.folder, f"{case.name}-{style.name}"), options.cross)
    try:
        made(built, options)
        judged = judge.Judge(built, tally, os.path.abspath(options.linkwright), options.elsewhere)
        if judged.original() and not options.only_originals:
            judged.ways()
    except build.Skip as e:
        tally.skip(f"{case.name}, {style.name}: {e}")
    except Exception as e:  # whatever it is, the case has failed
        tally.check(False, f"{case.name}, {style.name}: {type(e).__name__}: {e}")
    if options.times:
        print(f"{time.monotonic() - begin:6.1f} s  {case.name}, {style.name}", flush=True)
    if not options.keep:
        shutil.rmtree(built.folder, ignore_errors=True)
    return None


def show(pairs):
    for case in {c.name: c for c, _ in pairs}.values():
        print(f"{case.name:36} {', '.join(case.styles):36} {'refused' if case.refused and not case.either else ''}")
    print(f"{len({c.name for c, _ in pairs})} cases, {len(pairs)} builds of them")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=str(BUILD / "linkwright"))
    parser.add_argument("--keep", help="build in this directory, leave all there, and use again what is there")
    parser.add_argument("--only-originals", action="store_true", help="build and run the unfused programs alone")
    parser.add_argument("--cross", choices=sorted(build.CROSS), help="for another machine, run by qemu")
    parser.add_argument("--wide", action="store_true", help="every case in all of its styles")
    parser.add_argument("--styles", help="only these ways of compiling and linking")
    parser.add_argument("--elsewhere", action="store_true", help="with other compilers and linkers: what they do not build as it should be is left out")
    parser.add_argument("--times", action="store_true", help="tell how long each case takes")
    parser.add_argument("--list", action="store_true", help="name the cases and do nothing")
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    pairs = chosen(options)
    if options.list:
        return show(pairs)
    tally = Tally("fuse" + (f" for {options.cross}" if options.cross else ""))
    options.folder = os.path.abspath(options.keep) if options.keep else tempfile.mkdtemp(prefix="lw-fuse-")
    os.makedirs(options.folder, exist_ok=True)
    if options.cross:
        build.machine(options.folder, options.cross)
    try:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda pair: do(pair, options, tally), pairs))
    finally:
        if not options.keep:
            shutil.rmtree(options.folder, ignore_errors=True)
    if not options.words:
        tally.check(len({c.name for c, _ in pairs}) >= FEWEST, f"fewer than {FEWEST} cases")
    return tally.end()


if __name__ == "__main__":
    main()
