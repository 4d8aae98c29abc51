# SPDX-License-Identifier: Apache-2.0
"""A batch of random files for fuse_random.py: few compiler starts, each object linked in several ways, and each library in variants that may stand for each other."""
import functools
import os
import shutil
import subprocess

import fuse_random_gen as gen

ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
LOADER = "/lib64/ld-linux-x86-64.so.2"
LIBC = "/lib/x86_64-linux-gnu/libc.so.6"
LIBGCC = "/lib/x86_64-linux-gnu/libgcc_s.so.1"
NEEDED = "libtarget.so"  # the target's name for a program that needs it
LINKERS = [name for name in ("ld.bfd", "ld.bfd", "ld.gold", "ld.lld") if shutil.which(name, path=ENV["PATH"])]
CLANG = shutil.which("clang", path=ENV["PATH"]) is not None
OLD = tuple(int(n) for n in os.confstr("CS_GNU_LIBC_VERSION").split()[1].split(".")[:2]) < (2, 34)  # with threads and dlopen in libraries of their own


@functools.lru_cache(None)
def crt(name):
    return subprocess.run(["gcc", "-print-file-name=" + name], stdout=subprocess.PIPE, text=True, check=True, env=ENV).stdout.strip()


def libc():
    """What a file is linked with to have the C library."""
    if not OLD:
        return [LIBC]
    return [LIBC, crt("libc_nonshared.a"), "--as-needed", crt("libpthread.so.0"), crt("libdl.so.2"), "--no-as-needed"]


class File:
    """What was linked."""

    def __init__(self, path, soname, needs, words, lazy):
        self.path, self.soname, self.needs, self.words, self.lazy = path, soname, needs, words, lazy


