#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Small Windows programs under Wine: what its loader loads, and in which order, against what `linkwright tree` says of them.

Three things are held against each other: what Microsoft's pages say (written by hand, wine_cases.py), what Wine does, what linkwright says.
Where Wine is known to do another thing than the page, linkwright is compared with the page alone, and the table says so. Then random programs,
of which only Wine tells what is right.
"""
import argparse
import collections
import dataclasses
import os
import shutil
import sys
import tempfile

import answer
import campaign_report
import packages
import wine_cases
import wine_random
import wine_truth

# What Wine's own libraries load with calls of their own when they are started: no import that the loader follows names it.
BY_CODE = {"user32.dll": {"imm32.dll"}, "comctl32.dll": {"uxtheme.dll"}}


def lower(paths):
    return [path.lower() for path in paths]


class Said:
    """linkwright's answer about one case, in the shapes of wine_truth.Truth."""

    def __init__(self, result, case, drives):
        self.error = answer.text(result["error"], "message") if "error" in result else ""
        self.objects = {} if self.error else {item["id"]: item for item in result["objects"]}
        order = [] if self.error else [0] + result["load_order"]
        mine = {(path if path.startswith("D:") else "/" + path).lower() for path in case.files}
        found = [i for i in order if self.objects[i]["found"]]
        self.paths = [answer.text(self.objects[i], "path") for i in found]
        paths = [as_case(path) if drives else path for path in self.paths]
        self.own = [path for path in paths if path.lower() in mine]
        late = self.only_late(result)
        theirs = {i: path.rsplit("/", 1)[-1].lower() for i, path in zip(found, paths) if path.lower() not in mine}
        self.builtin = {name for i, name in theirs.items() if i not in late} - wine_truth.ALWAYS
        self.late = {name for i, name in theirs.items() if i in late}
        edges = [] if self.error else result["edges"]
        self.missing = sorted({answer.text(item, "name").lower() for item in self.objects.values() if not item["found"]}
                              | {answer.text(edge, "name").lower() for edge in edges if edge["kind"] == "delay-import" and edge["to"] is None})
        imports = self.reached((edge["from"], edge["to"]) for edge in edges if edge["kind"] == "import")
        self.surely_missing = {answer.text(self.objects[i], "name").lower() for i in imports if not self.objects[i]["found"]}
        self.stopped = bool(self.error) or bool(result["stopped"])

    def only_late(self, result):
        """Objects that only delayed imports of Windows' own libraries lead to: Wine loads them at a call, if there is one."""
        edges = []
        for edge in [] if self.error else result["edges"]:
            system = self.objects[edge["from"]].get("origin") == "system" if edge["from"] in self.objects else False
            if edge["from"] is not None and edge["to"] is not None and not (edge["kind"] == "delay-import" and system):
                edges.append((edge["from"], edge["to"]))
        return set(self.objects) - self.reached(edges)

    @staticmethod
    def reached(edges):
        edges, reached, grown = list(edges), {0}, True
        while grown:
            more = {to for start, to in edges if start in reached} - reached
            grown = bool(more)
            reached |= more
        return reached - {None}


def as_case(path):
    return path[2:] if path.startswith("/C/") else path[1] + ":" + path[2:]


def ask(linkwright, prefix, case, drives=False):
    """DRIVES: in the tree that has C and D as its top folders; else drive C: is the tree."""
    top = "/C" if drives else ""
    options = ["--root", prefix.drives if drives else prefix.drive]
    options += [word for setting in case.windows for word in ("--windows", setting)]
    options += ["--as", case.start] if case.start else []
    path = case.ask_path or case.path
    options += ["--cwd", top + case.cwd]
    return Said(answer.ask(linkwright, [top + (case.ask or case.program)], {} if path is None else {"PATH": path}, None, options)[0], case, drives)


def against_prediction(case, truth):
    """What Wine does and the case does not say."""
    own, missing = case.measured()
    got, lost = truth.own()[1:], sorted({name.lower() for name, _ in truth.missing()})
    wrong = []
    if not truth.own():
        wrong.append(f"Wine did not start {case.program}: status {truth.code}, {truth.complaints}")
    if lower(got) != lower(own):
        wrong.append(f"Wine loads {got}, the case says {list(own)}")
    if lost != sorted(lower(missing)):
        wrong.append(f"Wine misses {lost}, the case says {list(missing)}")
    if not {name.lower() for name in case.builtin} <= set(truth.builtin()) | wine_truth.ALWAYS:
        wrong.append(f"of Windows' own Wine loads {truth.builtin()}, the case says {list(case.builtin)}")
    return wrong


