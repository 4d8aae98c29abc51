#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Help texts and shell completions, made from the sources of the man pages (docs/man/*.scd).

genhelp.py --c OUT.c IN.scd...      C source of cli_help_text()
genhelp.py --bash OUT IN.scd...     completion for bash; also --zsh and --fish

What is taken: the usage from SYNOPSIS, the summary from the first paragraph of DESCRIPTION, the commands
from COMMANDS and the options from OPTIONS, each with its first sentence. The same input gives the same output.
"""
import re
import sys
import textwrap
from dataclasses import dataclass, field

WIDTH = 79
# What can follow an option, by the name of its value or by the option itself; otherwise it is what its first sentence
# has in bold type.
PATH_VALUES = {"FILE": "file", "DIR": "dir"}
CHOICES = {"--loader": ["glibc"], "--cpu": ["x86-64-v1", "x86-64-v2", "x86-64-v3", "x86-64-v4"]}


@dataclass
class Entry:
    """An option with its spellings and the name of its value, or a command with its operands."""
    names: list
    value: str
    summary: str
    choices: list


@dataclass
class Page:
    command: str  # "" is linkwright itself
    name: str     # of the man page
    section: str
    usage: list = field(default_factory=list)
    summary: str = ""
    commands: list = field(default_factory=list)
    options: list = field(default_factory=list)


def die(message):
    sys.exit("genhelp.py: " + message)


def plain(text):
    """The text without scdoc's marks."""
    text = re.sub(r"(?<![\\\w])_(\S(?:.*?\S)?)_(?!\w)", r"\1", text)
    text = re.sub(r"(?<!\\)\*(.+?)(?<!\\)\*", r"\1", text)
    return re.sub(r"\\(.)", r"\1", text).removesuffix("++").rstrip()


def sections(path):
    """Heading -> lines; the preamble is under ""."""
    out, name = {"": []}, ""
    with open(path, encoding="utf-8") as f:
        for line in f.read().splitlines():
            if line.startswith(";"):
                continue
            if line.startswith("# "):
                name = line[2:].strip()
                out[name] = []
            else:
                out[name].append(line)
    return out


def paragraphs(lines):
    out = [[]]
    for line in lines:
        if line.strip():
            out[-1].append(line)
        elif out[-1]:
            out.append([])
    return [p for p in out if p]


def first_sentence(lines):
    text = " ".join(line.strip() for line in lines)
    found = re.match(r"(.*?\.)(?:\s+[*_]?[A-Z]|\s*$)", text)
    return found.group(1) if found else text


def entries(path, lines):
    """A line at the margin, then an indented paragraph."""
    out, pending = [], None
    for para in paragraphs(lines):
        if not para[0].startswith(("*", "\t")):
            continue
        for line in para:
            if line.startswith("\t"):
                continue
            if pending:
                die(f"{path}: nothing is said about {pending}")
            pending = line
        body = [line for line in para if line.startswith("\t")]
        if pending and body:
            names = [w.strip("*,") for w in pending.split() if w.startswith("*")]
            value = plain(" ".join(w for w in pending.split() if not w.startswith("*")))
            said = first_sentence(body)
            bold = re.findall(r"\*([^*]+)\*", said) if value else []
            out.append(Entry(names, value, plain(said), next((CHOICES[n] for n in names if n in CHOICES), bold)))
            pending = None
    return out


def read_page(path):
    parts = sections(path)
    head = re.match(r"([\w-]+)\((\d)\)", "".join(parts[""]))
    for need in ("SYNOPSIS", "DESCRIPTION", "OPTIONS"):
        if not head or need not in parts:
            die(f"{path}: has no {need if head else 'name(section) line'}")
    name, section = head.groups()
    page = Page(name.removeprefix("linkwright").lstrip("-"), name, section)
    page.usage = [plain(line) for line in parts["SYNOPSIS"] if line.strip()]
    page.summary = plain(" ".join(paragraphs(parts["DESCRIPTION"])[0]))
    page.commands = entries(path, parts.get("COMMANDS", []))
    page.options = entries(path, parts["OPTIONS"])
    return page


