# SPDX-License-Identifier: Apache-2.0
"""Random programs for campaign_wine.py: a few libraries that import from each other, some with copies in several places of the search."""
import random

import wine_cases
from wine_build import dll, exe, stem

PLACES = ["app/", wine_cases.SYSTEM, "windows/system/", "windows/", "run/", "aa/", "bb/", "run/sub/", "D:/lib/"]
PATHS = [r"C:\aa", r"C:\bb", r"c:\BB\\", "sub", r"D:\lib", r"C:\none", "", r"C:\windows\system32", '"C:\\aa"', "C:/aa"]


def spelled(pick, name):
    """NAME.dll as an import may write it."""
    return pick.choices([name + ".dll", name.upper() + ".DLL", name, name + ".Dll"], [12, 2, 1, 1])[0]


class Layout:
    """One random case; the same SEED gives the same one."""

    def __init__(self, seed):
        self.pick = random.Random(seed)
        self.names = [f"lw{letter}" for letter in "klmnopq"[:self.pick.randint(2, 7)]]
        self.forwards = {name for name in self.names if self.pick.random() < 0.25}
        self.files = {}

    def some(self, most, without=None):
        others = [name for name in self.names if name != without]
        return self.pick.sample(others, min(self.pick.randint(0, most), len(others)))

    def wanted(self, name):
        """An import from NAME: of its function, of its ordinal, of its forward if it has one."""
        dice = self.pick.random()
        if name in self.forwards and dice < 0.6:
            return spelled(self.pick, name) + ":h"
        return spelled(self.pick, name) + (":#5" if dice > 0.9 else "")

    def copy(self, name):
        dice = self.pick.random()
        if dice < 0.02:
            return self.pick.choice(["This is a text.\n", ""])
        forwards = ((("h", "{0}.{0}_f".format(self.pick.choice([n for n in self.names if n != name]))),) if name in self.forwards else ())
        imports = tuple(self.wanted(other) for other in self.some(3, name))
        return dll(*imports, forwards=forwards, machine="i386" if dice > 0.94 and not forwards else "x86_64")

    def case(self, name):
        for library in self.names:
            if self.pick.random() < 0.98:
                for place in self.pick.sample(PLACES, self.pick.choice([1, 1, 1, 2, 3])):
                    self.files[place + library + ".dll"] = self.copy(library)
        path = ";".join(self.pick.sample(PATHS, self.pick.randint(6, len(PATHS))))
        wanted = self.some(4) or self.names[:1]
        files = {"run": None, **self.files, "app/p.exe": exe(*(self.wanted(library) for library in wanted))}
        safe = self.pick.random() < 0.85
        return wine_cases.Case(name, wine_cases.NO_PAGE, "", files, path=path, safe=None if safe else "0", windows=() if safe else ("safe-search=off",))


def case(seed):
    return Layout(seed).case(f"random-{seed}")


def told(one):
    """What it consists of, for the page and for people."""
    lines = [f"PATH={one.path}" + (" SafeDllSearchMode=0" if one.safe else "")]
    for path, what in one.files.items():
        if hasattr(what, "imports"):
            more = "".join(f", {stem(path)}_{symbol} is {target}" for symbol, target in what.forwards)
            lines.append(f"{path} ({what.machine}): imports {', '.join(what.imports) or 'nothing'}{more}")
        elif what is not None:
            lines.append(f"{path}: {'a text' if what else 'empty'}")
    return lines
