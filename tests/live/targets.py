#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`check` on each kind of target: the same program and library in a directory and in every kind of package give the same findings;
what a package says of itself is compared with what is put into it here; archives that mean harm are refused in a sentence.

targets.py [--sanitizers]   with the command of build-debug
"""
import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import archivemake as make

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = ROOT / ("build-debug" if "--sanitizers" in sys.argv else "build") / "linkwright"
FILES = ("bin/app", "lib/liba.so", "lib/libb.so")
LINK = ["gcc", "-nostdlib", "-fPIC", "-Wl,--no-as-needed", "-Wl,-z,now", "-Wl,--build-id"]


class Count:
    passed = failed = 0

    def check(self, good, *what):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print("FAILED:", *(str(w)[:1500] for w in what))


def gcc(folder, output, source, *options):
    subprocess.run([*LINK, "-o", folder / output, *options, "-x", "c", "-"], cwd=folder, input=source.encode(), check=True)


def check(folder, *arguments):
    """(status, {target: result}, stderr)"""
    done = subprocess.run([BINARY, "check", "--format=json", *map(str, arguments)], cwd=folder, capture_output=True, text=True, check=False)
    results = json.loads(done.stdout)["results"] if done.stdout else []
    return done.returncode, {r["file"]: r for r in results}, done.stderr


def rules(result):
    return sorted((f["rule"], f["file"].removeprefix(result["file"] + "/"), f["message"]) for f in result["findings"])


def build(folder):
    """A program that finds liba by $ORIGIN; liba finds libb only through the program's DT_RPATH; libb asks for one that is nowhere."""
    for d in ("bin", "lib"):
        (folder / d).mkdir(parents=True)
    gcc(folder, "lib/libgone.so", "int gone;", "-shared", "-Wl,-soname,libgone.so")
    gcc(folder, "lib/libb.so", "int b;", "-shared", "-Wl,-soname,libb.so", "lib/libgone.so")
    gcc(folder, "lib/liba.so", "int a;", "-shared", "-Wl,-soname,liba.so", "lib/libb.so")
    gcc(folder, "bin/app", "void _start(void) {}", "-pie", "-Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2", "-Wl,--disable-new-dtags",
        "-Wl,-rpath,$ORIGIN/../lib", "lib/liba.so", "-Wl,--unresolved-symbols=ignore-all")
    (folder / "lib/libgone.so").unlink()
    return {name: (folder / name).read_bytes() for name in FILES}


def wheel(files, name="pkg-1.0-cp311-cp311-linux_x86_64.whl", tag="cp311-cp311-linux_x86_64", pure=False, change=None, data=""):
    """A wheel with RECORD; change(rows) spoils them."""
    info = "pkg-1.0.dist-info/"
    members = {data + path: bytes_ for path, bytes_ in files.items()}
    members[info + "METADATA"] = b"Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n"
    members[info + "WHEEL"] = f"Wheel-Version: 1.0\nRoot-Is-Purelib: {str(pure).lower()}\nTag: {tag}\n".encode()
    rows = {m: f"{m},sha256={base64.urlsafe_b64encode(hashlib.sha256(b).digest()).rstrip(b'=').decode()},{len(b)}" for m, b in members.items()}
    rows[info + "RECORD"] = info + "RECORD,,"
    if change:
        change(rows)
    return name, make.zip_of([*members.items(), (info + "RECORD", "\n".join(rows.values()).encode() + b"\n")])


