# SPDX-License-Identifier: Apache-2.0
"""Files and calls for the comparison with patchelf.

A case is a name and the calls that follow each other; %WORDS% in them are made for each file (words_for).
"""
import os
import re
import shutil
import struct
import subprocess

import patchelf_look as look

LONG = "/opt/a-rather-long-name-of-a-prefix/that-no-file-has-yet/lib/x86_64-linux-gnu"
ALIASES = {"libc-alias.so.6": "libc.so.6", "libm-alias.so.6": "libm.so.6", "libfoo-alias.so.1": "libz.so.1"}
LIBS = "/usr/lib/x86_64-linux-gnu"

CASES = [(" ; ".join(" ".join(call) for call in calls), calls) for calls in [
    [["--set-rpath", "$ORIGIN"]], [["--set-rpath", LONG]], [["--set-rpath", "/x"]], [["--set-rpath", ""]],
    [["--force-rpath", "--set-rpath", LONG]], [["--force-rpath", "--set-rpath", "/x"]], [["--add-rpath", "$ORIGIN/../lib"]],
    [["--force-rpath", "--add-rpath", LONG]], [["--add-rpath", LONG], ["--add-rpath", LONG]], [["--remove-rpath"]],
    [["--set-rpath", LONG], ["--remove-rpath"]], [["--remove-rpath"], ["--force-rpath", "--set-rpath", "$ORIGIN/../x.libs"]],
    [["--set-rpath", f"/nowhere:{LIBS}:$ORIGIN"], ["--shrink-rpath"]], [["--shrink-rpath"]],
    [["--set-rpath", f"/nowhere:{LIBS}::/lib64:rel"], ["--shrink-rpath", "--allowed-rpath-prefixes", "/opt:/lib"]],
    [["--set-rpath", f"{LIBS}:/opt/x"], ["--shrink-rpath", "--allowed-rpath-prefixes", "/usr"]],
    [["--set-rpath", f"/lib/x86_64-linux-gnu:{LIBS}"], ["--force-rpath", "--shrink-rpath"]],
    [["--set-rpath", "/x", "--remove-rpath"]], [["--set-rpath", "/x", "--shrink-rpath"]],
    [["--set-interpreter", "/opt/ld-linux-x86-64.so.2"]], [["--set-interpreter", LONG + "/ld-linux-x86-64.so.2"]], [["--set-interpreter", "/x"]],
    [["--interpreter", "/lib/ld-musl-x86_64.so.1"]], [["--set-interpreter", ""]],
    [["--set-interpreter", LONG + "/ld.so", "--set-rpath", LONG]], [["--set-interpreter", LONG + "/ld.so"], ["--set-rpath", LONG], ["--shrink-rpath"]],
    [["--set-soname", "libx.so.2"]], [["--set-soname", "lib" + "y" * 90 + ".so"]], [["--set-soname", "s"]], [["--set-soname", "a"], ["--set-soname", "longer-than-a.so"]],
    [["--add-needed", "librt.so.1"]], [["--add-needed", "libm.so.6"]], [["--add-needed", "librt.so.1", "--add-needed", "libdl.so.2"]],
    [["--add-needed", "librt.so.1"], ["--add-needed", "libdl.so.2"]], [["--add-needed", "libutil.so.1", "--add-needed", "libanl.so.1", "--set-rpath", LONG]],
    [["--add-needed", "librt.so.1"], ["--remove-needed", "librt.so.1"]], [["--remove-needed", "libnone.so"]], [["--remove-needed", "libm.so.6"]],
    [["--remove-needed", "libc.so.6"]], [["--remove-needed", "%NEEDED%"]], [["--add-needed", "librt.so.1", "--remove-needed", "librt.so.1"]],
    [["--replace-needed", "libc.so.6", "libc-alias.so.6"]], [["--replace-needed", "libnone.so", "libother.so"]],
    [["--replace-needed", "libc.so.6", "libc-alias.so.6", "--replace-needed", "libm.so.6", "libm-alias.so.6"]],
    [["--replace-needed", "libc.so.6", "libc-alias.so.6"], ["--replace-needed", "libc-alias.so.6", "libc.so.6"]],
    [["--replace-needed", "libc.so.6", "libc-alias.so.6", "--set-rpath", LONG, "--set-soname", "libnew.so"]],
    [["--add-needed", "libfoo-alias.so.1"], ["--replace-needed", "libfoo-alias.so.1", "libz.so.1"]],
    [["--add-needed", "librt.so.1", "--replace-needed", "librt.so.1", "libother.so"]],
    [["--replace-needed", "libc.so.6", "libc.so.6"]], [["--replace-needed", "libc.so.6", "libm.so.6", "--replace-needed", "libm.so.6", "libc.so.6"]],
    [["--no-default-lib"]], [["--no-default-lib", "--set-rpath", LIBS]], [["--add-debug-tag"]], [["--no-default-lib"], ["--no-default-lib"]],
    [["--clear-symbol-version", "%SYMBOL%"]], [["--clear-symbol-version", "no_such_symbol"]],
    [["--clear-symbol-version", "%SYMBOL%", "--clear-symbol-version", "%SYMBOL2%", "--set-rpath", LONG]],
    [["--set-execstack"]], [["--clear-execstack"]], [["--set-execstack"], ["--clear-execstack"]], [["--set-execstack", "--set-rpath", LONG]],
    [["--set-os-abi", "Linux"]], [["--set-os-abi", " system V "]], [["--set-os-abi", "gnu", "--set-rpath", LONG]],
    [["--rename-dynamic-symbols", "%MAP%"]], [["--rename-dynamic-symbols", "%MAP%", "--set-rpath", LONG]],
    [["--set-rpath", "@%TEXT%"]], [["--set-soname", "@%TEXT%", "--add-needed", "librt.so.1"]], [["--page-size", "65536", "--set-rpath", LONG]],
    [["--no-sort", "--set-rpath", LONG]], [["--debug", "--set-soname", "libdebug.so"]],
    [["--set-rpath", LONG], ["--set-rpath", LONG + "/longer"], ["--set-rpath", "/x"], ["--set-soname", "libx.so.9"], ["--add-needed", "librt.so.1"]],
    [["--set-rpath", LONG, "--set-soname", "libx.so.2", "--add-needed", "librt.so.1", "--no-default-lib", "--add-debug-tag", "--set-os-abi", "linux"]],
]]

