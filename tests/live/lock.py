#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`linkwright lock`, `verify` and `diff` against the real loader, hashlib, readelf, dpkg and strace.

lock.py [--count N] [--seed N]   programs of this system that are locked and compared
"""

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BINARY = os.environ.get("LINKWRIGHT", os.path.join(TOP, "build", "linkwright"))
LOADER = "/lib64/ld-linux-x86-64.so.2"
CORPUS = os.path.join(TOP, "fuzz", "corpus", "lock")
SOUND = {"sound", "empty", "binary-twice", "two-files"}


class Count:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, good, *what):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print("FAILED:", *(str(w)[:2000] for w in what))


def run(*words, **more):
    return subprocess.run([BINARY, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, check=False, text=True, **more)


def lock(*words):
    done = run("lock", *words)
    return json.loads(done.stdout)["results"][0]


def drifts(*words):
    """Exit status and {(kind, subject, name)} with each difference."""
    done = run(words[0], "--format=json", *words[1:])
    if done.returncode == 2:
        return 2, {}
    result = json.loads(done.stdout)["results"][0]
    return done.returncode, {(d["kind"], d["subject"], d["name"]): d for d in result["differences"]}


def gcc(output, code, *arguments):
    os.makedirs(os.path.dirname(output), exist_ok=True)
    subprocess.run(["gcc", "-o", output, "-x", "c", "-", "-x", "none", *arguments], input=code, text=True, check=True)


def library(path, code, *arguments):
    gcc(path, code, "-shared", "-fPIC", "-Wl,--build-id=sha1", "-Wl,-soname," + os.path.basename(path), *arguments)


def prefix(top):
    """bin/app needs liba.so, which needs libb.so; both are found by their own DT_RUNPATH."""
    rpath = "-Wl,--enable-new-dtags,-rpath,$ORIGIN/../lib"
    library(top + "/lib/libb.so", "int b(void) { return 1; }")
    library(top + "/lib/liba.so", "int b(void); int a(void) { return b(); }", top + "/lib/libb.so", rpath)
    gcc(top + "/bin/app", "int a(void); int main(void) { return a(); }", top + "/lib/liba.so", rpath, "-Wl,-rpath-link," + top + "/lib",
        "-Wl,--build-id=sha1")


def listed(program, env=None, chroot=None):
    """{name: real path, or None} as the loader itself lists them."""
    words = (["chroot", chroot] if chroot else []) + [LOADER, "--list", program]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False, env={"PATH": "/usr/sbin:/usr/bin", **(env or {})})
    rows = {}
    for line in done.stdout.splitlines():
        found = re.fullmatch(r"\s+(\S+) => (not found|\S+)(?: \(0x[0-9a-f]+\))?", line)
        if found and not found[1].startswith("/"):
            rows[found[1]] = None if found[2] == "not found" else os.path.realpath((chroot or "") + found[2])
    return rows


def locked(result, top, path):
    """The same, of one binary of a lock."""
    binary = next(b for b in result["binaries"] if b["path"] == path)
    return {n["name"]: n["path"] and os.path.realpath(os.path.join(top, n["path"])) for n in binary["names"]
            if not n["name"].startswith(("/", "ld-linux"))}


def facts(count, result, top):
    """Digest, size and build-id of each file by others."""
    for f in result["files"]:
        path = os.path.join(top, f["path"])
        with open(path, "rb") as opened:
            data = opened.read()
        notes = subprocess.run(["readelf", "-nW", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout
        build_id = re.search(r"Build ID: ([0-9a-f]+)", notes)
        count.check((f["sha256"], f["size"], f["build_id"]) == (hashlib.sha256(data).hexdigest(), len(data), build_id and build_id[1]), f)


def drifting(count, work):
    top, file = work + "/p", work + "/p.lock"
    prefix(top)
    count.check(run("lock", "-o", file, top).returncode == 0, "lock")
    with open(file, encoding="utf-8") as f:
        text = f.read()
    result = json.loads(text)["results"][0]
    facts(count, result, top)
    count.check(locked(result, top, "bin/app") == listed(top + "/bin/app"), result, listed(top + "/bin/app"))
    count.check(run("lock", top).stdout == text, "a second lock is another")
    with open(work + "/laid-out", "w", encoding="utf-8") as f:
        json.dump(json.loads(text), f, indent=4)
    count.check(drifts("diff", work + "/laid-out", file) == (0, {}) and drifts("verify", work + "/laid-out") == (0, {}), "another layout of the same lock")
    count.check({f["path"] for f in result["files"] if f["path"][0] != "/"} == {"bin/app", "lib/liba.so", "lib/libb.so"}, result["files"])
    os.utime(top + "/lib/libb.so", (1, 1))
    count.check(drifts("verify", file) == (0, {}), "a new date is no drift")
    os.symlink("p", work + "/link")
    count.check(drifts("verify", file, work + "/link") == (0, {}), "through a link")
    shutil.copytree(top, work + "/copy")
    count.check(drifts("verify", file, work + "/copy") == (0, {}), "a copy elsewhere")
    shutil.copy(top + "/lib/libb.so", work + "/kept")
    library(top + "/lib/libb.so", "int b(void) { return 2; }")
    count.check(drifts("verify", file)[1].keys() == {("content", "lib/libb.so", None), ("build-id", "lib/libb.so", None)}, run("verify", file).stdout)
    count.check(drifts("diff", work + "/copy", top)[1].keys() == {("content", "lib/libb.so", None), ("build-id", "lib/libb.so", None)}, "diff of the same")
    os.unlink(top + "/lib/libb.so")
    status, found = drifts("verify", file)
    count.check(status == 1 and found.keys() == {("missing", "bin/app", "libb.so"), ("missing", "lib/liba.so", "libb.so"), ("binary-gone", "lib/libb.so", None)}, found)
    count.check(listed(top + "/bin/app").get("libb.so") is None, "the loader finds it")
    shutil.copy(work + "/kept", top + "/lib/libb.so")
    count.check(drifts("verify", file) == (0, {}), "it is back")


def environment(count, work):
    top, file, other = work + "/p", work + "/env.lock", work + "/other"
    library(other + "/libb.so", "int b(void) { return 3; }")
    env = {"LD_LIBRARY_PATH": other}
    count.check(run("lock", "--env", "LD_LIBRARY_PATH=" + other, "-o", file, top).returncode == 0, "lock")
    with open(file, encoding="utf-8") as f:
        result = json.load(f)["results"][0]
    count.check(locked(result, top, "bin/app") == listed(top + "/bin/app", env) and locked(result, top, "bin/app")["libb.so"] == other + "/libb.so", result)
    count.check(drifts("verify", file) == (0, {}), "the options are used again")
    os.unlink(other + "/libb.so")
    status, found = drifts("verify", file)
    row = found.get(("path", "bin/app", "libb.so"), {})
    count.check(status == 1 and (row.get("now"), row.get("was_rule"), row.get("now_rule")) == ("lib/libb.so", "env", "runpath"), found)
    count.check(listed(top + "/bin/app", env)["libb.so"] == top + "/lib/libb.so", "the loader")


def system(count, rng, n):
    """Programs of this system: what they load, and the packages of those files."""
    programs = sorted(p for p in (os.path.join("/usr/bin", name) for name in os.listdir("/usr/bin")) if os.path.isfile(p) and not os.path.islink(p))
    programs = [p for p in programs if open(p, "rb").read(5) == b"\x7fELF\x02"]
    wanted = {}
    for program in rng.sample(programs, min(n, len(programs))):
        result = lock(program)
        want = listed(program)
        count.check(locked(result, "/usr/bin", os.path.basename(program)) == want or not want, program, result["binaries"], want)
        for f in result["files"]:
            wanted[os.path.realpath(os.path.join("/usr/bin", f["path"]))] = f["package"]
    packages(count, wanted)


def packages(count, wanted):
    aliases = {p: [p, p[4:]] if re.match(r"/usr/(lib|bin|sbin)", p) else [p] for p in wanted}
    said = subprocess.run(["dpkg", "-S", *(a for both in aliases.values() for a in both)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    owners = {}
    for line in said.stdout.splitlines():
        names, _, path = line.rpartition(": ")
        if not line.startswith("diversion"):
            owners[path] = names
    versions = dict(line.split("\t") for line in subprocess.run(["dpkg-query", "-W", "-f", "${binary:Package}\t${Version}\n"], stdout=subprocess.PIPE,
                                                               text=True, check=True).stdout.splitlines())
    for path, got in wanted.items():
        name = next((owners[a] for a in aliases[path] if a in owners), None)
        want = name and {"manager": "dpkg", "name": name, "version": versions.get(name)}
        count.check(got == want, path, got, want)
    count.check(len(wanted) > 5 and any(wanted.values()), "no package was compared")


def lists(count, work):
    """Lists of other systems than this one: apk's, conda's, Python's, and those of images without dpkg; links into /usr; a diversion."""
    root = work + "/root"
    os.makedirs(root + "/usr/lib")
    os.symlink("usr/lib", root + "/lib")
    names = {"usr/lib/liba.so": "apk", "opt/c/lib/libc1.so": "conda", "usr/lib/libd.so": "dpkg", "usr/lib/libs.so": "dpkg", "usr/lib/libn.so": None, "usr/lib/libv.so": "dpkg",
             "opt/c/lib/site-packages/w.libs/libw.so": "python", "opt/c/bin/tool": "python", "opt/c/lib/site-packages/m.so": None}
    for name in names:
        library(os.path.join(root, name), f"int f{len(name)}(void) {{ return 1; }}", "-nostdlib")
    texts = {"lib/apk/db/installed": "P:other\nV:9\nF:lib\nR:libx.so\n\nC:Q1\nP:liba\nV:1.2-r3\nF:lib\nR:liba.so\na:0:0:755\n\n",
             "opt/c/conda-meta/c-1-h_0.json": json.dumps({"name": "c", "version": "1", "build": "h_0", "files": ["lib/libc1.so"]}),
             "opt/c/lib/site-packages/w-3.dist-info/RECORD": 'w.libs/libw.so,sha256=x,9\n"../../bin/tool",,\n../../../../../../x,,\n',
             "opt/c/lib/site-packages/w-3.dist-info/METADATA": "Metadata-Version: 2.1\nName: W\nVersion: 3.1\n\nVersion: 4\n",
             "opt/c/lib/site-packages/m-1.dist-info/RECORD": 'm.so,,\n"no end',
             "opt/c/conda-meta/history": "{", "opt/c/conda-meta/broken.json": "{",
             "var/lib/dpkg/status": "Package: libd\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2:3-4\nDescription: x\n Version: 9\n\nPackage: wins\nVersion: 7\n",
             "var/lib/dpkg/info/libd:amd64.list": "/.\n/lib\n/lib/libd.so\n/lib/libv.so\n", "var/lib/dpkg/info/wins.list": "/usr/lib/libv.so\n",
             "var/lib/dpkg/diversions": "/lib/libv.so\n/lib/libv.so.real\nwins\n",
             "var/lib/dpkg/status.d/libs": "Package: libs\nVersion: 5\n", "var/lib/dpkg/status.d/libs.md5sums": "0" * 32 + "  usr/lib/libs.so\n"}
    for name, text in texts.items():
        os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
        with open(os.path.join(root, name), "w", encoding="utf-8") as f:
            f.write(text)
    file = work + "/root.lock"
    count.check(run("lock", "--root", root, "-o", file, "/").returncode == 0, "lock of a root")
    with open(file, encoding="utf-8") as f:
        got = {f["path"]: f["package"] for f in json.load(f)["results"][0]["files"]}
    want = {"usr/lib/liba.so": ("apk", "liba", "1.2-r3"), "opt/c/lib/libc1.so": ("conda", "c", "1-h_0"), "usr/lib/libd.so": ("dpkg", "libd:amd64", "2:3-4"),
            "usr/lib/libs.so": ("dpkg", "libs", "5"), "usr/lib/libn.so": None, "usr/lib/libv.so": ("dpkg", "wins", "7"),
            "opt/c/lib/site-packages/w.libs/libw.so": ("python", "W", "3.1"), "opt/c/bin/tool": ("python", "W", "3.1"), "opt/c/lib/site-packages/m.so": None}
    for path, owner in want.items():
        count.check(got.get(path) == (owner and dict(zip(("manager", "name", "version"), owner))), path, got.get(path), owner)
    with open(root + "/var/lib/dpkg/status", "a", encoding="utf-8") as f:
        f.write("\nPackage: libd\nArchitecture: amd64\nVersion: 2:3-5\n")
    status, found = drifts("verify", file)
    row = found.get(("package", "usr/lib/libd.so", None), {})
    count.check(status == 1 and len(found) == 1 and (row.get("was"), row.get("now")) == ("libd:amd64 2:3-4", "libd:amd64 2:3-5"), found)