class Batch:
    """Everything that comes of one seed, in one folder."""

    def __init__(self, rng, folder):
        self.rng, self.folder = rng, folder
        self.failed, self.linked = [], 0
        self.n = rng.choice([1, 2, 2, 3, 3, 4, 5, 6])
        self.slots = list(range(self.n))
        self.faces = [gen.Interface(rng, i) for i in self.slots]
        self.libraries = {i: [] for i in self.slots}
        self.programs = []
        self.there = {}  # what the variant defines that others are linked with
        os.makedirs(folder, exist_ok=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def call(self, argv):
        done = subprocess.run(argv, cwd=self.folder, env=ENV, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              close_fds=False, check=False)
        if done.returncode != 0:
            self.failed.append((argv, done.stderr.decode("utf-8", "replace")))
        return done.returncode == 0

    def compile(self, name, text, ways):
        """The objects of one source: {way: path}; all that compile."""
        rng = self.rng
        with open(self.path(name + ".c"), "w", encoding="utf-8") as f:
            f.write(text)
        out = {}
        for way in ways:
            clang = rng.random() < 0.3 and CLANG
            words = [["clang"] if clang else ["gcc"], ["-w", "-c", rng.choice(["-O0", "-O1", "-O1", "-O2"]), "-fexceptions", "-fno-builtin"]]
            words.append({"lib": ["-fPIC"], "dso": ["-fPIC", "-DDSO"], "pie": ["-fPIE"], "fixed": ["-fno-pie"]}[way])
            words += [["-fno-plt"]] if rng.random() < 0.25 else []
            words += [["-fno-semantic-interposition"]] if rng.random() < 0.1 else []
            words += [["-fdata-sections", "-ffunction-sections"]] if rng.random() < 0.2 else []
            if not clang:
                # Without vectors: a first access by a descriptor may change their registers (glibc bug 31372).
                words += [["-mtls-dialect=gnu2"], ["-fno-tree-vectorize"]] if rng.random() < 0.25 else []
                words += [["-mno-direct-extern-access"]] if way == "pie" and rng.random() < 0.2 else []
            # What ld.lld 14 and gold make of descriptors jumps nowhere.
            path = f"{name}-{way}{'-desc' if '-mtls-dialect=gnu2' in sum(words, []) else ''}.o"
            if self.call([w for part in words for w in part] + ["-o", path, name + ".c"]):
                out[way] = path
        return out

    def options(self, linker):
        """Ways to lay a file out that change nothing of what it does."""
        rng, out = self.rng, []
        choices = [(["-z", "now"], 0.3), (["-z", "norelro"], 0.15), (["--hash-style=" + rng.choice(["gnu", "both", "sysv"])], 0.5),
                   (["-s"], 0.15), (["--build-id"], 0.3), (["-z", "max-page-size=" + rng.choice(["4096", "65536", "2097152"])], 0.3), (["-O1"], 0.2)]
        if linker == "ld.bfd":
            choices += [(["-z", "pack-relative-relocs"], 0.25), (["-z", "noseparate-code"], 0.3), (["-z", "nocombreloc"], 0.1), (["-z", "separate-code"], 0.2), (["--sort-common"], 0.1)]
        if linker == "ld.lld":
            choices += [(["-z", "rodynamic"], 0.1), (["-z", "noseparate-code"], 0.3), (["--no-rosegment"], 0.2), (["-z", "separate-loadable-segments"], 0.1), (["--pack-dyn-relocs=none"], 0.1)]
        for words, chance in choices:
            out += words if rng.random() < chance else []
        return out + ["--eh-frame-hdr"]

    def stub(self, slot):
        """A library with that name and nothing in it, to be linked with."""
        path = f"stub{slot}.so"
        if not os.path.exists(self.path(path)):
            with open(self.path("empty.s"), "w", encoding="ascii") as f:
                f.write('.section .note.GNU-stack,"",@progbits\n')
            self.call(["as", "-o", "empty.o", "empty.s"])
            self.call(["ld.bfd", "-shared", "-soname", f"libs{slot}.so", "-o", path, "empty.o"])
        return path

    def link(self, name, way, obj, slot, needs, real, unit):
        """One file of one object; None: the linker cannot."""
        rng = self.rng
        linker = "ld.bfd" if "-desc" in obj else rng.choice(LINKERS)
        words = [linker, "-m", "elf_x86_64"] if linker != "ld.gold" else [linker]
        words += self.options(linker)
        if way in ("lib", "dso"):
            words += ["-shared"]
            words += rng.choice([[], [], [], ["-Bsymbolic"], ["-Bsymbolic-functions"]])
            words += ["-soname", f"libs{slot}.so"] if way == "lib" else []
            words += ["-z", "nodelete"] if rng.random() < 0.1 else []
            words += ["-z", "interpose"] if way == "lib" and rng.random() < 0.04 else []
            words += ["-init=own_init"] if rng.random() < 0.3 else []
            words += ["-fini=own_fini"] if rng.random() < 0.3 else []
        else:
            words += ["-pie"] if way == "pie" else ["-no-pie"] if linker != "ld.gold" else []
            words += ["--dynamic-linker", LOADER, "--allow-shlib-undefined"]
            words += ["-E"] if rng.random() < 0.5 else []
        if unit.face.scheme:
            with open(self.path(name + ".map"), "w", encoding="ascii") as f:
                f.write(unit.face.script())
            words.append("--version-script=" + name + ".map")
        files = [self.libraries[s][0].path if s in real else self.stub(s) for s in needs]
        begin, end = {"lib": ([], []), "dso": ([], []), "pie": (["Scrt1.o"], []), "fixed": (["crt1.o"], [])}[way]
        if way != "lib" or "-init=own_init" not in words and "-fini=own_fini" not in words and rng.random() < 0.4:
            if "-init=own_init" not in words and "-fini=own_fini" not in words:
                begin, end = begin + ["crti.o", "crtbeginS.o"], ["crtendS.o", "crtn.o"]
        words += ["-o", name, *map(crt, begin), obj, "--no-as-needed", *files, *([LIBGCC] if way != "lib" or rng.random() < 0.5 else []),
                  *(libc() if way != "lib" or rng.random() < 0.8 else []), *map(crt, end)]
        self.linked += 1
        if not self.call(words):
            return None
        return File(self.path(name), f"libs{slot}.so" if way == "lib" else None, set(needs), words, unit.lazy)

    def versioned(self, slots):
        """What may be asked for by version of these libraries."""
        return [(n, v) for s in slots for n in self.faces[s].twice if n in self.there[s] for v in self.faces[s].scheme[:1]]

    def library(self, slot):
        """All variants of one library; those behind it are there already."""
        rng = self.rng
        perhaps = sorted({n for f in self.faces for n in f.names})
        later = [s for s in self.slots if s > slot]
        for content in range(2):
            needs = [s for s in later if rng.random() < 0.45]
            real = [s for s in needs if self.libraries[s] and rng.random() < 0.75]
            if rng.random() < 0.06 and slot > 0:
                needs.append(rng.randrange(slot))  # a cycle
            rng.shuffle(needs)
            asked = sorted({n for s in needs if s > slot for n in self.there[s]})
            unit = gen.Unit(rng, self.faces[slot], content, asked, perhaps, self.versioned(real))
            self.there.setdefault(slot, unit.defined)
            for way, obj in self.compile(f"lib{slot}{content}", unit.text(), ["lib"]).items():
                for variant in range(2):
                    file = self.link(f"lib{slot}{content}{variant}.so", way, obj, slot, needs, real, unit)
                    self.libraries[slot] += [file] if file else []
        return bool(self.libraries[slot])

    def program(self, content):
        rng = self.rng
        face = gen.Interface(rng, gen.PROGRAM)
        face.names = [n for n in face.names if rng.random() < 0.3 and not n.startswith("e")]
        face.scheme, face.version, face.twice = None, {}, []
        needs = [s for s in self.slots if rng.random() < 0.75] or [0]
        rng.shuffle(needs)
        asked = sorted({n for s in needs for n in self.there[s]})
        unit = gen.Unit(rng, face, content, asked, (), self.versioned(needs))
        text = gen.program(rng, unit, self.slots, needs)
        ways = rng.sample(["pie", "fixed", "dso"], 2)
        for way, obj in self.compile(f"prog{content}", text, ways).items():
            for variant in range(rng.choice([1, 2])):
                file = self.link(f"prog{content}{way}{variant}", way, obj, None, needs, needs, unit)
                if file:
                    self.programs.append((way, file))

    def make(self):
        """Builds all; false: nothing can be tried with it."""
        if not all(self.library(s) for s in reversed(self.slots)):
            return False
        for content in range(2):
            self.program(content)
        return bool(self.programs)


def make_hosts(folder):
    """Programs that run a library: one opens it, and one needs it."""
    def compiled(name, text, *words):
        with open(os.path.join(folder, name + ".c"), "w", encoding="ascii") as f:
            f.write(text)
        subprocess.run(["gcc", "-w", "-O1", "-o", name, name + ".c", *words, *(["-ldl"] if OLD else [])], check=True, env=ENV, cwd=folder)
        return os.path.join(folder, name)
    compiled(NEEDED, "int run(int mode) { return mode; }\n", "-shared", "-fPIC", "-Wl,-soname," + NEEDED)
    return [compiled("opens", gen.HOST), compiled("needs", gen.NEEDS, "./" + NEEDED)]
