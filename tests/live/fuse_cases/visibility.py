# SPDX-License-Identifier: Apache-2.0
"""Whose definition a reference gets: protected, hidden, -Bsymbolic, interposed, weak, first in the search."""
import struct

from fuse_cases import build
from fuse_cases.kit import SHOWN, Case, keep, lib, prog

HEAD = "#include <stdio.h>\n"
PROTECTED = '__attribute__((visibility("protected"))) '
USES = "int which(void); int lib_which(void) { return which(); } int (*lib_at(void))(void) { return which; }\n"
MAIN = HEAD + "int which(void), lib_which(void); int (*lib_at(void))(void);\n"
OWN = "int which(void) { return 1; }\n"
PRINT = 'int main(void) { printf("%d %d %d\\n", which(), lib_which(), lib_at()()); }\n'
UNIQUE = ('__asm__(".data\\n.globl one_of\\n.type one_of,%%gnu_unique_object\\n.size one_of,4\\n.p2align 2\\none_of: .long %d\\n.text\\n"); '
          "extern int one_of;\n")
DATA = "int value = 5; int lib_value(void) { return value; } void lib_set(int v) { value = v; }\n"


def set_symbolic(path):
    """Adds DT_SYMBOLIC in the room at the end of the dynamic section: the code still goes by its slots."""
    data = bytearray(build.read(path))
    phoff, = struct.unpack_from("<Q", data, 32)
    size, n = struct.unpack_from("<HH", data, 54)
    for i in range(n):
        kind, _, off, _, _, length = struct.unpack_from("<IIQQQQ", data, phoff + i * size)
        if kind != 2:
            continue
        tags = [struct.unpack_from("<Q", data, off + j)[0] for j in range(0, length, 16)]
        end = tags.index(0)
        if end + 1 >= len(tags):
            raise build.Wrong("no room for one more entry")
        struct.pack_into("<QQ", data, off + end * 16, 16, 0)
    build.rewrite(path, data)


