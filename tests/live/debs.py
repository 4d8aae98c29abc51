# SPDX-License-Identifier: Apache-2.0
"""Packages of other Debian releases than this machine's, unpacked and not installed."""
import glob
import os
import re
import shutil
import subprocess
import sys

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def mirror():
    """Where this machine gets Debian's packages from, as its own sources say."""
    for name in ["/etc/apt/sources.list", *glob.glob("/etc/apt/sources.list.d/*")]:
        if not os.path.exists(name):
            continue
        with open(name, encoding="utf-8") as f:
            text = re.sub(r"#.*", "", f.read())
        found = re.search(r"https?://\S+/debian(?=[/\s])", text)
        if found:
            return found.group(0)
    sys.exit("no Debian mirror in apt's sources")


def unpacked(release, package, folder):
    """The package's files below folder/RELEASE-PACKAGE, fetched once; gives (that directory, the version)."""
    root = os.path.join(folder, f"{release}-{package}")
    done = os.path.join(root, "version")
    if not os.path.exists(done):
        shutil.rmtree(root, ignore_errors=True)
        lists = os.path.join(folder, "lists")
        os.makedirs(os.path.join(lists, "partial"), exist_ok=True)
        os.makedirs(root)
        source = os.path.join(folder, release + ".list")
        with open(source, "w", encoding="utf-8") as f:
            f.write(f"deb [signed-by={KEYRING}] {mirror()} {release} main\n")
        apt = ["apt-get", "-q", "-o", "Dir::Etc::SourceList=" + source, "-o", "Dir::Etc::SourceParts=/dev/null",
               "-o", "Dir::State::Lists=" + lists, "-o", "Acquire::Check-Valid-Until=false", "-o", "APT::Sandbox::User=root"]
        subprocess.run([*apt, "update"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([*apt, "download", f"{package}/{release}"], check=True, cwd=root, stdout=subprocess.DEVNULL)
        deb = glob.glob(os.path.join(root, "*.deb"))[0]
        subprocess.run(["dpkg-deb", "-x", deb, root], check=True)
        version = subprocess.run(["dpkg-deb", "-f", deb, "Version"], check=True, capture_output=True, text=True).stdout.strip()
        os.remove(deb)
        with open(done, "w", encoding="utf-8") as f:
            f.write(version)
    with open(done, encoding="utf-8") as f:
        return root, f.read()
