#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""npm packages with native parts are edited, then loaded and used by Node: what comes out must be the same as before.

First round: a longer rpath, a library more, another soname, each in a call of its own, on every ELF file of the package. Second round, as
one call for each file: libraries that others of the package need get another file name and soname, their users the new names, all
a longer rpath and a library more. remotion's programs carry an rpath that their libraries inherit; as a runpath it would not be.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

import answer
import campaign_report
import edit_added
import edit_tools
import elfpeek
import packages

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
USE = os.path.join(HERE, "edit_npm_use.js")
INHERITING = "@remotion/compositor-linux-x64-gnu"
PROGRAMS = (INHERITING, "@biomejs/cli-linux-x64")  # used by running them
# package: the packages with its native parts
PACKAGES = {
    "sharp": ["@img/sharp-linux-x64", "@img/sharp-libvips-linux-x64"], "onnxruntime-node": ["onnxruntime-node/bin/napi-v6/linux/x64"],
    "@node-llama-cpp/linux-x64": ["@node-llama-cpp/linux-x64"], "@duckdb/node-api": ["@duckdb/node-bindings-linux-x64"],
    "@swc/core": ["@swc/core-linux-x64-gnu"], "rollup": ["@rollup/rollup-linux-x64-gnu"], "lightningcss": ["lightningcss-linux-x64-gnu"],
    "@napi-rs/canvas": ["@napi-rs/canvas-linux-x64-gnu"], "@parcel/watcher": ["@parcel/watcher-linux-x64-glibc"],
    "libsql": ["@libsql/linux-x64-gnu"], "@node-rs/argon2": ["@node-rs/argon2-linux-x64-gnu"], "@node-rs/xxhash": ["@node-rs/xxhash-linux-x64-gnu"],
    "@tailwindcss/oxide": ["@tailwindcss/oxide-linux-x64-gnu"], "oxc-parser": ["@oxc-parser/binding-linux-x64-gnu"],
    "@biomejs/cli-linux-x64": ["@biomejs/cli-linux-x64"], "@rspack/core": ["@rspack/binding-linux-x64-gnu"],
    "@resvg/resvg-js": ["@resvg/resvg-js-linux-x64-gnu"], "@serialport/bindings-cpp": ["@serialport/bindings-cpp/prebuilds/linux-x64"],
    INHERITING: [INHERITING]}


def fetch(folder):
    """The packages below folder/node_modules, fetched once, without running their own scripts."""
    os.makedirs(folder, exist_ok=True)
    wanted = [name for name in PACKAGES if not os.path.isdir(os.path.join(folder, "node_modules", name))]
    if wanted:
        with open(os.path.join(folder, "package.json"), "a", encoding="utf-8") as f:
            if f.tell() == 0:
                f.write('{"private": true}\n')
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", *wanted], cwd=folder, check=True)


def version(folder, name):
    with open(os.path.join(folder, "node_modules", name, "package.json"), encoding="utf-8") as f:
        return json.load(f)["version"]


def elf_files(folder, name):
    """(path, facts) of the package's dynamic files for this machine's glibc."""
    out = []
    for part in PACKAGES[name]:
        for place, _, names in sorted(os.walk(os.path.join(folder, "node_modules", part))):
            for path in (os.path.join(place, n) for n in sorted(names)):
                try:
                    facts = elfpeek.peek(path)
                except elfpeek.NotElf:
                    continue
                if facts.machine == "x86_64" and facts.dynamic and facts.kind in ("program", "library") and "libc.musl" not in str(facts.needed):
                    out.append((path, facts))
    return out


def use(folder, name, added=None):
    """(exit status, what it printed) of the script that works with the package; `added` has to be loaded then."""
    words = [added] if added and name not in PROGRAMS else []
    env = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": folder, "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(["node", USE, name, *words], cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=300, start_new_session=True, check=False)
    except subprocess.TimeoutExpired:
        return None, "took too long"
    return done.returncode, done.stdout.decode("utf-8", "replace").replace(folder, "FOLDER")


def telling(text):
    """The line of an output that says most."""
    lines = text.strip().splitlines() or ["(nothing said)"]
    return next((line for line in lines if "cannot open" in line or "rror: " in line or "not loaded" in line), lines[0])[:400]


def rpath(name, facts, *more):
    """The edit that makes the rpath longer; a library that inherits one gets none of its own, which would end that."""
    old = facts.runpath if facts.runpath is not None else facts.rpath
    return [] if name == INHERITING and not old else [("rpath", ":".join([*([old] if old else []), *more]))]


def one_by_one(name, files, added):
    """[(path, [calls], new name)] of the first round."""
    place, first, _ = added
    return [(path, [*([edit] for edit in rpath(name, facts, place)), [("needed", first)],
                    [("soname", "lib-of-the-campaign-" + os.path.basename(path))]], None) for path, facts in files]


def all_at_once(package, files, added):
    """The second round: libraries that others need go by new names."""
    place, _, second = added
    needed = {name for _, facts in files for name in facts.needed}
    new = {os.path.basename(path): "renamed-by-the-campaign-" + os.path.basename(path) for path, _ in files if os.path.basename(path) in needed}
    out = []
    for path, facts in files:
        calls = [*rpath(package, facts, "/nonexistent/of/another/edit", place), ("needed", second), *[("replace", (name, new[name])) for name in facts.needed if name in new]]
        name = new.get(os.path.basename(path))
        calls.append(("soname", name or "other-" + os.path.basename(path)))
        out.append((path, [calls], name))
    return out