def against_linkwright(case, truth, said, top):
    """What linkwright says and neither Wine nor, where Wine is known to differ, the page."""
    wrong = []
    by_page = bool(case.differs or case.unmeasured)
    own = list(case.expect) if by_page else truth.own()[1:]
    missing = list(case.missing) if by_page else [name for name, _ in truth.missing()]
    mine = [path for path in said.own if path.lower() != case.program.lower()]
    failed = bool(missing)
    if said.error:
        return [f"linkwright refuses: {said.error}"]
    if case.stops != said.stopped and not missing:
        wrong.append(f"linkwright says that the program {'does not start' if said.stopped else 'starts'}")
    # A program that does not start: Wine takes what it loaded away again, linkwright still shows it.
    if failed and not set(lower(own)) <= set(lower(mine)) or not failed and sorted(lower(own)) != sorted(lower(mine)):
        wrong.append(f"linkwright loads {mine}, {'the page says' if by_page else 'Wine loads'} {own}")
    # The program, or the library that is asked about, is the first of linkwright's list, whatever the process had before.
    first = {case.program.lower(), case.ask.lower()}
    order, my_order = ([path for path in lower(paths) if path not in first] for paths in (truth.order(), mine))
    if not by_page and not failed and truth.order() and not wrong and order != my_order:
        wrong.append(f"linkwright's order is {my_order}, Wine's {order}")
    ours, theirs = (set(map(wine_truth.with_extension, names)) for names in (said.missing, missing))
    # What falls for another reason has its forwards not followed by Wine; linkwright goes on, so that all that is missing is seen at once.
    if ours != theirs and not (failed and theirs <= ours and ours - theirs <= ours - set(map(wine_truth.with_extension, said.surely_missing))):
        wrong.append(f"linkwright misses {said.missing}, {'the page says' if by_page else 'Wine misses'} {missing}")
    theirs = set(truth.builtin())
    more = said.builtin - theirs
    less = theirs - said.builtin - said.late - set().union(*(BY_CODE[name] for name in theirs & set(BY_CODE)))
    if not by_page and not failed and (more or less):
        wrong.append(f"of Windows' own linkwright has {sorted(more)} more, {sorted(less)} less than Wine")
    wrong += [f"{path} is no path of the tree" for path in said.paths if not os.path.exists(top + path)]
    return wrong


def run_case(linkwright, prefix, case):
    """(truth, what is wrong with the case, what is wrong with linkwright; None where it was not asked)"""
    prefix.lay(case.files)
    truth, of_case = wine_truth.Truth(), []
    if not case.unmeasured:
        truth = prefix.run(case.program, case.arguments, case.path, case.cwd, case.safe, case.dev, case.native)
        of_case = against_prediction(case, truth)
    if case.ask == "no" or not linkwright:
        return truth, of_case, None
    return truth, of_case, in_both_trees(linkwright, prefix, case, truth)


def in_both_trees(linkwright, prefix, case, truth):
    wrong = against_linkwright(case, truth, ask(linkwright, prefix, case, True), prefix.drives)
    if not any("D:" in path for path in case.files):
        wrong += ["with drive C: as the tree: " + line for line in against_linkwright(case, truth, ask(linkwright, prefix, case), prefix.drive)]
    return wrong


def run_random(linkwright, prefix, seeds):
    """(how many started, lines on those that differ)"""
    started, lines = 0, []
    for seed in seeds:
        case = wine_random.case(seed)
        prefix.lay(case.files)
        truth = prefix.run(case.program, "", case.path, case.cwd, case.safe)
        started += bool(truth.order())
        wrong = in_both_trees(linkwright, prefix, case, truth) if truth.own() else [f"Wine did not start it: {truth.code}"]
        if wrong:
            lines += [f"`{case.name}`", ""] + ["    " + line for line in wrong + wine_random.told(case)] + [""]
            print(f"DIFFERENT {case.name}\n    " + "\n    ".join(wrong + wine_random.told(case)), flush=True)
    return started, lines


def self_check(linkwright, prefix):
    """Wrong expectations, a wrong order and a wrong question must be noticed; gives what was not."""
    by_name = {case.name: case for case in wine_cases.CASES}
    change = dataclasses.replace
    wrong_cases = [change(by_name["app-before-system"], expect=("/windows/system32/x.dll",)), change(by_name["in-path"], expect=()),
                   change(by_name["missing-direct"], missing=()), change(by_name["apiset-crt"], builtin=("user32.dll",)),
                   change(by_name["depth-first"], expect=tuple(reversed(by_name["depth-first"].expect)))]
    missed = [f"wrong expectation of {case.name}" for case in wrong_cases if not run_case("", prefix, case)[1]]
    if not linkwright:
        return missed, len(wrong_cases)
    questions = [("in-path", {"path": r"C:\none"}), ("path-order", {"path": r"C:\a;C:\b"}), ("missing-direct", {"ask": "/host/p.exe"}),
                 ("unsafe-cwd-before-system", {"windows": ()}), ("user32", {"ask": "/app/q.exe"})]
    for name, other in questions:
        case = by_name[name]
        files = {**case.files, "host/p.exe": wine_cases.exe(), "app/q.exe": wine_cases.exe("version.dll:=VerQueryValueA")}
        prefix.lay(files)
        truth = prefix.run(case.program, case.arguments, case.path, case.cwd, case.safe, case.dev, case.native)
        asked = change(case, files=files, **other)
        if not against_linkwright(case, truth, ask(linkwright, prefix, asked), prefix.drive):
            missed.append(f"wrong question about {name}")
    case = by_name["depth-first"]  # the same modules in another order
    prefix.lay(case.files)
    truth = prefix.run(case.program, "", case.path, case.cwd)
    other = change(case, files={**case.files, "app/p.exe": wine_cases.exe("m.dll", "a.dll")})
    prefix.lay(other.files)
    if not against_linkwright(other, truth, ask(linkwright, prefix, other), prefix.drive):
        missed.append("wrong order of depth-first")
    return missed, len(wrong_cases) + len(questions) + 1


