# SPDX-License-Identifier: Apache-2.0
"""The Markdown page that a campaign leaves behind."""

import datetime
import os
import re
import shlex
import subprocess
import sys

import oracle


def run(*command):
    try:
        done = subprocess.run(command, env={"PATH": "/usr/bin:/bin:/usr/sbin", "LC_ALL": "C"}, capture_output=True,
                              text=True, timeout=60, check=False)
    except OSError:
        return ""
    return done.stdout.strip()


def machine():
    """(name, value) pairs that say where the campaign ran."""
    version, levels = oracle.host_version()
    system = re.search(r'^PRETTY_NAME="?([^"\n]*)', open("/etc/os-release", encoding="utf-8").read(), re.M)
    packages = run("dpkg-query", "-W", "-f", "${Architecture}\n").split()
    by_architecture = ", ".join(f"{packages.count(name)} {name}" for name in sorted(set(packages)))
    package = run("dpkg-query", "-W", "-f", "${Version}", "libc6")
    return [
        ("date", datetime.date.today().isoformat()),
        ("command", shlex.join([os.path.basename(sys.argv[0])] + sys.argv[1:])),
        ("system", system[1] if system else "unknown"),
        ("kernel", os.uname().release),
        ("loader", f"glibc {version}" + (f" (package libc6 {package})" if package else "")),
        ("CPU levels searched", ", ".join(levels) or "none"),
        ("packages installed", f"{len(packages)} ({by_architecture})" if packages else "unknown"),
    ]


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        lines.append("| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |")
    return lines + [""]


def counted(counter):
    """Rows of a counter, the largest first, and the sum."""
    rows = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return rows + [("sum", sum(counter.values()))]


def write(path, title, linkwright, sections):
    """sections: (heading, lines)."""
    facts = machine() + [("linkwright", run(linkwright, "--version").split("\n")[0])]
    lines = [f"# {title}", ""] + table(("", ""), facts)
    for heading, body in sections:
        lines += [f"## {heading}", ""] + body + ([""] if body and body[-1] else [])
    with open(path, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write("\n".join(lines).rstrip("\n") + "\n")
