# SPDX-License-Identifier: Apache-2.0
"""Random layouts of programs and libraries: drawn from a random generator, built with the linker from two object files."""

import os
import shutil
import subprocess
from dataclasses import dataclass, field

INTERPRETER = "/lib64/ld-linux-x86-64.so.2"
MUSL = "/lib/ld-musl-x86_64.so.1"
SOURCE = """
#if defined __x86_64__
__asm__(".globl _start\\n_start: movl $60, %eax\\n xorl %edi, %edi\\n syscall\\n");
#endif
int lw_layout;
"""
DIRECTORIES = ["a", "b", "c/deep"]
LEGACY = ["tls", "x86_64", "tls/x86_64"]
HWCAPS = ["glibc-hwcaps/x86-64-v2", "glibc-hwcaps/x86-64-v3", "glibc-hwcaps/x86-64-v4"]


@dataclass
class Layout:
    """A layout on disk and how to start it."""

    root: str
    program: str = ""
    env: dict = field(default_factory=dict)
    cwd: str = ""
    notes: list = field(default_factory=list)


class Builder:
    """Links files; what only lends its DT_SONAME to a DT_NEEDED is kept and used again."""

    def __init__(self, work):
        self.work = work
        self.stubs = {}
        os.makedirs(os.path.join(work, "stubs"))
        self.object = os.path.join(work, "t.o")
        source = os.path.join(work, "t.c")
        with open(source, "w", encoding="utf-8") as file:
            file.write(SOURCE)
        self.compile(source)

    def compile(self, source):
        subprocess.run(["gcc", "-c", "-fPIC", "-o", self.object, source], check=True)

    def stub(self, name):
        """A library whose DT_SONAME is NAME, to be linked against."""
        if name not in self.stubs:
            path = os.path.join(self.work, "stubs", f"{len(self.stubs)}.so")
            self.link(["-shared", "-soname", name, "-o", path])
            self.stubs[name] = path
        return self.stubs[name]

    def link(self, options):
        subprocess.run(["ld", "--no-as-needed", "-z", "noexecstack", "--no-warnings", *options, self.object], check=True)

    def elf(self, path, program=None, needed=(), soname=None, rpath=None, new_tags=False, nodeflib=False):
        """program: its interpreter; None: a library."""
        os.makedirs(os.path.dirname(path), exist_ok=True)
        words = ["-pie", "-dynamic-linker", program] if program else ["-shared"]
        words += ["--enable-new-dtags" if new_tags else "--disable-new-dtags", "-o", path]
        if soname is not None:
            words += ["-soname", soname]
        if rpath is not None:
            words += ["-rpath", rpath]
        if nodeflib:
            words += ["-z", "nodefaultlib"]
        self.link(words + [self.stub(name) for name in needed])


