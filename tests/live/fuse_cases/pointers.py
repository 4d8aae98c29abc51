# SPDX-License-Identifier: Apache-2.0
"""One address for one function, wherever it is taken: also where a program's own PLT entry is that address."""
from fuse_cases.kit import Case, keep, lib, prog

HEAD = "#include <stdio.h>\n"
LIB = "int f(int a) { return a + 1; } int (*a_at(void))(int) { return f; } int (*const a_table[2])(int) = {f, f};\n"
USE = "int f(int); int (*b_at(void))(int) { return f; } int (*const b_table[2])(int) = {0, f}; int b_calls(int a) { return f(a); }\n"
MAIN = HEAD + "int f(int), b_calls(int); int (*a_at(void))(int), (*b_at(void))(int); extern int (*const a_table[2])(int), (*const b_table[2])(int);\n"
PRINT = (
    'int main(void) { int (*p)(int) = f; printf("%d %d %d %d %d %d\\n", p == a_at(), p == b_at(), p == a_table[1], p == b_table[1], p(1), '
    "b_calls(5)); }\n")
BOTH = (lib("liba.so", LIB), lib("libb.so", USE, needs=("liba.so",)))

CASES = [
    Case(
        "pointer_equal", (*BOTH, prog(MAIN + PRINT)), says="1 1 1 1 2 6\n",
        styles=("pie", "fixed", "pic", "lld", "lldfixed", "clang", "gold")),
    Case(
        "pointer_in_tables_of_program",
        (
            *BOTH,
            prog(
                MAIN + "static int (*mine[])(int) = {f, f}; int (*shown)(int) = f;\n" +
                'int main(void) { printf("%d %d %d %d\\n", mine[1] == a_at(), shown == b_at(), shown == mine[0], b_table[1](3)); }')),
        says="1 1 1 4\n", styles=("pie", "fixed", "lld", "lldfixed")),
    Case(
        "pointer_to_outside", (keep("libk.so", LIB), lib("libb.so", USE, needs=("libk.so",)), prog(MAIN + PRINT)), says="1 1 1 1 2 6\n",
        styles=("pie", "fixed", "pic", "lldfixed")),
    Case(
        "pointer_outside_asks_fused",
        (
            lib("liba.so", LIB), keep("libk.so", USE.replace("b_", "k_"), "-Wl,-z,undefs"), lib("libb.so", USE, needs=("liba.so",)),
            prog(
                MAIN + "int (*k_at(void))(int);" + PRINT.replace("%d %d\\n", "%d %d %d\\n").replace("b_calls(5)", "b_calls(5), p == k_at()"))),
        says="1 1 1 1 2 6 1\n", styles=("pie", "fixed", "pic", "lldfixed")),
    Case(
        "pointer_to_libc",
        (
            lib(
                "liba.so",
                "#include <stdlib.h>\n#include <ctype.h>\nint (*upper)(int) = toupper; int (*upper_at(void))(int) { return toupper; } int "
                "up(int c) { return toupper(c); }\nvoid (*free_at(void))(void *) { return free; }"),
            prog(
                HEAD +
                "#include <stdlib.h>\n#include <ctype.h>\nextern int (*upper)(int); int (*upper_at(void))(int), up(int); void "
                '(*free_at(void))(void *);\nint main(void) { int (*p)(int) = toupper; printf("%d %d %d %c %c\\n", p == upper, p == '
                "upper_at(), free == free_at(), up(97), p(98)); }")),
        says="1 1 1 A B\n", styles=("pie", "fixed", "pic", "lldfixed")),
    Case(
        "pointer_callback",
        (
            lib(
                "liba.so",
                "#include <stdlib.h>\nstatic int up(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }\n"
                "void sort(int *v, int n, int (*by)(const void *, const void *)) { qsort(v, n, sizeof *v, by ? by : up); }"),
            prog(
                HEAD +
                "#include <stdlib.h>\nvoid sort(int *, int, int (*)(const void *, const void *)); static int down(const void *a, const "
                'void *b) { return *(int *)b - *(int *)a; }\nint main(void) { int v[5] = {3, 1, 5, 2, 4}; sort(v, 5, 0); printf("%d %d '
                '", v[0], v[4]); sort(v, 5, down); printf("%d %d\\n", v[0], v[4]); }')),
        says="1 5 5 1\n"),
    Case(
        "calls_back_and_forth",
        (
            lib("liba.so", "int down_b(int); int down_a(int n) { return n ? down_b(n - 1) + 1 : 0; }", "-Wl,-z,undefs"),
            lib("libb.so", "int down_p(int); int down_b(int n) { return n ? down_p(n - 1) + 10 : 0; }", "-Wl,-z,undefs"),
            prog(
                HEAD +
                'int down_a(int); int down_p(int n) { return n ? down_a(n - 1) + 100 : 0; } int main(void) { printf("%d\\n", '
                "down_a(9)); }",
                "-rdynamic")),
        says="333\n", styles=("pie", "fixed", "lld", "lldfixed")),
    Case(
        "interposed_pointer",
        (
            lib("liba.so", LIB),
            prog(
                HEAD +
                "int f(int a) { return a + 50; } int (*a_at(void))(int); extern int (*const a_table[2])(int);\n"
                'int main(void) { printf("%d %d %d\\n", a_at() == f, a_table[0] == f, a_table[1](1)); }')),
        says="1 1 51\n", styles=("pie", "fixed", "lld")),
]
