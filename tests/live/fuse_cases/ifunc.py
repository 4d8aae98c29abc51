# SPDX-License-Identifier: Apache-2.0
"""Indirect functions: called, compared, in tables, local and exported, with resolvers that need data or other libraries."""
from fuse_cases.kit import Case, lib, prog

HEAD = "#include <stdio.h>\n"
IFUNC = r"""
static int quick(int a) { return a * 2; }
static int slow(int a) { return a * 3; }
static volatile int choice = 1;
static int (*resolve_twice(void))(int) { return choice ? quick : slow; }
int twice(int) __attribute__((ifunc("resolve_twice")));
"""
STATIC = IFUNC.replace("int twice(int) __attribute__((ifunc", "static int twice(int) __attribute__((ifunc")
TABLE = r"""
int plain(int a) { return a + 1; }
int (*const table[])(int) = {plain, twice, plain, twice};
int (*at_one(void))(int) { return twice; }
int sum(int a) { int s = 0; for (int i = 0; i < 4; i++) s += table[i](a); return s; }
"""
IRELATIVE = r"IRELATIV|twice\(\)"
USER = r"""
int twice(int); int (*at_one(void))(int); int sum(int); extern int (*const table[])(int);
static int (*mine[])(int) = {twice, 0};
int main(void) {
	printf("%d %d %d\n", twice(4), at_one()(5), sum(6));
	printf("%d %d %d\n", mine[0] == at_one(), at_one() == (int (*)(int))twice, mine[0](8));
}
"""
BUFFER = r"""
static const char *names[] = {"zero", "one", "two"};
static const char **row = names;
static int first(int a) { return a + 100; }
static int second(int a) { return a + 200; }
static int (*resolve_pick(void))(int) { return row[1][0] == 'o' && row[2][2] == 'o' ? first : second; }
int pick(int) __attribute__((ifunc("resolve_pick")));
static int (*volatile held)(int) = 0;
int pick_here(int a) { return pick(a); }
"""

CASES = [
    Case(
        "ifunc_call", (lib("libi.so.1", IFUNC), prog(HEAD + 'int twice(int); int main(void) { printf("%d %d\\n", twice(4), twice(5)); }')),
        says="8 10\n", styles=("pie", "fixed", "lld", "lldfixed"), premise={"lib/libi.so.1": (r"IFUNC|specific>: 10",)}),
    Case(
        "ifunc_address", (lib("libi.so.1", IFUNC + TABLE), prog(HEAD + USER)), says="8 10 38\n1 1 16\n",
        styles=("pie", "fixed", "pic", "lld")),
    Case(
        "ifunc_static",
        (
            lib("libi.so.1", STATIC + TABLE),
            prog(
                HEAD +
                "int sum(int); int (*at_one(void))(int); extern int (*const table[])(int);\n"
                'int main(void) { printf("%d %d %d\\n", sum(6), at_one()(5), table[1] == at_one()); }')),
        says="38 10 ", styles=("pie", "pic", "lld"), premise={"lib/libi.so.1": (IRELATIVE,)}),
    Case(
        "ifunc_in_program",
        (
            lib(
                "libu.so.1", "int twice(int); int through(int a) { return twice(a) + 1; } int (*at_one(void))(int) { return twice; }",
                "-Wl,-z,undefs"),
            prog(
                HEAD + "int through(int); int (*at_one(void))(int);" + IFUNC +
                'int main(void) { printf("%d %d %d %d\\n", twice(3), through(3), at_one()(4), at_one() == (int (*)(int))twice); }',
                "-rdynamic")),
        says="6 7 8 ", styles=("fixed",), premise={"bin/prog": (IRELATIVE + "|IFUNC",)}),
    Case(
        "ifunc_resolver_reads_table",
        (
            lib("libi.so.1", BUFFER),
            prog(HEAD + 'int pick(int), pick_here(int); int main(void) { printf("%d %d\\n", pick(1), pick_here(2)); }', "-Wl,-z,now")),
        says="101 102\n"),
    Case(
        "ifunc_resolver_asks_library",
        (
            lib("libq.so.1", 'static const char *word = "yes"; const char *question(void) { return word; }'),
            lib(
                "libi.so.1",
                "const char *question(void); static int a(void) { return 1; } static int b(void) { return 2; }\n"
                "static int (*resolve(void))(void) { return question()[0] == 'y' ? a : b; } int pick(void) "
                '__attribute__((ifunc("resolve")));',
                needs=("libq.so.1",)),
            prog(HEAD + 'int pick(void); int main(void) { printf("%d\\n", pick()); }')),
        says="1\n"),
    Case(
        "ifunc_across_libraries",
        (
            lib("libi.so.1", IFUNC),
            lib(
                "libu.so.1",
                "int twice(int); static int (*const keep[])(int) = {twice}; int (*other(void))(int) { return twice; }\n"
                "int by_table(int a) { return keep[0](a); } int by_call(int a) { return twice(a); }",
                needs=("libi.so.1",)),
            prog(
                HEAD +
                "int twice(int), by_table(int), by_call(int); int (*other(void))(int);\n"
                'int main(void) { printf("%d %d %d %d\\n", twice(1), by_table(2), by_call(3), other() == (int (*)(int))twice); }')),
        says="2 4 6 1\n", styles=("pie", "pic", "lld")),
    Case(
        "ifunc_calls_only_across",
        (
            lib("libi.so.1", IFUNC), lib("libu.so.1", "int twice(int); int by_call(int a) { return twice(a); }", needs=("libi.so.1",)),
            prog(HEAD + 'int by_call(int); int main(void) { printf("%d\\n", by_call(3)); }')),
        says="6\n"),
    Case(
        "ifunc_hidden_version",
        (
            lib("libi.so.1", IFUNC.replace("twice", "f") + "extern int value; int value = 5;", "-Wl,--version-script=@v1"),
            prog(HEAD + 'int f(int); int main(void) { printf("%d\\n", f(21)); }')),
        says="42\n", styles=("pie", "fixed")),
    Case(
        "ifunc_in_constructor",
        (
            lib(
                "libi.so.1",
                IFUNC +
                "static int early; __attribute__((constructor)) static void begin(void) { early = twice(50); } int early_is(void) { "
                "return early; }"),
            prog(HEAD + 'int early_is(void); int main(void) { printf("%d\\n", early_is()); }')),
        says="100\n"),
    Case(
        "ifunc_of_libc",
        (
            lib(
                "libs.so.1",
                "#include <string.h>\nsize_t (*const length)(const char *) = strlen; void *(*copy)(void *, const void *, size_t) = "
                "memcpy;\nsize_t measure(const char *s) { return length(s) + strlen(s); }"),
            prog(
                HEAD +
                "#include <string.h>\nextern void *(*copy)(void *, const void *, size_t); size_t measure(const char *);\n"
                'int main(void) { char b[9]; copy(b, "abcdefgh", 9); printf("%s %zu %d\\n", b, measure(b), copy == memcpy); }')),
        says="abcdefgh 16 1\n", styles=("pie", "fixed", "pic", "lld")),
]