class Draw:
    """One layout, drawn from RNG and built below ROOT."""

    in_subdirectories = 8  # per cent of the copies

    def __init__(self, builder, rng, root):
        self.builder, self.rng, self.layout = builder, rng, Layout(root)
        self.names = [f"liblwq{i}.so.{rng.choice('12')}" for i in range(rng.randint(2, 8))]

    def chance(self, percent):
        return self.rng.random() * 100 < percent

    def path(self, *parts):
        return os.path.join(self.layout.root, *parts)

    def run(self):
        for name in self.names:
            for _ in range(self.rng.choice([0] + [1] * 4 + [2] * 8 + [3] * 7)):
                self.copy(name)
        self.program()
        self.environment()
        self.layout.cwd = self.path(self.rng.choice(["", "", "a", "w"]))
        for name in DIRECTORIES[:2] + ["w"]:
            os.makedirs(self.path(name), exist_ok=True)
        return self.layout

    def element(self):
        """One element of a search path."""
        directory = self.rng.choice(DIRECTORIES)
        kinds = [
            (70, lambda: self.path(directory)), (14, lambda: "$ORIGIN"), (16, lambda: "$ORIGIN/../" + directory),
            (4, lambda: "${ORIGIN}/" + directory), (6, lambda: directory), (6, lambda: ""),
            (5, lambda: self.path("none")), (5, lambda: self.path(directory) + "//"),
            (4, lambda: self.path("a/../" + directory)), (3, lambda: "."), (2, lambda: self.path("$LIB")),
            (2, lambda: self.path("$ORIGINx")), (2, lambda: self.path("a", self.names[0])), (1, lambda: "/"),
            (2, lambda: self.path("$PLATFORM")), (2, lambda: "/usr/lib"), (2, lambda: self.path("farm")),
        ]
        return self.rng.choices([make for _, make in kinds], [weight for weight, _ in kinds])[0]()

    def elements(self, separators):
        out = self.element()
        for _ in range(self.rng.choice([0, 1, 1, 2, 2, 3, 3, 4, 5])):
            out += self.rng.choice(separators) + self.element()
        return out

    def search(self, chance_of_any):
        """(rpath, new_tags) of an object."""
        if not self.chance(chance_of_any):
            return None, False
        return self.elements(":"), self.chance(50)

    def need(self):
        """One name for DT_NEEDED."""
        name, directory = self.rng.choice(self.names), self.rng.choice(DIRECTORIES)
        kinds = [
            (150, lambda: name), (4, lambda: self.path(directory, name)), (3, lambda: f"./{directory}/{name}"),
            (3, lambda: f"$ORIGIN/{name}"), (1, lambda: "liblwq-none.so"), (3, lambda: self.sonames()),
            (2, lambda: "ld-linux-x86-64.so.2"), (1, lambda: f"{directory}/../{directory}/{name}"),
        ]
        return self.rng.choices([make for _, make in kinds], [weight for weight, _ in kinds])[0]()

    def sonames(self):
        return self.rng.choice(self.names).rpartition(".")[0] + ".9"

    def needs(self, most):
        return [self.need() for _ in range(self.rng.choice([0] * 3 + list(range(most + 1))))]

    def soname(self, name):
        kinds = [(60, lambda: name), (22, lambda: None), (10, self.sonames), (8, lambda: self.rng.choice(self.names))]
        return self.rng.choices([make for _, make in kinds], [weight for weight, _ in kinds])[0]()

    def copy(self, name):
        """One file of that name, good or bad, or a link to one."""
        directory = self.rng.choice(DIRECTORIES * 4 + [self.rng.choice(["lib/x86_64-linux-gnu", "x86_64", "$ORIGINx", "w", "farm"])])
        if self.chance(self.in_subdirectories):
            directory += "/" + self.rng.choice(self.subdirectories())
        path = self.path(directory, name)
        if os.path.lexists(path):
            return
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if self.chance(9):
            self.bad(path)
            return
        target = path
        if self.chance(15):
            target = self.path("store", str(self.rng.randint(0, 9)) + name)
            os.symlink(self.rng.choice([target, os.path.relpath(target, os.path.dirname(path))]), path)
            if os.path.lexists(target):
                return
        rpath, new_tags = self.search(75)
        self.builder.elf(target, needed=self.needs(3), soname=self.soname(name), rpath=rpath, new_tags=new_tags,
                         nodeflib=self.chance(5))

    def bad(self, path):
        kind = self.rng.choice(["class", "class", "machine", "machine", "text", "empty", "directory", "dangling", "dangling",
                                "loop", "osabi"])
        self.layout.notes.append(f"{kind}: {path}")
        if kind == "directory":
            os.mkdir(path)
        elif kind == "dangling":
            os.symlink("/nowhere/at/all", path)
        elif kind == "loop":
            os.symlink(os.path.basename(path), path)
        elif kind in ("text", "empty"):
            with open(path, "w", encoding="utf-8") as file:
                file.write("" if kind == "empty" else "INPUT ( libsomething.so.1 )\n" * self.rng.choice([1, 9]))
        else:
            self.builder.elf(path)
            with open(path, "r+b") as file:
                file.seek({"class": 4, "machine": 18, "osabi": 7}[kind])
                file.write({"class": b"\1", "machine": b"\xb7", "osabi": b"\x09"}[kind])

    def program(self):
        real = self.path(self.rng.choice(["bin", "a", "real"]), "prog")
        rpath, new_tags = self.search(95)
        self.builder.elf(real, program=self.interpreter(), needed=[self.need()] + self.needs(4), rpath=rpath, new_tags=new_tags,
                         nodeflib=self.chance(3), soname=self.sonames() if self.chance(3) else None)
        self.layout.program = real
        self.link()

    def link(self):
        """The program is reached by a link, itself or its directory."""
        real = self.layout.program
        if self.chance(20):
            self.layout.program = self.path("links", "prog")
            os.makedirs(self.path("links"), exist_ok=True)
            os.symlink(self.rng.choice([real, os.path.relpath(real, self.path("links"))]), self.layout.program)
        elif self.chance(8):
            os.symlink(os.path.basename(os.path.dirname(real)), self.path("linked"))
            self.layout.program = self.path("linked", "prog")

    def interpreter(self):
        return INTERPRETER

    def subdirectories(self):
        """Those of a search directory that some CPU has; the loader tries a part of them."""
        return LEGACY + HWCAPS

    def environment(self):
        if self.chance(40):
            self.layout.env["LD_LIBRARY_PATH"] = self.elements(":;")
        if self.chance(10):
            names = [self.rng.choice([self.rng.choice(self.names), self.path("a", self.names[0]), "$ORIGIN/" + self.names[0]])
                     for _ in range(self.rng.randint(1, 2))]
            self.layout.env["LD_PRELOAD"] = self.rng.choice(" :").join(names)


