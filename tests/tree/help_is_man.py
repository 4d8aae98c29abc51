#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Command line, manual, help and completions name the same options.

The command line is asked itself: it must know every option of a manual page, and every option that its sources name must stand
in a page.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tally import BUILD, ROOT, Tally, short, sources

sys.path.insert(0, str(ROOT / "tools"))
import genhelp  # noqa: E402

BINARY = BUILD / "linkwright"
NONSENSE = {"--": "--zzz-no-such-option", "-": "-9"}
# Options that say another thing in each command, though the name is the same.
OWN_WORDS = {"-l", "--list", "-v", "--format", "--verbose", "--help", "--version", "--record", "--all", "--remove-rpath"}
WITHOUT_PAGE = {"help", "version"}  # commands that linkwright(1) says all about
COMPLETE = """
. "$1"
COMP_WORDS=("${@:2}")
COMP_CWORD=$(($# - 2))
_linkwright
printf '%s\\n' "${COMPREPLY[@]}"
"""


def ask(*args):
    done = subprocess.run([str(BINARY), *args], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=20)
    return done.returncode, done.stdout, done.stderr


def unknown(command, name):
    """The first line of what it says to an option that it does not know, with the name taken out."""
    status, _, err = ask(*([command] if command else []), name)
    return status, (err.splitlines() or [""])[0].replace(name, "OPTION")


def check_known(tally, page):
    for entry in page.options:
        for name in entry.names:
            none = unknown(page.command, NONSENSE["--" if name.startswith("--") else "-"])
            tally.check(none[0] == 2 and unknown(page.command, name) != none,
                        f"{page.name}: {name} is in the manual, and the command does not know it")


def named_in_sources():
    """Every option that src/cli names: "--x" in a string, or a long name in a row of an option table."""
    found = {}
    for path in sources("src/cli", endings=(".c", ".h", ".def")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        for name in re.findall(r'"(--[a-z][a-z0-9-]*)[="]', text) + re.findall(r'"(-[a-zA-Z])"', text):
            found.setdefault(name, short(path))
        for row in re.findall(r"^\s*(?:X|OPT|\{)\s*\(?.*$", text, re.M):
            for name in re.findall(r'"([a-z][a-z-]+)"\s*,', row)[:1]:
                if "OPT" in row:
                    found.setdefault("--" + name, short(path))
    return found


def check_help(tally, page):
    want = genhelp.help_text(page)
    args = [page.command, "--help"] if page.command else ["--help"]
    status, out, err = ask(*args)
    tally.check((status, out, err) == (0, want, ""), f"{' '.join(args)} does not show what the manual gives:\n{out}{err}")


def complete(script, *words):
    done = subprocess.run(["bash", "-c", COMPLETE, "bash", script, *words], capture_output=True, text=True)
    return set(done.stdout.split())


def check_completions(tally, pages, folder):
    bash = folder / "linkwright"
    bash.write_text(genhelp.emit_bash(pages))
    zsh, fish = genhelp.emit_zsh(pages), genhelp.emit_fish(pages)
    commands = {p.command for p in pages if p.command}
    tally.check(commands <= complete(bash, "linkwright", ""), "bash completion: not every command")
    tally.check(complete(bash, "linkwright", "tree", "--format", "") == {"text", "json", "dot"}, "bash completion: tree --format")
    for page in pages:
        words = ["linkwright", page.command, "-"] if page.command else ["linkwright", "-"]
        offered = complete(bash, *words)
        for name in (n for e in page.options for n in e.names):
            flag = f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}"
            tally.check(name in offered, f"bash completion: {page.name}: no {name}")
            tally.check(name in zsh, f"zsh completion: {page.name}: no {name}")
            tally.check(flag in fish, f"fish completion: {page.name}: no {name}")
    for shell, text in (("zsh", zsh), ("fish", fish)):
        path = folder / shell
        path.write_text(text)
        if Path(f"/usr/bin/{shell}").exists():
            done = subprocess.run([shell, "-n", path], capture_output=True, text=True)
            tally.check(done.returncode == 0, f"{shell} completion: {done.stderr}")
        else:
            tally.skip(f"{shell} is not installed: the syntax of its completion is not checked")


def check_same_words(tally, pages):
    said = {}
    for page in pages:
        for e in page.options:
            for name in set(e.names) - OWN_WORDS:
                first = said.setdefault(name, (page.name, e.summary))
                tally.check(first[1] == e.summary, f"{name} is described in other words in {first[0]} and {page.name}")


def main():
    tally = Tally("help_is_man")
    pages = [genhelp.read_page(p) for p in sorted((ROOT / "docs/man").glob("*.scd"))]
    commands = {c.names[0] for p in pages for c in p.commands}
    tally.check(commands == {p.command for p in pages if p.command} | WITHOUT_PAGE,
                "the commands in linkwright(1) and the other pages are not the same")
    table = set(re.findall(r"^X\((\w+)\)", (ROOT / "src/cli/commands.def").read_text(), re.M))
    tally.check(commands == table, f"src/cli/commands.def has {sorted(table)}, linkwright(1) has {sorted(commands)}")
    check_same_words(tally, pages)
    with tempfile.TemporaryDirectory() as folder:
        check_completions(tally, pages, Path(folder))
    if tally.check(BINARY.exists(), "build/linkwright is not built"):
        for page in pages:
            check_help(tally, page)
            check_known(tally, page)
    in_pages = {n for p in pages for e in p.options for n in e.names}
    refused = {"-d", "-r", "-u", "--data-relocs", "--function-relocs", "--unused"}
    named = named_in_sources()
    tally.check(bool(named), "no option was found in src/cli")
    for name, where in sorted(named.items()):
        tally.check(name in in_pages | refused, f"{where} names {name}, which is in no manual page")
    tally.end()


main()