def row(case, truth, of_case, of_linkwright):
    own, missing = truth.own()[1:], [f"{name} ({why})" for name, why in truth.missing()]
    shown = ", ".join(f"`{path}`" for path in own) + ("; " if own and missing else "") + ", ".join(f"no `{name}`" for name in missing)
    agrees = "not asked" if of_linkwright is None else "differs" if of_linkwright else "the same as the page" if case.differs else "the same"
    if case.unmeasured:
        shown, agrees = "not measured", agrees.replace("the same", "the same as the page")
    return (case.name, case.page or "none", case.text, shown or "none of its own", case.differs or case.unmeasured or "no", agrees if not of_case else "CASE WRONG")


def options_of():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--truth-only", action="store_true", help="only compare Wine with the cases")
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--prefix", help="an empty folder for the Wine prefix (default: a temporary one)")
    parser.add_argument("--random", type=int, default=300, help="so many random programs besides")
    parser.add_argument("--seed", type=int, default=1, help="of the first of them; each has the next one")
    parser.add_argument("cases", nargs="*", help="only cases whose names contain one of these")
    return parser.parse_args()


def chosen(words):
    return [case for case in wine_cases.CASES if not words or any(word in case.name for word in words)]


def report(out, linkwright, version, rows, counts, checked, details, random):
    head = ("case", "Microsoft's page", "what it says, or what was expected", "Wine loads", "where Wine differs from the page", "linkwright")
    measured = sum(1 for r in rows if r[4] == "no")
    campaign_report.write(out, "Campaign: small Windows programs under Wine", linkwright, [
        ("Result", [f"{version}; mingw-w64 {campaign_report.run('x86_64-w64-mingw32-gcc', '-dumpversion')}. The cases are fixed: there is no seed.", "",
                    f"{len(rows)} cases; in {measured} of them Wine does what the page says (or no page says anything). linkwright was asked in "
                    f"{counts['asked']} (in a tree with the drives C and D as top folders, and in drive C: by itself): {counts['different']} differences. Cases whose words Wine contradicts: {counts['wrong']}. "
                    f"The campaign's own check: {checked} deliberate mistakes, all noticed.", "", random, ""] + campaign_report.table(head, rows)),
        ("Differences", details or ["None."])])


def main():
    options = options_of()
    packages.need("wine", "wine64", "gcc-mingw-w64-x86-64", "gcc-mingw-w64-i686", "lld", "llvm")
    if wine_truth.wine() is None:
        print("campaign-wine: there is no wine here: 0 cases")
        return 1
    linkwright = "" if options.truth_only else os.path.abspath(options.linkwright)
    folder = options.prefix or tempfile.mkdtemp(prefix="lw-wine-")
    prefix, rows, details, counts = wine_truth.Prefix(folder), [], [], collections.Counter()
    try:
        prefix.start()
        for case in chosen(options.cases):
            truth, of_case, of_linkwright = run_case(linkwright, prefix, case)
            rows.append(row(case, truth, of_case, of_linkwright))
            counts.update(wrong=bool(of_case), asked=of_linkwright is not None, different=bool(of_linkwright))
            lines = of_case + (of_linkwright or [])
            if lines:
                details += [f"`{case.name}`: {case.text}", ""] + ["    " + line for line in lines] + [""]
                print(f"{'CASE WRONG' if of_case else 'DIFFERENT'} {case.name}\n    " + "\n    ".join(lines), flush=True)
        seeds = range(options.seed, options.seed + options.random) if linkwright and not options.cases else []
        started, lines = run_random(linkwright, prefix, seeds)
        details += lines
        counts.update(different_random=sum(1 for line in lines if line.startswith("`")))
        missed, checked = self_check(linkwright, prefix)
        version = prefix.version()
    finally:
        prefix.stop()
    for line in missed:
        print(f"NOT NOTICED: {line}")
    if options.out and not missed and not options.cases:
        report(options.out, options.linkwright, version, rows, counts, checked, details,
               f"Random programs: seeds {options.seed} to {options.seed + options.random - 1}, {started} of them start; "
               f"{counts['different_random']} differences.")
    print(f"campaign-wine: {len(rows)} cases, {counts['wrong']} that Wine contradicts, linkwright asked in {counts['asked']}: "
          f"{counts['different']} differences; {len(seeds)} random programs, {started} of them start: {counts['different_random']} differences; {checked} deliberate mistakes, {len(missed)} not noticed")
    return 1 if counts["wrong"] or counts["different"] or counts["different_random"] or missed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