def left(entry):
    return "  " + ", ".join(entry.names) + (" " + entry.value if entry.value else "")


def table(rows):
    column = max(len(left(e)) for e in rows) + 3
    out = []
    for entry in rows:
        out += textwrap.wrap(entry.summary.removesuffix("."), WIDTH, initial_indent=left(entry).ljust(column),
                             subsequent_indent=" " * column, break_on_hyphens=False)
    return out


def help_text(page):
    lines = [("usage: " if i == 0 else "       ") + u for i, u in enumerate(page.usage)]
    lines += [""] + textwrap.wrap(page.summary, WIDTH, break_on_hyphens=False)
    if page.commands:
        lines += ["", "Commands:"] + table(page.commands)
    if page.options:
        lines += ["", "Options:"] + table(page.options)
    lines += ["", f"The manual is {page.name}({page.section})."]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def c_string(text):
    out = []
    for line in text.splitlines():
        quoted = line.replace("\\", "\\\\").replace('"', '\\"')
        quoted = "".join(c if c.isascii() else "".join(f"\\{b:03o}" for b in c.encode()) for c in quoted)
        out.append(f'\t\t"{quoted}\\n"')
    return "\n".join(out)


def without_page(pages):
    """The commands that linkwright(1) says all about, as pages without options."""
    top_page = top(pages)
    have = {p.command for p in pages}
    return [Page(c.names[0], top_page.name, top_page.section, [f"linkwright {' '.join([*c.names, c.value]).strip()}"], c.summary)
            for c in top_page.commands if c.names[0] not in have]


def emit_c(pages):
    rows = ",\n".join(f'\t{{"{p.command}",\n{c_string(help_text(p))}}}' for p in pages + without_page(pages))
    return f"""/* SPDX-License-Identifier: Apache-2.0 */
/* Made by tools/genhelp.py from docs/man; do not edit. */
#include "help_text.h"

#include <stddef.h>
#include <string.h>

/* Every compiler that builds this takes strings longer than the 4095 bytes that the standard promises. */
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Woverlength-strings"
#endif

static const struct {{
	const char *command;
	const char *text;
}} texts[] = {{
{rows},
}};

const char *cli_help_text(const char *command) {{
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (strcmp(texts[i].command, command) == 0)
			return texts[i].text;
	return NULL;
}}
"""


def subcommands(pages):
    return [p for p in pages if p.command]


def top(pages):
    found = [p for p in pages if not p.command]
    return found[0] if found else die("the page of linkwright itself is missing")


def emit_bash(pages):
    names = " ".join(c.names[0] for c in top(pages).commands)
    out = [f"""# SPDX-License-Identifier: Apache-2.0
# bash completion for linkwright. Made by tools/genhelp.py from the man pages; do not edit.
_linkwright() {{
	local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} cmd='' i
	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ ${{COMP_WORDS[i]}} == -* ]] || {{ cmd=${{COMP_WORDS[i]}}; break; }}
	done
	if [[ $cmd == help ]]; then
		COMPREPLY=($(compgen -W '{names}' -- "$cur"))
		return
	fi
	case $cmd:$prev in"""]
    for page in subcommands(pages):
        for e in page.options:
            if not e.value:
                continue
            patterns = "|".join(f"{page.command}:{n}" for n in e.names)
            if e.choices:
                action = f"COMPREPLY=($(compgen -W '{' '.join(e.choices)}' -- \"$cur\"))"
            elif e.value in PATH_VALUES:
                action = f"COMPREPLY=($(compgen -{'d' if e.value == 'DIR' else 'f'} -- \"$cur\"))"
            else:
                action = ":"
            out.append(f"\t{patterns}) {action}; return ;;")
    out.append("\tesac\n\tcase $cmd in")
    for page in pages:
        words = [n for e in page.options for n in e.names]
        if page.command:
            out.append(f"""	{page.command})
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W '{' '.join(words)}' -- "$cur"))
		else
			COMPREPLY=($(compgen -f -- "$cur"))
		fi ;;""")
        else:
            out.append(f"\t'') COMPREPLY=($(compgen -W '{names} {' '.join(words)}' -- \"$cur\")) ;;")
    out.append("\tesac\n}\ncomplete -o filenames -F _linkwright linkwright\n")
    return "\n".join(out)


