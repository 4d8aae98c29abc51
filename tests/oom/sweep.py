#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the first, second, third … allocation of a command fail, until a run makes no more allocations than that.

Whatever fails: the exit status is 0, 1 or 2, never a signal; with 2 there is a sentence on stderr; with 0 or 1 the output is the
usual one, byte for byte. Each allocation is tried twice: it alone fails, and it and all after it fail. A file that is edited in its
place is the old one when the status is 2, which says that memory has run out, and else the usual new one; nothing lies beside it.

sweep.py [WORD...]   only the commands whose names contain one of the words
"""
import glob
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests/live"))

import archivemake  # noqa: E402

BINARY = ROOT / "build/linkwright"
PROGRAM = next((p for p in ("/usr/bin/git", "/usr/bin/perl", "/bin/sh") if os.path.exists(p)), "/bin/sh")
PE = sorted(glob.glob("/usr/lib/gcc/x86_64-w64-mingw32/*/libgcc_s_seh-1.dll"))
COMMANDS = {
    "tree": ["tree", PROGRAM],
    "tree probes": ["tree", "--probes", "--verbose", PROGRAM],
    "tree env": ["tree", "--env", "LD_LIBRARY_PATH=/usr/lib", "--env", "LD_PRELOAD=libm.so.6", PROGRAM],
    "tree json": ["tree", "--format", "json", PROGRAM],
    "tree dot": ["tree", "--format", "dot", PROGRAM],
    "tree record": ["tree", "--record", "@record", PROGRAM],
    "why": ["why", PROGRAM, "libc.so.6"],
    "why json": ["why", "--format", "json", PROGRAM, "libc.so.6"],
    "check": ["check", "--claim", "static", "--env", "LD_LIBRARY_PATH=/usr/lib", PROGRAM],
    "check sarif": ["check", "--format", "sarif", "--claim", "static", PROGRAM],
    "check json": ["check", "--format", "json", "--claim", "static", PROGRAM],
    "check claims": ["check", "--rule", "LW410", "--rule", "LW412", "--rule", "LW413", "--claim", "manylinux1", "--claim", "runs-on:debian:9",
                     "--claim", "conda", PROGRAM],
    "explain": ["explain", "--format", "json", "debian:11"],
    "floor": ["floor", PROGRAM],
    "floor json": ["floor", "--format", "json", PROGRAM],
    "check useless rpath": ["check", "--rule", "LW206", "@packs/site-packages/p/liba.so"],
    "lock": ["lock", "--root", "@owned", "/app"],
    "lock into a file": ["lock", "-o", "@record", "--env", "DYLD_LIBRARY_PATH=/x", "--root", "@owned", "/app"],
    "verify": ["verify", "--format", "json", "--root", "@owned", "@owned/lock"],
    "diff": ["diff", "--root", "@owned", "/app", "/"],
    "diff of roots": ["diff", "--format", "json", "--roots", "@owned", "@mac"],
    "ldd": ["ldd", "-v", PROGRAM],
    "lddtree": ["lddtree", PROGRAM],
    "mach-o tree": ["tree", "--probes", "--env", "DYLD_LIBRARY_PATH=/x", "--root", "@mac", "/app"],
    "mach-o check": ["check", "--root", "@mac", "/app"],
    "pe check": ["check", "--root", "@fwd", "/C/app/prog.exe"],
    "mach-o why": ["why", "--root", "@mac", "/app", "libSystem.B.dylib"],
    "mach-o record": ["tree", "--record", "@record", "--env", "DYLD_LIBRARY_PATH=/l/../x", "--root", "@mac", "/app"],
    "pe record": ["why", "--record", "@record", "--env", "PATH=C:\\x;D:\\y", "--root", "@sxs", "/C/app/prog.exe", "liba.dll"],
    "pe record forwards": ["tree", "--record", "@record", "--root", "@fwd", "/C/app/prog.exe"],
    "pe tree": ["tree", "--probes", "--env", "PATH=C:\\x;D:\\y", "--as", "conda", "--root", "@sxs", "/C/app/prog.exe"],
    "pe why": ["why", "--root", "@fwd", "/C/app/prog.exe", "libb.dll"],
    "mach-o sdk": ["tree", "--root", "@mac-sdk", "/app"],
    "mach-o sdk in json": ["tree", "--cpu", "arm64", "--root", "@mac-json", "/app"],
    "mach-o cache": ["tree", "--root", "@mac-cache", "/app"],
    "mach-o edit": ["edit", "--quiet", "--replace-needed", "/l/liba.dylib=/l/b", "--needed-version", "/l/b=1.2", "-o", "@record", "@mac/app"],
    "otool": ["otool", "-LDl", "@mac/app"],
    "check wheel": ["check", "@packs/p-1-py3-none-any.whl", "@packs/site-packages"],
    "check conda": ["check", "@packs/p.conda"],
    "check tar": ["check", "--format", "json", "@packs/p.tar.zst"],
    "check image": ["check", "--rule", "LW101", "@packs/image.tar"],
    "why in a deb": ["why", "@packs/p.deb/lib/liba.so", "libb.so"],
    "edit into a file": ["edit", "--quiet", "--set-rpath", "/a/longer/one/than/before", "-o", "@record", "@packs/site-packages/p/liba.so"],
    "ps": ["ps", "@pid"],
    "ps json": ["ps", "--format", "json", "@pid"],
    "edit": ["edit", "--set-rpath", "/a/longer/path/than/there/was", "--add-needed", "libc.so", "--dry-run", "@packs/site-packages/p/liba.so"],
    "edit json": ["edit", "--set-soname", "libc.so", "--remove-needed", "libb.so", "--format", "json", "-o", "@record", "@packs/site-packages/p/liba.so"],
    "patchelf": ["patchelf", "--print-needed", "--print-rpath", "--shrink-rpath", "--add-needed", "libz.so", "--add-needed", "liba.so", "--replace-needed", "libb.so",
                 "libc.so", "--output", "@record", "@packs/site-packages/p/liba.so"],
    # One row for each way to lay an ELF file out, in the file's place.
    "edit elf in place": ["edit", "--quiet", "--in-place", "--set-rpath", "/x", "@copy/lib-lld"],
    "edit elf spare room": ["edit", "--quiet", "--in-place", "--set-rpath", "/a/longer/path/than/there/was/and/longer/still", "@copy/lib-both"],
    "edit elf appended": ["edit", "--quiet", "--in-place", "--add-needed", "libnew.so", "--set-soname", "libanother.so", "@copy/lib-aarch64"],
    "edit elf headers": ["edit", "--quiet", "--in-place", "--set-interpreter", "/lib/" + 60 * "x", "--add-needed", "libnew.so", "@copy/prog-lld"],
    "edit elf own segment": ["edit", "--quiet", "--in-place", "--set-rpath", "/" + 300 * "y", "@copy/edited"],
    "edit elf vacated": ["edit", "--quiet", "--in-place", "--set-rpath", "/" + 6000 * "y", "@copy/edited"],
    "edit elf symbols": ["edit", "--quiet", "--in-place", "--rename-symbol", "foo=food", "--rename-symbol", "a=b2", "@copy/lib-both"],
    "edit elf versions": ["edit", "--quiet", "--in-place", "--drop-versions", "--remove-needed", "liba.so.1", "--shrink-rpath", "@copy/prog-gnu"],
    "chrpath": ["chrpath", "-l", "@packs/site-packages/p/liba.so"],
    "fuse": ["fuse", "--root", "@packs", "/site-packages/p/liba.so", "--lib", "libb.so", "--quiet", "-o", "@record"],
    "fuse list": ["fuse", "--list", "@packs/fused"],
    "fuse list json": ["fuse", "--list", "--format", "json", "@packs/fused"],
    "fuse gdb script": ["fuse", "--gdb-script", "-", "@packs/fused"],
    "lock fused": ["lock", "--root", "@packs", "/fused"],
    "check fused": ["check", "--root", "@packs", "--rule", "LW109", "--rule", "LW312", "--rule", "LW313", "--rule", "LW314", "/fused"],
    "why fused": ["why", "@packs/fused", "libb.so"],
    "fuse undo": ["fuse", "--quiet", "--undo", "-o", "@record", "@packs/fused"],
    "scan": ["scan", "-j1", "--format=ndjson", "@mac", *PE[:1]],
}
ROOTS = {"mac": "mac43-universal-slice.w", "owned": "mac43-universal-slice.w", "mac-sdk": "mac50-sdk-stubs.w", "mac-json": "mac55-sdk-version-5.w",
         "mac-cache": "mac58-cache-file.w", "sxs": "win081-side-by-side-manifest.w",
         "fwd": "win098-forwarder-of-a-forwarder.w"}
MAX_CALLS = 20000
SEEDS = ROOT / "fuzz/corpus/edit_elf"


class Sweep:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.shim = self.folder / "failmalloc.so"
        subprocess.run(["gcc", "-O1", "-std=c17", "-fPIC", "-shared", "-fno-builtin", HERE / "failmalloc.c", "-o", self.shim], check=True)
        for name, world in ROOTS.items():
            (self.folder / name).mkdir()
            subprocess.run([ROOT / "build/tests/world-lay", ROOT / "tests/worlds" / world, self.folder / name], check=True)
        shutil.copytree(SEEDS, self.folder / "seeds")
        subprocess.run([BINARY, "edit", "--quiet", "--set-rpath", "/" + 200 * "x", "-o", self.folder / "seeds/edited", SEEDS / "lib-lld"], check=True)
        self.own(self.folder / "owned")
        self.pack(self.folder / "packs")
        self.passed = self.failed = 0
        self.pid = None

    @staticmethod
    def own(root):
        """Lists of packages that name the program, and a lock of it."""
        lists = {"var/lib/dpkg/status": "Package: p\nArchitecture: all\nVersion: 1\n", "var/lib/dpkg/info/p.list": "/app\n",
                 "var/lib/dpkg/diversions": "/x\n/y\np\n", "lib/apk/db/installed": "P:q\nV:2\nF:\nR:app\n",
                 "var/lib/dpkg/status.d/s": "Package: s\nVersion: 3\n", "var/lib/dpkg/status.d/s.md5sums": "0" * 32 + "  app\n",
                 "conda-meta/r.json": '{"name": "r", "version": "1", "build": "0", "files": ["none"]}'}
        for name, text in lists.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        subprocess.run([BINARY, "lock", "-o", root / "lock", "--root", root, "/app"], check=True)

    @staticmethod
    def pack(folder):
        """The same two libraries in one package of each kind, and a Python file that opens one of them."""
        site = folder / "site-packages/p"
        site.mkdir(parents=True)
        for name, need in (("libb.so", []), ("liba.so", ["libb.so", "-Wl,-rpath,$ORIGIN"])):
            subprocess.run(["gcc", "-nostdlib", "-shared", "-fPIC", "-Wl,-soname," + name, "-Wl,--no-as-needed", "-o", name, "-x", "c", "-", "-x", "none", *need],
                           cwd=site, input=b"int x;", check=True)
        loads = b"import ctypes, os\nctypes.CDLL(os.path.join(os.path.dirname(__file__), 'libb.so'))\nos.add_dll_directory('/x')\n"
        (site / "__init__.py").write_bytes(loads)
        files = [("lib/" + n, (site / n).read_bytes()) for n in ("liba.so", "libb.so")]
        info = [("p-1.dist-info/METADATA", b"Metadata-Version: 2.1\nName: p\nVersion: 1\n"), ("p-1.dist-info/WHEEL", b"Wheel-Version: 1.0\nTag: py3-none-any\n"),
                ("p-1.dist-info/RECORD", b"lib/liba.so,sha256=x,1\n")]
        oci = archivemake.Oci()
        oci.add(oci.manifest([files, [("lib/.wh.libb.so", b"")]], "linux/amd64"))
        made = {"p-1-py3-none-any.whl": archivemake.zip_of([*files, ("p/__init__.py", loads), *info]),
                "p.conda": archivemake.conda([*files, ("etc/x", b"/opt/" + b"_placehold" * 9)], [("info/index.json", b"{}"), ("info/files", b"etc/x\n")]),
                "p.tar.zst": archivemake.pack(archivemake.tar(files), "zst"), "image.tar": archivemake.tar(oci.members()), "p.deb": archivemake.deb(files)}
        for name, data in made.items():
            (folder / name).write_bytes(data)
        lists = {"var/lib/dpkg/status": "Package: p\nArchitecture: all\nVersion: 1\n", "var/lib/dpkg/info/p.list": "/site-packages/p/libb.so\n",
                 "usr/share/doc/p/copyright": "Format: copyright-format\n\nFiles: *\nLicense: GPL-2\n\nFiles: x\nLicense: MIT\n"}
        for name, text in lists.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        subprocess.run([BINARY, "fuse", "--quiet", "--root", folder, "/site-packages/p/liba.so", "--lib", "libb.so", "-o", folder / "fused"], check=True)

    def copy_of(self, argv, log):
        """The folder with a copy of the file that is edited in its place, and that file's bytes; None: there is none."""
        names = [a.split("/")[1] for a in argv if a.startswith("@copy/")]
        if not names:
            return None
        folder = self.folder / f"{log.name}.d"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        shutil.copy(self.folder / "seeds" / names[0], folder)
        return folder, (folder / names[0]).read_bytes()

    def run(self, argv, at, stay, log):
        """Exit status, stdout (and the file that was edited in its place), stderr, allocations made, allocations failed."""
        copy = self.copy_of(argv, log)
        done = self.start(argv, at, stay, log, copy[0] if copy else None)
        if copy is None:
            return done
        status, out, err, calls, failed = done
        files = [path.read_bytes() for path in copy[0].iterdir()]
        shutil.rmtree(copy[0])
        if status == 2 and (files != [copy[1]] or b"out of memory" not in err):
            return "2, and the file is not the old one alone, or it does not say why", out, err, calls, failed
        if status != 2 and (len(files) != 1 or files == [copy[1]]):
            return f"{status}, and the file is not a new one alone", out, err, calls, failed
        return status, out + b"".join(files), err, calls, failed

    def start(self, argv, at, stay, log, copy):
        log.write_bytes(bytes(16))
        names = {"@record": self.folder / f"{log.name}.w", "@pid": self.pid, "@packs": self.folder / "packs", "@copy": copy, **{"@" + name: self.folder / name for name in ROOTS}}
        argv = [str(names[a.split("/")[0]]) + a[len(a.split("/")[0]):] if a.startswith("@") else a for a in argv]
        env = {"LD_PRELOAD": str(self.shim), "FAILMALLOC_AT": str(at), "FAILMALLOC_LOG": str(log), "PATH": "/usr/bin:/bin"}
        if stay:
            env["FAILMALLOC_STAY"] = "1"
        done = subprocess.run([BINARY, *argv], env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        calls, failed = struct.unpack("=QQ", log.read_bytes())
        return done.returncode, done.stdout, done.stderr, calls, failed

    def wrong(self, usual, got):
        """Why this outcome is not allowed, or None."""
        status, out, err, _, failed = got
        if status not in (0, 1, 2):
            return f"ended with {status}"
        if status == 2:
            return None if err.strip() and failed else "exit 2 and not a word on stderr"
        if (status, out) != usual[:2]:
            return f"exit {status} with other output than usual"
        return None

    def one(self, name, argv):
        """Every allocation of one command; the first few complaints are shown."""
        usual = self.run(argv, 2**63, False, self.folder / "usual")
        if usual[0] not in (0, 1) or not 0 < usual[3] < MAX_CALLS:
            print(f"FAILED: {name}: without failures it gives {usual[0]} after {usual[3]} allocations: {usual[2].decode(errors='replace')}")
            self.failed += 1
            return
        jobs = [(at, stay) for at in range(1, usual[3] + 1) for stay in (False, True)]
        with ThreadPoolExecutor(2) as pool:
            complaints = list(pool.map(lambda job: self.wrong(usual, self.run(argv, *job, self.folder / f"log-{job[0]}-{job[1]}")), jobs))
        bad = [(at, stay, why) for (at, stay), why in zip(jobs, complaints) if why]
        for at, stay, why in bad[:5]:
            print(f"FAILED: {name}: allocation {at} of {usual[3]}{' and all after it' if stay else ''}: {why}")
        self.failed += len(bad)
        self.passed += len(jobs) - len(bad)


def main(words):
    if not BINARY.exists():
        print(f"{BINARY} is not built\noom: 0 passed, 1 failed")
        return 1
    with tempfile.TemporaryDirectory(prefix="linkwright-oom-") as folder:
        sweep = Sweep(folder)
        with subprocess.Popen(["/bin/sleep", "1000"]) as quiet:
            time.sleep(0.2)
            sweep.pid = quiet.pid
            for name, argv in COMMANDS.items():
                if not words or any(w in name for w in words):
                    sweep.one(name, argv)
            quiet.kill()
    print(f"oom: {sweep.passed} passed, {sweep.failed} failed")
    return 1 if sweep.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
