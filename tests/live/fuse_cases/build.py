# SPDX-License-Identifier: Apache-2.0
"""Builds the cases for fuse and runs what was built."""
import glob
import hashlib
import os
import re
import shutil

import edit_own
from outside import ENV, Skip, Wrong, call, must, read  # noqa: F401

CROSS = {"aarch64": ("aarch64-linux-gnu", "/usr/aarch64-linux-gnu")}

GLIBC = tuple(int(n) for n in os.confstr("CS_GNU_LIBC_VERSION").split()[1].split(".")[:2])
DLOPEN = ["-Wl,--push-state,--as-needed", "-ldl", "-Wl,--pop-state"] if GLIBC < (2, 34) else []  # where dlopen is in a library of its own
DIALECTS = {"-mtls-dialect=gnu2": "-mtls-dialect=desc", "-mtls-dialect=gnu": "-mtls-dialect=trad"}  # their names on aarch64


def rewrite(path, data):
    """Gives a file other bytes; never by writing to it, for a process that another thread starts meanwhile would keep it open."""
    with open(path + ".new", "wb") as f:
        f.write(data)
    shutil.copymode(path, path + ".new")
    os.replace(path + ".new", path)


def why_not(case, style, cross):
    """Why this case in this style is left out, or None."""
    if cross and case.x86:
        return "only on x86-64"
    if cross and (style.linker == "gold" or style.compiler == "clang" and style.linker == "bfd"):
        return f"no {style.linker} for {style.compiler} there"
    compiler = tool(case.cxx, style, cross)[0]
    if not shutil.which(compiler, path=ENV["PATH"]):
        return f"there is no {compiler}"
    return None


def tool(cxx, style, cross):
    """The compiler's command; a clang for another machine is gcc with lld. Where g++ has none for it, clang takes this machine's headers."""
    if cross:
        own = f"{CROSS[cross][0]}-{'g++' if cxx else 'gcc'}"
        headers = sorted(glob.glob("/usr/include/c++/*")) + sorted(glob.glob("/usr/include/x86_64-linux-gnu/c++/*"))
        if not cxx or shutil.which(own, path=ENV["PATH"]) or len(headers) != 2:
            return [own]
        return ["clang++", "--target=" + CROSS[cross][0], "-nostdinc++", "-nostdlib++", "-l:libstdc++.so.6", "-lm",
                *(w for h in [*headers, CROSS[cross][1] + "/include"] for w in ("-isystem", h))]
    return [{"gcc": "g++", "clang": "clang++"}[style.compiler]] if cxx else [style.compiler]


def machine(folder, cross):
    """Makes a folder the root of a system of another machine."""
    os.makedirs(os.path.join(folder, "lib"), exist_ok=True)
    for name in sorted(os.listdir(CROSS[cross][1] + "/lib")):
        if re.fullmatch(r"(ld-linux.*|lib(c|m|dl|pthread|rt|gcc_s|stdc\+\+))\.so\.\d+", name) and not os.path.exists(f"{folder}/lib/{name}"):
            shutil.copy(f"{CROSS[cross][1]}/lib/{name}", f"{folder}/lib/{name}")


class Built:
    """A case in one style, in a folder."""

    def __init__(self, case, style, folder, cross=None):
        self.case, self.style, self.folder, self.cross = case, style, folder, cross

    def path(self, name):
        return os.path.join(self.folder, name)

    def print(self):
        """What a built folder may be used again for."""
        made = self.case.prepare
        more = (made.__code__.co_code, [c.cell_contents for c in made.__closure__ or ()]) if made else ()
        return hashlib.sha256(repr((self.case.parts, [self.words(p) for p in self.case.parts], more, VERSIONS)).encode()).hexdigest()

    def make(self):
        mark = self.path("built")
        if os.path.exists(mark) and open(mark, encoding="ascii").read() == self.print():
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        for place in ("bin", "lib", "keep", "plug", "tools"):
            os.makedirs(self.path(place))
        for part in self.case.parts:
            self.part(part)
        if self.case.prepare:
            self.case.prepare(self)
        with open(mark, "w", encoding="ascii") as f:
            f.write(self.print())

    def needed(self, part):
        """Paths of the parts that it is linked with."""
        parts = self.case.parts
        if part.needs is None:
            return [p.path for p in parts[:parts.index(part)] if p.place in ("lib", "keep")]
        return [next(p.path for p in parts if p.name == name) for name in part.needs]

    def words(self, part):
        """The command that builds a part, run in the folder."""
        style = self.style
        out = [*tool(part.cxx, style, self.cross), "-w", "-O1", "-pthread"]
        out += [] if style.linker == "bfd" else ["-fuse-ld=" + style.linker]
        if part.program:
            out += style.program
        else:
            out += ["-shared", "-fPIC", "-fsemantic-interposition"] + ([] if part.soname == "-" else [f"-Wl,-soname,{part.soname or part.file or part.name}"])
        source = self.path("tools/" + part.name + (".cc" if part.cxx else ".c"))
        out += ["-Wl,--no-as-needed", "-Wl,-rpath-link,lib:keep", *part.options, "-o", part.path, source, *self.needed(part), *DLOPEN]
        out = [must([out[0], "-print-file-name=" + w[4:]]).strip() if w.startswith("crt:") else w for w in out]
        if self.cross:
            out = [DIALECTS.get(w, w) for w in out]
        return [w.replace("@", "tools/", 1) if w.startswith("-Wl,--version-script=@") else w for w in out]

    def part(self, part):
        with open(self.path("tools/" + part.name + (".cc" if part.cxx else ".c")), "w", encoding="utf-8") as f:
            f.write(part.text)
        for word in part.options:
            if word.startswith("-Wl,--version-script=@"):
                with open(self.path("tools/" + word.partition("@")[2]), "w", encoding="utf-8") as f:
                    f.write(VERSIONS[word.partition("@")[2]])
        os.makedirs(os.path.dirname(self.path(part.path)), exist_ok=True)
        path = edit_own.with_lld(self.folder, CROSS[self.cross][0]) if self.cross else ENV["PATH"]
        must(self.words(part), cwd=self.folder, env={"PATH": path})

    def environment(self):
        more = {"LD_LIBRARY_PATH": f"{self.path('lib')}:{self.path('keep')}"} if self.case.search else {}
        return {**more, **self.case.env}

    def run(self):
        """(status, standard output, standard error) of what the case starts."""
        env, first = self.environment(), []
        if self.cross:
            given = [x for k, v in env.items() for x in ("-E", f"{k}={v}")]
            first, env = [f"/usr/bin/qemu-{self.cross}-static", "-L", CROSS[self.cross][1], *given], {}
        return call([*first, *("./" + w if w.startswith("bin/") else w for w in self.case.start)], cwd=self.folder, env=env, seconds=20)


VERSIONS = {
    "v1": "V1 { global: *; };\n",
    "v2": "V2 { global: *; };\n",
    "hide": "{ global: open_*; local: *; };\n",
    "old": "V1 { global: f; value; };\n",
    "new": "V1 { global: f; value; local: *; };\nV2 { global: f; value; other; } V1;\n",
    "ext": "EXT_1 { global: ext_*; local: *; };\n",
}
