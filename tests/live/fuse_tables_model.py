# SPDX-License-Identifier: Apache-2.0
"""Random libraries of symbols and versions, and where a loader has to find each name (glibc: elf/dl-lookup.c, check_match)."""

WORDS = ["alloc", "EE8_M_writeEv", "_destroyNodeEPKc", "Ev", "read_all", "_r64", "handler"]
DEPS = ("libqa.so.1", "libqb.so.2")


class Symbol:
    def __init__(self, name, version=None, file=None, letters="d", kind=1, bind=1, other=0, value=0, size=0):
        self.name, self.version, self.file, self.letters = name, version, file, letters
        self.kind, self.bind, self.other, self.value, self.size = kind, bind, other, value, size
        self.index = self.slot = None

    def has(self, letter):
        return letter in self.letters

    def is_seen(self):
        """Do look-ups see it?"""
        return self.bind != 0 and (self.has("d") or self.has("f"))


class Library:
    def __init__(self, world, path):
        self.world, self.path, self.symbols = world, path, []
        self.soname, self.needed, self.texts, self.more, self.defs, self.sysv, self.data = path.name, [], [], [], [], False, 0

    def spec(self):
        w = self.world
        rows = [["file", self.path, w.bits, w.order, w.machine, w.flags, "sysv" if self.sysv else "gnu", self.soname]]
        for s in self.symbols:
            rows.append(["symbol", s.name, s.version or "-", s.file or "-", s.letters or "-", s.bind << 4 | s.kind, s.other, s.value, s.size])
        rows += [["needed", t] for t in self.needed] + [["soname", self.soname]] + [["text", t] for t in self.texts]
        rows += [["need", f, v, "weak" if weak else "-"] for f, v, weak in self.more]
        rows += [["define", v, "weak" if weak else "-", *parents] for v, weak, parents in self.defs]
        return "".join("\t".join(map(str, r)) + "\n" for r in rows + [["end"]])

    def made(self, lines):
        """What the tool said of it."""
        word, path, data = next(lines).split("\t")
        assert word == "file" and path == str(self.path)
        self.data = int(data)
        for s in self.symbols:
            _, index, slot = next(lines).split("\t")
            s.index, s.slot = int(index), int(slot)

    def address(self, s):
        return s.value + self.data if s.has("d") or s.has("f") else 0

    def own_versions(self):
        """Names of the versions that it defines, in the order of their indices."""
        return list(dict.fromkeys([d[0] for d in self.defs] + [s.version for s in self.symbols if s.version and not s.file]))

    def asked_versions(self):
        """{(file, version): weak}"""
        asked = {}
        for file, version, weak in [(s.file, s.version, s.has("w")) for s in self.symbols if s.file] + self.more:
            asked[file, version] = asked.get((file, version), True) and weak
        return asked

    def versioned(self):
        return bool(self.own_versions() or self.asked_versions())

    def oldest(self):
        """The version that has index 2."""
        return [(v, None) for v in self.own_versions()] + [(v, f) for f, v in self.asked_versions()]

    def match(self, name, version, asks):
        """The symbol of this library that a look-up takes. asks: "dlvsym" wants the version itself, "dlsym" the default one, and a
        relocation without a version (of a file that is older than versions) takes the oldest one, too."""
        here = [s for s in self.symbols if s.name == name and s.is_seen()]
        if not self.versioned():
            return here[0] if here else None
        if version is None:
            plain = [s for s in here if s.version is None or asks == "relocation" and (s.version, s.file) == self.oldest()[0]]
            default = [s for s in here if s.version is not None and not s.has("h")]
            return plain[0] if plain else default[0] if len(default) == 1 else None
        exact = [s for s in here if s.version == version]
        loose = [] if asks == "dlvsym" else [s for s in here if s.version is None and not s.has("h")]
        return (exact + loose or [None])[0]


