# SPDX-License-Identifier: Apache-2.0
"""Symbol versions: default and hidden ones, the same name in two libraries, definitions without a version in front."""
from fuse_cases.kit import Case, keep, lib, plug, prog

HEAD = "#define _GNU_SOURCE\n#include <stdio.h>\n#include <dlfcn.h>\n"
OLD = "int f(void) { return 1; } int value = 10;\n"
NEW = """int f_old(void) { return 1; } int f_new(void) { return 2; } int value_old = 10, value_new = 20; int other(void) { return f_new() * 100 + f_old(); }
__asm__(".symver f_old,f@V1\\n.symver f_new,f@@V2\\n.symver value_old,value@V1\\n.symver value_new,value@@V2\\n");
"""
SAME = "-Wl,--version-script=@new"


def replaced(name, text, *options, then=()):
    """Builds a library anew, and after it what is to see the new one."""
    def prepare(built):
        built.part(lib(name, text, *options))
        for part in then:
            built.part(part)
    return prepare


NEW_USER = lib(
    "libn.so", "int f(void); extern int value; int new_f(void) { return f(); } int new_value(void) { return value; }", needs=("libv.so.1",))
ASKS = HEAD + "int f(void); extern int value; int new_f(void), new_value(void);\n" \
    'int main(void) { printf("%d %d %d %d\\n", f(), value, new_f(), new_value()); }\n'
DLVSYM = HEAD + """int f(void); static int by(const char *v) { int (*g)(void) = dlvsym(RTLD_DEFAULT, "f", v); return g ? g() : -1; }
int main(void) { int (*g)(void) = dlsym(RTLD_DEFAULT, "f"); printf("%d %d %d %d %d\\n", f(), by("V1"), by("V2"), by("V3"), g ? g() : -1); }
"""
BOTH_VERSIONS = {"lib/libv.so.1": (r"\bf@V1", r"\bf@@V2")}

