# SPDX-License-Identifier: Apache-2.0
"""What must hold of a case: first of the original, then of the fused file beside it."""
import os
import re
import threading

from fuse_cases import build, kit

NUMBER = re.compile(r"0x[0-9a-fA-F]+|\b[0-9a-fA-F]{8,}\b|\d+")
DONE, REFUSED = 0, 2
ONE_AT_A_TIME = threading.Lock()


def same_words(text, words):
    """Words that are not in a text; a tuple among them is there if one of its words is."""
    low = text.lower()
    return [w for w in words if not any(x.lower() in low for x in (w if isinstance(w, tuple) else (w,)))]


# What eu-elflint says of every fused file: it knows the notes of GNU and a few others, and calls all the rest unknown.
MISREAD = ("note type N with owner name 'linkwright'",)


# It does not know R_AARCH64_IRELATIVE.
MISREAD_ON = {"aarch64": ("'.rela.plt': relocation N: invalid type",)}


def complaints(argv, path, misread=()):
    """The kinds of what a tool complains of, whatever the numbers, sections' names and the file's name."""
    status, out, err = build.call([*argv, path])
    said = (NUMBER.sub("N", line.replace(path, "FILE")) for line in (out + err if argv[0] == "eu-elflint" else err).splitlines())
    kinds = {line for line in said if line.strip() and line.strip() != "No errors" and not any(words in line for words in (*MISREAD, *misread))}
    return kinds if status in (0, 1) else kinds | {f"{argv[0]} ends with {status}"}


def needed(path):
    return re.findall(r"\(NEEDED\).*\[(.*)\]", build.must(["readelf", "-dW", path]))


def interpreter(path):
    return build.must(["readelf", "-lW", path]).count("Requesting program interpreter")


