#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The JSON of real runs against the schemas in share/schema, which are strict."""

import copy
import glob
import json
import os
import subprocess
import sys
import tempfile

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BINARY = os.path.join(TOP, "build", "linkwright")
SHELL = "/bin/sh"
PE = glob.glob("/usr/lib/gcc/x86_64-w64-mingw32/*/libgcc_s_seh-1.dll")


def schema(name):
    with open(os.path.join(TOP, "share", "schema", name), encoding="utf-8") as f:
        return json.load(f)


def link(folder, output, *arguments):
    subprocess.run(["gcc", "-nostdlib", "-o", os.path.join(os.fsencode(folder), output), *arguments, "-x", "c", "-"],
                   input=b"void _start(void) {}", check=True)


def lay(folder, world, name):
    """The files of a world below folder/name."""
    os.mkdir(os.path.join(folder, name))
    subprocess.run([os.path.join(TOP, "build/tests/world-lay"), os.path.join(TOP, "tests/worlds", world), os.path.join(folder, name)],
                   check=True)


def cases(folder):
    """(schema, arguments) of runs that show every kind of result."""
    link(folder, b"lib\xff.so", "-shared", "-fPIC", b"-Wl,-soname,lib\xff.so")
    subprocess.run(["gcc", "-nostdlib", "-pie", "-fPIE", "-Wl,--no-as-needed", "-Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2",
                    "-Wl,-rpath,$ORIGIN", "-o", "app", "-x", "c", "-", "-x", "none", b"lib\xff.so"], cwd=folder,
                   input=b"void _start(void) {}", check=True)
    link(folder, b"still", "-static")
    subprocess.run(["cp", "app", "lonely/app"], cwd=folder, check=True)
    lay(folder, "mac43-universal-slice.w", "mac")
    lay(folder, "mac40-set-user-id-no-executable-path.w", "macsuid")
    for name, world in (("win", "win098-forwarder-of-a-forwarder.w"), ("sxs", "win086-side-by-side-missing.w"), ("lost", "win107-missing-two.w"),
                        ("lean", "win024-presumed-windows.w"), ("py", "win048-python-is-loaded-before.w")):
        lay(folder, world, name)
    with open(os.path.join(folder, "gone", "libc.so.6"), "w", encoding="utf-8") as f:
        f.write("not a library")
    tree, why, check = schema("tree-1.json"), schema("why-1.json"), schema("check-1.json")
    floor = schema("floor-1.json")
    lock, verify, diff = schema("lock-1.json"), schema("verify-1.json"), schema("diff-1.json")
    subprocess.run([BINARY, "lock", "-o", "app.lock", "app"], cwd=folder, check=True)
    subprocess.run([BINARY, "fuse", "/usr/bin/git", "--all", "--keep-libc", "--quiet", "-o", "fused"], cwd=folder, check=True)
    fused, fuse = schema("fused-1.json"), schema("fuse-1.json")
    return [
        (fused, ["fuse", "--list", "fused"]), (fused, ["fuse", "--list", "app"]), (fused, ["fuse", "--undo", "fused", "-o", "back"]),
        (fuse, ["fuse", "/usr/bin/git", "--all", "--keep-libc", "--dry-run"]), (fuse, ["fuse", "app", "--lib", "lib\udcff.so", "-o", "f\udcff"]),
        (fuse, ["fuse", "lonely/app", "--all", "--keep-libc", "-o", "never"]), (fuse, ["fuse", "nowhere", "--lib", "libz.so.1", "--dry-run"]),
        (lock, ["lock", "fused"]), (diff, ["diff", "/usr/bin/git", "fused"]), (lock, ["lock", SHELL]),
        (lock, ["lock", "lonely"]), (lock, ["lock", "--env", "LD_LIBRARY_PATH=gone", "--secure", "app"]),
        (lock, ["lock", "--root", "mac", "/app"]), (lock, ["lock", "--root", "lost", "/C/app"]), (verify, ["verify", "app.lock"]),
        (verify, ["verify", "app.lock", SHELL]), (verify, ["verify", "app.lock", "lonely/app"]), (diff, ["diff", "app", "lonely/app"]),
        (diff, ["diff", SHELL, "/usr/bin/perl"]), (diff, ["diff", "mac", "win"]), (diff, ["diff", "app.lock", "app.lock"]),
        (schema("edit-1.json"), ["edit", "--set-rpath", "$ORIGIN/" + "x" * 300, "--set-soname", "lib\udcff.so", "--dry-run", "app", "nowhere"]),
        (schema("edit-1.json"), ["edit", "--add-needed", "libnew.so", "-o", "edited", "app"]), (schema("edit-1.json"), ["edit", "--remove-needed", "libnone.so", "app", "--dry-run"]),
        (schema("ps-1.json"), ["ps", str(os.getpid()), "4194305", "1"]),
        (floor, ["floor", SHELL, "still", "nowhere", "app"]), (floor, ["floor", "--root", "mac", "/app"]), (floor, ["floor", "--root", "win", "/C/app/prog.exe"]),
        (check, ["check", "--claim", "manylinux1", "--claim", "runs-on:debian:9", "--claim", "conda", "--claim", "relocatable", "/usr/bin/python3", "app"]), (check, ["check", "--claim", "static", SHELL, "still", "nowhere", "lonely/app"]), (check, ["check", "--env", "LD_LIBRARY_PATH=gone", "app"]),
        (tree, ["tree", SHELL]), (tree, ["tree", "--verbose", "--probes", "--all", SHELL, "/usr/bin/python3"]),
        (tree, ["tree", "app", "nowhere", "still", "lonely/app"]), (tree, ["tree", "--secure", SHELL]),
        (tree, ["tree", "--env", "LD_LIBRARY_PATH=gone", SHELL]), (tree, ["tree", "--env", "LD_PRELOAD=libnone.so", SHELL]),
        (tree, ["tree", "--loader", "glibc:2.31", "--cpu", "x86-64-v2", SHELL]),
        (tree, ["tree", "--probes", "--all", "--verbose", "--root", "mac", "/app"]), (tree, ["tree", "--root", "macsuid", "/app"]),
        (tree, ["tree", "--root", "macsuid", "--loader", "dyld:14.5", "--env", "DYLD_LIBRARY_PATH=/x", "/app"]),
        (tree, ["tree", "--probes", "--all", "--verbose", "--root", "win", "--env", "PATH=C:\\x", "/C/app/prog.exe"]),
        (tree, ["tree", "--root", "sxs", "--windows", "safe-search=off", "--windows", "add-dll-directory=C:\\\udcff", "/C/app/prog.exe"]),
        (tree, ["tree", "--root", "lost", "--windows", "dll-directory=\udcff", "/C/app/prog.exe"]), (tree, ["tree", "--root", "lean", "/C/app/prog.exe"]),
        (tree, ["tree", "--root", "py", "--as", "python", "--loader", "windows:10", "/C/py/Lib/site-packages/pkg/x.pyd"]),
        (why, ["why", "--root", "win", "C:\\app\\prog.exe", "LIBB"]), (why, ["why", "--root", "lost", "/C/app/prog.exe", "liba.dll"]),
        (why, ["why", "--root", "mac", "/app", "libSystem.B.dylib"]), (why, ["why", SHELL, "libc.so.6"]), (why, ["why", SHELL, "libnone.so"]), (why, ["why", "app", b"lib\xff.so"]),
        (why, ["why", "lonely/app", b"lib\xff.so"]), (why, ["why", "nowhere", "libc.so.6"]),
        (why, ["why", "--env", "LD_LIBRARY_PATH=gone", SHELL, "libc.so.6"]),
    ]


