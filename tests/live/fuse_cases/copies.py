# SPDX-License-Identifier: Apache-2.0
"""Data of a library that the program has a copy of: what is copied with it, and when it cannot be."""
from fuse_cases.kit import ZEROS, Case, keep, lib, prog

HEAD = "#include <stdio.h>\n"
COPY = {"bin/prog": (r"_COPY\b",)}
STYLES = ("pie", "fixed", "lldfixed", "clang")
MAIN = HEAD + "int main(void) { "


def later(name, text, *options):
    """Builds a library anew when its users have been linked."""
    def prepare(built):
        built.part(lib(name, text, *options))
    return prepare


ALIAS = (
    'int first_name = 5; extern int second_name __attribute__((alias("first_name"))); int *second_at(void) { return &second_name; } int '
    "by_first(void) { return first_name; }")
NODE = """
struct node { struct node *next, *back; int v; } head = {&head, &head, 4};
int ring(void) { return head.next == &head && head.next->back == &head && head.back->v == 4; }
"""
OPS = """
static int add(int a, int b) { return a + b; }
int sub(int a, int b) { return a - b; }
struct ops { const char *name; int (*f)(int, int); } ops[3] = {{"add", add}, {"sub", sub}, {0, 0}};
struct ops *ops_at(void) { return ops; }
int same_sub(int (*f)(int, int)) { return f == sub && f == ops[1].f; }
"""

