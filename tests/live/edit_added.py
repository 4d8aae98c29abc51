# SPDX-License-Identifier: Apache-2.0
"""The small libraries that edited files are made to need: they need nothing and define one name that nobody asks for."""

import os
import subprocess

FIRST, SECOND = "liblw-first-of-the-campaign.so.1", "liblw-second.so.2"
WAYS = {("x86_64", 64): ["gcc", "-m64"], ("i386", 32): ["gcc", "-m32"]}


def build(folder):
    """Builds them in directories of their own below folder; gives {(machine, bits): (directory, first, second)}."""
    out = {}
    for (machine, bits), words in WAYS.items():
        place = os.path.join(folder, "added", f"{machine}-{bits}", "in/a/directory/with/a/name/that/is/longer/than/most")
        os.makedirs(place, exist_ok=True)
        for name in (FIRST, SECOND):
            subprocess.run([*words, "-shared", "-nostdlib", "-fPIC", "-Wl,-soname," + name, "-o", os.path.join(place, name), "-x", "c", "-"],
                           input=f"int {name.split('.')[0].replace('-', '_')};\n", text=True, check=True)
        out[machine, bits] = place, FIRST, SECOND
    return out