SMALL = [i for i in range(len(CASES)) if i % 3 == 0 or i in (4, 11, 32, 41, 43, 49, 62)]


def words_for(path, folder):
    """What stands for %WORDS% with this file; lays the files that they name into folder."""
    rows = look.symbols(path)
    undefined = [r.split()[1].split("@")[0] for r in rows if re.match(r"(GLOBAL|WEAK) \w.*@\w", r)] or ["none"]
    defined = exported(path)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "map"), "w", encoding="utf-8") as f:
        f.write("".join(f"{name} {name}_renamed_to_a_longer_name\n" for name in defined[:3]) + "not_there really_not_there\n")
    with open(os.path.join(folder, "text"), "w", encoding="utf-8") as f:
        f.write("from-a-file")
    needed = [v for t, v in look.dynamic(path) if t == "NEEDED"]
    return {"%SYMBOL%": undefined[0], "%SYMBOL2%": undefined[-1], "%MAP%": os.path.join(folder, "map"), "%TEXT%": os.path.join(folder, "text"),
            "%NEEDED%": needed[-1] if needed else "libnone.so"}


def exported(path):
    """Names of functions that the file defines and does not ask of itself by a jump slot."""
    out = []
    jumps = look.readelf("-rW", path)[0]
    for line in look.readelf("--dyn-syms", "-W", path)[0].splitlines():
        row = line.split()
        if len(row) >= 8 and row[0].endswith(":") and row[3] == "FUNC" and row[4] == "GLOBAL" and row[6].isdigit():
            name = row[7].split("@")[0]
            if not re.search(rf"\b{re.escape(name)}\b", jumps):
                out.append(name)
    return out


def compiled(folder):
    """Files as linkers make them in their several ways."""
    source = os.path.join(folder, "x.c")
    with open(source, "w", encoding="utf-8") as f:
        f.write("#include <math.h>\n#include <stdio.h>\nint own(void){return 1;}\nint another(void){return 2;}\n"
                "double f(double x){return pow(x,x);}\nint main(int c,char**v){printf(\"%f\\n\",f(c)+own());return v==0;}\n")
    ways = {"pie": ["-Wl,--enable-new-dtags,-rpath,/opt/lib:$ORIGIN"], "exec": ["-no-pie", "-Wl,--disable-new-dtags,-rpath,/opt/lib"],
            "sysv": ["-Wl,--hash-style=sysv"], "now": ["-Wl,-z,now", "-Wl,-z,separate-code", "-Wl,-rpath,/opt/somewhere/lib"],
            "library.so": ["-shared", "-fPIC", "-Wl,-soname,liblibrary.so.1", "-Wl,-rpath,/opt/lib"], "bare.so": ["-shared", "-fPIC"],
            "stack.so": ["-shared", "-fPIC", "-Wl,-z,execstack"], "exported": ["-rdynamic"], "nosections": ["-Wl,-z,noseparate-code"]}
    for linker in ("gold", "lld"):
        if shutil.which("ld." + linker, path="/usr/bin"):
            ways[linker] = [f"-fuse-ld={linker}", "-Wl,--enable-new-dtags,-rpath,/opt/lib"]
            ways[linker + ".so"] = [f"-fuse-ld={linker}", "-shared", "-fPIC", "-Wl,-soname,libx.so"]
            ways[linker + "-exec"] = [f"-fuse-ld={linker}", "-no-pie"]
    out = []
    for name, words in ways.items():
        path = os.path.join(folder, name)
        done = subprocess.run(["gcc", "-O1", source, "-o", path, *words, "-Wl,--no-as-needed", "-lm"], stderr=subprocess.DEVNULL, check=False)
        out += [path] if done.returncode == 0 else []
    both = os.path.join(folder, "both")
    two_paths(os.path.join(folder, "pie"), both)
    return [*out, both]


def two_paths(source, target):
    """A file with DT_RUNPATH and, where DT_DEBUG was, DT_RPATH with the end of the same text."""
    with open(source, "rb") as f:
        whole = bytearray(f.read())
    phoff, n = struct.unpack_from("<Q", whole, 32)[0], struct.unpack_from("<H", whole, 56)[0]
    heads = [struct.unpack_from("<IIQQQQ", whole, phoff + 56 * i) for i in range(n)]
    at, size = next((h[2], h[5]) for h in heads if h[0] == 2)
    entries = {struct.unpack_from("<Q", whole, at + i)[0]: at + i for i in range(0, size, 16)}
    text = struct.unpack_from("<Q", whole, entries[29] + 8)[0]
    struct.pack_into("<QQ", whole, entries[21], 15, text + len("/opt/lib:"))
    with open(target, "wb") as f:
        f.write(whole)
    os.chmod(target, 0o755)


def aliases(folder):
    """A directory that serves other names of real libraries."""
    os.makedirs(folder, exist_ok=True)
    for name, real in ALIASES.items():
        os.symlink(os.path.join("/lib/x86_64-linux-gnu", real), os.path.join(folder, name))
    return folder
