# SPDX-License-Identifier: Apache-2.0
"""What is refused, and in which words; and what may be, where doing it well is as good."""
import os
import shutil

from fuse_cases import build
from fuse_cases.kit import Case, keep, lib, prog

HEAD = "#include <stdio.h>\n"
LIB = "static int n = 4; int *at = &n; int f(void) { return *at; }\n"
MAIN = HEAD + 'int f(void); int main(void) { printf("%d\\n", f()); }\n'
PLAIN = (lib("liba.so", LIB), prog(MAIN))
ONE = ("pie",)
TEXTREL = """#if __x86_64__
__asm__(".text\\n.globl text_word\\ntext_word: .quad text_word\\n.previous\\n");
#else
__asm__(".text\\n.globl text_word\\ntext_word: .xword text_word\\n.previous\\n");
#endif
extern long text_word; int f(void) { return text_word != 0; }
"""
TAIL = HEAD + r"""
int f(void);
int main(void) {
	char b[9] = ""; FILE *p = fopen("/proc/self/exe", "r");
	fseek(p, -8, SEEK_END); fread(b, 1, 8, p); printf("%d %s\n", f(), b);
}
"""


def add_payload(built):
    path = built.path("bin/prog")
    build.rewrite(path, build.read(path) + b"\n--payload that the program reads--PAYLOADS")


def other_machine(built):
    """A library of another machine where the loader looks first: it passes it by."""
    other = "x86_64-linux-gnu" if built.cross else "i686-linux-gnu"
    os.makedirs(built.path("odd"), exist_ok=True)
    if not shutil.which(other + "-gcc", path="/usr/bin"):
        raise build.Skip(f"there is no {other}-gcc")
    build.must([other + "-gcc", "-shared", "-fPIC", "-Wl,-soname,liba.so", "-o", built.path("odd/liba.so"), "-x", "c", "-"])


CLOSURE = (
    lib("libinner.so", "static int s; int inner(int a) { return s += a; }"),
    keep("libouter.so", "int inner(int); int outer(int a) { return inner(a * 2); }", needs=("libinner.so",)),
    prog(HEAD + 'int inner(int), outer(int); int main(void) { inner(1); outer(2); printf("%d\\n", inner(0)); }'))
REFUSED = dict(styles=ONE)

