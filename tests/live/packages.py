# SPDX-License-Identifier: Apache-2.0
"""What a campaign needs beside what the build and the check need: installed where it is missing, on Debian as root."""
import os
import shutil
import subprocess
import sys


def missing(packages):
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages], capture_output=True, text=True,
                          check=False)
    there = {line.split()[0] for line in done.stdout.splitlines() if line.endswith(" installed")}
    return [p for p in packages if p not in there]


def need(*packages):
    """Installs those that are missing; without the right to do so it goes on, and the campaign tells what it could not do."""
    wanted = missing(packages)
    if not wanted:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"not installed: {' '.join(wanted)} (on Debian, as root: apt-get install {' '.join(wanted)})", file=sys.stderr)
        return
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=env)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted], check=True, env=env)