CASES = [
    # Which of two unique symbols all get is settled by the object that is relocated first: liba.so, since libb.so needs it.
    Case(
        "unique_of_first_relocated",
        (
            lib("liba.so", UNIQUE % 1 + "int *a_at(void) { return &one_of; }", "-Wl,-Bsymbolic"),
            lib("libb.so", "extern int one_of; int *b_at(void) { return &one_of; }", needs=("liba.so",)),
            prog(HEAD + UNIQUE % 3 + 'int *a_at(void), *b_at(void); int main(void) { printf("%d %d %d\\n", *a_at(), *b_at(), one_of); }', "-rdynamic")),
        says="1 1 3\n", styles=("pie", "fixed", "pic"), premise={"lib/liba.so": ("GLOB_DAT.*one_of",), "bin/prog": ("UNIQUE.*one_of",)}),
    Case(
        "interposed_function", (lib("liba.so", "int which(void) { return 2; }" + USES), prog(MAIN + OWN + PRINT)), says="1 1 1\n",
        styles=("pie", "fixed", "lld", "lldfixed")),
    Case(
        "protected_function", (lib("liba.so", PROTECTED + "int which(void) { return 2; }" + USES), prog(MAIN + OWN + PRINT)),
        says="1 2 2\n", premise={"lib/liba.so": ("PROTECTED.*which",)}),
    Case(
        "protected_data",
        (
            lib("liba.so", PROTECTED + DATA),
            prog(
                HEAD +
                'extern int value; int lib_value(void); void lib_set(int); int main(void) { lib_set(9); printf("%d %d\\n", value, '
                "lib_value()); }")),
        says="9 9\n", styles=("pic", "lld"), misread=(SHOWN,)),
    Case(
        "protected_pointers",
        (
            lib(
                "liba.so",
                PROTECTED +
                "int which(void) { return 2; }\nint (*const table[])(void) = {which}; int lib_same(int (*f)(void)) { return f == "
                "table[0]; }"),
            prog(HEAD + 'int which(void), lib_same(int (*)(void)); int main(void) { printf("%d %d\\n", which(), lib_same(which)); }')),
        says="2 1\n", styles=("pic", "lld"), misread=(SHOWN,)),
    Case(
        "hidden_function",
        (lib("liba.so", '__attribute__((visibility("hidden"))) int which(void) { return 2; }' + USES), prog(MAIN + OWN + PRINT)),
        says="1 2 2\n"),
    Case(
        "local_by_script",
        (
            lib("liba.so", "int which(void) { return 2; }" + USES.replace("lib_", "open_"), "-Wl,--version-script=@hide"),
            prog((MAIN + OWN + PRINT).replace("lib_", "open_"))),
        says="1 2 2\n"),
    Case(
        "symbolic", (lib("liba.so", "int which(void) { return 2; }" + USES, "-Wl,-Bsymbolic"), prog(MAIN + OWN + PRINT)), says="1 2 2\n",
        styles=("pie", "fixed", "lld"), premise={"lib/liba.so": ("SYMBOLIC",)}),
    Case(
        "symbolic_by_flag_only",
        (
            lib("liba.so", "int which(void) { return 2; } int which_data = 4; int *data_at(void) { return &which_data; }" + USES),
            prog(
                MAIN + OWN + "int which_data = 3; int *data_at(void);" +
                PRINT.replace("%d %d %d", "%d %d %d %d").replace("lib_at()()", "lib_at()(), *data_at()"))),
        says="1 2 2 4\n", styles=("pie", "fixed"), prepare=lambda built: set_symbolic(built.path("lib/liba.so")),
        premise={"lib/liba.so": (r"FLAGS.*SYMBOLIC|\(SYMBOLIC\)", r"JUMP_SLO.*which|GLOB_DAT.*which")}),
    Case(
        "symbolic_functions",
        (
            lib("liba.so", "int which(void) { return 2; }" + DATA + USES, "-Wl,-Bsymbolic-functions"),
            prog(
                MAIN + OWN + "int value = 70; int lib_value(void);" +
                PRINT.replace("%d %d %d", "%d %d %d %d").replace("lib_at()()", "lib_at()(), lib_value()"))),
        says="1 2 2 70\n"),
    Case(
        "symbolic_of_two",
        (
            lib("liba.so", "int which(void) { return 3; }"), lib("libb.so", "int which(void) { return 2; }" + USES, "-Wl,-Bsymbolic"),
            prog(MAIN + PRINT)),
        says="3 2 2\n"),
    Case(
        "first_library_wins",
        (lib("liba.so", "int which(void) { return 3; }"), lib("libb.so", "int which(void) { return 2; }" + USES), prog(MAIN + PRINT)),
        says="3 3 3\n", styles=("pie", "fixed", "lld")),
    Case(
        "outside_library_wins",
        (keep("libk.so", "int which(void) { return 4; }"), lib("libb.so", "int which(void) { return 2; }" + USES), prog(MAIN + PRINT)),
        says="4 4 4\n"),
    Case(
        "outside_library_loses",
        (
            lib("libb.so", "int which(void) { return 2; }" + USES),
            keep("libk.so", "int which(void) { return 4; } int kept(void) { return which(); }"),
            prog(MAIN + "int kept(void);" + PRINT.replace("lib_at()()", "kept()"))),
        says="2 2 2\n", styles=("pie", "fixed", "lld")),
    Case(
        "interposed_data",
        (
            lib("liba.so", DATA),
            prog(
                HEAD +
                'int value = 60; int lib_value(void); void lib_set(int); int main(void) { printf("%d ", lib_value()); lib_set(61); '
                'printf("%d\\n", value); }')),
        says="60 61\n", styles=("pie", "fixed", "lld")),
    Case(
        "weak_first_wins",
        (
            lib("liba.so", "__attribute__((weak)) int which(void) { return 3; }"), lib("libb.so", "int which(void) { return 2; }" + USES),
            prog(MAIN + PRINT)),
        says="3 3 3\n"),
    Case(
        "weak_nowhere",
        (
            lib(
                "liba.so",
                "__attribute__((weak)) int nowhere(void); __attribute__((weak)) extern int nothing; int lib_sees(void) { return (nowhere "
                "!= 0) + 2 * (&nothing != 0); }"),
            prog(
                HEAD +
                '__attribute__((weak)) int never(void); int lib_sees(void); int main(void) { printf("%d %d\\n", lib_sees(), never != '
                "0); }")),
        says="0 0\n", styles=("pie", "fixed", "pic", "lld")),
    Case(
        "weak_in_program",
        (
            lib("liba.so", "__attribute__((weak)) int maybe(void); int lib_asks(void) { return maybe ? maybe() : -1; }"),
            prog(HEAD + 'int lib_asks(void); int maybe(void) { return 8; } int main(void) { printf("%d\\n", lib_asks()); }')),
        says="8\n", styles=("pie", "fixed", "lld")),
    Case(
        "weak_in_later_library",
        (
            lib("liba.so", "__attribute__((weak)) int maybe(void); int lib_asks(void) { return maybe ? maybe() : -1; }"),
            lib("libb.so", "int maybe(void) { return 9; }"),
            prog(HEAD + 'int lib_asks(void); int main(void) { printf("%d\\n", lib_asks()); }')),
        says="9\n"),
    Case(
        "lazy_never_called",
        (
            lib("liba.so", "int found_nowhere(int); int work(int a) { return a > 1000000 ? found_nowhere(a) : a + 1; }", "-Wl,-z,lazy"),
            prog(
                HEAD + 'int work(int); int main(int argc, char **argv) { printf("%d\\n", work(argc)); }', "-Wl,-z,lazy",
                "-Wl,--unresolved-symbols=ignore-in-shared-libs")),
        says="2\n", styles=("pie", "fixed")),
    Case(
        "absolute_symbol",
        (
            lib(
                "liba.so", 'extern char fixed_number; long lib_number(void) { return (long)&fixed_number; }',
                "-Wl,--defsym=fixed_number=0x1234"),
            prog(
                HEAD +
                'extern char fixed_number; long lib_number(void); int main(void) { printf("%lx %d\\n", lib_number(), '
                "(long)&fixed_number == lib_number()); }")),
        says="1234 1\n", styles=("pic",), premise={"lib/liba.so": ("ABS.*fixed_number",)}),
    Case(
        "addends",
        (
            lib("liba.so", "int row[9] = {0, 1, 2, 3, 4, 5, 6, 7, 8};"),
            lib(
                "libb.so",
                "extern int row[9]; int *const into[3] = {&row[1], &row[8], row}; int *before = row - 1; int at(int i) { return "
                "*into[i]; } int first(void) { return before[1]; }",
                needs=("liba.so",)),
            prog(
                HEAD +
                'extern int *const into[3]; int at(int), first(void); int main(void) { printf("%d %d %d %d\\n", at(0), at(1), *into[2], '
                "first()); }")),
        says="1 8 0 0\n", styles=("pie", "fixed", "pic", "lld")),
    Case(
        "common_and_big_tables",
        (
            lib(
                "liba.so",
                "int common; int *at[2000] = {[0 ... 1999] = &common}; int count(void) { int n = 0; for (int i = 0; i < 2000; i++) n += "
                "at[i] == &common; return n; }",
                "-fcommon"),
            prog(
                HEAD + 'extern int common, *at[2000]; int count(void); int main(void) { common = 4; printf("%d %d\\n", count(), *at[77]); }')),
        says="2000 4\n"),
    Case(
        "size_of_symbol",
        (
            lib("liba.so", "char sized[123] = {1};"),
            lib(
                "libb.so",
                '__asm__(".section .data.sizes,\\"aw\\"\\n.globl size_is\\nsize_is: .quad sized@SIZE\\n.previous\\n"); extern long '
                "size_is; long get(void) { return size_is; }",
                needs=("liba.so",)),
            prog(HEAD + 'long get(void); int main(void) { printf("%ld\\n", get()); }')),
        says="123\n", styles=("pie",), x86=True, premise={"lib/libb.so": ("R_X86_64_SIZE64",)}),
]