def edit(tool, work):
    """What went wrong with the first file that could not be edited, or None."""
    for path, calls, name in work:
        for edits in calls:
            done = tool.edit(path, edits, elfpeek.peek(path))
            if not done.good:
                return f"{os.path.basename(path)}: {edits[0][0]}: status {done.status}: {done.words[-300:]}"
        if name:
            os.rename(path, os.path.join(os.path.dirname(path), name))
    return None


def inherits(files):
    """Whether every program keeps an rpath and has no runpath."""
    return all(facts.rpath and not facts.runpath for _, facts in files if facts.kind == "program")


def trial(tool, folder, name, added, before):
    """[(round, wrong or None)] of one package, whose files in folder are edited."""
    rounds = []
    for title, plan, library in (("one by one", one_by_one, added[1]), ("all at once", all_at_once, added[2])):
        wrong = edit(tool, plan(name, elf_files(folder, name), added))
        if wrong is None:
            now = use(folder, name, library)
            if now != before:
                wrong = f"status {before[0]} becomes {now[0]}: {telling(now[1])}"
        if wrong is None and name == INHERITING and not inherits(elf_files(folder, name)):
            wrong = "the rpath became a runpath"
        rounds.append((title, wrong))
        if wrong:
            break
    return rounds


def control(folder, name, before):
    """The test is able to fail: as a runpath remotion's rpath is not inherited, and its programs do not start."""
    files = elf_files(folder, name)
    for path, facts in files:
        if facts.kind == "program":
            subprocess.run(["patchelf", "--set-rpath", facts.rpath, path], check=True)
    return use(folder, name) != before and not inherits(elf_files(folder, name))


def with_tool(tool, origin, folder, added, before):
    """{package: rounds}; each package is a copy of its own."""
    out = {}
    for name in PACKAGES:
        place = os.path.join(folder, "packages")
        copy(origin, place, name)
        out[name] = trial(tool, place, name, added, before[name])
        shutil.rmtree(place)
        print(f"{tool.name}: {name}: " + "; ".join(f"{title}: {wrong or 'same'}" for title, wrong in out[name]), flush=True)
    return out


def copy(origin, place, name):
    """All packages by hard links, and copies of those that are edited. (Node follows symbolic links to where they lead, and asks from there.)"""
    os.makedirs(os.path.join(place, "node_modules"))
    owners = {name, *("/".join(part.split("/")[:2 if part.startswith("@") else 1]) for part in PACKAGES[name])}
    for entry in (n for n in os.listdir(os.path.join(origin, "node_modules")) if not n.startswith(".")):
        if entry.startswith("@"):
            os.makedirs(os.path.join(place, "node_modules", entry))
            entries = [f"{entry}/{below}" for below in os.listdir(os.path.join(origin, "node_modules", entry))]
        else:
            entries = [entry]
        for path in entries:
            source, target = os.path.join(origin, "node_modules", path), os.path.join(place, "node_modules", path)
            shutil.copytree(source, target, symlinks=True, copy_function=shutil.copy2 if path in owners else os.link)


def cell(rounds):
    return "; ".join(f"{title}: " + ("same" if wrong is None else "**" + wrong.split("\n")[0][:160] + "**") for title, wrong in rounds)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--packages", default=os.path.join(TOP, "build", "edit-npm"), help="where packages are fetched to and kept")
    parser.add_argument("--tool", action="append", help="only tools whose name contains this word")
    options = parser.parse_args()
    packages.need("patchelf", *([] if shutil.which("npm") else ["npm"]))
    origin = os.path.abspath(options.packages)
    fetch(origin)
    folder = tempfile.mkdtemp(prefix="lw-edit-npm-", dir=os.path.dirname(origin))
    try:
        added = edit_added.build(folder)["x86_64", 64]
        before = {name: use(origin, name) for name in PACKAGES}
        spoiled = [name for name, (status, _) in before.items() if status != 0]
        tools = [edit_tools.Linkwright(options.linkwright), *edit_tools.patchelfs(os.path.join(TOP, "build", "edit-elf", "debs"))]
        results = [(tool.name, with_tool(tool, origin, folder, added, before))
                   for tool in tools if not options.tool or any(word in tool.name for word in options.tool)]
        place = os.path.join(folder, "control")
        copy(origin, place, INHERITING)
        able = control(place, INHERITING, before[INHERITING])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    failed = {tool: sum(any(wrong for _, wrong in rounds) for rounds in got.values()) for tool, got in results}
    rows = [(name, version(origin, name), len(elf_files(origin, name)), *(cell(got[name]) for _, got in results)) for name in PACKAGES]
    if options.out:
        campaign_report.write(options.out, "Campaign: npm packages with native parts, edited and used", options.linkwright, [
            ("Result", campaign_report.table(("tool", "packages", "failed"), [(tool, len(got), failed[tool]) for tool, got in results]) +
             [f"Node {campaign_report.run('node', '--version')}. With a runpath in place of its rpath remotion's programs "
              + ("do not start, so the test is able to fail." if able else "start as well, so the test proves nothing.")]),
            ("Packages", campaign_report.table(("package", "version", "ELF files", *(tool for tool, _ in results)), rows)),
            ("Do not work before the edit", spoiled or ["None."])])
    print("campaign-edit-npm: " + "; ".join(f"{tool}: {len(got)} packages, {failed[tool]} failed" for tool, got in results))
    return 1 if failed.get("linkwright") or spoiled or not able else 0


if __name__ == "__main__":
    sys.exit(main())
