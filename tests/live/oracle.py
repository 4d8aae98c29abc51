# SPDX-License-Identifier: Apache-2.0
"""The real glibc loader as an oracle: its trace mode, and the system calls of a real start cut before the program runs.

Trace mode is only used where it is safe: a program is executed in it when its interpreter is a glibc loader
(another one would ignore the variable and run the program) and when it is not set-id.
"""

import os
import re
import stat
import subprocess
import tempfile

import elfpeek
import listing

HOST_LOADER = "/lib64/ld-linux-x86-64.so.2"
LOADERS = {("x86_64", 64): HOST_LOADER, ("i386", 32): "/lib/ld-linux.so.2", ("x86_64", 32): "/libx32/ld-linux-x32.so.2"}
GLIBC_LOADER = re.compile(r"^/lib(64|32|x32)?/ld-linux(-x86-64|-x32)?\.so\.2$")
STRACE = "/usr/bin/strace"
TIMEOUT = 120
FILE_CALLS = "open,openat,stat,stat64,newfstatat,fstatat64,statx,access,faccessat,faccessat2,execve"
STRACE_LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\)\s+= (-?\d+|\?)(?: (E[A-Z0-9]+))?")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)")
SIMPLE_ESCAPE = {"n": "\n", "t": "\t", "r": "\r", "v": "\v", "f": "\f", "a": "\a", "b": "\b", "e": "\x1b"}


class Excluded(Exception):
    """The real loader cannot be asked about this file; the text says why."""


def trace_command(path, facts=None):
    """The argument list that makes the real loader list PATH without running it."""
    facts = facts or elfpeek.peek(path)
    if os.stat(path).st_mode & (stat.S_ISUID | stat.S_ISGID) and facts.interp:
        raise Excluded("set-id program: trace mode stops under AT_SECURE")
    if facts.interp is not None:
        if not GLIBC_LOADER.match(facts.interp):
            raise Excluded(f"interpreter is not a glibc loader: {facts.interp}")
        if not os.path.exists(facts.interp):
            raise Excluded(f"interpreter is not there: {facts.interp}")
        if not os.access(path, os.X_OK):
            return [facts.interp, path]
        return [path]
    return [loader_for(facts), path]


def loader_for(facts):
    """The loader that a library without an interpreter is given to."""
    loader = LOADERS.get((facts.machine, facts.bits))
    if loader is None or not facts.little:
        raise Excluded(f"machine {facts.machine} ({facts.bits} bits): its loader cannot run here")
    if not os.path.exists(loader):
        raise Excluded(f"no loader {loader} here")
    return loader


def run_trace(path, env=None, cwd=None, facts=None):
    """The real loader's list for PATH; raises Excluded."""
    command = trace_command(path, facts)
    full = {"LD_TRACE_LOADED_OBJECTS": "1", **(env or {})}
    done = subprocess.run(
        [as_argument(word, cwd) for word in command], env=full, cwd=cwd, stdin=subprocess.DEVNULL,
        capture_output=True, timeout=TIMEOUT, check=False,
    )
    return listing.parse_output(text_of(done.stdout), text_of(done.stderr), done.returncode)


def run_trace_with_calls(path, env=None, cwd=None, facts=None):
    """As run_trace, and the file calls: (listing, probes). What follows a library that is missing is seen, too."""
    command = [as_argument(word, cwd) for word in trace_command(path, facts)]
    done, lines = run_strace(command, {"LD_TRACE_LOADED_OBJECTS": "1", **(env or {})}, cwd, [])
    calls = file_calls(lines)
    if len(command) == 2 and calls and calls[0][:2] == ("open", command[1]):
        calls = calls[1:]
    return listing.parse_output(text_of(done.stdout), text_of(done.stderr), done.returncode), calls


def run_strace(command, env, cwd, options, calls=None):
    """(finished process, lines of the log) of a command whose environment is exactly ENV."""
    with tempfile.NamedTemporaryFile(prefix="lw-strace-") as log:
        words = ["strace", "-qq", "-o", log.name, "-e", f"trace={calls or FILE_CALLS},set_tid_address"] + options
        for name, value in env.items():
            words += ["-E", f"{name}={value}"]
        done = subprocess.run(
            words + command, env={}, cwd=cwd, executable=STRACE, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=TIMEOUT, check=False,
        )
        return done, text_of(log.read()).split("\n")


def as_argument(word, cwd):
    """A bare name would be looked up in PATH."""
    return word if "/" in word else os.path.join(cwd or ".", word)


def text_of(data):
    return data.decode("utf-8", "surrogateescape")