def rows_of_scan(folder):
    """Each line of a scan; damaged files among them."""
    with open("/bin/sh", "rb") as f:
        whole = f.read()
    for name, bytes_ in (("cut", whole[:5000]), ("short", whole[:40]), ("class", whole[:4] + b"\x09" + whole[5:])):
        with open(os.path.join(folder, name), "wb") as f:
            f.write(bytes_)
    done = subprocess.run([BINARY, "scan", "--format=ndjson", folder, *PE, "/usr/bin", "/lib/x86_64-linux-gnu"], stdout=subprocess.PIPE,
                          check=False)
    rules = jsonschema.Draft202012Validator(schema("scan-1.json"))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    rows = rows[:80] + rows[80::25]
    wrong = [(row, e.message) for row in rows for e in rules.iter_errors(row)]
    kinds = {key for row in rows for key in row}
    formats = {row.get("format") for row in rows}
    good = not wrong and {"elf", "mach-o", "pe"} <= formats and {"error", "damage", "soname", "path"} <= kinds and not rules.is_valid({**rows[-1], "unheard-of": 1})
    for row, message in wrong[:3]:
        print(f"FAILED: {row}: {message}")
    print(f"{len(rows)} rows of scan")
    return len(rows) - len(wrong) + good, len(wrong) + (not good)


def is_sarif(folder):
    """Findings as SARIF against OASIS' own schema (sarif-2.1/schema of oasis-tcs/sarif-spec)."""
    with open(os.path.join(HERE, "sarif-schema-2.1.0.json"), encoding="utf-8") as f:
        rules = json.load(f)
    kind = jsonschema.validators.validator_for(rules)
    done = subprocess.run([BINARY, "check", "--format=sarif", "--claim", "static", SHELL, "app", "lonely/app", "nowhere"], cwd=folder,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    document = json.loads(done.stdout)
    errors = [e.message for e in kind(rules).iter_errors(document)]
    for message in errors[:5]:
        print(f"FAILED: SARIF: {message}")
    broken = copy.deepcopy(document)
    broken["runs"][0]["results"][0]["level"] = "fatal"
    (invocation,) = document["runs"][0]["invocations"]
    told = [n["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for n in invocation["toolExecutionNotifications"]]
    return not errors and done.returncode == 2 and told == ["nowhere"] and not invocation["executionSuccessful"] and len(document["runs"][0]["results"]) > 1 and not kind(rules).is_valid(broken)


def main():
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="lw-schema-") as folder:
        for name in ("lonely", "gone"):
            os.mkdir(os.path.join(folder, name))
        for rules, arguments in cases(folder):
            if arguments[0] != "lock":
                arguments.insert(1, "--format=json")
            done = subprocess.run([BINARY, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
            document = json.loads(done.stdout)
            errors = [e.message for e in jsonschema.Draft202012Validator(rules).iter_errors(document)]
            broken = copy.deepcopy(document)
            broken["results"][0]["unheard-of"] = 1
            strict = not jsonschema.Draft202012Validator(rules).is_valid(broken)
            good = done.returncode in (0, 1, 2) and not errors and strict
            passed += good
            failed += not good
            if not good:
                print(f"FAILED: {arguments}: exit {done.returncode}, strict {strict}\n  " + "\n  ".join(errors[:5]))
        more = rows_of_scan(folder)
        sarif = is_sarif(folder)
    passed, failed = passed + more[0] + sarif, failed + more[1] + (not sarif)
    print(f"schemas: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
