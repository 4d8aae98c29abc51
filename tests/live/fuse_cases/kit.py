# SPDX-License-Identifier: Apache-2.0
"""How a case for fuse is written down: the files that it is built from, how they are fused, and what must hold.

A case is a program and its libraries. Its truth is the program as it was built, run with its libraries. Folders of a built case:

  bin/   the program         lib/   the libraries that are fused; renamed before the fused program runs
  plug/  what is loaded by dlopen     keep/  libraries that stay outside
"""
from dataclasses import dataclass, field

PLAIN = ("pie", "fixed", "lld")

# Packed parts are executable only when the stub has protected them.
PACKED = "is executable in nonexecutable segment N"
# It compares a place in the file with a size in memory, where a .bss lies before other sections.
ZEROS = "not fully contained in segment of program header entry N"
# Libraries have symbols of protected visibility in .dynsym themselves.
SHOWN = "symbol in dynamic symbol table with non-default visibility"
# It does not know packed relocations, and takes the section's name for one of others.
RELR = "'.relr.dyn' has wrong type"


@dataclass(frozen=True)
class Style:
    """How a case is compiled and linked: the program by `program`, a library always as position-independent code."""

    name: str
    compiler: str
    linker: str
    program: tuple

    @property
    def pie(self):
        return "-pie" in self.program


STYLES = {s.name: s for s in (
    Style("pie", "gcc", "bfd", ("-pie", "-fPIE")), Style("fixed", "gcc", "bfd", ("-no-pie", "-fno-pie")),
    Style("pic", "gcc", "bfd", ("-pie", "-fPIC")), Style("lld", "clang", "lld", ("-pie", "-fPIE")),
    Style("lldfixed", "clang", "lld", ("-no-pie", "-fno-pie")), Style("clang", "clang", "bfd", ("-no-pie", "-fno-pie")),
    Style("gcclld", "gcc", "lld", ("-pie", "-fPIE")), Style("gold", "gcc", "gold", ("-pie", "-fPIE")))}


@dataclass(frozen=True)
class Part:
    """One file. needs: names of parts that it is linked with; None: of all libraries before it."""

    name: str
    text: str
    options: tuple = ()
    place: str = "lib"
    needs: tuple = ()
    cxx: bool = False
    soname: str = ""      # "-": none
    file: str = ""        # its name as a file, where that is not the name of the part
    program: bool = False

    @property
    def path(self):
        return f"{self.place}/{self.file or self.name}"


def lib(name, text, *options, **more):
    return Part(name, text, options, **more)


def keep(name, text, *options, **more):
    return Part(name, text, options, place="keep", **more)


def plug(name, text, *options, **more):
    return Part(name, text, options, place="plug", **more)


def prog(text, *options, needs=None, name="prog", **more):
    return Part(name, text, options, place="bin", needs=needs, program=True, **more)


@dataclass(frozen=True)
class Case:
    name: str
    parts: tuple
    says: str = ""              # in what the original says, exactly these characters somewhere
    status: int = 0             # of the original
    styles: tuple = PLAIN
    ways: tuple = ()            # names of WAYS, or tuples of words; none: by the style
    target: str = "bin/prog"
    start: tuple = ("bin/prog",)
    env: dict = field(default_factory=dict)
    search: bool = True         # LD_LIBRARY_PATH leads to lib and keep
    refused: tuple = ()         # words of the refusal; a tuple among them: one of these
    either: bool = False        # the same as the original is as good as the refusal
    warned: tuple = ()          # words of a warning that comes when it is done; the run may then differ
    fused_says: str = ""        # where the fused one is right and the original is not: what it prints, all of it
    premise: dict = field(default_factory=dict)  # path: patterns that readelf -adlrsnVW has to show of it
    shows: tuple = ()           # patterns that readelf has to show of every fused file that has no fixed address
    prepare: object = None      # called with the Built before anything runs
    spoil: tuple = ()           # (path, function of its bytes): what the file is when it is to be fused
    misread: tuple = ()         # words of what eu-elflint complains of without a reason: some of those above
    x86: bool = False           # only there: its linkers can do that, or directories of this machine stand in the file
    gone: tuple = None          # sonames that must not be needed any more; None: of all parts in lib

    @property
    def cxx(self):
        return any(p.cxx for p in self.parts)

    def sonames(self):
        """Of the libraries to be fused, as they are asked for."""
        return [p.file or p.name for p in self.parts if p.place == "lib" and p.soname != "-" and not p.soname] + \
               [p.soname for p in self.parts if p.place == "lib" and p.soname not in ("", "-")]

    def part(self, path):
        return next(p for p in self.parts if p.path == path)


def words_of(case, way):
    """The words of the command line for a way: a name, or the words themselves."""
    if not isinstance(way, str):
        return list(way)
    own = [w for name in case.sonames() for w in ("--lib", name)]
    return {"all": ["--all", "--keep-libc"], "own": own, "fixed": ["--all", "--keep-libc", "--fixed"], "ownfixed": [*own, "--fixed"],
            "export": [*own, "--export"]}[way]


def ways_of(case, style):
    if case.ways:
        return case.ways
    if case.refused and not case.either:
        return ("own",)
    if not case.target.startswith("bin/"):
        return ("own", "all")
    if any(p.place == "keep" for p in case.parts):
        return ("own", "ownfixed") if style.pie else ("own",)
    if case.cxx:
        return ("own", "all", "fixed") if style.name == "pie" else ("own",)
    return {"pie": ("all", "fixed"), "fixed": ("own",), "lld": ("own",)}.get(style.name, ("all",))