def run_start(path, env=None, cwd=None):
    """The file calls of a real start of PATH, killed in set_tid_address: everything is mapped by then, and neither
    relocation nor constructors nor main have run. Returns (probes, listing of the messages)."""
    done, lines = run_strace([as_argument(path, cwd)], env or {}, cwd, ["-e", "inject=set_tid_address:signal=KILL"])
    if done.returncode == 0:
        raise RuntimeError(f"{path}: was not killed and ran to its end")
    return file_calls(lines), listing.parse_output("", text_of(done.stderr), done.returncode)


def run_musl(path, env=None, cwd=None):
    """A real start of a program for musl that ends at once by itself: (file calls, paths mapped, complaints, status)."""
    done, lines = run_strace([as_argument(path, cwd)], env or {}, cwd, [], FILE_CALLS + ",mmap,close")
    words = [line.partition(": ")[2] if not line.startswith("Error") else line for line in text_of(done.stderr).split("\n")]
    errors = [line for line in text_of(done.stderr).split("\n") if line.startswith("Error loading")]
    unexpected = [line for line in words if line and not line.startswith("Error loading")]
    if unexpected:
        raise RuntimeError("unexpected message: " + "; ".join(unexpected))
    return file_calls(lines), mapped_in_order(lines), errors, done.returncode


def mapped_in_order(lines):
    """The paths whose open descriptor was mapped, in the order of the first mmap."""
    opened, mapped = {}, []
    for line in lines:
        match = STRACE_LINE.match(line)
        if not match:
            continue
        name, arguments, value, _ = match.groups()
        if name == "execve":
            opened, mapped = {}, []
            continue
        call = one_call(name, arguments, "ok")
        if call and call[0] == "open" and value.isdigit():
            opened[value] = call[1]
        elif name == "mmap":
            number = arguments.split(", ")[-2]
            if number in opened:
                mapped.append(opened.pop(number))
    return mapped


def file_calls(lines):
    """The (op, path, result) of a strace log after the last execve that succeeded; calls on descriptors are left out."""
    calls = []
    for line in lines:
        match = STRACE_LINE.match(line)
        if not match:
            continue
        name, arguments, value, error = match.groups()
        if name == "execve":
            if value == "0":
                calls = []
            continue
        call = one_call(name, arguments, error or "ok")
        if call:
            calls.append(call)
    return calls


def mapped_libraries(lines):
    """The paths of the files that were opened and then mapped executable, in the order of the opens (needs mmap in the log)."""
    open_files, mapped = {}, []
    for line in lines:
        match = STRACE_LINE.match(line)
        if not match:
            continue
        name, arguments, value, _ = match.groups()
        if name == "execve" and value == "0":
            open_files, mapped = {}, []
        elif name == "openat" and value != "-1" and QUOTED.search(arguments):
            open_files[value] = unescape(QUOTED.search(arguments)[1])
        elif name == "mmap" and "PROT_EXEC" in arguments:
            path = open_files.pop(arguments.split(", ")[4], None)
            if path is not None and path not in mapped:
                mapped.append(path)
    return mapped


def one_call(name, arguments, result):
    if name.startswith(("openat", "newfstatat", "fstatat64", "statx", "faccessat")):
        if not arguments.startswith("AT_FDCWD, "):
            return None
    path = QUOTED.search(arguments)
    if not path:
        return None
    if name.startswith("open"):
        op = "open"
    elif "access" in name:
        op = "access"
    elif "stat" in name:
        op = "stat"
    else:
        return None
    return op, unescape(path[1]), result


def unescape(text):
    """A string as strace prints it, turned into the path (bytes that are no UTF-8 become surrogates)."""
    if "\\" not in text:
        return text

    def one(match):
        word = match[1]
        if word[0] == "x":
            return chr(int(word[1:], 16))
        if word[0] in "01234567":
            return chr(int(word, 8))
        return SIMPLE_ESCAPE.get(word, word)

    return ESCAPE.sub(one, text).encode("latin-1", "replace").decode("utf-8", "surrogateescape")


def probe_lines(probes):
    """Printable lines of (op, path, result)."""
    return [f"{op} {path} {'OK' if result == 'ok' else result}" for op, path, result in probes]


def host_version():
    """(glibc version, sorted list of the x86-64 levels that the loader says it searches)."""
    env = {"PATH": "/usr/bin:/bin"}
    text = subprocess.run([HOST_LOADER, "--help"], env=env, capture_output=True, text=True, check=True).stdout
    version = subprocess.run([HOST_LOADER, "--version"], env=env, capture_output=True, text=True, check=True).stdout
    number = re.search(r"version (\d+\.\d+)", version)[1]
    return number, sorted(re.findall(r"^  (x86-64-v\d) \(supported", text, re.M))
