# SPDX-License-Identifier: Apache-2.0
"""Roots of other architectures, unpacked from Debian's packages with all that they depend on, and programs in them with harmless work."""

import glob
import os
import shutil
import subprocess

import debs

# machine: (Debian's architecture, release, triple, qemu, loader)
MACHINES = {
    "aarch64": ("arm64", "bookworm", "aarch64-linux-gnu", "aarch64", "/lib/ld-linux-aarch64.so.1"),
    "armhf": ("armhf", "bookworm", "arm-linux-gnueabihf", "arm", "/lib/ld-linux-armhf.so.3"),
    "i386": ("i386", "bookworm", "i686-linux-gnu", "i386", "/lib/ld-linux.so.2"),
    "ppc64el": ("ppc64el", "bookworm", "powerpc64le-linux-gnu", "ppc64le", "/lib64/ld64.so.2"),
    "riscv64": ("riscv64", "trixie", "riscv64-linux-gnu", "riscv64", "/lib/ld-linux-riscv64-lp64d.so.1"),
    "s390x": ("s390x", "bookworm", "s390x-linux-gnu", "s390x", "/lib/ld64.so.1"),
    "mips64el": ("mips64el", "bookworm", "mips64el-linux-gnuabi64", "mips64el", "/lib64/ld.so.1"),
}
WITH_LLD = ("aarch64", "armhf", "i386", "ppc64el", "mips64el")  # what lld 14 links programs for: it knows no s390x, and no relaxing on riscv64
PACKAGES = ["coreutils", "bash", "dash", "grep", "sed", "mawk", "findutils", "diffutils", "gzip", "bzip2", "xz-utils", "tar", "perl-base",
            "jq", "bc", "sqlite3", "lua5.4", "file", "m4", "bsdextrautils", "openssl", "libstdc++6"]
TEXT = "pear 3\napple 10\nfig 7\napple 2\n"
# words of a program, what it is given
WORK = [
    (["usr/bin/bash", "-c", "for i in {1..5}; do printf '%s ' $((i ** 3)); done; declare -A a=([x]=1); echo ${a[@]} ${BASH_VERSINFO[5]%%-*}"], ""),
    (["usr/bin/dash", "-c", "x=3; while [ $x -gt 0 ]; do echo $x; x=$((x - 1)); done"], ""),
    (["usr/bin/perl", "-e", 'print join(",", map { $_ ** 2 } grep { $_ % 2 } 1..9), sprintf("%.3f", atan2(1, 1) * 4)'], ""),
    (["usr/bin/jq", "-c", "[.[] | {n: .a, s: (.a | sqrt | floor)}]"], '[{"a": 4}, {"a": 81}]'),
    (["usr/bin/bc", "-l"], "scale = 30; e(1); 2 ^ 100\n"),
    (["usr/bin/sqlite3", ":memory:"], "create table t (a, b); insert into t values (1, 'x'), (2, 'y'); select sum(a), group_concat(b), hex(b) from t;\n"),
    (["usr/bin/lua5.4", "-e", "local t = {} for w in ('a b c'):gmatch('%a') do t[#t + 1] = w:upper() end print(table.concat(t), 7 // 2, math.pi)"], ""),
    (["usr/bin/m4"], "define(`f', `$1 and $1')f(one) eval(2 ** 20)\n"),
    (["usr/bin/openssl", "dgst", "-sha3-256"], TEXT),
    (["usr/bin/grep", "-nP", r"(\w)\1.*\d\d"], TEXT), (["usr/bin/sed", "-E", "s/(\\w+) ([0-9]+)/\\2 \\1/;2d"], TEXT),
    (["usr/bin/mawk", '{ n[$1] += $2 } END { for (k in n) s += n[k]; print s, log(s), length(n) }'], TEXT),
    (["usr/bin/find", "/proc", "-maxdepth", "0", "-printf", "%f %y\n"], ""), (["usr/bin/diff", "--version"], ""),
    (["usr/bin/gzip", "-9nc"], TEXT * 50), (["usr/bin/bzip2", "-c"], TEXT * 50), (["usr/bin/xz", "-c"], TEXT * 50), (["usr/bin/tar", "--version"], ""),
    (["usr/bin/file", "--version"], ""), (["usr/bin/hexdump", "-C"], TEXT),
    (["usr/bin/sort", "-k2,2n"], TEXT), (["usr/bin/sha256sum"], TEXT), (["usr/bin/md5sum"], TEXT), (["usr/bin/factor", "1234567890123", "97"], ""),
    (["usr/bin/date", "-u", "-d", "@1234567890", "+%F %T %j"], ""), (["usr/bin/numfmt", "--to=iec", "1048576", "5000"], ""),
    (["usr/bin/seq", "-w", "1", "7", "99"], ""), (["usr/bin/expr", "6", "*", "7"], ""), (["usr/bin/od", "-tx2z"], TEXT),
    (["usr/bin/tac"], TEXT), (["usr/bin/basenc", "--z85"], TEXT * 4), (["usr/bin/printf", "%08.3f|%-5s|%x\n", "3.14159", "ab", "255"], ""),
]