CASES = [
    Case("closure_refused", CLOSURE, says="5\n", refused=("libinner.so", "libouter.so"), styles=("pie", "fixed")),
    Case(
        "closure_refused_far",
        (
            lib("libinner.so", "int inner(int a) { return a; }"),
            keep("libmid.so", "int inner(int); int mid(int a) { return inner(a); }", needs=("libinner.so",)),
            keep("libtop.so", "int mid(int); int top(int a) { return mid(a) + 1; }", needs=("libmid.so",)),
            prog(
                HEAD + 'int top(int), inner(int); int main(void) { printf("%d\\n", top(1) + inner(5)); }',
                needs=("libtop.so", "libinner.so"))),
        says="7\n", refused=("libinner.so", "libmid.so"), **REFUSED),
    Case(
        "closure_with_dependents", CLOSURE, says="5\n", ways=(("--lib", "libinner.so", "--with-dependents"),),
        styles=("pie", "fixed", "lld"), gone=("libinner.so", "libouter.so")),
    Case(
        "closure_with_dependents_far",
        (
            lib("libinner.so", "int inner(int a) { return a; }"),
            keep("libbeside.so", "int beside(int a) { return a * 100; }"),
            lib("libmid.so", "int inner(int); int mid(int a) { return inner(a); }", needs=("libinner.so",)),
            lib("libtop.so", "int mid(int), beside(int); int top(int a) { return mid(a) + beside(a); }", needs=("libmid.so", "libbeside.so")),
            prog(
                HEAD + 'int top(int), inner(int); int main(void) { printf("%d\\n", top(1) + inner(5)); }',
                needs=("libtop.so", "libinner.so"))),
        says="106\n", ways=(("--lib", "libmid.so", "--lib", "libinner.so", "--with-dependents"), ("--lib", "libinner.so", "--with-dependents")),
        gone=("libinner.so", "libmid.so", "libtop.so"), **REFUSED),
    Case(
        "closure_with_dependents_but_one", CLOSURE, says="5\n", refused=("fuse-closure", "libouter.so"),
        ways=(("--lib", "libinner.so", "--with-dependents", "--keep", "libouter.so"),), **REFUSED),
    Case(
        "closure_taken_in", CLOSURE, says="5\n", ways=("all", ("--lib", "libinner.so", "--lib", "libouter.so")),
        styles=("pie", "fixed", "lld")),
    Case(
        "text_relocations", (lib("liba.so", TEXTREL, "-Wl,-z,notext"), prog(MAIN)), says="1\n",
        refused=(("TEXTREL", "text", "read-only"), "liba.so"), premise={"lib/liba.so": ("TEXTREL",)}, **REFUSED),
    Case(
        "filter_library", (lib("libreal.so", LIB), lib("liba.so", "int f(void);", "-Wl,-F,libreal.so"), prog(MAIN)), says="4\n",
        refused=(("filter", "FILTER"), "liba.so"), premise={"lib/liba.so": (r"\(FILTER\)",)}, **REFUSED),
    Case(
        "auxiliary_library", (lib("libreal.so", LIB), lib("liba.so", "int f(void) { return 1; }", "-Wl,-f,libreal.so"), prog(MAIN)),
        says="4\n", refused=(("auxiliary", "AUXILIARY"), "liba.so"), premise={"lib/liba.so": (r"\(AUXILIARY\)",)}, **REFUSED),
    Case(
        "executable_stack", (lib("liba.so", LIB, "-Wl,-z,execstack"), prog(MAIN)), says="4\n", refused=("stack",), either=True,
        premise={"lib/liba.so": ("STACK.*RWE",)}, styles=("pie", "fixed")),
    Case(
        "executable_stack_of_program", (lib("liba.so", LIB), prog(MAIN, "-Wl,-z,execstack")), says="4\n", refused=("stack",), either=True,
        styles=("pie", "fixed"), premise={"bin/prog": ("STACK.*RWE",)}),
    Case(
        "written_code", (lib("liba.so", LIB, "-Wl,-N", "-Wl,-Bdynamic"), prog(MAIN)), says="4\n",
        refused=(("writable", "written", "W+X", "executable"),), either=True, premise={"lib/liba.so": ("LOAD.*RWE",)}, **REFUSED),
    Case(
        "static_program", (prog(HEAD + 'int main(void) { puts("static"); }', "-static", needs=()),), says="static\n",
        refused=(("static", "dynamic", "no library", "loader"),), ways=("all",), styles=("fixed",)),
    Case(
        "static_pie", (prog(HEAD + 'int main(void) { puts("static"); }', "-static-pie", needs=()),), says="static\n",
        refused=(("static", "dynamic", "no library", "loader"),), ways=("all",), styles=ONE),
    Case("library_not_there", PLAIN, says="4\n", refused=("libnone.so.9",), ways=(("--lib", "libnone.so.9"),), **REFUSED),
    Case(
        "library_not_needed", (*PLAIN, keep("libother.so", "int other;", needs=())), says="4\n", refused=("libother.so",),
        ways=(("--lib", "libother.so"),), styles=ONE, prepare=lambda built: built.part(prog(MAIN, needs=("liba.so",)))),
    Case(
        "one_missing_of_two", PLAIN, says="4\n", refused=("libnone.so.9",), ways=(("--lib", "liba.so", "--lib", "libnone.so.9"),), **REFUSED),
    Case("libc_alone", PLAIN, says="4\n", refused=("libc.so.6",), ways=(("--lib", "libc.so.6"),), **REFUSED),
    Case(
        "loader_alone", PLAIN, says="4\n", refused=(("ld-linux", "loader"),), ways=(("--lib", "ld-linux-x86-64.so.2"),), styles=ONE,
        x86=True),
    Case("named_twice", PLAIN, says="4\n", ways=(("--lib", "liba.so", "--lib", "liba.so"),), **REFUSED),
    Case(
        "nothing_to_fuse", (prog(HEAD + 'int main(void) { puts("alone"); }', needs=()),), says="alone\n",
        refused=(("nothing", "no library", "none"),), ways=("all",), either=True, styles=ONE),
    Case(
        "payload_behind", (lib("liba.so", LIB), prog(TAIL)), says="4 PAYLOADS\n",
        refused=(("behind", "after", "appended", "trailing", "end"),), either=True, prepare=add_payload, styles=("pie", "fixed")),
    Case("cut_library", PLAIN, says="4\n", refused=("liba.so",), spoil=("lib/liba.so", lambda data: data[:len(data) // 8]), **REFUSED),
    Case("text_as_library", PLAIN, says="4\n", refused=("liba.so",), spoil=("lib/liba.so", lambda data: b"INPUT(libb.so)\n"), **REFUSED),
    Case("empty_library", PLAIN, says="4\n", refused=("liba.so",), spoil=("lib/liba.so", lambda data: b""), **REFUSED),
    Case(
        "library_of_other_machine", PLAIN, says="4\n", refused=("liba.so",),
        spoil=("lib/liba.so", lambda data: data[:18] + b"\x16" + data[19:]), **REFUSED),
    Case(
        "library_that_is_a_program", PLAIN, says="4\n", refused=("liba.so",),
        spoil=("lib/liba.so", lambda data: data[:16] + b"\x02" + data[17:]), **REFUSED),
    Case("cut_program", PLAIN, says="4\n", refused=("bin/prog",), spoil=("bin/prog", lambda data: data[:len(data) // 8]), **REFUSED),
    Case("text_as_program", PLAIN, says="4\n", refused=("bin/prog",), spoil=("bin/prog", lambda data: b"#!/bin/sh\necho\n"), **REFUSED),
    Case("other_machine_in_front", PLAIN, says="4\n", prepare=other_machine, env={"LD_LIBRARY_PATH": "odd:lib"}, styles=("pie",)),
    Case("fixed_of_fixed", PLAIN, says="4\n", ways=("fixed",), refused=("fixed",), either=True, styles=("fixed",)),
]
