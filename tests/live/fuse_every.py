# SPDX-License-Identifier: Apache-2.0
"""Every program of the directories of commands that needs a library beyond libc: fused, and asked for its version."""
import collections
import hashlib
import json
import os
import sys
import time

import edit_trial
import elfpeek
import fuse_stage

PLACES = ("/usr/bin", "/usr/sbin")


def programs(places=PLACES):
    """Paths of x86-64 programs with a library beyond libc, sorted."""
    out = []
    for place in places:
        for name in sorted(os.listdir(place)):
            path = os.path.join(place, name)
            if os.path.islink(path) or not os.path.isfile(path):
                continue
            try:
                facts = elfpeek.peek(path)
            except (elfpeek.NotElf, OSError):
                continue
            if facts.machine == "x86_64" and facts.bits == 64 and facts.interp and any(not fuse_stage.OUTSIDE.match(n) for n in facts.needed):
                out.append(path)
    return out


def is_pie(path):
    with open(path, "rb") as f:
        return f.read(18)[16] == 3


class Trial(edit_trial.Trial):
    """One program; edit_trial's way to compare what it says."""

    def __init__(self, stage, linkwright, path):
        self.stage, self.linkwright, self.path = stage, linkwright, path
        self.wrong, self.counts = [], {"ran": 0, "unordered": 0}
        self.refused, self.silent, self.sizes = None, False, (os.path.getsize(path), 0)

    def go(self):
        out = os.path.join(self.stage.folder, "fused")
        try:
            for step, more in (("fused", []), *([("--fixed", ["--fixed"])] if is_pie(self.path) else [])):
                done, words = fuse_stage.fuse(self.linkwright, self.path, out, *more)
                if not done:
                    self.refuse(step, words)
                    return self
                if more == []:
                    self.file = self.stage.copy(self.path, "plain")
                    self.output = self.first_words()
                    self.silent = self.output is None
                    self.sizes = (self.sizes[0], os.path.getsize(out))
                left = [n for n in fuse_stage.needed(out) if not fuse_stage.OUTSIDE.match(n)]
                if left:
                    self.fail(step, "still needs", " ".join(left))
                os.chmod(out, 0o755)
                self.file = out
                if self.output:
                    self.run(step)
                os.unlink(out)
        finally:
            for name in os.listdir(self.stage.folder):
                if os.path.isfile(os.path.join(self.stage.folder, name)):
                    os.unlink(os.path.join(self.stage.folder, name))
        return self

    def run(self, step):
        """As of an edited file; but a program that says something else each second, and so does its original now, is not compared."""
        before = len(self.wrong)
        super().run(step)
        if len(self.wrong) > before and self.changes_by_itself():
            del self.wrong[before:]
            self.silent, self.output = True, None

    def changes_by_itself(self):
        words, before = self.output
        plain = self.stage.copy(self.path, "plain")
        with self.stage.over(self.path, plain) as path:
            return self.stage.run(path, words, edit_trial.RUN_SECONDS) != before

    def refuse(self, step, words):
        if fuse_stage.rule_of(words):
            self.refused = (fuse_stage.rule_of(words), words.replace(self.path, "FILE")[:400])
        else:
            self.fail(step, "not fused, by no rule", words)

    def record(self):
        return {"path": self.path, "wrong": self.wrong, "refused": self.refused, "silent": self.silent, "sizes": self.sizes, "counts": self.counts}


def digest(file):
    with open(file, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()[:12]


def all_of(stage, linkwright, paths, keep, again=False):
    """The records of all; those that are kept of the same linkwright are not made again."""
    os.makedirs(keep, exist_ok=True)
    store, there = os.path.join(keep, f"every-{digest(linkwright)}.jsonl"), {}
    if os.path.exists(store) and not again:
        with open(store, encoding="utf-8") as f:
            there = {r["path"]: r for r in map(json.loads, f)}
    started = time.monotonic()
    with open(store, "w" if again else "a", encoding="utf-8") as f:
        for number, path in enumerate(p for p in paths if p not in there):
            try:
                record = Trial(stage, linkwright, path).go().record()
            except OSError as error:
                record = {"path": path, "wrong": [("?", "cannot be looked at", str(error))], "refused": None, "silent": True, "sizes": (0, 0), "counts": {}}
            there[path] = record
            f.write(json.dumps(record) + "\n")
            f.flush()
            for step, kind, words in record["wrong"]:
                print(f"WRONG {path} {step}: {kind}: {words}", flush=True)
            if record["refused"]:
                print(f"REFUSED {path}: {record['refused'][1]}", flush=True)
            if number % 50 == 49:
                print(f"{number + 1} programs, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return [there[p] for p in paths if p in there]


def sums(records):
    return collections.Counter(
        "failed" if r["wrong"] else f"refused by {r['refused'][0]}" if r["refused"] else "says nothing that could be compared" if r["silent"] else "same"
        for r in records)