def safely(count, work):
    """The old file stays until the new one is whole, whatever fails."""
    top, file = work + "/p", work + "/safe.lock"
    trace = work + "/trace"
    with open(file, "w", encoding="utf-8") as f:
        f.write("old")
    subprocess.run(["strace", "-o", trace, "-e", "trace=openat,open,creat,fsync,rename,renameat,renameat2,ftruncate", BINARY, "lock", "-o", file, top], check=True)
    with open(trace, encoding="utf-8") as f:
        calls = f.read().splitlines()
    writes = [c for c in calls if re.match(r"(open|openat|creat)\(.*(O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE)", c)]
    names = [re.match(r"(\w+)\(", c)[1] for c in calls if re.match(r"(fsync|rename)", c)]
    count.check(len(writes) == 1 and file + '"' not in writes[0] and ("O_TMPFILE" in writes[0] or "O_EXCL" in writes[0]), writes)
    count.check(names == ["fsync", "renameat", "fsync"], calls[-6:])
    with open(file, encoding="utf-8") as f:
        good = f.read()
    count.check(json.loads(good)["linkwright"]["schema"] == "lock", "no lock")
    for call, errno in (("pwrite64", "ENOSPC"), ("fsync", "EIO"), ("renameat", "EACCES"), ("fchmod", "EPERM"), ("close", "EIO")):
        when = ":when=1" if call == "fsync" else ""
        if call == "close":
            continue  # which of the many it is differs
        done = subprocess.run(["strace", "-o", trace, "-e", f"inject={call}:error={errno}{when}", BINARY, "lock", "-o", file, "/bin/sh"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        with open(file, encoding="utf-8") as f:
            count.check(done.returncode == 2 and f.read() == good, call, done)
        count.check(not [n for n in os.listdir(work) if n.endswith(".tmp")], call, os.listdir(work))


def hostile(count, work):
    """One sentence for what is no lock, and nothing else."""
    for name in sorted(os.listdir(CORPUS)):
        done = run("verify", os.path.join(CORPUS, name), cwd=work)
        if name in SOUND:
            count.check("no lock" not in done.stderr and done.returncode in (1, 2), name, done)
        else:
            count.check(done.returncode == 2 and done.stdout == "" and done.stderr.count("\n") == 1 and done.stderr.startswith("linkwright: "), name, done)
    with open(work + "/large", "wb") as f:
        f.truncate(100 << 20)
    count.check("is larger than a lock can be" in run("verify", work + "/large").stderr, "a large file")
    os.mkfifo(work + "/fifo")
    count.check(run("verify", work + "/fifo").returncode == 2 and run("verify", work).returncode == 2, "no plain file")


def archive(work, name, site):
    """A wheel whose extension module finds a library under a name with a hash; a folder where it finds another copy."""
    tree = work + "/" + name
    inner, soname = ("z", "libz9.so.4") if site else ("pkg.libs", "libz9-0a1b2c3d.so.4")
    library(f"{tree}/{inner}/{soname}", "int z(void) { return 1; }")
    gcc(tree + "/pkg/_ext.so", "int z(void); int e(void) { return z(); }", "-shared", "-fPIC", f"{tree}/{inner}/{soname}", f"-Wl,-rpath,$ORIGIN/../{inner}")
    os.makedirs(tree + "/pkg-1.0.dist-info")
    for file, text in (("WHEEL", "Wheel-Version: 1.0\nTag: cp311-cp311-linux_x86_64\n"), ("METADATA", "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n"), ("RECORD", "")):
        with open(f"{tree}/pkg-1.0.dist-info/{file}", "w", encoding="utf-8") as f:
            f.write(text)
    return tree


def wheels(count, work):
    """A wheel: digests as zipfile has them; the same in a tarball; a wheel against an installed package with another library."""
    tree, site = archive(work, "t", False), archive(work, "site", True)
    path = work + "/pkg-1.0-cp311-cp311-linux_x86_64.whl"
    subprocess.run(["python3", "-m", "zipfile", "-c", path, "pkg", "pkg.libs", "pkg-1.0.dist-info"], cwd=tree, check=True)
    result = lock(path)
    with zipfile.ZipFile(path) as z:
        want = {n: hashlib.sha256(z.read(n)).hexdigest() for n in z.namelist() if ".so" in n}
    count.check({f["path"]: f["sha256"] for f in result["files"] if f["path"][0] != "/"} == want and len(want) == 2, result["files"])
    names = {n["name"]: n["path"] for b in result["binaries"] if b["path"] == "pkg/_ext.so" for n in b["names"]}
    count.check(names["libz9-0a1b2c3d.so.4"] == "pkg.libs/libz9-0a1b2c3d.so.4", names)
    subprocess.run(["tar", "-cJf", work + "/pkg.tar.xz", "-C", tree, "."], check=True)
    count.check(drifts("diff", "--rule", "not-found", work + "/pkg.tar.xz", path) == (0, {}), run("diff", work + "/pkg.tar.xz", path).stdout)
    status, found = drifts("diff", path, site)
    row = found.get(("path", "pkg/_ext.so", "libz9-0a1b2c3d.so.4"), {})
    count.check(status == 1 and (row.get("was"), row.get("now")) == ("pkg.libs/libz9-0a1b2c3d.so.4", "z/libz9.so.4"), found)
    row = found.get(("soname", "pkg.libs/libz9-0a1b2c3d.so.4", None), {})
    count.check((row.get("other"), row.get("was"), row.get("now")) == ("z/libz9.so.4", "libz9-0a1b2c3d.so.4", "libz9.so.4"), found)
    beside(count, work)
    editable(count, work, path, site)
    file = work + "/wheel.lock"
    count.check(run("lock", "-o", file, path).returncode == 0 and drifts("verify", file) == (0, {}), "verify a wheel")
    library(tree + "/pkg.libs/libz9-0a1b2c3d.so.4", "int z(void) { return 2; }")
    subprocess.run(["python3", "-m", "zipfile", "-c", path, "pkg", "pkg.libs", "pkg-1.0.dist-info"], cwd=tree, check=True)
    count.check(drifts("verify", file)[1].keys() == {("content", "pkg.libs/libz9-0a1b2c3d.so.4", None), ("build-id", "pkg.libs/libz9-0a1b2c3d.so.4", None)}, run("verify", file))


def beside(count, work):
    """Two wheels in one site-packages: one brings what the other asks for."""
    for name, code, more in (("dep", "int d(void) { return 1; }", ["-Wl,-soname,libdep.so"]), ("user", "int d(void); int u(void) { return d(); }", [work + "/dep/dep/libdep.so", "-Wl,-rpath,$ORIGIN/../dep"])):
        gcc(f"{work}/{name}/{name}/{'libdep' if name == 'dep' else '_u'}.so", code, "-shared", "-fPIC", *more)
        os.makedirs(f"{work}/{name}/{name}-1.0.dist-info")
        for file, text in (("WHEEL", "Wheel-Version: 1.0\nTag: cp311-cp311-linux_x86_64\n"), ("METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"), ("RECORD", "")):
            with open(f"{work}/{name}/{name}-1.0.dist-info/{file}", "w", encoding="utf-8") as f:
                f.write(text)
        subprocess.run(["python3", "-m", "zipfile", "-c", f"{work}/{name}-1.0-cp311-cp311-linux_x86_64.whl", name, f"{name}-1.0.dist-info"], cwd=f"{work}/{name}", check=True)
    dep, user, file = (work + "/" + n for n in ("dep-1.0-cp311-cp311-linux_x86_64.whl", "user-1.0-cp311-cp311-linux_x86_64.whl", "user.lock"))
    found = lambda result: [n["path"] for b in result["binaries"] for n in b["names"] if n["name"] == "libdep.so"]
    count.check(found(lock(user)) == [None] and found(lock(user, dep)) == ["/site-packages/dep/libdep.so"], lock(user, dep))
    run("lock", "-o", file, user, dep)
    count.check(drifts("verify", file) == (0, {}) and drifts("verify", file, user, dep) == (0, {}), run("verify", file).stdout)
    count.check(drifts("verify", file, user)[1].keys() == {("missing", "user/_u.so", "libdep.so")}, run("verify", file, user).stdout)


def editable(count, work, wheel, site):
    """The same package where it is worked on, with another one whose module has the same name beside it."""
    source, place = work + "/source", work + "/venv/site-packages"
    shutil.copytree(site, source)
    gcc(source + "/more/_ext.so", "int e(void) { return 1; }", "-shared", "-fPIC")
    os.makedirs(place + "/pkg-1.0.dist-info")
    shutil.copy(source + "/pkg-1.0.dist-info/METADATA", place + "/pkg-1.0.dist-info")
    shutil.rmtree(source + "/pkg-1.0.dist-info")
    for name, text in (("__editable__.pkg-1.0.pth", source + "\n"), ("pkg-1.0.dist-info/direct_url.json", json.dumps({"dir_info": {"editable": True}, "url": "file://" + source}))):
        with open(f"{place}/{name}", "w", encoding="utf-8") as f:
            f.write(text)
    status, found = drifts("diff", wheel, place)
    row = found.get(("path", "pkg/_ext.so", "libz9-0a1b2c3d.so.4"), {})
    count.check(status == 1 and (row.get("other"), row.get("now")) == (source + "/pkg/_ext.so", source + "/z/libz9.so.4"), found)
    count.check(("binary-new", source + "/more/_ext.so", None) in found, found)


def roots(count, work):
    """Two roots, each looked at as from inside; the loader says the same in a chroot."""
    names = ("old", "new")
    for name in names:
        top = os.path.join(work, name)
        for path in (LOADER, "/lib/x86_64-linux-gnu/libc.so.6"):
            os.makedirs(os.path.dirname(top + path), exist_ok=True)
            shutil.copy(path, top + path)
        library(top + "/opt/lib/libb.so", f"int b(void) {{ return {len(name)}; }}")
        gcc(top + "/opt/app", "int b(void); int main(void) { return b(); }", top + "/opt/lib/libb.so", "-Wl,-rpath,/opt/lib")
    library(work + "/new/opt/lib/libb.so", "int b(void) { return 9; }")
    library(work + "/new/opt/more/libb.so", "int b(void) { return 9; }")
    gcc(work + "/new/opt/app", "int b(void); int main(void) { return b(); }", work + "/new/opt/lib/libb.so", "-Wl,-rpath,/opt/more:/opt/lib")
    status, found = drifts("diff", work + "/old", work + "/new")
    row = found.get(("path", "opt/app", "libb.so"), {})
    count.check(status == 1 and (row.get("was"), row.get("now")) == ("opt/lib/libb.so", "opt/more/libb.so"), found)
    for name, place in zip(names, ("lib", "more")):
        top = os.path.join(work, name)
        result = lock("--root", top, "/")
        want = listed("/opt/app", chroot=top)
        count.check(locked(result, top, "opt/app") == want and want["libb.so"] == f"{top}/opt/{place}/libb.so", result["binaries"], want)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    count = Count()
    with tempfile.TemporaryDirectory(prefix="lw-lock-") as work:
        work = os.path.realpath(work)
        drifting(count, work)
        environment(count, work)
        lists(count, work)
        safely(count, work)
        hostile(count, work)
        wheels(count, work)
        roots(count, work)
        system(count, random.Random(arguments.seed), arguments.count)
    print(f"lock: {count.passed} passed, {count.failed} failed")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