def same_everywhere(count, folder, files):
    tree = folder / "tree"
    status, results, _ = check(folder, tree)
    truth = rules(results[str(tree)])
    missing = [m for r, f, m in truth if r == "LW101"]
    count.check(status == 1 and missing == ["libgone.so is asked for and not found"], "of the directory", truth)
    entries = list(files.items())
    oci = make.Oci()
    oci.add(oci.manifest([[("opt/" + n, b) for n, b in [*entries, ("lib/libgone.so", files["lib/libb.so"])]], [("opt/lib/.wh.libgone.so", b"")]], "linux/amd64"))
    packages = {f"x.tar{'.' * bool(h)}{h}": make.pack(make.tar(entries), h) for h in ("", "gz", "xz", "bz2", "zst")}
    packages |= {"x.zip": make.zip_of(entries), "x.deb": make.deb([("./opt/" + n, b) for n, b in entries]), "oci.tar": make.tar(oci.members())}
    packages["docker.tar"] = make.tar(make.docker([("a:1", "linux/amd64", [[("opt/" + n, b) for n, b in entries]])]))
    packages[wheel(files)[0]] = wheel(files)[1]
    for name, data in packages.items():
        (folder / name).write_bytes(data)
        status, results, err = check(folder, name)
        found = [(r, f.removeprefix("opt/"), m) for r, f, m in rules(results[name])] if results else err
        if name in ("oci.tar", "docker.tar"):
            # A system of its own, and one without a loader: what it does not find here is more.
            only = [x for x in found if x[0] == "LW101" and "libgone" in x[2]]
            count.check(status == 1 and only == [x for x in truth if x[0] == "LW101"], name, found, truth)
        else:
            count.check(status == 1 and found == truth, name, found, truth)
        count.check(results[name]["binaries"] == 3, name, results[name]["binaries"])
    kinds = {name: check(folder, name)[1][name]["kind"] for name in packages}
    count.check(kinds["x.deb"] == "deb" and kinds["oci.tar"] == kinds["docker.tar"] == "image" and kinds["x.tar.gz"] == "tarball" and
                kinds[wheel(files)[0]] == "wheel", kinds)


def wheels(count, folder, files):
    one = {"pkg/_x.so": files["lib/libb.so"]}

    def of(name, data):
        (folder / name).write_bytes(data)
        status, results, err = check(folder, "--rule=LW501", "--rule=LW502", "--rule=LW504", name)
        return status, " ".join(f"{f['rule']} {f['file']}: {f['message']}" for f in results[name]["findings"]) if results else err

    count.check(of(*wheel(one)) == (0, ""), "a sound wheel", of(*wheel(one)))
    spoilt = {
        "hash": (lambda r: r.update({"pkg/_x.so": re.sub("sha256=.", "sha256=-", r["pkg/_x.so"])}), "LW501 .*_x.so: the file's hash is another"),
        "size": (lambda r: r.update({"pkg/_x.so": r["pkg/_x.so"] + "1"}), "LW501 .*_x.so: the file's size is another"),
        "unrecorded": (lambda r: r.pop("pkg/_x.so"), "LW501 .*_x.so: the file is not in RECORD"),
        "missing": (lambda r: r.update({"gone": "gone.py,sha256=x,1"}), "LW501 .*gone.py: RECORD has a row for a file that is not there"),
        "outside": (lambda r: r.update({"out": "../../etc/passwd,sha256=x,1"}), "LW501 .*leads out of the wheel"),
    }
    for what, (change, sentence) in spoilt.items():
        status, text = of(*wheel(one, change=change))
        count.check(status == 1 and re.search(sentence, text), what, text)
    tags = {
        "other tag": (wheel(one, tag="cp312-cp312-linux_x86_64"), "LW502 .*tags in WHEEL are others"),
        "any": (wheel(one, name="pkg-1.0-py3-none-any.whl", tag="py3-none-any"), "LW502 .*any platform"),
        "pure": (wheel(one, pure=True), "LW502 .*Root-Is-Purelib is true"),
        "machine": (wheel(one, name="pkg-1.0-cp311-cp311-linux_aarch64.whl", tag="cp311-cp311-linux_aarch64"), "LW502 .*is for x86_64, and the tag linux_aarch64 promises"),
        "system": (wheel(one, name="pkg-1.0-cp311-cp311-win_amd64.whl", tag="cp311-cp311-win_amd64"), "LW502 .*no binary for windows"),
    }
    for what, (made, sentence) in tags.items():
        status, text = of(*made)
        count.check(status == 1 and re.search(sentence, text), what, text)
    status, text = of(*wheel({**one, **{"pkg.libs/" + n: files["lib/liba.so"] for n in ("liba.so", "liba.so.1", "liba.so.1.2")}}))
    count.check(status == 1 and re.search("LW504 .*3 copies of one file", text), "flattened", text)
    # Where pip puts it: beside the package that asks for it.
    name, data = wheel({"pkg/app": files["bin/app"]}, data="pkg-1.0.data/platlib/")
    (folder / name).write_bytes(data)
    status, results, _ = check(folder, name)
    count.check({f["file"] for f in results[name]["findings"]} == {f"{name}/pkg/app"}, "platlib", results)