class World:
    def __init__(self, name, folder, rng, bits, order, machine, flags, plain, loaded):
        self.name, self.folder, self.rng, self.bits, self.order = name, folder, rng, bits, order
        self.machine, self.flags, self.plain, self.loaded, self.libraries = machine, flags, plain, loaded, []
        self.deps = []

    def new_name(self, taken):
        rng = self.rng
        while True:
            name = f"q{rng.randrange(16 ** rng.choice([2, 4, 6])):x}_{rng.choice(WORDS)}"
            if taken and rng.random() < 0.15:
                name = rng.choice(["x", "get_"]) + rng.choice(sorted(taken)[:50])
            elif rng.random() < 0.05:
                name += "q" * rng.randrange(300)
            if name not in taken:
                taken.add(name)
                return name

    def own(self, library, n, versions):
        """Defined symbols: some without versions, some with several, of which one at most is the default."""
        rng, taken, out = self.rng, {s.name for s in library.symbols}, []
        for _ in range(n):
            name = self.new_name(taken)
            bind, kind, other = rng.choice([1, 1, 2]), rng.choice([0, 1, 2]), rng.choice([0, 0, 0, 3])
            if not self.loaded and rng.random() < 0.2:
                bind, kind = rng.choice([(10, 1), (1, 6), (1, 10)])
            several = 1 if self.plain or not versions else rng.choice([1, 1, 1, 2, 3])
            chosen = rng.sample(versions, min(several, len(versions))) if versions and rng.random() < 0.8 else [None]
            has_default = rng.random() < 0.8 or chosen == [None] or self.plain
            for i, version in enumerate(chosen):
                letters = "d" if i == 0 and has_default else "dh"
                out.append(Symbol(name, version, None, letters, kind, bind, other, 16 * len(out) + rng.randrange(16), rng.randrange(17 if self.loaded else 1 << 20)))
        library.symbols += out

    def grow_deps(self):
        for i, name in enumerate(DEPS):
            d = Library(self, self.folder / name)
            d.sysv = True
            versions = [f"Q{'AB'[i]}_{k}" for k in range(4)] + ["COMMON_1", "COMMON_2"]
            d.defs = [(v, False, [versions[k - 1]] if k else []) for k, v in enumerate(versions)]
            self.own(d, 60, versions)
            self.deps.append(d)
        self.libraries += self.deps

    def imports(self, library, n):
        """Symbols of the libraries that are needed: looked for, copied as COPY relocations do, or with a value of their own."""
        rng = self.rng
        there = [(d, s) for d in self.deps for s in d.symbols if s.name not in {x.name for x in library.symbols}]
        used = set()
        for dep, s in rng.sample(there, min(n, len(there))):
            if s.name in used or self.plain and s.has("h"):
                continue
            used.add(s.name)
            version, file = (s.version, dep.soname) if s.version and (s.has("h") or rng.random() < 0.9) else (None, None)
            if version is None and s.has("h"):
                continue
            weak = "w" if version and rng.random() < 0.3 else ""
            letters = rng.choice(["", "", "", "", "f", "d"])
            kind, bind = (2 if letters == "f" else s.kind), rng.choice([1, 1, 2])
            library.symbols.append(Symbol(s.name, version, file, letters + weak, kind, bind, 0, 16 * len(library.symbols) + 1 if letters else 0, 8))
        if rng.random() < 0.3:
            library.symbols.append(Symbol(f"q_nowhere_{rng.randrange(99)}", letters="", kind=0, bind=2))

    def grow_one(self, i):
        rng = self.rng
        x = Library(self, self.folder / f"lib{i}.so")
        x.sysv = rng.random() < 0.4
        x.needed = list(DEPS)
        n_versions = rng.choice([0, 0, 0, 1, 2, 5, 12]) if i % 97 else 900
        versions = [f"V_{rng.choice(['', 'X'])}{k}" for k in range(n_versions)]
        self.own(x, rng.choice([0, 0, 1, 2, 3, 7, 20, 60]) if i % 89 else 3000, versions)
        self.imports(x, rng.choice([0, 0, 1, 4, 15, 40]))
        for k in range(rng.choice([0, 0, 0, 2])):
            x.symbols.append(Symbol(f"q_local_{k}", letters="d", bind=0, value=16 * len(x.symbols)))
        if versions and rng.random() < 0.5:
            x.defs = [(v, rng.random() < 0.2, rng.sample(versions, min(len(versions), rng.randrange(3)))) for v in rng.sample(versions, len(versions) // 2)]
        if rng.random() < 0.3:
            x.more = [(rng.choice(DEPS), rng.choice(["COMMON_1", "COMMON_2"]), rng.random() < 0.5) for _ in range(3)]
        if rng.random() < 0.1:
            x.more.append((rng.choice(DEPS), "NOT_THERE", True))
        x.texts = rng.sample([s.name for s in x.symbols] or [DEPS[0]], 1) + ["$ORIGIN/../lib", ""]
        rng.shuffle(x.symbols)
        self.libraries.append(x)

    def grow(self, count):
        self.grow_deps()
        for i in range(count):
            self.grow_one(i)

    def where(self, x, name, version, asks):
        for library in [x, *self.deps]:
            found = library.match(name, version, asks)
            if found is not None:
                value = library.address(found)
                return f"own\t{value}" if library is x else f"dep\t{library.soname}\t{value}"
        return "none"

    def questions(self):
        rows = [f"dep\t{d.soname}\t{d.path}" for d in self.deps]
        for x in self.libraries:
            rows.append(f"open\t{x.path}")
            for name in dict.fromkeys(s.name for s in x.symbols):
                rows.append(f"name\t{name}\t-\t{self.where(x, name, None, 'dlsym')}")
                rows.append(f"name\t{name}_not\t-\tnone")
            for s in x.symbols:
                if s.version and not self.plain:
                    rows.append(f"name\t{s.name}\t{s.version}\t{self.where(x, s.name, s.version, 'dlvsym')}")
                if s.slot:
                    rows.append(f"slot\t{s.slot}\t{self.where(x, s.name, s.version, 'relocation')}")
            if not self.plain:
                rows += [f"name\t{x.symbols[0].name}\tNO_SUCH\t{self.where(x, x.symbols[0].name, 'NO_SUCH', 'dlvsym')}"] if x.symbols else []
            rows.append("close")
        return "\n".join(rows) + "\n"
