# SPDX-License-Identifier: Apache-2.0
"""What the cases on ruined ELF files share: machines, building, editing, running, and what others say of a file."""
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field

import edit_own
import elfspoil
from outside import ENV, Skip, Wrong, call, must, read  # noqa: F401

LONG = "in/a/directory/with/a/name/that/is/longer/than/most/others/and/than/any/room/that/a/linker/leaves/by/chance"
TEXT = re.compile(r"\((NEEDED|SONAME|RPATH|RUNPATH)\).*\[(.*)\]$", re.M)
NUMBER = re.compile(r"0x[0-9a-fA-F]+|\b[0-9a-fA-F]{8,}\b|\d+")


@dataclass(frozen=True)
class Machine:
    name: str
    triple: str = "x86_64-linux-gnu"
    qemu: str = ""
    loader: str = "/lib64/ld-linux-x86-64.so.2"
    linkers: tuple = ("bfd",)
    lld: bool = True

    @property
    def root(self):
        return "/usr/" + self.triple if self.qemu else ""

    def has(self, linker):
        return linker in self.linkers or linker == "lld" and self.lld

    def start(self):
        return [f"/usr/bin/qemu-{self.qemu}-static", "-L", self.root] if self.qemu else []

    def missing(self):
        """Why nothing can be done for it, or None."""
        need = [f"/usr/bin/{self.triple}-gcc", *(self.start()[:1]), *([self.root + self.loader] if self.qemu else [])]
        return next((f"{path} is not there" for path in need if not os.path.exists(path)), None)


NATIVE = Machine("x86-64", linkers=("bfd", "gold", "lld"))
MACHINES = [
    Machine("aarch64", "aarch64-linux-gnu", "aarch64", "/lib/ld-linux-aarch64.so.1"),
    Machine("armhf", "arm-linux-gnueabihf", "arm", "/lib/ld-linux-armhf.so.3"),
    Machine("i386", "i686-linux-gnu", "i386", "/lib/ld-linux.so.2"),
    Machine("ppc64el", "powerpc64le-linux-gnu", "ppc64le", "/lib64/ld64.so.2"),
    Machine("riscv64", "riscv64-linux-gnu", "riscv64", "/lib/ld-linux-riscv64-lp64d.so.1", lld=False),
    Machine("s390x", "s390x-linux-gnu", "s390x", "/lib/ld64.so.1", lld=False),
    Machine("mips64el", "mips64el-linux-gnuabi64", "mips64el", "/lib64/ld.so.1"),
]


def elf(path):
    return elfspoil.Elf(read(path))


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)


def dynamic(path):
    """[(tag, text)] of the entries with strings, in their order, as readelf tells them."""
    return TEXT.findall(must(["readelf", "-dW", path]))


def one(path, tag):
    return next((text for name, text in dynamic(path) if name == tag), None)


def complaints(text, path):
    """What a tool complains of, whatever the numbers and the file's name."""
    lines = (NUMBER.sub("N", line.replace(path, "FILE")) for line in text.splitlines())
    return {line for line in lines if line.strip() and line.strip() != "No errors"}


def readelf_complaints(path):
    return complaints(call(["readelf", "-aW", path])[2], path)


def elflint(path):
    status, out, err = call(["eu-elflint", "--gnu-ld", path])
    return complaints(out + err + ("" if status in (0, 1) else f"it ended with {status}\n"), path)


@dataclass
class Way:
    """One case. Paths that it makes are in its own folder."""

    numbers: tuple
    name: str
    folder: str
    linkwright: str
    tally: object
    machine: Machine = NATIVE
    words: dict = field(default_factory=dict)

    def check(self, good, words):
        which = ", ".join(map(str, self.numbers))
        return self.tally.check(good, f"class {which}: {self.name}, {self.machine.name}: {words}")

    def path(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def build(self, name, text, *options, linker="bfd", cc=None, libraries=(), versions=None):
        """Compiles and links one C text; options come before it, libraries behind it."""
        path = self.path(name)
        triple = self.machine.triple
        if versions:
            write(self.path(name + ".map"), versions.encode())
            options += ("-Wl,--version-script=" + self.path(name + ".map"),)
        by = [] if linker == "bfd" else ["-fuse-ld=" + linker]
        env = {"PATH": edit_own.with_lld(self.folder, triple)}
        done = subprocess.run([*(cc or [f"{triple}-gcc"]), "-w", "-O1", *by, *options, "-o", path, "-x", "c", "-", "-x", "none", *libraries],
                              input=text, text=True, capture_output=True, check=False, cwd=self.folder, env={**ENV, **env})
        if done.returncode != 0:
            raise Wrong(f"{name} cannot be built: {done.stderr[-400:]}")
        return path

    def library(self, name, text, *options, **more):
        return self.build(name, text, "-shared", "-fPIC", "-Wl,-soname," + os.path.basename(name), *options, **more)

    def call_edit(self, path, *words):
        return call([self.linkwright, "edit", path, *words])

    def edit(self, path, *words):
        """In place; a refusal ends the case."""
        status, out, err = self.call_edit(path, *words, "--in-place", "--quiet")
        if status != 0:
            raise Wrong(f"edit {' '.join(words)[:200]}: status {status}: {(err or out).replace(path, 'FILE')[:400]}")
        return err

    def refuses(self, path, *words, because=""):
        """It says no, why, and does nothing."""
        before = read(path)
        status, out, err = self.call_edit(path, *words, "--in-place", "--quiet")
        self.check(status == 2 and because in err, f"{' '.join(words)[:100]} is not refused with '{because}': {status} {err or out}")
        self.check(read(path) == before, f"{' '.join(words)[:100]}: refused, and the file has changed")
        return err

    def copy(self, path, name):
        out = self.path(name)
        shutil.copyfile(path, out)
        shutil.copymode(path, out)
        return out

    def run(self, path, *words, env=None, options=()):
        """(status, output) of the program."""
        return self.hear(path, *words, env=env, options=options)[:2]

    def hear(self, path, *words, env=None, options=()):
        """(status, output, complaints); qemu gives the environment on by -E."""
        m = self.machine
        if not m.qemu:
            return call([path, *words], env=env)
        given = [x for k, v in (env or {}).items() for x in ("-E", f"{k}={v}")]
        return call([*m.start(), *given, *options, path, *words])

    def same_run(self, path, before, words, *args, **more):
        now = self.run(path, *args, **more)
        return self.check(now == before, f"{words}: it ran as {before} and runs as {now}")