def zsh_quote(text):
    return text.replace("'", "'\\''").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")


def emit_zsh(pages):
    out = ["""#compdef linkwright
# SPDX-License-Identifier: Apache-2.0
# zsh completion for linkwright. Made by tools/genhelp.py from the man pages; do not edit.
_linkwright() {
	local -a commands
	commands=("""]
    for c in top(pages).commands:
        out.append(f"\t\t'{c.names[0]}:{zsh_quote(c.summary.removesuffix('.'))}'")
    out.append("\t)\n\tif (( CURRENT == 2 )); then")
    for e in top(pages).options:
        out.append(f"\t\t[[ $words[2] == -* ]] && compadd -- {' '.join(e.names)}")
    out.append("\t\t_describe command commands\n\t\treturn\n\tfi\n\tlocal cmd=$words[2]\n\tshift words\n"
               "\t(( CURRENT-- ))\n\tcase $cmd in")
    for page in subcommands(pages):
        specs = []
        for e in page.options:
            star = "*" if e.value == "NAME=VALUE" else ""
            summary = zsh_quote(e.summary.removesuffix("."))
            if not e.value:
                action = ""
            elif e.choices:
                action = f":{e.value}:({' '.join(e.choices)})"
            elif e.value in PATH_VALUES:
                action = f":{e.value}:{'_directories' if e.value == 'DIR' else '_files'}"
            else:
                action = f":{e.value}:"
            specs += [f"\t\t\t'{star}{n}[{summary}]{action}' \\" for n in e.names]
        specs.append("\t\t\t'*:file:_files' ;;")
        out.append(f"\t{page.command}) _arguments -s \\\n" + "\n".join(specs))
    out.append("\thelp) _describe command commands ;;\n\tesac\n}\n_linkwright \"$@\"\n")
    return "\n".join(out)


def fish_quote(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def emit_fish(pages):
    out = ["# SPDX-License-Identifier: Apache-2.0",
           "# fish completion for linkwright. Made by tools/genhelp.py from the man pages; do not edit."]
    for c in top(pages).commands:
        out.append(f"complete -c linkwright -f -n __fish_use_subcommand -a {c.names[0]} "
                   f"-d {fish_quote(c.summary.removesuffix('.'))}")
    for page in pages:
        when = f"'__fish_seen_subcommand_from {page.command}'" if page.command else "__fish_use_subcommand"
        for e in page.options:
            line = f"complete -c linkwright -n {when}"
            for n in e.names:
                line += f" -l {n[2:]}" if n.startswith("--") else f" -s {n[1:]}"
            if e.value:
                line += " -r"
                if e.choices:
                    line += f" -f -a {fish_quote(' '.join(e.choices))}"
                elif e.value == "DIR":
                    line += " -f -a '(__fish_complete_directories)'"
                elif e.value != "FILE":
                    line += " -f"
            out.append(line + f" -d {fish_quote(e.summary.removesuffix('.'))}")
        if page.command:
            out.append(f"complete -c linkwright -n {when} -F")
    names = " ".join(p.command for p in subcommands(pages))
    out.append(f"complete -c linkwright -f -n '__fish_seen_subcommand_from help' -a '{names}'")
    return "\n".join(out) + "\n"


EMITTERS = {"--c": emit_c, "--bash": emit_bash, "--zsh": emit_zsh, "--fish": emit_fish}


def main(args):
    if len(args) < 3 or args[0] not in EMITTERS:
        die("usage: genhelp.py --c|--bash|--zsh|--fish OUT IN.scd...")
    pages = sorted((read_page(path) for path in args[2:]), key=lambda p: p.name)
    with open(args[1], "w", encoding="utf-8") as f:
        f.write(EMITTERS[args[0]](pages))


if __name__ == "__main__":
    main(sys.argv[1:])
