# SPDX-License-Identifier: Apache-2.0
"""One file through a course of edits by one tool, and everything that has to hold after each of them."""

import collections
import os
import re

import edit_watch as watch
import elfpeek
import oracle

PAGE = 4096
SECTION = re.compile(r"^  \[ *\d+\] (\S+) +\S+ +([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) ", re.M)
ALONE, VDSO = ["\tstatically linked"], ("\tlinux-vdso.so.1", "\tlinux-gate.so.1")
RUN_WORDS = (["--version"], ["--help"])
RUN_SECONDS = 10
WAVERS = 20  # runs of an original that may show that it does not write its lines in one order


def course(facts, name, added):
    """The steps: (name, edits). added: (directory, first library, second library)."""
    folder, first, second = added
    old = facts.runpath if facts.runpath is not None else facts.rpath
    base = old + ":" if old else ""
    return [("rpath", [("rpath", base + folder)]),
            ("needed", [("needed", first)]),
            ("soname", [("soname", f"lib{name}-edited-for-the-campaign.so.7")]),
            ("all", [("rpath", base + "/nonexistent/of/another/edit:" + folder), ("needed", second), ("soname", f"{name}-again.so.8")])]


class Layout:
    """Where readelf sees the sections and both header tables of a file, and how large they are."""

    def __init__(self, path):
        text = watch.said(["readelf", "-hSW", path])[1]
        self.sections = [(name, int(address, 16), int(off, 16), int(size, 16)) for name, address, off, size in SECTION.findall(text)]
        numbers = [int(n) for n in re.findall(r"^  (?:Size|Number) of (?:program|section) headers: +(\d+)", text, re.M)]
        self.headers = numbers[0] * numbers[1] if len(numbers) == 4 else 0
        self.table = numbers[2] * numbers[3] if len(numbers) == 4 else 0
        found = re.search(r"^  Start of section headers: +(\d+)", text, re.M)
        self.table_at = int(found[1]) if found else 0

    def moved_to(self, now):
        """Bytes of what lies elsewhere now."""
        sections = sum(old[3] for old, new in zip(self.sections, now.sections) if old[1:3] != new[1:3])
        return sections + (self.table if self.table_at != now.table_at else 0) + (self.headers if self.headers != now.headers else 0)


def same_bytes(one, other):
    with open(one, "rb") as a, open(other, "rb") as b:
        while True:
            x, y = a.read(1 << 20), b.read(1 << 20)
            if x != y:
                return False
            if not x:
                return True


def unordered(outcome):
    """(status, how often it says each line) of a run, or None."""
    return outcome and (outcome[0], collections.Counter(outcome[1].split(b"\n")))


