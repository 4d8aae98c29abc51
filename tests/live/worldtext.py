# SPDX-License-Identifier: Apache-2.0
"""Reads world files (docs/worlds.md) into plain Python objects."""

import re
from dataclasses import dataclass, field

WORD = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|(\S+))')
ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|.)")
FILES = ("dir", "link", "hard", "text", "raw", "elf", "macho", "pe", "cache")
WINDOWS = ("start", "user-dir", "dll-directory", "unsafe-search", "dev-override", "apiset")
BLOCKS = FILES + ("expect",)


class WorldError(Exception):
    """The text is not a world; the message has file and line."""


@dataclass
class Statement:
    """kind is the first word; below are the indented statements, as lists of words."""

    kind: str
    words: list
    line: int
    rest: str = ""
    below: list = field(default_factory=list)

    def all(self, name):
        """Every indented statement that begins with NAME, without that word."""
        return [words[1:] for words in self.below if words[0] == name]

    def one(self, name, default=None):
        found = self.all(name)
        return found[-1] if found else default


@dataclass
class World:
    path: str
    about: str = ""
    live_no: str | None = None
    machine: str = "x86_64"
    loaders: list = field(default_factory=list)  # (path, kind, version, options)
    files: list = field(default_factory=list)  # Statements
    env: list = field(default_factory=list)  # (name, value)
    cwd: str = "/"
    secure: bool = False
    cpu: str = "x86-64-v1"
    windows: dict = field(default_factory=dict)  # statement: its words, each time it stands there
    ask: list = field(default_factory=list)
    expect: list = field(default_factory=list)  # lists of words; "stop" and "warn" have [kind, text]

    def expected(self, *kinds):
        return [words for words in self.expect if words[0] in kinds]


def split_words(line):
    """Words of a line; a comment begins with # at the start or after a blank."""
    words, at = [], 0
    while True:
        match = WORD.match(line, at)
        if not match:
            return words
        if match[2] is not None and match[2].startswith("#"):
            return words
        words.append(unquote(match[1]) if match[2] is None else match[2])
        at = match.end()


def unquote(text):
    def one(match):
        word = match[1]
        if word[0] == "x":
            return chr(int(word[1:], 16))
        return {"n": "\n", "t": "\t"}.get(word, word)

    out = ESCAPE.sub(one, text)
    if all(ord(c) < 128 for c in out):
        return out
    return out.encode("latin-1" if all(ord(c) < 256 for c in out) else "utf-8").decode("utf-8", "surrogateescape")


def rest_of(line, words_before):
    """The text after the first words, unquoted when it is one quoted word."""
    at = 0
    for _ in range(words_before):
        at = WORD.match(line, at).end()
    rest = line[at:].strip()
    words = split_words(rest)
    return words[0] if rest.startswith('"') and len(words) == 1 else rest


def parse(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        lines = file.read().split("\n")
    world = World(path)
    current = None
    for number, line in enumerate(lines, 1):
        words = split_words(line)
        if not words:
            continue
        try:
            if line[0] in " \t":
                add_below(current, words, line)
            else:
                current = Statement(words[0], words[1:], number, rest_of(line, 1))
                take(world, current)
        except (IndexError, ValueError, AttributeError) as error:
            raise WorldError(f"{path}:{number}: {error}") from error
    for statement in (s for s in world.files if s.kind == "expect"):
        world.expect += statement.below
    world.files = [s for s in world.files if s.kind != "expect"]
    return world


def add_below(current, words, line):
    if current is None or current.kind not in BLOCKS:
        raise ValueError("an indented line that belongs to nothing")
    if current.kind == "expect" and words[0] in ("stop", "warn"):
        words = [words[0], rest_of(line, 1)]
    current.below.append(words)


def take(world, statement):
    kind, words = statement.kind, statement.words
    if kind in BLOCKS:
        world.files.append(statement)
    elif kind == "about":
        world.about = statement.rest
    elif kind == "live":
        world.live_no = rest_of(statement.rest, 1) if words[0] == "no" else None
    elif kind in ("machine", "cwd", "cpu"):
        setattr(world, kind, words[0])
    elif kind == "secure":
        world.secure = True
    elif kind == "loader":
        if words[0] in ("dyld", "windows"):  # no file: it is the system's
            world.loaders.append((None, words[0], words[1] if len(words) > 1 else None, {}))
            return
        options = dict(word.split("=", 1) for word in words[3:])
        world.loaders.append((words[0], words[1], words[2], options))
    elif kind == "env":
        world.env.append(tuple(words[0].split("=", 1)))
    elif kind in WINDOWS:
        world.windows.setdefault(kind, []).append(words)
    elif kind == "ask":
        world.ask = words
    elif kind not in ("world", "from"):
        raise ValueError(f"unknown statement '{kind}'")
