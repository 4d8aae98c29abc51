# SPDX-License-Identifier: Apache-2.0
"""Work on whole targets: every binary below /usr checked, and a wheel of 500 MB checked without being unpacked."""
import base64
import hashlib
import os
import zipfile
from pathlib import Path

from measure import Call, in_turn

ROOT = Path(__file__).resolve().parent.parent
LINKWRIGHT = ROOT / "build/linkwright"
STATIC = ROOT / "build-static/linkwright"
WHEEL_MB = 500
MOST_MIB = 100
MOST_OVER_FLOOR = 3

UNZIP = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nfor m in z.infolist():\n    with z.open(m) as f:\n        while f.read(1 << 20):\n            pass\n"


def largest_binaries():
    """ELF files of this system by size, the largest first, each once."""
    found = {}
    for place in ("/usr/lib", "/usr/bin"):
        for at, _, names in os.walk(place):
            for name in names:
                path = os.path.join(at, name)
                if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) < 1 << 20:
                    continue
                with open(path, "rb") as f:
                    if f.read(4) == b"\x7fELF":
                        found[os.stat(path).st_ino] = path
    return sorted(found.values(), key=os.path.getsize, reverse=True)


def make_wheel(folder):
    """A wheel of at least WHEEL_MB, deflated, of real binaries, with a RECORD that is right; gives (path, binaries, MB packed, MB)."""
    path = os.path.join(folder, "large-1.0-cp311-cp311-linux_x86_64.whl")
    rows, n, whole = [], 0, 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        def add(name, data):
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            rows.append(f"{name},sha256={digest},{len(data)}\n")
            z.writestr(name, data)
        for source in largest_binaries():
            if os.path.getsize(path) > WHEEL_MB * 1_000_000:
                break
            with open(source, "rb") as f:
                data = f.read()
            add(f"large.libs/{n:03}-{os.path.basename(source)}", data)
            n, whole = n + 1, whole + len(data)
        add("large-1.0.dist-info/METADATA", b"Metadata-Version: 2.1\nName: large\nVersion: 1.0\n")
        add("large-1.0.dist-info/WHEEL", b"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-linux_x86_64\n")
        z.writestr("large-1.0.dist-info/RECORD", "".join(rows) + "large-1.0.dist-info/RECORD,,\n")
    return path, n, os.path.getsize(path) // 1_000_000, whole // 1_000_000


def work_check(floor, rounds):
    tools = {"floor with dynamic sections": [Call(floor, "walk", "-d", "/usr")],
             "linkwright check": [Call(LINKWRIGHT, "check", "--quiet", "/usr")],
             "linkwright check, static release": [Call(STATIC, "check", "--quiet", "/usr")],
             "linkwright check --symbols": [Call(LINKWRIGHT, "check", "--quiet", "--symbols", "/usr")]}
    return in_turn(tools, rounds, slow=("linkwright check --symbols",))


def work_wheel(folder, rounds):
    """(words, rows)"""
    path, n, packed, whole = make_wheel(folder)
    tools = {"zipfile of Python, each member once": [Call("/usr/bin/python3", "-c", UNZIP, path)],
             "linkwright check": [Call(LINKWRIGHT, "check", path)],
             "linkwright check, static release": [Call(STATIC, "check", path)],
             "linkwright check, only what is found and how": [Call(LINKWRIGHT, "check", "--rule", "not-found", "--rule", "two-copies", path)],
             "linkwright floor": [Call(LINKWRIGHT, "floor", path)]}
    return f"A wheel of {packed} MB with {n} binaries of {whole} MB", in_turn(tools, rounds)