def conda(count, folder, files):
    prefix = "/opt/" + "_h_env_placehold" * 14
    index = [("info/index.json", b'{"name": "x", "version": "1", "build": "0", "subdir": "linux-64"}')]
    pkg = [("lib/libb.so", files["lib/libb.so"]), ("etc/where", prefix.encode() + b"/share\n"), ("etc/none", b"nothing")]
    paths = [{"_path": n, "path_type": "hardlink", "sha256": hashlib.sha256(b).hexdigest(), "size_in_bytes": len(b)} for n, b in pkg]
    wrong = [dict(p) for p in paths]
    paths[1] |= {"prefix_placeholder": prefix, "file_mode": "text"}
    wrong[2] |= {"prefix_placeholder": prefix, "file_mode": "text"}
    wrong[0]["sha256"] = "0" * 64
    for how, rows, most in (("sound", paths, 0), ("wrong", wrong, 3)):
        data = make.conda(pkg, [*index, ("info/paths.json", json.dumps({"paths": rows, "paths_version": 1}).encode())])
        (folder / f"{how}.conda").write_bytes(data)
        status, results, err = check(folder, "--rule=LW503", f"{how}.conda")
        text = [f["message"] for f in results[f"{how}.conda"]["findings"]] if results else err
        count.check(len(text) == most and status == (most > 0), how, status, text)
    count.check(results["wrong.conda"]["kind"] == "conda", results)
    old = make.pack(make.tar([*pkg, *index, ("info/paths.json", json.dumps({"paths": paths}).encode())]), "bz2")
    (folder / "old.tar.bz2").write_bytes(old)
    status, results, _ = check(folder, "--rule=LW503", "old.tar.bz2")
    count.check(status == 0 and results["old.tar.bz2"]["kind"] == "conda", results)


def members(count, folder):
    """One binary in an archive, and the command that shows more of it."""
    status, results, _ = check(folder, "x.tar.gz")
    fix = next(f["fix"] for f in results["x.tar.gz"]["findings"] if f["rule"] == "LW101")
    done = subprocess.run(["sh", "-c", fix.replace("linkwright", str(BINARY), 1)], cwd=folder, capture_output=True, text=True, check=False)
    count.check(done.returncode == 1 and "libgone.so" in done.stdout and "not found" in done.stdout and not done.stderr, fix, done)
    done = subprocess.run([BINARY, "why", "x.tar.gz/bin/app", "liba.so"], cwd=folder, capture_output=True, text=True, check=False)
    count.check(done.returncode == 0 and "/x/bin/../lib/liba.so" in done.stdout, done)
    for word, sentence in (("x.tar.gz/bin/none", "cannot be opened: No such file"), ("x.deb", "is a Debian package: name one binary in it")):
        done = subprocess.run([BINARY, "why", word, "liba.so"], cwd=folder, capture_output=True, text=True, check=False)
        count.check(done.returncode == 2 and sentence in done.stderr, word, done)


LOADS = "import ctypes, os\nctypes.CDLL(os.path.join(os.path.dirname(__file__), os.pardir, 'pkg.libs', 'libdep.so'))\n"
ADDS = "import os\nos.add_dll_directory(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, 'pkg.libs'))\n"