class Judge:
    """One case in one style."""

    def __init__(self, built, tally, linkwright, elsewhere=False):
        """elsewhere: with other tools than the cases are written for; an original that is not what its case is about is no failure."""
        self.built, self.case, self.tally, self.linkwright, self.elsewhere = built, built.case, tally, linkwright, elsewhere
        self.way, self.truth, self.told = "", None, ""

    def check(self, good, words):
        where = f"{self.case.name}, {self.built.style.name}{', ' + self.way if self.way else ''}"
        with ONE_AT_A_TIME:
            return self.tally.check(good, f"{where}: {words}")

    def expect(self, good, words):
        if not good and self.elsewhere:
            raise build.Skip(words)
        return self.check(good, words)

    def original(self):
        """It runs, twice the same, says what the case is about, and its files are what the case says they are."""
        case, first = self.case, self.built.run()
        self.truth = first
        good = self.expect(first[0] == case.status and case.says in first[1] and first[1], f"the original: {first}, not {case.status}, '{case.says}'")
        self.expect(self.built.run() == first, "the original is not the same twice")
        for path, patterns in case.premise.items():
            text = build.must(["readelf", "-adlrsVW", self.built.path(path)])
            for pattern in patterns:
                if self.built.cross and self.built.style.pie and "_COPY" in pattern:
                    continue  # a PIE for aarch64 goes by its slots
                self.expect(re.search(pattern, text), f"{path} has not what the case is about: {pattern}")
        return good

    def fuse(self, words, out):
        env, target = self.built.environment(), self.case.target
        if self.built.cross:  # its libraries are found as they would be on that machine
            root, name = os.path.split(self.built.folder)
            env = {k: v.replace(self.built.folder, "/" + name) for k, v in env.items()}
            target, words = f"/{name}/{target}", ["--root", root, "--cwd", "/" + name, *words]
        return build.call([self.linkwright, "fuse", target, "--env-inherit", *words, *(["-o", out] if out else [])], cwd=self.built.folder, env=env)

    def fuse_spoilt(self, words, out):
        path, change = self.built.path(self.case.spoil[0]), self.case.spoil[1]
        data = build.read(path)
        try:
            build.rewrite(path, change(data))
            return self.fuse(words, out)
        finally:
            build.rewrite(path, data)

    def ways(self):
        os.makedirs(self.built.path("out"), exist_ok=True)
        for i, way in enumerate(kit.ways_of(self.case, self.built.style)):
            self.way = way if isinstance(way, str) else " ".join(way)
            out = self.built.path(f"out/{i}")
            if os.path.exists(out):
                os.unlink(out)
            self.one_way(kit.words_of(self.case, way), out, first=i == 0)
        self.way = ""

    def one_way(self, words, out, first):
        case, target = self.case, self.built.path(self.case.target)
        before = build.read(target)
        status, said, err = self.fuse_spoilt(words, out) if case.spoil else self.fuse(words, out)
        self.check(build.read(target) == before, "the target itself has changed")
        if case.warned and status == DONE:
            self.check(not same_words(said + err, case.warned), f"no warning with {case.warned}: {(said + err)[:300]}")
            if not case.same:
                return
        if case.refused and not (case.either and status == DONE):
            self.refusal(status, err, out)
            return
        if not self.check(status == DONE, f"fuse ends with {status}: {(err or said).replace(self.built.folder, 'DIR')[:400]}"):
            return
        self.told = said + err
        if first:
            self.dry(words)
        self.check(os.stat(out).st_mode == os.stat(target).st_mode, "its mode is another")
        self.compare(out, "fused")
        self.looks(out)
        self.undo(out, before)

    def refusal(self, status, err, out):
        self.check(status == REFUSED, f"not refused: fuse ends with {status}: {err[:300]}")
        self.check(any(re.match(r"linkwright: .+: .+", line) for line in err.splitlines()), f"no sentence in: {err[:300]}")
        self.check(not (missing := same_words(err, self.case.refused)), f"refused without the words {missing}: {err.replace(self.built.folder, 'DIR')[:400]}")
        self.check(not os.path.exists(out), "refused, and there is a file")

    def dry(self, words):
        listed = set(os.listdir(self.built.path("out")))
        status, said, err = self.fuse([*words, "--dry-run"], None)
        self.check(status == DONE and said.strip(), f"--dry-run: {status} {err[:300]}")
        self.check(set(os.listdir(self.built.path("out"))) == listed, "--dry-run has written a file")

    def run_with(self, path):
        """Runs the case with a file in the place of the target and without the libraries."""
        target, lib = self.built.path(self.case.target), self.built.path("lib")
        os.rename(target, target + ".original")
        os.rename(lib, lib + ".away")
        try:
            os.link(path, target)
            return self.built.run()
        finally:
            os.rename(lib + ".away", lib)
            os.replace(target + ".original", target)

    def compare(self, path, words):
        now = self.run_with(path)
        truth = (self.case.status, self.case.fused_says, "") if self.case.fused_says else self.truth
        self.check(now == truth, f"{words}, it runs as {now}, not {truth}")

    def gone(self):
        if self.case.gone is not None:
            return set(self.case.gone)
        more = {"libstdc++.so.6"} if self.way in ("all", "fixed") and self.case.cxx else set()
        return {*self.case.sonames(), *more} if self.way in ("all", "fixed", "own", "ownfixed", "export") else \
            {w for w in self.way.split() if not w.startswith("--")}

    def looks(self, out):
        """What others say of the file: readelf, eu-elflint, strip; and what linkwright lists."""
        target = self.built.path(self.case.target)
        left = self.gone() & set(needed(out))
        self.check(not left, f"it still needs {sorted(left)}")
        more = complaints(["readelf", "-aW"], out) - complaints(["readelf", "-aW"], target)
        self.check(not more, f"readelf complains of {sorted(more)[:5]}")
        more = complaints(["eu-elflint", "--gnu-ld"], out, (*self.case.misread, *MISREAD_ON.get(self.built.cross, ()))) - complaints(["eu-elflint", "--gnu-ld"], target)
        self.check(not more, f"eu-elflint complains of {len(more)} things: {sorted(more)[:5]}")
        self.check(interpreter(out) == interpreter(target), "it asks for its loader otherwise")
        text = build.must(["readelf", "-adlrsVW", out]) if self.case.shows else ""
        for pattern in self.case.shows if "EXEC (" not in text else ():
            self.check(re.search(pattern, text), f"the fused file does not show {pattern}")
        if "ixed" in self.way and self.built.style.pie and self.case.target.startswith("bin/"):
            self.check("EXEC" in build.must(["readelf", "-hW", out]), "--fixed, and it is no program at a fixed address")
        if self.built.cross and "fuse-front" in self.told:
            return self.lists(out)
        strip = (build.CROSS[self.built.cross][0] + "-" if self.built.cross else "") + ("eu-strip" if "fuse-front" in self.told else "strip")  # as that says
        status, _, err = build.call([strip, "-o", out + ".stripped", out])
        if self.check(status == 0 and not err, f"strip: {status} {err[:300]}"):
            self.compare(out + ".stripped", "stripped")
        self.lists(out)

    def lists(self, out):
        status, said, err = build.call([self.linkwright, "fuse", "--list", out])
        files = {}
        for name in self.gone():
            files.setdefault(os.path.realpath(self.built.path("lib/" + os.path.basename(name))), []).append(os.path.basename(name))
        absent = [names for names in files.values() if not any(name in said for name in names)]
        self.check(status == 0 and not absent, f"--list: {status}, without {absent}: {(err or said)[:300]}")

    def undo(self, out, before):
        back = out + ".back"
        if os.path.exists(back):
            os.unlink(back)
        status, _, err = build.call([self.linkwright, "fuse", "--undo", out, "-o", back])
        if self.check(status == 0, f"--undo: {status} {err[:300]}"):
            self.check(build.read(back) == before, f"--undo gives {os.path.getsize(back)} bytes, not the target's {len(before)}")
