# SPDX-License-Identifier: Apache-2.0
"""What readelf and the loader say of an ELF file: all of it that an edit is about."""
import os
import re
import subprocess

# Where these point depends on where a tool puts what it moves, so only their presence counts.
MOVABLE = {"STRTAB", "SYMTAB", "HASH", "GNU_HASH", "VERSYM", "VERNEED", "VERDEF", "STRSZ", "RELA", "REL", "RELR", "JMPREL", "DEBUG",
           "INIT_ARRAY", "FINI_ARRAY", "PREINIT_ARRAY", "PLTGOT", "INIT", "FINI"}
ENTRY = re.compile(r"^ 0x[0-9a-f]+ \((\w+)\)\s+(.*)$", re.M)
LOADER = "/lib64/ld-linux-x86-64.so.2"


def readelf(*words):
    done = subprocess.run(["/usr/bin/readelf", *words], capture_output=True, check=False, env={"LC_ALL": "C"})
    return done.stdout.decode(errors="backslashreplace"), done.stderr.decode(errors="backslashreplace")


def dynamic(path):
    """[(tag, value)] in the file's order; a value that is a place is empty."""
    found = []
    for tag, value in ENTRY.findall(readelf("-dW", path)[0]):
        text = re.search(r"\[(.*)\]$", value)
        if tag != "NULL":
            found.append((tag, "" if tag in MOVABLE else text[1] if text else value.strip()))
    return found


def symbols(path):
    """Names and versions of the dynamic symbols, sorted."""
    rows = [line.split(None, 7) for line in readelf("--dyn-syms", "-W", path)[0].splitlines() if re.match(r"\s+\d+:", line)]
    return sorted(" ".join([row[4], re.sub(r" \(\d+\)$", "", row[7])]) if len(row) > 7 else "" for row in rows)


def asked(path):
    """The versions that are asked of others: sorted (file, version, flags)."""
    text, file, out = readelf("-VW", path)[0], "", []
    for line in text.split("Version needs section")[-1].splitlines() if "Version needs section" in text else []:
        if found := re.search(r"File: (\S+)", line):
            file = found[1]
        elif found := re.search(r"Name: (\S+)\s+Flags: (.+?)\s+Version:", line):
            out.append((file, found[1], found[2]))
    return sorted(out)


def facts(path):
    """{what: value} of all that patchelf's options are about."""
    heads = readelf("-hlW", path)[0]
    entries = dynamic(path)
    stack = re.search(r"GNU_STACK.*?\s([R ][W ][E ])\s", heads)
    interp = re.search(r"program interpreter: (.*)\]", heads)
    abi = re.search(r"OS/ABI:\s+(.*)", heads)
    return {"needed": [v for t, v in entries if t == "NEEDED"], "tags": sorted((t, v) for t, v in entries if t != "NEEDED"),
            "interpreter": interp and interp[1], "os abi": abi and abi[1], "stack": stack and stack[1],
            "symbols": symbols(path), "versions asked": asked(path)}


def trace(path, library_path):
    """(libraries in their order, complaints) of the loader in trace mode, with every symbol bound; nothing of the file is run."""
    env = {"LD_TRACE_LOADED_OBJECTS": "1", "LD_WARN": "yes", "LD_BIND_NOW": "yes", "LC_ALL": "C", "LD_LIBRARY_PATH": library_path}
    done = subprocess.run([LOADER, path], cwd=os.path.dirname(path), env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                          check=False)
    said = done.stdout.decode(errors="backslashreplace").replace(path, "FILE")
    lines = [re.sub(r" \(0x[0-9a-f]+\)", "", line).strip() for line in said.splitlines()]
    err = done.stderr.decode(errors="backslashreplace").replace(path, "FILE")
    wrong = [line for line in lines if "not found" in line or line.startswith(("undefined symbol", "symbol "))]
    died = [f"status {done.returncode}"] if done.returncode not in (0, 1) else []
    return [line for line in lines if line not in wrong], sorted(wrong + err.splitlines() + died)