class DrawMusl(Draw):
    """A layout for musl: names of libc itself, path files, and what only its loader treats in its own way."""

    def element(self):
        kinds = [(90, super().element), (4, lambda: self.path("$ORIGIN")), (3, lambda: self.path("d" * 245, "e" * 245)),
                 (2, lambda: "${ORIGIN"), (2, lambda: self.path("a") + "\n" + self.path("b"))]
        return self.rng.choices([make for _, make in kinds], [weight for weight, _ in kinds])[0]()

    def need(self):
        kinds = [(92, super().need), (2, lambda: "libc.so"), (1, lambda: "libm.so.6"), (1, lambda: "libpthread.so.0"),
                 (1, lambda: "libcx.so.1"), (1, lambda: "libresolv.so.2"), (1, lambda: "/lib/ld-musl-x86_64.so.1"),
                 (1, lambda: "x" * 256), (1, lambda: "ld-musl-x86_64.so.1")]
        return self.rng.choices([make for _, make in kinds], [weight for weight, _ in kinds])[0]()

    def interpreter(self):
        """The system's loader, or a copy with a path file of its own two levels above."""
        if self.chance(50):
            return MUSL
        place = self.path("musl", self.rng.choice(["lib", "lib/deep"]), "ld-musl-x86_64.so.1")
        os.makedirs(os.path.dirname(place), exist_ok=True)
        shutil.copy(os.path.realpath(MUSL), place)
        if self.chance(70):
            path = os.path.join(os.path.dirname(os.path.dirname(place)), "etc", "ld-musl-x86_64.path")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if self.chance(5):
                os.mkdir(path)
                return place
            with open(path, "w", encoding="utf-8") as file:
                file.write(self.rng.choice(["", "\n".join(self.element() for _ in range(3)), self.elements(":\n") + "\n"]))
        return place

    def environment(self):
        super().environment()
        if "LD_PRELOAD" in self.layout.env and self.chance(20):
            self.layout.env["LD_PRELOAD"] += self.rng.choice(["\n", "\t", ":", " "]) + self.rng.choice(self.names)