CASES = [
    # The program has been linked with the old library; the new one and what uses it come after.
    Case(
        "versions_old_and_new",
        (
            lib("libv.so.1", OLD, "-Wl,--version-script=@old"),
            lib("libn.so", "int new_f(void) { return 0; } int new_value(void) { return 0; }"), prog(ASKS)),
        says="1 10 2 20\n", styles=("pic", "fixed"),
        premise={**BOTH_VERSIONS, "bin/prog": (r"\bf@V1", r"value@V1"), "lib/libn.so": (r"\bf@V2",)},
        prepare=replaced("libv.so.1", NEW, SAME, then=(NEW_USER,))),
    Case(
        "versions_looked_up", (lib("libv.so.1", NEW, SAME), prog(DLVSYM)), says="2 1 2 -1 2\n", styles=("pie", "fixed"),
        premise=BOTH_VERSIONS),
    Case(
        "versions_hidden_only",
        (
            lib("libv.so.1", "int f_old(void) { return 1; } int other(void) { return 7; }\n__asm__(\".symver f_old,f@V1\");", SAME),
            prog(
                HEAD +
                'int other(void); int main(void) { int (*g)(void) = dlsym(RTLD_DEFAULT, "f"), (*h)(void) = dlvsym(RTLD_DEFAULT, "f", '
                '"V1");\nprintf("%d %d %d\\n", g ? g() : -1, h ? h() : -1, other()); }')),
        says=" 1 7\n", styles=("pie", "fixed")),
    Case(
        "versions_same_name_twice",
        (
            lib("liba.so", "int from_a(void) { return 1; }", "-Wl,--version-script=@v1"),
            lib("libb.so", "int from_b(void) { return 2; }", "-Wl,--version-script=@v1"),
            prog(HEAD + 'int from_a(void), from_b(void); int main(void) { printf("%d %d\\n", from_a(), from_b()); }')),
        says="1 2\n", premise={"bin/prog": ("from_a@V1", "from_b@V1")}),
    Case(
        "versions_same_name_same_symbol",
        (
            lib("liba.so", "int which(void) { return 1; } int from_a(void) { return which(); }", "-Wl,--version-script=@v1"),
            lib("libb.so", "int which(void) { return 2; } int from_b(void) { return which(); }", "-Wl,--version-script=@v1"),
            prog(
                HEAD + 'int which(void), from_a(void), from_b(void); int main(void) { printf("%d %d %d\\n", which(), from_a(), from_b()); }')),
        says="1 1 1\n"),
    Case(
        "versions_kept_apart",
        (
            lib("liba.so", "int which(void) { return 1; } int from_a(void) { return which(); }", "-Wl,--version-script=@v1"),
            lib("libb.so", "int which(void) { return 2; } int from_b(void) { return which(); }", "-Wl,--version-script=@v2"),
            prog(HEAD + 'int from_a(void), from_b(void); int main(void) { printf("%d %d\\n", from_a(), from_b()); }')),
        says="1 2\n"),
    Case(
        "versions_plain_in_front",
        (
            lib("libp.so", "int which(void) { return 9; }"),
            lib("liba.so", "int which(void) { return 1; } int from_a(void) { return which(); }", "-Wl,--version-script=@v1"),
            prog(HEAD + 'int from_a(void); int main(void) { printf("%d\\n", from_a()); }')),
        says="9\n"),
    Case(
        "versions_program_in_front",
        (
            lib("liba.so", "int which(void) { return 1; } int from_a(void) { return which(); }", "-Wl,--version-script=@v1"),
            prog(HEAD + 'int from_a(void); int which(void) { return 8; } int main(void) { printf("%d\\n", from_a()); }', "-rdynamic")),
        says="8\n", styles=("pie", "fixed", "lld")),
    Case(
        "versions_other_version_in_front",
        (
            lib("libp.so", "int which(void) { return 9; }", "-Wl,--version-script=@v2"),
            lib("liba.so", "int which(void) { return 1; } int from_a(void) { return which(); }", "-Wl,--version-script=@v1"),
            prog(HEAD + 'int which(void), from_a(void); int main(void) { printf("%d %d\\n", which(), from_a()); }')),
        says="9 1\n"),
    Case(
        "versions_asked_without",
        (
            lib("libv.so.1", NEW, SAME), lib("libu.so", "int f(void); int plain_f(void) { return f(); }"),
            prog(HEAD + 'int plain_f(void), f(void); int main(void) { printf("%d %d\\n", plain_f(), f()); }')),
        says=" 2\n", styles=("pie", "fixed"), premise=BOTH_VERSIONS),
    Case(
        "versions_plugin_asks",
        (
            lib("libv.so.1", NEW, SAME),
            plug(
                "plug.so", "int f_1(void), f(void); __asm__(\".symver f_1,f@V1\"); int plugged(void) { return f_1() * 10 + f(); }",
                needs=("libv.so.1",)),
            prog(
                HEAD +
                'int f(void); int main(void) { void *h = dlopen("plug/plug.so", RTLD_NOW); int (*g)(void); if (!h) return '
                'puts(dlerror()), 1;\ng = dlsym(h, "plugged"); printf("%d %d\\n", g(), f()); }')),
        says="12 2\n", styles=("pie", "fixed"), premise=BOTH_VERSIONS),
    Case(
        "versions_outside_and_inside",
        (
            keep("libk.so", "int kept(void) { return 3; }", "-Wl,--version-script=@v1"),
            lib(
                "liba.so", "int kept(void); int from_a(void) { return kept() + 1; }", "-Wl,--version-script=@v1", needs=("libk.so",)),
            prog(HEAD + 'int kept(void), from_a(void); int main(void) { printf("%d %d\\n", kept(), from_a()); }')),
        says="3 4\n"),
    Case(
        "versions_of_program",
        (
            lib("libu.so", "int exported(void); int calls(void) { return exported(); }", "-Wl,-z,undefs"),
            prog(
                HEAD +
                'int exported(void) { return 31; } int calls(void); int main(void) { int (*g)(void) = dlvsym(RTLD_DEFAULT, "exported", '
                '"V1"); printf("%d %d\\n", calls(), g ? g() : -1); }',
                "-rdynamic", "-Wl,--version-script=@v1")),
        says="31 31\n", styles=("pie", "fixed")),
]