def python_loads(count, folder):
    """What a Python file opens serves others that ask for its soname: so Python itself says; and directories of DLLs."""
    place = folder / "site-packages"
    for d in ("pkg", "pkg.libs"):
        (place / d).mkdir(parents=True)
    gcc(place, "pkg.libs/libdep.so", "int dep;", "-shared", "-Wl,-soname,libdep-9.so")
    gcc(place, "pkg/_x.so", "extern int dep; int *x(void) { return &dep; }", "-shared", "pkg.libs/libdep.so")
    for text, status, level in (("", 1, None), (LOADS, 1, "warning")):
        (place / "pkg/__init__.py").write_text(text)
        done = subprocess.run(["/usr/bin/python3", "-c", "import pkg, ctypes, os; ctypes.CDLL(os.path.join(pkg.__path__[0], '_x.so'))"],
                              env={**os.environ, "PYTHONPATH": str(place)}, capture_output=True, text=True, check=False)
        told, results, _ = check(folder, place)
        found = {f["rule"]: f for f in results[str(place)]["findings"]}
        count.check(told == status and ("LW101" in found) == (done.returncode != 0) == (level is None), text, done.stderr, found)
        count.check(level is None or found["LW112"]["level"] == level and "_x.so asks for it and finds it only so" in found["LW112"]["message"], found)
    (place / "pkg/_x.so").unlink()
    mingw = ["x86_64-w64-mingw32-gcc", "-nostdlib", "-shared", "-Wl,--entry,0", "-x", "c", "-", "-x", "none"]
    subprocess.run([*mingw, "-o", "pkg.libs/dep-1a2b3c4d.dll"], cwd=place, input=b"__declspec(dllexport) int dep(void) { return 1; }", check=True)
    subprocess.run([*mingw, "-o", "pkg/_x.cp311-win_amd64.pyd", "pkg.libs/dep-1a2b3c4d.dll"], cwd=place,
                   input=b"int dep(void); __declspec(dllexport) int PyInit__x(void) { return dep(); }", check=True)
    for text in ("", ADDS):
        (place / "pkg/__init__.py").write_text(text)
        _, results, _ = check(folder, place)
        found = [f["message"] for f in results[str(place)]["findings"] if f["rule"] in ("LW101", "LW112")]
        count.check(len(found) == 1 and ("has DLLs searched in " + str(place / "pkg.libs") in found[0] if text else "dep-1a2b3c4d.dll is asked for" in found[0]),
                    text, found)


def other_machine(count, folder, files):
    """What a file for another machine asks of the system cannot be known here, and is one note."""
    data = bytearray(files["lib/libb.so"])
    data[18:20] = (0xf3).to_bytes(2, "little")  # e_machine: RISC-V
    (folder / "riscv.tar").write_bytes(make.tar([("lib/libb.so", bytes(data))]))
    status, results, _ = check(folder, "--rule=LW101", "riscv.tar")
    (finding,) = results["riscv.tar"]["findings"]
    count.check(status == 0 and finding["level"] == "note" and "libgone.so first: it is for riscv64, and no system" in finding["message"], finding)


def tags_are_claims(count, folder):
    """A wheel that calls itself manylinux or musllinux claims it."""
    with open("/usr/bin/gcc", "rb") as f:
        program = f.read()
    for tag, rule in (("manylinux_2_17_x86_64.manylinux2014_x86_64", "LW410"), ("musllinux_1_2_x86_64", "LW411"), ("linux_x86_64", None)):
        name, data = wheel({"pkg/x": program}, name=f"pkg-1.0-cp311-cp311-{tag}.whl", tag="cp311-cp311-" + tag)
        (folder / name).write_bytes(data)
        status, results, _ = check(folder, "--rule=LW410", "--rule=LW411", name)
        found = {f["rule"] for f in results[name]["findings"]}
        count.check(status == (rule is not None) and found == ({rule} if rule else set()), tag, results)


