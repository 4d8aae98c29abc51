# SPDX-License-Identifier: Apache-2.0
"""Other Debian releases in directories: made by debootstrap, with packages installed, and commands run inside them."""
import os
import shlex
import shutil
import subprocess

import debs

SCRIPTS = "/usr/share/debootstrap/scripts"
APT = ["apt-get", "-qq", "-y", "--no-install-recommends", "-o", "Acquire::Check-Valid-Until=false", "-o", "APT::Sandbox::User=root"]
ENV = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}


def make_root(release, folder, packages):
    """The root of a release below folder, made once, with packages (a list with commas) from the beginning."""
    root = os.path.join(folder, release)
    if os.path.exists(os.path.join(root, "debootstrap-done")):
        return root
    shutil.rmtree(root, ignore_errors=True)  # of one that was not finished
    words = ["debootstrap", "--variant=minbase", "--include=" + packages, release, root, debs.mirror()]
    if not os.path.exists(os.path.join(SCRIPTS, release)):
        words.append(os.path.join(SCRIPTS, "sid"))  # newer than this machine's debootstrap
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(root, "debootstrap-done"), "w", encoding="ascii"):
        return root


def version(root, package="libc6"):
    return subprocess.run(["dpkg-query", "--root", root, "-W", "-f", "${Version}", package], capture_output=True, text=True, check=True).stdout


def command(root, argv, binds=()):
    """The command that runs argv inside the root, with mounts that end with it; binds: (directory, where inside), read-only."""
    steps = [f"mount --bind {shlex.quote(root)} {shlex.quote(root)}", f"cd {shlex.quote(root)}", "mount -t proc proc proc",
             "mount --rbind /dev dev", "mount -t tmpfs -o mode=1777 none tmp"]
    for directory, inside in binds:
        place = root + inside
        os.makedirs(place, exist_ok=True)
        steps.append(f"mount --bind -o ro {shlex.quote(directory)} {shlex.quote(place)}")
    return ["unshare", "--mount", "--propagation", "private", "sh", "-ec", "; ".join(steps) + f'; exec chroot {shlex.quote(root)} "$@"', "sh", *argv]


def install(root, packages):
    """Installs those of the packages that are not there; nothing is started."""
    there = subprocess.run(["dpkg-query", "--root", root, "-W", "-f", "${Package} ${db:Status-Status}\n"], capture_output=True, text=True,
                           check=True).stdout.split("\n")
    missing = [p for p in packages if p + " installed" not in there]
    if not missing:
        return
    shutil.copy("/etc/resolv.conf", root + "/etc/resolv.conf")
    with open(root + "/etc/hosts", "w", encoding="ascii") as f:
        f.write("127.0.0.1 localhost\n::1 localhost ip6-localhost\n")
    with open(root + "/usr/sbin/policy-rc.d", "w", encoding="ascii") as f:
        f.write("#!/bin/sh\nexit 101\n")
    os.chmod(root + "/usr/sbin/policy-rc.d", 0o755)
    for words in (["update"], ["install", *missing], ["clean"]):
        subprocess.run(command(root, [*APT, *words]), check=True, env=ENV, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
