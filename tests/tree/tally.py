# SPDX-License-Identifier: Apache-2.0
"""What the tests of the source tree share: counting, and where the tree is."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build"
SKIP_DIRS = {".git", "__pycache__"}


class Tally:
    """Counts checks; a failed one is printed as it comes. The last line is what tests/run.py reads."""

    def __init__(self, name):
        self.name, self.passed, self.failed, self.skipped = name, 0, 0, 0

    def check(self, good, message):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {message}")
        return good

    def skip(self, message):
        self.skipped += 1
        print(f"skipped: {message}")

    def end(self):
        more = f", {self.skipped} skipped" if self.skipped else ""
        print(f"{self.name}: {self.passed} passed, {self.failed} failed{more}")
        sys.exit(1 if self.failed or not self.passed else 0)


def sources(*folders, endings=(".c", ".h")):
    """Files with these endings below the folders of the tree, sorted."""
    found = []
    for folder in folders:
        found += [p for p in (ROOT / folder).rglob("*") if p.is_file() and p.name.endswith(tuple(endings))
                  and not SKIP_DIRS & set(p.parts)]
    return sorted(found)


def short(path):
    return str(path.relative_to(ROOT))


def code_only(text):
    """C without comments and without the insides of strings, line numbers kept."""
    def blank(match):
        token = match.group(0)
        if token.startswith("/"):
            return re.sub(r"[^\n]", " ", token)
        return token[0] + token[-1]
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)
