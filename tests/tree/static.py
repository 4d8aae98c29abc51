#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The release is truly static: nothing is loaded with it, nothing inside could load anything, and it runs where nothing is."""
import os
import shutil
import subprocess
import sys
import tempfile

from tally import ROOT, Tally

RELEASE = ROOT / "build-static/linkwright"
WHOLE = ROOT / "build-static/src/linkwright"  # before it was stripped
# What opens modules, tables or services at run time: dlopen, iconv, NSS, the resolver, locales, syslog.
FORBIDDEN = ("dlopen", "dlsym", "dlmopen", "libc_dlopen", "iconv", "gconv", "getpw", "getgr", "getaddrinfo", "gethostby",
             "getserv", "nss_", "res_query", "syslog", "setlocale", "newlocale", "system", "execve", "posix_spawn", "fork")


def text(*argv):
    return subprocess.run([str(word) for word in argv], capture_output=True, text=True, errors="replace", check=True,
                          env={**os.environ, "LC_ALL": "C"}).stdout


def is_static(tally):
    headers = text("readelf", "-lW", RELEASE)
    tally.check("INTERP" not in headers, "the release has an interpreter")
    tally.check("DYNAMIC" not in headers, "the release has a dynamic section")
    tally.check("There is no dynamic section" in text("readelf", "-dW", RELEASE), "the release needs libraries")
    tally.check("statically linked" in text(RELEASE, "tree", RELEASE), "the release does not find itself static")


def loads_nothing(tally):
    names = {line.split()[-1] for line in text("nm", WHOLE).splitlines() if line.strip()}
    for word in FORBIDDEN:
        found = sorted(n for n in names if n.strip("_").startswith(word) and not n.startswith(("lw_", "cli_")))
        tally.check(not found, f"the release holds {', '.join(found)}")
    tally.check("main" in names and "pthread_create" in names, "nm saw nothing")


def runs_alone(tally):
    """In a directory that holds nothing but itself and a copy of a program of this system, without what that needs."""
    if os.geteuid() != 0:
        tally.skip("needs root, for chroot")
        return
    with tempfile.TemporaryDirectory(prefix="lw-alone-") as alone:
        shutil.copy(RELEASE, alone)
        shutil.copy("/bin/true", alone)
        for argv, status in ((["version"], 0), (["tree", "/linkwright"], 0), (["tree", "/true"], 1), (["tree", "/none"], 2),
                             (["tree", "--format", "json", "/true"], 1), (["help"], 0), (["ldd", "/linkwright"], 1), (["scan", "/"], 0),
                             (["tree", "-j4", "/true", "/linkwright", "/true"], 1), (["tree", "--root", "/", "/true"], 1)):
            done = subprocess.run(["/usr/sbin/chroot", alone, "/linkwright", *argv], capture_output=True, env={}, timeout=60)
            tally.check(done.returncode == status, f"in an empty root, {argv} ended with {done.returncode}: {done.stderr[:300]}")


def answers_the_same(tally):
    """As the dynamic build, on what lies in /usr/bin, in every format; and each transcript of the command line."""
    files = [path for path in ("/usr/bin/" + name for name in sorted(os.listdir("/usr/bin"))) if os.path.isfile(path)][:120]
    for options in (["tree"], ["tree", "--format", "json"], ["tree", "--probes"], ["tree", "--format", "dot"], ["tree", "--root", "/"],
                    ["scan"], ["scan", "--format", "ndjson", "-j3"]):
        ours, theirs = (subprocess.run([str(b), *options, *files], capture_output=True, timeout=120)
                        for b in (RELEASE, ROOT / "build/linkwright"))
        tally.check(len(ours.stdout) > 3000, f"{' '.join(options)} of 120 files says next to nothing")
        tally.check((ours.stdout, ours.stderr, ours.returncode) == (theirs.stdout, theirs.stderr, theirs.returncode),
                    f"the release answers {' '.join(options)} in another way")
    done = subprocess.run([sys.executable, "tests/cli/run.py", "--binary", str(RELEASE)], cwd=ROOT, capture_output=True, text=True)
    tally.check(done.returncode == 0, "transcripts differ with the release:\n" + done.stdout[-3000:])


def main():
    tally = Tally("static")
    if not RELEASE.exists():
        tally.check(False, "build-static/linkwright is not there: make static")
        return tally.end()
    is_static(tally)
    loads_nothing(tally)
    runs_alone(tally)
    answers_the_same(tally)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