def unpacked(machine, folder):
    """The root of a machine below folder, made once; its directories are not merged with /usr, as it is in the packages."""
    architecture, release = MACHINES[machine][:2]
    root = os.path.join(folder, machine)
    if os.path.exists(os.path.join(root, "complete")):
        return root
    shutil.rmtree(root, ignore_errors=True)
    state, cache = os.path.join(folder, "lists-" + machine), os.path.join(folder, "cache-" + machine)
    for place in (root, os.path.join(state, "lists", "partial"), os.path.join(cache, "archives", "partial")):
        os.makedirs(place, exist_ok=True)
    open(os.path.join(state, "status"), "w", encoding="ascii").close()
    source = os.path.join(state, "sources.list")
    with open(source, "w", encoding="utf-8") as f:
        f.write(f"deb [signed-by={debs.KEYRING} arch={architecture}] {debs.mirror()} {release} main\n")
    apt = ["apt-get", "-qq", "-o", "APT::Architecture=" + architecture, "-o", "APT::Architectures=" + architecture, "-o", "Dir::State=" + state,
           "-o", "Dir::State::status=" + os.path.join(state, "status"), "-o", "Dir::Cache=" + cache, "-o", "Dir::Etc::SourceList=" + source,
           "-o", "Dir::Etc::SourceParts=/dev/null", "-o", "APT::Sandbox::User=root", "-o", "Debug::NoLocking=1"]
    subprocess.run([*apt, "update"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*apt, "-y", "-d", "--no-install-recommends", "install", *PACKAGES], check=True, stdout=subprocess.DEVNULL)
    for deb in sorted(glob.glob(os.path.join(cache, "archives", "*.deb"))):
        subprocess.run(["dpkg-deb", "-x", deb, root], check=True)
    shutil.rmtree(cache)
    keep_inside(root)
    open(os.path.join(root, "complete"), "w", encoding="ascii").close()
    return root


def keep_inside(root):
    """Turns absolute links into relative ones: qemu looks below the root for a path, but not for what a link there leads to."""
    for place, folders, names in os.walk(root):
        for path in (os.path.join(place, name) for name in folders + names):
            target = os.readlink(path) if os.path.islink(path) else ""
            if target.startswith("/"):
                os.unlink(path)
                os.symlink(os.path.relpath(root + target, place), path)


def work(root):
    """(file below the root, words after its name, what it is given) of what the root has; programs are in /bin or /usr/bin."""
    out = []
    for (path, *words), given in WORK:
        found = next((p for p in (path, path.removeprefix("usr/")) if os.path.isfile(os.path.join(root, p))), None)
        if found:
            out.append((os.path.relpath(os.path.realpath(os.path.join(root, found)), os.path.realpath(root)), words, given))
    return out