CASES = [
    Case(
        "copy_number",
        (
            lib("libc1.so", "int number = 41; int bump(void) { return ++number; }"),
            prog(MAIN + 'extern int number; int bump(void); number++; int b = bump(); printf("%d %d\\n", b, number); }')),
        says="43 43\n", styles=STYLES, premise=COPY),
    Case(
        "copy_array",
        (
            lib(
                "libc1.so",
                "int row[1000] = {1, 2, [999] = 9}; int total(void) { int s = 0; for (int i = 0; i < 1000; i++) s += row[i]; return s; }"),
            prog(MAIN + 'extern int row[1000]; int total(void); row[500] = 30; printf("%d %d\\n", total(), row[999]); }')),
        says="42 9\n", styles=STYLES, premise=COPY),
    Case(
        "copy_zeros",
        (
            lib("libc1.so", "int zeros[5000]; void set(int i, int v) { zeros[i] = v; } int get(int i) { return zeros[i]; }"),
            prog(
                MAIN +
                'extern int zeros[5000]; void set(int, int); int get(int); set(4999, 3); zeros[0] = 2; printf("%d %d %d\\n", '
                "zeros[4999], get(0), get(7)); }")),
        says="3 2 0\n", styles=STYLES, premise=COPY, misread=(ZEROS,)),
    Case(
        "copy_pointers",
        (
            lib(
                "libc1.so",
                'const char *names[4] = {"a", "bc", "def", 0}; static int inner = 6; int *where[2] = {&inner, 0}; int *inner_at(void) { '
                "return &inner; }"),
            prog(
                MAIN +
                "extern const char *names[4]; extern int *where[2]; int *inner_at(void);\n"
                'printf("%s %s %d %d\\n", names[1], names[2], *where[0], where[0] == inner_at()); }')),
        says="bc def 6 1\n", styles=STYLES, premise=COPY),
    Case(
        "copy_constant_pointers",
        (
            lib("libc1.so", 'const char *const names[3] = {"x", "yz", "last"}; const char *third(void) { return names[2]; }'),
            prog(
                MAIN +
                'extern const char *const names[3]; const char *third(void); printf("%s %s %d\\n", names[1], third(), names[2] == '
                "third()); }")),
        says="yz last 1\n", styles=STYLES, premise=COPY),
    Case(
        "copy_constant",
        (
            lib("libc1.so", "const int primes[5] = {2, 3, 5, 7, 11}; const int *primes_at(void) { return primes; }"),
            prog(MAIN + 'extern const int primes[5]; const int *primes_at(void); printf("%d %d\\n", primes[4], primes_at() == primes); }')),
        says="11 1\n", styles=STYLES, premise=COPY),
    Case(
        "copy_functions",
        (
            lib("libc1.so", OPS),
            prog(
                MAIN +
                "extern struct ops { const char *name; int (*f)(int, int); } ops[3]; struct ops *ops_at(void); int sub(int, int), "
                'same_sub(int (*)(int, int));\nprintf("%s %d %s %d %d %d %d\\n", ops[0].name, ops[0].f(3, 4), ops[1].name, ops[1].f(9, '
                "4), ops == ops_at(), same_sub(sub), same_sub(ops[1].f)); }")),
        says="add 7 sub 5 1 1 1\n", styles=STYLES, premise=COPY),
    Case(
        "copy_itself",
        (
            lib("libc1.so", NODE),
            prog(
                MAIN +
                "extern struct node { struct node *next, *back; int v; } head; int ring(void);\n"
                'printf("%d %d %d\\n", head.next == &head, head.back->v, ring()); }')),
        says="1 4 1\n", styles=STYLES, premise=COPY),
    Case(
        "copy_alias",
        (
            lib("libc1.so", ALIAS),
            prog(
                MAIN +
                "extern int first_name; int *second_at(void), by_first(void); first_name = 8;\n"
                'printf("%d %d %d\\n", *second_at(), by_first(), second_at() == &first_name); }')),
        says=" 8 ", styles=STYLES, premise=COPY),
    Case(
        "copy_inner_address",
        (
            lib("libc1.so", "int row[8] = {0, 1, 2, 3, 4, 5, 6, 7}; int *fifth = &row[5]; int *into(void) { return fifth; }"),
            prog(MAIN + 'extern int row[8]; int *into(void); row[5] = 55; printf("%d %d\\n", *into(), into() - row); }')),
        says="55 5\n", styles=STYLES, premise=COPY),
    Case(
        "copy_two_libraries",
        (
            lib("liba.so", "int shared = 1; int a_adds(void) { return shared += 10; }"),
            lib("libb.so", "extern int shared; int *b_sees = &shared; int b_adds(void) { return shared += 100; }", needs=("liba.so",)),
            prog(
                MAIN +
                'extern int shared, *b_sees; int a_adds(void), b_adds(void); shared += 1000; a_adds(); b_adds(); printf("%d %d %d\\n", '
                "shared, *b_sees, b_sees == &shared); }")),
        says="1111 1111 1\n", styles=STYLES, premise=COPY),
    Case(
        "copy_of_outside_library",
        (
            keep("libk.so", "int kept = 3; int *kept_at(void) { return &kept; }"),
            lib("liba.so", "extern int kept; int kept_plus(int a) { return kept + a; }", needs=("libk.so",)),
            prog(
                MAIN +
                'extern int kept; int *kept_at(void), kept_plus(int); kept = 20; printf("%d %d\\n", kept_plus(1), kept_at() == &kept); }')),
        says="21 1\n", styles=STYLES, premise=COPY),
    Case(
        "copy_of_libc",
        (
            lib(
                "liba.so",
                "#include <stdio.h>\nextern char **environ; int same_out(FILE *f) { return f == stdout; } char ***environ_at(void) { "
                "return &environ; }"),
            prog(
                HEAD +
                "extern char **environ; int same_out(FILE *); char ***environ_at(void);\n"
                'int main(void) { fprintf(stdout, "%d %d %s\\n", same_out(stdout), environ_at() == &environ, environ[0] ? "some" : '
                '"none"); }')),
        says="1 1 some\n", styles=("pie", "fixed", "lldfixed"), premise=COPY),
    Case(
        "copy_indirect_functions",
        (
            lib(
                "libc1.so",
                "static int q(int a) { return a * 7; } static int (*r(void))(int) { return q; } static int seven(int) "
                '__attribute__((ifunc("r")));\nint (*calls[2])(int) = {seven, 0}; int (**calls_at(void))(int) { return calls; }'),
            prog(MAIN + 'extern int (*calls[2])(int); int (**calls_at(void))(int); printf("%d %d\\n", calls[0](6), calls_at() == calls); }')),
        says="42 1\n", styles=("pie", "fixed"), premise=COPY),
    Case(
        "copy_version",
        (
            lib("libc1.so", "int value = 12; int f(void) { return value; }", "-Wl,--version-script=@v1"),
            prog(MAIN + 'extern int value; int f(void); value++; printf("%d\\n", f()); }')),
        says="13\n", styles=STYLES, premise={"bin/prog": (r"_COPY\b.*V1",)}),
    Case(
        "copy_aligned",
        (
            lib("libc1.so", "int wide[16] __attribute__((aligned(64))) = {1, 2, 3}; int at(void) { return (unsigned long)wide % 64; }"),
            prog(MAIN + 'extern int wide[16] __attribute__((aligned(64))); int at(void); printf("%d %d\\n", wide[2], at()); }')),
        says="3 0\n", styles=STYLES, premise=COPY),
    Case(
        "copy_changed_by_constructor",
        (
            lib("libc1.so", "int number = 1; __attribute__((constructor)) static void begin(void) { number *= 9; }"),
            prog(
                HEAD +
                "extern int number; static int early; __attribute__((constructor)) static void begin(void) { early = number; }\n"
                'int main(void) { printf("%d %d\\n", number, early); }')),
        says="9 9\n", styles=STYLES, premise=COPY),
    Case(
        "copy_protected_refused",
        (
            lib("libc1.so", "int number = 41; int bump(void) { return ++number; }"),
            prog(MAIN + 'extern int number; int bump(void); number++; int b = bump(); printf("%d\\n", b); }')),
        says="4", styles=("fixed",), premise=COPY,
        prepare=later("libc1.so", '__attribute__((visibility("protected"))) int number = 41; int bump(void) { return ++number; }'),
        refused=("number", "protected")),
    Case(
        "copy_other_size_refused",
        (
            lib("libc1.so", "int row[4] = {1, 2, 3, 4}; int last(void) { return row[3]; }"),
            prog(MAIN + 'extern int row[4]; int last(void); printf("%d %d\\n", row[0], last()); }')),
        says="1 4\n", styles=("fixed",), premise=COPY,
        prepare=later("libc1.so", "int row[8] = {1, 2, 3, 4, 5, 6, 7, 8}; int last(void) { return row[3]; }"), refused=("row", "size")),
]