def a_process(count):
    """One that is read, and is no file for the others."""
    done = subprocess.run([BINARY, "check", f"pid:{os.getpid()}"], capture_output=True, text=True, check=False)
    count.check(done.returncode in (0, 1) and f"pid:{os.getpid()} (process, " in done.stdout and not done.stderr, done)
    for command in ("floor", "lock"):
        done = subprocess.run([BINARY, command, f"pid:{os.getpid()}"], capture_output=True, text=True, check=False)
        count.check(done.returncode == 2 and done.stderr.count("\n") == 1, command, done)


def unreadable(count, folder):
    """What may not be read may be anything: that is told, and nothing is proven."""
    place = folder / "closed"
    (place / "inner").mkdir(parents=True)
    (place / "app").write_bytes((folder / "tree/bin/app").read_bytes())
    (place / "secret").write_bytes(b"x")
    for path in (place / "inner", place / "secret"):
        path.chmod(0)
    folder.chmod(0o755)
    as_nobody = {"user": 65534} if os.geteuid() == 0 else {}
    for command in ("check", "floor"):
        done = subprocess.run([BINARY, command, place], capture_output=True, text=True, check=False, **as_nobody)
        count.check(done.returncode == 2 and "closed/secret: cannot be read: Permission denied" in done.stderr and "closed/inner" in done.stderr, command, done)
    done = subprocess.run([BINARY, "check", ""], capture_output=True, text=True, check=False)
    count.check(done.returncode == 2 and "an empty word names nothing" in done.stderr, done)


def refused(count, folder, files):
    entries = list(files.items())
    good = make.zip_of(entries)
    cases = {"traversal.whl": make.zip_of([("../x", b"1")]), "encrypted.zip": make.poke_both(make.zip_of([("aaaaa", b"1" * 99)]), "aaaaa", 6, 8, b"\1\0"),
             "bomb.zip": make.zip_of([("x", bytes(200 << 20))]), "bomb.tar.xz": make.pack(make.tar([("x", bytes(100 << 20))]), "xz"),
             "cut.whl": good[:-30], "cut.tar.gz": make.pack(make.tar(entries), "gz")[:-400], "cut.deb": make.deb(entries)[:-300],
             "overlap.zip": make.overlapping_zip(), "many.zip": make.many_zip(1_000_000), "climb.tar": make.tar([("a/../../x", b"")])}
    for name, data in cases.items():
        (folder / name).write_bytes(data)
        log = folder / "trace"
        before = {p: p.stat().st_mtime_ns for p in folder.iterdir() if p != log}
        done = subprocess.run(["strace", "-f", "-o", log, "-e", "trace=openat,mkdir,rename,symlink,unlink", BINARY, "check", name], cwd=folder,
                              capture_output=True, text=True, check=False, env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"})  # strace and that exclude each other
        changes = re.findall(r"O_CREAT|O_WRONLY|O_RDWR|mkdir|rename|symlink|unlink", log.read_text(errors="replace"))
        count.check(done.returncode == 2 and done.stderr.count("\n") == 1 and done.stderr.startswith(f"linkwright: {name}: "), name, done)
        count.check(not changes and before == {p: p.stat().st_mtime_ns for p in folder.iterdir() if p != log}, name, "writes", changes)
        status, results, _ = check(folder, name, "tree")
        count.check(status == 2 and "error" in results[name] and results["tree"]["binaries"] == 3, name, "beside a sound one", results)


def main():
    count = Count()
    with tempfile.TemporaryDirectory(prefix="lw-targets-") as name:
        folder = Path(name)
        files = build(folder / "tree")
        same_everywhere(count, folder, files)
        wheels(count, folder, files)
        conda(count, folder, files)
        members(count, folder)
        python_loads(count, folder)
        other_machine(count, folder, files)
        tags_are_claims(count, folder)
        a_process(count)
        unreadable(count, folder)
        refused(count, folder, files)
    print(f"targets: {count.passed} passed, {count.failed} failed")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