class Trial:
    """wrong: [(step, kind, words)]. refused: the tool's words where it declined to make an edit."""

    def __init__(self, stage, tool, path, added, strips=tuple(watch.STRIPS), strip_at=("rpath", "all"), runs=True):
        self.stage, self.tool, self.path, self.added, self.strips, self.strip_at = stage, tool, path, added, strips, strip_at
        self.facts = elfpeek.peek(path)
        self.wrong, self.growth, self.counts = [], {}, {"traced": 0, "stripped": 0, "ran": 0, "repeated": 0, "unordered": 0}
        self.refused, self.excluded, self.size, self.moved = None, None, os.path.getsize(path), None
        self.runs, self.baseline, self.output, self.steps_added = runs, None, None, set()

    def fail(self, step, kind, words):
        self.wrong.append((step, kind, words[:600]))

    def go(self):
        self.file = self.stage.copy(self.path, "edited")
        try:
            self.look_before()
            for step, edits in course(self.facts, os.path.basename(self.path).split(".")[0], self.added):
                if not self.step(step, edits):
                    break
        finally:
            for name in os.listdir(self.stage.folder):
                if os.path.isfile(os.path.join(self.stage.folder, name)):
                    os.unlink(os.path.join(self.stage.folder, name))
        return self

    def look_before(self):
        self.layout = Layout(self.file)
        self.readelf, self.elflint = watch.readelf(self.file), watch.elflint(self.file)
        try:
            self.baseline = watch.trace(self.stage, self.path, self.file, self.facts)
            if self.baseline[0] is not None and self.baseline[0] < 0:
                self.excluded, self.baseline = f"the loader itself dies by signal {-self.baseline[0]}", None
        except oracle.Excluded as error:
            self.excluded = str(error)
        if self.runs and self.facts.interp and self.baseline and "/bin/" in self.path:
            self.output = self.first_words()

    def first_words(self):
        """(words, what it says to them), where it says the same twice; its lines in any order, if it does not keep one itself."""
        with self.stage.over(self.path, self.file) as path:
            for words in RUN_WORDS:
                one = self.stage.run(path, words, RUN_SECONDS)
                if one is None:
                    return None
                two = self.stage.run(path, words, RUN_SECONDS) if one[1] else None
                if two and unordered(one) == unordered(two):
                    self.counts["unordered"] = int(one != two)
                    return words, one
        return None

    def step(self, step, edits):
        before = os.path.getsize(self.file)
        done = self.tool.edit(self.file, edits, self.facts)
        if not done.good:
            if done.status is None or done.status < 0 or done.status > 2:
                self.fail(step, "the tool dies", f"{done.status}: {done.words}")
            else:
                self.refused = (step, done.words.replace(self.file, "FILE")[:300])
            return False
        self.growth[step] = os.path.getsize(self.file) - before
        if self.moved is None:
            self.moved = self.layout.moved_to(Layout(self.file)) + sum(len(value) + 1 for _, value in edits)
        self.steps_added |= {value for word, value in edits if word == "needed"}
        self.look_after(step)
        self.again(step, edits)
        if step in self.strip_at:
            for how in self.strips:
                self.strip(step, how)
        if step in self.strip_at and self.output:
            self.run(step)
        return True

    def look_after(self, step):
        for kind, before, now in (("readelf", self.readelf, watch.readelf(self.file)),
                                  ("eu-elflint", self.elflint, watch.elflint(self.file))):
            new = now - before
            if new:
                self.fail(step, kind, "; ".join(f"{n}x {words}" for words, n in new.items()))
        self.compare_trace(step, self.file, "loader")

    def difference(self, file):
        """What the loader says otherwise than of the original, or None."""
        now = watch.trace(self.stage, self.path, file, self.facts)
        lines, found = watch.without(now[1], self.steps_added)
        errors = [line for line in now[2] if line not in self.baseline[2]]
        if now[0] != self.baseline[0]:
            return f"status {self.baseline[0]} becomes {now[0]}: {' '.join(now[2])}"
        if self.baseline[1] == ALONE and found:
            lines = [line for line in lines if not line.startswith(VDSO)] or ALONE
        if lines != self.baseline[1]:
            changed = sorted(set(lines) ^ set(self.baseline[1]))
            return f"lists otherwise: {' '.join(changed) or 'another order'}"
        if errors:
            return "complains: " + "; ".join(errors)
        if found != self.steps_added and self.baseline[0] == 0:
            return f"does not list {', '.join(sorted(self.steps_added - found))}"
        return None

    def compare_trace(self, step, file, kind):
        if self.baseline is None:
            return
        self.counts["traced"] += 1
        text = self.difference(file)
        if text:
            self.fail(step, kind, text)

    def again(self, step, edits):
        """The same edit once more changes no byte."""
        kept = self.stage.copy(self.file, "kept")
        done = self.tool.edit(self.file, edits, self.facts)
        self.counts["repeated"] += 1
        if not done.good:
            self.fail(step, "second identical edit", done.words)
        elif not same_bytes(self.file, kept):
            self.fail(step, "second identical edit", f"changes bytes ({os.path.getsize(kept)} to {os.path.getsize(self.file)})")
        os.replace(kept, self.file)

    def strip(self, step, how):
        """What a strip makes of the edited file loads as the original; what it makes of the original does not matter then."""
        out = os.path.join(self.stage.folder, "stripped")
        good, words = watch.stripped(self.file, how, out)
        text = words if not good else self.difference(out) if self.baseline else None
        if good and words and "warning" in words.lower():
            text = words
        self.counts["stripped"] += good
        if text and not self.strip_spoils_original(how):
            self.fail(step, how, text)

    def strip_spoils_original(self, how):
        """The same tool has a complaint, fails, or makes the loader say something else, with the file as it was."""
        plain, out = self.stage.copy(self.path, "plain"), os.path.join(self.stage.folder, "stripped")
        good, words = watch.stripped(plain, how, out)
        if not good or "warning" in words.lower() or self.baseline is None:
            return not good or bool(words)
        kept, self.steps_added = self.steps_added, set()
        try:
            return self.difference(out) is not None
        finally:
            self.steps_added = kept

    def wavers(self, words, before):
        """Whether the original does not write its lines in one order: as long as no run of it has shown that, the order counts."""
        if not self.counts["unordered"]:
            plain = self.stage.copy(self.path, "plain")
            with self.stage.over(self.path, plain) as path:
                others = (self.stage.run(path, words, RUN_SECONDS) for _ in range(WAVERS))
                self.counts["unordered"] = int(any(one != before and unordered(one) == unordered(before) for one in others))
        return bool(self.counts["unordered"])

    def run(self, step):
        words, before = self.output
        with self.stage.over(self.path, self.file) as path:
            now = self.stage.run(path, words, RUN_SECONDS)
            if now != before:
                now = self.stage.run(path, words, RUN_SECONDS * 3)
        self.counts["ran"] += 1
        if now != before and not (unordered(now) == unordered(before) and self.wavers(words, before)):
            tail = "" if now is None else now[1][-200:].decode("utf-8", "replace")
            self.fail(step, "run", f"{' '.join(words)}: status {before[0]} becomes {now[0] if now else 'too long'}: {tail}")

    def record(self):
        return {"path": self.path, "what": f"{self.facts.machine} {self.facts.kind}", "wrong": self.wrong, "refused": self.refused,
                "excluded": self.excluded, "growth": self.growth, "moved": self.moved, "size": self.size, "counts": self.counts}
